"""Prediction accuracy by hand, by brute force over all choices of cells, and its bounds."""

from __future__ import annotations

from itertools import combinations
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from spaceplanner.analysis import prediction
from spaceplanner.analysis.grid import Grid
from spaceplanner.errors import AnalysisError

ROWS = np.array([[9.0, 7.0, 1.0, 0.0, 0.0], [5.0, 3.0, 0.0, 0.0, 0.0]])


def placed(counts: Any) -> Any:
    """Return that many points in the middle of each cell of a unit grid."""
    rows, columns = np.nonzero(np.ones_like(counts))
    return np.repeat(np.column_stack((columns, rows)) + 0.5, counts.ravel(), axis=0)


def test_by_hand():
    # 2 of 10 cells are taken: those of 9 and 7, with 6 + 2 of 20 incidents. The best two hold 6 + 5.
    later = np.array([[6, 2, 5, 0, 0], [1, 1, 1, 2, 2]])
    found = prediction.accuracy(ROWS, placed(later), area_share=0.2)
    assert (found.cells, found.incidents, found.area_share) == (2, 20, 0.2)
    assert found.hit_rate == pytest.approx(8 / 20)
    assert found.pai == pytest.approx(2.0)
    assert found.pei == pytest.approx(8 / 11)


def test_metres_and_cells_say_the_same():
    later = placed(np.array([[3, 0, 1, 0, 2], [1, 4, 0, 0, 0]]))
    grid = Grid(500_000, 9_750_000, 50, 5, 2)
    metres = later * 50 + (500_000, 9_750_000)
    assert prediction.accuracy(ROWS, metres, area_share=0.3, grid=grid) == prediction.accuracy(
        ROWS, later, area_share=0.3
    )


def test_what_lies_outside_the_study_area_counts_nowhere():
    inside = np.array([[True, True, False, True, True], [False, True, True, True, True]])
    later = np.vstack((placed(np.array([[2, 1, 9, 0, 1], [9, 0, 0, 0, 0]])), [(-1.0, 0.5), (5.1, 1.0)]))
    found = prediction.accuracy(ROWS, later, area_share=1 / 8, inside=inside)
    assert (found.incidents, found.cells) == (4, 1)
    assert (found.hit_rate, found.pai) == (0.5, 4.0)
    assert prediction.within(later, Grid(0, 0, 1, 5, 2), inside).sum() == 4


def test_the_outer_edge_belongs_to_the_last_cells():
    found = prediction.counts(np.array([(0.0, 0.0), (5.0, 2.0), (1.0, 1.0)]), Grid(0, 0, 1, 5, 2))
    assert (found[0, 0], found[1, 4], found[1, 1], found.sum()) == (1, 1, 1, 3)


def test_a_surface_that_says_nothing_is_chance():
    found = prediction.accuracy(np.zeros((4, 5)), np.array([(0.5, 0.5), (3.5, 2.5), (3.5, 2.6)]), area_share=0.25)
    assert found.pai == pytest.approx(1.0)


def test_at_least_one_cell_and_all_of_them():
    later = placed(np.ones((2, 5), dtype=int))
    assert prediction.accuracy(ROWS, later, area_share=1e-9).cells == 1
    whole = prediction.accuracy(ROWS, later, area_share=1.0)
    assert (whole.hit_rate, whole.pai, whole.pei) == (1.0, 1.0, 1.0)


def test_recapture_by_hand():
    # 8 of 20, then 3 of 10: the area kept three quarters of its share.
    earlier = prediction.accuracy(ROWS, placed(np.array([[6, 2, 5, 0, 0], [1, 1, 1, 2, 2]])), area_share=0.2)
    later = prediction.accuracy(ROWS, placed(np.array([[2, 1, 3, 0, 0], [1, 1, 1, 1, 0]])), area_share=0.2)
    assert prediction.recapture(earlier, later) == pytest.approx(0.75)
    nothing = prediction.accuracy(ROWS, np.array([(4.5, 1.5)]), area_share=0.2)
    assert prediction.recapture(nothing, later) is None


@pytest.mark.parametrize(
    ("words", "share", "surface", "xy"),
    [
        ("above 0", 0.0, ROWS, [(0.5, 0.5)]),
        ("above 0", float("nan"), ROWS, [(0.5, 0.5)]),
        ("5 %", 5.0, ROWS, [(0.5, 0.5)]),
        ("without a number", 0.1, np.full((2, 5), np.nan), [(0.5, 0.5)]),
        ("No incident", 0.1, ROWS, [(9.5, 0.5)]),
    ],
)
def test_what_cannot_be_judged_is_said(words, share, surface, xy):
    with pytest.raises(AnalysisError, match=words):
        prediction.accuracy(surface, np.array(xy), area_share=share)


def test_another_grid_is_refused():
    with pytest.raises(AnalysisError, match="differ in size"):
        prediction.accuracy(ROWS, np.array([(0.5, 0.5)]), area_share=0.1, grid=Grid(0, 0, 1, 4, 2))


small = st.lists(st.tuples(st.integers(0, 3), st.integers(0, 4)), min_size=2, max_size=8)


@settings(max_examples=150, deadline=None)
@given(cells=small, share=st.floats(0.01, 1.0))
def test_bounds_and_brute_force(cells, share):
    surface = np.array([[float(value) for value, _ in cells]])
    later = np.array([[count for _, count in cells]])
    if not later.sum():
        return
    found = prediction.accuracy(surface, placed(later), area_share=share)
    assert 0 <= found.hit_rate <= 1
    assert found.pai * found.area_share == pytest.approx(found.hit_rate)
    assert 0 <= found.pei <= 1 + 1e-12
    # Every choice of as many cells, of which those with the highest sum of the surface are the ones that may be taken.
    ways = [list(way) for way in combinations(range(len(cells)), found.cells)]
    sums = [surface[0, way].sum() for way in ways]
    hits = [later[0, way].sum() for way in ways]
    mean = np.mean([hit for hit, total in zip(hits, sums, strict=True) if total == max(sums)])
    assert found.hit_rate == pytest.approx(mean / later.sum())
    assert found.pei == pytest.approx(mean / max(hits))


@settings(max_examples=50, deadline=None)
@given(seed=st.integers(0, 10_000))
def test_the_order_of_cells_decides_nothing(seed):
    rng = np.random.default_rng(seed)
    surface, later = rng.integers(0, 3, (3, 4)).astype(float), rng.integers(0, 4, (3, 4))
    later[0, 0] += 1
    turned = prediction.accuracy(surface[::-1, ::-1].copy(), placed(later[::-1, ::-1].copy()), area_share=0.3)
    assert turned == prediction.accuracy(surface, placed(later), area_share=0.3)


LENGTHS = np.array([50.0, 40.0, 30.0, 80.0])
VALUES = np.array([0.4, 0.9, 0.4, 0.1])


def test_along_streets_by_hand():
    # 60 of 200 m: all 40 m of the second piece, and 20 of the 80 m that have the next value.
    found = prediction.accuracy_along(VALUES, np.array([4.0, 6, 2, 8]), LENGTHS, share=0.3)
    assert (found.cells, found.incidents, found.area_share) == (3, 20, 0.3)
    assert found.hit_rate == pytest.approx((6 + 6 * 20 / 80) / 20)
    assert found.pai == pytest.approx(7.5 / 20 / 0.3)
    # The most per metre: the second piece with 0.15, then the last with 0.1, of which 20 m are taken.
    assert found.pei == pytest.approx(7.5 / (6 + 8 * 20 / 80))
    # A piece alone at the border is taken in part.
    assert prediction.accuracy_along(VALUES, np.array([0.0, 6, 0, 0]), LENGTHS, share=0.1).hit_rate == 0.5


@given(
    st.lists(st.tuples(st.floats(1, 90), st.integers(0, 4), st.integers(0, 5)), min_size=1, max_size=30),
    st.floats(0.01, 1),
)
def test_along_streets_bounds_hold(pieces, share):
    lengths, values, held = (np.array(part, dtype=float) for part in zip(*pieces, strict=True))
    if not held.any():
        held[0] = 1
    found = prediction.accuracy_along(values, held, lengths, share=share)
    assert 0 <= found.hit_rate <= 1 + 1e-9
    assert found.pai * share == pytest.approx(found.hit_rate)
    assert found.pei <= 1
    # What the values say of pieces decides, not their order, nor into how many parts a piece is cut.
    order = np.random.default_rng(1).permutation(len(lengths))
    again = prediction.accuracy_along(values[order], held[order], lengths[order], share=share)
    assert again.hit_rate == pytest.approx(found.hit_rate)
    halves = prediction.accuracy_along(*(np.repeat(part, 2) for part in (values, held / 2, lengths / 2)), share=share)
    assert (halves.hit_rate, halves.pei) == pytest.approx((found.hit_rate, found.pei))
    even = prediction.accuracy_along(np.zeros(len(lengths)), held, lengths, share=share)
    assert even.pai == pytest.approx(1)


def test_along_streets_pieces_of_one_length_are_cells():
    rng = np.random.default_rng(3)
    values, held = rng.permutation(40).astype(float), rng.integers(0, 4, 40)
    streets = prediction.accuracy_along(values, held.astype(float), np.full(40, 7.0), share=0.2)
    cells = prediction.accuracy(values.reshape(4, 10), placed(held.reshape(4, 10)), area_share=0.2)
    assert (streets.hit_rate, streets.pai, streets.pei) == pytest.approx((cells.hit_rate, cells.pai, cells.pei))


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ({"share": 0}, "at most 1"),
        ({"share": float("nan")}, "at most 1"),
        ({"values": np.array([np.nan, 0, 0, 0])}, "without a number"),
        ({"incidents": np.zeros(4)}, "on a street of the study area"),
    ],
)
def test_along_streets_what_cannot_be_judged_is_said(wrong, said):
    given_ = {"values": VALUES, "incidents": np.ones(4), "lengths": LENGTHS, "share": 0.3}
    with pytest.raises(AnalysisError, match=said):
        prediction.accuracy_along(**(given_ | wrong))
