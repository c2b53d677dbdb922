"""What the pointer snaps to, against shapely and closed forms."""

from __future__ import annotations

import math
import time
from dataclasses import replace

import numpy as np
import pyarrow as pa
import pytest
import shapely
import shapely.ops
from hypothesis import given, settings
from hypothesis import strategies as st

from spaceplanner.domain import edits
from spaceplanner.domain.layer import GeometryKind, Layer, Role, Source
from spaceplanner.domain.proposal import Intervention, Proposal
from spaceplanner.services import snapping
from spaceplanner.services.snapping import Kind, Sketch
from tests.services.city import PARK, X, Y, spaces, town

NOTHING = Sketch()


def streets(geometry: list[shapely.LineString], *, visible: bool = True) -> Layer:
    lines = np.array(geometry, dtype=object)
    return Layer(
        id="streets",
        name="Streets",
        role=Role.STREETS,
        kind=GeometryKind.LINE,
        geometry=lines,
        table=pa.table({"row": np.arange(len(lines))}),
        source=Source(path="streets.gpkg"),
        visible=visible,
    )


def with_streets(*lines: list[tuple[float, float]], visible: bool = True):
    return edits.put_layer(streets([shapely.LineString(line) for line in lines], visible=visible))(town())


def test_a_corner_wins_over_the_edge_it_is_on():
    found = snapping.snap(town(), (X + 261, Y + 178), 5.0, NOTHING)
    assert found == snapping.Snap(X + 260, Y + 180, Kind.VERTEX)


@given(share=st.floats(0.2, 0.8), away=st.floats(-4, 4))
@settings(deadline=None, max_examples=60)
def test_an_edge_is_snapped_to_at_the_nearest_place_of_it(share, away):
    """Oracle: shapely's nearest point on the park's outline."""
    x, y = X + 100 + 160 * share - away * 0.4472, Y + 100 + 80 * share + away * 0.8944
    found = snapping.snap(town(), (x, y), 5.0, NOTHING)
    nearest = shapely.ops.nearest_points(PARK.exterior, shapely.Point(x, y))[0]
    assert found is not None
    assert found.kind is Kind.EDGE
    assert math.hypot(found.x - nearest.x, found.y - nearest.y) < 1e-6


def test_a_crossing_of_two_streets_is_found_where_shapely_finds_it():
    one, two = [(X + 600, Y + 500), (X + 700, Y + 560)], [(X + 610, Y + 580), (X + 690, Y + 490)]
    project = with_streets(one, two)
    meeting = shapely.LineString(one).intersection(shapely.LineString(two))
    found = snapping.snap(project, (meeting.x + 2, meeting.y + 1), 5.0, NOTHING)
    assert found is not None
    assert found.kind is Kind.CROSSING
    assert math.hypot(found.x - meeting.x, found.y - meeting.y) < 1e-6


def test_a_right_angle_to_the_last_side_and_its_continuation():
    far = Sketch(corners=((X + 600.0, Y + 600.0), (X + 640.0, Y + 630.0)))
    found = snapping.snap(town(), (X + 640 - 30 + 1, Y + 630 + 40), 5.0, far)
    assert found is not None
    assert found.kind is Kind.RIGHT_ANGLE
    assert (found.x - (X + 640)) * 40 + (found.y - (Y + 630)) * 30 == pytest.approx(0, abs=1e-6)
    ahead = snapping.snap(town(), (X + 680, Y + 661), 5.0, far)
    assert ahead is not None
    assert (ahead.x - (X + 640)) * 30 - (ahead.y - (Y + 630)) * 40 == pytest.approx(0, abs=1e-6)


def test_the_grid_holds_where_nothing_else_does():
    found = snapping.snap(town(), (X + 603, Y + 604), 2.0, NOTHING, grid=5.0)
    assert found == snapping.Snap(X + 605, Y + 605, Kind.GRID)
    near = snapping.snap(town(), (X + 260.5, Y + 180), 2.0, NOTHING, grid=5.0)
    assert near is not None
    assert near.kind is Kind.VERTEX
    assert snapping.snap(town(), (X + 603, Y + 604), 2.0, NOTHING) is None


@given(resolution=st.floats(0.005, 20_000))
def test_grid_lines_are_at_least_12_pixels_apart_and_round(resolution):
    step = snapping.grid_step(resolution)
    assert 12 * (1 - 1e-6) <= step / resolution <= 30 * (1 + 1e-6)
    assert round(step / 10 ** math.floor(math.log10(step) + 1e-9), 6) in {1, 2, 5, 10}


def test_incidents_and_hidden_layers_hold_nothing_back():
    project = town()
    incident = project.by_role(Role.INCIDENTS)[0].geometry[0]
    at = (float(incident[0]), float(incident[1]))
    assert snapping.snap(project, at, 0.01, NOTHING) is None
    line = [(X + 600, Y + 500), (X + 700, Y + 560)]
    assert snapping.snap(with_streets(line), (X + 600, Y + 500), 1.0, NOTHING) is not None
    assert snapping.snap(with_streets(line, visible=False), (X + 600, Y + 500), 1.0, NOTHING) is None


def test_lamps_and_the_sketch_are_snapped_to_but_not_what_is_being_moved():
    lamp = snapping.snap(town(), (X + 621, Y + 331), 3.0, NOTHING)
    assert lamp == snapping.Snap(X + 620, Y + 330, Kind.VERTEX)
    court = Intervention(id="court", type="multi_use_court", geometry=shapely.box(X + 600, Y + 600, X + 628, Y + 615))
    plan = Proposal(id="p", name="", space="park", interventions=(court,))
    found = snapping.snap(town(), (X + 629, Y + 616), 3.0, Sketch(plan))
    assert found == snapping.Snap(X + 628, Y + 615, Kind.VERTEX)
    assert snapping.snap(town(), (X + 629, Y + 616), 3.0, Sketch(plan, skip="court")) is None


def test_the_first_corner_closes_an_outline_and_the_last_one_lets_go():
    corners = ((X + 600.0, Y + 600.0), (X + 650.0, Y + 600.0), (X + 650.0, Y + 640.0))
    found = snapping.snap(town(), (X + 601, Y + 601), 3.0, Sketch(corners=corners))
    assert found == snapping.Snap(X + 600, Y + 600, Kind.VERTEX)
    leaving = snapping.snap(town(), (X + 651, Y + 641.5), 3.0, Sketch(corners=corners))
    assert leaving is None or leaving.kind is Kind.RIGHT_ANGLE


def test_2000_spaces_and_50000_streets_cost_a_few_milliseconds():
    rng = np.random.default_rng(3)
    start = rng.uniform((X, Y), (X + 10_000, Y + 10_000), (50_000, 2))
    ways = np.cumsum(np.concatenate([start[:, None], rng.normal(0, 30, (50_000, 3, 2))], axis=1), axis=1)
    centres = rng.uniform((X, Y), (X + 10_000, Y + 10_000), (2_000, 2))
    shapes = shapely.buffer(shapely.points(centres), 60)
    many = [f"s{i}" for i in range(2_000)]
    layer = replace(spaces(), geometry=shapes, table=pa.table({"id": many, "name": many}))
    project = edits.put_layer(streets(list(shapely.linestrings(ways))))(edits.put_layer(layer)(town()))
    snapping.prepare(project)
    places = rng.uniform((X, Y), (X + 10_000, Y + 10_000), (100, 2))
    took = []
    for x, y in places:
        begun = time.perf_counter()
        snapping.snap(project, (float(x), float(y)), 9 * 0.5, NOTHING, grid=5.0)
        took.append(time.perf_counter() - begun)
    assert sorted(took)[50] < 0.008
