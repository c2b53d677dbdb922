"""Numbers written as text: decimal commas, grouped thousands, units behind them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from spaceplanner.io import columns

if TYPE_CHECKING:
    from numpy.typing import NDArray

_NUMBER = r"^[+-]?(\d+\.?\d*|\.\d+)([eE][+-]?\d+)?$"
_FIGURES = r"^[+-]?[\d.,]+([eE][+-]?\d+)?$"
_UNIT = r"^([+-]?[\d.,]+(?:[eE][+-]?\d+)?)\s*[\p{L}°²³/%()]*$"


@dataclass(frozen=True, slots=True)
class Style:
    """How a column writes numbers: which sign parts the decimals, and which groups the thousands ("" : none)."""

    decimal: str = "."
    group: str = ""


def _any(text: pa.Array, pattern: str) -> bool:
    return bool(pc.any(pc.match_substring_regex(text, pattern)).as_py())


def _all(text: pa.Array, sign: str, pattern: str) -> bool:
    having = text.filter(pc.match_substring(text, sign))
    return bool(pc.all(pc.match_substring_regex(having, pattern)).as_py())


def style(texts: list[pa.Array], *, grouped: bool = False) -> Style:
    """Return how the columns write numbers, decided over all their values.

    Parameters
    ----------
    texts
        Text columns that are written alike, such as x and y.
    grouped
        Whether ``1,234`` alone means a thousand rather than 1.234: true for counts, false for coordinates.
    """
    text = pa.concat_arrays([column.drop_null() for column in texts])
    text = text.filter(pc.match_substring_regex(text, _FIGURES))
    if _any(text, r"\..*,"):
        return Style(",", ".")
    if _any(text, r",.*\."):
        return Style(".", ",")
    for sign, other in ((",", "."), (".", ",")):
        escaped = "\\" + sign
        if _any(text, f"{escaped}.*{escaped}"):
            return Style(other, sign)
    if _any(text, ","):
        thousands = grouped and _all(text, ",", r"^[+-]?[1-9]\d{0,2},\d{3}$")
        return Style(".", ",") if thousands else Style(",")
    return Style()


def _clean(column: Any) -> pa.Array:
    text = columns.texts(column)
    if pc.all(pc.match_substring_regex(text, _FIGURES)).as_py():
        return text
    # Blanks of every kind inside a number group thousands; an apostrophe does so too; a typographic minus is a minus.
    text = pc.replace_substring_regex(text, r"(\d)[\s\x{00A0}\x{202F}'’](\d)", r"\1\2")
    text = pc.replace_substring_regex(text, r"(\d)[\s\x{00A0}\x{202F}'’](\d)", r"\1\2")
    text = pc.replace_substring(text, "\u2212", "-")
    return pc.replace_substring_regex(text, _UNIT, r"\1")


def _plainly(column: Any) -> pa.Array | None:
    """Return a column as numbers where every text in it is one as it stands, else None."""
    try:
        return columns.texts(column).cast(pa.float64())
    except pa.ArrowInvalid:
        return None


def _is_number(column: Any) -> bool:
    kind = column.type
    return bool(pa.types.is_integer(kind) or pa.types.is_floating(kind))


def numbers(column: Any, *, grouped: bool = False) -> NDArray[np.float64]:
    """Return a column as float64, NaN where it holds no number.

    See `style` for `grouped`.
    """
    return together([column], grouped=grouped)[0]


def together(several: list[Any], *, grouped: bool = False) -> list[NDArray[np.float64]]:
    """Return columns that are written alike, such as x and y, as float64, NaN where there is no number."""
    arrays = [columns.whole(column) for column in several]
    plain = [array if _is_number(array) else _plainly(array) for array in arrays]
    if all(one is not None for one in plain):
        return [_floats(one) for one in plain]
    cleaned = [None if _is_number(array) else _clean(array) for array in arrays]
    worded = [one for one in cleaned if one is not None]
    written = style(worded, grouped=grouped) if worded else Style()
    return [
        _floats(array) if text is None else _parsed(text, written) for array, text in zip(arrays, cleaned, strict=True)
    ]


def _parsed(text: pa.Array, written: Style) -> NDArray[np.float64]:
    if written.group:
        text = pc.replace_substring(text, written.group, "")
    if written.decimal != ".":
        text = pc.replace_substring(text, written.decimal, ".")
    is_number = pc.match_substring_regex(text, _NUMBER)
    return _floats(pc.if_else(is_number, text, None).cast(pa.float64()))


def _floats(array: pa.Array) -> NDArray[np.float64]:
    values: NDArray[np.float64] = (
        array.cast(pa.float64()).fill_null(float("nan")).to_numpy(zero_copy_only=False).astype(np.float64)
    )
    return values
