"""Luminaires: how the lamps of a city spread their light, as measured for each model."""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass

GENERIC = ("street", "cosine", "globe")
"""Names of the shapes that every project has without a file (see `analysis.photometry`); no luminaire may take one."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Luminaire:
    """A model of luminaire, from its photometric file.

    Attributes
    ----------
    name
        What lamps and settings call it; unique in its project (see `matching`).
    gamma
        Radians from straight down, ascending, 0 to pi.
    intensity
        Candela per 1000 lumens at each of these, the mean over all planes around the vertical axis.
    lumens
        That the file is for: of the luminaire where `absolute`, else of the lamps in it.
    power_w
        Input watts; None where the file does not say.
    absolute
        Measured without a rating of its lamps, as LED luminaires are.
    file
        Name of the file, without its folder.
    sha256
        Of the file, hexadecimal.
    """

    name: str
    gamma: tuple[float, ...]
    intensity: tuple[float, ...]
    lumens: float
    power_w: float | None = None
    absolute: bool = False
    file: str = ""
    sha256: str = ""


def matching(name: str) -> str:
    """Return what two names of the same luminaire have in common: letters' case, spaces and ``.ies`` do not count."""
    return "".join(unicodedata.normalize("NFKC", name).casefold().split()).removesuffix(".ies")
