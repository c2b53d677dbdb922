"""What each role of a layer looks like: its fields, their names in Spanish and English, its geometry.

All of it is data: ``resources/roles/*.toml``, one file for a role, and ``position``, ``personal`` and ``categories``.
"""

from __future__ import annotations

import tomllib
from dataclasses import dataclass, field
from functools import cache
from types import MappingProxyType
from typing import TYPE_CHECKING, Any

from spaceplanner import resources
from spaceplanner.domain.layer import GeometryKind, Role
from spaceplanner.io import names

if TYPE_CHECKING:
    from collections.abc import Mapping


@dataclass(frozen=True, slots=True, kw_only=True)
class FieldSpec:
    """A canonical field of a role.

    Attributes
    ----------
    type
        ``text``, ``number``, ``flag`` (yes or no), ``time``, ``identifier``, ``code`` (of a person: never a name), or
        ``answer`` (of a survey: yes, no, or how often).
    synonyms
        Column names that mean this field, the best first.
    words, not_words
        A column that has one of `words` and none of `not_words` among its own may mean it too.
    yes, no
        Values of a flag, in lower case without accents.
    clock, clock_words
        Columns with the time of day that belong to a date.
    parts
        Part of a time (``year`` to ``minute``) -> column names, where a time is spread over several columns.
    """

    id: str
    type: str
    synonyms: tuple[str, ...] = ()
    words: tuple[str, ...] = ()
    not_words: tuple[str, ...] = ()
    yes: tuple[str, ...] = ()
    no: tuple[str, ...] = ()
    clock: tuple[str, ...] = ()
    clock_words: tuple[str, ...] = ()
    parts: Mapping[str, tuple[str, ...]] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class RoleSpec:
    """A role: its name, the geometry it takes (the preferred first), its fields.

    Attributes
    ----------
    hints
        Words in the name of a file, layer or column that speak for this role.
    keep_other_columns
        Whether columns without a canonical field are kept.
    """

    role: Role
    name: Mapping[str, str]
    kinds: tuple[GeometryKind, ...]
    hints: tuple[str, ...]
    fields: tuple[FieldSpec, ...]
    keep_other_columns: bool = True

    def field(self, field_id: str) -> FieldSpec | None:
        """Return the field with an id, or None."""
        return next((spec for spec in self.fields if spec.id == field_id), None)


@dataclass(frozen=True, slots=True)
class Pair:
    """Names of two columns that hold a position; `degrees`: values in range are longitude and latitude."""

    degrees: bool
    x: tuple[str, ...]
    y: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class PositionNames:
    """Names of the columns that say where something is: pairs, and single columns with a geometry in them."""

    pairs: tuple[Pair, ...]
    geometry: tuple[str, ...]


def _load(name: str) -> dict[str, Any]:
    return tomllib.loads(resources.path("roles", f"{name}.toml").read_text(encoding="utf-8"))


def _field(raw: Mapping[str, Any]) -> FieldSpec:
    lists = {key: tuple(value) for key, value in raw.items() if isinstance(value, list)}
    parts = {key: tuple(value) for key, value in raw.get("parts", {}).items()}
    return FieldSpec(id=raw["id"], type=raw["type"], parts=parts, **lists)


def _role(role: Role) -> RoleSpec:
    raw = _load(role.value)
    return RoleSpec(
        role=role,
        name=raw["name"],
        kinds=tuple(GeometryKind(kind) for kind in raw["kinds"]),
        hints=tuple(raw["hints"]),
        fields=tuple(_field(one) for one in raw.get("fields", ())),
        keep_other_columns=raw.get("keep_other_columns", True),
    )


@cache
def roles() -> Mapping[Role, RoleSpec]:
    """Return every role's specification, read once."""
    return MappingProxyType({role: _role(role) for role in Role})


@cache
def everything() -> RoleSpec:
    """Return a role without fields that takes every kind of geometry: for looking into a file."""
    return RoleSpec(role=Role.CONTEXT, name={}, kinds=tuple(GeometryKind), hints=(), fields=())


@cache
def position() -> PositionNames:
    """Return the names of the columns that hold positions, read once."""
    raw = _load("position")
    pairs = tuple(Pair(one["degrees"], tuple(one["x"]), tuple(one["y"])) for one in raw["pairs"])
    return PositionNames(pairs, tuple(raw["geometry"]["names"]))


@cache
def categories() -> Mapping[str, Any]:
    """Return the rules from a category's words to an outcome, read once."""
    return _load("categories")


@cache
def _personal() -> tuple[frozenset[str], frozenset[str]]:
    raw = _load("personal")
    return frozenset(raw["words"]), frozenset(names.squeezed(name) for name in raw["names"])


def is_personal(column: str) -> bool:
    """Tell whether a column's name looks as if the column told of persons."""
    listed, whole = _personal()
    return names.squeezed(column) in whole or not listed.isdisjoint(names.words(column))
