"""The two maps of a brief, today and with the proposal, from the scene that the window draws; and their legend."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import shapely

from spaceplanner.cartography import backdrop, fonts, furniture, legend, swatch
from spaceplanner.cartography.drawing import Anchor, Group, Text
from spaceplanner.cartography.scene import scene
from spaceplanner.cartography.style import colour
from spaceplanner.cartography.view import View
from spaceplanner.domain.layer import Role as LayerRole
from spaceplanner.i18n import gettext, number
from spaceplanner.reports import brief_words as words
from spaceplanner.reports.charts import scale_line
from spaceplanner.reports.components import SMALL, SMALL_STRONG, area, image, paragraph, row, stack
from spaceplanner.reports.page import Box, Picture, Role
from spaceplanner.reports.typeset import Run
from spaceplanner.services.backdrops import Backdrops

if TYPE_CHECKING:
    from spaceplanner.cartography.backdrop import Backdrop
    from spaceplanner.reports.brief_case import Case
    from spaceplanner.reports.page import Element, Mark

GAP = 12.0
_CAPTION_GAP, _SWATCH = 5.0, 12.5
_FINE, _IN, _UP = 2.5, 5.0, 8.0
"""Pixels of a background per pixel of the page (240 an inch), and where the line stands that names its makers."""
_AROUND, _LEAST = 0.45, 420.0
"""Surroundings shown (share of the space's size), and the least ground shown (metres)."""


def view(case: Case, width: float, height: float) -> View:
    """Return the view of both maps: the space, what is proposed and some of what surrounds them."""
    placed = [item.geometry for item in case.proposal.interventions if item.geometry is not None]
    shapes = [shape for shape in (case.shape, *placed) if shape is not None and not shape.is_empty]
    if not shapes:
        shapes = [shape for layer in case.project.layers if layer.role is LayerRole.SPACES for shape in layer.geometry]
    bounds = shapely.total_bounds(shapes) if shapes else (0.0, 0.0, 1.0, 1.0)
    x0, y0, x1, y1 = (float(value) for value in bounds)
    fitted = View.fitted((x0, y0, x1, y1), width, height, margin=_AROUND)
    return replace(fitted, resolution=max(fitted.resolution, _LEAST / width))


def maps(case: Case, width: float, height: float) -> Element:
    """Return today's map and the one with the proposal beside each other, each with its caption."""
    wide = (width - GAP) / 2
    at = view(case, wide, height)
    under = tuple(drawn.backdrop for drawn in Backdrops().draw(case.project, at, _FINE))
    before, after = words.map_caption(case, case.outcome.before), words.map_caption(case, case.outcome.after)
    today = _map(case, at, gettext("Today."), before, _scene(case, at, under, proposed=False))
    then = _map(case, at, gettext("With the proposal."), after, _scene(case, at, under, proposed=True))
    return row([(0.0, today), (wide + GAP, then)])


def _map(case: Case, at: View, title: str, caption: str, groups: tuple[Group, ...]) -> Element:
    marks: list[Mark] = [Picture(box=Box(0, 0, at.width, at.height), groups=groups, radius=5.0)]
    if case.shape is None:
        absent = paragraph(gettext("The space is in no layer of the project."), at.width, anchor=Anchor.CENTRE)
        marks.extend(absent.moved(0, (at.height - absent.box.height) / 2).marks)
    alt = gettext("Map of {space} and its surroundings. {title} {caption}").format(
        space=case.space_name, title=title, caption=caption
    )
    return stack([image(marks, at.width, at.height, alt=alt), _caption(title, caption, at.width)], gap=_CAPTION_GAP)


def _caption(title: str, caption: str, width: float) -> Element:
    return paragraph([Run(f"{title} ", SMALL_STRONG), Run(caption, SMALL)], width, role=Role.CAPTION, most=2)


def captions_height(case: Case, width: float) -> float:
    """Return the room that the taller caption takes below a map `width` pixels wide."""
    captions = (
        _caption(gettext("Today."), words.map_caption(case, case.outcome.before), width),
        _caption(gettext("With the proposal."), words.map_caption(case, case.outcome.after), width),
    )
    return _CAPTION_GAP + max(caption.box.height for caption in captions)


def _scene(case: Case, at: View, under: tuple[Backdrop, ...], *, proposed: bool) -> tuple[Group, ...]:
    """Return the drawing of a map, and in its corner whom a map with these backgrounds must name."""
    shown = {layer.id for layer in case.project.layers if layer.role in (_GROUND if layer.visible else _ALWAYS)}
    drawn = scene(
        case.project,
        at,
        density=case.density,
        selection=case.proposal.space,
        proposal=case.proposal.id,
        visible=shown,
        proposed=proposed,
        labels=False,
        catalogue=case.catalogue,
        backdrops=under,
    )
    names = furniture.credit_line(backdrop.credit(under), at.width - _IN, at.height - _UP, widest=at.width - 2 * _IN)
    return (*drawn, Group(key="credit", operations=names)) if names else drawn


_ALWAYS = (LayerRole.SPACES, LayerRole.LAMPS, LayerRole.ALARMS, LayerRole.INCIDENTS)
"""Roles that a brief shows even where the window hides them: its captions are about them."""

_GROUND = (
    *_ALWAYS,
    LayerRole.CONTEXT,
    LayerRole.STREETS,
    LayerRole.PATHS,
    LayerRole.BUILDINGS,
    LayerRole.BOUNDARY,
    LayerRole.DISTRICTS,
)
"""Roles that need no entry in the legend, or have one; others would be dots that nobody explains."""


def key(case: Case, width: float, at: View) -> Element:
    """Return the legend: classes of the density and of when, then symbols with scale, north and CRS."""
    return stack([_density(case, width), _symbols(case, width, at)], gap=3.0)


def _density(case: Case, width: float) -> Element:
    if case.density is None:
        return paragraph(gettext("No incident density: the project has no incidents."), width, SMALL)
    marks: list[Mark] = []
    title = f"{legend.density_title(case.density)}: "
    x = _put(marks, title, 0.0) + 3
    classes = legend.classes(case.density)
    for item in classes:
        marks.append(area(Box(x, SMALL.leading / 2 - 4.2, _SWATCH, 8.4), fill=item.hex))
        x += _SWATCH
    note = gettext("{low} to {high}{period} · bandwidth {bandwidth} m; no incident is shown by itself").format(
        low=classes[0].text, high=classes[-1].text, period=_period(case), bandwidth=number(case.density.bandwidth)
    )
    beside = paragraph(note, width - x - 6, SMALL)
    if beside.box.height <= SMALL.leading:
        marks.extend(beside.moved(x + 6, 0).marks)
        below = None
    else:
        below = paragraph(note, width, SMALL)
    alt = gettext("Legend of the density")
    line = image(marks, width, SMALL.leading, alt=alt, text=title if below else f"{title}{beside.text}")
    return stack([line, below]) if below else line


def _period(case: Case) -> str:
    period = case.result.diagnosis.period
    if period is None:
        return ""
    return gettext(", {first} to {last}").format(first=words.month_of(period.first), last=words.month_of(period.last))


def _scale(case: Case, at: View, width: float) -> tuple[list[Mark], float]:
    """Return scale bar, north and CRS, aligned right, and the width they take."""
    bar = furniture.scale_bar(at, widest=70.0)
    place = case.project.crs if case.project.crs and len(case.project.crs) < 16 else gettext("own CRS")  # noqa: PLR2004
    tail = f"{bar.text} · N ↑ · {place}"
    marks: list[Mark] = []
    wide = fonts.text_width(tail, SMALL.size)
    x = width - wide
    _put(marks, tail, x)
    marks.extend(scale_line(x - 5 - bar.pixels, SMALL.leading / 2, bar.pixels))
    _put(marks, "0", x - 5 - bar.pixels - 11)
    return marks, wide + bar.pixels + 16


def _width(mark: Text) -> float:
    return fonts.text_width(mark.text, mark.size, mark.weight)


def _put(marks: list[Mark], text: str, x: float) -> float:
    """Add a small text at x and return where it ends."""
    mark = Text(x=x, y=SMALL.leading / 2, text=text, size=SMALL.size, colour=colour(SMALL.colour))
    marks.append(mark)
    return x + _width(mark)


def _symbols(case: Case, width: float, at: View) -> Element:
    """Return the symbols that the maps show, as many as fit, and scale, north and CRS at the right."""
    marks, room = _scale(case, at, width)
    x, said = 0.0, []
    for entry in legend.entries(case.project, visible=_shown(case), proposal=True):
        if x + 14 + fonts.text_width(entry.text, SMALL.size) > width - room - 12:
            break
        small = Group(key=entry.key, operations=swatch.scaled(entry.swatch, 11.0 / swatch.SIZE))
        marks.append(Picture(box=Box(x, SMALL.leading / 2 - 5.5, 11.0, 11.0), groups=(small,)))
        x = _put(marks, entry.text, x + 14) + 11
        said.append(entry.text)
    return image(marks, width, SMALL.leading, alt=gettext("Legend of the symbols"), text="; ".join(said))


def _shown(case: Case) -> set[str]:
    wanted = (LayerRole.SPACES, LayerRole.LAMPS, LayerRole.ALARMS)
    return {layer.id for layer in case.project.layers if layer.role in wanted}
