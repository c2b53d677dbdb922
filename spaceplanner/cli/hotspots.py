"""`spaceplanner hotspots`: where incidents lie together, as ranked polygons."""

from __future__ import annotations

import argparse
from dataclasses import fields
from math import isfinite
from pathlib import Path
from typing import TYPE_CHECKING

from spaceplanner.analysis import network_density, rates
from spaceplanner.analysis.density import KERNELS
from spaceplanner.cli import choosing
from spaceplanner.cli.diagnose import aligned
from spaceplanner.cli.output import p_words, print_json, print_line, spare_databases, tell
from spaceplanner.i18n import N_, gettext, number, sentence
from spaceplanner.io import hotspots_file, project_file
from spaceplanner.services import hotspot_areas, hotspot_export, hotspot_words, hotspots
from spaceplanner.services.bandwidth_choice import WAYS
from spaceplanner.services.hotspot_methods import CELLS, METHODS
from spaceplanner.services.hotspot_terms import PROBABILITY, UNITS
from spaceplanner.services.selection import Question

if TYPE_CHECKING:
    from spaceplanner.services.hotspots import HotSpot, HotSpots

SHOWN = 15
"""Rows of the table on the terminal; the others are in --json and --out."""

_PERCENT, _M_PER_KM, _M2_PER_HA = 100.0, 1e3, 1e4
_MARKS = {"few_events": "*", "few_people": "†"}
_EMPTY = N_(
    "No hot spot was found: this is an answer about {count} incidents and this method, and does not mean that there is no risk."
)


def bandwidth(text: str) -> float | str:
    """Return metres, or the word that stands for a way to choose them.

    Raises
    ------
    argparse.ArgumentTypeError
        If the text is neither.
    """
    if text in WAYS:
        return text
    try:
        metres = float(text)
    except ValueError:
        metres = float("nan")
    if not isfinite(metres):
        raise argparse.ArgumentTypeError(
            gettext("There is no bandwidth {name}: give metres, or {known}.").format(name=text, known=", ".join(WAYS))
        )
    return metres


def configure(parser: argparse.ArgumentParser) -> None:
    """Add the command's arguments."""
    parser.add_argument("project", type=Path, metavar="PROJECT.gpkg", help=gettext("the project file"))
    _add_method(parser)
    _add_density(parser)
    _add_test(parser)
    _add_incidents(parser)
    _add_output(parser)


def _add_method(parser: argparse.ArgumentParser) -> None:
    """Add what says where to look and how far an incident reaches."""
    parser.add_argument(
        "--method",
        choices=tuple(METHODS),
        default="density",
        help=gettext(
            "density: kernel density; network: density along the streets; gi: Getis-Ord Gi* on cells or districts; clusters: DBSCAN; rates: incidents for each 1,000 residents of districts, smoothed"
        ),
    )
    parser.add_argument(
        "--bandwidth",
        type=bandwidth,
        metavar="M|rule|held-out",
        help=gettext(
            "metres: reach of an incident, or distance of neighbours (default: the project's); for density also by the rule of thumb, or what held most of the months held out"
        ),
    )
    parser.add_argument("--cell", type=float, metavar="M", help=gettext("metres: size of the grid's cells"))


def _add_density(parser: argparse.ArgumentParser) -> None:
    """Add what only a density asks."""
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
        "--split",
        choices=network_density.METHODS,
        help=gettext("how network parts a kernel at crossings (default: continuous)"),
    )
    parser.add_argument(
        "--weighted", action="store_true", default=None, help=gettext("count each incident by its severity")
    )


def _add_test(parser: argparse.ArgumentParser) -> None:
    """Add what only the tests and rates of cells and districts ask."""
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
    parser.add_argument(
        "--people",
        metavar="COLUMN",
        help=gettext("of rates: column of the districts with their people, such as visitors (default: the residents)"),
    )


def _add_incidents(parser: argparse.ArgumentParser) -> None:
    """Add which incidents are asked for."""
    choosing.add_incidents(parser)
    parser.add_argument("--night", action="store_true", help=gettext("only between sunset and sunrise"))


def _add_output(parser: argparse.ArgumentParser) -> None:
    """Add where the answer goes."""
    parser.add_argument(
        "--out",
        type=Path,
        metavar="FILE",
        help=gettext(
            "write what may leave the office: polygons and isolines (.gpkg, .geojson), or the density surface (.tif)"
        ),
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
        hotspot_export.write(arguments.out, found, project.crs)
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
        "unit": hotspot_export.unit(found),
        "peak_unit": hotspot_export.peak_unit(found),
        "method": dict(found.method),
        "hotspots": [_exact(spot) for spot in found.spots],
        "notes": [sentence(message, parameters) for message, parameters in found.notes],
    }


def table(found: HotSpots) -> list[str]:
    """Return the first hot spots as aligned lines, exact values, in the language in use."""
    if not found.spots:
        return [*_how(found), sentence(_EMPTY, {"count": found.incidents})]
    gi, rated = "hot_cells_raw" in found.method, "rate_unit" in found.method
    head = [
        "#",
        gettext("place (x, y)"),
        gettext("incidents"),
        *_heads(found),
        *((_peak_head(found),) if found.spots[0].peak is not None else ()),
        *(("z", gettext("p, raw"), gettext("p, corrected")) if gi else ()),
        *((gettext("people"), gettext("per 1,000 people"), gettext("90 %"), "") if rated else ()),
    ]
    lines = [*_how(found), *aligned([head, *(_cells(spot, found, gi=gi) for spot in found.spots[:SHOWN])])]
    if rated:
        lines += _rated(found)
    elif len(found.spots) > SHOWN:
        lines.append(
            gettext("The first {shown} of {all} hot spots; --json and --out give all.").format(
                shown=number(SHOWN), all=number(len(found.spots))
            )
        )
    flagged = {rates.FLAGS[int(spot.rate_flag)] for spot in found.spots if spot.rate_flag is not None}
    lines.extend(
        f"{mark} {gettext(hotspot_areas.FLAG_WORDS[flag])}" for flag, mark in _MARKS.items() if flag in flagged
    )
    if gi:
        lines.append(hotspot_words.tests(found))
    return lines


def _how(found: HotSpots) -> list[str]:
    """Return by which distances, in which record and from which density on ground is hot, as a line."""
    method, said = found.method, []
    if "bandwidth_m" in method:
        said.append(gettext(N_("bandwidth {metres} m")).format(metres=number(float(method["bandwidth_m"]))))
        said.append(gettext(N_("cells of {metres} m")).format(metres=number(float(method["cell_m"]))))
    if found.first is not None and found.last is not None:
        said.append(gettext(N_("{count} incidents from {first} to {last}")).format(
            count=number(found.incidents), first=found.first, last=found.last
        ))  # fmt: skip
    for name, words in _LEVELS.items():
        if name in method:
            said.append(gettext(words[found.years is None]).format(level=number(float(method[name]), 1)))
    return ["; ".join(said)] if said else []


_LEVELS = {
    "level_per_km2": (N_("hot from {level} per km² and year"), N_("hot from {level} per km²")),
    "level_per_km": (N_("hot from {level} per km and year"), N_("hot from {level} per km")),
}
"""Parameter -> what it says, of a record with dates and of one without, message ids."""


def _rated(found: HotSpots) -> list[str]:
    """Return which districts are hot, and how many the table leaves out."""
    above = [str(spot.name) for spot in found.spots if spot.hot]
    words = {"mean": number(float(found.method["mean_rate"]), 1), "names": "; ".join(above) or "–"}
    lines = [
        gettext(N_("Hot are the districts whose interval lies above {mean}, the mean of all: {names}.")).format(**words)
    ]
    if len(found.spots) > SHOWN:
        lines.append(
            gettext(N_("The first {shown} of {all} districts; --json and --out give all.")).format(
                shown=number(SHOWN), all=number(len(found.spots))
            )
        )
    return lines


def _peak_head(found: HotSpots) -> str:
    along = found.spots[0].length_m is not None
    if found.unit == PROBABILITY:
        return gettext(N_("peak, % per km") if along else N_("peak, % per ha"))
    return gettext(N_("peak"))


def _peak(spot: HotSpot, found: HotSpots) -> str:
    """Return a hot spot's peak; a share of the whole is that of a hectare or a kilometre, as in the window."""
    assert spot.peak is not None
    if found.unit != PROBABILITY:
        return number(spot.peak)
    each = _M_PER_KM if spot.length_m is not None else _M2_PER_HA / float(found.method["cell_m"]) ** 2
    return number(_PERCENT * spot.peak * each, 2)


def _exact(spot: HotSpot) -> dict[str, object]:
    centre = spot.shape.representative_point()
    return {
        "rank": spot.rank,
        "incidents": spot.incidents,
        "name": spot.name,
        "hot": spot.hot,
        "area_m2": spot.area_m2,
        "per_km2": spot.per_km2,
        "length_m": spot.length_m,
        "per_km": spot.per_km,
        "peak": spot.peak,
        "severity": spot.severity,
        "z": spot.z,
        "p": spot.p,
        "p_adjusted": spot.p_adjusted,
        **_rate(spot),
        "x": centre.x,
        "y": centre.y,
        "bounds": list(spot.shape.bounds),
    }


def _rate(spot: HotSpot) -> dict[str, object]:
    """Return the rate of a district as --json prints it; nothing for other hot spots."""
    if spot.rate is None:
        return {}
    flag = None if spot.rate_flag is None else rates.FLAGS[int(spot.rate_flag)]
    return {
        "people": spot.people,
        "rate_crude": spot.rate_crude,
        "rate": spot.rate,
        "rate_low": spot.rate_low,
        "rate_high": spot.rate_high,
        "rate_flag": flag,
    }


def _heads(found: HotSpots) -> tuple[str, str]:
    """Return what size and density are called: of polygons, or of lines along streets."""
    if any(spot.length_m is not None for spot in found.spots):
        return gettext("km"), gettext("per km and year") if found.years else gettext("per km")
    return gettext("ha"), gettext("per km² and year") if found.years else gettext("per km²")


def _size(spot: HotSpot) -> tuple[str, str]:
    if spot.area_m2 is not None and spot.per_km2 is not None:
        return number(spot.area_m2 / 10_000, 2), number(spot.per_km2)
    return number((spot.length_m or 0.0) / 1000, 2), number(spot.per_km or 0.0, 1)


def _cells(spot: HotSpot, found: HotSpots, *, gi: bool) -> list[str]:
    centre = spot.shape.representative_point()
    cells = [
        number(spot.rank),
        spot.name or f"{centre.x:.0f}, {centre.y:.0f}",
        number(spot.incidents),
        *_size(spot),
        *(() if spot.peak is None else (_peak(spot, found),)),
    ]
    if spot.rate is not None and spot.rate_flag is not None:
        between = f"{number(spot.rate_low, 1)}–{number(spot.rate_high, 1)}"
        mark = _MARKS.get(rates.FLAGS[int(spot.rate_flag)], "")
        return [*cells, number(spot.people), number(spot.rate, 1), between, mark]
    return [*cells, number(spot.z, 2), p_words(spot.p), p_words(spot.p_adjusted)] if gi else cells


def _tell_written(path: Path, found: HotSpots) -> None:
    tell(gettext(N_("Written: {file}")).format(file=path))
    if path.suffix.lower() in hotspots_file.RASTERS:
        tell(
            gettext(
                "Cells without data are those where fewer than 5 incidents could be responsible. They are not zero risk."
            )
        )
        return
    kept = len(hotspots.published(found))
    if "rate_unit" in found.method:
        if left := len(found.spots) - kept:
            tell(sentence(N_("{count} districts with fewer than 5 incidents are not in the file."), {"count": left}))
    elif left := len(found.spots) - kept:
        tell(sentence(N_("{count} hot spots with fewer than 5 incidents are not in the file."), {"count": left}))
    if not kept:
        tell(gettext("The file has no polygon: nothing was found that may be published. This is not zero risk."))
