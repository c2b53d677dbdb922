"""How far a rank can be trusted: ranks drawn again and again, with other luck in the counts and other weights.

Ranks as random quantities with intervals: Goldstein & Spiegelhalter 1996, *League tables and their limitations*, Journal
of the Royal Statistical Society A 159(3). Weights and values drawn together, and the share of draws by rank: stochastic
multicriteria acceptability analysis, Lahdelma & Salminen 2001, *SMAA-2*, Operations Research 49(3). See
docs/methods/need.md.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from itertools import pairwise
from typing import TYPE_CHECKING

import numpy as np

from spaceplanner.analysis import drawn_ranks, need
from spaceplanner.errors import AnalysisError
from spaceplanner.i18n import N_

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from numpy.typing import NDArray

    from spaceplanner.analysis.drawn_ranks import Stability

DRAWS = 500
"""Draws by default: a share of draws is then right to 0.04, nineteen times in twenty, and an end of an interval to 2 %."""

CONCENTRATION = 50.0
"""Of the weights by default: a weight of 0.40 is then between 0.29 and 0.52 in nine of ten draws, 0.10 in 0.04 to 0.18."""

TOP = 10
"""How many of the neediest are the top by default."""

_CELLS = 100_000
"""Scores made at a time, so that they stay in the processor's cache."""


@dataclass(frozen=True, eq=False, slots=True)
class Uncertain:
    """A part of the need whose measure is a gamma variable.

    Attributes
    ----------
    part
        Its column among the values.
    shape, scale
        (n,) of the measure, shape above 0 and scale at least 0, in its unit (`shrinkage.Shrunk` has them for counts); NaN
        where the value is to stay as it is.
    value
        Makes a value from 0 to 1 of measures of any shape, element by element (see `value`).
    """

    part: int
    shape: NDArray[np.float64]
    scale: NDArray[np.float64]
    value: Callable[[NDArray[np.float64]], NDArray[np.float64]]


@dataclass(frozen=True, eq=False, slots=True, kw_only=True)
class Drawn:
    """All draws of the k spaces that are ranked, for `rank_changes.updated`.

    Attributes
    ----------
    stability
        What is said of them.
    values
        (n, p) that were given.
    ranked
        (k,) places of the spaces that are ranked, in the order of their keys.
    shares
        (draws, p) weights.
    luck
        Part -> (draws, k) values drawn for it.
    scores
        (draws, k) rounded as ranks want them, the smallest the neediest.
    ranks
        (draws, k).
    """

    stability: Stability
    values: NDArray[np.float64]
    ranked: NDArray[np.int64]
    shares: NDArray[np.float64]
    luck: Mapping[int, NDArray[np.float64]]
    scores: NDArray[np.int64]
    ranks: NDArray[np.int32]


def stability(
    values: NDArray[np.float64],
    weights: Sequence[float],
    keys: Sequence[str],
    *,
    seed: int,
    uncertain: Sequence[Uncertain] = (),
    spread: NDArray[np.float64] | None = None,
    concentration: float | None = CONCENTRATION,
    draws: int = DRAWS,
    top: int = TOP,
) -> Stability:
    """Return where the ranks lie when chance and weights are drawn.

    In each draw the weights are a Dirichlet variable of parameters concentration · w, and ranks follow the floor, as in
    the ranking itself: a missing part counts as nothing and its weight is not shared out (docs/adr/0001). Equal scores
    share a rank (`need.ranks`). Random numbers are dealt out in the order of the keys, and each part has its own: the
    order of the spaces decides nothing, and a part that changes leaves the luck of the others as it was.

    Parameters
    ----------
    values
        (n, p), 0 to 1; NaN where there is no data.
    weights
        p weights, at least 0, of any sum above 0; a weight of 0 stays 0.
    keys
        n ids of the spaces, all different.
    seed
        Of the random numbers, at least 0: the same seed gives the same answer.
    uncertain
        Parts whose measure is drawn from a gamma distribution instead of taken from `values`.
    spread
        (n, p) standard deviations of values that are drawn about what they are from a normal distribution and cut off at
        0 and 1; 0 or NaN: as it is. None: none.
    concentration
        Above 0; the greater, the closer the weights stay to those given. None: exactly those.
    draws, top
        At least 1.

    Raises
    ------
    AnalysisError
        If weights, concentration, draws, top, shapes or scales cannot be used, or two spaces have the same key.
    """
    return drawn(
        values,
        weights,
        keys,
        seed=seed,
        uncertain=uncertain,
        spread=spread,
        concentration=concentration,
        draws=draws,
        top=top,
    ).stability


def drawn(
    values: NDArray[np.float64],
    weights: Sequence[float],
    keys: Sequence[str],
    *,
    seed: int,
    uncertain: Sequence[Uncertain] = (),
    spread: NDArray[np.float64] | None = None,
    concentration: float | None = CONCENTRATION,
    draws: int = DRAWS,
    top: int = TOP,
) -> Drawn:
    """Return the same as `stability`, with the draws it rests on: some 20 bytes for each draw of each space.

    Parameters
    ----------
    values, weights, keys, seed, uncertain, spread, concentration, draws, top
        As for `stability`.

    Raises
    ------
    AnalysisError
        As `stability` does.
    """
    _check(draws=draws, top=top, concentration=concentration, uncertain=uncertain)
    shares = _weights(need.shares(weights), concentration, draws, seed)
    order = _order(keys)
    ranked = order[~np.isnan(values[order]).all(axis=1)]
    gammas = {gamma.part: gamma for gamma in uncertain}
    parts = [
        _part(place, values, ranked, seed=seed, gamma=gammas.get(place), spread=spread)
        for place in np.flatnonzero(shares.any(axis=0)).tolist()
    ]
    size = draws, len(ranked)
    luck = {part.place: np.empty(size) for part in parts if part.gamma is not None or part.spread is not None}
    scores, ranks = np.empty(size, dtype=np.int64), np.empty(size, dtype=np.int32)
    rows = max(1, _CELLS // max(len(ranked), 1))
    for start in range(0, draws, rows):
        some = slice(start, start + rows)
        held = shares[some]
        total = np.zeros((len(held), len(ranked)))
        # One part after the other, and no matrix product: equal spaces then have equal scores to the last bit.
        for part in parts:
            found = part.drawn(len(held))
            total += held[:, part.place, None] * found
            if part.place in luck:
                luck[part.place][some] = found
        scores[some] = drawn_ranks.rounded(total)
        ranks[some] = drawn_ranks.ranks(scores[some])
    return Drawn(
        stability=drawn_ranks.summary(ranks, ranked, len(values), top),
        values=values,
        ranked=ranked,
        shares=shares,
        luck=luck,
        scores=scores,
        ranks=ranks,
    )


@dataclass(frozen=True, eq=False, slots=True)
class _Part:
    """One part's values for the k spaces that are ranked, in the order of their keys; what is not known is 0."""

    place: int
    values: NDArray[np.float64]
    generator: np.random.Generator
    gamma: Uncertain | None
    spread: NDArray[np.float64] | None

    def drawn(self, rows: int) -> NDArray[np.float64]:
        """Return values (rows, k), or (1, k) where nothing is drawn."""
        drawn = self.values[None]
        size = (rows, len(self.values))
        if self.gamma is not None:
            shape, scale = self.gamma.shape, self.gamma.scale
            told = ~np.isnan(shape)
            luck = self.generator.standard_gamma(np.where(told, shape, 1.0), size) * np.where(told, scale, 0.0)
            drawn = np.where(told, self.gamma.value(luck), drawn)
        if self.spread is not None:
            jitter = self.generator.standard_normal(size)
            drawn = np.where(self.spread > 0, np.clip(drawn + self.spread * jitter, 0, 1), drawn)
        return drawn


def _part(
    place: int,
    values: NDArray[np.float64],
    ranked: NDArray[np.int64],
    *,
    seed: int,
    gamma: Uncertain | None,
    spread: NDArray[np.float64] | None,
) -> _Part:
    """Return a part of the ranked spaces: what is not known of them is neither drawn nor worth anything."""
    known = ~np.isnan(values[ranked, place])
    if gamma is not None:
        told = known & ~np.isnan(gamma.scale[ranked])
        gamma = replace(gamma, shape=np.where(told, gamma.shape[ranked], np.nan), scale=gamma.scale[ranked])
    own = None if spread is None else np.where(known, np.nan_to_num(spread[ranked, place]), 0.0)
    return _Part(
        place=place,
        values=np.where(known, values[ranked, place], 0.0),
        generator=np.random.default_rng((seed, 1 + place)),
        gamma=gamma,
        spread=own if own is not None and own.any() else None,
    )


def _weights(shares: NDArray[np.float64], concentration: float | None, draws: int, seed: int) -> NDArray[np.float64]:
    """Return weights (draws, p), each row adding up to 1."""
    if concentration is None:
        return np.broadcast_to(shares, (draws, len(shares)))
    drawn = np.random.default_rng((seed, 0)).standard_gamma(concentration * shares, (draws, len(shares)))
    total = drawn.sum(axis=1, keepdims=True)
    # With a tiny concentration all can be too small for a float: then the weights are those given.
    scaled: NDArray[np.float64] = np.divide(drawn, total, out=np.tile(shares, (draws, 1)), where=total > 0)
    return scaled


def _order(keys: Sequence[str]) -> NDArray[np.int64]:
    """Return the places of the keys in ascending order."""
    order = sorted(range(len(keys)), key=keys.__getitem__)
    for one, next_one in pairwise(order):
        if keys[one] == keys[next_one]:
            raise AnalysisError(N_("Two spaces have the id {id}: give each its own."), id=keys[one])
    return np.array(order, dtype=np.int64)


def _check(*, draws: int, top: int, concentration: float | None, uncertain: Sequence[Uncertain]) -> None:
    if draws < 1 or top < 1:
        raise AnalysisError(
            N_("The stability of ranks needs at least one draw and a top of at least one, not {draws} and {top}."),
            draws=draws,
            top=top,
        )
    if concentration is not None and not 0 < concentration < np.inf:
        raise AnalysisError(
            N_("The concentration of the weights is {concentration}: choose a number above 0, such as 50."),
            concentration=concentration,
        )
    for gamma in uncertain:
        if (gamma.shape <= 0).any() or (gamma.scale < 0).any() or np.isinf([gamma.shape, gamma.scale]).any():
            raise AnalysisError(
                N_("The uncertainty of part {part} of the need is no gamma distribution: its shape must be above 0."),
                part=gamma.part + 1,
            )
