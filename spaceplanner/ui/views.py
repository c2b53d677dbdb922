"""Views of the map: back and forth, to a scale, and to a place that was written."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np
from PySide6.QtCore import QObject, QTimer, Slot

from spaceplanner.cartography.drawing import Lines, Stroke
from spaceplanner.cartography.style import colour
from spaceplanner.cartography.style import theme as page_theme
from spaceplanner.errors import InputError
from spaceplanner.i18n import N_, gettext
from spaceplanner.services import ground_scale, place_text
from spaceplanner.services.view_history import ViewHistory
from spaceplanner.ui.qt_surface import QtSurface

if TYPE_CHECKING:
    from PySide6.QtGui import QPainter

    from spaceplanner.cartography.view import View
    from spaceplanner.ui.main_window import MainWindow

_STOOD_MS = 400
"""A view that stood for this long is one to come back to; a drag or a turn of the wheel passes through many."""
_MARKED_MS = 8_000
_NEAR = 1.0
"""Metres per pixel at which a place that was gone to is shown, unless the map is nearer already."""
_RING, _ARM = 9.0, 6.0
_TURN = np.linspace(0, 2 * np.pi, 33)


class Views(QObject):
    """See the module's docstring.

    Attributes
    ----------
    history
        The views that stood.
    place
        A place that was gone to, metres, marked for a while; or None.
    """

    def __init__(self, window: MainWindow) -> None:
        super().__init__(window)
        self._context, self._canvas, self._actions = window.context, window.canvas, window.actions_
        self.history = ViewHistory()
        self.place: tuple[float, float] | None = None
        self._settling = QTimer(self, singleShot=True, interval=_STOOD_MS)
        self._settling.timeout.connect(self._stood)
        self._fading = QTimer(self, singleShot=True, interval=_MARKED_MS)
        self._fading.timeout.connect(self._unmark)
        canvas = self._canvas
        canvas.view_changed.connect(self._moved)
        canvas.overlays.append(self._paint)
        window.status.scale.wanted.connect(self.to_scale)
        window.commands.place_wanted.connect(self.go)
        self._context.document_replaced.connect(self._forget)
        self._actions.bind("view_back", self.back)
        self._actions.bind("view_forth", self.forth)
        self._enable()

    def back(self) -> None:
        """Show the view before this one."""
        self._stood()
        self._show(self.history.back())

    def forth(self) -> None:
        """Show the view that was gone back from."""
        self._stood()
        self._show(self.history.forth())

    @Slot(float)
    def to_scale(self, denominator: float) -> None:
        """Show the middle of the map at a scale on the ground."""
        canvas, view = self._canvas, self._canvas.view
        resolution = ground_scale.resolution(denominator, self._context.project.crs, view.x, view.y)
        canvas.set_view(replace(view, resolution=resolution))
        canvas.setFocus()

    @Slot(str)
    def go(self, text: str) -> None:
        """Show the place that a text names, marked for a while; say so if it names none."""
        crs = self._context.project.crs
        if crs is None:
            self._context.say(gettext(N_("Add a layer first: it decides where the map is.")), "warning")
            return
        try:
            x, y = place_text.read(text, crs)
        except InputError as error:
            self._context.say(str(error), "warning")
            return
        canvas = self._canvas
        self.place = (x, y)
        self._fading.start()
        canvas.set_view(replace(canvas.view, x=x, y=y, resolution=min(canvas.view.resolution, _NEAR)))
        canvas.setFocus()

    def _show(self, history: ViewHistory) -> None:
        if history.now is not None and history is not self.history:
            self.history = history
            now, canvas = history.now, self._canvas
            canvas.set_view(replace(canvas.view, x=now.x, y=now.y, resolution=now.resolution))
            self._settling.stop()
            self._enable()

    @Slot(object)
    def _moved(self, view: View) -> None:
        del view
        self._settling.start()

    @Slot()
    def _stood(self) -> None:
        self._settling.stop()
        if self._context.project.layers:
            self.history = self.history.went(self._canvas.view)
            self._enable()

    @Slot()
    def _forget(self) -> None:
        self.history, self.place = ViewHistory(), None
        self._settling.stop()
        self._enable()

    def _enable(self) -> None:
        for name, possible in (("view_back", self.history.past), ("view_forth", self.history.future)):
            action = self._actions.get(name)
            if action is not None:
                action.setEnabled(bool(possible))

    @Slot()
    def _unmark(self) -> None:
        self.place = None
        self._canvas.update()

    def _paint(self, painter: QPainter) -> None:
        """Mark the place that was gone to."""
        if self.place is None:
            return
        px, py = self._canvas.view.to_pixels(np.array([self.place]))[0]
        ring = np.column_stack([px + _RING * np.cos(_TURN), py + _RING * np.sin(_TURN)])
        arms = [
            np.array([(px + dx * _ARM, py + dy * _ARM), (px + dx * 2.4 * _ARM, py + dy * 2.4 * _ARM)])
            for dx, dy in ((1, 0), (-1, 0), (0, 1), (0, -1))
        ]
        page = page_theme(self._context.appearance.name)
        surface = QtSurface(painter)
        for stroke in (Stroke(colour(page.panel), 4.5), Stroke(colour(page.accent), 2.0)):
            surface.carry_out([Lines(paths=(ring, *arms), stroke=stroke)])
