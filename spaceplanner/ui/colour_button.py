"""A button that shows a colour and has another one chosen."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QSize, Qt, Signal, Slot
from PySide6.QtGui import QColor, QIcon, QPainter, QPixmap
from PySide6.QtWidgets import QColorDialog, QToolButton

from spaceplanner.i18n import N_, gettext
from spaceplanner.ui.plain import tip

if TYPE_CHECKING:
    from PySide6.QtWidgets import QWidget

_SWATCH = 14


def square(hex_code: str | None, ratio: float, edge: str, side: int = _SWATCH) -> QIcon:
    """Return a colour as an icon with an edge; None: an empty square, crossed out."""
    pixmap = QPixmap(round(side * ratio), round(side * ratio))
    pixmap.setDevicePixelRatio(ratio)
    pixmap.fill(Qt.GlobalColor.transparent)
    painter = QPainter(pixmap)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing, hex_code is None)
    painter.setPen(QColor(edge))
    if hex_code is not None:
        painter.setBrush(QColor(hex_code))
    painter.drawRect(0, 0, side - 1, side - 1)
    if hex_code is None:
        painter.drawLine(1, side - 2, side - 2, 1)
    painter.end()
    return QIcon(pixmap)


def ask(title: str, colour: str, parent: QWidget) -> QColorDialog:
    """Open the dialog that has a colour chosen; whoever asks connects ``colorSelected``."""
    dialog = QColorDialog(QColor(colour), parent)
    dialog.setOption(QColorDialog.ColorDialogOption.DontUseNativeDialog)
    dialog.setWindowTitle(title)
    dialog.finished.connect(dialog.deleteLater)
    dialog.open()
    return dialog


class ColourButton(QToolButton):
    """See the module's docstring; with `words` it writes the colour, too.

    Attributes
    ----------
    colour
        What it shows, ``#RRGGBB``.
    """

    chosen = Signal(str)
    """Another colour."""

    def __init__(self, parent: QWidget | None = None, *, words: bool = False) -> None:
        super().__init__(parent)
        self.colour = "#000000"
        self._name = ""
        self.setProperty("frame", True)  # noqa: FBT003 - Qt's own signature
        self.setIconSize(QSize(_SWATCH, _SWATCH))
        beside = Qt.ToolButtonStyle.ToolButtonTextBesideIcon
        self.setToolButtonStyle(beside if words else Qt.ToolButtonStyle.ToolButtonIconOnly)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.clicked.connect(self._ask)

    def show_colour(self, colour: str, edge: str) -> None:
        """Show a colour; nothing is said of it."""
        self.colour = colour
        self.setIcon(square(colour, self.devicePixelRatioF(), edge))
        self.setText(colour)
        self.setAccessibleDescription(colour)

    def retranslate(self, name: str) -> None:
        """Write what the colour is of, in the language in use."""
        self._name = name
        self.setAccessibleName(name)
        self.setToolTip(tip(gettext(N_("{name}: choose another colour")).format(name=name)))

    @Slot()
    def _ask(self) -> None:
        ask(self._name, self.colour, self).colorSelected.connect(self._take)

    @Slot(QColor)
    def _take(self, colour: QColor) -> None:
        self.chosen.emit(colour.name().upper())
