"""Partners and pledges by hand, and the programme of a proposal."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from functools import partial
from typing import TYPE_CHECKING, Any

import pytest
from PySide6.QtCore import Qt

from spaceplanner.domain import edits
from spaceplanner.domain.funding import Form, Funding, State
from spaceplanner.domain.partner import Partner
from spaceplanner.domain.programme import Indicator, ProgrammeKind, ProgrammeLine
from spaceplanner.services.document import Document
from spaceplanner.ui.partners_dialog import PartnersDialog
from spaceplanner.ui.proposal_dialog import ProposalDialog
from tests.services.city import town
from tests.ui import hands
from tests.ui.test_dialogs import CANCEL, OK, button, trigger

if TYPE_CHECKING:
    from PySide6.QtWidgets import QDialogButtonBox

    from spaceplanner.domain.project import Project

GIVEN = Funding(source="Firma S. A.", amount=500.4, partner="firm", since=date(2026, 9, 1), note="Oficio 3")


def project() -> Project:
    made = town(proposal=True)
    plan = replace(made.proposals[0], funding=(Funding(source="GAD", amount=9000, own=True), GIVEN))
    return replace(
        made, proposals=(plan,), partners=(Partner(id="firm", name="Firma", cash=1000.5), Partner(id="b", name="B"))
    )


@pytest.fixture
def opened(window, qtbot):
    window.context.open(Document(project()))
    hands.until(qtbot, lambda: bool(window.context.result and window.context.result.proposals))
    trigger(window, "partners")
    return hands.dialog(qtbot, window, PartnersDialog)


def done(qtbot, window, dialog, which: QDialogButtonBox.StandardButton) -> None:
    hands.press(qtbot, button(dialog, which))
    hands.gone(qtbot, window, type(dialog))


def test_opening_and_accepting_is_no_step(opened, window, qtbot):
    before = window.context.project
    for tab in range(3):
        opened.tabs.setCurrentIndex(tab)
    done(qtbot, window, opened, OK)
    assert window.context.project is before


def test_a_partner_is_changed_by_hand_and_undone(opened, window, qtbot):
    form = opened.form
    hands.write(qtbot, form.name, "Firma Nueva")
    hands.write(qtbot, form.territory, "La Merced,  Centro ,")
    hands.write(qtbot, form.amounts["time"], "1,250")
    hands.choose(qtbot, form.themes["light"], "supports it")
    hands.choose(qtbot, form.themes["sport"], "not to be named for it")
    form.conditions.setPlainText("Una placa")
    done(qtbot, window, opened, OK)
    first, second = window.context.project.partners
    assert first == Partner(
        id="firm", name="Firma Nueva", themes=("light",), territory=("La Merced", "Centro"), cash=1000.5, time=1250.0,
        conditions="Una placa", refuses=("sport",),
    )  # fmt: skip
    assert second == Partner(id="b", name="B")
    window.context.undo()
    assert window.context.project.partners[0].name == "Firma"


def test_a_pledge_is_added_and_an_old_one_keeps_its_cents(opened, window, qtbot):
    opened.tabs.setCurrentWidget(opened.pledges)
    table = opened.pledges.table
    assert table.rowCount() == 1
    hands.press(qtbot, opened.pledges.add)
    _, form, state, since, amount = (table.cellWidget(1, column) for column in range(5))
    hands.choose(qtbot, form, "time")
    hands.choose(qtbot, state, "committed")
    hands.write(qtbot, since, "2026-10-01")
    hands.write(qtbot, amount.lineEdit(), "700")
    qtbot.keyClick(amount, Qt.Key.Key_Tab)
    assert "1,200" in opened.pledges.total.text()
    assert opened.pledges.total.property("role") == "warning"
    done(qtbot, window, opened, OK)
    own, old, new = window.context.project.proposals[0].funding
    assert (own.source, old) == ("GAD", GIVEN)
    assert new == Funding(
        source="Firma", amount=700.0, form=Form.TIME, state=State.COMMITTED, partner="firm", since=date(2026, 10, 1)
    )
    window.context.undo()
    assert len(window.context.project.proposals[0].funding) == 2


def test_a_day_that_is_none_is_shown_and_nothing_is_saved(opened, window, qtbot):
    opened.tabs.setCurrentWidget(opened.pledges)
    since = opened.pledges.table.cellWidget(0, 3)
    hands.write(qtbot, since, "2026-13-01")
    hands.press(qtbot, button(opened, OK))
    assert opened.isVisible()
    assert since.property("wrong") is True
    assert "2027-12-31" in since.toolTip()
    hands.write(qtbot, since, "")
    done(qtbot, window, opened, OK)
    assert window.context.project.proposals[0].funding[1].since is None


def test_partners_come_and_go(opened, window, qtbot):
    hands.press(qtbot, opened.add)
    qtbot.keyClicks(opened.form.name, "C & <b>D</b>")
    opened.chooser.setCurrentIndex(0)
    opened.chooser.activated.emit(0)
    hands.press(qtbot, opened.remove)
    # A proposal names it: it stays, and the reason is told.
    assert "names it" in opened._warning.text()
    opened.chooser.setCurrentIndex(1)
    opened.chooser.activated.emit(1)
    hands.press(qtbot, opened.remove)
    done(qtbot, window, opened, OK)
    assert [(one.id, one.name) for one in window.context.project.partners] == [
        ("firm", "Firma"),
        ("partner", "C & <b>D</b>"),
    ]


def test_what_is_typed_on_one_tab_changes_the_fit_on_another(opened, qtbot):
    opened.tabs.setCurrentWidget(opened.fits)
    before = opened.fits._total.text()
    opened.tabs.setCurrentIndex(0)
    hands.choose(qtbot, opened.form.themes["green"], "supports it")
    opened.tabs.setCurrentWidget(opened.fits)
    assert opened.fits._total.text() != before
    told = [opened.fits._grid.itemAtPosition(row, 3).widget().text() for row in range(5)]
    assert any("None of the proposal's themes" in text for text in told)


def test_cancelling_changes_nothing(opened, window, qtbot):
    before = window.context.project
    hands.write(qtbot, opened.form.name, "X")
    done(qtbot, window, opened, CANCEL)
    assert window.context.project is before


def test_lines_of_the_programme_by_hand(window, qtbot):
    line = ProgrammeLine(
        id="committee",
        kind=ProgrammeKind.COMMITTEE,
        quantities={"meetings": 12.0},
        indicator=Indicator(name="Actas", target=12.5),
    )
    base = project()
    plan = replace(base.proposals[0], programme=(line,))
    window.context.open(Document(replace(base, proposals=(plan,))))
    window.context.select_proposal(plan.id)
    trigger(window, "proposal_edit")
    dialog = hands.dialog(qtbot, window, ProposalDialog)
    view = dialog.programme
    dialog.tabs.setCurrentWidget(view)
    assert "a baseline" in view._lacks.text()
    hands.write(qtbot, view._baseline, "-2.5")
    hands.write(qtbot, view._counts[1], "25")
    view.menu.actions()[list(ProgrammeKind).index(ProgrammeKind.MEDIATION)].trigger()
    hands.write(qtbot, view._responsible, "Centro de mediacion")
    hands.write(qtbot, view._due, "2027-02-30")
    hands.press(qtbot, button(dialog, OK))
    assert dialog.isVisible()
    hands.write(qtbot, view._due, "2027-02-28")
    hands.write(qtbot, view._name, "Acuerdos")
    done(qtbot, window, dialog, OK)
    first, second = window.context.project.proposals[0].programme
    assert first == replace(
        line,
        quantities={"meetings": 12.0, "members": 25.0},
        indicator=Indicator(name="Actas", baseline=-2.5, target=12.5),
    )
    assert second == ProgrammeLine(
        id="mediation",
        kind=ProgrammeKind.MEDIATION,
        responsible="Centro de mediacion",
        indicator=Indicator(name="Acuerdos", due=date(2027, 2, 28)),
    )
    window.context.undo()
    assert window.context.project.proposals[0].programme == (line,)


def test_a_programme_that_was_only_looked_at_stays_the_same(window, qtbot):
    lines = tuple(ProgrammeLine(id=kind.value, kind=kind, note="n", reference="r") for kind in ProgrammeKind)
    base = project()
    plan = replace(base.proposals[0], programme=lines)
    window.context.open(Document(replace(base, proposals=(plan,))))
    window.context.select_proposal(plan.id)
    trigger(window, "proposal_edit")
    dialog = hands.dialog(qtbot, window, ProposalDialog)
    for place in range(len(lines)):
        dialog.programme.chooser.setCurrentIndex(place)
        dialog.programme.chooser.activated.emit(place)
    before = window.context.project
    done(qtbot, window, dialog, OK)
    assert window.context.project is before


def test_form_state_and_day_of_a_funding_line(window, qtbot):
    window.context.open(Document(project()))
    window.context.select_proposal("merced")
    trigger(window, "proposal_edit")
    dialog = hands.dialog(qtbot, window, ProposalDialog)
    cell: Any = partial(dialog._table.cellWidget, 1)
    hands.choose(qtbot, cell(1), "given and spent")
    hands.choose(qtbot, cell(2), "in kind")
    hands.write(qtbot, cell(3), "2026-11-02")
    done(qtbot, window, dialog, OK)
    line = window.context.project.proposals[0].funding[1]
    assert line == replace(GIVEN, state=State.SPENT, form=Form.IN_KIND, since=date(2026, 11, 2))


def test_the_place_of_a_partner_stays_when_it_is_changed():
    made = edits.put_partner(Partner(id="firm", name="Otra"))(project())
    assert [one.name for one in made.partners] == ["Otra", "B"]
