"""No point of a box is missed, and few others are looked at."""

from __future__ import annotations

from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from spaceplanner.analysis import cells


@settings(max_examples=80, deadline=None)
@given(st.integers(0, 10_000), st.integers(0, 300), st.integers(0, 30), st.sampled_from([1, 50, 500_000]))
def test_every_point_in_a_box_is_a_candidate_once_and_boxes_ascend(seed, n, k, together):
    rng = np.random.default_rng(seed)
    xy = np.round(rng.uniform(0, 100, (n, 2)), 0)
    low = np.round(rng.uniform(-50, 120, (k, 2)), 0)
    boxes = np.hstack((low, low + rng.choice([0, 1, 20, 300], (k, 2))))
    boxes[rng.random(k) < 0.1] = np.nan
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(cells, "_TOGETHER", together)
        batches = list(cells.candidates(xy, boxes))
    found = [pair for box, point in batches for pair in zip(box.tolist(), point.tolist(), strict=True)]
    x, y, (x0, y0, x1, y1) = *xy.T[:, None], boxes.T[:, :, None]
    assert len(set(found)) == len(found)
    assert set(found) >= set(map(tuple, np.argwhere((x >= x0) & (x <= x1) & (y >= y0) & (y <= y1)).tolist()))
    assert [box for box, _ in found] == sorted(box for box, _ in found)
    ends = [(box[0], box[-1]) for box, _ in batches]
    assert all(one[1] < other[0] for one, other in pairwise(ends))


def test_few_points_outside_the_boxes_are_looked_at():
    rng = np.random.default_rng(1)
    xy, low = rng.uniform(0, 30_000, (200_000, 2)), rng.uniform(0, 30_000, (500, 2))
    boxes = np.hstack((low, low + 300))
    looked = sum(len(point) for _, point in cells.candidates(xy, boxes))
    x, y, (x0, y0, x1, y1) = *xy.T, boxes.T[:, :, None]
    inside = sum(
        int(((x >= west) & (x <= east) & (y >= south) & (y <= north)).sum())
        for west, south, east, north in zip(x0, y0, x1, y1, strict=True)
    )
    assert inside <= looked < 2 * inside


def test_memory_does_not_grow_with_a_point_far_away():
    xy = np.array([[5.0, 5.0], [1e9, -1e9], [-1e9, 5.0]])
    boxes = np.array([[0.0, 0.0, 10.0, 10.0], [1e9 - 1, -1e9 - 1, 1e9 + 1, -1e9 + 1]])
    found = [(box.tolist(), point.tolist()) for box, point in cells.candidates(xy, boxes)]
    assert {pair for box, point in found for pair in zip(box, point, strict=True)} >= {(0, 0), (1, 1)}
