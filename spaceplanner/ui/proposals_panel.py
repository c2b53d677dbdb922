"""The proposals by score: a table that selects on the map and follows it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QModelIndex, QPoint, QRectF, QSize, Qt, Signal, Slot
from PySide6.QtGui import QColor, QPainterPath
from PySide6.QtWidgets import QHeaderView, QMenu, QToolButton, QWidget

from spaceplanner.cartography import style
from spaceplanner.i18n import N_, gettext, ngettext, number
from spaceplanner.ui import whisker
from spaceplanner.ui.icons import icon
from spaceplanner.ui.instead import Instead
from spaceplanner.ui.proposals_model import COLUMNS, DOUBT, PARTS, PLACES, PROPOSAL, WHISKER, ProposalsModel
from spaceplanner.ui.ranked_table import RankedTable
from spaceplanner.ui.table_parts import Cells

if TYPE_CHECKING:
    from PySide6.QtCore import QObject, QPersistentModelIndex
    from PySide6.QtGui import QPainter
    from PySide6.QtWidgets import QStyleOptionViewItem

    from spaceplanner.domain.project import Project
    from spaceplanner.domain.result import Part, Result
    from spaceplanner.ui.context import Context

    Index = QModelIndex | QPersistentModelIndex

_BAR, _WHISKER, _SIGN, _LEFT = 66, 64, 12, 4
"""Pixels of the bar of a score, of a whisker, of the mark behind it and before them."""
_NAME, _SPACE = 124, 84
"""Pixels that names take at least."""
_WHOLE = 100.0


class _Cells(Cells):
    """Paints a cell; a score with its parts as a bar before it, an effect with its interval on a line."""

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        """Paint a cell."""
        super().paint(painter, option, index)
        box = QRectF(option.rect).adjusted(_LEFT, 0, 0, 0)
        parts, span = index.data(PARTS), index.data(WHISKER)
        colours = self._context.appearance.colours
        if parts:
            self._paint_parts(painter, QRectF(box.left(), box.center().y() - 6, _BAR, 12), parts)
        elif span:
            found, scale = span
            whisker.paint(painter, QRectF(box.left(), box.top(), _WHISKER, box.height()), found, scale, colours)
        if index.data(DOUBT):
            # Not by colour alone.
            at = QRectF(box.left() + _WHISKER + 4, box.center().y() - _SIGN / 2, _SIGN, _SIGN)
            painter.drawPixmap(at.toRect(), icon("triangle-alert", colours.warning, size=_SIGN).pixmap(_SIGN))

    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:  # noqa: N802
        """Return the room that the text takes, and the chart before it."""
        size = super().sizeHint(option, index)
        if index.data(PARTS):
            return QSize(size.width() + _BAR, size.height())
        return QSize(size.width() + _WHISKER + _SIGN + 4, size.height()) if index.data(WHISKER) else size

    def _paint_parts(self, painter: QPainter, box: QRectF, parts: tuple[Part, ...]) -> None:
        colours = style.MAP.score_parts
        outline = QPainterPath()
        outline.addRoundedRect(box, 3, 3)
        painter.save()
        painter.setRenderHint(painter.RenderHint.Antialiasing)
        painter.setClipPath(outline)
        painter.fillRect(box, QColor(self._context.appearance.colours.lines))
        left = box.left()
        for place, part in enumerate(parts):
            width = box.width() * part.points / _WHOLE
            painter.fillRect(QRectF(left, box.top(), width, box.height()), QColor(colours[place % len(colours)]))
            left += width
        painter.restore()


def _chosen(text: str) -> dict[str, bool]:
    """Return the columns of a saved layout, without those that there are no longer."""
    return {word[1:]: word[0] == "+" for word in text.split() if word[1:] in {column.id for column in COLUMNS[2:]}}


class ProposalsPanel(QWidget):
    """The ranked proposals of the latest result.

    Attributes
    ----------
    table, model, proxy
        The view, what it shows, and its order.
    title_widget
        The button that chooses the columns.
    """

    activated = Signal(str)
    """Id of the space whose proposal is to fill the map (Enter or double click)."""
    detail_changed = Signal(str)
    """Words for the panel's title bar."""

    def __init__(self, context: Context, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._context = context
        self._asked = _chosen(context.preferences.window.get("columns", ""))
        self.model = ProposalsModel(context, self)
        self.table = RankedTable(self.model, self)
        self.proxy = self.table.proxy
        self.title_widget = QToolButton(self)
        self._columns = QMenu(self.title_widget)
        self._dress_table()
        self._stack = Instead(self.table, self)
        self._empty = self._stack.words
        self._connect()
        self.retranslate()
        self._show_result(context.result)

    @property
    def columns(self) -> str:
        """The columns that were asked for or sent away by hand, as text for the saved layout."""
        return " ".join(f"{'+' if shown else '-'}{key}" for key, shown in self._asked.items())

    def _dress_table(self) -> None:
        table = self.table
        table.setItemDelegate(_Cells(self._context, table))
        head = table.dress_head(40)
        for name in ("name", "space"):
            head.setSectionResizeMode(PLACES[name], QHeaderView.ResizeMode.Fixed)
        head.setContextMenuPolicy(Qt.ContextMenuPolicy.CustomContextMenu)
        head.customContextMenuRequested.connect(self._offer_columns)
        table.viewport().installEventFilter(self)
        button = self.title_widget
        button.setPopupMode(QToolButton.ToolButtonPopupMode.InstantPopup)
        button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        button.setMenu(self._columns)

    def _connect(self) -> None:
        context = self._context
        self.table.picked.connect(self._select)
        self.table.activated.connect(self._activate)
        context.result_changed.connect(self._show_result)
        context.standing_changed.connect(self._show_result)
        context.project_changed.connect(self.refresh)
        context.proposal_selected.connect(self.table.follow)
        context.language_changed.connect(self.retranslate)
        context.appearance.changed.connect(self.model.retranslate)

    @Slot(object, object)
    def refresh(self, before: Project, after: Project) -> None:
        """Say what to do next while there is nothing to show."""
        if before.proposals is not after.proposals:
            self._say_empty()

    @Slot()
    def retranslate(self) -> None:
        """Write the words anew."""
        self.table.setAccessibleName(gettext(N_("Proposals by score")))
        self.title_widget.setText(gettext(N_("Columns")))
        self.title_widget.setToolTip(
            gettext(N_("Choose the columns; those that no proposal has data for hide by themselves"))
        )
        self.model.retranslate()
        self._fill_columns()
        self._say_empty()
        self._say_detail(self._context.result)
        self._fit()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:  # noqa: N802 - Qt's name
        """Give the names the room that is left."""
        if event.type() is QEvent.Type.Resize:
            self._fit()
        return super().eventFilter(watched, event)

    @Slot(object)
    def _show_result(self, result: Result | None) -> None:
        self.table.show_result(result)
        for column in COLUMNS:
            wanted = self._asked.get(column.id, not (column.rare and self.model.empty(column)))
            self.table.setColumnHidden(PLACES[column.id], not wanted)
        self._fill_columns()
        self._fit()
        self._say_empty()
        self._say_detail(result)
        self.table.follow(self._context.proposal)

    def _fit(self) -> None:
        """Share what the figures leave among the names of proposals and of spaces."""
        head = self.table.horizontalHeader()
        names = [place for key in ("name", "space") if not head.isSectionHidden(place := PLACES[key])]
        figures = sum(head.sectionSize(place) for place in range(len(COLUMNS)) if place not in names)
        left = self.table.viewport().width() - figures
        for place in names:
            least = _NAME if place == PLACES["name"] else _SPACE
            share = 0.58 if len(names) > 1 and place == PLACES["name"] else 0.42 if len(names) > 1 else 1.0
            head.resizeSection(place, max(least, int(left * share)))

    # Columns ------------------------------------------------------------------------------------------------------

    def _fill_columns(self) -> None:
        self._columns.clear()
        for column in COLUMNS[2:]:
            action = self._columns.addAction(gettext(column.title))
            action.setCheckable(True)
            action.setChecked(not self.table.isColumnHidden(PLACES[column.id]))
            action.toggled.connect(lambda shown, key=column.id: self._show_column(key, shown))

    def _show_column(self, key: str, shown: bool) -> None:  # noqa: FBT001 - the slot of a toggle
        self._asked[key] = shown
        self.table.setColumnHidden(PLACES[key], not shown)
        self._fit()

    @Slot(QPoint)
    def _offer_columns(self, at: QPoint) -> None:
        self._columns.popup(self.table.horizontalHeader().mapToGlobal(at))

    # Words --------------------------------------------------------------------------------------------------------

    def _say_empty(self) -> None:
        self._stack.show_view(filled=self.model.rowCount() > 0)
        if self._context.project.proposals:
            self._empty.setText(gettext(N_("Scoring the proposals…")))
        else:
            self._empty.setText(
                gettext(N_("No proposals yet. Select a space and propose something for it: its score follows at once."))
            )

    def _say_detail(self, result: Result | None) -> None:
        count = len(result.proposals) if result is not None else 0
        if not count:
            self.detail_changed.emit("")
            return
        parts = [ngettext("{count} proposal", "{count} proposals", count).format(count=number(count))]
        parts.append(
            gettext(N_("amounts in thousands of {currency}")).format(currency=self._context.catalogue.currency)
        )
        self.detail_changed.emit(" · ".join(parts))

    # Selection ----------------------------------------------------------------------------------------------------

    @Slot(QModelIndex)
    def _select(self, current: QModelIndex) -> None:
        proposal = current.data(PROPOSAL)
        if isinstance(proposal, str):
            self._context.select_proposal(proposal)

    @Slot(QModelIndex)
    def _activate(self, index: QModelIndex) -> None:
        found = self._context.project.proposal(index.data(PROPOSAL) or "")
        if found is not None:
            self.activated.emit(found.space)
