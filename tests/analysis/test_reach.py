"""Reach: against a plain loop."""

from __future__ import annotations

from math import hypot

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from spaceplanner.analysis import reach

POINTS = st.lists(st.tuples(st.integers(-60, 60), st.integers(-60, 60)), max_size=25)


@given(POINTS, POINTS, st.integers(0, 50), st.booleans())
def test_within_is_what_a_loop_finds(points, centres, radius, in_steps):
    xy, at = (np.array(rows, dtype=float).reshape(-1, 2) for rows in (points, centres))
    expected = [any(hypot(x - a, y - b) <= radius for a, b in centres) for x, y in points]
    saved, reach._AT_ONCE = reach._AT_ONCE, 40 if in_steps else reach._AT_ONCE
    try:
        assert reach.within(xy, at, float(radius)).tolist() == expected
    finally:
        reach._AT_ONCE = saved
