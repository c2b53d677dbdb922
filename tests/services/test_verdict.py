"""The verdict on a proposal: what is counted, against whom, when, and what is said of it."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from math import sqrt

import numpy as np
import pyarrow as pa
import pytest
import shapely

from spaceplanner.domain.layer import Role
from spaceplanner.domain.proposal import Proposal
from spaceplanner.errors import AnalysisError
from spaceplanner.i18n import sentence
from spaceplanner.io import catalogue
from spaceplanner.services import verdict, verdict_words
from spaceplanner.services.evaluation import Evaluator
from spaceplanner.services.verdict_periods import Span
from tests.services import cities

X, Y = 620_000.0, 9_750_000.0
SIDE = 1_500.0
CATALOGUE = catalogue.load()
SINCE = date(2025, 1, 1)
QUIET = (30, 20)
"""Incidents at a space and in its ring where nothing is said of them."""


def at(k: int, distance: float = 0.0) -> tuple[float, float]:
    """Return a place at the k-th space, or so far east of its edge."""
    column, row = k % 6, k // 6
    return X + SIDE * column + (100 + distance if distance else 50), Y + SIDE * row + 50


def square(k: int):
    x, y = at(k)
    return shapely.box(x - 50, y - 50, x + 50, y + 50)


def incidents(counts: dict[int, tuple[int, int]], year: int, n: int = 30, **changes):
    """Return a layer over a whole year: at each space and 200 m from it, within its ring."""
    places = []
    for k in range(n):
        here, ring = counts.get(k, QUIET)
        places += [at(k)] * here + [at(k, 200.0)] * ring
    days = np.datetime64(f"{year}-01-01") + np.arange(len(places)) * 7 % 365
    days[:2] = np.datetime64(f"{year}-01-01"), np.datetime64(f"{year}-12-31")
    return cities.incidents(np.array(places), changes.pop("when", days), **changes)


def city(counts: dict[int, tuple[int, int]] | None = None, *, n: int = 30, year: int = 2024, proposed=(7,)):
    shapes = [square(k) for k in range(n)]
    everywhere = np.array([shapely.box(X - 1e4, Y - 1e4, X + 3e4, Y + 3e4)])
    return cities.project(
        cities.spaces(shapes),
        incidents(counts or {}, year, n),
        cities.layer(Role.BOUNDARY, everywhere),
        proposals=tuple(Proposal(id=f"p{k}", name=f"P {k}", space=f"s{k:02d}") for k in proposed),
    )


def judged(project, after, proposal: str = "p7", **asked):
    return verdict.judge(project, proposal, after, Evaluator(CATALOGUE), **({"since": SINCE} | asked))


def notes(found) -> str:
    return "\n".join(sentence(message, parameters) for message, parameters in found.notes)


def test_counts_and_the_difference_are_those_of_the_formula():
    found = judged(city({7: (100, 20)}), incidents({7: (60, 45)}, 2025))
    assert (found.before, found.after) == (
        Span(first=date(2024, 1, 1), last=date(2024, 12, 31)),
        Span(first=SINCE, last=date(2025, 12, 31)),
    )
    counted = {name: (zone.before, zone.after) for name, zone in found.zones.items()}
    assert counted == {"treated": (100, 60), "control": (150, 150), "ring": (20, 45), "ring_control": (100, 100)}
    assert [(one.before, one.after) for one in found.controls] == [(30, 30)] * 5
    before, after = 366 / 365.25, 365 / 365.25
    local, ring, total = found.found.local, found.found.ring, found.found.total
    drift = 30 / after - 30 / before
    assert local.estimate == pytest.approx(60 / after - 100 / before - drift, rel=1e-6)
    assert local.error == pytest.approx(
        sqrt(60 / after**2 + 100 / before**2 + (150 / after**2 + 150 / before**2) / 25), rel=1e-6
    )
    assert ring.estimate == pytest.approx(45 / after - 20 / before - (20 / after - 20 / before), rel=1e-6)
    assert total.estimate == pytest.approx(local.estimate + ring.estimate)
    assert total.error == pytest.approx(sqrt(local.error**2 + ring.error**2))
    assert found.everywhere == (29 * 50 + 120, 29 * 50 + 105)


@pytest.mark.parametrize(
    ("before", "after", "said"),
    [
        ((100, 20), (60, 20), "Incidents fell by 40 a year more than in 5 comparable spaces (90 % interval"),
        ((100, 20), (60, 20), "): this is more than chance."),
        ((100, 20), (96, 20), "): this may be chance."),
        ((60, 20), (100, 20), "Incidents rose by 40 a year more than"),
        ((100, 20), (60, 80), "): this is more than chance, but not together with what happened next door."),
        ((60, 90), (45, 50), "): this may be chance; together with what happened next door it is more."),
    ],
)
def test_the_verdict_is_one_sentence(before, after, said):
    text = verdict_words.sentence(judged(city({7: before}), incidents({7: after}, 2025)))
    assert said in text
    assert text.count(". ") == 0


def test_a_rise_that_is_smaller_than_elsewhere_is_told_as_one():
    everywhere = dict.fromkeys(range(30), (60, 20))
    found = judged(city({7: (30, 20)}), incidents(everywhere | {7: (40, 20)}, 2025))
    assert "Incidents rose by 20 a year less than in 5" in verdict_words.sentence(found)
    fallen = judged(city(everywhere | {7: (40, 20)}), incidents({7: (30, 20)}, 2025))
    assert "Incidents fell by 20 a year less than in 5" in verdict_words.sentence(fallen)


def test_displacement_is_shown():
    found = judged(city({7: (100, 20)}), incidents({7: (60, 80)}, 2025))
    ring, both = verdict_words.displaced(found)
    assert ring.startswith("Next door, within 200 m more, they rose by 60 a year more than around these (+")
    assert ring.endswith("this is more than chance.")
    assert both.startswith("Here and next door together: +20 a year (90 % interval ")
    assert both.endswith("): this may be chance.")


def test_where_untreated_spaces_change_as_clearly_it_may_be_chance():
    before = {k: (60 + k, 20) for k in range(30)}
    wild = {k: (20 if k % 2 else 110, 20) for k in range(30)}
    found = judged(city(before), incidents(wild | {7: (30, 20)}, 2025))
    assert verdict_words.significant(found.found.local)
    assert found.placebo.spaces == 29
    assert found.placebo.local > 3
    text = verdict_words.sentence(found)
    assert f"{found.placebo.local} of 29 spaces without a proposal changed as clearly, so this may be chance." in text
    assert "changed more differently from one another than chance" in notes(found)
    assert verdict_words.significant(found.found.total)
    assert found.placebo.total > 3
    together = verdict_words.displaced(found)[-1]
    assert together.endswith(
        f"{found.placebo.total} of 29 spaces without a proposal changed as clearly, so this may be chance."
    )


def test_with_few_spaces_nothing_is_said_of_untreated_ones():
    found = judged(city({7: (100, 20)}, n=12), incidents({7: (60, 20)}, 2025, 12))
    assert found.placebo is None
    assert verdict_words.sentence(found).endswith("this is more than chance.")


def test_what_came_after_the_works_chooses_no_controls():
    project = city({7: (100, 20)})
    late = replace(incidents({k: (k * 9, 3) for k in range(30)}, 2026), id="late")
    grown = replace(project, layers=(*project.layers, late))
    one, other = (judged(item, incidents({7: (60, 20)}, 2025)) for item in (project, grown))
    assert one.controls == other.controls
    assert one.zones == other.zones
    assert one.found == other.found


def test_nothing_is_stored_and_the_order_of_layers_does_not_matter():
    project = city({7: (100, 20)})
    layers = project.layers
    one = judged(project, incidents({7: (60, 20)}, 2025))
    other = judged(replace(project, layers=layers[::-1]), incidents({7: (60, 20)}, 2025))
    assert project.layers is layers
    assert (one.found, one.controls, one.placebo) == (other.found, other.controls, other.placebo)


def test_controls_have_no_proposal_of_their_own():
    found = judged(city(proposed=(7, 8, 9)), incidents({7: (10, 20)}, 2025))
    assert not {"s07", "s08", "s09"} & {one.space for one in found.controls}


@pytest.mark.parametrize(
    ("since", "until", "works", "whole", "expected"),
    [
        (date(2025, 3, 1), date(2025, 8, 31), None, False, ("2024-03-01", "2024-08-31")),
        (date(2025, 3, 1), date(2025, 8, 31), date(2024, 6, 1), False, ("2023-03-01", "2023-08-31")),
        (date(2025, 3, 1), None, date(2025, 1, 10), False, ("2024-03-01", "2024-12-31")),
        (date(2025, 3, 1), date(2025, 8, 31), date(2023, 6, 1), False, ("2023-01-01", "2023-05-31")),
        (date(2025, 3, 1), date(2025, 8, 31), date(2024, 7, 1), True, ("2023-01-01", "2024-06-30")),
    ],
)
def test_the_period_before_is_the_same_season_where_there_is_one(since, until, works, whole, expected):
    project = city()
    both = replace(project, layers=(*project.layers, replace(incidents({}, 2023), id="earlier")))
    found = judged(both, incidents({}, 2025), since=since, until=until, works=works, whole=whole)
    assert (found.before.first.isoformat(), found.before.last.isoformat()) == expected
    assert ("lacks the same season" in notes(found)) == (expected[1] == "2023-05-31")


def test_after_a_whole_year_the_year_right_before_the_works_is_compared_and_no_month_is_dropped():
    """The file begins two months after the works: the same days of earlier years would pass over ten good months."""
    project = city()
    both = replace(project, layers=(*project.layers, replace(incidents({}, 2023), id="earlier")))
    times = incidents({}, 2026).table.column("when").to_numpy()
    times = np.where(times >= np.datetime64("2026-11-01"), times - np.timedelta64(365, "D"), times)
    after = incidents({}, 2026, when=times.astype("datetime64[s]"))
    found = judged(both, after, since=date(2025, 9, 1), works=date(2024, 9, 1))
    assert (found.after.first, found.after.last) == (date(2025, 11, 1), date(2026, 10, 31))
    assert (found.before.first, found.before.last) == (date(2023, 9, 1), date(2024, 8, 31))
    assert "The file begins on 2025-11-01: the 61 days from 2025-09-01 on" in notes(found)
    assert "From 2024-09-01 to 2025-08-31, 365 days are not counted: the works" in notes(found)


def test_days_before_the_works_that_another_season_holds_are_told_apart_from_the_works():
    project = city()
    both = replace(project, layers=(*project.layers, replace(incidents({}, 2023), id="earlier")))
    since, until = date(2025, 3, 1), date(2025, 8, 31)
    said = notes(judged(both, incidents({}, 2025), since=since, until=until, works=date(2024, 6, 1)))
    assert "From 2023-09-01 to 2024-05-31, before the works, 274 days are not counted" in said
    assert "From 2024-06-01 to 2025-02-28, 273 days are not counted: the works" in said


def test_a_leap_day_has_a_day_before():
    project = city(year=2023)
    after = cities.incidents(np.array([at(7)] * 9), ["2024-02-29"] * 9)
    found = judged(project, after, since=date(2024, 2, 29))
    assert (found.before.first, found.before.last) == (date(2023, 2, 28), date(2023, 2, 28))
    assert "Days after the works that are counted: 1. That is a short time" in notes(found)


@pytest.mark.parametrize(
    ("changes", "match"),
    [
        ({"proposal": "p8"}, "no proposal p8. It has: p7"),
        ({"since": date(2026, 1, 1)}, "end on 2025-12-31, before 2026-01-01"),
        ({"until": date(2024, 12, 1)}, "has no day"),
        ({"since": date(2024, 1, 1)}, "when the works had begun"),
        ({"works": date(2025, 2, 1)}, "cannot begin on 2025-02-01, after the first day after them, 2025-01-01"),
    ],
)
def test_what_cannot_be_judged_is_refused(changes, match):
    with pytest.raises(AnalysisError, match=match):
        judged(city(), incidents({}, 2025), **changes)


def test_incidents_without_dates_are_refused():
    nothing = np.array(["NaT"] * 1500, dtype="datetime64[s]")
    with pytest.raises(AnalysisError, match="after the works have no dates"):
        judged(city(), incidents({}, 2025, when=nothing))
    project = city()
    undated = replace(project, layers=(project.layers[0], incidents({}, 2024, when=nothing), project.layers[2]))
    with pytest.raises(AnalysisError, match="project's incidents have no dates"):
        judged(undated, incidents({}, 2025))


def test_a_space_without_comparable_ones_or_without_a_layer_is_refused():
    with pytest.raises(AnalysisError, match="No space is comparable"):
        judged(city(n=8, proposed=range(8)), incidents({}, 2025, 8))
    project = replace(city(), proposals=(Proposal(id="p7", name="P", space="gone"),))
    with pytest.raises(AnalysisError, match="gone of the proposal is in no layer"):
        judged(project, incidents({}, 2025))


def test_no_incident_near_any_is_refused():
    nobody = {k: (0, 0) for k in range(30) if k != 20}
    with pytest.raises(AnalysisError, match="nothing can be judged"):
        judged(city(nobody | {20: (0, 9)}), incidents(nobody | {20: (0, 9)}, 2025))


def test_what_the_reader_must_know_is_said():
    after = incidents({7: (2, 20)}, 2025)
    n = len(after)
    when = after.table.column("when").to_numpy().copy()
    when[100:103] = np.datetime64("NaT")
    precision = ["minute"] * n
    precision[200] = "year"
    table = after.table.set_column(0, "when", pa.array(when, pa.timestamp("s")))
    table = table.set_column(1, "when_precision", pa.array(precision))
    table = table.set_column(2, "category", pa.array(["theft"] * (n - 5) + ["arson"] * 5))
    after = replace(after, table=table)
    project = city({7: (100, 20)}, proposed=(7,))
    bare = replace(project, layers=project.layers[:2])
    found = judged(bare, after, until=date(2025, 12, 30), works=date(2024, 12, 1))
    said = notes(found)
    for part in (
        "A count is under five",
        "Nobody has said where the incidents are complete",
        "3 incidents of the file have no date",
        "1 incidents are dated by month or year only and may lie outside",
        "5 incidents after the works are of categories that the record before does not have (arson)",
        "Before, the space had 99.2 incidents a year and comparable spaces had",
    ):
        assert part in said


def test_a_record_cut_off_or_of_another_city_is_noticed():
    project = city()
    late = incidents({}, 2025)
    keep = late.table.column("when").to_numpy() >= np.datetime64("2025-04-01")
    begins = replace(late, geometry=late.geometry[keep], table=late.table.filter(pa.array(keep)))
    found = judged(project, begins, until=date(2026, 6, 30))
    assert found.after.first > date(2025, 3, 31)
    assert found.after.last == date(2025, 12, 31)
    assert "The file begins on 2025-04" in notes(found)
    assert "The file ends on 2025-12-31" in notes(found)
    tripled = judged(project, incidents(dict.fromkeys(range(30), (90, 60)), 2025))
    assert "check that both count the same things" in notes(tripled)


def test_ground_that_the_record_does_not_cover_is_left_out():
    project = city({7: (100, 20)})
    x, y = at(7)
    hole = shapely.box(x - 50, y - 50, x + 151, y + 50)
    covered = shapely.difference(
        shapely.box(X - 1e4, Y - 1e4, X + 3e4, Y + 3e4), shapely.box(x + 160, y - 900, x + 700, y + 900)
    )
    assert not shapely.intersects(covered, shapely.Point(at(7, 200.0)))
    assert shapely.contains(covered, hole)
    layers = [replace(item, coverage=covered) if item.role is Role.INCIDENTS else item for item in project.layers]
    found = judged(replace(project, layers=tuple(layers)), incidents({7: (60, 45)}, 2025))
    assert (found.zones["ring"].before, found.zones["ring"].after) == (0, 0)
    assert found.zones["ring"].ground < 0.75 * found.zones["ring_control"].ground / 5
    assert "A part of the ground is not covered" in notes(found)
