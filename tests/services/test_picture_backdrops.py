"""Pictures under the map: each pixel where PROJ and the pins say, and a sentence where nobody says."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

import numpy as np
import pytest
from pyproj import Transformer

from spaceplanner.cartography.view import View
from spaceplanner.domain.background import Background, BackgroundKind, Pin
from spaceplanner.domain.project import Project
from spaceplanner.errors import InputError
from spaceplanner.services import backgrounds
from spaceplanner.services.backdrops import Backdrops
from tests.io.pictures import geo_tags, geotiff, scene, tiled

if TYPE_CHECKING:
    from pathlib import Path

X, Y, METRES = 623_000.0, 9_758_500.0, 2.0
TAGS = geo_tags(X, Y, METRES, 32717)
VIEW = View(X + 250, Y - 200, 1.0, 300, 200)


def project(path: Path, crs: str = "EPSG:32717", **changes: Any) -> Project:
    ground = Background(id="a", name="Orto", kind=BackgroundKind.PICTURE, location=str(path))
    return Project(name="x", crs=crs, backgrounds=(replace(ground, **changes),))


def shown(project: Project, view: View, ratio: float = 1.0) -> np.ndarray:
    (drawn,) = Backdrops().draw(project, view, ratio)
    assert drawn.trouble is None
    assert drawn.backdrop.pixels is not None
    return drawn.backdrop.pixels.astype(float)


@pytest.mark.parametrize("crs", ["EPSG:32717", "EPSG:24877", "EPSG:3116"])
@pytest.mark.parametrize("ratio", [1.0, 2.0])
def test_a_geotiff_lies_where_proj_puts_it(tmp_path, crs, ratio):
    path = tiled(tmp_path / "x.tif", scene(255, 200), TAGS, copies=(2,))
    to_own = Transformer.from_crs(crs, "EPSG:32717", always_xy=True)
    x, y = to_own.transform(VIEW.x, VIEW.y, direction="INVERSE")
    view = View(x, y, 1.0, 300, 200)
    pixels = shown(project(path, crs), view, ratio)
    seen = 0
    for column, row in np.random.default_rng(4).integers(0, [300 * ratio, 200 * ratio], (200, 2)):
        ground = to_own.transform(*view.to_map((column + 0.5) / ratio, (row + 0.5) / ratio))
        truth = np.array([(ground[0] - X) / METRES, (Y - ground[1]) / METRES]) - 0.5
        if ((truth > 1) & (truth < (253, 198))).all():
            seen += 1
            assert np.abs(pixels[row, column, :2] + 0.5 - truth).max() <= 0.5 + 0.5  # half a pixel, half a step
    assert seen > 150


def test_coarser_where_the_view_is(tmp_path):
    path = tiled(tmp_path / "x.tif", scene(255, 200), TAGS, copies=(2, 4))
    pixels = shown(project(path), View(X + 255, Y - 200, 8.0, 90, 60))
    for column, row in ((20, 20), (45, 30), (60, 40)):
        x, y = View(X + 255, Y - 200, 8.0, 90, 60).to_map(column + 0.5, row + 0.5)
        assert np.abs(pixels[row, column, :2] - ((x - X) / METRES, (Y - y) / METRES)).max() < 4.5


@pytest.mark.parametrize("affine", [False, True])
def test_pins_place_a_picture(tmp_path, affine):
    """Turned by a quarter to the left: the picture's columns run north, half a metre each, and its rows east."""
    scene(200, 100).save(tmp_path / "plano.png")
    pins = tuple(Pin(column=c, row=r, x=X + r / 2, y=Y + c / 2) for c, r in ((10, 10), (190, 20), (100, 90), (20, 80)))
    subject = project(tmp_path / "plano.png", pins=pins, affine=affine)
    view = View(X + 25, Y + 50, 0.5, 100, 200)
    pixels = shown(subject, view)
    for column, row in ((20, 60), (50, 100), (70, 150)):
        x, y = view.to_map(column + 0.5, row + 0.5)
        assert np.abs(pixels[row, column, :2] - (2 * (y - Y), 2 * (x - X))).max() <= 1.5


def test_a_picture_without_a_place_says_so(tmp_path):
    scene().save(tmp_path / "plano.png")
    (drawn,) = Backdrops().draw(project(tmp_path / "plano.png"), VIEW)
    assert drawn.backdrop.pixels is None
    assert "place it by at least two points" in str(drawn.trouble)
    assert backgrounds.lies_nowhere(project(tmp_path / "plano.png").backgrounds[0])


def test_elsewhere_there_is_nothing(tmp_path):
    path = geotiff(tmp_path / "x.tif", scene(), TAGS)
    (drawn,) = Backdrops().draw(project(path), replace(VIEW, x=X + 1e5))
    assert (drawn.backdrop.pixels, drawn.trouble) == (None, None)


def test_a_picture_gives_an_empty_project_its_place(tmp_path):
    path = geotiff(tmp_path / "Orto 2024.tif", scene(), TAGS)
    background, edit = backgrounds.from_file(Project(name="x"), path)
    made = edit(Project(name="x"))
    assert (made.crs, made.timezone, background.name) == ("EPSG:32717", "America/Guayaquil", "Orto 2024")
    assert backgrounds.bounds(background, "EPSG:32717") == pytest.approx((X, Y - 400, X + 600, Y))
    scene().save(tmp_path / "plano.png")
    with pytest.raises(InputError, match="does not say where it lies"):
        backgrounds.from_file(Project(name="x"), tmp_path / "plano.png")


def test_ids_are_free_ones(tmp_path):
    path = geotiff(tmp_path / "x.tif", scene(), TAGS)
    made = Project(name="x", crs="EPSG:32717")
    for _ in range(3):
        made = backgrounds.from_file(made, path)[1](made)
    assert [one.id for one in made.backgrounds] == ["background", "background-2", "background-3"]
