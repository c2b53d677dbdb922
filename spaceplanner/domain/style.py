"""Styles: how a user wants a layer to look. No result hangs on them."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from enum import StrEnum
from itertools import pairwise
from math import isfinite
from typing import TYPE_CHECKING

from spaceplanner.domain.edits import put_layer
from spaceplanner.domain.layer import Role
from spaceplanner.domain.ramps import RAMPS
from spaceplanner.errors import EditError
from spaceplanner.i18n import N_

if TYPE_CHECKING:
    from spaceplanner.domain.edits import Edit
    from spaceplanner.domain.project import Project

MOST_CATEGORIES = 300
"""More kinds of values than this have no colours of their own."""
MOST_CLASSES = 12
LARGEST, WIDEST = 40.0, 12.0
"""Pixels: of a point's diameter or a line's width, and of an outline's width."""

_COLOUR = re.compile(r"#[0-9A-Fa-f]{6}")


class StyleKind(StrEnum):
    """By what a layer's features differ in their looks."""

    SINGLE = "single"
    CATEGORIES = "categories"
    GRADUATED = "graduated"


class Breaks(StrEnum):
    """How the limits of classes are found."""

    QUANTILE = "quantile"
    EQUAL = "equal"
    NATURAL = "natural"


@dataclass(frozen=True, slots=True)
class Category:
    """A value as text, which is hostile, its colour, and what a legend calls it; without a label, by its value."""

    value: str
    colour: str
    label: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Style:
    """How a layer looks.

    Attributes
    ----------
    kind
        Whether all look alike, or by the value of `column`.
    colour
        Of all features, as ``#RRGGBB``, where all look alike.
    size
        Diameter of points or width of lines, pixels.
    outline, outline_width
        Edge of points and areas; None: none. Pixels.
    opacity
        0 to 1.
    column
        What categories and classes are made of.
    method, limits
        How the limits of classes were found, and the limits: the lowest value, and the upper limit of each class. The
        first class may hold the lowest value alone.
    ramp, reverse
        Id of the colours of the classes, see `ramps.RAMPS`.
    categories, others
        Values with a colour, and the colour of values outside categories and classes; None leaves them out.
    missing
        Colour of features without a value; None leaves them out.
    apart
        Whether lamps and alarms that are out look as they do without a style.
    nearest, farthest
        Smallest and largest denominator of the map's scale at which the layer is drawn; None: no end.
    """

    kind: StyleKind = StyleKind.SINGLE
    colour: str = "#0072B2"
    size: float = 6.0
    outline: str | None = "#FFFFFF"
    outline_width: float = 0.8
    opacity: float = 1.0
    column: str | None = None
    method: Breaks = Breaks.QUANTILE
    limits: tuple[float, ...] = ()
    ramp: str = "viridis"
    reverse: bool = False
    categories: tuple[Category, ...] = ()
    others: str | None = "#BDB7AB"
    missing: str | None = "#8C8C8C"
    apart: bool = True
    nearest: float | None = None
    farthest: float | None = None

    def __post_init__(self) -> None:
        _check_looks(self)
        _check_scales(self)
        if self.kind is not StyleKind.SINGLE and not self.column:
            raise EditError(N_("Choose the column whose values are to be told apart."))
        _check_categories(self)
        if self.kind is StyleKind.GRADUATED:
            _check_limits(self.limits)

    def shown_at(self, scale: float) -> bool:
        """Return whether the layer is drawn at a denominator of the map's scale."""
        return (self.nearest is None or scale >= self.nearest) and (self.farthest is None or scale <= self.farthest)


def _check_looks(style: Style) -> None:
    colours = (style.colour, style.outline, style.others, style.missing, *(one.colour for one in style.categories))
    for code in colours:
        if code is not None and not _COLOUR.fullmatch(code):
            raise EditError(N_("{colour} is no colour: write six digits like #0072B2."), colour=code)
    for value, most in ((style.size, LARGEST), (style.outline_width, WIDEST)):
        if not 0 < value <= most:
            raise EditError(
                N_("A size of {value} pixels is not possible: above 0, at most {most}."), value=value, most=most
            )
    if not 0 <= style.opacity <= 1:
        raise EditError(N_("Opacity lies between 0 and 1, unlike {value}."), value=style.opacity)
    if style.ramp not in RAMPS:
        raise EditError(N_("There is no ramp of colours {ramp}."), ramp=style.ramp)


def _check_scales(style: Style) -> None:
    ends = [end for end in (style.nearest, style.farthest) if end is not None]
    if not all(isfinite(end) and end > 0 for end in ends):
        raise EditError(N_("The number of a map scale is above 0, as in 1 : 2500."))
    if len(ends) == 2 and ends[0] >= ends[1]:  # noqa: PLR2004 - both ends
        raise EditError(
            N_(
                "The layer would be shown at no scale: of 1 : {near} and 1 : {far} the first must be the smaller number."
            ),
            near=round(ends[0]),
            far=round(ends[1]),
        )


def _check_categories(style: Style) -> None:
    if len(style.categories) > MOST_CATEGORIES:
        raise EditError(
            N_("{count} categories are too many to be told apart: {most} at most."),
            count=len(style.categories),
            most=MOST_CATEGORIES,
        )
    values = [one.value for one in style.categories]
    twice = next((value for value in values if values.count(value) > 1), None)
    if twice is not None:
        raise EditError(N_("The value {value} has two categories."), value=twice)


def _check_limits(limits: tuple[float, ...]) -> None:
    if not 2 <= len(limits) <= MOST_CLASSES + 1:  # noqa: PLR2004 - one class has two limits
        raise EditError(N_("A style by numbers has 1 to {most} classes."), most=MOST_CLASSES)
    rising = limits[0] <= limits[1] and all(low < high for low, high in pairwise(limits[1:]))
    if not all(map(isfinite, limits)) or not rising:
        raise EditError(N_("The limits of the classes must rise from one to the next."))


def set_style(layer_id: str, style: Style | None) -> Edit:
    """Give a layer a style, or None the look of its kind; what it has already is no change.

    Raises
    ------
    EditError
        By the edit: if there is no such layer or column, or the layer holds incidents, which are shown as density only.
    """

    def edit(project: Project) -> Project:
        layer = project.layer(layer_id)
        if layer is None:
            raise EditError(N_("The project has no layer {layer}."), layer=layer_id)
        if layer.style == style:
            return project
        if layer.role is Role.INCIDENTS:
            raise EditError(N_("Incidents are shown as density only: they have no style."))
        if style is not None and style.kind is not StyleKind.SINGLE and style.column not in layer.table.column_names:
            raise EditError(N_("Layer {layer} has no column {column}."), layer=layer.name, column=style.column or "")
        return put_layer(replace(layer, style=style))(project)

    return edit
