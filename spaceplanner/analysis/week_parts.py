"""Shares of incidents by part of the week that may be published: cells are joined until none is small.

A table with totals gives small cells away by subtraction. Here every cell that is published, and so every sum of them,
holds five incidents or more (see docs/methods/privacy.md).
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from spaceplanner.analysis import disclosure

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

WEEK, WEEKEND = (0,), (1,)
_DAY, _TWILIGHT, _NIGHT, _DARK = (0,), (1,), (2,), (1, 2)
_EITHER = (0, 1)

_Cells = tuple[tuple[int, ...], tuple[int, ...]]

LEVELS: tuple[dict[str, _Cells], ...] = (
    {
        "week_day": (WEEK, _DAY),
        "week_twilight": (WEEK, _TWILIGHT),
        "week_night": (WEEK, _NIGHT),
        "weekend_day": (WEEKEND, _DAY),
        "weekend_twilight": (WEEKEND, _TWILIGHT),
        "weekend_night": (WEEKEND, _NIGHT),
    },
    {
        "week_day": (WEEK, _DAY),
        "week_dark": (WEEK, _DARK),
        "weekend_day": (WEEKEND, _DAY),
        "weekend_dark": (WEEKEND, _DARK),
    },
    {"day": (_EITHER, _DAY), "twilight": (_EITHER, _TWILIGHT), "night": (_EITHER, _NIGHT)},
    {"day": (_EITHER, _DAY), "dark": (_EITHER, _DARK)},
)
"""Ways to divide the week, the finest first: part -> its rows and columns. Dark is twilight and night together."""


@dataclass(frozen=True, slots=True)
class Part:
    """A part of the week and its share of the incidents, 0 to 1 in steps of 0.05."""

    name: str
    share: float


def published(counts: NDArray[np.int64]) -> tuple[Part, ...]:
    """Return the finest division of the week of which every part holds five incidents or more; nothing where none does.

    Parameters
    ----------
    counts
        (2, 3) incidents whose hour is known: Monday to Friday and the weekend, by day, in twilight and by night.
    """
    for level in LEVELS:
        cells = {name: int(counts[list(rows)][:, list(columns)].sum()) for name, (rows, columns) in level.items()}
        total = sum(cells.values())
        shares = {name: disclosure.share(n, total) for name, n in cells.items()}
        if None not in shares.values():
            return tuple(Part(name, share) for name, share in shares.items() if share is not None)
    return ()
