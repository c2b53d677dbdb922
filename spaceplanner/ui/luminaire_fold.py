"""What belongs to the choice of the usual luminaire: its curve, its numbers, and adding and removing IES files."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QSignalBlocker, Slot
from PySide6.QtWidgets import QFileDialog, QHBoxLayout, QPushButton, QVBoxLayout, QWidget

from spaceplanner.domain import edits
from spaceplanner.errors import SpacePlannerError
from spaceplanner.i18n import N_, gettext, number
from spaceplanner.services import luminaires
from spaceplanner.ui.light_curve import LightCurve
from spaceplanner.ui.plain import label
from spaceplanner.ui.settings_fields import choices

if TYPE_CHECKING:
    from spaceplanner.analysis.photometry import Distribution
    from spaceplanner.domain.edits import Edit
    from spaceplanner.domain.luminaire import Luminaire
    from spaceplanner.domain.project import Project
    from spaceplanner.services.progress import Progress
    from spaceplanner.ui.choice import Choice
    from spaceplanner.ui.context import Context

_TASK = "luminaires"
_GAP = 10


class LuminaireFold(QWidget):
    """Shows what is chosen, and changes what there is to choose; nothing is done before the dialog is accepted.

    Parameters
    ----------
    context
        Of the window.
    choice
        Where the usual luminaire is chosen; its entries are kept here.
    labels
        Pixels of the labels' column, to be in line with.

    Attributes
    ----------
    edits
        What is to be done to the project's luminaires, in order.
    add, remove
        The buttons.
    """

    def __init__(self, context: Context, choice: Choice, labels: int, parent: QWidget) -> None:
        super().__init__(parent)
        self._context, self._choice = context, choice
        self._project: Project = context.project
        self.edits: list[Edit] = []
        self.curve = LightCurve(context.appearance, labels, self)
        self.facts = label(parent=self, role="faint", wrap=True)
        self.trouble = label(parent=self, role="warning", wrap=True)
        self.trouble.hide()
        self.add = QPushButton(gettext(N_("Add IES file…")), self)
        self.remove = QPushButton(gettext(N_("Remove")), self)
        for button, slot in ((self.add, self._ask), (self.remove, self._remove)):
            button.setAutoDefault(False)
            button.clicked.connect(slot)
        buttons = QHBoxLayout()
        buttons.addWidget(self.add)
        buttons.addWidget(self.remove)
        buttons.addStretch(1)
        column = QVBoxLayout()
        column.setSpacing(5)
        column.addWidget(self.facts)
        column.addWidget(self.trouble)
        column.addLayout(buttons)
        column.addStretch(1)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 2)
        row.setSpacing(_GAP)
        row.addWidget(self.curve)
        row.addLayout(column, 1)
        choice.currentIndexChanged.connect(self._show)
        self._show()

    def read(self, paths: list[Path]) -> None:
        """Read IES files; the last one becomes the choice."""

        def work(_progress: Progress) -> list[Luminaire]:
            from spaceplanner.io import luminaire_file  # noqa: PLC0415 - start-up time: the readers

            return [luminaire_file.read(path) for path in paths]

        self._tell("")
        self._context.tasks.run(_TASK, N_("Reading IES files"), work, done=self._take, failed=self._failed)

    def stop(self) -> None:
        """Forget what is still being read."""
        self._context.tasks.cancel(_TASK)

    @Slot()
    def _ask(self) -> None:
        path = self._context.document.path
        dialog = QFileDialog(self, gettext(N_("Add IES file")), str(path.parent) if path is not None else "")
        dialog.setFileMode(QFileDialog.FileMode.ExistingFiles)
        dialog.setNameFilters([f"{gettext(N_('Photometric files'))} (*.ies *.IES)", f"{gettext(N_('All files'))} (*)"])
        dialog.filesSelected.connect(self._chosen)
        dialog.finished.connect(dialog.deleteLater)
        dialog.open()

    @Slot(list)
    def _chosen(self, paths: list[str]) -> None:
        self.read([Path(path) for path in paths])

    @Slot()
    def _remove(self) -> None:
        name = self._choice.currentData()
        if self._project.luminaire(name) is not None:
            usual = edits.set_usual_luminaire("street")
            self._change(
                [*([usual] if self._project.settings.lamp_shape == name else []), edits.remove_luminaire(name)]
            )
            self._list("street")

    def _take(self, found: list[Luminaire]) -> None:
        if self._change([edits.put_luminaire(one) for one in found]) and found:
            self._list(found[-1].name)

    def _change(self, some: list[Edit]) -> bool:
        """Try edits on the project as it would be; a refusal is told, and then none of them counts."""
        project = self._project
        try:
            for edit in some:
                project = edit(project)
        except SpacePlannerError as error:
            self._tell(str(error))
            return False
        self._project = project
        self.edits += some
        self._tell("")
        return True

    def _failed(self, error: Exception) -> None:
        if isinstance(error, SpacePlannerError):
            self._tell(str(error))
        else:
            self._context.failed(error)

    def _tell(self, text: str) -> None:
        self.trouble.setText(text)
        self.trouble.setVisible(bool(text))
        # A wrapped label in a grid is given the height of one line, unless it insists.
        room = self.width() - self.curve.width() - _GAP
        self.trouble.setMinimumHeight(self.trouble.heightForWidth(room) if text else 0)

    def _list(self, chosen: str) -> None:
        with QSignalBlocker(self._choice):
            self._choice.clear()
            for words, value in choices("lamp_shape", self._project.luminaires):
                self._choice.add(words, value)
            self._choice.choose(chosen)
        self._show()

    @Slot()
    def _show(self) -> None:
        name = self._choice.currentData()
        among = luminaires.shapes(self._project.luminaires)
        spread = among.distributions[among.names.index(name)] if name in among.names else None
        own = self._project.luminaire(name) if spread is not None else None
        self.curve.show_light(spread)
        said = "" if spread is None else _said(own, spread)
        self.facts.setText(said)
        self.curve.setAccessibleName(gettext(N_("Curve of its light over direction")))
        self.curve.setAccessibleDescription(said)
        self.remove.setEnabled(own is not None)


def _said(own: Luminaire | None, spread: Distribution) -> str:
    """Return what a luminaire gives, and how much of it upwards."""
    given, parts = luminaires.output(spread, own), []
    if given.lumens is not None:
        parts.append(gettext(N_("{lumens} lm")).format(lumens=number(given.lumens)))
    if given.efficacy is not None:
        parts.append(gettext(N_("{efficacy} lm/W")).format(efficacy=number(given.efficacy)))
    parts.append(gettext(N_("{share} % upwards")).format(share=number(100 * given.upward)))
    return ", ".join(parts)
