"""Ranks drawn again for a few spaces: the same, to the bit, as all of them drawn again."""

from __future__ import annotations

from dataclasses import fields
from functools import partial
from typing import TYPE_CHECKING, Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from spaceplanner.analysis import rank_changes, stability, value
from spaceplanner.analysis.stability import Uncertain

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from spaceplanner.analysis.stability import Drawn

N, WEIGHTS = 40, (0.4, 0.1, 0.0, 0.1, 0.2)


def city(seed: int) -> tuple[NDArray[np.float64], Any]:
    """Return values, in steps so that spaces often tie, and what draws them."""
    rng = np.random.default_rng(seed)
    values = rng.integers(0, 5, (N, 5)) / 4
    values[rng.random((N, 5)) < 0.2] = np.nan
    values[3] = np.nan
    shape = rng.gamma(2, 15, N) + 0.5
    shape[rng.random(N) < 0.1] = np.nan
    luck = Uncertain(0, shape, np.where(np.isnan(shape), np.nan, 1 / 3), partial(value.log, low=0.0, high=250.0))
    keys = [f"space {place}" for place in rng.permutation(N)]
    return values, partial(stability.drawn, weights=WEIGHTS, keys=keys, seed=seed, uncertain=[luck], draws=60, top=5)


def assert_same(found: Drawn, expected: Drawn) -> None:
    for one, other in ((found, expected), (found.stability, expected.stability)):
        for name in [field.name for field in fields(one) if field.name not in {"stability", "luck"}]:
            np.testing.assert_array_equal(getattr(one, name), getattr(other, name), name)


@settings(deadline=None, max_examples=40)
@given(st.integers(0, 10_000), st.integers(1, 4), st.integers(1, 12))
def test_after_edits_all_is_as_if_drawn_from_nothing(seed, edits, few):
    values, drawn = city(seed)
    rng, found = np.random.default_rng(seed), drawn(values)
    for _ in range(edits):
        values, before = values.copy(), (found.ranks.copy(), found.scores.copy())
        rows = rng.choice(np.flatnonzero(~np.isnan(values).all(axis=1)), few, replace=False)
        column = 1 + rng.integers(0, 4, few)
        values[rows, column] = rng.choice([0.0, 0.25, 0.5, 1.0, rng.random()], few)
        again = rank_changes.updated(found, values)
        assert again is not None
        assert_same(again, drawn(values))
        np.testing.assert_array_equal(found.ranks, before[0])
        np.testing.assert_array_equal(found.scores, before[1])
        found = again


def test_nothing_new_is_the_same_object():
    values, drawn = city(1)
    found = drawn(values)
    assert rank_changes.updated(found, values.copy()) is found


@pytest.mark.parametrize("change", ["many", "ranked now", "not ranked now", "drawn", "more spaces"])
def test_what_needs_all_drawn_again_is_refused(change):
    values, drawn = city(2)
    found, values = drawn(values), values.copy()
    known = np.flatnonzero(~np.isnan(values).all(axis=1))
    if change == "many":
        values[known[:13], 1] = 0.123
    elif change == "ranked now":
        values[3, 1] = 0.5
    elif change == "not ranked now":
        values[known[0]] = np.nan
    elif change == "drawn":
        values[known[0], 0] = 0.123
    else:
        values = np.vstack((values, values[:1]))
    assert rank_changes.updated(found, values) is None
