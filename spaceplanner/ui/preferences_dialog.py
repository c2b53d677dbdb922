"""The dialog for what a user prefers: the language and the look of the window."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from PySide6.QtWidgets import QDialog, QVBoxLayout

from spaceplanner import i18n
from spaceplanner.i18n import N_, gettext
from spaceplanner.ui.buttons import ok_cancel
from spaceplanner.ui.choice import Choice
from spaceplanner.ui.lines import grid, line
from spaceplanner.ui.menu_parts import THEMES
from spaceplanner.ui.plain import label
from spaceplanner.ui.theme import CHOICES

if TYPE_CHECKING:
    from PySide6.QtWidgets import QWidget

    from spaceplanner.ui.context import Context
    from spaceplanner.ui.language import Language


class PreferencesDialog(QDialog):
    """See the module's docstring.

    Attributes
    ----------
    language, theme
        The choices.
    """

    def __init__(self, context: Context, language: Language, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._context = context
        self._switch = language
        self.setWindowTitle(gettext(N_("Preferences")))
        self.setMinimumWidth(420)
        self.language, self.theme = Choice(self), Choice(self)
        self.language.add(gettext(N_("Like the system")), None)
        for code, name in i18n.LANGUAGES.items():
            self.language.add(name, code)
        self.language.choose(context.preferences.language)
        for name in CHOICES:
            self.theme.add(gettext(THEMES[name]), name)
        self.theme.choose(context.appearance.choice)
        lines = grid(110)
        line(lines, 0, N_("Language"), self.language, self)
        line(lines, 1, N_("Look"), self.theme, self)
        column = QVBoxLayout(self)
        column.setContentsMargins(18, 16, 18, 14)
        column.setSpacing(12)
        column.addLayout(lines)
        note = gettext(N_("Briefs and web maps are written in the language of the window."))
        column.addWidget(label(note, self, role="secondary", wrap=True))
        column.addWidget(ok_cancel(self))

    def accept(self) -> None:
        """Keep what was chosen, and show it at once."""
        context, language, theme = self._context, self.language.currentData(), self.theme.currentData()
        super().accept()
        if (language, theme) == (context.preferences.language, context.appearance.choice):
            return
        context.prefer(replace(context.preferences, language=language, theme=theme))
        context.appearance.choose(theme)
        wanted = language or i18n.system_language()
        if wanted != i18n.language():
            self._switch.use(wanted)
