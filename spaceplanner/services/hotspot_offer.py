"""What a project offers for hot spots: its categories and days, and which methods it has the layers for."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from datetime import date
from typing import TYPE_CHECKING

import numpy as np

from spaceplanner.domain.layer import GeometryKind, Role
from spaceplanner.services import districts

if TYPE_CHECKING:
    from collections.abc import Mapping

    from spaceplanner.domain.project import Project

_QUARTER = 0.25


@dataclass(frozen=True, slots=True, kw_only=True)
class Offer:
    """What can be chosen.

    Attributes
    ----------
    incidents
        How many there are.
    first, last
        First and last day of the record; None where there are no dates.
    categories
        With how many incidents each, the most frequent first.
    severity
        Some incidents have a severity above 0.
    districts, streets
        The project has such layers.
    residents
        It is known how many people live where.
    people
        Columns of the districts that may be counted as their people.
    methods
        Method -> the options that it reads, as `hotspot_methods.METHODS` says.
    cells, kernels
        What Gi* counts in, and the kernels of a density.
    """

    incidents: int = 0
    first: date | None = None
    last: date | None = None
    categories: tuple[tuple[str, int], ...] = ()
    severity: bool = False
    districts: bool = False
    streets: bool = False
    residents: bool = False
    people: tuple[str, ...] = ()
    methods: Mapping[str, frozenset[str]] = field(default_factory=dict)
    cells: tuple[str, ...] = ()
    kernels: tuple[str, ...] = ()


def offer(project: Project) -> Offer:
    """Return what a project offers; cheap enough to be asked for after each change of its layers."""
    from spaceplanner.analysis.density import KERNELS  # noqa: PLC0415 - start-up time: the methods need SciPy
    from spaceplanner.services.hotspot_methods import CELLS, METHODS  # noqa: PLC0415

    layers = [layer for layer in project.by_role(Role.INCIDENTS) if layer.kind is GeometryKind.POINT]
    kinds: Counter[str] = Counter()
    days: list[np.datetime64] = []
    severity = False
    for layer in layers:
        names = layer.table.column_names
        if "category" in names:
            for found in layer.table.column("category").value_counts().to_pylist():
                kinds[str(found["values"] or "")] += int(found["counts"])
        if "when" in names:
            when = np.asarray(layer.table.column("when").to_numpy(zero_copy_only=False), dtype="datetime64[D]")
            when = when[~np.isnat(when)]
            days += [when.min(), when.max()] if len(when) else []
        if "severity" in names:
            values = np.asarray(layer.table.column("severity").to_numpy(zero_copy_only=False), dtype=np.float64)
            severity = severity or bool((values > 0).any())
    del kinds[""]
    return Offer(
        incidents=sum(len(layer) for layer in layers),
        first=_day(min(days)) if days else None,
        last=_day(max(days)) if days else None,
        categories=tuple(kinds.most_common()),
        severity=severity,
        districts=len(districts.areas(project)[0]) > 0,
        streets=any(layer.kind is GeometryKind.LINE and len(layer) for layer in project.by_role(Role.STREETS)),
        residents=_peopled(project),
        people=districts.number_columns(project),
        methods={name: method.reads for name, method in METHODS.items()},
        cells=tuple(CELLS),
        kernels=tuple(KERNELS),
    )


def _peopled(project: Project) -> bool:
    """Return whether some place of the residents has a number of people."""
    columns = (
        layer.table.column("people")
        for layer in project.by_role(Role.RESIDENTS)
        if "people" in layer.table.column_names and layer.kind is not GeometryKind.LINE
    )
    return any(column.null_count < len(column) for column in columns)


def last_quarter(first: date, last: date) -> date:
    """Return the first day of the last quarter of a period: what a method is tested on."""
    return last - (last - first) * _QUARTER


def _day(day: np.datetime64) -> date:
    year, month, number = (int(part) for part in str(day).split("-"))
    return date(year, month, number)
