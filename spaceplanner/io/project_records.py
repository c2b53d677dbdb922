"""A project as records and back: the one place that knows both the program's classes and the file's shapes."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, TypeVar

import msgspec
import numpy as np
import shapely
from msgspec import structs

from spaceplanner.analysis.photometry import Distribution
from spaceplanner.domain.background import Background, BackgroundKind, Pin
from spaceplanner.domain.bookmark import Bookmark
from spaceplanner.domain.criteria import Criterion
from spaceplanner.domain.funding import Funding
from spaceplanner.domain.judgement import Comparison, Override, SocialCost
from spaceplanner.domain.layer import Rejection, Source
from spaceplanner.domain.luminaire import GENERIC, Luminaire, matching
from spaceplanner.domain.partner import Partner, Recognition
from spaceplanner.domain.photo import Photo
from spaceplanner.domain.plan import Floor, Plan, Requirement, Window
from spaceplanner.domain.programme import Indicator, ProgrammeLine
from spaceplanner.domain.project import Project, Settings
from spaceplanner.domain.proposal import Intervention, Proposal
from spaceplanner.domain.style import Category, Style
from spaceplanner.errors import AnalysisError, EditError
from spaceplanner.io import cell_records, nearby
from spaceplanner.io.records import (
    BackgroundRecord,
    BookmarkRecord,
    ComparisonRecord,
    CriterionRecord,
    FundingRecord,
    InterventionRecord,
    LayerRecord,
    LuminaireRecord,
    OverrideRecord,
    PartnerRecord,
    PhotoRecord,
    PlanRecord,
    ProgrammeLineRecord,
    ProjectRecord,
    ProposalRecord,
    RecognitionRecord,
    SettingsRecord,
    SocialCostRecord,
    SourceRecord,
    StyleRecord,
    Unreadable,
)

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from numpy.typing import NDArray
    from shapely.geometry.base import BaseGeometry

    from spaceplanner.domain.layer import Layer
    from spaceplanner.io.records import ColumnRecord

R = TypeVar("R")

_PLAIN = ("name", "crs", "timezone", "organisation", "contact", "fictional", "currency")
_AREAS = ("Polygon", "MultiPolygon")
_PLACES = ("Point", "LineString", "Polygon", "MultiPoint", "MultiLineString", "MultiPolygon")


def record_of(project: Project, layers: Sequence[LayerRecord], folder: Path) -> ProjectRecord:
    """Return the record of a project whose layers' records are given, in order, for a file in a folder."""
    return ProjectRecord(
        **{name: getattr(project, name) for name in _PLAIN},
        layers=tuple(layers),
        proposals=tuple(_proposal_record(proposal) for proposal in project.proposals),
        partners=tuple(_same(partner, PartnerRecord) for partner in project.partners),
        luminaires=tuple(_same(luminaire, LuminaireRecord) for luminaire in project.luminaires),
        settings=_same(project.settings, SettingsRecord),
        need_parts=tuple(_same(part, CriterionRecord) for part in project.need_parts),
        criteria=tuple(_same(part, CriterionRecord) for part in project.criteria),
        overrides=tuple(_same(item, OverrideRecord) for item in project.overrides),
        social_costs=tuple(_same(item, SocialCostRecord) for item in project.social_costs),
        comparisons=tuple(_same(item, ComparisonRecord) for item in project.comparisons),
        plan=_same(project.plan, PlanRecord),
        bookmarks=tuple(_same(item, BookmarkRecord) for item in project.bookmarks),
        photos=tuple(_same(photo, PhotoRecord) for photo in project.photos),
        backgrounds=tuple(_background_record(item, folder) for item in project.backgrounds),
    )


def layer_record(
    layer: Layer,
    *,
    table: str,
    promoted: bool,
    columns: tuple[ColumnRecord, ...],
    numbers: NDArray[np.int64] | None = None,
) -> LayerRecord:
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
        cells=cell_records.cells(layer, numbers),
        style=None if layer.style is None else _same(layer.style, StyleRecord),
    )


def project_of(record: ProjectRecord, layers: Sequence[Layer], folder: Path, pictures: Sequence[bytes] = ()) -> Project:
    """Return the project of a record whose layers, and pictures, have been read, in order, from a file in a folder.

    Raises
    ------
    Unreadable
        If a geometry is none, a luminaire's table no distribution of light, or its name none of its own.
    """
    proposals = tuple(_proposal(item, f"$.proposals[{i}]") for i, item in enumerate(record.proposals))
    return Project(
        **{name: getattr(record, name) for name in _PLAIN},
        layers=tuple(layers),
        proposals=proposals,
        partners=tuple(Partner(**structs.asdict(item)) for item in record.partners),
        luminaires=_luminaires(record.luminaires),
        settings=Settings(**structs.asdict(record.settings)),
        need_parts=tuple(Criterion(**structs.asdict(item)) for item in record.need_parts),
        criteria=tuple(Criterion(**structs.asdict(item)) for item in record.criteria),
        overrides=tuple(Override(**structs.asdict(item)) for item in record.overrides),
        social_costs=tuple(SocialCost(**structs.asdict(item)) for item in record.social_costs),
        comparisons=tuple(Comparison(**structs.asdict(item)) for item in record.comparisons),
        plan=_plan(record.plan),
        bookmarks=tuple(Bookmark(**structs.asdict(item)) for item in record.bookmarks),
        photos=tuple(
            Photo(**structs.asdict(item), data=data) for item, data in zip(record.photos, pictures, strict=True)
        ),
        backgrounds=tuple(_background(item, folder) for item in record.backgrounds),
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
        If the coverage is no area, or the style cannot be.
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
        "style": None if record.style is None else _style(record.style, f"{where}.style"),
    }


def _style(record: StyleRecord, where: str) -> Style:
    fields = structs.asdict(record)
    fields["categories"] = tuple(Category(**structs.asdict(one)) for one in record.categories)
    try:
        return Style(**fields)
    except EditError as error:
        raise Unreadable(f"{error} - at `{where}`") from error


def _background_record(background: Background, folder: Path) -> BackgroundRecord:
    record = _same(background, BackgroundRecord)
    if background.kind is BackgroundKind.ONLINE:
        return record
    return structs.replace(record, location=nearby.written(background.location, folder))


def _background(record: BackgroundRecord, folder: Path) -> Background:
    fields = structs.asdict(record)
    if record.kind is not BackgroundKind.ONLINE:
        fields["location"] = nearby.read(record.location, folder)
    fields["pins"] = tuple(Pin(**structs.asdict(pin)) for pin in record.pins)
    return Background(**fields)


def _plan(record: PlanRecord) -> Plan:
    parts: dict[str, type[Requirement | Window | Floor]] = {
        "requirements": Requirement,
        "windows": Window,
        "floors": Floor,
    }
    made = {name: tuple(kind(**structs.asdict(item)) for item in getattr(record, name)) for name, kind in parts.items()}
    return Plan(**structs.asdict(record) | made)


def _same(value: object, record: type[R]) -> R:
    return msgspec.convert(value, record, from_attributes=True)


def _proposal_record(proposal: Proposal) -> ProposalRecord:
    return ProposalRecord(
        **{
            name: getattr(proposal, name)
            for name in ProposalRecord.__struct_fields__
            if name not in {"interventions", "funding", "programme", "recognitions"}
        },
        interventions=tuple(
            InterventionRecord(
                id=item.id,
                type=item.type,
                geometry=_hex(item.geometry),
                quantity=item.quantity,
                unit_cost=item.unit_cost,
                note=item.note,
                owner=item.owner,
                maintainer=item.maintainer,
                upkeep_payer=item.upkeep_payer,
            )
            for item in proposal.interventions
        ),
        funding=tuple(_same(line, FundingRecord) for line in proposal.funding),
        programme=tuple(_same(line, ProgrammeLineRecord) for line in proposal.programme),
        recognitions=tuple(_same(item, RecognitionRecord) for item in proposal.recognitions),
    )


def _proposal(record: ProposalRecord, where: str) -> Proposal:
    fields = structs.asdict(record)
    fields["funding"] = tuple(Funding(**structs.asdict(line)) for line in record.funding)
    fields["programme"] = tuple(_line(line) for line in record.programme)
    fields["recognitions"] = tuple(Recognition(**structs.asdict(item)) for item in record.recognitions)
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


def _line(record: ProgrammeLineRecord) -> ProgrammeLine:
    indicator = None if record.indicator is None else Indicator(**structs.asdict(record.indicator))
    return ProgrammeLine(**structs.asdict(record) | {"indicator": indicator})


def _luminaires(records: Sequence[LuminaireRecord]) -> tuple[Luminaire, ...]:
    """Return luminaires of which no two are of one name, for a lamp could have either (see `edits.put_luminaire`)."""
    taken = {"": "no name", **dict.fromkeys(GENERIC, "the name of a generic shape")}
    found = []
    for i, record in enumerate(records):
        where, key = f"$.luminaires[{i}]", matching(record.name)
        if key in taken:
            raise Unreadable(f"{record.name!r} is {taken[key]} - at `{where}.name`")
        taken[key] = f"the name of `$.luminaires[{i}]` too"
        found.append(_luminaire(record, where))
    return tuple(found)


def _luminaire(record: LuminaireRecord, where: str) -> Luminaire:
    try:
        spread = Distribution(record.name, np.array(record.gamma), np.array(record.intensity))
    except AnalysisError as error:
        raise Unreadable(f"{error} - at `{where}`") from error
    if not (record.lumens > 0 and spread.flux() > 0):
        raise Unreadable(f"{record.lumens} lumens, {spread.flux():g} of 1000 leave it - at `{where}`")
    return Luminaire(**structs.asdict(record))


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
