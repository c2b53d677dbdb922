"""The plan file: budgets and rules of a portfolio as TOML, for somebody to write by hand.

The format is described in docs/guide/portfolio.en.md.
"""

from __future__ import annotations

import re
import tomllib
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Annotated, Any, cast

import msgspec
from msgspec import Meta, Struct, structs

from spaceplanner.domain import checks, plan
from spaceplanner.errors import FileError
from spaceplanner.i18n import N_
from spaceplanner.io import json_text
from spaceplanner.io.json_text import Clause, refuse

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from spaceplanner.domain.partner import Partner
    from spaceplanner.domain.project import Project

_PLACE = re.compile(r"at line (\d+), column (\d+)")
_Amount = Annotated[float, Meta(ge=0, le=1e12)]
_Budget = Annotated[float, Meta(gt=0, le=1e12)]
_Year = Annotated[int, Meta(ge=1, le=50)]
_Count = Annotated[int, Meta(ge=0, le=100_000)]
_Group = Annotated[tuple[str, ...], Meta(min_length=2)]


class _Row(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A table; an unknown key is a misspelt one and is refused."""


class _Requirement(_Row, frozen=True):
    proposal: str
    one_of: Annotated[tuple[str, ...], Meta(min_length=1)]


class _Window(_Row, frozen=True):
    proposal: str
    earliest: _Year | None = None
    latest: _Year | None = None


class _Floor(_Row, frozen=True):
    district: str
    least: _Count


class _Partner(_Row, frozen=True):
    id: str
    cash: _Amount | None = None
    in_kind: _Amount | None = None
    time: _Amount | None = None


class _Plan(_Row, frozen=True):
    currency: str | None = None
    budgets: Annotated[tuple[_Budget, ...], Meta(max_length=50)] = ()
    musts: tuple[str, ...] = ()
    nevers: tuple[str, ...] = ()
    exclusions: tuple[_Group, ...] = ()
    requirements: tuple[_Requirement, ...] = ()
    windows: tuple[_Window, ...] = ()
    floors: tuple[_Floor, ...] = ()
    most: _Count | None = None
    partners: tuple[_Partner, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Content:
    """What a plan file says.

    Attributes
    ----------
    plan
        Checked for its form; whether it fits the project is for `spaceplanner.domain.plan_checks`.
    partners
        Partners of the project with other amounts a year.
    """

    plan: plan.Plan
    partners: tuple[Partner, ...]


def contents(path: Path, project: Project) -> Content:
    """Read a plan file.

    Raises
    ------
    FileError
        If it is missing, unreadable or no TOML.
    InputError
        If something in it does not fit; the place is named, and what may have been meant.
    """
    text = json_text.read(path).decode("utf-8-sig", errors="replace")
    try:
        found = msgspec.convert(tomllib.loads(text), _Plan, strict=True)
    except tomllib.TOMLDecodeError as error:
        raise _no_toml(path, str(error)) from error
    except msgspec.ValidationError as error:
        refuse(path, *json_text.clause(str(error), _members()))
    made = _plan(found, project)
    return Content(plan=made, partners=tuple(_partners(found, project, path)))


def _no_toml(path: Path, reason: str) -> FileError:
    """Return the error that says where a file stops being TOML; why, the reader knows in English only."""
    if place := _PLACE.search(reason):
        text = N_(
            "{path} cannot be read as TOML, at line {line}, column {column}: look for a missing quote or bracket."
        )
        return FileError(text, path=path, line=int(place[1]), column=int(place[2]))
    return FileError(N_("{path} cannot be read as TOML: a quote or bracket is not closed before its end."), path=path)


def _plan(found: _Plan, project: Project) -> plan.Plan:
    kinds: dict[str, Any] = {
        "requirements": plan.Requirement,
        "windows": plan.Window,
        "floors": plan.Floor,
    }
    rows = {name: tuple(kind(**structs.asdict(item)) for item in getattr(found, name)) for name, kind in kinds.items()}
    rest = {name: value for name, value in structs.asdict(found).items() if name != "partners"}
    return plan.Plan(**rest | rows | {"currency": found.currency or project.currency})


def _partners(found: _Plan, project: Project, path: Path) -> Iterator[Partner]:
    by_id = {partner.id: partner for partner in project.partners}
    for place, row in enumerate(found.partners):
        partner = by_id.get(row.id)
        if partner is None:
            near = checks.nearest(row.id, by_id)
            text = (
                N_("there is no partner “{id}”; the nearest are {near}")
                if near
                else N_("there is no partner “{id}”; add it under partners")
            )
            refuse(path, f"$.partners[{place}].id", Clause(text, {"id": row.id, "near": ", ".join(near)}))
        given = {name: value for name, value in structs.asdict(row).items() if name != "id" and value is not None}
        yield replace(partner, **given)


def _members() -> list[str]:
    return [
        name for row in (_Plan, _Requirement, _Window, _Floor, _Partner) for name in cast("Any", row).__struct_fields__
    ]
