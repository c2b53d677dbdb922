"""The main job in the window alone, by mouse and keys: from a city's real file to a brief."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, cast

import numpy as np
import pytest
from pypdf import PdfReader
from PySide6.QtCore import QPoint, Qt
from PySide6.QtWidgets import QDialogButtonBox, QFileDialog, QLineEdit, QMessageBox

from spaceplanner.services.document import Document
from spaceplanner.services.gestures import Tool
from spaceplanner.services.settings import Preferences
from spaceplanner.ui import app
from spaceplanner.ui.amount import Amount
from spaceplanner.ui.choice import Choice
from spaceplanner.ui.import_dialog import ImportDialog
from spaceplanner.ui.project_dialog import ProjectDialog
from spaceplanner.ui.proposal_dialog import ProposalDialog
from spaceplanner.ui.spaces_model import NAME
from spaceplanner.ui.wiring import Wiring
from tests.ui import hands
from tests.ui.conftest import settle

if TYPE_CHECKING:
    from pathlib import Path

    from spaceplanner.ui.main_window import MainWindow

pytestmark = pytest.mark.shared

ENTER = Qt.Key.Key_Return


@pytest.fixture
def window(qtbot: Any, appearance: Any, tmp_path: Path):
    """The window as it is at the first start, on a small screen."""
    context = app.make_context(appearance, Preferences(), document=Document(), preferences_path=tmp_path / "s.json")
    made = app.make_window(context)
    made.resize(1366, 768)
    made.show()
    qtbot.waitExposed(made)
    yield made
    made._leaving = True
    made.close()
    made.deleteLater()
    app.close(context)


def pixel(window: MainWindow, x: float, y: float) -> QPoint:
    """Return where a place is on the map."""
    px, py = window.canvas.view.to_pixels(np.array([(x, y)]))[0]
    return QPoint(round(px), round(py))


def add_green_areas(window: MainWindow, qtbot: Any, file: Path) -> None:
    """Add the file's green areas through its dialogs."""
    hands.press(qtbot, window.canvas.empty._offers[0][0])
    files = hands.dialog(qtbot, window, QFileDialog)
    files.filesSelected.emit([str(file)])
    files.reject()
    dialog = hands.dialog(qtbot, window, ImportDialog)
    hands.until(qtbot, dialog.add.isEnabled)
    rows = dialog.form.filter
    hands.press(qtbot, rows.head)
    hands.until(qtbot, lambda: rows.has_survey)
    hands.choose(qtbot, rows.column, "clase")
    hands.until(qtbot, lambda: rows.value.count() > 0)
    hands.choose(qtbot, rows.value, "Area Verde")
    assert rows.expression == "clase = 'Area Verde'"
    hands.until(qtbot, lambda: rows._count.text() == "200 of 731 rows")
    hands.press(qtbot, dialog.add)
    hands.gone(qtbot, window, ImportDialog)


def select_in_the_table(window: MainWindow, qtbot: Any, name: str) -> None:
    """Type part of a name into the filter and double-click the row that is left."""
    panel = cast(Any, window.docks["spaces"].panel)
    hands.write(qtbot, panel.title_widget, name)
    hands.until(qtbot, lambda: panel.proxy.rowCount() >= 1)
    where = panel.table.visualRect(panel.proxy.index(0, NAME)).center()
    qtbot.mouseClick(panel.table.viewport(), hands.LEFT, pos=where)
    qtbot.mouseDClick(panel.table.viewport(), hands.LEFT, pos=where)


def place(window: MainWindow, qtbot: Any, kind: str, share: float) -> None:
    """Take a tool from the palette and click inside the selected space."""
    from spaceplanner.services import picking

    context = window.context
    hands.press(qtbot, window.canvas.tool_palette.button(Tool.PLACE, kind))
    shape = picking.spaces(context.project).by_id[context.space or ""].shape
    middle = shape.representative_point()
    at = pixel(window, middle.x + share, middle.y)
    qtbot.mouseMove(window.canvas, at)
    qtbot.mouseClick(window.canvas, hands.LEFT, pos=at)


def test_from_riobambas_file_to_a_brief(window, qtbot, shared, tmp_path):
    context, wiring = window.context, window.findChild(Wiring)
    hint = wiring.next_step
    assert hint.text().startswith("Next: add the public spaces")

    add_green_areas(window, qtbot, shared / "riobamba_ec" / "bienes_municipales.geojson")
    (layer,) = context.project.layers
    assert (len(layer), layer.source.read, context.project.crs) == (200, 731, "EPSG:32717")
    assert window.canvas.bubble.text() == "Public spaces: 200 of 731 rows used; 0 left out."

    # The diagnosis: everything nobody measured is said to be without data.
    hands.press(qtbot, hint)
    settle(qtbot, window)
    assert len(context.result.diagnosis.spaces) == 200
    assert all(space.need is None for space in context.result.diagnosis.spaces)

    select_in_the_table(window, qtbot, "PARQUE INDUSTRIAL")
    assert context.space is not None
    settle(qtbot, window)

    hands.press(qtbot, hint)  # a proposal for it
    (plan,) = context.project.proposals
    assert plan.space == context.space
    place(window, qtbot, "led_lamp", 0.0)
    place(window, qtbot, "community_alarm", 6.0)
    assert [item.type for item in context.project.proposals[0].interventions] == ["led_lamp", "community_alarm"]

    assert window.canvas.hasFocus()
    qtbot.keyClick(window.canvas, Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier)
    assert len(context.project.proposals[0].interventions) == 1
    qtbot.keyClick(window.canvas, Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.ShiftModifier)
    assert len(context.project.proposals[0].interventions) == 2

    items = wiring.panel.items
    items._menu.popup(items._add.mapToGlobal(QPoint(0, 0)))
    hands.entry(qtbot, items._menu, context.catalogue.types["neighbourhood_committee"].name["en"])
    settle(qtbot, window)
    cost = context.result.proposals[0].cost.likely
    assert cost > 0

    fund(window, qtbot, hint)
    settle(qtbot, window)
    (line,) = context.project.proposals[0].funding
    assert (line.source, line.amount) == ("GAD Municipal de Riobamba", 2500.0)
    assert context.result.proposals[0].funding.gap == pytest.approx(cost - 2500)

    out = tmp_path / "fichas"
    out.mkdir()
    hands.press(qtbot, hint)
    present(window, qtbot)
    files = hands.dialog(qtbot, window, QFileDialog)
    files.fileSelected.emit(str(out))
    files.reject()
    box = hands.dialog(qtbot, window, QMessageBox)
    hands.press(qtbot, box.button(QMessageBox.StandardButton.Close))
    (brief,) = out.glob("*.pdf")
    text = " ".join(PdfReader(brief).pages[0].extract_text().split())
    assert "Plaza de la luz" in text
    assert "GAD Municipal de Riobamba" in " ".join(
        " ".join(page.extract_text() for page in PdfReader(brief).pages).split()
    )


def present(window: MainWindow, qtbot: Any) -> None:
    """Say who presents the brief, which the first export asks for."""
    who = hands.dialog(qtbot, window, ProjectDialog)
    hands.write(qtbot, who.findChildren(QLineEdit)[1], "GAD Municipal de Riobamba")
    hands.accept(qtbot, who)


def fund(window: MainWindow, qtbot: Any, hint: Any) -> None:
    """Name the proposal and say who pays, in its dialog."""
    hands.press(qtbot, hint)
    dialog = hands.dialog(qtbot, window, ProposalDialog)
    hands.write(qtbot, dialog._name, "Plaza de la luz")
    hands.press(qtbot, dialog._add)
    who, standing, _, _, amount = (dialog._table.cellWidget(0, column) for column in range(5))
    qtbot.keyClicks(who, "GAD Municipal de Riobamba")
    hands.choose(qtbot, cast(Choice, standing), "the municipality's own")
    hands.write(qtbot, cast(Amount, amount).lineEdit(), "2500")
    qtbot.keyClick(amount, Qt.Key.Key_Tab)
    buttons = dialog.findChild(QDialogButtonBox)
    assert buttons is not None
    hands.press(qtbot, buttons.button(QDialogButtonBox.StandardButton.Ok))
    hands.gone(qtbot, window, ProposalDialog)
