"""`spaceplanner add`: a file becomes a layer of a project."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from spaceplanner.cli.choosing import add_reading
from spaceplanner.cli.output import print_json, print_line, tell
from spaceplanner.domain.layer import Role
from spaceplanner.i18n import gettext, number

if TYPE_CHECKING:
    import argparse


def configure(parser: argparse.ArgumentParser) -> None:
    """Add the command's arguments."""
    parser.add_argument("project", type=Path, metavar="PROJECT.gpkg", help=gettext("the project"))
    parser.add_argument("source", type=Path, metavar="SOURCE", help=gettext("the file to read"))
    parser.add_argument("--role", required=True, choices=[role.value for role in Role], help=gettext("what it is for"))
    add_reading(parser)
    parser.add_argument("--coverage", type=Path, metavar="FILE", help=gettext("area that the layer covers completely"))
    parser.add_argument("--name", help=gettext("name of the layer"))
    parser.add_argument("--json", action="store_true", help=gettext("print one JSON object"))


def run(arguments: argparse.Namespace) -> int:
    """Read the file into the project and save it; on any error the project stays as it was."""
    from spaceplanner.io import project_file  # noqa: PLC0415 - start-up time: `--help` needs none of these
    from spaceplanner.io.importing import ImportRequest  # noqa: PLC0415
    from spaceplanner.services import importing  # noqa: PLC0415

    project = project_file.load(arguments.project)
    request = ImportRequest(
        path=arguments.source,
        role=Role(arguments.role),
        layer=arguments.layer,
        crs=arguments.crs,
        mapping=dict(arguments.map),
        where=arguments.where,
        encoding=arguments.encoding,
        name=arguments.name,
        coverage=arguments.coverage,
    )
    changed, report = importing.add(project, request)
    project_file.save(changed, arguments.project, previous=project)
    if arguments.json:
        print_json(report)
    else:
        _print(report)
    return 0


def _print(report: dict[str, object]) -> None:
    from spaceplanner.io.importing import REASONS  # noqa: PLC0415 - start-up time

    read, used = report["read"], report["used"]
    assert isinstance(read, int)
    assert isinstance(used, int)
    line = gettext("{layer}: {used} of {read} rows used.")
    print_line(line.format(layer=report["name"], used=number(used), read=number(read)))
    rejected = report["rejected"]
    assert isinstance(rejected, list)
    for one in rejected:
        print_line(f"  {number(one['count'])} {gettext(REASONS[one['reason']])}")
    mapping = report["mapping"]
    assert isinstance(mapping, dict)
    for field, column in mapping.items():
        print_line(f"  {field} = {column}")
    notes = report["notes"]
    assert isinstance(notes, list)
    for note in notes:
        tell("  " + note)
