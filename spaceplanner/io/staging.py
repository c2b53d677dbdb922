"""Making a file reachable for GDAL: under a name it understands, in a folder it may write to."""

from __future__ import annotations

import re
import shutil
import tempfile
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from spaceplanner.io.formats import Format

if TYPE_CHECKING:
    from collections.abc import Iterator

    from spaceplanner.io.opening import Dataset


@contextmanager
def reachable(dataset: Dataset) -> Iterator[str | bytes]:
    """Yield what GDAL can open.

    A file goes to a temporary folder, with the files that belong to it, where its name means something else to the
    reader (``!``), its index has to be rebuilt, or GDAL would write beside it. A script gives its object as bytes.
    """
    if dataset.format is Format.SCRIPT:
        yield _object_in(dataset)
        return
    path = dataset.path
    if dataset.archive is not None or not _needs_copy(path):
        yield dataset.gdal_path()
        return
    import pyogrio  # noqa: PLC0415 - start-up time

    with tempfile.TemporaryDirectory() as folder:
        for part in (
            [path] if path.suffix.lower() in {".gpkg", ".kml"} else path.parent.glob(f"{_globbed(path.stem)}.*")
        ):
            if part.is_file():
                shutil.copyfile(part, Path(folder) / part.name.replace("!", "_").replace(path.stem, _safe(path.stem)))
        before = pyogrio.get_gdal_config_option("SHAPE_RESTORE_SHX")
        pyogrio.set_gdal_config_options({"SHAPE_RESTORE_SHX": True})
        try:
            yield str(Path(folder) / path.name.replace(path.stem, _safe(path.stem)))
        finally:
            pyogrio.set_gdal_config_options({"SHAPE_RESTORE_SHX": before})


def _safe(stem: str) -> str:
    return stem.replace("!", "_")


def _globbed(stem: str) -> str:
    return re.sub(r"([\[\]?*])", r"[\1]", stem)


def _needs_copy(path: Path) -> bool:
    suffix = path.suffix.lower()
    lonely = suffix == ".shp" and not sibling(path, ".shx")
    return path.is_file() and ("!" in str(path.absolute()) or suffix in {".gml", ".xml"} or lonely)


def sibling(path: Path, suffix: str) -> bool:
    """Tell whether a file has another beside it with the same name and a given ending, in capitals or not."""
    return any(path.with_suffix(one).exists() for one in (suffix, suffix.upper()))


def _object_in(dataset: Dataset) -> bytes:
    """Return the JSON object that a script assigns to a name."""
    data = dataset.read()
    return data[data.index(b"{") : data.rindex(b"}") + 1] if b"{" in data and b"}" in data else data
