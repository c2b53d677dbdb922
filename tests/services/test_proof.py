"""Which spaces are comparable, and whether an effect could be shown: from published counts, whatever the order."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

import numpy as np
import pytest
import shapely

from spaceplanner.analysis import displacement
from spaceplanner.domain.layer import Role
from spaceplanner.domain.outlook import Gain, Proof, Range
from spaceplanner.domain.proposal import Intervention, Proposal
from spaceplanner.errors import AnalysisError
from spaceplanner.i18n import sentence
from spaceplanner.io import catalogue
from spaceplanner.services import proof
from spaceplanner.services.evaluation import Evaluator
from spaceplanner.services.unpacking import unpack
from tests.services import cities

if TYPE_CHECKING:
    from spaceplanner.domain.project import Project

CATALOGUE = catalogue.load()


@pytest.fixture(scope="module")
def city():
    return cities.made_city(n_spaces=40)


def lamp(project, space: str, dx: float = 0.0, key: str = "p") -> Proposal:
    shape = next(item.shape for item in unpack(project).places.spaces if item.id == space)
    at = shapely.transform(shape.centroid, lambda xy: xy + np.array((dx, 0.0)))
    return Proposal(
        id=key, name=key, space=space, interventions=(Intervention(id="lamp", type="led_lamp", geometry=at),)
    )


def proposed(project, *spaces: str):
    return replace(project, proposals=tuple(lamp(project, space, key=f"p-{space}") for space in spaces))


def results(project: Project, evaluator: Evaluator | None = None) -> Any:
    return (evaluator or Evaluator(CATALOGUE)).evaluate(project)


def outlook(project, space: str):
    return next(item.proof for item in results(project).proposals if item.space == space)


def test_controls_lie_apart_have_no_proposal_and_are_the_most_similar_first(city):
    project = proposed(city, "s03", "s07")
    found = outlook(project, "s03")
    shapes = {item.id: item.shape for item in unpack(project).places.spaces}
    assert 0 < len(found.controls) <= project.settings.controls
    assert not {"s03", "s07"} & set(found.controls)
    assert found.ring == project.settings.displacement_ring
    clear = project.settings.displacement_ring + 2 * project.settings.incident_radius
    assert all(shapely.distance(shapes[key], shapes["s03"]) > clear for key in found.controls)
    assert all(
        shapely.distance(shapes[one], shapes[other]) > 2 * project.settings.incident_radius
        for one in found.controls
        for other in found.controls
        if one != other
    )
    assert list(found.similarity) == sorted(found.similarity, reverse=True)


def test_no_two_controls_share_an_incident_where_many_are_asked_for(city):
    """With nearly all spaces wanted, only what lies between them keeps any of them out."""
    project = proposed(city, "s03")
    project = replace(project, settings=replace(project.settings, controls=39))
    found, radius = outlook(project, "s03"), project.settings.incident_radius
    shapes = {item.id: item.shape for item in unpack(project).places.spaces}

    def apart(one: str, other: str) -> float:
        return float(shapely.distance(shapes[one], shapes[other]))

    pairs = [(one, other) for one in found.controls for other in found.controls if one < other]
    assert min(apart(*pair) for pair in pairs) > 2 * radius
    left_out = [key for key in shapes if key not in found.controls and apart(key, "s03") > found.ring + 2 * radius]
    nearest = [min(apart(key, other) for other in found.controls) for key in left_out]
    # Some are kept out by a space whose circle of incidents only overlaps with theirs.
    assert any(radius < metres <= 2 * radius for metres in nearest)


def test_neither_the_order_of_spaces_nor_of_proposals_matters(city):
    project = proposed(city, "s03", "s07", "s11")
    one = {item.space: item.proof for item in results(project).proposals}
    layers = [item for item in project.layers if item.role is not Role.SPACES]
    spaces = project.by_role(Role.SPACES)[0]
    back = np.arange(len(spaces))[::-1]
    turned = replace(spaces, geometry=spaces.geometry[back], table=spaces.table.take(back))
    other = replace(project, layers=(*layers, turned), proposals=project.proposals[::-1])
    again = {item.space: item.proof for item in results(other).proposals}
    assert {key: value.controls for key, value in one.items()} == {key: value.controls for key, value in again.items()}
    for key, value in one.items():
        assert again[key].detectable == pytest.approx(value.detectable)


def test_the_detectable_reduction_is_that_of_the_published_counts(city):
    project = proposed(city, "s03")
    result = results(project)
    found = result.proposals[0].proof
    figures = {item.space: item.figures for item in result.diagnosis.spaces}
    years = result.diagnosis.period.years
    assert found.yearly == figures["s03"]["incidents_per_year"].published
    near = [figures[key]["incidents_within"].published for key in found.controls]
    assert found.control_yearly == pytest.approx(sum(2 if count is None else count for count in near) / years)
    shapes = {item.id: item.shape for item in unpack(project).places.spaces}
    ground = {key: shape.buffer(100).area for key, shape in shapes.items()}
    size = sum(ground[key] for key in found.controls) / ground["s03"]
    for months in (12, 24):
        expected = displacement.detectable(
            found.yearly,
            found.control_yearly,
            controls=size,
            before=min(years, months / 12),
            after=months / 12,
            excess=found.excess or 1.0,
        )
        assert found.detectable[months] == pytest.approx(expected, rel=0.01)
    assert found.detectable[24] < found.detectable[12]


def test_a_withheld_count_tells_nothing(city):
    """Whatever lies between 0 and 4 near a control or the space itself, the outlook reads the same."""
    x0, y0 = 620_000, 9_750_000
    shapes = [shapely.box(x0 + 1000 * k, y0, x0 + 1000 * k + 100, y0 + 100) for k in range(6)]
    seen = []
    for few in range(5):
        counts = [60, few, 40, 50, 30, 45]
        xy = np.concatenate([np.tile(np.array((x0 + 1000 * k + 50, y0 + 50)), (n, 1)) for k, n in enumerate(counts)])
        project = cities.project(cities.spaces(shapes), cities.incidents(xy, _dates(len(xy))))
        result = results(proposed(project, "s00"))
        seen.append(result.proposals[0].proof)
        assert outlook(proposed(project, "s01"), "s01").reason == "fewer_than_5"
    assert all(one == seen[0] for one in seen)
    assert "s01" in seen[0].controls
    # By hand: 40, 50, 30 and 45, and two where a count is withheld, the middle of what it may be.
    assert seen[0].control_yearly == pytest.approx((40 + 50 + 30 + 45 + 2) / result.diagnosis.period.years)


def _dates(n: int) -> list[str]:
    days = np.datetime64("2024-01-01") + (np.arange(n) * 730) // max(n - 1, 1)
    return [str(day) for day in days]


def test_why_there_is_no_outlook():
    lonely = cities.project(
        cities.spaces([shapely.box(620_000, 9_750_000, 620_100, 9_750_100)]),
        cities.incidents(np.full((20, 2), (620_050.0, 9_750_050.0)), _dates(20)),
    )
    assert outlook(proposed(lonely, "s00"), "s00").reason == "no_comparison"
    without = replace(lonely, layers=lonely.by_role(Role.SPACES))
    assert outlook(proposed(without, "s00"), "s00").reason == "no_layer"
    nowhere = replace(lonely, proposals=(Proposal(id="p", name="p", space="gone"),))
    assert outlook(nowhere, "gone").reason == "no_layer"
    assert proof.told(outlook(nowhere, "gone")) == ()


@pytest.mark.parametrize(("name", "value"), [("controls", 0), ("displacement_ring", 0.0)])
def test_settings_that_leave_nothing_to_judge_by_are_refused(city, name, value):
    project = replace(proposed(city, "s03"), settings=replace(city.settings, **{name: value}))
    with pytest.raises(AnalysisError, match=name):
        results(project)


def test_a_moved_lamp_chooses_no_controls_anew(city):
    evaluator = Evaluator(CATALOGUE)
    results(proposed(city, "s03"), evaluator)
    asked = evaluator.memo.computed["controls"]
    moved = replace(city, proposals=(lamp(city, "s03", 3.0, key="p-s03"),))
    results(moved, evaluator)
    assert evaluator.memo.computed["controls"] == asked == 1


def shown(yearly: float, reduction: float | None) -> str:
    """Return the first sentence for a place with five controls like it."""
    design = {"controls": 5.0, "before": 2.0, "after": 2.0}
    found = Proof(
        controls=("a",),
        yearly=yearly,
        control_yearly=5 * yearly,
        detectable={
            months: displacement.detectable(yearly, 5 * yearly, controls=5.0, before=months / 12, after=months / 12)
            for months in proof.MONTHS
        },
        expected=reduction,
        pooled=None if reduction is None else displacement.sites(reduction, yearly, 5 * yearly, **design),
    )
    return sentence(*proof.told(found)[0])


def test_what_can_be_shown_is_said_in_a_sentence():
    assert shown(40, 0.12) == (
        "With 40 incidents a year, a reduction of 40 % or more can be shown in 24 months; the expected one is 12 %: "
        "it cannot be proven here alone; judged together with sites like it, it could: 12 more."
    )
    assert displacement.sites(0.12, 40, 200, controls=5.0, before=2.0, after=2.0) == 13
    assert shown(400, 0.5).endswith("the expected one is 50 %: it could be proven here alone.")
    assert shown(3, 0.2).startswith("With 3 incidents a year, no reduction can be told from chance in 24 months; the")
    assert shown(3, 0.0) == "With 3 incidents a year, no reduction can be told from chance in 24 months."
    assert shown(40, 0.0).endswith("none is expected from what is credited here.")
    assert shown(40, None).endswith("what is expected is not known.")


def test_the_expected_reduction_is_that_of_the_gain(city):
    result = results(proposed(city, "s03"))
    item = result.proposals[0]
    bare = replace(item, gain=Gain(total=_range(6.0), baseline=_range(50.0)))
    inputs = unpack(proposed(city, "s03"), Evaluator(CATALOGUE).memo)
    evaluator = Evaluator(CATALOGUE)
    found = proof.outlooks((bare,), inputs, result.diagnosis, evaluator.memo)[0]
    assert found.expected == pytest.approx(0.12)
    assert found.pooled is not None


def _range(middle: float) -> Range:
    return Range(p05=0.0, p25=middle, median=middle, p75=middle, p95=2 * middle)


def test_what_varies_more_than_by_chance_needs_more():
    """The same town, each incident told once or four times: its counts then vary twice as much as Poisson counts."""
    rng = np.random.default_rng(11)
    x0, y0 = 620_000, 9_750_000
    corners = [(x0 + 1000 * (k % 12), y0 + 1000 * (k // 12)) for k in range(120)]
    homes = np.repeat(np.array(corners) + 50.0, rng.poisson(60, 120), axis=0)
    days = np.datetime64("2023-01-01") + rng.integers(0, 731, len(homes))
    days[:2] = np.datetime64("2023-01-01"), np.datetime64("2024-12-31")
    town = cities.spaces([shapely.box(x, y, x + 100, y + 100) for x, y in corners])

    def seen(times: int):
        layer = cities.incidents(np.repeat(homes, times, axis=0), np.repeat(days, times).astype(str))
        return outlook(proposed(cities.project(town, layer), "s05"), "s05")

    once, bunched = seen(1), seen(4)
    assert once.excess == pytest.approx(1.0, abs=0.35)
    assert bunched.excess == pytest.approx(4 * once.excess, rel=0.35)
    plain = displacement.detectable(1, 1, controls=1, before=1, after=1)
    assert displacement.detectable(1, 1, controls=1, before=1, after=1, excess=4.0) > plain
    said = [sentence(*note) for note in proof.told(bunched)]
    times = f"{bunched.excess**0.5:.2g}"
    assert said[-1] == f"It is allowed for that counts vary {times} times as much here as by chance."


def test_a_short_record_or_one_with_a_hole_does_not_tell_how_much_counts_vary(city):
    short = proposed(city, "s03")
    incidents = short.by_role(Role.INCIDENTS)[0]
    when = incidents.table.column("when").to_numpy()

    def kept(chosen: np.ndarray) -> Any:
        layer = replace(incidents, geometry=incidents.geometry[chosen], table=incidents.table.filter(chosen))
        others = tuple(item for item in short.layers if item is not incidents)
        return outlook(replace(short, layers=(*others, layer)), "s03")

    assert outlook(short, "s03").excess is not None
    assert kept(when >= np.datetime64("2023-06-01")).excess is None
    hole = kept((when < np.datetime64("2023-01-10")) | (when >= np.datetime64("2024-01-05")))
    assert hole.excess is None
    assert "more may be needed" in sentence(*proof.told(hole)[-1])
