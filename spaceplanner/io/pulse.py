"""The pulse of a long import: how far it is, and whether anybody still waits for it."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable


class Pulse:
    """Says how far the import is; between the steps it repeats itself, so that it can be cancelled."""

    def __init__(self, progress: Callable[[float, str], None] | None) -> None:
        self._progress = progress
        self._fraction = 0.0

    def at(self, fraction: float, message: str) -> None:
        """Report a fraction and a message id."""
        self._fraction = fraction
        if self._progress is not None:
            self._progress(fraction, message)

    def __call__(self) -> None:
        """Report again what was reported last, which may raise where the user has cancelled."""
        self.at(self._fraction, "")
