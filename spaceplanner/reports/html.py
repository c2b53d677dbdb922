"""HTML from untrusted texts: whatever is not marked as markup is escaped."""

from __future__ import annotations

import html
import json
import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable

_CONTROLS = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff]")
_VOID = frozenset({"br", "img", "input", "meta", "hr"})
_IN_SCRIPT = str.maketrans({"<": "\\u003c", ">": "\\u003e", "&": "\\u0026"})


class Markup(str):
    """Text that is HTML already, made by this module or by the program's own files."""

    __slots__ = ()


def clean(text: str) -> str:
    """Return a text without control characters and lone surrogates, which no HTML or UTF-8 file may hold."""
    return _CONTROLS.sub("\ufffd", text)


def escaped(text: str) -> Markup:
    """Return a text as HTML; markup stays as it is."""
    return text if isinstance(text, Markup) else Markup(html.escape(clean(text), quote=True))


def joined(parts: Iterable[str]) -> Markup:
    """Return the parts one after the other, each escaped unless it is markup."""
    return Markup("".join(escaped(part) for part in parts))


def tag(name: str, *children: str, **attributes: str | bool | None) -> Markup:
    """Return an element.

    Parameters
    ----------
    name
        The element's name.
    *children
        Texts (escaped) and markup (kept).
    **attributes
        ``class_`` and ``for_`` lose their underscore, other underscores become hyphens. True writes the bare name,
        None and False write nothing.
    """
    words = [name]
    for key, value in attributes.items():
        word = key.rstrip("_").replace("_", "-")
        if value is True:
            words.append(word)
        elif value is not None and value is not False:
            words.append(f'{word}="{escaped(value)}"')
    start = f"<{' '.join(words)}>"
    return Markup(start) if name in _VOID else Markup(f"{start}{joined(children)}</{name}>")


def name(text: str) -> Markup:
    """Return a text of the user's so that its writing direction cannot spill into what stands beside it."""
    return tag("bdi", text)


def json_in_script(value: object) -> Markup:
    r"""Return JSON that can stand in a script element: ASCII only, with ``<``, ``>`` and ``&`` as ``\u`` escapes."""
    return Markup(json.dumps(value, allow_nan=False, separators=(",", ":")).translate(_IN_SCRIPT))
