"""Styling: what a layer can be styled by, the style that a wish leads to, and how its column's values are spread."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np

from spaceplanner.analysis import breaks
from spaceplanner.cartography import styled
from spaceplanner.domain import ramps
from spaceplanner.domain.layer import GeometryKind
from spaceplanner.domain.style import MOST_CATEGORIES, Breaks, Category, Style, StyleKind
from spaceplanner.domain.style_classes import is_number, is_word, numbers, words
from spaceplanner.errors import EditError
from spaceplanner.i18n import N_

if TYPE_CHECKING:
    import pyarrow as pa
    from numpy.typing import NDArray

    from spaceplanner.domain.layer import Layer

BARS = 40
"""Bars of a histogram."""
_METHODS = {Breaks.QUANTILE: breaks.quantile, Breaks.EQUAL: breaks.equal, Breaks.NATURAL: breaks.natural}
_LONGEST = 200
"""Characters of a value that can be a category."""


@dataclass(frozen=True, eq=False, slots=True)
class Survey:
    """What a styled layer holds.

    Attributes
    ----------
    counts
        Features of each class, in the order of `style_classes.classes`.
    distinct
        How many different values the column of categories has.
    edges, bars
        (BARS + 1,) and (BARS,): the column's numbers as a histogram; empty without numbers.
    """

    counts: NDArray[np.int64]
    distinct: int
    edges: NDArray[np.float64]
    bars: NDArray[np.int64]


def columns(layer: Layer, kind: StyleKind) -> tuple[str, ...]:
    """Return the columns by which a layer can be styled in a kind of style."""
    if kind is StyleKind.SINGLE:
        return ()
    fits = is_number if kind is StyleKind.GRADUATED else is_word
    return tuple(name for name in layer.table.column_names if fits(layer.table.schema.field(name).type))


def first(layer: Layer) -> Style:
    """Return the style that a layer without one begins with."""
    if layer.kind is GeometryKind.LINE:
        return Style(size=2.0, outline=None)
    if layer.kind is GeometryKind.POLYGON:
        return Style(outline="#55616E", opacity=0.75)
    return Style()


def classed(layer: Layer, style: Style, kind: StyleKind, column: str | None, *, count: int = 5) -> Style:
    """Return a style of a kind whose classes are found anew in a column; values that have a category keep its looks.

    Parameters
    ----------
    column
        None, or one that does not fit: the first that does.
    count
        Classes of numbers; fewer where many values are equal.

    Raises
    ------
    EditError
        If no column fits.
    AnalysisError
        If the column holds no number.
    """
    if kind is StyleKind.SINGLE:
        return replace(style, kind=kind)
    possible = columns(layer, kind)
    if not possible:
        raise EditError(
            N_("Layer {layer} has no column of numbers.")
            if kind is StyleKind.GRADUATED
            else N_("Layer {layer} has no column that could be told apart."),
            layer=layer.name,
        )
    chosen = column if column in possible else possible[0]
    values = layer.table.column(chosen)
    if kind is StyleKind.GRADUATED:
        limits = _METHODS[style.method](numbers(values), count)
        return replace(style, kind=kind, column=chosen, limits=tuple(limits.tolist()))
    known = style.categories if chosen == style.column else ()
    return replace(style, kind=kind, column=chosen, categories=_categories(values, known))


def survey(layer: Layer, style: Style) -> Survey:
    """Return what is known of a styled layer's values."""
    none = Survey(styled.counts(layer, style), 0, np.empty(0), np.empty(0, dtype=np.int64))
    if style.kind is StyleKind.SINGLE or style.column not in layer.table.column_names:
        return none
    column = layer.table.column(style.column)
    if style.kind is StyleKind.CATEGORIES:
        return replace(none, distinct=len(_tally(column)) if is_word(column.type) else 0)
    values = numbers(column)
    values = values[np.isfinite(values)]
    if not len(values):
        return none
    bars, edges = np.histogram(values, BARS)
    return replace(none, edges=edges, bars=bars.astype(np.int64))


def fits(layer: Layer, style: Style) -> bool:
    """Return whether a style of another layer can be that of this one."""
    return style.kind is StyleKind.SINGLE or style.column in columns(layer, style.kind)


def _categories(column: pa.ChunkedArray, known: tuple[Category, ...]) -> tuple[Category, ...]:
    found = [value for value, _ in _tally(column).most_common(MOST_CATEGORIES)]
    found.sort(key=_natural if is_number(column.type) else str.casefold)
    old = {one.value: one for one in known}
    colours = ramps.category_colours(len(found))
    return tuple(old.get(value, Category(value, hue)) for value, hue in zip(found, colours, strict=True))


def _natural(value: str) -> float:
    return float(value)


def _tally(column: pa.ChunkedArray) -> Counter[str]:
    """Return how often each value occurs that can be a category."""
    texts, found = words(column)
    counts = np.bincount(found[found >= 0], minlength=len(texts))
    return Counter(
        {text: int(count) for text, count in zip(texts, counts, strict=True) if count and len(text) <= _LONGEST}
    )
