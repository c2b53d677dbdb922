"""`spaceplanner weights`: how much each criterion counts, set directly or made from comparisons in pairs."""

from __future__ import annotations

import argparse
from dataclasses import asdict
from fractions import Fraction
from pathlib import Path
from typing import TYPE_CHECKING, Any

from spaceplanner.cli.output import print_json, print_line
from spaceplanner.domain import edits
from spaceplanner.domain.judgement import Comparison
from spaceplanner.i18n import N_, gettext, number, percent, read_number
from spaceplanner.services import measures, standing_words, weights
from spaceplanner.services.document import Document

if TYPE_CHECKING:
    from collections.abc import Iterator

    from spaceplanner.domain.project import Project
    from spaceplanner.services.weights import Judged


_SAME = 0.005
"""Sums that differ by less are shown alike."""


def configure(parser: argparse.ArgumentParser) -> None:
    """Add the command's arguments."""
    parser.add_argument("project", type=Path, metavar="PROJECT.gpkg", help=gettext("the project file"))
    parser.add_argument(
        "--set",
        dest="given",
        action="append",
        default=[],
        type=weight,
        metavar="CRITERION=WEIGHT",
        help=gettext("give a criterion its weight, as in need=0.3; all are scaled to add up to 1"),
    )
    parser.add_argument(
        "--compare",
        dest="compared",
        action="append",
        default=[],
        type=comparison,
        metavar="FIRST:SECOND=TIMES",
        help=gettext("record that FIRST is TIMES as important as SECOND, from 1/9 to 9, as in need:people=3"),
    )
    parser.add_argument(
        "--from-comparisons", action="store_true", help=gettext("take the weights from the recorded comparisons")
    )
    parser.add_argument("--json", action="store_true", help=gettext("print one JSON object"))


def weight(text: str) -> tuple[str, float]:
    """Read ``CRITERION=WEIGHT``."""
    key, sign, amount = text.partition("=")
    if not (key and sign):
        raise argparse.ArgumentTypeError(gettext("write it as in need=0.3, not {given}").format(given=repr(text)))
    return key.strip(), _amount(amount, text)


def comparison(text: str) -> Comparison:
    """Read ``FIRST:SECOND=TIMES``."""
    pair, sign, amount = text.partition("=")
    first, colon, second = pair.partition(":")
    if not (first and second and sign and colon):
        raise argparse.ArgumentTypeError(gettext("write it as in need:people=3, not {given}").format(given=repr(text)))
    return Comparison(first=first.strip(), second=second.strip(), times=_amount(amount, text))


def _amount(text: str, whole: str) -> float:
    try:
        return float(Fraction(text.strip())) if "/" in text else read_number(text)
    except (ValueError, ZeroDivisionError, OverflowError):
        said = gettext("{given} needs a number, such as 3, 0.25 or 1/3").format(given=repr(whole))
        raise argparse.ArgumentTypeError(said) from None


def run(arguments: argparse.Namespace) -> int:
    """Change the weights if so asked, save, and show them."""
    document = Document.open(arguments.project)
    project = document.project
    comparisons = weights.compared(project.criteria, project.comparisons, arguments.compared)
    criteria = weights.weighed(project.criteria, dict(arguments.given))
    if arguments.from_comparisons:
        criteria = weights.weighed(criteria, weights.judged(criteria, comparisons).weights)
    if criteria != project.criteria or comparisons != project.comparisons:
        document.do(N_("Change weights"), edits.set_criteria(criteria, comparisons))
        document.save()
    found = _judged(document.project)
    if arguments.json:
        print_json(_report(document.project, found))
    else:
        for line in (*_told(document.project, found), *_scaled(document.project, arguments.given)):
            print_line(line)
    return 0


def _judged(project: Project) -> Judged | None:
    """Return what the comparisons lead to; None while some are missing."""
    if not project.comparisons or weights.missing(project.criteria, project.comparisons):
        return None
    return weights.judged(project.criteria, project.comparisons)


def _report(project: Project, found: Judged | None) -> dict[str, Any]:
    total = sum(criterion.weight for criterion in project.criteria)
    return {
        "weights": {criterion.id: criterion.weight / total for criterion in project.criteria},
        "given": {criterion.id: criterion.weight for criterion in project.criteria},
        "comparisons": [asdict(item) for item in project.comparisons],
        "missing": [list(pair) for pair in weights.missing(project.criteria, project.comparisons)],
        "from_comparisons": None if found is None else dict(found.weights),
        "consistency_ratio": None if found is None else found.ratio,
        "consistent": None if found is None else found.consistent,
        "mend": None if found is None or found.mend is None else asdict(found.mend),
    }


def _told(project: Project, found: Judged | None) -> Iterator[str]:
    total = sum(criterion.weight for criterion in project.criteria)
    names = {criterion.id: _name(criterion.id) for criterion in project.criteria}
    width, keys = max(map(len, names.values())), max(map(len, names))
    for criterion in project.criteria:
        share = percent(criterion.weight / total, 1).rjust(7)
        line = f"{names[criterion.id].ljust(width)}  {criterion.id.ljust(keys)}  {share}"
        if found is not None:
            own = percent(found.weights[criterion.id], 1)
            line = gettext("{line}   from comparisons {share}").format(line=line, share=own)
        yield line
    if not project.comparisons:
        return
    yield ""
    if found is None:
        lacking = weights.missing(project.criteria, project.comparisons)
        yield gettext("Comparisons are missing: {count} of {all}. The next is {first} with {second}.").format(
            count=number(len(lacking)),
            all=number(len(names) * (len(names) - 1) // 2),
            first=lacking[0][0],
            second=lacking[0][1],
        )
        return
    yield standing_words.consistency(found)
    if mending := standing_words.mending(found):
        yield mending


def _scaled(project: Project, given: list[tuple[str, float]]) -> Iterator[str]:
    """Yield why a weight that was set is shown as another: the weights are scaled to add up to 1."""
    total = sum(criterion.weight for criterion in project.criteria)
    if given and abs(total - 1) > _SAME:
        yield ""
        yield gettext(
            "The weights add up to {total} and are shown as shares of that; the others keep theirs. To give {criterion} {share}, set the others too."
        ).format(total=number(total, 2), criterion=given[0][0], share=percent(given[0][1]))


def _name(key: str) -> str:
    return measures.label(key) if key in measures.MEASURES else key
