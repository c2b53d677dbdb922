"""Hot spots along streets: runs as lines, their incidents, what is said of the network, and what cannot be done."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

import numpy as np
import pyarrow as pa
import pytest
import shapely

from spaceplanner.analysis import network_density
from spaceplanner.domain.layer import GeometryKind, Role
from spaceplanner.errors import AnalysisError
from spaceplanner.services import hotspot_network
from spaceplanner.services.hotspot_terms import PER_KM2, PROBABILITY, Options
from spaceplanner.services.selection import Question, select
from tests.services import cities

if TYPE_CHECKING:
    from spaceplanner.domain.layer import Layer
    from spaceplanner.services.hotspot_terms import Found

X, Y = 620_000.0, 9_750_000.0


def streets(*paths: Any) -> Layer:
    shapes = np.array([shapely.LineString(np.add(path, (X, Y))) for path in paths], dtype=object)
    return replace(
        cities.layer(Role.BOUNDARY, shapes),
        role=Role.STREETS,
        kind=GeometryKind.LINE,
        table=pa.table({"row": list(range(len(shapes)))}),
    )


GRID = streets(
    *([(0, y), *((x, y) for x in range(100, 1000, 100)), (1000, y)] for y in range(0, 1001, 100)),
    *([(x, 0), *((x, y) for y in range(100, 1000, 100)), (x, 1000)] for x in range(0, 1001, 100)),
)


def found(xy: Any, *layers: Layer, weights: Any = None, **changes: Any) -> Found:
    project = cities.project(cities.incidents(np.add(xy, (X, Y))), *layers)
    chosen = select(project, Question())
    if weights is not None:
        chosen = replace(chosen, weights=np.asarray(weights, dtype=float))
    given: dict[str, Any] = {
        "bandwidth": 100.0,
        "cell": 20.0,
        "kernel": "quartic",
        "area": None,
        "cells": "square",
        "permutations": 0,
        "seed": 0,
        "fdr": True,
        "edge": False,
        "unit": PER_KM2,
        "project": project,
    }
    return hotspot_network.by_network(chosen, Options(**(given | changes)))


def heaps(seed: int = 1) -> Any:
    """Twelve incidents along one block, and sixty anywhere."""
    rng = np.random.default_rng(seed)
    block = np.column_stack((rng.uniform(520, 580, 12), np.full(12, 402.0)))
    return np.concatenate((block, rng.uniform(0, 1000, (60, 2))))


@pytest.mark.parametrize(("split", "onward", "back"), [("discontinuous", 1 / 3, 0), ("continuous", 1 / 2, -1 / 2)])
def test_at_a_crossing_the_split_that_is_asked_for_decides(split, onward, back):
    """Forty incidents 5 m east of a crossing of four streets, by hand; pieces of 20 m, so their middles are 10 m from it."""
    hot = found(np.tile((505.0, 500.0), (40, 1)), GRID, split=split)
    assert hot.method["split"] == split
    cells = hot.cells
    assert cells is not None

    def density(x: float) -> float:
        place = shapely.distance(cells.shapes, shapely.Point(X + x, Y + 500)).argmin()
        assert shapely.centroid(cells.shapes[place]).x == pytest.approx(X + x, abs=0.01)
        return float(cells.figures["density"][place])

    near, far = ((1 - (metres / 100) ** 2) ** 2 for metres in (5, 15))
    assert density(490) / density(510) == pytest.approx(onward * far / (near + back * far), rel=1e-3)


def test_the_block_with_many_is_a_line_with_its_incidents():
    hot = found(heaps(), GRID)
    best = hot.shapes[hot.counts.argmax()]
    assert best.geom_type in {"LineString", "MultiLineString"}
    assert shapely.distance(best, shapely.Point(X + 550, Y + 400)) < 1
    assert hot.counts.max() >= 12
    assert hot.figures["peak"].max() >= 5 * network_density.peak(bandwidth=100)
    assert hot.method["split"] == "continuous"
    assert hot.method["street_km"] == pytest.approx(22)
    assert hot.surface is None
    assert not hot.notes


def test_fewer_than_five_make_no_hot_spot():
    hot = found([(550, 402)] * 4 + [(50, 900)], GRID)
    assert not len(hot.shapes)
    assert not len(hot.counts)


def test_severity_is_summed_and_does_not_raise_a_lone_incident():
    hot = found(heaps(), GRID, weights=np.ones(72))
    np.testing.assert_allclose(hot.figures["severity"], hot.counts)
    lone = found(heaps(), GRID, weights=[*np.ones(71), 100.0])
    assert not len(lone.shapes)


def test_what_is_wrong_with_the_streets_is_said():
    broken = streets([(3000, 0), (3100, 0)], [(3000, 0), (3100, 0)], [(50, 50), (50, 50)])
    hot = found([*heaps(), (550, 2000), (560, 2000)], GRID, broken)
    said = {message[:20]: parameters for message, parameters in hot.notes}
    assert said["{count} incidents ar"] == {"count": 2, "distance": 100}
    assert said["{count} of {total} s"] == {"count": 1, "total": 23}
    assert [parameters for message, parameters in hot.notes if "arts of streets" in message] == [{"count": 1}] * 2


def test_a_bandwidth_under_two_pieces_is_warned_of():
    hot = found(heaps(), GRID, cell=80.0)
    assert any("small for cells" in message for message, _ in hot.notes)
    assert hotspot_network.usual_cell(150, np.empty((0, 2))) == 25
    assert hotspot_network.usual_cell(30, np.empty((0, 2))) == 10


WEST = shapely.box(X - 50, Y - 50, X + 550, Y + 1050)


def test_the_edge_raises_what_lies_on_it_and_leaves_out_the_rest():
    alone = [(x, y + 2) for x in (50, 350, 850) for y in range(0, 1000, 200)]
    xy = [(547, 402)] * 8 + [(150, 702)] * 8 + [(950, 402)] * 3 + [(552, 402)] + alone
    raw, hot = found(xy, GRID), found(xy, GRID, area=WEST, edge=True)
    assert sorted(raw.counts) == [8, 9]
    assert (raw.method["edge"], hot.method["edge"]) == (False, True)
    # (552, 402) is beyond the boundary by less than half a street, and counts; eight do not.
    assert {message[:30]: parameters for message, parameters in hot.notes} == {
        "{count} incidents on streets outside"[:30]: {"count": 8}
    }
    peaks = dict(zip(hot.counts.tolist(), hot.figures["peak"].tolist(), strict=True))
    # Ten metres beyond the boundary the streets end: 60 % of a kernel at (547, 400) stay within.
    one = network_density.peak(bandwidth=100)
    assert peaks[9] / (9 * one) == pytest.approx(1 / _below(12.0, 100.0), rel=0.05)
    assert peaks[8] / (8 * one) == pytest.approx(1, rel=0.05)
    assert hot.method["street_km"] == pytest.approx((11 * 560 + 6 * 1000) / 1000, rel=1e-6)
    assert all(shape.bounds[2] <= X + 560 + 1e-6 for shape in hot.shapes)


def _below(distance: float, h: float) -> float:
    """The mass of a quartic kernel below a distance from its place."""
    u = distance / h
    return 0.5 + 15 / 16 * (u - 2 * u**3 / 3 + u**5 / 5)


def test_where_the_layer_was_cut_a_kernel_leaves_and_at_dead_ends_it_turns_back():
    town = streets([(0, 0), (500, 0)], [(500, 0), (500, 300)], [(500, 0), (1000, 0)], [(500, 300), (500, 9000)])
    area = shapely.box(X, Y - 100, X + 2000, Y + 9000)
    alone = [(502, y) for y in range(500, 8000, 150)]
    xy = [(0, 2)] * 11 + [(1000, 2)] * 11 + alone
    raw, hot = found(xy, town, cell=5.0), found(xy, town, cell=5.0, area=area, edge=True)
    for kind in (raw, hot):
        # At a dead end the kernel turns back; where the layer was cut half of it leaves, and the other counts twice.
        np.testing.assert_allclose(kind.figures["peak"], 2 * 11 * network_density.peak(bandwidth=100), rtol=5e-3)
    # Of five at the cut two and a half remain, and so nothing is shown; at a dead end nothing is lost.
    five = found([(0, 2)] * 5 + [(1000, 2)] * 5 + alone, town, cell=5.0, area=area, edge=True)
    assert five.counts.tolist() == [5]
    assert shapely.distance(five.shapes[0], shapely.Point(X + 1000, Y)) < 1


def test_a_lone_incident_at_the_edge_is_never_hot():
    sliver = shapely.box(X - 50, Y + 395, X + 1050, Y + 405)
    corner = streets([(500, 0), (500, 1000)], [(0, 400), (1, 400), (1, 300)])
    hot = found([(500, 402)] * 4 + [(502, 405)] * 1 + [(0, 400)], corner, area=sliver, edge=True, bandwidth=400.0)
    # A kernel of 400 m keeps a few per cent on 30 m of street: six count as a hundred, and are five all the same.
    assert hot.counts.tolist() == []


def test_probability_is_per_metre_and_sums_to_one():
    per_km, share = found(heaps(), GRID), found(heaps(), GRID, unit=PROBABILITY)
    np.testing.assert_allclose(share.figures["peak"], per_km.figures["peak"] / 72, rtol=2e-3)
    heavy = found(heaps(), GRID, unit=PROBABILITY, weights=np.full(72, 3.0))
    np.testing.assert_allclose(heavy.figures["peak"], share.figures["peak"])
    edge = found(heaps(), GRID, unit=PROBABILITY, area=shapely.box(X, Y, X + 1000, Y + 1000), edge=True)
    np.testing.assert_allclose(edge.figures["peak"], share.figures["peak"], rtol=2e-3)


def test_the_edge_must_be_known_and_hold_incidents():
    with pytest.raises(AnalysisError, match="no edge to correct"):
        found(heaps(), GRID, edge=True)
    with pytest.raises(AnalysisError, match="No incident of the choice"):
        found(heaps(), GRID, edge=True, area=shapely.box(X + 5000, Y, X + 6000, Y + 1000))


def test_without_streets_or_incidents_near_them_it_says_so():
    with pytest.raises(AnalysisError, match="no streets"):
        found(heaps())
    with pytest.raises(AnalysisError, match="None of the incidents"):
        found([(5000, 5000), (6000, 6000)], GRID)
    with pytest.raises(AnalysisError, match="bandwidth is 0"):
        found(heaps(), GRID, bandwidth=0)
