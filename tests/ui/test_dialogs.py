"""The smaller dialogs, and what leads from one step to the next."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, cast

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QValidator
from PySide6.QtWidgets import QDialogButtonBox, QLabel, QLineEdit, QPlainTextEdit, QProxyStyle, QPushButton, QStyle

from spaceplanner import __version__, i18n
from spaceplanner.domain import edits
from spaceplanner.domain.funding import FundingKind, of_kind
from spaceplanner.services import settings
from spaceplanner.services.document import Document
from spaceplanner.services.gestures import Tool
from spaceplanner.services.guide import Next
from spaceplanner.ui.about_dialog import AboutDialog
from spaceplanner.ui.amount import Amount
from spaceplanner.ui.choice import Choice
from spaceplanner.ui.help_dialog import HelpDialog
from spaceplanner.ui.next_step import LEADS
from spaceplanner.ui.preferences_dialog import PreferencesDialog
from spaceplanner.ui.project_dialog import ProjectDialog
from spaceplanner.ui.proposal_dialog import ProposalDialog
from spaceplanner.ui.stepper import STEPS
from spaceplanner.ui.wiring import Wiring
from tests.services.city import town
from tests.ui import hands
from tests.ui.conftest import settle

if TYPE_CHECKING:
    from PySide6.QtWidgets import QDialog, QWidget

    from spaceplanner.ui.main_window import MainWindow
    from spaceplanner.ui.next_step import NextStep


def button(dialog: QDialog, which: QDialogButtonBox.StandardButton) -> QWidget:
    box = dialog.findChild(QDialogButtonBox)
    assert box is not None
    return box.button(which)


def trigger(window: MainWindow, name: str) -> None:
    action = window.actions_.get(name)
    assert action is not None
    action.trigger()


def words(widget: QWidget) -> list[str]:
    return [label.text() for label in widget.findChildren(QLabel)]


OK, CANCEL, CLOSE = (
    QDialogButtonBox.StandardButton.Ok,
    QDialogButtonBox.StandardButton.Cancel,
    QDialogButtonBox.StandardButton.Close,
)


def test_preferences_hold_at_once_and_at_the_next_start(window, qtbot):
    context = window.context
    qtbot.keyClick(window, Qt.Key.Key_Comma, Qt.KeyboardModifier.ControlModifier)
    dialog = hands.dialog(qtbot, window, PreferencesDialog)
    hands.choose(qtbot, dialog.language, "Español")
    hands.choose(qtbot, dialog.theme, "Dark")
    hands.press(qtbot, button(dialog, OK))
    hands.gone(qtbot, window, PreferencesDialog)
    assert i18n.language() == "es"
    assert context.appearance.name == "dark"
    hands.idle(qtbot, window)
    kept, note = settings.load(context.preferences_path)
    assert (kept.language, kept.theme, note) == ("es", "dark", None)
    context.appearance.choose("light")


def test_preferences_that_are_cancelled_change_nothing(window, qtbot):
    before = window.context.preferences
    trigger(window, "settings")
    dialog = hands.dialog(qtbot, window, PreferencesDialog)
    hands.choose(qtbot, dialog.theme, "Dark")
    hands.press(qtbot, button(dialog, CANCEL))
    hands.gone(qtbot, window, PreferencesDialog)
    assert window.context.preferences is before
    assert window.context.appearance.name == "light"


def test_the_projects_identity_is_one_step(window, qtbot):
    trigger(window, "project")
    dialog = hands.dialog(qtbot, window, ProjectDialog)
    name, organisation, contact = dialog.findChildren(QLineEdit)
    hands.write(qtbot, name, "Riobamba <b>segura</b>")
    hands.write(qtbot, organisation, "GAD Municipal de Riobamba")
    hands.write(qtbot, contact, "planificacion@example.org")
    qtbot.keyClick(contact, Qt.Key.Key_Return)
    hands.gone(qtbot, window, ProjectDialog)
    project = window.context.project
    assert (project.name, project.organisation, project.contact) == (
        "Riobamba <b>segura</b>",
        "GAD Municipal de Riobamba",
        "planificacion@example.org",
    )
    assert "Riobamba <b>segura</b>" in window.windowTitle()
    window.context.undo()
    assert window.context.project.name == "Ciudad de prueba"
    steps = window.context.document.undo_label
    trigger(window, "project")
    hands.press(qtbot, button(hands.dialog(qtbot, window, ProjectDialog), OK))
    hands.gone(qtbot, window, ProjectDialog)
    assert window.context.document.undo_label == steps  # nothing changed is no step


@pytest.fixture
def funding(window, qtbot):
    """The dialog for a proposal's details and funding."""
    context = window.context
    context.do("New proposal", edits.put_proposal(town(proposal=True).proposals[0]))
    context.select_proposal("merced")
    settle(qtbot, window)
    trigger(window, "proposal_edit")
    return hands.dialog(qtbot, window, ProposalDialog)


def test_funding_lines_by_hand(window, funding, qtbot):
    assert any("Nobody yet" in text for text in words(funding))
    hands.press(qtbot, funding._add)
    who, kind, amount = (funding._table.cellWidget(0, column) for column in (0, 1, 4))
    assert funding.focusWidget() is who
    qtbot.keyClicks(who, "GAD Municipal")
    hands.choose(qtbot, cast(Choice, kind), "the municipality's own")
    hands.write(qtbot, cast(Amount, amount).lineEdit(), "1,500")
    qtbot.keyClick(amount, Qt.Key.Key_Tab)
    cost = window.context.result.proposal("merced").cost.likely
    assert (
        funding._total.text() == f"USD\u00a01,500 of USD\u00a0{cost:,.0f}; missing USD\u00a0{max(cost - 1500, 0):,.0f}"
    )
    hands.press(qtbot, funding._add)
    hands.press(qtbot, funding._remove)
    assert funding._table.rowCount() == 1
    summary = funding.findChild(QPlainTextEdit)
    hands.press(qtbot, summary)
    qtbot.keyClicks(summary, "Una  frase.")
    hands.choose(qtbot, funding._state, "in review")
    hands.press(qtbot, button(funding, OK))
    hands.gone(qtbot, window, ProposalDialog)
    plan = window.context.project.proposals[0]
    assert [(one.source, one.kind, one.amount) for one in plan.funding] == [("GAD Municipal", FundingKind.OWN, 1500.0)]
    assert (plan.summary, plan.state) == ("Una frase.", "review")
    window.context.undo()
    assert window.context.project.proposals[0].funding == ()


def test_a_partner_stays_with_its_line(window, qtbot):
    """Lines that were made from a file name their partner; opening and accepting loses nothing."""
    from dataclasses import replace

    plan = town(proposal=True).proposals[0]
    line = of_kind("Ferretería", FundingKind.IN_KIND, 500.4, partner="ferreteria")
    window.context.do("New proposal", edits.put_proposal(replace(plan, funding=(line,))))
    window.context.select_proposal("merced")
    trigger(window, "proposal_edit")
    dialog = hands.dialog(qtbot, window, ProposalDialog)
    name = dialog._name
    hands.write(qtbot, name, "Otro nombre")
    hands.press(qtbot, button(dialog, OK))
    hands.gone(qtbot, window, ProposalDialog)
    (after,) = window.context.project.proposals
    assert after.name == "Otro nombre"
    assert after.funding == (line,)


@pytest.mark.parametrize(
    ("language", "text", "value", "shown"),
    [("en", "1,500", 1500, "1,500"), ("es", "84 300", 84_300, "84\u202f300"), ("es", "11.500", 11_500, "11\u202f500")],
)
@pytest.mark.usefixtures("appearance")
def test_amounts_are_typed_as_they_are_written(qtbot, language, text, value, shown):
    i18n.use(language)
    box = Amount(0)
    qtbot.addWidget(box)
    box.selectAll()
    qtbot.keyClicks(box, text)
    qtbot.keyClick(box, Qt.Key.Key_Return)
    assert (box.value(), box.text()) == (value, shown)
    assert box.validate("12a", 3)[0] is QValidator.State.Invalid
    assert box.validate("", 0)[0] is QValidator.State.Intermediate


def test_keys_and_tools_stay_beside_the_window_and_follow_its_language(window, qtbot):
    trigger(window, "help")
    dialog = hands.dialog(qtbot, window, HelpDialog)
    assert not dialog.isModal()
    assert "Move the map" in words(dialog)
    assert "Ctrl+I" in words(dialog)
    assert window.context.catalogue.types["led_lamp"].name["en"] in words(dialog)
    window.language.use("es")
    assert window.context.catalogue.types["led_lamp"].name["es"] in words(dialog)
    assert "Move the map" not in words(dialog)
    hands.press(qtbot, button(dialog, CLOSE))
    assert not dialog.isVisible()
    trigger(window, "help")
    assert dialog.isVisible()
    dialog.close()


def test_about_names_the_licences(window, qtbot):
    trigger(window, "about")
    dialog = hands.dialog(qtbot, window, AboutDialog)
    assert f"SpacePlanner {__version__}" in words(dialog)
    box = dialog.findChild(QPlainTextEdit)
    assert box is not None
    text = box.toPlainText()
    for name in ("PySide6-Essentials", "LGPL", "shapely", "SIL OFL 1.1", "ISC"):
        assert name in text
    dialog.reject()
    hands.gone(qtbot, window, AboutDialog)


def leading(window: MainWindow) -> NextStep:
    found = window.findChild(Wiring)
    assert found is not None
    return found.next_step


def test_the_next_step_leads_all_the_way(window, qtbot):
    hint, context = leading(window), window.context
    window.show_step("data")
    hint.refresh()

    def offered() -> Next:
        return hint.step

    assert offered() is Next.DIAGNOSE
    hands.press(qtbot, hint)
    assert window.docks["spaces"].isVisible()
    assert offered() is Next.SELECT
    hands.press(qtbot, hint)
    assert context.space == context.result.diagnosis.spaces[0].space
    assert offered() is Next.PROPOSE
    hands.press(qtbot, hint)
    assert len(context.project.proposals) == 1
    assert window.docks["proposal"].isVisible()
    assert offered() is Next.PLACE
    hands.press(qtbot, hint)
    assert window.canvas.hand.state.tool is Tool.PLACE
    context.do("New proposal", edits.put_proposal(town(proposal=True).proposals[0]))
    context.select_proposal("merced")
    assert offered() is Next.FUND
    hands.press(qtbot, hint)
    hands.dialog(qtbot, window, ProposalDialog).reject()
    hands.gone(qtbot, window, ProposalDialog)
    settle(qtbot, window)


def test_every_lead_leads_somewhere(window):
    for step in Next:
        assert LEADS[step].step in {item.id for item in STEPS}
        assert not LEADS[step].action or window.actions_.get(LEADS[step].action) is not None


def test_a_new_project_begins_with_the_data(window, qtbot):
    window.context.open(Document())
    hint = leading(window)
    assert hint.step is Next.ADD_SPACES
    assert hint.text().startswith("Next: add the public spaces")


def test_a_long_name_does_not_push_the_bar(window, qtbot):
    hint = leading(window)
    layer = window.context.project.layers[0]
    import pyarrow as pa

    from spaceplanner.domain.layer import Layer

    names = pa.array(["Parque & " + "muy largo " * 40, "x"])
    place = layer.table.column_names.index("name")
    changed = Layer(
        id=layer.id,
        name=layer.name,
        role=layer.role,
        kind=layer.kind,
        geometry=layer.geometry,
        table=layer.table.set_column(place, "name", names),
        source=layer.source,
    )
    wide = window.width()
    window.show_step("sketch")
    window.context.do("x", edits.put_layer(changed))
    window.context.select_space("park")
    settle(qtbot, window)
    assert window.width() == wide
    assert hint.geometry().right() < window.search.geometry().left()
    assert "Parque &" in hint.accessibleName()


def test_the_empty_map_offers_where_to_begin(window, qtbot):
    window.context.open(Document())
    assert not window.export_button.isEnabled()
    assert "There are no spaces yet" in window.export_button.toolTip()
    assert not window.actions_.get("export_brief").isEnabled()
    offers = {each.text(): each for each in window.canvas.empty.findChildren(QPushButton)}
    assert list(offers) == ["&Add data…", "Open project…", "New project…", "Sample city", "Five-minute guided start"]
    hands.press(qtbot, offers["New project…"])
    dialog = hands.dialog(qtbot, window, ProjectDialog)
    dialog.reject()
    hands.gone(qtbot, window, ProjectDialog)
    hands.press(qtbot, offers["Sample city"])
    qtbot.waitUntil(lambda: len(window.context.project.layers) > 10, timeout=60_000)
    assert window.context.project.fictional
    assert window.context.document.dirty
    assert window.export_button.isEnabled()
    assert window.export_button.toolTip() == ""


class Pictured(QProxyStyle):
    """A platform that puts pictures on the buttons of dialogs, as many desktops do."""

    def styleHint(self, hint: QStyle.StyleHint, *more: Any) -> int:  # noqa: N802 - Qt's name
        if hint is QStyle.StyleHint.SH_DialogButtonBox_ButtonsHaveIcons:
            return 1
        return super().styleHint(hint, *more)


def test_buttons_of_dialogs_have_words_and_no_pictures(window, qtbot):
    style = Pictured("Fusion")
    box = QDialogButtonBox()
    qtbot.addWidget(box)
    box.setStyle(style)
    box.setStandardButtons(OK | CANCEL)
    assert all(each.icon().isNull() for each in box.buttons())
