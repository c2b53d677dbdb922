"""Does it predict? Methods and bandwidths, made of the earlier incidents and judged by the later ones."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, cast

from PySide6.QtCore import QDate, Qt, QTimer, Signal, Slot
from PySide6.QtWidgets import (
    QAbstractItemView,
    QDateEdit,
    QHeaderView,
    QTableWidget,
    QTableWidgetItem,
    QVBoxLayout,
)

from spaceplanner.errors import Cancelled, SpacePlannerError
from spaceplanner.i18n import N_, gettext, number, sentence
from spaceplanner.services import validation_words
from spaceplanner.ui.fold import Fold
from spaceplanner.ui.lines import grid
from spaceplanner.ui.plain import label, tip
from spaceplanner.ui.theme import font

if TYPE_CHECKING:
    from datetime import date

    from PySide6.QtWidgets import QWidget

    from spaceplanner.domain.project import Project
    from spaceplanner.services.hotspot_offer import Offer
    from spaceplanner.services.validation import Trial, Validation
    from spaceplanner.ui.context import Context

TASK = "validation"
_LABELS, _DAY, _PATIENCE_MS = 84, 110, 500
_ROW, _HEAD = 22, 28
_BEST, _FORESEEN = "★", "✓"
_HEADS = (
    (N_("Method"), N_("How the ground was ranked, from the earlier incidents alone")),
    (N_("m"), N_("Bandwidth in metres")),
    (N_("HR %"), N_("Hit rate: share of the later incidents in the densest 5% of the area")),
    (N_("PAI"), N_("Prediction accuracy index: how many times as many as by chance")),
    (N_("PEI"), N_("Prediction efficiency index: share of what a perfect choice of ground would have held")),
    (N_("RRI"), N_("Recapture rate index: later against earlier incidents there; 1 is as many as before")),
)


class ValidationView(Fold):
    """See the module's docstring.

    Attributes
    ----------
    learn, test
        Last day of the earlier period, and first day of the later one.
    table
        Trials, the one that held most marked with a star.
    words
        What the table means, or why there is none.
    found
        The latest validation, or None.
    """

    taken = Signal(str, object, float)
    """Method, kernel (or None) and bandwidth of the trial that was chosen."""

    def __init__(self, context: Context, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._context = context
        self._offer: Offer | None = None
        self._stale = True
        self._refusal: SpacePlannerError | None = None
        self._busy = False
        self.found: Validation | None = None
        self.learn, self.test = QDateEdit(self.body), QDateEdit(self.body)
        self.table = QTableWidget(0, len(_HEADS), self.body)
        self.words, self._notes = label(parent=self.body, wrap=True), label(parent=self.body, role="faint", wrap=True)
        self._names = label(parent=self.body), label(parent=self.body)
        self._soon = QTimer(self, singleShot=True, interval=_PATIENCE_MS)
        self._soon.timeout.connect(self.ask)
        self._build()
        self.opened.connect(self._open)
        context.hotspots.tasks_changed.connect(self._watch)
        self.table.cellActivated.connect(self._take)
        self.table.cellClicked.connect(self._take)
        for day in (self.learn, self.test):
            day.dateChanged.connect(self._touched)
        self.retranslate()

    def _build(self) -> None:
        lines = grid(_LABELS - 20)
        for place, (name, day) in enumerate(zip(self._names, (self.learn, self.test), strict=True)):
            day.setDisplayFormat("yyyy-MM-dd")
            day.setKeyboardTracking(False)
            name.setBuddy(day)
            lines.addWidget(name, place, 0)
            lines.addWidget(day, place, 1)
        table = self.table
        table.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        table.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        table.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        table.setShowGrid(False)
        table.setObjectName("narrow")
        table.setTabKeyNavigation(False)
        table.setWordWrap(False)
        table.setTextElideMode(Qt.TextElideMode.ElideMiddle)
        table.verticalHeader().hide()
        table.verticalHeader().setDefaultSectionSize(_ROW)
        table.horizontalHeader().setObjectName("narrow")
        table.horizontalHeader().setHighlightSections(False)
        table.horizontalHeader().setMinimumSectionSize(20)
        table.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        table.hide()
        column = QVBoxLayout()
        column.setSpacing(6)
        column.addLayout(lines)
        for widget in (self.words, table, self._notes):
            column.addWidget(widget)
        self.fill(column)
        column.setContentsMargins(0, 0, 0, 4)

    def show_offer(self, offer: Offer | None) -> None:
        """Take the days of another record: the last quarter is what methods are tested on."""
        self._offer, self._stale = offer, True
        self.found, self._refusal = None, None
        if offer is not None and offer.first is not None and offer.last is not None and offer.first < offer.last:
            from spaceplanner.services.hotspot_offer import last_quarter  # noqa: PLC0415 - start-up time

            test = last_quarter(offer.first, offer.last)
            for box, day in ((self.learn, _qdate(test).addDays(-1)), (self.test, _qdate(test))):
                box.blockSignals(True)  # noqa: FBT003 - Qt's own signature
                box.setDateRange(_qdate(offer.first), _qdate(offer.last))
                box.setDate(day)
                box.blockSignals(False)  # noqa: FBT003
        self.setVisible(offer is not None and offer.first is not None)
        self._show()
        self._open()

    @Slot()
    def _open(self) -> None:
        if self._stale and self.is_open and self._offer is not None and self._offer.first is not None:
            self._soon.start(0)

    @Slot()
    def _touched(self) -> None:
        self._soon.start(_PATIENCE_MS)

    @Slot()
    def ask(self) -> None:
        """Have the methods judged; a newer question drops the answer to this one."""
        self._stale = False
        project = self._context.project
        learn, test = _date(self.learn), _date(self.test)
        self._busy = True
        self._show()
        self._context.tasks.run(
            TASK,
            N_("Judging methods by later incidents"),
            lambda _progress: _validated(project, learn, test),
            done=self._done,
            failed=self._failed,
        )

    @Slot()
    def _watch(self) -> None:
        """Notice that it was cancelled, such as in the status bar."""
        if self._busy and all(task.key != TASK for task in self._context.tasks.active):
            self._stale = True
            self._done(self.found, self._refusal)

    def _done(self, found: Validation | None, refusal: SpacePlannerError | None = None) -> None:
        self._busy, self.found, self._refusal = False, found, refusal
        self._show()

    def _failed(self, error: Exception) -> None:
        if isinstance(error, SpacePlannerError) and not isinstance(error, Cancelled):
            self._done(None, error)
        else:
            self._done(None)
            self._context.failed(error)

    def retranslate(self) -> None:
        """Write the words anew."""
        self.say(gettext(N_("Does it predict?")))
        for name, box, text, said in (
            (self._names[0], self.learn, N_("Learn until"), N_("Last day that the methods may look at.")),
            (self._names[1], self.test, N_("Test from"), N_("First day of the incidents that they are judged by.")),
        ):
            name.setText(gettext(text))
            box.setAccessibleName(gettext(text))
            box.setMinimumWidth(_DAY)
            for widget in (name, box):
                widget.setToolTip(tip(gettext(said)))
            box.setAccessibleDescription(gettext(said))
        self.table.setAccessibleName(gettext(N_("Methods and bandwidths")))
        self.table.setAccessibleDescription(gettext(N_("Enter takes a row's method and bandwidth into the form.")))
        for place, (head, said) in enumerate(_HEADS):
            item = QTableWidgetItem(gettext(head))
            item.setToolTip(tip(gettext(said)))
            item.setTextAlignment(_side(place))
            self.table.setHorizontalHeaderItem(place, item)
        self._show()

    def _show(self) -> None:
        found = self.found
        self.table.setVisible(found is not None and not self._busy)
        self._notes.setVisible(found is not None and not self._busy)
        if self._busy:
            self.words.setText(gettext(N_("Judging methods by later incidents…")))
        elif found is None:
            self.words.setText(str(self._refusal) if self._refusal is not None else "")
        else:
            said = [validation_words.meaning(trial, plain) for trial, plain in found.quoted]
            said += [validation_words.meaning_along(trial, plain) for trial, plain in found.quoted_streets]
            self.words.setText("\n".join(said))
            notes = [sentence(text, parameters) for text, parameters in found.notes]
            legend = [gettext(N_("★ held most. Choose a row to take it into the form."))]
            if any(trial.chosen for trial in found.trials):
                legend.append(gettext(N_("✓ chosen on months of the earlier period, without a look at the later one")))
            self._notes.setText("\n".join([*legend, *notes]))
            self._fill(found)

    def _fill(self, found: Validation) -> None:
        table, best = self.table, validation_words.best(found)
        table.setRowCount(len(found.trials))
        for row, trial in enumerate(found.trials):
            for place, text in enumerate(_cells(trial, best=any(trial is one for one in best))):
                item = QTableWidgetItem(text)
                item.setTextAlignment(_side(place))
                # The name has its star, and little room.
                strong = place > 0 and any(trial is one for one in best)
                item.setFont(font(12, "semibold" if strong else "regular", tabular=place > 0))
                item.setToolTip(tip(_full(trial)))
                table.setItem(row, place, item)
        head = table.horizontalHeader()
        for place in range(len(_HEADS)):
            mode = QHeaderView.ResizeMode.ResizeToContents if place else QHeaderView.ResizeMode.Stretch
            head.setSectionResizeMode(place, mode)
        table.setFixedHeight(_HEAD + _ROW * len(found.trials) + 2)

    @Slot(int, int)
    def _take(self, row: int, _column: int) -> None:
        trial = self.found.trials[row] if self.found is not None and row < len(self.found.trials) else None
        if trial is None or trial.bandwidth is None:
            return
        sought = validation_words.sought(trial)
        if sought is not None:
            self.taken.emit(*sought, trial.bandwidth)


def _cells(trial: Trial, *, best: bool) -> tuple[str, ...]:
    accuracy = trial.accuracy
    name = validation_words.short_name(trial.method)
    signs = [sign for sign, there in ((_BEST, best), (_FORESEEN, trial.chosen)) if there]
    return (
        " ".join([*signs, name]),
        "–" if trial.bandwidth is None else number(trial.bandwidth),
        number(100 * accuracy.hit_rate, 1),
        number(accuracy.pai, 1),
        number(accuracy.pei, 2),
        "–" if trial.recapture is None else number(trial.recapture, 2),
    )


def _full(trial: Trial) -> str:
    """Return method and bandwidth without a short cut."""
    name = validation_words.name(trial.method)
    return name if trial.bandwidth is None else f"{name}, {number(trial.bandwidth)} m"


def _side(column: int) -> Qt.AlignmentFlag:
    side = Qt.AlignmentFlag.AlignRight if column else Qt.AlignmentFlag.AlignLeft
    return side | Qt.AlignmentFlag.AlignVCenter


def _date(box: QDateEdit) -> date:
    day: Any = box.date().toPython()
    return cast("date", day)


def _qdate(day: date) -> QDate:
    return QDate(day.year, day.month, day.day)


def _validated(project: Project, learn: date, test: date) -> Validation:
    from spaceplanner.services.validation import validate  # noqa: PLC0415 - start-up time

    return validate(project, train_to=learn, test_from=test)
