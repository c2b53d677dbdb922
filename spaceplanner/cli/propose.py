"""`spaceplanner propose`: add a proposal to a project, or replace the one with its id."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from spaceplanner.cli.output import print_json, print_line
from spaceplanner.domain import edits
from spaceplanner.i18n import N_, gettext, ngettext, number
from spaceplanner.services.document import Document

if TYPE_CHECKING:
    import argparse

    from spaceplanner.domain.project import Project
    from spaceplanner.io.proposal_file import Content


def configure(parser: argparse.ArgumentParser) -> None:
    """Add the command's arguments."""
    parser.add_argument("project", type=Path, metavar="PROJECT.gpkg", help=gettext("the project"))
    parser.add_argument("proposal", type=Path, metavar="PROPOSAL.json", help=gettext("the proposal file"))
    parser.add_argument("--json", action="store_true", help=gettext("print one JSON object"))


def run(arguments: argparse.Namespace) -> int:
    """Read the file, put the proposal into the project and save it."""
    from spaceplanner.io import catalogue, proposal_file  # noqa: PLC0415 - start-up time: `--help` needs neither

    document = Document.open(arguments.project)
    content = proposal_file.contents(arguments.proposal, document.project, catalogue.load())
    replaced = document.project.proposal(content.proposal.id) is not None
    document.do(N_("Add proposal"), lambda project: _with(project, content))
    document.save()
    if arguments.json:
        print_json(_report(content, replaced=replaced))
    else:
        print_line(_sentence(content, replaced=replaced))
    return 0


def _with(project: Project, content: Content) -> Project:
    for partner in content.partners:
        project = edits.put_partner(partner)(project)
    return edits.put_proposal(content.proposal)(project)


def _report(content: Content, *, replaced: bool) -> dict[str, object]:
    proposal = content.proposal
    return {
        "proposal": proposal.id,
        "name": proposal.name,
        "space": proposal.space,
        "done": "replaced" if replaced else "added",
        "interventions": [{"id": item.id, "type": item.type} for item in proposal.interventions],
        "funding": len(proposal.funding),
        "partners": [partner.id for partner in content.partners],
    }


def _sentence(content: Content, *, replaced: bool) -> str:
    proposal = content.proposal
    count = len(proposal.interventions)
    text = (
        ngettext(
            "Proposal {name} replaced: {count} intervention for space {space}.",
            "Proposal {name} replaced: {count} interventions for space {space}.",
            count,
        )
        if replaced
        else ngettext(
            "Proposal {name} added: {count} intervention for space {space}.",
            "Proposal {name} added: {count} interventions for space {space}.",
            count,
        )
    )
    return text.format(name=proposal.name, count=number(count), space=proposal.space)
