"""One door to every format: which layers a file holds, and the rows of one."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from spaceplanner.domain.layer import GeometryKind
from spaceplanner.errors import FileError, MappingError
from spaceplanner.i18n import N_
from spaceplanner.io import files, names, opening
from spaceplanner.io.formats import Format

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from pathlib import Path

    from spaceplanner.io.frame import Frame
    from spaceplanner.io.opening import Dataset

_KINDS = {"point": GeometryKind.POINT, "line": GeometryKind.LINE, "curve": GeometryKind.LINE}


@dataclass(frozen=True, slots=True)
class Entry:
    """One layer, sheet or table of a file.

    Attributes
    ----------
    declared
        Geometry type as the file declares it; None: a table without geometry.
    """

    dataset: Dataset
    layer: str
    declared: str | None = None

    @property
    def kind(self) -> GeometryKind | None:
        """The declared kind; None where there is no geometry or it is not said which."""
        word = (self.declared or "").lower().replace("multi", "").split(" ")[0]
        if word.startswith(("polygon", "surface", "curvepolygon")):
            return GeometryKind.POLYGON
        return next((kind for start, kind in _KINDS.items() if word.startswith(start)), None)


def entries(path: Path) -> list[Entry]:
    """Return the layers, sheets and tables of a file; at least one.

    Raises
    ------
    FileError
        If the file is missing, empty, damaged or nothing SpacePlanner reads.
    """
    found: list[Entry] = []
    for dataset in opening.datasets(path):
        found += _entries(dataset)
    return found


def _entries(dataset: Dataset) -> list[Entry]:
    if dataset.format in {Format.VECTOR, Format.SCRIPT}:
        from spaceplanner.io import vector  # noqa: PLC0415 - start-up time

        return [Entry(dataset, head.name, head.geometry) for head in vector.layers(dataset)]
    if dataset.format is Format.WORKBOOK:
        from spaceplanner.io import workbook  # noqa: PLC0415 - start-up time

        sheets = workbook.sheets(dataset)
        if not sheets:
            raise FileError(N_("{file} has no sheet with anything in it. Choose another file."), file=dataset.name)
        return [Entry(dataset, sheet) for sheet in sheets]
    return [Entry(dataset, dataset.stem)]


def read(
    entry: Entry,
    *,
    encoding: str | None = None,
    limit: int | None = None,
    alive: Callable[[], None] = lambda: None,
) -> Frame:
    """Return the rows of a layer.

    Parameters
    ----------
    limit
        Read only the first rows where that saves time; None: all.
    alive
        Called from time to time; raises to cancel.

    Raises
    ------
    FileError
        If it cannot be read or holds no rows.
    InputError
        If the encoding is unknown.
    """
    dataset = entry.dataset
    if encoding:
        files.check_encoding(encoding)
    if dataset.format in {Format.VECTOR, Format.SCRIPT}:
        from spaceplanner.io import vector  # noqa: PLC0415 - start-up time

        return vector.read(dataset, entry.layer, encoding=encoding, limit=limit, alive=alive)
    if dataset.format is Format.WORKBOOK:
        from spaceplanner.io import workbook  # noqa: PLC0415 - start-up time

        return workbook.read(dataset, entry.layer)
    if dataset.format is Format.PARQUET:
        from spaceplanner.io import parquet  # noqa: PLC0415 - start-up time

        return parquet.read(dataset)
    from spaceplanner.io import delimited  # noqa: PLC0415 - start-up time

    return delimited.read(dataset, encoding)


def named(found: Sequence[Entry], layer: str) -> Entry:
    """Return the entry with a name.

    Raises
    ------
    MappingError
        If there is none; with the names there are.
    """
    known = [entry.layer for entry in found]
    match = names.find(layer, known)
    if match is None:
        raise MappingError(
            N_("{file} holds no layer {layer}. It holds: {layers}."),
            file=found[0].dataset.path.name,
            layer=layer,
            layers=", ".join(known),
        )
    return found[known.index(match)]
