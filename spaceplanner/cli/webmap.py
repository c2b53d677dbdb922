"""`spaceplanner webmap`: one HTML file with the proposals on a map, for any browser, without a network."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

from spaceplanner import i18n
from spaceplanner.cli.output import print_line, spare_databases
from spaceplanner.i18n import gettext
from spaceplanner.io import catalogue, project_file
from spaceplanner.reports import webmap
from spaceplanner.services.evaluation import Evaluator

if TYPE_CHECKING:
    import argparse


def configure(parser: argparse.ArgumentParser) -> None:
    """Add the command's arguments."""
    parser.add_argument("project", type=Path, metavar="PROJECT.gpkg", help=gettext("the project file"))
    parser.add_argument("--out", type=Path, required=True, metavar="FILE.html", help=gettext("the file to write"))
    parser.add_argument("--lang", choices=tuple(i18n.LANGUAGES), help=gettext("language of the map"))
    parser.add_argument(
        "--internal",
        action="store_true",
        help=gettext("print exact small counts and mark the map as internal, not to be passed on"),
    )


def run(arguments: argparse.Namespace) -> int:
    """Do the work and return the exit code."""
    spare_databases(arguments.out)
    project = project_file.load(arguments.project)
    found = catalogue.load()
    evaluator = Evaluator(found)
    written = webmap.write(
        project,
        evaluator.evaluate(project),
        found,
        arguments.out,
        density=evaluator.density(project),
        language=arguments.lang or i18n.language(),
        today=date.today(),  # noqa: DTZ011 - the reader's calendar day
        values="exact" if arguments.internal else "published",
    )
    print_line(str(written))
    return 0
