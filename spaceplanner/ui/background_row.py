"""A background in the panel of layers: shown or not, how strong, and what else can be done with it."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QSize, Qt, QTimer, Signal, Slot
from PySide6.QtWidgets import QCheckBox, QGridLayout, QMenu, QPushButton, QSizePolicy, QToolButton, QWidget

from spaceplanner.domain.background import BackgroundKind
from spaceplanner.i18n import N_, gettext, number
from spaceplanner.ui.icons import icon
from spaceplanner.ui.plain import Elided, gives_way, label, tip
from spaceplanner.ui.slider_row import Slider

if TYPE_CHECKING:
    from spaceplanner.domain.background import Background
    from spaceplanner.ui.context import Context

_BUTTON, _PICTURE, _SLIDER = 22, 14, 64
_STEPS = 20
_PATIENCE_MS = 500

DEEDS = {
    "zoom": (N_("Zoom to the background"), "locate-fixed"),
    "up": (N_("Move the background up"), ""),
    "down": (N_("Move the background down"), ""),
    "pins": (N_("Place it by points…"), "map-pin"),
    "find": (N_("Find its file…"), "folder-open"),
    "edit": (N_("Name and source…"), "pencil"),
    "remove": (N_("Remove the background"), "trash-2"),
}
"""What the menu of a row offers: message id and icon."""


_ABSENT = {
    BackgroundKind.PICTURE: frozenset[str](),
    BackgroundKind.TILES: frozenset({"pins"}),
    BackgroundKind.ONLINE: frozenset({"pins", "find", "zoom"}),
}
"""What does not go with a kind."""
CURES = {"find": N_("Find the file…"), "allow": N_("Allow…")}
"""What the button below a trouble does -> its words, a message id."""


class BackgroundRow(QWidget):
    """See the module's docstring.

    Attributes
    ----------
    shown, name, slider, more, menu, trouble, cure
        The box, the name, the opacity, the button with the menu, what is amiss, and the button that mends it.
    """

    toggled = Signal(bool)
    sliding = Signal(float)
    """Opacity, while it is being chosen."""
    settled = Signal(float)
    """Opacity, once it is chosen."""
    asked = Signal(str)
    """One of `DEEDS` or `CURES`."""

    def __init__(self, context: Context, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._context = context
        self.shown, self.name, self.slider = QCheckBox(self), Elided("", self), Slider(self)
        self.more, self.trouble = QToolButton(self), label(parent=self, role="warning", wrap=True)
        self.cure = QPushButton(self)
        self.cure.setProperty("flat", True)  # noqa: FBT003 - Qt's own signature
        self.cure.hide()
        self._deed = ""
        self.cure.clicked.connect(lambda: self.asked.emit(self._deed))
        self.slider.setRange(1, _STEPS)
        self.slider.setPageStep(_STEPS // 4)
        self.slider.setFixedWidth(_SLIDER)
        self.name.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)
        self.more.setFixedSize(_BUTTON, _BUTTON)
        self.more.setIconSize(QSize(_PICTURE, _PICTURE))
        self.more.setPopupMode(QToolButton.ToolButtonPopupMode.InstantPopup)
        self.more.setObjectName("panelMenu")
        self.menu = QMenu(self.more)
        self.more.setMenu(self.menu)
        gives_way(self.trouble)
        self.trouble.hide()
        grid = QGridLayout(self)
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setHorizontalSpacing(6)
        grid.setVerticalSpacing(3)
        grid.setColumnStretch(1, 1)
        for column, widget in enumerate((self.shown, self.name, self.slider, self.more)):
            grid.addWidget(widget, 0, column, Qt.AlignmentFlag.AlignVCenter)
        grid.addWidget(self.trouble, 1, 0, 1, 4)
        grid.addWidget(self.cure, 2, 0, 1, 4, Qt.AlignmentFlag.AlignLeft)
        self._soon = QTimer(self, singleShot=True, interval=_PATIENCE_MS)
        self._soon.timeout.connect(self._settle)
        self.shown.clicked.connect(self.toggled)
        self.slider.valueChanged.connect(self._slid)
        self.slider.sliderReleased.connect(self._settle)

    def show_background(self, background: Background, *, first: bool, last: bool) -> None:
        """Show a background; `first` and `last` say whether it is the topmost and the lowest."""
        name = background.name
        self.shown.setChecked(background.visible)
        self.name.setText(name)
        self.name.setToolTip(tip("\n".join(filter(None, (name, background.location, background.attribution)))))
        self._soon.stop()
        if not self.slider.isSliderDown():
            self.slider.blockSignals(True)  # noqa: FBT003 - Qt's own signature
            self.slider.setValue(round(background.opacity * _STEPS))
            self.slider.blockSignals(False)  # noqa: FBT003
        self.slider.setEnabled(background.visible)
        self._say_opacity()
        for widget, text in (
            (self.shown, N_("Show the background {name}")),
            (self.slider, N_("Opacity of the background {name}")),
            (self.more, N_("More about the background {name}")),
        ):
            widget.setAccessibleName(gettext(text).format(name=name))
        self.shown.setToolTip(tip(self.shown.accessibleName()))
        self.more.setToolTip(tip(self.more.accessibleName()))
        absent = _ABSENT[background.kind]
        self._fill(absent, {"up": not first, "down": not last})

    def show_trouble(self, text: str, cure: str = "") -> None:
        """Say what is amiss, nothing for an empty text, and offer one of `CURES`."""
        self.trouble.setText(text)
        self.trouble.setVisible(bool(text))
        self._deed = cure
        words = gettext(CURES[cure]) if cure else ""
        self.cure.setText(words)
        self.cure.setAccessibleName(words)
        self.cure.setAccessibleDescription(text)
        self.cure.setToolTip(tip(words))
        self.cure.setVisible(bool(cure))

    def _fill(self, absent: frozenset[str], possible: dict[str, bool]) -> None:
        colours = self._context.appearance.colours
        self.more.setIcon(icon("ellipsis", colours.secondary))
        self.menu.clear()
        for deed, (text, picture) in DEEDS.items():
            if deed in absent:
                continue
            action = self.menu.addAction(gettext(text), partial(self.asked.emit, deed))
            action.setEnabled(possible.get(deed, True))
            if picture:
                action.setIcon(icon(picture, colours.secondary, disabled=colours.lines, size=16))

    def _say_opacity(self) -> None:
        text = gettext(N_("Opacity: {share} %")).format(share=number(100 * self.slider.value() / _STEPS))
        self.slider.setToolTip(tip(text))
        self.slider.setAccessibleDescription(text)

    @Slot(int)
    def _slid(self, place: int) -> None:
        self._say_opacity()
        self.sliding.emit(place / _STEPS)
        if not self.slider.isSliderDown():
            self._soon.start()

    @Slot()
    def _settle(self) -> None:
        self._soon.stop()
        self.settled.emit(self.slider.value() / _STEPS)
