"""Texts from files on labels and tips."""

from __future__ import annotations

import gc
import threading

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QWidget

from spaceplanner.ui.choice import Choice
from spaceplanner.ui.fold import Fold
from spaceplanner.ui.garbage import Garbage
from spaceplanner.ui.plain import Elided, label, tip
from tests.ui import hands

pytestmark = pytest.mark.usefixtures("appearance")


def test_a_tip_shows_markup_as_it_is():
    assert tip("<b>x</b>\n&") == "<p>&lt;b&gt;x&lt;/b&gt;<br>&amp;</p>"
    assert tip("") == ""


def test_a_label_takes_no_markup(qtbot):
    made = label("<b>x</b>")
    qtbot.addWidget(made)
    assert made.textFormat() is Qt.TextFormat.PlainText


def test_a_long_text_gives_way_and_is_whole_in_the_tip(qtbot):
    text = "Parque <b>x</b> " + "muy largo " * 30
    made = Elided(text)
    qtbot.addWidget(made)
    made.resize(120, 20)
    made.show()
    assert made.text().endswith("…")
    assert made.minimumSizeHint().width() < 40
    assert made.accessibleName() == made.full == text.strip()
    assert "&lt;b&gt;" in made.toolTip()
    made.resize(5000, 20)
    assert made.text() == text.strip()
    assert made.toolTip() == ""


def test_the_wheel_passes_over_a_choice(qtbot):
    from PySide6.QtCore import QPoint, QPointF
    from PySide6.QtGui import QWheelEvent
    from PySide6.QtWidgets import QApplication

    made = Choice()
    qtbot.addWidget(made)
    for name in ("a", "b", "c"):
        made.add(name, name)
    made.show()
    made.setFocus()
    where = QPointF(5, 5)
    turn = QWheelEvent(
        where,
        where,
        QPoint(),
        QPoint(0, -120),
        Qt.MouseButton.NoButton,
        Qt.KeyboardModifier.NoModifier,
        Qt.ScrollPhase.NoScrollPhase,
        False,  # noqa: FBT003 - Qt's own signature
    )
    QApplication.sendEvent(made, turn)
    assert made.currentData() == "a"
    assert not turn.isAccepted()


def test_a_fold_opens_by_key_and_click(qtbot):
    fold = Fold()
    qtbot.addWidget(fold)
    fold.say("More")
    fold.show()
    assert not fold.body.isVisible()
    hands.press(qtbot, fold.head)
    assert fold.body.isVisible()
    qtbot.keyClick(fold.head, Qt.Key.Key_Space)
    assert not fold.is_open


def test_widgets_in_cycles_are_collected_in_their_own_thread(qtbot):
    """A cycle with a widget in it is left alone while a worker makes garbage, and goes when it is checked here."""
    where: list[threading.Thread] = []

    class Held(QWidget):
        def __del__(self) -> None:
            where.append(threading.current_thread())

    garbage = Garbage()
    held = Held()
    held.itself = held  # type: ignore[attr-defined] # the cycle
    del held

    def work() -> None:
        for _ in range(20_000):
            one: list[object] = []
            one.append(one)

    worker = threading.Thread(target=work)
    worker.start()
    worker.join()
    assert where == []
    for _ in range(200):
        garbage.check()
    garbage.stop()
    assert where == [threading.current_thread()]
    assert not gc.isenabled()  # the tests' own is still at work
