"""Where the pointer is: metres in the project's system, longitude and latitude; copied from the context menu."""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING

from PySide6.QtCore import QPoint, Qt, Slot
from PySide6.QtGui import QAction, QActionGroup, QGuiApplication
from PySide6.QtWidgets import QHBoxLayout, QMenu, QWidget

from spaceplanner.i18n import N_, gettext
from spaceplanner.services import readout, settings
from spaceplanner.ui.plain import label
from spaceplanner.ui.theme import font

if TYPE_CHECKING:
    from spaceplanner.ui.context import Context

_KEPT = "coordinates"
"""Where in the preferences the choice is kept."""


@lru_cache(maxsize=4)
def _crs_name(crs: str) -> str:
    from pyproj import CRS  # noqa: PLC0415 - start-up time: needed once there is a layer

    return crs if crs.upper().startswith("EPSG:") else str(CRS(crs).name)


class PlaceReadout(QWidget):
    """See the module's docstring.

    Attributes
    ----------
    place, degrees
        The two labels.
    last
        Where the pointer was last on the map, metres, or None.
    """

    def __init__(self, context: Context, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._context = context
        self.last: tuple[float, float] | None = None
        self.place, self.degrees = label(parent=self), label(parent=self)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(0)
        for part in (self.place, self.degrees):
            part.setFont(font(11, tabular=True))
            row.addWidget(part)
        self.setContextMenuPolicy(Qt.ContextMenuPolicy.CustomContextMenu)
        self.customContextMenuRequested.connect(self._open_menu)
        context.document_replaced.connect(self._forget)
        context.language_changed.connect(self.retranslate)
        self.retranslate()

    @property
    def form(self) -> str:
        """Which of `readout.FORMS` is shown."""
        kept = self._context.preferences.window.get(_KEPT, "both")
        return kept if kept in readout.FORMS else "both"

    @Slot()
    def retranslate(self) -> None:
        """Write the words anew."""
        words = gettext(N_("Where the pointer is. Right click: what to show, and copy."))
        for part in (self.place, self.degrees):
            part.setToolTip(words)
        self.show_place(None)

    def show_place(self, at: tuple[float, float] | None) -> None:
        """Show where on the ground the pointer is, metres, or only the project's system for None."""
        crs = self._context.project.crs
        self.last = at or self.last
        if crs is None or at is None:
            self.place.setText("" if crs is None else _crs_name(crs))
            self.degrees.setText("")
            self.degrees.hide()
            return
        form = self.form
        metres = f"{_crs_name(crs)} · {readout.metres(*at)}"
        self.place.setText(metres if form in {"both", "metres"} else "")
        self.place.setVisible(bool(self.place.text()))
        lonlat = self._lonlat(at)
        words = readout.sexagesimal(*lonlat) if form == "dms" else readout.degrees(*lonlat)
        self.degrees.setText("" if form == "metres" else words)
        self.degrees.setVisible(bool(self.degrees.text()))

    def copied(self, form: str, at: tuple[float, float]) -> str:
        """Return a place, metres, as it is copied in one of `readout.FORMS`."""
        if form == "metres":
            return readout.copied_metres(*at)
        return (readout.sexagesimal if form == "dms" else readout.copied_degrees)(*self._lonlat(at))

    def copy(self, form: str, at: tuple[float, float]) -> None:
        """Copy a place, and say so."""
        text = self.copied(form, at)
        QGuiApplication.clipboard().setText(text)
        self._context.say(gettext(N_("Copied: {text}")).format(text=text))

    def menu(self) -> QMenu:
        """Return the menu of what to show and what to copy."""
        menu = QMenu(self)
        at = self.last
        for form in ("metres", "degrees", "dms"):
            action = menu.addAction(gettext(_COPY[form]))
            action.setEnabled(at is not None and self._context.project.crs is not None)
            action.setData(("copy", form))
        menu.addSeparator()
        group = QActionGroup(menu)
        for form, words in readout.FORMS.items():
            action = group.addAction(menu.addAction(gettext(words)))
            action.setCheckable(True)
            action.setChecked(form == self.form)
            action.setData(("show", form))
        menu.triggered.connect(self._take)
        return menu

    @Slot(QAction)
    def _take(self, action: QAction) -> None:
        verb, form = action.data()
        if verb == "show":
            self._context.prefer(settings.left(self._context.preferences, {_KEPT: form}))
            self.show_place(self.last)
        elif self.last is not None:
            self.copy(form, self.last)

    @Slot(QPoint)
    def _open_menu(self, at: QPoint) -> None:
        menu = self.menu()
        menu.aboutToHide.connect(menu.deleteLater)
        menu.popup(self.mapToGlobal(at))

    @Slot()
    def _forget(self) -> None:
        self.last = None

    def _lonlat(self, at: tuple[float, float]) -> tuple[float, float]:
        from spaceplanner.io import crs as systems  # noqa: PLC0415 - start-up time: pyproj, once there is a layer

        lon, lat = systems.transformer(self._context.project.crs or "", systems.DEGREES).transform(*at)
        return float(lon), float(lat)


_COPY = {
    "metres": N_("Copy the metres"),
    "degrees": N_("Copy latitude and longitude"),
    "dms": N_("Copy degrees, minutes, seconds"),
}
