"""Words in the user's language, through gettext.

Message ids are English. Spanish lives in ``resources/locale/es/LC_MESSAGES/spaceplanner.mo``. `gettext` looks the
language up at the moment of the call, so a window that re-reads its labels after `use` has switched.
"""

from __future__ import annotations

import gettext as _gettext
import locale
import os
from contextlib import contextmanager
from contextvars import ContextVar
from functools import lru_cache
from math import isfinite
from typing import TYPE_CHECKING

from spaceplanner import resources

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

LANGUAGES: Mapping[str, str] = {"es": "Español", "en": "English"}
"""Language code -> the language's own name."""

_default = "es"
_local: ContextVar[str | None] = ContextVar("spaceplanner_language", default=None)


def N_(message_id: str) -> str:  # noqa: N802 - gettext's own conventional name, known to extraction tools
    """Mark a message id for extraction; it is translated later, where it is shown."""
    return message_id


@lru_cache(maxsize=len(LANGUAGES))
def _translations(language: str) -> _gettext.NullTranslations:
    if language == "en":
        return _gettext.NullTranslations()
    return _gettext.translation("spaceplanner", localedir=resources.path("locale"), languages=[language])


def language() -> str:
    """Return the code of the language in use here: ``"es"`` or ``"en"``."""
    return _local.get() or _default


def use(code: str) -> None:
    """Switch the whole program to a language.

    Raises
    ------
    ValueError
        If the language is not one of `LANGUAGES`.
    """
    global _default  # noqa: PLW0603 - the language of the program is one value by nature
    if code not in LANGUAGES:
        message = f"unknown language: {code}"
        raise ValueError(message)
    _default = code


@contextmanager
def speaking(code: str) -> Iterator[None]:
    """Use a language within a block and this thread or task only; a brief may differ from the window."""
    if code not in LANGUAGES:
        message = f"unknown language: {code}"
        raise ValueError(message)
    token = _local.set(code)
    try:
        yield
    finally:
        _local.reset(token)


def system_language() -> str:
    """Return the system's language where SpacePlanner speaks it, else Spanish."""
    for name in ("LANGUAGE", "LC_ALL", "LC_MESSAGES", "LANG"):  # in gettext's own order
        code = os.environ.get(name, "").split(":")[0].split("_")[0].split(".")[0].lower()
        if code in LANGUAGES:
            return code
        if code in {"c", "posix"}:  # a machine without a language of its own
            return "es"
    code = (locale.getlocale()[0] or "").split("_")[0].lower()
    return {"english": "en", "spanish": "es"}.get(code, code if code in LANGUAGES else "es")


def gettext(message_id: str) -> str:
    """Return the message in the language in use."""
    return _translations(language()).gettext(message_id) if message_id else ""


def ngettext(singular: str, plural: str, n: int) -> str:
    """Return the message for `n` things in the language in use."""
    return _translations(language()).ngettext(singular, plural, n)


def sentence(message_id: str, parameters: Mapping[str, object]) -> str:
    """Return a message with its parameters filled in, numbers written the way the language does."""
    words = {
        name: number(value) if isinstance(value, int) and not isinstance(value, bool) else plain(value)
        for name, value in parameters.items()
    }
    return gettext(message_id).format(**words)


def plain(value: object) -> object:
    """Return a parameter of a sentence; a number with decimals as the language writes it, without needless ones.

    Whole numbers stay as they are: they may be a year or the number of a row.
    """
    if not isinstance(value, float) or not isfinite(value):
        return value
    digits = len(f"{value:.6g}".partition(".")[2])
    return value if "e" in f"{value:.6g}" else number(value, digits)


def pick(texts: Mapping[str, str]) -> str:
    """Return the text for the language in use from a ``{"es": ..., "en": ...}`` table of a data file."""
    return texts.get(language()) or texts.get("es") or next(iter(texts.values()), "")


_GROUP = {"es": "\u202f", "en": ","}
_GROUPED = 3
"""Digits of a group of thousands."""
_DECIMAL = {"es": ",", "en": "."}


def number(value: float | None, digits: int = 0) -> str:
    """Write a number the way the language does: ``5 214,3`` in Spanish, ``5,214.3`` in English.

    Parameters
    ----------
    value
        The number; None and NaN are written as "no data", never as zero.
    digits
        Decimals.
    """
    if value is None or value != value:  # noqa: PLR0124 - NaN is the one value unequal to itself
        return gettext("no data")
    text = f"{value:,.{digits}f}"
    if float(text.replace(",", "")) == 0:
        text = text.lstrip("-")
    code = language()
    whole, _, fraction = text.partition(".")
    whole = whole.replace(",", _GROUP[code]).replace("-", "\u2212")
    return whole + (_DECIMAL[code] + fraction if fraction else "")


def read_number(text: str) -> float:
    """Read a number as people type it, with a decimal point or a decimal comma, whatever the language in use.

    ``1,500`` may be meant as thousands: it is refused rather than read as one and a half.

    Raises
    ------
    ValueError
        If it is no number, or may be read in two ways.
    """
    plain = text.strip()
    whole, comma, decimals = plain.partition(",")
    grouped = len(decimals) == _GROUPED and whole.lstrip("+-").strip("0")
    if comma and ("." in plain or not decimals.isdecimal() or grouped):
        raise ValueError(text)
    return float(plain.replace(",", "."))


def percent(share: float | None, digits: int = 0) -> str:
    """Write a share of 1 as a percentage: ``46 %`` in Spanish, ``46%`` in English."""
    if share is None or share != share:  # noqa: PLR0124
        return gettext("no data")
    return number(100 * share, digits) + ("\u00a0%" if language() == "es" else "%")


def money(amount: float | None, currency: str = "USD") -> str:
    """Write an amount with its currency before it, without cents: ``USD 84 300``."""
    return gettext("no data") if amount is None else f"{currency}\u00a0{number(amount)}"
