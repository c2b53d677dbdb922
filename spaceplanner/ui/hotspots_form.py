"""The form of the hot spots: method and options; what does not belong to the method is not there."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QDate, QEvent, Qt, QTimer, Signal, Slot
from PySide6.QtWidgets import QCheckBox, QDateEdit, QHBoxLayout, QPushButton, QSlider, QVBoxLayout, QWidget

from spaceplanner.cartography import hot_legend
from spaceplanner.i18n import N_, gettext, number
from spaceplanner.ui.choice import Choice
from spaceplanner.ui.fold import Fold
from spaceplanner.ui.hotspots_fields import KERNELS, OPTIONS, UNITS, applies, explained
from spaceplanner.ui.lines import grid
from spaceplanner.ui.measure_box import MeasureBox
from spaceplanner.ui.plain import label, tip

if TYPE_CHECKING:
    from datetime import date

    from PySide6.QtCore import QObject
    from PySide6.QtWidgets import QGridLayout, QLabel

    from spaceplanner.services.hotspot_offer import Offer
    from spaceplanner.services.hotspots import Request
    from spaceplanner.services.selection import Question

_LABELS, _PATIENCE_MS = 84, 300
_LEAST, _MOST, _STEP = 100, 1_000, 10
"""Metres: the bandwidth's range, which is that of the analysis settings, and its step."""
_LARGEST_CELL = 1_000
_CHECKS = ("edge", "fdr", "weighted", "night")
_MAIN = ("method", "cells", "bandwidth", "people")
_MORE = ("kernel", "unit", "cell", "edge", "fdr", "weighted")
_WHICH = ("category", "first", "last", "night")
_RULE, _HELD_OUT = "rule", "held-out"


class HotspotsForm(QWidget):
    """See the module's docstring.

    Attributes
    ----------
    boxes
        Option -> where it is chosen or typed.
    slider, by_rule, by_hits
        Other ways to a bandwidth: a slider, the rule of thumb, and the best hit rate on held-out months.
    more, which
        The folds: further options, and which incidents.
    """

    changed = Signal()
    """Something else is asked for; sent after a short pause."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._offer: Offer | None = None
        self._way: str | None = None
        self._explained = "method"
        self._labels: dict[str, QLabel] = {}
        self.boxes: dict[str, Any] = {name: self._box(name) for name in OPTIONS}
        self.slider = QSlider(Qt.Orientation.Horizontal, self)
        self.by_rule, self.by_hits = QPushButton(self), QPushButton(self)
        for button in (self.by_rule, self.by_hits):
            button.setProperty("narrow", True)  # noqa: FBT003 - Qt's own signature
        self.more, self.which = Fold(self), Fold(self)
        self._help = label(parent=self, role="faint", wrap=True)
        self._build()
        self._soon = QTimer(self, singleShot=True, interval=_PATIENCE_MS)
        self._soon.timeout.connect(self.changed)
        self._connect()
        self.retranslate()
        self.setEnabled(False)

    # Building -----------------------------------------------------------------------------------------------------

    def _box(self, name: str) -> QWidget:
        if name in _CHECKS:
            return QCheckBox(self)
        if name in {"first", "last"}:
            day = QDateEdit(self)
            day.setDisplayFormat("yyyy-MM-dd")
            day.setKeyboardTracking(False)
            return day
        if name in {"bandwidth", "cell"}:
            low, high = (_LEAST, _MOST) if name == "bandwidth" else (0, _LARGEST_CELL)
            box = MeasureBox(low, high, unit="m", parent=self)
            box.setSingleStep(_STEP)
            box.setKeyboardTracking(False)
            return box
        return Choice(self)

    def _build(self) -> None:
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(6)
        main = grid(_LABELS)
        self._fill(main, _MAIN, self)
        column.addLayout(main)
        for fold, names in ((self.more, _MORE), (self.which, _WHICH)):
            lines = grid(_LABELS - 20)
            self._fill(lines, names, fold.body)
            fold.fill(lines)
            column.addWidget(fold)
        column.addWidget(self._help)
        self.slider.setRange(_LEAST, _MOST)
        self.slider.setSingleStep(_STEP)
        self.slider.setPageStep(5 * _STEP)

    def _fill(self, lines: QGridLayout, names: tuple[str, ...], parent: QWidget) -> None:
        for name in names:
            place, box = lines.rowCount(), self.boxes[name]
            box.setParent(parent)
            if name in _CHECKS:
                lines.addWidget(box, place, 0, 1, 2)
                continue
            self._labels[name] = words = label(parent=parent)
            words.setBuddy(box)
            lines.addWidget(words, place, 0)
            if name == "bandwidth":
                lines.addLayout(_row(box, self.slider), place, 1)
                lines.addLayout(_row(self.by_rule, self.by_hits), place + 1, 1)
            else:
                lines.addWidget(box, place, 1)

    def _connect(self) -> None:
        boxes = self.boxes
        for name in ("method", "cells", "kernel", "unit", "people", "category"):
            boxes[name].currentIndexChanged.connect(self._touched)
        for name in _CHECKS:
            boxes[name].toggled.connect(self._touched)
        for name in ("first", "last"):
            boxes[name].dateChanged.connect(self._touched)
        boxes["cell"].valueChanged.connect(self._touched)
        boxes["bandwidth"].valueChanged.connect(self._typed)
        self.slider.valueChanged.connect(self._slid)
        self.by_rule.clicked.connect(lambda: self._go(_RULE))
        self.by_hits.clicked.connect(lambda: self._go(_HELD_OUT))
        for name, box in boxes.items():
            box.setProperty("option", name)
            box.installEventFilter(self)

    # What is there ------------------------------------------------------------------------------------------------

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
        for name in ("edge", "weighted", "night"):
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

    def _list(self) -> None:
        """Write the entries of the choices in the language in use."""
        offer = self._offer
        assert offer is not None
        cells = [name for name in offer.cells if name != "districts" or offer.districts]
        rows: dict[str, list[tuple[str, str | None]]] = {
            "method": [(gettext(hot_legend.METHODS.get(name, name)), name) for name in self._possible(offer)],
            "cells": [(_capital(gettext(hot_legend.CELLS.get(name, name))), name) for name in cells],
            "kernel": [(gettext(KERNELS.get(name, name)), name) for name in offer.kernels],
            "unit": [(gettext(words), name) for name, words in UNITS.items()],
            "people": [(gettext(N_("Residents")), None), *((name, name) for name in offer.people)],
            "category": [
                (gettext(N_("All categories")), None),
                *((f"{name} ({number(count)})", name) for name, count in offer.categories),
            ],
        }
        for name, entries in rows.items():
            box, now = self.boxes[name], self.boxes[name].currentData()
            box.clear()
            for text, value in entries:
                box.add(text, value)
            if not box.choose(now):
                box.setCurrentIndex(0)

    def _possible(self, offer: Offer) -> list[str]:
        """Return the methods that the project has the layers for."""
        missing = set() if offer.districts else {"rates"}
        if not offer.streets:
            missing.add("network")
        return [name for name in offer.methods if name not in missing]

    @Slot()
    def _show_what_applies(self) -> None:
        """Hide what does not belong to the method, or what the project has nothing for."""
        offer = self._offer
        if offer is None:
            return
        method, cells = self._data("method"), self._data("cells")
        reads = offer.methods.get(method, frozenset())
        lacking = set() if offer.severity else {"weighted"}
        lacking |= set() if offer.first is not None else {"first", "last", "night"}
        lacking |= set() if offer.categories else {"category"}
        for name, box in self.boxes.items():
            there = name not in lacking and applies(name, method, cells, reads)
            box.setVisible(there)
            if name in self._labels:
                self._labels[name].setVisible(there)
        self.slider.setVisible(applies("bandwidth", method, cells, reads))
        ways = "kernel" in reads
        self.by_rule.setVisible(ways)
        self.by_hits.setVisible(ways and offer.first is not None)
        if not self._applies(self._explained):
            self._explain("method")
        self.more.setVisible(any(applies(name, method, cells, reads) for name in _MORE if name not in lacking))

    # What is asked ------------------------------------------------------------------------------------------------

    @property
    def ready(self) -> bool:
        """Whether there is something to ask."""
        return self._offer is not None and self._offer.incidents > 0

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
            name: self._data(name) for name in ("cells", "kernel", "unit", "people") if self._applies(name)
        }
        some |= {name: self.boxes[name].isChecked() for name in ("edge", "fdr", "weighted") if self._applies(name)}
        if self._applies("bandwidth"):
            some["bandwidth"] = self._way or self.boxes["bandwidth"].value()
        if self._applies("cell") and self.boxes["cell"].value():
            some["cell"] = self.boxes["cell"].value()
        return Request(method=self._data("method"), **some)

    def take(self, method: str, *, kernel: str | None, bandwidth: float) -> None:
        """Ask as somebody else found best; narrower bandwidths become the least that is allowed."""
        self._quietly(lambda: self._take(method, kernel, bandwidth))
        self._show_what_applies()
        self._soon.start()

    def _take(self, method: str, kernel: str | None, bandwidth: float) -> None:
        self.boxes["method"].choose(method)
        if kernel is not None:
            self.boxes["kernel"].choose(kernel)
        if method == "gi" and self._data("cells") == "districts":
            self.boxes["cells"].choose("square")
        self._set_bandwidth(bandwidth)

    def show_bandwidth(self, metres: float) -> None:
        """Write the bandwidth that a rule or the held-out months chose; from now on it is a number."""
        if self._way is not None:
            self._quietly(lambda: self._set_bandwidth(metres))

    # Hands --------------------------------------------------------------------------------------------------------

    @Slot()
    def _touched(self) -> None:
        cell = self.boxes["cell"]
        if self._data("method") == "gi" and 0 < cell.value() < _LEAST:
            self._quietly(lambda: cell.setValue(_LEAST if cell.value() != _LEAST - _STEP else 0))
        self._show_what_applies()
        self._soon.start()

    @Slot(float)
    def _typed(self, metres: float) -> None:
        self._quietly(lambda: self._set_bandwidth(metres))
        self._soon.start()

    @Slot(int)
    def _slid(self, metres: int) -> None:
        self._quietly(lambda: self._set_bandwidth(round(metres / _STEP) * _STEP))
        self._soon.start()

    def _go(self, way: str) -> None:
        self._way = way
        self._soon.start()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:  # noqa: N802 - Qt's name
        """Explain the option that the keyboard is in."""
        if event.type() == QEvent.Type.FocusIn:
            self._explain(str(watched.property("option")))
        return super().eventFilter(watched, event)

    # Words --------------------------------------------------------------------------------------------------------

    def retranslate(self) -> None:
        """Write the words anew."""
        for name, box in self.boxes.items():
            text, said = gettext(OPTIONS[name].text), explained(name)
            if name in _CHECKS:
                box.setText(text)
            else:
                self._labels[name].setText(text)
                self._labels[name].setToolTip(tip(said))
            box.setAccessibleName(text)
            box.setAccessibleDescription(said)
            box.setToolTip(tip(said))
        self.boxes["cell"].setSpecialValueText(gettext(N_("automatic")))
        for name in ("bandwidth", "cell"):
            self._quietly(lambda box=self.boxes[name]: box.retranslate("m"))
        self.slider.setAccessibleName(gettext(OPTIONS["bandwidth"].text))
        for button, text, said in (
            (
                self.by_rule,
                N_("By &rule"),
                N_("Takes the rule of thumb (Silverman). It smooths a city of many centres too much."),
            ),
            (
                self.by_hits,
                N_("Best &hits"),
                N_("Takes what would have held most incidents of the months that followed."),
            ),
        ):
            button.setText(gettext(text))
            button.setToolTip(tip(gettext(said)))
            button.setAccessibleDescription(gettext(said))
        self.more.say(gettext(N_("Options")))
        self.which.say(gettext(N_("Which incidents")))
        if self._offer is not None:
            self._quietly(self._list)
        self._explain(self._explained)

    def _explain(self, name: str) -> None:
        self._explained = name
        self._help.setText(explained(name))

    # Parts --------------------------------------------------------------------------------------------------------

    def _data(self, name: str) -> Any:
        return self.boxes[name].currentData()

    def _day(self, name: str) -> date | None:
        if self._offer is None or self._offer.first is None:
            return None
        day: date = self.boxes[name].date().toPython()
        return day

    def _applies(self, name: str) -> bool:
        return not self.boxes[name].isHidden()

    def _set_bandwidth(self, metres: float) -> None:
        self._way = None
        self.boxes["bandwidth"].setValue(metres)
        self.slider.setValue(round(self.boxes["bandwidth"].value()))

    def _quietly(self, work: Any) -> None:
        """Change the boxes without asking anew."""
        widgets = [*self.boxes.values(), self.slider]
        before = [widget.blockSignals(True) for widget in widgets]  # noqa: FBT003 - Qt's own signature
        work()
        for widget, blocked in zip(widgets, before, strict=True):
            widget.blockSignals(blocked)


def _row(*widgets: QWidget) -> QHBoxLayout:
    row = QHBoxLayout()
    row.setSpacing(6)
    for widget in widgets:
        row.addWidget(widget)
    return row


def _qdate(day: date) -> QDate:
    return QDate(day.year, day.month, day.day)


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]
