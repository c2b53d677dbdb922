"""Excel and OpenDocument workbooks, through calamine."""

from __future__ import annotations

import datetime as dt
import io
from typing import TYPE_CHECKING, Any

import pyarrow as pa

from spaceplanner.errors import FileError
from spaceplanner.i18n import N_
from spaceplanner.io import columns, headings
from spaceplanner.io.frame import Frame

if TYPE_CHECKING:
    from spaceplanner.io.frame import Note
    from spaceplanner.io.opening import Dataset


def _opened(dataset: Dataset) -> Any:
    import python_calamine  # noqa: PLC0415 - start-up time: only workbooks need it

    try:
        return python_calamine.CalamineWorkbook.from_filelike(io.BytesIO(dataset.read()))
    except python_calamine.PasswordError as error:
        raise FileError(
            N_("{file} is locked with a password. Save it without one and try again."), file=dataset.name
        ) from error
    except (python_calamine.CalamineError, ValueError, OSError) as error:
        raise FileError(
            N_("{file} is a workbook that is damaged, cut off or of an unknown kind. Save it again as .xlsx or CSV."),
            file=dataset.name,
        ) from error


def sheets(dataset: Dataset) -> list[str]:
    """Return the names of the sheets that hold cells, in order.

    Raises
    ------
    FileError
        If the workbook cannot be read.
    """
    book = _opened(dataset)
    return [name for name in book.sheet_names if _rows(book, name, dataset, limit=headings.PREVIEW)]


def read(dataset: Dataset, sheet: str) -> Frame:
    """Return a sheet as a table: numbers, dates and text keep their type; a column of several types becomes text.

    Raises
    ------
    FileError
        If the workbook cannot be read or the sheet holds no rows.
    """
    rows = _rows(_opened(dataset), sheet, dataset)
    heading = headings.find(rows[: headings.PREVIEW])
    body = [row for row in rows[heading.first_row :] if any(cell != "" for cell in row)]
    if not body:
        raise FileError(
            N_("Sheet {sheet} of {file} has column names at most and no rows. Choose another sheet."),
            sheet=sheet,
            file=dataset.name,
        )
    kept = [i for i, name in enumerate(heading.names) if not _is_void(name, i, body)]
    table = pa.table({heading.names[i]: _column([row[i] for row in body]) for i in kept})
    notes: list[Note] = []
    if not heading.certain:
        notes.append((N_("The table has no row of column names; its columns are numbered."), {}))
    return Frame(rows=len(body), table=columns.simple(table), notes=tuple(notes))


def _rows(book: Any, sheet: str, dataset: Dataset, limit: int | None = None) -> list[list[Any]]:
    import python_calamine  # noqa: PLC0415 - start-up time: only workbooks need it

    try:
        found: list[list[Any]] = book.get_sheet_by_name(sheet).to_python(skip_empty_area=False, nrows=limit)
    except (python_calamine.CalamineError, ValueError) as error:
        raise FileError(
            N_("{file} is a workbook that is damaged, cut off or of an unknown kind. Save it again as .xlsx or CSV."),
            file=dataset.name,
        ) from error
    return found


def _is_void(name: str, position: int, body: list[list[Any]]) -> bool:
    """Tell whether a column has neither a name nor a value."""
    return name.startswith(f"column {position + 1}") and all(row[position] == "" for row in body)


def _column(cells: list[Any]) -> pa.Array:
    values = [None if cell == "" else cell for cell in cells]
    kinds = {type(value) for value in values if value is not None}
    if kinds <= {int, float}:
        whole = all(value is None or float(value).is_integer() for value in values)
        return pa.array(values, pa.float64()).cast(pa.int64()) if whole else pa.array(values, pa.float64())
    if len(kinds) == 1 and kinds <= {bool, dt.date}:
        return pa.array(values)
    if kinds <= {dt.datetime, dt.date}:
        return pa.array([_moment(value) for value in values], pa.timestamp("s"))
    return pa.array([None if value is None else _text(value) for value in values], pa.string())


def _moment(value: dt.date | dt.datetime | None) -> dt.datetime | None:
    if value is None or isinstance(value, dt.datetime):
        return None if value is None else value.replace(microsecond=0)
    return dt.datetime.combine(value, dt.time())


def _text(value: object) -> str:
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    if isinstance(value, dt.timedelta):
        return str(dt.timedelta(seconds=round(value.total_seconds())))
    if isinstance(value, dt.datetime | dt.time):
        return value.isoformat(sep=" ", timespec="seconds") if isinstance(value, dt.datetime) else value.isoformat()
    return str(value)
