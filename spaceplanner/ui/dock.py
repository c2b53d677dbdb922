"""Docks: a panel with a title that says which question it answers."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QSize, Qt, Slot
from PySide6.QtGui import QKeySequence
from PySide6.QtWidgets import QDockWidget, QFrame, QHBoxLayout, QLabel, QSizePolicy, QToolButton, QWidget

from spaceplanner.i18n import N_, gettext
from spaceplanner.ui.icons import icon

if TYPE_CHECKING:
    from spaceplanner.ui.context import Context

_HIGH = 34


class PanelTitle(QFrame):
    """The title bar of a dock: title, what the panel wants to have there, a detail in grey, and a cross."""

    def __init__(self, dock: QDockWidget) -> None:
        super().__init__(dock)
        self.setObjectName("panelTitle")
        self.title, self.detail = QLabel(self), QLabel(self)
        self.title.setObjectName("title")
        self.detail.setObjectName("detail")
        self.detail.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        for label in (self.title, self.detail):
            label.setTextFormat(Qt.TextFormat.PlainText)
        # A long detail gives way to the title instead of making the dock wider.
        self.detail.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)
        self.close_button = QToolButton(self)
        self.close_button.setIconSize(QSize(13, 13))
        self.close_button.setFixedSize(22, 22)
        self.close_button.clicked.connect(dock.close)
        self.row = QHBoxLayout(self)
        self.row.setContentsMargins(12, 3, 6, 3)
        self.row.setSpacing(8)
        self.row.addWidget(self.title)
        self.row.addWidget(self.detail, 1)
        self.row.addWidget(self.close_button)
        self.setFixedHeight(_HIGH)


class Dock(QDockWidget):
    """A dock of the main window around a panel.

    Attributes
    ----------
    title, bar
        Message id of the title, and the bar that it stands in.

    Parameters
    ----------
    name
        Of the dock, for the saved layout.
    title
        Message id.
    panel
        What it shows. It may have a signal ``detail_changed(str)``, whose text is shown in the title bar, and an
        attribute ``title_widget``, which is put there.
    """

    def __init__(self, context: Context, name: str, title: str, panel: QWidget, parent: QWidget) -> None:
        super().__init__(parent)
        self._context = context
        self.title = title
        self.panel = panel
        self.setObjectName(name)
        self.bar = PanelTitle(self)
        self.setTitleBarWidget(self.bar)
        self.setWidget(panel)
        extra = getattr(panel, "title_widget", None)
        if isinstance(extra, QWidget):
            self.bar.row.insertWidget(1, extra)
        detail = getattr(panel, "detail_changed", None)
        if detail is not None:
            detail.connect(self.bar.detail.setText)
        context.language_changed.connect(self.retranslate)
        context.appearance.changed.connect(self.retranslate)
        self.retranslate()

    def set_key(self, key: str) -> None:
        """Show and close the dock by a key."""
        action = self.toggleViewAction()
        action.setShortcut(key)
        action.setShortcutContext(Qt.ShortcutContext.WindowShortcut)
        window = self.parentWidget()
        if window is not None:
            window.addAction(action)
        self.retranslate()

    @Slot()
    def retranslate(self) -> None:
        """Write the title anew."""
        text = gettext(self.title)
        self.setWindowTitle(text)
        self.bar.title.setText(text)
        self.panel.setAccessibleName(text)
        self.toggleViewAction().setText(text)
        close = gettext(N_("Close this panel"))
        self.bar.close_button.setIcon(icon("x", self._context.appearance.colours.faint, size=13))
        keys = self.toggleViewAction().shortcut().toString(QKeySequence.SequenceFormat.NativeText)
        self.bar.close_button.setToolTip(f"{close}  ({keys})" if keys else close)
        self.bar.close_button.setAccessibleName(f"{close}: {text}")
