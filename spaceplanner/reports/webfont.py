"""The bundled font inside a web page: only the letters that the page uses."""

from __future__ import annotations

import base64
import io
from functools import lru_cache
from typing import TYPE_CHECKING

from spaceplanner import resources

if TYPE_CHECKING:
    from collections.abc import Mapping

FAMILY = "Inter Map"
"""Name of the embedded family; its own, so that a different Inter on the reader's machine cannot take its place."""

_FEATURES = ["kern", "tnum", "ccmp", "locl", "mark"]
_LICENCE_NAMES = [0, 1, 2, 13, 14]


def faces(texts: Mapping[str, str]) -> str:
    """Return ``@font-face`` rules with the fonts inside.

    Parameters
    ----------
    texts
        Weight of the bundled font (``Regular``, ``SemiBold``, ``Bold``) -> all the text that is set in it.
    """
    weights = {"Regular": 400, "Medium": 500, "SemiBold": 600, "Bold": 700}
    return "\n".join(
        f'@font-face{{font-family:"{FAMILY}";font-weight:{weights[weight]};font-display:block;'
        f"src:url(data:font/woff;base64,{_subset(weight, ''.join(sorted(set(text))))}) format('woff')}}"
        for weight, text in texts.items()
    )


@lru_cache(maxsize=12)
def _subset(weight: str, letters: str) -> str:
    from fontTools import subset  # noqa: PLC0415 - start-up time

    options = subset.Options()
    options.flavor = "woff"
    options.layout_features = _FEATURES
    options.name_IDs = _LICENCE_NAMES
    options.hinting = False
    options.notdef_outline = True
    # The letters the font lacks (emoji, other scripts) are left to the reader's own fonts.
    options.ignore_missing_unicodes = True
    out = io.BytesIO()
    with subset.load_font(str(resources.path("fonts", f"Inter-{weight}.ttf")), options) as font:
        # A font carries the time of its last change; the same page is the same file.
        font.recalcTimestamp = False
        subsetter = subset.Subsetter(options)
        subsetter.populate(text=letters)
        subsetter.subset(font)
        font.flavor = "woff"
        font.save(out)
    return base64.b64encode(out.getvalue()).decode("ascii")
