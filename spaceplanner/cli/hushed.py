"""Silence of a library that writes lines of its own to the process's standard output, past Python's."""

from __future__ import annotations

import ctypes
import os
import sys
from contextlib import contextmanager, suppress
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

_STDOUT = 1


@contextmanager
def hushed() -> Iterator[None]:
    """Drop what is written to file descriptor 1 within the block: nothing but our own answer goes there.

    For a command's process only: a descriptor belongs to all threads.
    """
    if sys.stdout is not None:
        sys.stdout.flush()
    try:
        kept = os.dup(_STDOUT)
    except OSError:  # standard output is closed: nobody can write there
        yield
        return
    nowhere = os.open(os.devnull, os.O_WRONLY)
    try:
        os.dup2(nowhere, _STDOUT)
        yield
    finally:
        # What C holds back until later would otherwise come out after the descriptor is given back.
        _flush_c()
        os.dup2(kept, _STDOUT)
        os.close(nowhere)
        os.close(kept)


def _flush_c() -> None:
    with suppress(OSError, AttributeError):
        library = "ucrtbase" if sys.platform == "win32" else None
        ctypes.CDLL(library).fflush(None)
