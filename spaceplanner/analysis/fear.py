"""Fear against the record: where people feel unsafe, and where incidents are recorded."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from spaceplanner.errors import AnalysisError
from spaceplanner.i18n import N_

if TYPE_CHECKING:
    from numpy.typing import NDArray

LEAST_SPACES = 5
"""Fewer measured spaces than this have no middle worth the name."""

NEITHER, FEARED, DANGEROUS, BOTH = range(4)
UNKNOWN = -1

WORDS = (
    N_("neither feared nor dangerous"),
    N_("feared but quiet"),
    N_("calm but dangerous"),
    N_("feared and dangerous"),
)
"""Category -> message id."""

NO_SAFETY = N_("No audit of how safe people feel there.")
NO_RATE = N_("No incident rate.")
TOO_FEW = N_("Too few spaces with both an audit and an incident rate to say what is much: at least 5 are needed.")
ALL_ALIKE = N_("All spaces are alike in this: none stands out.")


@dataclass(frozen=True, eq=False, slots=True)
class Fear:
    """Where feeling and record agree.

    Attributes
    ----------
    category
        (k,) `NEITHER`, `FEARED` (but quiet), `DANGEROUS` (but calm), `BOTH`, or `UNKNOWN`.
    reason
        (k,) why a space has no category, a message id; else None.
    safety_cut, rate_cut
        A space is feared below the first and dangerous above the second; NaN where there is none.
    """

    category: NDArray[np.int8]
    reason: tuple[str | None, ...]
    safety_cut: float
    rate_cut: float


def against_record(
    safety: NDArray[np.float64],
    rate: NDArray[np.float64],
    *,
    safety_cut: float | None = None,
    rate_cut: float | None = None,
) -> Fear:
    """Return for each space whether it is feared, dangerous, both or neither.

    Feared is a space that feels less safe than the cut, dangerous one whose rate is above its cut. A cut that is not
    given is the median over the spaces that have both: then about half are feared and half dangerous, whatever the
    city, and the categories compare the city's spaces with each other only.

    Parameters
    ----------
    safety
        (k,) how safe people feel, 0 to 1, 1 the safest; NaN where nobody was asked.
    rate
        (k,) incidents, a rate corrected for small numbers; NaN where there is no record.
    safety_cut, rate_cut
        Where to cut; None: the median.

    Raises
    ------
    AnalysisError
        If feelings are not from 0 to 1, or rates are negative or infinite.
    """
    if ((safety < 0) | (safety > 1)).any():
        raise AnalysisError(N_("How safe people feel must be given from 0 to 1: divide by the scale of the audit."))
    if ((rate < 0) | np.isinf(rate)).any():
        raise AnalysisError(N_("Incident rates must be 0 or more: check the period and the area they are over."))
    both = ~np.isnan(safety) & ~np.isnan(rate)
    missing = [
        NO_SAFETY if np.isnan(s) else NO_RATE if np.isnan(r) else None for s, r in zip(safety, rate, strict=True)
    ]
    cuts = [_cut(safety[both], safety_cut), _cut(rate[both], rate_cut)]
    reason = next((cut for cut in cuts if isinstance(cut, str)), None)
    safety_at, rate_at = (np.nan if isinstance(cut, str) else cut for cut in cuts)
    category = np.where(safety < safety_at, FEARED, NEITHER) + np.where(rate > rate_at, DANGEROUS, NEITHER)
    known = both if reason is None else np.zeros_like(both)
    return Fear(
        np.where(known, category, UNKNOWN).astype(np.int8),
        tuple(own or reason for own in missing),
        safety_at,
        rate_at,
    )


def _cut(values: NDArray[np.float64], given: float | None) -> float | str:
    """Return the cut, or why there is none."""
    if given is not None:
        return given
    if len(values) < LEAST_SPACES:
        return TOO_FEW
    return ALL_ALIKE if np.ptp(values) == 0 else float(np.median(values))
