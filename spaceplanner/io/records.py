"""Records: the shape of the document inside a project file, apart from the classes the program works with.

What is written here is the file format. A change of it needs a new schema version and a step in
`spaceplanner.io.migrations`.
"""

from __future__ import annotations

from datetime import date
from typing import Any

import msgspec
from msgspec import Struct

from spaceplanner.domain.background import BackgroundKind
from spaceplanner.domain.criteria import Form
from spaceplanner.domain.funding import Form as FundingForm
from spaceplanner.domain.funding import State as FundingState
from spaceplanner.domain.layer import GeometryKind, Role
from spaceplanner.domain.partner import RecognitionKind
from spaceplanner.domain.programme import ProgrammeKind
from spaceplanner.domain.style import Breaks, StyleKind


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


class CellsRecord(Record, frozen=True):
    """Changed cells of a column: see `spaceplanner.domain.overlay.Edited`. Dates and times are text in ISO 8601."""

    column: str
    rows: tuple[int, ...]
    values: tuple[bool | int | float | str | None, ...]


class CategoryRecord(Record, frozen=True):
    """See `spaceplanner.domain.style.Category`."""

    value: str
    colour: str
    label: str


class StyleRecord(Record, frozen=True):
    """See `spaceplanner.domain.style.Style`."""

    kind: StyleKind
    colour: str
    size: float
    outline: str | None
    outline_width: float
    opacity: float
    column: str | None
    method: Breaks
    limits: tuple[float, ...]
    ramp: str
    reverse: bool
    categories: tuple[CategoryRecord, ...]
    others: str | None
    missing: str | None
    apart: bool
    nearest: float | None
    farthest: float | None


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
    cells: tuple[CellsRecord, ...]
    style: StyleRecord | None


class InterventionRecord(Record, frozen=True):
    """See `spaceplanner.domain.proposal.Intervention`."""

    id: str
    type: str
    geometry: str | None
    quantity: float | None
    unit_cost: float | None
    note: str
    owner: str
    maintainer: str
    upkeep_payer: str


class FundingRecord(Record, frozen=True):
    """See `spaceplanner.domain.proposal.Funding`."""

    source: str
    amount: float
    form: FundingForm
    state: FundingState
    own: bool
    partner: str | None
    since: date | None
    note: str


class RecognitionRecord(Record, frozen=True):
    """See `spaceplanner.domain.partner.Recognition`."""

    partner: str
    kind: RecognitionKind
    what: str
    decision: str
    decided: date | None


class IndicatorRecord(Record, frozen=True):
    """See `spaceplanner.domain.programme.Indicator`."""

    name: str
    unit: str
    baseline: float | None
    target: float | None
    source: str
    owner: str
    due: date | None


class ProgrammeLineRecord(Record, frozen=True):
    """See `spaceplanner.domain.programme.ProgrammeLine`."""

    id: str
    kind: ProgrammeKind
    responsible: str
    quantities: dict[str, float]
    reference: str
    indicator: IndicatorRecord | None
    note: str


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
    owner: str
    programme: tuple[ProgrammeLineRecord, ...]
    recognitions: tuple[RecognitionRecord, ...]
    scenario_of: str | None


class PartnerRecord(Record, frozen=True):
    """See `spaceplanner.domain.partner.Partner`."""

    id: str
    name: str
    contact: str
    themes: tuple[str, ...]
    territory: tuple[str, ...]
    cash: float | None
    in_kind: float | None
    time: float | None
    conditions: str
    refuses: tuple[str, ...]


class OverrideRecord(Record, frozen=True):
    """See `spaceplanner.domain.judgement.Override`."""

    evidence: str
    rate_ratio: float
    low: float
    high: float
    author: str
    reason: str
    made: date


class SocialCostRecord(Record, frozen=True):
    """See `spaceplanner.domain.judgement.SocialCost`."""

    outcome: str
    amount: float
    currency: str
    price_year: int
    source: str


class ComparisonRecord(Record, frozen=True):
    """See `spaceplanner.domain.judgement.Comparison`."""

    first: str
    second: str
    times: float


class RequirementRecord(Record, frozen=True):
    """See `spaceplanner.domain.plan.Requirement`."""

    proposal: str
    one_of: tuple[str, ...]


class WindowRecord(Record, frozen=True):
    """See `spaceplanner.domain.plan.Window`."""

    proposal: str
    earliest: int | None
    latest: int | None


class FloorRecord(Record, frozen=True):
    """See `spaceplanner.domain.plan.Floor`."""

    district: str
    least: int


class PlanRecord(Record, frozen=True):
    """See `spaceplanner.domain.plan.Plan`."""

    budgets: tuple[float, ...]
    currency: str
    musts: tuple[str, ...]
    nevers: tuple[str, ...]
    exclusions: tuple[tuple[str, ...], ...]
    requirements: tuple[RequirementRecord, ...]
    windows: tuple[WindowRecord, ...]
    floors: tuple[FloorRecord, ...]
    most: int | None


class LuminaireRecord(Record, frozen=True):
    """See `spaceplanner.domain.luminaire.Luminaire`."""

    name: str
    gamma: tuple[float, ...]
    intensity: tuple[float, ...]
    lumens: float
    power_w: float | None
    absolute: bool
    file: str
    sha256: str


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
    light_class: int
    light_grid: float
    maintenance_factor: float
    lamp_shape: str
    ambient_day: float
    ambient_night: float
    hearing_margin: float
    built_up_loss: float
    contingency: float
    horizon_years: int
    discount_rate: float
    tax: float
    transfer_sd: float
    effect_floor: float
    decay: float
    displacement_ring: float
    controls: int
    seed: int
    draws: int


class BookmarkRecord(Record, frozen=True):
    """See `spaceplanner.domain.bookmark.Bookmark`."""

    name: str
    west: float
    south: float
    east: float
    north: float


class PhotoRecord(Record, frozen=True):
    """See `spaceplanner.domain.photo.Photo`; the picture itself stands in a table of its own."""

    id: str
    file: str
    sha256: str
    width: int
    height: int
    space: str
    proposal: str | None
    caption: str
    taken: str | None
    place: tuple[float, float] | None


class PinRecord(Record, frozen=True):
    """See `spaceplanner.domain.background.Pin`."""

    column: float
    row: float
    x: float
    y: float


class BackgroundRecord(Record, frozen=True):
    """See `spaceplanner.domain.background.Background`.

    `location`: a path with slashes, from the project file's folder where the file lies near it, else its name alone; or an
    address.
    """

    id: str
    name: str
    kind: BackgroundKind
    location: str
    attribution: str
    opacity: float
    visible: bool
    pins: tuple[PinRecord, ...]
    affine: bool
    crs: str | None
    deepest: int | None


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
    luminaires: tuple[LuminaireRecord, ...]
    settings: SettingsRecord
    need_parts: tuple[CriterionRecord, ...]
    criteria: tuple[CriterionRecord, ...]
    overrides: tuple[OverrideRecord, ...]
    social_costs: tuple[SocialCostRecord, ...]
    comparisons: tuple[ComparisonRecord, ...]
    plan: PlanRecord
    bookmarks: tuple[BookmarkRecord, ...]
    photos: tuple[PhotoRecord, ...]
    backgrounds: tuple[BackgroundRecord, ...]


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


def _clean(value: Any) -> Any:
    if isinstance(value, str):
        return value.encode("utf-8", "replace").decode()
    if isinstance(value, dict):
        return {_clean(key): _clean(item) for key, item in value.items()}
    return [_clean(item) for item in value] if isinstance(value, (list, tuple)) else value
