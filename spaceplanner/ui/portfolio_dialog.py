"""The portfolio: which proposals the money does the most with, who pays, what is left out, and what more would buy.

It stays open beside the window: a proposal that is chosen in it is shown on the map.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Slot
from PySide6.QtWidgets import (
    QDialog,
    QDialogButtonBox,
    QHBoxLayout,
    QProgressBar,
    QPushButton,
    QTabWidget,
    QVBoxLayout,
    QWidget,
)

from spaceplanner.errors import Cancelled, SpacePlannerError
from spaceplanner.i18n import N_, gettext, money, sentence
from spaceplanner.services import portfolio_words as words
from spaceplanner.services.progress import between
from spaceplanner.ui import focus, theme
from spaceplanner.ui import portfolio_tables as tables
from spaceplanner.ui.frontier_chart import FrontierChart
from spaceplanner.ui.plain import label
from spaceplanner.ui.plan_form import PlanForm
from spaceplanner.ui.scrolled import scrolled

if TYPE_CHECKING:
    from PySide6.QtGui import QShowEvent

    from spaceplanner.domain.portfolio import Maximise, Portfolio
    from spaceplanner.domain.project import Project
    from spaceplanner.services.progress import Progress
    from spaceplanner.ui.context import Context

_TASK = "portfolio"
_WHOLE = 100
_WIDE, _HIGH, _EDGE = 1240, 680, 40
_FORM, _NARROW, _PAGE = 418, 300, 230
POINTS = 30
"""Of the frontier: as many as can be told apart in the chart."""


class PortfolioDialog(QDialog):
    """See the module's docstring.

    Attributes
    ----------
    form, chart
        The plan, and the frontier.
    chosen, left_out, purses
        The tables.
    found
        The portfolio that is shown, or None.
    summary, hint, problem
        What the set does; what more money buys, or what to do first; and what is wrong.
    """

    def __init__(self, context: Context, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._context = context
        self.found: Portfolio | None = None
        self._of: tuple[object, ...] | None = None
        self._refusal: SpacePlannerError | None = None
        self.form = PlanForm(context, self)
        self.run, self.cancel = QPushButton(self), QPushButton(self)
        self._progress = QProgressBar(self)
        self.summary, self.problem = label(parent=self, wrap=True), label(parent=self, role="warning", wrap=True)
        self.stale = label(parent=self, role="badge")
        self.hint = label(parent=self, role="secondary", wrap=True)
        self._notes = label(parent=self, role="faint", wrap=True)
        self._pages = QTabWidget(self)
        self.chosen, self.left_out = (
            tables.chosen_table(context, self._pages),
            tables.left_out_table(context, self._pages),
        )
        self.purses = tables.purses_table(context, self._pages)
        self.chart = FrontierChart(lambda: context.appearance.colours, self._pages)
        self.point = label(parent=self, role="secondary", wrap=True)
        self._build()
        self._connect()
        self.retranslate()

    def _build(self) -> None:
        room = self.screen().availableSize()
        self.resize(min(_WIDE, room.width() - _EDGE), min(_HIGH, room.height() - _EDGE))
        self.summary.setFont(theme.font(12.5, "semibold"))
        self.run.setProperty("primary", True)  # noqa: FBT003 - Qt's own signature
        self.run.setDefault(True)
        self.cancel.setAutoDefault(False)
        self._progress.setRange(0, _WHOLE)
        self._progress.setFixedHeight(14)
        frontier = QWidget(self._pages)
        inside = QVBoxLayout(frontier)
        inside.setContentsMargins(4, 10, 4, 4)
        inside.addWidget(self.chart, 1)
        inside.addWidget(self.point)
        for page in (self.chosen, self.left_out, self.purses, frontier):
            self._pages.addTab(page, "")
        self._pages.setMinimumHeight(_PAGE)
        plan = scrolled(self)
        plan.setWidget(self.form)
        plan.setFocusPolicy(Qt.FocusPolicy.NoFocus)  # all in it has the keyboard by itself
        left = QVBoxLayout()
        left.addWidget(plan, 1)
        left.addWidget(self.run)
        holder = QWidget(self)
        holder.setMinimumWidth(_NARROW)
        holder.setMaximumWidth(_FORM)
        left.setContentsMargins(0, 0, 0, 0)
        holder.setLayout(left)
        right = QVBoxLayout()
        answer = self._build_answer()
        # Made last, the keyboard comes to it last.
        self._close = QDialogButtonBox(QDialogButtonBox.StandardButton.Close, parent=self)
        right.addWidget(answer, 1)
        right.addWidget(self._close)
        row = QHBoxLayout(self)
        row.setContentsMargins(18, 14, 18, 14)
        row.setSpacing(14)
        row.addWidget(holder, 2)
        row.addLayout(right, 3)

    def _build_answer(self) -> QWidget:
        """Return what was found, from the words to the tables; it scrolls where the screen is small."""
        body = scrolled(self)
        inside = QWidget(body)
        column = QVBoxLayout(inside)
        column.setContentsMargins(0, 0, 6, 0)
        column.setSpacing(8)
        working = QHBoxLayout()
        working.addWidget(self._progress, 1)
        working.addWidget(self.cancel)
        column.addLayout(working)
        for widget in (self.stale, self.problem, self.summary, self.hint):
            column.addWidget(widget)
        column.addWidget(self._pages, _WHOLE)
        column.addWidget(self._notes)
        # Without a set the words stay at the top.
        column.addStretch(1)
        body.setWidget(inside)
        return body

    def _connect(self) -> None:
        context = self._context
        self.run.clicked.connect(self.ask)
        self.cancel.clicked.connect(self._stop)
        self._close.rejected.connect(self.reject)
        self.form.maximise_changed.connect(self._show_state)
        self.chart.marked.connect(self._show_point)
        for table in (self.chosen, self.left_out):
            table.chosen.connect(context.select_proposal)
        context.project_changed.connect(self._follow)
        context.document_replaced.connect(self._forget)
        context.language_changed.connect(self.retranslate)
        context.appearance.changed.connect(self._show_found)

    @Slot()
    def ask(self) -> None:
        """Have the set chosen; a newer question drops the answer to this one."""
        context, project = self._context, self._context.project
        maximise: Maximise = self.form.maximise.currentData()
        asked = self._asked()
        self._progress.setValue(0)
        self._working(True)  # noqa: FBT003 - it begins
        context.tasks.run(
            _TASK,
            N_("Choosing proposals"),
            lambda progress: _chosen(context, project, maximise, progress),
            done=lambda found: self._take(found, asked),
            failed=self._failed,
            progress=lambda fraction, _message: self._progress.setValue(round(_WHOLE * fraction)),
        )

    @Slot()
    def _stop(self) -> None:
        self._context.tasks.cancel(_TASK)
        self._working(False)  # noqa: FBT003 - it ends

    def done(self, result: int) -> None:
        """Leave the dialog; nobody waits for the answer any more."""
        self._stop()
        super().done(result)

    @Slot()
    def _forget(self) -> None:
        self._stop()
        self.found = self._of = self._refusal = None
        self._show_found()

    @Slot()
    def _follow(self) -> None:
        self.form.refresh()
        # Without a set it is said what to do first, and that hangs on the plan.
        follow = self._show_found if self.found is None else self._show_state
        follow()

    def _asked(self) -> tuple[object, ...]:
        project = self._context.project
        return (project, self.form.maximise.currentData())

    def _take(self, found: Portfolio, asked: tuple[object, ...]) -> None:
        self.found, self._of, self._refusal = found, asked, None
        self._working(False)  # noqa: FBT003
        self._show_found()

    def _failed(self, error: Exception) -> None:
        """Say in its place why there is no answer; what nobody foresaw is told as everywhere."""
        self._working(False)  # noqa: FBT003
        if isinstance(error, SpacePlannerError) and not isinstance(error, Cancelled):
            self.found, self._refusal = None, error
            self._show_found()
        else:
            self._context.failed(error)

    def _working(self, on: bool) -> None:  # noqa: FBT001 - on or off
        for widget in (self._progress, self.cancel):
            widget.setVisible(on)

    @Slot()
    def _show_state(self) -> None:
        """Say whether what is shown is of the project as it is now."""
        there = bool(self._context.project.proposals)
        self.run.setEnabled(there and bool(self._context.project.plan.budgets))
        old = self.found is not None and self._of is not None and self._differs(self._of)
        self.stale.setVisible(old)

    def _differs(self, asked: tuple[object, ...]) -> bool:
        project, maximise = asked
        return project is not self._context.project or maximise != self.form.maximise.currentData()

    @Slot()
    def _show_found(self) -> None:
        """Write what was found, or why there is nothing."""
        found = self.found
        whole = found if found is not None and found.conflict is None else None
        problem = str(self._refusal) if self._refusal is not None else ""
        if found is not None and found.conflict is not None:
            problem = "\n• ".join(words.conflict(found))
        self.problem.setText(problem)
        self.summary.setText(" ".join((words.summary(whole), words.certainty(whole))).strip() if whole else "")
        step = whole.next_step if whole else None
        hint = self._waiting() if found is None and not problem else ""
        self.hint.setText(words.next_step(step, whole) if step is not None and whole is not None else hint)
        self._notes.setText("\n".join(sentence(*note) for note in found.notes) if found else "")
        for text in (self.problem, self.summary, self.hint, self._notes):
            text.setVisible(bool(text.text()))
        self._pages.setVisible(whole is not None)
        self.chart.show_portfolio(whole)
        if whole is not None:
            tables.show_chosen(self.chosen, whole, self._context)
            tables.show_left_out(self.left_out, whole, self._context)
            tables.show_purses(self.purses, whole)
        self.point.setText(gettext(N_("The square is the set above. Click a point to see its set.")))
        self._show_state()

    def _waiting(self) -> str:
        if not self._context.project.proposals:
            return gettext(N_("There is no proposal yet to choose from."))
        if not self._context.project.plan.budgets:
            return gettext(N_("Add a year with its budget, then have the proposals chosen."))
        return ""

    @Slot(int)
    def _show_point(self, place: int) -> None:
        found = self.found
        if found is None or place >= len(found.frontier):
            return
        point = found.frontier[place]
        text = gettext(N_("{money} of new money: {benefit} {unit} with {proposals}."))
        self.point.setText(
            text.format(
                money=money(point.money, found.currency),
                benefit=words.benefit(point.benefit, found.maximise),
                unit=gettext(words.UNITS[found.maximise]),
                proposals=words.names(point.proposals, found) or gettext(N_("no proposal")),
            )
        )

    def showEvent(self, event: QShowEvent) -> None:  # noqa: N802 - Qt's name
        """Have the keyboard go through the wishes first, with the rows there are now."""
        super().showEvent(event)
        focus.in_order(self, (self.form, self.run))

    @Slot()
    def retranslate(self) -> None:
        """Write the words anew."""
        self.setWindowTitle(gettext(N_("Portfolio")))
        self.run.setText(gettext(N_("Choose the best set")))
        self.cancel.setText(gettext(N_("Cancel")))
        self.stale.setText(gettext(N_("The plan or a proposal has changed since: choose again.")))
        pages = (N_("Chosen"), N_("Not chosen"), N_("Who pays"), N_("More or less money"))
        for place, text in enumerate(pages):
            self._pages.setTabText(place, gettext(text))
        self.form.retranslate()
        if not self.cancel.isVisible():
            self._working(False)  # noqa: FBT003
        self._show_found()


def _chosen(context: Context, project: Project, maximise: Maximise, progress: Progress) -> Portfolio:
    from spaceplanner.services import portfolio  # noqa: PLC0415 - the window is there before it computes

    result = context.evaluator.evaluate(project, between(progress, 0.0, 0.2))
    request = portfolio.Request(maximise=maximise, points=POINTS)
    return portfolio.choose(
        project,
        context.catalogue,
        result,
        request,
        memo=context.evaluator.memo,
        progress=between(progress, 0.2, 1.0),
    )
