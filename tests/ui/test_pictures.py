"""What the map looks like: beside approved pictures, and one surface beside the others."""

from __future__ import annotations

import shutil
import subprocess

import numpy as np
import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QImage, QPainter
from reportlab.pdfgen.canvas import Canvas

from spaceplanner.cartography.drawing import Cells, Colour, Dots, Group, Lines, Polygons, Stroke
from spaceplanner.cartography.raster import RasterSurface
from spaceplanner.reports.pdf_surface import POINT, PdfSurface
from spaceplanner.ui.qt_surface import QtSurface
from tests.ui import pictures

SIDE = 120


@pytest.mark.parametrize("name", sorted(pictures.pictures()))
def test_the_map_looks_as_approved(appearance, name):
    """On average within half a step of 255, and no more than one pixel in five hundred by more than 32."""
    got = pictures.pixels(pictures.painted(name).image)
    wanted = pictures.pixels(QImage(str(pictures.FOLDER / f"{name}.png")))
    assert got.shape == wanted.shape
    apart = np.abs(got - wanted).max(axis=2)
    assert apart.mean() <= 0.5, "look at it, then approve it: see tests/ui/pictures.py"
    assert (apart > 32).mean() <= 0.002


def points() -> tuple[Group, ...]:
    """Dots with and without an edge, hollow ones, and cells: what all three surfaces draw."""
    random = np.random.default_rng(5)

    def places(n: int) -> np.ndarray:
        return random.uniform(10, SIDE - 10, (n, 2))

    rgba = random.integers(0, 256, (6, 8, 4)).astype(np.uint8)
    rgba[..., 3] = np.where(rgba[..., 3] > 90, rgba[..., 3], 0)
    edge = Stroke(Colour("#1D2733"), 1.6)
    operations = (
        Cells(rgba=rgba, x=12.0, y=16.0, size=11.0),
        Dots(xy=places(60), radius=2.0, fill=Colour("#C2410C")),
        Dots(xy=places(20), radius=5.0, fill=Colour("#E8A200"), stroke=edge),
        Dots(xy=places(10), radius=6.0, fill=Colour("#FFFFFF", 0.0), stroke=edge),
        Dots(xy=places(15), radius=4.0, fill=Colour("#7C3AED", 0.5)),
    )
    return (Group(key="points", operations=operations),)


def by_qt() -> np.ndarray:
    image = QImage(SIDE, SIDE, QImage.Format.Format_RGB32)
    image.fill(Qt.GlobalColor.white)
    painter = QPainter(image)
    QtSurface(painter).draw(points())
    painter.end()
    return pictures.pixels(image)


def by_raster() -> np.ndarray:
    surface = RasterSurface(SIDE, SIDE)
    surface.draw(points())
    alpha, *rgb = ((surface.image >> shift) & 255 for shift in (24, 16, 8, 0))
    return np.asarray(np.stack(rgb, axis=-1).astype(int) + 255 - alpha.astype(int)[..., None])


def by_paper(folder) -> np.ndarray:
    file = folder / "points.pdf"
    canvas = Canvas(str(file), pagesize=(SIDE * POINT, SIDE * POINT))
    PdfSurface(canvas, SIDE).draw(points())
    canvas.save()
    subprocess.run(["pdftoppm", "-png", "-r", "96", "-singlefile", file, folder / "points"], check=True)
    return pictures.pixels(QImage(str(folder / "points.png")))


def test_screen_and_raster_agree_on_dots_and_cells(qapp):
    """Pixel by pixel, within three steps of 255: both put dots on whole pixels."""
    assert np.abs(by_qt() - by_raster()).max() <= 3


@pytest.mark.skipif(shutil.which("pdftoppm") is None, reason="needs poppler to look at a page")
def test_paper_agrees_with_the_screen_on_dots_and_cells(qapp, tmp_path):
    """Paper has no pixels: a dot lies up to half a pixel beside the screen's. Blurred over three pixels, they agree."""

    def blurred(picture: np.ndarray) -> np.ndarray:
        out = picture.astype(float)
        for axis in (0, 1):
            out = np.mean([np.roll(out, k, axis=axis) for k in (-1, 0, 1)], axis=0)
        return out

    apart = np.abs(blurred(by_qt()) - blurred(by_paper(tmp_path)))
    assert apart.mean() < 6
    assert np.percentile(apart, 99) < 60


def test_very_many_dots_are_drawn_alike_by_stamps_and_by_counts(qapp, monkeypatch):
    xy = np.random.default_rng(2).normal(SIDE / 2, 12, (3000, 2))
    many = Dots(xy=xy, radius=2.0, fill=Colour("#C2410C", 0.3), stroke=Stroke(Colour("#000000"), 1.0))

    def drawn() -> np.ndarray:
        image = QImage(SIDE, SIDE, QImage.Format.Format_RGB32)
        image.fill(Qt.GlobalColor.white)
        painter = QPainter(image)
        QtSurface(painter).carry_out([many])
        painter.end()
        return pictures.pixels(image)

    stamped = drawn()
    monkeypatch.setattr("spaceplanner.ui.qt_surface._STAMPED", 0)
    apart = np.abs(stamped - drawn())
    # A painter rounds after each of hundreds of dots, the raster once.
    assert apart.mean() < 1.5
    assert apart.max() < 24


@pytest.mark.parametrize("ratio", [1.0, 1.5, 2.0])
@pytest.mark.parametrize("offset", [0.0, 0.3, 0.5])
def test_hairlines_cover_whole_pixels(qapp, ratio, offset):
    """Upright and level lines of a pixel are sharp at 100, 150 and 200 %: no half-inked rows beside them."""
    image = QImage(round(60 * ratio), round(60 * ratio), QImage.Format.Format_RGB32)
    image.setDevicePixelRatio(ratio)
    image.fill(Qt.GlobalColor.white)
    painter = QPainter(image)
    line = np.array([[10.0, 20.0], [50.0, 20.0]]) + offset
    QtSurface(painter).carry_out([Lines(paths=(line, line[:, ::-1]), stroke=Stroke(Colour("#000000"), 1.0))])
    painter.end()
    grey = pictures.pixels(image)[..., 0]
    middle = round(40 * ratio)
    for profile in (grey[:, middle], grey[middle, :]):
        assert set(profile.tolist()) <= {0, 255}
        assert np.count_nonzero(profile == 0) == max(1, round(ratio))


def test_thousands_of_polygons_make_one_even_tint(qapp):
    """Overlaps and holes, as shapely has them."""
    rings: list[np.ndarray] = []
    starts: list[int] = []
    for k in range(600):
        x, y = 5 + k % 30 * 3.0, 5 + k // 30 * 5.0
        starts.append(len(rings))
        box = np.array([[x, y], [x + 6, y], [x + 6, y + 4], [x, y + 4], [x, y]])
        rings.append(box)
    image = QImage(SIDE, SIDE, QImage.Format.Format_RGB32)
    image.fill(Qt.GlobalColor.white)
    painter = QPainter(image)
    tint = Polygons(rings=tuple(rings), starts=tuple(starts), fill=Colour("#000000", 0.5))
    QtSurface(painter).carry_out([tint])
    painter.end()
    grey = pictures.pixels(image)[..., 0]
    assert set(np.unique(grey).tolist()) <= {255, 127, 128}
    assert np.count_nonzero(grey < 255) == pytest.approx((29 * 3 + 6) * 4 * 20, abs=1)
