"""What commands print: one JSON object on stdout, or plain lines; messages go to stderr."""

from __future__ import annotations

import json
import sys
from typing import TYPE_CHECKING

from spaceplanner.errors import FileError
from spaceplanner.i18n import N_, number

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from pathlib import Path
    from typing import TextIO


_LEAST_P = 0.0001


def print_json(value: object) -> None:
    """Print one JSON object on stdout and nothing else."""
    # Where the terminal or the file it is sent to has another encoding than UTF-8, escapes say the same.
    plain_only = _encoding(sys.stdout).replace("-", "").lower() != "utf8"
    _write(sys.stdout, json.dumps(value, ensure_ascii=plain_only, indent=2, allow_nan=False))


def print_line(text: str) -> None:
    """Print a line of the command's answer on stdout."""
    _write(sys.stdout, plain(text))


def tell(text: str) -> None:
    """Tell the user something that is not the answer, on stderr."""
    _write(sys.stderr, plain(text))


def plain(text: str) -> str:
    """Return a line without control characters: names from files must not steer the terminal."""
    return "".join(sign if sign.isprintable() else " " for sign in text)


def listed(rows: Sequence[Sequence[str]]) -> Iterator[str]:
    """Yield rows as lines with columns of one width, all to the left; the last is as long as it is."""
    widths = [max(map(len, column)) for column in list(zip(*rows, strict=True))[:-1]]
    for row in rows:
        yield "  ".join([*(cell.ljust(width) for cell, width in zip(row, widths, strict=False)), row[-1]])


def p_words(p: float | None) -> str:
    """Write a p-value with four decimals; one that would read as 0 is said to be less than the least of these."""
    if p is None:
        return "–"
    return f"<{number(_LEAST_P, 4)}" if p < _LEAST_P else number(p, 4)


def spare_databases(path: Path) -> None:
    """Raise where an export would take the place of a project or another database.

    Raises
    ------
    FileError
        If there is a database at `path`.
    """
    from spaceplanner.io import database_file  # noqa: PLC0415 - start-up time: `--help` needs no database

    if database_file.is_database(path):
        raise FileError(
            N_("{path} is a project or another database, which an export does not replace. Choose another name."),
            path=path,
        )


def check_polygons(path: Path) -> None:
    """Refuse a name under which polygons cannot be written, before anything is computed.

    Raises
    ------
    FileError
        If the ending is none of a file of polygons, the folder does not exist, or there is a database at `path`.
    """
    from spaceplanner.io import hotspots_file  # noqa: PLC0415 - start-up time: `--help` writes no file

    if path.suffix.lower() in hotspots_file.RASTERS:
        raise FileError(N_("{path} does not say in which format: end the name in .gpkg or .geojson."), path=path)
    hotspots_file.check(path)
    spare_databases(path)


def _encoding(stream: TextIO | None) -> str:
    return getattr(stream, "encoding", None) or "utf-8"


def _write(stream: TextIO | None, line: str) -> None:
    """Write a line; a sign that the stream's encoding lacks becomes a question mark."""
    if stream is None:  # closed by whoever started the program, or a program without a console
        return
    encoding = _encoding(stream)
    stream.write(line.encode(encoding, "replace").decode(encoding) + "\n")
