"""`spaceplanner brief`: one PDF a proposal, for a partner to hold, check and answer."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

from spaceplanner import i18n
from spaceplanner.cli.output import print_line, tell
from spaceplanner.domain.versions import leading
from spaceplanner.errors import EditError
from spaceplanner.i18n import N_, gettext, sentence
from spaceplanner.io import catalogue, project_file
from spaceplanner.reports import brief
from spaceplanner.services import policy
from spaceplanner.services.evaluation import Evaluator

if TYPE_CHECKING:
    import argparse
    from collections.abc import Sequence

    from spaceplanner.domain.project import Project
    from spaceplanner.domain.proposal import Proposal


def configure(parser: argparse.ArgumentParser) -> None:
    """Add the command's arguments."""
    parser.add_argument("project", type=Path, metavar="PROJECT.gpkg", help=gettext("the project file"))
    parser.add_argument("--out", type=Path, required=True, metavar="DIR", help=gettext("the folder to write into"))
    parser.add_argument(
        "--proposal", action="append", metavar="ID", help=gettext("id of a proposal; can be repeated; default: all")
    )
    parser.add_argument("--lang", choices=tuple(i18n.LANGUAGES), help=gettext("language of the briefs"))
    parser.add_argument(
        "--internal",
        action="store_true",
        help=gettext("print exact small counts and mark the brief as internal, not to be passed on"),
    )


def run(arguments: argparse.Namespace) -> int:
    """Do the work and return the exit code."""
    project = project_file.load(arguments.project)
    chosen = _chosen(project, arguments.proposal)
    found = catalogue.load()
    evaluator = Evaluator(found)
    result, density = evaluator.evaluate(project), evaluator.density(project)
    for key in chosen:
        written = brief.write(
            project,
            result,
            found,
            key,
            arguments.out,
            density=density,
            language=arguments.lang or i18n.language(),
            today=date.today(),  # noqa: DTZ011 - the reader's calendar day
            values="exact" if arguments.internal else "published",
        )
        print_line(str(written))
        for message, parameters in policy.cautions(_proposal(project, key), project, found):
            tell(sentence(message, parameters))
    return 0


def _proposal(project: Project, key: str) -> Proposal:
    return next(proposal for proposal in project.proposals if proposal.id == key)


def _chosen(project: Project, wanted: Sequence[str] | None) -> tuple[str, ...]:
    known = tuple(proposal.id for proposal in project.proposals)
    if not known:
        raise EditError(N_("The project has no proposal to write a brief of. Add one with `spaceplanner propose`."))
    for key in wanted or ():
        if key not in known:
            raise EditError(
                N_("The project has no proposal {proposal}. It has: {known}."), proposal=key, known=", ".join(known)
            )
    leads = leading(project.proposals)
    return tuple(dict.fromkeys(wanted or (leads[key] for key in known)))
