"""The parts that add up to a score or a need: one bar, and below it what each part brings."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QGridLayout, QSizePolicy, QVBoxLayout, QWidget

from spaceplanner.cartography import style
from spaceplanner.i18n import N_, gettext, number, percent
from spaceplanner.services import measures
from spaceplanner.ui import theme
from spaceplanner.ui.charts import StackBar, Swatch
from spaceplanner.ui.plain import label, tip

if TYPE_CHECKING:
    from collections.abc import Sequence

    from spaceplanner.domain.result import Part
    from spaceplanner.ui.context import Context

_WHOLE = 100.0


class PartsView(QWidget):
    """See the module's docstring.

    Parameters
    ----------
    sides
        How many parts stand in a line where all have data; "no data" and whole names take a line each.

    Attributes
    ----------
    bar
        The parts as one bar.
    """

    def __init__(self, context: Context, parent: QWidget | None = None, *, sides: int = 2) -> None:
        super().__init__(parent)
        self._sides = sides
        self.bar = StackBar(lambda: context.appearance.colours, self)
        self._parts = QGridLayout()
        self._parts.setHorizontalSpacing(6)
        self._parts.setVerticalSpacing(4)
        self._parts.setColumnStretch(1, 1)
        self._parts.setColumnMinimumWidth(3, 8 if sides > 1 else 0)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(8)
        column.addWidget(self.bar)
        column.addLayout(self._parts)

    def show_parts(self, parts: Sequence[Part]) -> None:
        """Show the parts of another whole; none: an empty bar."""
        self._clear()
        colours = style.MAP.score_parts
        self.bar.show_segments(
            [(part.points, colours[place % len(colours)], False) for place, part in enumerate(parts)], _WHOLE
        )
        self.bar.setAccessibleName("; ".join(f"{measures.label(part.id)} {_points(part)}" for part in parts))
        # "No data" is longer than a number: then one part a line, with its whole name.
        sides = 1 if any(part.value is None for part in parts) else self._sides
        self._parts.setColumnStretch(5, sides - 1)
        for place, part in enumerate(parts):
            self._add(divmod(place, sides), part, colours[place % len(colours)], whole=sides == 1)

    def _add(self, place: tuple[int, int], part: Part, colour: str, *, whole: bool) -> None:
        row, side = place
        name = label(measures.label(part.id) if whole else _sentence(measures.short(part.id)), self, wrap=True)
        name.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)
        points = label(_points(part), self, role="secondary")
        points.setFont(theme.font(12, tabular=True))
        words = explained(part)
        for widget in (name, points):
            widget.setToolTip(tip(words))
        points.setAccessibleName(words)
        first = 4 * side
        top = Qt.AlignmentFlag.AlignTop
        swatch = Swatch(colour, self)
        self._parts.addWidget(swatch, row, first, top)
        name.setAlignment(top | Qt.AlignmentFlag.AlignLeft)
        self._parts.addWidget(name, row, first + 1)
        self._parts.addWidget(points, row, first + 2, top | Qt.AlignmentFlag.AlignRight)

    def _clear(self) -> None:
        while (item := self._parts.takeAt(0)) is not None:
            if (widget := item.widget()) is not None:
                widget.hide()
                widget.deleteLater()


def explained(part: Part) -> str:
    """Say what a part of a score measures, what it found, and what it weighs."""
    weight = gettext(N_("weight {weight}")).format(weight=percent(part.weight))
    words = f"{measures.label(part.id)}: {measures.text(part.figure)} · {weight}"
    why = measures.why(part.figure)
    return f"{words}\n{why}" if why else words


def _points(part: Part) -> str:
    return number(part.points, 1) if part.value is not None else gettext("no data")


def _sentence(text: str) -> str:
    return text[:1].upper() + text[1:]
