"""The layers: which there are, how they look, how many features they hold, and whether they are shown."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from PySide6.QtCore import QItemSelectionModel, QPoint, QSize, Qt, QTimer, Signal, Slot
from PySide6.QtGui import QIcon, QPainter, QPixmap, QStandardItem, QStandardItemModel
from PySide6.QtWidgets import QAbstractItemView, QHeaderView, QMenu, QTreeView, QVBoxLayout, QWidget

from spaceplanner.cartography import hot_legend, legend, swatch
from spaceplanner.cartography.symbols import works
from spaceplanner.domain import edits
from spaceplanner.domain.layer import GeometryKind, Role
from spaceplanner.i18n import N_, gettext, number
from spaceplanner.ui.background_list import BackgroundList
from spaceplanner.ui.instead import Instead
from spaceplanner.ui.plain import tip
from spaceplanner.ui.qt_surface import QtSurface
from spaceplanner.ui.theme import font

if TYPE_CHECKING:
    from spaceplanner.cartography.catchments import Unserved
    from spaceplanner.cartography.drawing import Operation
    from spaceplanner.domain.layer import Layer
    from spaceplanner.domain.project import Project
    from spaceplanner.services.hotspot_answer import Answer
    from spaceplanner.ui.actions import Actions
    from spaceplanner.ui.context import Context

DARK = "view:dark_silent"
"""In the place of a layer's id: the row of the dark and silent ground, which is computed and no layer of the project."""

CATCHMENTS, UNSERVED = "view:catchments", "view:without_space"
"""In the place of a layer's id: the rows of walking catchments and of the residents without a space."""
HOT = "view:hotspots"
"""In the place of a layer's id: the row of the hot spots."""

_ID = Qt.ItemDataRole.UserRole + 1
_ROW, _TWO_LINES, _INDENT = 27, 38, 18
_MENU = (
    "layer_zoom",
    "layer_table",
    "layer_style",
    "layer_details",
    "layer_rename",
    "layer_up",
    "layer_down",
    "-",
    "layer_remove",
)
_ROLES = tuple(Role)


def listed(project: Project) -> list[Layer]:
    """Return the layers as they are listed: by role, and within a role the one drawn last on top."""
    order = {layer.id: place for place, layer in enumerate(project.layers)}
    return sorted(project.layers, key=lambda layer: (_ROLES.index(layer.role), -order[layer.id]))


def _dark_after(project: Project) -> Layer | None:
    """Return the layer below which the dark and silent ground is listed; None where it cannot be told."""
    if not (project.by_role(Role.LAMPS) and project.by_role(Role.ALARMS)):
        return None
    return next(
        layer for layer in reversed(listed(project)) if _ROLES.index(layer.role) <= _ROLES.index(Role.INCIDENTS)
    )


def _reach_after(project: Project) -> Layer | None:
    """Return the layer below which catchments and residents without a space are listed; None where there are no spaces."""
    if not project.by_role(Role.SPACES):
        return None
    return next(layer for layer in reversed(listed(project)) if _ROLES.index(layer.role) <= _ROLES.index(Role.SPACES))


def swatch_icon(operations: tuple[Operation, ...], ratio: float) -> QIcon:
    """Return a swatch as an icon."""
    side = round(swatch.SIZE)
    pixmap = QPixmap(round(side * ratio), round(side * ratio))
    pixmap.setDevicePixelRatio(ratio)
    pixmap.fill(Qt.GlobalColor.transparent)
    painter = QPainter(pixmap)
    QtSurface(painter).carry_out(operations)
    painter.end()
    return QIcon(pixmap)


class LayersPanel(QWidget):
    """The list of layers; what is done to them is done through actions that the menus share."""

    zoom_wanted = Signal(str)
    """Id of the layer that is to fill the map."""

    def __init__(self, context: Context, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._context = context
        self._filling = False
        self._actions: Actions | None = None
        self.model = QStandardItemModel(0, 2, self)
        self.tree = QTreeView(self)
        self.tree.setModel(self.model)
        self._dress_tree()
        upper, self.backgrounds = QWidget(self), BackgroundList(context, self)
        self._stack = Instead(self.tree, upper)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(upper, 1)
        column.addWidget(self.backgrounds)
        self._empty = self._stack.words
        self._soon = QTimer(self, singleShot=True, interval=0)
        self._soon.timeout.connect(self._fill)
        self.model.itemChanged.connect(self._changed)
        self.tree.customContextMenuRequested.connect(self._open_menu)
        self.tree.selectionModel().currentChanged.connect(self._enable)
        context.project_changed.connect(self.refresh)
        context.darkness_changed.connect(self._show_share)
        context.reach.changed.connect(self._show_share)
        context.hotspots.answered.connect(self._soon.start)
        context.hotspots.picture_changed.connect(self._soon.start)
        context.language_changed.connect(self.retranslate)
        context.appearance.changed.connect(self.retranslate)
        self.retranslate()

    def _dress_tree(self) -> None:
        tree = self.tree
        tree.setHeaderHidden(True)
        tree.setRootIsDecorated(False)
        tree.setItemsExpandable(False)
        tree.setIndentation(_INDENT)
        # Names that differ at their ends stay apart; the tips have all of them.
        tree.setTextElideMode(Qt.TextElideMode.ElideMiddle)
        tree.setIconSize(QSize(round(swatch.SIZE), round(swatch.SIZE)))
        tree.setEditTriggers(QAbstractItemView.EditTrigger.EditKeyPressed)
        tree.setContextMenuPolicy(Qt.ContextMenuPolicy.CustomContextMenu)
        tree.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        header = tree.header()
        header.setStretchLastSection(False)
        header.setSectionResizeMode(0, QHeaderView.ResizeMode.Stretch)
        header.setSectionResizeMode(1, QHeaderView.ResizeMode.ResizeToContents)

    def bind(self, actions: Actions) -> None:
        """Make the layer actions work on the layer that is current here."""
        self._actions = actions
        actions.bind("layer_zoom", self._zoom)
        actions.bind("layer_rename", self._rename)
        actions.bind("layer_up", lambda: self._move(-1))
        actions.bind("layer_down", lambda: self._move(1))
        actions.bind("layer_remove", self._remove)
        self._enable()

    @property
    def current(self) -> str | None:
        """Id of the current layer, or None."""
        index = self.tree.currentIndex()
        found = index.siblingAtColumn(0).data(_ID) if index.isValid() else None
        return found if isinstance(found, str) else None

    def choose(self, layer: str) -> None:
        """Make a layer, by id, the current one."""
        model = self.tree.model()
        for row in range(model.rowCount()):
            index = model.index(row, 0)
            if index.data(_ID) == layer:
                self.tree.setCurrentIndex(index)

    @Slot(object, object)
    def refresh(self, before: Project, after: Project) -> None:
        """Show the layers of the project as it is now."""
        if before.layers is not after.layers:
            # Later: the edit may come from one of the rows that are about to go.
            self._soon.start()

    @Slot()
    @Slot(object)
    def _show_share(self, _found: object = None) -> None:
        self._soon.start()

    @Slot()
    def retranslate(self) -> None:
        """Write the words anew."""
        self.tree.setAccessibleName(gettext(N_("Layers")))
        self._empty.setText(
            gettext(N_("No layers yet. Add parks, lamps, alarms and incidents, or drop files on the map."))
        )
        self._fill()

    @Slot()
    def _fill(self) -> None:
        current, project = self.current, self._context.project
        self._filling = True
        self.model.removeRows(0, self.model.rowCount())
        if self._context.hotspots.answer is not None:
            self.model.appendRow(self._hot_row(self._context.hotspots.answer))
        dark_after, reach_after = _dark_after(project), _reach_after(project)
        for layer in listed(project):
            row = self._row(layer)
            self.model.appendRow(row)
            self._add_dark(row[0], layer)
            if layer.id == current:
                index = row[0].index()
                flags = QItemSelectionModel.SelectionFlag.ClearAndSelect | QItemSelectionModel.SelectionFlag.Rows
                self.tree.selectionModel().setCurrentIndex(index, flags)
            if layer is dark_after:
                self.model.appendRow(self._dark_row())
            if layer is reach_after:
                for computed in self._reach_rows(project):
                    self.model.appendRow(computed)
        self.tree.expandAll()
        self._filling = False
        self._stack.show_view(filled=bool(project.layers))
        self._enable()

    def _row(self, layer: Layer) -> list[QStandardItem]:
        theme = self._context.appearance.name
        name = QStandardItem(swatch_icon(swatch.swatch(layer, theme=theme), self.devicePixelRatioF()), layer.name)
        name.setData(layer.id, _ID)
        name.setCheckable(True)
        name.setCheckState(Qt.CheckState.Checked if layer.visible else Qt.CheckState.Unchecked)
        name.setEditable(True)
        name.setSizeHint(QSize(0, _ROW))
        name.setToolTip(tip(f"{layer.name} · {layer.source.path}"))
        return [name, self._count(len(layer), layer.name)]

    def _dark_row(self) -> list[QStandardItem]:
        """Return the row of the dark and silent ground, with the share of the ground that it is once that is known."""
        context = self._context
        share = context.darkness.ground.share if context.darkness is not None else None
        row = self._computed(
            DARK,
            swatch.dark_silent(theme=context.appearance.name),
            gettext(N_("Dark and silent")),
            wanted=context.darkness_wanted,
            text="" if share is None else gettext(N_("{share} %")).format(share=number(100 * share)),
        )
        row[0].setToolTip(tip(gettext(N_("Ground darker than the class aimed at, where no alarm is heard by night"))))
        return row

    def _reach_rows(self, project: Project) -> list[list[QStandardItem]]:
        """Return the rows of walking catchments and, where there is a census, of the residents without a space."""
        reach, theme = self._context.reach, self._context.appearance.name
        rows = [
            self._computed(
                CATCHMENTS,
                swatch.catchments(theme=theme),
                gettext(N_("Walking catchments")),
                wanted=reach.wants_catchments,
            )
        ]
        rows[0][0].setToolTip(
            tip(gettext(N_("Ground within a walk of the selected space, or of all spaces where none is selected")))
        )
        if project.by_role(Role.RESIDENTS):
            row = self._computed(
                UNSERVED,
                swatch.unserved(theme=theme),
                gettext(N_("Without a space")),
                wanted=reach.wants_unserved,
                text=_without_a_space(reach.unserved),
            )
            row[0].setToolTip(
                tip(
                    legend.unserved_words(reach.unserved)
                    if reach.unserved is not None and reach.unserved.share is None
                    else gettext(N_("Where people live who have no public space within 400 m on foot"))
                )
            )
            rows.append(row)
        return rows

    def _computed(
        self, key: str, picture: tuple[Operation, ...], words: str, *, wanted: bool, text: str = ""
    ) -> list[QStandardItem]:
        """Return the row of something that is computed and no layer of the project."""
        name = QStandardItem(swatch_icon(picture, self.devicePixelRatioF()), words)
        name.setData(key, _ID)
        name.setCheckable(True)
        name.setCheckState(Qt.CheckState.Checked if wanted else Qt.CheckState.Unchecked)
        name.setEditable(False)
        name.setSizeHint(QSize(0, _ROW))
        return [name, self._cell(text, words)]

    def _hot_row(self, answer: Answer) -> list[QStandardItem]:
        """Return the row of the hot spots, with how many there are."""
        context = self._context
        picture = swatch_icon(swatch.hotspots(theme=context.appearance.name), self.devicePixelRatioF())
        full = hot_legend.full_name(answer.ground)
        # In two lines: the method is what tells one search from another.
        name = QStandardItem(picture, full.replace(": ", ":\n", 1))
        name.setData(HOT, _ID)
        name.setCheckable(True)
        name.setCheckState(Qt.CheckState.Checked if context.hotspots.shown else Qt.CheckState.Unchecked)
        name.setEditable(False)
        name.setSizeHint(QSize(0, _TWO_LINES))
        name.setToolTip(tip(full))
        name.setData(full, Qt.ItemDataRole.AccessibleTextRole)
        return [name, self._count(len(answer.found.spots), full)]

    def _add_dark(self, parent: QStandardItem, layer: Layer) -> None:
        """Add a line for the lamps that are out."""
        if layer.role is not Role.LAMPS or layer.kind is not GeometryKind.POINT:
            return
        out = int(np.count_nonzero(~works(layer)))
        if not out:
            return
        theme = self._context.appearance.name
        picture = swatch_icon(swatch.lamp(working=False, theme=theme), self.devicePixelRatioF())
        text = gettext(N_("Lamps out"))
        item = QStandardItem(picture, text)
        item.setData(layer.id, _ID)
        item.setSizeHint(QSize(0, _ROW))
        item.setEditable(False)
        item.setForeground(self._context.appearance.colour("secondary"))
        parent.appendRow([item, self._count(out, text)])

    def _count(self, value: int, name: str) -> QStandardItem:
        return self._cell(number(value), name)

    def _cell(self, text: str, name: str) -> QStandardItem:
        item = QStandardItem(text)
        item.setEditable(False)
        item.setTextAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        item.setForeground(self._context.appearance.colour("faint"))
        item.setFont(font(12, tabular=True))
        item.setData(f"{name}: {text}" if text else name, Qt.ItemDataRole.AccessibleTextRole)
        return item

    @Slot(QStandardItem)
    def _changed(self, item: QStandardItem) -> None:
        layer = self._context.project.layer(item.data(_ID) or "")
        if not self._filling and item.data(_ID) == DARK:
            self._context.show_darkness(item.checkState() is Qt.CheckState.Checked)
        elif not self._filling and item.data(_ID) in {CATCHMENTS, UNSERVED}:
            checked = item.checkState() is Qt.CheckState.Checked
            reach = self._context.reach
            (reach.show_catchments if item.data(_ID) == CATCHMENTS else reach.show_unserved)(checked)
        elif not self._filling and item.data(_ID) == HOT:
            self._context.hotspots.show(item.checkState() is Qt.CheckState.Checked)
        if self._filling or layer is None:
            return
        visible = item.checkState() is Qt.CheckState.Checked
        name = item.text().strip()
        if visible != layer.visible:
            label = N_("Show layer") if visible else N_("Hide layer")
            self._context.do(label, edits.change_layer(layer.id, visible=visible))
        elif name and name != layer.name:
            self._context.do(N_("Rename layer"), edits.change_layer(layer.id, name=name))
        elif not name:
            self._soon.start()

    @Slot()
    def _enable(self) -> None:
        if self._actions is None:
            return
        layer = self._context.project.layer(self.current or "")
        for name in _MENU:
            action = self._actions.get(name)
            if action is not None:
                # The panel of styles has a list of layers of its own.
                action.setEnabled(layer is not None or (name == "layer_style" and bool(self._context.project.layers)))
        if layer is not None:
            for name, by in (("layer_up", -1), ("layer_down", 1)):
                action = self._actions.get(name)
                if action is not None:
                    action.setEnabled(self._neighbour(layer, by) is not None)

    @Slot(QPoint)
    def _open_menu(self, at: QPoint) -> None:
        if self._actions is None or self._context.project.layer(self.current or "") is None:
            return
        menu = QMenu(self)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        for name in _MENU:
            action = self._actions.get(name)
            if action is None:
                menu.addSeparator()
            else:
                menu.addAction(action)
        menu.popup(self.tree.viewport().mapToGlobal(at))

    def _neighbour(self, layer: Layer, by: int) -> Layer | None:
        """Return the layer of the same role above (-1) or below (1) in the list, or None."""
        peers = [item for item in listed(self._context.project) if item.role is layer.role]
        place = peers.index(layer) + by
        return peers[place] if 0 <= place < len(peers) else None

    def _move(self, by: int) -> None:
        project = self._context.project
        layer = project.layer(self.current or "")
        other = self._neighbour(layer, by) if layer is not None else None
        if layer is not None and other is not None:
            self._context.do(N_("Move layer"), edits.move_layer(layer.id, project.layers.index(other)))

    def _zoom(self) -> None:
        if self.current is not None:
            self.zoom_wanted.emit(self.current)

    def _rename(self) -> None:
        index = self.tree.currentIndex().siblingAtColumn(0)
        if self.current is not None and not index.parent().isValid():
            self.tree.edit(index)

    def _remove(self) -> None:
        if self.current is not None:
            self._context.do(N_("Remove layer"), edits.remove_layer(self.current))


def _without_a_space(found: Unserved | None) -> str:
    """Return the share of the residents without a space for the row's end; nothing while it is not computed."""
    if found is None:
        return ""
    return number(None) if found.share is None else gettext(N_("{share} %")).format(share=number(100 * found.share))
