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
from spaceplanner.services.hotspot_terms import PER_KM2, Options
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
    assert said["Of the streets, {unu"] == {"unusable": 0, "short": 1, "repeated": 1}


def test_a_bandwidth_under_two_pieces_is_warned_of():
    hot = found(heaps(), GRID, cell=80.0)
    assert any("small for cells" in message for message, _ in hot.notes)
    assert hotspot_network.usual_cell(150, np.empty((0, 2))) == 25
    assert hotspot_network.usual_cell(30, np.empty((0, 2))) == 10


def test_without_streets_or_incidents_near_them_it_says_so():
    with pytest.raises(AnalysisError, match="no streets"):
        found(heaps())
    with pytest.raises(AnalysisError, match="None of the incidents"):
        found([(5000, 5000), (6000, 6000)], GRID)
    with pytest.raises(AnalysisError, match="bandwidth is 0"):
        found(heaps(), GRID, bandwidth=0)
