"""Stability of ranks after a few spaces changed: the same draws, in which these are put in their new places.

In each draw a rank is one more than the number of spaces that are needier, so a space that changes moves another by one
where it passes it, and by nothing elsewhere. The answer is that of `stability.drawn`, to the last bit.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np

from spaceplanner.analysis.drawn_ranks import rounded, summarised

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from spaceplanner.analysis.drawn_ranks import Stability
    from spaceplanner.analysis.stability import Drawn

_FEW = 12
"""Spaces beyond which drawing everything again is about as fast."""


def updated(previous: Drawn, values: NDArray[np.float64]) -> Drawn | None:
    """Return what `stability.drawn` would for other values, from its draws for values of which few were others.

    Parameters
    ----------
    previous
        The draws, made with the same weights, keys, seed, uncertainties, concentration, number of draws and top.
    values
        (n, p), 0 to 1; NaN where there is no data.

    Returns
    -------
    The draws; `previous` itself where no value changed; None where more than 12 spaces did, where one is ranked now that
    was not or the other way round, or where a value changed that is drawn.
    """
    if values.shape != previous.values.shape:
        return None
    other = np.ascontiguousarray(values).view(np.int64) != np.ascontiguousarray(previous.values).view(np.int64)
    changed = np.flatnonzero(other.any(axis=1))
    if not len(changed):
        return previous
    known = [~np.isnan(some[changed]).all(axis=1) for some in (values, previous.values)]
    if len(changed) > _FEW or (known[0] != known[1]).any() or other[:, list(previous.luck)].any():
        return None
    scores, ranks = previous.scores.copy(), previous.ranks.copy()
    moved = np.zeros(len(previous.ranked), dtype=np.bool_)
    for place in np.flatnonzero(np.isin(previous.ranked, changed)).tolist():
        _put(place, _scores(previous, values, place), scores, ranks, moved)
    return replace(
        previous,
        stability=_summary(previous.stability, ranks, previous.ranked, moved),
        values=values,
        scores=scores,
        ranks=ranks,
    )


def _scores(previous: Drawn, values: NDArray[np.float64], place: int) -> NDArray[np.int64]:
    """Return (draws,) the rounded scores of one space, added up as `stability.drawn` does."""
    own = np.nan_to_num(values[previous.ranked[place]])
    total = np.zeros(len(previous.shares))
    for part in np.flatnonzero(previous.shares.any(axis=0)).tolist():
        luck = previous.luck.get(part)
        total += previous.shares[:, part] * (own[part] if luck is None else luck[:, place])
    return rounded(total)


def _put(
    place: int,
    own: NDArray[np.int64],
    scores: NDArray[np.int64],
    ranks: NDArray[np.int32],
    moved: NDArray[np.bool_],
) -> None:
    """Give a space its new scores (draws,), and all spaces the ranks that follow; mark the spaces whose ranks changed."""
    was, now = scores[:, place, None].copy(), own[:, None]
    ahead = now < scores
    step = np.subtract(ahead, was < scores, dtype=np.int8)
    step[:, place] = 0
    ranks += step
    behind = np.count_nonzero(scores < now, axis=1)
    ranks[:, place] = 1 + behind - (was < now)[:, 0]
    scores[:, place] = own
    moved |= step.any(axis=0)
    moved[place] = True


def _summary(
    before: Stability, ranks: NDArray[np.int32], ranked: NDArray[np.int64], moved: NDArray[np.bool_]
) -> Stability:
    columns = np.stack((before.low, before.median, before.high, before.top_share))
    columns[:, ranked[moved]] = summarised(ranks[:, moved], before.top)
    low, median, high, share = columns
    return replace(before, median=median, low=low, high=high, top_share=share)
