"""Ramps: colours for classes that people with any kind of colour vision can tell apart.

Viridis is by Nathaniel Smith and Stéfan van der Walt (2015, CC0). Cividis is by Jamie Nuñez, Christopher Anderton and
Ryan Renslow (2018, as in matplotlib, BSD-style licence). The ramps with names of ColorBrewer are by Cynthia Brewer, Mark Harrower and
The Pennsylvania State University (ColorBrewer 2.0, Apache License 2.0), those of its schemes that it marks as colour
blind safe; the palest colours of its sequential schemes are left out, since they would vanish on the map's ground. The
colours of categories are by Masataka Okabe and Kei Ito (2008), without the black.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from spaceplanner.i18n import N_

if TYPE_CHECKING:
    from collections.abc import Mapping

    from numpy.typing import NDArray


@dataclass(frozen=True, slots=True)
class Ramp:
    """A ramp of colours: what people call it (message id), and colours at even distances as ``#RRGGBB``."""

    name: str
    colours: tuple[str, ...]


def _ramp(name: str, colours: str) -> Ramp:
    return Ramp(name, tuple(f"#{code}" for code in colours.split()))


RAMPS: Mapping[str, Ramp] = {
    "viridis": _ramp(
        "Viridis",
        "440154 48186A 472D7B 424086 3B528B 33638D 2C728E 26828E 21918C "
        "1FA088 28AE80 3FBC73 5EC962 84D44B ADDC30 D8E219 FDE725",
    ),
    "cividis": _ramp(
        "Cividis",
        "00224E 002E6A 1A386F 32436D 434E6C 535A6D 61656F 6F7073 7D7C78 "
        "8C8878 9B9476 ABA072 BCAE6C CDBB63 DEC958 F0D846 FEE838",
    ),
    "ylgnbu": _ramp(N_("Yellow to blue"), "C7E9B4 7FCDBB 41B6C4 1D91C0 225EA8 253494 081D58"),
    "ylorbr": _ramp(N_("Yellow to brown"), "FEE391 FEC44F FE9929 EC7014 CC4C02 993404 662506"),
    "blues": _ramp(N_("Blues"), "C6DBEF 9ECAE1 6BAED6 4292C6 2171B5 08519C 08306B"),
    "purples": _ramp(N_("Purples"), "DADAEB BCBDDC 9E9AC8 807DBA 6A51A3 54278F 3F007D"),
    "rdbu": _ramp(
        N_("Red to blue, two ways"), "67001F B2182B D6604D F4A582 FDDBC7 F7F7F7 D1E5F0 92C5DE 4393C3 2166AC 053061"
    ),
    "puor": _ramp(
        N_("Orange to purple, two ways"),
        "7F3B08 B35806 E08214 FDB863 FEE0B6 F7F7F7 D8DAEB B2ABD2 8073AC 542788 2D004B",
    ),
}
"""Id -> ramp; the last two have a middle, for values that lie on two sides of one."""

_CATEGORIES = ("#0072B2", "#E69F00", "#009E73", "#CC79A7", "#56B4E9", "#D55E00", "#F0E442")
_WHITE, _BLACK = np.array([255.0] * 3), np.zeros(3)
_TINTS = ((_WHITE, 0.0), (_WHITE, 0.5), (_BLACK, 0.45))
DISTINCT = len(_CATEGORIES)
"""So many categories have a colour that cannot be taken for another's."""


def spread(ramp: str, count: int, *, reverse: bool = False) -> tuple[str, ...]:
    """Return colours for `count` classes from one end of a ramp to the other."""
    anchors = np.array([_channels(code) for code in RAMPS[ramp].colours])
    places = np.linspace(0, len(anchors) - 1, count) if count > 1 else np.array([(len(anchors) - 1) / 2])
    mixed = np.column_stack([np.interp(places, np.arange(len(anchors)), channel) for channel in anchors.T])
    return tuple(map(_code, mixed[::-1] if reverse else mixed))


def category_colours(count: int) -> tuple[str, ...]:
    """Return colours for `count` categories: those that can be told apart, then paler and darker ones, then again."""
    return tuple(_tinted(place) for place in range(count))


def _tinted(place: int) -> str:
    towards, share = _TINTS[place // DISTINCT % len(_TINTS)]
    return _code(_channels(_CATEGORIES[place % DISTINCT]) * (1 - share) + towards * share)


def _channels(code: str) -> NDArray[np.float64]:
    return np.array([int(code[at : at + 2], 16) for at in (1, 3, 5)], dtype=np.float64)


def _code(channels: NDArray[np.float64]) -> str:
    red, green, blue = np.rint(channels).astype(int)
    return f"#{red:02X}{green:02X}{blue:02X}"
