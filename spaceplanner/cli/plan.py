"""`spaceplanner plan`: the site plan of a proposal to scale (PDF), or its drawing for the architect (DXF)."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

from spaceplanner import i18n
from spaceplanner.cli.output import print_line, spare_databases
from spaceplanner.errors import FileError
from spaceplanner.i18n import N_, gettext
from spaceplanner.io import catalogue, project_file
from spaceplanner.reports import site_plan, site_plan_dxf
from spaceplanner.services.site_plan import ORIENTATIONS, PAPERS, SCALES

if TYPE_CHECKING:
    import argparse

ENDINGS = (".pdf", ".dxf")


def configure(parser: argparse.ArgumentParser) -> None:
    """Add the command's arguments."""
    parser.add_argument("project", type=Path, metavar="PROJECT.gpkg", help=gettext("the project file"))
    parser.add_argument("--proposal", required=True, metavar="ID", help=gettext("id of the proposal"))
    parser.add_argument(
        "--out", type=Path, required=True, metavar="FILE", help=gettext("the file to write: .pdf, or .dxf for CAD")
    )
    parser.add_argument("--paper", choices=tuple(PAPERS), default="A3", help=gettext("paper of the plan"))
    parser.add_argument(
        "--orientation", choices=ORIENTATIONS, help=gettext("how the paper lies; default: as the plan is largest")
    )
    parser.add_argument(
        "--scale", type=int, choices=SCALES, metavar="N", help=gettext("denominator of the scale: 200, 250, 500, 750 or 1000; default: as large as fits")
    )  # fmt: skip
    parser.add_argument("--drawn-by", default="", metavar="NAME", help=gettext("who drew the plan"))
    parser.add_argument("--lang", choices=tuple(i18n.LANGUAGES), help=gettext("language of the plan"))


def run(arguments: argparse.Namespace) -> int:
    """Do the work and return the exit code."""
    out: Path = arguments.out
    if out.suffix.lower() not in ENDINGS:
        raise FileError(N_("{path} does not say in which format: end the name in .pdf or .dxf."), path=out)
    spare_databases(out)
    drawn = {
        "author": arguments.drawn_by,
        "language": arguments.lang or i18n.language(),
        "today": date.today(),  # noqa: DTZ011 - the reader's calendar day
    }
    project, found = project_file.load(arguments.project), catalogue.load()
    if out.suffix.lower() == ".dxf":
        site_plan_dxf.write(project, found, arguments.proposal, out, **drawn)
    else:
        on = {"paper": arguments.paper, "orientation": arguments.orientation, "scale": arguments.scale}
        site_plan.write(project, found, arguments.proposal, out, **on, **drawn)
    print_line(str(out))
    return 0
