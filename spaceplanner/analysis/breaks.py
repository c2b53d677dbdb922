"""Limits of classes of numbers: equal counts, equal widths, and natural breaks."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from spaceplanner.errors import AnalysisError
from spaceplanner.i18n import N_

if TYPE_CHECKING:
    from numpy.typing import NDArray

GROUPS = 1000
"""Natural breaks of more different values than this are sought between groups of equal counts."""


def quantile(values: NDArray[np.float64], classes: int) -> NDArray[np.float64]:
    """Return limits between which as many values lie as elsewhere.

    The limits are quantiles by linear interpolation (type 7 of Hyndman and Fan 1996). Where many values are equal,
    limits coincide: each is returned once, so that there may be fewer classes.

    Parameters
    ----------
    values
        (n,); what is not finite is left out.
    classes
        At least 1.

    Returns
    -------
    NDArray
        (k + 1,): the least value and the upper limit of each of k classes, which rise. The first class may hold the
        least value alone: then its two limits are equal.

    Raises
    ------
    AnalysisError
        If there is no value.
    """
    found = _usable(values, classes)
    return _once(np.quantile(found, np.linspace(0, 1, classes + 1)))


def equal(values: NDArray[np.float64], classes: int) -> NDArray[np.float64]:
    """Return limits of classes that are equally wide; see `quantile`."""
    found = _usable(values, classes)
    return _once(np.linspace(found.min(), found.max(), classes + 1))


def natural(values: NDArray[np.float64], classes: int) -> NDArray[np.float64]:
    """Return the limits for which values differ least within their classes; see `quantile`.

    The sum of squared deviations from the classes' means is the least there is (Fisher 1958, "On grouping for maximum
    homogeneity"; Jenks's optimal classes), by dynamic programming over the different values. More than `GROUPS`
    different values are first put into groups of equal counts, between which the limits then are.
    """
    found = _usable(values, classes)
    distinct, counts = np.unique(found, return_counts=True)
    ends = np.arange(len(distinct))
    if len(distinct) > GROUPS:
        last = np.searchsorted(np.cumsum(counts), np.linspace(0, len(found), GROUPS + 1)[1:])
        ends = np.unique(np.minimum(last, len(distinct) - 1))
    before = np.concatenate([[0], ends[:-1] + 1])
    middle = distinct.mean()  # nearer to the values than 0: no digits are lost in the squares
    parts = (counts.astype(np.float64), (distinct - middle) * counts, (distinct - middle) ** 2 * counts)
    chosen = _partition(*(np.add.reduceat(part, before) for part in parts), classes=min(classes, len(ends)))
    return _once(np.concatenate([distinct[:1], distinct[ends[chosen]]]))


def _partition(
    counts: NDArray[np.float64], sums: NDArray[np.float64], squares: NDArray[np.float64], *, classes: int
) -> NDArray[np.intp]:
    """Return the last group of each class."""
    n, s, q = (np.concatenate([[0.0], np.cumsum(part)]) for part in (counts, sums, squares))
    size = len(counts)
    first, end = np.arange(size)[:, None], np.arange(1, size + 1)[None, :]
    # Cost of a class from `first` up to, and without, `end`.
    many = np.where(end > first, n[end] - n[first], np.inf)
    cost = np.where(end > first, q[end] - q[first] - (s[end] - s[first]) ** 2 / many, np.inf)
    best = cost[0]
    come_from = []
    for _ in range(classes - 1):
        total = np.concatenate([[np.inf], best[:-1]])[:, None] + cost
        starts = total.argmin(axis=0)
        come_from.append(starts)
        best = total[starts, np.arange(size)]
    ends = [size - 1]
    for starts in reversed(come_from):
        ends.append(int(starts[ends[-1]]) - 1)
    return np.array(ends[::-1], dtype=np.intp)


def _usable(values: NDArray[np.float64], classes: int) -> NDArray[np.float64]:
    if classes < 1:
        raise AnalysisError(N_("Numbers are put into at least one class, unlike {classes}."), classes=classes)
    found = values[np.isfinite(values)]
    if not len(found):
        raise AnalysisError(N_("There is no number in the column: choose another one."))
    return found


def _once(limits: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return limits of which no two classes have the same upper one."""
    return np.concatenate([limits[:1], np.unique(limits[1:])])
