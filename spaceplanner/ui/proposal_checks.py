"""A list of proposals to be ticked, by mouse and with the space bar."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtWidgets import QListWidget, QListWidgetItem

from spaceplanner.ui.plain import tip

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence

    from PySide6.QtWidgets import QWidget

    from spaceplanner.domain.proposal import Proposal

_ROW, _LEAST, _SHOWN, _EDGE = 28, 3, 7, 4
_KEY = Qt.ItemDataRole.UserRole


class ProposalChecks(QListWidget):
    """See the module's docstring. Names are shown as they are, in one line; the tip has all of a long one."""

    ticked = Signal()
    """Another set is ticked."""

    def __init__(self, proposals: Sequence[Proposal], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("checks")
        self.setTextElideMode(Qt.TextElideMode.ElideRight)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setUniformItemSizes(True)
        for proposal in proposals:
            item = QListWidgetItem(" ".join(proposal.name.split()), self)
            item.setData(_KEY, proposal.id)
            item.setFlags(Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemIsSelectable | Qt.ItemFlag.ItemIsUserCheckable)
            item.setCheckState(Qt.CheckState.Unchecked)
            item.setToolTip(tip(proposal.name))
            item.setSizeHint(QSize(0, _ROW))
        self.setMinimumHeight(_LEAST * _ROW)
        if self.count():
            self.setCurrentRow(0)
        self.itemChanged.connect(self.ticked)

    def sizeHint(self) -> QSize:  # noqa: N802 - Qt's names
        """Return room for some rows; where there is none they scroll."""
        rows = min(max(self.count(), _LEAST), _SHOWN)
        return QSize(super().sizeHint().width(), rows * _ROW + _EDGE)

    def keys(self) -> tuple[str, ...]:
        """Return the ids of what is ticked, in the order of the list."""
        items = (self.item(row) for row in range(self.count()))
        return tuple(item.data(_KEY) for item in items if item.checkState() is Qt.CheckState.Checked)

    def tick(self, keys: Collection[str]) -> None:
        """Tick these and no others, and show the first of them."""
        first = None
        for row in range(self.count()):
            item = self.item(row)
            wanted = item.data(_KEY) in keys
            item.setCheckState(Qt.CheckState.Checked if wanted else Qt.CheckState.Unchecked)
            first = row if wanted and first is None else first
        if first is not None:
            self.setCurrentRow(first)
