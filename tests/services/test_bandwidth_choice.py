"""The bandwidth along streets on held-out months: undated incidents, the edge, and how far it is."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

import numpy as np
import pyarrow as pa
import pytest
import shapely

from spaceplanner.analysis import bandwidth as bandwidths
from spaceplanner.domain.layer import GeometryKind, Role
from spaceplanner.errors import AnalysisError
from spaceplanner.services import bandwidth_choice
from spaceplanner.services.selection import Question, select
from tests.services import cities

if TYPE_CHECKING:
    from spaceplanner.domain.project import Project

X, Y = 620_000.0, 9_750_000.0
LINES = [
    *([(0, y), *((x, y) for x in range(100, 1000, 100)), (1000, y)] for y in range(0, 1001, 100)),
    *([(x, 0), *((x, y) for y in range(100, 1000, 100)), (x, 1000)] for x in range(0, 1001, 100)),
    [(-80, 500), (0, 500)],
]
"""A grid, and a street that leaves the area to the west, beyond which no street is recorded."""


def city(undated: int = 0, months: int = 4) -> Project:
    """Return streets and, each month, incidents about one crossing; `undated` more about another."""
    rng = np.random.default_rng(3)
    near = np.array([(300, 300)] * 40 * months + [(800, 800)] * undated, dtype=float)
    days = np.datetime64("2024-01-10", "s") + np.repeat(np.arange(months) * 30, 40) * np.timedelta64(86_400, "s")
    when = [*days, *[np.datetime64("NaT", "s")] * undated]
    xy = near + rng.normal(0, 60, near.shape) + (X, Y)
    shapes = np.array([shapely.LineString(np.add(line, (X, Y))) for line in LINES], dtype=object)
    ways = replace(
        cities.layer(Role.BOUNDARY, shapes),
        role=Role.STREETS,
        kind=GeometryKind.LINE,
        table=pa.table({"row": list(range(len(shapes)))}),
    )
    layer = cities.layer(
        Role.INCIDENTS,
        xy,
        {"when": pa.array(when, pa.timestamp("s")), "when_precision": ["hour"] * len(xy)},
    )
    return cities.project(layer, ways)


def along(project: Project, area: Any = None, **changes: Any) -> tuple[float, tuple[Any, ...]]:
    given: dict[str, Any] = {"kernel": "quartic", "split": "continuous", "edge": False, "own": 150.0, "least": 0.0}
    return bandwidth_choice.choose_along(project, select(project, Question()), area=area, **(given | changes))


def test_an_incident_without_a_date_is_no_month_of_its_own():
    plain = along(city())
    assert plain[1][0][1]["months"] == 3
    assert along(city(undated=3)) == plain
    with pytest.raises(AnalysisError, match="No month of the choice follows another"):
        along(city(undated=1, months=1))


def test_incidents_outside_the_area_teach_where_the_density_knows_of_them(monkeypatch):
    """As on the map: corrected at the edge it knows only the area, and streets that end with it are cut."""
    seen: list[dict[str, Any]] = []
    real = bandwidths.held_out_along

    def spy(streets: Any, at: Any, *others: Any, **options: Any) -> Any:
        seen.append({"placed": int(at.found.sum()), "cut": np.any(options["open_ends"])})
        return real(streets, at, *others, **options)

    monkeypatch.setattr(bandwidths, "held_out_along", spy)
    area = shapely.box(X - 80, Y, X + 320, Y + 1000)
    along(city(), area)
    along(city(), area, edge=True)
    assert seen[0]["placed"] == 160 > seen[1]["placed"]
    assert (seen[0]["cut"], seen[1]["cut"]) == (False, True)


def test_each_month_that_is_compared_is_told():
    told: list[float] = []
    along(city(), progress=lambda share, _: told.append(share))
    assert len(told) >= 3 * len(bandwidth_choice.SUPPORTS)
    assert told == sorted(told)
    assert told[-1] == pytest.approx(1)
