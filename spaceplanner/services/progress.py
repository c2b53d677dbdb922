"""Progress: how work says how far it is, and how it learns that nobody waits for it any more."""

from __future__ import annotations

from typing import Protocol


class Progress(Protocol):
    """Called by work from time to time, at least a few times a second where that is possible."""

    def __call__(self, fraction: float, message_id: str) -> None:
        """Report how far the work is.

        Parameters
        ----------
        fraction
            0 to 1.
        message_id
            What is being done, a message id; empty: as before.

        Raises
        ------
        Cancelled
            If the user cancelled; the work lets it through.
        """


def nowhere(fraction: float, message_id: str) -> None:
    """Take a report and tell nobody: for work that nobody watches."""


def between(progress: Progress, low: float, high: float) -> Progress:
    """Return the progress of a part of the work that spans `low` to `high` of the whole."""

    def report(fraction: float, message_id: str) -> None:
        progress(low + (high - low) * fraction, message_id)

    return report
