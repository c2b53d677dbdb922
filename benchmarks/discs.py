"""Ground within reach of 200,000 lamps in 2,000 spaces, beside a union of the discs: ``python -m benchmarks.discs``."""

from __future__ import annotations

import statistics
import time
from functools import partial
from itertools import pairwise
from typing import TYPE_CHECKING, Any

import numpy as np
import shapely

from spaceplanner.analysis import discs, proximity

if TYPE_CHECKING:
    from collections.abc import Callable

SIDE, HUBS, SPREAD = 30_000.0, 12, 1500.0
LAMPS, SPACES, MEAN_M2 = 200_000, 2000, 5000.0


def city(rng: np.random.Generator) -> tuple[Any, Any]:
    """Return spaces (k,) of half a hectare in the mean, and lamps (n, 2), in the same towns of one region."""
    hubs = rng.uniform(SPREAD, SIDE - SPREAD, (HUBS, 2))
    lamps, middles = (hubs[rng.integers(0, HUBS, n)] + rng.normal(0, SPREAD, (n, 2)) for n in (LAMPS, SPACES))
    turn = np.linspace(0, 2 * np.pi, 24, endpoint=False)
    sizes = np.sqrt(MEAN_M2 / 2 / np.pi) * rng.lognormal(0, 0.6, SPACES)
    reach = sizes[:, None] * rng.uniform(0.7, 1.3, (SPACES, 24))
    corners = middles[:, None, :] + reach[..., None] * np.column_stack((np.cos(turn), np.sin(turn)))
    return shapely.polygons(corners), lamps


def united(shapes: Any, lamps: Any, radius: float) -> Any:
    """Return the same square metres by a union of all discs near each space."""
    pairs = proximity.pairs(lamps, shapes, radius)
    starts = np.searchsorted(pairs[:, 0], np.arange(len(shapes) + 1))
    around = shapely.buffer(shapely.points(lamps[pairs[:, 1]]), radius, quad_segs=discs.SEGMENTS)
    lit = [shapely.union_all(around[start:end]) for start, end in pairwise(starts)]
    return shapely.area(shapely.intersection(shapes, np.array(lit)))


def seconds(work: Callable[[], Any], times: int = 3) -> float:
    """Return the median time of a few runs."""
    taken = []
    for _ in range(times):
        started = time.perf_counter()
        work()
        taken.append(time.perf_counter() - started)
    return statistics.median(taken)


def main() -> None:
    """Print the table."""
    shapes, lamps = city(np.random.default_rng(1))
    print(f"{LAMPS:,} lamps, {SPACES:,} spaces of {shapely.area(shapes).mean() / 1e4:.2f} ha in the mean; medians of 3")
    print("radius m  union s  discs s  ratio  after one lamp moves ms")
    for radius in (20.0, 60.0, 100.0):
        found = discs.areas(shapes, lamps, radius)
        np.testing.assert_allclose(found[0], united(shapes, lamps, radius), rtol=1e-9, atol=1e-6)
        moved = lamps.copy()
        moved[found[1][len(found[1]) // 2, 1]] += 5
        peer = seconds(partial(united, shapes, lamps, radius))
        own = seconds(partial(discs.areas, shapes, lamps, radius))
        again = seconds(partial(discs.updated, found, (shapes, lamps), shapes, moved, radius), 9)
        print(f"{radius:8.0f} {peer:8.2f} {own:8.2f} {peer / own:6.1f} {1000 * again:24.1f}")


if __name__ == "__main__":
    main()
