"""The bundled font: its advances, so that every surface measures text alike, and what it cannot write.

All surfaces write figures of one width (the font's ``tnum`` feature), so that columns align: they load the font from
`data`, which has that feature switched on for good. Widths are sums of advances without kerning.
"""

from __future__ import annotations

import io
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
ELLIPSIS = "…"
_LARGE = 18.0


def path(weight: str = "regular") -> Path:
    """Return the font file of a weight."""
    return resources.path("fonts", FILES[weight])


@lru_cache(maxsize=len(FILES))
def data(weight: str = "regular") -> bytes:
    """Return a font file (TrueType) of a weight whose digits all have one width."""
    with _tabular(weight) as font:
        buffer = io.BytesIO()
        font.save(buffer, reorderTables=None)
    return buffer.getvalue()


def _tabular(weight: str) -> Any:
    """Open the font with its digits pointed to their tabular forms."""
    from fontTools.ttLib import TTFont  # noqa: PLC0415 - start-up time: needed with the first label only

    forms = _tabular_forms(weight)
    font = TTFont(path(weight), lazy=True, recalcTimestamp=False)
    for table in font["cmap"].tables:
        if table.isUnicode():
            table.cmap.update({code: forms.get(table.cmap[code], table.cmap[code]) for code in range(0x30, 0x3A)})
    return font


def _tabular_forms(weight: str) -> dict[str, str]:
    """Return glyph -> its tabular form; read from a font of its own, so that saving the other copies this table as is."""
    from fontTools.ttLib import TTFont  # noqa: PLC0415

    forms: dict[str, str] = {}
    with TTFont(path(weight), lazy=True) as font:
        substitution = font["GSUB"].table
        records = [record for record in substitution.FeatureList.FeatureRecord if record.FeatureTag == "tnum"]
        for index in sorted({index for record in records for index in record.Feature.LookupListIndex}):
            for table in substitution.LookupList.Lookup[index].SubTable:
                forms.update(getattr(table, "ExtSubTable", table).mapping)
    return forms


@lru_cache(maxsize=len(FILES))
def _advances(weight: str) -> dict[str, float]:
    with _tabular(weight) as font:
        metrics: Any = font["hmtx"].metrics
        units = font["head"].unitsPerEm
        return {chr(code): metrics[glyph][0] / units for code, glyph in font.getBestCmap().items()}


def tracking(size: float) -> float:
    """Return the space added after each letter at a size in pixels: large letters stand closer, as Inter asks for."""
    return -0.021 * size if size >= _LARGE else 0.0


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


@lru_cache(maxsize=8192)
def text_width(text: str, size: float, weight: str = "regular") -> float:
    """Return the width of a line of text, in the unit of `size` (pixels)."""
    table = _advances(weight)
    missing = table[MISSING]
    return sum(table.get(character, missing) for character in text) * size + len(text) * tracking(size)


@lru_cache(maxsize=4096)
def fitted(text: str, width: float, size: float, weight: str = "regular") -> str:
    """Return `text`, cut with an ellipsis where it is wider than `width`."""
    if text_width(text, size, weight) <= width:
        return text
    low, high = 0, len(text)
    while low < high:
        middle = (low + high + 1) // 2
        if text_width(text[:middle].rstrip() + ELLIPSIS, size, weight) <= width:
            low = middle
        else:
            high = middle - 1
    return text[:low].rstrip() + ELLIPSIS
