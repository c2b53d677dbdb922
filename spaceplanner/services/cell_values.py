"""Cell values: what may stand in a column of a layer, how it is typed, and why something else may not."""

from __future__ import annotations

import math
import re
from datetime import date, datetime
from typing import TYPE_CHECKING, Any

import pyarrow as pa
import pyarrow.compute as pc

from spaceplanner.domain.cell_edits import refuse
from spaceplanner.domain.layer import Role
from spaceplanner.domain.luminaire import GENERIC, matching
from spaceplanner.errors import EditError
from spaceplanner.i18n import N_, gettext, read_number
from spaceplanner.io import names
from spaceplanner.io.roles import roles
from spaceplanner.services.inputs import PRECISIONS

if TYPE_CHECKING:
    from spaceplanner.domain.layer import Layer
    from spaceplanner.domain.project import Project

YES = N_("yes")
NO = N_("no")

_YES, _NO = {"yes", "y", "si", "s", "true", "1", "verdadero"}, {"no", "n", "false", "0", "falso"}
_MOST_OFFERED = 30
_PIECE = 10_000
_DAY_FIRST = re.compile(r"(\d{1,2})/(\d{1,2})/(\d{4})(.*)")


def is_flag(layer: Layer, column: str) -> bool:
    """Return whether a column holds yes and no."""
    return bool(pa.types.is_boolean(layer.table.schema.field(column).type))


def allowed(project: Project, layer: Layer, column: str) -> tuple[str, ...] | None:
    """Return the only texts that a column may hold, besides none; None: any."""
    if layer.role is Role.LAMPS and column == "luminaire":
        return (*GENERIC, *(one.name for one in project.luminaires))
    if column == "when_precision":
        return tuple(PRECISIONS)
    return None


def offered(project: Project, layer: Layer, column: str) -> tuple[str, ...]:
    """Return the texts to choose from: those that are allowed, else those that the column has, where they are few."""
    only = allowed(project, layer, column)
    if only is not None:
        return only
    if not pa.types.is_string(layer.table.schema.field(column).type):
        return ()
    values, found = layer.table.column(column), set[str]()
    # Piece by piece: of a column of names the first piece says that they are too many.
    for start in range(0, len(values), _PIECE):
        found.update(pc.unique(values.slice(start, _PIECE)).drop_null().to_pylist())
        if len(found) > _MOST_OFFERED:
            return ()
    return tuple(sorted(found, key=names.plain))


def read(project: Project, layer: Layer, column: str, text: str) -> Any:
    """Return the value that was typed for a cell; an empty text takes the value away.

    Raises
    ------
    EditError
        If the cell cannot be changed, or the text is no value of its column: with the reason.
    """
    refuse(layer, column)
    plain = text.strip()
    if not plain:
        return None
    kind = layer.table.schema.field(column).type
    if pa.types.is_boolean(kind):
        return _flag(plain)
    if pa.types.is_integer(kind) or pa.types.is_floating(kind):
        return _number(layer, column, plain, whole=pa.types.is_integer(kind))
    if pa.types.is_date32(kind):
        return _moment(plain).date()
    if pa.types.is_timestamp(kind):
        return _moment(plain)
    return _text(project, layer, column, text)


def _flag(text: str) -> bool:
    word = names.plain(text)
    if word in _YES | {names.plain(gettext(YES))}:
        return True
    if word in _NO | {names.plain(gettext(NO))}:
        return False
    raise EditError(N_("“{text}” is neither yes nor no."), text=names.clipped(text))


def _number(layer: Layer, column: str, text: str, *, whole: bool) -> int | float:
    try:
        value = int(text) if whole and re.fullmatch(r"[+-]?\d+", text) else read_number(text)
    except ValueError:
        value = math.nan
    if not math.isfinite(value):
        raise EditError(
            N_("“{text}” is no number. Write it without dots or commas for thousands."), text=names.clipped(text)
        )
    if whole and value != int(value):
        raise EditError(N_("Column {column} holds whole numbers: {text} is none."), column=column, text=text)
    if whole and not -(2**63) <= value < 2**63:
        raise EditError(N_("{text} is too large a number for column {column}."), column=column, text=text)
    spec = roles()[layer.role].field(column)
    if spec is not None and spec.type == "number" and value < 0:
        raise EditError(N_("{column} cannot be negative: leave the cell empty where it is not known."), column=column)
    return int(value) if whole else float(value)


def _moment(text: str) -> datetime:
    found = _DAY_FIRST.fullmatch(text)
    written = f"{found[3]}-{found[2]:0>2}-{found[1]:0>2}{found[4]}" if found else text
    try:
        moment = datetime.fromisoformat(written)
    except ValueError:
        moment = None
    if moment is None or moment.tzinfo is not None or not date(1000, 1, 1) <= moment.date():
        raise EditError(
            N_("“{text}” is no date. Write it like 2026-05-31 or 31/05/2026, a time of day after it like 20:15."),
            text=names.clipped(text),
        )
    return moment.replace(microsecond=0)


def _text(project: Project, layer: Layer, column: str, text: str) -> str:
    only = allowed(project, layer, column)
    if only is None:
        return text
    found = next((one for one in only if matching(one) == matching(text)), None)
    if found is None:
        raise EditError(
            N_("“{text}” is none of the values of {column}: {known}."),
            text=names.clipped(text),
            column=column,
            known=", ".join(only),
        )
    return found
