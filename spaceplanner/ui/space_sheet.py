"""The sheet of a space: its need and rank, what they are made of, and every figure of the diagnosis by question.

Where no space is selected it holds the figures of the whole city.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from spaceplanner.i18n import N_, gettext, number, percent
from spaceplanner.services import measures, picking
from spaceplanner.ui import theme
from spaceplanner.ui.facts import Fact, rule
from spaceplanner.ui.figure_group import GROUPS, FigureGroup, group_of, value
from spaceplanner.ui.parts_view import PartsView
from spaceplanner.ui.photo_strip import PhotoStrip
from spaceplanner.ui.plain import Elided, label
from spaceplanner.ui.scrolled import scrolled
from spaceplanner.ui.spaces_model import rank_sentence

if TYPE_CHECKING:
    from PySide6.QtGui import QShowEvent

    from spaceplanner.domain.result import SpaceDiagnosis
    from spaceplanner.ui.context import Context

_MARGIN = 12
_AREA, _OWN_WALK = "area_m2", "walk_residents"


class SpaceSheet(QWidget):
    """Shows the selected space; every figure is the result's, in its exact values.

    Attributes
    ----------
    name, need, rank, parts
        The space's name, its need and rank, and the parts that add up to the need.
    groups
        Group of `figure_group.GROUPS` -> its figures.
    empty
        What to do while there is nothing to show.
    photos
        The space's photographs.
    city
        The figures of the whole city, while no space is selected.
    """

    read = Signal()
    """Somebody has scrolled through the figures of a space, or sees all of them at once."""

    def __init__(self, context: Context, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._context = context
        self._stale = True
        self.name, self.empty = Elided(parent=self), label(parent=self, role="secondary", wrap=True)
        self.need, self.rank = label(parent=self), label(parent=self, role="secondary", wrap=True)
        self.parts = PartsView(context, self, sides=1)
        self.groups = {group: FigureGroup(question, self) for group, question in GROUPS.items()}
        self.photos = PhotoStrip(context, self)
        self.city = FigureGroup(N_("What is known of the whole city?"), self)
        self._area = label(parent=self, role="secondary")
        self._why = label(parent=self)
        self._floor = Fact(self)
        self._build()
        for signal in (
            context.project_changed,
            context.result_changed,
            context.space_selected,
            context.language_changed,
            context.appearance.changed,
        ):
            signal.connect(self._refresh)

    def _build(self) -> None:
        self.name.setFont(theme.font(15, "semibold"))
        self.need.setFont(theme.font(34, "bold", tabular=True))
        self._why.setFont(theme.font(11.5, "semibold"))
        self.empty.setAlignment(Qt.AlignmentFlag.AlignTop)
        self.empty.setContentsMargins(_MARGIN, 14, _MARGIN, _MARGIN)
        self._body = scrolled(self)
        inside = QWidget(self._body)
        column = QVBoxLayout(inside)
        column.setContentsMargins(_MARGIN, 10, _MARGIN, _MARGIN)
        column.setSpacing(10)
        title = QVBoxLayout()
        title.setSpacing(1)
        title.addWidget(self.name)
        title.addWidget(self._area)
        head = QHBoxLayout()
        head.setSpacing(10)
        head.addWidget(self.need)
        head.addWidget(self.rank, 1)
        column.addLayout(title)
        column.addLayout(head)
        column.addWidget(rule(inside))
        for widget in (self._why, self.parts, self._floor, *self.groups.values(), self.photos):
            column.addWidget(widget)
        column.addStretch(1)
        self._body.setWidget(inside)
        self._body.verticalScrollBar().valueChanged.connect(self._scrolled)
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        outer.addWidget(self.empty)
        around = QVBoxLayout()
        around.setContentsMargins(_MARGIN, 0, _MARGIN, _MARGIN)
        around.addWidget(self.city)
        outer.addLayout(around)
        outer.addWidget(self._body, 1)
        self._rest = QWidget(self)
        outer.addWidget(self._rest, 1)

    def showEvent(self, event: QShowEvent) -> None:  # noqa: N802 - Qt's name
        """Catch up with what happened while nobody looked."""
        super().showEvent(event)
        if self._stale:
            self._show()

    @Slot(int)
    def _scrolled(self, place: int) -> None:
        bar = self._body.verticalScrollBar()
        if self.isVisible() and place >= bar.maximum() // 2:
            self.read.emit()

    @Slot()
    def _refresh(self) -> None:
        """Show the space anew, later if nobody looks now: a lamp that is dragged asks for it many times a second."""
        self._stale = True
        if self.isVisible():
            self._show()

    def _show(self) -> None:
        self._stale = False
        context = self._context
        found = context.result.space(context.space) if context.result is not None and context.space else None
        self._body.setVisible(found is not None)
        self.empty.setVisible(found is None)
        self._rest.setVisible(found is None)
        if found is None:
            self._say_empty()
            self.city.show_group(context.result.diagnosis.city if context.result is not None else {}, {}, [])
            return
        self.city.hide()
        self.photos.show_of(found.space)
        self._show_head(found)
        # The project's own walking distance may be one of those that are always told.
        twice = f"walk_{context.project.settings.walk_distance:g}" in found.figures
        left_out = {_AREA, _OWN_WALK} if twice else {_AREA}
        figures = {key: figure for key, figure in found.figures.items() if key not in left_out}
        for group, view in self.groups.items():
            view.show_group(
                {key: figure for key, figure in figures.items() if group_of(key) == group},
                {kind: name for kind, name in found.labels.items() if group_of(kind) == group},
                [flag for flag in found.flags if group_of(flag) == group],
            )

    def _show_head(self, space: SpaceDiagnosis) -> None:
        self.name.setText(space.name)
        area = space.figures.get(_AREA)
        self._area.setText("" if area is None else f"{measures.label(_AREA)}: {value(area)}")
        self.need.setText(number(space.need, 1) if space.need is not None else "–")
        self.rank.setText(_rank_words(space))
        self._why.setText(gettext(N_("Why this rank?")))
        self.parts.show_parts(space.parts)
        self._floor.name(measures.label("need_floor"))
        self._floor.show_value(
            number(space.need_floor, 1),
            note=gettext(N_("Ranks follow the points that are documented, what is missing counted as nothing.")),
        )
        self._floor.setVisible(space.need is not None and any(part.value is None for part in space.parts))

    def _say_empty(self) -> None:
        context = self._context
        known = picking.spaces(context.project)
        if not known.spaces:
            words = N_("No spaces yet. Add a layer of parks, squares or courts to see which need most.")
        elif context.space in known.by_id:
            words = N_("Measuring the spaces…")
        else:
            words = N_("Select a space on the map or in the table to see what is known of it.")
        self.empty.setText(gettext(words))


def _rank_words(space: SpaceDiagnosis) -> str:
    """Say what a space's need is worth among the others."""
    if space.need is None:
        return gettext(N_("No part of the need has data."))
    words = [gettext(N_("of 100 points of need")), rank_sentence(space)]
    if (found := space.stability) is not None:
        among = gettext(N_("Among the first {top} in {share} of the draws."))
        words.append(among.format(top=number(found.top), share=percent(found.top_share)))
    return "\n".join(word for word in words if word)
