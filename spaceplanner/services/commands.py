"""Commands: everything that can be run or gone to by name, and how a few typed letters find it.

A window makes the table of `Command`; this module only searches it. Accents and capitals do not matter, the words of
the other language count too, and letters may be left out; a slip of the finger is forgiven where nothing fits exactly.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING
from unicodedata import normalize

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

MOST = 60
"""Number of commands that are shown at once."""
MOST_USED = 12
"""Number of commands that are remembered as used last."""

_WORD, _START, _INSIDE, _LETTERS, _SLIP = 1.0, 0.9, 0.6, 0.4, 0.3
"""What a typed word is worth that is a whole word, begins one, lies inside one, leaves letters out, or has a slip."""
_ALSO, _PLACE = 0.85, 0.5
"""What is found in the other language's words, and in where a command is, counts for less than its title."""
_BEGINS, _USED, _IMPOSSIBLE = 0.2, 0.15, -0.15
_LEAST_FOR_SLIP = 4


@dataclass(frozen=True, slots=True, kw_only=True)
class Command:
    """Something that can be run or gone to.

    Attributes
    ----------
    id
        The same in every language and session, such as ``action:undo`` or ``space:park``.
    title, place
        What it is called, and where it is found otherwise (``Edit``) or what it is (``Space``).
    also
        Other words for it: its title in the other language.
    key, icon
        Its key as it is written, and its picture in the set; or nothing.
    possible, reason
        Whether it can be run now, and, where it cannot and that is known, why.
    everywhere
        It is worth showing before anything was typed.
    """

    id: str
    title: str
    place: str = ""
    also: str = ""
    key: str = ""
    icon: str = ""
    possible: bool = True
    reason: str = ""
    everywhere: bool = False


@dataclass(frozen=True, slots=True)
class Hit:
    """A command that fits what was typed; `marks` are the places in its title of the letters that were typed."""

    command: Command
    score: float
    marks: tuple[int, ...] = ()


@lru_cache(maxsize=4096)
def _plain(sign: str) -> str:
    return normalize("NFD", sign)[0].lower()[0]


def fold(text: str) -> str:
    """Return a text without accents and capitals, sign for sign."""
    return text.lower() if text.isascii() else "".join(map(_plain, text))


def used(before: Sequence[str], command: str) -> tuple[str, ...]:
    """Return the ids of the commands used last, the latest first, after one more use."""
    return (command, *(other for other in before if other != command))[:MOST_USED]


class Index:
    """A table of commands, made ready to be searched at every letter.

    Parameters
    ----------
    commands
        The table, in the order in which equals are shown.
    latest
        Ids of the commands used last, the latest first.
    """

    def __init__(self, commands: Iterable[Command], latest: Sequence[str] = ()) -> None:
        self._commands = tuple(commands)
        self._rank = {command: place for place, command in enumerate(latest)}
        self._folded = [(fold(one.title), fold(one.also), fold(one.place)) for one in self._commands]

    def find(self, query: str) -> tuple[Hit, ...]:
        """Return what fits, the best first; for an empty query what was used last, then what is there for everyone."""
        words = fold(query).split()
        if not words:
            return self._unasked()
        hits = self._search(words, slips=False) or self._search(words, slips=True)
        return tuple(hits[:MOST])

    def _unasked(self) -> tuple[Hit, ...]:
        known = [one for one in self._commands if one.id in self._rank]
        known.sort(key=lambda one: self._rank[one.id])
        rest = (one for one in self._commands if one.everywhere and one.id not in self._rank)
        return tuple(Hit(one, 0.0) for one in (*known, *rest))

    def _search(self, words: Sequence[str], *, slips: bool) -> list[Hit]:
        hits = []
        for command, (title, also, place) in zip(self._commands, self._folded, strict=True):
            found = _fit(words, title, also, place, slips=slips)
            if found is None:
                continue
            score, marks = found
            score += _BEGINS * title.startswith(words[0]) - len(title) / 1000
            score += _USED * (command.id in self._rank) + _IMPOSSIBLE * (not command.possible)
            hits.append(Hit(command, score, marks))
        # The sort keeps the order of the table among equals.
        return sorted(hits, key=lambda hit: -hit.score)


def _fit(
    words: Sequence[str], title: str, also: str, place: str, *, slips: bool
) -> tuple[float, tuple[int, ...]] | None:
    """Return what all the words together are worth, and the places in the title; None where one of them does not fit."""
    total, marks = 0.0, set[int]()
    for word in words:
        score, where = _word(word, title, slips=slips)
        for other, weight in ((also, _ALSO), (place, _PLACE)):
            if other and score < weight:
                elsewhere, _ = _word(word, other, slips=slips)
                if weight * elsewhere > score:
                    score, where = weight * elsewhere, ()
        if not score:
            return None
        total += score
        marks.update(where)
    return total / len(words), tuple(sorted(marks))


def _word(word: str, text: str, *, slips: bool) -> tuple[float, Sequence[int]]:
    """Return what a word is worth in a text, and the places of its letters there."""
    at = text.find(word)
    if at >= 0:
        start = at
        while start > 0 and text[start - 1].isalnum():  # inside a word: perhaps it begins another one further on
            start = text.find(word, start + 1)
        at = at if start < 0 else start
        end = at + len(word)
        score = _INSIDE if start < 0 else _START if text[end : end + 1].isalnum() else _WORD
        return score, range(at, end)
    if slips:
        return (_SLIP, ()) if _slipped(word, text) else (0.0, ())
    return _letters(word, text)


def _letters(word: str, text: str) -> tuple[float, Sequence[int]]:
    """Fit a word whose letters stand at the beginnings of words or right after one another: ``zsel``, ``eb``."""
    if len(word) < 2:  # noqa: PLR2004 - one letter would fit everything
        return 0.0, ()
    marks: list[int] = []
    for sign in word:
        after = marks[-1] + 1 if marks else 0
        if marks and text[after : after + 1] == sign:
            marks.append(after)
            continue
        at = text.find(sign, after)
        while at > 0 and text[at - 1].isalnum():
            at = text.find(sign, at + 1)
        if at < 0:
            return 0.0, ()
        marks.append(at)
    return _LETTERS, marks


def _slipped(word: str, text: str) -> bool:
    """Tell whether a word is the beginning of one in the text but for one letter too many, too few, wrong or swapped."""
    if len(word) < _LEAST_FOR_SLIP:
        return False
    return any(
        _one_apart(word, other[: len(word) + more])
        for other in text.split()
        for more in (-1, 0, 1)
        if other[:1] == word[0]
    )


def _one_apart(one: str, other: str) -> bool:
    """Tell whether two words differ by one slip at most."""
    start = 0
    while start < min(len(one), len(other)) and one[start] == other[start]:
        start += 1
    a, b = one[start:], other[start:]
    return a[1:] == b or a == b[1:] or a[1:] == b[1:] or (a[:2] == b[1::-1] and a[2:] == b[2:])
