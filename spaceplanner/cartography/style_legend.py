"""The classes of a styled layer in words, with their symbols and how many features each has."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from spaceplanner.cartography import styled
from spaceplanner.cartography import swatch as swatches
from spaceplanner.domain.style_classes import Belongs, classes, tells_broken, texts
from spaceplanner.i18n import N_, gettext

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from spaceplanner.cartography.drawing import Operation
    from spaceplanner.domain.layer import Layer
    from spaceplanner.domain.style import Style
    from spaceplanner.domain.style_classes import StyleClass


@dataclass(frozen=True, eq=False, slots=True)
class Line:
    """A class in a legend: its symbol in a square of `swatch.SIZE` pixels, its words, which are hostile, and its count."""

    text: str
    count: int
    swatch: tuple[Operation, ...]


def lines(layer: Layer, style: Style, *, works: NDArray[np.bool_], theme: str = "light") -> tuple[Line, ...]:
    """Return the classes that are drawn and have features, in order; those out of order come last, where told apart.

    Parameters
    ----------
    works
        (n,) which lamps or alarms work.
    """
    counted = styled.counts(layer, style)
    broken = tells_broken(layer, style) and not works.all()
    if broken:
        counted = np.bincount(styled.codes(layer, style)[works], minlength=len(counted))
    words = texts(style)
    out = [
        Line(layer.name if part.belongs is Belongs.ALL else text, int(count), _swatch(layer, style, part))
        for part, text, count in zip(classes(style), words, counted, strict=True)
        if part.colour is not None and count
    ]
    if broken:
        out.append(Line(gettext(N_("Out of order")), int((~works).sum()), swatches.lamp(working=False, theme=theme)))
    return tuple(out)


def _swatch(layer: Layer, style: Style, part: StyleClass) -> tuple[Operation, ...]:
    return styled.swatch(layer.kind, style, part.colour or style.colour, swatches.SIZE)
