"""Parts of the menus that are made of what there is: panels, languages, themes, things to place."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any, cast

from PySide6.QtCore import QObject, Slot
from PySide6.QtGui import QAction, QActionGroup

from spaceplanner import i18n
from spaceplanner.i18n import N_, gettext, pick
from spaceplanner.services.gestures import Tool
from spaceplanner.ui.icons import icon
from spaceplanner.ui.theme import CHOICES, Choice
from spaceplanner.ui.tool_palette import placeable

if TYPE_CHECKING:
    from collections.abc import Iterable

    from PySide6.QtWidgets import QMenu

    from spaceplanner.domain.catalogue import InterventionType
    from spaceplanner.ui.main_window import MainWindow

THEMES = {"system": N_("Like the system"), "light": N_("Light"), "dark": N_("Dark")}
"""Choice of a look -> its words, a message id."""
PANELS, WITH_PANELS = N_("P&anels"), ("steps", "reset_layout")
"""Title of the menu of panels, a message id, and the actions that are in it too."""


class MenuParts(QObject):
    """Fills the ``@`` parts of `actions.MENUS`."""

    def __init__(self, window: MainWindow) -> None:
        super().__init__(window)
        self._window = window
        self._context = window.context
        for name, fill in (
            ("panels", self._panels),
            ("language", self._languages),
            ("theme", self._themes),
            ("place", self._place),
            ("recent", window.files.fill_recent),
        ):
            window.actions_.part(name, fill)

    def use_language(self, code: str) -> None:
        """Speak another language from now on."""
        self._context.prefer(replace(self._context.preferences, language=code))
        self._window.language.use(code)

    def use_theme(self, choice: Choice) -> None:
        """Look otherwise from now on."""
        self._context.prefer(replace(self._context.preferences, theme=choice))
        self._context.appearance.choose(choice)

    def take(self, kind: InterventionType) -> None:
        """Take something to place on the map in hand."""
        self._window.canvas.hand.take(Tool.PLACE, kind)
        self._window.canvas.setFocus()

    def _panels(self, menu: QMenu) -> None:
        """Put the panels, the steps and the way back to the first layout into a menu of their own: the screen is only so high."""
        part = menu.addMenu(gettext(PANELS))
        for dock in self._window.docks.values():
            part.addAction(dock.toggleViewAction())
        part.addSeparator()
        for name in WITH_PANELS:
            action = self._window.actions_.get(name)
            if action is not None:
                part.addAction(action)

    def _languages(self, menu: QMenu) -> None:
        part = menu.addMenu(gettext(N_("&Language")))
        _choices(part, i18n.LANGUAGES.items(), i18n.language())
        part.triggered.connect(self._take_language)

    def _themes(self, menu: QMenu) -> None:
        part = menu.addMenu(gettext(N_("&Theme")))
        _choices(part, ((name, gettext(THEMES[name])) for name in CHOICES), self._context.appearance.choice)
        part.triggered.connect(self._take_theme)

    def _place(self, menu: QMenu) -> None:
        part = menu.addMenu(gettext(N_("&Place on the map")))
        colour = self._context.appearance.colours.secondary
        for kind in placeable(self._context.catalogue):
            action = part.addAction(icon(kind.icon, colour, size=16), pick(kind.name))
            action.setData(kind.id)
        part.triggered.connect(self._take_tool)

    @Slot(QAction)
    def _take_language(self, action: QAction) -> None:
        self.use_language(action.data())

    @Slot(QAction)
    def _take_theme(self, action: QAction) -> None:
        self.use_theme(cast(Choice, action.data()))

    @Slot(QAction)
    def _take_tool(self, action: QAction) -> None:
        self.take(self._context.catalogue.types[action.data()])


def _choices(menu: QMenu, rows: Iterable[tuple[Any, str]], current: object) -> None:
    """Fill a menu with choices of which one holds."""
    group = QActionGroup(menu)
    for value, text in rows:
        action = group.addAction(menu.addAction(text))
        action.setData(value)
        action.setCheckable(True)
        action.setChecked(value == current)
