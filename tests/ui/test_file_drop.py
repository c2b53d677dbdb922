"""Files are dropped on any part of the window, by the events of a real drag."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from PySide6.QtCore import QMimeData, QPoint, QPointF, Qt, QUrl
from PySide6.QtGui import QDragEnterEvent, QDropEvent
from PySide6.QtWidgets import QApplication

if TYPE_CHECKING:
    from PySide6.QtWidgets import QWidget

LEFT, NONE, COPY = Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier, Qt.DropAction.CopyAction


def carried(*urls: str) -> QMimeData:
    data = QMimeData()
    data.setUrls([QUrl(url) for url in urls])
    return data


def drag(widget: QWidget, data: QMimeData) -> bool:
    """Drag over a widget and drop; return whether it was taken."""
    entering = QDragEnterEvent(QPoint(5, 5), COPY, data, LEFT, NONE)
    QApplication.sendEvent(widget, entering)
    if not entering.isAccepted():
        return False
    dropping = QDropEvent(QPointF(5, 5), COPY, data, LEFT, NONE)
    QApplication.sendEvent(widget, dropping)
    return dropping.isAccepted()


@pytest.mark.parametrize("part", ["tree", "table", "stepper", "status", "menu", "map", "window"])
def test_files_are_taken_everywhere(window, qtbot, tmp_path, part):
    given: list[list[object]] = []
    window.context.request_import.disconnect()
    window.context.request_import.connect(given.append)
    widget = {
        "tree": window.docks["layers"].panel,
        "table": window.docks["spaces"].panel.table.viewport(),
        "stepper": window.stepper,
        "status": window.statusBar(),
        "menu": window.menuBar(),
        "map": window.canvas,
        "window": window,
    }[part]
    files = [tmp_path / "parques ñ.geojson", tmp_path / "luminarias.csv"]
    assert drag(widget, carried(*(QUrl.fromLocalFile(str(file)).toString() for file in files)))
    assert given == [files]


def test_what_is_no_file_is_not_taken(window):
    assert not drag(window.stepper, carried("https://example.org/parques.geojson"))
    text = QMimeData()
    text.setText("parques")
    assert not drag(window.stepper, text)
