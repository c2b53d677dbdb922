"""Lines of a dialog: labels in one column, what they stand for in the next, aligned all over the dialog."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtWidgets import QGridLayout

from spaceplanner.i18n import gettext
from spaceplanner.ui.plain import label

if TYPE_CHECKING:
    from PySide6.QtWidgets import QLabel, QWidget

LABELS = 148
"""Pixels of the labels' column."""


def grid(first: int = LABELS) -> QGridLayout:
    """Return a grid of labels and what they stand for; `first` is the labels' width in pixels."""
    made = QGridLayout()
    made.setContentsMargins(0, 0, 0, 0)
    made.setHorizontalSpacing(10)
    made.setVerticalSpacing(6)
    made.setColumnMinimumWidth(0, first)
    made.setColumnStretch(1, 1)
    return made


def line(to: QGridLayout, place: int, text: str, widget: QWidget, parent: QWidget) -> QLabel:
    """Add a line to a `grid` and return its label; `text` is a message id."""
    made = label(gettext(text), parent)
    made.setBuddy(widget)
    widget.setAccessibleName(gettext(text))
    to.addWidget(made, place, 0)
    to.addWidget(widget, place, 1)
    return made
