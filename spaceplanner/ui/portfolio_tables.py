"""A portfolio's tables: what is chosen and who pays, what is not and why, and what each funder has left."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QRect, QSize, Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QHeaderView, QStyledItemDelegate, QTableWidget, QTableWidgetItem, QWidget

from spaceplanner.i18n import N_, gettext, money, number, percent, sentence
from spaceplanner.services import portfolio_words as words
from spaceplanner.ui import theme
from spaceplanner.ui.charts import StackBar
from spaceplanner.ui.plain import label, tip

if TYPE_CHECKING:
    from collections.abc import Sequence

    from PySide6.QtCore import QModelIndex, QPersistentModelIndex
    from PySide6.QtGui import QPainter, QResizeEvent
    from PySide6.QtWidgets import QStyleOptionViewItem

    from spaceplanner.domain.portfolio import Portfolio
    from spaceplanner.ui.context import Context

_CHOSEN = (N_("Year"), N_("Chosen"), N_("Cost"), N_("Benefit"), N_("Stays in"), N_("Who pays"))
_LEFT_OUT = (N_("Not chosen"), N_("Cost"), N_("Benefit"), N_("Would be in"), N_("Why"))
_PURSES = (N_("Year"), N_("Who"), N_("Has"), N_("Gives"), N_("Left"))
_ROW = 30
_BAR = 104
_NAMES, _SENTENCE, _AMOUNT = 168, 230, 72
_BESIDE, _ABOVE = 16, 6
"""Pixels that a cell keeps free beside and above its text; the style takes most of the former."""


class _Lines(QStyledItemDelegate):
    """Cells as high as their wrapped text, with a line below each row.

    Qt reckons a cell's height without the padding of the style sheet, and then elides what it has no line for.
    """

    def __init__(self, context: Context, parent: QWidget) -> None:
        super().__init__(parent)
        self._context = context

    def paint(
        self, painter: QPainter, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex
    ) -> None:
        """Paint a cell, and the line below it."""
        super().paint(painter, option, index)
        painter.save()
        painter.setPen(self._context.appearance.colour("lines"))
        painter.drawLine(option.rect.bottomLeft(), option.rect.bottomRight())
        painter.restore()

    def sizeHint(self, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex) -> QSize:  # noqa: N802
        """Return the room that the text takes in its column as wide as it is now; the last one is always wrapped."""
        size = super().sizeHint(option, index)
        table = option.widget
        if not isinstance(table, QTableWidget) or index.column() < table.columnCount() - 1:
            return size
        room = QRect(0, 0, table.columnWidth(index.column()) - _BESIDE, 1)
        text = option.fontMetrics.boundingRect(room, Qt.TextFlag.TextWordWrap, str(index.data() or ""))
        return QSize(size.width(), text.height() + 2 * _ABOVE)


class Table(QTableWidget):
    """Rows of text of which a row may stand for a proposal.

    Parameters
    ----------
    least
        Pixels that the last column needs; it takes what room is left.

    Attributes
    ----------
    heads
        Message ids of the heads.
    """

    chosen = Signal(str)
    """Id of the proposal whose row was chosen."""

    def __init__(self, context: Context, heads: tuple[str, ...], least: int, parent: QWidget | None = None) -> None:
        super().__init__(0, len(heads), parent)
        self.setItemDelegate(_Lines(context, self))
        self.heads = heads
        self._least = least
        head = self.horizontalHeader()
        head.setHighlightSections(False)
        head.setDefaultAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
        for column in range(len(heads) - 1):
            head.setSectionResizeMode(column, QHeaderView.ResizeMode.ResizeToContents)
        self.verticalHeader().hide()
        self.verticalHeader().setMinimumSectionSize(_ROW)
        self.verticalHeader().setSectionResizeMode(QHeaderView.ResizeMode.ResizeToContents)
        self.setShowGrid(False)
        self.setEditTriggers(QTableWidget.EditTrigger.NoEditTriggers)
        self.setSelectionBehavior(QTableWidget.SelectionBehavior.SelectRows)
        self.setSelectionMode(QTableWidget.SelectionMode.SingleSelection)
        self.setTabKeyNavigation(False)
        self.itemSelectionChanged.connect(self._tell)
        head.sectionResized.connect(self._follow)

    def show_rows(self, rows: Sequence[Sequence[str | float | None]], keys: Sequence[str] = ()) -> None:
        """Show other rows; `keys` are the proposals they stand for."""
        self.blockSignals(True)  # noqa: FBT003 - Qt's own signature
        self.setHorizontalHeaderLabels([gettext(head) for head in self.heads])
        self.setRowCount(0)
        self.setRowCount(len(rows))
        for row, cells in enumerate(rows):
            for column, cell in enumerate(cells):
                item = QTableWidgetItem(str(cell))
                item.setToolTip(tip(str(cell)))
                item.setData(Qt.ItemDataRole.UserRole, keys[row] if keys else "")
                self.setItem(row, column, item)
        self.blockSignals(False)  # noqa: FBT003

    def resizeEvent(self, event: QResizeEvent) -> None:  # noqa: N802 - Qt's name
        """Give the last column the room that is left, and never less than its sentences need."""
        super().resizeEvent(event)
        self.fit()

    def _follow(self, column: int, _before: int, _now: int) -> None:
        if column < self.columnCount() - 1:
            self.fit()

    def fit(self) -> None:
        """Fit the last column to the room there is."""
        last = self.columnCount() - 1
        others = sum(self.columnWidth(column) for column in range(last))
        self.setColumnWidth(last, max(self.viewport().width() - others, self._least))
        self.resizeRowsToContents()

    def _tell(self) -> None:
        items = self.selectedItems()
        if items and (key := items[0].data(Qt.ItemDataRole.UserRole)):
            self.chosen.emit(key)


def chosen_table(context: Context, parent: QWidget) -> Table:
    """Return the table of what is chosen."""
    return Table(context, _CHOSEN, _SENTENCE, parent)


def left_out_table(context: Context, parent: QWidget) -> Table:
    """Return the table of what is not chosen."""
    return Table(context, _LEFT_OUT, _SENTENCE, parent)


def purses_table(context: Context, parent: QWidget) -> Table:
    """Return the table of those who pay."""
    return Table(context, _PURSES, _AMOUNT, parent)


def show_chosen(table: Table, found: Portfolio, context: Context) -> None:
    """Show what is chosen and who pays for it."""
    table.show_rows(
        [
            (
                number(item.year),
                item.name,
                number(item.cost),
                words.benefit(item.benefit, found.maximise),
                "",
                "\n".join(words.payers(item, found.currency)),
            )
            for item in found.chosen
        ],
        [item.proposal for item in found.chosen],
    )
    _bars(table, 4, [item.stays for item in found.chosen], context)


def show_left_out(table: Table, found: Portfolio, context: Context) -> None:
    """Show what is not chosen and why."""
    table.show_rows(
        [
            (item.name, number(item.cost), words.benefit(item.benefit, found.maximise), "", sentence(*item.why))
            for item in found.unfunded
        ],
        [item.proposal for item in found.unfunded],
    )
    _bars(table, 3, [item.stays for item in found.unfunded], context)


def show_purses(table: Table, found: Portfolio) -> None:
    """Show what each funder has, gives and has left in each year."""
    table.show_rows(
        [
            (
                number(year + 1),
                words.funder(purse.funder, own=purse.own),
                *(money(amounts[year], found.currency) for amounts in (purse.caps, purse.spent, purse.left)),
            )
            for year in range(found.years)
            for purse in found.purses
        ]
    )


def _bars(table: Table, column: int, shares: Sequence[float | None], context: Context) -> None:
    for row, share in enumerate(shares):
        cell = QWidget(table)
        line = QHBoxLayout(cell)
        line.setContentsMargins(4, 0, 8, 0)
        line.setSpacing(6)
        text = label("–" if share is None else percent(share), cell)
        text.setFont(theme.font(12, tabular=True))
        text.setFixedWidth(42)
        text.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        line.addWidget(text)
        if share is not None:
            bar = StackBar(lambda: context.appearance.colours, cell, height=9)
            bar.show_segments([(share, context.appearance.colours.accent, False)], 1.0)
            line.addWidget(bar)
        cell.setMinimumWidth(_BAR)
        cell.setToolTip(tip(words.stays(share)))
        cell.setAccessibleName(words.stays(share))
        cell.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        table.setCellWidget(row, column, cell)
    table.horizontalHeader().setSectionResizeMode(column, QHeaderView.ResizeMode.Fixed)
    table.setColumnWidth(column, _BAR + 16)
    place = table.heads.index(_CHOSEN[1]) if _CHOSEN[1] in table.heads else 0
    table.horizontalHeader().setSectionResizeMode(place, QHeaderView.ResizeMode.Interactive)
    table.setColumnWidth(place, _NAMES)
    table.fit()
