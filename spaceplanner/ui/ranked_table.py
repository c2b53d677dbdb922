"""The table of a ranked model: rows chosen whole, sorted by a click on a head, following what is chosen elsewhere."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QItemSelectionModel, QModelIndex, QSortFilterProxyModel, Qt, Signal, Slot
from PySide6.QtWidgets import QAbstractItemView, QHeaderView, QTableView

from spaceplanner.ui.ranked_model import SORT
from spaceplanner.ui.table_parts import ROW, Head

if TYPE_CHECKING:
    from PySide6.QtWidgets import QWidget

    from spaceplanner.domain.result import Result
    from spaceplanner.ui.ranked_model import RankedModel


class RankedTable(QTableView):
    """A ranked model as a table.

    Attributes
    ----------
    ranked, proxy
        What it shows, and its order.
    """

    picked = Signal(QModelIndex)
    """A cell of the row that was chosen here, not elsewhere."""

    def __init__(self, ranked: RankedModel[Any], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.ranked = ranked
        self.proxy = QSortFilterProxyModel(parent)
        self.proxy.setSourceModel(ranked)
        self.proxy.setSortRole(SORT)
        self._following = False
        self.setModel(self.proxy)
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setShowGrid(False)
        self.setTabKeyNavigation(False)
        self.setWordWrap(False)
        self.setHorizontalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.verticalHeader().hide()
        self.verticalHeader().setDefaultSectionSize(ROW)
        self.selectionModel().currentRowChanged.connect(self._pick)

    def dress_head(self, least: int, *, precision: int | None = None) -> Head:
        """Give the table heads, sorted by the first, and return them.

        Parameters
        ----------
        least
            Pixels of a column at least.
        precision
            Number of rows whose contents make the width of a column; None: those Qt takes.
        """
        head = Head(self)
        self.setHorizontalHeader(head)
        head.setHighlightSections(False)
        if precision is not None:
            head.setResizeContentsPrecision(precision)
        head.setMinimumSectionSize(least)
        head.setTextElideMode(Qt.TextElideMode.ElideNone)
        head.setSectionResizeMode(QHeaderView.ResizeMode.ResizeToContents)
        head.sortIndicatorChanged.connect(self._sort)
        self.setSortingEnabled(True)
        self.sortByColumn(0, Qt.SortOrder.AscendingOrder)
        return head

    def show_result(self, result: Result | None) -> None:
        """Show another result; that no row is chosen for a moment is nobody's choice."""
        self._following = True
        self.ranked.show_result(result)
        self._following = False

    @Slot(object)
    def follow(self, wanted: str | None) -> None:
        """Choose the row of what was chosen elsewhere."""
        row = self.ranked.row_of(wanted)
        index = self.proxy.mapFromSource(self.ranked.index(row, 0)) if row is not None else QModelIndex()
        selection = self.selectionModel()
        self._following = True
        if not index.isValid():
            selection.clear()
        elif index.row() != self.currentIndex().row() or not selection.hasSelection():
            flags = QItemSelectionModel.SelectionFlag.ClearAndSelect | QItemSelectionModel.SelectionFlag.Rows
            selection.setCurrentIndex(index, flags)
            self.scrollTo(index)
        self._following = False

    @Slot(QModelIndex, QModelIndex)
    def _pick(self, current: QModelIndex, _previous: QModelIndex) -> None:
        if not self._following:
            self.picked.emit(current)

    @Slot(int, Qt.SortOrder)
    def _sort(self, column: int, order: Qt.SortOrder) -> None:
        self.ranked.descending = order is Qt.SortOrder.DescendingOrder
        self.proxy.sort(column, order)
