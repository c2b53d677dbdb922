"""The partner file: one partner, or a list of them, as JSON with the members that a proposal file gives partners."""

from __future__ import annotations

from typing import TYPE_CHECKING

import msgspec
from msgspec import structs

from spaceplanner.domain import checks
from spaceplanner.domain.partner import Partner
from spaceplanner.i18n import N_, read_number
from spaceplanner.io import json_text
from spaceplanner.io.json_text import Clause, refuse
from spaceplanner.io.proposal_file import PartnerRecord

if TYPE_CHECKING:
    from pathlib import Path


def read(path: Path) -> tuple[Partner, ...]:
    """Read the partners of a file.

    Raises
    ------
    FileError
        If the file is missing, empty, unreadable or no JSON.
    InputError
        If something in it is wrong; the sentence says where and what to do.
    """
    value = json_text.parse(path)
    alone = not isinstance(value, list)
    try:
        records = msgspec.convert([value] if alone else value, tuple[PartnerRecord, ...])
    except msgspec.ValidationError as error:
        where, what = json_text.clause(str(error), PartnerRecord.__struct_fields__)
        refuse(path, where.replace("$[0]", "$", 1) if alone else where, what)
    partners = tuple(Partner(**structs.asdict(record)) for record in records)
    for problem in checks.partner_problems(partners, ""):
        where = f"${problem.where}"
        refuse(
            path,
            where.replace("$[0]", "$", 1) if alone else where,
            Clause(problem.message_id, problem.parameters),
        )
    return partners


def changed(partner: Partner, changes: dict[str, str]) -> Partner:
    """Return a partner with members changed as somebody types them: lists with commas, nothing for "not said".

    Raises
    ------
    ValueError
        If a member does not exist or cannot have the value; the first argument is a `Clause`.
    """
    members = {name: getattr(partner, name) for name in PartnerRecord.__struct_fields__}
    for name, text in changes.items():
        if name not in members or name == "id":
            known = ", ".join(member for member in members if member != "id")
            raise ValueError(
                Clause(N_("there is no member “{name}”; choose from {known}"), {"name": name, "known": known})
            )
        members[name] = _read(name, text)
    try:
        record = msgspec.convert(members, PartnerRecord)
    except msgspec.ValidationError as error:
        where, what = json_text.clause(str(error), PartnerRecord.__struct_fields__)
        raise ValueError(Clause(N_("{where}: {what}"), {"where": where.removeprefix("$."), "what": what})) from error
    made = Partner(**structs.asdict(record))
    for problem in checks.partner_problems([made], ""):
        raise ValueError(Clause(problem.message_id, problem.parameters))
    return made


def _read(name: str, text: str) -> object:
    if name in {"themes", "territory", "refuses"}:
        return tuple(part.strip() for part in text.split(",") if part.strip())
    if name in {"cash", "in_kind", "time"}:
        if not text.strip():
            return None
        try:
            return read_number(text)
        except ValueError as error:
            clause = Clause(N_("“{text}” is no number; write it as in 1500 or 1500.50"), {"text": text})
            raise ValueError(clause) from error
    return text
