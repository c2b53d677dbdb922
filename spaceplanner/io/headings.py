"""Finding the row with the column names in a table that may begin with titles, and have its names in two rows."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING

from spaceplanner.io import names

if TYPE_CHECKING:
    from collections.abc import Sequence

PREVIEW = 60
"""Rows looked at."""

_VALUE = re.compile(
    r"^[+-]?[\d.,:/\s-]*\d[\d.,:/\s-]*[%°]?$|^\d{4}-\d\d-\d\d|^(true|false|verdadero|falso)$", re.IGNORECASE
)
_LONGEST_NAME = 120
_FULL = 0.6
_HALF = 0.5


@dataclass(frozen=True, slots=True)
class Heading:
    """Where a table's names are.

    Attributes
    ----------
    names
        A name for each column, made distinct.
    first_row
        Position of the first row of data.
    certain
        False where the names were made up because the first row already holds data.
    """

    names: list[str]
    first_row: int
    certain: bool = True


def is_value(cell: object) -> bool:
    """Tell whether a cell holds a number, a date or a yes/no rather than words."""
    if cell is None or cell == "":
        return False
    return not isinstance(cell, str) or bool(_VALUE.match(cell.strip()))


def find(rows: Sequence[Sequence[object]]) -> Heading:
    """Return the heading of a table.

    Parameters
    ----------
    rows
        Its first rows, ``None`` or ``""`` in empty cells; text cells may hold numbers, as in CSV.
    """
    width = max((len(row) for row in rows), default=0)
    padded = [[*row, *[None] * (width - len(row))] for row in rows[:PREVIEW]]
    filled = [sum(not _is_empty(cell) for cell in row) for row in padded]
    usual = _usual_width(filled)
    for position, row in enumerate(padded):
        if not _is_label_row(row) or filled[position] < max(1, _HALF * usual):
            continue
        below = padded[position + 1] if position + 1 < len(padded) else None
        if below is not None and _continues(row, below):
            return Heading(names.distinct(_joined(row, below)), position + 2)
        if filled[position] >= _FULL * usual:
            return Heading(names.distinct([str(cell or "") for cell in row]), position + 1)
    start = next((position for position, count in enumerate(filled) if count >= max(1, _FULL * usual)), 0)
    return Heading(names.distinct([""] * width), start, certain=False)


def _is_empty(cell: object) -> bool:
    return cell is None or (isinstance(cell, str) and not cell.strip())


def _usual_width(filled: list[int]) -> int:
    """Return how many cells a row of data fills: the commonest count, the larger where two are equally common."""
    counts = Counter(count for count in filled if count)
    return max(counts, key=lambda count: (counts[count], count), default=0)


def _is_label_row(row: Sequence[object]) -> bool:
    cells = [cell for cell in row if not _is_empty(cell)]
    if not cells or any(not isinstance(cell, str) or len(cell) > _LONGEST_NAME for cell in cells):
        return False
    values = sum(is_value(cell) for cell in cells)
    return values == 0 or (len(cells) > 3 and values / len(cells) < 0.2)  # noqa: PLR2004 - "1990" may name a column


def _continues(row: Sequence[object], below: Sequence[object]) -> bool:
    """Tell whether `below` names the parts of columns that `row` names together, as merged header cells do."""
    if not _is_label_row(below) or any(char.isdigit() for cell in below for char in str(cell or "")):
        return False
    spans = [(left, right) for (left, right) in pairwise(range(len(row))) if not _is_empty(row[left])]
    is_split = any(_is_empty(row[right]) and not _is_empty(below[right]) for _, right in spans)
    covered = all(not _is_empty(row[i]) or not _is_empty(below[i]) for i in range(len(row)))
    # A merged cell stands above its first part, so a name above an empty cell marks columns with one row of names.
    alone = any(not _is_empty(row[i]) and _is_empty(below[i]) for i in range(len(row)))
    return is_split and covered and alone


def _joined(row: Sequence[object], below: Sequence[object]) -> list[str]:
    lower = [str(cell or "").strip() for cell in below]
    return [low or str(high or "").strip() for high, low in zip(row, lower, strict=True)]
