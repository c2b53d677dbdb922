"""The list of layers, driven by mouse and keys."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QLineEdit, QMenu, QStyle, QStyleOptionViewItem

from spaceplanner.domain import edits
from spaceplanner.domain.layer import Role
from spaceplanner.ui.layers_panel import listed
from tests.services.city import X, Y, points, town

if TYPE_CHECKING:
    from PySide6.QtCore import QModelIndex, QPoint, QRect

    from spaceplanner.ui.layers_panel import LayersPanel

LEFT = Qt.MouseButton.LeftButton


@pytest.fixture
def panel(window):
    return window.docks["layers"].panel


def row(panel: LayersPanel, text: str) -> QModelIndex:
    model = panel.model
    return next(model.index(i, 0) for i in range(model.rowCount()) if model.index(i, 0).data() == text)


def rows(panel: LayersPanel) -> list[tuple[Any, Any]]:
    return [(panel.model.index(i, 0).data(), panel.model.index(i, 1).data()) for i in range(panel.model.rowCount())]


def check_box(panel: LayersPanel, index: QModelIndex) -> QPoint:
    """Return the middle of a row's check box."""
    option = QStyleOptionViewItem()
    panel.tree.initViewItemOption(option)
    option.rect = panel.tree.visualRect(index)
    option.features |= QStyleOptionViewItem.ViewItemFeature.HasCheckIndicator
    style = panel.tree.style()
    box: QRect = style.subElementRect(QStyle.SubElement.SE_ItemViewItemCheckIndicator, option, panel.tree)
    return box.center()


def test_layers_are_listed_by_role_with_their_counts(panel):
    listed_ = [
        ("Public spaces", "2"),
        ("Walking catchments", ""),
        ("Lamps", "60"),
        ("Alarms", "1"),
        ("Incidents", "450"),
        ("Dark and silent", ""),
    ]
    assert rows(panel) == listed_
    lamps = row(panel, "Lamps")
    out = panel.model.index(0, 0, lamps)
    assert (out.data(), out.siblingAtColumn(1).data()) == ("Lamps out", "7")
    assert panel.model.index(0, 1).data(Qt.ItemDataRole.TextAlignmentRole) & Qt.AlignmentFlag.AlignRight


def test_within_a_role_the_one_drawn_last_is_on_top():
    more = points("more", Role.LAMPS, np.array([(X, Y)]))
    project = edits.put_layer(more)(town())
    assert [layer.id for layer in listed(project)] == ["spaces", "more", "lamps", "alarms", "incidents"]


def test_a_click_on_the_box_hides_the_layer_as_one_step(panel, window, qtbot):
    qtbot.mouseClick(panel.tree.viewport(), LEFT, pos=check_box(panel, row(panel, "Incidents")))
    assert not window.context.project.layer("incidents").visible
    assert window.context.document.undo_label == "Hide layer"
    qtbot.waitUntil(
        lambda: row(panel, "Incidents").data(Qt.ItemDataRole.CheckStateRole) == Qt.CheckState.Unchecked.value
    )
    assert window.canvas.legend.isHidden()
    window.context.undo()
    qtbot.waitUntil(lambda: row(panel, "Incidents").data(Qt.ItemDataRole.CheckStateRole) == Qt.CheckState.Checked.value)


def test_the_space_bar_does_the_same(panel, window, qtbot):
    panel.tree.setCurrentIndex(row(panel, "Lamps"))
    qtbot.keyClick(panel.tree, Qt.Key.Key_Space)
    assert not window.context.project.layer("lamps").visible
    qtbot.waitUntil(lambda: not panel._soon.isActive())
    assert panel.current == "lamps"


def test_a_layer_is_renamed_in_its_row(panel, window, qtbot):
    panel.tree.setCurrentIndex(row(panel, "Lamps"))
    window.actions_.get("layer_rename").trigger()
    editor = panel.tree.findChild(QLineEdit)
    editor.selectAll()
    qtbot.keyClicks(editor, "Luminarias <b>")
    qtbot.keyClick(editor, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: window.context.project.layer("lamps").name == "Luminarias <b>")
    assert window.context.document.undo_label == "Rename layer"
    qtbot.waitUntil(lambda: not panel._soon.isActive())


def test_an_empty_name_is_not_taken(panel, window, qtbot):
    panel.tree.setCurrentIndex(row(panel, "Lamps"))
    window.actions_.get("layer_rename").trigger()
    editor = panel.tree.findChild(QLineEdit)
    editor.clear()
    qtbot.keyClick(editor, Qt.Key.Key_Return)
    assert window.context.project.layer("lamps").name == "Lamps"
    qtbot.waitUntil(lambda: row(panel, "Lamps").isValid())


def test_layers_of_a_role_change_places(panel, window, qtbot):
    context = window.context
    context.do("x", edits.put_layer(points("more", Role.LAMPS, np.array([(X, Y)]))))
    qtbot.waitUntil(lambda: ("More", "1") in rows(panel))
    panel.tree.setCurrentIndex(row(panel, "Lamps"))
    up, down = window.actions_.get("layer_up"), window.actions_.get("layer_down")
    assert up.isEnabled()
    assert not down.isEnabled()
    up.trigger()
    qtbot.waitUntil(lambda: rows(panel)[2][0] == "Lamps")
    assert [layer.id for layer in context.project.by_role(Role.LAMPS)] == ["more", "lamps"]
    assert not up.isEnabled()
    assert down.isEnabled()


def test_a_layer_is_zoomed_to_and_removed(panel, window, qtbot):
    panel.tree.setCurrentIndex(row(panel, "Alarms"))
    window.actions_.get("layer_zoom").trigger()
    assert window.canvas.view.x == pytest.approx(X + 700)
    window.actions_.get("layer_remove").trigger()
    assert window.context.project.layer("alarms") is None
    qtbot.waitUntil(lambda: len(rows(panel)) == 4)


def test_spaces_that_a_proposal_needs_stay(panel, window, qtbot):
    window.context.do("x", edits.put_proposal(town(proposal=True).proposals[0]))
    panel.tree.setCurrentIndex(row(panel, "Public spaces"))
    window.actions_.get("layer_remove").trigger()
    assert window.context.project.layer("spaces") is not None
    assert "La Merced iluminada" in window.canvas.bubble.text()


def test_the_menu_of_a_row_has_the_same_actions(panel, window, qtbot):
    index = row(panel, "Lamps")
    at = panel.tree.visualRect(index).center()
    panel.tree.setCurrentIndex(index)
    panel.tree.customContextMenuRequested.emit(at)
    (menu,) = [menu for menu in panel.findChildren(QMenu) if menu.isVisible()]
    assert window.actions_.get("layer_zoom") in menu.actions()
    menu.close()
    QApplication.processEvents()


def test_without_layers_it_says_what_to_do(panel, window, qtbot):
    for layer in window.context.project.layers:
        window.context.do("x", edits.remove_layer(layer.id))
    qtbot.waitUntil(panel._empty.isVisible)
    assert panel._empty.text().startswith("No layers yet.")
