"""How the panels stand: by step of the work, as the user left them, and as they were at first."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from PySide6.QtCore import QByteArray, QEvent, QObject, Qt, Slot
from PySide6.QtWidgets import QTabBar

from spaceplanner.i18n import N_, gettext
from spaceplanner.ui.stepper import STEPS

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping

    from spaceplanner.ui.main_window import MainWindow

_BELOW = Qt.DockWidgetArea.BottomDockWidgetArea
_TABS = (("space", "hotspots"), ("space", "proposal"), ("spaces", "proposals"))
"""Panels that share a place: the second of a pair lies behind the first."""
_USUAL = {step.id: step.docks for step in STEPS}

_TABS_MAY_COME = {QEvent.Type.ChildPolished, QEvent.Type.LayoutRequest}

Place = tuple[Qt.DockWidgetArea, int]
"""Where a dock is at first, and how wide (or high, at the bottom) in pixels."""


class Layout(QObject):
    """See the module's docstring.

    Attributes
    ----------
    step
        Step of the work that the window is in.
    places
        Name of a dock -> its first place.
    """

    def __init__(self, window: MainWindow, places: Mapping[str, Place]) -> None:
        super().__init__(window)
        self._window = window
        self.places = places
        self.step = ""
        self._open: dict[str, frozenset[str]] = {}
        self._arranged = False
        window.installEventFilter(self)
        window.context.language_changed.connect(self._name_tabs)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:  # noqa: N802 - Qt's name
        """Name the rows of tabs that Qt makes where panels share a place."""
        if event.type() in _TABS_MAY_COME:
            self._name_tabs()
        return super().eventFilter(watched, event)

    @Slot()
    def _name_tabs(self) -> None:
        for bar in self._window.findChildren(QTabBar, options=Qt.FindChildOption.FindDirectChildrenOnly):
            bar.setAccessibleName(gettext(N_("Panels in this place")))
            # Qt keeps rows without tabs out of sight, where the keyboard has nothing to seek.
            bar.setFocusPolicy(Qt.FocusPolicy.TabFocus if bar.count() else Qt.FocusPolicy.NoFocus)

    def show_step(self, step: str, *, usual: bool = False) -> frozenset[str]:
        """Show the panels of a step as the user last left them there, and return their names.

        Parameters
        ----------
        usual
            Also show those that belong to the step and that the user has closed.
        """
        docks = self._window.docks
        if self.step:
            self._open[self.step] = self._shown()
        wanted = self._open.get(step, _USUAL[step])
        wanted = wanted | _USUAL[step] if usual else wanted
        self.step = step
        for name, dock in docks.items():
            dock.setVisible(name in wanted)
        if "space" in wanted:
            docks["space"].raise_()
        return wanted

    def arrange(self) -> None:
        """Give the docks their first sizes, once."""
        if self._arranged:
            return
        self._arranged = True
        for name, dock in self._window.docks.items():
            area, size = self.places[name]
            way = Qt.Orientation.Vertical if area is _BELOW else Qt.Orientation.Horizontal
            self._window.resizeDocks([dock], [size], way)
        # Only now: joined while hidden, they would give the docks on the left other heights.
        self._window.tabifyDockWidget(self._window.docks["spaces"], self._window.docks["proposals"])

    @Slot()
    def reset(self) -> None:
        """Put every panel back where it was at first, and those of the step in sight."""
        window = self._window
        for dock in window.docks.values():
            dock.setFloating(False)
            window.removeDockWidget(dock)
        for name, dock in window.docks.items():
            window.addDockWidget(self.places[name][0], dock)
        for first, second in _TABS[:-1]:
            window.tabifyDockWidget(window.docks[first], window.docks[second])
        self._open = {}
        for name, dock in window.docks.items():
            dock.setVisible(name in _USUAL[self.step])
        self._arranged = False
        self.arrange()
        if "space" in _USUAL[self.step]:
            window.docks["space"].raise_()

    def left(self) -> dict[str, str]:
        """Return how the window is left, as text for the settings."""
        opened = {**self._open, self.step: self._shown()}
        return {
            "geometry": _text(self._window.saveGeometry()),
            "state": _text(self._window.saveState()),
            "panels": json.dumps({step: sorted(names) for step, names in opened.items()}),
        }

    def restore(self, layout: Mapping[str, str]) -> None:
        """Put the window as it was left; what is not understood stays as it is at first."""
        if "state" not in layout:
            return
        known = set(self._window.docks)
        before = {name: dock.isHidden() for name, dock in self._window.docks.items()}
        self._arranged = self._window.restoreState(_bytes(layout["state"]))
        self._window.restoreGeometry(_bytes(layout.get("geometry", "")))
        self._open = {step: names & known for step, names in _read(layout.get("panels", "")).items()}
        for name, dock in self._window.docks.items():
            if not self._arranged:
                dock.setHidden(before[name])

    def _shown(self) -> frozenset[str]:
        return frozenset(name for name, dock in self._window.docks.items() if not dock.isHidden())


def _read(text: str) -> dict[str, frozenset[str]]:
    try:
        found = json.loads(text)
    except ValueError:
        return {}
    if not isinstance(found, dict):
        return {}
    return {step: _names(names) for step, names in found.items() if step in _USUAL and isinstance(names, list)}


def _names(names: Collection[object]) -> frozenset[str]:
    return frozenset(name for name in names if isinstance(name, str))


def _text(state: QByteArray) -> str:
    return bytes(state.toBase64().data()).decode("ascii")


def _bytes(text: str) -> QByteArray:
    return QByteArray.fromBase64(QByteArray(text.encode("ascii", "ignore")))
