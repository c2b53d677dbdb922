"""JSON that people write: read strictly, and what is wrong said in a clause that can be translated."""

from __future__ import annotations

import json
import math
import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, NoReturn

from spaceplanner.domain.checks import nearest
from spaceplanner.errors import FileError, InputError, Reason
from spaceplanner.i18n import N_, gettext

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping
    from pathlib import Path

LARGEST_FILE = 16 * 2**20
"""Bytes beyond which a file written by hand is none."""

SEEN = r"\S"
"""Pattern of a text that is more than spaces."""

_TYPES = {
    "str": N_("text"),
    "float": N_("a number"),
    "int": N_("a whole number"),
    "bool": N_("true or false"),
    "array": N_("a list"),
    "object": N_("an object"),
    "null": N_("null"),
}
_WHERE = re.compile(r" - at `([^`]*)`$")


@dataclass(frozen=True, slots=True)
class Clause:
    """What is wrong at a place, put into words when it is shown."""

    message_id: str
    parameters: dict[str, Any] = field(default_factory=dict)

    def __str__(self) -> str:
        return gettext(self.message_id).format(**self.parameters)


def parse(path: Path) -> Any:
    """Return what a JSON file holds: objects, lists, text, finite numbers.

    Raises
    ------
    FileError
        If it is missing, unreadable, too large, no UTF-8 or no JSON.
    """
    data = read(path)
    try:
        text = data.decode("utf-8-sig")
        value = json.loads(text, parse_constant=_refuse, parse_float=_number, object_pairs_hook=_object)
        if b"\\u" in data:
            # An escape can stand for half a character, which no other file could hold.
            json.dumps(value, ensure_ascii=False).encode()
    except UnicodeEncodeError as error:
        raise FileError(N_("{path} holds half a character (\\ud800 or the like). Remove it."), path=path) from error
    except UnicodeDecodeError as error:
        raise FileError(N_("{path} is not in UTF-8. Save it in that encoding."), path=path) from error
    except json.JSONDecodeError as error:
        raise FileError(
            N_("{path} is no JSON: line {line}, column {column}. Put that place right."),
            path=path,
            line=error.lineno,
            column=error.colno,
        ) from error
    except (_WrongError, ValueError, RecursionError) as error:
        reason = error.args[0] if isinstance(error, _WrongError) else error
        raise FileError(N_("{path} is no JSON that can be used ({reason})."), path=path, reason=reason) from error
    return value


def read(path: Path) -> bytes:
    """Return the bytes of a file written by hand.

    Raises
    ------
    FileError
        If it is missing, unreadable, empty or too large.
    """
    try:
        with path.open("rb") as file:
            data = file.read(LARGEST_FILE + 1)
    except FileNotFoundError as error:
        raise FileError(N_("There is no file {path}. Check its name and folder."), path=path) from error
    except OSError as error:
        raise FileError(
            N_("{path} cannot be read ({reason}). Check that it is a file and that you may read it."),
            path=path,
            reason=Reason(error),
        ) from error
    if not data.strip():
        raise FileError(N_("{path} is empty."), path=path)
    if len(data) > LARGEST_FILE:
        raise FileError(
            N_("{path} is larger than {size} MB; that is no file of this kind."), path=path, size=LARGEST_FILE >> 20
        )
    return data


def refuse(path: Path, where: str, what: object) -> NoReturn:
    """Refuse a file for what is wrong at one place of it.

    Parameters
    ----------
    where
        JSON path, ``$`` being the whole.
    what
        The clause: something that `str` puts into words.
    """
    raise InputError(N_("{path}, at {where}: {what}."), path=path, where=where, what=what)


def clause(
    error: str, members: Iterable[str], allowed: Mapping[str, Iterable[str]] | None = None
) -> tuple[str, Clause]:
    """Return the JSON path and the clause for what msgspec says of a value.

    Parameters
    ----------
    error
        The text of a `msgspec.ValidationError`.
    members
        All members that objects of this file may have, to suggest the one that was meant.
    allowed
        Path without places in lists, ``$.funding.form`` -> the values that may stand there.
    """
    found = _WHERE.search(error)
    where, text = (found[1], error[: found.start()]) if found else ("$", error)
    values = (allowed or {}).get(_PLACES.sub("", where))
    if values and (match := _NONE.fullmatch(text)):
        known = {"value": match[1], "known": ", ".join(values)}
        return where, Clause(N_("“{value}” is none of the values allowed here: {known}"), known)
    for pattern, words in _SAYINGS:
        if match := pattern.fullmatch(text):
            return where, words(match, members)
    return where, Clause(N_("does not fit ({reason})"), {"reason": text})


@dataclass(frozen=True, slots=True)
class _Kinds:
    """Types in words: ``text or null``."""

    names: str

    def __str__(self) -> str:
        words = [gettext(_TYPES.get(name.strip(), name.strip())) for name in self.names.split("|")]
        return (
            gettext(N_("{first} or {second}")).format(first=", ".join(words[:-1]), second=words[-1])
            if len(words) > 1
            else words[0]
        )


class _WrongError(Exception):
    """Something that JSON as Python reads it would let through; the argument is a clause."""


def _refuse(constant: str) -> NoReturn:
    raise _WrongError(Clause(N_("{constant} is no number"), {"constant": constant}))


def _number(text: str) -> float:
    value = float(text)
    if not math.isfinite(value):
        raise _WrongError(Clause(N_("{number} is too large a number"), {"number": text}))
    return value


def _object(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    members = dict(pairs)
    if len(members) != len(pairs):
        names = [name for name, _ in pairs]
        twice = next(name for name in names if names.count(name) > 1)
        raise _WrongError(Clause(N_("“{name}” stands twice in one object"), {"name": twice}))
    return members


def _unknown(match: re.Match[str], members: Iterable[str]) -> Clause:
    near = ", ".join(nearest(match[1], members))
    known = N_("“{name}” is unknown here; the nearest are {near}")
    return Clause(known if near else N_("“{name}” is unknown here; remove it"), {"name": match[1], "near": near})


def _length(match: re.Match[str], _: Iterable[str]) -> Clause:
    longest = match[1] == "<="
    words = N_("must not be longer than {limit}") if longest else N_("must not be shorter than {limit}")
    return Clause(words, {"limit": match[2]})


_NONE = re.compile(r"Invalid (?:enum )?value '(.*)'", re.DOTALL)
_PLACES = re.compile(r"\[[^]]*\]")

_LIMITS = {
    ">=": N_("must be {limit} or more"),
    ">": N_("must be above {limit}"),
    "<=": N_("must be {limit} or less"),
    "<": N_("must be below {limit}"),
}

_SAYINGS: tuple[tuple[re.Pattern[str], Callable[[re.Match[str], Iterable[str]], Clause]], ...] = (
    (
        re.compile(r"Object missing required field `(.*)`"),
        lambda match, _: Clause(N_("“{name}” is missing; add it"), {"name": match[1]}),
    ),
    (re.compile(r"Object contains unknown field `(.*)`", re.DOTALL), _unknown),
    (
        _NONE,
        lambda match, _: Clause(N_("“{value}” is none of the values allowed here"), {"value": match[1]}),
    ),
    (
        re.compile(r"Expected `([^`]*)`, got `([^`]*)`"),
        lambda match, _: Clause(
            N_("{expected} is needed here, not {given}"), {"expected": _Kinds(match[1]), "given": _Kinds(match[2])}
        ),
    ),
    (
        re.compile(r"Expected `[^`]*` (>=|>|<=|<) ([-\d.e]+)"),
        lambda match, _: Clause(_LIMITS[match[1]], {"limit": match[2].removesuffix(".0")}),
    ),
    (
        re.compile(r"Invalid RFC3339 encoded \w+"),
        lambda *_: Clause(N_("is no day; write year-month-day, such as 2025-01-31")),
    ),
    (re.compile(r"Expected `\w+` of length (>=|<=) (\d+)"), _length),
    (
        re.compile(r"Expected `str` matching regex '\\\\S'"),
        lambda *_: Clause(N_("must not be blank")),
    ),
    (
        re.compile(r"Expected `str` matching regex .*", re.DOTALL),
        lambda *_: Clause(
            N_(
                "an id is 1 to 64 letters without accents, digits, dots, hyphens and underscores, and begins with a "
                "letter or a digit"
            )
        ),
    ),
)
"""What msgspec says, and how it is said here."""
