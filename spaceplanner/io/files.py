"""The file as bytes: whether it is there, what its hash is, what an archive holds."""

from __future__ import annotations

import gzip
import hashlib
import tarfile
import zipfile
import zlib
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING, BinaryIO

from spaceplanner.errors import FileError, InputError
from spaceplanner.i18n import N_

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

LARGEST = 1 << 30
"""Bytes of a table inside an archive beyond which it is refused, so that an archive cannot fill the memory."""

_BLOCK = 1 << 22
_DAMAGED = (zipfile.BadZipFile, tarfile.TarError, zlib.error, EOFError, OSError, NotImplementedError, RuntimeError)


@dataclass(frozen=True, slots=True)
class Archive:
    """A file with files inside.

    Attributes
    ----------
    kind
        ``zip``, ``tar`` or ``gzip``; also the name of GDAL's handler.
    members
        Names of the files inside, as the archive writes them.
    """

    path: Path
    kind: str
    members: tuple[str, ...]

    def gdal_path(self, member: str) -> str:
        """Return the path under which GDAL opens a file inside, without unpacking it to disk."""
        if self.kind == "gzip":
            return f"/vsigzip/{self.path.absolute().as_posix()}"
        return f"/vsi{self.kind}/{{{self.path.absolute().as_posix()}}}/{member}"

    def read(self, member: str, limit: int | None = None) -> bytes:
        """Return the bytes of a file inside, or its first `limit` bytes.

        Raises
        ------
        FileError
            If the archive is damaged or the file inside is larger than `LARGEST`.
        """
        try:
            with self._opened(member) as stream:
                data = stream.read(LARGEST + 1 if limit is None else limit)
        except _DAMAGED as error:
            raise FileError(
                N_(
                    "{file} cannot be unpacked: {member} in it is damaged or locked. Ask for it again, without password."
                ),
                file=self.path.name,
                member=member,
            ) from error
        if len(data) > LARGEST:
            raise FileError(
                N_("{member} in {file} is larger than 1 GB. Unpack it and choose the file itself."),
                file=self.path.name,
                member=member,
            )
        return data

    @contextmanager
    def _opened(self, member: str) -> Iterator[BinaryIO]:
        if self.kind == "gzip":
            with gzip.open(self.path) as stream:
                yield stream  # type: ignore[misc]  # a GzipFile reads like any binary file
        elif self.kind == "zip":
            with zipfile.ZipFile(self.path) as archive, archive.open(member) as inner:
                yield inner  # type: ignore[misc]  # as above
        else:
            with tarfile.open(self.path) as tar, tar.extractfile(member) as inner:  # type: ignore[union-attr]  # members are files
                yield inner  # type: ignore[misc]  # as above


def check(path: Path) -> None:
    """Raise where there is no file that can be read, or it is empty.

    Raises
    ------
    FileError
        Saying which of these it is.
    """
    name = path.name or str(path)
    try:
        if path.is_dir():
            raise FileError(N_("{file} is a folder. Choose a file in it."), file=name)
        if path.stat().st_size == 0:
            raise FileError(N_("{file} is empty (0 bytes). Ask for it again or choose another."), file=name)
        with path.open("rb"):
            pass
    except FileNotFoundError as error:
        raise FileError(N_("There is no file {file}. Check its name and folder."), file=str(path)) from error
    except (OSError, ValueError) as error:
        raise FileError(N_("{file} cannot be opened. Check that you may read it."), file=name) from error


def check_encoding(name: str) -> None:
    """Raise unless a name is one of an encoding that any bytes can be read by.

    Raises
    ------
    InputError
        If it is not.
    """
    try:
        b"\xff".decode(name, "replace")
    except (LookupError, ValueError) as error:  # "klingon"; "hex" is no text; "idna" takes no byte as it comes
        raise InputError(
            N_("There is no encoding {encoding}. Use utf-8, cp1252, latin-1 or cp850."), encoding=name
        ) from error


def read(path: Path) -> bytes:
    """Return a file's bytes.

    Raises
    ------
    FileError
        If it cannot be read.
    """
    try:
        return path.read_bytes()
    except OSError as error:
        raise FileError(N_("{file} cannot be opened. Check that you may read it."), file=path.name) from error


def head(path: Path, size: int) -> bytes:
    """Return the first bytes of a file that `check` has passed."""
    with path.open("rb") as stream:
        return stream.read(size)


def sha256(path: Path, alive: Callable[[], None] = lambda: None) -> str:
    """Return the hash of a file's bytes as hexadecimal digits; `alive` is called between blocks and may raise."""
    digest = hashlib.sha256()
    if path.is_dir():
        for part in sorted(one for one in path.rglob("*") if one.is_file()):
            digest.update(part.read_bytes())
        return digest.hexdigest()
    with path.open("rb") as stream:
        while block := stream.read(_BLOCK):
            digest.update(block)
            alive()
    return digest.hexdigest()


def archive(path: Path, start: bytes) -> Archive | None:
    """Return the archive that a file is, judged by its first bytes, or None.

    Raises
    ------
    FileError
        If it is an archive and damaged.
    """
    try:
        if start.startswith(b"PK"):
            with zipfile.ZipFile(path) as opened:
                return Archive(path, "zip", _files(info.filename for info in opened.infolist() if not info.is_dir()))
        if start[257:262] == b"ustar" or (start.startswith(b"\x1f\x8b") and tarfile.is_tarfile(path)):
            with tarfile.open(path) as tar:
                return Archive(path, "tar", _files(member.name for member in tar.getmembers() if member.isfile()))
        if start.startswith(b"\x1f\x8b"):
            name = path.name[:-3] if path.name.lower().endswith(".gz") else path.name
            return Archive(path, "gzip", (name,))
    except _DAMAGED as error:
        raise FileError(
            N_("{file} is an archive that is damaged or cut off. Ask for it again."), file=path.name
        ) from error
    return None


def _files(found: Iterator[str]) -> tuple[str, ...]:
    return tuple(name for name in found if "__MACOSX" not in name and not name.rsplit("/", 1)[-1].startswith("._"))
