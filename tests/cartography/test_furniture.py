"""Scale bar, swatches, legend, icons and tokens."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from spaceplanner import i18n, resources
from spaceplanner.cartography import furniture, icons, legend, style, swatch
from spaceplanner.cartography.drawing import Dots, Lines, Polygons
from spaceplanner.cartography.view import View
from spaceplanner.domain.layer import GeometryKind, Role
from tests.cartography.town import city, cone


@given(st.floats(0.005, 20_000), st.floats(40, 300))
def test_a_scale_bar_is_a_round_length_that_fits(resolution, widest):
    bar = furniture.scale_bar(View(0, 0, resolution, 800, 600), widest=widest)
    lead = bar.metres / 10 ** math.floor(math.log10(bar.metres) + 1e-9)
    assert min(abs(lead - step) for step in (1, 2, 5)) < 1e-6
    assert widest / 2.5 - 1e-6 <= bar.pixels <= widest * (1 + 1e-6)
    assert bar.pixels * resolution == pytest.approx(bar.metres)


def test_a_scale_bar_speaks_the_language():
    view = View(0, 0, 25, 800, 600)
    assert furniture.scale_bar(view).text == "2\u00a0km"
    assert furniture.scale_bar(View(0, 0, 1, 800, 600)).text == "100\u00a0m"


@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize("kind", list(GeometryKind))
@pytest.mark.parametrize("role", list(Role))
def test_every_layer_has_a_swatch_within_its_square(role, kind, theme):
    drawing = swatch.of_kind(role, kind, theme=theme)
    assert drawing
    for operation in drawing:
        if isinstance(operation, Polygons):
            points = np.concatenate(operation.rings)
        elif isinstance(operation, Lines):
            points = np.concatenate(operation.paths)
        else:
            assert isinstance(operation, Dots)
            points = np.concatenate([operation.xy - operation.radius, operation.xy + operation.radius])
        assert points.min() >= 0
        assert points.max() <= swatch.SIZE


def test_water_is_told_by_its_name():
    water = swatch.of_kind(Role.CONTEXT, GeometryKind.POLYGON, "Agua")[0]
    land = swatch.of_kind(Role.CONTEXT, GeometryKind.POLYGON, "Manzanas")[0]
    assert isinstance(water, Polygons)
    assert isinstance(land, Polygons)
    assert water.fill is not None
    assert land.fill is not None
    assert water.fill.hex == style.MAP.water != land.fill.hex


def test_the_legend_names_visible_layers_and_says_which_lamps_are_out():
    entries = legend.entries(city(lamps=100, spaces=4), proposal=True)
    assert [entry.text for entry in entries] == [
        "Streets", "Public spaces", "Street lamps", "Lamps out", "Community alarms", "Proposed",
    ]  # fmt: skip
    assert legend.entries(city(lamps=100, spaces=4), visible=set()) == ()


def test_the_classes_are_those_of_the_density():
    field = cone()
    assert [item.text for item in legend.classes(field)] == ["200", "400", "600", "800", "900"]
    assert [item.hex for item in legend.classes(field)] == list(style.MAP.density)
    assert legend.density_title(field) == "Incidents per km² and year"


def test_every_icon_is_within_its_square_and_in_known_commands():
    for path in resources.path("icons").glob("*.svg"):
        commands = icons.outline(path.stem)
        assert {command for command, _ in commands} <= set(icons.COMMANDS)
        points = np.array([point for _, points in commands for point in points])
        assert points.min() >= 0
        assert points.max() <= icons.SIZE


def _luminance(hex_code: str) -> float:
    channels = np.array([int(hex_code[i : i + 2], 16) for i in (1, 3, 5)]) / 255
    linear = np.where(channels <= 0.04045, channels / 12.92, ((channels + 0.055) / 1.055) ** 2.4)
    return float(linear @ [0.2126, 0.7152, 0.0722])


def contrast(one: str, other: str) -> float:
    """WCAG 2.2 contrast ratio."""
    low, high = sorted((_luminance(one), _luminance(other)))
    return (high + 0.05) / (low + 0.05)


@pytest.mark.parametrize("name", ["light", "dark"])
def test_text_can_be_read_on_its_ground(name):
    theme = style.theme(name)
    for text, ground in ((theme.ink, theme.panel), (theme.secondary, theme.panel), (theme.ink, theme.surface)):
        assert contrast(text, ground) >= 4.5
    assert contrast(theme.accent, theme.panel) >= 4.5
    assert contrast(theme.warning, theme.panel) >= 4.5


def test_density_classes_darken_in_grey_too():
    levels = [_luminance(hex_code) for hex_code in style.MAP.density]
    assert levels == sorted(levels, reverse=True)
    assert all(contrast(a, b) > 1.2 for a, b in zip(style.MAP.density, style.MAP.density[1:], strict=False))


def test_the_words_follow_the_language_at_the_moment_of_asking():
    with i18n.speaking("es"):
        assert furniture.scale_bar(View(0, 0, 1000, 800, 600)).text == "100\u00a0km"
