"""The findings of the ledger, grouped by what was done: title, forest plot on one axis, grade."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QRectF, Qt
from PySide6.QtWidgets import QStyledItemDelegate

from spaceplanner.i18n import N_, gettext, pick
from spaceplanner.services import ledger
from spaceplanner.ui import forest, theme
from spaceplanner.ui.entry_tree import KEY, EntryTree
from spaceplanner.ui.plain import tip

if TYPE_CHECKING:
    from PySide6.QtCore import QModelIndex, QPersistentModelIndex
    from PySide6.QtGui import QPainter
    from PySide6.QtWidgets import QStyleOptionViewItem, QTreeWidgetItem, QWidget

    from spaceplanner.domain.catalogue import Catalogue, Evidence
    from spaceplanner.ui.context import Context

_PLOT, _GRADE = 190, 52


class _PlotDelegate(QStyledItemDelegate):
    """Paints the column of the plots: a finding, or the axis beside the head of a group."""

    def __init__(self, context: Context, tree: FindingsTree) -> None:
        super().__init__(tree)
        self._context, self._tree = context, tree

    def paint(
        self, painter: QPainter, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex
    ) -> None:
        """Paint a cell."""
        super().paint(painter, option, index)
        room, colours = QRectF(option.rect), self._context.appearance.colours
        entry = self._tree.entries.get(index.sibling(index.row(), 0).data(KEY))
        if entry is None:
            forest.paint_axis(painter, room.adjusted(0, 0, 0, -3), colours)
        else:
            forest.paint(painter, room, forest.mark(entry), colours)


class FindingsTree(EntryTree):
    """See the module's docstring.

    Attributes
    ----------
    entries
        Id -> finding, as shown.
    """

    def __init__(self, context: Context, parent: QWidget | None = None) -> None:
        super().__init__((_PLOT, _GRADE), parent)
        self.entries: dict[str, Evidence] = {}
        self.setItemDelegateForColumn(1, _PlotDelegate(context, self))

    def _fill(self, found: Catalogue) -> None:
        self.entries = dict(found.evidence)
        self.setHeaderLabels([gettext(N_("Finding")), gettext(N_("Rate ratio")), gettext(N_("Grade"))])
        groups: dict[str, QTreeWidgetItem] = {}
        for entry in found.evidence.values():
            about = gettext(ledger.INTERVENTIONS.get(entry.intervention, entry.intervention))
            if entry.intervention not in groups:
                groups[entry.intervention] = self.add_group(about)
            self._add(entry, about, groups[entry.intervention])

    def _add(self, entry: Evidence, about: str, group: QTreeWidgetItem) -> None:
        title, grade = pick(entry.title), "–" if entry.grade == "none" else entry.grade
        searched = {
            "about": about,
            "title": title,
            "outcome": gettext(ledger.OUTCOMES[entry.outcome]),
            "setting": pick(entry.setting),
            "design": pick(entry.design),
            "source": entry.source,
        }
        item = self.add_entry(group, entry.id, (title, "", grade), searched)
        said = ledger.finding(entry)
        if entry.status != "seen":
            said = f"{said} [{gettext(ledger.STATUSES[entry.status])}]"
        item.setTextAlignment(2, Qt.AlignmentFlag.AlignCenter)
        item.setData(1, Qt.ItemDataRole.AccessibleTextRole, said)
        for column, text in enumerate((title, said, gettext(ledger.GRADES[entry.grade]))):
            item.setToolTip(column, tip(text))
        if entry.override is not None:
            item.setFont(0, theme.font(12, "semibold"))
