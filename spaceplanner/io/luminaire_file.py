"""A photometric file as a luminaire of a project."""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING

from spaceplanner.domain.luminaire import Luminaire
from spaceplanner.io import ies_file

if TYPE_CHECKING:
    from pathlib import Path


def read(path: Path, name: str | None = None) -> Luminaire:
    """Return the luminaire of an IES file, what is known of it and the hash of just what was read.

    Parameters
    ----------
    path
        A file in LM-63 format.
    name
        What the project calls it; None: the file's name without its ending, for lamp tables have models by that.

    Raises
    ------
    FileError
        If it cannot be read, or is no such file.
    InputError
        If its contents cannot be used; the sentence names the line.
    """
    data = ies_file.contents(path)
    found = ies_file.parsed(data.decode("latin-1"), path.name)
    return Luminaire(
        name=" ".join((path.stem if name is None else name).split()),
        gamma=tuple(found.distribution.gamma.tolist()),
        intensity=tuple(found.distribution.intensity.tolist()),
        lumens=float(found.lumens),
        power_w=found.power_w,
        absolute=found.absolute,
        file=path.name,
        sha256=hashlib.sha256(data).hexdigest(),
    )
