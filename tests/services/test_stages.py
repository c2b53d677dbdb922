"""Updates: after any edit of a city, every stage's result equals the one computed from nothing."""

from __future__ import annotations

from dataclasses import fields, is_dataclass, replace
from typing import TYPE_CHECKING, Any

import numpy as np
import pyarrow as pa
import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st

from spaceplanner.domain.layer import Role
from spaceplanner.services.memo import Memo
from spaceplanner.services.stages import KEEP, STAGES, compute
from spaceplanner.services.unpacking import unpack
from tests.services import cities

if TYPE_CHECKING:
    from spaceplanner.domain.project import Project

UPDATED = {name for name, stage in STAGES.items() if stage.update is not None}

OF_LAMPS = {"ground_light", "path_light", "entrance_light", "night_lux"}
"""Updated where few lamps changed, and computed anew where the points did."""


def everything(project: Project, memo: Memo) -> dict[str, Any]:
    inputs = unpack(project, memo)
    return {name: compute(name, inputs, memo) for name in STAGES}


def same(one: Any, other: Any) -> bool:
    """Return whether two results are equal to the bit, NaN equal to NaN."""
    if type(one) is not type(other):
        return False
    if isinstance(one, tuple):
        return len(one) == len(other) and all(map(same, one, other))
    if is_dataclass(one):
        return all(same(getattr(one, part.name), getattr(other, part.name)) for part in fields(one))
    if isinstance(one, np.ndarray):
        return np.array_equal(one, other, equal_nan=one.dtype.kind in "fM")
    return bool(one == other or (one != one and other != other))  # noqa: PLR0124 - NaN


def with_layer(project: Project, role: Role, geometry: Any, table: pa.Table) -> Project:
    changed = replace(project.by_role(role)[0], geometry=geometry, table=table)
    return replace(project, layers=tuple(changed if layer.role is role else layer for layer in project.layers))


def edited(project: Project, rng: Any) -> Project:
    """Return the project with a few points or spaces moved, put in or taken out."""
    role = (Role.SPACES, Role.LAMPS, Role.ALARMS, Role.INCIDENTS)[rng.integers(0, 4)]
    layer = project.by_role(role)[0]
    geometry, table, n = layer.geometry.copy(), layer.table, len(layer)
    what, row = rng.choice(["move", "add", "remove", "break"]), int(rng.integers(0, n))
    if what == "move":
        way = rng.uniform(-300, 300, 2)
        geometry[row] = shapely.affinity.translate(geometry[row], *way) if role is Role.SPACES else geometry[row] + way
    elif what == "add":
        geometry = np.append(geometry, geometry[row : row + 1], axis=0)
        table = pa.concat_tables([table, table.slice(row, 1)])
    elif what == "remove":
        geometry = np.delete(geometry, row, axis=0)
        table = pa.concat_tables([table.slice(0, row), table.slice(row + 1)])
    elif role is Role.LAMPS:
        flags = np.array(table["working"])
        flags[row] = not flags[row]
        table = table.set_column(0, "working", pa.array(flags))
    return with_layer(project, role, geometry, table)


@settings(max_examples=8, deadline=None)
@given(st.integers(0, 10_000))
def test_after_any_edits_every_stage_equals_the_one_computed_from_nothing(seed):
    rng, memo = np.random.default_rng(seed), Memo(KEEP)
    project = cities.made_city(seed % 7)
    # The lamps' own coverage, so that cutting is asked for as well.
    project = replace(
        project,
        layers=tuple(
            replace(layer, coverage=shapely.box(620_000, 9_750_000, 622_000, 9_753_000))
            if layer.role is Role.LAMPS
            else layer
            for layer in project.layers
        ),
    )
    everything(project, memo)
    for _ in range(4):
        project = edited(project, rng)
        found, expected = everything(project, memo), everything(project, Memo())
        assert [name for name in STAGES if not same(found[name], expected[name])] == []


@pytest.mark.parametrize(
    ("role", "stages"),
    [
        (Role.LAMPS, {"lamps_within", "lamps_inside", "lit", *OF_LAMPS}),
        (Role.INCIDENTS, {"incidents_within", "incidents_inside"}),
        (Role.SPACES, UPDATED - OF_LAMPS),
    ],
)
def test_what_one_change_touches_is_updated_and_not_computed(role, stages):
    memo, project = Memo(KEEP), cities.made_city()
    everything(project, memo)
    before, computed = memo.updated.copy(), memo.computed.copy()
    layer = project.by_role(role)[0]
    geometry = layer.geometry.copy()
    geometry[3] = shapely.affinity.translate(geometry[3], 5, 5) if role is Role.SPACES else geometry[3] + 5
    everything(with_layer(project, role, geometry, layer.table), memo)
    assert set(memo.updated - before) >= stages
    assert not set(memo.computed - computed) & stages
    assert stages <= UPDATED


def test_one_lamp_that_breaks_changes_one_row_of_the_working_lamps():
    from spaceplanner.analysis import difference

    memo, project = Memo(KEEP), cities.made_city()
    before = unpack(project, memo).lamps
    table = project.by_role(Role.LAMPS)[0].table
    flags = np.array(table["working"])
    row = int(np.flatnonzero(flags)[40])
    flags[row] = False
    broken = table.set_column(0, "working", pa.array(flags))
    after = unpack(with_layer(project, Role.LAMPS, before.xy, broken), memo).lamps
    change = difference.rows((before.working_xy,), (after.working_xy,))
    assert change is not None
    assert (change.gone.tolist(), len(change.new), change.shift) == ([40], 0, -1)
    assert after.xy is before.xy
