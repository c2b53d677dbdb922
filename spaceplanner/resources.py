"""The one way to a file that ships with SpacePlanner.

A checkout (and an editable install) keeps `resources/` and `sample_layers/` at its top level; the wheel and the
frozen app carry them inside the package, under `_bundled/`.
"""

from __future__ import annotations

from pathlib import Path

_PACKAGE = Path(__file__).resolve().parent


def path(*parts: str, root: str = "resources") -> Path:
    """Return the path of a bundled file or folder.

    Parameters
    ----------
    *parts
        Path components below the root, for example ``"catalogue", "works.toml"``.
    root
        ``"resources"`` or ``"sample_layers"``.

    Raises
    ------
    FileNotFoundError
        If the installation is incomplete.
    """
    bundled = _PACKAGE / "_bundled" / root
    base = bundled if bundled.is_dir() else _PACKAGE.parent / root
    found = base.joinpath(*parts)
    if not found.exists():
        message = f"bundled file is missing: {found}"
        raise FileNotFoundError(message)
    return found
