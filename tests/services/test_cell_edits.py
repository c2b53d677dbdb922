"""Changed cells: replayed, undone, saved and read back they are what a plain list of values becomes."""

from __future__ import annotations

import datetime as dt
import json
import math
import sqlite3
import time
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import numpy as np
import pyarrow as pa
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from spaceplanner.domain import overlay
from spaceplanner.domain.cell_edits import set_cells
from spaceplanner.domain.layer import Role
from spaceplanner.domain.project import Project
from spaceplanner.errors import EditError, ProjectError
from spaceplanner.io import catalogue, project_file
from spaceplanner.services.document import Document
from spaceplanner.services.fingerprint import data_hash
from spaceplanner.services.unpacking import unpack
from tests.services.city import points, town

if TYPE_CHECKING:
    from pathlib import Path

ROWS = 5
DAY = dt.date(2024, 1, 1)
START: dict[str, list[Any]] = {
    "flag": [True, False, None, True, True],
    "watts": [60.0, None, 100.0, 0.0, -1.5],
    "count": [1, 2, None, 4, 2**60],
    "name": ["a", "", None, "ñ", "=1"],
    "day": [DAY, None, DAY, DAY, DAY],
    "moment": [dt.datetime(2024, 1, 1, 20), None, None, None, dt.datetime(1999, 1, 1)],  # noqa: DTZ001 - wall time
}
TYPES = {
    "flag": pa.bool_(),
    "watts": pa.float64(),
    "count": pa.int64(),
    "name": pa.string(),
    "day": pa.date32(),
    "moment": pa.timestamp("s"),
}
VALUES: dict[str, st.SearchStrategy[Any]] = {
    "flag": st.booleans(),
    "watts": st.floats(allow_nan=False, allow_infinity=False),
    "count": st.integers(-(2**63), 2**63 - 1),
    "name": st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0"), max_size=5),
    "day": st.dates(dt.date(1900, 1, 1)),
    "moment": st.datetimes(dt.datetime(1900, 1, 1)).map(lambda moment: moment.replace(microsecond=0)),  # noqa: DTZ001
}


@st.composite
def steps(draw: st.DrawFn) -> tuple[str, list[int], Any] | str:
    kind = draw(st.sampled_from(["edit", "edit", "edit", "back", "undo", "redo"]))
    if kind in {"undo", "redo"}:
        return kind
    column = draw(st.sampled_from(sorted(START)))
    rows = draw(st.lists(st.integers(0, ROWS - 1), min_size=1, max_size=ROWS))
    value = START[column][rows[0]] if kind == "back" else draw(st.none() | VALUES[column])
    return column, rows, value


def lamps() -> Project:
    table = pa.table({name: pa.array(values, TYPES[name]) for name, values in START.items()})
    layer = points("lamps", Role.LAMPS, np.zeros((ROWS, 2)), row=[0] * ROWS)
    return Project(name="", crs="EPSG:32717", layers=(_with(layer, table),))


def _with(layer: Any, table: pa.Table) -> Any:
    return replace(layer, table=table)


def content(project: Project) -> dict[str, list[Any]]:
    (layer,) = project.layers
    found: dict[str, list[Any]] = layer.table.to_pydict()
    return found


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None, max_examples=60)
@given(script=st.lists(steps(), max_size=12))
def test_any_edits_with_undo_and_redo_are_their_replay_and_survive_a_save(script, tmp_path):
    document = Document(lamps(), tmp_path / "none.gpkg")
    past: list[dict[str, list[Any]]] = []
    future: list[dict[str, list[Any]]] = []
    model = {name: list(values) for name, values in START.items()}
    for step in script:
        if step == "undo":
            if document.undo():
                future.append(model)
                model = past.pop()
        elif step == "redo":
            if document.redo():
                past.append(model)
                model = future.pop()
        else:
            column, rows, value = step
            after = model | {column: [value if row in rows else was for row, was in enumerate(model[column])]}
            if document.do("Edit", set_cells("lamps", column, np.array(rows), value)):
                past.append(model)
                future.clear()
                model = after
            else:
                assert after == model
        assert content(document.project) == model
    (layer,) = document.project.layers
    assert layer.imported.to_pydict() == START
    assert (layer.overlay is None) == (model == START)
    path = tmp_path / "saved.gpkg"
    path.unlink(missing_ok=True)
    project_file.save(document.project, path)
    again = project_file.load(path)
    assert content(again) == model
    assert again.layers[0].imported.to_pydict() == START
    if layer.overlay is not None:
        assert again.layers[0].overlay is not None
        assert {name: cells.rows.tolist() for name, cells in layer.overlay.columns.items()} == {
            name: cells.rows.tolist() for name, cells in again.layers[0].overlay.columns.items()
        }


@given(
    count=st.integers(1, 3 * overlay.BLOCK),
    seed=st.integers(0, 2**32 - 1),
    pieces=st.integers(1, 4),
)
@settings(deadline=None, max_examples=25)
def test_a_column_in_blocks_is_what_numpy_makes_of_it(count, seed, pieces):
    rng = np.random.default_rng(seed)
    values = rng.integers(0, 9, count)
    column = pa.chunked_array(np.array_split(values, pieces), pa.int64())
    rows = np.flatnonzero(rng.random(count) < rng.choice([0.0001, 0.5, 1.0]))
    new = rng.integers(10, 99, len(rows))
    found = overlay.put(column, rows, pa.array(new, pa.int64()))
    values[rows] = new
    assert np.array_equal(found.to_numpy(), values)


def test_one_edit_of_a_large_table_shares_all_other_blocks():
    count = 40 * overlay.BLOCK
    layer = points("big", Role.CONTEXT, np.zeros((count, 2)), value=[0.0] * count, other=[0.0] * count)
    project = Project(name="", layers=(layer,))
    pa_before = pa.total_allocated_bytes()
    versions = [project]
    for row in range(0, count, overlay.BLOCK // 2):
        versions.append(set_cells("big", "value", np.array([row]), 1.0)(versions[-1]))
    each = (pa.total_allocated_bytes() - pa_before) / (len(versions) - 1)
    assert each < 2.5 * 8 * overlay.BLOCK
    last = versions[-1].layers[0]
    assert (
        last.table.column("other").chunks[0].buffers()[1].address
        == layer.table.column("other").chunks[0].buffers()[1].address
    )
    assert last.table.column("value").to_numpy().sum() == 80
    assert versions[0].layers[0].table.column("value").to_numpy().sum() == 0


def test_a_value_in_all_of_half_a_million_rows_is_set_at_once():
    """Row by row it takes over a second; a cell afterwards as long as a fifth of that."""
    rows = np.arange(500_000)
    layer = points("lamps", Role.LAMPS, np.zeros((len(rows), 2)), watts=(rows % 7 * 10.0).tolist())
    project = Project(name="", crs="EPSG:32717", layers=(layer,))
    started = time.perf_counter()
    changed = set_cells("lamps", "watts", rows[::-1], 20.0)(project)
    again = set_cells("lamps", "watts", rows[:1], None)(changed)
    assert time.perf_counter() - started < 0.5
    changes = again.layers[0].overlay
    assert changes is not None
    (edited,) = changes.columns.values()
    assert len(edited.rows) == np.count_nonzero(rows % 7 != 2)
    assert edited.values[0].as_py() is None


@pytest.mark.parametrize("kind", [pa.float16(), pa.float32(), pa.int8(), pa.string(), pa.bool_(), pa.timestamp("us")])
def test_no_value_differs_from_every_value_only(kind):
    filled = pa.array([1, 0, 1], pa.int8())
    filled = (
        (filled.cast(pa.int64()) if pa.types.is_timestamp(kind) else filled)
        .cast(pa.float32() if pa.types.is_float16(kind) else kind)
        .cast(kind)
    )
    nothing = pa.nulls(3, kind)
    assert overlay.differing(pa.chunked_array([filled]), nothing).all()
    assert overlay.differing(pa.chunked_array([nothing]), filled).all()
    assert not overlay.differing(pa.chunked_array([nothing]), nothing).any()
    assert overlay.differing(pa.chunked_array([filled]), filled.take(pa.array([0, 0, 0]))).tolist() == [
        False,
        True,
        False,
    ]


def test_what_was_changed_back_is_the_imported_table_again():
    project = lamps()
    changed = set_cells("lamps", "watts", np.array([0]), 70.0)(project)
    again = set_cells("lamps", "watts", np.array([0]), 60.0)(changed)
    assert again.layers[0].table is project.layers[0].table
    assert again.layers[0].overlay is None
    assert set_cells("lamps", "watts", np.array([0]), 60.0)(project) is project


@pytest.mark.parametrize(
    ("layer", "column", "value", "why"),
    [
        ("incidents", "category", "x", "record of incidents is not changed here"),
        ("spaces", "id", "x", "codes"),
        ("lamps", "watts", 3.0, "has no column watts"),
        ("lamps", "working", "perhaps", "does not fit"),
        ("nothing", "working", True, "no layer nothing"),
    ],
)
def test_what_cannot_be_changed_says_why(layer, column, value, why):
    with pytest.raises(EditError, match=why):
        set_cells(layer, column, np.array([0]), value)(town())


def test_a_row_that_is_none_is_refused():
    for row in (-1, 60):
        with pytest.raises(EditError, match="no such row"):
            set_cells("lamps", "working", np.array([row]), value=True)(town())


def test_the_analysis_and_the_hash_follow_and_come_back():
    project, types = town(), catalogue.load()
    changed = set_cells("lamps", "working", np.arange(60), value=False)(project)
    assert len(unpack(project).lamps.working_xy) == 53
    assert len(unpack(changed).lamps.working_xy) == 0
    assert data_hash(changed, types) != data_hash(project, types)
    back = set_cells("lamps", "working", np.array([i for i in range(60) if i % 9]), value=True)(changed)
    assert data_hash(back, types) == data_hash(project, types)


def test_a_save_after_an_edit_writes_no_table_anew(tmp_path: Path):
    path = tmp_path / "town.gpkg"
    project = town()
    project_file.save(project, path)
    changed = set_cells("lamps", "working", np.array([3]), value=False)(project)
    project_file.save(changed, path, previous=project)
    again = project_file.load(path)
    lamps_ = again.layer("lamps")
    assert lamps_ is not None
    assert lamps_.overlay is not None
    assert lamps_.table.column("working")[3].as_py() is False
    assert lamps_.imported.column("working")[3].as_py() is True
    project_file.save(set_cells("lamps", "working", np.array([3]), value=True)(again), path, previous=again)
    last = project_file.load(path).layer("lamps")
    assert last is not None
    assert last.overlay is None


@pytest.mark.parametrize(
    "cells",
    [
        [{"column": "nothing", "rows": [0], "values": [True]}],
        [{"column": "working", "rows": [-1], "values": [True]}],
        [{"column": "working", "rows": [1, 1], "values": [True, True]}],
        [{"column": "working", "rows": [1], "values": []}],
        [{"column": "working", "rows": [], "values": []}],
        [{"column": "working", "rows": [1], "values": ["yes"]}],
        [{"column": "working", "rows": [1], "values": [True]}] * 2,
    ],
)
def test_a_file_with_cells_that_cannot_be_is_damaged(tmp_path: Path, cells: list[dict[str, Any]]):
    path = tmp_path / "town.gpkg"
    project_file.save(town(), path)
    with sqlite3.connect(path) as database:
        document = json.loads(database.execute("SELECT json FROM spaceplanner_document").fetchone()[0])
        next(layer for layer in document["layers"] if layer["id"] == "lamps")["cells"] = cells
        database.execute("UPDATE spaceplanner_document SET json = ?", (json.dumps(document),))
    database.close()
    with pytest.raises(ProjectError, match="damaged"):
        project_file.load(path)


def gapped(project: Project, path: Path) -> Project:
    """Save a project, have another program remove three lamps, and open it again."""
    project_file.save(project, path)
    with sqlite3.connect(path) as database:
        table = database.execute("SELECT table_name FROM gpkg_contents WHERE table_name LIKE 'lamps%'").fetchone()[0]
        for trigger in database.execute(
            "SELECT name FROM sqlite_master WHERE type = 'trigger' AND tbl_name = ?", (table,)
        ).fetchall():
            database.execute(f'DROP TRIGGER "{trigger[0]}"')
        database.execute(f'DELETE FROM "{table}" WHERE fid IN (1, 6, 11)')
    database.close()
    return project_file.load(path)


@pytest.mark.parametrize("elsewhere", ["copy.gpkg", "nowhere/copy.gpkg"])
def test_a_save_elsewhere_moves_no_cell_in_the_file_that_is_open(tmp_path: Path, elsewhere: str):
    """The rows' numbers belong to a file: a copy counts them anew, and a save that fails changes nothing."""
    path = tmp_path / "town.gpkg"
    opened = gapped(town(), path)
    if elsewhere.startswith("nowhere"):
        with pytest.raises(ProjectError):
            project_file.save(opened, tmp_path / elsewhere)
    else:
        project_file.save(opened, tmp_path / elsewhere)
    changed = set_cells("lamps", "working", np.array([20]), value=None)(opened)
    project_file.save(changed, path, previous=opened)
    expected = changed.layers[1].table.column("working").to_pylist()
    assert project_file.load(path).layers[1].table.column("working").to_pylist() == expected


def test_a_document_that_could_not_be_read_again_is_not_written(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    path, project = tmp_path / "town.gpkg", town()
    project_file.save(project, path)
    before = path.read_bytes()
    size = len(project_file.load(path).name) + 20_000
    monkeypatch.setattr(project_file, "LARGEST_DOCUMENT", size)
    changed = replace(project, contact="x" * size)
    with pytest.raises(ProjectError, match="longer than a project file can hold"):
        project_file.save(changed, path, previous=project)
    assert path.read_bytes() == before


def test_a_number_too_large_for_its_column_is_refused():
    table = pa.table({"small": pa.array([1.0, 2.0], pa.float32())})
    layer = replace(lamps().layers[0], table=table, geometry=lamps().layers[0].geometry[:2].copy())
    project = replace(lamps(), layers=(layer,))
    with pytest.raises(EditError, match="does not fit into column small"):
        set_cells(layer.id, "small", np.array([0]), 1e300)(project)


def test_a_remark_makes_no_result_stale():
    project, known = town(), catalogue.load()
    layer = project.layers[1]
    noted = replace(layer, table=layer.table.append_column("remark", pa.array([""] * len(layer), pa.string())))
    before = replace(project, layers=(project.layers[0], noted, *project.layers[2:]))
    remark = set_cells("lamps", "remark", np.array([0]), "bent")(before)
    assert data_hash(remark, known) == data_hash(before, known)
    out = set_cells("lamps", "working", np.array([0]), value=not layer.table.column("working")[0].as_py())(before)
    assert data_hash(out, known) != data_hash(before, known)


def test_cells_stay_with_their_rows_when_another_program_removes_some(tmp_path: Path):
    path, copy = tmp_path / "town.gpkg", tmp_path / "copy.gpkg"
    project = town()
    for row in (3, 10, 59):
        project = set_cells("lamps", "working", np.array([row]), value=row == 59 or None)(project)
    expected = project.layers[1].table.column("working").to_pylist()
    opened = gapped(project, path)
    left = [value for row, value in enumerate(expected) if row not in {0, 5, 10}]
    assert opened.layers[1].table.column("working").to_pylist() == left
    assert any("1" in note[1]["count"] for note in opened.layers[1].source.notes)
    changed = set_cells("lamps", "working", np.array([20]), value=None)(opened)
    left[20] = None
    project_file.save(changed, path, previous=opened)
    assert project_file.load(path).layers[1].table.column("working").to_pylist() == left
    project_file.save(changed, copy)
    assert project_file.load(copy).layers[1].table.column("working").to_pylist() == left


@pytest.mark.parametrize("value", [math.inf, -math.inf, math.nan])
def test_a_number_that_is_not_finite_is_no_value_of_a_cell(value: float):
    """No project that holds one could be saved."""
    with pytest.raises(EditError, match="does not fit into column watts"):
        set_cells("lamps", "watts", np.array([0]), value)(lamps())
