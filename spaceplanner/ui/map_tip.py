"""Words on the map: the tip that follows the pointer, and the bubble in which the program says something."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, QTimer
from PySide6.QtWidgets import QFrame, QLabel, QPushButton, QVBoxLayout

from spaceplanner.i18n import N_, gettext, number
from spaceplanner.services import picking

if TYPE_CHECKING:
    from collections.abc import Callable

    from PySide6.QtCore import QPoint
    from PySide6.QtWidgets import QWidget

    from spaceplanner.domain.project import Project
    from spaceplanner.domain.result import Result

_AWAY, _EDGE = 16, 6
_LINES = 6
_INFO_MS, _OFFER_MS = 6_000, 15_000


def about_space(project: Project, result: Result | None, space: str | None) -> tuple[str, ...]:
    """Return the name of a space and, where it is known, its need, as lines of a tip."""
    found = picking.spaces(project).by_id.get(space) if space else None
    if found is None:
        return ()
    diagnosis = result.space(found.id) if result is not None else None
    if result is None or diagnosis is None:
        return (found.name,)
    if diagnosis.rank is None:
        return found.name, gettext(N_("Need: no data"))
    text = gettext(N_("Need {need} · number {rank} of {count}"))
    words = text.format(need=number(diagnosis.need, 1), rank=number(diagnosis.rank), count=len(result.diagnosis.spaces))
    return found.name, words


class MapTip(QFrame):
    """A few lines beside the pointer, the first one a title. Plain text only: names come from files."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self._map = parent
        self.setObjectName("mapTip")
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        column = QVBoxLayout(self)
        column.setContentsMargins(10, 7, 10, 8)
        column.setSpacing(2)
        self._labels = [QLabel(self) for _ in range(_LINES)]
        for label in self._labels:
            label.setTextFormat(Qt.TextFormat.PlainText)
            column.addWidget(label)
        self._labels[0].setObjectName("title")
        self.hide()

    def show_words(self, words: tuple[str, ...], at: QPoint) -> None:
        """Show lines near a place of the parent, within the parent; nothing for no lines."""
        if not words:
            self.hide()
            return
        for label, text in zip(self._labels, (*words, *("",) * _LINES), strict=False):
            label.setText(text)
            label.setVisible(bool(text))
        self.setAccessibleName(". ".join(words))
        self.adjustSize()
        room = self._map.size()
        x = at.x() + _AWAY if at.x() + _AWAY + self.width() < room.width() - _EDGE else at.x() - _AWAY - self.width()
        y = at.y() - self.height() - _AWAY // 2
        if y < _EDGE:
            y = at.y() + _AWAY
        self.move(max(_EDGE, x), min(y, room.height() - self.height() - _EDGE))
        self.show()

    def words(self) -> tuple[str, ...]:
        """Return what is shown."""
        return () if self.isHidden() else tuple(label.text() for label in self._labels if label.text())


class Bubble(QFrame):
    """One sentence over the map; information goes away by itself, a failure stays until the next one or a click."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self._map = parent
        self.setObjectName("bubble")
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(12, 8, 12, 8)
        self._label = QLabel(self)
        self._label.setTextFormat(Qt.TextFormat.PlainText)
        self._label.setWordWrap(True)
        self._column.addWidget(self._label)
        self._more = QPushButton(gettext(N_("Details…")), self)
        self._more.setProperty("flat", True)  # noqa: FBT003 - Qt's own signature
        self._more.clicked.connect(self._take)
        self._column.addWidget(self._more, 0, Qt.AlignmentFlag.AlignLeft)
        self._act: Callable[[], object] | None = None
        self._timer = QTimer(self, singleShot=True)
        self._timer.timeout.connect(self.hide)
        self.hide()

    def say(self, text: str, level: str) -> None:
        """Show a sentence; `level` is ``info``, ``warning`` or ``error``."""
        self._label.setText(text)
        self._act = None
        self._more.hide()
        self.setAccessibleName(text)
        self.setProperty("level", level)
        self.style().unpolish(self)
        self.style().polish(self)
        self._timer.stop()
        if level != "error":
            self._timer.start(_INFO_MS)
        self.settle()
        self.show()
        self.raise_()

    def offer(self, text: str, act: Callable[[], object]) -> None:
        """Offer something under the sentence that was just said, which stays for longer then."""
        self._act = act
        self._more.setText(text)
        self._more.show()
        self._timer.start(_OFFER_MS)
        self.settle()

    def _take(self) -> None:
        act = self._act
        self.hide()
        if act is not None:
            act()

    def text(self) -> str:
        """Return what is shown."""
        return "" if self.isHidden() else self._label.text()

    def settle(self) -> None:
        """Take a place at the top of the parent, as wide as the words need."""
        room = self._map.width()
        wide = min(460, room - 140)
        needed = self._label.fontMetrics().horizontalAdvance(self._label.text()) + 30
        self.setFixedWidth(max(120, min(wide, needed)))
        self.setFixedHeight(self._column.heightForWidth(self.width()))
        self.move((room - self.width()) // 2, 12)

    def mousePressEvent(self, event: object) -> None:  # noqa: N802 - Qt's name
        """Go away."""
        del event
        self.hide()
