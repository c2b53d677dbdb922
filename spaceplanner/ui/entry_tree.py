"""A list of entries in groups that do not fold: one is chosen, and a filter hides what it does not name."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QSize, Qt, Signal, Slot
from PySide6.QtWidgets import QAbstractItemView, QHeaderView, QTreeWidget, QTreeWidgetItem

from spaceplanner.ui import theme

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from PySide6.QtWidgets import QWidget

    from spaceplanner.domain.catalogue import Catalogue

KEY = Qt.ItemDataRole.UserRole
"""Role of an entry's id, in the first column; the heads of groups have none."""

_ROW = 26


class EntryTree(QTreeWidget):
    """See the module's docstring; who derives from it fills it and says in which texts the filter searches.

    Parameters
    ----------
    widths
        Pixels of the columns after the first, which takes the rest.
    """

    chosen = Signal(str)
    """Id of the entry that was chosen, by hand or by `select`."""

    def __init__(self, widths: Sequence[int], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._items: dict[str, QTreeWidgetItem] = {}
        self._groups: list[QTreeWidgetItem] = []
        self._texts: dict[str, str] = {}
        self.setColumnCount(1 + len(widths))
        self.setRootIsDecorated(False)
        self.setIndentation(10)
        self.setItemsExpandable(False)
        self.setUniformRowHeights(True)
        self.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        head = self.header()
        head.setObjectName("narrow")
        head.setStretchLastSection(False)
        head.setSectionsMovable(False)
        head.setSectionResizeMode(0, QHeaderView.ResizeMode.Stretch)
        for column, wide in enumerate(widths, start=1):
            head.setSectionResizeMode(column, QHeaderView.ResizeMode.Fixed)
            head.resizeSection(column, wide)
        self.currentItemChanged.connect(self._changed)

    def show_catalogue(self, found: Catalogue) -> None:
        """Show the entries of a catalogue; the chosen one stays chosen, else it is the first."""
        kept = self.current()
        self.blockSignals(True)  # noqa: FBT003 - Qt's own signature
        self.clear()
        self._items.clear()
        self._groups.clear()
        self._texts.clear()
        self._fill(found)
        self.expandAll()
        self.blockSignals(False)  # noqa: FBT003
        self.select(kept if kept in self._items else next(iter(self._items), ""))

    def current(self) -> str:
        """Return the id of the chosen entry, or nothing."""
        item = self.currentItem()
        return "" if item is None else str(item.data(0, KEY) or "")

    def select(self, key: str) -> None:
        """Choose an entry and bring it into view."""
        item = self._items.get(key)
        if item is not None:
            self.setCurrentItem(item)
            self.scrollToItem(item)

    def shown(self) -> tuple[str, ...]:
        """Return the ids of the entries that the filter leaves."""
        return tuple(key for key, item in self._items.items() if not item.isHidden())

    @Slot(str)
    def filter(self, text: str) -> None:
        """Show only the entries that hold all words of a text somewhere; nothing: all."""
        words = text.casefold().split()
        for key, item in self._items.items():
            item.setHidden(not all(word in self._texts[key] for word in words))
        for group in self._groups:
            group.setHidden(not any(item.parent() is group and not item.isHidden() for item in self._items.values()))

    def add_group(self, words: str) -> QTreeWidgetItem:
        """Add a group and return its head, which cannot be chosen."""
        group = QTreeWidgetItem(self, [words])
        group.setFlags(Qt.ItemFlag.ItemIsEnabled)
        group.setFont(0, theme.font(12, "semibold"))
        group.setSizeHint(0, QSize(0, _ROW))
        self._groups.append(group)
        return group

    def add_entry(
        self, group: QTreeWidgetItem, key: str, cells: Sequence[str], searched: Mapping[str, str]
    ) -> QTreeWidgetItem:
        """Add an entry to a group; the filter looks into all texts of `searched`, and into the id."""
        item = self._items[key] = QTreeWidgetItem(group, list(cells))
        item.setData(0, KEY, key)
        item.setSizeHint(0, QSize(0, _ROW))
        self._texts[key] = " ".join((key, *searched.values())).casefold()
        return item

    def _fill(self, found: Catalogue) -> None:
        """Add heads, groups and entries."""
        raise NotImplementedError

    @Slot()
    def _changed(self) -> None:
        if key := self.current():
            self.chosen.emit(key)
