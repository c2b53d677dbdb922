"""The diagnosis of a place small enough to reckon by hand, and what must hold of every diagnosis."""

from __future__ import annotations

from dataclasses import replace
from math import log1p, pi
from typing import TYPE_CHECKING, Any

import numpy as np
import pyarrow as pa
import pytest
import shapely
from hypothesis import Phase, given, settings
from hypothesis import strategies as st

from spaceplanner.domain import edits
from spaceplanner.domain.criteria import Criterion
from spaceplanner.domain.layer import Role
from spaceplanner.domain.space import spaces_of
from spaceplanner.errors import AnalysisError
from spaceplanner.io import catalogue
from spaceplanner.services import inputs, stages_light
from spaceplanner.services.evaluation import Evaluator
from tests.services import cities

if TYPE_CHECKING:
    from spaceplanner.domain.project import Project
    from spaceplanner.domain.result import Diagnosis, SpaceDiagnosis

X, Y = 620_000, 9_750_000


def rank_of(item: SpaceDiagnosis) -> int:
    """Return the rank of a space that has one."""
    assert item.rank is not None
    return item.rank


def diagnosed(project: Project) -> Diagnosis:
    return Evaluator(catalogue.load()).evaluate(project, proposals=False).diagnosis


def space(diagnosis: Diagnosis, key: str = "s00") -> SpaceDiagnosis:
    return next(item for item in diagnosis.spaces if item.space == key)


def around(*xy: tuple[float, float]) -> Any:
    return np.array(xy, dtype=float).reshape(-1, 2) + np.array((X, Y))


def square(x: float = 0, y: float = 0, side: float = 100) -> Any:
    return shapely.box(X + x, Y + y, X + x + side, Y + y + side)


@pytest.fixture
def small() -> Project:
    """One square of a hectare: 7 incidents inside by day, 5 near it by night, 3 far away; one lamp, no alarm layer."""
    when = ["2024-01-01T12:00"] * 7 + ["2024-06-01T23:00"] * 5 + ["2025-12-31T12:00"] * 3
    xy = around(*[(50, 50)] * 7, *[(150, 50)] * 5, *[(500, 500)] * 3)
    people = np.array([shapely.box(X, Y, X + 10, Y + 10), shapely.box(X + 5000, Y, X + 5010, Y + 10)])
    project = cities.project(
        cities.spaces([square()], ["Plaza"]),
        cities.incidents(xy, when),
        cities.layer(Role.LAMPS, around((50, 50), (140, 50))),
        cities.layer(Role.RESIDENTS, people, {"people": [30.0, 99.0]}),
    )
    # A plate that shines alike from wherever one looks at it: only of that shape light has a closed form.
    return replace(project, settings=replace(project.settings, lamp_shape="cosine"))


def lux_by_hand(x: Any, y: Any) -> Any:
    """Light of the two lamps: 8,000 lm at 8 m and a maintenance factor of 0.8; E = flux h² / (pi d⁴) of a plate."""
    return sum(6400 * 64 / (pi * ((x - at) ** 2 + (y - 50) ** 2 + 64) ** 2) for at in (50, 140))


GROUPS = ("walk_400_women", "walk_400_children", "walk_400_older")
AUDITED = ("condition_index", *(f"audit_{item}" for item in inputs.AUDITED))


def test_figures_by_hand(small):
    found = space(diagnosed(small)).figures
    exact = {measure: figure.exact for measure, figure in found.items()}
    lit = pi * 20**2 * 0.99839 / 1e4
    lux = lux_by_hand(*np.meshgrid(np.arange(1, 100, 2), np.arange(1, 100, 2)))
    # What is under 0.002 lux of one lamp is left out.
    average, minimum = pytest.approx(lux.mean(), rel=1e-3), pytest.approx(lux.min(), abs=0.004)
    assert exact == {
        "area_m2": 10_000,
        "incidents_inside": 7,
        "incidents_within": 12,
        "incidents_per_year": pytest.approx(12 / (731 / 365.25)),
        "incidents_expected": None,
        # There is nothing to compare with: the count stays as it is.
        "incidents_adjusted": pytest.approx(12 / (731 / 365.25)),
        "night_share": pytest.approx(5 / 12),
        "lamps_inside": 1,
        "lamps_within": 2,
        "lit_share": pytest.approx(lit, rel=1e-4),
        "dark_share": pytest.approx(1 - lit, rel=1e-4),
        "illuminance_average": average,
        "illuminance_minimum": minimum,
        "illuminance_uniformity": pytest.approx(lux.min() / lux.mean(), abs=0.004),
        "below_class_share": pytest.approx((lux < 1.0).mean(), abs=0.002),
        "paths_below_share": None,
        "entrances_below_share": None,
        # The five by night lie 10 m from a lamp, in 4.8 lux.
        "night_unlit_share": 0,
        "heard_share": None,
        "silent_share": None,
        "heard_day_share": None,
        "heard_night_share": None,
        "unheard_night_share": None,
        "dark_silent_share": None,
        "walk_residents": pytest.approx(30),
        # The block lies in a corner of the space.
        "walk_300": pytest.approx(30),
        "walk_400": pytest.approx(30),
        "walk_800": pytest.approx(30),
        "m2_per_resident": pytest.approx(10_000 / 30),
        "residents_heard_day_share": None,
        "residents_heard_night_share": None,
        **dict.fromkeys((*GROUPS, *AUDITED)),
    }
    reasons = {measure: figure.reason for measure, figure in found.items() if figure.exact is None}
    sounds = (
        *("heard_share", "silent_share", "heard_day_share", "heard_night_share", "unheard_night_share"),
        *("residents_heard_day_share", "residents_heard_night_share"),
    )
    assert reasons == dict.fromkeys((*sounds, "dark_silent_share", *AUDITED), "no_layer") | {
        **dict.fromkeys(GROUPS, "no_group"),
        "incidents_expected": "no_comparison",
        "paths_below_share": "no_paths",
        "entrances_below_share": "no_entrances",
    }
    assert found["night_share"].sample == 12
    assert found["night_unlit_share"].sample == 5
    assert found["illuminance_average"].sample == 2500


def test_labels_and_flags_by_hand(small):
    """The corner has 0.05 lux, under the 0.4 of P6; the lamps have no height; there is one space."""
    found = space(diagnosed(small))
    assert lux_by_hand(0, 0) < 0.4
    assert found.labels == {"light_class": "none"}
    # Nobody drew streets or entrances either.
    assert found.flags == ("assumed_lamps", "straight_line", "assumed_entrances", "no_comparison")
    no_lamps = space(diagnosed(replace(small, layers=(small.layers[0],))))
    assert no_lamps.labels == {}
    assert no_lamps.flags == ()


def test_full_darkness_is_measured_and_has_no_uniformity(small):
    far = cities.layer(Role.LAMPS, around((5000, 5000)), coverage=shapely.box(X - 9000, Y - 9000, X + 9000, Y + 9000))
    figures = space(diagnosed(replace(small, layers=(small.layers[0], far)))).figures
    assert (figures["illuminance_average"].exact, figures["illuminance_minimum"].exact) == (0, 0)
    assert figures["below_class_share"].exact == 1
    assert (figures["illuminance_uniformity"].exact, figures["illuminance_uniformity"].reason) == (None, "no_light")


@pytest.mark.parametrize("broken", [False, True])
def test_no_lamp_near_is_no_data_where_nobody_said_where_lamps_are_complete(small, broken):
    """docs/adr/0009: a layer of some of the lamps says nothing of the spaces that it does not reach."""
    of_light = ("lamps_inside", "lamps_within", "lit_share", "dark_share", "illuminance_average", "below_class_share")
    for metres, known in ((40, True), (60, False)):
        at = around((0 - metres, 50))
        lamps = cities.layer(Role.LAMPS, at, {"working": [not broken]})
        found = diagnosed(replace(small, layers=(small.layers[0], lamps)))
        reasons = {space(found).figures[name].reason for name in of_light}
        assert reasons == ({None} if known else {"no_coverage"})
        said = [parameters for message, parameters in found.notes if "which is not darkness" in message]
        assert said == ([] if known else [{"count": 1, "total": 1, "distance": "50"}])
        assert (space(found).rank is not None) is known


def test_a_stated_coverage_makes_no_lamp_darkness_and_the_boundary_says_so(small):
    far, ground = around((5000, 5000)), shapely.box(X - 9000, Y - 9000, X + 9000, Y + 9000)
    boundary = cities.layer(Role.BOUNDARY, np.array([ground], dtype=object))
    for layers in ((cities.layer(Role.LAMPS, far, coverage=ground),), (cities.layer(Role.LAMPS, far), boundary)):
        found = diagnosed(replace(small, layers=(small.layers[0], *layers)))
        assert space(found).figures["below_class_share"].exact == 1
        assert space(found).figures["lamps_within"].exact == 0
    assert [parameters for message, parameters in found.notes if "complete within the boundary" in message] == [
        {"layers": "lamps"}
    ]


def test_published_figures_by_hand(small):
    found = space(diagnosed(small)).figures
    assert found["incidents_inside"].published == 7
    assert found["incidents_within"].published == 12
    assert found["night_share"].published == pytest.approx(0.40)
    assert found["lamps_inside"].published == 1
    assert found["walk_residents"].published == pytest.approx(30)


def test_need_by_hand(small):
    found = space(diagnosed(small))
    values = {part.id: part.value for part in found.parts}
    a_year = 12 / (731 / 365.25)
    # 5 of 12 incidents by night are 40 % in steps of 5 %; the anchors are 20 and 80 %.
    expected = {
        "incidents_adjusted": log1p(a_year) / log1p(250),
        "night_share": (0.40 - 0.2) / 0.6,
        "below_class_share": found.figures["below_class_share"].exact,
        "unheard_night_share": None,
        "walk_residents": log1p(30) / log1p(8000),
    }
    assert values == {part: pytest.approx(value) if value is not None else None for part, value in expected.items()}
    weights = {"incidents_adjusted": 0.4, "night_share": 0.1, "below_class_share": 0.2, "walk_residents": 0.2}
    floor = sum(100 * weight * (values[part] or 0) for part, weight in weights.items())
    assert found.need_floor == pytest.approx(floor)
    assert found.need == pytest.approx(floor / 0.9)
    assert sum(part.points for part in found.parts) == pytest.approx(found.need, abs=1e-9)
    assert [part.weight for part in found.parts if part.id == "unheard_night_share"] == [0]
    # One space is always first.
    assert found.stability is not None
    assert (found.stability.low, found.stability.high, found.stability.top_share) == (1, 1, 1)


def test_unknown_coverage_is_measured_and_said(small):
    notes = diagnosed(small).notes
    assert [values["layer"] for _, values in notes if "layer" in values] == ["incidents", "lamps", "residents"]


def test_period_and_method_are_given(small):
    found = diagnosed(small)
    assert found.period is not None
    assert (found.period.first, found.period.last) == ("2024-01-01", "2025-12-31")
    assert found.incidents == 15
    assert found.method["version"] == "2"
    parameters: Any = found.method["parameters"]
    assert parameters["incident_radius_m"] == 100
    assert (parameters["light_class"], parameters["assumed_lumens"], parameters["ambient_night_db"]) == ("P4", 8000, 50)
    sources: Any = found.method["sources"]
    assert [source["coverage"] for source in sources if source["role"] == "lamps"] == ["unknown"]


def with_incidents(xy: Any, when: Any = None, precision: str = "minute") -> Project:
    return cities.project(cities.spaces([square()]), cities.incidents(xy, when, precision))


def test_no_dates_no_rate_and_no_night():
    found = diagnosed(with_incidents(around((50, 50), (50, 50)), [None, None]))
    figures = space(found).figures
    assert figures["incidents_within"].exact == 2
    assert figures["incidents_per_year"].reason == "no_dates"
    assert figures["night_share"].reason == "no_dates"
    assert found.period is None
    assert any("no dates" in message for message, _ in found.notes)


def test_dates_without_hours_are_kept_out_of_night_and_counted():
    found = diagnosed(with_incidents(around((50, 50), (50, 50)), ["2025-01-01", "2025-01-31"], "day"))
    figures = space(found).figures
    assert figures["night_share"].reason == "no_dates"
    assert figures["incidents_per_year"].exact == pytest.approx(2 / (31 / 365.25))
    assert (2, 2) in {(p.get("count"), p.get("total")) for _, p in found.notes}


def test_a_place_without_incidents_has_none_and_no_night_share():
    figures = space(diagnosed(with_incidents(around((5000, 5000))))).figures
    assert figures["incidents_within"].exact == 0
    assert figures["incidents_within"].published is None
    assert figures["incidents_within"].withheld == "fewer_than_5"
    assert figures["night_share"].reason == "no_incidents"


def test_an_empty_project_is_diagnosed():
    found = diagnosed(cities.project())
    assert found.spaces == ()
    assert found.period is None


def test_spaces_alone_have_no_need_and_share_a_rank():
    found = diagnosed(cities.project(cities.spaces([square(), square(200)])))
    assert [(item.need, item.need_floor, item.rank) for item in found.spaces] == [(None, 0, None), (None, 0, None)]
    reasons = {figure.reason for item in found.spaces for figure in item.figures.values() if figure.exact is None}
    assert reasons == {"no_layer"}
    assert [(item.labels, item.flags, item.stability) for item in found.spaces] == [({}, (), None)] * 2


def test_a_space_outside_the_boundary_has_no_data(small):
    boundary = cities.layer(Role.BOUNDARY, np.array([square(-300, -300, 900)]))
    spaces = cities.spaces([square(), square(5000)])
    project = cities.project(spaces, *small.layers[1:], boundary)
    found = diagnosed(project)
    assert space(found, "s01").figures["lit_share"].reason == "no_coverage"
    assert space(found, "s01").figures["incidents_within"].reason == "no_coverage"
    assert space(found, "s00").figures["incidents_within"].exact == 12
    assert not [values for _, values in found.notes if "layer" in values]


@pytest.mark.parametrize("setting", ["incident_radius", "lit_radius", "walk_distance"])
@pytest.mark.parametrize("metres", [0, -1, float("nan"), float("inf")])
def test_a_setting_that_cannot_be_used_is_named(small, setting, metres):
    with pytest.raises(AnalysisError, match=setting):
        diagnosed(replace(small, settings=replace(small.settings, **{setting: metres})))


def test_a_need_part_that_is_no_measure_is_named(small):
    parts = (Criterion(id="happiness", weight=1, low=0, high=1),)
    with pytest.raises(AnalysisError, match="happiness"):
        diagnosed(replace(small, need_parts=parts))


def test_less_can_be_more_needy(small):
    parts = (Criterion(id="lamps_within", weight=1, low=10, high=0),)
    assert space(diagnosed(replace(small, need_parts=parts))).need == pytest.approx(80)


@settings(max_examples=12, deadline=None)
@given(st.integers(0, 10_000))
def test_points_add_up_and_ranks_follow_the_floor(seed):
    found = diagnosed(cities.made_city(seed))
    for item in found.spaces:
        assert sum(part.points for part in item.parts) == pytest.approx(item.need, abs=1e-9)
        assert sum(part.weight for part in item.parts) == pytest.approx(1)
    floors = [item.need_floor for item in found.spaces]
    assert floors == sorted(floors, reverse=True)
    assert [item.rank for item in found.spaces] == [1 + sum(other > mine for other in floors) for mine in floors]


def without_half_of_the_lamps(project: Project, rng: Any, *, coverage: bool) -> Project:
    """Return the project with the lamps on one side of a random line removed, with or without saying so."""
    lamps, boundary = project.by_role(Role.LAMPS)[0], project.by_role(Role.BOUNDARY)[0].geometry[0]
    middle, turn = np.median(lamps.geometry, axis=0), rng.uniform(0, 2 * pi)
    towards = np.array((np.cos(turn), np.sin(turn)))
    kept = (lamps.geometry - middle) @ towards < 0
    across = np.array((-towards[1], towards[0])) * 9000
    half = shapely.Polygon(
        [middle + across, middle - across, middle - across - 9000 * towards, middle + across - 9000 * towards]
    )
    fewer = replace(
        lamps,
        geometry=lamps.geometry[kept],
        table=lamps.table.filter(kept),
        coverage=shapely.intersection(boundary, half) if coverage else None,
    )
    return replace(project, layers=tuple(fewer if layer is lamps else layer for layer in project.layers))


OF_LAMPS = {
    "lit_share",
    "dark_share",
    "illuminance_average",
    "illuminance_minimum",
    "illuminance_uniformity",
    "below_class_share",
    "paths_below_share",
    "entrances_below_share",
    "night_unlit_share",
    "dark_silent_share",
}


@settings(max_examples=12, deadline=None, phases=[Phase.explicit, Phase.reuse, Phase.generate])
@given(st.integers(0, 10_000))
def test_no_space_rises_for_lamps_that_nobody_counted(seed):
    rng, project = np.random.default_rng(seed), cities.made_city(seed)
    before = diagnosed(project)
    fewer = without_half_of_the_lamps(project, rng, coverage=True)
    known = fewer.by_role(Role.LAMPS)[0].coverage
    assert known is not None
    after = diagnosed(fewer)
    # Up to a hundredth of the ground may be uncovered: such a space is measured, with what the rest holds.
    settings, places = project.settings, spaces_of(project.layers)

    def uncovered(distance: float) -> set[str]:
        return {place.id for place in places if not known.covers(place.shape.buffer(distance))}

    at_the_edge = {
        "lit_share": uncovered(settings.lit_radius),
        "below_class_share": uncovered(stages_light.REACH),
        "night_unlit_share": uncovered(stages_light.REACH + settings.incident_radius),
    }
    for item in after.spaces:
        old = space(before, item.space)
        changed = {measure for measure, figure in item.figures.items() if figure != old.figures[measure]}
        lost = {measure for measure in OF_LAMPS if item.figures[measure].reason == "no_coverage"}
        assert changed <= OF_LAMPS | {"lamps_inside", "lamps_within"}
        for measure, near in at_the_edge.items():
            assert measure in lost or measure not in changed or item.space in near
    gone = {item.space for item in after.spaces if item.figures["below_class_share"].exact is None}
    assert gone
    for item in after.spaces:
        old = space(before, item.space)
        if item.space in gone:
            assert item.figures["below_class_share"].reason == "no_coverage"
            assert item.need_floor <= old.need_floor + 1e-9
            passed = {other.space for other in before.spaces if rank_of(other) < rank_of(old)} - gone
            assert all(rank_of(space(after, other)) < rank_of(item) for other in passed)
        elif item.space not in at_the_edge["below_class_share"]:
            assert item.need_floor == old.need_floor


def test_lamps_removed_without_saying_so_do_move_spaces_up():
    """The contrast that shows the test above can fail."""
    risen = 0
    for seed in range(4):
        project = cities.made_city(seed)
        before = diagnosed(project)
        after = diagnosed(without_half_of_the_lamps(project, np.random.default_rng(seed), coverage=False))
        risen += sum(rank_of(item) < rank_of(space(before, item.space)) for item in after.spaces)
    assert risen > 5


@settings(max_examples=10, deadline=None)
@given(st.integers(0, 4), st.integers(0, 4), st.integers(0, 10_000))
def test_need_does_not_tell_how_few_incidents_there_were(one, other, seed):
    """Two records that differ only in a count under five give the same need, parts and published figures."""

    def record(n: int) -> Diagnosis:
        rng = np.random.default_rng(seed)
        far = rng.uniform(3000, 4000, (60, 2)) + np.array((X, Y))
        when = np.concatenate((["2024-01-01T12:00", "2025-12-31T12:00"] * 30, ["2025-03-03T23:00"] * n))
        return diagnosed(with_incidents(np.concatenate((far, around(*[(50, 50)] * n))), when))

    def published(diagnosis: Diagnosis) -> Any:
        item = space(diagnosis)
        return told(item)

    assert published(record(one)) == published(record(other))


def told(item: SpaceDiagnosis) -> Any:
    """Return everything of a space that is published."""
    parts = [(part.weight, part.value, part.points) for part in item.parts]
    figures = [
        (figure.published, figure.absence("published"), figure.interval("published"))
        for figure in item.figures.values()
    ]
    return item.need, item.need_floor, item.rank, parts, figures, item.labels, item.flags, item.stability


OF_INCIDENTS = (
    "incidents_inside", "incidents_within", "incidents_per_year", "incidents_expected", "incidents_adjusted",
    "night_share", "night_unlit_share",
)  # fmt: skip


@settings(max_examples=8, deadline=None)
@given(st.integers(0, 4), st.integers(0, 4), st.integers(0, 10_000), st.booleans())
def test_nothing_that_is_published_of_a_city_tells_how_few_incidents_one_space_had(one, other, seed, by_night):
    """With spaces to compare, and whatever of the incidents the need may be made of."""
    city = cities.made_city(seed, n_spaces=36)
    apart = square(5000, 5000)
    shapes = [*city.by_role(Role.SPACES)[0].geometry, apart]
    parts = tuple(Criterion(id=measure, weight=1, low=0, high=1) for measure in OF_INCIDENTS)
    safety = np.random.default_rng(seed).integers(1, 6, len(shapes)).astype(float)
    visits = {"space": [f"s{place:02d}" for place in range(len(shapes))], "auditor": ["A1"] * len(shapes)}
    audits = cities.layer(Role.AUDITS, shapely.get_coordinates(shapely.centroid(shapes)), visits | {"safety": safety})

    def record(n: int) -> Diagnosis:
        was = city.by_role(Role.INCIDENTS)[0]
        few = np.array([f"2024-03-03T{'23' if by_night else '12'}:00"] * n, dtype="datetime64[s]")
        when = np.concatenate((was.table["when"].to_numpy().astype(few.dtype), few))
        incidents = cities.incidents(np.concatenate((was.geometry, around(*[(5050, 5050)] * n))), when)
        others = [layer for layer in city.layers if layer.role not in {Role.SPACES, Role.INCIDENTS, Role.BOUNDARY}]
        others.append(audits)
        return diagnosed(replace(city, layers=(cities.spaces(shapes), incidents, *others), need_parts=parts))

    assert [told(item) for item in record(one).spaces] == [told(item) for item in record(other).spaces]


def test_few_by_night_in_the_dark_are_not_told_by_the_need():
    """Of 40 by night, up to five in the dark count alike, and up to five in the light."""
    parts = (Criterion(id="night_unlit_share", weight=1, low=0, high=1),)
    lamp = cities.layer(Role.LAMPS, around((50, 50)))

    def need(dark: int) -> float | None:
        xy = around(*[(50, 50)] * (40 - dark), *[(50, 190)] * dark)
        base = with_incidents(xy, ["2025-06-01T23:00"] * 40)
        return space(diagnosed(replace(base, layers=(*base.layers, lamp), need_parts=parts))).need

    assert len({need(dark) for dark in range(6)}) == 1
    assert len({need(dark) for dark in range(35, 41)}) == 1
    assert need(20) == 50


def test_a_need_of_incidents_inside_does_not_tell_how_few_are_near_it():
    """The count near is published: an exact number inside, read from the points, would leave the rest."""
    parts = (Criterion(id="incidents_inside", weight=1, low=0, high=100),)

    def need(near: int) -> float | None:
        xy = around(*[(50, 50)] * (20 - near), *[(150, 50)] * near)
        return space(diagnosed(replace(with_incidents(xy), need_parts=parts))).need

    assert {need(near) for near in range(5)} == {20}
    assert need(5) == 15


def test_residents_without_numbers_are_no_data_and_a_few_without_are_said(small):
    def with_people(*people: float | None) -> Diagnosis:
        blocks = np.array([square(), square(200)])
        return diagnosed(
            edits.put_layer(cities.layer(Role.RESIDENTS, blocks, {"people": pa.array(people, pa.float64())}))(small)
        )

    unknown = with_people(None, None)
    assert space(unknown).figures["walk_residents"].reason == "no_layer"
    some = with_people(40, None)
    assert space(some).figures["walk_residents"].exact == pytest.approx(40)
    for found, count in ((unknown, 2), (some, 1)):
        assert {"count": count, "total": 2} in [dict(parameters) for _, parameters in found.notes]


def test_a_mistaken_date_that_stretches_the_record_is_said():
    days = np.datetime64("2023-01-01") + np.arange(730)
    xy = np.repeat(around((50, 50)), len(days), axis=0)
    assert not any("mistaken" in message for message, _ in diagnosed(with_incidents(xy, days.astype(str))).notes)
    days[0] = np.datetime64("1923-01-01")
    notes = [
        dict(values)
        for message, values in diagnosed(with_incidents(xy, days.astype(str))).notes
        if "mistaken" in message
    ]
    assert [(note["first"], note["last"]) for note in notes] == [("1923-01-01", "2024-12-30")]
