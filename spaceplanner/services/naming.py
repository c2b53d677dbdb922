"""Naming: whether a text names a partner, however it is written (see docs/methods/sponsor.md)."""

from __future__ import annotations

import re
import unicodedata

_SUFFIXES = frozenset(
    {"sa", "sas", "ca", "ltda", "cltda", "cialtda", "cia", "limitada", "companialimitada", "companiaanonima"}
    | {"sociedadanonima", "scc", "sc", "ep", "sl", "srl", "bic", "inc", "corp", "llc", "ltd", "co", "gmbh", "plc"}
)
"""Legal forms as they end names in Ecuador and abroad, written as one word."""
_LONGEST = 3
"""Words of a legal form: ``S. A. S.``."""


def named(name: str, text: str) -> bool:
    """Tell whether a text names somebody, in whole words, whatever case, accents, signs and legal form.

    What stands in parentheses in the name is no part of it. Words may be joined or apart: ``K.F.C.`` names ``KFC``.
    """
    wanted, words = "".join(bare(name)), _words(text)
    if not wanted:
        return False
    for first in range(len(words)):
        joined = ""
        for word in words[first:]:
            joined += word
            if joined == wanted:
                return True
            if not wanted.startswith(joined):
                break
    return False


def bare(name: str) -> list[str]:
    """Return the words of a name without parentheses and legal form; with them where nothing else is left."""
    words = _words(re.sub(r"\(.*?\)", " ", name)) or _words(name)
    while (count := _legal(words)) is not None:
        words = words[:-count]
    return words


def _legal(words: list[str]) -> int | None:
    """Return how many words at the end are a legal form; None: none, or nothing would be left."""
    for count in range(min(_LONGEST, len(words) - 1), 0, -1):
        if "".join(words[-count:]) in _SUFFIXES:
            return count
    return None


def _words(text: str) -> list[str]:
    """Return the words of a text in lower case without accents and signs."""
    decomposed = unicodedata.normalize("NFKD", text.casefold())
    letters = "".join(sign for sign in decomposed if not unicodedata.combining(sign))
    return re.findall(r"[^\W_]+", letters)
