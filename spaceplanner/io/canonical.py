"""The table of a layer: the role's canonical fields first, then what else the source has and may be kept."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import numpy as np
import pyarrow as pa

from spaceplanner.domain.layer import Role
from spaceplanner.i18n import N_
from spaceplanner.io import clocks, columns, dates, mapping, names, numerals, outcomes, roles

if TYPE_CHECKING:
    from collections.abc import Mapping

    from spaceplanner.io.frame import Note
    from spaceplanner.io.roles import FieldSpec, RoleSpec

_SHOWN = 5


@dataclass(slots=True)
class _Build:
    """A table being made: its columns, the source columns it has taken in whole, the notes."""

    columns: dict[str, Any] = field(default_factory=dict)
    absorbed: set[str] = field(default_factory=set)
    notes: list[Note] = field(default_factory=list)


def table(
    source: pa.Table, *, rows: int, spec: RoleSpec, chosen: Mapping[str, str], timezone: str | None, skip: set[str]
) -> tuple[pa.Table, tuple[Note, ...]]:
    """Return a layer's table and what the user should know about it.

    Parameters
    ----------
    source
        The used rows with the source's columns.
    rows
        How many there are.
    chosen
        Field -> column or columns.
    timezone
        The project's; times that name a zone are converted to it.
    skip
        Columns that held the position.
    """
    build = _Build()
    for one in spec.fields:
        text = chosen.get(one.id)
        if text is None:
            _absent(build, one, rows)
        elif one.type == "time":
            _time(build, one, source, text, timezone)
        else:
            _value(build, one, source.column(text), text)
    if spec.role is Role.INCIDENTS:
        _classify(build)
    if spec.keep_other_columns:
        _others(build, source, spec, skip)
    else:
        left = [name for name in source.column_names if name not in build.absorbed | skip]
        if left:
            _note(build, N_("Columns left out, since only dates and kinds of incidents are kept: {columns}."), left)
    return pa.table(build.columns), tuple(build.notes)


def _note(build: _Build, message: str, listed: list[str]) -> None:
    shown = ", ".join(listed[:_SHOWN]) + (f" (+{len(listed) - _SHOWN})" if len(listed) > _SHOWN else "")
    build.notes.append((message, {"columns": shown}))


_TYPES = {
    "text": pa.string(),
    "identifier": pa.string(),
    "code": pa.string(),
    "number": pa.float64(),
    "flag": pa.bool_(),
    "answer": pa.float64(),
}


def _absent(build: _Build, one: FieldSpec, rows: int) -> None:
    if one.type == "time":
        build.columns[one.id] = pa.nulls(rows, pa.timestamp("s"))
        build.columns[f"{one.id}_precision"] = pa.nulls(rows, pa.string())
    else:
        build.columns[one.id] = pa.nulls(rows, _TYPES[one.type])


def _value(build: _Build, one: FieldSpec, column: Any, name: str) -> None:
    if one.type == "number":
        values = numerals.numbers(column, grouped=True)
        build.columns[one.id] = pa.array(values, mask=np.isnan(values))
        unread = int(np.isnan(values).sum()) - columns.texts(column).null_count
        if unread:
            build.notes.append(
                (N_("Values of {column} that are no numbers: {count}."), {"column": name, "count": str(unread)})
            )
        else:
            build.absorbed.add(name)
    elif one.type == "flag":
        build.columns[one.id], unknown = columns.flags(column, one.yes, one.no)
        if unknown:
            values_text = ", ".join(unknown[:_SHOWN])
            message = N_("Values of {column} that are neither yes nor no: {values}.")
            build.notes.append((message, {"column": name, "values": values_text}))
    elif one.type == "answer":
        answers = columns.answers(column)
        build.columns[one.id] = pa.array(answers, mask=np.isnan(answers))
        # What was answered in other words may tell of persons: it is counted, and not kept.
        build.absorbed.add(name)
        unread = int(np.isnan(answers).sum()) - columns.texts(column).null_count
        if unread:
            message = N_("Answers of {column} that are neither yes, no nor a number: {count}.")
            build.notes.append((message, {"column": name, "count": str(unread)}))
    elif one.type == "code":
        build.columns[one.id], made_up = columns.codes(column)
        build.absorbed.add(name)
        if made_up:
            message = N_("{column} may name persons: its values were replaced by codes (A1, A2 and so on).")
            build.notes.append((message, {"column": name}))
    else:
        build.columns[one.id] = columns.texts(column)
        build.absorbed.add(name)


def _time(build: _Build, one: FieldSpec, source: pa.Table, text: str, timezone: str | None) -> None:
    times = mapping.times(source, text, one)
    local = clocks.to_local(times, timezone) if timezone else times.moment
    unknown = np.isnat(local)
    words = np.array(dates.PRECISIONS, object)[times.precision]
    build.columns[one.id] = pa.array(local, pa.timestamp("s"), mask=unknown)
    build.columns[f"{one.id}_precision"] = pa.array(words, pa.string(), mask=unknown)
    build.absorbed.update(mapping.split(text, source.column_names))
    if times.unread:
        build.notes.append(
            (N_("Values of {column} that are no dates: {count}."), {"column": text, "count": str(times.unread)})
        )
    if times.day_first is not None:
        message = N_("Dates such as 03/04/2025 were read as day/month/year; nothing in the column settles it.")
        build.notes.append((message, {}))
    if times.in_utc.any() and timezone:
        build.notes.append((N_("Times that name a zone were converted to {timezone}."), {"timezone": timezone}))


def _classify(build: _Build) -> None:
    outcome, indoor = outcomes.classified(build.columns["category"])
    given = columns.whole(build.columns["indoor"])
    del build.columns["indoor"]
    build.columns["outcome"] = outcome
    # What a column says of a place outweighs what the category suggests.
    build.columns["indoor"] = given if indoor.null_count == len(indoor) else _first_known(given, indoor)


def _first_known(first: pa.Array, second: pa.Array) -> pa.Array:
    import pyarrow.compute as pc  # noqa: PLC0415 - start-up time

    return pc.coalesce(first, second)


def _others(build: _Build, source: pa.Table, spec: RoleSpec, skip: set[str]) -> None:
    others = [name for name in source.column_names if name not in build.absorbed | skip]
    who = {names.squeezed(name) for one in spec.fields if one.type == "code" for name in one.synonyms}
    personal = [name for name in others if roles.is_personal(name) or names.squeezed(name) in who]
    if personal:
        _note(build, N_("Columns left out because they may tell of persons: {columns}."), personal)
    # A column without a single value tells nothing; readers of KML add a dozen of them.
    kept = [name for name in others if name not in personal and source.column(name).null_count < source.num_rows]
    own = list(build.columns)
    given = names.distinct([*own, *(_free(name, own) for name in kept)])[len(own) :]
    build.columns.update({name: source.column(original) for name, original in zip(given, kept, strict=True)})


def _free(name: str, own: list[str]) -> str:
    taken = {one.casefold() for one in own}
    return f"{name} (source)" if name.casefold() in taken else name


def identified(layer_table: pa.Table, taken: set[str], prefix: str) -> tuple[pa.Table, tuple[Note, ...]]:
    """Return the table with an ``id`` for every row that is unique in the project.

    The source's ids are kept where they are there and unique; one that another layer has already is written as
    ``prefix-id``. Else the rows are numbered S001, S002 and so on.
    """
    given = layer_table.column("id").to_pylist()
    if None in given or len(set(given)) < len(given):
        numbers = _numbers(len(given), taken)
        note: Note = (
            N_("The source has no unique codes; the spaces were numbered from {first}."),
            {"first": numbers[0]},
        )
        return layer_table.set_column(0, "id", pa.array(numbers, pa.string())), (note,)
    if taken.isdisjoint(given):
        return layer_table, ()
    ids = [f"{prefix}-{one}" if one in taken else one for one in given]
    changed = (N_("Codes that another layer has already were written with {prefix} before them."), {"prefix": prefix})
    return layer_table.set_column(0, "id", pa.array(ids, pa.string())), (changed,)


def _numbers(count: int, taken: set[str]) -> list[str]:
    result: list[str] = []
    number = 0
    while len(result) < count:
        number += 1
        if f"S{number:03d}" not in taken:
            result.append(f"S{number:03d}")
    return result
