from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from spaceplanner.domain.funding import Form, Funding, FundingKind, State, of_kind
from spaceplanner.domain.partner import Recognition, RecognitionKind
from spaceplanner.domain.programme import QUANTITIES, Indicator, ProgrammeKind


@pytest.mark.parametrize("kind", FundingKind)
def test_a_line_of_a_kind_is_shown_as_that_kind(kind):
    assert of_kind("x", kind, 5).kind is kind


@pytest.mark.parametrize(
    ("line", "kind"),
    [
        (Funding(source="x", amount=1, form=Form.TIME), FundingKind.IN_KIND),
        (Funding(source="x", amount=1, state=State.SPENT), FundingKind.COMMITTED),
        (Funding(source="x", amount=1, form=Form.IN_KIND, state=State.REQUESTED), FundingKind.REQUESTED),
        (Funding(source="x", amount=1, form=Form.IN_KIND, state=State.PLEDGED), FundingKind.IN_KIND),
        (Funding(source="x", amount=1, form=Form.TIME, own=True), FundingKind.OWN),
        (Funding(source="x", amount=1, own=True, state=State.REQUESTED), FundingKind.REQUESTED),
    ],
)
def test_a_line_is_grouped_by_how_firm_it_is_and_what_it_is(line, kind):
    assert line.kind is kind


@pytest.mark.parametrize("kind", RecognitionKind)
def test_only_thanks_need_no_decision(kind):
    plain = Recognition(partner="p", kind=kind)
    half = Recognition(partner="p", kind=kind, decision="R-12")
    whole = Recognition(partner="p", kind=kind, decision="R-12", decided=date(2026, 3, 1))
    assert plain.allowed is half.allowed is (kind is RecognitionKind.THANKS)
    assert whole.allowed


def test_every_line_says_what_is_counted():
    assert set(QUANTITIES) == set(ProgrammeKind)


def test_an_indicator_is_complete_only_with_all_of_its_parts():
    parts: dict[str, Any] = {
        "name": "Lux",
        "baseline": 1.0,
        "target": 5.0,
        "source": "meter",
        "owner": "works",
        "due": date(2027, 1, 1),
    }
    assert Indicator(**parts).complete
    assert not any(
        Indicator(**parts | {name: None if name not in {"name", "source", "owner"} else " "}).complete for name in parts
    )
