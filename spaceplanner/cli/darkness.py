"""`spaceplanner darkness`: where it is darker than the class aimed at, and no alarm is heard by night."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
import shapely

from spaceplanner.analysis import disclosure
from spaceplanner.cartography import legend
from spaceplanner.cli.diagnose import aligned
from spaceplanner.cli.output import check_polygons, print_json, print_line, tell
from spaceplanner.errors import AnalysisError
from spaceplanner.i18n import N_, gettext, number, percent, sentence
from spaceplanner.io import hotspots_file, project_file
from spaceplanner.services import darkness, stages
from spaceplanner.services.memo import Memo
from spaceplanner.services.unpacking import unpack

if TYPE_CHECKING:
    import argparse

    from spaceplanner.domain.project import Project
    from spaceplanner.services.darkness import DarkDistrict, DarkField
    from spaceplanner.services.inputs import Inputs

_M2_PER_HA = 10_000
_COLUMNS = (
    ("area_m2", "REAL"),
    ("residents", "INTEGER"),
    ("light_class", "TEXT"),
    ("minimum_lux", "REAL"),
    ("hearing_margin_db", "REAL"),
    ("cell_m", "REAL"),
    ("values", "TEXT"),
    ("holds", "TEXT"),
)
_HOLDS = "ground by lamps and alarms; residents at points, and of blocks by the share of their area, where five or more; no incidents"
_REASONS = {
    "no_layer": N_("there is no such layer"),
    "not_covered": N_("the layer does not cover the ground"),
    "no_dates": N_("the record has no hours"),
}


def configure(parser: argparse.ArgumentParser) -> None:
    """Add the command's arguments."""
    parser.add_argument("project", type=Path, metavar="PROJECT.gpkg", help=gettext("the project file"))
    parser.add_argument(
        "--out",
        type=Path,
        metavar="FILE",
        help=gettext("write the polygons with their area and residents, .gpkg or .geojson"),
    )
    parser.add_argument("--json", action="store_true", help=gettext("print one JSON object with exact values"))


def run(arguments: argparse.Namespace) -> int:
    """Do the work and return the exit code."""
    if arguments.out is not None:
        check_polygons(arguments.out)
    project = project_file.load(arguments.project)
    stages.check(project.settings)
    memo = Memo({**stages.KEEP, **darkness.KEEP})
    inputs = unpack(project, memo)
    found = darkness.field(inputs, memo)
    if found is None:
        raise AnalysisError(darkness.missing(inputs) or "")
    districts = darkness.by_district(found, project)
    if arguments.out is not None:
        _write(arguments.out, found, project)
    if arguments.json:
        print_json(document(found, districts))
    else:
        for line in table(found, districts):
            print_line(line)
    for note in _notes(found, inputs):
        tell(note)
    return 0


def document(found: DarkField, districts: tuple[DarkDistrict, ...]) -> dict[str, object]:
    """Return dark and silent ground as the object that --json prints: exact values, for inside only."""
    ground = found.ground
    return {
        "values": "exact",
        "dark_silent_ha": ground.area / _M2_PER_HA,
        "share": ground.share,
        "polygons": len(ground.shapes),
        "dark_ha": found.dark / _M2_PER_HA,
        "silent_ha": found.silent / _M2_PER_HA,
        "known_ha": found.known / _M2_PER_HA,
        "study_area_ha": found.study / _M2_PER_HA,
        "residents": {"value": _people(found), "reason": found.residents_reason},
        "night_incidents": {
            "exact": found.incidents,
            "published": found.incidents_published,
            "of": found.incidents_of,
            "reason": found.incidents_reason,
        },
        "districts": [
            {
                "name": item.name,
                "area_ha": item.area / _M2_PER_HA,
                "known_ha": item.known / _M2_PER_HA,
                "dark_silent_ha": item.dark_silent / _M2_PER_HA if item.known > 0 else None,
                "share": item.share,
            }
            for item in districts
        ],
        "method": {
            "light_class": f"P{ground.light_class}",
            "minimum_lux": ground.minimum,
            "hearing_margin_db": ground.margin,
            "cell_m": found.cell,
        },
    }


def table(found: DarkField, districts: tuple[DarkDistrict, ...]) -> list[str]:
    """Return what was found as aligned lines, exact values, in the language in use."""
    figures = [
        (N_("dark and silent, ha"), _hectares(found.ground.area, found)),
        (N_("share of the ground with data"), _share(found.ground.share)),
        (N_("dark, ha"), _hectares(found.dark, found)),
        (N_("silent, ha"), _hectares(found.silent, found)),
        (N_("ground with data, ha"), number(found.known / _M2_PER_HA, 1)),
        (N_("study area, ha"), number(found.study / _M2_PER_HA, 1)),
        (N_("residents on it"), _or_why(_people(found), found.residents_reason)),
        (N_("incidents by night on it (for inside only)"), _or_why(found.incidents, found.incidents_reason)),
    ]
    lines = [f"{legend.dark_title()}: {', '.join(legend.dark_words(found.ground))}", ""]
    lines += aligned([[gettext(name), value] for name, value in figures])
    if districts:
        head = [gettext("district"), gettext("dark and silent, ha"), gettext("share of the ground with data")]
        rows = [
            [item.name, _hectares(item.dark_silent, item), _share(item.share)]
            for item in sorted(districts, key=lambda item: -(item.share or 0.0))
        ]
        lines += ["", *aligned([head, *rows])]
    return lines


def _people(found: DarkField) -> float | None:
    return None if found.residents is None else float(found.residents.sum())


def _hectares(area: float, of: DarkField | DarkDistrict) -> str:
    return number(area / _M2_PER_HA, 1) if of.known > 0 else "–"


def _share(share: float | None) -> str:
    return "–" if share is None else percent(share)


def _or_why(value: float | None, reason: str | None) -> str:
    return number(value) if value is not None else f"– ({gettext(_REASONS[str(reason)])})"


def _notes(found: DarkField, inputs: Inputs) -> list[str]:
    notes = []
    if found.known < found.study - 1.0:
        notes.append(
            sentence(
                N_(
                    "For {area} ha of the study area there are no data on lamps or alarms: they count neither as dark nor as lit."
                ),
                {"area": round((found.study - found.known) / _M2_PER_HA, 1)},
            )
        )
    if inputs.coverage.lamps is None or inputs.coverage.alarms is None:
        notes.append(
            gettext(
                N_(
                    "Nobody said where lamps and alarms are complete: ground without any counts as dark and silent. Add a boundary or a coverage."
                )
            )
        )
    if found.cell > darkness.COARSE_CELL:
        notes.append(
            sentence(
                N_("The study area is large, and the cells are {cell} m: small lit patches are lost."),
                {"cell": found.cell},
            )
        )
    return notes


def _write(path: Path, found: DarkField, project: Project) -> None:
    if project.crs is None:
        raise AnalysisError(N_("The project has no coordinate system yet: add a layer first."))
    ground = found.ground
    areas = shapely.area(ground.shapes)
    order = np.argsort(-areas, kind="stable").tolist()
    people = found.residents
    shared = f"P{ground.light_class}", ground.minimum, ground.margin, found.cell, "published", _HOLDS
    rows = [
        (round(float(areas[row]), 1), None if people is None else disclosure.count(round(float(people[row]))), *shared)
        for row in order
    ]
    layer = hotspots_file.Features("dark_silent", "dark_silent", _COLUMNS, rows, [ground.shapes[row] for row in order])
    hotspots_file.write(path, (layer,), project.crs)
    tell(gettext(N_("Written: {file}")).format(file=path))
    tell(
        gettext(
            N_(
                "The file holds polygons with their area and their residents where these are five or more, and no incidents."
            )
        )
    )
