"""What a screen reader says and the keyboard reaches, in the window, in every step, and in every dialog."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, cast

import pytest
from PySide6.QtCore import QCoreApplication, QEvent, Qt
from PySide6.QtGui import QAccessible
from PySide6.QtWidgets import QAbstractScrollArea, QApplication, QDialog, QDialogButtonBox, QFileDialog, QWidget

from spaceplanner.services.document import Document
from spaceplanner.ui.stepper import STEPS
from tests.services.city import town
from tests.ui import hands
from tests.ui.conftest import settle

if TYPE_CHECKING:
    from collections.abc import Iterator

    from spaceplanner.ui.main_window import MainWindow

DIALOGS = (
    "settings", "project", "analysis", "weights", "social_costs", "layer_details", "proposal_edit", "proposal_compare",
    "proposal_judge", "partners", "portfolio", "evidence", "help", "about",
)  # fmt: skip
"""Actions that open a dialog."""


@pytest.fixture
def full(window, qtbot) -> MainWindow:
    """The window on a town with two proposals, all selected."""
    window.resize(1366, 768)
    window.context.open(Document(town(proposal=True)))
    settle(qtbot, window)
    window.context.select_proposal("merced")
    window.actions_.get("proposal_duplicate").trigger()
    window.show_layer("lamps")
    settle(qtbot, window)
    return cast("MainWindow", window)


def reached(top: QWidget) -> Iterator[QWidget]:
    """Return the widgets that the keyboard reaches by Tab, where they are in sight."""
    for widget in top.findChildren(QWidget):
        # A list's own scroll area, viewport and the like are reached as part of it.
        inner = widget.objectName().startswith("qt_") or widget.focusProxy() is not None
        if widget.isVisible() and widget.isEnabled() and widget.focusPolicy() & Qt.FocusPolicy.TabFocus and not inner:
            yield widget


def said(widget: QWidget) -> str:
    """Return what a screen reader calls a widget: its name, its own words or those of its label."""
    found = QAccessible.queryAccessibleInterface(widget)
    name = str(found.text(QAccessible.Text.Name)) if found is not None else ""
    return name.strip()


def nameless(top: QWidget) -> list[str]:
    return [
        f"{type(one).__name__} {one.objectName()!r} in {type(one.parent()).__name__}"
        for one in reached(top)
        if not said(one)
    ]


@pytest.mark.parametrize("language", ["en", "es"])
@pytest.mark.parametrize("step", [step.id for step in STEPS])
def test_every_control_of_the_window_has_a_name(full, qtbot, language, step):
    full.language.use(language)
    full.show_step(step)
    hands.idle(qtbot, full)
    for dock in full.docks.values():
        if not dock.isHidden():
            dock.raise_()
            QCoreApplication.processEvents()
            assert nameless(full) == []
    full.language.use("en")


@pytest.mark.parametrize("language", ["en", "es"])
@pytest.mark.parametrize("name", DIALOGS)
def test_every_control_of_a_dialog_has_a_name_and_its_buttons_come_last(full, qtbot, language, name):
    full.language.use(language)
    dialog = opened(full, qtbot, name)
    hands.idle(qtbot, full)
    assert dialog.windowTitle()
    assert nameless(dialog) == []
    order = tabbed(dialog)
    assert order, name
    buttons = [place for place, one in enumerate(order) if isinstance(one.parent(), QDialogButtonBox)]
    after = order[buttons[0] :] if buttons else []
    assert len(after) == len(buttons), [f"{type(one).__name__}: {said(one)}" for one in after]
    close(dialog)
    full.language.use("en")


def test_tab_goes_round_the_whole_window(full, qtbot):
    full.show_step("sketch")
    hands.idle(qtbot, full)
    full.activateWindow()
    full.canvas.setFocus()
    seen: list[Any] = []
    for _ in range(400):
        now = QApplication.focusWidget()
        if now in seen:
            break
        seen.append(now)
        qtbot.keyClick(now, Qt.Key.Key_Tab)
    assert all(one.isVisible() for one in seen)
    # A list keeps Tab to itself in no table: from each of them one comes out again.
    assert full.search in seen
    assert full.export_button in seen
    assert full.canvas in seen
    assert any(isinstance(one, QAbstractScrollArea) for one in seen)


def opened(window: MainWindow, qtbot: Any, name: str) -> QDialog:
    """Trigger an action and return the dialog that is open then."""
    before = set(dialogs(window))
    action = window.actions_.get(name)
    assert action is not None
    assert action.isEnabled(), name
    action.trigger()
    qtbot.waitUntil(lambda: bool(set(dialogs(window)) - before), timeout=10_000)
    (dialog,) = set(dialogs(window)) - before
    return dialog


def dialogs(window: MainWindow) -> list[QDialog]:
    return [one for one in window.findChildren(QDialog) if one.isVisible() and not isinstance(one, QFileDialog)]


def close(dialog: QDialog) -> None:
    dialog.reject()
    QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)


def tabbed(dialog: QDialog) -> list[QWidget]:
    """Return what Tab reaches in a dialog, in its order, beginning with the first."""
    chain, widget = [], dialog.nextInFocusChain()
    while widget is not dialog and widget is not None:
        chain.append(widget)
        widget = widget.nextInFocusChain()
    wanted = set(reached(dialog))
    return [one for one in chain if one in wanted]
