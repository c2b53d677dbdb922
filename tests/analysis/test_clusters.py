from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from spaceplanner.analysis import clusters
from spaceplanner.errors import AnalysisError

if TYPE_CHECKING:
    from numpy.typing import NDArray


def brute(xy: NDArray[np.float64], radius: float, least: int) -> tuple[NDArray[np.bool_], list[set[int]]]:
    """Cores, their clusters by flooding, and for each other point the clusters of its nearest cores."""
    far = np.sqrt(((xy[:, None] - xy[None]) ** 2).sum(axis=2))
    core = (far <= radius).sum(axis=1) >= least
    labels, n = np.full(len(xy), -1), 0
    for start in np.flatnonzero(core):
        if labels[start] < 0:
            queue = [start]
            while queue:
                at = queue.pop()
                labels[at] = n
                queue.extend(j for j in np.flatnonzero(core & (far[at] <= radius)) if labels[j] < 0)
            n += 1
    allowed = [{int(label)} for label in labels]
    for i in np.flatnonzero(~core):
        near = np.flatnonzero(core & (far[i] <= radius))
        if len(near):
            closest = far[i, near].min()
            allowed[i] = {int(labels[j]) for j in near[far[i, near] <= closest + 1e-9]}
    return core, allowed


towns = st.builds(
    lambda seed, n, spread: np.random.default_rng(seed).integers(0, spread, (n, 2)).astype(float),
    st.integers(0, 10_000),
    st.integers(1, 60),
    st.integers(1, 30),
)


@settings(max_examples=80, deadline=None)
@given(towns, st.floats(0.5, 6), st.integers(1, 7))
def test_clusters_are_those_of_brute_force(xy, radius, least):
    labels = clusters.dbscan(xy, radius=radius, least=least)
    core, allowed = brute(xy, radius, least)
    same: dict[int, int] = {}
    for label, wanted, is_core in zip(labels.tolist(), allowed, core, strict=True):
        if is_core:
            assert same.setdefault(label, min(wanted)) == min(wanted)
    assert len(set(same.values())) == len(same)
    for label, wanted in zip(labels.tolist(), allowed, strict=True):
        assert same.get(label, -1) in wanted


@settings(max_examples=30, deadline=None)
@given(towns, st.integers(0, 100))
def test_the_order_of_points_changes_only_the_numbers(xy, seed):
    order = np.random.default_rng(seed).permutation(len(xy))
    labels = clusters.dbscan(xy, radius=2.0, least=4)
    other = clusters.dbscan(xy[order], radius=2.0, least=4)
    pairs = set(zip(labels[order].tolist(), other.tolist(), strict=True))
    assert len(pairs) == len({a for a, _ in pairs}) == len({b for _, b in pairs})


def test_heaps_on_one_point_count_each():
    xy = np.array([(0.0, 0.0)] * 4 + [(100.0, 0.0)] * 5 + [(103.0, 0.0)])
    assert clusters.dbscan(xy, radius=5, least=5).tolist() == [-1] * 4 + [0] * 6
    assert clusters.dbscan(np.empty((0, 2)), radius=5, least=5).tolist() == []


def test_what_cannot_be_asked_is_said(monkeypatch):
    for radius in (0, -1, np.nan, np.inf):
        with pytest.raises(AnalysisError, match="choose one above 0"):
            clusters.dbscan(np.zeros((2, 2)), radius=radius, least=2)
    with pytest.raises(AnalysisError, match="no number as coordinate"):
        clusters.dbscan(np.array([(np.nan, 0.0)]), radius=1, least=2)
    monkeypatch.setattr(clusters, "_MOST_PAIRS", 10)
    with pytest.raises(AnalysisError, match="choose a smaller bandwidth"):
        clusters.dbscan(np.random.default_rng(1).random((50, 2)), radius=5, least=2)
