"""`spaceplanner luminaires`: the luminaires of a project, from IES files, and how many lamps have each."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from spaceplanner.cli.diagnose import aligned
from spaceplanner.cli.output import print_json, print_line, tell
from spaceplanner.domain import edits
from spaceplanner.errors import InputError
from spaceplanner.i18n import N_, gettext, number, sentence
from spaceplanner.services.document import Document

if TYPE_CHECKING:
    import argparse
    from collections.abc import Mapping

    from spaceplanner.services.luminaires import Facts

_DONE: Mapping[str, str] = {
    "added": N_("Luminaire {name} added."),
    "replaced": N_("Luminaire {name} replaced."),
    "usual": N_("Lamps that name no luminaire have {name} from now on."),
    "removed": N_("Luminaire {name} removed."),
}
_SHOWN = 12
"""Signs of a hash that are enough to tell files apart."""


def configure(parser: argparse.ArgumentParser) -> None:
    """Add the command's arguments."""
    parser.add_argument("project", type=Path, metavar="PROJECT.gpkg", help=gettext("the project"))
    parser.add_argument(
        "--add",
        nargs="+",
        action="extend",
        default=[],
        type=Path,
        metavar="FILE.ies",
        help=gettext("read luminaires from IES files (LM-63); one with the same name is replaced"),
    )
    parser.add_argument("--name", help=gettext("name of the luminaire that is added; else its file's"))
    parser.add_argument(
        "--default",
        metavar="NAME",
        help=gettext("luminaire of lamps that name none: one of the project, or street, cosine or globe"),
    )
    parser.add_argument(
        "--remove", action="append", default=[], metavar="NAME", help=gettext("remove a luminaire from the project")
    )
    parser.add_argument("--json", action="store_true", help=gettext("print one JSON object"))


def run(arguments: argparse.Namespace) -> int:
    """Make the changes and save them, all or none; then print what there is."""
    from spaceplanner.services import luminaires  # noqa: PLC0415 - start-up time: `--help` needs no arrays

    if arguments.name is not None and len(arguments.add) != 1:
        raise InputError(N_("--name is for one file: give one with --add."))
    document = Document.open(arguments.project)
    done = _changed(arguments, document)
    rows, unknown = luminaires.facts(document.project)
    if document.dirty:
        document.save()
    if arguments.json:
        print_json(_document(rows, unknown, done))
    else:
        for what, name in done:
            print_line(gettext(_DONE[what]).format(name=name))
        for line in _table(rows):
            print_line(line)
    if unknown:
        text = N_("Working lamps that name a luminaire the project does not have, and so have the usual one: {count}.")
        tell(sentence(text, {"count": unknown}))
    return 0


def _changed(arguments: argparse.Namespace, document: Document) -> list[tuple[str, str]]:
    """Return what was done to which luminaire; one is removed last, so that the usual one may be exchanged at once."""
    from spaceplanner.io import luminaire_file  # noqa: PLC0415 - start-up time: `--help` needs no arrays

    done = []
    for one in [luminaire_file.read(path, arguments.name) for path in arguments.add]:
        done.append(("added" if document.project.luminaire(one.name) is None else "replaced", one.name))
        document.do(N_("Add luminaire"), edits.put_luminaire(one))
    if arguments.default is not None:
        document.do(N_("Choose the usual luminaire"), edits.set_usual_luminaire(arguments.default))
        done.append(("usual", document.project.settings.lamp_shape))
    for name in arguments.remove:
        old = document.project.luminaire(name)
        document.do(N_("Remove luminaire"), edits.remove_luminaire(name))
        done.append(("removed", name if old is None else old.name))
    return done


def _document(rows: tuple[Facts, ...], unknown: int, done: list[tuple[str, str]]) -> dict[str, object]:
    return {
        "done": [{"luminaire": name, "done": what} for what, name in done],
        "luminaires": [
            {
                "name": row.name,
                "file": row.file or None,
                "sha256": row.sha256 or None,
                "lumens": row.output.lumens,
                "power_w": row.power_w,
                "lumens_per_watt": row.output.efficacy,
                "upward_share": row.output.upward,
                "lamps": row.lamps,
                "usual": row.usual,
            }
            for row in rows
        ],
        "lamps_of_unknown_luminaires": unknown,
    }


def _table(rows: tuple[Facts, ...]) -> list[str]:
    """Return the luminaires as aligned lines; a star stands before the usual one."""
    words = (N_("luminaire"), N_("source"), N_("lumens"), N_("W"), N_("lm/W"), N_("upwards"), N_("working lamps"))
    return aligned([["", *map(gettext, words)], *map(_cells, rows)])


def _cells(row: Facts) -> list[str]:
    return [
        "*" if row.usual else "",
        row.name,
        f"{row.file} ({row.sha256[:_SHOWN]})" if row.sha256 else gettext(N_("generic shape")),
        *("–" if value is None else number(value) for value in (row.output.lumens, row.power_w, row.output.efficacy)),
        gettext(N_("{share} %")).format(share=number(100 * row.output.upward)),
        number(row.lamps),
    ]
