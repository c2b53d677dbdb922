"""`spaceplanner diagnose`: measure every space and rank it by need."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from spaceplanner.cli.output import print_json, print_line, spare_databases, tell
from spaceplanner.domain.edits import set_settings
from spaceplanner.domain.layer import Role
from spaceplanner.errors import AnalysisError
from spaceplanner.i18n import N_, gettext, number, sentence
from spaceplanner.io import catalogue, project_file
from spaceplanner.reports import tables
from spaceplanner.services import measures, results_json, stages
from spaceplanner.services.evaluation import Evaluator

if TYPE_CHECKING:
    import argparse
    from collections.abc import Sequence

    from spaceplanner.domain.result import Diagnosis, Figure, SpaceDiagnosis

SHOWN = 15
"""Rows of the table on the terminal; the others are in --json and --csv."""

_COLUMNS = (
    "incidents_within", "incidents_adjusted", "night_share", "below_class_share", "unheard_night_share",
    "walk_residents", "condition_index",
)  # fmt: skip
_WIDEST_NAME = 40


def configure(parser: argparse.ArgumentParser) -> None:
    """Add the command's arguments."""
    parser.add_argument("project", type=Path, metavar="PROJECT.gpkg", help=gettext("the project file"))
    parser.add_argument(
        "--radius",
        type=float,
        metavar="M",
        help=gettext("metres around a space within which incidents count, for this run (default: the project's)"),
    )
    parser.add_argument("--json", action="store_true", help=gettext("print one JSON object with exact values"))
    parser.add_argument("--csv", type=Path, metavar="FILE", help=gettext("write a table with published values"))
    parser.add_argument(
        "--internal", action="store_true", help=gettext("write exact values to the table; not to be passed on")
    )


def run(arguments: argparse.Namespace) -> int:
    """Do the work and return the exit code."""
    if arguments.csv is not None:
        spare_databases(arguments.csv)
    project = project_file.load(arguments.project)
    if not project.by_role(Role.SPACES):
        raise AnalysisError(N_("The project has no spaces yet: add a layer with the role spaces."))
    if arguments.radius is not None:
        if not 0 < arguments.radius <= stages.FARTHEST:  # before the setting of that name is blamed
            raise AnalysisError(
                N_("The radius is {metres} m: choose one above 0 and at most {most} m."),
                metres=arguments.radius,
                most=round(stages.FARTHEST),
            )
        project = set_settings(replace(project.settings, incident_radius=arguments.radius))(project)
    result = Evaluator(catalogue.load()).evaluate(project, proposals=False)
    if arguments.csv is not None:
        tables.diagnosis_csv(result, arguments.csv, "exact" if arguments.internal else "published")
    if arguments.json:
        print_json(results_json.diagnosis(result))
        return 0
    for line in table(result.diagnosis):
        print_line(line)
    for message, parameters in result.diagnosis.notes:
        tell(sentence(message, parameters))
    if arguments.csv is not None:
        tell(gettext(N_("Written: {file}")).format(file=arguments.csv))
    return 0


def table(diagnosis: Diagnosis) -> list[str]:
    """Return the neediest spaces as aligned lines, exact values, in the language in use."""
    columns = [measure for measure in _COLUMNS if _known(diagnosis, measure)]
    head = ["#", gettext("space"), gettext("ha"), *map(measures.short, columns), measures.short("need")]
    head.append(gettext("rank in 90%"))
    shown = diagnosis.spaces[:SHOWN]
    lines = aligned([head, *(_cells(space, columns) for space in shown)])
    if len(shown) < len(diagnosis.spaces):
        ranked = diagnosis.spaces[0].rank is not None
        lines.append(
            gettext(
                N_("The neediest {shown} of {all} spaces; --json and --csv give all.")
                if ranked
                else N_("{shown} of {all} spaces; none can be ranked. --json and --csv give all.")
            ).format(shown=number(len(shown)), all=number(len(diagnosis.spaces)))
        )
    lines += [
        f"{measures.label(measure)}: {measures.why(diagnosis.spaces[0].figures[measure])}"
        for measure in _COLUMNS
        if measure not in columns
    ]
    lines += [
        f"{measures.label(measure)}: {measures.text(figure)}"
        for measure, figure in diagnosis.city.items()
        if figure.exact is not None
    ]
    return lines


def _known(diagnosis: Diagnosis, measure: str) -> bool:
    """Return whether a measure has data for any space: a column of "no data" says less than its reason once."""
    return any(space.figures[measure].exact is not None for space in diagnosis.spaces)


def _cells(space: SpaceDiagnosis, columns: Sequence[str]) -> list[str]:
    area = space.figures["area_m2"].exact
    # A name is text from a file: control characters would move the cursor.
    name = "".join(letter for letter in space.name if letter.isprintable())
    return [
        "–" if space.rank is None else number(space.rank),
        name if len(name) <= _WIDEST_NAME else f"{name[: _WIDEST_NAME - 1]}…",
        number(None if area is None else area / 10_000, 2),
        *(_with_interval(space.figures[measure]) for measure in columns),
        number(space.need, 1),
        "–" if space.stability is None else f"{number(space.stability.low)}–{number(space.stability.high)}",
    ]


def _with_interval(figure: Figure) -> str:
    found = measures.interval(figure)
    return f"{measures.text(figure)} ({found})" if found else measures.text(figure)


def aligned(rows: Sequence[Sequence[str]], *, left: int = 1) -> list[str]:
    """Return rows as lines with columns of one width: one, most often the second, to the left, the others to the right."""
    widths = [max(map(len, column)) for column in zip(*rows, strict=True)]
    return [
        "  ".join(
            cell.ljust(width) if place == left else cell.rjust(width)
            for place, (cell, width) in enumerate(zip(row, widths, strict=True))
        ).rstrip()
        for row in rows
    ]
