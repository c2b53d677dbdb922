"""The backgrounds as the map shows them now: read beside the map's own painting, the old picture in its place until the new one is there."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QTimer, Signal, Slot

from spaceplanner.cartography import backdrop
from spaceplanner.errors import FileError
from spaceplanner.i18n import N_
from spaceplanner.services.backdrops import Backdrops

if TYPE_CHECKING:
    from spaceplanner.cartography.backdrop import Backdrop
    from spaceplanner.cartography.view import View
    from spaceplanner.domain.background import Background, Pin
    from spaceplanner.domain.project import Project
    from spaceplanner.services.backdrops import Drawn
    from spaceplanner.services.progress import Progress
    from spaceplanner.ui.context import Context

MARGIN = 128.0
"""Pixels read around the view, so that a short pan needs nothing new; at least what the map paints around it."""
PATIENCE_MS = 60
"""How long the view must rest before the ground is read anew."""
_TASK = "ground"


class Ground(QObject):
    """See the module's docstring.

    Attributes
    ----------
    shown
        The pictures that lie under the map, the first at the bottom; a new tuple whenever one has changed.
    troubles
        Id of a background -> what is amiss with it, in the language in which it was read.
    lost
        Ids of those whose file cannot be used.
    """

    changed = Signal()
    """`shown` or `troubles` is another."""

    def __init__(self, context: Context) -> None:
        super().__init__(context)
        self._context = context
        self.shown: tuple[Backdrop, ...] = ()
        self.troubles: dict[str, str] = {}
        self.lost: frozenset[str] = frozenset()
        self._backdrops = Backdrops(online=context.online.tiles)
        self._read: dict[str, tuple[Background, Drawn]] = {}
        self._tried: dict[str, Background] = {}
        self._view: View | None = None
        self._ratio = 1.0
        self._of: tuple[View, float] | None = None
        self._told: set[tuple[str, str, str]] = set()
        self._soon = QTimer(self, singleShot=True, interval=PATIENCE_MS)
        self._soon.timeout.connect(self._start)
        context.project_changed.connect(self.refresh)
        context.document_replaced.connect(self._forget)

    @property
    def credit(self) -> str:
        """Whom the map must name."""
        return backdrop.credit(self.shown)

    def look(self, view: View, ratio: float) -> None:
        """Follow the map's view."""
        self._view, self._ratio = view, ratio
        if self._wanted():
            self._soon.start()

    def preview(self, background: str, opacity: float) -> None:
        """Show a background with another opacity while that is being chosen."""
        self._show(tuple(replace(one, opacity=opacity) if one.background == background else one for one in self.shown))

    def try_on(self, background: str, pins: tuple[Pin, ...] | None, *, affine: bool = False) -> None:
        """Show a picture as it would lie by other pins while they are being chosen; None: as the project says."""
        found = self._context.project.background(background)
        if found is None or not pins:
            self._tried.pop(background, None)
        else:
            self._tried[background] = replace(found, pins=pins, affine=affine)
        if self._wanted():
            self._soon.start()

    def again(self, background: str) -> None:
        """Read a background anew, whose file may have come back."""
        self._read.pop(background, None)
        self._told = {told for told in self._told if told[0] != background}
        self._soon.start()

    @Slot()
    def read_again(self) -> None:
        """Read all backgrounds anew: tiles of a server have come."""
        self._of = None
        if not self._soon.isActive():
            self._soon.start()

    @Slot(object, object)
    def refresh(self, before: Project, after: Project) -> None:
        """Show the backgrounds of the project as it is now."""
        if before.backgrounds is after.backgrounds and before.crs == after.crs:
            return
        if before.crs != after.crs:
            self._read.clear()
        self._arrange()
        if self._wanted():
            self._soon.start(0)

    @Slot()
    def _forget(self) -> None:
        self._context.painting.cancel(_TASK)
        self._read.clear()
        self._told.clear()
        self._tried.clear()
        self._of = None

    def _visible(self) -> tuple[Background, ...]:
        return tuple(self._as_tried(one) for one in self._context.project.backgrounds if one.visible)

    def _as_tried(self, background: Background) -> Background:
        tried = self._tried.get(background.id)
        return background if tried is None else replace(background, pins=tried.pins, affine=tried.affine)

    def _wanted(self) -> bool:
        """Return whether something must be read for the view as it is."""
        visible = self._visible()
        if not visible or self._view is None:
            return False
        if self._of is None or not _covers(*self._of, self._view, self._ratio):
            return True
        return any(one.id not in self._read or not _same_picture(self._read[one.id][0], one) for one in visible)

    @Slot()
    def _start(self) -> None:
        view, ratio, project = self._view, self._ratio, self._context.project
        if view is None or not self._wanted():
            return
        project = replace(project, backgrounds=tuple(map(self._as_tried, project.backgrounds)))
        wide = view.resized(view.width + 2 * MARGIN, view.height + 2 * MARGIN)

        def work(progress: Progress) -> tuple[Drawn, ...]:
            return self._backdrops.draw(project, wide, ratio, lambda: progress(0.0, ""), margin=MARGIN)

        self._context.painting.run(
            _TASK,
            N_("Drawing the background"),
            work,
            done=lambda drawn: self._take(project, drawn, wide, ratio),
            failed=self._context.failed,
        )

    def _take(self, project: Project, drawn: tuple[Drawn, ...], view: View, ratio: float) -> None:
        known = {one.id: one for one in project.backgrounds}
        self._read = {one.backdrop.background: (known[one.backdrop.background], one) for one in drawn}
        self._of = (view, ratio)
        self._arrange()
        self._tell()
        self._context.online.want(wanted for one in drawn for wanted in one.wanted)
        if self._wanted():
            self._soon.start()

    def _arrange(self) -> None:
        """Show what was read as the project says now: in its order, with its opacity, without what is hidden."""
        found = []
        self.troubles = {}
        lost = set()
        for one in self._visible():
            if one.id in self._read and _same_picture(self._read[one.id][0], one):
                drawn = self._read[one.id][1]
                found.append(replace(drawn.backdrop, opacity=one.opacity, attribution=one.attribution))
                if drawn.trouble is not None:
                    self.troubles[one.id] = str(drawn.trouble)
                    if isinstance(drawn.trouble, FileError):
                        lost.add(one.id)
        self.lost = frozenset(lost)
        self._show(tuple(found))

    def _show(self, shown: tuple[Backdrop, ...]) -> None:
        self.shown = shown
        self.changed.emit()

    def _tell(self) -> None:
        """Say what is amiss, of each background once."""
        for background, drawn in self._read.values():
            if drawn.trouble is not None:
                told = (background.id, background.location, drawn.trouble.message_id)
                if told not in self._told:
                    self._told.add(told)
                    self._context.say(str(drawn.trouble), "warning")


def _same_picture(one: Background, other: Background) -> bool:
    """Return whether two backgrounds show the same picture in the same place."""
    return (one.kind, one.location, one.pins, one.affine, one.crs, one.deepest) == (
        other.kind,
        other.location,
        other.pins,
        other.affine,
        other.crs,
        other.deepest,
    )


def _covers(old: View, old_ratio: float, view: View, ratio: float) -> bool:
    """Return whether what was read for one view serves another without being scaled."""
    if old_ratio != ratio or abs(old.resolution - view.resolution) > 1e-9 * view.resolution:
        return False
    west, south, east, north = old.bounds
    left, bottom, right, top = view.bounds
    edge = view.resolution
    return left >= west - edge and bottom >= south - edge and right <= east + edge and top <= north + edge
