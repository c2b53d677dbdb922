"""`spaceplanner demo`: the main job on the bundled sample city, from its files to briefs and a web map."""

from __future__ import annotations

import os
import shutil
import sys
import time
from contextlib import suppress
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

from spaceplanner import i18n
from spaceplanner.cli.output import print_line, tell
from spaceplanner.domain.edits import free_id
from spaceplanner.errors import FileError, ProjectError, Reason
from spaceplanner.i18n import N_, gettext, ngettext, number

if TYPE_CHECKING:
    import argparse
    from collections.abc import Iterator

    from spaceplanner.domain.catalogue import Catalogue
    from spaceplanner.domain.project import Project

PROJECT_FILE, WEB_MAP_FILE = "puerto-alborada.gpkg", "puerto-alborada.html"


def configure(parser: argparse.ArgumentParser) -> None:
    """Add the command's arguments."""
    parser.add_argument(
        "--out", type=Path, default=Path("demo"), metavar="DIR", help=gettext("folder for what is made; default: demo")
    )
    parser.add_argument("--lang", choices=sorted(i18n.LANGUAGES), help=gettext("language; default: the system's"))


def run(arguments: argparse.Namespace) -> int:
    """Make the project, the briefs and the web map, and say where they are."""
    if arguments.lang:
        i18n.use(arguments.lang)
    out: Path = arguments.out
    try:
        out.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise FileError(
            N_("The folder {path} cannot be made: {reason}. Choose another with --out."),
            path=out,
            reason=Reason(error),
        ) from error
    started = time.monotonic()
    for line in _made(out):
        print_line(line)
    seconds = time.monotonic() - started
    print_line(gettext("Done in {seconds} seconds. Everything in it is invented.").format(seconds=number(seconds, 1)))
    return 0


def _made(out: Path) -> Iterator[str]:
    """Do the work step by step and yield what to say of each."""
    # Start-up time: `--help` needs none of these.
    from spaceplanner.io import catalogue as catalogue_files  # noqa: PLC0415
    from spaceplanner.io import project_file  # noqa: PLC0415
    from spaceplanner.reports import brief, webmap  # noqa: PLC0415
    from spaceplanner.services import demo  # noqa: PLC0415
    from spaceplanner.services.evaluation import Evaluator  # noqa: PLC0415

    tell(gettext("Reading the files of {folder}").format(folder=demo.folder()))
    catalogue = catalogue_files.load()
    project = demo.build(catalogue)
    tell(_counts(project))
    evaluator = Evaluator(catalogue)
    result = evaluator.evaluate(project)
    density = evaluator.density(project)
    path = out / PROJECT_FILE
    if (kept := _kept(path, project, catalogue)) is not None:
        yield gettext("Your own changes to the sample city were kept: {path}").format(path=kept.resolve())
    project_file.save(project, path, result=result)
    yield gettext("Project: {path}").format(path=path.resolve())
    language, today = i18n.language(), date.today()  # noqa: DTZ011 - the date on the reader's calendar
    for proposal in project.proposals:
        written = brief.write(
            project, result, catalogue, proposal.id, out, density=density, language=language, today=today
        )
        yield gettext("Brief: {path}").format(path=written.resolve())
    written = webmap.write(
        project, result, catalogue, out / WEB_MAP_FILE, density=density, language=language, today=today
    )
    yield gettext("Web map: {path}").format(path=written.resolve())
    yield gettext("To look at it: {program} {path}").format(program=_program(), path=path)


def _kept(path: Path, project: Project, catalogue: Catalogue) -> Path | None:
    """Move a project that somebody has worked on out of the way; return where it is now, or None."""
    from spaceplanner.io import project_file  # noqa: PLC0415 - start-up time
    from spaceplanner.services.fingerprint import data_hash  # noqa: PLC0415 - start-up time

    if not path.exists():
        return None
    with suppress(ProjectError):  # a damaged one is kept as well
        if data_hash(project_file.load(path), catalogue) == data_hash(project, catalogue):
            return None
    taken = {file.stem for file in path.parent.iterdir()}
    return path.rename(path.with_stem(free_id(taken, path.stem)))


def _program() -> str:
    """Return how this program was called, so that the line can be typed as it stands."""
    return "spaceplanner" if shutil.which("spaceplanner") else os.path.relpath(sys.argv[0])


def _counts(project: Project) -> str:
    """Say how much was read."""
    used = sum(layer.source.used for layer in project.layers)
    rejected = sum(layer.source.read - layer.source.used for layer in project.layers)
    layers = ngettext("{count} layer", "{count} layers", len(project.layers)).format(count=number(len(project.layers)))
    return gettext("{layers} read: {used} features, {rejected} rows left out and counted by reason").format(
        layers=layers, used=number(used), rejected=number(rejected)
    )
