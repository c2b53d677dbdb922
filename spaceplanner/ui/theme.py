"""The window's look: fonts, palette and style sheet, light or dark, made from the tokens in ``resources/theme``."""

from __future__ import annotations

from dataclasses import asdict
from string import Template
from typing import TYPE_CHECKING, Literal

from PySide6.QtCore import QObject, Qt, Signal, Slot
from PySide6.QtGui import QColor, QFont, QFontDatabase, QPalette
from PySide6.QtWidgets import QApplication, QStyleFactory

from spaceplanner import resources
from spaceplanner.cartography import fonts, style

if TYPE_CHECKING:
    from spaceplanner.cartography.style import Theme

Choice = Literal["system", "light", "dark"]
CHOICES: tuple[Choice, ...] = ("system", "light", "dark")

_TEXT_PIXELS = 12
_WEIGHTS = {
    "regular": QFont.Weight.Normal,
    "medium": QFont.Weight.Medium,
    "semibold": QFont.Weight.DemiBold,
    "bold": QFont.Weight.Bold,
}


def load_fonts() -> None:
    """Make the bundled font known to Qt."""
    if fonts.FAMILY not in QFontDatabase.families():
        for weight in fonts.FILES:
            QFontDatabase.addApplicationFont(str(fonts.path(weight)))


def font(pixels: float = _TEXT_PIXELS, weight: str = "regular", *, tabular: bool = False) -> QFont:
    """Return the bundled font; with `tabular`, all digits have one width."""
    made = QFont(fonts.FAMILY)
    made.setPixelSize(round(pixels))
    made.setWeight(_WEIGHTS[weight])
    if tabular:
        made.setFeature(QFont.Tag.fromString("tnum"), 1)
    return made


class Appearance(QObject):
    """Light or dark: what the user chose, what the system says, and the colours that follow.

    Attributes
    ----------
    choice
        ``system``, ``light`` or ``dark``.
    name
        ``light`` or ``dark``: what is shown now.
    """

    changed = Signal()
    """Colours are to be taken anew."""

    def __init__(self, choice: Choice = "system", parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.choice = choice
        self.name = self._wanted()
        QApplication.styleHints().colorSchemeChanged.connect(self._follow)

    @property
    def colours(self) -> Theme:
        """The colours of the window."""
        return style.theme(self.name)

    def colour(self, token: str, alpha: float = 1.0) -> QColor:
        """Return a colour of the window by its token's name."""
        found = QColor(getattr(self.colours, token))
        found.setAlphaF(alpha)
        return found

    def choose(self, choice: Choice) -> None:
        """Follow the system, or stay light or dark."""
        self.choice = choice
        self._follow()

    def apply(self, app: QApplication) -> None:
        """Dress the application in the colours of the moment."""
        load_fonts()
        app.setStyle(QStyleFactory.create("Fusion"))
        app.setFont(font())
        app.setPalette(palette(self.name))
        app.setStyleSheet(style_sheet(self.name))

    @Slot()
    def _follow(self) -> None:
        name = self._wanted()
        if name != self.name:
            self.name = name
            app = QApplication.instance()
            if isinstance(app, QApplication):
                app.setPalette(palette(name))
                app.setStyleSheet(style_sheet(name))
            self.changed.emit()

    def _wanted(self) -> str:
        if self.choice != "system":
            return self.choice
        return "dark" if QApplication.styleHints().colorScheme() is Qt.ColorScheme.Dark else "light"


def palette(name: str) -> QPalette:
    """Return Qt's palette in a theme."""
    colours = style.theme(name)
    role = QPalette.ColorRole
    table = {
        role.Window: colours.panel,
        role.WindowText: colours.ink,
        role.Base: colours.panel,
        role.AlternateBase: colours.surface,
        role.Text: colours.ink,
        role.Button: colours.panel,
        role.ButtonText: colours.ink,
        role.BrightText: colours.warning,
        role.Highlight: colours.accent_light,
        role.HighlightedText: colours.ink,
        role.Accent: colours.accent,
        role.Link: colours.accent,
        role.PlaceholderText: colours.faint,
        role.ToolTipBase: colours.ink,
        role.ToolTipText: colours.panel,
        role.Light: colours.panel,
        role.Midlight: colours.surface,
        role.Mid: colours.lines,
        role.Dark: colours.lines,
        role.Shadow: colours.lines,
    }
    made = QPalette()
    for where, hex_code in table.items():
        made.setColor(where, QColor(hex_code))
    for where in (role.WindowText, role.Text, role.ButtonText):
        made.setColor(QPalette.ColorGroup.Disabled, where, QColor(colours.faint))
    return made


def style_sheet(name: str) -> str:
    """Return Qt's style sheet in a theme."""
    sheet = resources.path("theme", "window.qss")
    words = {
        **asdict(style.theme(name)),
        **_derived(name),
        "folder": sheet.parent.as_posix(),
        "name": name,
    }
    return Template(sheet.read_text(encoding="utf-8")).substitute(words)


def _derived(name: str) -> dict[str, str]:
    """Colours that follow from the tokens: the accent under the pointer, the edge of what is typed in, and tips."""
    accent = QColor(style.theme(name).accent)
    return {
        "accent_strong": (accent.darker(118) if name == "light" else accent.lighter(115)).name(),
        "field": "#848E99" if name == "light" else "#6B7885",
        "tip": "#17332F" if name == "light" else "#E6EBF0",
        "on_tip": "#FFFFFF" if name == "light" else "#14191F",
    }
