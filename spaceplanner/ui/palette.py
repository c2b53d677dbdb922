"""The command palette: a line to type in over the window, and below it all that fits; Enter runs, Escape closes."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QAbstractListModel, QEvent, QModelIndex, QPersistentModelIndex, QSize, Qt, Signal, Slot
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QApplication, QFrame, QHBoxLayout, QLineEdit, QListView, QPushButton, QVBoxLayout

from spaceplanner.i18n import N_, gettext
from spaceplanner.services import commands, place_text, settings
from spaceplanner.services.commands import Command, Hit, Index
from spaceplanner.ui.command_rows import ROW, CommandRows
from spaceplanner.ui.command_table import commands as all_commands
from spaceplanner.ui.plain import Elided, label

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from PySide6.QtCore import QObject
    from PySide6.QtGui import QResizeEvent
    from PySide6.QtWidgets import QWidget

    from spaceplanner.ui.context import Context
    from spaceplanner.ui.main_window import MainWindow

_WIDTH, _MARGIN, _TOP, _ROWS = 640, 40, 46, 11
_AROUND = 110
"""Height of all but the list, and of what stays free below it."""
_BUTTON, _KEY_TOO, _LEAST_BUTTON = 210, 170, 96
"""Width of the button, below which its key is left out, and which it keeps where the window is narrow."""
_REMEMBERED = "commands"
_GO = "go"
"""Id of the command that goes to the place that was written."""
_MOVES = {Qt.Key.Key_Up: -1, Qt.Key.Key_Down: 1, Qt.Key.Key_PageUp: -_ROWS, Qt.Key.Key_PageDown: _ROWS}
_Index = QModelIndex | QPersistentModelIndex


class SearchButton(QPushButton):
    """Looks like a line to type in, beside the steps; opens the palette."""

    def __init__(self, context: Context, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("search")
        self.setMinimumWidth(_LEAST_BUTTON)
        self.setMaximumWidth(_BUTTON)
        self.setCursor(Qt.CursorShape.IBeamCursor)
        self._words, self._key = Elided(parent=self, role="secondary"), label("Ctrl K", self, role="secondary")
        row = QHBoxLayout(self)
        row.setContentsMargins(10, 0, 10, 0)
        row.addWidget(self._words, 1)
        row.addWidget(self._key)
        for part in (self._words, self._key):
            part.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        context.language_changed.connect(self.retranslate)
        self.retranslate()

    def sizeHint(self) -> QSize:  # noqa: N802 - Qt's names
        """Return the room that it takes where there is enough."""
        return QSize(_BUTTON, super().sizeHint().height())

    def resizeEvent(self, event: QResizeEvent) -> None:  # noqa: N802
        """Leave the key out where the words need the room."""
        super().resizeEvent(event)
        self._key.setVisible(self.width() >= _KEY_TOO)

    @Slot()
    def retranslate(self) -> None:
        """Write the words anew."""
        words = gettext(N_("Search or run…"))
        self._words.setText(words)
        self.setAccessibleName(words)
        self.setToolTip(f"{words}  (Ctrl+K)")


class _Found(QAbstractListModel):
    """What fits, as a list."""

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        self.hits: Sequence[Hit] = ()

    def show(self, hits: Sequence[Hit]) -> None:
        self.beginResetModel()
        self.hits = hits
        self.endResetModel()

    def rowCount(self, parent: _Index | None = None) -> int:  # noqa: N802 - Qt's name
        return 0 if parent is not None and parent.isValid() else len(self.hits)

    def flags(self, index: _Index) -> Qt.ItemFlag:
        del index
        # What cannot be run now can still be read.
        return Qt.ItemFlag.ItemIsSelectable | Qt.ItemFlag.ItemIsEnabled

    def data(self, index: _Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        hit = self.hits[index.row()]
        one = hit.command
        if role == Qt.ItemDataRole.DisplayRole:
            return one.title
        if role == Qt.ItemDataRole.UserRole:
            return hit
        if role == Qt.ItemDataRole.AccessibleTextRole:
            state = "" if one.possible else one.reason or gettext(N_("Not possible now"))
            return ", ".join(part for part in (one.title, one.place, one.key, state) if part)
        return None


class CommandPalette(QFrame):
    """See the module's docstring.

    Attributes
    ----------
    line, list, nothing
        Where one types, what fits, and what is said where nothing does.
    """

    place_wanted = Signal(str)
    """Text of a place to go to, see `services.place_text`."""

    def __init__(self, window: MainWindow) -> None:
        super().__init__(window)
        self._window = window
        self._context = window.context
        self._index = Index(())
        self._runs: dict[str, Callable[[], object]] = {}
        self._before: QWidget | None = None
        self.setObjectName("commands")
        self.line, self.list = QLineEdit(self), QListView(self)
        self.nothing = label(parent=self, role="secondary", wrap=True)
        self._help = label(parent=self, role="secondary")
        self._model = _Found(self)
        self._build()
        self.line.textEdited.connect(self._search)
        self.line.installEventFilter(self)
        self.list.clicked.connect(self._run)
        window.installEventFilter(self)
        QApplication.instance().focusChanged.connect(self._focus_moved)  # type: ignore[union-attr]
        self._context.language_changed.connect(self.retranslate)
        self.retranslate()
        self.hide()

    def _build(self) -> None:
        self.list.setModel(self._model)
        self.list.setItemDelegate(CommandRows(self._context.appearance, self.list))
        self.list.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.list.setUniformItemSizes(True)
        self.list.setMouseTracking(True)
        self.list.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.list.setVerticalScrollMode(QListView.ScrollMode.ScrollPerPixel)
        self.nothing.setContentsMargins(10, 8, 10, 8)
        self._help.setContentsMargins(10, 4, 10, 2)
        column = QVBoxLayout(self)
        column.setContentsMargins(8, 8, 8, 6)
        column.setSpacing(6)
        for part in (self.line, self.list, self.nothing, self._help):
            column.addWidget(part)

    @Slot()
    def retranslate(self) -> None:
        """Write the words anew."""
        self.setAccessibleName(gettext(N_("Commands")))
        self.line.setAccessibleName(gettext(N_("Search or run…")))
        self.line.setPlaceholderText(gettext(N_("An action, a space, a proposal, a layer, a project or coordinates")))
        self.list.setAccessibleName(gettext(N_("What fits")))
        self.nothing.setText(gettext(N_("Nothing is called that. Try a single word, in Spanish or English.")))
        self._help.setText(gettext(N_("↑ ↓ choose   ·   Enter run   ·   Esc close")))

    def toggle(self) -> None:
        """Open, or close again."""
        if self.isVisible():
            self.leave()
        else:
            self.open()

    def open(self) -> None:
        """Offer what there is at this moment."""
        self._before = self._window.focusWidget()
        found = list(all_commands(self._window))
        self._runs = {command.id: run for command, run in found}
        self._index = Index((command for command, _ in found), self._used())
        self.line.clear()
        self._search("")
        self._settle()
        self.show()
        self.raise_()
        self.line.setFocus(Qt.FocusReason.ShortcutFocusReason)

    def leave(self) -> None:
        """Close, with the keyboard where it was."""
        self.hide()
        if self._before is not None:
            self._before.setFocus(Qt.FocusReason.OtherFocusReason)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:  # noqa: N802 - Qt's name
        """Steer the list from the line, and keep in the middle of the window."""
        if watched is self._window:
            if event.type() is QEvent.Type.Resize and self.isVisible():
                self._settle()
        elif isinstance(event, QKeyEvent) and event.type() is QEvent.Type.KeyPress and self._steer(event):
            return True
        return super().eventFilter(watched, event)

    def _steer(self, event: QKeyEvent) -> bool:
        key = Qt.Key(event.key())
        if key is Qt.Key.Key_Escape:
            self.leave()
        elif key in {Qt.Key.Key_Return, Qt.Key.Key_Enter}:
            self._run(self.list.currentIndex())
        elif key in _MOVES:
            last = self._model.rowCount() - 1
            row = self.list.currentIndex().row() + _MOVES[key]
            # A single step goes around the end, a page stops there.
            around = row % (last + 1) if abs(_MOVES[key]) == 1 and last >= 0 else min(max(row, 0), last)
            self.list.setCurrentIndex(self._model.index(around))
        else:
            return False
        return True

    @Slot(str)
    def _search(self, text: str) -> None:
        self._model.show((*self._place(text), *self._index.find(text)))
        there = self._model.rowCount() > 0
        self.list.setVisible(there)
        self.nothing.setVisible(not there)
        if there:
            self.list.setCurrentIndex(self._model.index(0))
        self._settle()

    def _place(self, text: str) -> tuple[Hit, ...]:
        """Offer to go to a place, where one was written."""
        text = text.strip()
        if not place_text.looks_like(text):
            return ()
        self._runs[_GO] = lambda: self.place_wanted.emit(text)
        title = gettext(N_("Go to {place}")).format(place=text)
        return (Hit(Command(id=_GO, title=title, place=gettext(N_("Coordinates")), icon="locate-fixed"), 1.0),)

    def _settle(self) -> None:
        """Stand in the middle below the menus, as high as what fits."""
        room = max(1, (self._window.height() - _TOP - _AROUND) // ROW)
        self.list.setFixedHeight(ROW * min(_ROWS, room, max(1, self._model.rowCount())))
        width = min(_WIDTH, self._window.width() - 2 * _MARGIN)
        self.setFixedWidth(width)
        layout = self.layout()
        assert layout is not None
        layout.activate()
        self.resize(width, layout.totalSizeHint().height())
        self.move((self._window.width() - width) // 2, _TOP)

    @Slot(QModelIndex)
    def _run(self, index: QModelIndex) -> None:
        hit = index.data(Qt.ItemDataRole.UserRole)
        if hit is None or not hit.command.possible:
            return
        self.leave()
        if hit.command.id != _GO:
            self._remember(hit.command.id)
        self._runs[hit.command.id]()

    def _used(self) -> tuple[str, ...]:
        return tuple(self._context.preferences.window.get(_REMEMBERED, "").splitlines())

    def _remember(self, command: str) -> None:
        latest = "\n".join(commands.used(self._used(), command))
        self._context.prefer(settings.left(self._context.preferences, {_REMEMBERED: latest}))

    @Slot(object, object)
    def _focus_moved(self, _old: QWidget | None, new: QWidget | None) -> None:
        """Close once the keyboard is elsewhere in the window."""
        if self.isVisible() and new is not None and new is not self.line and not self.isAncestorOf(new):
            self.hide()
