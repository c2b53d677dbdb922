"""`spaceplanner reach`: who has a public space within a walk, by distance and group, and who has none."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
import shapely

from spaceplanner.analysis import access, coverage, disclosure
from spaceplanner.cli.diagnose import SHOWN
from spaceplanner.cli.output import check_polygons, print_json, print_line, tell
from spaceplanner.cli.reach_table import each, table
from spaceplanner.errors import AnalysisError
from spaceplanner.i18n import N_, gettext, percent, sentence
from spaceplanner.io import crs, project_file
from spaceplanner.services import catchments, reach_export, served, stages
from spaceplanner.services.inputs import GROUPS
from spaceplanner.services.memo import Memo
from spaceplanner.services.unpacking import unpack

if TYPE_CHECKING:
    import argparse
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from spaceplanner.services.inputs import Inputs
    from spaceplanner.services.served import Access, Near, Reach

_DIGITS = 5


def configure(parser: argparse.ArgumentParser) -> None:
    """Add the command's arguments."""
    parser.add_argument("project", type=Path, metavar="PROJECT.gpkg", help=gettext("the project file"))
    parser.add_argument(
        "--metres",
        type=float,
        nargs="+",
        default=list(access.DISTANCES),
        metavar="M",
        help=gettext("walking distances; 400, that of SDG 11.7.1, is always one of them (default: 300 400 800)"),
    )
    parser.add_argument(
        "--space", nargs="+", metavar="ID", help=gettext("only these spaces in the list and the file (default: all)")
    )
    parser.add_argument(
        "--out",
        type=Path,
        metavar="FILE",
        help=gettext("write catchments and places without a space, .gpkg or .geojson"),
    )
    parser.add_argument("--json", action="store_true", help=gettext("print one JSON object with exact values"))


def run(arguments: argparse.Namespace) -> int:
    """Do the work and return the exit code."""
    if arguments.out is not None:
        check_polygons(arguments.out)
    served.distances(arguments.metres)
    project = project_file.load(arguments.project)
    stages.check(project.settings)
    memo = Memo({**stages.KEEP, **catchments.KEEP})
    inputs = unpack(project, memo)
    found = served.found(project, inputs, memo, arguments.metres)
    shown = _chosen(found, arguments.space)
    left_out = None
    if arguments.out is not None:
        ids = {item.id for item in shown}
        left_out = reach_export.write(arguments.out, found, inputs, memo, spaces=ids)
    if arguments.json:
        print_json(document(found, shown, inputs))
    else:
        for line in table(found, shown):
            print_line(line)
    for note in _notes(found, inputs):
        tell(note)
    if left_out is not None:
        _tell_file(arguments.out, left_out)
    return 0


def document(found: Reach, shown: Sequence[Near], inputs: Inputs) -> dict[str, object]:
    """Return who reaches what as the object that --json prints: exact values, for inside only."""
    return {
        "values": "exact",
        "sdg_11_7_1": {
            "metres": access.SERVED,
            "share_with_access": _plain(found.sdg.shares[0]),
            "residents_without": _plain(found.sdg.without[0]),
            "reason": found.sdg.reason,
        },
        "city": [_access(item) for item in found.city],
        "districts": [
            {
                "name": item.name,
                "residents": item.people,
                "without": item.without,
                "share_with_access": item.share,
                "reason": item.reason,
            }
            for item in found.districts
        ],
        "spaces": [
            {
                "id": near.id,
                "name": near.name,
                "area_m2": near.area_m2,
                "walk": _walk(straight=near.straight),
                "distances": [
                    {
                        "metres": metres,
                        **_people(near.people[place]),
                        "m2_per_resident": each(near, place),
                        "reason": near.reasons[place],
                    }
                    for place, metres in enumerate(found.metres)
                ],
            }
            for near in shown
        ],
        "places_without": _places(found, inputs.crs),
        "method": {
            "metres": list(found.metres),
            "walk": _walk(straight=not found.streets),
            "residents_by_straight_line": _plain(found.sdg.straight),
            "places_without_a_number": found.unknown,
            "spaces_not_covered": found.uncovered,
            "share_of_study_area_covered": found.covered_share,
        },
    }


def _chosen(found: Reach, ids: Sequence[str] | None) -> tuple[Near, ...]:
    if ids is None:
        return found.spaces
    known = {near.id for near in found.spaces}
    for one in ids:
        if one not in known:
            raise AnalysisError(
                N_("There is no space {space}: choose among {known}."),
                space=one,
                known=", ".join(sorted(known)[:SHOWN]) + ("…" if len(known) > SHOWN else ""),
            )
    return tuple(near for near in found.spaces if near.id in ids)


def _notes(found: Reach, inputs: Inputs) -> list[str]:
    notes = []
    if found.streets and found.sdg.straight >= 1:
        notes.append(
            sentence(
                N_("{count} residents live near no street: their walks are 1.3 times the straight line."),
                {"count": round(found.sdg.straight)},
            )
        )
    if found.unknown:
        notes.append(
            sentence(
                N_("{count} places of the residents have no number of people: they count as nobody."),
                {"count": found.unknown},
            )
        )
    if found.uncovered and found.sdg.reason is None:
        notes.append(
            sentence(
                N_(
                    "The layer of residents is not complete around {count} of {all} spaces: figures of the whole city are of the residents that it covers."
                ),
                {"count": found.uncovered, "all": len(found.spaces)},
            )
        )
    if found.sdg.reason is None and found.covered_share is not None and found.covered_share < coverage.LEAST:
        notes.append(
            gettext(N_("The layer of residents covers {share} of the study area.")).format(
                share=percent(found.covered_share)
            )
        )
    if inputs.coverage.residents is None:
        notes.append(
            gettext(
                N_(
                    "Nobody said where the residents are complete: where none are on record, none are counted. Add a boundary or a coverage."
                )
            )
        )
    return notes


def _tell_file(path: Path, left_out: int) -> None:
    tell(gettext(N_("Written: {file}")).format(file=path))
    tell(
        gettext(
            N_(
                "The file holds catchments and places of the census with their residents, and no incidents. Small numbers of a space or a place are withheld; those between spaces and places are not looked for: hand it on where the census itself may be."
            )
        )
    )
    if left_out:
        tell(
            sentence(
                N_(
                    "{count} places are not in the file: fewer than {fewest} residents there are without a space, or with one, or the place would give such a one away."
                ),
                {"count": left_out, "fewest": disclosure.FEWEST},
            )
        )


def _access(item: Access) -> dict[str, object]:
    return {
        "metres": item.metres,
        **_people(item.people),
        "without": _people(item.without),
        "share_with_access": dict(
            zip(("residents", *GROUPS), (_plain(one) for one in item.shares.tolist()), strict=True)
        ),
        "residents_by_straight_line": _plain(item.straight),
        "spaces_per_resident": _plain(item.spaces_each),
        "m2_per_resident": _plain(item.m2_each),
        "reason": item.reason,
        "m2_reason": item.m2_reason,
    }


def _places(found: Reach, system: str | None) -> dict[str, object]:
    places = found.without
    xy = shapely.get_coordinates(shapely.centroid(places.shapes))
    where = np.round(crs.lonlat(xy, system), _DIGITS) if system is not None and len(xy) else np.full(xy.shape, np.nan)
    return {
        "metres": access.SERVED,
        "count": None if found.sdg.reason else len(places.shapes),
        "residents": None if found.sdg.reason else float(places.without[:, 0].sum()),
        "list": [
            {
                "lon": _plain(lon),
                "lat": _plain(lat),
                "living": float(lived[0]),
                **_people(bare),
                "walk": _walk(straight=straight),
            }
            for (lon, lat), lived, bare, straight in zip(
                where.tolist(), places.people, places.without, places.straight.tolist(), strict=True
            )
        ],
    }


def _people(people: NDArray[np.float64]) -> dict[str, float | None]:
    return dict(zip(("residents", *GROUPS), map(_plain, people.tolist()), strict=True))


def _walk(*, straight: bool) -> str:
    return "straight line x 1.3" if straight else "streets"


def _plain(value: float) -> float | None:
    return None if np.isnan(value) else float(value)
