"""The form of the hot spots: method and options; what does not belong to the method is not there."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QDate, QTimer, Signal, Slot

from spaceplanner.ui.hotspots_boxes import CHECKS, LEAST, MOST, STEP, HotspotsBoxes

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date

    from PySide6.QtWidgets import QWidget

    from spaceplanner.services.hotspot_offer import Offer
    from spaceplanner.services.hotspots import Request
    from spaceplanner.services.selection import Question

_PATIENCE_MS = 300
_SHUFFLES = 999
_RULE, _HELD_OUT = "rule", "held-out"


class HotspotsForm(HotspotsBoxes):
    """What is chosen in the boxes, as a question and a request."""

    changed = Signal()
    """Something else is asked for; sent after a short pause."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._way: str | None = None
        self._metres = float(LEAST)
        self._soon = QTimer(self, singleShot=True, interval=_PATIENCE_MS)
        self._soon.timeout.connect(self.changed)
        self._connect()
        self.setEnabled(False)

    def _connect(self) -> None:
        boxes = self.boxes
        for name in ("method", "cells", "kernel", "unit", "split", "people", "category"):
            boxes[name].currentIndexChanged.connect(self._touched)
        for name in CHECKS:
            boxes[name].toggled.connect(self._touched)
        for name in ("first", "last"):
            boxes[name].dateChanged.connect(self._touched)
        boxes["cell"].valueChanged.connect(self._touched)
        boxes["bandwidth"].valueChanged.connect(self._typed)
        self.slider.valueChanged.connect(self._slid)
        self.by_rule.clicked.connect(lambda: self._go(_RULE))
        self.by_hits.clicked.connect(lambda: self._go(_HELD_OUT))

    def show_offer(self, offer: Offer | None, bandwidth: float) -> None:
        """Offer what a project has, `bandwidth` metres at first; what was chosen stays where it still exists."""
        before, self._offer = self._offer, offer
        self.setEnabled(offer is not None and offer.incidents > 0)
        if offer is None:
            return
        self._quietly(self._list)
        if before is None:
            self._quietly(lambda: self._default(bandwidth))
        self._quietly(lambda: self._follow_record(before, offer))
        self._show_what_applies()

    def _default(self, bandwidth: float) -> None:
        self.boxes["fdr"].setChecked(True)
        for name in ("edge", "permutations", "weighted", "night"):
            self.boxes[name].setChecked(False)
        self._set_bandwidth(bandwidth)

    def _follow_record(self, before: Offer | None, offer: Offer) -> None:
        """Keep the days within the record; one at its end stays at its end."""
        if offer.first is None or offer.last is None:
            return
        for name, end in (("first", offer.first), ("last", offer.last)):
            box, old = self.boxes[name], None if before is None else getattr(before, name)
            at_end = old is None or box.date() == _qdate(old)
            box.setDateRange(_qdate(offer.first), _qdate(offer.last))
            if at_end:
                box.setDate(_qdate(end))

    # What is asked ------------------------------------------------------------------------------------------------

    @property
    def ready(self) -> bool:
        """Whether there is something to ask."""
        return self._offer is not None and self._offer.incidents > 0

    @property
    def method(self) -> str:
        """The method that is chosen."""
        return str(self._data("method") or "")

    def question(self) -> Question:
        """Return which incidents are asked for."""
        from spaceplanner.services.selection import Question  # noqa: PLC0415 - start-up time

        offer, category = self._offer, self._data("category")
        first, last = self._day("first"), self._day("last")
        return Question(
            first=first if offer is not None and first != offer.first else None,
            last=last if offer is not None and last != offer.last else None,
            categories=(category,) if category else (),
            night=self._applies("night") and self.boxes["night"].isChecked(),
        )

    def request(self) -> Request:
        """Return how hot spots are sought: only what belongs to the method."""
        from spaceplanner.services.hotspots import Request  # noqa: PLC0415 - start-up time

        some: dict[str, Any] = {
            name: self._data(name) for name in ("cells", "kernel", "unit", "split", "people") if self._applies(name)
        }
        some |= {name: self.boxes[name].isChecked() for name in ("edge", "fdr", "weighted") if self._applies(name)}
        if self._applies("permutations") and self.boxes["permutations"].isChecked():
            some["permutations"] = _SHUFFLES
        if self._applies("bandwidth"):
            some["bandwidth"] = self._way or self._metres
        if self._applies("cell") and self.boxes["cell"].value():
            some["cell"] = self.boxes["cell"].value()
        return Request(method=self._data("method"), **some)

    def take(self, method: str, options: Mapping[str, str], *, bandwidth: float) -> None:
        """Ask as somebody else found best, in whole metres; bandwidths out of range become the nearest within."""
        self._quietly(lambda: self._take(method, options, bandwidth))
        self._show_what_applies()
        self._soon.start()

    def _take(self, method: str, options: Mapping[str, str], bandwidth: float) -> None:
        self.boxes["method"].choose(method)
        for name, value in options.items():
            self.boxes[name].choose(value)
        if method == "gi" and self._data("cells") == "districts":
            self.boxes["cells"].choose("square")
        self._set_bandwidth(_within(round(bandwidth)))

    def show_bandwidth(self, metres: float) -> None:
        """Write the bandwidth that a rule or the held-out months chose; from now on it is a number."""
        if self._way is not None:
            self._quietly(lambda: self._set_bandwidth(metres))

    # Hands --------------------------------------------------------------------------------------------------------

    @Slot()
    def _touched(self) -> None:
        cell = self.boxes["cell"]
        least = LEAST if self._data("method") == "gi" else STEP
        if 0 < cell.value() < least:
            # A step down from the least leads to "automatic".
            self._quietly(lambda: cell.setValue(least if cell.value() != least - STEP else 0))
        self._show_what_applies()
        self._soon.start()

    @Slot(float)
    def _typed(self, metres: float) -> None:
        self._quietly(lambda: self._set_bandwidth(_within(metres)))
        self._soon.start()

    @Slot(int)
    def _slid(self, metres: int) -> None:
        self._quietly(lambda: self._set_bandwidth(round(metres / STEP) * STEP))
        self._soon.start()

    def _go(self, way: str) -> None:
        self._way = way
        self._soon.start()

    def _day(self, name: str) -> date | None:
        if self._offer is None or self._offer.first is None:
            return None
        day: date = self.boxes[name].date().toPython()
        return day

    def _set_bandwidth(self, metres: float) -> None:
        """Keep the exact number and write it, rounded but never another: only hands are held within the range."""
        self._way, self._metres = None, float(metres)
        box = self.boxes["bandwidth"]
        box.setRange(min(LEAST, metres), max(MOST, metres))
        box.setValue(metres)
        self.slider.setValue(round(metres))


def _within(metres: float) -> float:
    return min(max(metres, LEAST), MOST)


def _qdate(day: date) -> QDate:
    return QDate(day.year, day.month, day.day)
