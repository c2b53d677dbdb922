from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np
import pyarrow as pa
import pytest
import shapely

from spaceplanner.domain import edits
from spaceplanner.domain.layer import Role
from spaceplanner.domain.proposal import Proposal
from spaceplanner.services.inputs import OUTCOMES, PRECISIONS
from spaceplanner.services.memo import Memo
from spaceplanner.services.unpacking import unpack
from tests.services import cities

if TYPE_CHECKING:
    from shapely.geometry.base import BaseGeometry

    from spaceplanner.domain.layer import Layer


def test_an_empty_project_has_empty_inputs():
    inputs = unpack(cities.project())
    assert not any(part.present for part in (inputs.incidents, inputs.lamps, inputs.alarms, inputs.residents))
    assert inputs.incidents.xy.shape == (0, 2)
    assert len(inputs.places.shapes) == 0
    assert inputs.coverage.boundary is None


def test_columns_become_codes_and_flags():
    table = {
        "when": pa.array(np.array(["2025-01-01T10:00", "NaT", "2025-01-02"], dtype="datetime64[s]"), pa.timestamp("s")),
        "when_precision": ["minute", None, "day"],
        "outcome": ["violent", None, "disorder"],
        "indoor": [True, None, False],
    }
    inputs = unpack(cities.project(cities.layer(Role.INCIDENTS, np.zeros((3, 2)), table)))
    found = inputs.incidents
    assert [PRECISIONS[code] if code >= 0 else None for code in found.precision] == ["minute", None, "day"]
    assert [OUTCOMES[code] for code in found.outcome] == ["violent", "other", "disorder"]
    assert found.indoor.tolist() == [True, False, False]
    assert np.isnat(found.when).tolist() == [False, True, False]


def test_a_table_without_the_columns_is_unknown_not_wrong():
    inputs = unpack(cities.project(cities.layer(Role.INCIDENTS, np.zeros((2, 2)))))
    assert np.isnat(inputs.incidents.when).all()
    assert inputs.incidents.precision.tolist() == [-1, -1]


def test_lamps_of_unknown_state_count_as_working():
    lamps = cities.layer(Role.LAMPS, np.arange(6.0).reshape(3, 2), {"working": [True, False, None]})
    inputs = unpack(cities.project(lamps))
    assert inputs.lamps.xy.shape == (3, 2)
    assert inputs.lamps.working_xy.tolist() == [[0, 1], [4, 5]]


def test_layers_of_one_role_are_joined():
    one = cities.layer(Role.RESIDENTS, np.zeros((2, 2)), {"people": [3.0, None]}, name="homes")
    blocks = np.array([shapely.box(0, 0, 1, 1)])
    other = cities.layer(Role.RESIDENTS, blocks, {"people": [40.0]}, name="blocks")
    inputs = unpack(cities.project(one, other))
    assert inputs.residents.people.tolist() == [3, 0]
    assert inputs.residents.block_people.tolist() == [40]


def test_arrays_are_read_only():
    inputs = unpack(cities.made_city())
    with pytest.raises(ValueError, match="read-only"):
        inputs.incidents.outcome[0] = 1


WEST, EAST, CITY = shapely.box(0, 0, 5, 10), shapely.box(5, 0, 10, 10), shapely.box(0, 0, 10, 10)


def lamps(name: str, coverage: BaseGeometry | None = None) -> Layer:
    return cities.layer(Role.LAMPS, np.zeros((1, 2)), name=name, coverage=coverage)


def boundary() -> Layer:
    return cities.layer(Role.BOUNDARY, np.array([WEST, EAST]))


def test_coverage_is_given_else_the_boundary_else_unknown():
    assert unpack(cities.project(lamps("a"))).coverage.lamps is None
    with_boundary = unpack(cities.project(lamps("a"), boundary())).coverage
    assert with_boundary.lamps is with_boundary.boundary
    assert with_boundary.boundary is not None
    assert with_boundary.boundary.equals(CITY)
    assert unpack(cities.project(lamps("a", WEST), boundary())).coverage.lamps is WEST


def test_several_layers_cover_together_and_unknown_wins():
    both = unpack(cities.project(lamps("a", WEST), lamps("b", EAST))).coverage.lamps
    assert both is not None
    assert both.equals(CITY)
    assert unpack(cities.project(lamps("a", WEST), lamps("b"))).coverage.lamps is None


def test_inputs_stay_the_same_object_until_something_of_them_changes():
    memo, project = Memo(), cities.made_city()
    before = unpack(project, memo)
    assert unpack(project, memo) is before
    proposed = edits.put_proposal(Proposal(id="p", name="P", space="s00"))(project)
    hidden = edits.change_layer("lamps", visible=False, name="Luminarias")(proposed)
    assert unpack(hidden, memo) is before
    after = unpack(edits.set_settings(replace(project.settings, lit_radius=30))(project), memo)
    assert after is not before
    assert after.incidents is before.incidents
    covered = unpack(edits.change_layer("lamps", coverage=CITY)(project), memo)
    assert covered.coverage.lamps is CITY
    assert covered.lamps is before.lamps


def test_people_that_nobody_counted_are_not_none():
    """Without any number there is no figure; -99 and the like stand for "not told"."""
    places = np.arange(8.0).reshape(4, 2)
    some = unpack(cities.project(cities.layer(Role.RESIDENTS, places, {"people": [30.0, None, -99.0, 0.0]}))).residents
    assert (some.present, some.unknown, some.people.tolist()) == (True, 2, [30, 0, 0, 0])
    without = unpack(cities.project(cities.layer(Role.RESIDENTS, places))).residents
    assert (without.present, without.unknown) == (False, 4)
