"""The classes of a style: which there are, and which of them each row of a layer's table belongs to."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum
from functools import lru_cache
from typing import TYPE_CHECKING

import numpy as np
import pyarrow as pa

from spaceplanner.domain import ramps
from spaceplanner.domain.layer import GeometryKind, Role
from spaceplanner.domain.style import StyleKind
from spaceplanner.i18n import N_, gettext, number

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from spaceplanner.domain.layer import Layer
    from spaceplanner.domain.style import Style

_DIGITS = 6


class Belongs(Enum):
    """By what a feature belongs to a class."""

    ALL = "all"
    VALUE = "value"
    RANGE = "range"
    OTHERS = "others"
    MISSING = "missing"


@dataclass(frozen=True, slots=True, kw_only=True)
class StyleClass:
    """One class: its colour (None: not drawn), and its value and label, or its limits.

    A value belongs to a class of numbers where it is above `low` and at most `high`; in the first class `low` itself
    does too.
    """

    belongs: Belongs
    colour: str | None
    value: str = ""
    label: str = ""
    low: float = 0.0
    high: float = 0.0


@lru_cache(maxsize=64)
def classes(style: Style) -> tuple[StyleClass, ...]:
    """Return the classes of a style in order; a style by values ends with the other and the missing ones."""
    if style.kind is StyleKind.SINGLE:
        return (StyleClass(belongs=Belongs.ALL, colour=style.colour),)
    rest = (
        StyleClass(belongs=Belongs.OTHERS, colour=style.others),
        StyleClass(belongs=Belongs.MISSING, colour=style.missing),
    )
    if style.kind is StyleKind.CATEGORIES:
        named = (
            StyleClass(belongs=Belongs.VALUE, colour=one.colour, value=one.value, label=one.label or one.value)
            for one in style.categories
        )
        return (*named, *rest)
    colours = ramps.spread(style.ramp, len(style.limits) - 1, reverse=style.reverse)
    ranges = (
        StyleClass(belongs=Belongs.RANGE, colour=colour, low=low, high=high)
        for colour, low, high in zip(colours, style.limits, style.limits[1:], strict=False)
    )
    return (*ranges, *rest)


def codes(table: pa.Table, style: Style) -> NDArray[np.int16]:
    """Return (n,) the place in `classes` of each row's class; without the column, all are missing."""
    count = len(classes(style))
    if style.kind is StyleKind.SINGLE:
        return np.zeros(table.num_rows, dtype=np.int16)
    if style.column not in table.column_names:
        return np.full(table.num_rows, count - 1, dtype=np.int16)
    column = table.column(style.column)
    if style.kind is StyleKind.CATEGORIES:
        return _categories(column, tuple(one.value for one in style.categories))
    return _ranges(numbers(column), np.array(style.limits))


def numbers(column: pa.ChunkedArray) -> NDArray[np.float64]:
    """Return a column as numbers; NaN where there is none, or where it is not finite."""
    if not is_number(column.type):
        return np.full(len(column), np.nan)
    values = np.array(column.cast(pa.float64(), safe=False).to_numpy(), dtype=np.float64)
    values[~np.isfinite(values)] = np.nan
    return values


def words(column: pa.ChunkedArray) -> tuple[list[str], NDArray[np.intp]]:
    """Return the values of a column as texts, and (n,) the index of each row's; -1 where there is none, or a blank."""
    if pa.types.is_dictionary(column.type):
        column = column.cast(column.type.value_type)
    coded = column.cast(pa.string()).combine_chunks().dictionary_encode()
    if isinstance(coded, pa.ChunkedArray):  # a column without rows
        return [], np.full(len(column), -1, dtype=np.intp)
    found = np.array(coded.indices.fill_null(-1).to_numpy(zero_copy_only=False), dtype=np.intp)
    texts: list[str] = coded.dictionary.to_pylist()
    blank = [place for place, text in enumerate(texts) if not text.strip() or text == "nan"]
    found[np.isin(found, blank)] = -1
    return texts, found


def is_number(kind: pa.DataType) -> bool:
    """Return whether values of a type can be put into classes of numbers."""
    return bool(pa.types.is_integer(kind) or pa.types.is_floating(kind))


def is_word(kind: pa.DataType) -> bool:
    """Return whether values of a type can be categories."""
    if pa.types.is_dictionary(kind):
        return is_word(kind.value_type)
    text = pa.types.is_string(kind) or pa.types.is_large_string(kind)
    return bool(text or pa.types.is_boolean(kind) or pa.types.is_date(kind) or is_number(kind))


def _categories(column: pa.ChunkedArray, values: tuple[str, ...]) -> NDArray[np.int16]:
    if not is_word(column.type):
        return np.full(len(column), len(values) + 1, dtype=np.int16)
    texts, found = words(column)
    place = {value: at for at, value in enumerate(values)}
    # The last entry is where -1 points to.
    of_text = np.array([*(place.get(text, len(values)) for text in texts), len(values) + 1], dtype=np.int16)
    codes: NDArray[np.int16] = of_text[found]
    return codes


def _ranges(values: NDArray[np.float64], limits: NDArray[np.float64]) -> NDArray[np.int16]:
    count = len(limits) - 1
    codes = np.searchsorted(limits[1:-1], values, side="left").astype(np.int16)
    codes[(values < limits[0]) | (values > limits[-1])] = count
    codes[np.isnan(values)] = count + 1
    return codes


def tells_broken(layer: Layer, style: Style) -> bool:
    """Return whether what is out of order looks different in a layer of this style."""
    kinds = {Role.LAMPS, Role.ALARMS}
    return style.apart and layer.role in kinds and layer.kind is GeometryKind.POINT


def texts(style: Style) -> tuple[str, ...]:
    """Return what each class of `classes` is called; the labels of categories are hostile."""
    decimals = digits(style.limits)
    return tuple(_text(part, decimals) for part in classes(style))


def _text(part: StyleClass, decimals: int) -> str:
    if part.belongs is Belongs.OTHERS:
        return gettext(N_("Other values"))
    if part.belongs is Belongs.MISSING:
        return gettext(N_("No value"))
    if part.belongs is Belongs.RANGE:
        low, high = number(part.low, decimals), number(part.high, decimals)
        return high if low == high else f"{low} \u2013 {high}"
    return " ".join(part.label.split())


def digits(limits: tuple[float, ...]) -> int:
    """Return the fewest decimals that keep different limits apart."""
    apart = len(set(limits))
    return next((n for n in range(_DIGITS) if len({number(limit, n) for limit in limits}) == apart), _DIGITS)
