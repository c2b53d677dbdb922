"""Weighing: the checklist and the figures that come from money."""

from __future__ import annotations

import pytest

from tests.services import plaza


def figure(proposal, criterion: str):
    found = plaza.results(proposal)[0]
    return next(part.figure for part in found.criteria if part.id == criterion)


@pytest.mark.parametrize(
    ("proposal", "expected"),
    [
        (plaza.proposal(plaza.lamp()), 0),
        (plaza.proposal(plaza.lamp(), maintainer=" EP "), 0.3),
        (plaza.proposal(plaza.lamp(), maintainer="EP", upkeep_payer="GAD"), 0.6),
        (plaza.proposal(plaza.lamp(), maintainer="  "), 0),
        (plaza.funded(plaza.proposal(plaza.lamp()), own=2035 * 0.2, committed=2035 * 0.11), 0.2),
        (plaza.funded(plaza.proposal(plaza.lamp()), pledged=2035), 0),
        (plaza.proposal(plaza.programme("neighbourhood_committee")), 0.2),
    ],
)
def test_readiness_is_a_checklist(proposal, expected):
    assert figure(proposal, "readiness").exact == pytest.approx(expected)


def test_coinvestment_is_what_others_bring():
    proposal = plaza.funded(
        plaza.proposal(plaza.lamp()), own=500, committed=100, pledged=200, in_kind=300, requested=900
    )
    assert figure(proposal, "coinvestment").exact == pytest.approx(600 / 2035)


def test_value_is_averted_for_each_ten_thousand_a_year():
    found = plaza.results(plaza.proposal(plaza.programme("neighbourhood_committee", 3)))[0]
    part = next(item for item in found.criteria if item.id == "value")
    assert found.averted.exact is not None
    assert part.figure.exact == pytest.approx(found.averted.exact * 10_000 / 2_400)
    assert found.averted.published == float(f"{found.averted.exact:.2g}")
    # The score uses the published figure, so that it reads the same everywhere.
    assert part.figure.published is not None
    assert part.value == pytest.approx(min(1, part.figure.published / 5))


def test_people_and_need_come_from_the_diagnosis():
    assert figure(plaza.proposal(), "people").exact == 3000
    assert 0 < figure(plaza.proposal(), "need").exact <= 100
