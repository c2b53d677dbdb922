"""Light and sound of spaces: against the analysis asked directly, and where nobody knows the lamps or alarms."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

import numpy as np
import pytest
import shapely

from spaceplanner.analysis import lighting, sound, timing
from spaceplanner.domain.layer import Role
from spaceplanner.io import catalogue
from spaceplanner.services.evaluation import Evaluator
from spaceplanner.services.memo import Memo
from spaceplanner.services.stages import compute
from spaceplanner.services.stages_light import REACH
from spaceplanner.services.unpacking import unpack
from tests.services import cities

if TYPE_CHECKING:
    from spaceplanner.domain.project import Project
    from spaceplanner.domain.result import SpaceDiagnosis

X, Y = 620_000, 9_750_000
LIGHT = {"illuminance_average", "illuminance_minimum", "illuminance_uniformity", "below_class_share"}
SOUND = {"heard_day_share", "heard_night_share", "unheard_night_share"}


def exact(item: SpaceDiagnosis, measure: str) -> float:
    value = item.figures[measure].exact
    assert value is not None
    return value


def diagnosed(project: Project) -> dict[str, SpaceDiagnosis]:
    found = Evaluator(catalogue.load()).evaluate(project, proposals=False).diagnosis
    return {item.space: item for item in found.spaces}


def known_in_the_west(project: Project, role: Role) -> tuple[Project, Any]:
    """Return the project with the layer of a role, and its coverage, cut off east of the middle."""
    layer, west = project.by_role(role)[0], shapely.box(X, Y, X + 1500, Y + 3000)
    kept = layer.geometry[:, 0] < X + 1500
    fewer = replace(layer, geometry=layer.geometry[kept], table=layer.table.filter(kept), coverage=west)
    return replace(project, layers=tuple(fewer if one is layer else one for one in project.layers)), west


@pytest.mark.parametrize(
    ("role", "measures"),
    [
        (Role.LAMPS, {*LIGHT, "night_unlit_share", "dark_silent_share"}),
        (Role.ALARMS, {*SOUND, "dark_silent_share"}),
    ],
)
def test_where_nobody_knows_there_is_no_value_and_never_a_zero(role, measures):
    project, west = known_in_the_west(cities.made_city(2), role)
    before, after = diagnosed(cities.made_city(2)), diagnosed(project)
    shapes = dict(zip(after, range(len(after)), strict=True))
    assert shapes
    gone = 0
    for key, item in after.items():
        shape = project.by_role(Role.SPACES)[0].geometry[int(key[1:])]
        for measure in measures:
            figure = item.figures[measure]
            if not west.intersects(shape):
                assert (figure.exact, figure.published, figure.reason) == (None, None, "no_coverage")
                gone += 1
            elif west.buffer(-400).covers(shape):
                assert figure == before[key].figures[measure]
        if not west.intersects(shape):
            part = {part.id: part for part in item.parts}
            missing = {"below_class_share", "unheard_night_share"} & measures
            assert {part[name].value for name in missing} == {None}
            assert {part[name].weight for name in missing} == {0}
    assert gone > 20


def test_incidents_by_night_need_lamps_known_as_far_as_they_lie():
    """The share looks as far as incidents do, and there as far as light reaches; the ground only as far as light."""
    plaza = shapely.box(X, Y, X + 50, Y + 50)
    xy, when = np.array([(X + 25.0, Y + 25.0)] * 3), ["2025-06-01T23:00"] * 3

    def figures(beyond: float) -> Any:
        coverage = plaza.buffer(beyond, join_style="mitre")
        lamps = cities.layer(Role.LAMPS, np.array([(X + 25.0, Y + 25.0)]), coverage=coverage)
        return diagnosed(cities.project(cities.spaces([plaza]), cities.incidents(xy, when), lamps))["s00"].figures

    near, far = figures(REACH), figures(REACH + 100)
    assert near["below_class_share"].exact is not None
    assert near["night_unlit_share"].reason == "no_coverage"
    assert far["night_unlit_share"].exact == 0


def test_a_lamp_of_usual_power_gives_nothing_beyond_the_reach():
    lamp = lighting.assumed(*(np.full(1, np.nan) for _ in range(3)))
    lux = lighting.illuminance(np.array([[REACH, 0.0]]), np.zeros((1, 2)), lamp.height, lamp.lumens)
    assert lux.tolist() == [0]


def test_incidents_of_the_night_are_judged_by_the_light_where_they_happened():
    project, memo = cities.made_city(4), Memo()
    inputs = unpack(project, memo)
    nights, pairs = compute("nights", inputs, memo), compute("incidents_within", inputs, memo)
    lamps = lighting.assumed(inputs.lamps.lumens, inputs.lamps.power, inputs.lamps.height)
    lux = lighting.illuminance(inputs.incidents.xy, inputs.lamps.working_xy, lamps.height, lamps.lumens)
    lit, dark = compute("night_in_light", inputs, memo)
    for space in range(len(inputs.places.spaces)):
        mine = pairs[pairs[:, 0] == space, 1]
        at_night = lux[mine[nights[mine] == timing.NIGHT]]
        assert (lit[space], dark[space]) == ((at_night >= 1.0).sum(), (at_night < 1.0).sum())
    assert (lit + dark).sum() > 100
    assert (dark > 0).any()


def test_an_alarm_is_heard_on_a_disc_by_hand():
    """110 dB(A) at 1 m against 50 by night and 15 more: 20 log d + 0.059 (d - 1) = 45; by day 35."""
    plaza = shapely.box(X, Y, X + 600, Y + 600)
    alarm = cities.layer(Role.ALARMS, np.array([(X + 300.0, Y + 300.0)]))
    item = diagnosed(cities.project(cities.spaces([plaza]), alarm))["s00"]
    for measure, above in (("heard_night_share", 45), ("heard_day_share", 35)):
        distance = np.linspace(1, 300, 2_000_001)
        radius = distance[np.searchsorted(20 * np.log10(distance) + 0.059 * (distance - 1), above)]
        assert radius == pytest.approx(sound.hearing_distance(110.0, ambient_db=95.0 - above)[()], abs=1e-3)
        assert exact(item, measure) == pytest.approx(np.pi * radius**2 / 600**2, rel=0.002)
    assert exact(item, "unheard_night_share") == pytest.approx(1 - exact(item, "heard_night_share"))


def test_dark_and_silent_is_at_most_either_and_at_least_what_they_must_share():
    for item in diagnosed(cities.made_city(6)).values():
        both, dark, silent = (
            exact(item, name) for name in ("dark_silent_share", "below_class_share", "unheard_night_share")
        )
        # Ground is counted in points of 2 m, sound in areas: they differ by a hundredth or two at edges.
        assert max(0, dark + silent - 1) - 0.03 <= both <= min(dark, silent) + 0.03


def test_paths_and_entrances_are_measured_where_they_are():
    plaza, other = shapely.box(X, Y, X + 100, Y + 100), shapely.box(X + 1000, Y, X + 1100, Y + 100)
    known = shapely.box(X - 500, Y - 500, X + 2000, Y + 500)
    lamps = cities.layer(Role.LAMPS, np.array([(X + 10.0, Y + 50.0)]), coverage=known)
    # Half of the path lies within 25 m of the lamp, where there is more than 1 lux.
    line = cities.layer(Role.PATHS, np.array([shapely.LineString([(X, Y + 50), (X + 100, Y + 50)])]))
    path = replace(line, kind=type(line.kind).LINE)
    gates = cities.layer(Role.ENTRANCES, np.array([(X, Y + 50.0), (X + 105.0, Y + 50.0), (X + 1000.0, Y + 500.0)]))
    found = diagnosed(cities.project(cities.spaces([plaza, other]), lamps, path, gates))
    at = np.arange(1.0, 100, 2)
    given = lighting.assumed(*(np.full(1, np.nan) for _ in range(3)))
    lux = lighting.illuminance(
        np.column_stack((at, np.full(50, 50.0))), np.array([[10.0, 50.0]]), given.height, given.lumens
    )
    assert 0.3 < (lux < 1).mean() < 0.9
    assert found["s00"].figures["paths_below_share"].exact == pytest.approx((lux < 1).mean(), abs=0.021)
    assert found["s00"].figures["entrances_below_share"].exact == 0.5
    assert found["s01"].figures["paths_below_share"].reason == "no_paths"
    assert found["s01"].figures["entrances_below_share"].reason == "no_entrances"
