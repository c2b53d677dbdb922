"""The window's language: the program's own words, Qt's standard buttons, and how numbers are typed."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QCoreApplication, QLibraryInfo, QLocale, QObject, QTranslator

from spaceplanner import i18n

if TYPE_CHECKING:
    from spaceplanner.ui.context import Context

_LOCALES = {"es": QLocale(QLocale.Language.Spanish, QLocale.Country.Ecuador), "en": QLocale(QLocale.Language.English)}


class Language(QObject):
    """Switches everything that is visible to a language, at once."""

    def __init__(self, context: Context, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._context = context
        self._qt = QTranslator(self)
        self._installed = False

    def use(self, code: str) -> None:
        """Switch to a language of `i18n.LANGUAGES`."""
        QLocale.setDefault(_LOCALES[code])
        if self._installed:
            QCoreApplication.removeTranslator(self._qt)
            self._installed = False
        folder = QLibraryInfo.path(QLibraryInfo.LibraryPath.TranslationsPath)
        # English is what Qt's own words are written in.
        if code != "en" and self._qt.load(f"qtbase_{code}", folder):
            self._installed = QCoreApplication.installTranslator(self._qt)
        i18n.use(code)
        self._context.language_changed.emit()
