"""Condition: field audits brought to the spaces they were made in, with their index, parts and agreement."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import shapely

from spaceplanner.analysis import audit, fear
from spaceplanner.services.figure_parts import column, none, public
from spaceplanner.services.inputs import AUDITED

if TYPE_CHECKING:
    from typing import Any

    from numpy.typing import NDArray

    from spaceplanner.analysis.agreement import Agreement
    from spaceplanner.analysis.audit import Condition, Scale
    from spaceplanner.domain.result import Figure
    from spaceplanner.services.figure_parts import Columns
    from spaceplanner.services.inputs import Audits, Places
    from spaceplanner.services.luck import Luck

NEAR = 15.0
"""Metres from a space within which an audit that names no space is taken to be of it."""


@dataclass(frozen=True, eq=False, slots=True, kw_only=True)
class Audited:
    """What audits say of n spaces.

    Attributes
    ----------
    condition
        Index, parts and counts of each space.
    scale
        The scale the ratings seem to be on; None where they are on none.
    items, overall
        Agreement of the auditors on each item, and over all.
    """

    condition: Condition
    scale: Scale | None
    items: tuple[Agreement, ...]
    overall: Agreement


def audited(places: Places, audits: Audits) -> Audited:
    """Return what the audits say of each space.

    Parameters
    ----------
    places, audits
        The spaces and the audits of a project.
    """
    spaces = _spaces(places.shapes, audits.places, audits.spaces)
    names, code = np.unique(audits.auditors, return_inverse=True)
    auditor = np.where(audits.auditors == "", -1, code) if len(names) else np.empty(0, dtype=np.int64)
    scale = audit.scale_of(audits.ratings)
    # Ratings on no known scale are no ratings: an index of them would compare nothing.
    ratings = audits.ratings if scale is not None else np.full(audits.ratings.shape, np.nan)
    told = (ratings, spaces, auditor, audits.when)
    used = scale or audit.FORM
    items, overall = audit.agreements(*told, scale=used)
    return Audited(
        condition=audit.index(*told, spaces=len(places.spaces), scale=used), scale=scale, items=items, overall=overall
    )


def figures(found: Audited, audits: Audits) -> Columns:
    """Return the columns of the index, its items and how safe people feel; the sample is the auditors that count.

    Items are 0 to 100, whatever scale they were rated on.
    """
    condition = found.condition
    reason = "no_layer" if not audits.present else None
    why = [reason] * len(condition.index)
    whole = {
        "condition_index": column(condition.index, "points", why, undefined="no_audit", samples=condition.auditors)
    }
    return whole | {
        f"audit_{item}": column(
            100 * condition.means[:, place], "points", why, undefined="no_audit", samples=condition.auditors
        )
        for place, item in enumerate(AUDITED)
    }


def agreement(found: Audited, audits: Audits) -> Figure:
    """Return how far the auditors agree over all items, Krippendorff's alpha."""
    if not audits.present:
        return none("ratio", "no_layer")
    overall = found.overall
    return (
        none("ratio", "no_agreement")
        if overall.alpha is None
        else public(float(overall.alpha), "ratio", overall.ratings)
    )


def fears(found: Audited, luck: Luck | None) -> list[str | None]:
    """Return for each space how feeling stands against the record, or None where one of them is missing."""
    safety = found.condition.means[:, AUDITED.index("safety")]
    rate = np.full(len(safety), np.nan) if luck is None else luck.adjusted
    return [_FEARS.get(category) for category in fear.against_record(safety, rate).category.tolist()]


_FEARS = {
    fear.NEITHER: "neither",
    fear.FEARED: "feared_quiet",
    fear.DANGEROUS: "calm_dangerous",
    fear.BOTH: "both",
}


def _spaces(shapes: NDArray[Any], places: NDArray[Any], named: NDArray[np.int64]) -> NDArray[np.int64]:
    """Return the number of the space of each audit: the one it names, else the nearest within reach, else -1."""
    found = named.copy()
    lost = np.flatnonzero(named < 0)
    if len(lost) and len(shapes):
        audit_at, space = shapely.STRtree(shapes).query_nearest(places[lost], max_distance=NEAR, all_matches=False)
        found[lost[audit_at]] = space
    return found
