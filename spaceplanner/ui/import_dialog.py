"""The dialog of an import: one file at a time, looked into, shown, and added."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, QTimer, Signal, Slot
from PySide6.QtWidgets import (
    QDialog,
    QFrame,
    QHBoxLayout,
    QProgressBar,
    QPushButton,
    QScrollArea,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)

from spaceplanner.i18n import N_, gettext
from spaceplanner.ui import theme
from spaceplanner.ui.import_form import ImportForm
from spaceplanner.ui.plain import Elided, label

if TYPE_CHECKING:
    from spaceplanner.io.inspecting import Inspection
    from spaceplanner.ui.context import Context

_WIDTH, _HEIGHT = 720, 620
_MARGIN = 18


class ImportDialog(QDialog):
    """See the module's docstring. It asks; `importer.Importer` answers.

    Attributes
    ----------
    form
        What is asked of a file.
    add, again, all, skip, cancel
        The buttons.
    """

    wanted = Signal(object, bool)
    """(ImportRequest, whether another layer of the same file comes next)"""
    all_wanted = Signal()
    """This file and all after it are to be added as they were found."""
    skipped = Signal()
    """The next file, without this one."""
    stopped = Signal()
    """What is being added is to be given up; the dialog stays."""
    encoding_changed = Signal(object)
    """The file is to be looked into again: the encoding, or None."""

    def __init__(self, context: Context, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWindowTitle(gettext(N_("Add data")))
        self.setMinimumSize(560, 360)
        self.resize(_WIDTH, _HEIGHT)
        self.form = ImportForm(context, self)
        self._title, self._place = Elided(parent=self), label(parent=self, role="secondary")
        self._title.setFont(theme.font(15, "semibold"))
        self._pages = QStackedWidget(self)
        self._problem = label(parent=self, role="warning", wrap=True)
        self._doing, self._bar = label(parent=self, role="secondary"), QProgressBar(self)
        self._adding = False
        self._layers = 1
        self._build()
        self.form.problem_shown.connect(self._reveal)
        self.form.encoding_changed.connect(lambda: self.encoding_changed.emit(self.form.encoding.currentData()))

    def _build(self) -> None:
        column = QVBoxLayout(self)
        column.setContentsMargins(_MARGIN, _MARGIN - 2, _MARGIN, _MARGIN - 4)
        column.setSpacing(10)
        head = QHBoxLayout()
        head.addWidget(self._title, 1)
        head.addWidget(self._place)
        column.addLayout(head)
        self._scroll = QScrollArea(self)
        self.form.setContentsMargins(0, 0, 10, 0)  # room for the scroll bar
        self._scroll.setWidget(self.form)
        self._scroll.setWidgetResizable(True)
        self._scroll.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self._scroll.setFrameShape(QFrame.Shape.NoFrame)
        self._scroll.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self._failure = label(parent=self, role="warning", wrap=True)
        self._empty = QWidget(self)
        page = QVBoxLayout(self._empty)
        page.setContentsMargins(0, 0, 0, 0)
        page.addWidget(self._failure)
        page.addStretch(1)
        self._pages.addWidget(self._empty)
        self._pages.addWidget(self._scroll)
        column.addWidget(self._pages, 1)
        column.addWidget(self._problem)
        column.addLayout(self._build_progress())
        column.addLayout(self._build_buttons())

    def _build_progress(self) -> QHBoxLayout:
        row = QHBoxLayout()
        row.setSpacing(10)
        self._bar.setTextVisible(False)
        self._bar.setFixedHeight(8)
        self._bar.setAccessibleName(gettext(N_("Progress")))
        row.addWidget(self._doing)
        row.addWidget(self._bar, 1)
        return row

    def _build_buttons(self) -> QHBoxLayout:
        row = QHBoxLayout()
        row.setSpacing(8)
        self.skip, self.cancel, self.all, self.again, self.add = buttons = [
            QPushButton(gettext(words), self)
            for words in (
                N_("Skip this file"),
                N_("Cancel"),
                N_("Add all with what was found"),
                N_("Add, then another layer"),
                N_("Add layer"),
            )
        ]
        self.add.setDefault(True)
        for button in buttons[:-1]:
            button.setAutoDefault(False)
        for button, slot in (
            (self.skip, self.skipped.emit),
            (self.cancel, self.reject),
            (self.all, self.all_wanted.emit),
            (self.again, lambda: self._want(again=True)),
            (self.add, lambda: self._want(again=False)),
        ):
            button.clicked.connect(slot)
        row.addWidget(self.skip)
        row.addStretch(1)
        for button in buttons[1:]:
            row.addWidget(button)
        return row

    # What is shown ------------------------------------------------------------------------------------------------

    def show_place(self, file: str, number: int, count: int, *, can_add_all: bool) -> None:
        """Show which file of how many it is about, and whether all can be added without a question."""
        self._title.setText(file)
        self._place.setText(gettext(N_("File {number} of {count}")).format(number=number, count=count))
        self._place.setVisible(count > 1)
        self.skip.setVisible(count > 1)
        self.all.setVisible(can_add_all)

    def show_busy(self) -> None:
        """Show that the file is being looked into."""
        self.show_ready()
        self._pages.setCurrentWidget(self._empty)
        self._problem.hide()
        self._failure.hide()
        self.again.hide()
        self.add.setEnabled(False)
        self._say_doing(gettext(N_("Looking into the file…")), None)

    def show_file(self, inspection: Inspection, skip: frozenset[str] = frozenset()) -> None:
        """Show what the file holds; `skip` are layers of it that are in already."""
        self._layers = len(inspection.layers) - len(skip)
        self._pages.setCurrentWidget(self._scroll)
        self._problem.hide()
        self.form.show_file(inspection, skip)
        self.show_ready()
        self._scroll.verticalScrollBar().setValue(0)
        self.form.head.role.setFocus()

    def show_failure(self, text: str) -> None:
        """Say why nothing of the file can be added."""
        self.show_ready()
        self._pages.setCurrentWidget(self._empty)
        self.again.hide()
        self._problem.hide()
        self._failure.setText(text)
        self._failure.show()
        self.add.setEnabled(False)
        self.cancel.setFocus()

    def show_problem(self, text: str) -> None:
        """Say what went wrong where no part of the form is to blame."""
        self._problem.setText(text)
        self._problem.setVisible(bool(text))

    def show_adding(self, fraction: float, message: str) -> None:
        """Show how far the adding is; the form waits."""
        self._adding = True
        self._problem.hide()
        self._scroll.setEnabled(False)
        for button in (self.add, self.again, self.all, self.skip):
            button.setEnabled(False)
        self._say_doing(message, fraction)

    def show_ready(self) -> None:
        """Let the form be filled in."""
        self._adding = False
        self._scroll.setEnabled(True)
        for button in (self.add, self.again, self.all, self.skip):
            button.setEnabled(True)
        self.again.setVisible(self._layers > 1)
        self._say_doing("", None)

    def _say_doing(self, text: str, fraction: float | None) -> None:
        self._doing.setText(text)
        self._bar.setRange(0, 0 if fraction is None else 100)
        if fraction is not None:
            self._bar.setValue(round(100 * fraction))
        for widget in (self._doing, self._bar):
            widget.setVisible(bool(text))

    # What the user does -------------------------------------------------------------------------------------------

    def _want(self, *, again: bool) -> None:
        request = self.form.request()
        if request is not None:
            self.wanted.emit(request, again)

    @Slot(QWidget)
    def _reveal(self, where: QWidget) -> None:
        """Bring a part of the form into view, once it has its place."""
        QTimer.singleShot(0, where, lambda: self._scroll.ensureWidgetVisible(where))

    def reject(self) -> None:
        """Give up what is being added, or else the whole import."""
        if self._adding:
            self.stopped.emit()
        else:
            self.form.stop()
            super().reject()
