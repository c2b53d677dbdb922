"""How well a partner fits each proposal: a bar of its parts, and a sentence for each part."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Slot
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QVBoxLayout, QWidget

from spaceplanner.cartography import style
from spaceplanner.i18n import N_, gettext, number
from spaceplanner.services import partners
from spaceplanner.ui import theme
from spaceplanner.ui.charts import StackBar, Swatch
from spaceplanner.ui.choice import Choice
from spaceplanner.ui.plain import label
from spaceplanner.ui.scrolled import scrolled

if TYPE_CHECKING:
    from spaceplanner.services.partners import Fit
    from spaceplanner.ui.context import Context


class FitView(QWidget):
    """Shows fits, the best first; the parts of the chosen one are told.

    Attributes
    ----------
    chooser
        The proposals, the best first.
    """

    def __init__(self, context: Context, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._context = context
        self._fits: tuple[Fit, ...] = ()
        self._names: dict[str, str] = {}
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 10, 0, 0)
        column.setSpacing(8)
        self._none = label(
            gettext(N_("There is nothing to compare yet: a fit needs a proposal that has been scored.")),
            self,
            role="secondary",
            wrap=True,
        )
        self.chooser = Choice(self, width=30)
        self.chooser.setAccessibleName(gettext(N_("Proposal")))
        self.chooser.activated.connect(self._show)
        self._bar = StackBar(lambda: context.appearance.colours, self)
        self._total = label(parent=self)
        self._total.setFont(theme.font(13, "semibold"))
        row = QHBoxLayout()
        row.addWidget(self.chooser, 1)
        row.addWidget(self._total)
        self._warning = label(parent=self, role="warning", wrap=True)
        area = scrolled(self)
        self._parts = QWidget(area)
        self._grid = QGridLayout(self._parts)
        self._grid.setContentsMargins(0, 4, 6, 0)
        self._grid.setHorizontalSpacing(10)
        self._grid.setColumnStretch(3, 1)
        area.setWidget(self._parts)
        column.addWidget(self._none)
        column.addLayout(row)
        column.addWidget(self._bar)
        column.addWidget(self._warning)
        column.addWidget(area, 1)

    def show_fits(self, fits: tuple[Fit, ...], names: dict[str, str]) -> None:
        """Show the fits of one partner, the best first; `names` are those of the proposals, by id."""
        self._fits, self._names = fits, names
        before = self.chooser.currentData()
        self.chooser.clear()
        for fit in fits:
            self.chooser.add(f"{number(fit.total)} · {names.get(fit.proposal, fit.proposal)}", fit.proposal)
        if not self.chooser.choose(before):
            self.chooser.setCurrentIndex(0 if fits else -1)
        self._show()

    @Slot()
    def _show(self) -> None:
        while (item := self._grid.takeAt(0)) is not None:
            if (widget := item.widget()) is not None:
                widget.hide()
                widget.deleteLater()
        fit = next((one for one in self._fits if one.proposal == self.chooser.currentData()), None)
        for each in (self.chooser, self._bar, self._total):
            each.setVisible(fit is not None)
        self._none.setVisible(fit is None)
        self._warning.setVisible(fit is not None and bool(fit.refused))
        if fit is None:
            return
        colours = style.MAP.score_parts
        self._warning.setText(fit.refused)
        self._total.setText(gettext(N_("{points} of 100")).format(points=number(fit.total)))
        shown = [] if fit.refused else [(part.points, colours[at], False) for at, part in enumerate(fit.parts)]
        self._bar.show_segments(shown, 100.0)
        for at, part in enumerate(fit.parts):
            points = "–" if part.value is None else f"{number(part.points)} / {number(100 * part.weight)}"
            self._grid.addWidget(Swatch(colours[at], self._parts), at, 0)
            self._grid.addWidget(label(gettext(partners.LABELS[part.id]), self._parts), at, 1)
            self._grid.addWidget(label(points, self._parts, role="secondary"), at, 2)
            self._grid.addWidget(label(part.why, self._parts, role="secondary", wrap=True), at, 3)
        self._grid.setRowStretch(len(fit.parts), 1)
