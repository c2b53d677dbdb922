"""Two periods of one record of incidents: an earlier one to learn from, a later one to be judged by."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from spaceplanner.errors import AnalysisError
from spaceplanner.i18n import N_
from spaceplanner.services.inputs import PRECISIONS

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from spaceplanner.services.inputs import Incidents

Note = tuple[str, dict[str, object]]
"""A sentence for the user: message id and parameters."""


@dataclass(frozen=True, eq=False, slots=True, kw_only=True)
class Periods:
    """Where incidents lay in each period.

    Attributes
    ----------
    before, after
        (n, 2) and (m, 2) metres.
    months
        (n,) months since 1970 of the earlier ones; -1 where only the year is known.
    notes
        How many there are, and how many were left out and why.
    """

    before: NDArray[np.float64]
    months: NDArray[np.int64]
    after: NDArray[np.float64]
    notes: tuple[Note, ...]


def split(incidents: Incidents, train_to: np.datetime64, test_from: np.datetime64) -> Periods:
    """Return the incidents of each period; one whose month or year reaches out of it belongs to neither.

    Parameters
    ----------
    incidents
        All of them.
    train_to
        Last day of the earlier period.
    test_from
        First day of the later period; where it is the same day, that day is the later period's.

    Raises
    ------
    AnalysisError
        If a period has no incidents.
    """
    first, last, year = _days(incidents)
    dated = ~np.isnat(incidents.when)
    before = dated & (last <= train_to) & (last < test_from)
    after = dated & (first >= test_from)
    if not before.any():
        raise AnalysisError(
            N_("There are no incidents up to {day}: choose a later --train-to, or load incidents with dates."),
            day=train_to,
        )
    if not after.any():
        raise AnalysisError(
            N_("There are no incidents from {day} on: choose an earlier --test-from, or load later incidents."),
            day=test_from,
        )
    months = first[before].astype("datetime64[M]").astype(np.int64)
    said = {"before": int(before.sum()), "train_to": str(train_to), "after": int(after.sum()), "from": str(test_from)}
    notes: list[Note] = [(N_("Incidents up to {train_to}: {before}; from {from} on: {after}."), said)]
    undated, between = int((~dated).sum()), int((dated & ~before & ~after).sum())
    if undated:
        notes.append((N_("Incidents without a date, left out: {count}."), {"count": undated}))
    if between:
        notes.append(
            (N_("Incidents between the periods or reaching into both, left out: {count}."), {"count": between})
        )
    return Periods(
        before=incidents.xy[before],
        months=np.where(year[before], -1, months),
        after=incidents.xy[after],
        notes=tuple(notes),
    )


def _days(incidents: Incidents) -> tuple[NDArray[np.datetime64], NDArray[np.datetime64], NDArray[np.bool_]]:
    """Return the first and last day on which each may have happened, and which are known to the year only."""
    first = incidents.when.astype("datetime64[D]")
    month, year = (incidents.precision == PRECISIONS.index(name) for name in ("month", "year"))
    one = np.timedelta64(1, "D")
    last = np.where(month, (first.astype("datetime64[M]") + 1).astype("datetime64[D]") - one, first)
    last = np.where(year, (first.astype("datetime64[Y]") + 1).astype("datetime64[D]") - one, last)
    return first, last, year
