"""Expected counts, corrected counts and the stability of ranks: cost against the number of spaces.

``python -m benchmarks.stability``. Needs no files; statsmodels is used where it is installed.
"""

from __future__ import annotations

import importlib
import resource
from functools import partial
from typing import TYPE_CHECKING, Any

import numpy as np

from benchmarks.measuring import seconds, table
from spaceplanner.analysis import comparables, need, shrinkage, stability, value

if TYPE_CHECKING:
    from collections.abc import Callable

    from numpy.typing import NDArray

    from spaceplanner.analysis import drawn_ranks

SIZES = (64, 500, 2_000, 10_000)
PARTS = 8
YEARS = 3.0


class City:
    """Spaces with counts, traits and the values of eight parts; the first part is that of the incidents a year."""

    def __init__(self, n: int) -> None:
        rng = np.random.default_rng(n)
        self.area = np.exp(rng.normal(11, 0.6, n))
        self.residents = rng.gamma(2, 1500, n)
        self.kinds = [("park", "square", "court")[place] for place in rng.integers(0, 3, n)]
        rate = np.exp(-8.5 + 0.4 * (np.log1p(self.residents) - 7.5))
        self.counts = rng.poisson(self.area * rate * rng.gamma(2.5, 1 / 2.5, n)).astype(np.float64)
        self.values = rng.random((n, PARTS))
        self.keys = [str(key) for key in rng.permutation(n)]

    def expected(self) -> comparables.Expected:
        """Return the expectations from size, residents and kind."""
        return comparables.expected(self.counts, self.area, traits={"residents": self.residents}, kinds=self.kinds)


def ranks(city: City, shrunk: shrinkage.Shrunk, draws: int) -> drawn_ranks.Stability:
    """Return the stability with the counts' and the weights' uncertainty."""
    scored = partial(value.log, low=0.0, high=250.0)
    drawn = stability.Uncertain(0, shrunk.shape, shrunk.scale / YEARS, scored)
    return stability.stability(city.values, [1.0] * PARTS, city.keys, seed=1, uncertain=[drawn], draws=draws)


def plain(city: City, shrunk: shrinkage.Shrunk, draws: int) -> None:
    """Do the same draw by draw with `need`, as one would at first."""
    rng = np.random.default_rng(1)
    values = city.values.copy()
    for _ in range(draws):
        values[:, 0] = value.log(rng.standard_gamma(shrunk.shape) * shrunk.scale / YEARS, 0.0, 250.0)
        need.ranks(need.weigh(values, rng.dirichlet(np.full(PARTS, stability.CONCENTRATION / PARTS)).tolist()).floor)


def statsmodels(city: City) -> Callable[[], NDArray[np.float64]] | None:
    """Return statsmodels' negative binomial fit of the same columns, none left out; None where it is not installed."""
    try:
        api: Any = importlib.import_module("statsmodels.api")
    except ImportError:
        return None
    known = np.ones(len(city.area), dtype=np.bool_)
    columns, _, _ = comparables._columns(city.area, known, {"residents": city.residents}, city.kinds)  # noqa: SLF001
    # Without a ridge one kind is the reference.
    model = api.NegativeBinomial(city.counts, columns[:, :-1], offset=np.log(city.area))
    return lambda: np.asarray(model.fit(disp=0, maxiter=200).params)


def main() -> None:
    """Run all and print the tables."""
    rows = []
    for n in SIZES:
        city = City(n)
        expected = city.expected()
        shrunk = shrinkage.shrink(city.counts, expected.count)
        peer = statsmodels(city)
        rows.append(
            [
                f"{n:,}",
                f"{1e3 * seconds(city.expected):.1f}",
                f"{1e3 * seconds(peer):.1f}" if peer else "not installed",
                f"{1e3 * seconds(partial(shrinkage.shrink, city.counts, expected.count)):.1f}",
                *(f"{1e3 * seconds(partial(ranks, city, shrunk, draws), 3):.0f}" for draws in (stability.DRAWS, 1_000)),
                f"{1e3 * seconds(partial(plain, city, shrunk, stability.DRAWS), 1):.0f}",
            ]
        )
    table(
        f"Milliseconds by number of spaces; stability with {PARTS} parts, {stability.DRAWS} and 1,000 draws, medians",
        ["spaces", "expected", "statsmodels", "corrected", "ranks", "ranks, 1,000", "draw by draw"],
        rows,
    )
    print(f"\nPeak memory of the process: {resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024:.0f} MB")


if __name__ == "__main__":
    main()
