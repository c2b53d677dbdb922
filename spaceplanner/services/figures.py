"""The figures of each space, exact and as they may be published."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

import shapely

from spaceplanner.analysis import disclosure, proximity, timing
from spaceplanner.domain.result import Figure

if TYPE_CHECKING:
    from collections.abc import Callable

    import numpy as np
    from numpy.typing import NDArray

    from spaceplanner.services.inputs import Inputs

    Column = list[Figure]
    Stage = Callable[[str], Any]


_NEAR = ("incidents_within", "incidents_per_year", "night_share")


def columns(inputs: Inputs, stage: Stage) -> dict[str, Column]:
    """Return measure id -> a figure for each space, in the order of the spaces.

    Parameters
    ----------
    inputs
        The unpacked project.
    stage
        Gives the result of a stage by its name.
    """
    lit, dark = _shares(inputs, stage("lit")[0], _reasons(stage("covered_lit"), present=inputs.lamps.present))
    heard, silent = _shares(inputs, stage("heard")[0], _reasons(stage("covered_heard"), present=inputs.alarms.present))
    areas = shapely.area(inputs.places.shapes)
    return {
        "area_m2": [_public(float(area), "m2") for area in areas],
        **_incidents(inputs, stage),
        "lamps_inside": _lamps(inputs, stage, "lamps_inside"),
        "lamps_within": _lamps(inputs, stage, "lamps_within"),
        "lit_share": lit,
        "dark_share": dark,
        "heard_share": heard,
        "silent_share": silent,
        "residents_within": [
            _none("people", reason) if reason else _public(float(people), "people")
            for people, reason in zip(
                stage("residents_within"),
                _reasons(stage("covered_residents"), present=inputs.residents.present),
                strict=True,
            )
        ],
    }


def _reasons(covered: NDArray[np.bool_], *, present: bool) -> list[str | None]:
    """Return for each space why a layer says nothing of it, or None."""
    if not present:
        return ["no_layer"] * len(covered)
    return [None if enough else "no_coverage" for enough in covered]


def _none(unit: str, reason: str) -> Figure:
    return Figure(exact=None, published=None, unit=unit, reason=reason)


def _public(exact: float, unit: str) -> Figure:
    return Figure(exact=exact, published=exact, unit=unit)


def _guarded(exact: float, published: float | None, unit: str, sample: int) -> Figure:
    withheld = None if published is not None else "fewer_than_5"
    return Figure(exact=exact, published=published, unit=unit, sample=sample, withheld=withheld)


def _incidents(inputs: Inputs, stage: Stage) -> dict[str, Column]:
    n = len(inputs.places.spaces)
    within = proximity.counts(stage("incidents_within"), n).tolist()
    inside = proximity.counts(stage("incidents_inside"), n).tolist()
    by_night, by_hour = (column.tolist() for column in nightly(stage, n))
    period = stage("period")
    hours = bool((stage("nights") != timing.UNKNOWN).any())
    why_inside = _reasons(stage("covered_incidents_inside"), present=inputs.incidents.present)
    why_within = _reasons(stage("covered_incidents_within"), present=inputs.incidents.present)
    measures: dict[str, Column] = {"incidents_inside": [], **{measure: [] for measure in _NEAR}}
    for row in range(n):
        measures["incidents_inside"].append(_inside(inside[row], within[row], why_inside[row], why_within[row]))
        if reason := why_within[row]:
            near = _none("count", reason), _none("per_year", reason), _none("share", reason)
        else:
            near = (
                _guarded(within[row], disclosure.count(within[row]), "count", within[row]),
                _yearly(within[row], period[2]) if period else _none("per_year", "no_dates"),
                _by_night(by_night[row], by_hour[row], hours=hours),
            )
        for measure, figure in zip(_NEAR, near, strict=True):
            measures[measure].append(figure)
    return measures


def nightly(stage: Stage, n: int) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Return for each space how many incidents near it were at night, and of how many the hour is known."""
    within, nights = stage("incidents_within"), stage("nights")
    when = nights[within[:, 1]]
    return (
        proximity.counts(within[when == timing.NIGHT], n),
        proximity.counts(within[when != timing.UNKNOWN], n),
    )


def _inside(n: int, of: int, reason: str | None, reason_of: str | None) -> Figure:
    """Return the count inside; where the count inside and near is published too, it is a part of that."""
    if reason:
        return _none("count", reason)
    if reason_of:
        return _guarded(n, disclosure.count(n), "count", n)
    published = disclosure.part(n, of)
    return replace(_guarded(n, published, "count", n), withheld=disclosure.withheld(n, published))


def _yearly(n: int, years: float) -> Figure:
    return _guarded(n / years, None if disclosure.count(n) is None else n / years, "per_year", n)


def _by_night(n: int, of: int, *, hours: bool) -> Figure:
    if not hours:
        return _none("share", "no_dates")
    if not of:
        # Outside, none must read like a few.
        return replace(_none("share", "no_incidents"), withheld="fewer_than_5")
    return _guarded(n / of, disclosure.share(n, of), "share", of)


def _lamps(inputs: Inputs, stage: Stage, measure: str) -> Column:
    found = proximity.counts(stage(measure), len(inputs.places.spaces)).tolist()
    reasons = _reasons(stage(f"covered_{measure}"), present=inputs.lamps.present)
    return [_none("count", why) if why else _public(n, "count") for n, why in zip(found, reasons, strict=True)]


def _shares(inputs: Inputs, parts: NDArray[np.float64], reasons: list[str | None]) -> tuple[Column, Column]:
    """Return the share of each space's area, and the share that is left."""
    shares, rests = [], []
    for part, whole, reason in zip(parts, shapely.area(inputs.places.shapes), reasons, strict=True):
        why = reason if whole > 0 else "no_coverage"
        share = min(1.0, float(part / whole)) if why is None else 0.0
        shares.append(_none("share", why) if why else _public(share, "share"))
        rests.append(_none("share", why) if why else _public(1 - share, "share"))
    return shares, rests
