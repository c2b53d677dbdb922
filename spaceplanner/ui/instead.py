"""A view, or what to do next in its place while it has nothing to show."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QStackedLayout

from spaceplanner.ui.plain import label

if TYPE_CHECKING:
    from PySide6.QtWidgets import QWidget

_MARGIN = 12


class Instead(QStackedLayout):
    """Fills a panel with a view or with words.

    Attributes
    ----------
    words
        The label that stands there while the view is empty.
    """

    def __init__(self, view: QWidget, panel: QWidget) -> None:
        super().__init__(panel)
        self._view = view
        self.words = label(parent=panel, role="secondary", wrap=True)
        self.words.setAlignment(Qt.AlignmentFlag.AlignTop)
        self.words.setContentsMargins(_MARGIN, _MARGIN, _MARGIN, _MARGIN)
        self.addWidget(self.words)
        self.addWidget(view)

    def show_view(self, *, filled: bool) -> None:
        """Show the view where there is something in it, else the words."""
        self.setCurrentWidget(self._view if filled else self.words)
