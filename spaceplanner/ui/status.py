"""The status bar: where the pointer is, what is being computed, and whether the project is saved."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

from PySide6.QtCore import QSize, Qt, QTimer, Slot
from PySide6.QtWidgets import QLabel, QProgressBar, QStatusBar, QToolButton

from spaceplanner.i18n import N_, gettext, ngettext, number
from spaceplanner.ui.icons import icon
from spaceplanner.ui.place_readout import PlaceReadout
from spaceplanner.ui.plain import Elided
from spaceplanner.ui.scale_box import ScaleBox

if TYPE_CHECKING:
    from collections.abc import Callable

    from PySide6.QtWidgets import QWidget

    from spaceplanner.cartography.view import View
    from spaceplanner.services.tasks import Active
    from spaceplanner.ui.context import Context

_PATIENCE_MS = 350
_QUIET = frozenset({"map", "preferences", "recent", "measuring"})
"""Tasks that are part of looking at the window and not worth a word."""
_WHOLE = frozenset({"save", "evaluate", "density", "darkness", "darkness_after"})
"""Tasks that are not cancelled half way."""


class StatusBar(QStatusBar):
    """See the module's docstring."""

    def __init__(self, context: Context, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._context = context
        self._view: View | None = None
        self._saved_at: datetime | None = None
        self.setSizeGripEnabled(False)
        self.readout, self.scale = PlaceReadout(context, self), ScaleBox(context, self)
        self.place, self.degrees = self.readout.place, self.readout.degrees
        self.fictional = self._label()
        self.fictional.setProperty("role", "badge")
        self.fictional.setFixedHeight(18)
        # What is said of tasks and times gives way where the window is narrow.
        self.task, self.evaluation, self.saved = Elided(parent=self), Elided(parent=self), Elided(parent=self)
        self.progress = QProgressBar(self)
        self.progress.setRange(0, 100)
        self.progress.setFixedSize(110, 14)
        self.cancel = QToolButton(self)
        self.cancel.setIconSize(QSize(12, 12))
        self.cancel.clicked.connect(self._cancel)
        self.selected = self._label()
        self.selected.hide()
        for label in (self.readout, self.scale, self.selected, self.fictional):
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

    def _label(self) -> QLabel:
        label = QLabel(self)
        label.setTextFormat(Qt.TextFormat.PlainText)
        return label

    def _connect(self) -> None:
        context = self._context
        context.project_changed.connect(self._show_document)
        context.saved_changed.connect(self._saved_now)
        context.selection_changed.connect(self._show_selected)
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
        self._show_selected()
        if self._view is not None:
            self.show_view(self._view)

    @Slot(object)
    def show_view(self, view: View) -> None:
        """Show the scale of a view."""
        self._view = view
        self.scale.show_view(view)

    @Slot(object)
    def show_pointer(self, at: tuple[float, float] | None) -> None:
        """Show where on the ground the pointer is, metres, or only the project's CRS for None."""
        self.readout.show_place(at)

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
    def _show_selected(self) -> None:
        """Count the rows of layers that are selected."""
        count = len(self._context.selection)
        self.selected.setText(ngettext("{count} selected", "{count} selected", count).format(count=number(count)))
        self.selected.setVisible(count > 0)

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
