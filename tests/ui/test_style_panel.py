"""The panel of styles, driven by mouse and keys: the map, the legend and the project follow, one step a change."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
import pyarrow as pa
import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QColor
from PySide6.QtWidgets import QApplication, QColorDialog, QFileDialog, QLineEdit

from spaceplanner.domain.edits import put_layer
from spaceplanner.domain.layer import GeometryKind, Layer, Role, Source
from spaceplanner.domain.ramps import spread
from spaceplanner.domain.style import MOST_CATEGORIES, Breaks, StyleKind
from tests.services.city import X, Y
from tests.ui.conftest import settle

if TYPE_CHECKING:
    from spaceplanner.ui.choice import Choice
    from spaceplanner.ui.style_panel import StylePanel

LEFT = Qt.MouseButton.LeftButton
HOSTILE = "<b onload=x>&amp; {0}"


def works(n: int = 400) -> Layer:
    """Points with numbers, texts of which one is hostile, and more different codes than can be categories."""
    rng = np.random.default_rng(1)
    table = pa.table(
        {
            "cost": pa.array([None, *rng.gamma(2, 50, n - 1)]),
            "sort": pa.array([HOSTILE if i % 3 == 0 else "LED" if i % 3 == 1 else None for i in range(n)]),
            "code": [f"c{i:03}" for i in range(n)],
        }
    )
    return Layer(
        id="works", name="Obras", role=Role.CONTEXT, kind=GeometryKind.POINT,
        geometry=np.array([X, Y]) + rng.uniform(-200, 200, (n, 2)), table=table, source=Source(path="w.csv"),
    )  # fmt: skip


@pytest.fixture
def panel(window, qtbot) -> StylePanel:
    window.context.do("Add", put_layer(works()))
    window.activateWindow()
    window.actions_.get("layer_style").trigger()
    made: StylePanel = window.docks["style"].panel
    made.show_layer("works")
    assert made.isVisible()
    settle(qtbot, window)
    return made


def pick(qtbot: Any, box: Choice, value: str) -> None:
    """Choose an entry by keys."""
    box.setFocus()
    place = box.findData(value)
    for _ in range(box.count()):
        if box.currentIndex() != place:
            qtbot.keyClick(box, Qt.Key.Key_Down if box.currentIndex() < place else Qt.Key.Key_Up)
    assert box.currentData() == value


def style(window: Any) -> Any:
    return window.context.project.layer("works").style


def test_choosing_classes_styles_the_layer_by_steps_and_the_map_tells(panel, window, qtbot):
    pick(qtbot, panel.fields.kind, StyleKind.GRADUATED.value)
    qtbot.waitUntil(lambda: style(window) is not None and style(window).kind is StyleKind.GRADUATED)
    assert style(window).column == "cost"
    assert len(style(window).limits) == 6
    qtbot.waitUntil(lambda: panel.list.topLevelItemCount() == 7)
    rows = [panel.list.topLevelItem(i) for i in range(7)]
    counts = [int(row.text(2)) for row in rows]
    assert sorted(counts[:5]) == [79, 80, 80, 80, 80]
    assert counts[5:] == [0, 1]
    assert panel.histogram.isVisible()
    qtbot.waitUntil(lambda: "Obras" in window.canvas.legend.accessibleName())
    assert not window.canvas.legend.isHidden()
    while style(window) is not None:
        assert window.context.document.undo_label == "Change the style"
        window.context.undo()
    qtbot.waitUntil(lambda: panel.fields.kind.currentData() == "")


def test_the_limits_follow_method_and_number_of_classes(panel, window, qtbot):
    pick(qtbot, panel.fields.kind, StyleKind.GRADUATED.value)
    qtbot.waitUntil(lambda: style(window) is not None and style(window).kind is StyleKind.GRADUATED)
    pick(qtbot, panel.fields.method, Breaks.EQUAL.value)
    qtbot.waitUntil(lambda: style(window).method is Breaks.EQUAL)
    assert np.allclose(np.diff(style(window).limits), np.diff(style(window).limits)[0])
    panel.fields.count.setFocus()
    qtbot.keyClick(panel.fields.count, Qt.Key.Key_Down)
    qtbot.waitUntil(lambda: len(style(window).limits) == 5)
    panel.fields.ramp.setFocus()
    pick(qtbot, panel.fields.ramp, "cividis")
    assert style(window).ramp == "cividis"
    qtbot.mouseClick(panel.fields.reverse, LEFT, pos=panel.fields.reverse.rect().center() / 4)
    panel.fields.reverse.setFocus()
    if not style(window).reverse:
        qtbot.keyClick(panel.fields.reverse, Qt.Key.Key_Space)
    assert style(window).reverse


def test_what_is_slid_and_typed_is_one_step(panel, window, qtbot):
    pick(qtbot, panel.fields.kind, StyleKind.SINGLE.value)
    qtbot.waitUntil(lambda: style(window) is not None)
    before = style(window)
    panel.fields.opacity.setFocus()
    for _ in range(4):
        qtbot.keyClick(panel.fields.opacity, Qt.Key.Key_Left)
    qtbot.waitUntil(lambda: style(window).opacity == pytest.approx(0.8))
    panel.fields.thickness.setFocus()
    panel.fields.thickness.selectAll()
    qtbot.keyClicks(panel.fields.thickness, "9.5")
    qtbot.waitUntil(lambda: style(window).size == 9.5)
    undone = 0
    while style(window) != before:
        window.context.undo()
        undone += 1
    assert undone <= 4  # two, unless the machine is so busy that a key comes late


def test_a_colour_is_chosen_in_a_dialog(panel, window, qtbot):
    pick(qtbot, panel.fields.kind, StyleKind.SINGLE.value)
    qtbot.waitUntil(lambda: style(window) is not None and panel.fields.colour.isVisible())
    qtbot.mouseClick(panel.fields.colour, LEFT)
    dialog = panel.fields.colour.findChild(QColorDialog)
    dialog.setCurrentColor(QColor("#123456"))
    dialog.accept()
    assert style(window).colour == "#123456"


def test_categories_keep_hostile_values_as_text_and_labels_can_be_changed(panel, window, qtbot):
    pick(qtbot, panel.fields.kind, StyleKind.CATEGORIES.value)
    qtbot.waitUntil(lambda: style(window) is not None and style(window).kind is StyleKind.CATEGORIES)
    pick(qtbot, panel.fields.column, "sort")
    qtbot.waitUntil(lambda: style(window).column == "sort" and panel.list.topLevelItemCount() == 4)
    assert [panel.list.topLevelItem(i).text(1) for i in range(4)] == [HOSTILE, "LED", "Other values", "No value"]
    panel.list.setFocus()
    panel.list.setCurrentItem(panel.list.topLevelItem(0))
    qtbot.keyClick(panel.list, Qt.Key.Key_F2)
    editor = panel.list.findChild(QLineEdit)
    editor.selectAll()
    qtbot.keyClicks(editor, "Sodio")
    qtbot.keyClick(editor, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: style(window).categories[0].label == "Sodio")
    assert style(window).categories[0].value == HOSTILE
    qtbot.waitUntil(lambda: panel.list.topLevelItem(0).text(1) == "Sodio")
    panel.list.setCurrentItem(panel.list.topLevelItem(3))
    qtbot.keyClick(panel.list, Qt.Key.Key_Space)
    assert style(window).missing is None


def test_too_many_values_are_said(panel, window, qtbot):
    pick(qtbot, panel.fields.kind, StyleKind.CATEGORIES.value)
    qtbot.waitUntil(lambda: style(window) is not None and style(window).kind is StyleKind.CATEGORIES)
    pick(qtbot, panel.fields.column, "code")
    qtbot.waitUntil(lambda: style(window).column == "code")
    assert len(style(window).categories) == MOST_CATEGORIES
    qtbot.waitUntil(lambda: "400 different values" in panel.notes.text())


def test_scales_hide_the_layer_and_its_legend(panel, window, qtbot):
    pick(qtbot, panel.fields.kind, StyleKind.SINGLE.value)
    qtbot.waitUntil(lambda: "Obras" in window.canvas.legend.accessibleName())
    panel.fields.scaled.setFocus()
    qtbot.keyClick(panel.fields.scaled, Qt.Key.Key_Space)
    assert (style(window).nearest, style(window).farthest) == (500, 50_000)
    box = panel.fields.farthest
    box.setFocus()
    box.selectAll()
    qtbot.keyClicks(box, "400")
    qtbot.keyClick(box, Qt.Key.Key_Return)
    assert "no scale" in panel.problem.text()
    assert style(window).farthest == 50_000
    window.canvas.zoom_by(200)
    qtbot.waitUntil(lambda: "Obras" not in window.canvas.legend.accessibleName())


def test_a_style_is_copied_to_another_layer_and_one_that_does_not_fit_is_refused(panel, window, qtbot):
    pick(qtbot, panel.fields.kind, StyleKind.SINGLE.value)
    qtbot.waitUntil(lambda: style(window) is not None and panel.buttons["copy"].isEnabled())
    qtbot.mouseClick(panel.buttons["copy"], LEFT)
    panel.show_layer("lamps")
    qtbot.mouseClick(panel.buttons["paste"], LEFT)
    assert window.context.project.layer("lamps").style == style(window)
    panel.show_layer("works")
    pick(qtbot, panel.fields.kind, StyleKind.GRADUATED.value)
    qtbot.waitUntil(lambda: style(window).kind is StyleKind.GRADUATED and panel.buttons["copy"].isEnabled())
    qtbot.mouseClick(panel.buttons["copy"], LEFT)
    panel.show_layer("lamps")
    qtbot.mouseClick(panel.buttons["paste"], LEFT)
    assert "no such column cost" in panel.problem.text()
    qtbot.mouseClick(panel.buttons["reset"], LEFT)
    assert window.context.project.layer("lamps").style is None


def test_incidents_are_not_offered(panel):
    offered = [panel.layer.itemData(i) for i in range(panel.layer.count())]
    assert "works" in offered
    assert "incidents" not in offered


def test_the_style_is_saved_for_qgis(panel, window, qtbot, tmp_path):
    pick(qtbot, panel.fields.kind, StyleKind.GRADUATED.value)
    qtbot.waitUntil(lambda: style(window) is not None and style(window).kind is StyleKind.GRADUATED)
    qtbot.waitUntil(panel.buttons["save"].isEnabled)
    qtbot.mouseClick(panel.buttons["save"], LEFT)
    dialog = window.findChild(QFileDialog)
    path = tmp_path / "obras.qml"
    dialog.fileSelected.emit(str(path))
    dialog.reject()
    qtbot.waitUntil(path.exists)
    red, green, blue = (int(spread("viridis", 5)[0][at : at + 2], 16) for at in (1, 3, 5))
    assert f"{red},{green},{blue},255" in path.read_text(encoding="utf-8")


def test_everything_has_a_name_and_words_in_both_languages(panel, window, qtbot):
    pick(qtbot, panel.fields.kind, StyleKind.GRADUATED.value)
    qtbot.waitUntil(panel.histogram.isVisible)
    for code in ("es", "en"):
        window.language.use(code)
        QApplication.processEvents()
        for widget in (panel.layer, panel.fields.kind, panel.fields.opacity, panel.list, panel.histogram):
            assert widget.accessibleName()
            assert widget.toolTip() or widget is panel.list
    assert panel.fields.kind.currentData() == StyleKind.GRADUATED.value
