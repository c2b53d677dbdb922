"""The projects that were open lately, with where they are and when they were changed; those not there now are greyed."""

from __future__ import annotations

from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QDateTime, QLocale, Qt, Signal, Slot
from PySide6.QtWidgets import QGridLayout, QPushButton, QVBoxLayout, QWidget

from spaceplanner.i18n import N_, gettext
from spaceplanner.services import settings
from spaceplanner.ui import theme
from spaceplanner.ui.plain import Elided, label, tip

if TYPE_CHECKING:
    from spaceplanner.services.settings import Recent
    from spaceplanner.ui.context import Context

_TASK = "recent"
_MOST = 5


class RecentList(QWidget):
    """One button a project.

    Attributes
    ----------
    rows
        The buttons, the latest project first.
    """

    chosen = Signal(object)
    """Path of the project that is to be opened."""

    def __init__(self, context: Context, parent: QWidget) -> None:
        super().__init__(parent)
        self._context = context
        self._wanted = False
        self._found: tuple[Recent, ...] = ()
        self.rows: list[QPushButton] = []
        self._title = label(parent=self)
        self._title.setFont(theme.font(13, "semibold"))
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(2)
        self._column.addWidget(self._title)
        context.preferences_changed.connect(self._look)
        context.language_changed.connect(self._write)
        self.hide()

    def show_where(self, *, wanted: bool) -> None:
        """Show the projects, where there are any, or nothing."""
        self._wanted = wanted
        self._look()

    @Slot()
    def _look(self) -> None:
        """Look for the files in the task pool: a drive that is not there may keep one waiting."""
        if not self._wanted:
            self.hide()
            return
        preferences = self._context.preferences
        if not preferences.recent:
            self._show(())
            return
        self._context.tasks.run(
            _TASK,
            N_("Looking for the recent projects"),
            lambda _progress: settings.recent(preferences),
            done=self._show,
            failed=self._context.failed,
        )

    def _show(self, found: tuple[Recent, ...]) -> None:
        if found != self._found or len(self.rows) != min(len(found), _MOST):
            self._found = found
            self._write()
        self.setVisible(self._wanted and bool(found))

    @Slot()
    def _write(self) -> None:
        self._title.setText(gettext(N_("Recent projects")))
        for old in self.rows:
            self._column.removeWidget(old)
            old.deleteLater()
        self.rows = [self._row(item) for item in self._found[:_MOST]]
        for row in self.rows:
            self._column.addWidget(row)

    def _row(self, item: Recent) -> QPushButton:
        row = QPushButton(self)
        row.setObjectName("recent")
        row.setEnabled(not item.missing)
        row.setToolTip(tip(str(item.path)))
        when = gettext(N_("not there now")) if item.changed is None else _date(item.changed)
        name, place, date = Elided(item.path.stem, row), Elided(_place(item.path), row), label(when, row)
        name.setFont(theme.font(12, "semibold"))
        for part in (place, date):
            part.setProperty("role", "secondary")
            part.setFont(theme.font(11))
        for part in (name, place, date):
            part.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        lines = QGridLayout(row)
        lines.setContentsMargins(10, 5, 10, 5)
        lines.setVerticalSpacing(1)
        lines.setColumnStretch(0, 1)
        lines.addWidget(name, 0, 0)
        lines.addWidget(date, 0, 1)
        lines.addWidget(place, 1, 0, 1, 2)
        row.setAccessibleName(f"{item.path.stem}, {when}")
        row.setAccessibleDescription(_place(item.path))
        row.clicked.connect(partial(self.chosen.emit, item.path))
        return row


def _date(changed: float) -> str:
    return QLocale().toString(QDateTime.fromSecsSinceEpoch(int(changed)).date(), "d MMM yyyy")


def _place(path: Path) -> str:
    """Return the folder of a file, the user's own folder as ``~``."""
    folder = path.parent
    try:
        return str(Path("~") / folder.relative_to(Path.home()))
    except (ValueError, RuntimeError):
        return str(folder)
