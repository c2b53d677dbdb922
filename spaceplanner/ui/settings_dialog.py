"""The dialog for the parameters of the analysis: distances, light, sound, reach and money."""

from __future__ import annotations

from dataclasses import replace
from functools import reduce
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import Slot
from PySide6.QtWidgets import QDialog, QGroupBox, QHBoxLayout, QVBoxLayout

from spaceplanner.domain import edits
from spaceplanner.domain.project import Settings
from spaceplanner.i18n import N_, gettext
from spaceplanner.ui.buttons import ok_cancel
from spaceplanner.ui.choice import Choice
from spaceplanner.ui.lines import grid, line
from spaceplanner.ui.luminaire_fold import LuminaireFold
from spaceplanner.ui.measure_box import MeasureBox
from spaceplanner.ui.plain import label, tip
from spaceplanner.ui.settings_fields import GROUPS, Measured, Share, choices
from spaceplanner.ui.share_box import ShareBox

if TYPE_CHECKING:
    from collections.abc import Sequence

    from PySide6.QtWidgets import QWidget

    from spaceplanner.domain.edits import Edit
    from spaceplanner.domain.project import Project
    from spaceplanner.ui.context import Context
    from spaceplanner.ui.settings_fields import Field

_LABELS, _FIELD, _USUAL, _WORDS = 158, 152, 92, 30
"""Pixels of the labels, the numbers and their defaults; characters of the choices."""


class SettingsDialog(QDialog):
    """Edits the parameters of the open project's analysis; accepting is one undo step.

    Attributes
    ----------
    boxes
        Name of a parameter -> where it is typed or chosen.
    luminaires
        What belongs to the choice of the usual luminaire.
    """

    luminaires: LuminaireFold

    def __init__(self, context: Context, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._context = context
        self.boxes: dict[str, MeasureBox | Choice] = {}
        self.setWindowTitle(gettext(N_("Analysis settings")))
        column = QVBoxLayout(self)
        column.setContentsMargins(18, 16, 18, 14)
        column.setSpacing(12)
        row = QHBoxLayout()
        row.setSpacing(14)
        for groups in GROUPS:
            part = QVBoxLayout()
            part.setSpacing(10)
            for title, fields in groups:
                part.addWidget(self._group(gettext(title), fields))
            part.addStretch(1)
            row.addLayout(part)
        column.addLayout(row)
        note = gettext(
            N_("All spaces are judged anew with what you choose. It is saved with the project and can be undone.")
        )
        column.addWidget(label(note, self, role="secondary", wrap=True))
        column.addWidget(ok_cancel(self, restore=self.restore))
        self._show(context.project.settings)

    @Slot()
    def restore(self) -> None:
        """Show the defaults; they hold once the dialog is accepted."""
        self._show(Settings())

    def accept(self) -> None:
        """Make the changes as one step; nothing changed is no step."""
        old = self._context.project.settings
        new = replace(old, **{name: _taken(box, getattr(old, name)) for name, box in self.boxes.items()})
        if new != old or self.luminaires.edits:
            steps = (*self.luminaires.edits, edits.set_settings(new))
            self._context.do(N_("Change analysis settings"), lambda project: reduce(_applied, steps, project))
        super().accept()

    def done(self, result: int) -> None:
        """Leave the dialog."""
        self.luminaires.stop()
        super().done(result)

    def _show(self, settings: Settings) -> None:
        for name, box in self.boxes.items():
            value = getattr(settings, name)
            if isinstance(box, Choice):
                box.choose(value)
            else:
                box.setValue(value)

    def _group(self, title: str, fields: Sequence[Field]) -> QGroupBox:
        group = QGroupBox(title, self)
        lines = grid(_LABELS)
        lines.setContentsMargins(12, 10, 12, 12)
        lines.setColumnMinimumWidth(2, _USUAL)
        for field in fields:
            # A grid has a row before anything is in it.
            place = lines.rowCount() if lines.count() else 0
            box = self.boxes[field.name] = self._box(field, group)
            name = line(lines, place, field.text, box, group)
            usual = gettext(N_("default: {value}")).format(value=_words(box, getattr(Settings(), field.name)))
            said = [gettext(field.means), usual]
            if isinstance(field, Measured):
                low, high = (_words(box, value) for value in (field.low, field.high))
                said.insert(1, gettext(N_("From {low} to {high}.")).format(low=low, high=high))
                lines.addWidget(label(usual, group, role="faint"), place, 2)
            else:
                lines.removeWidget(box)
                lines.addWidget(box, place, 1, 1, 2)
            if field.name == "lamp_shape" and isinstance(box, Choice):
                self.luminaires = LuminaireFold(self._context, box, _LABELS, group)
                lines.addWidget(self.luminaires, place + 1, 0, 1, 3)
            box.setAccessibleDescription(" ".join(said))
            for widget in (name, box):
                widget.setToolTip(tip("\n".join(said)))
        group.setLayout(lines)
        return group

    def _box(self, field: Field, parent: QWidget) -> MeasureBox | Choice:
        if not isinstance(field, Measured):
            choice = Choice(parent, width=_WORDS)
            for words, value in choices(field.name, self._context.project.luminaires):
                choice.add(words, value)
            return choice
        now = getattr(self._context.project.settings, field.name)
        # What a file says is not cut at the top; what is too small for the analysis is raised to the least.
        kind = ShareBox if isinstance(field, Share) else MeasureBox
        box = kind(field.low, max(field.high, now), digits=field.digits, unit=gettext(field.unit), parent=parent)
        box.setSingleStep(field.step)
        box.setMinimumWidth(_FIELD)
        return box


def _applied(project: Project, edit: Edit) -> Project:
    return edit(project)


def _words(box: MeasureBox | Choice, value: Any) -> str:
    """Return a value in the words of its box."""
    if isinstance(box, Choice):
        return box.itemText(box.findData(value))
    return box.textFromValue(value)


def _taken(box: MeasureBox | Choice, old: Any) -> Any:
    """Return what a box says; what it only rounds, or does not know, stays as it was."""
    if isinstance(box, Choice):
        return old if box.currentData() is None else box.currentData()
    # Years stay whole.
    return old if round(old, box.decimals()) == box.value() else type(old)(box.value())
