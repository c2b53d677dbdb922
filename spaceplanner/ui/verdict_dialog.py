"""The dialog that judges a proposal by incidents after the works; the file is read and not stored."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, cast

from PySide6.QtCore import QDate, Qt, Slot
from PySide6.QtWidgets import (
    QDateEdit,
    QDialog,
    QDialogButtonBox,
    QFileDialog,
    QFrame,
    QHBoxLayout,
    QLineEdit,
    QPushButton,
    QScrollArea,
    QVBoxLayout,
    QWidget,
)

from spaceplanner.domain.layer import Role
from spaceplanner.errors import Cancelled, SpacePlannerError
from spaceplanner.i18n import N_, gettext, sentence
from spaceplanner.ui import theme
from spaceplanner.ui.lines import grid, line
from spaceplanner.ui.plain import label
from spaceplanner.ui.verdict_chart import VerdictChart

if TYPE_CHECKING:
    from datetime import date

    from PySide6.QtWidgets import QGridLayout

    from spaceplanner.domain.proposal import Proposal
    from spaceplanner.services.progress import Progress
    from spaceplanner.services.verdict import Verdict
    from spaceplanner.ui.context import Context

_TASK = "verdict"
_EARLIEST = QDate(1990, 1, 1)
_WIDTH, _HEIGHT = 620, 640


class VerdictDialog(QDialog):
    """See the module's docstring.

    Attributes
    ----------
    path, crs, since, works
        What is asked: the file, its coordinate system where it does not say it, the first day after the works and the
        day they began; `works` stands at its minimum where that is not known.
    judge_button
        Begins.
    said, chart, problem
        The verdict in words, the bars, and why there is none.
    found
        The verdict that is shown, or None.
    """

    def __init__(self, context: Context, proposal: Proposal, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._context, self._proposal = context, proposal
        self.found: Verdict | None = None
        self.setWindowTitle(gettext(N_("Judge the effect")))
        self.resize(_WIDTH, 0)
        column = QVBoxLayout(self)
        column.setContentsMargins(18, 16, 18, 14)
        column.setSpacing(10)
        head = label(proposal.name, self, wrap=True)
        head.setFont(theme.font(14, "semibold"))
        column.addWidget(head)
        text = N_(
            "Incidents after the works, against those before and against comparable spaces. The file is not stored."
        )
        column.addWidget(label(gettext(text), self, role="secondary", wrap=True))
        column.addLayout(self._build_form())
        self.problem = label(parent=self, role="warning", wrap=True)
        column.addWidget(self.problem)
        self._answer = self._build_answer()
        column.addWidget(self._answer, 1)
        column.addWidget(self._build_buttons())
        self.problem.hide()
        self._answer.hide()

    def _build_form(self) -> QGridLayout:
        form = grid()
        self.path, self.crs = QLineEdit(self), QLineEdit(self._usual_crs(), self)
        self.path.setPlaceholderText(gettext(N_("A file of new incidents")))
        self.crs.setPlaceholderText(gettext(N_("As the file says; else EPSG:N")))
        self.since, self.works = QDateEdit(self._after_record(), self), QDateEdit(_EARLIEST, self)
        for field in (self.since, self.works):
            field.setDisplayFormat("yyyy-MM-dd")
            field.setCalendarPopup(True)
        self.works.setMinimumDate(_EARLIEST)
        self.works.setSpecialValueText(gettext(N_("not known")))
        browse = QPushButton(gettext(N_("Browse…")), self)
        browse.setAutoDefault(False)
        browse.clicked.connect(self._browse)
        file = QWidget(self)
        row = QHBoxLayout(file)
        row.setContentsMargins(0, 0, 0, 0)
        row.addWidget(self.path, 1)
        row.addWidget(browse)
        for place, (text, widget) in enumerate(
            (
                (N_("Incidents after"), file),
                (N_("Coordinate system"), self.crs),
                (N_("First day after works"), self.since),
                (N_("Works began on"), self.works),
            )
        ):
            line(form, place, text, widget, self)
        self.path.setAccessibleName(gettext(N_("Incidents after")))
        self.path.textChanged.connect(self._enable)
        return form

    def _build_answer(self) -> QScrollArea:
        area = QScrollArea(self)
        area.setWidgetResizable(True)
        area.setFrameShape(QFrame.Shape.NoFrame)
        area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        inside = QWidget(area)
        column = QVBoxLayout(inside)
        column.setContentsMargins(0, 4, 6, 0)
        column.setSpacing(10)
        self.said, self._displaced = label(parent=inside, wrap=True), label(parent=inside, wrap=True)
        self.said.setFont(theme.font(13, "semibold"))
        self.chart = VerdictChart(lambda: self._context.appearance.colours, inside)
        self._controls = label(parent=inside, role="secondary", wrap=True)
        self._notes = label(parent=inside, role="warning", wrap=True)
        self._counted = label(parent=inside, role="faint", wrap=True)
        for widget in (self.said, self._displaced, self.chart, self._controls, self._notes, self._counted):
            column.addWidget(widget)
        column.addStretch(1)
        area.setWidget(inside)
        return area

    def _build_buttons(self) -> QDialogButtonBox:
        buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Close, parent=self)
        self.judge_button = buttons.addButton(gettext(N_("Judge")), QDialogButtonBox.ButtonRole.ActionRole)
        self.judge_button.setDefault(True)
        self.judge_button.clicked.connect(self.judge)
        buttons.rejected.connect(self.reject)
        self._enable()
        return buttons

    def _usual_crs(self) -> str:
        """Return the system that somebody had to name for the project's incidents: the new ones come from there too."""
        sources = [layer.source for layer in self._context.project.by_role(Role.INCIDENTS)]
        return next((source.crs or "" for source in reversed(sources) if source.crs_origin == "option"), "")

    def _after_record(self) -> QDate:
        """Return the day after the project's last incident, a beginning for whoever looks for the date."""
        period = self._context.result.diagnosis.period if self._context.result else None
        return QDate.currentDate() if period is None else QDate.fromString(period.last, "yyyy-MM-dd").addDays(1)

    @Slot()
    def _browse(self) -> None:
        folder = str(Path(self.path.text()).parent) if self.path.text() else ""
        dialog = QFileDialog(self, gettext(N_("Incidents after")), folder)
        dialog.setFileMode(QFileDialog.FileMode.ExistingFile)
        dialog.fileSelected.connect(self.path.setText)
        dialog.finished.connect(dialog.deleteLater)
        dialog.open()

    @Slot()
    def _enable(self) -> None:
        self.judge_button.setEnabled(bool(self.path.text().strip()))

    @Slot()
    def judge(self) -> None:
        """Read the file and judge, in the task pool."""
        from spaceplanner.io.importing import ImportRequest  # noqa: PLC0415 - start-up time: readers
        from spaceplanner.services import verdict  # noqa: PLC0415 - start-up time: pyarrow

        project, evaluator, proposal = self._context.project, self._context.evaluator, self._proposal.id
        request = ImportRequest(
            path=Path(self.path.text().strip()), role=Role.INCIDENTS, crs=self.crs.text().strip() or None
        )
        since = cast("date", self.since.date().toPython())
        known = self.works.date() > _EARLIEST
        works = cast("date", self.works.date().toPython()) if known else None

        def work(progress: Progress) -> Verdict:
            layer = verdict.read(project, request, progress).layer
            return verdict.judge(project, proposal, layer, evaluator, since=since, works=works)

        self.judge_button.setEnabled(False)
        self.problem.hide()
        self._context.tasks.run(
            _TASK, N_("Judging the effect"), work, done=self._show_verdict, failed=self._show_problem
        )

    def done(self, result: int) -> None:
        """Leave the dialog; an answer that comes later is dropped."""
        self._context.tasks.cancel(_TASK)
        super().done(result)

    def _show_verdict(self, found: Verdict) -> None:
        from spaceplanner.services import verdict_words  # noqa: PLC0415 - start-up time

        self.found = found
        self._enable()
        self.said.setText(verdict_words.sentence(found))
        self._displaced.setText("\n".join(verdict_words.displaced(found)))
        self.chart.show_rows(verdict_words.bars(found))
        names = "; ".join(control.name for control in found.controls)
        self._controls.setText(gettext(N_("Comparable spaces, the most similar first: {names}.")).format(names=names))
        self._notes.setText("\n".join(sentence(message, parameters) for message, parameters in found.notes))
        self._notes.setVisible(bool(found.notes))
        self._counted.setText(verdict_words.counted(found))
        self._answer.show()
        self.resize(max(self.width(), _WIDTH), _HEIGHT)

    def _show_problem(self, error: Exception) -> None:
        self._enable()
        if isinstance(error, Cancelled):
            return
        if not isinstance(error, SpacePlannerError):
            self._context.failed(error)
            return
        self.found = None
        self._answer.hide()
        self.problem.setText(str(error))
        self.problem.show()
