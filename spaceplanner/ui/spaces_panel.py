"""The spaces by need: a table that selects on the map and follows it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QModelIndex, Qt, Signal, Slot
from PySide6.QtWidgets import QHeaderView, QLineEdit, QWidget

from spaceplanner.domain.layer import Role
from spaceplanner.i18n import N_, gettext, ngettext, number
from spaceplanner.ui.instead import Instead
from spaceplanner.ui.ranked_table import RankedTable
from spaceplanner.ui.spaces_model import NAME, SPACE, SpacesModel
from spaceplanner.ui.table_parts import Cells

if TYPE_CHECKING:
    from spaceplanner.domain.project import Project
    from spaceplanner.domain.result import Result
    from spaceplanner.ui.context import Context


class SpacesPanel(QWidget):
    """The ranked spaces of the latest result."""

    chosen = Signal(str)
    """Id of the space that was selected here."""
    activated = Signal(str)
    """Id of the space that is to fill the map (Enter or double click)."""
    detail_changed = Signal(str)
    """Words for the panel's title bar."""

    def __init__(self, context: Context, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._context = context
        self.title_widget = QLineEdit(self)
        self.title_widget.setClearButtonEnabled(True)
        self.title_widget.setFixedWidth(140)
        self.title_widget.setObjectName("filter")
        self.model = SpacesModel(context, self)
        self.table = RankedTable(self.model, self)
        self.table.setItemDelegate(Cells(context, self.table))
        # A column is as wide as its first rows need: measuring thousands would take a third of a second.
        self.table.dress_head(44, precision=40).setSectionResizeMode(NAME, QHeaderView.ResizeMode.Stretch)
        self.proxy = self.table.proxy
        self.proxy.setFilterKeyColumn(NAME)
        self.proxy.setFilterCaseSensitivity(Qt.CaseSensitivity.CaseInsensitive)
        self._stack = Instead(self.table, self)
        self._empty = self._stack.words
        self._connect()
        self.retranslate()
        self._show_result(context.result)

    def _connect(self) -> None:
        context = self._context
        self.title_widget.textChanged.connect(self.proxy.setFilterFixedString)
        self.table.picked.connect(self._select)
        self.table.activated.connect(self._activate)
        context.result_changed.connect(self._show_result)
        context.project_changed.connect(self.refresh)
        context.space_selected.connect(self.table.follow)
        context.language_changed.connect(self.retranslate)
        context.appearance.changed.connect(self.model.retranslate)

    @Slot(object, object)
    def refresh(self, before: Project, after: Project) -> None:
        """Say what to do next while there is nothing to show."""
        if before.layers is not after.layers:
            self._say_empty()

    @Slot()
    def retranslate(self) -> None:
        """Write the words anew."""
        words = gettext(N_("Filter by name"))
        self.title_widget.setPlaceholderText(words)
        self.title_widget.setAccessibleName(words)
        self.table.setAccessibleName(gettext(N_("Spaces by need")))
        self.model.retranslate()
        self._say_empty()
        self._say_detail(self._context.result)

    @Slot(object)
    def _show_result(self, result: Result | None) -> None:
        self.table.show_result(result)
        self._say_empty()
        self._say_detail(result)
        self.table.follow(self._context.space)

    def _say_empty(self) -> None:
        project = self._context.project
        self._stack.show_view(filled=self.model.rowCount() > 0)
        if any(len(layer) for layer in project.by_role(Role.SPACES)):
            self._empty.setText(gettext(N_("Measuring the spaces…")))
        else:
            self._empty.setText(
                gettext(N_("No spaces yet. Add a layer of parks, squares or courts to see which need most."))
            )

    def _say_detail(self, result: Result | None) -> None:
        if result is None or not result.diagnosis.spaces:
            self.detail_changed.emit("")
            return
        count = len(result.diagnosis.spaces)
        parts = [ngettext("{count} space", "{count} spaces", count).format(count=number(count))]
        period = result.diagnosis.period
        if period is not None:
            years = number(period.years, 0 if abs(period.years - round(period.years)) < 0.05 else 1)  # noqa: PLR2004
            parts.append(ngettext("{years} year", "{years} years", round(period.years)).format(years=years))
        radius = number(self._context.project.settings.incident_radius)
        parts.append(gettext(N_("within {radius} m")).format(radius=radius))
        figures = (space.figures.get("incidents_adjusted") for space in result.diagnosis.spaces)
        if any(figure is not None and figure.exact is not None for figure in figures):
            parts.append(gettext(N_("adjusted for luck")))
        self.detail_changed.emit(" · ".join(parts))

    @Slot(QModelIndex)
    def _select(self, current: QModelIndex) -> None:
        space = current.data(SPACE)
        if isinstance(space, str):
            self._context.select_space(space)
            self.chosen.emit(space)

    @Slot(QModelIndex)
    def _activate(self, index: QModelIndex) -> None:
        self.activated.emit(index.data(SPACE))
