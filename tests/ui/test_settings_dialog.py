"""The dialog for the parameters of the analysis, by hand and by key."""

from __future__ import annotations

from dataclasses import fields, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from PySide6.QtCore import QCoreApplication, Qt
from PySide6.QtGui import QValidator
from PySide6.QtWidgets import QDialogButtonBox, QGroupBox, QLabel, QToolButton

from spaceplanner import i18n
from spaceplanner.analysis.photometry import SHAPES
from spaceplanner.domain import edits
from spaceplanner.domain.project import Settings
from spaceplanner.ui.choice import Choice
from spaceplanner.ui.measure_box import MeasureBox
from spaceplanner.ui.settings_dialog import SettingsDialog
from spaceplanner.ui.settings_fields import GROUPS, Measured, choices
from tests.ui import hands
from tests.ui.conftest import settle

if TYPE_CHECKING:
    from PySide6.QtWidgets import QAbstractButton, QWidget
    from pytestqt.qtbot import QtBot

    from spaceplanner.ui.main_window import MainWindow

KINDS = QDialogButtonBox.StandardButton
ACCEPTABLE, BETWEEN, INVALID = QValidator.State.Acceptable, QValidator.State.Intermediate, QValidator.State.Invalid
GUIDE = Path(__file__).parents[2] / "docs" / "guide"
FIELDS = [field for column in GROUPS for _, group in column for field in group]


def opened(window: MainWindow, qtbot: QtBot) -> SettingsDialog:
    action = window.actions_.get("analysis")
    assert action is not None
    action.trigger()
    return hands.dialog(qtbot, window, SettingsDialog)


def boxes(dialog: SettingsDialog) -> dict[str, Any]:
    return dict(dialog.boxes)


def row(dialog: SettingsDialog) -> QDialogButtonBox:
    found = dialog.findChild(QDialogButtonBox)
    assert found is not None
    return found


def press(qtbot: QtBot, dialog: SettingsDialog, which: QDialogButtonBox.StandardButton) -> None:
    hands.press(qtbot, row(dialog).button(which))


def restoring(dialog: SettingsDialog) -> QAbstractButton:
    box = row(dialog)
    return next(one for one in box.buttons() if box.buttonRole(one) == QDialogButtonBox.ButtonRole.ResetRole)


def type_into(qtbot: Any, box: MeasureBox, text: str) -> None:
    box.setFocus()
    box.selectAll()
    qtbot.keyClicks(box, text)


def test_the_table_names_parameters_and_holds_their_defaults():
    names = [field.name for field in FIELDS]
    assert len(names) == len(set(names))
    elsewhere = {"seed", "draws", "transfer_sd", "effect_floor", "displacement_ring", "controls"}
    assert set(names) == {field.name for field in fields(Settings)} - elsewhere
    for field in FIELDS:
        usual = getattr(Settings(), field.name)
        if isinstance(field, Measured):
            assert field.low <= usual <= field.high
            assert round(usual, field.digits) == usual
        else:
            assert usual in [value for _, value in choices(field.name)]
    assert {value for _, value in choices("lamp_shape")} == set(SHAPES)
    assert [value for _, value in choices("light_class")] == [1, 2, 3, 4, 5, 6]


def test_it_opens_with_the_projects_values(window, qtbot):
    own = replace(Settings(), incident_radius=80.0, light_class=3, lamp_shape="globe", built_up_loss=2.5)
    window.context.do("Change", edits.set_settings(own))
    found = boxes(opened(window, qtbot))
    shown = {name: box.currentData() if isinstance(box, Choice) else box.value() for name, box in found.items()}
    assert shown == {name: getattr(own, name) for name in found}
    assert found["incident_radius"].text() == "80\u00a0m"
    assert found["light_class"].currentText() == "P3: 7.5 lux on average, 1.5 at least"
    assert found["ambient_day"].text() == "60\u00a0dB(A)"
    assert found["built_up_loss"].text() == "2.5\u00a0dB per 100 m"


def test_ok_is_one_step_and_everything_is_judged_anew(window, qtbot):
    context = window.context
    before, result = context.project, context.result
    dialog = opened(window, qtbot)
    type_into(qtbot, boxes(dialog)["incident_radius"], "300")
    type_into(qtbot, boxes(dialog)["maintenance_factor"], "0.7")
    hands.choose(qtbot, boxes(dialog)["light_class"], "P2")
    assert context.project is before
    press(qtbot, dialog, KINDS.Ok)
    hands.gone(qtbot, window, SettingsDialog)
    wanted = replace(before.settings, incident_radius=300.0, maintenance_factor=0.7, light_class=2)
    assert context.project.settings == wanted
    assert context.document.undo_label == "Change analysis settings"
    settle(qtbot, window)
    assert context.result is not result
    assert context.result.diagnosis.method["parameters"]["incident_radius_m"] == 300.0
    context.undo()
    assert context.project is before


def test_money_is_typed_in_per_cent_and_years_stay_whole(window, qtbot):
    before = window.context.project.settings
    dialog = opened(window, qtbot)
    assert boxes(dialog)["discount_rate"].text() == "12.0\u00a0%"
    assert boxes(dialog)["decay"].text() == "30.0\u00a0%"
    assert "From 0.0 to 50.0.<br>default: 12.0" in boxes(dialog)["discount_rate"].toolTip()
    type_into(qtbot, boxes(dialog)["discount_rate"], "8.5")
    type_into(qtbot, boxes(dialog)["tax"], "15")
    type_into(qtbot, boxes(dialog)["horizon_years"], "20")
    press(qtbot, dialog, KINDS.Ok)
    hands.gone(qtbot, window, SettingsDialog)
    settings = window.context.project.settings
    assert settings == replace(before, discount_rate=0.085, tax=0.15, horizon_years=20)
    assert isinstance(settings.horizon_years, int)


@pytest.mark.parametrize("end", [KINDS.Cancel, KINDS.Ok])
def test_cancel_or_nothing_changed_is_no_step(window, qtbot, end):
    before = window.context.project
    dialog = opened(window, qtbot)
    if end == KINDS.Cancel:
        type_into(qtbot, boxes(dialog)["bandwidth"], "250")
        assert boxes(dialog)["bandwidth"].value() == 250
    press(qtbot, dialog, end)
    hands.gone(qtbot, window, SettingsDialog)
    assert window.context.project is before
    assert not window.context.document.can_undo


def test_defaults_are_restored_for_what_is_shown_only(window, qtbot):
    own = replace(Settings(), lit_radius=35.0, light_class=1, lamp_shape="cosine", seed=7)
    window.context.do("Change", edits.set_settings(own))
    dialog = opened(window, qtbot)
    hands.press(qtbot, restoring(dialog))
    assert dialog.isVisible()
    assert window.context.project.settings is own
    press(qtbot, dialog, KINDS.Ok)
    hands.gone(qtbot, window, SettingsDialog)
    assert window.context.project.settings == replace(Settings(), seed=7)


def test_what_a_file_says_is_neither_cut_nor_rounded(window, qtbot):
    own = replace(Settings(), incident_radius=33.37, walk_distance=4500.0, lamp_shape="of a later version")
    window.context.do("Change", edits.set_settings(own))
    steps = window.context.document.undo_label
    dialog = opened(window, qtbot)
    assert boxes(dialog)["walk_distance"].text() == "4,500\u00a0m"
    press(qtbot, dialog, KINDS.Ok)
    hands.gone(qtbot, window, SettingsDialog)
    assert window.context.project.settings is own
    assert window.context.document.undo_label == steps


def test_the_bandwidth_stays_at_100_or_more(window, qtbot):
    window.context.do("Change", edits.set_settings(replace(Settings(), bandwidth=50.0)))
    dialog = opened(window, qtbot)
    type_into(qtbot, boxes(dialog)["bandwidth"], "60")
    press(qtbot, dialog, KINDS.Ok)
    hands.gone(qtbot, window, SettingsDialog)
    assert window.context.project.settings.bandwidth == 100


def test_everything_is_named_and_explained_and_the_keyboard_goes_down_the_columns(window, qtbot):
    dialog = opened(window, qtbot)
    order: list[str] = []
    widget: QWidget | None = dialog
    while widget is not None and (widget := widget.nextInFocusChain()) is not dialog:
        order.extend(name for name, box in boxes(dialog).items() if box is widget)
    assert order == [field.name for field in FIELDS]
    for field in FIELDS:
        box = boxes(dialog)[field.name]
        assert box.accessibleName() == field.text
        assert field.means in box.accessibleDescription()
        assert box.toolTip()
        assert box.focusPolicy() & Qt.FocusPolicy.TabFocus
    assert "From 100 to 1,000.<br>default: 150" in boxes(dialog)["bandwidth"].toolTip()
    assert "default: P4: 5 lux on average, 1 at least" in boxes(dialog)["light_class"].toolTip()
    assert "default: 0.80" in [label.text() for label in dialog.findChildren(QLabel)]


def test_it_is_reached_from_the_panel_of_spaces(window, qtbot):
    action = window.actions_.get("analysis")
    button = next(
        found for found in window.docks["spaces"].bar.findChildren(QToolButton) if found.defaultAction() is action
    )
    hands.press(qtbot, button)
    hands.dialog(qtbot, window, SettingsDialog)


def test_spanish_words_and_numbers(window, qtbot):
    window.language.use("es")
    dialog = opened(window, qtbot)
    assert dialog.windowTitle() == "Ajustes del análisis"
    titles = [group.title() for group in dialog.findChildren(QGroupBox)]
    assert titles == ["Incidentes", "Iluminación", "Sonido", "Alcance", "Dinero"]
    factor = boxes(dialog)["maintenance_factor"]
    assert factor.text() == "0,80"
    type_into(qtbot, factor, "0,75")
    assert factor.value() == 0.75
    QCoreApplication.processEvents()  # Qt writes its own buttons anew
    assert restoring(dialog).text() == "Restablecer valores por defecto"
    assert boxes(dialog)["light_class"].itemText(2) == "P3: 7,5 lux en promedio, 1,5 como mínimo"


@pytest.mark.parametrize(
    ("code", "digits", "text", "state"),
    [
        ("en", 0, "1,500\u00a0m", ACCEPTABLE),
        ("en", 0, "1500", ACCEPTABLE),
        ("en", 0, "1.5", INVALID),
        ("en", 1, "1.5\u00a0m", BETWEEN),
        ("en", 1, "10.5\u00a0m", ACCEPTABLE),
        ("en", 1, "10.55", INVALID),
        ("es", 1, "10,5\u00a0m", ACCEPTABLE),
        ("es", 1, "10.5\u00a0m", INVALID),
        ("es", 0, "1\u202f500\u00a0m", ACCEPTABLE),
        ("en", 0, "\u00a0m", BETWEEN),
        ("en", 0, "3000", INVALID),
        ("en", 0, "-20", INVALID),
    ],
)
def test_a_measure_takes_what_the_language_writes(qapp, code, digits, text, state):
    with i18n.speaking(code):
        box = MeasureBox(10, 2000, digits=digits, unit="m")
        assert box.validate(text, 0)[0] == state
        for value in (10, 999, 1500):
            assert box.valueFromText(box.textFromValue(value) + box.suffix()) == value
        box.deleteLater()


@pytest.mark.parametrize(("language", "guide"), [("en", "settings.md"), ("es", "ajustes.md")])
def test_the_guide_calls_each_field_as_the_dialog_does(language, guide):
    rows = (GUIDE / guide).read_text(encoding="utf-8").splitlines()
    told = {row.split("|")[1].strip() for row in rows if row.startswith("| ")}
    with i18n.speaking(language):
        names = {i18n.gettext(field.text) for field in FIELDS}
    assert names <= told
