"""The dialog for the weights of the criteria: sliders, comparisons in pairs, and the scores that follow at once."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Slot
from PySide6.QtWidgets import (
    QDialog,
    QDialogButtonBox,
    QGridLayout,
    QHBoxLayout,
    QTabWidget,
    QVBoxLayout,
    QWidget,
)

from spaceplanner.cartography import style
from spaceplanner.domain import edits
from spaceplanner.domain.criteria import SCORE_CRITERIA
from spaceplanner.i18n import N_, gettext, number, percent
from spaceplanner.services import measures, standing_words, weighing, weights
from spaceplanner.ui import theme
from spaceplanner.ui.buttons import ok_cancel
from spaceplanner.ui.charts import StackBar
from spaceplanner.ui.pairs_view import PairsView
from spaceplanner.ui.plain import Elided, label
from spaceplanner.ui.slider_row import SliderRow

if TYPE_CHECKING:
    from PySide6.QtWidgets import QLabel

    from spaceplanner.domain.criteria import Criterion
    from spaceplanner.services.weights import Judged
    from spaceplanner.ui.context import Context

_WHOLE = 100.0
_SHOWN = 16
"""Proposals whose scores are shown: as many as there is room for beside the sliders."""
_NAMES, _PREVIEW = 150, 330
_MEANS = N_("Only proportions count: all weights together are 100%.")


class WeightsDialog(QDialog):
    """Edits how much each criterion counts; accepting is one undo step.

    Attributes
    ----------
    rows
        Criterion -> its slider, in percent.
    pairs
        The comparisons in pairs; None with fewer than two criteria, or more than can be compared.
    tabs
        Sliders and comparisons.
    """

    def __init__(self, context: Context, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._context = context
        self._before = context.project
        self._start = weights.usable(context.project.criteria)
        self.rows: dict[str, SliderRow] = {}
        self._compared = False
        self.setWindowTitle(gettext(N_("Weights of the criteria")))
        self.tabs = QTabWidget(self)
        self.tabs.addTab(self._build_sliders(), gettext(N_("Directly")))
        self.pairs = self._build_pairs()
        if self.pairs is not None:
            self.tabs.addTab(self.pairs, gettext(N_("In pairs")))
        self._problem = label(parent=self, role="warning", wrap=True)
        sides = QHBoxLayout()
        sides.setSpacing(16)
        sides.addWidget(self.tabs, 1)
        sides.addWidget(self._build_preview())
        self._buttons = ok_cancel(self, restore=self.restore)
        column = QVBoxLayout(self)
        column.setContentsMargins(18, 16, 18, 14)
        column.setSpacing(12)
        column.addLayout(sides, 1)
        column.addWidget(self._problem)
        column.addWidget(self._buttons)
        self.resize(1000, 520)
        self._show_criteria(self._start)

    @Slot()
    def restore(self) -> None:
        """Show the default weights; they hold once the dialog is accepted."""
        usual = _usual()
        self._show_criteria(
            weights.weighed(self._start, {item.id: usual[item.id] for item in self._start if item.id in usual})
        )

    def accept(self) -> None:
        """Make the changes as one step; nothing changed is no step."""
        criteria = self._criteria()
        made = self.pairs.comparisons() if self.pairs is not None and self._compared else self._before.comparisons
        if criteria != self._before.criteria or made != self._before.comparisons:
            self._context.do(N_("Change weights"), edits.set_criteria(criteria, made))
        super().accept()

    # The parts of the dialog --------------------------------------------------------------------------------------

    def _build_sliders(self) -> QWidget:
        page = QWidget(self)
        column = QVBoxLayout(page)
        column.setContentsMargins(10, 12, 10, 8)
        column.setSpacing(8)
        usual = _usual()
        for criterion in self._start:
            default = usual.get(criterion.id)
            row = SliderRow(
                self._context,
                _sentence(standing_words.criterion_name(criterion.id)),
                "\n".join([*_label(criterion.id), gettext(_MEANS)]),
                low=0,
                high=_WHOLE,
                step=1,
                usual=None if default is None else _WHOLE * default,
                digits=1,
                unit="%",
                parent=page,
            )
            row.changed.connect(self._refresh)
            self.rows[criterion.id] = row
            column.addWidget(row)
        self._sum = label(parent=page, role="secondary", wrap=True)
        column.addWidget(self._sum)
        column.addStretch(1)
        return page

    def _build_pairs(self) -> PairsView | None:
        criteria = self._start
        if not 2 <= len(criteria) <= weights.MOST:  # noqa: PLR2004 - a pair
            return None
        made = PairsView(criteria, self._before.comparisons, self)
        made.changed.connect(self._take_pairs)
        return made

    def _build_preview(self) -> QWidget:
        side = QWidget(self)
        side.setFixedWidth(_PREVIEW)
        column = QVBoxLayout(side)
        column.setContentsMargins(0, 4, 0, 0)
        column.setSpacing(8)
        title = label(gettext(N_("Scores with these weights")), side)
        title.setFont(theme.font(13, "semibold"))
        column.addWidget(title)
        self._lines = QGridLayout()
        self._lines.setHorizontalSpacing(8)
        self._lines.setVerticalSpacing(7)
        self._lines.setColumnStretch(1, 1)
        self.bars: list[tuple[Elided, StackBar, QLabel]] = []
        result = self._context.result
        for place in range(min(len(result.ranked), _SHOWN) if result is not None else 0):
            name, points = Elided(parent=side, most=_NAMES), label(parent=side)
            name.setFixedWidth(_NAMES)
            points.setFont(theme.font(12, tabular=True))
            bar = StackBar(lambda: self._context.appearance.colours, side, height=12)
            for at, widget in enumerate((name, bar, points)):
                self._lines.addWidget(widget, place, at)
            self.bars.append((name, bar, points))
        column.addLayout(self._lines)
        self._more = label(parent=side, role="faint", wrap=True)
        column.addWidget(self._more)
        column.addStretch(1)
        return side

    # What is shown ------------------------------------------------------------------------------------------------

    def _show_criteria(self, criteria: tuple[Criterion, ...]) -> None:
        total = sum(criterion.weight for criterion in criteria)
        for criterion in criteria:
            self.rows[criterion.id].set_value(_WHOLE * criterion.weight / total)
        self._refresh()

    @Slot(object)
    def _take_pairs(self, found: Judged) -> None:
        self._compared = True
        for key, weight in found.weights.items():
            self.rows[key].set_value(_WHOLE * weight)
        self._refresh()

    def _criteria(self) -> tuple[Criterion, ...]:
        """Return the criteria as the sliders have them; weights in the same proportions stay what they are."""
        old = self._start
        total = sum(criterion.weight for criterion in old)
        same = all(abs(self.rows[item.id].value() - _WHOLE * item.weight / total) < 1e-9 for item in old)  # noqa: PLR2004
        return old if same else weights.weighed(old, {key: row.value() / _WHOLE for key, row in self.rows.items()})

    @Slot()
    def _refresh(self) -> None:
        total = sum(row.value() for row in self.rows.values())
        possible = total > 0
        self._buttons.button(QDialogButtonBox.StandardButton.Ok).setEnabled(possible)
        self._problem.setText("" if possible else gettext(N_("Give at least one criterion a weight above 0.")))
        self._problem.setVisible(not possible)
        if not possible:
            return
        shares = ", ".join(
            f"{standing_words.criterion_name(key)}\u00a0{percent(row.value() / total)}"
            for key, row in self.rows.items()
        )
        off = abs(total - _WHOLE) > 0.05  # noqa: PLR2004 - a decimal of the boxes
        text = N_("They add up to {sum}, so they count as {shares}.") if off else N_("They add up to 100%.")
        self._sum.setText(gettext(text).format(sum=percent(total / _WHOLE, 1), shares=shares))
        self._preview()

    def _preview(self) -> None:
        """Show what the proposals would score, the first on top."""
        result = self._context.result
        of = self._context.result_project
        if result is None or of is None or not result.proposals or _ids(of.criteria) != _ids(self._start):
            self._more.setText(gettext(N_("There is no proposal yet whose score could be shown.")))
            return
        found = sorted(
            weighing.reweighed(result.ranked, self._criteria()), key=lambda item: (item.rank, item.name, item.id)
        )
        colours = style.MAP.score_parts
        for (name, bar, points), item in zip(self.bars, found, strict=False):
            name.setText(f"{number(item.rank)}. {item.name}")
            bar.show_segments(
                [(part.points, colours[at % len(colours)], False) for at, part in enumerate(item.criteria)], _WHOLE
            )
            bar.setAccessibleName(f"{name.full}: {number(item.score, 1)}")
            points.setText(number(item.score, 1))
        rest = len(found) - len(self.bars)
        self._more.setText(gettext(N_("and {count} more")).format(count=number(rest)) if rest > 0 else "")


def _ids(criteria: tuple[Criterion, ...]) -> list[str]:
    return [criterion.id for criterion in criteria]


def _label(key: str) -> list[str]:
    return [measures.label(key)] if key in measures.MEASURES else []


def _sentence(text: str) -> str:
    return text[:1].upper() + text[1:]


def _usual() -> dict[str, float]:
    return {criterion.id: criterion.weight for criterion in SCORE_CRITERIA}
