"""Near repeats against PySAL's Knox test, brute force, the closed form and all permutations."""

from __future__ import annotations

from itertools import permutations
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from spaceplanner.analysis import near_repeat
from spaceplanner.errors import AnalysisError

# Burkitt's lymphoma in the West Nile district of Uganda (Williams et al. 1978): x and y in km, day; PySAL's example data.
BURKITT = """
    300,302,3985 291,270,5358 326,263,2388 299,376,2658 267,327,4751 266,356,5495 267,345,3843 262,338,5661
    268,335,5755 335,275,1986 302,272,3453 301,304,3245 302,272,4862 324,337,1480 260,338,3636 306,385,4118
    284,362,2215 293,332,3716 274,353,2772 263,333,4858 307,386,1811 274,357,4948 297,282,4277 288,365,4216
    283,366,4080 290,352,1224 284,341,2617 286,341,2888 282,350,2103 292,278,3806 305,381,4701 298,378,4700
    299,381,3848 287,342,4750 276,380,5753 261,345,2424 273,347,1657 284,357,3576 266,361,1910 285,360,2800
    278,350,5135 305,321,5641 293,332,4385 297,375,3323 332,273,4822 256,345,1549 275,357,2488 267,350,5002
    267,301,2053 286,379,4194 322,332,1214 278,349,4212 280,356,4079 276,354,847 261,343,899 323,298,2209
    260,346,3237 283,352,472 282,361,2533 308,390,4290 293,275,3530 331,272,4764 266,308,4918 280,354,3614
    301,271,4944 279,361,2239 321,280,3173 292,391,2049 315,307,4352 323,333,3693 282,302,1688 269,348,4565
    330,349,1322 281,302,4207 330,396,3153 328,341,2272 264,323,5001 303,382,1399 264,285,3346 259,337,4932
    329,350,1714 328,351,4258 284,351,2411 309,370,1695 329,270,4628 273,347,3973 295,267,5728 262,353,2510
    281,352,3976 325,335,2715 288,341,2996 302,248,4213 315,273,4888 295,377,2281 284,358,3773 272,376,4637
    305,369,2588 279,318,4708 290,339,2766 311,376,1134 288,256,5353 324,284,5643 287,353,3308 283,364,2204
    267,337,3302 280,298,1567 275,326,4235 281,299,4638 313,365,2075 273,332,3149 283,363,5752 304,366,3878
    308,387,1996 330,275,2629 260,339,3570 289,335,4441 268,314,3500 329,268,4273 264,298,4861 274,342,921
    286,373,1615 263,346,4156 265,335,5599 269,340,2373 260,359,3422 279,355,4780 284,399,1503 270,337,3286
    267,363,4107 320,282,5588 282,315,5489 303,377,3342 303,247,2377 264,297,5361 303,337,5199 289,380,2512
    270,330,3848 262,335,3661 274,342,4195 262,333,2695 262,333,3790 267,369,5583 255,290,1190 267,336,5072
    273,309,3149 270,328,871 270,339,3453 265,334,5775 276,360,730 276,360,511 283,363,413 305,374,2349
    264,326,2351 286,361,3118 278,333,1813 257,344,3266 302,395,3027 275,378,4133 290,361,2412 279,362,4914
    300,255,4339 270,357,689 290,356,2545 291,368,4848 283,361,5505 270,325,4383 266,332,4610 267,367,4213
    300,364,4806 268,390,5650 276,337,4336 293,396,2081 273,345,4518 267,338,5530 278,367,4964 310,387,3275
    298,268,4492 266,332,2419 279,340,1607 266,361,4554 267,344,3851 272,370,4700 327,383,3963 265,335,5702
    310,387,2616 279,339,4975 277,379,5578 258,350,4891
"""


def table(xy: Any, days: Any, **options: Any) -> near_repeat.NearRepeat:
    seeded: dict[str, Any] = {"generator": np.random.default_rng(7)} | options
    return near_repeat.table(np.asarray(xy, dtype=float), np.asarray(days), **seeded)


def by_brute_force(xy: Any, days: Any, distances: Any, spans: Any) -> Any:
    found = np.zeros((len(distances) + 1, len(spans)), dtype=int)
    for i in range(len(xy)):
        for j in range(i):
            apart, gap = np.hypot(*(xy[i] - xy[j])), abs(int(days[i]) - int(days[j]))
            rows = [k for k, far in enumerate((near_repeat.SAME_PLACE, *distances)) if apart <= far]
            columns = [k for k, span in enumerate(spans) if gap <= span]
            if rows and columns:
                found[rows[0], columns[0]] += 1
    return found


def heaps(seed: int, n: int) -> tuple[np.ndarray, np.ndarray]:
    """Incidents on few places, several at one place and on one day."""
    rng = np.random.default_rng(seed)
    return rng.integers(0, 6, (n, 2)) * 70.0, rng.integers(0, 40, n)


def test_counts_are_pysals_on_burkitts_data():
    """pointpats 2.5.5, Knox(s, t, delta, tau).statistic_: pairs within delta km and tau days."""
    rows = np.array([row.split(",") for row in BURKITT.split()], dtype=int)
    distances, spans = (5.0, 10.0, 20.0), (2, 5, 10, 30, 90)
    found = table(rows[:, :2], rows[:, 2], distances=distances, spans=spans, permutations=999)
    within = found.observed.cumsum(axis=0).cumsum(axis=1)[1:]
    assert within.tolist() == [[0, 0, 1, 6, 19], [1, 2, 3, 12, 42], [4, 11, 13, 40, 138]]
    one = table(rows[:, :2], rows[:, 2], distances=(20.0,), spans=(90,), permutations=999)
    # Its p of all pairs within 20 km and 90 days, by 999 permutations: 0.220, a standard error of 0.013. Here the same
    # place is a row of its own, and holds none.
    assert one.observed[0, 0] == 0
    assert one.p[1, 0] == pytest.approx(0.220, abs=0.05)


@pytest.mark.parametrize("seed", range(5))
def test_counts_are_those_of_brute_force(seed):
    xy, days = heaps(seed, 60)
    found = table(xy, days, distances=(70.0, 100.0, 250.0), spans=(0, 3, 14))
    assert found.observed.tolist() == by_brute_force(xy, days, (70.0, 100.0, 250.0), (0, 3, 14)).tolist()


def test_expected_and_p_are_those_of_all_permutations():
    xy, days = heaps(3, 7)
    options: dict[str, Any] = {"distances": (100.0, 300.0), "spans": (2, 12)}
    found = table(xy, days, permutations=4000, **options)
    every = np.array([by_brute_force(xy, days[list(order)], *options.values()) for order in permutations(range(7))])
    assert found.expected == pytest.approx(every.mean(axis=0))
    exact = (every >= found.observed).mean(axis=0)
    # Four standard errors of 4000 draws.
    assert found.p == pytest.approx(exact, abs=4 * np.sqrt(0.25 / 4000))


def test_what_is_made_to_repeat_is_found_and_chance_is_not():
    rng = np.random.default_rng(11)
    first = rng.uniform(0, 3000, (300, 2))
    when = rng.integers(0, 365, 300)
    again = first[:60] + rng.uniform(-50, 50, (60, 2))
    found = table(np.vstack((first, again)), np.concatenate((when, when[:60] + rng.integers(1, 7, 60))))
    assert found.observed[1, 0] >= 60
    assert found.ratio[1, 0] > 5
    assert found.p[1, 0] == 0.01
    assert found.p[1:, 1:].min() > 0.01
    assert found.alike == 0


def test_incidents_that_stand_alike_are_counted():
    found = table([(0, 0), (0, 0), (0, 0), (500, 0), (900, 0)], [1, 2, 50, 3, 4], distances=(100.0,), spans=(7,))
    assert found.alike == 0.6
    assert found.observed.tolist() == [[1], [0]]
    assert np.isnan(found.ratio[1, 0])


@settings(max_examples=30, deadline=None)
@given(st.integers(0, 10_000), st.floats(0, 6.28), st.floats(-1e6, 1e6), st.integers(-40_000, 40_000))
def test_turning_and_shifting_change_nothing(seed, angle, shift, later):
    xy, days = heaps(seed, 30)
    turn = np.array(((np.cos(angle), -np.sin(angle)), (np.sin(angle), np.cos(angle))))
    options: dict[str, Any] = {"distances": (80.0, 110.0, 260.0), "spans": (3, 20)}
    there = table(xy @ turn + shift, days + later, **options)
    here = table(xy, days, **options)
    assert there.observed.tolist() == here.observed.tolist()
    assert there.p.tolist() == here.p.tolist()


def test_the_seed_decides():
    xy, days = heaps(5, 80)
    one, other = (table(xy, days, generator=np.random.default_rng(seed)) for seed in (1, 2))
    assert (one.p != other.p).any()
    assert one.p.tolist() == table(xy, days, generator=np.random.default_rng(1)).p.tolist()
    assert one.expected.tolist() == other.expected.tolist()


def test_days_of_centuries_are_told_apart():
    found = table([(0, 0), (1, 0)], [-100_000, 100_000], distances=(5.0,), spans=(7,))
    assert found.observed.tolist() == [[0], [0]]


@pytest.mark.parametrize(
    ("xy", "days", "options", "said"),
    [
        ([(0, 0)], [1], {}, "two incidents or more"),
        (np.empty((0, 2)), np.empty(0, dtype=int), {}, "two incidents or more"),
        ([(0, 0), (np.nan, 0)], [1, 2], {}, "no place or no day"),
        ([(0, 0), (1, 0)], [1.0, np.nan], {}, "no place or no day"),
        ([(0, 0), (1, 0)], [1, 2], {"distances": (0.0, 100.0)}, "must rise"),
        ([(0, 0), (1, 0)], [1, 2], {"distances": (200.0, 100.0)}, "must rise"),
        ([(0, 0), (1, 0)], [1, 2], {"distances": (np.inf,)}, "must rise"),
        ([(0, 0), (1, 0)], [1, 2], {"distances": ()}, "must rise"),
        ([(0, 0), (1, 0)], [1, 2], {"spans": (-1, 7)}, "must rise"),
        ([(0, 0), (1, 0)], [1, 2], {"permutations": 0}, "choose 1 or more"),
    ],
)
def test_what_cannot_be_used_is_named(xy, days, options, said):
    with pytest.raises(AnalysisError, match=said):
        table(xy, days, **options)


def test_too_many_pairs_are_refused_before_they_are_made():
    xy = np.zeros((7000, 2))
    with pytest.raises(AnalysisError, match="24496500 pairs"):
        table(xy, np.zeros(7000, dtype=int))
