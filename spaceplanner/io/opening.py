"""From a path to the datasets behind it: the file itself, or each one inside an archive."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import PurePosixPath
from typing import TYPE_CHECKING

from spaceplanner.errors import FileError
from spaceplanner.i18n import N_
from spaceplanner.io import files, formats
from spaceplanner.io.formats import Format

if TYPE_CHECKING:
    from pathlib import Path

    from spaceplanner.io.files import Archive

_LAYERS = {
    ".shp",
    ".gpkg",
    ".geojson",
    ".json",
    ".geojsonl",
    ".kml",
    ".gml",
    ".fgb",
    ".gpx",
    ".tab",
    ".mif",
    ".topojson",
}
_TABLES = {".csv", ".tsv", ".xlsx", ".xls", ".ods", ".parquet"}
_SIDECARS = {".shx", ".prj", ".sbn", ".sbx", ".cpg", ".qpj", ".qix"}


@dataclass(frozen=True, slots=True)
class Dataset:
    """One thing a reader opens: a file, a file in an archive, or a file geodatabase's folder."""

    path: Path
    format: Format
    archive: Archive | None = None
    member: str = ""

    @property
    def name(self) -> str:
        """Name to show: the file inside where there is one."""
        return PurePosixPath(self.member).name if self.member else self.path.name

    @property
    def stem(self) -> str:
        """Name without its ending."""
        return PurePosixPath(self.name).stem

    def gdal_path(self) -> str:
        """Return the path under which GDAL opens it."""
        return self.archive.gdal_path(self.member) if self.archive else str(self.path.absolute())

    def read(self) -> bytes:
        """Return all its bytes.

        Raises
        ------
        FileError
            If they cannot be read.
        """
        return self.archive.read(self.member) if self.archive else files.read(self.path)


def datasets(path: Path) -> tuple[Dataset, ...]:
    """Return what a path holds; at least one.

    Raises
    ------
    FileError
        If there is no such file, it is empty, damaged, or nothing SpacePlanner reads.
    """
    if path.is_dir() and path.suffix.lower() == ".gdb":
        return (Dataset(path, Format.VECTOR),)
    files.check(path)
    path = _main_file(path)
    start = files.head(path, formats.HEAD)
    archive = files.archive(path, start)
    if archive is None:
        return (Dataset(path, formats.sniff(start, path.name)),)
    if _is_workbook(archive):
        return (Dataset(path, Format.WORKBOOK),)
    return _inside(archive)


def _main_file(path: Path) -> Path:
    """Return the .shp file that a file beside it belongs to."""
    suffix = path.suffix.lower()
    if suffix not in _SIDECARS and suffix != ".dbf":
        return path
    main = next((one for one in path.parent.glob("*.[sS][hH][pP]") if one.stem == path.stem), None)
    if main is None and suffix != ".dbf":
        raise FileError(
            N_("{file} is only a part of a Shapefile; {missing} is missing. Ask for all its files, or a zip of them."),
            file=path.name,
            missing=f"{path.stem}.shp",
        )
    if main is not None:
        files.check(main)
    return main or path


def _is_workbook(archive: Archive) -> bool:
    if archive.kind != "zip":
        return False
    members = [member.lower().lstrip("/") for member in archive.members]
    if any(member.startswith("xl/") for member in members):
        return True
    return "mimetype" in archive.members and b"opendocument.spreadsheet" in archive.read("mimetype", 100)


def _inside(archive: Archive) -> tuple[Dataset, ...]:
    chosen = _gdb_folders(archive)
    if not chosen:
        stems = {str(PurePosixPath(one).with_suffix("")) for one in archive.members if one.lower().endswith(".shp")}
        for member in archive.members:
            suffix = PurePosixPath(member).suffix.lower()
            lone_table = suffix == ".dbf" and str(PurePosixPath(member).with_suffix("")) not in stems
            if archive.kind == "gzip" or suffix in _LAYERS | _TABLES or lone_table:
                chosen.append(_member(archive, member))
    if not chosen:
        listed = ", ".join(archive.members[:5]) or "-"
        raise FileError(
            N_("{file} holds no layer or table (inside: {members}). Choose another file."),
            file=archive.path.name,
            members=listed,
        )
    return tuple(chosen)


def _gdb_folders(archive: Archive) -> list[Dataset]:
    folders = {
        str(parent) for one in archive.members for parent in PurePosixPath(one).parents if parent.suffix == ".gdb"
    }
    return [Dataset(archive.path, Format.VECTOR, archive, folder) for folder in sorted(folders)]


def _member(archive: Archive, member: str) -> Dataset:
    start = archive.read(member, formats.HEAD)
    if not start:
        raise FileError(
            N_("{member} in {file} is empty (0 bytes). Ask for it again."), member=member, file=archive.path.name
        )
    workbook = start.startswith(b"PK") and PurePosixPath(member).suffix.lower() in {".xlsx", ".ods"}
    found = Format.WORKBOOK if workbook else formats.sniff(start, PurePosixPath(member).name)
    return Dataset(archive.path, found, archive, member)
