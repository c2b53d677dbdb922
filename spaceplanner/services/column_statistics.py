"""Column statistics: what a column of some rows holds, summed up; of incidents only what may be told outside."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from spaceplanner.analysis import disclosure
from spaceplanner.domain.layer import Role

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from spaceplanner.domain.layer import Layer

COMMON = 6
"""Values that are named with how often they occur."""
_FEWEST_FOR_MEAN = 10


@dataclass(frozen=True, eq=False, slots=True, kw_only=True)
class ColumnStatistics:
    """What a column of some rows holds; None: it has no such figure, or it is withheld.

    Attributes
    ----------
    rows
        How many rows it is of.
    count, missing
        Those with a value and those without one; a number that is none is missing.
    least, most, mean, median
        Of numbers; dates and times have no mean, texts the first and the last of the alphabet only.
    distinct
        How many different values there are.
    common
        The values that occur most often, with how often; nothing where every value is another.
    withheld
        Some figures are kept back, because few incidents can be recognised in them.
    """

    rows: int | None
    count: int | None
    missing: int | None
    least: Any = None
    most: Any = None
    mean: float | None = None
    median: Any = None
    distinct: int | None = None
    common: tuple[tuple[Any, int], ...] = ()
    withheld: bool = False


def describe(layer: Layer, column: str, rows: NDArray[np.int64] | None = None) -> ColumnStatistics:
    """Return the statistics of a column.

    Of incidents only what an export may tell: counts from 5 of which no rest is smaller, mean and median from 10
    values, values that 5 incidents or more share; never a least or a greatest value, which are one incident's.

    Parameters
    ----------
    rows
        (m,) which rows; None: all.
    """
    values = layer.table.column(column)
    if rows is not None:
        values = values.take(pa.array(rows))
    if pa.types.is_dictionary(values.type):
        values = values.cast(values.type.value_type)
    exact = _exact(values)
    return _told(exact, len(layer)) if layer.role is Role.INCIDENTS else exact


def _exact(values: pa.ChunkedArray) -> ColumnStatistics:
    kind = values.type
    if pa.types.is_floating(kind):
        # Adding nothing makes minus zero, which would count as another value, zero.
        values = pc.add(pc.if_else(pc.is_nan(values), pa.scalar(None, kind), values), pa.scalar(0, kind))
    count = len(values) - values.null_count
    counts = {"rows": len(values), "count": count, "missing": values.null_count}
    if not count or pa.types.is_nested(kind) or pa.types.is_null(kind):
        return ColumnStatistics(**counts, distinct=0 if not count else None)
    known = values.drop_null()
    tally = known.value_counts()
    tally = pa.concat_arrays(tally.chunks) if isinstance(tally, pa.ChunkedArray) else tally
    ordinal = not (pa.types.is_boolean(kind) or pa.types.is_binary(kind))
    ends = pc.min_max(known).as_py() if ordinal else {"min": None, "max": None}
    mean, median = _middles(known)
    return ColumnStatistics(
        **counts,
        least=ends["min"],
        most=ends["max"],
        mean=mean,
        median=median,
        distinct=len(tally),
        common=_common(tally) if len(tally) < count else (),
    )


def _middles(known: pa.ChunkedArray) -> tuple[float | None, Any]:
    kind = known.type
    if pa.types.is_integer(kind) or pa.types.is_floating(kind):
        numbers = known.to_numpy()
        return float(np.mean(numbers)), float(np.median(numbers))
    if pa.types.is_temporal(kind):
        # The lower of the two in the middle: a moment that is in the column.
        moments = known.combine_chunks().to_numpy(zero_copy_only=False)
        middle = (len(moments) - 1) // 2
        return None, pa.array(np.partition(moments, middle)[middle : middle + 1]).cast(kind)[0].as_py()
    return None, None


def _common(tally: pa.StructArray) -> tuple[tuple[Any, int], ...]:
    counts = tally.field("counts")
    places = pc.array_sort_indices(counts, order="descending").slice(0, COMMON)
    return tuple(zip(tally.field("values").take(places).to_pylist(), counts.take(places).to_pylist(), strict=True))


def _told(exact: ColumnStatistics, of: int) -> ColumnStatistics:
    rows, count = exact.rows or 0, exact.count or 0
    shown = disclosure.part(rows, of)
    known = None if shown is None else disclosure.part(count, rows)
    missing = None if known is None else rows - count
    common = tuple((value, n) for value, n in exact.common if disclosure.part(n, count) is not None)
    enough = known is not None and count >= _FEWEST_FOR_MEAN
    return ColumnStatistics(
        rows=shown,
        count=known,
        missing=missing,
        mean=exact.mean if enough else None,
        median=exact.median if enough and not hasattr(exact.median, "year") else None,
        common=common if enough else (),
        withheld=True,
    )
