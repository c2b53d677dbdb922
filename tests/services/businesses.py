"""Businesses around the square of `plaza`, for tests of the sponsor's case and of partners."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

import numpy as np
import pyarrow as pa

from spaceplanner.domain.layer import Role
from tests.services import plaza

if TYPE_CHECKING:
    from spaceplanner.domain.layer import Layer
    from spaceplanner.domain.project import Project

NUMBERS = ("employees", "victim", "loss", "sales_drop", "extortion", "survey_year")


def layer(*rows: dict[str, Any]) -> Layer:
    """Return a layer of businesses: each row has ``at``, metres from the square's corner, and what it tells."""
    at = np.array([row["at"] for row in rows], dtype=float).reshape(-1, 2) + np.array([plaza.X, plaza.Y])
    texts = {
        name: pa.array([row.get(name) for row in rows], pa.string()) for name in ("kind", "hours", "opens", "closes")
    }
    numbers = {name: pa.array([row.get(name) for row in rows], pa.float64()) for name in NUMBERS}
    return replace(plaza.layer(Role.BUSINESSES, at), table=pa.table(texts | numbers))


def surveyed(count: int, *, at: tuple[float, float] = (50, -20), **more: Any) -> list[dict[str, Any]]:
    """Return businesses that answered, at one place: each lost 1,000 a year."""
    usual = {"at": at, "kind": "Tienda", "hours": "08:00-21:00", "victim": 1.0, "loss": 1000.0, "survey_year": 2026.0}
    return [usual | more for _ in range(count)]


def added(project: Project, *rows: dict[str, Any]) -> Project:
    """Return the project with a layer of businesses."""
    return replace(project, layers=(*project.layers, layer(*rows)))
