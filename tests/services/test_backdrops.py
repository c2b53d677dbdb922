"""Backgrounds for a view: the right tiles in the right place, and a sentence where something is amiss."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np
import pytest
from pyproj import Transformer

from spaceplanner.cartography import mercator
from spaceplanner.cartography.view import View
from spaceplanner.domain.background import Background, BackgroundKind
from spaceplanner.domain.project import Project
from spaceplanner.errors import Cancelled
from spaceplanner.services.backdrops import Backdrops
from spaceplanner.services.tile_cache import TileCache
from tests.io.tiles import mbtiles, packed, pmtiles, ramp

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from spaceplanner.services.backdrops import Drawn

X, Y = 623_400.0, 9_758_200.0
ZOOM = 15


def tile_of(x: float, y: float, zoom: int) -> tuple[int, int]:
    xy = np.array([Transformer.from_crs("EPSG:32717", mercator.CRS, always_xy=True).transform(x, y)])
    column, row = (mercator.fractions(xy)[0] * 2**zoom).astype(int).tolist()
    return column, row


def city(side: int = 256, kind: str = "PNG", skip: tuple[int, int] | None = None):
    """Nine tiles around the middle; blue tells them apart."""
    column, row = tile_of(X, Y, ZOOM)
    return {
        (ZOOM, column + i, row + j): packed(ramp(side, 20 * (3 * j + i) + 100), kind)
        for i in (-1, 0, 1)
        for j in (-1, 0, 1)
        if (i, j) != skip
    }


def project(*paths: object, **changes: object) -> Project:
    ground = tuple(
        Background(id=str(i), name=f"b{i}", kind=BackgroundKind.TILES, location=str(path), attribution=f"© {i}")
        for i, path in enumerate(paths)
    )
    return Project(name="x", crs="EPSG:32717", backgrounds=tuple(replace(one, **changes) for one in ground))  # type: ignore[arg-type]


def pixels_of(drawn: Drawn) -> NDArray[np.uint8]:
    assert drawn.backdrop.pixels is not None
    return drawn.backdrop.pixels


def view(resolution: float = 4.77, width: float = 300, height: float = 200) -> View:
    return View(X, Y, resolution, width, height)


@pytest.mark.parametrize("side", [256, 512])
@pytest.mark.parametrize("ratio", [1.0, 1.5, 2.0])
@pytest.mark.parametrize("writer", [mbtiles, pmtiles])
def test_a_place_shows_what_its_tile_has_there(tmp_path, side, ratio, writer):
    path = writer(tmp_path / "x.tiles", city(side))
    (drawn,) = Backdrops().draw(project(path), view(), ratio)
    assert drawn.trouble is None
    pixels = pixels_of(drawn)
    assert pixels.shape == (200 * ratio, 300 * ratio, 4)
    assert pixels[..., 3].min() == 255
    to_world = Transformer.from_crs("EPSG:32717", mercator.CRS, always_xy=True)
    west, _, east, north = drawn.backdrop.bounds
    metres = (east - west) / pixels.shape[1]
    assert (west, north) == pytest.approx((X - 150 * 4.77, Y + 100 * 4.77))
    seen = 0
    for column, row in np.random.default_rng(1).integers(0, [300 * ratio, 200 * ratio], (200, 2)):
        at = np.array([to_world.transform(west + (column + 0.5) * metres, north - (row + 0.5) * metres)])
        inside = mercator.fractions(at)[0] * 2**ZOOM % 1 * 256 - 0.5
        if ((inside > 2) & (inside < 252)).all():
            seen += 1
            # Half a pixel of a tile at most, and the steps and rounding of the counting.
            assert np.abs(pixels[row, column, :2] - inside).max() <= 0.5 * 256 / side + 0.75
    assert seen > 150


@pytest.mark.parametrize("kind", ["JPEG", "WEBP"])
def test_tiles_of_the_other_formats_are_drawn(tmp_path, kind):
    (drawn,) = Backdrops().draw(project(mbtiles(tmp_path / "x.mbtiles", city(kind=kind))), view())
    assert pixels_of(drawn)[..., 3].min() == 255


def test_a_damaged_tile_leaves_its_place_blank_and_is_told(tmp_path):
    tiles = city()
    column, row = tile_of(X, Y, ZOOM)
    tiles[ZOOM, column, row] = b"no picture"
    (drawn,) = Backdrops().draw(project(mbtiles(tmp_path / "x.mbtiles", tiles)), view())
    assert "tiles are damaged here (1)" in str(drawn.trouble)
    alpha = pixels_of(drawn)[..., 3]
    assert alpha[100, 150] == 0
    assert alpha.max() == 255


def test_a_missing_tile_is_told_only_where_the_file_says_it_covers_the_ground(tmp_path):
    path = mbtiles(tmp_path / "x.mbtiles", city(skip=(0, 0)))
    (drawn,) = Backdrops().draw(project(path), view())
    assert drawn.trouble is None
    path = mbtiles(tmp_path / "y.mbtiles", city(skip=(0, 0)), bounds="-79.91,-2.2,-79.88,-2.17")
    (drawn,) = Backdrops().draw(project(path), view())
    assert "tiles are missing here (1)" in str(drawn.trouble)


def test_a_file_that_is_none_is_a_picture_of_nothing_with_the_reason(tmp_path):
    good, bad = mbtiles(tmp_path / "x.mbtiles", city()), tmp_path / "bad.mbtiles"
    bad.write_bytes(b"text")
    drawn = Backdrops().draw(project(bad, good, tmp_path / "gone.mbtiles"), view())
    assert [one.backdrop.pixels is None for one in drawn] == [True, False, True]
    assert "is no file of map tiles" in str(drawn[0].trouble)
    assert "is not there" in str(drawn[2].trouble)


def test_a_hidden_background_is_not_even_opened(tmp_path):
    assert Backdrops().draw(project(tmp_path / "gone.mbtiles", visible=False), view()) == ()


def test_without_a_system_there_is_no_place_for_one(tmp_path):
    assert Backdrops().draw(replace(project(tmp_path / "gone.mbtiles"), crs=None), view()) == ()


def test_elsewhere_and_too_far_out_there_is_nothing(tmp_path):
    path = mbtiles(tmp_path / "x.mbtiles", city(), bounds="-79.91,-2.2,-79.88,-2.17")
    backdrops = Backdrops()
    (far,) = backdrops.draw(project(path), replace(view(), x=X + 1e5))
    assert (far.backdrop.pixels, far.trouble) == (None, None)
    (out,) = Backdrops().draw(project(mbtiles(tmp_path / "y.mbtiles", city())), view(resolution=2000.0))
    assert (out.backdrop.pixels, out.trouble) == (None, None)


def test_tiles_are_decoded_once(tmp_path, monkeypatch):
    from spaceplanner.io import tile_picture

    calls: list[int] = []
    real = tile_picture.decoded

    def decoded(data: bytes) -> object:
        calls.append(len(data))
        return real(data)

    monkeypatch.setattr(tile_picture, "decoded", decoded)
    made, subject = Backdrops(), project(mbtiles(tmp_path / "x.mbtiles", city()))
    made.draw(subject, view())
    first = len(calls)
    made.draw(subject, view())
    assert 4 <= first <= 9
    assert len(calls) == first


def test_it_can_be_given_up(tmp_path):
    def check() -> None:
        raise Cancelled("x")

    with pytest.raises(Cancelled):
        Backdrops().draw(project(mbtiles(tmp_path / "x.mbtiles", city())), view(), check=check)


def test_real_tiles_lie_where_they_should(shared):
    """Mount Whitney's summit, 36.5786 N 118.2920 W, has its name beside it; its tiles cover the map without a gap."""
    path = shared / "basemap" / "usgs-mt-whitney-8-15-webp-512.pmtiles"
    x, y = Transformer.from_crs("EPSG:4326", "EPSG:32611", always_xy=True).transform(-118.292, 36.5786)
    ground = replace(project(path), crs="EPSG:32611")
    (drawn,) = Backdrops().draw(ground, View(x, y, 2.0, 400, 300))
    assert drawn.trouble is None
    assert pixels_of(drawn)[..., 3].min() == 255
    assert pixels_of(drawn)[..., :3].std() > 20


def test_the_null_tile_of_a_real_file_is_told(shared):
    path = shared / "import_torture" / "mbtiles" / "corrupt_null_tile.mbtiles"
    (drawn,) = Backdrops().draw(replace(project(path), crs="EPSG:32633"), View(500_000, 5_500_000, 9000, 900, 900))
    assert drawn.backdrop.pixels is not None


def test_the_cache_keeps_to_its_limit():
    cache: TileCache[str] = TileCache(10)
    for key in "abc":
        cache.put(key, key, 4)
    assert (cache.get("a"), cache.get("b"), cache.get("c"), cache.size) == (None, "b", "c", 8)
    cache.get("b")
    cache.put("d", "d", 4)
    assert (cache.get("b"), cache.get("c")) == ("b", None)
    cache.put("b", "B", 5)
    assert (cache.get("b"), cache.size) == ("B", 9)
    cache.put("e", "e", 11)
    assert cache.size == 0
