"""Identify: a card of everything that is where the user clicked, the topmost first."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from PySide6.QtCore import QObject, Qt, Slot
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QAbstractItemView, QHeaderView, QTreeWidget, QTreeWidgetItem

from spaceplanner.i18n import N_, gettext, ngettext, number
from spaceplanner.services import feature_selection, identifying
from spaceplanner.ui.card import Card
from spaceplanner.ui.import_words import FIELDS
from spaceplanner.ui.plain import tip
from spaceplanner.ui.theme import font

if TYPE_CHECKING:
    from spaceplanner.services.identifying import Found
    from spaceplanner.ui.main_window import MainWindow

_WIDTH, _HEAD, _ROW, _LABELS, _HIGHEST = 350, 92, 16, 196, 340
_MOST_OPEN = 1
"""How many of the things found are unfolded at first."""


class Identify(QObject):
    """See the module's docstring.

    Attributes
    ----------
    card, tree
        The card and what it lists.
    found
        What is listed.
    """

    def __init__(self, window: MainWindow) -> None:
        super().__init__(window)
        self._context, self._canvas = window.context, window.canvas
        self.found: tuple[Found, ...] = ()
        self._asked: tuple[float, float, float] | None = None
        self.tree = QTreeWidget()
        self.tree.setColumnCount(2)
        self.tree.setHeaderHidden(True)
        self.tree.setIndentation(12)
        self.tree.setUniformRowHeights(True)
        self.tree.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.tree.header().setSectionResizeMode(0, QHeaderView.ResizeMode.Fixed)
        self.tree.header().resizeSection(0, _LABELS)
        self.tree.itemActivated.connect(self._select_row)
        self.card = Card(self._context, self._canvas, self.tree, width=_WIDTH)
        self.card.closed.connect(self.close)
        self.card.copied.connect(self.copy)
        self._context.document_replaced.connect(self.close)
        self._context.project_changed.connect(self._again)
        self._context.language_changed.connect(self._again)

    def at(self, x: float, y: float, tolerance: float) -> None:
        """List what is at a place, metres."""
        self._asked = (x, y, tolerance)
        context = self._context
        self.found = identifying.at(
            context.project, x, y, tolerance, catalogue=context.catalogue, result=context.result, fields=FIELDS
        )
        self._list()

    def copy(self) -> None:
        """Copy what is listed, a line each, with a tab between label and value."""
        lines = []
        for one in self.found:
            lines += [f"{one.layer}\t{one.title}", *(f"{name}\t{value}" for name, value in one.lines), ""]
        QGuiApplication.clipboard().setText("\n".join(lines).strip())
        self._context.say(gettext(N_("What was found is copied.")))

    @Slot()
    def close(self) -> None:
        """Put the card away."""
        self.card.hide()
        self._asked, self.found = None, ()

    @Slot()
    def _again(self) -> None:
        """Ask anew what is there, for it may have changed."""
        if self._asked is not None and self.card.isVisible():
            self.at(*self._asked)

    def _list(self) -> None:
        tree, count = self.tree, len(self.found)
        tree.setAccessibleName(gettext(N_("What is here")))
        tree.clear()
        words = ngettext("{count} thing here", "{count} things here", count).format(count=number(count))
        self.card.title.setText(words if count else gettext(N_("Nothing here")))
        for place, one in enumerate(self.found):
            head = QTreeWidgetItem(tree, [one.title, one.layer])
            head.setData(0, Qt.ItemDataRole.UserRole, place)
            head.setFont(0, font(12, "semibold"))
            head.setToolTip(0, tip(f"{one.title}\n{one.layer}"))
            head.setForeground(1, self._context.appearance.colour("secondary"))
            for name, value in one.lines:
                item = QTreeWidgetItem(head, [name, value])
                item.setToolTip(0, tip(name))
                item.setToolTip(1, tip(value))
            head.setExpanded(place < _MOST_OPEN)
        self.card.copy_button.setEnabled(count > 0)
        first = tree.topLevelItem(0)
        if first is not None:
            tree.setCurrentItem(first)
        open_lines = sum(len(one.lines) for one in self.found[:_MOST_OPEN])
        high = min(_HIGHEST, _HEAD + _ROW * (count + open_lines))
        self.card.open(lambda _: high)

    @Slot(QTreeWidgetItem)
    def _select_row(self, item: QTreeWidgetItem) -> None:
        """Select the row that a line belongs to, with Enter or a double click."""
        head = item.parent() or item
        one = self.found[head.data(0, Qt.ItemDataRole.UserRole)]
        if one.key is not None and one.row is not None:
            self._context.select(feature_selection.selection({one.key: np.array([one.row])}))
