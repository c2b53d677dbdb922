"""The boxes of the hot spots' form: how they are laid out, what they are called, and which are there."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QEvent, Qt
from PySide6.QtWidgets import QCheckBox, QDateEdit, QHBoxLayout, QPushButton, QSlider, QVBoxLayout, QWidget

from spaceplanner.cartography import hot_legend
from spaceplanner.i18n import N_, gettext, number
from spaceplanner.ui.choice import Choice
from spaceplanner.ui.fold import Fold
from spaceplanner.ui.hotspots_fields import KERNELS, OPTIONS, SPLITS, UNITS, applies, explained
from spaceplanner.ui.lines import grid
from spaceplanner.ui.measure_box import MeasureBox
from spaceplanner.ui.plain import label, tip

if TYPE_CHECKING:
    from PySide6.QtCore import QObject
    from PySide6.QtWidgets import QGridLayout, QLabel

    from spaceplanner.services.hotspot_offer import Offer

LEAST, MOST, STEP = 100, 1_000, 10
"""Metres: the bandwidth's range, which is that of the analysis settings, and its step."""
CHECKS = ("edge", "fdr", "permutations", "weighted", "night")
"""Options that are on or off."""

_LABELS = 84
_LARGEST_CELL = 1_000
_NOBODY = N_("Rates need the number of people: add a layer of residents, or a column of people to the districts.")
_MAIN = ("method", "cells", "bandwidth", "people")
_MORE = ("kernel", "unit", "split", "cell", "edge", "fdr", "permutations", "weighted")
_WHICH = ("category", "first", "last", "night")


class HotspotsBoxes(QWidget):
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

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._offer: Offer | None = None
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
        for name, box in self.boxes.items():
            box.setProperty("option", name)
            box.installEventFilter(self)
        self.retranslate()

    def _box(self, name: str) -> QWidget:
        if name in CHECKS:
            return QCheckBox(self)
        if name in {"first", "last"}:
            day = QDateEdit(self)
            day.setDisplayFormat("yyyy-MM-dd")
            day.setKeyboardTracking(False)
            return day
        if name in {"bandwidth", "cell"}:
            low, high = (LEAST, MOST) if name == "bandwidth" else (0, _LARGEST_CELL)
            box = MeasureBox(low, high, unit="m", parent=self)
            box.setSingleStep(STEP)
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
        self.slider.setRange(LEAST, MOST)
        self.slider.setSingleStep(STEP)
        self.slider.setPageStep(5 * STEP)

    def _fill(self, lines: QGridLayout, names: tuple[str, ...], parent: QWidget) -> None:
        for name in names:
            place, box = lines.rowCount(), self.boxes[name]
            box.setParent(parent)
            if name in CHECKS:
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

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:  # noqa: N802 - Qt's name
        """Explain the option that the keyboard is in."""
        if event.type() == QEvent.Type.FocusIn:
            self._explain(str(watched.property("option")))
        return super().eventFilter(watched, event)

    def retranslate(self) -> None:
        """Write the words anew."""
        for name, box in self.boxes.items():
            text, said = gettext(OPTIONS[name].text), explained(name)
            if name in CHECKS:
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
        """Say what an option means; of the method, the panel says what the chosen one answers."""
        self._explained = name
        self._help.setText("" if name == "method" else explained(name))
        self._help.setVisible(bool(self._help.text()))

    def _list(self) -> None:
        """Write the entries of the choices in the language in use."""
        offer = self._offer
        assert offer is not None
        possible, nobody = self._possible(offer), not (offer.residents or offer.people)
        cells = [name for name in offer.cells if name != "districts" or offer.districts]
        rows: dict[str, list[tuple[str, str | None]]] = {
            "method": [(gettext(hot_legend.METHODS.get(name, name)), name) for name in possible],
            "cells": [(_capital(gettext(hot_legend.CELLS.get(name, name))), name) for name in cells],
            "kernel": [(gettext(KERNELS.get(name, name)), name) for name in offer.kernels],
            "unit": [(gettext(words), name) for name, words in UNITS.items()],
            "split": [(gettext(words), name) for name, words in SPLITS.items()],
            "people": [
                *([(gettext(N_("Residents")), None)] if offer.residents else []),
                *((name, name) for name in offer.people),
            ],
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
            refused = name == "method" and nobody
            if refused:
                box.refuse("rates", gettext(_NOBODY))
                box.setItemText(box.findData("rates"), gettext(N_("Rates (no residents)")))
            if (refused and now == "rates") or not box.choose(now):
                box.setCurrentIndex(0)

    def _possible(self, offer: Offer) -> list[str]:
        """Return the methods that the project has the layers for."""
        missing = set() if offer.districts else {"rates"}
        if not offer.streets:
            missing.add("network")
        return [name for name in offer.methods if name not in missing]

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

    def _data(self, name: str) -> Any:
        return self.boxes[name].currentData()

    def _applies(self, name: str) -> bool:
        return not self.boxes[name].isHidden()

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


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]
