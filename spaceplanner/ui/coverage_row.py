"""What a layer covers: where the absence of a feature means that there is none."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import Slot
from PySide6.QtWidgets import QFileDialog, QHBoxLayout, QPushButton, QWidget

from spaceplanner.i18n import N_, gettext
from spaceplanner.ui.choice import Choice
from spaceplanner.ui.plain import Elided

_BOUNDARY, _FILE = "boundary", "file"


class CoverageRow(QWidget):
    """The whole boundary, or the area that a file holds.

    Attributes
    ----------
    choice, button
        What it covers, and the button that asks for the file.
    path
        The file with the area, or None.
    """

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.path: Path | None = None
        self.choice, self.button = Choice(self), QPushButton(self)
        self._file = Elided(parent=self, role="secondary")
        self.choice.add(gettext(N_("the whole boundary of the study area")), _BOUNDARY)
        self.choice.add(gettext(N_("the area in a file")), _FILE)
        self.choice.setAccessibleName(gettext(N_("What the layer covers")))
        self.button.setText(gettext(N_("Choose a file…")))
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(8)
        row.addWidget(self.choice, 2)
        row.addWidget(self.button)
        row.addWidget(self._file, 1)
        self.choice.currentIndexChanged.connect(self._show)
        self.button.clicked.connect(self.ask)
        self._show()

    @property
    def chosen(self) -> Path | None:
        """The file with the area, or None: the boundary."""
        return self.path if self.choice.currentData() == _FILE else None

    @Slot()
    def ask(self) -> None:
        """Ask for the file with the area."""
        dialog = QFileDialog(self.window(), gettext(N_("Area that the layer covers")))
        dialog.setFileMode(QFileDialog.FileMode.ExistingFile)
        dialog.fileSelected.connect(self.take)
        dialog.finished.connect(dialog.deleteLater)
        dialog.open()

    @Slot(str)
    def take(self, path: str) -> None:
        """Use a file's area."""
        self.path = Path(path)
        self.choice.choose(_FILE)
        self._show()

    @Slot()
    def _show(self) -> None:
        is_file = self.choice.currentData() == _FILE
        self.button.setVisible(is_file)
        self._file.setVisible(is_file)
        self._file.setText(self.path.name if self.path else "")
