"""Files dropped anywhere on the window are added, as on the map; a project is opened."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QObject, Qt
from PySide6.QtGui import QDropEvent

if TYPE_CHECKING:
    from spaceplanner.ui.main_window import MainWindow

_COMING = {QEvent.Type.DragEnter, QEvent.Type.DragMove}


class FileDrop(QObject):
    """See the module's docstring. A part of the window that takes drops itself, as the map does, goes first."""

    def __init__(self, window: MainWindow) -> None:
        super().__init__(window)
        self._context = window.context
        window.setAcceptDrops(True)
        window.installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:  # noqa: N802 - Qt's name
        """Take files, and leave everything else as it is."""
        if isinstance(event, QDropEvent) and (files := _files(event)):
            if event.type() in _COMING:
                event.setDropAction(Qt.DropAction.CopyAction)
                event.accept()
                return True
            if event.type() is QEvent.Type.Drop:
                event.acceptProposedAction()
                self._context.request_import.emit(files)
                return True
        return super().eventFilter(watched, event)


def _files(event: QDropEvent) -> list[Path]:
    data = event.mimeData()
    return [Path(url.toLocalFile()) for url in data.urls() if url.isLocalFile()] if data.hasUrls() else []
