"""Delimited text: CSV as offices send it, read in bulk as text."""

from __future__ import annotations

import csv
import io
import re
from collections import Counter
from typing import TYPE_CHECKING, Any

import pyarrow as pa

from spaceplanner.errors import FileError
from spaceplanner.i18n import N_
from spaceplanner.io import columns, files, headings
from spaceplanner.io.frame import Frame

if TYPE_CHECKING:
    from spaceplanner.io.frame import Note
    from spaceplanner.io.headings import Heading
    from spaceplanner.io.opening import Dataset

_DELIMITERS = ",;\t|"
_PREVIEW_CHARACTERS = 1 << 17
_BLOCK = 1 << 24
_QUOTED = re.compile(r'"[^"]*"')
_UNICODE_MARKS = ((b"\xef\xbb\xbf", "utf-8-sig"), (b"\xff\xfe", "utf-16"), (b"\xfe\xff", "utf-16"))
_MOSTLY = 20


def read(dataset: Dataset, encoding: str | None = None) -> Frame:
    """Return the table as text columns, blanks as null.

    Raises
    ------
    FileError
        If it holds no rows.
    InputError
        If the encoding is unknown.
    """
    text, notes = decoded(dataset.read(), encoding)
    text = text.replace("\0", "")
    if "\n" not in text:  # classic Macintosh line ends
        text = text.replace("\r", "\n")
    first = text[:4].lower()
    if first == "sep=":  # Excel's own line naming the delimiter
        text = text.partition("\n")[2]
    delimiter = _delimiter(text)
    heading, body = _heading(text, delimiter)
    if not body.strip():
        raise FileError(N_("{file} has column names at most and no rows. Ask for it again."), file=dataset.name)
    table, ragged = _table(body, heading.names, delimiter)
    if ragged["mended"]:
        notes.append((N_("Rows with too few or too many cells, mended: {count}."), {"count": str(ragged["mended"])}))
    if not heading.certain:
        notes.append((N_("The table has no row of column names; its columns are numbered."), {}))
    lost = {"ragged": ragged["lost"]} if ragged["lost"] else {}
    return Frame(rows=table.num_rows, table=columns.simple(table), lost=lost, notes=tuple(notes))


def decoded(data: bytes, encoding: str | None) -> tuple[str, list[Note]]:
    """Return bytes as text: by the encoding given, by a mark at the start, as UTF-8, else as Windows-1252.

    Raises
    ------
    InputError
        If the encoding is unknown.
    """
    if encoding:
        files.check_encoding(encoding)
        return data.decode(encoding, "replace").removeprefix("\ufeff"), []
    for mark, name in _UNICODE_MARKS:
        if data.startswith(mark):
            return data.decode(name, "replace"), []
    try:
        return data.decode("utf-8"), []
    except UnicodeDecodeError:
        return _guessed(data)


def _guessed(data: bytes) -> tuple[str, list[Note]]:
    text = data.decode("utf-8", "replace")
    broken = text.count("\ufffd")
    if sum(character > "\x7f" for character in text) - broken > _MOSTLY * broken:
        return text, [(N_("Characters that could not be read: {count}."), {"count": str(broken)})]
    return data.decode("cp1252", "replace"), [(N_("The text was read as Windows-1252 (Western European)."), {})]


def _delimiter(text: str) -> str:
    lines = [
        _QUOTED.sub("", line) for line in text[:_PREVIEW_CHARACTERS].splitlines()[: headings.PREVIEW] if line.strip()
    ]
    best, best_score = ",", 0.0
    for delimiter in _DELIMITERS:
        counts = Counter(line.count(delimiter) for line in lines)
        count, agreeing = max(counts.items(), key=lambda item: (item[0] > 0, item[1], item[0]), default=(0, 0))
        score = agreeing / max(len(lines), 1) * min(count, 8) ** 0.5
        if score > best_score:
            best, best_score = delimiter, score
    return best


def _heading(text: str, delimiter: str) -> tuple[Heading, str]:
    """Return the heading, and the text from the first row of data on."""
    start = text[:_PREVIEW_CHARACTERS]
    rows: list[list[str]] = []
    line_after: list[int] = []
    reader = csv.reader(io.StringIO(start, newline=""), delimiter=delimiter)
    try:
        for row in reader:
            rows.append(row)
            line_after.append(reader.line_num)
            if len(rows) >= headings.PREVIEW:
                break
    except csv.Error:
        rows, line_after = rows or [start.splitlines()[0].split(delimiter)], line_after or [1]
    # One row with a stray delimiter must not widen the table: the commonest number of cells decides.
    lengths = Counter(len(row) for row in rows if len(row) > 1)
    width = max(lengths, key=lambda length: (lengths[length], length), default=1)
    heading = headings.find([row[:width] for row in rows])
    skipped = line_after[heading.first_row - 1] if heading.first_row else 0
    return heading, _after_lines(text, skipped)


def _after_lines(text: str, count: int) -> str:
    position = 0
    for _ in range(count):
        found = text.find("\n", position)
        if found < 0:
            return ""
        position = found + 1
    return text[position:]


def _table(body: str, names: list[str], delimiter: str) -> tuple[pa.Table, dict[str, int]]:
    quoted = '"' in body
    table, odd = _parsed(body, names, delimiter, quoted=quoted)
    if quoted and table.num_rows + len(odd) < _HALF_THE_LINES * (body.count("\n") + 1):
        # One quote that is never closed swallows what follows; then quotes are ordinary characters.
        plain, plain_odd = _parsed(body, names, delimiter, quoted=False)
        if len(plain_odd) < plain.num_rows / _MOSTLY:
            table, odd = plain, plain_odd
    return _with_mended(table, odd, names, delimiter)


_HALF_THE_LINES = 0.5


def _parsed(body: str, names: list[str], delimiter: str, *, quoted: bool) -> tuple[pa.Table, list[tuple[int, str]]]:
    from pyarrow import csv as arrow_csv  # noqa: PLC0415 - start-up time: only importing needs it

    odd: list[tuple[int, str]] = []

    def keep(row: Any) -> str:
        odd.append((row.number or 0, row.text))
        return "skip"

    data = body.encode()
    # One thread: only then are row numbers known, and a ragged row can go back to its place.
    reading = arrow_csv.ReadOptions(column_names=names, use_threads=False, block_size=_BLOCK)
    parsing = arrow_csv.ParseOptions(
        delimiter=delimiter,
        quote_char='"' if quoted else False,
        newlines_in_values=quoted,
        invalid_row_handler=keep,
    )
    converting = arrow_csv.ConvertOptions(
        column_types=dict.fromkeys(names, pa.string()),
        null_values=[""],
        strings_can_be_null=True,
        quoted_strings_can_be_null=True,
    )
    try:
        table = arrow_csv.read_csv(pa.BufferReader(data), reading, parsing, converting)
    except pa.ArrowInvalid:
        odd.clear()
        table = _slowly(body, names, delimiter)
    return table, odd


def _slowly(body: str, names: list[str], delimiter: str) -> pa.Table:
    """Return the table read row by row: for text that the bulk reader refuses, such as one row of many megabytes."""
    rows = [_fitted(row, len(names)) for row in csv.reader(io.StringIO(body, newline=""), delimiter=delimiter) if row]
    return _of_rows([row for row in rows if row is not None], names)


def _of_rows(rows: list[list[str | None]], names: list[str]) -> pa.Table:
    cells = zip(*rows, strict=True) if rows else [()] * len(names)
    return pa.table([pa.array(list(column), pa.string()) for column in cells], names=names)


def _fitted(row: list[str], width: int) -> list[str | None] | None:
    """Return a row padded to the width, or with empty cells beyond it cut off; None where it cannot be fitted."""
    if any(cell.strip() for cell in row[width:]):
        return None
    cells: list[str | None] = [cell or None for cell in row[:width]]
    return cells + [None] * (width - len(cells))


def _with_mended(
    table: pa.Table, odd: list[tuple[int, str]], names: list[str], delimiter: str
) -> tuple[pa.Table, dict[str, int]]:
    parsed = [next(csv.reader([text], delimiter=delimiter), []) for _, text in odd]
    fitted = [(number, _fitted(row, len(names))) for (number, _), row in zip(odd, parsed, strict=True) if any(row)]
    mended = [(number, row) for number, row in fitted if row is not None]
    counts = {"mended": len(mended), "lost": len(fitted) - len(mended)}
    if not mended:
        return table, counts
    extra = _of_rows([row for _, row in mended], names)
    # Row numbers count from 1 and include the odd rows, so the others' numbers are those that remain.
    numbers = sorted(set(range(1, table.num_rows + len(odd) + 1)) - {number for number, _ in odd})
    order = sorted(range(table.num_rows + len(mended)), key=(numbers + [number for number, _ in mended]).__getitem__)
    return pa.concat_tables([table, extra]).take(order), counts
