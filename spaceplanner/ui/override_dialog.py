"""The form that gives a finding another value in this project, with the name and the reason of who does so."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

from PySide6.QtWidgets import QDialog, QLineEdit, QVBoxLayout

from spaceplanner.domain import checks, edits
from spaceplanner.domain.judgement import Override
from spaceplanner.i18n import N_, gettext, pick
from spaceplanner.services import ledger
from spaceplanner.ui import theme
from spaceplanner.ui.buttons import ok_cancel
from spaceplanner.ui.lines import grid, line
from spaceplanner.ui.measure_box import MeasureBox
from spaceplanner.ui.plain import label, tip

if TYPE_CHECKING:
    from PySide6.QtWidgets import QWidget

    from spaceplanner.domain.catalogue import Catalogue, Evidence
    from spaceplanner.ui.context import Context

_WIDTH, _MOST, _DIGITS, _LABELS = 520, 20.0, 3, 150
_NAMES = {
    "rate_ratio": N_("Rate ratio"),
    "low": N_("Lower end (95%)"),
    "high": N_("Upper end (95%)"),
    "author": N_("Who sets it"),
    "reason": N_("Reason"),
}
"""Field of an override -> its words, a message id."""
_INSIDE = N_("The rate ratio must lie between the ends of its interval.")


class OverrideDialog(QDialog):
    """Edits the override of one finding; accepting is one undo step.

    Attributes
    ----------
    boxes, texts
        Field -> where it is typed: numbers, and the two texts.
    warning
        What cannot be used.
    """

    def __init__(self, context: Context, entry: Evidence, found: Catalogue, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._context, self._entry, self._found = context, entry, found
        self.boxes: dict[str, MeasureBox] = {}
        self.texts: dict[str, QLineEdit] = {}
        self.setWindowTitle(gettext(N_("Override a finding")))
        self.setMinimumWidth(_WIDTH)
        column = QVBoxLayout(self)
        column.setContentsMargins(18, 16, 18, 14)
        column.setSpacing(10)
        title = label(pick(entry.title), self, wrap=True)
        title.setFont(theme.font(13, "semibold"))
        kept = gettext(N_("The ledger has: {finding}.")).format(finding=ledger.finding(entry.original or entry))
        means = gettext(
            N_("Incidents after / expected: 0.8 is a fifth fewer, 1 no effect. No study found this value, so it counts as grade D at most; name and reason are printed beside it everywhere.")
        )  # fmt: skip
        for widget in (title, label(kept, self, wrap=True), label(means, self, role="secondary", wrap=True)):
            column.addWidget(widget)
        self._build(column)
        self.warning = label(parent=self, role="warning", wrap=True)
        self.warning.hide()
        column.addWidget(self.warning)
        column.addStretch(1)
        column.addWidget(ok_cancel(self))
        self.boxes["rate_ratio"].selectAll()

    def accept(self) -> None:
        """Make the change as one step; nothing changed is no step, and what cannot be used is said."""
        override = self._override()
        found = checks.override_problems(override, self._found)
        if found:
            self._warn(found[0])
            return
        if not self._same(override):
            self._context.do(N_("Override a finding"), edits.put_override(override))
        super().accept()

    def _build(self, column: QVBoxLayout) -> None:
        lines, entry, given = grid(_LABELS), self._entry, self._entry.override
        start = entry.rate_ratio if entry.rate_ratio is not None else 1.0
        values = {
            "rate_ratio": start,
            "low": entry.low if entry.low is not None else start,
            "high": entry.high if entry.high is not None else start,
        }
        last = self._context.project.overrides[-1].author if self._context.project.overrides else ""
        texts = {"author": given.author if given else last, "reason": given.reason if given else ""}
        for place, (name, words) in enumerate(_NAMES.items()):
            field: QWidget
            if name in values:
                field = self.boxes[name] = MeasureBox(0, max(_MOST, values[name]), digits=_DIGITS, parent=self)
                self.boxes[name].setSingleStep(0.01)
                self.boxes[name].setValue(values[name])
            else:
                field = self.texts[name] = QLineEdit(texts[name], self)
                self.texts[name].setCursorPosition(0)
            line(lines, place, words, field, self)
        self.texts["reason"].setPlaceholderText(gettext(N_("Study, local record, expert judgement")))
        self.texts["author"].setToolTip(tip(gettext(N_("Printed beside the value"))))
        column.addLayout(lines)

    def _override(self) -> Override:
        return Override(
            evidence=self._entry.id,
            rate_ratio=self._number("rate_ratio"),
            low=self._number("low"),
            high=self._number("high"),
            author=self.texts["author"].text().strip(),
            reason=self.texts["reason"].text().strip(),
            made=datetime.now().astimezone().date(),
        )

    def _number(self, name: str) -> float:
        """Return what a box says; what it only rounds stays as it was."""
        box, old = self.boxes[name], getattr(self._entry, name)
        return float(old) if old is not None and round(old, _DIGITS) == box.value() else box.value()

    def _same(self, override: Override) -> bool:
        given = self._entry.override
        return given is not None and all(getattr(given, name) == getattr(override, name) for name in _NAMES)

    def _warn(self, problem: checks.Problem) -> None:
        """Say what is wrong in the words of the form, and lead to where it is."""
        numbers = {name: box.value() for name, box in self.boxes.items()}
        crossed = problem.where == "low" and numbers["low"] > 0
        if crossed:
            text = gettext(_INSIDE)
        else:
            clause = gettext(problem.message_id).format(**problem.parameters)
            text = f"{gettext(_NAMES[problem.where])}: {clause}." if problem.where in _NAMES else f"{clause}."
        self.warning.setText(text)
        self.warning.show()
        field = self.boxes.get(problem.where) or self.texts.get(problem.where)
        if field is not None:
            field.setFocus()
        column = self.layout()
        assert column is not None
        self.resize(self.width(), max(self.height(), column.totalHeightForWidth(self.width())))
