"""Class breaks of a map: round numbers at equal ratios."""

from __future__ import annotations

from math import floor, log10

CLASSES = 5

_SPAN = 20.0
"""The first class starts at no less than the top divided by this: below lies most of the city."""

_STEPS = (1.0, 1.2, 1.5, 2.0, 2.5, 3.0, 4.0, 5.0, 6.0, 8.0)


def breaks(top: float, least: float) -> tuple[float, ...]:
    """Return the lower bounds of five classes, ascending round numbers; the last class is open.

    Parameters
    ----------
    top
        A high value on the map; the last class begins below it.
    least
        What the first class may not start below, above 0; it is rounded up, never down.
    """
    start = _rung_above(max(least, top / _SPAN))
    # Where there is little between the two, the classes are the next round numbers.
    width = max(1.0, (_place(max(top, _round(start))) - start) / CLASSES)
    return tuple(_round(start + round(step * width)) for step in range(CLASSES))


def _round(rung: int) -> float:
    """Return a rung of the ladder of round numbers: ten to each power of ten."""
    power, step = divmod(rung, len(_STEPS))
    return float(f"{_STEPS[step]:g}e{power}")


def _rung_above(value: float) -> int:
    """Return the lowest rung that is not below a value."""
    rung = floor(log10(value)) * len(_STEPS)
    while _round(rung) < value:
        rung += 1
    return rung


def _place(value: float) -> float:
    """Return where on the ladder a value is, approximately: rungs are nearly equal ratios."""
    return len(_STEPS) * log10(value)
