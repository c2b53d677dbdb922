"""The panel of hot spots: where incidents lie together, how that was sought, and whether it predicts."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtWidgets import QFrame, QHBoxLayout, QProgressBar, QPushButton, QScrollArea, QVBoxLayout, QWidget

from spaceplanner.i18n import N_, gettext
from spaceplanner.services import hotspot_words
from spaceplanner.ui import theme
from spaceplanner.ui.facts import rule
from spaceplanner.ui.hotspots_form import HotspotsForm
from spaceplanner.ui.hotspots_list import HotspotsList
from spaceplanner.ui.plain import label
from spaceplanner.ui.validation_view import ValidationView

if TYPE_CHECKING:
    from collections.abc import Mapping

    from PySide6.QtGui import QHideEvent, QShowEvent

    from spaceplanner.services.hotspots import HotSpot
    from spaceplanner.ui.context import Context

_MARGIN = 12
_WHOLE = 100


class HotspotsPanel(QWidget):
    """See the module's docstring.

    Attributes
    ----------
    form, list, validation
        The options, the ranked hot spots, and whether methods predict.
    means, summary, tests, caveats, problem
        What the method answers, what it found, how many cells are hot before and after the correction, what the reader
        should know, and what went wrong.
    export, cancel
        The buttons.
    """

    detail_changed = Signal(str)
    """Words for the panel's title bar: the record."""
    place_chosen = Signal(object)
    """Bounds on the ground of the hot spot that was chosen."""

    def __init__(self, context: Context, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._context = context
        self._search = context.hotspots
        self.form, self.list = HotspotsForm(self), HotspotsList(context, self)
        self.validation = ValidationView(context, self)
        self.means = label(parent=self, role="secondary", wrap=True)
        self.summary, self.tests = label(parent=self, wrap=True), label(parent=self, wrap=True)
        self.problem = label(parent=self, role="warning", wrap=True)
        self.caveats = label(parent=self, role="faint", wrap=True)
        self.export, self.cancel = QPushButton(self), QPushButton(self)
        self._progress = QProgressBar(self)
        self._working = QWidget(self)
        self._build()
        self._connect()
        self.retranslate()

    def _build(self) -> None:
        self.summary.setFont(theme.font(12.5, "semibold"))
        self._progress.setRange(0, _WHOLE)
        self._progress.setFixedHeight(14)
        row = QHBoxLayout(self._working)
        row.setContentsMargins(0, 0, 0, 0)
        row.addWidget(self._progress, 1)
        row.addWidget(self.cancel)
        body = QScrollArea(self)
        body.setWidgetResizable(True)
        body.setFrameShape(QFrame.Shape.NoFrame)
        body.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        body.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        inside = QWidget(body)
        column = QVBoxLayout(inside)
        column.setContentsMargins(_MARGIN, 10, _MARGIN, _MARGIN)
        column.setSpacing(8)
        for widget in (
            *(self.form, rule(inside), self.means, self._working, self.problem, self.summary, self.tests),
            *(self.list, self.caveats, self.export, rule(inside), self.validation),
        ):
            column.addWidget(widget)
        column.addStretch(1)
        body.setWidget(inside)
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        outer.addWidget(body)

    def _connect(self) -> None:
        search, context = self._search, self._context
        self.form.changed.connect(self._ask)
        self.list.chosen.connect(self._choose)
        self.validation.taken.connect(self._take)
        self.cancel.clicked.connect(search.cancel)
        self.export.clicked.connect(lambda: context.request_export.emit("hotspots"))
        search.offered.connect(self._show_offer)
        search.answered.connect(self._take_answer)
        search.moved.connect(self._show_progress)
        context.language_changed.connect(self.retranslate)
        context.appearance.changed.connect(self._show_answer)

    def showEvent(self, event: QShowEvent) -> None:  # noqa: N802 - Qt's name
        """Find out what can be asked, the first time that somebody looks."""
        super().showEvent(event)
        self._search.watch(True)  # noqa: FBT003 - somebody looks
        if self._search.offer is None:
            self._search.survey()

    def hideEvent(self, event: QHideEvent) -> None:  # noqa: N802 - Qt's name
        """Ask nothing while nobody looks."""
        super().hideEvent(event)
        self._search.watch(False)  # noqa: FBT003 - nobody does

    @Slot()
    def _show_offer(self) -> None:
        offer = self._search.offer
        self.form.show_offer(offer, self._context.project.settings.bandwidth)
        self.validation.show_offer(offer)
        if self.form.ready and self._search.asked is None:
            self._search.show(shown=True)
        if self.form.ready and self._search.asked != (self.form.question(), self.form.request()):
            # Nothing was asked yet, or what was asked is not possible any more.
            self._ask()
        self._show_answer()

    @Slot()
    def _ask(self) -> None:
        if self.form.ready:
            self._search.ask(self.form.question(), self.form.request())

    def _take(self, method: str, options: Mapping[str, str], metres: float) -> None:
        self.form.take(method, options, bandwidth=metres)

    @Slot()
    def _show_progress(self) -> None:
        fraction = self._search.progress
        self._working.setVisible(fraction is not None)
        self._progress.setValue(round(_WHOLE * (fraction or 0.0)))

    @Slot()
    def _take_answer(self) -> None:
        """Show an answer; its bandwidth in the form too, where that still asks for the same."""
        answer = self._search.answer
        same = answer is not None and (answer.question, answer.request) == (self.form.question(), self.form.request())
        if same and answer is not None and answer.bandwidth is not None:
            self.form.show_bandwidth(answer.bandwidth)
        self._show_answer()

    @Slot()
    def _show_answer(self) -> None:
        """Write what was found, or why there is nothing."""
        answer, refusal, offer = self._search.answer, self._search.refusal, self._search.offer
        found = answer.found if answer is not None else None
        waiting = N_("No incidents yet. Add a layer of incidents to see where they lie together.")
        problem = str(refusal) if refusal is not None else ""
        if offer is not None and not offer.incidents:
            problem = gettext(waiting)
        self.problem.setText(problem)
        self.means.setText(hotspot_words.means(self.form.method) if self.form.ready else "")
        self.summary.setText(hotspot_words.summary(found) if found is not None else "")
        self.tests.setText(hotspot_words.tests(found) if found is not None else "")
        self.caveats.setText("\n".join(hotspot_words.warnings(found)) if found is not None else "")
        for words in (self.problem, self.means, self.summary, self.tests, self.caveats):
            words.setVisible(bool(words.text()))
        self.list.show_answer(answer)
        self.export.setVisible(found is not None and bool(found.spots))
        self.detail_changed.emit(hotspot_words.period(found) if found is not None else "")

    @Slot(object)
    def _choose(self, spot: HotSpot) -> None:
        self._search.choose(spot.rank)
        self._search.show(shown=True)
        self.place_chosen.emit(spot.shape.bounds)

    @Slot()
    def retranslate(self) -> None:
        """Write the words anew."""
        self.form.retranslate()
        self.list.retranslate()
        self.validation.retranslate()
        self.export.setText(gettext(N_("E&xport hot spots…")))
        self.cancel.setText(gettext(N_("Cancel")))
        self._progress.setAccessibleName(gettext(N_("Progress")))
        self._show_progress()
        self._show_answer()
