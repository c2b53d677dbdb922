"""What a proposal's effect rests on: each effect as it was used, and every study, the nulls beside the others."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from spaceplanner.cartography.drawing import Anchor
from spaceplanner.i18n import gettext, number, percent, pick
from spaceplanner.reports import flow
from spaceplanner.reports.components import PAGE, ROOMY, Column, paragraph, table
from spaceplanner.reports.flow import Block
from spaceplanner.reports.typeset import Run
from spaceplanner.services import ledger

if TYPE_CHECKING:
    from spaceplanner.domain.catalogue import Evidence
    from spaceplanner.domain.result import EffectUse
    from spaceplanner.reports.brief_case import Case
    from spaceplanner.reports.components import Cell, Print


def effects(case: Case, width: float, print_: Print) -> Block:
    """Return the table of effects: what each acts on, how many incidents were eligible, and whether it counts."""
    columns = [
        Column(gettext("Effect"), 2.0),
        Column(gettext("Acts on incidents"), 4.1),
        Column(_eligible(case), 1.0, Anchor.RIGHT),
        Column(gettext("Rate ratio (90%)"), 1.6, Anchor.RIGHT),
        Column(gettext("Credited"), 2.8),
    ]
    rows: list[list[Cell]] = [
        [_type(use.type, case), _acts_on(use), case.say(use.eligible), _ratio(use), _credited(use, case)]
        for use in case.outcome.effects
    ]
    if not rows:
        none = gettext("None of the items has an effect with a number behind it.")
        return flow.of_table(None, table([Column(gettext("Effect"), 1.0)], [[none]], width, print_=print_))
    return flow.of_table(None, table(columns, rows, width, print_=print_))


def _eligible(case: Case) -> str:
    whole = case.outcome.incidents
    if whole.value(case.values) is None:
        return gettext("Eligible")
    return gettext("Eligible of {count}").format(count=case.say(whole))


def _type(key: str, case: Case) -> str:
    kind = case.catalogue.types.get(key)
    return pick(kind.name) if kind else key


def _acts_on(use: EffectUse) -> str:
    """Say what an effect acts on: where, and which incidents and hours if not all of them."""
    words = [] if use.outcome == "all" else [ledger.OUTCOMES.get(use.outcome)]
    words.extend([] if use.when == "any" else [ledger.WHENS.get(use.when)])
    return ", ".join(gettext(word) for word in (*words, ledger.REACHES.get(use.reach)) if word)


def _ratio(use: EffectUse) -> str:
    if use.rate_ratio is None:
        return "–"
    text = number(use.rate_ratio, 2)
    return text if use.low is None or use.high is None else f"{text} ({number(use.low, 2)}–{number(use.high, 2)})"


def _credited(use: EffectUse, case: Case) -> str:
    if not use.credited:
        return gettext("No: {reason}").format(reason=gettext(ledger.WHY_NOT.get(use.why_not or "", "")))
    entry = case.catalogue.evidence.get(use.evidence)
    grade = gettext("grade {grade}").format(grade=entry.grade) if entry else ""
    if use.carried < 1:
        return gettext("Yes, {grade}; {share} of it carried over").format(grade=grade, share=percent(use.carried))
    return gettext("Yes, {grade}").format(grade=grade)


def entries(case: Case, width: float, print_: Print) -> list[Block]:
    """Return the studies behind the effects and the nulls beside them as rows, then the other findings and the grades."""
    known = case.catalogue.evidence
    columns = [
        Column(gettext("Evidence (credited in bold)"), 4.4),
        Column(gettext("What it found"), 3.2),
        Column(gettext("Grade"), 0.65),
        Column(gettext("Source"), 2.5),
    ]
    credited = [known[key] for key in case.outcome.evidence if key in known]
    beside = [known[key] for key in case.outcome.related if key in known]
    nulls = [entry for entry in beside if entry.null or entry.status == "none"]
    others = [entry for entry in beside if entry not in nulls]
    rows: list[list[Cell]] = [_entry(entry, print_, used=True) for entry in credited]
    rows.extend(_entry(entry, print_, used=False) for entry in nulls)
    if not rows:
        rows.append([gettext("No study is behind this proposal."), "", "", ""])
    return [
        flow.of_table(None, table(columns, rows, width, print_=print_)),
        _overridden(credited, width, print_),
        _beside(others, width, print_),
        _grades([*credited, *beside], width, print_),
    ]


def _overridden(credited: list[Evidence], width: float, print_: Print) -> Block:
    """Return what the users of the project set in place of a study's value, by whom and why, a paragraph each."""
    found = [
        paragraph([Run(f"{pick(entry.title)}: ", print_.strong), Run(f"{ledger.finding(entry)}.", print_.text)], width)
        for entry in credited
        if entry.override is not None
    ]
    return Block(body=tuple(found), gap=3)


def _beside(others: list[Evidence], width: float, print_: Print) -> Block:
    """Return the findings that stand beside those used, each with what it found, its grade and its source.

    Where everything has to stand on one page they are one paragraph; otherwise a page may end after each.
    """
    found = [
        f"{pick(entry.title)}: {ledger.finding(entry)} ({_grade(entry.grade)}; {entry.source})" for entry in others
    ]
    if not found:
        return Block(body=())
    first = Run(gettext("Beside them, not counted: "), print_.strong)
    if print_ is not ROOMY:
        return Block(body=(paragraph([first, Run("; ".join(found) + ".", print_.text)], width),), gap=3)
    lines = [[Run(f"{text}.", print_.text)] for text in found]
    lines[0].insert(0, first)
    return Block(body=tuple(paragraph(runs, width) for runs in lines), gap=6)


def _grades(entries: list[Evidence], width: float, print_: Print) -> Block:
    """Say what the letters of the grades mean."""
    grades = sorted({entry.grade for entry in entries})
    if not grades:
        return Block(body=())
    legend = "; ".join(f"{_grade(grade)}: {gettext(ledger.GRADES[grade])}" for grade in grades)
    said = paragraph(gettext("Grades. {legend}.").format(legend=legend), width, print_.text, most=3)
    return Block(body=(said,), gap=3)


def _entry(entry: Evidence, print_: Print, *, used: bool) -> list[Cell]:
    title = Run(pick(entry.title), print_.strong if used else print_.ink)
    setting = Run(f" · {pick(entry.setting)} · {pick(entry.design)}", print_.text)
    # What the users set is said in full below the table, where there is room for their reason.
    found = ledger.finding(entry) if entry.override is None else ledger.figure(entry)
    status = "" if entry.status == "seen" else f"; {gettext(ledger.STATUSES[entry.status])}"
    doubtful = entry.null or entry.status in {"recalled", "none"}
    ink = replace(print_.ink, colour=PAGE.warning) if doubtful else print_.ink
    return [[title, setting] if used else [title], [Run(f"{found}{status}", ink)], _grade(entry.grade), entry.source]


def _grade(grade: str) -> str:
    return "–" if grade == "none" else grade
