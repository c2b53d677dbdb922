"""The foot of a site plan's sheet: north, scale bar, what the sheet is not, and the title block."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np

from spaceplanner.cartography import furniture, graticule
from spaceplanner.cartography.drawing import Lines, Stroke
from spaceplanner.cartography.style import colour
from spaceplanner.i18n import N_, gettext, language
from spaceplanner.reports import typeset
from spaceplanner.reports.components import area, image, of_setting, paragraph, spacer, stack
from spaceplanner.reports.page import Box, Element, Role
from spaceplanner.reports.typeset import Run, Style
from spaceplanner.services import policy

if TYPE_CHECKING:
    from datetime import date

    from numpy.typing import NDArray

    from spaceplanner.reports.site_plan_map import Drawing
    from spaceplanner.services.site_plan import Plan

INK, GREY, ACCENT, WARNING, LINE = "#1D2733", "#55616E", "#0F766E", "#B45309", "#C3CAD1"
"""Colours of the sheet."""
_STATES = {"draft": N_("draft"), "review": N_("in review"), "approved": N_("approved")}


@dataclass(frozen=True, slots=True)
class Letters:
    """The styles of a sheet's words, and how much larger than on A3 they are."""

    titles: tuple[Style, ...]
    heading: Style
    text: Style
    small: Style
    size: float

    @staticmethod
    def of(size: float) -> Letters:
        """Return the styles at a size, 1 on A3."""
        titles = tuple(Style(size=s * size, leading=s * 1.2 * size, colour=INK, weight="bold") for s in (19, 16, 13.5))
        text = Style(size=9.6 * size, leading=12.6 * size, colour=INK)
        heading = Style(size=10.6 * size, leading=16 * size, colour=ACCENT, weight="semibold")
        return Letters(titles, heading, text, Style(size=8.8 * size, leading=11.4 * size, colour=GREY), size)


@dataclass(frozen=True, eq=False, slots=True)
class Content:
    """What a sheet is made of: the plan, its drawing, who drew it and when, and the styles of its words."""

    plan: Plan
    drawing: Drawing
    author: str
    today: date
    letters: Letters


def foot(sheet: Content, width: float, count: int) -> Element:
    """Return north and scale, the caution and the title block below each other."""
    return stack(
        [
            _scale(sheet, width),
            _caution(sheet, width),
            _title(sheet, width, count),
        ],
        gap=6 * sheet.letters.size,
    )


def _scale(sheet: Content, width: float) -> Element:
    """Return north arrow and scale bar beside each other."""
    size, tall = sheet.letters.size, 44.0 * sheet.letters.size
    north = furniture.north_arrow(14 * size, 17 * size, size=27 * size)
    bar = graticule.bar(sheet.drawing.view, 46 * size, 12 * size, widest=width - 80 * size, ink=INK, size=8.6 * size)
    words = gettext(N_("Grid north. Lengths in metres."))
    alt = gettext(N_("North arrow and scale bar"))
    drawn = image([*north, *bar], width, tall, alt=alt)
    said = paragraph(words, width - 46 * size, sheet.letters.small).moved(46 * size, 36 * size)
    return Element(role=Role.SECTION, box=Box(0, 0, width, 50 * size), lang=language(), children=(drawn, said))


def _caution(sheet: Content, width: float) -> Element:
    """Return what the sheet is not."""
    strong = replace(sheet.letters.text, colour=WARNING, weight="semibold")
    said = [
        Run(gettext(N_("Sketch, no construction plan.")) + " ", strong),
        Run(
            gettext(N_("Survey the site, its levels and buried services before anything is built. What is there is drawn from the project's layers.")),
            replace(sheet.letters.small, colour=INK),
        ),
    ]  # fmt: skip
    if sheet.plan.project.fictional:
        said.insert(0, Run(gettext(N_("Fictional place.")) + " ", strong))
    return paragraph(said, width, sheet.letters.text)


def _title(sheet: Content, width: float, count: int) -> Element:
    """Return the title block: who, what, where, and the particulars in cells."""
    project, pad = sheet.plan.project, 7.0 * sheet.letters.size
    inner = width - 2 * pad
    name = policy.name(sheet.plan.proposal, project, sheet.plan.catalogue)
    space = sheet.plan.proposal.space if sheet.plan.space is None else sheet.plan.space.name
    owner = " · ".join(part for part in (project.organisation, project.name) if part)
    head = stack(
        [
            spacer(pad * 0.7),
            paragraph(owner, inner, sheet.letters.small, most=2),
            spacer(2),
            of_setting(typeset.shrunk(name, inner, sheet.letters.titles, most=2), inner, role=Role.TITLE),
            paragraph(gettext(N_("Site plan · {space}")).format(space=space), inner, sheet.letters.text, most=2),
            spacer(pad * 0.7),
        ]
    ).moved(pad, 0)
    cells = _cells(sheet, count)
    half = width / 2
    y = head.box.bottom
    children: list[Element] = [head]
    paths: list[NDArray[np.float64]] = []
    for left, right in zip(cells[::2], cells[1::2], strict=True):
        pair = [_cell(*left, half - 2 * pad, sheet.letters), _cell(*right, half - 2 * pad, sheet.letters)]
        tall = max(cell.box.height for cell in pair) + pad
        paths += [np.array([[0, y], [width, y]]), np.array([[half, y], [half, y + tall]])]
        children += [pair[0].moved(pad, y + pad / 2), pair[1].moved(half + pad, y + pad / 2)]
        y += tall
    marks = (
        area(Box(0, 0, width, y), edge=INK, thickness=1.3),
        Lines(paths=tuple(paths), stroke=Stroke(colour(LINE), 0.8)),
    )
    return Element(role=Role.SECTION, box=Box(0, 0, width, y), lang=language(), marks=marks, children=tuple(children))


def _cell(label: str, value: str, width: float, letters: Letters) -> Element:
    return stack(
        [
            paragraph(label, width, letters.small, most=1),
            paragraph(value, width, replace(letters.text, weight="semibold"), most=3),
        ]
    )


def _cells(sheet: Content, count: int) -> list[tuple[str, str]]:
    project, proposal = sheet.plan.project, sheet.plan.proposal
    state = gettext(_STATES.get(proposal.state, proposal.state))
    other = project.proposal(proposal.scenario_of) if proposal.scenario_of else None
    if other is not None:
        state = gettext(N_("{state}, a version of {name}")).format(
            state=state, name=policy.name(other, project, sheet.plan.catalogue)
        )
    return [
        (gettext(N_("Scale")), f"1:{sheet.plan.scale} ({sheet.plan.sheet.paper})"),
        (gettext(N_("Date")), sheet.today.isoformat()),
        (gettext(N_("Version")), state),
        (gettext(N_("Sheet")), f"1 / {count}"),
        (gettext(N_("Coordinates")), system_name(project.crs)),
        (gettext(N_("Drawn by")), sheet.author or project.organisation or "–"),
    ]


def system_name(crs: str | None) -> str:
    """Return what a coordinate system is called: its code, where it has one, and its name."""
    if crs is None:
        return "–"
    from pyproj import CRS  # noqa: PLC0415 - start-up time
    from pyproj.exceptions import CRSError  # noqa: PLC0415

    try:
        name = CRS.from_user_input(crs).name
    except CRSError:
        return gettext("own CRS")
    return f"{crs} · {name}" if crs.upper().startswith("EPSG:") else name
