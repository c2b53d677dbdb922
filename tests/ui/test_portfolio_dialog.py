"""The portfolio in the window: a plan made by hand, an answer with reasons, and steps that can be undone."""

from __future__ import annotations

import threading
from dataclasses import replace
from typing import TYPE_CHECKING

import pytest
from PySide6.QtCore import QPointF, Qt
from PySide6.QtGui import QMouseEvent, QTextDocument
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QWidget

from spaceplanner.domain import edits
from spaceplanner.domain.plan import Floor, Plan, Window
from spaceplanner.services.document import Document
from spaceplanner.ui import portfolio_tables as tables
from spaceplanner.ui.portfolio_dialog import PortfolioDialog
from tests.services.test_portfolio import lamps, project

if TYPE_CHECKING:
    from pytestqt.qtbot import QtBot


@pytest.fixture
def dialog(qtbot, context):
    proposals = (lamps(1, "a", 1000, 3), lamps(2, "b", 700, 5), lamps(4, "<b>c", 1000, 8))
    context.open(Document(project(*proposals, plan=Plan())))
    made = PortfolioDialog(context)
    qtbot.addWidget(made)
    made.show()
    return made


def answered(qtbot: QtBot, dialog: PortfolioDialog) -> None:
    dialog.ask()
    qtbot.waitUntil(lambda: not dialog.cancel.isVisible(), timeout=20000)


def test_it_begins_with_what_to_do(dialog):
    assert dialog.hint.isVisible()
    assert dialog.hint.text()
    assert not dialog.problem.isVisible()
    assert not dialog.run.isEnabled()


def test_budgets_and_wishes_are_steps_that_can_be_undone(dialog, context):
    form = dialog.form
    form.more.click()
    form.budgets[0].setValue(3000)
    form.more.click()
    assert context.project.plan.budgets == (3000.0, 3000.0)
    for value, musts, nevers in (("must", ("b",), ()), ("never", (), ("b",)), ("", (), ())):
        box = form.wishes.cellWidget(1, 1)
        box.choose(value)
        box.activated.emit(box.currentIndex())
        assert (context.project.plan.musts, context.project.plan.nevers) == (musts, nevers)
    box = form.wishes.cellWidget(0, 2)
    box.setCurrentIndex(2)
    box.activated.emit(2)
    assert context.project.plan.windows == (Window(proposal="a", earliest=2, latest=2),)
    form.fewer.click()
    assert context.project.plan.budgets == (3000.0,)
    assert context.project.plan.windows == ()
    form.most.setCurrentIndex(2)
    form.most.activated.emit(2)
    assert context.project.plan.most == 2
    for _ in range(3):
        context.undo()
    assert context.project.plan.windows == ()
    assert len(form.budgets) == 2
    while context.project.plan != Plan():
        context.undo()
    assert form.budgets == []


def test_the_answer_says_what_is_chosen_who_pays_and_why_not(qtbot, dialog, context):
    context.do("x", edits.set_plan(Plan(budgets=(2900.0,))))
    answered(qtbot, dialog)
    found = dialog.found
    rows = {dialog.chosen.item(row, 1).text() for row in range(dialog.chosen.rowCount())}
    assert rows == {item.name for item in found.chosen}
    assert rows
    assert dialog.left_out.rowCount() == len(found.unfunded)
    assert all(dialog.left_out.item(row, 4).text() for row in range(dialog.left_out.rowCount()))
    assert dialog.purses.rowCount() == 1
    assert dialog.summary.text()
    assert not dialog.stale.isVisible()
    dialog.chosen.selectRow(0)
    assert context.proposal == found.chosen[0].proposal


def test_rows_are_as_high_as_all_who_pay(qtbot, context):
    holder = QWidget()
    qtbot.addWidget(holder)
    table = tables.chosen_table(context, holder)
    table.setStyleSheet("QTableView::item { border: none; padding: 0 4px; }")  # as the window's style sheet has it
    payers = [
        f"Cámara de Comercio de Puerto Alborada {number} USD 13,500 (9,000 of it promised)" for number in range(7)
    ]
    holder.show()
    table.show_rows([("1", "a", "108,617", "50", "", "\n".join(payers)), ("1", "b", "1", "1", "", "c")])
    for wide in range(500, 1100, 20):
        table.resize(wide, 400)
        table.fit()
        assert table.columnWidth(5) >= 230
        lines = QTextDocument("\n".join(payers))
        lines.setDefaultFont(table.font())
        lines.setDocumentMargin(0)
        lines.setTextWidth(table.columnWidth(5) - 14)
        assert table.rowHeight(0) >= lines.size().height()
        assert table.rowHeight(1) < 2 * 30


def test_an_edit_makes_the_answer_old(qtbot, dialog, context):
    context.do("x", edits.set_plan(Plan(budgets=(2900.0,))))
    answered(qtbot, dialog)
    dialog.form.budgets[0].setValue(9000)
    assert dialog.stale.isVisible()
    answered(qtbot, dialog)
    assert not dialog.stale.isVisible()
    dialog.form.maximise.choose("score")
    assert dialog.stale.isVisible()


def test_a_conflict_is_told_line_by_line(qtbot, dialog, context):
    context.do("x", edits.set_plan(Plan(budgets=(10.0,), musts=("a",))))
    answered(qtbot, dialog)
    assert dialog.problem.isVisible()
    assert dialog.problem.text().count("•") == 2
    assert "Lamps a" in dialog.problem.text()
    assert not dialog.chosen.isVisible()


def test_a_plan_that_cannot_be_used_is_told_in_its_place(qtbot, dialog, context):
    context.do("x", edits.set_plan(Plan(budgets=(10.0,), floors=(Floor(district="Norte", least=1),))))
    answered(qtbot, dialog)
    assert "floors[0].district" in dialog.problem.text()


def test_points_of_the_frontier_by_mouse_and_by_key(qtbot, dialog, context):
    context.do("x", edits.set_plan(Plan(budgets=(2900.0,))))
    answered(qtbot, dialog)
    chart = dialog.chart
    dialog._pages.setCurrentIndex(3)
    assert len(chart.points) > 1
    last = chart.points[-1]
    at = chart.place(last) + QPointF(-2, 3)
    press = QMouseEvent(
        QMouseEvent.Type.MouseButtonPress,
        at,
        chart.mapToGlobal(at),
        Qt.MouseButton.LeftButton,
        Qt.MouseButton.LeftButton,
        Qt.KeyboardModifier.NoModifier,
    )
    chart.mousePressEvent(press)
    assert chart.current == len(chart.points) - 1
    assert all(dialog.found.names[key] in dialog.point.text() for key in last.proposals)
    QTest.keyClick(chart, Qt.Key.Key_Left)
    assert chart.current == len(chart.points) - 2
    assert not chart.grab().isNull()


def test_a_proposal_that_is_removed_leaves_the_plan_usable(qtbot, dialog, context):
    context.do("x", edits.set_plan(Plan(budgets=(9000.0,), musts=("b",))))
    context.do("x", edits.remove_proposal("b"))
    assert dialog.form.wishes.rowCount() == 2
    answered(qtbot, dialog)
    assert dialog.found.conflict is None


def test_it_can_be_cancelled_and_closed_while_it_works(qtbot, dialog, context, monkeypatch):
    held = threading.Event()
    evaluate = context.evaluator.evaluate
    monkeypatch.setattr(context.evaluator, "evaluate", lambda *a, **k: held.wait(10) and evaluate(*a, **k))
    context.document.do("x", edits.set_plan(Plan(budgets=(2900.0,))))
    dialog.ask()
    assert dialog.cancel.isVisible()
    dialog.cancel.click()
    assert not dialog.cancel.isVisible()
    dialog.ask()
    dialog.reject()
    held.set()
    qtbot.waitUntil(lambda: not context.tasks.active, timeout=20000)
    assert dialog.found is None


def test_another_document_forgets_the_answer(qtbot, dialog, context):
    context.do("x", edits.set_plan(Plan(budgets=(2900.0,))))
    answered(qtbot, dialog)
    context.open(Document(replace(context.project, proposals=())))
    assert dialog.found is None
    assert not dialog.run.isEnabled()
