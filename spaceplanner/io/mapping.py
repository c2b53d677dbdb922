"""Which of a source's columns holds which field: by hand, else by name, checked against the values."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

import numpy as np

from spaceplanner.errors import MappingError
from spaceplanner.i18n import N_
from spaceplanner.io import clocks, columns, dates, names, numerals, roles
from spaceplanner.io.where import unknown_column

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    import pyarrow as pa

    from spaceplanner.io.roles import FieldSpec, RoleSpec

JOIN = "+"
_SAMPLE = 300
_MOST = 0.5
_SHORTEST_STEM = 8
_REPEATED = re.compile(r" \d$")  # what `names.distinct` adds to a name that occurs twice


def split(text: str, known: list[str]) -> list[str]:
    """Return the columns that a mapping names: one, or several joined with ``+``.

    Raises
    ------
    MappingError
        If a column does not exist; with the names near it.
    """
    found = names.find(text, known)
    if found is not None:
        return [found]
    parts = [part.strip() for part in text.split(JOIN)]
    resolved = [(part, names.find(part, known)) for part in parts]
    for part, column in resolved:
        if column is None:
            raise unknown_column(part, known)
    return [column for _, column in resolved if column is not None]


def checked(by_hand: Mapping[str, str], table: pa.Table, spec: RoleSpec) -> dict[str, str]:
    """Return a mapping made by hand with the columns' own names; an empty text stays: the field has no column.

    Raises
    ------
    MappingError
        If the role has no such field or the source no such column.
    """
    allowed = [*(one.id for one in spec.fields), "x", "y"]
    result = {}
    for field_id, text in by_hand.items():
        if field_id not in allowed:
            raise MappingError(
                N_("The role {role} has no field {field}. Its fields: {fields}."),
                role=spec.role.value,
                field=field_id,
                fields=", ".join(allowed),
            )
        found = split(text, table.column_names) if text else []
        field = spec.field(field_id)
        if len(found) > 1 and (field is None or field.type != "time"):
            raise MappingError(N_("The field {field} takes one column, not {columns}."), field=field_id, columns=text)
        result[field_id] = JOIN.join(found)
    return result


def found(table: pa.Table, spec: RoleSpec, by_hand: Mapping[str, str], used: Iterable[str] = ()) -> dict[str, str]:
    """Return field -> column (or columns joined with ``+``) for every field that could be found.

    Parameters
    ----------
    by_hand
        A mapping that `checked` has passed.
    used
        Columns that hold the position.
    """
    result = dict(by_hand)
    taken = set(used).union(*(split(text, table.column_names) for text in by_hand.values() if text))
    for field in spec.fields:
        if field.id in result:
            continue
        free = [name for name in table.column_names if name not in taken]
        chosen = _times(table, field, free) if field.type == "time" else _one(table, field, free)
        if chosen:
            result[field.id] = JOIN.join(chosen)
            taken.update(chosen)
    return {key: text for key, text in result.items() if text and key not in {"x", "y"}}


def _named(synonyms: tuple[str, ...], free: list[str]) -> list[str]:
    """Return the columns whose names are among the synonyms, in the synonyms' order.

    A Shapefile cuts names to ten characters, so a long beginning of a synonym counts too.
    """
    keys = [(names.squeezed(_REPEATED.sub("", name)), name) for name in free]
    wanted = [names.squeezed(synonym) for synonym in synonyms]
    exact = [name for synonym in wanted for key, name in keys if key == synonym]
    long = [(key, name) for key, name in keys if len(key) >= _SHORTEST_STEM]
    cut = [name for key, name in long if any(synonym.startswith(key) for synonym in wanted)]
    return list(dict.fromkeys([*exact, *cut]))


def _one(table: pa.Table, field: FieldSpec, free: list[str]) -> list[str]:
    meant = dict.fromkeys([*_named(field.synonyms, free), *_worded(field, free)])
    # An answer is yes, no or a small number, whatever its question speaks of: values that name anybody do not fit.
    named = [name for name in meant if field.type == "answer" or not roles.is_personal(name)]
    fitting = [name for name in named if _fits(table.column(name), field)]
    if field.type == "identifier":
        return fitting[:1]
    filled = {name: 1 - table.column(name).null_count / len(table) for name in fitting}
    # The first name that is mostly filled; where none is, the one that is filled most.
    best = next((name for name in fitting if filled[name] > _MOST), max(fitting, key=filled.__getitem__, default=None))
    return [] if best is None else [best]


def _sample(column: Any) -> pa.Array:
    return columns.whole(column).drop_null()[:_SAMPLE]


def _fits(column: Any, field: FieldSpec) -> bool:
    sample = _sample(column)
    if not len(sample):
        return False
    if field.type == "number":
        return bool(np.isfinite(numerals.numbers(sample)).mean() > _MOST)
    if field.type == "answer":
        return bool(np.isfinite(columns.answers(sample)).mean() > _MOST)
    if field.type == "flag":
        decided, _ = columns.flags(sample, field.yes, field.no)
        return bool(decided.null_count < _MOST * len(decided))
    if field.type == "identifier":
        text = columns.texts(column)
        return bool(text.null_count == 0 and len(text.unique()) == len(text))
    return True


def _times(table: pa.Table, field: FieldSpec, free: list[str]) -> list[str]:
    for name in [*_named(field.synonyms, free), *_worded(field, free)]:
        sample = _sample(table.column(name))
        if not len(sample):
            continue
        times = dates.read(sample)
        if np.isnat(times.moment).mean() > _MOST:
            continue
        if (times.precision < dates.DAY).any():
            return [name]
        clock = _clock(table, field, [other for other in free if other != name])
        return [name, clock] if clock else [name]
    return _parts(table, field, free)


def _worded(field: FieldSpec, free: list[str]) -> list[str]:
    having = [name for name in free if not set(field.words).isdisjoint(names.words(name))]
    return [name for name in having if set(field.not_words).isdisjoint(names.words(name))]


def _clock(table: pa.Table, field: FieldSpec, free: list[str]) -> str | None:
    worded = [name for name in free if not set(field.clock_words).isdisjoint(names.words(name))]
    for name in [*_named(field.clock, free), *worded]:
        sample = _sample(table.column(name))
        if set(field.not_words).isdisjoint(names.words(name)) and len(sample) and clocks.is_clock(sample):
            return name
    return None


def _parts(table: pa.Table, field: FieldSpec, free: list[str]) -> list[str]:
    chosen: list[str] = []
    for synonyms in field.parts.values():  # from year to minute; what follows a gap cannot be placed
        named = [name for name in _named(synonyms, free) if len(_sample(table.column(name)))]
        if not named:
            break
        chosen.append(named[0])
    if not chosen:
        return []
    years = numerals.numbers(_sample(table.column(chosen[0])))
    return chosen if np.isfinite(years).mean() > _MOST else []


def times(table: pa.Table, text: str, field: FieldSpec) -> dates.Times:
    """Return the times that the columns of a mapping hold: one column, a date and a clock, or parts."""
    chosen = split(text, table.column_names)
    arrays = [table.column(name) for name in chosen]
    if len(chosen) == 1:
        is_year = bool(_named(field.parts.get("year", ()), chosen))
        return clocks.composed({"year": arrays[0]}) if is_year else dates.read(arrays[0])
    if len(chosen) == 2 and not _named(field.parts.get("year", ()), chosen[:1]):  # noqa: PLR2004 - a date and a clock
        return clocks.with_clock(dates.read(arrays[0]), arrays[1])
    return clocks.composed(_labelled(chosen, arrays, field))


def _labelled(chosen: list[str], arrays: list[Any], field: FieldSpec) -> dict[str, Any]:
    """Return part -> column: by the columns' names where all are known, else in the order they are given."""
    labels = [next((part for part, names_ in field.parts.items() if _named(names_, [one])), None) for one in chosen]
    known = [label for label in labels if label is not None]
    if len(set(known)) == len(chosen) and "year" in known:
        return dict(zip(known, arrays, strict=True))
    return dict(zip(field.parts, arrays, strict=False))
