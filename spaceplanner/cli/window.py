"""`spaceplanner window`, or `spaceplanner` alone: open the window."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from spaceplanner.i18n import LANGUAGES, gettext

if TYPE_CHECKING:
    import argparse


def configure(parser: argparse.ArgumentParser) -> None:
    """Add the command's arguments."""
    parser.add_argument("project", type=Path, nargs="?", metavar="PROJECT.gpkg", help=gettext("the project file"))
    parser.add_argument("--lang", choices=sorted(LANGUAGES), help=gettext("language of the window"))


def run(arguments: argparse.Namespace) -> int:
    """Open the window and return the exit code when it is closed."""
    from spaceplanner.ui import app  # noqa: PLC0415 - start-up time: the usage is told without Qt

    return app.run(arguments.project, language=arguments.lang)
