"""The map: shows the scene, moves the view, and hands gestures to the tool."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QPoint, QPointF, Qt, Signal, Slot
from PySide6.QtGui import QPainter
from PySide6.QtWidgets import QSizePolicy

from spaceplanner.cartography import ranks
from spaceplanner.cartography.view import View
from spaceplanner.domain.layer import Role
from spaceplanner.i18n import N_, gettext
from spaceplanner.services import picking
from spaceplanner.services.gestures import Event, Tool
from spaceplanner.ui import map_overlay
from spaceplanner.ui.canvas_cache import PATIENCE_MS, MapCache, Subject, draw
from spaceplanner.ui.card_column import CardColumn
from spaceplanner.ui.empty_map import EmptyMap
from spaceplanner.ui.hand import Hand
from spaceplanner.ui.legend import Legend
from spaceplanner.ui.map_input import MapInput
from spaceplanner.ui.map_tip import Bubble
from spaceplanner.ui.pointer_words import PointerWords
from spaceplanner.ui.qt_surface import QtSurface
from spaceplanner.ui.sketcher import Sketcher
from spaceplanner.ui.tool_palette import ToolPalette

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from PySide6.QtGui import QKeyEvent, QPaintEvent, QResizeEvent
    from PySide6.QtWidgets import QWidget

    from spaceplanner.cartography.drawing import Operation
    from spaceplanner.domain.layer import Layer
    from spaceplanner.domain.project import Project
    from spaceplanner.ui.canvas_cache import Box
    from spaceplanner.ui.context import Context

Bounds = tuple[float, float, float, float]

_EDGE = 12
_SMALLEST_SIDE = 40.0
_CURSORS = {
    Tool.SELECT: Qt.CursorShape.ArrowCursor,
    Tool.PAN: Qt.CursorShape.OpenHandCursor,
}
"""Cursors of tools that do not draw."""


class Canvas(MapInput):
    """The map of the open project.

    Attributes
    ----------
    view
        What is shown; pixels are those of the widget.
    hand
        Holds the tool.
    tool_palette, bubble, words, legend, empty, sketcher, cards
        What lies over the map.
    underlays, overlays, covering
        What else paints over it: under what moves with the pointer, and last; and the widgets that no name on the map
        may lie under.
    """

    view_changed = Signal(object)
    """The new `View`."""
    pointer_moved = Signal(object)
    """(x, y) metres under the pointer, or None where it has left."""

    def __init__(self, context: Context, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._context = context
        self.view = View(0.0, 0.0, 1.0, 100.0, 100.0)
        self._fitted: Project | None = None
        self._proposed, self._ranked = True, False
        self.underlays: list[Callable[[QPainter], None]] = []
        self.overlays: list[Callable[[QPainter], None]] = []
        self.hand = Hand(context, self)
        self.cache = MapCache(context.painting, self)
        self.tool_palette = ToolPalette(context, self)
        self.legend, self.words, self.bubble = Legend(self), PointerWords(context, self), Bubble(self)
        self.covering: list[QWidget] = [self.legend, self.tool_palette]
        self.empty = EmptyMap(context, self)
        self.sketcher = Sketcher(context, self)
        self.cards = CardColumn(self)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        self.setMinimumSize(240, 200)
        self.setAttribute(Qt.WidgetAttribute.WA_OpaquePaintEvent)
        self._connect()
        self.retranslate()
        self.refresh(context.project, context.project)

    def _connect(self) -> None:
        context = self._context
        context.project_changed.connect(self.refresh)
        context.document_replaced.connect(self._forget_view)
        for signal in (
            context.result_changed,
            context.density_changed,
            context.darkness_changed,
            context.reach.changed,
            context.hotspots.picture_changed,
            context.ground.changed,
            context.space_selected,
            context.proposal_selected,
            context.appearance.changed,
        ):
            signal.connect(self._redraw)
        context.language_changed.connect(self.retranslate)
        context.message.connect(self.bubble.say)
        self.view_changed.connect(lambda view: context.ground.look(view, self.devicePixelRatioF()))
        self.cache.painted.connect(self.update)
        self.cache.failed.connect(context.failed)
        self.legend.resized.connect(self._make_room)
        self.tool_palette.chosen.connect(self.hand.take)
        self.hand.tool_changed.connect(self._show_tool)
        self.gesture.connect(self._carry_out)
        self.zoomed.connect(self._zoom)
        self.panned.connect(self._pan)
        self.home.connect(self.show_all)
        self.dropped.connect(context.request_import)

    @Slot(object, object)
    def refresh(self, before: Project, after: Project) -> None:
        """Show the project as it is now."""
        if before is not after and before.layers is after.layers and before.proposals is after.proposals:
            self.empty.setVisible(not (after.layers or after.backgrounds))
            return
        has_layers = bool(after.layers)
        self.empty.setVisible(not (has_layers or after.backgrounds))
        self.tool_palette.setVisible(has_layers)
        if has_layers and self._fitted is None:
            self._fitted = after
            self._show_first(after)
        elif not has_layers:
            self._fitted = None
        self._redraw()

    @Slot()
    def retranslate(self) -> None:
        """Write the words anew."""
        self.setAccessibleName(gettext(N_("Map")))
        self.setAccessibleDescription(
            gettext(N_("Arrow keys move the map, plus and minus zoom, Home shows everything, Enter places."))
        )
        self._redraw()

    def show_proposed(self, proposed: bool) -> None:  # noqa: FBT001 - the slot of a toggle
        """Show the place with the proposal, or as it is today."""
        self._proposed = proposed
        self._redraw()

    def show_ranks(self, ranked: bool) -> None:  # noqa: FBT001 - as the other one
        """Show the ranks of all proposals where they are, or leave them out."""
        if ranked is not self._ranked:
            self._ranked = ranked
            self._redraw()

    @Slot()
    def show_all(self) -> None:
        """Show all visible layers."""
        self.show_layers(layer for layer in self._context.project.layers if layer.visible)

    def show_layers(self, layers: Iterable[Layer]) -> None:
        """Show all of some layers."""
        boxes = [box for layer in layers if (box := layer.bounds()) is not None]
        if boxes:
            west, south, east, north = zip(*boxes, strict=True)
            self.show_bounds((min(west), min(south), max(east), max(north)))

    def show_space(self, space: str, *, margin: float = 0.7) -> None:
        """Show a space with its surroundings."""
        found = picking.spaces(self._context.project).by_id.get(space)
        if found is not None:
            self.show_bounds(found.shape.bounds, margin=margin)

    def show_bounds(self, bounds: Bounds, *, margin: float = 0.06) -> None:
        """Show a rectangle on the ground, at least some metres wide."""
        west, south, east, north = bounds
        pad = max(0.0, (_SMALLEST_SIDE - max(east - west, north - south)) / 2)
        box = (west - pad, south - pad, east + pad, north + pad)
        self.set_view(View.fitted(box, self.width(), self.height(), margin=margin))

    def zoom_by(self, factor: float) -> None:
        """Zoom about the middle of the map."""
        self._zoom(factor, self.middle())

    def set_view(self, view: View) -> None:
        """Show another view: at once from the old image, soon painted anew."""
        self.view = view
        self.cache.want(self._subject(), view, self.devicePixelRatioF(), delay=PATIENCE_MS)
        self.view_changed.emit(view)
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: N802 - Qt's name
        """Paint the latest image where it belongs, and over it what moves with the pointer."""
        del event
        theme = self._context.appearance.name
        painter = QPainter(self)
        surface = QtSurface(painter)
        surface.carry_out(map_overlay.ground(self.view, theme))
        if self.cache.frame is not None:
            draw(painter, self.cache.frame, self.view)
        for lay_under in self.underlays:
            lay_under(painter)
        surface.carry_out(self._overlay(theme))
        for lay_over in self.overlays:
            lay_over(painter)
        painter.end()

    def resizeEvent(self, event: QResizeEvent) -> None:  # noqa: N802 - Qt's name
        """Keep the centre and the scale; put what lies over the map back to its corners."""
        super().resizeEvent(event)
        self.view = self.view.resized(max(1, self.width()), max(1, self.height()))
        if self._fitted is not None and not self.cache.frame:
            self._show_first(self._fitted)
        self.set_view(self.view)
        self._arrange()

    def wants(self, event: QKeyEvent) -> bool:
        """Return whether what is being drawn or selected takes a key."""
        return self.sketcher.wants(event)

    def take(self, event: QKeyEvent) -> None:
        """Give a key to what is being drawn or selected."""
        self.sketcher.take(event)

    def _overlay(self, theme: str) -> Iterable[Operation]:
        context, state, preview = self._context, self.hand.state, self.hand.preview
        project = context.project
        if not (project.layers or project.backgrounds):
            return
        hovered = picking.spaces(project).by_id.get(preview.hover) if preview.hover else None
        if hovered is not None:
            yield from map_overlay.of_hovered(hovered.shape, self.view, theme)
        plan = project.proposal(state.proposal) if state.proposal and self._proposed else None
        for item in plan.interventions if plan is not None and preview.geometry is None else ():
            if item.id == state.intervention and item.geometry is not None:
                yield from map_overlay.of_selected(item.geometry, self.view, theme, held=state.tool is Tool.SELECT)
        yield from map_overlay.of_preview(
            preview, self.view, settings=project.settings, catalogue=context.catalogue, theme=theme
        )
        if state.tool is Tool.PLACE and self.pointer is None and self.hasFocus():
            yield from map_overlay.of_crosshair(self.view, theme)
        yield from map_overlay.of_furniture(self.view, theme, edge=_EDGE, credit=context.ground.credit)

    def _subject(self) -> Subject:
        context = self._context
        return Subject(
            project=self.hand.standing,
            result=context.result,
            density=context.density,
            darkness=context.darkness.ground if context.darkness else None,
            catchments=context.reach.catchments,
            unserved=context.reach.unserved,
            hotspots=context.hotspots.ground,
            hotspot=context.hotspots.chosen,
            selection=context.space,
            proposal=context.proposal,
            proposed=self._proposed,
            ranked=self._ranked,
            theme=context.appearance.name,
            catalogue=context.catalogue,
            backdrops=context.ground.shown,
            covered=self._covered(),
        )

    def _covered(self) -> tuple[Box, ...]:
        """Return the rectangles that scale bar, legend and tools take of the view."""
        over = [widget.geometry() for widget in self.covering if not widget.isHidden()]
        return (
            map_overlay.furniture_box(self.view, edge=_EDGE),
            *((box.left(), box.top(), box.right(), box.bottom()) for box in over),
        )

    @Slot()
    def _redraw(self) -> None:
        shown = any(layer.visible for layer in self._context.project.by_role(Role.INCIDENTS))
        context, theme = self._context, self._context.appearance.name
        hot = context.hotspots.ground
        self.legend.show_density(context.density if shown and hot is None else None, theme)
        self.legend.show_hotspots(hot, theme)
        self.legend.show_darkness(context.darkness.ground if context.darkness else None, theme)
        self.legend.show_reach(context.reach.catchments, context.reach.unserved, theme)
        self._arrange()
        # Now that the legend has its size: no name may lie under it.
        self.cache.want(self._subject(), self.view, self.devicePixelRatioF())
        self.update()

    @Slot()
    def _forget_view(self) -> None:
        self._fitted = None
        self.cache.frame = None

    def _show_first(self, project: Project) -> None:
        """Begin with the spaces, which are what the project is about; without spaces, with everything."""
        spaces = [layer for layer in project.by_role(Role.SPACES) if len(layer)]
        self.show_layers(spaces or project.layers)

    @Slot(object)
    def _carry_out(self, event: Event) -> None:
        state = self.hand.state
        if event.key == "enter" and state.tool is Tool.PLACE and not state.vertices:
            self._carry_out(Event("press", event.px, event.py, "left"))
            event = Event("release", event.px, event.py, "left")
        if event.kind == "press" and state.tool is Tool.SELECT and (marked := self._marked(event)) is not None:
            self._context.select_proposal(marked)
            return
        standing = self.hand.standing
        preview = self.hand.carry_out(event, self.view)
        if preview.view is not None:
            self.set_view(preview.view)
        elif self.hand.standing is not standing:
            self._redraw()
        self.words.show(preview, QPoint(round(event.px), round(event.py)))
        self.pointer_moved.emit(self.view.to_map(self.pointer.x(), self.pointer.y()) if self.pointer else None)
        self.update()

    def _marked(self, event: Event) -> str | None:
        """Return the proposal whose rank is under the pointer, if ranks are shown."""
        result = self._context.result if self._ranked else None
        return ranks.at(self._context.project, result, self.view, event.px, event.py) if result else None

    @Slot()
    def _show_tool(self) -> None:
        state = self.hand.state
        self.tool_palette.hold(state.tool, state.type)
        self.show_cursor()
        self.words.hide()
        self.update()

    def show_cursor(self) -> None:
        """Show the cursor of the tool in hand, or the hand that moves the map."""
        tool = Tool.PAN if self.panning else self.hand.state.tool
        self.setCursor(_CURSORS.get(tool, Qt.CursorShape.CrossCursor))

    @Slot(float, QPointF)
    def _zoom(self, factor: float, at: QPointF) -> None:
        self.set_view(self.view.zoomed(factor, at.x(), at.y()))

    @Slot(float, float)
    def _pan(self, dx: float, dy: float) -> None:
        self.set_view(self.view.panned(dx, dy))

    @Slot()
    def _make_room(self) -> None:
        """Put the legend in its corner, and have the names keep off it."""
        self._arrange()
        self.cache.want(self._subject(), self.view, self.devicePixelRatioF())

    @Slot()
    def _arrange(self) -> None:
        self.tool_palette.move(_EDGE, _EDGE)
        self.legend.move(self.width() - self.legend.width() - _EDGE, self.height() - self.legend.height() - _EDGE)
        self.empty.setGeometry(self.rect())
        self.sketcher.settle()
        if not self.bubble.isHidden():
            self.bubble.settle()
