"""What the columns of figures are made of: a value, no value with its reason, a value that must be guarded."""

from __future__ import annotations

from functools import lru_cache
from math import isnan
from typing import TYPE_CHECKING, Any

import numpy as np

from spaceplanner.analysis.disclosure import FEWEST
from spaceplanner.domain.result import Figure

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    Column = list[Figure]
    Columns = dict[str, Column]


def reasons(covered: NDArray[np.bool_], *, present: bool) -> list[str | None]:
    """Return for each space why a layer says nothing of it, or None."""
    if not present:
        return ["no_layer"] * len(covered)
    return [None if enough else "no_coverage" for enough in covered.tolist()]


_KEPT = 1 << 18
"""Figures remembered by their value: they are values themselves, and after one lamp moved nearly all are as before."""


@lru_cache(maxsize=_KEPT)
def none(unit: str, reason: str) -> Figure:
    """Return a figure without a value."""
    return Figure(exact=None, published=None, unit=unit, reason=reason)


@lru_cache(maxsize=_KEPT)
def public(exact: float, unit: str, sample: int | None = None) -> Figure:
    """Return a figure that says the same inside and outside."""
    return Figure(exact=exact, published=exact, unit=unit, sample=sample)


@lru_cache(maxsize=_KEPT)
def guarded(exact: float, published: float | None, unit: str, sample: int) -> Figure:
    """Return a figure of incidents; it is withheld as too few where it has no published value."""
    withheld = None if published is not None else "fewer_than_5"
    return Figure(exact=exact, published=published, unit=unit, sample=sample, withheld=withheld)


def column(
    values: NDArray[Any],
    unit: str,
    why: Sequence[str | None],
    *,
    undefined: str = "no_coverage",
    samples: NDArray[np.int64] | None = None,
) -> Column:
    """Return a column of public figures (of residents: see `of_residents`).

    Parameters
    ----------
    values
        (n,) numbers; NaN where there is none.
    unit
        As in `Figure.unit`.
    why
        Why there is no value at all, for each space, or None.
    undefined
        The reason where there is data but the value is not defined.
    samples
        (n,) number of records behind each.
    """
    counts = [None] * len(values) if samples is None else samples.tolist()
    return [
        none(unit, reason) if reason else none(unit, undefined) if value != value else public(value, unit, sample)  # noqa: PLR0124 - NaN
        for value, reason, sample in zip(np.asarray(values, dtype=np.float64).tolist(), why, counts, strict=True)
    ]


def of_residents(
    values: NDArray[np.float64],
    told: NDArray[np.float64],
    unit: str,
    why: Sequence[str | None],
    *,
    undefined: str = "no_coverage",
    people: NDArray[np.float64] | None = None,
) -> Column:
    """Return a column of figures that are, or rest on, numbers of residents.

    Parameters
    ----------
    values, told
        (n,) exact and published, as from `spaceplanner.analysis.nested.told`; NaN where there is none.
    unit, why, undefined
        As for `column`.
    people
        (n,) the number of people that the value rests on; None: the value itself.
    """
    few = (values if people is None else people) < FEWEST - 0.5
    return [
        none(unit, reason) if reason else _resident(value, published, unit, undefined, few=small)
        for value, published, reason, small in zip(values.tolist(), told.tolist(), why, few.tolist(), strict=True)
    ]


@lru_cache(maxsize=_KEPT)
def _resident(value: float, published: float, unit: str, undefined: str, *, few: bool) -> Figure:
    known = not isnan(value)
    shown = None if isnan(published) else published
    withheld = None if shown is not None else "few_residents" if few else "residents_derivable" if known else None
    return Figure(
        exact=value if known else None,
        published=shown,
        unit=unit,
        reason=None if known else undefined,
        withheld=withheld,
    )
