"""Reading the catalogue of interventions and the ledger of evidence from their TOML files.

The files are data that a municipality edits, so everything is checked: a wrong value is refused with the file, the
entry and the key.
"""

from __future__ import annotations

import tomllib
from functools import lru_cache
from typing import TYPE_CHECKING, Annotated, Any, Literal, TypeVar

import msgspec

from spaceplanner import resources
from spaceplanner.domain import catalogue as domain
from spaceplanner.errors import FileError
from spaceplanner.i18n import N_, gettext

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from pathlib import Path

_Id = Annotated[str, msgspec.Meta(pattern=r"^[a-z][a-z0-9_]*$")]
_Words = Annotated[str, msgspec.Meta(min_length=1)]
_NotNegative = Annotated[float, msgspec.Meta(ge=0)]
_Positive = Annotated[float, msgspec.Meta(gt=0)]
_Share = Annotated[float, msgspec.Meta(gt=0, le=1)]


class _Row(msgspec.Struct, forbid_unknown_fields=True):
    """A table of a TOML file; an unknown key is a misspelt one and is refused."""


class _Text(_Row):
    es: _Words
    en: _Words


class _EvidenceRow(_Row, kw_only=True):
    id: _Id
    intervention: _Id
    title: _Text
    outcome: _Id
    when: domain.When
    measure: Literal["rate_ratio", "change", "direction", "d", "none"]
    rate_ratio: _Positive | None = None
    change: Annotated[float, msgspec.Meta(gt=-1)] | None = None
    carried: _Share = 1.0
    extra_sd: _NotNegative = 0.0
    low: _Positive | None = None
    high: _Positive | None = None
    interval_status: Literal["seen", "recalled", "assumed", "none"]
    null: bool = False
    setting: _Text
    design: _Text
    source: _Words
    status: Literal["seen", "partly seen", "recalled", "none"]
    grade: Literal["A", "B", "C", "D", "none"]
    note: _Text


class _EffectRow(_Row):
    evidence: _Id
    outcome: domain.Outcome
    when: domain.When
    reach: domain.Reach
    requires: tuple[_Id, ...] = ()
    carried: _Share = 1.0


class _CostRow(_Row):
    low: _NotNegative
    likely: _NotNegative
    high: _NotNegative


class _LampRow(_Row):
    lumens: _Positive
    power_w: _Positive
    height_m: _Positive


class _AlarmRow(_Row):
    level_db: _Positive


class _TypeRow(_Row, kw_only=True):
    id: _Id
    kind: Literal["hard", "soft"]
    theme: Literal["light", "alarms", "sport", "green", "play", "access", "upkeep", "community"]
    geometry: Literal["point", "line", "polygon", "none"]
    unit: Literal["each", "m", "m2", "year"]
    default_size_m: tuple[_Positive, _Positive] | None = None
    width_m: _Positive | None = None
    icon: _Words
    name: _Text
    plural: _Text
    description: _Text
    sponsor: _Text
    cost: _CostRow
    life_years: _Positive
    upkeep_per_year: _NotNegative
    lamp: _LampRow | None = None
    alarm: _AlarmRow | None = None
    effects: tuple[_EffectRow, ...] = ()
    related: tuple[_Id, ...] = ()


class _EvidenceFile(_Row):
    evidence: tuple[_EvidenceRow, ...]


class _TypeFile(_Row):
    price_year: int
    currency: Annotated[str, msgspec.Meta(pattern=r"^[A-Z]{3}$")]
    cost_source: _Text
    type: tuple[_TypeRow, ...]


_File = TypeVar("_File", _EvidenceFile, _TypeFile)


@lru_cache(maxsize=1)
def load() -> domain.Catalogue:
    """Return the catalogue that ships with SpacePlanner, read once.

    Raises
    ------
    FileError
        If a file holds an entry that cannot be used.
    """
    return read(resources.path("catalogue"), resources.path("evidence"))


def read(types: Path, evidence: Path) -> domain.Catalogue:
    """Read a catalogue from two folders of TOML files.

    Parameters
    ----------
    types
        Folder with the intervention types.
    evidence
        Folder with the evidence that they point to.

    Raises
    ------
    FileError
        If a file is no TOML, or an entry is incomplete, contradicts itself, repeats an id or points to nothing.
    """
    found = _evidence(evidence)
    files = [(file, _decode(file, _TypeFile)) for file in sorted(types.glob("*.toml"))]
    if not files:
        raise FileError(N_("The folder {folder} holds no catalogue (*.toml)."), folder=str(types))
    rows: dict[str, tuple[Path, _TypeRow]] = {}
    head = files[0][1]
    for file, content in files:
        if (content.price_year, content.currency) != (head.price_year, head.currency):
            raise _problem(file, "price_year, currency", gettext("they differ from those of the other files"))
        for row in content.type:
            if row.id in rows:
                raise _problem(file, row.id, gettext("this id is taken"))
            rows[row.id] = (file, row)
    for file, row in rows.values():
        for key, why in _type_faults(row, rows, found):
            raise _problem(file, f"{row.id}.{key}", why)
    return domain.Catalogue(
        types={key: _type(row) for key, (_, row) in rows.items()},
        evidence=found,
        price_year=head.price_year,
        currency=head.currency,
        cost_source=_words(head.cost_source),
    )


def _decode(file: Path, kind: type[_File]) -> _File:
    try:
        return msgspec.convert(tomllib.loads(file.read_text(encoding="utf-8")), kind)
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise _problem(file, "TOML", str(error)) from error
    except msgspec.ValidationError as error:
        what, _, where = str(error).partition(" - at ")
        raise _problem(file, where.strip("`") or "$", what) from error


def _problem(file: Path, key: str, why: str) -> FileError:
    return FileError(
        N_("The catalogue file {file} cannot be used: {key}: {why}. Correct that entry."),
        file=file.name,
        key=key,
        why=why,
    )


def _evidence(folder: Path) -> dict[str, domain.Evidence]:
    found: dict[str, domain.Evidence] = {}
    for file in sorted(folder.glob("*.toml")):
        for row in _decode(file, _EvidenceFile).evidence:
            if row.id in found:
                raise _problem(file, row.id, gettext("this id is taken"))
            for key, why in _evidence_faults(row):
                raise _problem(file, f"{row.id}.{key}", why)
            fields: dict[str, Any] = {
                key: _words(value) if isinstance(value, _Text) else value for key, value in _items(row)
            }
            found[row.id] = domain.Evidence(**fields)
    return found


def _evidence_faults(row: _EvidenceRow) -> Iterator[tuple[str, str]]:
    """Yield (key, what is wrong) of an entry that contradicts itself."""
    if (row.measure == "rate_ratio") != (row.rate_ratio is not None):
        yield "rate_ratio", gettext("it is given exactly where measure is rate_ratio")
    if (row.measure == "change") != (row.change is not None):
        yield "change", gettext("it is given exactly where measure is change")
    known = [value for value in (row.low, row.rate_ratio, row.high) if value is not None]
    if known != sorted(known):
        yield "low", gettext("low <= rate_ratio <= high does not hold")
    if row.interval_status == "seen" and row.low is None and row.high is None:
        yield "interval_status", gettext("an interval that was seen has low or high")
    if row.interval_status in {"assumed", "none"} and (row.low is not None or row.high is not None):
        yield "interval_status", gettext("an interval that is given was seen or recalled")


def _type_faults(
    row: _TypeRow, types: Iterable[str], evidence: dict[str, domain.Evidence]
) -> Iterator[tuple[str, str]]:
    """Yield (key, what is wrong) of an entry that contradicts itself or points to nothing."""
    if not row.cost.low <= row.cost.likely <= row.cost.high:
        yield "cost", gettext("low <= likely <= high does not hold")
    if {"m": "line", "m2": "polygon"}.get(row.unit, row.geometry) != row.geometry:
        yield (
            "geometry",
            gettext("a unit of {unit} does not go with {geometry}").format(unit=row.unit, geometry=row.geometry),
        )
    if (row.geometry == "polygon") != (row.default_size_m is not None):
        yield "default_size_m", gettext("it is given exactly for polygons")
    if row.width_m is not None and row.geometry != "line":
        yield "width_m", gettext("it is given for lines only")
    if (row.unit == "year") != (row.kind == "soft"):
        yield "unit", gettext("programmes, and only they, are counted in years")
    if not (resources.path("icons") / f"{row.icon}.svg").is_file():
        yield "icon", gettext("there is no icon {id}").format(id=row.icon)
    for key in (*row.related, *(effect.evidence for effect in row.effects)):
        if key not in evidence:
            yield "effects, related", gettext("there is no evidence {id}").format(id=key)
    yield from _effect_faults(row, types, evidence)


def _effect_faults(
    row: _TypeRow, types: Iterable[str], evidence: dict[str, domain.Evidence]
) -> Iterator[tuple[str, str]]:
    for effect in row.effects:
        studied = evidence.get(effect.evidence)
        if studied is not None and studied.when not in {domain.When.ANY, effect.when}:
            yield "effects.when", gettext("the study of {id} did not count these hours").format(id=effect.evidence)
    for key in (key for effect in row.effects for key in effect.requires):
        if key not in types:
            yield "effects.requires", gettext("there is no type {id}").format(id=key)


def _type(row: _TypeRow) -> domain.InterventionType:
    fields: dict[str, Any] = {key: _words(value) if isinstance(value, _Text) else value for key, value in _items(row)}
    return domain.InterventionType(
        **fields
        | {
            "cost": domain.CostRange(**msgspec.structs.asdict(row.cost)),
            "effects": tuple(domain.Effect(**msgspec.structs.asdict(effect)) for effect in row.effects),
            "lamp": _numbers(row.lamp),
            "alarm": _numbers(row.alarm),
        }
    )


def _items(row: _Row) -> Iterable[tuple[str, Any]]:
    return msgspec.structs.asdict(row).items()


def _words(text: _Text) -> dict[str, str]:
    return msgspec.structs.asdict(text)


def _numbers(row: _LampRow | _AlarmRow | None) -> dict[str, float]:
    return {} if row is None else msgspec.structs.asdict(row)
