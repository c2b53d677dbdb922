"""The scene: what is drawn, in which order, how much of it, and how fast."""

from __future__ import annotations

import time
from dataclasses import replace
from typing import Any

import numpy as np
import pytest
import shapely

from spaceplanner.cartography import fonts
from spaceplanner.cartography.catchments import Band, Catchments, Unserved
from spaceplanner.cartography.darkness import DarkGround
from spaceplanner.cartography.drawing import Badges, Dots, Lines, Polygons, Text
from spaceplanner.cartography.scene import scene
from spaceplanner.cartography.style import LIMITS, MAP
from spaceplanner.cartography.view import View
from spaceplanner.domain.layer import Role
from spaceplanner.domain.project import Project
from spaceplanner.domain.proposal import Intervention, Proposal
from tests.cartography.town import SIDE, city, cone

CITY = city()
FINE = View(SIDE / 2, SIDE / 2, 0.5, 800, 600)
COARSE = View(SIDE / 2, SIDE / 2, 8.0, 1400, 900)


def groups(project: Project, view: View, **more: Any) -> dict[str, tuple[Any, ...]]:
    return {group.key: group.operations for group in scene(project, view, **more)}


def test_order_is_ground_streets_spaces_density_light_lamps_names():
    keys = [group.key for group in scene(CITY, FINE, density=cone(), selection="s0")]
    wanted = ["ground", "streets", "spaces", "density", "lit", "hearing", "lamps", "alarms", "labels"]
    assert [key for key in keys if key in wanted] == wanted


def test_incidents_are_never_drawn_one_by_one():
    incidents = {tuple(xy) for xy in FINE.to_pixels(CITY.by_role(Role.INCIDENTS)[0].geometry).round(6).tolist()}
    for group in scene(CITY, FINE, density=cone(), visible={"incidents"}):
        assert group.key != "incidents"
        for operation in group.operations:
            if isinstance(operation, Dots | Badges):
                assert not incidents & {tuple(xy) for xy in operation.xy.round(6).tolist()}


def test_the_density_follows_the_visibility_of_the_incidents():
    assert groups(CITY, FINE, density=cone())["density"]
    assert "density" not in groups(CITY, FINE, density=cone(), visible={"spaces", "lamps"})


def test_only_what_is_in_view_is_drawn():
    lamps = CITY.by_role(Role.LAMPS)[0]
    west, south, east, north = FINE.bounds
    x, y = lamps.geometry.T
    pad = 4 * FINE.resolution
    expected = int(((x >= west - pad) & (x <= east + pad) & (y >= south - pad) & (y <= north + pad)).sum())
    assert sum(len(operation.xy) for operation in groups(CITY, FINE)["lamps"]) == expected < 200


def test_lit_ground_is_one_tint_and_left_out_where_the_map_is_coarse():
    (lit,) = groups(CITY, FINE)["lit"]
    assert lit.merged
    assert lit.fill.hex == MAP.lit
    radius = CITY.settings.lit_radius / FINE.resolution
    ring = lit.rings[0]
    assert np.ptp(ring[:, 0]) == pytest.approx(2 * radius)
    assert groups(CITY, replace(FINE, resolution=LIMITS.lit_ground * 1.01))["lit"] == ()


def test_broken_lamps_give_no_light():
    lamps = CITY.by_role(Role.LAMPS)[0]
    working = np.asarray(lamps.table.column("working"))
    view = replace(FINE, resolution=1.5)
    (lit,) = groups(CITY, view)["lit"]
    near = shapely.box(*view.bounds).buffer(CITY.settings.lit_radius, join_style="mitre")
    inside = shapely.contains_xy(near, lamps.geometry)
    assert len(lit.rings) == int((inside & working).sum()) < int(inside.sum())


def test_a_proposal_adds_its_things_and_their_light():
    middle = np.array([SIDE / 2, SIDE / 2])
    items = (
        Intervention(id="a", type="led_lamp", geometry=shapely.Point(middle)),
        Intervention(id="b", type="led_lamp", geometry=shapely.Point(middle + 30)),
        Intervention(id="c", type="community_alarm", geometry=shapely.Point(middle - 30)),
        Intervention(id="d", type="multi_use_court", geometry=shapely.box(*(middle - 20), *(middle + 10))),
        Intervention(id="e", type="paths", geometry=shapely.LineString([middle, middle + 60])),
        Intervention(id="f", type="coach_programme"),
    )
    project = replace(CITY, proposals=(Proposal(id="p", name="P", space="s0", interventions=items),))
    plain, added = groups(project, FINE), groups(project, FINE, proposal="p")
    assert len(added["lit"][0].rings) == len(plain["lit"][0].rings) + 2
    kinds = [type(operation) for operation in added["proposal:p"]]
    assert kinds == [Polygons, Polygons, Lines, Lines, Dots, Badges]
    dots = added["proposal:p"][4]
    assert dots.xy == pytest.approx(np.array([[400, 300], [460, 240]]))
    hidden = groups(project, FINE, proposal="p", proposed=False)
    assert "proposal:p" not in hidden
    assert len(hidden["lit"][0].rings) == len(plain["lit"][0].rings)


def test_the_selection_is_a_halo_under_a_line_in_the_accent():
    halo, line = groups(CITY, View(50, 50, 0.5, 400, 400), selection="s0")["selection"]
    assert (halo.stroke.colour.hex, line.stroke.colour.hex) == (MAP.halo, MAP.proposed)
    assert halo.stroke.width > line.stroke.width
    assert line.paths[0] == pytest.approx(np.array([[300, 300], [300, 100], [100, 100], [100, 300], [300, 300]]))


def test_names_keep_off_what_will_lie_over_the_map():
    free = groups(CITY, FINE)["labels"]
    first = free[0]
    over = (first.x - 5.0, first.y - 5.0, first.x + 5.0, first.y + 5.0)
    names = groups(CITY, FINE, avoid=(over,))["labels"]
    assert names
    for text in names:
        half = fonts.text_width(text.text, text.size, text.weight) / 2
        beside = text.x + half < over[0] or text.x - half > over[2]
        assert beside or text.y + text.size / 2 < over[1] or text.y - text.size / 2 > over[3]


def test_ground_outside_the_lamps_coverage_is_tinted():
    lamps = CITY.by_role(Role.LAMPS)[0]
    west, south, east, north = FINE.bounds
    half = shapely.box(west - 10, south - 10, (west + east) / 2, north + 10)
    project = replace(CITY, layers=(replace(lamps, coverage=half),))
    (tint,) = groups(project, FINE)["no_data"]
    assert shapely.Polygon(tint.rings[0]).area == pytest.approx(400 * 600, rel=0.02)
    assert groups(CITY, FINE)["no_data"] == ()


def test_a_whole_city_is_drawn_in_dots_without_piles():
    lamps = groups(CITY, COARSE)["lamps"]
    assert sum(len(operation.xy) for operation in lamps) <= 10_000
    assert max(operation.radius for operation in lamps) < 1.5


@pytest.mark.parametrize("view", [COARSE, replace(COARSE, resolution=3.0), replace(COARSE, resolution=1.0)])
def test_a_city_of_ten_thousand_lamps_builds_within_a_frame_or_two(view):
    field, times = cone(), []
    for step in range(5):
        moved = view.panned(step * 3, step)
        start = time.perf_counter()
        scene(CITY, moved, density=field, selection="s7")
        times.append(time.perf_counter() - start)
    assert min(times[1:]) < 0.05


def test_names_do_not_touch_and_the_selected_comes_first():
    texts = groups(CITY, replace(COARSE, resolution=4.0), selection="s120")["labels"]
    assert texts[0].text == "Parque 120"
    assert all(isinstance(text, Text) for text in texts)
    boxes = [
        shapely.box(text.x - w / 2, text.y - text.size / 2, text.x + w / 2, text.y + text.size / 2)
        for text in texts
        for w in [fonts.text_width(text.text, text.size, text.weight)]
    ]
    tree = shapely.STRtree(boxes)
    pairs = tree.query(boxes, predicate="intersects")
    assert (pairs[0] == pairs[1]).all()


def test_the_dark_theme_draws_on_dark_ground():
    light, dark = groups(CITY, FINE)["ground"][0], groups(CITY, FINE, theme="dark")["ground"][0]
    assert int(light.fill.hex[1:3], 16) > 200
    assert int(dark.fill.hex[1:3], 16) < 60


def test_an_empty_project_draws_its_ground_only():
    assert [group.key for group in scene(Project(name="x"), FINE) if group.operations] == ["ground"]


def dark_ground(shapes: Any, known: Any) -> DarkGround:
    return DarkGround(shapes=shapes, known=known, light_class=4, minimum=1.0, margin=15.0, area=1.0, share=0.5)


def test_dark_and_silent_ground_lies_between_the_density_and_the_lamps():
    ground = dark_ground(np.array([shapely.box(0, 0, SIDE, SIDE)]), shapely.box(0, 0, SIDE, SIDE))
    keys = [group.key for group in scene(CITY, FINE, density=cone(), darkness=ground)]
    wanted = ["no_data", "density", "dark_silent", "lit", "lamps"]
    assert [key for key in keys if key in wanted] == wanted
    assert "dark_silent" not in groups(CITY, FINE, density=cone())


def test_dark_ground_is_drawn_without_the_holes_outside_the_view():
    at = np.stack(np.meshgrid(np.arange(50, SIDE, 100), np.arange(50, SIDE, 100)), -1).reshape(-1, 2)
    whole = shapely.Polygon(
        shapely.box(0, 0, SIDE, SIDE).exterior, [shapely.Point(x, y).buffer(20).exterior for x, y in at]
    )
    ground = dark_ground(np.array([whole]), shapely.box(0, 0, SIDE, SIDE))
    (drawn,) = groups(CITY, FINE, darkness=ground)["dark_silent"]
    west, south, east, north = FINE.bounds
    seen = (at >= (west - 20, south - 20)).all(axis=1) & (at <= (east + 20, north + 20)).all(axis=1)
    assert len(drawn.rings) == 1 + seen.sum()
    assert drawn.starts == (0,)


def test_ground_without_data_is_neither_dark_nor_left_bare():
    half = shapely.box(0, 0, SIDE / 2, SIDE)
    drawn = groups(CITY, FINE, darkness=dark_ground(np.array([half]), half))
    (tint,), (dark,) = drawn["no_data"], drawn["dark_silent"]
    middle = FINE.width / 2
    assert min(ring[:, 0].min() for ring in tint.rings) == pytest.approx(middle)
    assert max(ring[:, 0].max() for ring in dark.rings) == pytest.approx(middle)


def catchments(*half_sides: float) -> Catchments:
    middle = SIDE / 2
    bands = tuple(
        Band(
            metres=half,
            shape=np.array([shapely.box(middle - half, middle - half, middle + half, middle + half)]),
            residents=None,
        )
        for half in half_sides
    )
    return Catchments(name=None, bands=bands, streets=True, straight=False)


def test_catchments_lie_on_one_another_the_nearest_on_top():
    drawn = groups(CITY, FINE, catchments=catchments(50, 100, 150))["catchments"]
    assert [float(np.ptp(operation.rings[0][:, 0])) for operation in drawn] == pytest.approx([600, 400, 200])
    assert {operation.fill.hex for operation in drawn} == {MAP.catchment}
    keys = [group.key for group in scene(CITY, FINE, density=cone(), catchments=catchments(50))]
    wanted = ["density", "catchments", "lamps"]
    assert [key for key in keys if key in wanted] == wanted
    assert not {"catchments", "without_space"} & set(groups(CITY, FINE))


def test_what_is_out_of_view_of_a_catchment_is_not_drawn():
    away = View(SIDE * 10, SIDE * 10, 0.5, 800, 600)
    assert groups(CITY, away, catchments=catchments(50))["catchments"] == ()


def test_areas_with_few_without_a_space_are_tinted_half_as_strong():
    middle = SIDE / 2
    boxes = np.array([shapely.box(middle + x, middle, middle + x + 20, middle + 20) for x in (0, 40, 80)])
    bare = Unserved(
        areas=boxes,
        shares=np.array([1.0, 0.2, 0.5]),
        xy=np.array([(middle, middle - 50), (middle * 50, 0)]),
        metres=400,
        residents=9,
        share=0.1,
    )
    few, many, dots = groups(CITY, FINE, unserved=bare)["without_space"]
    assert (len(few.starts), len(many.starts), len(dots.xy)) == (1, 2, 1)
    assert few.fill.alpha == pytest.approx(many.fill.alpha / 2)
    assert dots.xy[0] == pytest.approx((400, 400))
