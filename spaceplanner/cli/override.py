"""`spaceplanner override`: give a finding another value in a project, with an author and a reason."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

from spaceplanner.cli.choosing import decimal
from spaceplanner.cli.evidence import entry_json
from spaceplanner.cli.output import print_json, print_line
from spaceplanner.domain import edits
from spaceplanner.domain.judgement import Override
from spaceplanner.errors import InputError
from spaceplanner.i18n import N_, gettext
from spaceplanner.services import judging, ledger
from spaceplanner.services.document import Document

if TYPE_CHECKING:
    import argparse

    from spaceplanner.domain.catalogue import Catalogue

_NEEDED = ("rate_ratio", "low", "high", "author", "reason")


def configure(parser: argparse.ArgumentParser) -> None:
    """Add the command's arguments."""
    parser.add_argument("project", type=Path, metavar="PROJECT.gpkg", help=gettext("the project"))
    parser.add_argument("id", metavar="ID", help=gettext("the finding, as `spaceplanner evidence` lists it"))
    parser.add_argument("--rate-ratio", type=decimal, metavar="X", help=gettext("incidents after / expected, above 0"))
    parser.add_argument("--low", type=decimal, metavar="A", help=gettext("lower end of its 95 %% interval"))
    parser.add_argument("--high", type=decimal, metavar="B", help=gettext("upper end of its 95 %% interval"))
    parser.add_argument("--author", metavar="NAME", help=gettext("who sets it; printed beside the value"))
    parser.add_argument("--reason", metavar="TEXT", help=gettext("why; printed beside the value"))
    parser.add_argument("--remove", action="store_true", help=gettext("go back to the ledger's value"))
    parser.add_argument("--json", action="store_true", help=gettext("print one JSON object"))


def run(arguments: argparse.Namespace) -> int:
    """Put the override into the project, or take it out, and save it."""
    from spaceplanner.io import catalogue  # noqa: PLC0415 - start-up time: `--help` needs no catalogue

    document, found = Document.open(arguments.project), catalogue.load()
    if arguments.remove:
        _remove(document, arguments.id)
    else:
        override = _override(arguments)
        judging.check(override, found)
        document.do(N_("Override a finding"), edits.put_override(override))
    document.save()
    _print(arguments, judging.judged(found, document.project.overrides))
    return 0


def _override(arguments: argparse.Namespace) -> Override:
    missing = [f"--{name.replace('_', '-')}" for name in _NEEDED if getattr(arguments, name) is None]
    if missing:
        raise InputError(
            N_("An override needs {missing}: a value, its interval, who sets it and why."), missing=", ".join(missing)
        )
    return Override(
        evidence=arguments.id,
        made=datetime.now().astimezone().date(),
        **{name: getattr(arguments, name) for name in _NEEDED},
    )


def _remove(document: Document, key: str) -> None:
    if not any(item.evidence == key for item in document.project.overrides):
        raise InputError(N_("The project does not override {id}."), id=key)
    document.do(N_("Remove the override of a finding"), edits.remove_override(key))


def _print(arguments: argparse.Namespace, found: Catalogue) -> None:
    entry = found.evidence.get(arguments.id)
    if arguments.json:
        print_json({"id": arguments.id, "override": None} if entry is None else entry_json(entry, found))
    elif entry is None:
        print_line(gettext("Removed: {id}").format(id=arguments.id))
    else:
        print_line(f"{entry.id}: {ledger.finding(entry)}")
