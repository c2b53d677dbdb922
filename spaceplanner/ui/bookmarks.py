"""Bookmarks in the View menu: parts of the map with a name, kept in the project."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject
from PySide6.QtWidgets import QDialog, QLineEdit, QVBoxLayout

from spaceplanner.domain import bookmark
from spaceplanner.domain.bookmark import Bookmark
from spaceplanner.i18n import N_, gettext
from spaceplanner.ui.buttons import ok_cancel
from spaceplanner.ui.lines import grid, line
from spaceplanner.ui.plain import label

if TYPE_CHECKING:
    from collections.abc import Callable

    from PySide6.QtWidgets import QMenu, QWidget

    from spaceplanner.ui.main_window import MainWindow


class NameDialog(QDialog):
    """Asks for a name; what is typed is taken with Enter."""

    def __init__(
        self, title: str, name: str, take: Callable[[str], bool], *, taken: frozenset[str], parent: QWidget
    ) -> None:
        super().__init__(parent)
        self._take = take
        self._taken = taken
        self.setWindowTitle(title)
        self.setMinimumWidth(380)
        column = QVBoxLayout(self)
        column.setContentsMargins(18, 16, 18, 14)
        column.setSpacing(12)
        form = grid(70)
        self.edit = QLineEdit(name, self)
        self.edit.setMaxLength(bookmark.LONGEST)
        self.edit.selectAll()
        self.edit.textChanged.connect(self._enable)
        line(form, 0, N_("Name"), self.edit, self)
        column.addLayout(form)
        self.note = label(parent=self, role="warning", wrap=True)
        column.addWidget(self.note)
        self.buttons = ok_cancel(self)
        column.addWidget(self.buttons)
        self._enable(name)

    def _enable(self, text: str) -> None:
        name = " ".join(text.split())
        used = name in self._taken
        self.note.setText(gettext(N_("A bookmark has this name already; it would be replaced.")) if used else "")
        self.note.setVisible(used)
        self.buttons.button(self.buttons.StandardButton.Ok).setEnabled(bool(name))

    def accept(self) -> None:
        """Take the name; a refusal leaves the dialog open."""
        if self._take(self.edit.text()):
            super().accept()


class Bookmarks(QObject):
    """Fills the part ``@bookmarks`` of the View menu."""

    def __init__(self, window: MainWindow) -> None:
        super().__init__(window)
        self._window = window
        self._context = window.context
        window.actions_.bind("bookmark_add", self.ask_name)
        window.actions_.part("bookmarks", self._add_menu)
        self._context.project_changed.connect(self._enable)
        self._enable()

    def ask_name(self) -> None:
        """Ask what the view of now is to be called, and keep it."""
        bounds = self._window.canvas.view.bounds
        names = frozenset(one.name for one in self._context.project.bookmarks)

        def take(name: str) -> bool:
            return self._context.do(N_("Add bookmark"), bookmark.put_bookmark(Bookmark(name, *bounds)))

        self._open(NameDialog(gettext(N_("Bookmark this view")), "", take, taken=names, parent=self._window))

    def go(self, name: str) -> None:
        """Show the part of the map that a bookmark names."""
        found = next((one for one in self._context.project.bookmarks if one.name == name), None)
        if found is not None:
            self._window.canvas.show_bounds(found.bounds, margin=0.0)
            self._window.canvas.setFocus()

    def ask_rename(self, name: str) -> None:
        """Ask what a bookmark is to be called from now on."""

        def take(wanted: str) -> bool:
            return self._context.do(N_("Rename bookmark"), bookmark.rename_bookmark(name, wanted))

        self._open(NameDialog(gettext(N_("Rename bookmark")), name, take, taken=frozenset(), parent=self._window))

    def remove(self, name: str) -> None:
        """Remove a bookmark."""
        self._context.do(N_("Remove bookmark"), bookmark.remove_bookmark(name))

    def _open(self, dialog: QDialog) -> None:
        dialog.finished.connect(dialog.deleteLater)
        dialog.open()

    def _enable(self) -> None:
        action = self._window.actions_.get("bookmark_add")
        if action is not None:
            action.setEnabled(bool(self._context.project.layers))

    def _add_menu(self, menu: QMenu) -> None:
        part = menu.addMenu(gettext(N_("Boo&kmarks")))
        part.aboutToShow.connect(partial(self.fill, part))
        self.fill(part)

    def fill(self, menu: QMenu) -> None:
        """Write the entries of the menu: to go there, to rename and to remove."""
        for action in menu.actions():
            menu.removeAction(action)
            old = action.menu()
            # A menu takes its own action along; what is only removed would stay until the menu bar is built anew.
            (old or action).deleteLater()
        names = [one.name for one in self._context.project.bookmarks]
        for name in names:
            menu.addAction(_plain(name)).triggered.connect(partial(_call, self.go, name))
        if not names:
            menu.addAction(gettext(N_("No bookmarks yet"))).setEnabled(False)
            return
        menu.addSeparator()
        for text, act in ((N_("&Rename"), self.ask_rename), (N_("Re&move"), self.remove)):
            part = menu.addMenu(gettext(text))
            for name in names:
                part.addAction(_plain(name)).triggered.connect(partial(_call, act, name))


def _call(act: Callable[[str], None], name: str, _checked: bool = False) -> None:  # noqa: FBT001, FBT002 - Qt's signal
    act(name)


def _plain(name: str) -> str:
    """Return a name as a menu shows it as it is."""
    return name.replace("&", "&&")
