"""Hot spots on areas: Gi* on hexagons and on districts, and rates over the people of districts (docs/methods/areas.md)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
import shapely
from scipy import sparse
from scipy.sparse import csgraph

from spaceplanner.analysis import contiguity, getis_ord, rates
from spaceplanner.analysis.hexagons import Hexagons
from spaceplanner.i18n import N_
from spaceplanner.services.districts import census, district_table
from spaceplanner.services.hotspot_terms import UNBOUNDED, Found, coarse, telling

if TYPE_CHECKING:
    from collections.abc import Mapping

    from numpy.typing import NDArray
    from shapely.geometry.base import BaseGeometry

    from spaceplanner.services.hotspot_terms import Options
    from spaceplanner.services.selection import Note, Selection

PER = 1000.0
"""People that rates are per."""

FLAG_WORDS: Mapping[str, str] = {
    "few_people": N_(
        "Fewer than 100 people: one incident moves the rate by ten or more. Read the number of incidents."
    ),
    "few_events": N_(
        "Fewer than 20 incidents: much of the crude rate is luck. Read the smoothed one with its interval."
    ),
}
"""A flag of `rates.FLAGS` that a district with a rate can have -> what to say of it."""

_FEW_AREAS = 30
_NAMED = 5


def by_hexagons(chosen: Selection, options: Options) -> Found:
    """Return the hot spots of Gi* on hexagons: those that remain and share sides are one polygon.

    The hexagons are `options.cell` metres wide; neighbours are as many rings of them as the bandwidth is cells, one at
    least. Hexagons without incidents whose centre is outside the area of the record are no data, not zero.
    """
    tiles = Hexagons.covering(_bounds(chosen.xy, options.area), options.cell)
    cells = tiles.cells(chosen.xy)
    counts = np.bincount(cells, minlength=len(tiles)).astype(np.int64)
    values = np.bincount(cells, chosen.weights, len(tiles)).astype(np.float64)
    severity = values.copy()
    if options.area is not None:
        values[(counts == 0) & ~shapely.contains_xy(options.area, tiles.centres())] = np.nan
    rings = max(1, round(options.bandwidth / options.cell))
    z, p, adjusted, hot, tests = _gi(values, tiles.pairs(rings=rings), options)
    labels, n = _patches(hot, tiles.pairs())
    best = {"z": (np.maximum, z), "p": (np.minimum, p), "p_adjusted": (np.minimum, adjusted)}
    figures = {name: _of_each(how, some[hot], labels[hot], n) for name, (how, some) in best.items()}
    if chosen.weights is not None:
        figures["severity"] = np.bincount(labels[hot], severity[hot], n).astype(np.float64)
    return Found(
        _merged(tiles.polygons(np.flatnonzero(hot)), labels[hot], n),
        np.bincount(labels[hot], counts[hot], n).astype(np.int64),
        figures,
        {"cells_shape": "hexagon", "radius_cells": rings, **tests},
        (*coarse(options.bandwidth, options.cell, options.cell), *(() if options.area is not None else (UNBOUNDED,))),
        cells=telling(p, tiles.polygons, z=z, p_adjusted=adjusted),
    )


def by_districts(chosen: Selection, options: Options) -> Found:
    """Return the districts that are hot by Gi* of incidents per km²; neighbours are those that touch.

    Density, because districts differ in size: of equal risk, the larger has more incidents.
    """
    table = district_table(chosen, options.project, options.area)
    areas = shapely.area(table.shapes)
    known = table.known & (areas > 0)
    values = np.full(len(areas), np.nan)
    values[known] = table.weight[known] / areas[known]
    pairs = contiguity.queen(table.shapes)
    z, p, adjusted, hot, tests = _gi(values, pairs, options)
    figures = {"z": z, "p": p, "p_adjusted": adjusted}
    if chosen.weights is not None:
        figures["severity"] = table.weight
    return Found(
        table.shapes[hot],
        table.counts[hot],
        {name: some[hot] for name, some in figures.items()},
        {
            "cells_shape": "districts",
            "value": "per_km2",
            "neighbours": "queen",
            "tolerance_m": contiguity.TOLERANCE,
            **tests,
        },
        (*table.notes, *_of_neighbours(values, z, pairs, options)),
        names=tuple(table.names[place] for place in np.flatnonzero(hot)),
        cells=telling(p, lambda places: table.shapes[places], z=z, p_adjusted=adjusted),
    )


def by_rates(chosen: Selection, options: Options) -> Found:
    """Return the districts with their rates per 1,000 people and year (without dates: per 1,000 people).

    Every district with a rate is there, and hot are those whose interval lies above the mean of all; those of which
    nobody knows how many people they have are told in a note. The rate counts incidents, not severities. Figures: `people`, `rate_crude`, `rate` (smoothed), `rate_low` and `rate_high`
    (90 %), `rate_flag` (index into `rates.FLAGS`).

    Parameters
    ----------
    chosen, options
        Which incidents, and how; `options.people` says whether residents are counted or, say, visitors.
    """
    table = district_table(chosen, options.project, options.area)
    people, notes = census(table, options.project, options.people)
    counted = np.where(table.known, people, np.nan)
    found = rates.smooth(table.counts, counted, years=chosen.years or 1.0)
    usable = np.isfinite(found.crude)
    figures = {
        "people": counted,
        "rate_crude": PER * found.crude,
        "rate": PER * found.smoothed,
        "rate_low": PER * found.low,
        "rate_high": PER * found.high,
        "rate_flag": found.flag.astype(np.float64),
    }
    return Found(
        table.shapes[usable],
        table.counts[usable],
        {name: some[usable] for name, some in figures.items()},
        {
            "rate_unit": "per 1000 people and year" if chosen.years else "per 1000 people",
            "people": options.people or "residents",
            "mean_rate": PER * float(found.mean[usable][0]),
            "level": rates.LEVEL,
            "districts": int(usable.sum()),
            "districts_above_mean": int((found.low > found.mean)[usable].sum()),
            "fewest_events": rates.FEWEST_EVENTS,
            "fewest_people": rates.FEWEST_PEOPLE,
        },
        (*table.notes, *notes, *_without(table.names, table.counts, found.flag)),
        names=tuple(table.names[place] for place in np.flatnonzero(usable)),
        hot=(found.low > found.mean)[usable],
    )


def _bounds(xy: NDArray[np.float64], area: BaseGeometry | None) -> tuple[float, float, float, float]:
    bounds = np.concatenate((xy.min(axis=0), xy.max(axis=0)))
    if area is not None and not area.is_empty:
        west, south, east, north = area.bounds
        bounds = np.concatenate((np.minimum(bounds[:2], (west, south)), np.maximum(bounds[2:], (east, north))))
    x0, y0, x1, y1 = bounds.tolist()
    return x0, y0, x1, y1


def _gi(
    values: NDArray[np.float64], pairs: NDArray[np.int64], options: Options
) -> tuple[
    NDArray[np.float64],
    NDArray[np.float64],
    NDArray[np.float64],
    NDArray[np.bool_],
    dict[str, str | float | int],
]:
    """Return z, p, p after correction, what is hot, and the parameters and numbers of tests."""
    z = getis_ord.gi_star(values, pairs)
    if options.permutations:
        p = getis_ord.permuted_p(values, pairs, seed=options.seed, permutations=options.permutations)
        p[np.isnan(z)] = np.nan
    else:
        p = getis_ord.p_values(z)
    adjusted, corrected = getis_ord.false_discovery(p)
    raw = p <= getis_ord.ALPHA
    tests: dict[str, str | float | int] = {
        "alpha": getis_ord.ALPHA,
        "fdr": options.fdr,
        **({"permutations": options.permutations, "seed": options.seed} if options.permutations else {}),
        "cells": int(np.isfinite(z).sum()),
        "hot_cells_raw": int(((z > 0) & raw).sum()),
        "hot_cells_corrected": int(((z > 0) & corrected).sum()),
    }
    return z, p, adjusted, (z > 0) & (corrected if options.fdr else raw), tests


def _patches(hot: NDArray[np.bool_], pairs: NDArray[np.int64]) -> tuple[NDArray[np.int64], int]:
    """Return a number from 0 for each group of hot cells that are linked by pairs (-1 elsewhere), and how many."""
    cells = np.flatnonzero(hot)
    place = np.full(len(hot), -1, dtype=np.int64)
    place[cells] = np.arange(len(cells))
    i, j = place[pairs[hot[pairs].all(axis=1)]].T
    graph = sparse.coo_array((np.ones(len(i)), (i, j)), shape=(len(cells), len(cells)))
    n, found = csgraph.connected_components(graph, directed=False) if len(cells) else (0, np.empty(0, dtype=np.int32))
    place[cells] = found
    return place, int(n)


def _merged(polygons: NDArray[Any], labels: NDArray[np.int64], n: int) -> NDArray[Any]:
    """Return (n,) the union of the polygons of each label."""
    merged = np.empty(n, dtype=object)
    merged[:] = [shapely.union_all(polygons[labels == label]) for label in range(n)]
    return merged


def _of_each(how: np.ufunc, values: NDArray[np.float64], labels: NDArray[np.int64], n: int) -> NDArray[np.float64]:
    """Return the largest or smallest of the values of each label."""
    found = np.full(n, -np.inf if how is np.maximum else np.inf)
    how.at(found, labels, values)
    return found


def _of_neighbours(
    values: NDArray[np.float64], z: NDArray[np.float64], pairs: NDArray[np.int64], options: Options
) -> tuple[Note, ...]:
    """Return what limits Gi* of these districts."""
    notes: list[Note] = []
    known = int(np.isfinite(values).sum())
    if not np.isfinite(z).any():
        notes.append(
            (
                N_(
                    "No district has a Gi*: all have the same number of incidents per km², all touch each other, or fewer than two have data."
                ),
                {},
            )
        )
    elif known < _FEW_AREAS and not options.permutations:
        notes.append(
            (
                N_(
                    "There are {count} districts with data, few for the normal distribution: have p made by permutations (--permutations 999)."
                ),
                {"count": known},
            )
        )
    if alone := len(contiguity.islands(pairs, len(values))):
        notes.append(
            (
                N_("{count} districts touch no other (within {tolerance} m): their Gi* is that of the district alone."),
                {"count": alone, "tolerance": contiguity.TOLERANCE},
            )
        )
    return tuple(notes)


def _without(names: tuple[str, ...], counts: NDArray[np.int64], flag: NDArray[np.int8]) -> tuple[Note, ...]:
    """Return which districts have no rate although there were incidents."""
    nobody = np.isin(flag, [rates.FLAGS.index("nobody"), rates.FLAGS.index("people_unknown")])
    places = [int(place) for place in np.argsort(-counts, kind="stable") if nobody[place] and counts[place] > 0]
    if not places:
        return ()
    return (
        (
            N_(
                "{count} districts have incidents but no people, or nobody knows how many: they have no rate, which is not a rate of zero. Most incidents: {names}."
            ),
            {"count": len(places), "names": "; ".join(names[place] for place in places[:_NAMED])},
        ),
    )
