"""Caveats: what the reader should know of dates, hours and places before believing a figure of when."""

from __future__ import annotations

from typing import TYPE_CHECKING

from spaceplanner.analysis import clock, timing
from spaceplanner.i18n import N_

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from spaceplanner.analysis.near_repeat import NearRepeat
    from spaceplanner.services.selection import Note
    from spaceplanner.services.when import When

MIDNIGHT_TIMES = 3.0
"""More times at midnight exactly than this many times those at any other full hour, on average, are pointed out."""

HOURLESS = N_("{count} of {total} incidents have no hour: they are kept out of the hour figures.")
"""What `when_words.kept_out_words` says with the reasons, a message id."""

_MIDNIGHT_LEAST = 10
_ALIKE = 0.05


def of_dates(when: NDArray[np.datetime64], period: tuple[str, str, float]) -> tuple[Note, ...]:
    """Return a note where a few dates stretch the record (see `timing.core`)."""
    most = timing.core(when)
    if most is None:
        return ()
    text = N_(
        "The dates run from {first} to {last}, but nearly all lie between {low} and {high}: look for mistaken ones, for months and trend are made of all these years. Choosing a period leaves them out."
    )
    return ((text, {"first": period[0], "last": period[1], "low": most[0], "high": most[1]}),)


def of_hours(found: When, when: NDArray[np.datetime64]) -> tuple[Note, ...]:
    """Return what was left out of the figures of a choice, and what is odd about its hours.

    Parameters
    ----------
    found
        The figures.
    when
        (n,) the times that are known to the hour or better.
    """
    if not found.incidents:
        return ((N_("No incident of the choice lies near this space. This does not mean that there is no risk."), {}),)
    notes: list[Note] = []
    out = sum(found.kept_out.values())
    if found.table is None:
        notes.append(
            (N_("No incident has an hour: there are no figures by hour. Add a layer with times for them."), {})
        )
    elif out:
        notes.append((HOURLESS, {"count": out, "total": found.incidents}))
    if found.table is not None and found.phases is None:
        notes.append(
            (
                N_(
                    "The project has no time zone, for its layers lie in none: day and night cannot be told apart. Check the coordinate system of the layers."
                ),
                {},
            )
        )
    if vague := found.kept_out["year"] + found.kept_out["undated"]:
        notes.append((N_("Incidents without a month, left out of months and trend: {count}."), {"count": vague}))
    full = when[when == when.astype("datetime64[h]")]
    midnight, *others = clock.hour_table(full).sum(axis=0).tolist()
    if midnight >= _MIDNIGHT_LEAST and midnight > MIDNIGHT_TIMES * sum(others) / len(others):
        notes.append(
            (
                N_(
                    "{count} of {total} times are midnight exactly, which may stand for an unknown hour: ask for the original field."
                ),
                {"count": midnight, "total": len(when)},
            )
        )
    return tuple(notes)


def of_repeats(found: NearRepeat, undated: int) -> tuple[Note, ...]:
    """Return what to know of near repeats.

    Parameters
    ----------
    found
        The table.
    undated
        Incidents that were left out because their day is not known.
    """
    notes: list[Note] = []
    if undated:
        notes.append((N_("Incidents without a day, left out of the near repeats: {count}."), {"count": undated}))
    if found.alike > _ALIKE:
        notes.append(
            (
                N_(
                    "{share} of 100 incidents stand exactly where another one does: if places were moved to the centres of blocks, near repeats show as repeats at one place."
                ),
                {"share": round(100 * found.alike)},
            )
        )
    return tuple(notes)
