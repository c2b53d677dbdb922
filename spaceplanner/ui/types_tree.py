"""The types of the catalogue, works and programmes: name, unit and likely cost."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt

from spaceplanner.i18n import N_, gettext, pick
from spaceplanner.services import catalogue_words, policy
from spaceplanner.ui import theme
from spaceplanner.ui.entry_tree import EntryTree
from spaceplanner.ui.icons import icon
from spaceplanner.ui.plain import tip

if TYPE_CHECKING:
    from PySide6.QtWidgets import QTreeWidgetItem, QWidget

    from spaceplanner.domain.catalogue import Catalogue, InterventionType
    from spaceplanner.ui.context import Context

_UNIT, _COST = 70, 130


class TypesTree(EntryTree):
    """See the module's docstring."""

    def __init__(self, context: Context, parent: QWidget | None = None) -> None:
        super().__init__((_UNIT, _COST), parent)
        self._context = context

    def _fill(self, found: Catalogue) -> None:
        cost = gettext(N_("Likely cost, {currency}")).format(currency=found.currency)
        self.setHeaderLabels([gettext(N_("Type")), gettext(N_("Unit")), cost])
        groups = {kind: self.add_group(gettext(words)) for kind, words in catalogue_words.KINDS.items()}
        for kind in found.types.values():
            self._add(kind, groups[kind.kind])

    def _add(self, kind: InterventionType, group: QTreeWidgetItem) -> None:
        searched = {
            "name": pick(kind.name),
            "plural": pick(kind.plural),
            "description": pick(kind.description),
            "theme": gettext(policy.THEMES[kind.theme]),
        }
        unit, price = gettext(catalogue_words.UNITS[kind.unit]), catalogue_words.price(kind.cost.likely)
        item = self.add_entry(group, kind.id, (pick(kind.name), unit, price), searched)
        item.setIcon(0, icon(kind.icon, self._context.appearance.colours.secondary, size=16))
        item.setFont(2, theme.font(12, tabular=True))
        item.setTextAlignment(2, Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        item.setToolTip(0, tip(pick(kind.description)))
        item.setToolTip(2, tip(catalogue_words.prices(kind.cost)))
