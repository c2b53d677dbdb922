"""Getting about: what helps to find one's way on the map, put together."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Slot

from spaceplanner.services import settings
from spaceplanner.services.gestures import Tool
from spaceplanner.ui.bookmarks import Bookmarks
from spaceplanner.ui.identify import Identify
from spaceplanner.ui.looking import Looking
from spaceplanner.ui.overview import Overview
from spaceplanner.ui.selecting import Selecting
from spaceplanner.ui.view_bar import ViewBar, dress
from spaceplanner.ui.views import Views

if TYPE_CHECKING:
    from spaceplanner.services.traces import Asked
    from spaceplanner.ui.main_window import MainWindow

BAR = (
    "view_back", "view_forth", "-", "tool_zoom_box", "tool_identify", "tool_measure", "-", "pick_box", "pick_lasso", "pick_filter",
)  # fmt: skip
"""Actions with a button on the map."""
_KEPT, _FOLDED = "overview", "folded"


class GettingAbout(QObject):
    """See the module's docstring.

    Attributes
    ----------
    views, bookmarks, looking, identify, selecting, overview, bar
        Views and places, bookmarks, the tools that look, what answers two of them, the overview map, and the bar of
        buttons.
    """

    def __init__(self, window: MainWindow) -> None:
        super().__init__(window)
        self._window, self._context = window, window.context
        self.looking = Looking(window)
        self.identify, self.selecting = Identify(window), Selecting(window)
        self.looking.asked.connect(self._answer)
        self.views, self.bookmarks = Views(window), Bookmarks(window)
        self.overview = Overview(self._context, window.canvas)
        self._bind_overview()
        window.actions_.bind("copy_place", self._copy_place)
        self.bar = ViewBar(self._context, window.canvas, window.actions_, BAR)
        window.canvas.covering += [self.overview, self.bar]
        self._context.appearance.changed.connect(self._dress)
        self._context.language_changed.connect(self._dress)
        self._dress()

    def _bind_overview(self) -> None:
        action = self._window.actions_.bind("overview", self.overview.show_wanted)
        folded = self._context.preferences.window.get(_KEPT) == _FOLDED
        action.setChecked(not folded)
        self.overview.show_wanted(not folded)
        self.overview.close_button.clicked.connect(action.toggle)
        action.toggled.connect(self._keep_overview)

    @Slot(bool)
    def _keep_overview(self, shown: bool) -> None:  # noqa: FBT001 - Qt's signal
        left = settings.left(self._context.preferences, {_KEPT: "shown" if shown else _FOLDED})
        self._context.prefer(left)

    def _copy_place(self) -> None:
        """Copy where the pointer is, else the middle of the map."""
        readout, canvas = self._window.status.readout, self._window.canvas
        if self._context.project.crs is None:
            return
        at = canvas.pointer or canvas.middle()
        form = "metres" if readout.form == "both" else readout.form
        readout.copy(form, canvas.view.to_map(at.x(), at.y()))

    @Slot(object)
    def _answer(self, question: Asked) -> None:
        """Answer what was asked on the map."""
        if question.tool is Tool.IDENTIFY:
            self.identify.at(question.shape.x, question.shape.y, question.tolerance)
        else:
            self.selecting.take(question)

    @Slot()
    def _dress(self) -> None:
        colours = self._context.appearance.colours
        dress(self._window.actions_, BAR, colours.ink, colours.accent, colours.lines)
