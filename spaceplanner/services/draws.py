"""Draws: the chance they come from, and the range that is told of them."""

from __future__ import annotations

from typing import TYPE_CHECKING
from zlib import crc32

import numpy as np

from spaceplanner.analysis import effects
from spaceplanner.domain.outlook import Range

if TYPE_CHECKING:
    from numpy.typing import NDArray


def chance(seed: int, about: str) -> np.random.Generator:
    """Return the chance of what is named: a finding, a space, a type; the same whoever asks for it, in any order."""
    return np.random.default_rng([seed, crc32(about.encode())])


def ranges(draws: NDArray[np.float64]) -> list[Range]:
    """Return the range of each row of draws, (n, draws)."""
    return [
        Range(p05=p05, p25=p25, median=median, p75=p75, p95=p95)
        for p05, p25, median, p75, p95 in effects.quantiles(draws).T.tolist()
    ]


def range_of(draws: NDArray[np.float64]) -> Range:
    """Return the range of draws, (draws,)."""
    return ranges(draws[None])[0]
