"""The list of a style's classes: colour, label and number of features; colours and labels can be changed."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QSize, Qt, Signal, Slot
from PySide6.QtWidgets import QAbstractItemView, QHeaderView, QTreeWidget, QTreeWidgetItem

from spaceplanner.domain.style_classes import Belongs, classes, texts
from spaceplanner.i18n import N_, gettext, number
from spaceplanner.ui import colour_button
from spaceplanner.ui.plain import tip
from spaceplanner.ui.theme import font

if TYPE_CHECKING:
    from PySide6.QtGui import QColor, QKeyEvent
    from PySide6.QtWidgets import QWidget

    from spaceplanner.domain.style import Style
    from spaceplanner.domain.style_classes import StyleClass
    from spaceplanner.services.styling import Survey
    from spaceplanner.ui.theme import Appearance

_ROW, _MOST_ROWS, _SWATCH = 24, 9, 14
_COLOURED = {Belongs.VALUE, Belongs.OTHERS, Belongs.MISSING}


class StyleClasses(QTreeWidget):
    """See the module's docstring.

    A double click or Enter on a colour chooses another one, Space leaves other or missing values out or brings them
    back, F2 or a double click on a category's label changes it.
    """

    coloured = Signal(int, object)
    """Place of a class in `style_classes.classes`, and its colour; None: it is not to be drawn."""
    labelled = Signal(int, str)
    """Place of a category, and its label."""

    def __init__(self, appearance: Appearance, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._appearance = appearance
        self._classes: tuple[StyleClass, ...] = ()
        self._filling = False
        self.setColumnCount(3)
        self.setRootIsDecorated(False)
        self.setUniformRowHeights(True)
        self.setIconSize(QSize(_SWATCH, _SWATCH))
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setTabKeyNavigation(False)
        self.setAllColumnsShowFocus(True)
        header = self.header()
        header.setStretchLastSection(False)
        header.setSectionsMovable(False)
        for column, mode in enumerate(("Fixed", "Stretch", "ResizeToContents")):
            header.setSectionResizeMode(column, QHeaderView.ResizeMode[mode])
        header.setMinimumSectionSize(30)
        header.resizeSection(0, 34)
        self.itemDoubleClicked.connect(self._open)
        self.itemChanged.connect(self._changed)

    def show_classes(self, style: Style, survey: Survey) -> None:
        """Show the classes of a style with how many features each has."""
        self._filling = True
        current = self.currentIndex().row()
        self.clear()
        self._classes = classes(style)
        words = texts(style)
        for part, text, count in zip(self._classes, words, survey.counts, strict=True):
            self.addTopLevelItem(self._row(part, text, int(count)))
        again = self.topLevelItem(current)
        if again is not None:
            self.setCurrentItem(again)
        self._filling = False
        rows = min(self.topLevelItemCount(), _MOST_ROWS)
        self.setFixedHeight(self.header().sizeHint().height() + rows * _ROW + 4)

    def _row(self, part: StyleClass, text: str, count: int) -> QTreeWidgetItem:
        item = QTreeWidgetItem(["", text, number(count)])
        edge = self._appearance.colours.faint
        item.setIcon(0, colour_button.square(part.colour, self.devicePixelRatioF(), edge))
        item.setTextAlignment(2, Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        item.setFont(2, font(12, tabular=True))
        item.setSizeHint(1, QSize(0, _ROW))
        hue = part.colour or gettext(N_("not drawn"))
        item.setData(0, Qt.ItemDataRole.AccessibleTextRole, hue)
        item.setData(1, Qt.ItemDataRole.AccessibleTextRole, f"{text}: {number(count)}, {hue}")
        if part.belongs is Belongs.VALUE:
            item.setFlags(item.flags() | Qt.ItemFlag.ItemIsEditable)
            item.setToolTip(1, tip(part.value))
        if part.belongs in _COLOURED:
            item.setToolTip(0, tip(gettext(N_("Double click or Enter: another colour"))))
        if part.belongs in {Belongs.OTHERS, Belongs.MISSING}:
            item.setToolTip(1, tip(gettext(N_("Space: leave them out, or draw them again"))))
        return item

    def retranslate(self) -> None:
        """Write the heads anew."""
        self.setHeaderLabels(["", gettext(N_("Class")), gettext(N_("Features"))])
        self.headerItem().setData(0, Qt.ItemDataRole.AccessibleTextRole, gettext(N_("Colour")))
        self.setAccessibleName(gettext(N_("Classes")))

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802 - Qt's name
        """Change what is current by the keys of the class's docstring."""
        item, key = self.currentItem(), event.key()
        if item is None or self.state() is QAbstractItemView.State.EditingState:
            super().keyPressEvent(event)
        elif key in {Qt.Key.Key_Return, Qt.Key.Key_Enter}:
            self._open(item, 0)
        elif key == Qt.Key.Key_F2:
            self._open(item, 1)
        elif key == Qt.Key.Key_Space:
            self._toggle(self.indexOfTopLevelItem(item))
        else:
            super().keyPressEvent(event)

    @Slot(QTreeWidgetItem, int)
    def _open(self, item: QTreeWidgetItem, column: int) -> None:
        place = self.indexOfTopLevelItem(item)
        part = self._classes[place]
        if column == 1 and part.belongs is Belongs.VALUE:
            self.editItem(item, 1)
        elif column == 0 and part.belongs in _COLOURED:
            dialog = colour_button.ask(item.text(1), part.colour or "#8C8C8C", self)
            dialog.colorSelected.connect(partial(self._take, place))

    def _take(self, place: int, colour: QColor) -> None:
        self.coloured.emit(place, colour.name().upper())

    def _toggle(self, place: int) -> None:
        part = self._classes[place]
        usual = {Belongs.OTHERS: "#BDB7AB", Belongs.MISSING: "#8C8C8C"}.get(part.belongs)
        if usual is not None:
            self.coloured.emit(place, usual if part.colour is None else None)

    @Slot(QTreeWidgetItem, int)
    def _changed(self, item: QTreeWidgetItem, column: int) -> None:
        if not self._filling and column == 1:
            self.labelled.emit(self.indexOfTopLevelItem(item), item.text(1))
