"""The Qt surface: colours and shapes as pixels."""

from __future__ import annotations

import numpy as np
import pytest
import shapely
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from PySide6.QtCore import Qt
from PySide6.QtGui import QColor, QImage, QPainter
from PySide6.QtWidgets import QWidget

from spaceplanner.cartography.drawing import Anchor, Badges, Colour, Dots, Group, Lines, Picture, Polygons, Stroke, Text
from spaceplanner.errors import Cancelled
from spaceplanner.ui.qt_shapes import polygon
from spaceplanner.ui.qt_surface import QtSurface

RED, BLUE = Colour("#FF0000"), Colour("#0000FF")


def image(*operations, ratio: float = 1.0, side: int = 60) -> QImage:
    made = QImage(round(side * ratio), round(side * ratio), QImage.Format.Format_RGB32)
    made.setDevicePixelRatio(ratio)
    made.fill(Qt.GlobalColor.white)
    painter = QPainter(made)
    QtSurface(painter).draw([Group(key="test", operations=operations)])
    painter.end()
    return made


def at(picture: QImage, x: float, y: float) -> str:
    ratio = picture.devicePixelRatio()
    return QColor(picture.pixel(int(x * ratio), int(y * ratio))).name().upper()


def box(x0: float, y0: float, x1: float, y1: float) -> np.ndarray:
    return np.array([[x0, y0], [x1, y0], [x1, y1], [x0, y1], [x0, y0]], dtype=np.float64)


def inked(picture: QImage) -> np.ndarray:
    """Return which pixels are not white, (height, width)."""
    raw = np.frombuffer(picture.constBits(), dtype=np.uint8).reshape(picture.height(), -1, 4)
    return np.asarray(np.any(raw[..., :3] != 255, axis=2))


def test_a_ring_becomes_a_polygon_of_the_same_points(qapp):
    ring = np.array([[0.5, 1.25], [10.0, 2.0], [3.0, 9.75]])
    made = polygon(ring)
    assert [(point.x(), point.y()) for point in made.toList()] == [tuple(row) for row in ring.tolist()]
    assert polygon(np.empty((0, 2))).isEmpty()


@pytest.mark.parametrize("ratio", [1.0, 1.5, 2.0])
def test_a_hole_stays_open(qapp, ratio):
    picture = image(Polygons(rings=(box(5, 5, 55, 55), box(20, 20, 40, 40)), starts=(0,), fill=RED), ratio=ratio)
    assert at(picture, 10, 10) == "#FF0000"
    assert at(picture, 30, 30) == "#FFFFFF"
    assert at(picture, 58, 58) == "#FFFFFF"


@pytest.mark.parametrize("ratio", [1.0, 2.0])
def test_merged_polygons_make_one_even_tint(qapp, ratio):
    rings, tint = (box(5, 5, 40, 40), box(20, 20, 55, 55)), Colour("#FF0000", 0.5)
    merged = image(Polygons(rings=rings, starts=(0, 1), fill=tint, merged=True), ratio=ratio)
    assert at(merged, 10, 10) == at(merged, 30, 30) == at(merged, 50, 50)
    single = image(Polygons(rings=rings, starts=(0, 1), fill=tint), ratio=ratio)
    assert at(single, 10, 10) != at(single, 30, 30)


@given(
    st.lists(
        st.tuples(*(st.integers(3, 57),) * 4).map(lambda b: (min(b[0], b[2]), min(b[1], b[3]), b[0] + 3, b[1] + 3)),
        min_size=2,
        max_size=6,
    )
)
@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_a_merged_tint_covers_what_shapely_unites(qapp, boxes):
    rings = tuple(box(*map(float, b)) for b in boxes)
    drawn = image(Polygons(rings=rings, starts=tuple(range(len(rings))), fill=Colour("#0000FF", 0.4), merged=True))
    visible = shapely.union_all([shapely.box(*b) for b in boxes]).intersection(shapely.box(0, 0, 60, 60))
    assert np.count_nonzero(inked(drawn)) == pytest.approx(visible.area, abs=0.5)


@pytest.mark.parametrize("ratio", [1.0, 2.0])
def test_dots_lie_where_they_should(qapp, ratio):
    xy = np.array([[15.0, 20.0], [44.0, 41.0]])
    drawn = inked(image(Dots(xy=xy, radius=4.0, fill=RED, stroke=Stroke(BLUE, 1.0)), ratio=ratio))
    for x, y in xy:
        near = np.argwhere(
            drawn[int((y - 8) * ratio) : int((y + 8) * ratio), int((x - 8) * ratio) : int((x + 8) * ratio)]
        )
        assert np.abs(near.mean(axis=0) + 0.5 - 8 * ratio).max() < 0.6
        assert len(near) == pytest.approx(np.pi * (4.5 * ratio) ** 2, rel=0.25)


def test_dots_on_a_child_widget_lie_where_they_should(qtbot):
    """A widget in a window paints with an offset that resetting the transform keeps."""

    class Canvas(QWidget):
        def paintEvent(self, _event):  # noqa: N802 - Qt's name
            painter = QPainter(self)
            painter.fillRect(self.rect(), Qt.GlobalColor.white)
            surface = QtSurface(painter)
            surface.carry_out([Dots(xy=np.array([[20.0, 30.0]]), radius=5.0, fill=RED)])
            rings = (box(40, 40, 50, 50), box(45, 45, 55, 55))
            surface.carry_out([Polygons(rings=rings, starts=(0, 1), fill=Colour("#0000FF", 0.5), merged=True)])
            painter.end()

    outer = QWidget()
    qtbot.addWidget(outer)
    outer.resize(200, 200)
    inner = Canvas(outer)
    inner.setGeometry(90, 70, 100, 100)
    picture = outer.grab().toImage()
    assert QColor(picture.pixel(90 + 20, 70 + 30)).name().upper() == "#FF0000"
    assert QColor(picture.pixel(90 + 47, 70 + 47)).name() == QColor(picture.pixel(90 + 42, 70 + 42)).name() != "#ffffff"


def test_many_dots_are_drawn_in_pieces(qapp):
    xy = np.column_stack([np.linspace(5, 55, 45_000), np.full(45_000, 30.0)])
    drawn = inked(image(Dots(xy=xy, radius=1.0, fill=RED)))
    assert drawn[30, 6:54].all()
    assert not drawn[40].any()


def test_a_dashed_line_has_gaps_and_a_solid_one_has_none(qapp):
    path = (np.array([[5.0, 30.5], [55.0, 30.5]]),)
    solid = inked(image(Lines(paths=path, stroke=Stroke(RED, 1.0))))
    dashed = inked(image(Lines(paths=path, stroke=Stroke(RED, 1.0, (5.0, 5.0)))))
    assert solid[30, 6:54].all()
    assert 0.3 < dashed[30, 6:54].mean() < 0.7


@pytest.mark.parametrize("halo", [None, BLUE])
@pytest.mark.parametrize(("anchor", "within"), [(Anchor.LEFT, (30, 60)), (Anchor.RIGHT, (0, 30))])
def test_text_is_anchored(appearance, halo, anchor, within):
    drawn = inked(image(Text(x=30, y=30, text="Ño", size=12, colour=RED, anchor=anchor, halo=halo)))
    columns = np.flatnonzero(drawn.any(axis=0))
    rows = np.flatnonzero(drawn.any(axis=1))
    assert within[0] - 4 <= columns.min() < columns.max() <= within[1] + 4
    assert abs((rows.min() + rows.max()) / 2 - 30) < 4


def test_a_badge_has_its_icon_in_the_middle(qapp):
    picture = image(Badges(xy=np.array([[30.0, 30.0]]), radius=20, icon="bell", fill=BLUE, ink=RED))
    middle = [at(picture, x, y) for x in range(15, 45) for y in range(15, 45)]
    assert "#FF0000" in middle
    assert at(picture, 30, 12) == "#0000FF"


def test_drawing_can_be_given_up(qapp):
    def stop():
        raise Cancelled("")

    made = QImage(10, 10, QImage.Format.Format_RGB32)
    painter = QPainter(made)
    with pytest.raises(Cancelled):
        QtSurface(painter, stop).draw([Group(key="x", operations=(Dots(xy=np.zeros((1, 2)), radius=1, fill=RED),))])
    painter.end()


@pytest.mark.parametrize("ratio", [1.0, 1.5, 2.0])
def test_a_picture_fills_its_rectangle(qapp, ratio):
    pixels = np.zeros((2, 2, 4), np.uint8)
    pixels[0, 0], pixels[0, 1], pixels[1, 0] = (255, 0, 0, 255), (0, 0, 255, 255), (0, 0, 0, 255)
    made = image(Picture(pixels=pixels, box=(10, 20, 50, 40)), ratio=ratio)
    shown = [at(made, x, y) for x, y in ((13, 22), (47, 22), (13, 38), (47, 38), (8, 30), (52, 30), (30, 18), (30, 42))]
    assert shown == ["#FF0000", "#0000FF", "#000000"] + 5 * ["#FFFFFF"]


def test_a_picture_of_the_screens_own_pixels_is_copied_as_it_is(qapp):
    pixels = np.random.default_rng(1).integers(0, 256, (60, 60, 4), np.uint8)
    pixels[..., 3] = 255
    made = image(Picture(pixels=pixels, box=(0, 0, 60, 60)))
    raw = np.frombuffer(made.constBits(), np.uint8).reshape(60, 60, 4)
    assert np.array_equal(raw[..., 2::-1], pixels[..., :3])


def test_a_faint_picture_lets_the_ground_through(qapp):
    black = np.full((4, 4, 4), (0, 0, 0, 255), np.uint8)
    made = image(Picture(pixels=black, box=(0, 0, 60, 60), opacity=0.25))
    assert QColor(at(made, 30, 30)).red() == pytest.approx(191, abs=1)
