"""What a cell is changed with: a choice, or a line in which a wrong value is refused with the reason."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QPoint, Qt
from PySide6.QtWidgets import QCompleter, QLineEdit, QToolTip

from spaceplanner.errors import EditError
from spaceplanner.i18n import gettext
from spaceplanner.services import cell_values
from spaceplanner.ui.attributes_model import shown
from spaceplanner.ui.choice import Choice
from spaceplanner.ui.plain import tip

if TYPE_CHECKING:
    from PySide6.QtWidgets import QWidget

    from spaceplanner.domain.layer import Layer
    from spaceplanner.domain.project import Project

NOTHING = "–"
"""The entry of a choice that takes the value away."""


def editor(project: Project, layer: Layer, column: str, parent: QWidget | None = None) -> Choice | QLineEdit:
    """Return what a cell of a column is changed with."""
    only = cell_values.allowed(project, layer, column)
    if cell_values.is_flag(layer, column):
        only = (gettext(cell_values.YES), gettext(cell_values.NO))
    if only is not None:
        made = Choice(parent)
        made.add(NOTHING, "")
        for text in only:
            made.add(text, text)
        made.setAccessibleName(column)
        return made
    line = QLineEdit(parent)
    line.setAccessibleName(column)
    if texts := cell_values.offered(project, layer, column):
        offers = QCompleter(list(texts), line)
        offers.setCaseSensitivity(Qt.CaseSensitivity.CaseInsensitive)
        offers.setFilterMode(Qt.MatchFlag.MatchContains)
        line.setCompleter(offers)
    return line


def show_value(widget: Choice | QLineEdit, value: Any) -> None:
    """Put a cell's value into its editor, in a form that can be read back."""
    text = shown(value) if isinstance(value, bool) else "" if value is None or value != value else str(value)  # noqa: PLR0124 - NaN
    if isinstance(widget, Choice):
        if not widget.choose(text):
            widget.setCurrentIndex(0)
    else:
        widget.setText(text)
        widget.selectAll()


def text_of(widget: Choice | QLineEdit) -> str:
    """Return what is written or chosen."""
    return str(widget.currentData() or "") if isinstance(widget, Choice) else widget.text()


def problem(project: Project, layer: Layer, column: str, text: str) -> str:
    """Return why a text is no value of a column, in words; nothing where it is one."""
    try:
        cell_values.read(project, layer, column, text)
    except EditError as error:
        return str(error)
    return ""


def refuse(widget: Choice | QLineEdit, why: str) -> None:
    """Mark an editor as wrong and say the reason at it."""
    widget.setProperty("wrong", bool(why))
    widget.style().polish(widget)
    widget.setAccessibleDescription(why)
    if why:
        QToolTip.showText(widget.mapToGlobal(QPoint(0, widget.height())), tip(why), widget)
    else:
        QToolTip.hideText()
