"""Records: the shape of the document inside a project file, apart from the classes the program works with.

What is written here is the file format. A change of it needs a new schema version and a step in
`spaceplanner.io.migrations`.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, TypeVar

import msgspec
import shapely
from msgspec import Struct, structs

from spaceplanner.domain.criteria import Criterion, Form
from spaceplanner.domain.layer import GeometryKind, Rejection, Role, Source
from spaceplanner.domain.project import Project, Settings
from spaceplanner.domain.proposal import Funding, FundingKind, Intervention, Partner, Proposal

if TYPE_CHECKING:
    from collections.abc import Sequence

    from shapely.geometry.base import BaseGeometry

    from spaceplanner.domain.layer import Layer

R = TypeVar("R")


class Unreadable(ValueError):  # noqa: N818 - says what the document is; callers turn it into a sentence
    """The document does not have the shape of a project; the text says where (a JSON path) and why."""


class Record(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A JSON object with exactly these members. Geometry is hexadecimal WKB: exact to the last bit."""


class ColumnRecord(Record, frozen=True):
    """A column of a layer: its name in the program, its name in the GeoPackage table, its Arrow type."""

    name: str
    stored: str
    type: str


class SourceRecord(Record, frozen=True):
    """See `spaceplanner.domain.layer.Source`."""

    path: str
    layer: str | None
    crs: str | None
    crs_origin: str
    read: int
    used: int
    rejected: tuple[tuple[str, int], ...]
    mapping: dict[str, str]
    filter: str | None
    sha256: str
    imported: str
    notes: tuple[tuple[str, dict[str, str]], ...]


class LayerRecord(Record, frozen=True):
    """A layer without its rows, which are the GeoPackage table `table`.

    `promoted`: single shapes are stored as multi shapes of one part, because the table holds both.
    """

    id: str
    name: str
    role: Role
    kind: GeometryKind
    visible: bool
    coverage: str | None
    source: SourceRecord
    table: str
    promoted: bool
    columns: tuple[ColumnRecord, ...]


class InterventionRecord(Record, frozen=True):
    """See `spaceplanner.domain.proposal.Intervention`."""

    id: str
    type: str
    geometry: str | None
    quantity: float | None
    unit_cost: float | None
    note: str


class FundingRecord(Record, frozen=True):
    """See `spaceplanner.domain.proposal.Funding`."""

    source: str
    kind: FundingKind
    amount: float
    partner: str | None


class ProposalRecord(Record, frozen=True):
    """See `spaceplanner.domain.proposal.Proposal`."""

    id: str
    name: str
    space: str
    interventions: tuple[InterventionRecord, ...]
    funding: tuple[FundingRecord, ...]
    maintainer: str
    upkeep_payer: str
    summary: str
    contact: str
    state: str


class PartnerRecord(Record, frozen=True):
    """See `spaceplanner.domain.proposal.Partner`."""

    id: str
    name: str
    contact: str


class CriterionRecord(Record, frozen=True):
    """See `spaceplanner.domain.criteria.Criterion`."""

    id: str
    weight: float
    low: float
    high: float
    form: Form


class SettingsRecord(Record, frozen=True):
    """See `spaceplanner.domain.project.Settings`."""

    incident_radius: float
    lamp_distance: float
    lit_radius: float
    hearing_radius: float
    walk_distance: float
    bandwidth: float
    contingency: float
    horizon_years: int
    seed: int
    draws: int


class ProjectRecord(Record, frozen=True):
    """The whole document."""

    name: str
    crs: str | None
    timezone: str | None
    organisation: str
    contact: str
    fictional: bool
    currency: str
    layers: tuple[LayerRecord, ...]
    proposals: tuple[ProposalRecord, ...]
    partners: tuple[PartnerRecord, ...]
    settings: SettingsRecord
    need_parts: tuple[CriterionRecord, ...]
    criteria: tuple[CriterionRecord, ...]


def record_of(project: Project, layers: Sequence[LayerRecord]) -> ProjectRecord:
    """Return the record of a project whose layers' records are given, in order."""
    return ProjectRecord(
        **{name: getattr(project, name) for name in _PLAIN},
        layers=tuple(layers),
        proposals=tuple(_proposal_record(proposal) for proposal in project.proposals),
        partners=tuple(_same(partner, PartnerRecord) for partner in project.partners),
        settings=_same(project.settings, SettingsRecord),
        need_parts=tuple(_same(part, CriterionRecord) for part in project.need_parts),
        criteria=tuple(_same(part, CriterionRecord) for part in project.criteria),
    )


def layer_record(layer: Layer, *, table: str, promoted: bool, columns: tuple[ColumnRecord, ...]) -> LayerRecord:
    """Return the record of a layer that is stored as a table."""
    source = layer.source
    return LayerRecord(
        id=layer.id,
        name=layer.name,
        role=layer.role,
        kind=layer.kind,
        visible=layer.visible,
        coverage=_hex(layer.coverage),
        source=SourceRecord(
            **{
                name: getattr(source, name)
                for name in SourceRecord.__struct_fields__
                if name not in {"rejected", "mapping", "notes"}
            },
            rejected=tuple((item.reason, item.count) for item in source.rejected),
            mapping=dict(source.mapping),
            notes=tuple((text, dict(parameters)) for text, parameters in source.notes),
        ),
        table=table,
        promoted=promoted,
        columns=columns,
    )


def project_of(record: ProjectRecord, layers: Sequence[Layer]) -> Project:
    """Return the project of a record whose layers have been read, in order.

    Raises
    ------
    Unreadable
        If a geometry is none.
    """
    proposals = tuple(_proposal(item, f"$.proposals[{i}]") for i, item in enumerate(record.proposals))
    return Project(
        **{name: getattr(record, name) for name in _PLAIN},
        layers=tuple(layers),
        proposals=proposals,
        partners=tuple(Partner(**structs.asdict(item)) for item in record.partners),
        settings=Settings(**structs.asdict(record.settings)),
        need_parts=tuple(Criterion(**structs.asdict(item)) for item in record.need_parts),
        criteria=tuple(Criterion(**structs.asdict(item)) for item in record.criteria),
    )


def layer_parts(record: LayerRecord, where: str) -> dict[str, Any]:
    """Return the arguments of `Layer` that the document holds; the geometry and the table are missing.

    Parameters
    ----------
    where
        The record's JSON path, for the error.

    Raises
    ------
    Unreadable
        If the coverage is no area.
    """
    source = structs.asdict(record.source)
    source["rejected"] = tuple(Rejection(reason, count) for reason, count in record.source.rejected)
    return {
        "id": record.id,
        "name": record.name,
        "role": record.role,
        "kind": record.kind,
        "visible": record.visible,
        "coverage": _geometry(record.coverage, f"{where}.coverage", _AREAS),
        "source": Source(**source),
    }


def encode(record: ProjectRecord) -> str:
    """Return the record as JSON; equal records give equal text.

    Raises
    ------
    Unreadable
        If it could not be read back as it is: a number that is not finite.
    """
    try:
        text = msgspec.json.encode(record)
    except UnicodeEncodeError:
        # Half of a surrogate pair, from another program's text: no file can hold it.
        record = msgspec.convert(_clean(msgspec.to_builtins(record)), ProjectRecord)
        text = msgspec.json.encode(record)
    if decode(text) != record:
        raise Unreadable("a number is not finite")
    return text.decode()


def decode(text: str | bytes) -> ProjectRecord:
    """Return the record of a document in JSON.

    Raises
    ------
    Unreadable
        If the text is no JSON, or a member is missing, unknown or of the wrong type.
    """
    try:
        return msgspec.json.decode(text, type=ProjectRecord)
    except (msgspec.MsgspecError, RecursionError, UnicodeError) as error:
        raise Unreadable(str(error)) from error


def parse(text: str) -> dict[str, Any]:
    """Return the document as plain values, for migrations.

    Raises
    ------
    Unreadable
        If the text is no JSON object.
    """
    try:
        return msgspec.json.decode(text, type=dict[str, Any])
    except (msgspec.MsgspecError, RecursionError, UnicodeError) as error:
        raise Unreadable(str(error)) from error


def convert(document: dict[str, Any]) -> ProjectRecord:
    """Return the record of a document in plain values.

    Raises
    ------
    Unreadable
        As for `decode`.
    """
    try:
        return msgspec.convert(document, ProjectRecord)
    except msgspec.ValidationError as error:
        raise Unreadable(str(error)) from error


_PLAIN = ("name", "crs", "timezone", "organisation", "contact", "fictional", "currency")
_AREAS = ("Polygon", "MultiPolygon")
_PLACES = ("Point", "LineString", "Polygon", "MultiPoint", "MultiLineString", "MultiPolygon")


def _same(value: object, record: type[R]) -> R:
    return msgspec.convert(value, record, from_attributes=True)


def _proposal_record(proposal: Proposal) -> ProposalRecord:
    return ProposalRecord(
        **{
            name: getattr(proposal, name)
            for name in ProposalRecord.__struct_fields__
            if name not in {"interventions", "funding"}
        },
        interventions=tuple(
            InterventionRecord(
                id=item.id,
                type=item.type,
                geometry=_hex(item.geometry),
                quantity=item.quantity,
                unit_cost=item.unit_cost,
                note=item.note,
            )
            for item in proposal.interventions
        ),
        funding=tuple(_same(line, FundingRecord) for line in proposal.funding),
    )


def _proposal(record: ProposalRecord, where: str) -> Proposal:
    fields = structs.asdict(record)
    fields["funding"] = tuple(Funding(**structs.asdict(line)) for line in record.funding)
    fields["interventions"] = tuple(
        Intervention(
            **{
                **structs.asdict(item),
                "geometry": _geometry(item.geometry, f"{where}.interventions[{i}].geometry", _PLACES),
            }
        )
        for i, item in enumerate(record.interventions)
    )
    return Proposal(**fields)


def _hex(geometry: BaseGeometry | None) -> str | None:
    return None if geometry is None else str(shapely.to_wkb(geometry, hex=True, byte_order=1))


def _geometry(text: str | None, where: str, kinds: tuple[str, ...]) -> BaseGeometry | None:
    if text is None:
        return None
    try:
        geometry: BaseGeometry = shapely.from_wkb(text)
    except shapely.errors.ShapelyError as error:
        raise Unreadable(f"{error} - at `{where}`") from error
    if geometry.geom_type not in kinds:
        raise Unreadable(f"{geometry.geom_type} instead of {' or '.join(kinds)} - at `{where}`")
    return geometry


def _clean(value: Any) -> Any:
    if isinstance(value, str):
        return value.encode("utf-8", "replace").decode()
    if isinstance(value, dict):
        return {_clean(key): _clean(item) for key, item in value.items()}
    return [_clean(item) for item in value] if isinstance(value, (list, tuple)) else value
