"""Paths of files that belong to a project: written from its folder where they lie near it, so that both can move together.

What lies elsewhere is written in full. In memory a path is always full.
"""

from __future__ import annotations

import os
from pathlib import Path

_MOST_UP = 2
"""Folders up from the project's beyond which a file is not near: a long way up says more of the disk than it helps."""


def written(path: str, folder: Path) -> str:
    """Return a full path as a project file in a folder keeps it: with slashes, relative where it is near."""
    try:
        way = Path(os.path.relpath(path, folder.absolute()))
    except ValueError:  # on another drive, or no path
        return Path(path).as_posix()
    if sum(part == os.pardir for part in way.parts) > _MOST_UP:
        return Path(path).as_posix()
    return way.as_posix()


def read(text: str, folder: Path) -> str:
    """Return the full path of what `written` made, or of what another wrote."""
    return os.path.normpath(folder.absolute() / text)
