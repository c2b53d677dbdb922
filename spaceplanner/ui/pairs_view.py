"""Comparisons of criteria in pairs: a slider for each pair, how consistent they are, and the comparison to mend."""

from __future__ import annotations

from functools import partial
from math import inf
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QFrame, QGridLayout, QScrollArea, QVBoxLayout, QWidget

from spaceplanner.domain.judgement import Comparison
from spaceplanner.i18n import N_, gettext
from spaceplanner.services import standing_words, weights
from spaceplanner.ui.plain import Elided, label, tip
from spaceplanner.ui.slider_row import Slider

if TYPE_CHECKING:
    from collections.abc import Sequence

    from PySide6.QtWidgets import QLabel

    from spaceplanner.domain.criteria import Criterion
    from spaceplanner.services.weights import Judged

_NAMES, _TIMES = 132, 96
_EQUAL = len(weights.SCALE) // 2


class PairsView(QWidget):
    """See the module's docstring. A slider to the left says that the left criterion is more important.

    Parameters
    ----------
    comparisons
        Those made so far; pairs that nobody has compared begin where the present weights put them.

    Attributes
    ----------
    sliders
        Pair of criteria -> its slider.
    judged
        What the comparisons lead to.
    """

    changed = Signal(object)
    """What the comparisons lead to, after one was moved."""

    def __init__(
        self, criteria: Sequence[Criterion], comparisons: Sequence[Comparison], parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._criteria = tuple(criteria)
        made = {(item.first, item.second): item.times for item in weights.implied(criteria)}
        for item in comparisons:
            if not 0 < item.times < inf:
                continue  # a file may hold anything
            if (item.second, item.first) in made:
                made[item.second, item.first] = 1 / item.times
            elif (item.first, item.second) in made:
                made[item.first, item.second] = item.times
        self._times = made
        self.sliders: dict[tuple[str, str], Slider] = {}
        self._lines: dict[tuple[str, str], tuple[Elided, Elided, QLabel]] = {}
        self._marked: tuple[str, str] | None = None
        self._ratio, self._mend = label(parent=self, wrap=True), label(parent=self, role="warning", wrap=True)
        column = QVBoxLayout(self)
        column.setContentsMargins(10, 10, 10, 8)
        column.setSpacing(8)
        hint = gettext(N_("Which of two criteria is more important, and how many times? In the middle they are equal."))
        column.addWidget(label(hint, self, role="secondary", wrap=True))
        column.addWidget(self._build(), 1)
        column.addWidget(self._ratio)
        column.addWidget(self._mend)
        self.judged = self._judge()

    def comparisons(self) -> tuple[Comparison, ...]:
        """Return all comparisons."""
        return tuple(Comparison(first=a, second=b, times=times) for (a, b), times in self._times.items())

    def _build(self) -> QWidget:
        area = QScrollArea(self)
        area.setWidgetResizable(True)
        area.setFrameShape(QFrame.Shape.NoFrame)
        area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        inside = QWidget(area)
        lines = QGridLayout(inside)
        lines.setContentsMargins(0, 0, 6, 0)
        lines.setHorizontalSpacing(8)
        lines.setVerticalSpacing(4)
        lines.setColumnStretch(1, 1)
        for place, pair in enumerate(self._times):
            self._add(lines, place, pair, inside)
        area.setWidget(inside)
        return area

    def _add(self, lines: QGridLayout, place: int, pair: tuple[str, str], parent: QWidget) -> None:
        left, right = (Elided(_sentence(standing_words.criterion_name(key)), parent, most=_NAMES) for key in pair)
        left.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        for name in (left, right):
            name.setFixedWidth(_NAMES)
        told = label(parent=parent, role="secondary")
        told.setFixedWidth(_TIMES)
        slider = Slider(parent)
        slider.setRange(0, len(weights.SCALE) - 1)
        slider.setPageStep(2)
        slider.setMinimumWidth(110)
        slider.setValue(_step(self._times[pair]))
        slider.setAccessibleName(gettext(N_("{one} compared with {other}")).format(one=left.full, other=right.full))
        slider.valueChanged.connect(partial(self._moved, pair))
        for at, widget in enumerate((left, slider, right, told)):
            lines.addWidget(widget, place, at)
        self.sliders[pair] = slider
        self._lines[pair] = (left, right, told)
        self._tell(pair)

    def _moved(self, pair: tuple[str, str], place: int) -> None:
        self._times[pair] = 1 / weights.SCALE[place]
        self._tell(pair)
        self.judged = self._judge()
        self.changed.emit(self.judged)

    def _tell(self, pair: tuple[str, str]) -> None:
        """Write how many times which of the two is as important."""
        times = self._times[pair]
        left, right, told = self._lines[pair]
        for name, more in ((left, times > 1), (right, times < 1)):
            font = name.font()
            font.setBold(more)
            name.setFont(font)
        words = (
            gettext(N_("equal"))
            if times == 1
            else gettext(N_("{times} times")).format(times=standing_words.times(max(times, 1 / times)))
        )
        told.setText(words)
        self.sliders[pair].setAccessibleDescription(
            words if times == 1 else f"{(left if times > 1 else right).full}: {words}"
        )
        self.sliders[pair].setToolTip(tip(self.sliders[pair].accessibleDescription()))

    def _judge(self) -> Judged:
        found = weights.judged(self._criteria, self.comparisons())
        self._ratio.setText(standing_words.consistency(found))
        mend = None if found.consistent else found.mend
        self._mend.setText(standing_words.mending(found) if mend is not None else "")
        self._mend.setVisible(mend is not None)
        wanted = next(
            (pair for pair in self._lines if mend is not None and set(pair) == {mend.first, mend.second}), None
        )
        if wanted != self._marked:
            self._mark(self._marked, marked=False)
            self._mark(wanted, marked=True)
            self._marked = wanted
        return found

    def _mark(self, pair: tuple[str, str] | None, *, marked: bool) -> None:
        """Highlight a pair, or no longer."""
        if pair is None:
            return
        for place, name in enumerate(self._lines[pair]):
            name.setProperty("role", "warning" if marked else "secondary" if place == len(pair) else "")
            name.style().unpolish(name)
            name.style().polish(name)
        self._tell(pair)  # what is polished anew has lost its bold type


def _step(times: float) -> int:
    """Return the slider's place: to the left of the middle where the left one is more important."""
    return min(range(len(weights.SCALE)), key=lambda place: abs(weights.SCALE[place] * times - 1))


def _sentence(text: str) -> str:
    return text[:1].upper() + text[1:]
