"""`spaceplanner hotspots`: where incidents lie together, as ranked polygons."""

from __future__ import annotations

from dataclasses import fields
from datetime import date as Date  # noqa: N812 - the lower-case name is the type argparse speaks of
from pathlib import Path
from typing import TYPE_CHECKING

from spaceplanner.analysis.density import KERNELS
from spaceplanner.cli.diagnose import aligned
from spaceplanner.cli.output import print_json, print_line, spare_databases, tell
from spaceplanner.errors import AnalysisError
from spaceplanner.i18n import N_, gettext, number, sentence
from spaceplanner.io import hotspots_file, project_file
from spaceplanner.services import hotspots
from spaceplanner.services.hotspot_methods import CELLS, METHODS
from spaceplanner.services.hotspot_terms import UNITS
from spaceplanner.services.selection import Question

if TYPE_CHECKING:
    import argparse

    from spaceplanner.services.hotspots import HotSpot, HotSpots

SHOWN = 15
"""Rows of the table on the terminal; the others are in --json and --out."""

_LEAST_P = 0.0001
_EMPTY = N_(
    "No hot spot was found: this is an answer about {count} incidents and this method, and does not mean that there is no risk."
)
_COLUMNS = (
    ("rank", "INTEGER"),
    ("incidents", "INTEGER"),
    ("area_m2", "REAL"),
    ("per_km2", "REAL"),
    ("unit", "TEXT"),
    ("peak", "REAL"),
    ("z", "REAL"),
    ("p", "REAL"),
    ("p_adjusted", "REAL"),
    ("method", "TEXT"),
    ("bandwidth_m", "REAL"),
    ("cell_m", "REAL"),
    ("first", "TEXT"),
    ("last", "TEXT"),
    ("values", "TEXT"),
)


def date(text: str) -> Date:
    """Return the day that an ISO 8601 text names."""
    return Date.fromisoformat(text)


def configure(parser: argparse.ArgumentParser) -> None:
    """Add the command's arguments."""
    parser.add_argument("project", type=Path, metavar="PROJECT.gpkg", help=gettext("the project file"))
    parser.add_argument(
        "--method",
        choices=tuple(METHODS),
        default="density",
        help=gettext("density: kernel density; gi: Getis-Ord Gi* on a grid; clusters: DBSCAN"),
    )
    parser.add_argument(
        "--bandwidth",
        type=float,
        metavar="M",
        help=gettext("metres: reach of an incident, or distance of neighbours (default: the project's)"),
    )
    parser.add_argument("--cell", type=float, metavar="M", help=gettext("metres: size of the grid's cells"))
    parser.add_argument("--kernel", choices=tuple(KERNELS), help=gettext("kernel of the density (default: quartic)"))
    parser.add_argument(
        "--unit",
        choices=UNITS,
        help=gettext("of the density: per km2 and year, or each cell's share of the whole (default: per-km2)"),
    )
    parser.add_argument(
        "--edge",
        action="store_true",
        default=None,
        help=gettext("correct the density for what lies outside the study area"),
    )
    parser.add_argument(
        "--weighted", action="store_true", default=None, help=gettext("count each incident by its severity")
    )
    parser.add_argument("--cells", choices=tuple(CELLS), help=gettext("cells of gi (default: square)"))
    parser.add_argument(
        "--permutations",
        type=int,
        metavar="N",
        help=gettext("p of gi by N shuffles, such as 999, instead of the normal distribution"),
    )
    parser.add_argument("--seed", type=int, metavar="S", help=gettext("of the shuffles (default: 0)"))
    parser.add_argument(
        "--no-fdr",
        dest="fdr",
        action="store_false",
        default=None,
        help=gettext("judge gi by p without correction for many tests"),
    )
    parser.add_argument("--from", dest="first", type=date, metavar="DATE", help=gettext("first day, as in 2025-01-31"))
    parser.add_argument("--to", dest="last", type=date, metavar="DATE", help=gettext("last day, as in 2025-12-31"))
    parser.add_argument(
        "--category", nargs="+", action="extend", default=[], metavar="C", help=gettext("only these categories")
    )
    parser.add_argument("--night", action="store_true", help=gettext("only between sunset and sunrise"))
    parser.add_argument(
        "--out",
        type=Path,
        metavar="FILE",
        help=gettext("write the polygons with published values, .gpkg or .geojson"),
    )
    parser.add_argument("--json", action="store_true", help=gettext("print one JSON object with exact values"))


def run(arguments: argparse.Namespace) -> int:
    """Do the work and return the exit code."""
    if arguments.out is not None:
        hotspots_file.check(arguments.out)
        spare_databases(arguments.out)
    project = project_file.load(arguments.project)
    question = Question(
        first=arguments.first, last=arguments.last, categories=tuple(arguments.category), night=arguments.night
    )
    request = hotspots.Request(**{field.name: getattr(arguments, field.name) for field in fields(hotspots.Request)})
    found = hotspots.find(project, question, request, publish=arguments.out is not None)
    if arguments.out is not None:
        _write(arguments.out, found, project.crs)
    if arguments.json:
        print_json(document(found))
    else:
        for line in table(found):
            print_line(line)
    for message, parameters in found.notes:
        tell(sentence(message, parameters))
    if arguments.out is not None:
        _tell_written(arguments.out, found)
    return 0


def document(found: HotSpots) -> dict[str, object]:
    """Return hot spots as the object that --json prints: exact values, for inside only."""
    return {
        "values": "exact",
        "incidents": found.incidents,
        "period": {"first": found.first, "last": found.last, "years": found.years},
        "unit": _unit(found),
        "method": dict(found.method),
        "hotspots": [_exact(spot) for spot in found.spots],
        "notes": [sentence(message, parameters) for message, parameters in found.notes],
    }


def table(found: HotSpots) -> list[str]:
    """Return the first hot spots as aligned lines, exact values, in the language in use."""
    if not found.spots:
        return [sentence(_EMPTY, {"count": found.incidents})]
    gi = "hot_cells_raw" in found.method
    head = [
        "#",
        gettext("place (x, y)"),
        gettext("incidents"),
        gettext("ha"),
        gettext("per km² and year") if found.years else gettext("per km²"),
        *(("z", gettext("p, raw"), gettext("p, corrected")) if gi else ()),
    ]
    lines = aligned([head, *(_cells(spot, gi=gi) for spot in found.spots[:SHOWN])])
    if len(found.spots) > SHOWN:
        lines.append(
            gettext("The first {shown} of {all} hot spots; --json and --out give all.").format(
                shown=number(SHOWN), all=number(len(found.spots))
            )
        )
    if gi:
        lines.append(
            sentence(
                N_("Hot cells with p up to 0.05: {raw} raw, {corrected} after correction for {cells} tests."),
                {
                    "raw": found.method["hot_cells_raw"],
                    "corrected": found.method["hot_cells_corrected"],
                    "cells": found.method["cells"],
                },
            )
        )
    return lines


def _unit(found: HotSpots) -> str:
    return "incidents per km2 and year" if found.years else "incidents per km2"


def _exact(spot: HotSpot) -> dict[str, object]:
    centre = spot.shape.representative_point()
    return {
        "rank": spot.rank,
        "incidents": spot.incidents,
        "name": spot.name,
        "area_m2": spot.area_m2,
        "per_km2": spot.per_km2,
        "length_m": spot.length_m,
        "per_km": spot.per_km,
        "peak": spot.peak,
        "severity": spot.severity,
        "z": spot.z,
        "p": spot.p,
        "p_adjusted": spot.p_adjusted,
        "x": centre.x,
        "y": centre.y,
        "bounds": list(spot.shape.bounds),
    }


def _cells(spot: HotSpot, *, gi: bool) -> list[str]:
    centre = spot.shape.representative_point()
    cells = [
        number(spot.rank),
        f"{centre.x:.0f}, {centre.y:.0f}",
        number(spot.incidents),
        number(spot.area_m2 / 10_000, 2),
        number(spot.per_km2),
    ]
    return [*cells, number(spot.z, 2), _p(spot.p), _p(spot.p_adjusted)] if gi else cells


def _p(p: float | None) -> str:
    return f"<{number(_LEAST_P, 4)}" if p is not None and p < _LEAST_P else number(p, 4)


def _write(path: Path, found: HotSpots, crs: str | None) -> None:
    if crs is None:
        raise AnalysisError(N_("The project has no coordinate system yet: add a layer first."))
    spots = hotspots.published(found)
    method = found.method
    shared = (method["method"], method["bandwidth_m"], method["cell_m"], found.first, found.last, "published")
    rows = [
        (
            *(spot.rank, spot.incidents, round(spot.area_m2, 1), round(spot.per_km2, 2), _unit(found)),
            None if spot.peak is None else round(spot.peak, 2),
            *(None if value is None else round(value, 4) for value in (spot.z, spot.p, spot.p_adjusted)),
            *shared,
        )
        for spot in spots
    ]
    hotspots_file.write(path, _COLUMNS, rows, [spot.shape for spot in spots], crs)


def _tell_written(path: Path, found: HotSpots) -> None:
    tell(gettext(N_("Written: {file}")).format(file=path))
    kept = len(hotspots.published(found))
    if left := len(found.spots) - kept:
        tell(sentence(N_("{count} hot spots with fewer than 5 incidents are not in the file."), {"count": left}))
    if not kept:
        tell(gettext("The file has no polygon: nothing was found that may be published. This is not zero risk."))
