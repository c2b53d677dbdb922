"""The site plan of a proposal: one sheet to scale, A3 or A1, as vectors; a second where the quantities need it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from spaceplanner.i18n import N_, gettext, speaking
from spaceplanner.io import atomic
from spaceplanner.reports import pdf_writer, site_plan_map, site_plan_sheet
from spaceplanner.reports.page import Document, Page
from spaceplanner.reports.site_plan_map import MM
from spaceplanner.services import policy, site_plan

if TYPE_CHECKING:
    from datetime import date
    from pathlib import Path

    from spaceplanner.domain.catalogue import Catalogue
    from spaceplanner.domain.project import Project
    from spaceplanner.services.site_plan import Plan


def write(
    project: Project,
    catalogue: Catalogue,
    proposal_id: str,
    path: Path,
    *,
    paper: str = "A3",
    orientation: str | None = None,
    scale: int | None = None,
    author: str = "",
    language: str,
    today: date,
) -> Plan:
    """Write the site plan of a proposal (PDF) and return how it was laid out.

    Parameters
    ----------
    orientation, scale
        None: as large as fits (see `site_plan.plan`).
    author
        Who drew it; empty: the project's organisation.
    today
        Date on the sheet; the same inputs and date give the same bytes.

    Raises
    ------
    EditError, AnalysisError
        As `site_plan.plan` says.
    FileError
        If the file cannot be written.
    """
    with speaking(language):
        plan = site_plan.plan(project, catalogue, proposal_id, paper=paper, orientation=orientation, scale=scale)
        document = compose(plan, author=author, language=language, today=today)
    with atomic.replacing(path) as temporary:
        pdf_writer.write(document, temporary)
    return plan


def compose(plan: Plan, *, author: str, language: str, today: date) -> Document:
    """Return the sheets of a plan, in the language in use."""
    drawing = site_plan_map.draw(plan)
    sheet = plan.sheet
    return Document(
        title=gettext(N_("Site plan: {name}")).format(name=policy.name(plan.proposal, plan.project, plan.catalogue)),
        author=author or plan.project.organisation or plan.project.name,
        subject=gettext(N_("Sketch at 1:{scale}, no construction plan")).format(scale=plan.scale),
        keywords=plan.project.name,
        lang=language,
        date=today.isoformat(),
        pages=tuple(
            Page(place, elements)
            for place, elements in enumerate(site_plan_sheet.sheets(plan, drawing, author, today), 1)
        ),
        size=(sheet.width * MM, sheet.height * MM),
    )
