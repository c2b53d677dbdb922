"""The look: legible in both themes, every token known, fonts bundled."""

from __future__ import annotations

import re
from dataclasses import asdict

import pytest
from PySide6.QtGui import QColor, QFontInfo, QPalette

from spaceplanner import resources
from spaceplanner.cartography import style
from spaceplanner.ui import icons, theme
from spaceplanner.ui.theme import Appearance


def luminance(code: str) -> float:
    """Relative luminance as WCAG 2.1 defines it."""
    ink = QColor(code)
    channels = (ink.redF(), ink.greenF(), ink.blueF())
    r, g, b = (c / 12.92 if c <= 0.03928 else float(((c + 0.055) / 1.055) ** 2.4) for c in channels)
    return 0.2126 * r + 0.7152 * g + 0.0722 * b


def contrast(one: str, other: str) -> float:
    high, low = sorted((luminance(one), luminance(other)), reverse=True)
    return (high + 0.05) / (low + 0.05)


GROUNDS = ("panel", "surface", "accent_light")
"""What words stand on: panels, the table's other rows, and what is selected or under the pointer."""
WORDS = (
    *((ink, ground) for ink in ("ink", "secondary", "faint", "accent", "warning") for ground in GROUNDS),
    ("warning", "warning_light"),
    ("on_accent", "accent"),
    ("on_accent", "accent_strong"),
    ("on_tip", "tip"),
)
SYMBOLS = (("field", "panel"), ("field", "surface"), ("faint", "panel"), ("accent", "panel"), ("on_accent", "accent"))
"""The edge of a line to type in, of a box to tick, of what has the keyboard, and the tick in its box."""


def colours_of(name: str) -> dict[str, str]:
    return {**asdict(style.theme(name)), **theme._derived(name)}


@pytest.mark.parametrize("name", ["light", "dark"])
@pytest.mark.parametrize(("ink", "ground"), WORDS)
def test_words_have_the_contrast_of_wcag_aa(name, ink, ground):
    colours = colours_of(name)
    assert contrast(colours[ink], colours[ground]) >= 4.5


@pytest.mark.parametrize("name", ["light", "dark"])
@pytest.mark.parametrize(("ink", "ground"), SYMBOLS)
def test_symbols_have_the_contrast_of_wcag_aa(name, ink, ground):
    colours = colours_of(name)
    assert contrast(colours[ink], colours[ground]) >= 3


@pytest.mark.parametrize("name", ["light", "dark"])
def test_the_tick_is_drawn_in_the_colour_on_the_accent(name):
    tick = resources.path("theme", f"check-{name}.svg").read_text(encoding="utf-8")
    assert style.theme(name).on_accent in tick


@pytest.mark.parametrize("name", ["light", "dark"])
def test_the_style_sheet_knows_every_token_and_file(name):
    sheet = theme.style_sheet(name)
    assert "$" not in sheet
    for path in re.findall(r'url\("([^"]+)"\)', sheet):
        assert resources.path("theme", path.rsplit("/", 1)[1]).is_file()


def test_the_bundled_font_is_used(appearance, qapp):
    for weight in ("regular", "medium", "semibold", "bold"):
        assert QFontInfo(theme.font(12, weight)).family() == "Inter"
    assert qapp.font().pixelSize() == 12


def test_the_system_is_followed_unless_told_otherwise(qapp):
    appearance = Appearance("system")
    assert appearance.name in {"light", "dark"}
    appearance.choose("dark")
    assert appearance.name == "dark"
    assert qapp.palette().color(QPalette.ColorRole.WindowText).name() == style.theme("dark").ink.lower()
    appearance.choose("light")
    assert appearance.name == "light"


def test_icons_are_drawn_in_the_colour_asked_for(qapp):
    picture = icons.image("bell", "#0F766E", 64)
    strongest = max((picture.pixelColor(x, y) for x in range(64) for y in range(64)), key=lambda c: c.alpha())
    assert strongest.name().upper() == "#0F766E"
    made = icons.icon("bell", "#000000", active="#FF0000", disabled="#00FF00")
    assert {size.width() for size in made.availableSizes()} >= {18, 36, 54}
