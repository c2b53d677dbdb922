"""The `spaceplanner` command: finds the sub-command, runs it, and puts failures into one sentence."""

from __future__ import annotations

import argparse
import os
import sys
from importlib import import_module
from typing import TYPE_CHECKING, Protocol

from spaceplanner import __version__, i18n
from spaceplanner.cli.output import tell
from spaceplanner.errors import Cancelled, SpacePlannerError
from spaceplanner.i18n import N_, gettext

if TYPE_CHECKING:
    from collections.abc import Sequence

COMMANDS = {
    "window": N_("open the window"),
    "demo": N_("run the main job on the bundled sample city"),
    "new": N_("make an empty project"),
    "inspect": N_("say what a file holds and how it would be read"),
    "add": N_("read a file into a layer of a project"),
    "diagnose": N_("measure every space and rank it by need"),
    "propose": N_("add or replace a proposal"),
    "score": N_("score the proposals"),
    "brief": N_("write a brief (PDF) for each proposal"),
    "webmap": N_("write a web map (HTML) of the proposals"),
}
"""Sub-command -> what it does. Each is a module of this package with `configure` and `run`, imported when called."""


class Command(Protocol):
    """What a command's module offers."""

    @staticmethod
    def configure(parser: argparse.ArgumentParser) -> None:
        """Add the command's arguments."""

    @staticmethod
    def run(arguments: argparse.Namespace) -> int:
        """Do the work and return the exit code."""


def main(argv: Sequence[str] | None = None) -> int:
    """Run the program and return its exit code: 0 done, 1 failed with a sentence on stderr, 2 wrong usage."""
    words = list(sys.argv[1:] if argv is None else argv)
    i18n.use(i18n.system_language())
    if not words or (words[0] not in COMMANDS and not words[0].startswith("-")):
        words.insert(0, "window")
    if words[0] not in COMMANDS:
        _overview().parse_args(words)
        return 0
    command: Command = import_module(f"spaceplanner.cli.{words[0]}")  # type: ignore[assignment]
    parser = argparse.ArgumentParser(
        prog="spaceplanner" if words[0] == "window" else f"spaceplanner {words[0]}",
        description=gettext(COMMANDS[words[0]]),
    )
    command.configure(parser)
    arguments = parser.parse_args(words[1:])
    try:
        code = command.run(arguments)
        sys.stdout.flush()
    except Cancelled:
        return 1
    except SpacePlannerError as error:
        tell(f"spaceplanner: {error}")
        return 1
    except BrokenPipeError:
        # Whoever read our answer has seen enough, as `head` does. Nothing more can be written, not even at exit.
        sys.stdout = open(os.devnull, "w", encoding="utf-8")  # noqa: SIM115, PTH123 - lives until the process ends
        return 0
    return code


def _overview() -> argparse.ArgumentParser:
    rows = "\n".join(f"  {name:<10} {gettext(text)}" for name, text in COMMANDS.items())
    parser = argparse.ArgumentParser(
        prog="spaceplanner",
        usage="spaceplanner [PROJECT.gpkg] | spaceplanner COMMAND ...",
        epilog=rows,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("--version", action="version", version=f"SpacePlanner {__version__}")
    return parser


if __name__ == "__main__":
    sys.exit(main())
