"""The map as an image, painted in the task pool: the old one is shown, shifted and scaled, until the new one is there."""

from __future__ import annotations

from dataclasses import dataclass, field
from math import ceil
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QRectF, QTimer, Signal, Slot
from PySide6.QtGui import QColor, QImage, QPainter

from spaceplanner.cartography import fonts
from spaceplanner.cartography.scene import scene
from spaceplanner.cartography.style import map_style
from spaceplanner.i18n import N_
from spaceplanner.ui.qt_surface import QtSurface

if TYPE_CHECKING:
    from collections.abc import Callable

    from spaceplanner.cartography.backdrop import Backdrop
    from spaceplanner.cartography.catchments import Catchments, Unserved
    from spaceplanner.cartography.darkness import DarkGround
    from spaceplanner.cartography.density import DensityField
    from spaceplanner.cartography.hotspots import HotGround
    from spaceplanner.cartography.view import View
    from spaceplanner.domain.catalogue import Catalogue
    from spaceplanner.domain.project import Project
    from spaceplanner.domain.result import Result
    from spaceplanner.services.progress import Progress
    from spaceplanner.services.tasks import Tasks

Box = tuple[float, float, float, float]

MARGIN = 96.0
"""Pixels painted around the view, so that a short pan shows no bare ground."""
PATIENCE_MS = 80
"""How long the view must rest before it is painted anew."""


@dataclass(frozen=True, eq=False, slots=True, kw_only=True)
class Subject:
    """What the map shows, apart from where: see `cartography.scene.scene`."""

    project: Project
    result: Result | None = None
    density: DensityField | None = None
    darkness: DarkGround | None = None
    catchments: Catchments | None = None
    unserved: Unserved | None = None
    hotspots: HotGround | None = None
    hotspot: int | None = None
    selection: str | None = None
    proposal: str | None = None
    proposed: bool = True
    ranked: bool = False
    theme: str = "light"
    catalogue: Catalogue | None = None
    backdrops: tuple[Backdrop, ...] = ()
    covered: tuple[Box, ...] = ()
    """Rectangles of the view in pixels (left, top, right, bottom) that something lies over: no name stands there."""


@dataclass(frozen=True, eq=False, slots=True)
class Frame:
    """A painted map: the image, the view it shows (its margin included), and the subject."""

    image: QImage
    view: View
    subject: Subject = field(repr=False)


def _read_fonts() -> None:
    for weight in fonts.FILES:
        fonts.text_width("0", 12, weight)


def _shifted(box: Box) -> Box:
    """Return a rectangle of the view in the pixels of the image, which has a margin."""
    left, top, right, bottom = box
    return left + MARGIN, top + MARGIN, right + MARGIN, bottom + MARGIN


def _nothing(_: object) -> None:
    """Take an answer that says nothing."""


def paint(subject: Subject, view: View, ratio: float, check: Callable[[], None] | None = None) -> Frame:
    """Paint the map of a view with its margin; runs in any thread.

    Parameters
    ----------
    ratio
        Device pixels per pixel of the view.
    check
        Called between operations; may raise to give up.
    """
    wide = view.resized(view.width + 2 * MARGIN, view.height + 2 * MARGIN)
    image = QImage(ceil(wide.width * ratio), ceil(wide.height * ratio), QImage.Format.Format_RGB32)
    image.setDevicePixelRatio(ratio)
    image.fill(QColor(map_style(subject.theme).blocks))
    groups = scene(
        subject.project,
        wide,
        result=subject.result,
        density=subject.density,
        darkness=subject.darkness,
        catchments=subject.catchments,
        unserved=subject.unserved,
        hotspots=subject.hotspots,
        hotspot=subject.hotspot,
        selection=subject.selection,
        proposal=subject.proposal,
        proposed=subject.proposed,
        ranked=subject.ranked,
        theme=subject.theme,
        catalogue=subject.catalogue,
        backdrops=subject.backdrops,
        avoid=tuple(_shifted(box) for box in subject.covered),
    )
    painter = QPainter(image)
    try:
        QtSurface(painter, check).draw(groups)
    finally:
        painter.end()
    return Frame(image, wide, subject)


def place(frame: Frame, view: View) -> QRectF:
    """Return where in a view, in its pixels, an image painted for another view belongs."""
    scale = frame.view.resolution / view.resolution
    width, height = frame.view.width * scale, frame.view.height * scale
    x = view.width / 2 + (frame.view.x - view.x) / view.resolution - width / 2
    y = view.height / 2 - (frame.view.y - view.y) / view.resolution - height / 2
    return QRectF(x, y, width, height)


class MapCache(QObject):
    """Keeps the latest painted map and has it painted anew when what it should show has changed.

    A painting under way is finished while the map is dragged, so that something always follows; the latest wish
    comes next, and wishes in between are skipped.
    """

    painted = Signal()
    """There is a newer frame."""
    failed = Signal(object)
    """Painting failed: the exception."""

    def __init__(self, tasks: Tasks, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.frame: Frame | None = None
        self._tasks = tasks
        self._wish: tuple[Subject, View, float] | None = None
        self._busy = False
        self._timer = QTimer(self, singleShot=True)
        self._timer.timeout.connect(self._start)
        # Reading the font's measures takes a tenth of a second, which the window's thread would have to spend.
        tasks.run("fonts", N_("Drawing the map"), lambda _progress: _read_fonts(), done=_nothing)

    @property
    def idle(self) -> bool:
        """Whether the latest wish has been painted."""
        return self._wish is None and not self._busy

    def want(self, subject: Subject, view: View, ratio: float, *, delay: int = 0) -> None:
        """Have the map painted, after `delay` milliseconds without a further wish."""
        self._wish = (subject, view, ratio)
        if not self._busy:
            self._timer.start(delay)

    @Slot()
    def _start(self) -> None:
        if self._busy or self._wish is None:
            return
        subject, view, ratio = self._wish
        self._wish, self._busy = None, True

        def work(progress: Progress) -> Frame:
            return paint(subject, view, ratio, lambda: progress(0.0, ""))

        self._tasks.run("map", N_("Drawing the map"), work, done=self._done, failed=self._fail)

    def _done(self, frame: Frame) -> None:
        self._busy = False
        self.frame = frame
        self.painted.emit()
        if self._wish is not None and not self._timer.isActive():
            self._timer.start(0)

    def _fail(self, error: Exception) -> None:
        self._busy = False
        self.failed.emit(error)
