"""Paths of files that belong to a project: written from its folder where they lie near it, so that both can move together.

Of what lies elsewhere only the name is written: a folder says who works where. And a project may come from anybody, so
no path in it leads far from it, to another computer or to a device. In memory a path is always full.
"""

from __future__ import annotations

import os
from pathlib import Path, PureWindowsPath

_MOST_UP = 2
"""Folders up from the project's beyond which a file is not near: a long way up says more of the disk than it helps."""


def is_near(path: str, folder: Path) -> bool:
    """Return whether a full path leads to a file near a project's folder."""
    return _way(path, folder) is not None


def written(path: str, folder: Path) -> str:
    """Return a full path as a project file in a folder keeps it: with slashes from there where it is near, else its name."""
    way = _way(path, folder)
    return Path(path).name if way is None else way.as_posix()


def read(text: str, folder: Path) -> str:
    """Return the full path of what `written` made, or of what another wrote; of a far one the file's name in the folder."""
    full = os.path.normpath(folder.absolute() / text)
    # A full path of Windows is none elsewhere, and would seem to lie in the folder.
    foreign = PureWindowsPath(text).is_absolute() and not Path(text).is_absolute()
    if is_near(full, folder) and not foreign:
        return full
    return str(folder.absolute() / PureWindowsPath(text).name)


def _way(path: str, folder: Path) -> Path | None:
    """Return the way from a folder to a file, None where it is a long one."""
    try:
        way = Path(os.path.relpath(path, folder.absolute()))
    except ValueError:  # on another drive or computer, or no path
        return None
    return way if sum(part == os.pardir for part in way.parts) <= _MOST_UP else None
