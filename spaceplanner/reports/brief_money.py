"""What a proposal costs and is worth over the horizon, who keeps what is built, and who funds it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from spaceplanner.cartography.drawing import Anchor
from spaceplanner.domain.funding import FundingKind, State
from spaceplanner.i18n import gettext, number
from spaceplanner.reports import brief_sponsor, charts, flow
from spaceplanner.reports.components import Column, table
from spaceplanner.reports.flow import Block
from spaceplanner.reports.typeset import Run
from spaceplanner.services import money_words
from spaceplanner.services.funding_words import FORMS, STATES

if TYPE_CHECKING:
    from spaceplanner.domain.funding import Funding
    from spaceplanner.reports.brief_case import Case
    from spaceplanner.reports.components import Cell, Print

_RIGHT = Anchor.RIGHT
_MOST_GIVERS = 8
_LONG = 9
"""Lines of a sentence at most."""


def worth(case: Case, width: float, print_: Print) -> Block:
    """Return what it costs and is worth over the horizon: median and 90 % interval of each amount."""
    found = case.outcome.appraisal
    if found is None or case.outcome.cost.likely <= 0:
        return Block(body=())
    columns = [
        Column(money_words.horizon(found), 3.1),
        Column(found.currency, 1.0, _RIGHT),
        Column(gettext("90% interval"), 1.7, _RIGHT),
    ]
    rows: list[list[Cell]] = [list(cells) for cells in money_words.figures(found)]
    return flow.of_table(None, table(columns, rows, width, print_=print_, most=2))


def remarks(case: Case, width: float, print_: Print) -> Block:
    """Return what the amounts do not say: whether a benefit is named, and what each unit of the partners moves."""
    appraisal, stack = case.outcome.appraisal, case.outcome.stack
    said: list[str] = []
    if appraisal is not None and case.outcome.cost.likely > 0:
        said.extend(money_words.remarks(appraisal))
    if stack is not None and not brief_sponsor.has_page(case):
        said.extend(money_words.moved(stack, case.catalogue.currency))
    return told(gettext("What it is worth"), [" ".join(said)] if said else [], width, print_)


def keeping(case: Case, width: float, print_: Print) -> Block:
    """Return who owns and maintains what is built and who pays for its upkeep."""
    found = case.outcome.appraisal
    said = () if found is None else money_words.keeping(found.assets, case.catalogue, case.catalogue.currency)
    return told(gettext("Who keeps it up"), [" ".join(said)], width, print_)


def funding(case: Case, width: float, print_: Print) -> Block:
    """Return the funding lines by form and state, and the gap."""
    columns = [
        Column(gettext("Funding"), 2.2),
        Column(gettext("Form"), 1.3),
        Column(gettext("State"), 2.1),
        Column(gettext("Amount"), 1.3, _RIGHT),
    ]
    states = list(State)
    lines = sorted(
        (line for line in case.proposal.funding if line.amount > 0),
        key=lambda line: (not line.own, -states.index(line.state), -line.amount),
    )
    rows: list[list[Cell]] = [
        [line.source, gettext(FORMS[line.form]), _state(line), number(line.amount)] for line in lines[:_MOST_GIVERS]
    ]
    if rest := lines[_MOST_GIVERS:]:
        text = gettext("{count} others").format(count=len(rest))
        rows.append([text, "", "", number(sum(line.amount for line in rest))])
    gap = money_words.lacking(case.outcome.funding.gap, case.project.currency)
    rows.append([gettext("Missing (without what is requested)"), "", "", gap])
    return flow.of_table(None, table(columns, rows, width, print_=print_, totals=1, most=2))


def _state(line: Funding) -> str:
    """Say how firm a line is, and that it is the municipality's own where it is."""
    state = gettext(STATES[line.state])
    return f"{gettext(charts.KIND_NAMES[FundingKind.OWN])}, {state}" if line.own else state


def told(title: str, said: list[str], width: float, print_: Print) -> Block:
    """Return sentences under a title that looks like the head of a table."""
    if not any(said):
        return Block(body=())
    rows = [[[Run(text, print_.text)]] for text in said]
    return flow.of_table(None, table([Column(title, 1.0)], rows, width, print_=print_, most=_LONG))
