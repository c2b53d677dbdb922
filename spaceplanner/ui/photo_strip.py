"""Photographs in a row of thumbnails: one opens large, pictures dropped on it are added."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QBuffer, QByteArray, QIODevice, QSize, Qt, Slot
from PySide6.QtGui import QIcon, QImageReader, QPixmap
from PySide6.QtWidgets import QListView, QListWidget, QListWidgetItem, QToolButton, QVBoxLayout, QWidget

from spaceplanner.domain import photo as photos
from spaceplanner.i18n import N_, gettext
from spaceplanner.ui import theme
from spaceplanner.ui.icons import icon
from spaceplanner.ui.photo_dialog import PhotoDialog
from spaceplanner.ui.photographs import Photographs, are_pictures
from spaceplanner.ui.plain import label, tip

if TYPE_CHECKING:
    from PySide6.QtGui import QDragEnterEvent, QDropEvent, QImage

    from spaceplanner.domain.photo import Photo
    from spaceplanner.services.progress import Progress
    from spaceplanner.ui.context import Context

_WIDE, _HIGH, _ROOM = 96, 66, 22
_ID = Qt.ItemDataRole.UserRole


class PhotoStrip(QWidget):
    """See the module's docstring.

    Attributes
    ----------
    pictures, add
        The thumbnails, and the button that adds more.
    """

    def __init__(self, context: Context, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._context = context
        self._space: str | None = None
        self._proposal: str | None = None
        self._shown: tuple[Photo, ...] = ()
        self._adder = Photographs(context, self)
        self.setAcceptDrops(True)
        self._title = label(parent=self)
        self._title.setFont(theme.font(12, "semibold"))
        self.pictures, self.add = QListWidget(self), QToolButton(self)
        self._build()
        for signal in (context.language_changed, context.appearance.changed):
            signal.connect(self.retranslate)
        context.project_changed.connect(self._refresh)
        self.retranslate()

    def _build(self) -> None:
        view = self.pictures
        view.setViewMode(QListView.ViewMode.IconMode)
        view.setFlow(QListView.Flow.LeftToRight)
        view.setWrapping(False)
        view.setMovement(QListView.Movement.Static)
        view.setIconSize(QSize(_WIDE, _HIGH))
        view.setSpacing(4)
        view.setTextElideMode(Qt.TextElideMode.ElideRight)
        view.setUniformItemSizes(True)
        view.setFixedHeight(_HIGH + 2 * _ROOM + 6)
        view.setAcceptDrops(False)
        view.itemClicked.connect(self._open)
        view.itemActivated.connect(self._open)
        self.add.setProperty("frame", "true")
        self.add.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextBesideIcon)
        self.add.clicked.connect(self._ask)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(4)
        column.addWidget(self._title)
        column.addWidget(view)
        column.addWidget(self.add, 0, Qt.AlignmentFlag.AlignLeft)

    @Slot()
    def retranslate(self) -> None:
        """Write everything anew."""
        self._title.setText(gettext(N_("Photographs")))
        self.pictures.setAccessibleName(gettext(N_("Photographs")))
        self.add.setText(gettext(N_("Add photographs…")))
        self.add.setToolTip(tip(gettext(N_("Or drop picture files here"))))
        self.add.setIcon(icon("camera", self._context.appearance.colours.secondary, size=16))

    def show_of(self, space: str | None, proposal: str | None = None) -> None:
        """Show the photographs of a space, or of one of its proposals."""
        self._space, self._proposal = space, proposal
        self._refresh()

    @Slot()
    def _refresh(self) -> None:
        found = photos.of(self._context.project, self._space, self._proposal) if self._space else ()
        self.pictures.setVisible(bool(found))
        if len(found) == len(self._shown) and all(a is b for a, b in zip(found, self._shown, strict=True)):
            return
        self._shown = found
        self.pictures.clear()
        for photo in found:
            item = QListWidgetItem(photo.caption or photo.file, self.pictures)
            item.setData(_ID, photo.id)
            item.setToolTip(tip(photo.caption or photo.file))
            item.setSizeHint(QSize(_WIDE + 8, _HIGH + _ROOM + 8))
        if found:
            self._draw(found)

    def _draw(self, found: tuple[Photo, ...]) -> None:
        """Make the thumbnails in the task pool."""
        ratio = self.devicePixelRatioF()

        def work(_progress: Progress) -> list[tuple[str, QImage]]:
            return [(photo.id, thumbnail(photo.data, ratio)) for photo in found]

        key = f"thumbnails {id(self)}"
        self._context.tasks.run(key, N_("Reading photographs"), work, done=self._take, failed=self._context.failed)

    def _take(self, made: list[tuple[str, QImage]]) -> None:
        images = dict(made)
        for row in range(self.pictures.count()):
            item = self.pictures.item(row)
            image = images.get(item.data(_ID))
            if image is not None and not image.isNull():
                item.setIcon(QIcon(QPixmap.fromImage(image)))

    @Slot(QListWidgetItem)
    def _open(self, item: QListWidgetItem) -> None:
        found = next((photo for photo in self._shown if photo.id == item.data(_ID)), None)
        if found is None or self.findChild(PhotoDialog) is not None:
            return
        dialog = PhotoDialog(self._context, found, self)
        dialog.finished.connect(dialog.deleteLater)
        dialog.open()

    @Slot()
    def _ask(self) -> None:
        if self._space is not None:
            self._adder.ask(self._space, self._proposal)

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:  # noqa: N802 - Qt's names
        """Accept picture files of this computer."""
        if self._space is not None and are_pictures(_dropped(event)):
            event.acceptProposedAction()

    def dropEvent(self, event: QDropEvent) -> None:  # noqa: N802
        """Add the pictures."""
        if self._space is not None:
            event.acceptProposedAction()
            self._adder.add(_dropped(event), self._space, self._proposal)


def _dropped(event: QDropEvent) -> list[Path]:
    return [Path(url.toLocalFile()) for url in event.mimeData().urls() if url.isLocalFile()]


def thumbnail(data: bytes, ratio: float) -> QImage:
    """Return a picture small, decoded at that size: quick, and in any thread."""
    buffer = QBuffer()
    buffer.setData(QByteArray(data))
    buffer.open(QIODevice.OpenModeFlag.ReadOnly)
    reader = QImageReader(buffer)
    size = reader.size().scaled(int(_WIDE * ratio), int(_HIGH * ratio), Qt.AspectRatioMode.KeepAspectRatio)
    reader.setScaledSize(size)
    image = reader.read()
    image.setDevicePixelRatio(ratio)
    return image
