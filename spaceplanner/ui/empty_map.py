"""What stands in the place of the map while the project has no layers: where to begin, and what was open lately."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QSize, Qt, Slot
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QPushButton, QVBoxLayout, QWidget

from spaceplanner.i18n import N_, gettext
from spaceplanner.ui import theme
from spaceplanner.ui.icons import icon
from spaceplanner.ui.plain import label
from spaceplanner.ui.recent_list import RecentList
from spaceplanner.ui.scrolled import scrolled

if TYPE_CHECKING:
    from collections.abc import Callable

    from spaceplanner.ui.context import Context

_ICON, _SMALL = 28, 16
_WIDEST, _SIDE = 760, 232
_MOST = 1000
"""Stretch of the card beside that of its margins: these get what it does not want."""


class EmptyMap(QWidget):
    """The welcome page; once a project is begun, an invitation to fill it.

    Attributes
    ----------
    recent
        The projects that were open lately.
    drop
        The place that says that files may be dropped.
    """

    def __init__(self, context: Context, parent: QWidget) -> None:
        super().__init__(parent)
        self._context = context
        self.setObjectName("emptyMap")
        self._title, self._text = label(parent=self), label(parent=self, role="secondary", wrap=True)
        self._title.setFont(theme.font(20, "bold"))
        self._picture = QLabel(self)
        self._drop_title, self._drop_text = (
            label(parent=self, wrap=True),
            label(parent=self, role="secondary", wrap=True),
        )
        self._offers: list[tuple[QPushButton, str, str]] = []
        self._buttons = QVBoxLayout()
        self._buttons.setSpacing(8)
        self.recent = RecentList(context, self)
        self.drop = self._drop_place()
        self._build()
        for signal in (context.language_changed, context.appearance.changed):
            signal.connect(self.retranslate)
        for signal in (context.project_changed, context.document_replaced):
            signal.connect(self._show_mode)
        self.retranslate()

    @property
    def welcomes(self) -> bool:
        """Whether no project is open: nothing was begun, opened or named."""
        document = self._context.document
        return document.path is None and not document.project.name and not document.project.layers

    def offer(self, text: str, slot: Callable[[], object], *, first: bool = False, picture: str = "") -> None:
        """Show a button; `text` is a message id, and the `first` one is what most people want."""
        button = QPushButton(self)
        button.setObjectName("offer")
        button.clicked.connect(slot)
        button.setProperty("primary", first)
        button.setIconSize(QSize(_SMALL, _SMALL))
        self._offers.append((button, text, picture))
        self._buttons.addWidget(button)
        self._dress(button, text, picture)

    def _build(self) -> None:
        card = QFrame(self)
        card.setObjectName("welcome")
        card.setMaximumWidth(_WIDEST)
        side = QWidget(card)
        side.setFixedWidth(_SIDE)
        self._buttons.setContentsMargins(0, 0, 0, 0)
        side.setLayout(self._buttons)
        middle = QHBoxLayout()
        middle.setSpacing(24)
        middle.addWidget(side, 0, Qt.AlignmentFlag.AlignTop)
        right = QVBoxLayout()
        right.setSpacing(12)
        right.addWidget(self.recent)
        right.addWidget(self.drop, 1)
        middle.addLayout(right, 1)
        column = QVBoxLayout(card)
        column.setContentsMargins(28, 22, 28, 24)
        column.setSpacing(4)
        column.addWidget(self._title)
        column.addWidget(self._text)
        column.addSpacing(14)
        column.addLayout(middle)
        inside = QWidget()
        around = QVBoxLayout(inside)
        around.setContentsMargins(24, 16, 24, 16)
        line = QHBoxLayout()
        line.addStretch(1)
        line.addWidget(card, _MOST)
        line.addStretch(1)
        around.addStretch(1)
        around.addLayout(line)
        around.addStretch(1)
        scroll = scrolled(self)
        scroll.setObjectName("welcomeScroll")
        scroll.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        scroll.setWidget(inside)
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        outer.addWidget(scroll)

    def _drop_place(self) -> QFrame:
        place = QFrame(self)
        place.setObjectName("dropPlace")
        column = QVBoxLayout(place)
        column.setContentsMargins(16, 14, 16, 14)
        column.setSpacing(4)
        column.addStretch(1)
        self._drop_title.setFont(theme.font(13, "semibold"))
        for part in (self._picture, self._drop_title, self._drop_text):
            part.setAlignment(Qt.AlignmentFlag.AlignCenter)
            column.addWidget(part)
        column.addStretch(1)
        return place

    @Slot()
    def retranslate(self) -> None:
        """Write the words anew."""
        colour = self._context.appearance.colours.secondary
        self._picture.setPixmap(
            icon("upload", colour, size=_ICON).pixmap(QSize(_ICON, _ICON), self.devicePixelRatioF())
        )
        self._drop_title.setText(gettext(N_("Drop files here")))
        self._drop_text.setText(
            gettext(N_("Parks, street lamps, alarms, incidents: GeoPackage, Shapefile, GeoJSON, KML, CSV or Excel."))
        )
        for offer in self._offers:
            self._dress(*offer)
        self._show_mode()

    def _dress(self, button: QPushButton, text: str, picture: str) -> None:
        colours = self._context.appearance.colours
        button.setText(gettext(text))
        if picture:
            ink = colours.on_accent if button.property("primary") else colours.secondary
            button.setIcon(icon(picture, ink, size=_SMALL))

    @Slot()
    def _show_mode(self) -> None:
        """Welcome, or say what an empty project is waiting for."""
        welcome = self.welcomes
        name = " ".join(self._context.project.name.split())
        self._title.setText("SpacePlanner" if welcome else name or gettext(N_("New project")))
        words = (
            N_("Which public spaces to rehabilitate, with what, at whose cost, and why one may believe it.")
            if welcome
            else N_("This project has no layers yet. Begin with the public spaces.")
        )
        self._text.setText(gettext(words))
        self.recent.show_where(wanted=welcome)
