"""The dialog with two proposals side by side: what one does more than the other, and in what they differ."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QSize, Qt, Slot
from PySide6.QtGui import QPixmap
from PySide6.QtWidgets import QDialog, QDialogButtonBox, QGridLayout, QHBoxLayout, QVBoxLayout, QWidget

from spaceplanner.cartography.view import View
from spaceplanner.i18n import N_, gettext
from spaceplanner.services import picking, scenario_words, scenarios
from spaceplanner.ui import canvas_cache, theme
from spaceplanner.ui.choice import Choice
from spaceplanner.ui.compare_rows import sections
from spaceplanner.ui.plain import label, tip
from spaceplanner.ui.scrolled import scrolled
from spaceplanner.ui.whisker import WhiskerView

if TYPE_CHECKING:
    from collections.abc import Sequence

    from spaceplanner.cartography.style import Theme
    from spaceplanner.domain.project import Project
    from spaceplanner.services.scenarios import Difference
    from spaceplanner.ui.canvas_cache import Frame
    from spaceplanner.ui.compare_rows import Row, Section
    from spaceplanner.ui.context import Context

_TASK, _MAPS = "difference", "thumbnails"
_WIDTH, _HEIGHT = 900, 640
_NAMES, _WIDE, _HIGH = 168, 212, 128
"""Pixels of the names of rows, and of a map."""


class CompareDialog(QDialog):
    """See the module's docstring.

    Attributes
    ----------
    first, second
        The choices of the two proposals: the second is compared with the first.
    headline, surety
        What the second does more, in a sentence, and how sure that is.
    rows
        What the table says: title of the section and cells of the row.
    maps
        The places with each of the two.
    found
        The difference that is shown, or None.
    """

    def __init__(self, context: Context, proposal: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._context = context
        self.found: Difference | None = None
        self.rows: list[tuple[str, tuple[str, ...]]] = []
        self.first, self.second = Choice(self), Choice(self)
        self.setWindowTitle(gettext(N_("Compare proposals")))
        self.resize(_WIDTH, _HEIGHT)
        column = QVBoxLayout(self)
        column.setContentsMargins(18, 16, 18, 14)
        column.setSpacing(10)
        column.addLayout(self._build_choice())
        self.headline, self.surety = label(parent=self, wrap=True), label(parent=self, role="secondary", wrap=True)
        self.headline.setFont(theme.font(13, "semibold"))
        column.addWidget(self.headline)
        column.addWidget(self.surety)
        self._body = scrolled(self)
        column.addWidget(self._body, 1)
        self.maps = (label(parent=self), label(parent=self))
        buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Close, self)
        buttons.button(QDialogButtonBox.StandardButton.Close).setText(gettext(N_("Close")))
        buttons.rejected.connect(self.reject)
        column.addWidget(buttons)
        self._choose(proposal)
        for box in (self.first, self.second):
            box.activated.connect(self._begin)
        context.result_changed.connect(self._show_rows)
        context.standing_changed.connect(self._show_rows)
        self.finished.connect(self._forget)
        self._begin()

    def _build_choice(self) -> QHBoxLayout:
        row = QHBoxLayout()
        row.setSpacing(8)
        row.addSpacing(_NAMES)
        for box, words in ((self.first, N_("Compare")), (self.second, N_("with"))):
            box.setAccessibleName(gettext(words))
            for proposal in self._context.project.proposals:
                box.add(" ".join(proposal.name.split()), proposal.id)
            row.addWidget(box, 1)
        last = label(gettext(N_("difference")), self, role="secondary")
        row.addWidget(last, 1)
        return row

    def _choose(self, proposal: str) -> None:
        """Put the original, or whatever the proposal is best compared with, before it."""
        project = self._context.project
        other = scenarios.counterpart(project, proposal)
        pair = (other, proposal)
        if other is not None and (found := project.proposal(other)) is not None and found.scenario_of == proposal:
            pair = (proposal, other)
        self.first.choose(pair[0])
        self.second.choose(pair[1])

    @property
    def pair(self) -> tuple[str, str] | None:
        """Ids of the two; None where one is missing."""
        one, other = self.first.currentData(), self.second.currentData()
        return (one, other) if isinstance(one, str) and isinstance(other, str) else None

    # What is computed ---------------------------------------------------------------------------------------------

    @Slot()
    def _begin(self) -> None:
        """Draw both with the same chance, and paint both maps."""
        pair, context = self.pair, self._context
        self.found = None
        self._show_rows()
        if pair is None:
            return
        project = context.project
        context.tasks.run(
            _TASK,
            N_("Comparing proposals"),
            lambda _progress: context.evaluator.difference(project, *pair),
            done=lambda found: self._take(pair, found),
            failed=context.failed,
        )
        subjects = [self._subject(project, key) for key in pair]
        ratio = self.devicePixelRatioF()
        context.painting.run(
            _MAPS,
            N_("Drawing the map"),
            lambda _progress: [canvas_cache.paint(subject, view, ratio) for subject, view in subjects],
            done=self._take_maps,
            failed=context.failed,
        )

    def _subject(self, project: Project, key: str) -> tuple[canvas_cache.Subject, View]:
        context = self._context
        found = project.proposal(key)
        space = picking.spaces(project).by_id.get(found.space) if found is not None else None
        bounds = space.shape.bounds if space is not None else (0.0, 0.0, 100.0, 100.0)
        subject = canvas_cache.Subject(
            project=project,
            selection=None if found is None else found.space,
            proposal=key,
            theme=context.appearance.name,
            catalogue=context.catalogue,
        )
        return subject, View.fitted(bounds, _WIDE, _HIGH, margin=0.25)

    def _take(self, pair: tuple[str, str], found: Difference) -> None:
        if pair == self.pair:
            self.found = found
            self._show_rows()

    def _take_maps(self, frames: Sequence[Frame]) -> None:
        for shown, frame in zip(self.maps, frames, strict=True):
            ratio = frame.image.devicePixelRatio()
            edge = round(canvas_cache.MARGIN * ratio)
            inner = QSize(round(_WIDE * ratio), round(_HIGH * ratio))
            shown.setPixmap(QPixmap.fromImage(frame.image.copy(edge, edge, inner.width(), inner.height())))

    @Slot()
    def _forget(self) -> None:
        for tasks, key in ((self._context.tasks, _TASK), (self._context.painting, _MAPS)):
            tasks.cancel(key)

    # What is shown ------------------------------------------------------------------------------------------------

    @Slot()
    def _show_rows(self) -> None:
        pair, context = self.pair, self._context
        self._say()
        inside = QWidget(self._body)
        grid = QGridLayout(inside)
        grid.setContentsMargins(0, 0, 6, 0)
        grid.setHorizontalSpacing(8)
        grid.setVerticalSpacing(4)
        grid.setColumnMinimumWidth(0, _NAMES)
        for place in (1, 2, 3):
            grid.setColumnStretch(place, 1)
        for place, shown in enumerate(self.maps, start=1):
            shown.setParent(inside)
            shown.setMinimumSize(1, _HIGH)
            shown.setSizePolicy(shown.sizePolicy().Policy.Ignored, shown.sizePolicy().Policy.Fixed)
            shown.setAccessibleName(gettext(N_("Map")))
            grid.addWidget(shown, 0, place)
        self.rows = []
        if pair is not None and context.result is not None:
            for section in sections(context, context.result, pair, self.found):
                self._add(grid, section, inside)
        grid.setRowStretch(grid.rowCount(), 1)
        old = self._body.takeWidget()
        self._body.setWidget(inside)
        if old is not None:
            old.deleteLater()

    def _say(self) -> None:
        pair, found = self.pair, self.found
        if pair is None:
            words, sure = gettext(N_("There is no other proposal to compare with.")), ""
        elif found is None:
            words, sure = gettext(N_("Comparing proposals…")), ""
        else:
            words = scenario_words.headline(
                self.first.currentText(), self.second.currentText(), found, self._context.catalogue.currency
            )
            sure = scenario_words.surety(found)
        self.headline.setText(words)
        self.surety.setText(sure)
        self.surety.setVisible(bool(sure))

    def _add(self, grid: QGridLayout, section: Section, inside: QWidget) -> None:
        head = label(section.title, inside, role="faint")
        head.setContentsMargins(0, 10, 0, 2)
        head.setFont(theme.font(11, "semibold"))
        grid.addWidget(head, grid.rowCount(), 0, 1, 4)
        for row in section.rows:
            self.rows.append((section.title, (row.name, *row.cells)))
            self._add_row(grid, row, inside)

    def _add_row(self, grid: QGridLayout, row: Row, inside: QWidget) -> None:
        at, top = grid.rowCount(), Qt.AlignmentFlag.AlignTop
        name = label(row.name, inside, wrap=True)
        grid.addWidget(name, at, 0, top)
        for place, words in enumerate(row.cells, start=1):
            cell = label(words, inside, role="secondary" if place == len(row.cells) else "", wrap=True)
            cell.setFont(theme.font(12, tabular=True))
            cell.setToolTip(tip(row.note))
            cell.setAccessibleName(f"{row.name}: {words}")
            grid.addWidget(cell, at, place, top)
        for place, span in enumerate(row.whiskers, start=1):
            if span is not None and row.scale is not None:
                view = WhiskerView(self._colours, inside)
                view.show_whisker(span, row.scale)
                view.setAccessibleName(f"{row.name}: {row.cells[place - 1]}")
                grid.addWidget(view, at + 1, place)

    def _colours(self) -> Theme:
        return self._context.appearance.colours
