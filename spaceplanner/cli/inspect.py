"""`spaceplanner inspect`: what a file holds and how it would be read."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from spaceplanner.cli.output import print_json, print_line
from spaceplanner.i18n import gettext, number, pick

if TYPE_CHECKING:
    import argparse

    from spaceplanner.io.inspecting import Inspection, LayerInfo


def configure(parser: argparse.ArgumentParser) -> None:
    """Add the command's arguments."""
    parser.add_argument("source", type=Path, metavar="SOURCE", help=gettext("the file to look into"))
    parser.add_argument("--encoding", help=gettext("encoding of the text, such as utf-8 or cp1252"))
    parser.add_argument("--json", action="store_true", help=gettext("print one JSON object"))


def run(arguments: argparse.Namespace) -> int:
    """Look into the file and print what it holds."""
    from spaceplanner.io.inspecting import inspect  # noqa: PLC0415 - start-up time: `--help` needs no reader

    found = inspect(arguments.source, encoding=arguments.encoding)
    if arguments.json:
        print_json(_plain(found))
    else:
        for layer in found.layers:
            _print(layer)
    return 0


def _plain(found: Inspection) -> dict[str, object]:
    return {"path": found.path.name, "layers": [_plain_layer(layer) for layer in found.layers]}


def _plain_layer(layer: LayerInfo) -> dict[str, object]:
    return {
        "name": layer.name,
        "kind": layer.kind.value if layer.kind else None,
        "crs": layer.crs,
        "likely_crs": list(layer.likely),
        "count": layer.count,
        "fields": [{"name": one.name, "type": one.type, "samples": list(one.samples)} for one in layer.fields],
        "guessed_role": layer.guessed_role.value if layer.guessed_role else None,
        "mapping": layer.mapping,
        "notes": [gettext(message).format(**values) for message, values in layer.notes],
        "problem": layer.problem,
    }


def _print(layer: LayerInfo) -> None:
    from spaceplanner.io.importing import KINDS  # noqa: PLC0415 - start-up time
    from spaceplanner.io.roles import roles  # noqa: PLC0415

    if layer.problem:
        print_line(f"{layer.name}: {layer.problem}")
        return
    kind = gettext(KINDS[layer.kind]) if layer.kind else gettext("no geometry")
    system = _short(layer.crs) if layer.crs else gettext("coordinate system unknown")
    print_line(f"{layer.name}: {gettext('{count} rows').format(count=number(layer.count))}, {kind}, {system}")
    if layer.likely:
        print_line("  " + gettext("likely systems: {systems}").format(systems=", ".join(layer.likely)))
    if layer.guessed_role:
        role = roles()[layer.guessed_role]
        print_line("  " + gettext("looks like: {role} (--role {id})").format(role=pick(role.name), id=role.role.value))
    for field, column in layer.mapping.items():
        print_line(f"  {field} = {column}")
    for one in layer.fields:
        print_line(f"  - {one.name} ({one.type}) {' | '.join(one.samples)}")
    for message, values in layer.notes:
        print_line("  " + gettext(message).format(**values))


def _short(system: str) -> str:
    return system if system.startswith("EPSG:") else system.split('"')[1] if '"' in system else system
