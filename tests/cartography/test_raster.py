"""Dots and cells as pixels, against the closed form and against compositing one dot after the other."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from spaceplanner.cartography import raster
from spaceplanner.cartography.drawing import Cells, Colour, Dots, Group, Lines, Stroke
from spaceplanner.cartography.raster import RasterSurface
from spaceplanner.errors import Cancelled

RED = Colour("#FF0000")


def channels(image: np.ndarray) -> np.ndarray:
    """Return alpha, red, green and blue, 0 to 1, (h, w, 4)."""
    return np.stack([(image >> shift) & 255 for shift in (24, 16, 8, 0)], axis=-1) / 255


def drawn(*operations, side=40, **more) -> np.ndarray:
    surface = RasterSurface(side, side, **more)
    surface.draw([Group(key="test", operations=operations)])
    return channels(surface.image)


@pytest.mark.parametrize(("inner", "outer"), [(0.0, 0.7), (0.0, 2.0), (0.0, 3.3), (2.0, 4.0)])
def test_a_dot_covers_the_area_of_its_circle(inner, outer):
    for odd in (False, True):
        shares = raster.coverage(inner, outer, odd=odd)
        assert len(shares) % 2 == odd
        assert shares.sum() == pytest.approx(np.pi * (outer**2 - inner**2), rel=0.02)
        assert np.allclose(shares, shares.T)
    alpha = drawn(Dots(xy=np.array([[20.0, 20.0]]), radius=outer, fill=RED))[..., 0]
    assert alpha.sum() == pytest.approx(np.pi * outer**2, rel=0.02)


@settings(max_examples=60, deadline=None)
@given(
    points=st.lists(st.tuples(st.integers(-3, 43), st.integers(-3, 43)), min_size=1, max_size=60),
    radius=st.floats(0.5, 5.0),
    alpha=st.floats(0.05, 1.0),
)
def test_dots_are_composited_as_one_after_the_other(points, radius, alpha):
    """Each dot lets 1 - alpha * coverage through; brute force in float64, within two of 255."""
    fill = Colour("#3366CC", alpha)
    xy = np.array(points, dtype=np.float64) + 0.5
    got = drawn(Dots(xy=xy, radius=radius, fill=fill))
    stamp = raster.coverage(0.0, radius, odd=round(2 * radius) % 2 == 1) * alpha
    side = len(stamp)
    through = np.ones((50 + 4 * side, 50 + 4 * side))
    for x, y in xy:
        left, top = (int(np.floor(v if side % 2 else v + 0.5)) - side // 2 + 2 * side for v in (x, y))
        if left >= 0 and top >= 0:
            through[top : top + side, left : left + side] *= 1 - stamp
    opacity = 1 - through[2 * side : 2 * side + 40, 2 * side : 2 * side + 40]
    wanted = np.stack([opacity, opacity * 0x33 / 255, opacity * 0x66 / 255, opacity * 0xCC / 255], axis=-1)
    assert np.abs(got - wanted).max() <= 2 / 255


def test_the_order_of_dots_does_not_matter_and_edges_lie_below_fills():
    xy = np.random.default_rng(3).uniform(0, 40, (200, 2))
    look = Dots(xy=xy, radius=4.0, fill=Colour("#FFFFFF"), stroke=Stroke(Colour("#000000"), 2.0))
    assert np.array_equal(drawn(look), drawn(replace(look, xy=xy[::-1])))
    two = drawn(replace(look, xy=np.array([[18.0, 20.0], [22.0, 20.0]])))
    assert np.allclose(two[20, 20], 1.0)


@pytest.mark.parametrize("radius", [2.0, 2.4, 3.2, 3.5])
@pytest.mark.parametrize("width", [0.5, 0.8, 1.2, 1.6])
@pytest.mark.parametrize("scale", [1.0, 1.5, 2.0])
def test_edge_and_fill_have_one_middle(radius, width, scale):
    stroke = Stroke(Colour("#000000"), width)
    dot = drawn(Dots(xy=np.array([[10.0, 10.0]]), radius=radius, fill=Colour("#FFFFFF"), stroke=stroke), scale=scale)
    rows, columns = np.nonzero(dot[..., 0])
    cut = dot[rows.min() : rows.max() + 1, columns.min() : columns.max() + 1]
    assert np.allclose(cut, cut[::-1])
    assert np.allclose(cut, cut[:, ::-1])


def test_a_hollow_dot_is_a_ring():
    ring = drawn(Dots(xy=np.array([[20.0, 20.0]]), radius=6.0, fill=Colour("#FFFFFF", 0.0), stroke=Stroke(RED, 2.0)))
    assert ring[20, 20, 0] == 0
    assert ring[20, 26, 0] > 0.9
    assert ring[..., 0].sum() == pytest.approx(np.pi * (49 - 25), rel=0.02)


def test_scale_and_shift_place_what_is_drawn():
    alpha = drawn(Dots(xy=np.array([[5.0, 6.0]]), radius=1.0, fill=RED), scale=2.0, shift=(3.0, 1.0))[..., 0]
    rows, columns = np.nonzero(alpha)
    assert (columns.mean() + 0.5, rows.mean() + 0.5) == (13.0, 13.0)


def test_cells_fill_the_pixels_whose_middle_they_hold_and_lie_over_what_was_there():
    rgba = np.zeros((2, 2, 4), dtype=np.uint8)
    rgba[0, 0] = (0, 0, 255, 255)
    rgba[1, 1] = (0, 0, 255, 128)
    below = Dots(xy=np.array([[20.0, 20.0]]), radius=30.0, fill=RED)
    got = drawn(below, Cells(rgba=rgba, x=10.0, y=10.0, size=4.0))
    assert np.allclose(got[10:14, 10:14], (1, 0, 0, 1))
    assert np.allclose(got[14:18, 14:18], (1, 127 / 255, 0, 128 / 255), atol=2 / 255)
    assert np.allclose(got[10:14, 14:18], (1, 1, 0, 0))
    outside = drawn(Cells(rgba=rgba, x=90.0, y=90.0, size=4.0))
    assert not outside.any()


def test_what_is_no_dot_is_refused_and_a_drawing_can_be_given_up():
    with pytest.raises(TypeError, match="raster"):
        drawn(Lines(paths=(np.zeros((2, 2)),), stroke=Stroke(RED)))

    def stop():
        raise Cancelled("")

    with pytest.raises(Cancelled):
        drawn(Dots(xy=np.zeros((1, 2)), radius=1.0, fill=RED), check=stop)
    assert not drawn(Dots(xy=np.empty((0, 2)), radius=1.0, fill=RED)).any()
