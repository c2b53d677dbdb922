"""What other programs are shown of a project: its interventions, its results and what it is."""

from __future__ import annotations

from typing import TYPE_CHECKING

from spaceplanner import __version__
from spaceplanner.i18n import N_, gettext
from spaceplanner.io import gpkg

if TYPE_CHECKING:
    import sqlite3

    from spaceplanner.domain.project import Project
    from spaceplanner.domain.result import Result, SpaceDiagnosis

TABLES = (
    "about",
    "interventions_points",
    "interventions_lines",
    "interventions_areas",
    "interventions_programmes",
    "diagnosis",
    "scores",
)
"""Every table this module writes; they are made anew at each save."""

_KINDS = {
    "Point": ("interventions_points", "POINT"),
    "LineString": ("interventions_lines", "LINESTRING"),
    "Polygon": ("interventions_areas", "POLYGON"),
}
_INTERVENTION = (
    ("proposal_id", "TEXT"),
    ("proposal", "TEXT"),
    ("space_id", "TEXT"),
    ("intervention", "TEXT"),
    ("type", "TEXT"),
    ("quantity", "REAL"),
    ("unit_cost", "REAL"),
    ("note", "TEXT"),
)


def write(database: sqlite3.Connection, project: Project, result: Result | None, *, srs: int, saved: str) -> None:
    """Write the tables anew, within the caller's transaction.

    Parameters
    ----------
    result
        What was computed from exactly this project; None: earlier results are removed, they may no longer be true.
    srs
        Number of the project's CRS in this file.
    saved
        Time of the save, ISO 8601.
    """
    for table in TABLES:
        gpkg.drop(database, table)
    _write_about(database, project, saved)
    _write_interventions(database, project, srs)
    if result is not None:
        _write_diagnosis(database, result)
        _write_scores(database, result)


def _write_about(database: sqlite3.Connection, project: Project, saved: str) -> None:
    note = gettext(N_("The place is invented.")) if project.fictional else ""
    gpkg.write_table(
        database,
        "about",
        [(name, "TEXT") for name in ("project", "organisation", "contact", "note", "saved", "program")],
        [(project.name, project.organisation, project.contact, note, saved, f"SpacePlanner {__version__}")],
    )


def _write_interventions(database: sqlite3.Connection, project: Project, srs: int) -> None:
    rows = [
        (
            item.geometry,
            (proposal.id, proposal.name, proposal.space, item.id, item.type, item.quantity, item.unit_cost, item.note),
        )
        for proposal in project.proposals
        for item in proposal.interventions
    ]
    for kind, (table, geometry_type) in _KINDS.items():
        placed = [(shape, row) for shape, row in rows if shape is not None and shape.geom_type == kind]
        if placed:
            shapes, values = zip(*placed, strict=True)
            gpkg.write_table(
                database, table, _INTERVENTION, values, shapes=shapes, geometry_type=geometry_type, srs=srs
            )
    programmes = [row for shape, row in rows if shape is None]
    if programmes:
        gpkg.write_table(database, "interventions_programmes", _INTERVENTION, programmes)


def _write_diagnosis(database: sqlite3.Connection, result: Result) -> None:
    spaces = result.diagnosis.spaces
    figures = list(dict.fromkeys(name for space in spaces for name in space.figures))
    bounded = [
        name
        for name in figures
        if any(name in space.figures and space.figures[name].interval("exact") for space in spaces)
    ]
    kinds = list(dict.fromkeys(kind for space in spaces for kind in space.labels))
    gpkg.write_table(
        database,
        "diagnosis",
        [("space_id", "TEXT"), ("name", "TEXT"), ("rank", "INTEGER"), ("need", "REAL"), ("need_floor", "REAL")]
        + [("rank_low", "INTEGER"), ("rank_high", "INTEGER"), ("rank_top_share", "REAL")]
        + [(name, "REAL") for name in figures]
        + [(f"{name}_{end}", "REAL") for name in bounded for end in ("low", "high")]
        + [(kind, "TEXT") for kind in kinds]
        + [("flags", "TEXT")],
        [
            (
                *(space.space, space.name, space.rank, space.need, space.need_floor),
                *_ranks(space),
                *(space.figures[name].exact if name in space.figures else None for name in figures),
                *(bound for name in bounded for bound in _bounds(space, name)),
                *(space.labels.get(kind) for kind in kinds),
                "; ".join(space.flags),
            )
            for space in spaces
        ],
    )


def _ranks(space: SpaceDiagnosis) -> tuple[int | None, int | None, float | None]:
    found = space.stability
    return (None, None, None) if found is None else (found.low, found.high, found.top_share)


def _bounds(space: SpaceDiagnosis, name: str) -> tuple[float | None, float | None]:
    return (space.figures[name].interval("exact") if name in space.figures else None) or (None, None)


def _write_scores(database: sqlite3.Connection, result: Result) -> None:
    parts = list(dict.fromkeys(part.id for item in result.proposals for part in item.criteria))
    gpkg.write_table(
        database,
        "scores",
        [("proposal_id", "TEXT"), ("name", "TEXT"), ("space_id", "TEXT"), ("rank", "INTEGER"), ("score", "REAL")]
        + [("cost_likely", "REAL"), ("funding_gap", "REAL"), ("averted_per_year", "REAL"), ("grade", "TEXT")]
        + [(f"points_{name}", "REAL") for name in parts],
        [
            (
                *(item.id, item.name, item.space, item.rank, item.score),
                *(item.cost.likely, item.funding.gap, item.averted.exact, item.grade),
                *({part.id: part.points for part in item.criteria}.get(name) for name in parts),
            )
            for item in result.proposals
        ],
    )
