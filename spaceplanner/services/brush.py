"""The brush: hours of the week, months, and day or night that the user has picked to look at."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

_WEEKDAYS = 7

Phase = Literal["", "day", "night"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Brush:
    """What is picked; nothing: all.

    Attributes
    ----------
    hours, weekdays
        First hour and the hour at which the choice ends, on these days (0 Monday to 6 Sunday); None: all hours.
    months
        First and last month, counted from January 1970; None: all of the record.
    phase
        ``day``, ``night`` (sunset to sunrise, at each incident's own place), or nothing.
    """

    hours: tuple[int, int] | None = None
    weekdays: tuple[int, ...] = tuple(range(_WEEKDAYS))
    months: tuple[int, int] | None = None
    phase: Phase = ""

    def __bool__(self) -> bool:
        """Whether anything is picked."""
        return self.hours is not None or self.months is not None or bool(self.phase)
