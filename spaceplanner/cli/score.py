"""`spaceplanner score`: score the proposals of a project and rank them."""

from __future__ import annotations

from argparse import ArgumentTypeError
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from spaceplanner.cli.output import print_json, print_line
from spaceplanner.i18n import N_, gettext, money, number, percent, pick, sentence
from spaceplanner.io import catalogue, project_file
from spaceplanner.services import (
    gain_words,
    judging,
    ledger,
    measures,
    money_words,
    proof,
    results_json,
    standing_words,
)
from spaceplanner.services.evaluation import Evaluator

if TYPE_CHECKING:
    import argparse
    from collections.abc import Iterator, Sequence

    from spaceplanner.domain.catalogue import Catalogue
    from spaceplanner.domain.criteria import Criterion
    from spaceplanner.domain.outlook import Ranking, Standing
    from spaceplanner.domain.project import Project
    from spaceplanner.domain.result import EffectUse, Part, ProposalResult

METHODS = ("weighted-sum", "topsis")

MOST_DRAWS = 100_000
"""More take minutes and tell no more."""

_SWINGS = 3
_CELLS = 30
"""Characters that stand for a part worth all hundred points."""


def draws(text: str) -> int:
    """Return a number of draws that can be drawn.

    Raises
    ------
    argparse.ArgumentTypeError
        If it is none, or too great a one.
    """
    if not (text.isdecimal() and 1 <= int(text) <= MOST_DRAWS):
        said = gettext("{given} is no number of draws: choose from 1 to {most}; 4,000 are usual.")
        raise ArgumentTypeError(said.format(given=text, most=number(MOST_DRAWS)))
    return int(text)


def configure(parser: argparse.ArgumentParser) -> None:
    """Add the command's arguments."""
    parser.add_argument("project", type=Path, metavar="PROJECT.gpkg", help=gettext("the project file"))
    parser.add_argument(
        "--method",
        choices=METHODS,
        default=METHODS[0],
        help=gettext("by what to rank: the weighted sum (default) or TOPSIS, closeness to an ideal"),
    )
    parser.add_argument(
        "--any-weights",
        action="store_true",
        help=gettext("judge ranks over all possible weights instead of those about the project's"),
    )
    parser.add_argument("--draws", type=draws, metavar="N", help=gettext("draws of chance, this time only"))
    parser.add_argument("--seed", type=int, metavar="S", help=gettext("seed of chance, this time only"))
    parser.add_argument("--json", action="store_true", help=gettext("print one JSON object with exact values"))


def run(arguments: argparse.Namespace) -> int:
    """Do the work and return the exit code."""
    project = project_file.load(arguments.project)
    changed = {name: value for name in ("draws", "seed") if (value := getattr(arguments, name)) is not None}
    project = replace(project, settings=replace(project.settings, **changed))
    shipped = catalogue.load()
    evaluator = Evaluator(shipped)
    result = evaluator.evaluate(project, standing=False)
    if result.proposals:
        result = evaluator.standing(project, result, any_weights=arguments.any_weights)
    ranks = {item.id: _rank(item, arguments.method) for item in result.proposals}
    found = judging.judged(shipped, project.overrides)
    if arguments.json:
        print_json(results_json.proposals(result, method=arguments.method, ranks=ranks))
        return 0
    if not result.proposals:
        print_line(gettext("The project has no proposals yet: add one with `spaceplanner propose`."))
    period = result.diagnosis.period
    years = None if period is None else period.years
    for item in sorted(result.proposals, key=lambda item: (ranks[item.id], item.name, item.id)):
        rank, method = ranks[item.id], arguments.method
        for line in told(item, found, project, rank=rank, method=method, years=years):
            print_line(line)
    if result.ranking is not None and len(result.ranked) > 1:
        for line in _order(result.ranking):
            print_line(line)
    if result.proposals:
        print_line(
            gettext("Intervals of {draws} draws with the seed {seed}.").format(
                draws=number(project.settings.draws), seed=project.settings.seed
            )
        )
    return 0


def _rank(item: ProposalResult, method: str) -> int:
    opinion = item.standing.second_opinion if item.standing else None
    return item.rank if method == METHODS[0] or opinion is None else opinion


def told(
    item: ProposalResult,
    found: Catalogue,
    project: Project,
    *,
    rank: int,
    method: str = METHODS[0],
    years: float | None = None,
) -> Iterator[str]:
    """Yield a proposal's score, what it is made of and what it rests on, line by line, in exact values.

    Parameters
    ----------
    years
        Length of the incidents' record; None where it is not known.
    """
    yield gettext("{rank}. {name}: {score} of 100").format(
        rank=number(rank), name=_plain(item.name), score=number(item.score, 1)
    )
    if item.standing is not None:
        for line in _standing(item, item.standing, found.currency, project.criteria, rank=rank, method=method):
            yield f"   {line}"
    width = max(len(measures.label(part.id)) for part in item.criteria)
    for part in item.criteria:
        yield f"   {measures.label(part.id).ljust(width)}  {_part(part)}".rstrip()
    yield f"   {_averted(item, years)}"
    if item.gain is not None and item.gain.total is not None:
        yield from (f"   {line}" for line in gain_words.sentences(item.gain))
    if item.proof is not None:
        yield from (f"   {sentence(*note)}" for note in proof.told(item.proof))
    # What it costs a year is told once, with what it costs over the horizon.
    costs = gettext("Costs {likely} ({low} to {high}) at the start; {gap} are lacking.")
    if item.funding.gap is None:
        costs = gettext("Costs {likely} ({low} to {high}) at the start; what is lacking is unknown.")
    yield "   " + costs.format(
        likely=money(item.cost.likely, found.currency),
        low=number(item.cost.low),
        high=number(item.cost.high),
        gap=money_words.lacking(item.funding.gap, found.currency),
    )
    yield from (f"   {line}" for line in _money(item, found, project))
    for effect in item.effects:
        yield f"   - {_effect(effect, found)}"
    for message, parameters in item.notes:
        yield f"   ! {sentence(message, parameters)}"
    yield ""


def _standing(
    item: ProposalResult,
    found: Standing,
    currency: str,
    criteria: Sequence[Criterion],
    *,
    rank: int,
    method: str,
) -> Iterator[str]:
    """Yield how sure the rank is, the second opinion where it differs, and what moves the score most."""
    yield _sentence(standing_words.stability(item.rank, found)) + "."
    if method == METHODS[1]:
        yield standing_words.closeness(rank, found)
    elif opinion := standing_words.opinion(item.rank, found):
        yield opinion
    if found.swings:
        yield standing_words.moving(item.score, item.score_floor) + ":"
    for swing in found.swings[:_SWINGS]:
        yield "~ " + standing_words.swing(swing, currency)
    if item.rank > 1:
        yield standing_words.central(found, criteria)


def _order(found: Ranking) -> Iterator[str]:
    """Yield what is said of the order of all."""
    yield standing_words.agreement(found.agreement)
    if found.concentration is None:
        yield gettext("Ranks are judged over all possible weights.")
    for item in found.ranges:
        if item.below or item.above:
            yield gettext("The first stays first while {criterion} weighs {low} to {high} (now {weight}).").format(
                criterion=measures.label(item.criterion),
                low=percent(item.low),
                high=percent(item.high),
                weight=percent(item.weight),
            )


def _sentence(text: str) -> str:
    return text[:1].upper() + text[1:]


def _money(item: ProposalResult, found: Catalogue, project: Project) -> Iterator[str]:
    """Yield what it costs and is worth over the horizon, who funds it and who keeps it."""
    if item.appraisal is not None:
        yield from money_words.appraisal(item.appraisal)
    if item.stack is not None:
        yield from money_words.stack(item.stack, project.currency)
    if item.appraisal is not None:
        yield from money_words.keeping(item.appraisal.assets, found, found.currency)


def _part(part: Part) -> str:
    if part.value is None:
        return measures.why(part.figure)
    bar = "█" * round(_CELLS * part.points / 100)
    most = number(100 * part.weight, 1)
    points = gettext("{points} of {most}").format(points=number(part.points, 1).rjust(4), most=most.rjust(4))
    return f"{points}  {bar.ljust(_CELLS)}  {measures.text(part.figure)}"


def _averted(item: ProposalResult, years: float | None) -> str:
    if item.averted.exact is None:
        return f"{measures.label('averted')}: {measures.why(item.averted)}"
    text = (
        N_("Averts {averted} incidents a year ({interval}); it can act on {eligible} of {incidents} recorded.")
        if years is None
        else N_(
            "Averts {averted} incidents a year ({interval}); it can act on {eligible} of {incidents} recorded in {years} years."
        )
    )
    text = gettext(text).format(
        averted=measures.text(measures.drawn(item.averted)),
        interval=measures.interval(measures.drawn(item.averted)),
        eligible=measures.text(item.eligible),
        incidents=measures.text(item.incidents),
        years=None if years is None else number(years, 1),
    )
    caution = gettext("It may have no effect.")
    return f"{text} {caution}" if item.may_have_no_effect else text


def _effect(effect: EffectUse, found: Catalogue) -> str:
    entry = found.evidence[effect.evidence]
    reach = gettext("{type}, {outcome} {when} {reach}: {eligible}").format(
        type=pick(found.types[effect.type].plural),
        outcome=gettext(ledger.OUTCOMES[effect.outcome]),
        when=gettext(ledger.WHENS[effect.when]),
        reach=gettext(ledger.REACHES[effect.reach]),
        eligible=measures.text(effect.eligible),
    )
    if not effect.credited or effect.rate_ratio is None:
        why = gettext(ledger.WHY_NOT[effect.why_not]) if effect.why_not else ""
        not_credited = gettext("Not credited: {why}").format(why=why)
        return f"{reach}. {not_credited} ({entry.source})."
    used = gettext("rate ratio {ratio} ({low} to {high}), grade {grade}").format(
        ratio=number(effect.rate_ratio, 2),
        low=number(effect.low, 2),
        high=number(effect.high, 2),
        grade=entry.grade,
    )
    own = f" {ledger.finding(entry)}." if entry.override is not None else ""
    return f"{reach}. {used} ({entry.source}).{own}"


def _plain(name: str) -> str:
    """Return a name without control characters: it is text from a file, and they would move the cursor."""
    return "".join(letter for letter in name if letter.isprintable())
