"""The map as an image, painted in the task pool: the old one is shown, shifted and scaled, until the new one is there.

Each layer is painted on an image of its own, which is kept while the view stays: a change repaints what it touches.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from math import ceil
from typing import TYPE_CHECKING

from PySide6.QtCore import QElapsedTimer, QObject, QRectF, Qt, QTimer, Signal, Slot
from PySide6.QtGui import QColor, QImage, QPainter

from spaceplanner.cartography import fonts
from spaceplanner.cartography.drawing import Badges, Dots, Lines, Polygons
from spaceplanner.cartography.scene import parts
from spaceplanner.cartography.style import map_style
from spaceplanner.i18n import N_
from spaceplanner.ui.qt_surface import QtSurface

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from spaceplanner.cartography.backdrop import Backdrop
    from spaceplanner.cartography.catchments import Catchments, Unserved
    from spaceplanner.cartography.darkness import DarkGround
    from spaceplanner.cartography.density import DensityField
    from spaceplanner.cartography.drawing import Operation
    from spaceplanner.cartography.hotspots import HotGround
    from spaceplanner.cartography.scene import Part
    from spaceplanner.cartography.view import View
    from spaceplanner.domain.catalogue import Catalogue
    from spaceplanner.domain.project import Project
    from spaceplanner.domain.result import Result
    from spaceplanner.services.progress import Progress
    from spaceplanner.services.tasks import Tasks

Box = tuple[float, float, float, float]

MARGIN = 96.0
"""Pixels painted around the view, so that a short pan shows no bare ground."""
PATIENCE_MS = 60
"""How long the view must rest before it is painted anew."""
_STALE_MS = 500
"""A frame older than this is to be replaced first, even by one that is late itself."""
_PLENTY = 500
"""A layer of so many points is kept as an image; one of fewer is sooner drawn than laid over another."""


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


@dataclass(frozen=True, eq=False, slots=True)
class _Drawn:
    """A part of the scene as it was drawn: what it was drawn from, and its image, or operations where these are few."""

    of: tuple[object, ...]
    image: QImage | None
    operations: Sequence[Operation]


class Pictures:
    """The layers of one view as they were painted last; used by one thread at a time."""

    def __init__(self) -> None:
        self._where: tuple[object, ...] = ()
        self._kept: dict[str, _Drawn] = {}

    def at(self, *where: object) -> dict[str, _Drawn]:
        """Return what is kept of a view; another view's is let go."""
        if where != self._where:
            self._where, self._kept = where, {}
        return self._kept


def _read_fonts() -> None:
    for weight in fonts.FILES:
        fonts.text_width("0", 12, weight)


def _shifted(box: Box) -> Box:
    """Return a rectangle of the view in the pixels of the image, which has a margin."""
    left, top, right, bottom = box
    return left + MARGIN, top + MARGIN, right + MARGIN, bottom + MARGIN


def _nothing(_: object) -> None:
    """Take an answer that says nothing."""


def paint(
    subject: Subject,
    view: View,
    ratio: float,
    check: Callable[[], None] | None = None,
    pictures: Pictures | None = None,
) -> Frame:
    """Paint the map of a view with its margin; runs in any thread.

    Parameters
    ----------
    ratio
        Device pixels per pixel of the view.
    check
        Called between operations; may raise to give up.
    pictures
        Layers painted before, which are used again, and whose place those painted now take.
    """
    wide = view.resized(view.width + 2 * MARGIN, view.height + 2 * MARGIN)
    image = _blank(wide, ratio, QImage.Format.Format_RGB32, QColor(map_style(subject.theme).blocks))
    kept = (pictures or Pictures()).at(wide, ratio, subject.theme, subject.project.settings)
    before = dict(kept)
    kept.clear()
    painter = QPainter(image)
    surface = QtSurface(painter, check)
    try:
        for part in _parts(subject, wide):
            found = before.get(part.key)
            if found is None or found.of != part.of:
                found = _drawn(part, wide, ratio, check)
            kept[part.key] = found
            if found.image is not None:
                painter.drawImage(0, 0, found.image)
            surface.carry_out(found.operations)
    finally:
        # So that a painting given up is gone on with, and what is shown again within the view is there.
        kept.update({key: drawn for key, drawn in before.items() if key not in kept})
        painter.end()
    return Frame(image, wide, subject)


def _blank(view: View, ratio: float, form: QImage.Format, ground: QColor) -> QImage:
    made = QImage(ceil(view.width * ratio), ceil(view.height * ratio), form)
    made.setDevicePixelRatio(ratio)
    made.fill(ground)
    return made


def _parts(subject: Subject, view: View) -> tuple[Part, ...]:
    return parts(
        subject.project,
        view,
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
        photos=True,
        theme=subject.theme,
        catalogue=subject.catalogue,
        backdrops=subject.backdrops,
        avoid=tuple(_shifted(box) for box in subject.covered),
    )


def _drawn(part: Part, view: View, ratio: float, check: Callable[[], None] | None) -> _Drawn:
    operations = part.draw()
    if sum(map(_points, operations)) < _PLENTY:
        return _Drawn(part.of, None, operations)
    image = _blank(view, ratio, QImage.Format.Format_ARGB32_Premultiplied, QColor(Qt.GlobalColor.transparent))
    painter = QPainter(image)
    try:
        QtSurface(painter, check).carry_out(operations)
    finally:
        painter.end()
    return _Drawn(part.of, image, ())


def _points(operation: Operation) -> int:
    if isinstance(operation, Polygons):
        return sum(map(len, operation.rings[:_PLENTY]))
    if isinstance(operation, Lines):
        return sum(map(len, operation.paths[:_PLENTY]))
    return len(operation.xy) if isinstance(operation, Dots | Badges) else 0


def place(frame: Frame, view: View) -> QRectF:
    """Return where in a view, in its pixels, an image painted for another view belongs."""
    scale = frame.view.resolution / view.resolution
    width, height = frame.view.width * scale, frame.view.height * scale
    x = view.width / 2 + (frame.view.x - view.x) / view.resolution - width / 2
    y = view.height / 2 - (frame.view.y - view.y) / view.resolution - height / 2
    return QRectF(x, y, width, height)


def draw(painter: QPainter, frame: Frame, view: View) -> None:
    """Draw an image where it belongs in a view, on whole pixels of the screen unless it has to be scaled."""
    where = place(frame, view)
    moved = abs(where.width() - frame.view.width) > 0.5  # noqa: PLR2004 - half a pixel is no zoom
    painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform, moved)
    if not moved:
        ratio = painter.device().devicePixelRatio()
        where.moveTo(round(where.x() * ratio) / ratio, round(where.y() * ratio) / ratio)
    painter.drawImage(where, frame.image)


class MapCache(QObject):
    """Keeps the latest painted map and has it painted anew when what it should show has changed.

    A painting under way is finished while the map is dragged, so that something always follows; the latest wish
    comes next, and wishes in between are skipped. Once the view rests, a painting of an older wish is given up.
    """

    painted = Signal()
    """There is a newer frame."""
    failed = Signal(object)
    """Painting failed: the exception."""

    def __init__(self, tasks: Tasks, parent: QObject | None = None, *, key: str = "map") -> None:
        super().__init__(parent)
        self._key = key
        self.frame: Frame | None = None
        self._tasks = tasks
        self._wish: tuple[Subject, View, float] | None = None
        self._busy = False
        self._pictures = Pictures()
        self._last = QElapsedTimer()
        self._last.start()
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
        self._timer.start(delay)

    @Slot()
    def _start(self) -> None:
        if self._wish is None or (self._busy and self._last.elapsed() > _STALE_MS):
            return
        subject, view, ratio = self._wish
        self._wish, self._busy = None, True

        def work(progress: Progress) -> Frame:
            return paint(subject, view, ratio, lambda: progress(0.0, ""), self._pictures)

        self._tasks.run(self._key, N_("Drawing the map"), work, done=self._done, failed=self._fail)

    def _done(self, frame: Frame) -> None:
        self._busy = False
        self._last.restart()
        self.frame = frame
        self.painted.emit()
        if self._wish is not None:
            self._timer.start(0)

    def _fail(self, error: Exception) -> None:
        self._busy = False
        self.failed.emit(error)
