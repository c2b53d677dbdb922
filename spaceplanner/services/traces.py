"""Traces: what is drawn over the map to look at something and is gone again, and what is asked with it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:
    from shapely.geometry.base import BaseGeometry

    from spaceplanner.services.gestures import Tool

Corner = tuple[float, float]
How = Literal["new", "add", "remove"]


@dataclass(frozen=True, slots=True)
class Trace:
    """What is being drawn with a tool that changes nothing.

    Attributes
    ----------
    tool
        What it is drawn with: a box to zoom to or to select in, a lasso, or the line that is measured.
    corners
        Metres in the project's CRS.
    end
        Where the pointer is, metres, while the trace follows it.
    start
        Pixel where the button went down, while it is down.
    dragged
        The pointer has moved farther than a click's slop since.
    closed
        The line is measured; it stays until the next one.
    """

    tool: Tool
    corners: tuple[Corner, ...] = ()
    end: Corner | None = None
    start: Corner | None = None
    dragged: bool = False
    closed: bool = False

    @property
    def shown(self) -> tuple[Corner, ...]:
        """All corners, with the pointer's place as the last one while the trace follows it."""
        if self.end is None or self.closed or (self.corners and self.end == self.corners[-1]):
            return self.corners
        return (*self.corners, self.end)


@dataclass(frozen=True, eq=False, slots=True)
class Asked:
    """What the user wants to know or to select.

    Attributes
    ----------
    tool
        `Tool.IDENTIFY`, or one of the tools that select.
    shape
        A point, a rectangle or an area, metres in the project's CRS.
    tolerance
        Metres within which something is hit by a point.
    how
        Whether what is found is a new selection, is added to the one there is, or taken from it.
    """

    tool: Tool
    shape: BaseGeometry
    tolerance: float
    how: How = "new"
