"""What the reader of a verdict must know: of the counts, the dates, the ground and the categories behind it."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

import numpy as np
import shapely

from spaceplanner.domain.layer import Role
from spaceplanner.i18n import N_
from spaceplanner.services import columns
from spaceplanner.services.verdict_periods import straddling

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import date
    from typing import Any

    from numpy.typing import NDArray

    from spaceplanner.domain.layer import Layer
    from spaceplanner.domain.outlook import Note
    from spaceplanner.domain.project import Project
    from spaceplanner.services.inputs import Incidents, Inputs
    from spaceplanner.services.verdict import Verdict

_SHORT = 0.5
"""Years: a shorter period after the works is said to be short."""

_FEW = 5
_A_YEAR = 365
_COVERED = 0.9
_UNLIKE = 0.05
_UNEQUAL = 4 / 3
_DOUBLED = 2.0
_NAMED = 3


def about_counts(found: Verdict) -> Iterator[Note]:
    """Yield what the counts themselves warn of."""
    treated, control = found.zones["treated"], found.zones["control"]
    if min(treated.before, treated.after, control.before, control.after) < _FEW:
        yield N_("A count is under five: the interval is a rough one."), {}
    if found.unlike is not None and found.unlike < _UNLIKE:
        yield (
            N_(
                "The comparable spaces changed more differently from one another than chance explains: the interval is too narrow."
            ),
            {},
        )
    here = treated.before / found.before.years
    there = control.before / control.ground * treated.ground / found.before.years
    if max(here, there) > _UNEQUAL * min(here, there):
        middle, low, high = found.rate_ratio
        text = N_(
            "Before, the space had {here} incidents a year and comparable spaces had {there} on as much ground: a change that all share can look like an effect. In proportion, the rate ratio is {ratio} (90 % interval {low} to {high})."
        )
        yield (
            text,
            {
                "here": round(here, 1),
                "there": round(there, 1),
                "ratio": round(middle, 2),
                "low": round(low, 2),
                "high": round(high, 2),
            },
        )


def about_periods(found: Verdict, before: Incidents, after: Incidents, *, works: date, since: date) -> Iterator[Note]:
    """Yield what the dates warn of."""
    if days := (since - works).days:
        text = N_("From {first} to {last}, {days} days are not counted: the works, and whatever else changed then.")
        last = since - timedelta(days=1)
        yield text, {"first": works.isoformat(), "last": last.isoformat(), "days": days}
    elif (found.after.first - found.before.last).days <= _A_YEAR:
        yield (
            N_("Nobody said when the works began: what happened while they went on may count as before."),
            {},
        )
    if found.after.years < _SHORT:
        yield (
            N_("Days after the works that are counted: {days}. That is a short time: judge again later."),
            {"days": found.after.days},
        )
    for text, some in (
        (N_("{count} incidents of the project have no date: they are left out."), before),
        (N_("{count} incidents of the file have no date: they are left out."), after),
    ):
        if undated := int(np.isnat(some.when).sum()):
            yield text, {"count": undated}
    if vague := straddling(before, found.before) + straddling(after, found.after):
        yield (
            N_("{count} incidents are dated by month or year only and may lie outside the periods: they are left out."),
            {"count": vague},
        )


def about_ground(
    found: Verdict,
    project: Project,
    inputs: Inputs,
    grounds: tuple[NDArray[np.float64], NDArray[np.float64]],
    row: int,
) -> Iterator[Note]:
    """Yield what is not known of the ground."""
    if inputs.coverage.incidents is None:
        yield (
            N_(
                "Nobody has said where the incidents are complete: what the files do not show was taken as not being there."
            ),
            {},
        )
    elif (grounds[0] < _COVERED * grounds[1]).any():
        yield N_("A part of the ground is not covered by the record: rates refer to the part that is."), {}
    if found.found.ring is None:
        yield N_("Displacement is not judged: the record covers no ground around the space or around the others."), {}
    others = [
        place
        for place, space in enumerate(inputs.places.spaces)
        if place != row and space.id in {item.space for item in project.proposals}
    ]
    near = shapely.dwithin(inputs.places.shapes[others], inputs.places.shapes[row], found.radius + found.ring)
    if count := int(np.sum(near)):
        yield (
            N_(
                "Spaces in the ring that have a proposal of their own: {count}. If they were treated too, the effects mix."
            ),
            {"count": count},
        )
    if wanted := inputs.settings.controls - len(found.controls):
        yield N_("Comparable spaces that could not be found: {count}."), {"count": wanted}


def about_categories(
    found: Verdict, project: Project, layer: Layer, before: Incidents, after: Incidents
) -> Iterator[Note]:
    """Yield what says that before and after, not the same things were counted."""
    each_year = [count / span.years for count, span in zip(found.everywhere, (found.before, found.after), strict=True)]
    if max(each_year) > _DOUBLED * min(each_year):
        yield (
            N_(
                "The whole record has {before} incidents a year before and {after} after: check that both count the same things on the same ground."
            ),
            {"before": round(each_year[0]), "after": round(each_year[1])},
        )
    points = [item for item in project.by_role(Role.INCIDENTS) if item.geometry.ndim == 2]  # noqa: PLR2004 - points
    then = _categories(
        np.concatenate([columns.texts(item.table, "category") for item in points]), found.before.within(before)
    )
    now = _categories(columns.texts(layer.table, "category"), found.after.within(after))
    if set(then) == {""} or set(now) == {""}:
        yield N_("One of the records has no categories: nobody can tell whether both count the same things."), {}
        return
    for text, some, known in (
        (
            N_("{count} incidents after the works are of categories that the record before does not have ({names})."),
            now,
            then,
        ),
        (
            N_("{count} incidents before the works are of categories that the file after does not have ({names})."),
            then,
            now,
        ),
    ):
        strange = {name: count for name, count in some.items() if name not in known}
        if strange:
            names = sorted(strange, key=lambda name: (-strange[name], name))[:_NAMED]
            yield text, {"count": sum(strange.values()), "names": "; ".join(name or "–" for name in names)}


def _categories(texts: NDArray[np.str_], chosen: NDArray[np.bool_]) -> dict[str, int]:
    names, counts = np.unique(np.char.lower(np.char.strip(texts[chosen])), return_counts=True)
    found: dict[str, Any] = dict(zip(names.tolist(), counts.tolist(), strict=True))
    return found
