"""What `spaceplanner reach` prints for people: tables in the language in use, exact values."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import shapely

from spaceplanner.analysis import access
from spaceplanner.cli.diagnose import SHOWN, aligned
from spaceplanner.cli.output import plain
from spaceplanner.i18n import N_, gettext, number, percent
from spaceplanner.services.inputs import GROUPS
from spaceplanner.services.measures import REASONS

if TYPE_CHECKING:
    from collections.abc import Sequence

    from spaceplanner.services.served import Access, Near, Reach

_GROUPS = {"women": N_("women"), "children": N_("children"), "older": N_("older people")}
_PLACES = 5


def table(found: Reach, shown: Sequence[Near]) -> list[str]:
    """Return who reaches what as aligned lines, exact values, in the language in use."""
    if found.streets:
        lines = [gettext(N_("On foot along the streets to the nearest entrance."))]
    else:
        lines = [gettext(N_("There are no streets: walks are 1.3 times the straight line."))]
    lines += ["", *aligned([_city_head(found), *(_city_row(found, item) for item in found.city)])]
    lines += ["", *_sdg_lines(found.sdg)]
    if found.districts:
        head = ["", gettext("district"), gettext("residents"), gettext("without a space"), gettext("with a space")]
        rows = [
            ["", item.name, _count(item.people), _count(item.without), _share(item.share)]
            for item in sorted(found.districts, key=lambda item: -(item.without or 0.0))
        ]
        lines += ["", *aligned([head, *rows])]
    return [*lines, "", *_space_lines(found, shown), *_place_lines(found)]


def _sdg_lines(sdg: Access) -> list[str]:
    """Return who has a space and how much of it, or why nobody knows."""
    if sdg.reason is not None:
        return [gettext(N_("Who has a public space within 400 m is not known.")), gettext(REASONS[sdg.reason])]
    lines = [
        gettext(N_("Share with a public space within 400 m on foot (SDG 11.7.1): {share}")).format(
            share=_share(sdg.shares[0])
        )
    ]
    if sdg.m2_reason is None:
        words = N_("Public space for each resident: {area} m²; spaces within 400 m of a resident: {count}")
        lines.append(gettext(words).format(area=number(sdg.m2_each, 1), count=number(sdg.spaces_each, 1)))
    else:
        words = N_("Public space for each resident: not known; spaces within 400 m of a resident: {count}")
        lines += [gettext(words).format(count=number(sdg.spaces_each, 1)), gettext(REASONS[sdg.m2_reason])]
    return lines


def _counted(found: Reach) -> list[tuple[int, str]]:
    """Return the columns and words of the groups that the census counts."""
    return [
        (place, gettext(_GROUPS[group]))
        for place, (group, known) in enumerate(zip(GROUPS, found.groups, strict=True), start=1)
        if known
    ]


def _city_head(found: Reach) -> list[str]:
    return [
        gettext("metres"),
        "",
        gettext("with a space"),
        gettext("without a space"),
        gettext("share with"),
        *(words for _, words in _counted(found)),
    ]


def _city_row(found: Reach, item: Access) -> list[str]:
    return [
        _metres(item.metres),
        "",
        _count(item.people[0] - item.without[0]),
        _count(item.without[0]),
        _share(item.shares[0]),
        *(_share(item.shares[place]) for place, _ in _counted(found)),
    ]


def _space_lines(found: Reach, shown: Sequence[Near]) -> list[str]:
    served_at = found.metres.index(access.SERVED)
    order = sorted(shown, key=lambda near: -np.nan_to_num(near.people[served_at, 0], nan=-1.0))
    head = [
        "",
        gettext("space"),
        *(gettext(N_("at {metres} m")).format(metres=_metres(one)) for one in found.metres),
        *(words for _, words in _counted(found)),
        gettext("m² each"),
    ]
    rows = [
        [
            "*" if near.straight and found.streets else "",
            plain(near.name),
            *(_count(one) for one in near.people[:, 0]),
            *(_count(near.people[served_at, place]) for place, _ in _counted(found)),
            _count(each(near, served_at), 1),
        ]
        for near in order[:SHOWN]
    ]
    lines = aligned([head, *rows])
    lines.append(gettext(N_("Residents within each distance; groups and m² for each resident at 400 m.")))
    if found.streets and any(near.straight for near in order[:SHOWN]):
        lines.append(gettext(N_("* no street is near: 1.3 times the straight line")))
    if len(order) > SHOWN:
        lines.append(
            gettext(N_("The {shown} spaces with the most residents of {all}; --json gives all.")).format(
                shown=number(SHOWN), all=number(len(order))
            )
        )
    return lines


def _place_lines(found: Reach) -> list[str]:
    places = found.without
    if not len(places.shapes):
        return []
    lines = [
        "",
        gettext(N_("Places of the census without a space within 400 m: {count}. The largest:")).format(
            count=number(len(places.shapes))
        ),
    ]
    middle = shapely.get_coordinates(shapely.centroid(places.shapes[:_PLACES])).tolist()
    head = ["x, m", "", "y, m", gettext("residents"), gettext("without a space")]
    rows = [
        [number(x), "", number(y), _count(lived[0]), _count(bare[0])]
        for (x, y), lived, bare in zip(middle, places.people, places.without, strict=False)
    ]
    return lines + aligned([head, *rows])


def each(near: Near, place: int) -> float | None:
    """Return the square metres of a space for each resident within a distance; None where nobody is known."""
    people = float(near.people[place, 0])
    return near.area_m2 / people if people > 0 else None


def _count(value: float | None, digits: int = 0) -> str:
    return "–" if value is None or np.isnan(value) else number(value, digits)


def _metres(value: float) -> str:
    return number(value, 0 if value.is_integer() else 1)


def _share(value: float | None) -> str:
    return "–" if value is None or np.isnan(value) else percent(float(value))
