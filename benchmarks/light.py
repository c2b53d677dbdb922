"""Light in 2,000 spaces of 200,000 lamps, beside plain ways to the same numbers, in one process and one run.

``python -m benchmarks.light``. The peers: SciPy's KD-tree for the pairs in reach with the same formula on them, and every
lamp at every point of a few spaces. What it costs against the number of lamps is printed below.
"""

from __future__ import annotations

import resource
import time
from typing import TYPE_CHECKING, Any

import numpy as np
import shapely
from scipy.spatial import cKDTree

from benchmarks.measuring import seconds, table
from spaceplanner.analysis import lamps, lighting, lit_spaces, photometry, samples

if TYPE_CHECKING:
    from numpy.typing import NDArray

SIDE = 30_000.0
SPACES, LAMPS = 2_000, 200_000
MEAN_AREA = 5_000.0
HEIGHT, LUMENS = 8.0, 8_000.0
BRUTE = 2
"""Spaces for which every lamp is taken at every point."""


def spaces(random: np.random.Generator) -> NDArray[Any]:
    """Return stars of 5 to 13 corners, 0.5 ha on average, over the city."""
    shapes = []
    for area in random.lognormal(np.log(MEAN_AREA) - 0.32, 0.8, SPACES):
        corners = int(random.integers(5, 14))
        turn = np.linspace(0, 2 * np.pi, corners, endpoint=False)
        out = np.sqrt(area / np.pi) * random.uniform(0.75, 1.5, corners)
        shapes.append(shapely.Polygon(np.column_stack((np.cos(turn), np.sin(turn))) * out[:, None]))
    centres = random.uniform(0, SIDE, (SPACES, 2))
    return np.array([shapely.affinity.translate(shape, *at) for shape, at in zip(shapes, centres, strict=True)])


def clustered(random: np.random.Generator, points: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return half of the lamps anywhere and half within 40 m of a point of a space: more than a city has there."""
    near = points[random.integers(0, len(points), LAMPS // 2)] + random.normal(0, 20, (LAMPS // 2, 2))
    return np.vstack((near, random.uniform(0, SIDE, (LAMPS - len(near), 2))))


def by_tree(points: NDArray[np.float64], xy: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return lux from the pairs that a KD-tree finds within the reach of a lamp."""
    distribution = photometry.generic()
    light = lamps.Light.of(distribution, lighting.MAINTENANCE, lighting.NEGLIGIBLE)
    reach = float(light.reach(lamps.checked(xy[:1], HEIGHT, LUMENS))[0])
    tree = cKDTree(xy)
    found = np.zeros(len(points))
    for first in range(0, len(points), 200_000):
        some = points[first : first + 200_000]
        pairs = cKDTree(some).sparse_distance_matrix(tree, reach, output_type="ndarray")
        lux = photometry.on_ground(distribution, pairs["v"] / HEIGHT)
        found[first : first + len(some)] = np.bincount(pairs["i"], lux, minlength=len(some))
    return found * (LUMENS * lighting.MAINTENANCE / 1000 / HEIGHT**2)


def all_pairs(points: NDArray[np.float64], xy: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return lux of every lamp at every point, in chunks that fit."""
    distribution = photometry.generic()
    found = np.empty(len(points))
    for first in range(0, len(points), 25):
        some = points[first : first + 25]
        apart = np.hypot(some[:, None, 0] - xy[:, 0], some[:, None, 1] - xy[:, 1])
        found[first : first + 25] = photometry.on_ground(distribution, apart / HEIGHT).sum(axis=1)
    return found * (LUMENS * lighting.MAINTENANCE / 1000 / HEIGHT**2)


def once(run: Any) -> tuple[float, Any]:
    """Return the seconds of one call, and what it gave."""
    started = time.perf_counter()
    found = run()
    return time.perf_counter() - started, found


def main() -> None:
    """Run all and print the tables."""
    random = np.random.default_rng(7)
    shapes = spaces(random)
    xy = random.uniform(0, SIDE, (LAMPS, 2))
    points_cost = seconds(lambda: samples.grid(shapes), 3)
    points = samples.grid(shapes)
    cost = seconds(lambda: lit_spaces.evaluated(points, xy, HEIGHT, LUMENS), 3)
    lit = lit_spaces.evaluated(points, xy, HEIGHT, LUMENS)
    moved = xy.copy()
    moved[np.hypot(*(xy - points.xy[0]).T).argmin()] += 3.0
    before = (points, xy, HEIGHT, LUMENS)
    change = seconds(lambda: lit_spaces.updated(lit, before, points, moved, HEIGHT, LUMENS), 9)
    which, shapes_of = random.integers(0, 3, LAMPS), tuple(map(photometry.generic, photometry.SHAPES))
    mixed_cost = seconds(lambda: lit_spaces.evaluated(points, xy, HEIGHT, LUMENS, which, shapes_of), 3)
    mixed = lit_spaces.evaluated(points, xy, HEIGHT, LUMENS, which, shapes_of)
    mixed_before = (points, xy, HEIGHT, LUMENS, which, shapes_of)
    mixed_change = seconds(
        lambda: lit_spaces.updated(mixed, mixed_before, points, moved, HEIGHT, LUMENS, which, shapes_of), 9
    )
    dense = clustered(random, points.xy)
    dense_cost = seconds(lambda: lit_spaces.evaluated(points, dense, HEIGHT, LUMENS), 3)
    memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    tree_cost, tree = once(lambda: by_tree(points.xy, xy))
    few = points.xy[: points.starts[BRUTE]]
    brute_cost, brute = once(lambda: all_pairs(few, xy))
    n = len(points.xy)
    rows = [
        ["points in the spaces", f"{n:,}", f"{points_cost:.3f}", "", ""],
        ["SpacePlanner, light", f"{n:,}", f"{cost:.3f}", "1", ""],
        ["  with lamps crowded in spaces", f"{n:,}", f"{dense_cost:.3f}", f"{dense_cost / cost:.1f}", ""],
        ["  after one lamp moved", f"{n:,}", f"{change:.4f}", f"{change / cost:.4f}", ""],
        ["  with three distributions", f"{n:,}", f"{mixed_cost:.3f}", f"{mixed_cost / cost:.1f}", ""],
        ["  with these, after one lamp moved", f"{n:,}", f"{mixed_change:.4f}", f"{mixed_change / cost:.4f}", ""],
        ["KD-tree and formula", f"{n:,}", f"{tree_cost:.2f}", f"{tree_cost / cost:.1f}", _apart(tree, lit.lux)],
        [
            f"all lamps at all points, {BRUTE} spaces",
            f"{len(few):,}",
            f"{brute_cost:.2f}",
            f"{brute_cost / len(few) / (cost / n):,.0f} a point",
            _apart(brute, lit.lux[: len(few)]),
        ],
    ]
    table(
        f"Light of {LAMPS:,} lamps in {SPACES:,} spaces of {shapely.area(shapes).mean() / 1e4:.2f} ha; "
        f"peak memory before the peers {memory:.0f} MB",
        ["what", "points", "s", "ratio", "apart, lux"],
        rows,
    )
    growth = []
    for many in (10_000, 100_000, 1_000_000, 5_000_000):
        some = random.uniform(0, SIDE, (many, 2))
        took, _ = once(lambda some=some: lit_spaces.evaluated(points, some, HEIGHT, LUMENS))
        growth.append([f"{many:,}", f"{took:.3f}", f"{took / many * 1e6:.2f}"])
    table("Against the number of lamps", ["lamps", "s", "us a lamp"], growth)


def _apart(found: NDArray[np.float64], ours: NDArray[np.float32]) -> str:
    return f"{np.abs(found - ours).max():.1e}"


if __name__ == "__main__":
    main()
