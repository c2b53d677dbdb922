"""Kills programs in the middle of saving and says what the file holds afterwards; started by test_project_file_kill.

Every process is forked from this one, which itself never saves or loads anything: what is forked must have no threads.
Prints one JSON object for each kill.
"""

from __future__ import annotations

import json
import os
import random
import signal
import sqlite3
import sys
import time
import traceback
from contextlib import closing
from dataclasses import replace
from pathlib import Path

import pyarrow as pa
import pyogrio.raw
import shapely

from spaceplanner.domain.project import Project
from spaceplanner.io import project_file
from tests.io.projects import lamps, proposal, spaces

SAVING, RESTING = b"s", b"r"


def version(n: int) -> Project:
    """A project in which everything tells its version."""
    rows = 4000 + n % 97
    layer = lamps(rows, table=pa.table({"working": pa.array([True] * rows), "power_w": pa.array([float(n)] * rows)}))
    items = tuple(replace(proposal().interventions[0], id=f"i{k}", note=str(n)) for k in range(n % 7 + 1))
    return Project(
        name=f"v{n}",
        crs="EPSG:32717",
        layers=(spaces(), layer),
        proposals=(proposal(interventions=items, summary=str(n)),),
    )


def save_until_killed(path: Path, pipe: int, *, anew: bool) -> None:
    """Save version after version; each byte in the pipe says what follows it."""
    current = project_file.load(path)
    n = int(current.name[1:])
    while True:
        n += 1
        following = version(n)
        # Every other save only moves something: the layers stay.
        if n % 2:
            following = replace(following, layers=current.layers)
        os.write(pipe, SAVING)
        project_file.save(following, path, previous=None if anew else current)
        os.write(pipe, RESTING)
        current = following


def check(path: Path) -> None:
    """Raise unless the file holds one version, whole."""
    project = project_file.load(path)
    n = int(project.name[1:])
    expected = version(n)
    assert project.proposals[0].summary == str(n)
    assert [item.note for item in project.proposals[0].interventions] == [str(n)] * (n % 7 + 1)
    lamp = project.layers[1]
    made = int(lamp.table.column("power_w")[0].as_py())
    assert made in {n, n - 1}
    assert len(lamp) == 4000 + made % 97
    assert shapely.equals(project.layers[0].geometry, expected.layers[0].geometry).all()
    with closing(sqlite3.connect(path)) as database:
        assert database.execute("PRAGMA integrity_check").fetchone() == ("ok",)
        assert database.execute("SELECT count(*), min(note) FROM interventions_points").fetchone() == (
            n % 7 + 1,
            str(n),
        )
        tables = database.execute("SELECT count(*) FROM gpkg_contents WHERE data_type='features'").fetchone()
        assert tables == (3,)
        assert database.execute(
            "SELECT count(*) FROM sqlite_master WHERE name LIKE 'lamps%' AND type='table'"
        ).fetchone() == (1,)
    assert pyogrio.raw.read_arrow(path, layer="interventions_points")[1].num_rows == n % 7 + 1


def in_child(work) -> int:
    """Fork; the child does the work and ends without tidying up, as a killed program would."""
    child = os.fork()
    if child:
        return child
    status = 1
    try:
        work()
        status = 0
    except BaseException:  # noqa: BLE001 - the parent reads it on stderr
        traceback.print_exc()
    finally:
        os._exit(status)


def main(folder: Path, kills: int, seed: int) -> None:
    """Kill `kills` times after a random time, and check after each."""
    chance = random.Random(seed)
    path = folder / "city.gpkg"
    os.waitpid(in_child(lambda: project_file.save(version(0), path)), 0)
    for i in range(kills):
        reading, writing = os.pipe()
        child = in_child(lambda: save_until_killed(path, writing, anew=i % 3 == 2))  # noqa: B023 - runs at once
        os.close(writing)
        said = os.read(reading, 1)
        time.sleep(chance.uniform(0, 0.12))
        os.kill(child, signal.SIGKILL)
        os.waitpid(child, 0)
        while chunk := os.read(reading, 4096):
            said += chunk
        os.close(reading)
        _, status = os.waitpid(in_child(lambda: check(path)), 0)
        outcome = {"whole": status == 0, "saving": said.endswith(SAVING), "anew": i % 3 == 2}
        sys.stdout.write(json.dumps(outcome) + "\n")
        sys.stdout.flush()


if __name__ == "__main__":
    main(Path(sys.argv[1]), int(sys.argv[2]), int(sys.argv[3]))
