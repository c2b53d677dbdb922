"""The table of a dialog in which each row is a line of fields to fill in."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHeaderView, QTableWidget

from spaceplanner.i18n import gettext

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from PySide6.QtWidgets import QWidget

_ROW = 36
"""Pixels of a row: a field and the air around it."""


class LinesTable(QTableWidget):
    """Lines of fields; the first column takes the room that the others leave."""

    def __init__(self, heads: Sequence[str], widths: Mapping[int, int], parent: QWidget | None = None) -> None:
        super().__init__(0, len(heads), parent)
        self.setHorizontalHeaderLabels([gettext(text) for text in heads])
        head = self.horizontalHeader()
        head.setDefaultAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
        head.setSectionResizeMode(0, QHeaderView.ResizeMode.Stretch)
        head.setHighlightSections(False)
        for place, wide in widths.items():
            self.setColumnWidth(place, wide)
        self.setShowGrid(False)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setTabKeyNavigation(False)
        self.verticalHeader().hide()
        self.verticalHeader().setDefaultSectionSize(_ROW)
        self.setSelectionBehavior(QTableWidget.SelectionBehavior.SelectRows)

    def remove_line(self) -> bool:
        """Remove the current line, or the last where none is; return whether there was one."""
        row = self.currentRow()
        row = self.rowCount() - 1 if row < 0 else row
        if row >= 0:
            self.removeRow(row)
        return row >= 0
