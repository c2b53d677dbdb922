"""`spaceplanner pledge`: note what a partner gives to a proposal, in which form, how firm it is and since when."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

from spaceplanner.cli import choosing
from spaceplanner.cli.output import print_json, print_line, tell
from spaceplanner.domain import edits
from spaceplanner.domain.checks import nearest
from spaceplanner.domain.funding import Form, Funding, State
from spaceplanner.errors import InputError
from spaceplanner.i18n import N_, gettext, money
from spaceplanner.services.document import Document
from spaceplanner.services.funding_words import FORMS, STATES

if TYPE_CHECKING:
    import argparse

    from spaceplanner.domain.partner import Partner
    from spaceplanner.domain.project import Project
    from spaceplanner.domain.proposal import Proposal

_MOST = 1e12


def configure(parser: argparse.ArgumentParser) -> None:
    """Add the command's arguments."""
    parser.add_argument("project", type=Path, metavar="PROJECT.gpkg", help=gettext("the project"))
    parser.add_argument("--proposal", required=True, metavar="ID", help=gettext("id of the proposal"))
    parser.add_argument("--partner", required=True, metavar="ID", help=gettext("id of the partner"))
    parser.add_argument(
        "--amount",
        required=True,
        type=choosing.decimal,
        metavar="X",
        help=gettext("value in the project's currency; replaces what the partner gave in this form, and 0 ends it"),
    )
    parser.add_argument("--form", choices=[form.value for form in Form], default=Form.CASH.value, help=gettext("form"))
    parser.add_argument(
        "--state", choices=[state.value for state in State], default=State.PLEDGED.value, help=gettext("how firm it is")
    )
    parser.add_argument(
        "--since", type=choosing.date, metavar="DATE", help=gettext("day it came into this state; else today")
    )
    parser.add_argument("--note", default="", help=gettext("conditions or reference"))
    parser.add_argument("--json", action="store_true", help=gettext("print one JSON object"))


def run(arguments: argparse.Namespace) -> int:
    """Note the pledge and save the project."""
    if not 0 <= arguments.amount <= _MOST:
        raise InputError(
            N_("The amount is {amount}: give one from 0 to {most}."), amount=arguments.amount, most=round(_MOST)
        )
    document = Document.open(arguments.project)
    proposal, partner = found(document.project, arguments.proposal, arguments.partner)
    line = Funding(
        source=partner.name,
        amount=arguments.amount,
        form=Form(arguments.form),
        state=State(arguments.state),
        partner=partner.id,
        since=arguments.since or date.today(),  # noqa: DTZ011 - the day where the user is
        note=arguments.note,
    )
    document.do(N_("Note a pledge"), edits.put_pledge(proposal.id, line))
    document.save()
    if arguments.json:
        print_json(_report(proposal, line))
    else:
        print_line(_sentence(proposal, line, document.project.currency))
    _warn(partner, document.project)
    return 0


def found(project: Project, proposal: str, partner: str) -> tuple[Proposal, Partner]:
    """Return a proposal and a partner by their ids.

    Raises
    ------
    InputError
        If the project has no such proposal or partner; the sentence names those near it.
    """
    for key, ids, text in (
        (proposal, [one.id for one in project.proposals], N_("The project has no proposal {id}: choose from {known}.")),
        (partner, [one.id for one in project.partners], N_("The project has no partner {id}: choose from {known}.")),
    ):
        if key not in ids:
            raise InputError(text, id=key, known=", ".join(nearest(key, ids) or ids) or "–")
    by_id = {one.id: one for one in project.partners}
    return next(one for one in project.proposals if one.id == proposal), by_id[partner]


def _report(proposal: Proposal, line: Funding) -> dict[str, object]:
    return {
        "proposal": proposal.id,
        "partner": line.partner,
        "amount": line.amount,
        "form": line.form.value,
        "state": line.state.value,
        "since": line.since.isoformat() if line.since else None,
        "note": line.note,
    }


def _sentence(proposal: Proposal, line: Funding, currency: str) -> str:
    if not line.amount:
        text = gettext(N_("{partner} gives nothing to {proposal} in this form any more ({form})."))
        return text.format(partner=line.source, proposal=proposal.name, form=gettext(FORMS[line.form]))
    return gettext(N_("{partner}, {proposal}: {amount} ({form}), {state} since {since}.")).format(
        partner=line.source,
        proposal=proposal.name,
        amount=money(line.amount, currency),
        form=gettext(FORMS[line.form]),
        state=gettext(STATES[line.state]),
        since=line.since,
    )


def _warn(partner: Partner, project: Project) -> None:
    from spaceplanner.services import partners  # noqa: PLC0415 - start-up time: `--help` needs no shapes

    for form in partners.over(partner, project):
        text = N_("{partner} now gives more than it said it could ({form}).")
        tell(gettext(text).format(partner=partner.name, form=gettext(FORMS[form])))
