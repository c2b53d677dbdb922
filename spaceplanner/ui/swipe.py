"""Swipe: the map of today on the left, with the proposal on the right, and a divider between them to slide.

Both are images that have been painted already: while the divider slides, nothing is painted anew.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QObject, QRect, QRectF, Qt, Slot
from PySide6.QtGui import QFontMetricsF, QKeyEvent, QPainter

from spaceplanner.i18n import N_, gettext
from spaceplanner.services import darkness_after
from spaceplanner.services.gestures import Tool
from spaceplanner.ui.canvas_cache import MapCache, draw
from spaceplanner.ui.swipe_divider import SwipeDivider
from spaceplanner.ui.theme import font

if TYPE_CHECKING:
    from spaceplanner.services.darkness import DarkField
    from spaceplanner.services.progress import Progress
    from spaceplanner.ui.canvas_cache import Subject
    from spaceplanner.ui.main_window import MainWindow

_CHIP_HIGH, _CHIP_SIDE, _CHIP_AWAY, _CHIP_UP = 22, 9, 18, 34
_AROUND = 4


class Swipe(QObject):
    """See the module's docstring.

    Attributes
    ----------
    divider
        What is slid.
    today, planned
        The pictures on the left; and on the right where it differs from what the map shows anyway, by where it would be
        dark and silent.
    """

    def __init__(self, window: MainWindow) -> None:
        super().__init__(window)
        self._context, self._canvas = window.context, window.canvas
        context, canvas = self._context, self._canvas
        self._action = window.actions_.bind("swipe", self.show)
        self._toggle = window.actions_.get("before_after")
        self.divider = SwipeDivider(context, canvas)
        self.today = MapCache(context.painting, self, key="map_today")
        self.planned = MapCache(context.painting, self, key="map_planned")
        self._after: DarkField | None = None
        self._asked: tuple[object, ...] | None = None
        self.divider.moved.connect(self._slide)
        self.divider.left.connect(self.end)
        for cache in (self.today, self.planned):
            cache.painted.connect(canvas.update)
            cache.failed.connect(context.failed)
        canvas.underlays.append(self._paint)
        canvas.overlays.append(self._name)
        canvas.cache.painted.connect(self._follow)
        canvas.installEventFilter(self)
        if self._toggle is not None:
            self._toggle.toggled.connect(self._make_way)
        context.proposal_selected.connect(self._enable)
        context.document_replaced.connect(self.end)
        self._enable()

    @property
    def shown(self) -> bool:
        """Whether there are two maps."""
        return not self.divider.isHidden()

    def show(self, wanted: bool) -> None:  # noqa: FBT001 - the slot of a toggle
        """Show both maps, or the one again."""
        if wanted and self._toggle is not None:
            self._toggle.setChecked(False)
        self.divider.setVisible(wanted)
        if wanted:
            self.divider.go(0.5)
            self.divider.lower()
            self.divider.setFocus()
            self._follow()
        else:
            self._forget()
            self._canvas.setFocus()
        self._canvas.update()

    @Slot()
    def end(self) -> None:
        """Show the one map again."""
        self._action.setChecked(False)

    def _forget(self) -> None:
        """Let go of the pictures, which are as large as the map."""
        self._context.tasks.cancel("darkness_after")
        self.today.frame = self.planned.frame = None
        self._after = self._asked = None

    @Slot(bool)
    def _make_way(self, toggled: bool) -> None:  # noqa: FBT001 - Qt's signal
        if toggled:
            self.end()

    @Slot()
    def _enable(self) -> None:
        possible = self._context.proposal is not None
        self._action.setEnabled(possible)
        if not possible:
            self.end()

    @Slot()
    def _follow(self) -> None:
        """Have the pictures painted as the map has just been."""
        frame = self._canvas.cache.frame
        if not self.shown or frame is None:
            return
        self._want(self.today, replace(frame.subject, proposed=False))
        self._find_after(frame.subject)
        if frame.subject.darkness is None or self._after is None:
            self.planned.frame = None
        else:
            self._want(self.planned, replace(frame.subject, darkness=self._after.ground))

    def _want(self, cache: MapCache, subject: Subject) -> None:
        cache.want(subject, self._canvas.view, self._canvas.devicePixelRatioF())

    def _find_after(self, subject: Subject) -> None:
        """Find out where it would be dark and silent, where the map shows where it is."""
        context, project, proposal = self._context, self._context.project, self._context.proposal
        if subject.darkness is None or proposal is None:
            self._after = self._asked = None
            return
        # What another evaluation says of the same project changes nothing here.
        asked = (project, proposal)
        if self._asked is not None and self._asked[0] is project and self._asked[1] == proposal:
            return
        self._asked = asked

        def work(_progress: Progress) -> DarkField | None:
            return darkness_after.of_proposal(project, proposal, context.catalogue, context.evaluator.memo)

        def done(found: DarkField | None) -> None:
            if self._asked is asked:
                self._after = found
                self._follow()

        context.tasks.run(
            "darkness_after", N_("Mapping dark and silent ground"), work, done=done, failed=context.failed
        )

    def _paint(self, painter: QPainter) -> None:
        """Lay the pictures over the map's own, each on its side."""
        if not self.shown:
            return
        canvas, at = self._canvas, self.divider.x_on_map
        sides = (
            (self.planned, QRectF(at, 0, canvas.width() - at, canvas.height())),
            (self.today, QRectF(0, 0, at, canvas.height())),
        )
        for cache, side in sides:
            if cache.frame is not None:
                painter.save()
                painter.setClipRect(side, Qt.ClipOperation.IntersectClip)
                draw(painter, cache.frame, canvas.view)
                painter.restore()

    def _chips(self) -> tuple[tuple[str, QRectF], ...]:
        """Return the words beside the divider and where they stand; none where there is no room left on their side."""
        metrics, at = QFontMetricsF(font(11.5, "semibold")), self.divider.x_on_map
        y = self._canvas.height() / 2 - _CHIP_UP - _CHIP_HIGH / 2
        found = []
        for text, side in ((gettext(N_("Today")), -1), (gettext(N_("With the proposal")), 1)):
            wide = metrics.horizontalAdvance(text) + 2 * _CHIP_SIDE
            x = at + side * _CHIP_AWAY - (wide if side < 0 else 0.0)
            if x >= 0 and x + wide <= self._canvas.width():
                found.append((text, QRectF(x, y, wide, _CHIP_HIGH)))
        return tuple(found)

    def _name(self, painter: QPainter) -> None:
        if not self.shown:
            return
        look = self._context.appearance
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setFont(font(11.5, "semibold"))
        for text, box in self._chips():
            painter.setPen(look.colour("lines"))
            painter.setBrush(look.colour("panel"))
            painter.drawRoundedRect(box.translated(0.5, 0.5), 6, 6)
            painter.setPen(look.colour("ink"))
            painter.drawText(box, Qt.AlignmentFlag.AlignCenter, text)

    @Slot(float, float)
    def _slide(self, before: float, now: float) -> None:
        """Blit what lies between the old place and the new one, and the words."""
        reach = max((box.width() for _, box in self._chips()), default=0.0) + _CHIP_AWAY + _AROUND
        left, right = min(before, now), max(before, now)
        self._canvas.update(QRect(round(left) - _AROUND, 0, round(right - left) + 2 * _AROUND, self._canvas.height()))
        middle = round(self._canvas.height() / 2 - _CHIP_UP - _CHIP_HIGH)
        self._canvas.update(QRect(round(left - reach), middle, round(right - left + 2 * reach), 2 * _CHIP_HIGH))

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:  # noqa: N802 - Qt's name
        """End with Escape on the map too, once nothing else is going on there."""
        if (
            watched is self._canvas
            and self.shown
            and isinstance(event, QKeyEvent)
            and event.type() is QEvent.Type.KeyPress
            and event.key() == Qt.Key.Key_Escape
        ):
            state = self._canvas.hand.state
            if state.tool is Tool.SELECT and state.drag is None and not state.vertices:
                self.end()
                return True
        return False
