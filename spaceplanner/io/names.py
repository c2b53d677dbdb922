"""Names of columns, layers and files, compared without case, accents, spaces and signs."""

from __future__ import annotations

import difflib
import re
import unicodedata
from functools import lru_cache
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

_CAMEL = re.compile(r"(?<=[a-záéíóúñ])(?=[A-ZÁÉÍÓÚÑ])")
_SIGNS = re.compile(r"[^a-z0-9]+")
_RESERVED = ("sqlite", "gpkg", "rtree", "spaceplanner")
_SLUG_LENGTH = 40


@lru_cache(maxsize=4096)
def plain(text: str) -> str:
    """Return the text in lower case without accents: ``Año`` -> ``ano``."""
    decomposed = unicodedata.normalize("NFKD", text.casefold())
    return "".join(character for character in decomposed if not unicodedata.combining(character))


@lru_cache(maxsize=4096)
def words(text: str) -> tuple[str, ...]:
    """Return the words of a name: ``fechaInfracción`` and ``FECHA_INFRACCION`` -> ``("fecha", "infraccion")``."""
    return tuple(_SIGNS.sub(" ", plain(_CAMEL.sub(" ", text))).split())


@lru_cache(maxsize=4096)
def squeezed(text: str) -> str:
    """Return the name with nothing between its words: ``FECHA Y HORA`` -> ``fechayhora``."""
    return _SIGNS.sub("", plain(text))


def find(name: str, names: Sequence[str]) -> str | None:
    """Return the one of `names` that is meant by `name`: the same text, else the only one alike."""
    if name in names:
        return name
    alike = [other for other in names if squeezed(other) == squeezed(name)]
    return alike[0] if len(alike) == 1 and squeezed(name) else None


def near(name: str, names: Iterable[str], count: int = 3) -> list[str]:
    """Return up to `count` names that resemble `name`, the nearest first; where none does, the first ones."""
    listed = list(names)
    by_key = {squeezed(other): other for other in reversed(listed)}
    keys = difflib.get_close_matches(squeezed(name), list(by_key), n=count, cutoff=0.5)
    return [by_key[key] for key in keys] or listed[: 2 * count]


def slug(text: str) -> str:
    """Return a name that is safe as a table or file name: lower-case ASCII words joined with ``_``."""
    found = "_".join(words(text))[:_SLUG_LENGTH].strip("_")
    if not found:
        return "layer"
    return f"layer_{found}" if found[0].isdigit() or found.startswith(_RESERVED) else found


def clipped(text: str, longest: int = 120) -> str:
    """Return the text short enough to stand in a sentence."""
    return text if len(text) <= longest else f"{text[: longest - 1]}…"


def distinct(names: Iterable[str]) -> list[str]:
    """Return the names made different from each other without regard to case; an empty one is ``column 3``."""
    taken: set[str] = set()
    result: list[str] = []
    for position, raw in enumerate(names, 1):
        name = " ".join(raw.split()) or f"column {position}"
        candidate, number = name, 2
        while candidate.casefold() in taken:
            candidate, number = f"{name} {number}", number + 1
        taken.add(candidate.casefold())
        result.append(candidate)
    return result
