"""The diagnosis of each space put together from columns; after an edit, only of the spaces that it touched.

Thousands of spaces with their figures and parts are a hundred thousand objects: making them costs more than finding out
which of them are as before, and what is as before is the same object again.
"""

from __future__ import annotations

from dataclasses import dataclass
from operator import is_not, ne
from typing import TYPE_CHECKING, Any

import numpy as np

from spaceplanner.domain.result import Part, SpaceDiagnosis
from spaceplanner.domain.result import Stability as RankStability

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from numpy.typing import NDArray

    from spaceplanner.analysis.need import Need
    from spaceplanner.analysis.stability import Stability
    from spaceplanner.domain.criteria import Criterion
    from spaceplanner.domain.space import Space
    from spaceplanner.services.figure_parts import Column


@dataclass(frozen=True, eq=False, slots=True, kw_only=True)
class Table:
    """Everything that is known of n spaces, by column.

    Attributes
    ----------
    spaces
        In the order of the rows.
    columns
        Measure -> its figures.
    need_parts
        Of the need.
    values
        (n, p) values of the parts, NaN where there is no data.
    weighed, ranks
        Needs, and (n,) the rank that follows from each.
    stable
        How far the ranks may be luck; None without spaces.
    labels, flags
        As in `SpaceDiagnosis`.
    """

    spaces: Sequence[Space]
    columns: Mapping[str, Column]
    need_parts: tuple[Criterion, ...]
    values: NDArray[np.float64]
    weighed: Need
    ranks: NDArray[np.int64]
    stable: Stability | None
    labels: list[dict[str, str]]
    flags: list[tuple[str, ...]]


def assembled(table: Table) -> list[SpaceDiagnosis]:
    """Return the spaces in the order of the rows."""
    return list(_made(table, np.arange(len(table.spaces))))


def updated(previous: list[SpaceDiagnosis], before: tuple[Table], table: Table) -> list[SpaceDiagnosis] | None:
    """Return the same as `assembled`, from its answer for an earlier table: what stayed is the same object.

    Parameters
    ----------
    previous, before
        That answer, and the table it was for.
    table
        As for `assembled`.

    Returns
    -------
    The spaces; None where the tables are of other spaces, measures or parts.
    """
    (old,) = before
    alike = old.spaces is table.spaces and list(old.columns) == list(table.columns)
    if not alike or old.need_parts != table.need_parts:
        return None
    changed = np.flatnonzero(_changed(old, table))
    found = previous.copy()
    for row, made in zip(changed.tolist(), _made(table, changed), strict=True):
        found[row] = made
    return found


def _changed(old: Table, new: Table) -> NDArray[np.bool_]:
    """Return (n,) which rows are not the same in two tables of the same spaces, measures and parts."""
    changed = np.zeros(len(new.spaces), dtype=np.bool_)
    for one, other in zip(old.columns.values(), new.columns.values(), strict=True):
        if one is not other:
            # Figures that are not the same object may still be equal; then a row is made again in vain.
            changed |= _listed(is_not, one, other)
    for one, other in zip(_numbers(old), _numbers(new), strict=True):
        changed |= (one.view(np.int64) != other.view(np.int64)).reshape(len(changed), -1).any(axis=1)
    return changed | _listed(ne, old.labels, new.labels) | _listed(ne, old.flags, new.flags)


def _listed(test: Any, one: Sequence[object], other: Sequence[object]) -> NDArray[np.bool_]:
    return np.fromiter(map(test, one, other), dtype=np.bool_, count=len(one))


def _numbers(table: Table) -> list[NDArray[Any]]:
    """Return the columns of numbers, all of eight bytes."""
    weighed, stable = table.weighed, table.stable
    found: list[NDArray[Any]] = [
        table.values,
        weighed.weights,
        weighed.points,
        weighed.need,
        weighed.floor,
        table.ranks,
    ]
    if stable is not None:
        found += [stable.low, stable.high, stable.top_share]
    return found


def _made(table: Table, some: NDArray[np.int64]) -> Iterator[SpaceDiagnosis]:
    """Yield some of the spaces; lists are taken of the arrays once, which is much faster."""
    places = some.tolist()

    def of(column: Sequence[Any]) -> list[Any]:
        return [column[place] for place in places]

    columns, weighed = table.columns, table.weighed
    parts = [part.id for part in table.need_parts]
    rows = zip(
        of(table.spaces),
        zip(*map(of, columns.values()), strict=True),
        zip(*(of(columns[part]) for part in parts), strict=True),
        _plain(table.values[some]),
        weighed.weights[some].tolist(),
        weighed.points[some].tolist(),
        _plain(weighed.need[some]),
        weighed.floor[some].tolist(),
        table.ranks[some].tolist(),
        of(table.labels),
        of(table.flags),
        _stabilities(table.stable, some),
        strict=True,
    )
    for space, figures, of_parts, worths, weights, gained, total, floor, rank, named, flagged, sure in rows:
        yield SpaceDiagnosis(
            space=space.id,
            name=space.name,
            figures=dict(zip(columns, figures, strict=True)),
            need=total,
            need_floor=floor,
            rank=None if total is None else rank,
            parts=tuple(
                Part(id=key, weight=weight, value=worth, points=points, figure=figure)
                for key, weight, worth, points, figure in zip(parts, weights, worths, gained, of_parts, strict=True)
            ),
            labels=named,
            flags=flagged,
            stability=None if total is None else sure,
        )


def _plain(numbers: NDArray[np.float64]) -> list[Any]:
    """Return numbers as lists, None where there is none."""
    listed: NDArray[np.object_] = numbers.astype(object)
    listed[np.isnan(numbers)] = None
    plain: list[Any] = listed.tolist()
    return plain


def _stabilities(stable: Stability | None, some: NDArray[np.int64]) -> list[RankStability | None]:
    if stable is None:
        return []
    return [
        None if low is None else RankStability(low=int(low), high=int(high), top=stable.top, top_share=share)
        for low, high, share in zip(
            _plain(stable.low[some]), _plain(stable.high[some]), stable.top_share[some].tolist(), strict=True
        )
    ]
