"""What the map says while the project has no layers: what to do next, and where else to begin."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QSize, Qt, Slot
from PySide6.QtWidgets import QHBoxLayout, QLabel, QPushButton, QVBoxLayout, QWidget

from spaceplanner.i18n import N_, gettext
from spaceplanner.ui.icons import icon

if TYPE_CHECKING:
    from collections.abc import Callable

    from spaceplanner.ui.context import Context

_ICON = 40


class EmptyMap(QWidget):
    """An invitation in the middle of the map."""

    def __init__(self, context: Context, parent: QWidget) -> None:
        super().__init__(parent)
        self._context = context
        self._column = column = QVBoxLayout(self)
        column.setAlignment(Qt.AlignmentFlag.AlignCenter)
        column.setSpacing(8)
        self._picture, self._title, self._text = QLabel(self), QLabel(self), QLabel(self)
        self._title.setProperty("role", "title")
        self._text.setProperty("role", "secondary")
        for label in (self._picture, self._title, self._text):
            label.setAlignment(Qt.AlignmentFlag.AlignCenter)
            column.addWidget(label)
        self._offers: list[tuple[QPushButton, str]] = []
        self._others = QHBoxLayout()
        self._others.setSpacing(8)
        context.language_changed.connect(self.retranslate)
        context.appearance.changed.connect(self.retranslate)
        self.retranslate()

    def offer(self, text: str, slot: Callable[[], object], *, first: bool = False) -> None:
        """Show a button; `text` is a message id, and the `first` one is what most people want."""
        button = QPushButton(gettext(text), self)
        button.clicked.connect(slot)
        self._offers.append((button, text))
        if first:
            button.setProperty("primary", True)  # noqa: FBT003 - Qt's own signature
            self._column.addWidget(button, alignment=Qt.AlignmentFlag.AlignCenter)
            self._column.addSpacing(4)
            self._column.addLayout(self._others)
        else:
            self._others.addWidget(button)

    @Slot()
    def retranslate(self) -> None:
        """Write the words anew."""
        colour = self._context.appearance.colours.faint
        self._picture.setPixmap(icon("map", colour, size=_ICON).pixmap(QSize(_ICON, _ICON), self.devicePixelRatioF()))
        self._title.setText(gettext(N_("Drop a file here, or add data")))
        self._text.setText(
            gettext(N_("Parks, street lamps, alarms, incidents: GeoPackage, Shapefile, GeoJSON, KML, CSV or Excel."))
        )
        for button, text in self._offers:
            button.setText(gettext(text))
