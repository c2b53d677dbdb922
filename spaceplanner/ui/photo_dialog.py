"""One photograph, large: what it shows, when and where it was taken, and the way to remove it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtGui import QPixmap
from PySide6.QtWidgets import QDialog, QDialogButtonBox, QLabel, QLineEdit, QVBoxLayout

from spaceplanner.domain import photo as photos
from spaceplanner.i18n import N_, gettext, number
from spaceplanner.ui.plain import Elided

if TYPE_CHECKING:
    from PySide6.QtWidgets import QWidget

    from spaceplanner.domain.photo import Photo
    from spaceplanner.ui.context import Context

_LARGEST = (960, 560)


class PhotoDialog(QDialog):
    """See the module's docstring.

    Attributes
    ----------
    picture, facts, caption, remove
        The photograph, what is known of it, what it shows, and the button that removes it.
    """

    def __init__(self, context: Context, photo: Photo, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._context, self._photo = context, photo
        self.setWindowTitle(gettext(N_("Photograph")))
        self.picture = QLabel(self)
        self.picture.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self.picture.setPixmap(self._scaled())
        self.picture.setAccessibleName(photo.caption or photo.file)
        self.facts = Elided(_facts(photo), self, role="secondary")
        self.caption = QLineEdit(photo.caption, self)
        self.caption.setPlaceholderText(gettext(N_("What it shows")))
        self.caption.setAccessibleName(gettext(N_("What it shows")))
        buttons = QDialogButtonBox(parent=self)
        kinds = QDialogButtonBox.StandardButton
        buttons.setStandardButtons(kinds.Ok | kinds.Cancel)
        self.remove = buttons.addButton(gettext(N_("Remove photograph")), QDialogButtonBox.ButtonRole.DestructiveRole)
        self.remove.setAutoDefault(False)
        self.remove.clicked.connect(self._remove)
        buttons.accepted.connect(self.accept)
        buttons.rejected.connect(self.reject)
        column = QVBoxLayout(self)
        column.setContentsMargins(18, 16, 18, 14)
        column.setSpacing(10)
        for widget in (self.picture, self.facts, self.caption, buttons):
            column.addWidget(widget)
        self.caption.setFocus()

    def _scaled(self) -> QPixmap:
        pixmap = QPixmap()
        pixmap.loadFromData(self._photo.data)
        ratio = self.devicePixelRatioF()
        wide, high = (int(side * ratio) for side in _LARGEST)
        if pixmap.width() > wide or pixmap.height() > high:
            kept, smooth = Qt.AspectRatioMode.KeepAspectRatio, Qt.TransformationMode.SmoothTransformation
            pixmap = pixmap.scaled(wide, high, kept, smooth)
        pixmap.setDevicePixelRatio(ratio)
        return pixmap

    def accept(self) -> None:
        """Write what it shows, where that is new, as one step."""
        words = self.caption.text().strip()
        if words != self._photo.caption:
            self._context.do(N_("Describe photograph"), photos.caption_photo(self._photo.id, words))
        super().accept()

    def _remove(self) -> None:
        self._context.do(N_("Remove photograph"), photos.remove_photo(self._photo.id))
        self.reject()


def _facts(photo: Photo) -> str:
    """Return file, time and place of a photograph in a line."""
    words = [photo.file]
    if photo.taken:
        words.append(photo.taken.replace("T", " ")[:16])
    if photo.place is not None:
        place = gettext(N_("taken at {x}, {y}"))
        words.append(place.format(x=number(photo.place[0]), y=number(photo.place[1])))
    return " · ".join(words)
