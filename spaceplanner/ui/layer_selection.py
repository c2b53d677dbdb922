"""What is selected: rows of layers, the same in their tables and on the map."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from PySide6.QtCore import QObject, Signal

if TYPE_CHECKING:
    from numpy.typing import NDArray

_NONE = np.empty(0, dtype=np.int64)
_NONE.setflags(write=False)


class LayerSelection(QObject):
    """The selected rows of each layer; not part of the project, so neither undone nor saved."""

    changed = Signal(str)
    """Id of the layer of which other rows are selected now."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._rows: dict[str, NDArray[np.int64]] = {}

    def rows(self, layer_id: str) -> NDArray[np.int64]:
        """Return the selected rows of a layer, rising."""
        return self._rows.get(layer_id, _NONE)

    def set(self, layer_id: str, rows: NDArray[np.int64]) -> None:
        """Select these rows of a layer, in any order, and no others of it."""
        found = np.unique(np.asarray(rows, dtype=np.int64))
        if np.array_equal(found, self.rows(layer_id)):
            return
        found.setflags(write=False)
        self._rows[layer_id] = found
        self.changed.emit(layer_id)

    def clear(self) -> None:
        """Select nothing."""
        held = [layer_id for layer_id, rows in self._rows.items() if len(rows)]
        self._rows.clear()
        for layer_id in held:
            self.changed.emit(layer_id)
