"""The search box: finds a space by name and an action by its words."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, cast

from PySide6.QtCore import QModelIndex, Qt, Signal, Slot
from PySide6.QtGui import QStandardItem, QStandardItemModel
from PySide6.QtWidgets import QCompleter, QLineEdit

from spaceplanner.i18n import N_, gettext
from spaceplanner.services import picking, place_text
from spaceplanner.ui.icons import icon

if TYPE_CHECKING:
    from PySide6.QtGui import QFocusEvent
    from PySide6.QtWidgets import QWidget

    from spaceplanner.ui.actions import Actions
    from spaceplanner.ui.context import Context

_WHAT = Qt.ItemDataRole.UserRole + 1
_WIDTH, _MOST = 210, 12


class SearchBox(QLineEdit):
    """A line to type in; Enter goes to the space or runs the action that is offered."""

    space_found = Signal(str)
    """Id of the space that was chosen."""
    place_wanted = Signal(str)
    """Text of a place to go to, see `services.place_text`."""

    def __init__(self, context: Context, actions: Actions, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._context = context
        self._actions = actions
        self.setFixedWidth(_WIDTH)
        self.setObjectName("search")
        self._model = QStandardItemModel(self)
        self._offers = QCompleter(self._model, self)
        self._offers.setCaseSensitivity(Qt.CaseSensitivity.CaseInsensitive)
        self._offers.setFilterMode(Qt.MatchFlag.MatchContains)
        self._offers.setMaxVisibleItems(_MOST)
        # The stub does not know that a signal with overloads is picked from by type.
        cast(Any, self._offers.activated)[QModelIndex].connect(self._chosen)
        self.setCompleter(self._offers)
        # Only once the list of offers has had its say, which takes Enter for the line that is marked.
        self.returnPressed.connect(self._answer, Qt.ConnectionType.QueuedConnection)
        context.language_changed.connect(self.retranslate)
        self.retranslate()

    @Slot()
    def retranslate(self) -> None:
        """Write the words anew."""
        words = gettext(N_("Search or run…"))
        self.setPlaceholderText(f"{words}   Ctrl K")
        self.setAccessibleName(words)
        self.setToolTip(gettext(N_("A space, an action, or a place such as -0.18, -78.47 or 641000, 9757000")))

    def focusInEvent(self, event: QFocusEvent) -> None:  # noqa: N802 - Qt's name
        """Offer what there is at this moment."""
        self._fill()
        super().focusInEvent(event)

    def _fill(self) -> None:
        self._model.clear()
        colour = self._context.appearance.colours.secondary
        for space in picking.spaces(self._context.project).spaces:
            self._offer(space.name, "trees", colour, ("space", space.id))
        for action in self._actions.bound():
            if action.isEnabled() and action.objectName() != "search":
                self._offer(action.text().replace("&", ""), "chevron", colour, ("action", action.objectName()))

    def _offer(self, text: str, picture: str, colour: str, what: tuple[str, str]) -> None:
        item = QStandardItem(text)
        if picture == "trees":
            item.setIcon(icon(picture, colour, size=14))
        item.setData(what, _WHAT)
        self._model.appendRow(item)

    @Slot(QModelIndex)
    def _chosen(self, index: QModelIndex) -> None:
        # The completer hands over an index of its own filtered view of the model.
        what = index.data(_WHAT)
        self.clear()
        if not what:
            return
        kind, name = what
        if kind == "space":
            self.space_found.emit(name)
            return
        action = self._actions.get(name)
        if action is not None:
            action.trigger()

    @Slot()
    def _answer(self) -> None:
        """Go to the place that was written, else to the first space that is offered."""
        text = self.text().strip()
        if place_text.looks_like(text):
            self.clear()
            self.place_wanted.emit(text)
            return
        offers = self._offers.completionModel()
        for row in range(offers.rowCount() if text else 0):
            index = offers.index(row, 0)
            if index.data(_WHAT)[0] == "space":
                self._chosen(index)
                return
