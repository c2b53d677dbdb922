"""`spaceplanner portfolio`: the best set of proposals for the money, who pays, and what is left out and why."""

from __future__ import annotations

from argparse import ArgumentTypeError
from dataclasses import replace
from math import isfinite
from pathlib import Path
from typing import TYPE_CHECKING

from spaceplanner.cli import portfolio_table
from spaceplanner.cli.hushed import hushed
from spaceplanner.cli.output import print_json, print_line, tell
from spaceplanner.domain import edits
from spaceplanner.domain.plan_checks import current, plan_problems
from spaceplanner.i18n import N_, gettext, read_number
from spaceplanner.services.document import Document

if TYPE_CHECKING:
    import argparse

    from spaceplanner.domain.partner import Partner
    from spaceplanner.domain.plan import Plan
    from spaceplanner.domain.portfolio import Portfolio
    from spaceplanner.domain.project import Project

POINTS = 50
"""Of the frontier."""


def amount(text: str) -> float:
    """Return an amount of money above 0."""
    try:
        value = read_number(text)
    except ValueError:
        value = 0.0
    if not (isfinite(value) and value > 0):
        raise ArgumentTypeError(
            gettext("{text} is no amount above 0: write it in figures, such as 60000").format(text=text)
        )
    return value


def configure(parser: argparse.ArgumentParser) -> None:
    """Add the command's arguments."""
    parser.add_argument("project", type=Path, metavar="PROJECT.gpkg", help=gettext("the project file"))
    parser.add_argument(
        "--budget",
        type=amount,
        nargs="+",
        default=[],
        metavar="USD",
        help=gettext("money of the municipality, one amount for each year, in the project's currency"),
    )
    parser.add_argument(
        "--constraints",
        type=Path,
        metavar="FILE.toml",
        help=gettext("budgets, rules and partners' amounts (default: the project's plan)"),
    )
    parser.add_argument("--frontier", action="store_true", help=gettext("tell the most benefit for each sum of money"))
    parser.add_argument(
        "--maximise",
        choices=("averted", "score"),
        default="averted",
        help=gettext("what there is to be the most of: incidents averted a year, or points of the score"),
    )
    parser.add_argument("--save", action="store_true", help=gettext("keep the budgets and rules as the project's plan"))
    parser.add_argument("--json", action="store_true", help=gettext("print one JSON object"))


def run(arguments: argparse.Namespace) -> int:
    """Do the work and return the exit code: 1 where the rules cannot be kept together."""
    from spaceplanner.services import portfolio_json, portfolio_words  # noqa: PLC0415 - start-up time of `--help`

    document = Document.open(arguments.project)
    plan, partners = _plan(arguments, document.project)
    project = _with(document.project, plan, partners)
    found = _found(project, arguments)
    if arguments.save:
        document.do(N_("Change the plan"), lambda before: _with(before, plan, partners))
        document.save()
    if arguments.json:
        print_json(portfolio_json.document(found))
    if found.conflict is not None:
        for line in portfolio_words.conflict(found):
            tell(line)
        return 1
    if not arguments.json:
        for line in portfolio_table.told(found):
            print_line(line)
    return 0


def _plan(arguments: argparse.Namespace, project: Project) -> tuple[Plan, tuple[Partner, ...]]:
    """Return the plan that is asked for, and the partners that it gives other amounts."""
    from spaceplanner.io import plan_file  # noqa: PLC0415 - start-up time of `--help`
    from spaceplanner.io.json_text import Clause, refuse  # noqa: PLC0415 - as above
    from spaceplanner.services import districts  # noqa: PLC0415 - as above

    plan = current(project.plan, project)
    partners: tuple[Partner, ...] = ()
    if arguments.constraints is not None:
        content = plan_file.contents(arguments.constraints, project)
        plan, partners = content.plan, content.partners
    if arguments.budget:
        plan = replace(plan, budgets=tuple(arguments.budget))
    if arguments.constraints is not None:
        for problem in plan_problems(plan, project, districts.areas(project)[1]):
            refuse(arguments.constraints, f"$.{problem.where}", Clause(problem.message_id, problem.parameters))
    return plan, partners


def _with(project: Project, plan: Plan, partners: tuple[Partner, ...]) -> Project:
    for partner in partners:
        project = edits.put_partner(partner)(project)
    return project if plan == project.plan else edits.set_plan(plan)(project)


def _found(project: Project, arguments: argparse.Namespace) -> Portfolio:
    from spaceplanner.io import catalogue  # noqa: PLC0415 - start-up time of `--help`
    from spaceplanner.services import portfolio  # noqa: PLC0415 - as above
    from spaceplanner.services.evaluation import Evaluator  # noqa: PLC0415 - as above

    known = catalogue.load()
    evaluator = Evaluator(known)
    request = portfolio.Request(
        maximise=arguments.maximise, points=POINTS if arguments.frontier else 0, outside=arguments.json
    )
    result = evaluator.evaluate(project)
    with hushed():
        return portfolio.choose(project, known, result, request, memo=evaluator.memo)
