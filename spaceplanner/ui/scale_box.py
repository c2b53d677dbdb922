"""The scale of the map in the status bar, to read, to choose and to write."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, Qt, Signal, Slot
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QComboBox

from spaceplanner.errors import InputError
from spaceplanner.i18n import N_, gettext, number
from spaceplanner.services import ground_scale
from spaceplanner.ui.theme import font

if TYPE_CHECKING:
    from PySide6.QtCore import QObject
    from PySide6.QtWidgets import QWidget

    from spaceplanner.cartography.view import View
    from spaceplanner.ui.context import Context


class ScaleBox(QComboBox):
    """The denominator is that on the ground, at the middle of the map, on a screen of 96 dots per inch."""

    wanted = Signal(float)
    """The denominator that the user has chosen or written."""

    def __init__(self, context: Context, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._context = context
        self._shown = ""
        self.setEditable(True)
        self.setInsertPolicy(QComboBox.InsertPolicy.NoInsert)
        self.setCompleter(None)  # type: ignore[arg-type] # Qt takes nothing for none, its stub does not know
        self.setFont(font(11, tabular=True))
        self.setFixedWidth(116)
        self.setFixedHeight(20)
        self.setObjectName("scale")
        self.setMaxVisibleItems(len(ground_scale.STANDARD))
        self.activated.connect(self._chosen)
        edit = self.lineEdit()
        assert edit is not None
        edit.returnPressed.connect(self._written)
        edit.editingFinished.connect(self._put_back)
        edit.installEventFilter(self)
        context.language_changed.connect(self.retranslate)
        self.retranslate()

    @Slot()
    def retranslate(self) -> None:
        """Write the words anew."""
        words = gettext(N_("Scale of the map"))
        self.setAccessibleName(words)
        edit = self.lineEdit()
        if edit is not None:
            edit.setAccessibleName(words)
        self.setToolTip(
            gettext(N_("Scale of the map on the ground: choose one, or write it like 1:5000 and press Enter"))
        )
        self.blockSignals(True)  # noqa: FBT003 - Qt's own signature
        self.clear()
        for scale in ground_scale.STANDARD:
            self.addItem(_words(scale), scale)
        self.setCurrentIndex(-1)
        self.blockSignals(False)  # noqa: FBT003
        self.setEditText(self._shown)

    def show_view(self, view: View) -> None:
        """Show the scale of a view, unless something is being written."""
        project = self._context.project
        self.setVisible(bool(project.layers))  # of an empty map nobody asks the scale
        scale = ground_scale.denominator(view, project.crs)
        # The rest after three figures is of no use to anyone.
        self._shown = _words(float(f"{scale:.3g}")) if project.layers else ""
        edit = self.lineEdit()
        if edit is None or not (edit.hasFocus() and edit.isModified()):
            self.setEditText(self._shown)

    def text(self) -> str:
        """Return what is shown."""
        return self.currentText()

    @Slot(int)
    def _chosen(self, row: int) -> None:
        scale = self.itemData(row)
        if scale:
            self.wanted.emit(float(scale))

    @Slot()
    def _written(self) -> None:
        edit = self.lineEdit()
        if edit is None or self.findText(edit.text()) >= 0:
            return  # chosen from the list, which says so itself
        try:
            scale = ground_scale.read(edit.text())
        except InputError as error:
            self._context.say(str(error), "warning")
            return
        edit.setModified(False)
        self.wanted.emit(scale)

    @Slot()
    def _put_back(self) -> None:
        self.setEditText(self._shown)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:  # noqa: N802 - Qt's name
        """Escape gives up what was written."""
        if isinstance(event, QKeyEvent) and event.type() is QEvent.Type.KeyPress and event.key() == Qt.Key.Key_Escape:
            self._put_back()
            return True
        return super().eventFilter(watched, event)


def _words(scale: float) -> str:
    return f"1 : {number(scale)}"
