"""The dark or silent ground that what is in hand would reach, marked on the map in the frame in which it moves."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject

from spaceplanner.services import gained_ground, picking
from spaceplanner.ui import map_overlay
from spaceplanner.ui.qt_surface import QtSurface

if TYPE_CHECKING:
    from PySide6.QtGui import QPainter
    from shapely.geometry.base import BaseGeometry

    from spaceplanner.domain.project import Project
    from spaceplanner.services.gained_ground import Bare
    from spaceplanner.ui.canvas import Canvas
    from spaceplanner.ui.context import Context


class GainedOverlay(QObject):
    """Paints over the map; what is bare without the thing in hand is found once a gesture."""

    def __init__(self, context: Context, canvas: Canvas) -> None:
        super().__init__(canvas)
        self._context, self._canvas = context, canvas
        self._bare: tuple[Project, str, str, Bare] | None = None
        canvas.overlays.append(self._paint)

    def gained(self) -> tuple[str, BaseGeometry] | None:
        """Return the measure that grows with what is in hand, and the ground that it gains; None where there is none."""
        context, preview = self._context, self._canvas.hand.preview
        measure = gained_ground.measure(context.catalogue.types.get(preview.type))
        if measure is None or preview.change is None or preview.geometry is None:
            return None
        project = self._canvas.hand.standing
        proposal = project.proposal(preview.change.proposal or "")
        at = picking.spaces(project).at(*preview.geometry.centroid.coords[0])
        space = picking.spaces(project).by_id.get(proposal.space) if proposal is not None else at
        diagnosis = context.result.space(space.id) if context.result is not None and space is not None else None
        figure = diagnosis.figures.get(measure) if diagnosis is not None else None
        if space is None or figure is None or figure.exact is None:
            # Where nobody knows what is dark, nothing is marked as no longer so.
            return None
        key = project, space.id, measure
        if self._bare is None or self._bare[0] is not project or self._bare[1:3] != key[1:]:
            self._bare = (*key, gained_ground.bare(project, space, proposal, context.catalogue, measure))
        return measure, self._bare[3].gained(preview.geometry)

    def _paint(self, painter: QPainter) -> None:
        found = self.gained()
        if found is None or found[1].is_empty:
            return
        canvas, context, theme = self._canvas, self._context, self._context.appearance.name
        surface = QtSurface(painter)
        surface.carry_out(map_overlay.of_gained(found[1], canvas.view, theme, lit=found[0] == "lit_share"))
        surface.carry_out(
            map_overlay.of_placed(
                canvas.hand.preview,
                canvas.view,
                settings=context.project.settings,
                catalogue=context.catalogue,
                theme=theme,
            )
        )
