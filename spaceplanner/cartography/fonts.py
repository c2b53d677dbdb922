"""The bundled font: its advances, so that every surface measures text alike, and what it cannot write.

Widths are sums of advances without kerning; a line that fits by this measure fits on every surface, because Inter's
kerning narrows text more often than it widens it and callers leave a pixel.
"""

from __future__ import annotations

import unicodedata
from functools import lru_cache
from typing import TYPE_CHECKING, Any

from spaceplanner import resources

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

FAMILY = "Inter"
FILES: Mapping[str, str] = {
    "regular": "Inter-Regular.ttf",
    "medium": "Inter-Medium.ttf",
    "semibold": "Inter-SemiBold.ttf",
    "bold": "Inter-Bold.ttf",
}
"""Weight -> file in ``resources/fonts``."""
ASCENT, DESCENT, CAP_HEIGHT = 0.96875, 0.2412, 0.7273
"""Heights as shares of the font size."""
MISSING = "\u25a1"
"""Stands for characters that the font does not have."""
_ELLIPSIS = "…"


def path(weight: str = "regular") -> Path:
    """Return the font file of a weight."""
    return resources.path("fonts", FILES[weight])


@lru_cache(maxsize=len(FILES))
def _advances(weight: str) -> dict[str, float]:
    from fontTools.ttLib import TTFont  # noqa: PLC0415 - start-up time: needed with the first label only

    with TTFont(path(weight), lazy=True) as font:
        metrics: Any = font["hmtx"].metrics
        units = font["head"].unitsPerEm
        return {chr(code): metrics[glyph][0] / units for code, glyph in font.getBestCmap().items()}


@lru_cache(maxsize=1)
def _digit() -> dict[str, float]:
    return {weight: max(_advances(weight)[digit] for digit in "0123456789") for weight in FILES}


def has(character: str) -> bool:
    """Say whether the font can write a character."""
    return character in _advances("regular")


def writable(text: str) -> str:
    """Return `text` on one line, composed, without control and direction characters, in characters the font has.

    Runs of characters that the font lacks (emoji, other scripts) become one `MISSING`.
    """
    known = _advances("regular")
    out: list[str] = []
    for character in unicodedata.normalize("NFC", text):
        if character in "\t\n\r\v\f\u2028\u2029":
            out.append(" ")
        elif unicodedata.category(character) in {"Cc", "Cf", "Cs"}:
            continue
        elif character in known:
            out.append(character)
        elif out[-1:] != [MISSING] and not unicodedata.combining(character):
            out.append(MISSING)
    return "".join(out)


@lru_cache(maxsize=4096)
def text_width(text: str, size: float, weight: str = "regular", *, tabular: bool = False) -> float:
    """Return the width of a line of text, in the unit of `size`; `tabular` gives all digits one width."""
    table = _advances(weight)
    missing = table.get(MISSING, 0.6)
    total = sum(table.get(character, missing) for character in text)
    if tabular:
        digit = _digit()[weight]
        total += sum(digit - table[character] for character in text if character in "0123456789")
    return total * size


@lru_cache(maxsize=4096)
def fitted(text: str, width: float, size: float, weight: str = "regular") -> str:
    """Return `text`, cut with an ellipsis where it is wider than `width`."""
    if text_width(text, size, weight) <= width:
        return text
    low, high = 0, len(text)
    while low < high:
        middle = (low + high + 1) // 2
        if text_width(text[:middle].rstrip() + _ELLIPSIS, size, weight) <= width:
            low = middle
        else:
            high = middle - 1
    return text[:low].rstrip() + _ELLIPSIS
