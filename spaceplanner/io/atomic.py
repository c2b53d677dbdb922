"""The one way to write a file: beside its place, on the disk, then into its place in one step."""

from __future__ import annotations

import os
import secrets
import stat
import sys
import time
from contextlib import contextmanager, suppress
from typing import TYPE_CHECKING

from spaceplanner.errors import FileError, Reason
from spaceplanner.i18n import N_

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

CANNOT_WRITE = N_(
    "{path} cannot be written ({reason}). Check that the folder exists and may be written to, "
    "that the disk is not full and that no other program has the file open."
)


_PREFIX = ".spaceplanner-"
_ABANDONED_S = 24 * 3600


@contextmanager
def replacing(path: Path) -> Iterator[Path]:
    """Yield a temporary path beside `path` that takes its place when the block ends without an error.

    The block writes a file at the yielded path, which does not exist yet and has the same suffix. Until the last
    moment `path` holds what it held before; after an error, and after `Cancelled`, nothing is left behind.

    Raises
    ------
    FileError
        If the file cannot be written; an operating system's error within the block counts as that.
    """
    try:
        target = path.resolve() if path.is_symlink() else path
        temporary = target.with_name(f"{_PREFIX}{secrets.token_hex(4)}.part{target.suffix}")
    except (OSError, ValueError, RuntimeError) as error:  # too long, no name at all, links in a ring
        raise FileError(CANNOT_WRITE, path=path, reason=Reason(error)) from error
    try:
        yield temporary
        with suppress(FileNotFoundError):
            temporary.chmod(stat.S_IMODE(target.stat().st_mode))
        _flush(temporary)
        os.replace(temporary, target)  # noqa: PTH105 - the system call itself is the point of this module
        _flush_folder(target.parent)
        _sweep(target.parent)
    except OSError as error:
        raise FileError(CANNOT_WRITE, path=path, reason=Reason(error)) from error
    finally:
        for left in (temporary, *(temporary.with_name(temporary.name + end) for end in ("-journal", "-wal", "-shm"))):
            with suppress(OSError):
                left.unlink(missing_ok=True)


def _sweep(folder: Path) -> None:
    """Remove what programs that were killed left behind; nobody writes for a day."""
    for left in folder.glob(f"{_PREFIX}????????.part*"):
        with suppress(OSError):
            if time.time() - left.stat().st_mtime > _ABANDONED_S:
                left.unlink()


def _flush(path: Path) -> None:
    with path.open("rb+") as file:
        os.fsync(file.fileno())


def _flush_folder(folder: Path) -> None:
    """Make the new name itself durable, where the system knows how."""
    if sys.platform == "win32":
        return
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
