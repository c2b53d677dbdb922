"""Site plans: what of a proposal is numbered and counted, on which paper it fits, and at which scale."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import shapely

from spaceplanner.domain.space import spaces_of
from spaceplanner.errors import AnalysisError, EditError
from spaceplanner.i18n import N_, gettext, number, pick
from spaceplanner.services import costing, policy
from spaceplanner.services.catalogue_words import UNITS

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from shapely.geometry.base import BaseGeometry

    from spaceplanner.domain.catalogue import Catalogue, InterventionType
    from spaceplanner.domain.project import Project
    from spaceplanner.domain.proposal import Intervention, Proposal
    from spaceplanner.domain.space import Space

    Bounds = tuple[float, float, float, float]

SCALES = (200, 250, 500, 750, 1000)
"""Denominators of the scales at which plans are drawn, the largest scale first."""
PAPERS: Mapping[str, tuple[float, float]] = {"A3": (420.0, 297.0), "A1": (841.0, 594.0)}
"""Paper -> its long and its short side, millimetres."""
ORIENTATIONS = ("landscape", "portrait")

_BINDING, _EDGE = 20.0, 10.0
"""Margins of a drawing sheet (ISO 5457), millimetres: on the left for binding, and elsewhere."""
_COLUMN: Mapping[str, float] = {"A3": 104.0, "A1": 150.0}
_BAND: Mapping[str, float] = {"A3": 122.0, "A1": 165.0}
_CLEAR: Mapping[str, float] = {"A3": 13.0, "A1": 17.0}
_RECTANGLE = 0.995
_NO_PLACE = N_("No item of {proposal} has a place on the map, and its space is in no layer. Place something first.")


@dataclass(frozen=True, slots=True)
class Sheet:
    """A sheet of paper with its fields, millimetres from the top left corner: (x, y, width, height).

    Attributes
    ----------
    drawing
        Where the plan is drawn.
    words
        Where legend, quantities and title block stand: a column at the right, or a band below.
    clear
        Room within `drawing` that is kept for dimensions and coordinates.
    """

    paper: str
    orientation: str
    width: float
    height: float
    drawing: Bounds
    words: Bounds
    clear: float


@dataclass(frozen=True, eq=False, slots=True, kw_only=True)
class Item:
    """A numbered item of a plan: alike things in their places, or one line or area.

    Attributes
    ----------
    number
        From 1: works before programmes, each in the catalogue's order.
    key
        The catalogue type's id, which the catalogue may lack.
    unit
        Words for the unit.
    quantity
        In that unit; None where the type is unknown and nobody wrote it.
    note
        Measures and the user's own note, which is hostile text.
    """

    number: int
    key: str
    kind: InterventionType | None
    name: str
    unit: str
    quantity: float | None
    note: str
    parts: tuple[Intervention, ...]

    def tags(self) -> tuple[str, ...]:
        """Return what each part is called on the plan: the item's number, with one of its own where there are several."""
        if len(self.parts) == 1:
            return (str(self.number),)
        return tuple(f"{self.number}.{place}" for place in range(1, len(self.parts) + 1))


@dataclass(frozen=True, eq=False, slots=True)
class Plan:
    """A proposal at a scale on a sheet; (x, y) is the middle of the drawing, metres; `whole`: all of the space is on it."""

    project: Project
    proposal: Proposal
    space: Space | None
    catalogue: Catalogue
    items: tuple[Item, ...]
    sheet: Sheet
    scale: int
    x: float
    y: float
    whole: bool


def sheet(paper: str, orientation: str) -> Sheet:
    """Return the fields of a sheet of `PAPERS` in one of `ORIENTATIONS`."""
    long, short = PAPERS[paper]
    upright = orientation == "portrait"
    width, height = (short, long) if upright else (long, short)
    inner_w, inner_h = width - _BINDING - _EDGE, height - 2 * _EDGE
    if upright:
        band = _BAND[paper]
        drawing = (_BINDING, _EDGE, inner_w, inner_h - band)
        words = (_BINDING, _EDGE + inner_h - band, inner_w, band)
    else:
        column = _COLUMN[paper]
        drawing = (_BINDING, _EDGE, inner_w - column, inner_h)
        words = (_BINDING + inner_w - column, _EDGE, column, inner_h)
    return Sheet(paper, orientation, width, height, drawing, words, _CLEAR[paper])


def plan(
    project: Project,
    catalogue: Catalogue,
    proposal_id: str,
    *,
    paper: str = "A3",
    orientation: str | None = None,
    scale: int | None = None,
) -> Plan:
    """Return a proposal laid out on a sheet, in the language in use.

    Parameters
    ----------
    orientation
        One of `ORIENTATIONS`; None: the one that allows the larger scale.
    scale
        Denominator; None: the largest of `SCALES` at which the space and what is proposed fit, else at which what is
        proposed fits.

    Raises
    ------
    EditError
        If there is no such proposal.
    AnalysisError
        If nothing has a place, or what is proposed does not fit the paper at the scale.
    """
    proposal, space, wished = subject(project, proposal_id)
    placed = [item.geometry for item in proposal.interventions if item.geometry is not None]
    needed = _bounds(placed) or wished
    sheets = [sheet(paper, way) for way in ((orientation,) if orientation else ORIENTATIONS)]
    chosen, denominator = _chosen(sheets, needed, wished, scale)
    whole = _fits(chosen, wished, denominator)
    x0, y0, x1, y1 = wished if whole else needed
    return Plan(
        project,
        proposal,
        space,
        catalogue,
        items(proposal, project, catalogue),
        chosen,
        denominator,
        (x0 + x1) / 2,
        (y0 + y1) / 2,
        whole,
    )


def _chosen(sheets: Sequence[Sheet], needed: Bounds, wished: Bounds, scale: int | None) -> tuple[Sheet, int]:
    """Return the sheet and the scale: the whole space rather than part of it, then the larger scale."""
    for bounds in (wished, needed):
        for denominator in SCALES if scale is None else (scale,):
            for one in sheets:
                if _fits(one, bounds, denominator):
                    return one, denominator
    raise _refusal(sheets[0], needed, scale)


def _fits(one: Sheet, bounds: Bounds, denominator: float) -> bool:
    wide, tall = _room(one)
    x0, y0, x1, y1 = bounds
    return (x1 - x0) * 1000 / denominator <= wide and (y1 - y0) * 1000 / denominator <= tall


def _room(one: Sheet) -> tuple[float, float]:
    return one.drawing[2] - 2 * one.clear, one.drawing[3] - 2 * one.clear


def _refusal(one: Sheet, needed: Bounds, scale: int | None) -> AnalysisError:
    """Return why something does not fit, with what would: a smaller scale, or larger paper."""
    asked = scale or SCALES[-1]
    wide, tall = _room(one)
    parameters: dict[str, object] = {
        "scale": f"1:{asked}",
        "width": number((needed[2] - needed[0]) * 1000 / asked),
        "height": number((needed[3] - needed[1]) * 1000 / asked),
        "paper": one.paper,
        "room_width": number(wide),
        "room_height": number(tall),
    }
    cures = [
        (paper, denominator)
        for paper in (one.paper, *PAPERS)
        for denominator in SCALES
        if any(_fits(sheet(paper, way), needed, denominator) for way in ORIENTATIONS)
    ]
    if not cures:
        return AnalysisError(
            N_(
                "At {scale} the proposal takes {width} × {height} mm, and {paper} has {room_width} × {room_height} mm "
                "for it; it fits no paper at any scale. Divide it into proposals for parts of the space."
            ),
            **parameters,
        )
    paper, denominator = cures[0]
    return AnalysisError(
        N_(
            "At {scale} the proposal takes {width} × {height} mm, and {paper} has {room_width} × {room_height} mm for "
            "it. Choose 1:{cure} on {cure_paper}."
        ),
        **parameters,
        cure=denominator,
        cure_paper=paper,
    )


def subject(project: Project, proposal_id: str) -> tuple[Proposal, Space | None, Bounds]:
    """Return a proposal, its space where a layer has it, and the bounds of both.

    Raises
    ------
    EditError
        If there is no such proposal.
    AnalysisError
        If nothing of it has a place.
    """
    proposal = project.proposal(proposal_id)
    if proposal is None:
        known = ", ".join(item.id for item in project.proposals)
        raise EditError(
            N_("The project has no proposal {proposal}. It has: {known}."), proposal=proposal_id, known=known
        )
    space = next((space for space in spaces_of(project.layers) if space.id == proposal.space), None)
    placed = [item.geometry for item in proposal.interventions if item.geometry is not None]
    bounds = _bounds(placed if space is None else [*placed, space.shape])
    if bounds is None:
        raise AnalysisError(_NO_PLACE, proposal=proposal.name)
    return proposal, space, bounds


def _bounds(shapes: Sequence[BaseGeometry]) -> Bounds | None:
    if not shapes:
        return None
    x0, y0, x1, y1 = (float(value) for value in shapely.total_bounds(shapes))
    return (x0, y0, x1, y1) if x0 == x0 else None  # noqa: PLR0124 - all of them are empty


def items(proposal: Proposal, project: Project, catalogue: Catalogue) -> tuple[Item, ...]:
    """Return the numbered items of a proposal: works, then programmes, then types that the catalogue lacks."""
    works_first = sorted(catalogue.types, key=lambda key: catalogue.types[key].kind != "hard")
    order = {key: place for place, key in enumerate(works_first)}
    groups: dict[tuple[int, str, str, str], list[Intervention]] = {}
    for item in proposal.interventions:
        note = item.note.strip()
        alone = item.id if item.geometry is not None and shapely.get_dimensions(item.geometry) > 0 else ""
        groups.setdefault((order.get(item.type, len(order)), item.type, note, alone), []).append(item)
    ranked = sorted(groups.items(), key=lambda pair: pair[0][:2])
    kept_back = policy.unnamed(proposal, project, catalogue)
    return tuple(
        _item(place, catalogue.types.get(key), key, "" if policy.names(kept_back, note) else note, parts)
        for place, ((_, key, note, _), parts) in enumerate(ranked, start=1)
    )


def _item(place: int, kind: InterventionType | None, key: str, note: str, parts: list[Intervention]) -> Item:
    given = [part.quantity for part in parts if part.quantity is not None]
    return Item(
        number=place,
        key=key,
        kind=kind,
        name=key if kind is None else pick(kind.name),
        unit="" if kind is None else gettext(UNITS[kind.unit]),
        quantity=(sum(given) if given else None)
        if kind is None
        else sum(costing.quantity(part, kind) for part in parts),
        note="; ".join(words for words in (*_measures(kind, parts), note) if words),
        parts=tuple(parts),
    )


def _measures(kind: InterventionType | None, parts: Sequence[Intervention]) -> list[str]:
    """Return what a plan's reader must know of an item beside its quantity."""
    out = []
    if kind is not None and kind.lamp:
        words = gettext(N_("{power} W, {lumens} lm, mounted at {height} m"))
        out.append(words.format(**{key: number(kind.lamp[f"{key}{unit}"]) for key, unit in _LAMP}))
    if kind is not None and kind.width_m is not None:
        out.append(gettext(N_("width {width} m")).format(width=number(kind.width_m, 2)))
    sides = {_sides(part.geometry) for part in parts if part.geometry is not None}
    rectangle = gettext(N_("{long} × {short} m"))
    out.extend(
        rectangle.format(long=number(long, 2), short=number(short, 2))
        for long, short in sorted(side for side in sides if side is not None)
    )
    areas = [part.geometry.area for part in parts if part.geometry is not None and part.geometry.area > 0]
    if areas and kind is not None and kind.unit != "m2":
        out.append(gettext(N_("{area} m²")).format(area=number(sum(areas), 1)))
    if all(part.geometry is None for part in parts) and kind is not None and kind.geometry != "none":
        out.append(gettext(N_("place not drawn yet")))
    return out


_LAMP = (("power", "_w"), ("lumens", ""), ("height", "_m"))


def _sides(shape: BaseGeometry) -> tuple[float, float] | None:
    """Return the long and the short side of a rectangle; None for another shape."""
    if shape.geom_type != "Polygon" or shape.is_empty or not is_rectangle(shape):
        return None
    ring = shapely.get_coordinates(shapely.minimum_rotated_rectangle(shape))
    first, second = (float(((ring[i + 1] - ring[i]) ** 2).sum() ** 0.5) for i in (0, 1))
    return max(first, second), min(first, second)


def is_rectangle(shape: BaseGeometry) -> bool:
    """Tell whether an area is a rectangle, however it is turned."""
    around = shapely.minimum_rotated_rectangle(shape).area
    return bool(around > 0 and shape.area >= _RECTANGLE * around)
