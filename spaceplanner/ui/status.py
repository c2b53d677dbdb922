"""The status bar: where the pointer is, what is being computed, and whether the project is saved."""

from __future__ import annotations

from datetime import datetime
from functools import lru_cache
from typing import TYPE_CHECKING

from PySide6.QtCore import QSize, Qt, QTimer, Slot
from PySide6.QtWidgets import QLabel, QProgressBar, QStatusBar, QToolButton

from spaceplanner.i18n import N_, gettext, number
from spaceplanner.ui.icons import icon
from spaceplanner.ui.theme import font

if TYPE_CHECKING:
    from collections.abc import Callable

    from PySide6.QtWidgets import QWidget

    from spaceplanner.cartography.view import View
    from spaceplanner.services.tasks import Active
    from spaceplanner.ui.context import Context

_PATIENCE_MS = 350
_QUIET = frozenset({"map", "preferences", "foresee", "recent"})
"""Tasks that are part of looking at the window and not worth a word."""
_WHOLE = frozenset({"save", "evaluate", "density", "darkness"})
"""Tasks that are not cancelled half way."""


@lru_cache(maxsize=4)
def _crs_name(crs: str) -> str:
    from pyproj import CRS  # noqa: PLC0415 - start-up time: needed once there is a layer

    return crs if crs.upper().startswith("EPSG:") else str(CRS(crs).name)


class StatusBar(QStatusBar):
    """See the module's docstring."""

    def __init__(self, context: Context, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._context = context
        self._view: View | None = None
        self._saved_at: datetime | None = None
        self.setSizeGripEnabled(False)
        self.place, self.degrees, self.scale = (self._label(tabular=True) for _ in range(3))
        self.fictional = self._label()
        self.fictional.setProperty("role", "badge")
        self.fictional.setFixedHeight(18)
        self.task, self.evaluation, self.saved = self._label(), self._label(), self._label()
        self.progress = QProgressBar(self)
        self.progress.setRange(0, 100)
        self.progress.setFixedSize(110, 14)
        self.cancel = QToolButton(self)
        self.cancel.setIconSize(QSize(12, 12))
        self.cancel.clicked.connect(self._cancel)
        for label in (self.place, self.degrees, self.scale, self.fictional):
            self.addWidget(label)
        for widget in (self.task, self.progress, self.cancel, self.evaluation, self.saved):
            self.addPermanentWidget(widget)
        self._shown: Active | None = None
        self._soon = QTimer(self, singleShot=True, interval=_PATIENCE_MS)
        self._soon.timeout.connect(self._show_task)
        self._unsubscribe: Callable[[], None] = context.tasks.subscribe(self._tasks_changed)
        self._connect()
        self.retranslate()
        self._show_task()

    def _label(self, *, tabular: bool = False) -> QLabel:
        label = QLabel(self)
        label.setTextFormat(Qt.TextFormat.PlainText)
        if tabular:
            label.setFont(font(11, tabular=True))
        return label

    def _connect(self) -> None:
        context = self._context
        context.project_changed.connect(self._show_document)
        context.saved_changed.connect(self._saved_now)
        context.document_replaced.connect(self._forget_save)
        context.result_changed.connect(self._show_evaluation)
        context.language_changed.connect(self.retranslate)
        context.appearance.changed.connect(self.retranslate)

    @Slot()
    def retranslate(self) -> None:
        """Write the words anew."""
        self.fictional.setText(gettext(N_("Fictional city")))
        self.cancel.setText(gettext(N_("Cancel")))
        self.cancel.setAccessibleName(gettext(N_("Cancel")))
        self.cancel.setIcon(icon("x", self._context.appearance.colours.secondary, size=12))
        self.progress.setAccessibleName(gettext(N_("Progress")))
        self._show_document()
        self._show_evaluation()
        if self._view is not None:
            self.show_view(self._view)

    @Slot(object)
    def show_view(self, view: View) -> None:
        """Show the scale of a view."""
        self._view = view
        self.scale.setText(f"1 : {number(_round_scale(view.scale))}" if self._context.project.layers else "")

    @Slot(object)
    def show_pointer(self, at: tuple[float, float] | None) -> None:
        """Show where on the ground the pointer is, metres, or only the project's CRS for None."""
        crs = self._context.project.crs
        if crs is None:
            self.place.setText("")
            self.degrees.setText("")
            return
        if at is None:
            self.place.setText(_crs_name(crs))
            self.degrees.setText("")
            return
        from spaceplanner.io import crs as systems  # noqa: PLC0415 - start-up time: pyproj, once there is a layer

        self.place.setText(f"{_crs_name(crs)} · {number(at[0])} E  {number(at[1])} N")
        lon, lat = systems.transformer(crs, systems.DEGREES).transform(*at)
        self.degrees.setText(f"{number(lon, 4)}  {number(lat, 4)}")

    @Slot()
    def _show_document(self) -> None:
        document = self._context.document
        self.fictional.setVisible(document.project.fictional)
        if document.dirty:
            self.saved.setText(gettext(N_("Unsaved changes")))
        elif document.path is None:
            self.saved.setText("")
        elif self._saved_at is None:
            self.saved.setText(gettext(N_("Saved")))
        else:
            self.saved.setText(gettext(N_("Saved at {time}")).format(time=f"{self._saved_at:%H:%M}"))
        self.show_pointer(None)

    @Slot()
    def _saved_now(self) -> None:
        self._saved_at = datetime.now()  # noqa: DTZ005 - the clock on the user's wall
        self._show_document()

    @Slot()
    def _forget_save(self) -> None:
        self._saved_at = None

    @Slot()
    def _show_evaluation(self) -> None:
        seconds = self._context.evaluation_seconds
        if seconds is None:
            self.evaluation.setText("")
        elif seconds < 1:
            self.evaluation.setText(gettext(N_("Evaluated in {time} ms")).format(time=number(1000 * seconds)))
        else:
            self.evaluation.setText(gettext(N_("Evaluated in {time} s")).format(time=number(seconds, 1)))

    def _tasks_changed(self) -> None:
        if self.task.isHidden() and self._worth_showing() is not None:
            if not self._soon.isActive():
                self._soon.start()
        else:
            self._show_task()

    def _worth_showing(self) -> Active | None:
        return next((task for task in self._context.tasks.active if task.key not in _QUIET), None)

    @Slot()
    def _show_task(self) -> None:
        task = self._shown = self._worth_showing()
        for widget in (self.task, self.progress):
            widget.setVisible(task is not None)
        self.cancel.setVisible(task is not None and task.key not in _WHOLE)
        if task is not None:
            self.task.setText(gettext(task.message or task.label))
            self.progress.setValue(round(100 * task.fraction))

    @Slot()
    def _cancel(self) -> None:
        if self._shown is not None:
            self._context.tasks.cancel(self._shown.key)

    def forget_tasks(self) -> None:
        """Stop watching the tasks, before they are closed."""
        self._unsubscribe()


def _round_scale(scale: float) -> float:
    """Return a scale to three figures: the rest is of no use to anyone."""
    return float(f"{scale:.3g}")
