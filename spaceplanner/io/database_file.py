"""Database files: opened so that nothing stored in them is run, and given back so that no journal is left."""

from __future__ import annotations

import sqlite3
import sys
from contextlib import closing, contextmanager
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

WAIT_S = 2.0
"""How long another program's transaction is waited for, in seconds."""

_MAGIC = b"SQLite format 3\0"


def connect(path: Path, *, write: bool = False) -> sqlite3.Connection:
    """Open a database that may come from anybody: nothing stored in it is run as code.

    Opened for writing where the system allows it even if it is only read, because a journal that a killed program
    left behind can only be rolled back by somebody who may write.

    Raises
    ------
    sqlite3.Error
        If it cannot be opened.
    """
    uri = path.resolve().as_uri()
    # A read-only folder does not let SQLite make the files it wants beside a database; without a journal it needs none.
    modes = ("mode=rw",) if write else ("mode=rw", "mode=ro", *(() if _has_journal(path) else ("immutable=1",)))
    for mode in modes[:-1]:
        try:
            return _connected(f"{uri}?{mode}", write=write)
        except sqlite3.Error as error:
            if not _can_only_be_read(error):
                raise
    return _connected(f"{uri}?{modes[-1]}", write=write)


def _connected(uri: str, *, write: bool) -> sqlite3.Connection:
    database = sqlite3.connect(uri, uri=True, timeout=WAIT_S, isolation_level=None)
    try:
        if sys.version_info >= (3, 12):
            database.setconfig(sqlite3.SQLITE_DBCONFIG_DEFENSIVE, True)  # noqa: FBT003 - sqlite3's own signature
        for pragma in ("trusted_schema=OFF", "cell_size_check=ON", "foreign_keys=OFF", "secure_delete=ON"):
            database.execute(f"PRAGMA {pragma}")
        database.execute(f"PRAGMA query_only={'OFF' if write else 'ON'}")
        database.execute("SELECT count(*) FROM sqlite_master").fetchone()
    except BaseException:
        database.close()
        raise
    return database


def release(path: Path) -> None:
    """Prepare for a database to be replaced by another file: finish what a killed program began, free its journals.

    A journal beside a file belongs to whatever has its name, so one that was left would be played back into the new
    file.

    Raises
    ------
    sqlite3.OperationalError
        If another program has the database open for writing.
    """
    if is_database(path):
        try:
            with closing(connect(path, write=True)) as database:
                database.execute("PRAGMA locking_mode=EXCLUSIVE")
                database.execute("BEGIN IMMEDIATE")
                database.execute("COMMIT")
                database.execute("PRAGMA journal_mode=DELETE")
        except sqlite3.OperationalError as error:
            if is_busy(error):
                raise
        except sqlite3.Error:
            pass  # Damaged: nothing in its journals is of use.
    for end in ("-journal", "-wal", "-shm"):
        path.with_name(path.name + end).unlink(missing_ok=True)


def is_database(path: Path) -> bool:
    """Return whether a file begins like an SQLite database."""
    try:
        with path.open("rb") as file:
            return file.read(len(_MAGIC)) == _MAGIC
    except OSError:
        return False


def is_busy(error: sqlite3.Error) -> bool:
    """Return whether another program's lock is in the way."""
    return getattr(error, "sqlite_errorname", "").startswith(("SQLITE_BUSY", "SQLITE_LOCKED"))


def is_refusal(error: sqlite3.Error) -> bool:
    """Return whether the system refused: no folder, no right to write, no space left."""
    names = ("SQLITE_CANTOPEN", "SQLITE_READONLY", "SQLITE_PERM", "SQLITE_FULL", "SQLITE_IOERR")
    return getattr(error, "sqlite_errorname", "").startswith(names)


def _can_only_be_read(error: sqlite3.Error) -> bool:
    return getattr(error, "sqlite_errorname", "").startswith(("SQLITE_CANTOPEN", "SQLITE_READONLY", "SQLITE_PERM"))


def _has_journal(path: Path) -> bool:
    return any(path.with_name(path.name + end).exists() for end in ("-journal", "-wal"))


@contextmanager
def transaction(database: sqlite3.Connection) -> Iterator[None]:
    """Do everything in the block or, after an error, nothing of it; no other program may write meanwhile."""
    database.execute("BEGIN IMMEDIATE")
    try:
        yield
        database.execute("COMMIT")
    except BaseException:
        database.rollback()
        raise
