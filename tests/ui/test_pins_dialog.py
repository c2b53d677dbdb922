"""A scanned plan is placed by clicks in it and on the map, with real events."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtWidgets import QDialogButtonBox

from spaceplanner.cartography.view import View
from spaceplanner.services.document import Document
from spaceplanner.ui.picture_sorter import PictureUseDialog
from spaceplanner.ui.pins_dialog import PinsDialog
from tests.io.pictures import geo_tags, geotiff, scene
from tests.services.city import X, Y
from tests.ui import hands
from tests.ui.test_background_list import drop, entry, painted

LEFT = Qt.MouseButton.LeftButton


@pytest.fixture
def plan(window, qtbot, tmp_path):
    """The dialog on a picture that says nothing of its place, once that is shown."""
    scene(200, 160).save(tmp_path / "plano.png")
    window.canvas.set_view(View(X + 200, Y + 200, 1.0, window.canvas.width(), window.canvas.height()))
    drop(window.canvas, tmp_path / "plano.png")
    hands.press(qtbot, hands.dialog(qtbot, window, PictureUseDialog).ground)
    dialog = hands.dialog(qtbot, window, PinsDialog)
    hands.until(qtbot, lambda: dialog.picture._picture is not None)
    return dialog


def click_picture(qtbot: Any, dialog: PinsDialog, column: float, row: float) -> None:
    qtbot.mouseClick(dialog.picture.viewport(), LEFT, pos=dialog.picture.at(column, row).toPoint())


def click_map(qtbot: Any, window: Any, x: float, y: float) -> None:
    import numpy as np

    px, py = window.canvas.view.to_pixels(np.array([(x, y)]))[0]
    qtbot.mouseClick(window.canvas, LEFT, pos=QPoint(round(px), round(py)))


def ok(dialog: PinsDialog) -> Any:
    return dialog.buttons.button(QDialogButtonBox.StandardButton.Ok)


def test_two_clicks_each_place_it_as_one_step(window, plan, qtbot):
    assert not ok(plan).isEnabled()
    space = window.context.space
    for (column, row), (x, y) in (((20, 140), (X + 120, Y + 130)), ((180, 140), (X + 280, Y + 130))):
        click_picture(qtbot, plan, column, row)
        assert plan.waiting
        assert plan.hint.text() == "Now click the same place on the map."
        click_map(qtbot, window, x, y)
        assert not plan.waiting
    assert window.context.space == space, "a click that places a point selects nothing"
    assert plan.said.text().startswith("So few pairs always agree")
    qtbot.mouseClick(ok(plan), LEFT)
    painted(qtbot, window)
    assert window.context.document.undo_label == "Place picture"
    (background,) = window.context.project.backgrounds
    assert len(background.pins) == 2
    (drawn,) = window.context.ground.shown
    assert drawn.pixels is not None
    assert window.context.ground.troubles == {}
    hands.gone(qtbot, window, PinsDialog)


def test_how_far_the_points_are_off_is_told_in_metres(window, plan, qtbot):
    """Typed in: a square of 100 pixels to one of 100 m, of which one corner is 4 m too far north."""
    rows = [(0, 0, X, Y + 100), (100, 0, X + 100, Y + 100), (100, 100, X + 100, Y), (0, 100, X, Y + 4)]
    for place, values in enumerate(rows):
        qtbot.mouseClick(plan.add, LEFT)
        for column, value in enumerate(values):
            plan.table.item(place, column).setText(f"{value:.3f}".replace(".", ","))
    off = [float(plan.table.item(place, 4).text()) for place in range(4)]
    # Of 4 m at one corner of a square, a similarity takes up half: by shift 1, turn and scale 1 each in its direction.
    assert sum(value**2 for value in off) == pytest.approx(16 - 16 / 4 - 2 * 16 / 8, abs=0.1)
    assert "root mean square" in plan.said.text()
    plan.affine.setChecked(True)
    off = [float(plan.table.item(place, 4).text()) for place in range(4)]
    assert off == pytest.approx([1.0] * 4, abs=0.01), "of four corners an affine map leaves a quarter at each"
    plan.table.item(0, 0).setText("x")
    assert plan.table.item(0, 0).text() == "0.0"
    plan.table.setCurrentCell(3, 0)
    qtbot.mouseClick(plan.remove, LEFT)
    assert plan.table.rowCount() == 3
    assert ok(plan).isEnabled()
    qtbot.keyClick(plan, Qt.Key.Key_Escape)
    assert window.context.project.backgrounds[0].pins == ()


def test_a_drag_in_the_picture_points_at_nothing(plan, qtbot):
    view = plan.picture.viewport()
    qtbot.mousePress(view, LEFT, pos=QPoint(100, 100))
    qtbot.mouseMove(view, QPoint(140, 120))
    qtbot.mouseRelease(view, LEFT, pos=QPoint(140, 120))
    assert plan.table.rowCount() == 0


def test_after_the_dialog_the_map_is_as_before(window, plan, qtbot):
    click_picture(qtbot, plan, 50, 50)
    qtbot.keyClick(plan, Qt.Key.Key_Escape)
    hands.gone(qtbot, window, PinsDialog)
    click_map(qtbot, window, X + 150, Y + 150)
    assert window.context.space == "park"


def test_a_geotiff_needs_no_points_and_may_be_given_some(window, qtbot, tmp_path):
    path = geotiff(tmp_path / "orto.tif", scene(), geo_tags(X, Y + 300, 2.0, 32717))
    drop(window.canvas, path)
    hands.until(qtbot, lambda: bool(window.context.project.backgrounds))
    painted(qtbot, window)
    assert not window.findChildren(PinsDialog)
    assert window.context.ground.shown[0].pixels is not None
    panel = window.docks["layers"].panel.backgrounds
    entry(qtbot, panel, window.context.project.backgrounds[0].id, "Place it by points…")
    dialog = hands.dialog(qtbot, window, PinsDialog)
    dialog.reject()
    hands.gone(qtbot, window, PinsDialog)


def test_the_map_shows_at_once_how_it_would_lie_and_forgets_it_when_it_is_given_up(window, plan, qtbot):
    context = window.context
    for (column, row), (x, y) in (((20, 140), (X + 120, Y + 130)), ((180, 140), (X + 280, Y + 130))):
        click_picture(qtbot, plan, column, row)
        click_map(qtbot, window, x, y)

    def lies(east: float) -> bool:
        (one,) = context.ground.shown
        if one.pixels is None or not one.pixels[..., 3].any():
            return False
        columns = one.pixels[..., 3].any(axis=0).nonzero()[0]
        west, _, far, _ = one.bounds
        left = west + (far - west) * columns[0] / one.pixels.shape[1]
        return bool(abs(left - east) < 4)

    hands.until(qtbot, lambda: bool(context.ground.shown) and lies(X + 100))
    assert context.project.backgrounds[0].pins == (), "it is only tried"
    for row in range(2):
        plan.table.item(row, 2).setText(f"{X + 140 + 160 * row:.2f}")
    hands.until(qtbot, lambda: lies(X + 120))
    qtbot.keyClick(plan, Qt.Key.Key_Escape)
    hands.until(qtbot, lambda: not any(one.pixels is not None for one in context.ground.shown))
    assert context.project.backgrounds[0].pins == ()
    painted(qtbot, window)


def test_the_dialog_goes_with_its_background(window, plan, qtbot):
    window.context.undo()
    assert window.context.project.backgrounds == ()
    hands.gone(qtbot, window, PinsDialog)


def test_the_dialog_goes_with_its_project(window, plan, qtbot):
    """The other project has a background of the same id, which is another picture."""
    window.context.open(Document(replace(window.context.project, name="Other")))
    hands.gone(qtbot, window, PinsDialog)


def test_each_picture_has_one_dialog_and_each_dialog_its_picture(window, qtbot, tmp_path):
    paths = [tmp_path / f"plano{place}.png" for place in range(4)]
    for place, path in enumerate(paths):
        scene(200 + place, 160).save(path)
    drop(window.canvas, *paths)
    hands.press(qtbot, hands.dialog(qtbot, window, PictureUseDialog).ground)
    hands.until(qtbot, lambda: len(window.findChildren(PinsDialog)) == 4)
    dialogs = window.findChildren(PinsDialog)
    hands.until(qtbot, lambda: not window.context.painting.active)
    assert all(one.picture._picture is not None for one in dialogs)
    panel = window.docks["layers"].panel.backgrounds
    entry(qtbot, panel, window.context.project.backgrounds[0].id, "Place it by points…")
    assert len(window.findChildren(PinsDialog)) == 4
