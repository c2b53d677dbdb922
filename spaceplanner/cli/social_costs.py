"""`spaceplanner social-costs`: show or set what an incident costs society; there is no default."""

from __future__ import annotations

from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING

from spaceplanner.cli.output import print_json, print_line
from spaceplanner.domain import edits
from spaceplanner.domain.judgement import SocialCost
from spaceplanner.errors import InputError
from spaceplanner.i18n import N_, gettext, money, read_number
from spaceplanner.services import appraising, money_words
from spaceplanner.services.document import Document

if TYPE_CHECKING:
    import argparse

    from spaceplanner.domain.project import Project


def configure(parser: argparse.ArgumentParser) -> None:
    """Add the command's arguments."""
    known = ", ".join(money_words.OUTCOMES)
    parser.add_argument("project", type=Path, metavar="PROJECT.gpkg", help=gettext("the project"))
    parser.add_argument(
        "--set",
        action="append",
        default=[],
        metavar="OUTCOME=AMOUNT",
        help=gettext("cost of one incident in the project's currency; may be repeated. Outcomes: {known}").format(
            known=known
        ),
    )
    parser.add_argument("--year", type=int, metavar="Y", help=gettext("year of the prices of --set"))
    parser.add_argument("--source", default="", metavar="TEXT", help=gettext("where the amounts of --set are from"))
    parser.add_argument("--clear", action="store_true", help=gettext("remove all that were set before"))
    parser.add_argument("--json", action="store_true", help=gettext("print one JSON object"))


def run(arguments: argparse.Namespace) -> int:
    """Do the work and return the exit code."""
    document = Document.open(arguments.project)
    costs = _costs(arguments, document.project)
    if costs != document.project.social_costs:
        appraising.check_social_costs(costs)
        document.do(N_("Change social costs"), edits.set_social_costs(costs))
        document.save()
    if arguments.json:
        print_json({"currency": document.project.currency, "social_costs": [asdict(item) for item in costs]})
        return 0
    if not costs:
        print_line(f"{gettext(N_('No social costs are set.'))} {gettext(appraising.MEANING)}")
    for item in costs:
        print_line(
            gettext(N_("{outcome}: {amount} each, prices of {year}. Source: {source}")).format(
                outcome=gettext(money_words.OUTCOMES.get(item.outcome, item.outcome)),
                amount=money(item.amount, item.currency),
                year=item.price_year,
                source=item.source,
            )
        )
    return 0


def _costs(arguments: argparse.Namespace, project: Project) -> tuple[SocialCost, ...]:
    """Return the social costs after the command: what is set takes the place of what its outcome had."""
    found = {} if arguments.clear else {item.outcome: item for item in project.social_costs}
    for words in arguments.set:
        outcome, amount = _pair(words)
        if arguments.year is None or not arguments.source.strip():
            raise InputError(
                N_("An amount without a year or a source cannot be checked by anybody: add --year and --source.")
            )
        found[outcome] = SocialCost(
            outcome=outcome,
            amount=amount,
            currency=project.currency,
            price_year=arguments.year,
            source=arguments.source.strip(),
        )
    return tuple(found[key] for key in sorted(found))


def _pair(words: str) -> tuple[str, float]:
    outcome, _, amount = words.partition("=")
    try:
        return outcome.strip(), read_number(amount)
    except ValueError:
        raise InputError(
            N_("“{words}” names no outcome and amount: write it like property=1200.50."), words=words
        ) from None
