"""The dialog for a project's name and who presents its briefs."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtWidgets import QDialog, QLineEdit, QVBoxLayout

from spaceplanner.domain import edits
from spaceplanner.i18n import N_, gettext
from spaceplanner.ui import import_words
from spaceplanner.ui.buttons import ok_cancel
from spaceplanner.ui.lines import grid, line
from spaceplanner.ui.plain import label

if TYPE_CHECKING:
    from PySide6.QtWidgets import QWidget

    from spaceplanner.ui.context import Context


class ProjectDialog(QDialog):
    """Edits the identity of the open project; accepting is one undo step."""

    def __init__(self, context: Context, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._context = context
        project = context.project
        self.setWindowTitle(gettext(N_("Project")))
        self.setMinimumWidth(520)
        column = QVBoxLayout(self)
        column.setContentsMargins(18, 16, 18, 14)
        column.setSpacing(12)
        form = grid()
        self._name = QLineEdit(project.name, self)
        self._organisation = QLineEdit(project.organisation, self)
        self._contact = QLineEdit(project.contact, self)
        self._organisation.setPlaceholderText(gettext(N_("GAD Municipal of your city, Planning Department")))
        self._contact.setPlaceholderText(gettext(N_("Department, e-mail, telephone")))
        for place, (text, field) in enumerate(
            (
                (N_("City or programme"), self._name),
                (N_("Who presents the briefs"), self._organisation),
                (N_("Contact for partners"), self._contact),
            )
        ):
            line(form, place, text, field, self)
            field.setCursorPosition(0)
        column.addLayout(form)
        column.addWidget(label(self._place(), self, role="secondary", wrap=True))
        column.addWidget(ok_cancel(self))

    def _place(self) -> str:
        project = self._context.project
        if project.crs is None:
            return gettext(N_("The coordinate system and the time zone follow from the first layer you add."))
        return gettext(N_("Coordinates in {crs}, times in {zone}.")).format(
            crs=import_words.system_name(project.crs), zone=project.timezone or gettext(N_("local time"))
        )

    def accept(self) -> None:
        """Make the changes as one step; nothing changed is no step."""
        project = self._context.project
        identity = (self._name.text().strip(), self._organisation.text().strip(), self._contact.text().strip())
        if identity != (project.name, project.organisation, project.contact):
            name, organisation, contact = identity
            edit = edits.set_identity(name=name, organisation=organisation, contact=contact)
            self._context.do(N_("Change project"), edit)
        super().accept()
