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

    from spaceplanner.analysis.drawn_ranks import Stability
    from spaceplanner.analysis.need import Need
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
    found = previous.copy()
    changed = _changed(old, table)
    whole = np.flatnonzero(changed)
    for row, made in zip(whole.tolist(), _made(table, whole), strict=True):
        found[row] = made
    # One space that rises moves a thousand others down by one: these have another place only.
    passed = np.flatnonzero(_moved(old, table) & ~changed)
    for row, rank, sure in zip(passed.tolist(), *_places(table, passed), strict=True):
        one = previous[row]
        found[row] = SpaceDiagnosis(
            space=one.space,
            name=one.name,
            figures=one.figures,
            need=one.need,
            need_floor=one.need_floor,
            rank=None if one.need is None else rank,
            parts=one.parts,
            labels=one.labels,
            flags=one.flags,
            stability=None if one.need is None else sure,
        )
    return found


def _changed(old: Table, new: Table) -> NDArray[np.bool_]:
    """Return (n,) which rows differ but for their place, in two tables of the same spaces, measures and parts."""
    changed = _listed(ne, old.labels, new.labels) | _listed(ne, old.flags, new.flags)
    for one, other in zip(old.columns.values(), new.columns.values(), strict=True):
        if one is not other:
            # Figures that are not the same object may still be equal; then a row is made again in vain.
            changed |= _listed(is_not, one, other)
    values = [(table.values, table.weighed.weights, table.weighed.points, table.weighed.need) for table in (old, new)]
    return changed | _differ(values[0], values[1]) | _differ((old.weighed.floor,), (new.weighed.floor,))


def _moved(old: Table, new: Table) -> NDArray[np.bool_]:
    """Return (n,) which spaces have another rank, or one that is sure to another degree."""
    moved = _differ((old.ranks,), (new.ranks,))
    if old.stable is not None and new.stable is not None:
        columns = [(stable.low, stable.high, stable.top_share) for stable in (old.stable, new.stable)]
        moved |= _differ(columns[0], columns[1])
    return moved


def _differ(one: tuple[NDArray[Any], ...], other: tuple[NDArray[Any], ...]) -> NDArray[np.bool_]:
    """Return in which rows columns of numbers of eight bytes differ: to the bit, so that NaN equals NaN."""
    changed = np.zeros(len(one[0]), dtype=np.bool_)
    for before, after in zip(one, other, strict=True):
        apart = before.view(np.int64) != after.view(np.int64)
        changed |= apart if apart.ndim == 1 else apart.any(axis=1)
    return changed


def _listed(test: Any, one: Sequence[object], other: Sequence[object]) -> NDArray[np.bool_]:
    return np.fromiter(map(test, one, other), dtype=np.bool_, count=len(one))


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
        of(table.labels),
        of(table.flags),
        *_places(table, some),
        strict=True,
    )
    for space, figures, of_parts, worths, weights, gained, total, floor, named, flagged, rank, sure in rows:
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


def _places(table: Table, some: NDArray[np.int64]) -> tuple[list[int], list[RankStability | None]]:
    """Return the rank of each of some spaces, and how far it may be luck."""
    stable = table.stable
    if stable is None:
        return [], []
    sure = [
        None if low is None else RankStability(low=int(low), high=int(high), top=stable.top, top_share=share)
        for low, high, share in zip(
            _plain(stable.low[some]), _plain(stable.high[some]), stable.top_share[some].tolist(), strict=True
        )
    ]
    return table.ranks[some].tolist(), sure
