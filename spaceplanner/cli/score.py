"""`spaceplanner score`: score the proposals of a project and rank them."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from spaceplanner.cli.output import print_json, print_line
from spaceplanner.i18n import gettext, money, number, pick, sentence
from spaceplanner.io import catalogue, project_file
from spaceplanner.services import ledger, measures, money_words, results_json
from spaceplanner.services.evaluation import Evaluator

if TYPE_CHECKING:
    import argparse
    from collections.abc import Iterator

    from spaceplanner.domain.catalogue import Catalogue
    from spaceplanner.domain.result import EffectUse, Part, ProposalResult

_CELLS = 30
"""Characters that stand for a part worth all hundred points."""


def configure(parser: argparse.ArgumentParser) -> None:
    """Add the command's arguments."""
    parser.add_argument("project", type=Path, metavar="PROJECT.gpkg", help=gettext("the project file"))
    parser.add_argument("--json", action="store_true", help=gettext("print one JSON object with exact values"))


def run(arguments: argparse.Namespace) -> int:
    """Do the work and return the exit code."""
    project = project_file.load(arguments.project)
    found = catalogue.load()
    result = Evaluator(found).evaluate(project)
    if arguments.json:
        print_json(results_json.proposals(result))
        return 0
    if not result.proposals:
        print_line(gettext("The project has no proposals yet: add one with `spaceplanner propose`."))
    for item in sorted(result.proposals, key=lambda item: (item.rank, item.name, item.id)):
        for line in told(item, found):
            print_line(line)
    return 0


def told(item: ProposalResult, found: Catalogue) -> Iterator[str]:
    """Yield a proposal's score, what it is made of and what it rests on, line by line, in exact values."""
    yield gettext("{rank}. {name}: {score} of 100").format(
        rank=number(item.rank), name=_plain(item.name), score=number(item.score, 1)
    )
    width = max(len(measures.label(part.id)) for part in item.criteria)
    for part in item.criteria:
        yield f"   {measures.label(part.id).ljust(width)}  {_part(part)}".rstrip()
    yield f"   {_averted(item)}"
    yield "   " + gettext("Costs {likely} ({low} to {high}), {yearly} a year; {gap} are lacking.").format(
        likely=money(item.cost.likely, found.currency),
        low=number(item.cost.low),
        high=number(item.cost.high),
        yearly=money(item.cost.yearly, found.currency),
        gap=money(item.funding.gap, found.currency),
    )
    yield from (f"   {line}" for line in _money(item, found))
    for effect in item.effects:
        yield f"   - {_effect(effect, found)}"
    for message, parameters in item.notes:
        yield f"   ! {sentence(message, parameters)}"
    yield ""


def _money(item: ProposalResult, found: Catalogue) -> Iterator[str]:
    """Yield what it costs and is worth over the horizon, who funds it and who keeps it."""
    if item.appraisal is not None:
        yield from money_words.appraisal(item.appraisal)
    if item.stack is not None:
        yield from money_words.stack(item.stack, found.currency)
    if item.appraisal is not None:
        yield from money_words.keeping(item.appraisal.assets, found, found.currency)


def _part(part: Part) -> str:
    if part.value is None:
        return measures.why(part.figure)
    bar = "█" * round(_CELLS * part.points / 100)
    most = number(100 * part.weight, 1)
    points = gettext("{points} of {most}").format(points=number(part.points, 1).rjust(4), most=most.rjust(4))
    return f"{points}  {bar.ljust(_CELLS)}  {measures.text(part.figure)}"


def _averted(item: ProposalResult) -> str:
    if item.averted.exact is None:
        return f"{measures.label('averted')}: {measures.why(item.averted)}"
    text = gettext("Averts {averted} incidents a year ({interval}); it can act on {eligible} of {incidents}.").format(
        averted=measures.text(item.averted),
        interval=measures.interval(item.averted),
        eligible=measures.text(item.eligible),
        incidents=measures.text(item.incidents),
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
    return f"{reach}. {used} ({entry.source})."


def _plain(name: str) -> str:
    """Return a name without control characters: it is text from a file, and they would move the cursor."""
    return "".join(letter for letter in name if letter.isprintable())
