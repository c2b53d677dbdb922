"""PostGIS counts the same incidents and lamps near each space."""

from __future__ import annotations

import os
import shutil
import subprocess
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
import shapely

from spaceplanner.domain.layer import Role
from spaceplanner.domain.space import spaces_of

if TYPE_CHECKING:
    from collections.abc import Iterator

    from spaceplanner.domain.project import Project
    from spaceplanner.domain.result import Result

COUNT = """
SELECT s.id, count(p.geom) FROM spaces s LEFT JOIN {table} p ON ST_DWithin(s.geom, p.geom, {distance})
GROUP BY s.id ORDER BY s.id;
"""


class Server:
    """A PostgreSQL server of its own, reached by a socket in its folder; no port is opened."""

    def __init__(self, folder: Path, programs: Path) -> None:
        self._folder, self._programs = folder, programs

    def run(self, program: str, *words: str, text: str | None = None) -> str:
        """Run one of PostgreSQL's programs, never as root."""
        person = ["runuser", "-u", "postgres", "--"] if os.geteuid() == 0 else []
        done = subprocess.run(
            [*person, self._programs / program, *words], input=text, capture_output=True, text=True, check=False,
            cwd=self._folder, timeout=100,
        )  # fmt: skip
        assert done.returncode == 0, done.stderr
        return done.stdout

    def sql(self, text: str) -> list[list[str]]:
        """Run SQL and return the rows."""
        words = ("-h", str(self._folder), "-d", "postgres", "-qAt", "-F", "\t", "-v", "ON_ERROR_STOP=1")
        return [line.split("\t") for line in self.run("psql", *words, text=text).splitlines()]


@pytest.fixture(scope="module")
def server() -> Iterator[Server]:
    installed = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"))
    if not installed or not list(Path("/usr/share/postgresql").glob("*/extension/postgis.control")):
        pytest.skip("PostgreSQL with PostGIS is not installed: numbers not compared with PostGIS")
    with tempfile.TemporaryDirectory(prefix="sp-") as name:  # short: a socket's path has at most 107 letters
        folder = Path(name)
        if os.geteuid() == 0:
            shutil.chown(folder, "postgres", "postgres")
        server = Server(folder, installed[-1].parent)
        data = str(folder / "data")
        server.run("initdb", "-D", data, "-A", "trust", "-E", "UTF8", "--no-sync")
        settings = f"-k {folder} -c listen_addresses='' -c fsync=off"
        server.run("pg_ctl", "-D", data, "-w", "-l", str(folder / "log"), "-o", settings, "start")
        try:
            server.sql("CREATE EXTENSION postgis;")
            yield server
        finally:
            server.run("pg_ctl", "-D", data, "-w", "-m", "immediate", "stop")


@pytest.fixture(scope="module")
def loaded(server: Server, city: tuple[Project, Result]) -> Server:
    project, _ = city
    srid = int(str(project.crs).removeprefix("EPSG:"))
    rows = "\n".join(f"{space.id}\t{shapely.to_wkb(space.shape, hex=True)}" for space in spaces_of(project.layers))
    server.sql(f"CREATE TABLE spaces (id text, geom geometry);\nCOPY spaces FROM stdin;\n{rows}\n\\.\n")
    for table, role in (("incidents", Role.INCIDENTS), ("lamps", Role.LAMPS)):
        (layer,) = project.by_role(role)
        rows = "\n".join(f"{x!r}\t{y!r}" for x, y in layer.geometry.tolist())
        server.sql(
            f"CREATE TABLE {table}_xy (x float8, y float8);\nCOPY {table}_xy FROM stdin;\n{rows}\n\\.\n"
            f"CREATE TABLE {table} AS SELECT ST_SetSRID(ST_MakePoint(x, y), {srid}) geom FROM {table}_xy;\n"
            f"CREATE INDEX ON {table} USING gist (geom); ANALYZE {table};"
        )
    server.sql(f"UPDATE spaces SET geom = ST_SetSRID(geom, {srid});")
    return server


@pytest.mark.parametrize(
    ("table", "distance", "measure"),
    [
        ("incidents", 100, "incidents_within"),
        ("incidents", 0, "incidents_inside"),
        ("lamps", 50, "lamps_within"),
        ("lamps", 0, "lamps_inside"),
    ],
)
def test_counts_are_those_of_postgis(
    loaded: Server, city: tuple[Project, Result], table: str, distance: int, measure: str
):
    _, result = city
    theirs = {key: int(count) for key, count in loaded.sql(COUNT.format(table=table, distance=distance))}
    ours = {space.space: space.figures[measure].exact for space in result.diagnosis.spaces}
    assert ours == theirs
    assert sum(theirs.values()) > 0
