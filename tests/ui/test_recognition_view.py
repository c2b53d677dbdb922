"""What partners get, by hand in the dialog of a proposal: lines, decisions, and what is told of each."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import TYPE_CHECKING

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QWidget

from spaceplanner import i18n
from spaceplanner.domain.funding import Funding
from spaceplanner.domain.partner import Partner, Recognition, RecognitionKind
from spaceplanner.services.document import Document
from spaceplanner.ui.proposal_dialog import ProposalDialog
from spaceplanner.ui.recognition_line import RecognitionLine
from spaceplanner.ui.recognition_view import RecognitionView
from tests.services.city import town
from tests.ui import hands
from tests.ui.test_dialogs import CANCEL, OK, button, trigger

if TYPE_CHECKING:
    from spaceplanner.ui.main_window import MainWindow

PARTNERS = (Partner(id="firm", name="Firma"), Partner(id="bank", name="Banco"))
THANKS = Recognition(partner="firm", kind=RecognitionKind.THANKS, what="Placa  con\nnombre ")
NAMED = Recognition(
    partner="bank", kind=RecognitionKind.RENAMING, what="Cancha", decision="Resolucion 14", decided=date(2026, 8, 20)
)


@pytest.fixture
def opened(window, qtbot):
    """Return what opens the dialog of a proposal with these recognitions, on the tab."""

    def opens(*given: Recognition, partners: tuple[Partner, ...] = PARTNERS) -> ProposalDialog:
        made = town(proposal=True)
        lines = (Funding(source="Banco", amount=500, partner="bank"),)
        plan = replace(made.proposals[0], recognitions=given, funding=lines)
        window.context.open(Document(replace(made, proposals=(plan,), partners=partners)))
        window.context.select_proposal(plan.id)
        trigger(window, "proposal_edit")
        dialog = hands.dialog(qtbot, window, ProposalDialog)
        dialog.tabs.setCurrentWidget(dialog.recognition)
        dialog.activateWindow()
        hands.until(qtbot, dialog.isActiveWindow)
        return dialog

    return opens


def done(qtbot, window: MainWindow, dialog: ProposalDialog, which=OK) -> tuple[Recognition, ...]:
    hands.press(qtbot, button(dialog, which))
    hands.gone(qtbot, window, ProposalDialog)
    return window.context.project.proposals[0].recognitions


def test_what_was_only_looked_at_is_no_step(opened, window, qtbot):
    # A thank-you with the record of a decision keeps it, though it needs none.
    odd = replace(THANKS, decision=" Acta 3 ", decided=date(2026, 1, 2))
    dialog = opened(THANKS, NAMED, odd)
    before = window.context.project
    assert done(qtbot, window, dialog) == (THANKS, NAMED, odd)
    assert window.context.project is before


def test_lines_are_added_changed_and_removed_in_one_step(opened, window, qtbot):
    dialog = opened(THANKS, NAMED)
    view = dialog.recognition
    hands.press(qtbot, view.add)
    added = view.lines()[2]
    assert dialog.focusWidget() is added.partner
    hands.choose(qtbot, added.partner, "Banco")
    hands.choose(qtbot, added.kind, "endorsement")
    hands.write(qtbot, added.what, "Logo  en los postes ")
    hands.write(qtbot, added.decision, "Oficio 7")
    hands.write(qtbot, added.decided, "2026-09-01")
    hands.write(qtbot, view.lines()[1].what, "Cancha de barrio")
    hands.press(qtbot, view.lines()[0].what)
    hands.press(qtbot, view.remove)
    dialog.tabs.setCurrentIndex(0)
    hands.write(qtbot, dialog._name, "Otro nombre")
    new = Recognition(
        partner="bank",
        kind=RecognitionKind.ENDORSEMENT,
        what="Logo en los postes",
        decision="Oficio 7",
        decided=date(2026, 9, 1),
    )
    assert done(qtbot, window, dialog) == (replace(NAMED, what="Cancha de barrio"), new)
    assert window.context.project.proposals[0].name == "Otro nombre"
    window.context.undo()
    plan = window.context.project.proposals[0]
    assert (plan.name, plan.recognitions) == ("La Merced iluminada", (THANKS, NAMED))
    assert not window.context.document.can_undo


def test_cancelling_changes_nothing(opened, window, qtbot):
    dialog = opened(THANKS)
    before = window.context.project
    hands.press(qtbot, dialog.recognition.remove)
    assert not dialog.recognition.remove.isVisible()
    assert dialog.focusWidget() is dialog.recognition.add
    assert done(qtbot, window, dialog, CANCEL) == (THANKS,)
    assert window.context.project is before


def test_a_new_line_thanks_who_gives_and_gets_nothing_yet(opened, qtbot):
    view = opened().recognition
    for _ in range(2):
        hands.press(qtbot, view.add)
    assert view.recognitions() == (
        Recognition(partner="bank", kind=RecognitionKind.THANKS),
        Recognition(partner="firm", kind=RecognitionKind.THANKS),
    )


def test_a_missing_decision_is_told_in_its_line_until_it_is_recorded(opened, window, qtbot):
    dialog = opened(THANKS, replace(NAMED, decision="", decided=None))
    thanks, named = dialog.recognition.lines()
    assert not thanks.note.isVisible()
    assert not thanks.decision.isEnabled()
    assert not thanks.decided.isEnabled()
    assert named.note.text() == (
        "Still missing: the reference of the decision, the day of the decision. "
        "Nothing of this is printed until the decision is on record."
    )
    assert named.decision.accessibleDescription() == named.note.text()
    high = named.height()
    hands.write(qtbot, named.decision, "Resolucion 14")
    assert "the reference" not in named.note.text()
    hands.write(qtbot, named.decided, "2026-08-20")
    assert not named.note.isVisible()
    hands.until(qtbot, lambda: thanks.height() == named.height() < high)
    hands.choose(qtbot, thanks.kind, "exclusivity")
    assert thanks.decision.isEnabled()
    assert thanks.note.isVisible()
    assert not thanks.visibleRegion().isEmpty()
    # It may be kept without its decision: it is only not printed.
    first, _ = done(qtbot, window, dialog)
    assert first == replace(THANKS, kind=RecognitionKind.EXCLUSIVITY)
    assert not first.allowed


def test_the_cautions_follow_what_is_written(opened, qtbot):
    dialog = opened(
        replace(NAMED, decided=None), partners=(*PARTNERS, Partner(id="luz", name="Luz", refuses=("light",)))
    )
    view, cautions = dialog.recognition, dialog._cautions
    assert "What Banco is to get (naming of the space) is not printed" in cautions.text()
    hands.write(qtbot, view.lines()[0].decided, "2026-08-20")
    assert cautions.text() == ""
    assert not view._cautions.isVisible()
    hands.press(qtbot, view.add)
    hands.choose(qtbot, view.lines()[1].partner, "Luz")
    assert cautions.text() == view._cautions.text() != ""
    assert "Luz is not named in this proposal" in view._cautions.text()
    hands.press(qtbot, view.remove)
    assert not view._cautions.isVisible()
    hands.choose(qtbot, view.lines()[0].kind, "thanks")
    dialog.tabs.setCurrentIndex(0)
    assert not cautions.isVisible()
    hands.write(qtbot, dialog._name, "Parque Banco")
    assert "naming it for Banco needs a decision" in cautions.text()
    assert cautions.isVisible()


def test_a_day_that_is_none_is_shown_and_nothing_is_lost(opened, window, qtbot):
    dialog = opened(THANKS, NAMED)
    line = dialog.recognition.lines()[1]
    hands.write(qtbot, line.decided, "2026-02-30")
    hands.write(qtbot, line.what, "Cancha nueva")
    dialog.tabs.setCurrentIndex(0)
    hands.press(qtbot, button(dialog, OK))
    assert dialog.isVisible()
    assert dialog.tabs.currentWidget() is dialog.recognition
    assert dialog.focusWidget() is line.decided
    assert line.decided.property("wrong") is True
    assert "Day of the decision: This is no day: write it as in 2027-12-31." in line.note.text()
    assert line.what.text() == "Cancha nueva"
    # What needs no decision is not held up by its day.
    hands.choose(qtbot, line.kind, "thanks")
    after = done(qtbot, window, dialog)
    assert after[1] == replace(NAMED, kind=RecognitionKind.THANKS, what="Cancha nueva", decided=None)


def test_a_line_takes_the_room_that_it_needs_in_a_narrower_dialog(opened, qtbot):
    dialog = opened(replace(NAMED, decision="", decided=None))
    (line,) = dialog.recognition.lines()
    high = line.height()
    dialog.resize(560, dialog.height())
    hands.until(qtbot, lambda: line.height() > high)
    assert line.note.height() >= line.note.heightForWidth(line.note.width())
    dialog.resize(790, dialog.height())
    hands.until(qtbot, lambda: line.height() == high)


def test_what_is_told_of_the_last_line_comes_into_sight(opened, qtbot):
    view = opened(*[NAMED] * 8).recognition
    hands.press(qtbot, view.add)
    line = view.lines()[8]

    def seen() -> bool:
        whole = line.height() == line.needed_height(line.width())
        return bool(whole and line.visibleRegion().boundingRect() == line.rect())

    hands.until(qtbot, seen)
    hands.choose(qtbot, line.kind, "exclusivity")
    hands.until(qtbot, seen)
    hands.write(qtbot, line.decided, "2026-99")
    assert "\n" in line.note.text()
    hands.until(qtbot, seen)


def test_a_partner_that_is_gone_is_shown_by_its_id_and_kept(opened, window, qtbot):
    old = replace(NAMED, partner="vieja-firma")
    dialog = opened(old)
    line = dialog.recognition.lines()[0]
    assert line.partner.currentText() == "vieja-firma"
    assert "no longer has the partner vieja-firma" in line.note.text()
    hands.write(qtbot, line.what, "Otra")
    assert done(qtbot, window, dialog) == (replace(old, what="Otra"),)


def test_a_partner_that_is_gone_gives_way_to_another(opened, window, qtbot):
    dialog = opened(replace(NAMED, partner="vieja-firma"))
    line = dialog.recognition.lines()[0]
    hands.choose(qtbot, line.partner, "Banco")
    assert not line.note.isVisible()
    assert done(qtbot, window, dialog) == (NAMED,)


def test_without_partners_it_says_where_they_are_made(opened, qtbot):
    view = opened(partners=()).recognition
    assert view._none.isVisible()
    assert "Proposal › Partners and pledges…" in view._none.text()
    for hidden in (view.add, view.remove, view.table):
        assert not hidden.isVisible()


def test_lines_for_partners_that_are_all_gone_can_be_removed(opened, window, qtbot):
    dialog = opened(THANKS, partners=())
    assert not dialog.recognition.add.isVisible()
    hands.press(qtbot, dialog.recognition.remove)
    assert done(qtbot, window, dialog) == ()


def test_hostile_names_are_shown_as_they_are(opened, window, qtbot):
    name = "<img src=x onerror=alert(1)> & <b>Hijos</b> \u202ezyx " + "muy largo " * 40
    hostile = Recognition(partner="x", kind=RecognitionKind.THANKS, what="<script>&amp;{partner}</script>")
    dialog = opened(hostile, partners=(Partner(id="x", name=name, refuses=("light",)),))
    wide = dialog.width()
    line = dialog.recognition.lines()[0]
    assert line.partner.currentText() == name
    assert line.partner.toolTip().startswith("<p>&lt;img src=x")
    assert name in dialog.recognition._cautions.text()
    assert dialog.recognition._cautions.textFormat() is Qt.TextFormat.PlainText
    assert line.note.textFormat() is Qt.TextFormat.PlainText
    assert dialog.width() == wide
    hands.choose(qtbot, line.kind, "exclusivity")
    (after,) = done(qtbot, window, dialog)
    assert after == replace(hostile, kind=RecognitionKind.EXCLUSIVITY)


def test_the_keyboard_goes_through_the_lines_and_marks_the_one_to_remove(opened, qtbot):
    view = opened(THANKS, NAMED).recognition
    first, second = view.lines()
    first.partner.setFocus()
    wanted = [first.kind, first.what, *second.fields(), view.add, view.remove]
    for field in wanted:
        qtbot.keyClick(QApplication.focusWidget(), Qt.Key.Key_Tab)
        assert QApplication.focusWidget() is field
    assert all(field.accessibleName() for field in second.fields())
    qtbot.keyClick(view.remove, Qt.Key.Key_Space)
    assert view.recognitions() == (THANKS,)


@pytest.mark.parametrize(
    ("language", "kind", "missing"),
    [("en", "endorsement of a brand", "Still missing: "), ("es", "aval de una marca", "Todavía falta: ")],
)
@pytest.mark.usefixtures("appearance")
def test_both_languages(qtbot, language, kind, missing):
    i18n.use(language)
    given = Recognition(partner="firm", kind=RecognitionKind.ENDORSEMENT)
    around = QWidget()
    qtbot.addWidget(around)
    line = RecognitionLine(given, PARTNERS, around)
    assert line.kind.currentText() == kind
    assert line.note.text().startswith(missing)
    plan = replace(town(proposal=True).proposals[0], recognitions=(given,))
    assert RecognitionView(plan, PARTNERS, around).recognitions() == (given,)
