"""Layers drawn by a style: every feature once, in its class's colour, at its scales, and fast."""

from __future__ import annotations

import time
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import numpy as np
import pytest
import shapely

from spaceplanner.cartography import counts, legend, style_legend, styled, swatch, symbols
from spaceplanner.cartography.drawing import Cells, Dots, Lines, Polygons
from spaceplanner.cartography.raster import RasterSurface
from spaceplanner.cartography.scene import parts, scene
from spaceplanner.cartography.style import MAP
from spaceplanner.cartography.view import View
from spaceplanner.domain.edits import put_layer
from spaceplanner.domain.layer import GeometryKind, Role
from spaceplanner.domain.project import Project
from spaceplanner.domain.ramps import spread
from spaceplanner.domain.style import Category, Style, StyleKind, set_style
from spaceplanner.domain.style_classes import texts
from tests.cartography.town import SIDE, city, layer

if TYPE_CHECKING:
    from spaceplanner.domain.layer import Layer

VIEW = View(SIDE / 2, SIDE / 2, 1.0, 800, 600)
POWERS = Style(kind=StyleKind.GRADUATED, column="power", limits=(0.0, 50.0, 100.0))
HOSTILE = '<b onload=x>" {0}\n\u202e'


def lamps(n: int = 3000) -> Layer:
    rng = np.random.default_rng(3)
    power = rng.uniform(0, 120, n)
    power[rng.random(n) < 0.1] = np.nan
    return layer(
        "lamps", Role.LAMPS, GeometryKind.POINT, rng.uniform(0, SIDE, (n, 2)), power=power, working=rng.random(n) > 0.2
    )


def drawn(one: Layer, style: Style, view: View = VIEW) -> tuple[Any, ...]:
    project = set_style(one.id, style)(Project(name="x", layers=(one,)))
    return next(group.operations for group in scene(project, view, labels=False) if group.key == one.id)


def test_every_lamp_in_view_is_drawn_once_in_the_colour_of_its_class():
    one = lamps()
    found = drawn(one, POWERS)
    inside = np.abs(one.geometry - SIDE / 2) <= np.array([400, 300]) + POWERS.size
    power = np.array(one.table.column("power"))
    working = np.array(one.table.column("working"))
    low, high = spread("viridis", 2)
    wanted = {
        MAP.lamp_dark_fill: ~working,
        low: working & (power <= 50),
        high: working & (power > 50) & (power <= 100),
        POWERS.others: working & (power > 100),
        POWERS.missing: working & np.isnan(power),
    }
    assert {dots.fill.hex: len(dots.xy) for dots in found} == {
        hue: int((chosen & inside.all(axis=1)).sum()) for hue, chosen in wanted.items()
    }
    assert next(iter(wanted)) == found[0].fill.hex, "those that are out lie below"


def test_what_is_out_looks_like_the_others_where_it_is_not_told_apart():
    hues = {dots.fill.hex for dots in drawn(lamps(), replace(POWERS, apart=False))}
    assert MAP.lamp_dark_fill not in hues


def test_classes_without_a_colour_are_left_out():
    hues = {dots.fill.hex for dots in drawn(lamps(), replace(POWERS, others=None, missing=None, apart=False))}
    assert hues == set(spread("viridis", 2))


def test_size_outline_and_opacity_are_those_of_the_style():
    (dots,) = drawn(lamps(), Style(size=9.0, outline="#123456", outline_width=2.0, opacity=0.5, apart=False))
    assert (dots.radius, dots.fill.alpha) == (4.5, 0.5)
    assert (dots.stroke.colour.hex, dots.stroke.width, dots.stroke.colour.alpha) == ("#123456", 2.0, 0.5)
    (dots,) = drawn(lamps(), Style(outline=None, apart=False))
    assert dots.stroke is None


def test_areas_and_lines_have_the_colours_of_their_classes():
    boxes = shapely.box(*np.array([[3800, 3800, 3900, 3900], [4000, 4000, 4100, 4100], [4150, 4000, 4200, 4100]]).T)
    style = Style(
        kind=StyleKind.CATEGORIES, column="sort", categories=(Category("park", "#009E73"),), outline_width=3.0
    )
    found = drawn(layer("green", Role.CONTEXT, GeometryKind.POLYGON, boxes, sort=["park", "court", None]), style)
    assert all(isinstance(part, Polygons) for part in found)
    assert {(part.fill.hex, len(part.rings), part.stroke.width) for part in found} == {
        ("#009E73", 1, 3.0), (style.others, 1, 3.0), (style.missing, 1, 3.0),
    }  # fmt: skip
    streets = shapely.boundary(boxes)
    found = drawn(layer("streets", Role.STREETS, GeometryKind.LINE, streets, sort=["park", "park", None]), style)
    assert all(isinstance(part, Lines) for part in found)
    assert {(part.stroke.colour.hex, len(part.paths), part.stroke.width) for part in found} == {
        ("#009E73", 2, 6.0), (style.missing, 1, 6.0),
    }  # fmt: skip


def test_a_layer_is_drawn_at_its_scales_only():
    style = Style(nearest=1000.0, farthest=10_000.0, apart=False)
    assert VIEW.scale == pytest.approx(3780, abs=1)
    assert drawn(lamps(), style)
    assert not drawn(lamps(), style, replace(VIEW, resolution=0.1))
    assert not drawn(lamps(), style, replace(VIEW, resolution=5.0))


def test_a_new_style_draws_its_layer_anew_and_no_other():
    project = city()
    changed = set_style("lamps", Style())(project)
    before, after = ({part.key: part.of for part in parts(one, VIEW)} for one in (project, changed))
    assert {key for key in before if before[key] != after[key]} == {"lamps", "lit"}


def test_incidents_stay_undrawn_whatever_a_file_says_of_their_style():
    one = replace(lamps(), role=Role.INCIDENTS, style=Style())
    assert not [group for group in scene(Project(name="x", layers=(one,)), VIEW) if group.key == one.id]
    assert symbols.paint(one, symbols.Sheet(VIEW, MAP, None, None)) == ()  # type: ignore[arg-type]


def test_two_hundred_thousand_points_are_ready_quickly():
    one = lamps(200_000)
    view = View(SIDE / 2, SIDE / 2, SIDE / 1000, 1920, 1080)
    drawn(one, POWERS, view)
    begin = time.perf_counter()
    drawn(one, replace(POWERS, ramp="cividis"), view)
    assert time.perf_counter() - begin < 0.25


def test_another_surface_draws_the_same_colours():
    surface = RasterSurface(800, 600)
    project = set_style("lamps", replace(POWERS, apart=False))(Project(name="x", layers=(lamps(),)))
    surface.draw(group for group in scene(project, VIEW, labels=False) if group.key == "lamps")
    pixels = set(np.unique(surface.image & 0xFFFFFF).tolist())
    for hue in (*spread("viridis", 2), POWERS.others, POWERS.missing):
        assert hue is not None
        assert int(hue[1:], 16) in pixels


def test_the_legend_tells_class_and_count_and_what_is_out_last():
    one = lamps()
    works = symbols.works(one)
    lines = style_legend.lines(one, POWERS, works=works)
    assert [line.text for line in lines] == ["0 \u2013 50", "50 \u2013 100", "Other values", "No value", "Out of order"]
    assert sum(line.count for line in lines) == len(one)
    assert lines[-1].count == (~works).sum()


def test_limits_have_the_decimals_that_keep_them_apart():
    style = replace(POWERS, limits=(0.0, 0.0, 0.125, 0.13))
    assert texts(style)[:3] == ("0.00", "0.00 \u2013 0.12", "0.12 \u2013 0.13")


def test_a_hostile_label_stays_one_line_of_text():
    style = Style(kind=StyleKind.CATEGORIES, column="sort", categories=(Category(HOSTILE, "#009E73"),))
    one = layer("green", Role.CONTEXT, GeometryKind.POINT, np.zeros((1, 2)), sort=[HOSTILE])
    (line,) = style_legend.lines(one, style, works=np.ones(1, dtype=bool))
    assert line.text == '<b onload=x>" {0} \u202e'


def test_entries_of_a_legend_have_a_styled_layer_with_its_classes():
    project = put_layer(replace(lamps(), style=POWERS))(city())
    keys = [entry.key for entry in legend.entries(project)]
    assert [key for key in keys if key.startswith("lamps")] == [f"lamps:{place}" for place in range(5)]


@pytest.mark.parametrize("kind", GeometryKind)
@pytest.mark.parametrize("style", [Style(size=40.0, outline_width=12.0), POWERS])
def test_swatches_lie_within_their_square(kind, style):
    one = layer("x", Role.CONTEXT, kind, np.empty((0, 2)) if kind is GeometryKind.POINT else np.empty(0, dtype=object))
    found = swatch.swatch(replace(one, style=style))
    assert found
    for part in found:
        for path in getattr(part, "rings", ()) or getattr(part, "paths", ()):
            assert ((path >= 0) & (path <= swatch.SIZE)).all()
        if isinstance(part, Dots):
            assert part.radius <= swatch.SIZE / 2


def test_the_ramp_of_counts_in_the_legend_is_the_one_on_the_map():
    view = View(SIDE / 2, SIDE / 2, 20.0, 400, 300)
    side, steps = counts.steps(view, MAP.lamp, dark=False, alpha=0.85)
    assert side == 40
    assert steps[0].count == 1
    for step in steps:
        spot = np.full((step.count, 2), SIDE / 2 + 1)
        cells = counts.cells(spot, view, MAP.lamp, dark=False, alpha=0.85)
        assert isinstance(cells, Cells)
        red, green, blue, alpha = cells.rgba[cells.rgba[..., 3] > 0][0]
        assert f"#{red:02X}{green:02X}{blue:02X}" == step.hex
        assert alpha / 255 == pytest.approx(step.alpha)


def test_classes_are_worked_out_once_whatever_the_colours():
    one = lamps()
    assert styled.codes(one, POWERS) is styled.codes(one, replace(POWERS, ramp="blues", size=9.0, opacity=0.2))
