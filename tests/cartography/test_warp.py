"""Reprojection of pictures, against PROJ itself, and the arithmetic of tiles against closed forms."""

from __future__ import annotations

import math

import numpy as np
import pytest
from PIL import Image
from pyproj import Transformer

from spaceplanner.cartography import mercator
from spaceplanner.cartography.warp import warped
from tests.io.tiles import ramp


def test_a_shifted_picture_is_shifted():
    picture = ramp().convert("RGBA")
    moved = np.asarray(warped(picture, (100, 80), lambda pixels: pixels + np.array([30, 50])))
    assert np.array_equal(moved, np.asarray(picture)[50:130, 30:130])


def test_beyond_the_picture_it_is_transparent():
    made = np.asarray(warped(ramp().convert("RGBA"), (600, 300), lambda pixels: pixels - np.array([300, 20])))
    assert not made[:, :299, 3].any()
    assert not made[:19, :, 3].any()
    assert made[30:270, 310:550, 3].min() == 255


def test_where_there_is_no_ground_nothing_is_drawn():
    assert not np.asarray(warped(ramp().convert("RGBA"), (40, 40), lambda pixels: np.full_like(pixels, np.inf))).any()


@pytest.mark.parametrize("reach", [1e2, 1e4, 3e5])
def test_a_bent_picture_lies_where_proj_puts_it(reach):
    """Red and green of the source count its pixels: what a pixel of the result shows says where it was taken from."""
    project = Transformer.from_crs("EPSG:32717", "EPSG:3857", always_xy=True)
    middle = np.array([623_000.0, 9_758_000.0])
    side = 600
    west, north = middle[0] - reach / 2, middle[1] + reach / 2
    metres = reach / side
    corner = np.array(project.transform(west, north)) - (0.05 * reach, -0.05 * reach)
    scale = 256 / (1.15 * reach)

    def mapping(pixels):
        x, y = project.transform(west + pixels[:, 0] * metres, north - pixels[:, 1] * metres)
        return np.column_stack([(x - corner[0]) * scale, (corner[1] - y) * scale])

    made = np.asarray(warped(ramp().convert("RGBA"), (side, side), mapping)).astype(float)
    chance = np.random.default_rng(3)
    at = chance.integers(2, side - 2, (400, 2))
    truth = mapping(at + 0.5) - 0.5
    inside = ((truth > 1) & (truth < 254)).all(axis=1)
    assert inside.sum() > 300
    shown = made[at[inside, 1], at[inside, 0], :2]
    # Half a pixel of place; Pillow cuts the fraction of a colour off, which is half a step on average and at most.
    assert np.abs(shown + 0.5 - truth[inside]).max() <= 0.5 + 0.5


@pytest.mark.parametrize(("share", "zoom"), [(1 / 256, 0), (1 / 256 / 2**12, 12), (1 / 256 / 2**12.4, 12), (1e-30, 18)])
def test_the_zoom_whose_pixels_are_nearest_in_size(share, zoom):
    assert mercator.zoom(share, 256, (0, 18)) == zoom
    assert mercator.zoom(share, 256, (3, 5)) == min(max(zoom, 3), 5)


def test_places_in_degrees_agree_with_proj():
    project = Transformer.from_crs("EPSG:4326", mercator.CRS, always_xy=True)
    for lon, lat in ((-79.9, -2.2), (0, 0), (179.9, 84), (-118.3, 36.6)):
        xy = np.array([project.transform(lon, lat)])
        assert mercator.of_degrees(lon, lat) == pytest.approx(tuple(mercator.fractions(xy)[0]), abs=1e-12)


def test_tiles_that_cover_a_box():
    world = (0.0, 0.0, 1.0, 1.0)
    assert mercator.covering((0.3, 0.3, 0.6, 0.4), 2, world) == (range(1, 3), range(1, 2))
    assert mercator.covering((0.25, 0.25, 0.5, 0.5), 2, world) == (range(1, 2), range(1, 2)), "edges are no tiles"
    assert mercator.covering((-1, -1, 2, 2), 2, world) == (range(4), range(4))
    assert mercator.covering((0.1, 0.1, 0.2, 0.2), 2, (0.5, 0.5, 1, 1)) == (range(0), range(0))
    assert mercator.covering((0.999, 0.5, 0.9999, 0.5), 20, world)[0][-1] == math.ceil(0.9999 * 2**20) - 1


def test_a_source_of_other_colours_is_not_mixed_with_its_transparent_edge():
    red = Image.new("RGBA", (40, 40), (255, 0, 0, 255))
    made = np.asarray(warped(red, (80, 80), lambda pixels: pixels * 0.77 - 5.3))
    seen = made[..., 3] > 40
    assert made[..., 0][seen].min() >= 250
