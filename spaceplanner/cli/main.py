"""The `spaceplanner` command: finds the sub-command, runs it, and puts failures into one sentence."""

from __future__ import annotations

import argparse
import os
import signal
import sys
import threading
from contextlib import contextmanager
from importlib import import_module
from typing import TYPE_CHECKING, NoReturn, Protocol

from spaceplanner import __version__, i18n
from spaceplanner.cli import usage
from spaceplanner.cli.output import tell
from spaceplanner.errors import SpacePlannerError
from spaceplanner.i18n import N_, gettext

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

COMMANDS = {
    "window": N_("open the window"),
    "demo": N_("run the main job on the bundled sample city"),
    "new": N_("make an empty project"),
    "inspect": N_("say what a file holds and how it would be read"),
    "add": N_("read a file into a layer of a project"),
    "luminaires": N_("list the luminaires of a project, add IES files and choose the usual one"),
    "diagnose": N_("measure every space and rank it by need"),
    "hotspots": N_("find where incidents lie together"),
    "when": N_("say when incidents happen and whether they become more"),
    "darkness": N_("map the ground that is dark and silent by night"),
    "reach": N_("say who has a public space within a walk and who has none"),
    "validate": N_("judge hot-spot methods by the incidents that came later"),
    "propose": N_("add or replace a proposal"),
    "partners": N_("list partners, add or change one, and say whom each proposal fits"),
    "pledge": N_("note what a partner gives to a proposal, and how firm it is"),
    "score": N_("score the proposals"),
    "weights": N_("show or set how much each criterion counts"),
    "evidence": N_("show what is known of each effect"),
    "catalogue": N_("show what can be built or organised"),
    "override": N_("give a finding another value in a project"),
    "social-costs": N_("show or set what an incident costs society"),
    "evaluate": N_("judge a proposal by incidents after the works"),
    "portfolio": N_("choose the best set of proposals for the money"),
    "brief": N_("write a brief (PDF) for each proposal"),
    "webmap": N_("write a web map (HTML) of the proposals"),
    "plan": N_("write the site plan of a proposal (PDF to scale, or DXF)"),
}
"""Sub-command -> what it does. Each is a module of this package with `configure` and `run`, imported when called."""


_STDOUT, _STDERR = 1, 2


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
    if argv is None:
        _part_output()
    i18n.use(i18n.system_language())
    usage.speak()
    with _interrupts() as interrupts:
        try:
            code = _run(list(sys.argv[1:] if argv is None else argv))
            if sys.stdout is not None:
                sys.stdout.flush()
        except BrokenPipeError:
            # Whoever read our answer has seen enough, as `head` does.
            _mute()
            return 0
        except (Exception, KeyboardInterrupt) as error:
            sentence = _sentence(error, stopped=bool(interrupts))
            if sentence is None:
                raise
            _empty_or_mute()
            tell(f"spaceplanner: {sentence}")
            return 1
    return code


def _part_output() -> None:
    """Keep standard output for what we print: what a library's own code writes there goes to standard error.

    The solver in SciPy 1.17 now and then prints a line that nothing silences; in the midst of JSON it would spoil it.
    """
    stdout = sys.stdout
    try:
        if stdout is None or stdout.fileno() != _STDOUT:
            return
        kept = os.dup(_STDOUT)
        os.dup2(_STDERR, _STDOUT)
    except OSError:
        # A stream that is closed: there is nothing to keep apart.
        return
    # As Python's own, it is left open: what cannot be written at the end has been told of by then.
    stream = os.fdopen(kept, "w", encoding=stdout.encoding, errors=stdout.errors, closefd=False)
    # Whoever asked Python not to hold back its output is still answered line by line.
    stream.reconfigure(line_buffering=bool(stdout.line_buffering or getattr(stdout, "write_through", False)))
    sys.stdout = stream


@contextmanager
def _interrupts() -> Iterator[list[int]]:
    """Yield a list that is no longer empty after Ctrl-C: within GDAL the exception itself can get lost."""
    seen: list[int] = []

    def interrupt(number: int, _frame: object) -> NoReturn:
        seen.append(number)
        raise KeyboardInterrupt

    # Only the main thread may ask for signals; and whoever starts a program in the background has it ignore this one.
    here = threading.current_thread() is threading.main_thread()
    before = signal.getsignal(signal.SIGINT)
    if not here or before in {signal.SIG_IGN, None}:
        yield seen
        return
    signal.signal(signal.SIGINT, interrupt)
    try:
        yield seen
    finally:
        signal.signal(signal.SIGINT, before)


def _sentence(error: BaseException, *, stopped: bool) -> str | None:
    """Put a failure into words, or return None where it is a fault of the program."""
    if stopped or isinstance(error, KeyboardInterrupt):
        return gettext("Stopped. What was not finished is as it was before.")
    if isinstance(error, SpacePlannerError):
        return str(error)
    if isinstance(error, MemoryError):
        return gettext("The memory is not enough for this. Close other programs or use less data.")
    if isinstance(error, OSError):
        said = gettext("The system does not allow it: {reason}. Check names, folders and the space on the disk.")
        return said.format(reason=error)
    return None


def _run(words: list[str]) -> int:
    if not words or (words[0] not in COMMANDS and not words[0].startswith("-")):
        if words and not _may_be_file(words[0]):
            _overview().error(
                gettext("there is no command {name}; the commands are {known}").format(
                    name=words[0], known=", ".join(COMMANDS)
                )
            )
        words.insert(0, "window")
    if words[0] not in COMMANDS:
        _overview().parse_args(words)
        return 0
    command: Command = import_module(f"spaceplanner.cli.{words[0].replace('-', '_')}")  # type: ignore[assignment]
    parser = usage.Parser(
        prog="spaceplanner" if words[0] == "window" else f"spaceplanner {words[0]}",
        description=gettext(COMMANDS[words[0]]),
    )
    command.configure(parser)
    return command.run(parser.parse_args(words[1:]))


def _may_be_file(word: str) -> bool:
    """Tell a project's name from a command that is misspelt: it has an ending, stands in a folder, or is there."""
    return any(sign in word for sign in (".", "/", "\\")) or os.path.lexists(word)


def _empty_or_mute() -> None:
    try:
        if sys.stdout is not None:
            sys.stdout.flush()
    except OSError:
        _mute()


def _mute() -> None:
    """Write nothing more on stdout, not even what is left over at the program's end."""
    try:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
    except (OSError, ValueError):
        # No stream of the system, as in a test: another takes its place.
        sys.stdout = open(os.devnull, "w", encoding="utf-8")  # noqa: SIM115, PTH123 - lives until the process ends


def _overview() -> argparse.ArgumentParser:
    rows = "\n".join(f"  {name:<12} {gettext(text)}" for name, text in COMMANDS.items())
    parser = usage.Parser(
        prog="spaceplanner",
        usage="spaceplanner [PROJECT.gpkg] | spaceplanner COMMAND ...",
        epilog=rows,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    said = gettext("show program's version number and exit")
    parser.add_argument("--version", action="version", version=f"SpacePlanner {__version__}", help=said)
    return parser


if __name__ == "__main__":
    sys.exit(main())
