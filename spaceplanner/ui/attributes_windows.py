"""The windows with the tables of layers: one for each layer, opened once, and what they ask of the map."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from PySide6.QtCore import QObject, Signal, Slot

from spaceplanner.domain.layer import GeometryKind

if TYPE_CHECKING:
    from PySide6.QtWidgets import QWidget

    from spaceplanner.ui.attributes_window import AttributesWindow
    from spaceplanner.ui.context import Context


class AttributesWindows(QObject):
    """Opens the table of a layer, or brings it to the front.

    Attributes
    ----------
    open
        Id of a layer -> its window.
    """

    bounds_wanted = Signal(object)
    """(west, south, east, north), metres: what is to fill the map."""

    def __init__(self, context: Context, parent: QWidget) -> None:
        super().__init__(parent)
        self._context = context
        self._over = parent
        self.open: dict[str, AttributesWindow] = {}
        context.document_replaced.connect(self.close)

    def show(self, layer_id: str | None) -> None:
        """Open the table of a layer, by id."""
        from spaceplanner.ui.attributes_window import AttributesWindow  # noqa: PLC0415 - start-up time: pyarrow.compute

        layer = self._context.project.layer(layer_id or "")
        if layer is None:
            return
        window = self.open.get(layer.id)
        if window is None:
            window = self.open[layer.id] = AttributesWindow(self._context, layer, self._over)
            window.finished.connect(lambda _result, layer_id=layer.id: self.open.pop(layer_id, None))
            window.zoom_wanted.connect(self._zoom)
        window.show()
        window.raise_()
        window.activateWindow()
        window.view.setFocus()

    @Slot()
    def close(self) -> None:
        """Close all tables: a layer of another project is another one, whatever its id."""
        for window in tuple(self.open.values()):
            window.close()

    @Slot(str, object)
    def _zoom(self, layer_id: str, rows: object) -> None:
        layer = self._context.project.layer(layer_id)
        assert isinstance(rows, np.ndarray)
        rows = rows[rows < len(layer)] if layer is not None else rows
        if layer is None or not len(rows):
            return
        if layer.kind is GeometryKind.POINT:
            low, high = layer.geometry[rows].min(axis=0), layer.geometry[rows].max(axis=0)
        else:
            import shapely  # noqa: PLC0415 - start-up time

            bounds = shapely.total_bounds(layer.geometry[rows])
            low, high = bounds[:2], bounds[2:]
        self.bounds_wanted.emit((*map(float, low), *map(float, high)))
