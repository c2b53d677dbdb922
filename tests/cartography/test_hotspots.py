"""Hot spots on the map: classes in colours that everybody can tell apart, outlines, numbers and the legend's words."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import numpy as np
import pytest
import shapely

from spaceplanner import i18n
from spaceplanner.cartography import hot_legend
from spaceplanner.cartography.drawing import Dots, Lines, Polygons, Text
from spaceplanner.cartography.hotspots import HotGround, Tint, frames
from spaceplanner.cartography.scene import scene
from spaceplanner.cartography.style import map_style
from spaceplanner.cartography.view import View
from spaceplanner.domain.layer import Role
from tests.cartography.town import SIDE, city, cone

CITY = city(lamps=50, spaces=9)
VIEW = View(500.0, 500.0, 2.5, 400.0, 400.0)


def array(*shapes: Any) -> Any:
    made = np.empty(len(shapes), dtype=object)
    made[:] = shapes
    return made


def ground(**changes: Any) -> HotGround:
    """Two hot squares and a cold one, tested by Gi*."""
    hot, cold = array(shapely.box(100, 100, 300, 300), shapely.box(600, 600, 700, 700)), shapely.box(700, 100, 900, 300)
    made = HotGround(
        method="gi",
        cells="hexagon",
        bandwidth=150.0,
        cell=150.0,
        unit="confidence",
        corrected=True,
        tints=(
            Tint(shapes=array(cold), scale="cold", step=1, value=0.95),
            Tint(shapes=hot, scale="hot", step=2, value=0.99),
        ),
        spots=hot,
        doubtful=array(),
    )
    return replace(made, **changes)


def drawn(of: HotGround | None, view: View = VIEW, **how: Any) -> dict[str, Any]:
    return {group.key: group.operations for group in scene(CITY, view, hotspots=of, **how)}


def test_classes_are_filled_where_they_are_and_hot_spots_have_an_edge():
    cold, hot, edge = drawn(ground())["hotspots"]
    style = map_style("light")
    assert [type(one) for one in (cold, hot, edge)] == [Polygons, Polygons, Lines]
    assert (cold.fill.hex, hot.fill.hex) == (style.cold[1], style.hot[2])
    assert len(hot.rings) == len(edge.paths) == 2
    corners = np.array([VIEW.to_map(x, y) for x, y in cold.rings[0]])
    assert shapely.Polygon(corners).equals(shapely.box(700, 100, 900, 300))


def test_they_lie_below_the_lamps_and_in_place_of_the_density():
    field = cone()
    order = [group.key for group in scene(CITY, VIEW, hotspots=ground(), density=field)]
    assert order.index("spaces") < order.index("hotspots") < order.index("lamps") < order.index("hotspot_numbers")
    assert "density" not in order
    assert "density" in [group.key for group in scene(CITY, VIEW, density=field)]


def test_numbers_stand_on_the_hot_spots_and_the_first_on_top():
    numbers = [one for one in drawn(ground())["hotspot_numbers"] if isinstance(one, Text)]
    assert [one.text for one in numbers] == ["2", "1"]
    assert VIEW.to_map(numbers[1].x, numbers[1].y) == pytest.approx((200, 200))


def test_what_is_out_of_view_has_no_number():
    away = ground(spots=array(shapely.box(9000, 9000, 9100, 9100)))
    assert "hotspot_numbers" not in drawn(away)


def test_the_chosen_one_is_marked_in_the_accent():
    operations = drawn(ground(), hotspot=2)["hotspot_numbers"]
    halo, line = (one for one in operations if isinstance(one, Lines))
    assert halo.stroke.width > line.stroke.width
    fills = [one.fill.hex for one in operations if isinstance(one, Dots)]
    assert fills == [line.stroke.colour.hex, map_style("light").label]


def test_names_of_spaces_leave_the_numbers_free():
    spaces = next(layer for layer in CITY.layers if layer.id == "spaces")
    near = View(50.0, 50.0, 1.0, 400.0, 400.0)
    (plain,) = drawn(None, near)["labels"]
    assert (plain.x, plain.y) == pytest.approx((200, 200))
    of = ground(spots=spaces.geometry[:1], tints=())
    groups = drawn(of, near)
    ((left, top, right, bottom),) = frames(groups["hotspot_numbers"])
    assert left < plain.x < right
    assert top < plain.y < bottom
    (moved,) = groups["labels"]
    assert not top - moved.size / 2 < moved.y < bottom + moved.size / 2


def test_along_streets_they_are_lines_with_a_wider_one_below():
    street = array(shapely.LineString([(100, 100), (900, 100)]))
    of = ground(
        method="network",
        cells="",
        unit="incidents_km_year",
        tints=(Tint(shapes=street, scale="density", step=4, value=120.0),),
        spots=street,
    )
    below, above = drawn(of)["hotspots"]
    assert below.stroke.width > above.stroke.width
    assert above.stroke.colour.hex == map_style("light").density[4]
    (number,) = [one for one in drawn(of)["hotspot_numbers"] if isinstance(one, Text)]
    assert VIEW.to_map(number.x, number.y) == pytest.approx((500, 100))
    halo, mark = (one for one in drawn(of, hotspot=1)["hotspot_numbers"] if isinstance(one, Lines))
    assert np.ptp(mark.paths[0][:, 1]) > below.stroke.width > halo.stroke.width


def test_small_numbers_break_the_edge():
    doubtful = array(shapely.box(100, 100, 300, 300))
    *_, edge, gaps = drawn(ground(doubtful=doubtful))["hotspots"]
    assert not edge.stroke.dash
    assert gaps.stroke.dash
    assert len(gaps.paths) == 1
    assert "dashed edge: small numbers" in hot_legend.words(ground(doubtful=doubtful))


def test_a_density_is_drawn_in_its_bands():
    field = cone()
    operations = drawn(ground(method="density", cells="", unit="incidents_km2_year", field=field, tints=()))["hotspots"]
    density = drawn(None, density=field)["density"]
    bands = [one for one in operations if isinstance(one, Polygons)]
    assert [one.fill for one in bands] == [one.fill for one in density]
    assert all(np.array_equal(a.rings[0], b.rings[0]) for a, b in zip(bands, density, strict=True))


def test_the_legend_says_method_classes_and_correction():
    assert hot_legend.full_name(ground()) == "Hot spots: Gi*, hexagons 150 m"
    assert [part.text for part in hot_legend.classes(ground())] == ["fewer, 95% confidence", "more, 99% confidence"]
    assert hot_legend.words(ground()) == "after correction for many tests"
    assert hot_legend.words(ground(corrected=False)) == "raw, without correction for many tests"
    assert hot_legend.short_name(ground(cells="districts")) == "Gi*, districts"
    assert hot_legend.short_name(ground(method="clusters", cells="")) == "Clusters, 150 m"


def test_where_nothing_was_found_the_legend_does_not_call_it_safe():
    nothing = ground(method="clusters", cells="", unit="", tints=(), spots=array())
    assert drawn(nothing)["hotspots"] == ()
    assert hot_legend.words(nothing) == "Nothing to show here. Empty is empty, not zero risk."


def test_small_limits_keep_their_figures():
    tints = tuple(
        Tint(shapes=array(shapely.box(0, 0, 1, 1)), scale="density", step=step, value=value)
        for step, value in enumerate((0.012, 0.15, 2.5, 40.0))
    )
    texts = [part.text for part in hot_legend.classes(ground(unit="share_ha", tints=tints))]
    assert texts == ["0.012", "0.15", "2.5", "40"]
    with i18n.speaking("es"):
        assert hot_legend.classes(ground(unit="share_ha", tints=tints))[1].text == "0,15"


# Machado, Oliveira & Fernandes 2009, IEEE TVCG 15(6), severity 1.0, on linear light.
_SEEN = {
    "everybody": np.eye(3),
    "protanopia": np.array(
        [[0.152286, 1.052583, -0.204868], [0.114503, 0.786281, 0.099216], [-0.003882, -0.048116, 1.051998]]
    ),
    "deuteranopia": np.array(
        [[0.367322, 0.860646, -0.227968], [0.280085, 0.672501, 0.047413], [-0.011820, 0.042940, 0.968881]]
    ),
    "tritanopia": np.array(
        [[1.255528, -0.076749, -0.178779], [-0.078411, 0.930809, 0.147602], [0.004733, 0.691367, 0.303900]]
    ),
}


def _lab(hex_code: str, matrix: Any) -> Any:
    """CIE L*a*b* (D65) of a colour as it is seen with a matrix of colour deficiency."""
    rgb = np.array([int(hex_code[i : i + 2], 16) for i in (1, 3, 5)]) / 255
    linear = np.where(rgb <= 0.04045, rgb / 12.92, ((rgb + 0.055) / 1.055) ** 2.4)
    linear = np.clip(matrix @ linear, 0, 1)
    to_xyz = np.array([[0.4124, 0.3576, 0.1805], [0.2126, 0.7152, 0.0722], [0.0193, 0.1192, 0.9505]])
    x, y, z = np.cbrt(np.maximum(to_xyz @ linear / np.array([0.9505, 1.0, 1.089]), 0.008856))
    return np.array([116 * y - 16, 500 * (x - y), 200 * (y - z)])


@pytest.mark.parametrize("eyes", _SEEN)
def test_hot_is_told_from_cold_whatever_the_eyes(eyes):
    style = map_style("light")
    hot, cold = ([_lab(code, _SEEN[eyes]) for code in codes] for codes in (style.hot, style.cold))
    for some in (hot, cold):
        # More certain is darker, clearly: it is read in grey too.
        assert np.all(np.diff([lab[0] for lab in some]) < -15)
    # A difference of 10 is seen at a glance by anybody (CIE 1976: 2.3 is just noticeable).
    assert min(np.linalg.norm(a - b) for a in hot for b in cold) > 10


def test_clusters_that_overlap_are_one_even_tint():
    pair = array(shapely.box(100, 100, 300, 300), shapely.box(200, 200, 400, 400))
    tints = (Tint(shapes=pair, scale="density", step=3, value=0.0),)
    of = ground(method="clusters", cells="", unit="", tints=tints, spots=pair)
    tint, edges = drawn(of)["hotspots"]
    assert tint.merged
    assert len(edges.paths) == 2
    assert [part.text for part in hot_legend.classes(of)] == ["Clusters"]


def test_points_over_hot_spots_are_few_and_hollow_and_nothing_else_tints_the_ground():
    town, view = city(), View(SIDE / 2, SIDE / 2, 1.0, 800.0, 600.0)
    plain, under = (
        {group.key: group.operations for group in scene(town, view, hotspots=of)} for of in (None, ground())
    )
    (lamps,) = (layer.id for layer in town.by_role(Role.LAMPS))
    filled = [one for one in plain[lamps] if isinstance(one, Dots)]
    hollow = [one for one in under[lamps] if isinstance(one, Dots)]
    assert filled
    assert hollow
    assert all(one.fill.alpha == 1 for one in filled)
    assert all(one.fill.alpha == 0 and one.stroke is not None and one.stroke.width < 1 for one in hollow)
    assert sum(len(one.xy) for one in hollow) < sum(len(one.xy) for one in filled)
    assert plain["lit"]
    assert not under["lit"]
    assert not under["hearing"]


def test_the_legend_says_from_which_class_on_a_cell_is_a_hot_spot():
    assert "outlined: hot spots, from 95% on" in hot_legend.words(ground(least=0.95))
    assert "outlined" not in hot_legend.words(ground(least=0.95, spots=array()))
