"""Annex tables as CSV: the diagnosis of all spaces with the values that may be published."""

from __future__ import annotations

import csv
import io
import unicodedata
from typing import TYPE_CHECKING

from spaceplanner.io import atomic
from spaceplanner.services.measures import LABELS

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from pathlib import Path

    from spaceplanner.domain.result import Result, SpaceDiagnosis, Values

_DANGEROUS = ("=", "+", "-", "@", "\t", "\r", "\n")


def diagnosis_csv(result: Result, file: Path, values: Values = "published") -> None:
    """Write a row for each space, the neediest first, as UTF-8 CSV that spreadsheets open as it is.

    A cell without a value is empty, and the column ``missing`` says why for each: ``measure: reason``. A measure with an
    interval has its ends in two columns more; ``rank_low`` to ``rank_high`` holds the rank in 90 % of the draws. Texts
    that a spreadsheet would run as a formula get an apostrophe in front.

    Parameters
    ----------
    result
        Whose diagnosis is written.
    file
        Replaced at once when the table is whole; untouched if writing fails.
    values
        ``published`` for anything that leaves the office.

    Raises
    ------
    FileError
        If the file cannot be written.
    """
    spaces = result.diagnosis.spaces
    measured = tuple(spaces[0].figures) if spaces else ()
    bounded = tuple(name for name in measured if any(space.figures[name].interval(values) for space in spaces))
    ends = (f"{name}_{end}" for name in bounded for end in ("low", "high"))
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\r\n")
    writer.writerow((*_FIRST, *measured, *ends, *LABELS, "flags", "missing", "values", "data_hash"))
    for space in spaces:
        writer.writerow((*_row(space, values, bounded), values, result.data_hash))
    # The mark at the start tells spreadsheets that the text is UTF-8.
    with atomic.replacing(file) as part:
        part.write_bytes(text.getvalue().encode("utf-8-sig"))


_FIRST = ("rank", "rank_low", "rank_high", "id", "name", "need", "need_floor")


def _row(space: SpaceDiagnosis, values: Values, bounded: Sequence[str]) -> Iterator[object]:
    yield space.rank
    yield space.stability and space.stability.low
    yield space.stability and space.stability.high
    yield safe(space.space)
    yield safe(space.name)
    yield _written(space.need, "points")
    yield _written(space.need_floor, "points")
    for figure in space.figures.values():
        yield _written(figure.value(values), figure.unit)
    for name in bounded:
        for bound in space.figures[name].interval(values) or (None, None):
            yield _written(bound, space.figures[name].unit)
    for kind in LABELS:
        yield space.labels.get(kind, "")
    yield "; ".join(space.flags)
    yield "; ".join(f"{measure}: {why}" for measure, figure in space.figures.items() if (why := figure.absence(values)))


def safe(text: str) -> str:
    """Return a text that no spreadsheet takes for a formula, not even one that passes over signs nobody sees."""
    seen = "".join(sign for sign in unicodedata.normalize("NFKC", text) if sign.isprintable()).lstrip()
    return f"'{text}" if text.startswith(_DANGEROUS) or seen.startswith(_DANGEROUS) else text


_DIGITS = {"share": 4, "m2": 1, "m": 1, "points": 2, "per_year": 2, "people": 0, "lux": 2, "ratio": 3}


def _written(value: float | None, unit: str) -> str:
    if value is None:
        return ""
    digits = _DIGITS.get(unit, 0)
    return f"{value:.{digits}f}"
