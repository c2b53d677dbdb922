"""What the window writes of a site plan: the sheet or the drawing that was chosen."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from spaceplanner.ui.plan_dialog import DXF

if TYPE_CHECKING:
    from pathlib import Path

    from spaceplanner.domain.catalogue import Catalogue
    from spaceplanner.domain.project import Project
    from spaceplanner.ui.plan_dialog import PlanChoice


def write(project: Project, catalogue: Catalogue, chosen: PlanChoice, path: Path, *, language: str) -> Path:
    """Write what was chosen and return where it is."""
    from spaceplanner.reports import site_plan, site_plan_dxf  # noqa: PLC0415 - start-up time: ReportLab

    today = date.today()  # noqa: DTZ011 - the date on the user's calendar
    if chosen.kind == DXF:
        site_plan_dxf.write(
            project, catalogue, chosen.proposal, path, author=chosen.author, language=language, today=today
        )
        return path
    site_plan.write(
        project,
        catalogue,
        chosen.proposal,
        path,
        paper=chosen.paper,
        orientation=chosen.orientation,
        scale=chosen.scale,
        author=chosen.author,
        language=language,
        today=today,
    )
    return path
