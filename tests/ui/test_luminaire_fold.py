"""Luminaires in the analysis settings: add an IES file, see its curve, remove it; one step, and undone as one."""

from __future__ import annotations

from math import cos, pi, radians
from typing import TYPE_CHECKING

import pytest
from PySide6.QtWidgets import QDialogButtonBox, QFileDialog

from spaceplanner.domain import edits
from spaceplanner.io import luminaire_file
from spaceplanner.ui.choice import Choice
from spaceplanner.ui.settings_dialog import SettingsDialog
from tests.io.luminaires import text
from tests.ui import hands
from tests.ui.conftest import settle
from tests.ui.test_settings_dialog import opened

if TYPE_CHECKING:
    from pathlib import Path

    from pytestqt.qtbot import QtBot

    from spaceplanner.ui.main_window import MainWindow

KINDS = QDialogButtonBox.StandardButton


@pytest.fixture
def plate(tmp_path: Path) -> Path:
    path = tmp_path / "Plate.ies"
    made = text(lambda _, v: 1000 / pi * cos(radians(v)), vertical=range(91), lumens="-1", ballast="1 1 50")
    path.write_text(made, encoding="latin-1")
    return path


def choice(dialog: SettingsDialog) -> Choice:
    box = dialog.boxes["lamp_shape"]
    assert isinstance(box, Choice)
    return box


def leave(qtbot: QtBot, window: MainWindow, dialog: SettingsDialog, which: QDialogButtonBox.StandardButton) -> None:
    found = dialog.findChild(QDialogButtonBox)
    assert found is not None
    hands.press(qtbot, found.button(which))
    hands.gone(qtbot, window, SettingsDialog)


def added(qtbot: QtBot, dialog: SettingsDialog, path: Path) -> None:
    """Press the button and choose a file in the dialog that opens."""
    hands.press(qtbot, dialog.luminaires.add)
    files = hands.dialog(qtbot, dialog, QFileDialog)
    files.filesSelected.emit([str(path)])
    files.reject()


def test_a_file_is_added_chosen_and_undone_in_one_step(window, qtbot, plate):
    context = window.context
    before = context.project
    dialog = opened(window, qtbot)
    assert dialog.luminaires.facts.text().endswith("% upwards")
    assert not dialog.luminaires.remove.isEnabled()
    added(qtbot, dialog, plate)
    hands.until(qtbot, lambda: choice(dialog).currentData() == "Plate")
    assert choice(dialog).count() == 4
    assert dialog.luminaires.facts.text().startswith("1,000 lm, 20 lm/W, ")
    assert dialog.luminaires.remove.isEnabled()
    assert context.project is before
    leave(qtbot, window, dialog, KINDS.Ok)
    assert context.project.settings.lamp_shape == "Plate"
    assert [one.file for one in context.project.luminaires] == ["Plate.ies"]
    settle(qtbot, window)
    (named,) = context.result.diagnosis.method["luminaires"]
    assert named["sha256"] == context.project.luminaires[0].sha256
    context.undo()
    assert context.project is before


def test_cancel_adds_nothing(window, qtbot, plate):
    before = window.context.project
    dialog = opened(window, qtbot)
    dialog.luminaires.read([plate])
    hands.until(qtbot, lambda: choice(dialog).currentData() == "Plate")
    leave(qtbot, window, dialog, KINDS.Cancel)
    assert window.context.project is before


def test_a_bad_file_is_said_in_the_dialog_with_its_line(window, qtbot, plate, tmp_path):
    broken = tmp_path / "broken.ies"
    broken.write_text(plate.read_text(encoding="latin-1").replace("1 1 50", "1 one 50"), encoding="latin-1")
    before = window.context.project
    dialog = opened(window, qtbot)
    dialog.luminaires.read([plate, broken])
    hands.until(qtbot, lambda: "broken.ies, line 6: one stands where" in dialog.luminaires.trouble.text())
    assert dialog.luminaires.trouble.isVisible()
    assert choice(dialog).count() == 3
    dialog.luminaires.read([plate])
    hands.until(qtbot, lambda: choice(dialog).count() == 4)
    assert not dialog.luminaires.trouble.isVisible()
    leave(qtbot, window, dialog, KINDS.Cancel)
    assert window.context.project is before


def test_a_name_of_a_generic_shape_is_refused(window, qtbot, plate):
    globe = plate.with_name("globe.ies")
    plate.rename(globe)
    dialog = opened(window, qtbot)
    dialog.luminaires.read([globe])
    hands.until(qtbot, lambda: "name of a generic shape" in dialog.luminaires.trouble.text())
    assert dialog.luminaires.edits == []


def test_the_usual_one_is_removed_and_street_stands_in(window, qtbot, plate):
    context = window.context
    context.do("Add", edits.put_luminaire(luminaire_file.read(plate)))
    context.do("Use", edits.set_usual_luminaire("Plate"))
    before = context.project
    dialog = opened(window, qtbot)
    assert choice(dialog).currentData() == "Plate"
    hands.press(qtbot, dialog.luminaires.remove)
    assert choice(dialog).currentData() == "street"
    assert not dialog.luminaires.remove.isEnabled()
    leave(qtbot, window, dialog, KINDS.Ok)
    assert (context.project.settings.lamp_shape, context.project.luminaires) == ("street", ())
    context.undo()
    assert context.project is before


def test_the_curve_is_painted_in_the_accent(window, qtbot):
    dialog = opened(window, qtbot)
    curve = dialog.luminaires.curve
    shown = {}
    for shape in ("street", "globe"):
        choice(dialog).choose(shape)
        shown[shape] = curve.grab().toImage()
    assert shown["street"] != shown["globe"]
    accent = window.context.appearance.colour("accent").rgb()
    image = shown["globe"]
    pixels = {image.pixel(x, y) for x in range(image.width()) for y in range(image.height())}
    assert accent in pixels
    assert "50" in curve.accessibleDescription()
