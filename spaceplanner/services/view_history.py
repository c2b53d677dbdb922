"""The views that were looked at, to go back to and forth again."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from spaceplanner.cartography.view import View

MOST = 100
"""Views that are remembered on each side."""
_ALIKE = 0.5
"""Pixels and ..."""
_SCALE = 1e-3
"""... share of the scale below which two views are one."""


@dataclass(frozen=True, slots=True)
class ViewHistory:
    """The view of now between those before it and those it was gone back from.

    Attributes
    ----------
    past, future
        The latest is the last of `past`; the next is the last of `future`.
    """

    now: View | None = None
    past: tuple[View, ...] = ()
    future: tuple[View, ...] = ()

    def went(self, view: View) -> ViewHistory:
        """Return the history after another view was gone to; the same one again, or in a window of another size, is no step."""
        if self.now is None or same(self.now, view):
            return replace(self, now=view)
        return ViewHistory(view, (*self.past, self.now)[-MOST:])

    def back(self) -> ViewHistory:
        """Return the history one view back, or as it is at its beginning."""
        if not self.past or self.now is None:
            return self
        return ViewHistory(self.past[-1], self.past[:-1], (*self.future, self.now))

    def forth(self) -> ViewHistory:
        """Return the history one view forth again, or as it is at its end."""
        if not self.future or self.now is None:
            return self
        return ViewHistory(self.future[-1], (*self.past, self.now), self.future[:-1])


def same(one: View, other: View) -> bool:
    """Return whether two views show one place at one scale, whatever the size of the window."""
    scale = max(one.resolution, other.resolution)
    apart = max(abs(one.x - other.x), abs(one.y - other.y))
    return apart <= _ALIKE * scale and abs(one.resolution - other.resolution) <= _SCALE * scale
