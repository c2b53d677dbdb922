"""The proposal file: one proposal as JSON, for a script, a colleague or a form to write.

The format is described in docs/guide/proposal-file.md and in resources/schema/proposal.schema.json.
"""

from __future__ import annotations

import math
from dataclasses import dataclass, replace
from datetime import date
from typing import TYPE_CHECKING, Annotated, Any

import msgspec
import shapely
from msgspec import Meta, Struct, structs

from spaceplanner.domain import checks
from spaceplanner.domain.edits import free_id
from spaceplanner.domain.funding import Form, FundingKind, State, of_kind
from spaceplanner.domain.partner import Partner, Recognition, RecognitionKind
from spaceplanner.domain.programme import Indicator, ProgrammeKind, ProgrammeLine
from spaceplanner.domain.proposal import Intervention, Proposal
from spaceplanner.errors import CrsError, ProjectError
from spaceplanner.i18n import N_
from spaceplanner.io import crs, json_text
from spaceplanner.io.json_text import Clause, refuse

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from pathlib import Path

    from pyproj import Transformer
    from shapely.geometry.base import BaseGeometry

    from spaceplanner.domain.catalogue import Catalogue
    from spaceplanner.domain.funding import Funding
    from spaceplanner.domain.project import Project

WGS84 = "EPSG:4326"

_Id = Annotated[str, Meta(pattern=r"^[A-Za-z0-9][A-Za-z0-9._-]{0,63}$")]
_Name = Annotated[str, Meta(min_length=1, max_length=200, pattern=json_text.SEEN)]
_Text = Annotated[str, Meta(max_length=2000)]
# A trillion is beyond any city's budget; sums of larger numbers would in the end be infinite.
_NotNegative = Annotated[float, Meta(ge=0, le=1e12)]
_Number = Annotated[float, Meta(ge=-1e12, le=1e12)]
_Positive = Annotated[float, Meta(gt=0, le=1e9)]
_Position = Annotated[tuple[float, ...], Meta(min_length=2, max_length=3)]


class _Row(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A JSON object; an unknown member is a misspelt one and is refused."""


class _Point(_Row, frozen=True, tag_field="type", tag="Point"):
    coordinates: _Position

    def positions(self) -> list[Sequence[tuple[float, ...]]]:
        """Return the positions as one list for each ring; a point and a line are one ring."""
        return [[self.coordinates]]


class _LineString(_Row, frozen=True, tag_field="type", tag="LineString"):
    coordinates: Annotated[tuple[_Position, ...], Meta(min_length=2)]

    def positions(self) -> list[Sequence[tuple[float, ...]]]:
        """Return the positions as one list for each ring."""
        return [self.coordinates]


class _Polygon(_Row, frozen=True, tag_field="type", tag="Polygon"):
    coordinates: Annotated[tuple[Annotated[tuple[_Position, ...], Meta(min_length=4)], ...], Meta(min_length=1)]

    def positions(self) -> list[Sequence[tuple[float, ...]]]:
        """Return the positions as one list for each ring."""
        return list(self.coordinates)


class _Intervention(_Row, frozen=True):
    type: str
    geometry: _Point | _LineString | _Polygon | None
    id: _Id | None = None
    quantity: _Positive | None = None
    unit_cost: _NotNegative | None = None
    note: _Text = ""
    owner: _Text = ""
    maintainer: _Text = ""
    upkeep_payer: _Text = ""


class _Funding(_Row, frozen=True):
    source: _Name
    amount: _NotNegative
    kind: FundingKind | None = None
    form: Form | None = None
    state: State | None = None
    own: bool | None = None
    partner: _Id | None = None
    since: date | None = None
    note: _Text = ""

    def line(self) -> Funding:
        """Return the funding line; what is not said is as the kind has it, or cash that is committed."""
        line = of_kind(self.source, self.kind or FundingKind.COMMITTED, self.amount, partner=self.partner)
        said = {name: getattr(self, name) for name in ("form", "state", "own") if getattr(self, name) is not None}
        return replace(line, since=self.since, note=self.note, **said)


class PartnerRecord(_Row, frozen=True):
    """A partner as files have it."""

    id: _Id
    name: _Name
    contact: _Text = ""
    themes: tuple[_Text, ...] = ()
    territory: tuple[_Text, ...] = ()
    cash: _NotNegative | None = None
    in_kind: _NotNegative | None = None
    time: _NotNegative | None = None
    conditions: _Text = ""
    refuses: tuple[_Text, ...] = ()


class _Indicator(_Row, frozen=True):
    name: _Name
    unit: _Text = ""
    baseline: _Number | None = None
    target: _Number | None = None
    source: _Text = ""
    owner: _Text = ""
    due: date | None = None


class _ProgrammeLine(_Row, frozen=True):
    kind: ProgrammeKind
    id: _Id | None = None
    responsible: _Text = ""
    quantities: dict[str, _NotNegative] = {}
    reference: _Text = ""
    indicator: _Indicator | None = None
    note: _Text = ""


class _Recognition(_Row, frozen=True):
    partner: _Id
    kind: RecognitionKind
    what: _Text = ""
    decision: _Text = ""
    decided: date | None = None


class _Proposal(_Row, frozen=True):
    id: _Id
    name: _Name
    space: str
    summary: _Text = ""
    maintainer: _Text = ""
    upkeep_payer: _Text = ""
    contact: _Text = ""
    crs: str = WGS84
    interventions: tuple[_Intervention, ...] = ()
    funding: tuple[_Funding, ...] = ()
    partners: tuple[PartnerRecord, ...] = ()
    owner: _Text = ""
    programme: tuple[_ProgrammeLine, ...] = ()
    recognitions: tuple[_Recognition, ...] = ()
    scenario_of: _Id | None = None


_ROWS = (_Proposal, _Intervention, _Funding, PartnerRecord, _Point, _ProgrammeLine, _Indicator, _Recognition)
_MEMBERS = tuple(dict.fromkeys(name for row in _ROWS for name in row.__struct_fields__))

_ALLOWED = {
    "$.funding.kind": tuple(FundingKind),
    "$.funding.form": tuple(Form),
    "$.funding.state": tuple(State),
    "$.programme.kind": tuple(ProgrammeKind),
    "$.recognitions.kind": tuple(RecognitionKind),
}
"""Where a value is one of a few."""


@dataclass(frozen=True, slots=True)
class Content:
    """What a proposal file brings: the proposal, and partners who may be new to the project."""

    proposal: Proposal
    partners: tuple[Partner, ...]


def read(path: Path, project: Project, catalogue: Catalogue) -> Proposal:
    """Read a proposal; see `contents`."""
    return contents(path, project, catalogue).proposal


def contents(path: Path, project: Project, catalogue: Catalogue) -> Content:
    """Read a proposal file against the project it is for.

    Geometry comes back in the project's CRS. Interventions without an id are given one.

    Raises
    ------
    FileError
        If the file is missing, empty, unreadable or no JSON.
    InputError
        If something in it is wrong; the sentence says where and what to do.
    ProjectError
        If the project has no CRS yet, because it has no layers.
    """
    if project.crs is None:
        raise ProjectError(N_("The project has no layers yet, so a proposal has no place in it. Add its spaces first."))
    record = _record(path)
    partners = tuple(Partner(**structs.asdict(partner)) for partner in record.partners)
    for problem in checks.partner_problems(partners):
        refuse(path, f"$.{problem.where}", Clause(problem.message_id, problem.parameters))
    proposal = _proposal(record, _Placing(path, record.crs, project.crs))
    for problem in checks.problems(proposal, project, catalogue, partners=partners):
        refuse(path, f"$.{problem.where}", Clause(problem.message_id, problem.parameters))
    return Content(proposal, partners)


def _record(path: Path) -> _Proposal:
    value = json_text.parse(path)
    try:
        return msgspec.convert(value, _Proposal)
    except msgspec.ValidationError as error:
        refuse(path, *json_text.clause(str(error), _MEMBERS, _ALLOWED))


def _proposal(record: _Proposal, placing: _Placing) -> Proposal:
    taken = {item.id for item in record.interventions if item.id}
    items = []
    for i, item in enumerate(record.interventions):
        key = item.id or free_id(taken, item.type)
        taken.add(key)
        geometry = placing.place(item.geometry, f"$.interventions[{i}].geometry")
        items.append(
            Intervention(
                id=key,
                type=item.type,
                geometry=geometry,
                quantity=item.quantity,
                unit_cost=item.unit_cost,
                note=item.note,
                owner=item.owner,
                maintainer=item.maintainer,
                upkeep_payer=item.upkeep_payer,
            )
        )
    return Proposal(
        id=record.id,
        name=record.name,
        space=record.space,
        interventions=tuple(items),
        funding=tuple(line.line() for line in record.funding),
        maintainer=record.maintainer,
        upkeep_payer=record.upkeep_payer,
        summary=record.summary,
        contact=record.contact,
        owner=record.owner,
        programme=_programme(record.programme),
        recognitions=tuple(Recognition(**structs.asdict(item)) for item in record.recognitions),
        scenario_of=record.scenario_of,
    )


def _programme(records: Sequence[_ProgrammeLine]) -> tuple[ProgrammeLine, ...]:
    taken = {item.id for item in records if item.id}
    lines = []
    for item in records:
        key = item.id or free_id(taken, item.kind.value)
        taken.add(key)
        indicator = None if item.indicator is None else Indicator(**structs.asdict(item.indicator))
        lines.append(ProgrammeLine(**structs.asdict(item) | {"id": key, "indicator": indicator}))
    return tuple(lines)


class _Placing:
    """Puts GeoJSON geometries of one file into the project's CRS."""

    def __init__(self, path: Path, source: str, target: str) -> None:
        self._path = path
        self._source = source
        self._transformer = _transformer(path, source, target)

    def place(self, record: _Point | _LineString | _Polygon | None, where: str) -> BaseGeometry | None:
        """Return the geometry in the project's CRS, flat."""
        if record is None:
            return None
        rings = [self._moved(ring, where) for ring in record.positions()]
        try:
            return _MAKERS[type(record)](rings)
        except (shapely.errors.ShapelyError, ValueError) as error:
            refuse(self._path, where, Clause(N_("is not a valid shape ({reason}); draw it again"), {"reason": error}))

    def _moved(self, positions: Sequence[tuple[float, ...]], where: str) -> list[tuple[float, float]]:
        xs, ys = self._transformer.transform([p[0] for p in positions], [p[1] for p in positions])
        moved = list(zip(xs, ys, strict=True))
        if not all(math.isfinite(x) and math.isfinite(y) for x, y in moved):
            clause = Clause(
                N_(
                    "the coordinates do not exist in {crs}; check their order (longitude comes first) and the "
                    "coordinate reference system"
                ),
                {"crs": self._source},
            )
            refuse(self._path, where, clause)
        return moved


_MAKERS: dict[type[Any], Callable[[list[list[tuple[float, float]]]], BaseGeometry]] = {
    _Point: lambda rings: shapely.Point(rings[0][0]),
    _LineString: lambda rings: shapely.LineString(rings[0]),
    _Polygon: lambda rings: shapely.Polygon(rings[0], rings[1:]),
}


def _transformer(path: Path, source: str, target: str) -> Transformer:
    try:
        return crs.transformer(source, target)
    except CrsError:
        refuse(
            path,
            "$.crs",
            Clause(
                N_("the coordinate reference system {crs} is unknown; give a code such as EPSG:4326"), {"crs": source}
            ),
        )
