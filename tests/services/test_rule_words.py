"""Rules of a plan in sentences."""

from __future__ import annotations

import pytest

from spaceplanner.domain.plan import Floor, Requirement, Window
from spaceplanner.i18n import speaking
from spaceplanner.services import rule_words

NAMES = {key: f"P{key}" for key in "abcdefghij"}


@pytest.fixture(autouse=True)
def _english():
    with speaking("en"):
        yield


@pytest.mark.parametrize(
    ("said", "text"),
    [
        (("a", "b"), "Only one of these may be chosen: Pa; Pb."),
        (tuple("abcdefg"), "Only one of these may be chosen: Pa; Pb; Pc; Pd; Pe; Pf; Pg."),
        (tuple("abcdefgh"), "Only one of these may be chosen: Pa; Pb; Pc; Pd; Pe; Pf; and 2 more."),
        (Requirement(proposal="a", one_of=("b", "?")), "“Pa” needs one of these: Pb; ?."),
        (Requirement(proposal="a", one_of=()), "“Pa” needs a proposal that is gone, so it is never chosen."),
        (Window(proposal="a", earliest=2, latest=3), "“Pa” may start only in the years 2 to 3."),
        (Window(proposal="a", latest=2), "“Pa” may start only in the years 1 to 2."),
        (Window(proposal="a", earliest=2), "“Pa” may start only from year 2 on."),
        (Window(proposal="a", earliest=2, latest=2), "“Pa” may start only in year 2."),
        (Floor(district="La {x}\nMerced", least=1200), "The district La {x} Merced gets at least so many proposals: 1,200."),
    ],
)  # fmt: skip
def test_each_kind_is_a_sentence(said, text):
    assert rule_words.rule(said, NAMES) == text


def test_all_names_are_told_where_they_are_asked_for():
    assert rule_words.rule(tuple("abcdefgh"), NAMES, most=8).endswith("Pg; Ph.")


@pytest.mark.parametrize(
    ("window", "text"),
    [
        (Window(proposal="a"), "any year"),
        (Window(proposal="a", earliest=2), "from year 2"),
        (Window(proposal="a", latest=1), "year 1"),
        (Window(proposal="a", latest=3), "years 1–3"),
        (Window(proposal="a", earliest=2, latest=3), "years 2–3"),
    ],
)
def test_years_fit_into_a_cell(window, text):
    assert rule_words.years(window) == text
