"""`spaceplanner new`: an empty project."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from spaceplanner.cli.output import print_line
from spaceplanner.domain.project import Project
from spaceplanner.errors import ProjectError
from spaceplanner.i18n import N_, gettext

if TYPE_CHECKING:
    import argparse


def configure(parser: argparse.ArgumentParser) -> None:
    """Add the command's arguments."""
    parser.add_argument("project", type=Path, metavar="PROJECT.gpkg", help=gettext("the file to make"))
    parser.add_argument("--name", required=True, help=gettext("name of the project"))
    parser.add_argument(
        "--crs", metavar="EPSG:N", help=gettext("metric coordinate reference system; else the first layer decides")
    )
    parser.add_argument("--organisation", default="", help=gettext("who presents the briefs"))
    parser.add_argument("--contact", default="", help=gettext("how to reach them"))
    parser.add_argument(
        "--fictional", action="store_true", help=gettext("the place is invented, and every export says so")
    )


def run(arguments: argparse.Namespace) -> int:
    """Make the project; an existing file is never replaced."""
    from spaceplanner.io import metric_crs, project_file  # noqa: PLC0415 - start-up time: `--help` needs neither

    path: Path = arguments.project
    if not arguments.name.strip():
        raise ProjectError(N_("The name of the project is blank. Give it one with --name."))
    if path.exists():
        raise ProjectError(N_("{path} exists already. Choose another name, or remove it first."), path=path)
    project = Project(
        name=arguments.name,
        crs=metric_crs.metric(arguments.crs) if arguments.crs else None,
        organisation=arguments.organisation,
        contact=arguments.contact,
        fictional=arguments.fictional,
    )
    project_file.save(project, path)
    print_line(gettext("{path}: an empty project. Bring data in with `spaceplanner add`.").format(path=path))
    return 0
