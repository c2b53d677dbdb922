"""The ranked hot spots as a table: what each holds and where it is; choosing one marks it on the map."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QAbstractTableModel, Qt, Signal, Slot
from PySide6.QtWidgets import QAbstractItemView, QHeaderView, QTableView

from spaceplanner.i18n import N_, gettext, number, percent
from spaceplanner.services.hotspot_words import flag, size
from spaceplanner.ui.plain import tip
from spaceplanner.ui.theme import font

if TYPE_CHECKING:
    from collections.abc import Callable

    from PySide6.QtCore import QItemSelection, QModelIndex, QObject, QPersistentModelIndex
    from PySide6.QtGui import QResizeEvent
    from PySide6.QtWidgets import QWidget

    from spaceplanner.services.hotspot_answer import Answer
    from spaceplanner.services.hotspots import HotSpot
    from spaceplanner.ui.context import Context

    Index = QModelIndex | QPersistentModelIndex

_ROW, _MOST, _BETWEEN, _HEAD, _SHOWN = 24, 50, 5, 28, 9
_WHOLE = 10.0
"""Rates from here on need no decimals."""
_LEAST_P = 0.0001
_LEAST_SHOWN = 0.001
_FEW = "°"
_PLACE = 1
_COUNTED = (N_("#"), N_("Place"), N_("n"), N_("%"), N_("ha"))
_ALONG = (N_("#"), N_("Place"), N_("n"), N_("%"), N_("km"))
_TESTED = (N_("#"), N_("Place"), N_("n"), N_("z"), N_("p"), N_("p corr."))
_RATED = (N_("#"), N_("Place"), N_("n"), N_("rate"), N_("90%"))
_TITLES = {
    "#": N_("Rank"),
    "n": N_("Incidents"),
    "%": N_("Share of the incidents"),
    "ha": N_("Area in hectares"),
    "z": N_("Gi* of its most significant cell, in standard deviations"),
    "p": N_("Probability of such a cell by chance, before the correction for many tests"),
    "p corr.": N_("The same after the correction for many tests"),
    "km": N_("Length of street in kilometres"),
    "rate": N_("Incidents for each 1,000 people, smoothed"),
    "90%": N_("Interval of the rate"),
    "Place": N_("District or space that holds its middle, else the nearest space"),
}
"""Head -> what it means, message ids."""


class HotspotsModel(QAbstractTableModel):
    """An answer's hot spots, by rank.

    Attributes
    ----------
    answer
        What is shown, or None.
    """

    def __init__(self, context: Context, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._context = context
        self.answer: Answer | None = None

    def show_answer(self, answer: Answer | None) -> None:
        """Show the hot spots of another answer."""
        self.beginResetModel()
        self.answer = answer
        self.endResetModel()

    @property
    def heads(self) -> tuple[str, ...]:
        """Message ids of the heads."""
        found = self.answer.found if self.answer is not None else None
        if found is not None and "rate_unit" in found.method:
            return _RATED
        if found is not None and any(spot.z is not None for spot in found.spots):
            return _TESTED
        return _ALONG if found is not None and any(spot.length_m is not None for spot in found.spots) else _COUNTED

    def spot(self, row: int) -> HotSpot | None:
        """Return the hot spot of a row, or None."""
        spots = self.answer.found.spots if self.answer is not None else ()
        return spots[row] if 0 <= row < len(spots) else None

    def rowCount(self, parent: Index | None = None) -> int:  # noqa: N802 - Qt's names from here on
        """Return the number of hot spots."""
        return 0 if self.answer is None or (parent is not None and parent.isValid()) else len(self.answer.found.spots)

    def columnCount(self, parent: Index | None = None) -> int:  # noqa: N802
        """Return the number of columns."""
        return 0 if parent is not None and parent.isValid() else len(self.heads)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        """Return what a role shows of a cell."""
        roles: dict[int, Callable[[], Any]] = {
            Qt.ItemDataRole.DisplayRole: lambda: self._texts(index.row())[index.column()],
            Qt.ItemDataRole.ToolTipRole: lambda: tip(self._told(index.row())),
            Qt.ItemDataRole.TextAlignmentRole: lambda: _side(index.column()),
            Qt.ItemDataRole.ForegroundRole: lambda: self._ink(index),
            Qt.ItemDataRole.FontRole: lambda: font(12, tabular=index.column() != _PLACE),
        }
        return roles[role]() if index.isValid() and role in roles else None

    def headerData(  # noqa: N802
        self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole
    ) -> Any:
        """Return the head of a column."""
        if orientation is not Qt.Orientation.Horizontal or section >= len(self.heads):
            return None
        head = self.heads[section]
        if role == Qt.ItemDataRole.DisplayRole:
            return gettext(head)
        if role in {Qt.ItemDataRole.ToolTipRole, Qt.ItemDataRole.AccessibleTextRole}:
            return gettext(_TITLES[head])
        return _side(section) if role == Qt.ItemDataRole.TextAlignmentRole else None

    def _ink(self, index: Index) -> Any:
        spot = self.spot(index.row())
        doubtful = spot is not None and bool(flag(spot))
        return self._context.appearance.colour("secondary" if doubtful or not index.column() else "ink")

    def _texts(self, row: int) -> tuple[str, ...]:
        assert self.answer is not None
        found, spot, place = self.answer.found, self.answer.found.spots[row], self._place(row)
        if spot.rate is not None:
            mark = _FEW if flag(spot) else ""
            between = f"{_rate(spot.rate_low)}–{_rate(spot.rate_high)}"
            return number(spot.rank), place, number(spot.incidents), _rate(spot.rate) + mark, between
        if spot.z is not None:
            tested = number(spot.z, 1), _p(spot.p, _LEAST_SHOWN, 3), _p(spot.p_adjusted, _LEAST_SHOWN, 3)
            return number(spot.rank), place, number(spot.incidents), *tested
        share = percent(spot.incidents / found.incidents)
        return number(spot.rank), place, number(spot.incidents), share, size(spot).partition(" ")[0]

    def _place(self, row: int) -> str:
        assert self.answer is not None
        place = self.answer.places[row]
        if place.inside or not place.name:
            return place.name or gettext(N_("no name"))
        return gettext(N_("near {place}")).format(place=place.name)

    def _told(self, row: int) -> str:
        """Say all that is known of a hot spot, in lines."""
        assert self.answer is not None
        spot, found = self.answer.found.spots[row], self.answer.found
        share = percent(spot.incidents / found.incidents)
        held = gettext(N_("{count} incidents, {share} of all")).format(count=number(spot.incidents), share=share)
        lines = [self._place(row), held]
        dense = spot.per_km2 if spot.per_km2 is not None else spot.per_km
        unit = N_("{value} per km²") if spot.per_km2 is not None else N_("{value} per km of street")
        if found.years:
            unit = (
                N_("{value} per km² and year") if spot.per_km2 is not None else N_("{value} per km of street and year")
            )
        lines.append(f"{size(spot)} · {gettext(unit).format(value=number(dense, 1))}")
        if spot.z is not None:
            words = gettext(N_("z {z}, p {raw} raw, {corrected} corrected"))
            lines.append(words.format(z=number(spot.z, 2), raw=_p(spot.p), corrected=_p(spot.p_adjusted)))
        if spot.people is not None:
            words = gettext(N_("{people} people; {crude} for each 1,000 as counted"))
            lines.append(words.format(people=number(spot.people), crude=number(spot.rate_crude, 1)))
        return "\n".join(lines)


class HotspotsList(QTableView):
    """The table; Enter, a click or the arrow keys choose a hot spot."""

    chosen = Signal(object)
    """The `HotSpot` that was chosen."""

    def __init__(self, context: Context, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.spots = HotspotsModel(context, self)
        self.setModel(self.spots)
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.setShowGrid(False)
        self.setObjectName("narrow")
        self.setTabKeyNavigation(False)
        # A long name goes on in the next line; what is longer still loses its middle, and the tip has all of it.
        self.setWordWrap(True)
        self.setTextElideMode(Qt.TextElideMode.ElideMiddle)
        self.verticalHeader().hide()
        self.verticalHeader().setDefaultSectionSize(_ROW)
        head = self.horizontalHeader()
        head.setObjectName("narrow")
        head.setHighlightSections(False)
        head.setMinimumSectionSize(20)
        head.sectionResized.connect(self._widened)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.activated.connect(self._tell)
        self.selectionModel().selectionChanged.connect(self._selected)

    def show_answer(self, answer: Answer | None) -> None:
        """Show the hot spots of another answer."""
        self.spots.show_answer(answer)
        head = self.horizontalHeader()
        for section in range(self.spots.columnCount()):
            place = section == _PLACE
            mode = QHeaderView.ResizeMode.Stretch if place else QHeaderView.ResizeMode.ResizeToContents
            head.setSectionResizeMode(section, mode)
        self._fit()
        self.setVisible(self.spots.rowCount() > 0)

    def resizeEvent(self, event: QResizeEvent) -> None:  # noqa: N802 - Qt's name
        """Break the names anew."""
        super().resizeEvent(event)
        self._fit()

    @Slot(int, int, int)
    def _widened(self, section: int, _before: int, _now: int) -> None:
        if section == _PLACE:
            self._fit()

    def _fit(self) -> None:
        """Give each row the lines that its name takes, three at most, and the table its height."""
        heights = []
        for row in range(self.spots.rowCount()):
            heights.append(min(_MOST, max(_ROW, self.sizeHintForRow(row) + _BETWEEN)))
            self.setRowHeight(row, heights[-1])
        self.setFixedHeight(_HEAD + sum(heights[:_SHOWN]) + 2)

    def retranslate(self) -> None:
        """Write the words anew."""
        self.setAccessibleName(gettext(N_("Hot spots by rank")))
        self.show_answer(self.spots.answer)

    @Slot()
    def _selected(self, selected: QItemSelection) -> None:
        if indexes := selected.indexes():
            self._tell(indexes[0])

    def _tell(self, index: Index) -> None:
        spot = self.spots.spot(index.row())
        if spot is not None:
            self.chosen.emit(spot)


def _side(column: int) -> Qt.AlignmentFlag:
    side = Qt.AlignmentFlag.AlignLeft if column <= _PLACE else Qt.AlignmentFlag.AlignRight
    return side | Qt.AlignmentFlag.AlignVCenter


def _rate(rate: float | None) -> str:
    return number(rate, 0 if rate is not None and rate >= _WHOLE else 1)


def _p(p: float | None, least: float = _LEAST_P, digits: int = 4) -> str:
    return f"<{number(least, digits)}" if p is not None and p < least else number(p, digits)
