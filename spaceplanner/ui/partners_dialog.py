"""The dialog for partners and pledges: who may co-invest, what each gives, and how well it fits each proposal."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from PySide6.QtCore import Slot
from PySide6.QtWidgets import QDialog, QHBoxLayout, QPushButton, QTabWidget, QVBoxLayout

from spaceplanner.domain import edits
from spaceplanner.domain.partner import Partner
from spaceplanner.errors import EditError
from spaceplanner.i18n import N_, gettext
from spaceplanner.services import districts, partners
from spaceplanner.ui.buttons import ok_cancel
from spaceplanner.ui.choice import Choice
from spaceplanner.ui.fit_view import FitView
from spaceplanner.ui.partner_form import PartnerForm
from spaceplanner.ui.plain import label
from spaceplanner.ui.pledge_table import Pledge, PledgeTable
from spaceplanner.ui.scrolled import scrolled

if TYPE_CHECKING:
    from PySide6.QtWidgets import QWidget

    from spaceplanner.domain.funding import Funding
    from spaceplanner.domain.project import Project
    from spaceplanner.ui.context import Context

_WIDTH, _HEIGHT = 720, 560


class PartnersDialog(QDialog):
    """Edits the project's partners and what they give; accepting is one undo step.

    Attributes
    ----------
    chooser, add, remove
        The partners, and the buttons that add one and remove the one that is shown.
    form, pledges, fits
        The three tabs.
    """

    def __init__(self, context: Context, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._context = context
        self._start = self._draft = context.project
        self._shown: str | None = None
        self.setWindowTitle(gettext(N_("Partners and pledges")))
        self.resize(_WIDTH, _HEIGHT)
        column = QVBoxLayout(self)
        column.setContentsMargins(18, 14, 18, 14)
        column.setSpacing(10)
        column.addLayout(self._build_head())
        self._none = label(
            gettext(N_("No partners yet. Add one for every business or institution that may co-invest.")),
            self,
            role="secondary",
            wrap=True,
        )
        column.addWidget(self._none)
        self.tabs = QTabWidget(self)
        area = scrolled(self.tabs)
        self.form = PartnerForm(self._draft.currency, tuple(dict.fromkeys(districts.areas(self._draft)[1])), area)
        area.setWidget(self.form)
        self.pledges, self.fits = PledgeTable(self._draft, self.tabs), FitView(context, self.tabs)
        for widget, text in ((area, N_("Partner")), (self.pledges, N_("Pledges")), (self.fits, N_("Fit"))):
            self.tabs.addTab(widget, gettext(text))
        self.tabs.currentChanged.connect(self._turned)
        column.addWidget(self.tabs, 1)
        self._warning = label(parent=self, role="warning", wrap=True)
        self._warning.hide()
        column.addWidget(self._warning)
        column.addWidget(ok_cancel(self))
        self._list()
        self._show(self._draft.partners[0].id if self._draft.partners else None)

    def accept(self) -> None:
        """Make the changes as one step; nothing changed is no step, and a day that is none is shown."""
        wrong = self.pledges.wrong
        if wrong is not None:
            self.tabs.setCurrentWidget(self.pledges)
            wrong.setFocus()
            return
        self._keep()
        changed, start = self._draft, self._start
        if (changed.partners, _funding(changed)) != (start.partners, _funding(start)):
            lines = _funding(changed)
            self._context.do(
                N_("Change partners and pledges"),
                lambda project: replace(
                    project,
                    partners=changed.partners,
                    proposals=tuple(
                        one if one.funding == lines[one.id] else replace(one, funding=lines[one.id])
                        for one in project.proposals
                    ),
                ),
            )
        super().accept()

    def _build_head(self) -> QHBoxLayout:
        row = QHBoxLayout()
        self.chooser = Choice(self, width=30)
        self.chooser.setAccessibleName(gettext(N_("Partner")))
        self.chooser.activated.connect(self._chosen)
        self.add = QPushButton(gettext(N_("Add a partner")), self)
        self.remove = QPushButton(gettext(N_("Remove")), self)
        for button, slot in ((self.add, self._new), (self.remove, self._remove)):
            button.setAutoDefault(False)
            button.clicked.connect(slot)
        row.addWidget(self.chooser, 1)
        row.addWidget(self.add)
        row.addWidget(self.remove)
        return row

    def _list(self) -> None:
        self.chooser.clear()
        for partner in self._draft.partners:
            self.chooser.add(partner.name, partner.id)

    def _show(self, key: str | None) -> None:
        partner = next((one for one in self._draft.partners if one.id == key), None)
        self._shown = key if partner else None
        for widget in (self.chooser, self.remove, self.tabs):
            widget.setVisible(partner is not None)
        self._none.setVisible(partner is None)
        self._warning.hide()
        if partner is None:
            return
        self.chooser.choose(key)
        self.form.show_partner(partner)
        self.pledges.show_partner(partner, _pledges(self._draft, partner.id))
        self._show_fits()

    def _show_fits(self) -> None:
        result = self._context.result
        if result is not None and self._shown is not None:
            found = partners.fits(self._draft, result, self._context.catalogue, partner=self._shown)
            self.fits.show_fits(found, {one.id: one.name for one in self._draft.proposals})

    def _keep(self) -> None:
        """Take over what is written for the partner that is shown."""
        partner = next((one for one in self._draft.partners if one.id == self._shown), None)
        if partner is None:
            return
        changed = self.form.partner(partner)
        if changed != partner:
            self._draft = edits.put_partner(changed)(self._draft)
        pledges = self.pledges.pledges()
        if pledges != _pledges(self._draft, partner.id):
            self._draft = _with_pledges(self._draft, partner.id, pledges)

    @Slot(int)
    def _chosen(self, place: int) -> None:
        key = self.chooser.itemData(place)
        self._keep()
        self._list()
        self._show(key)

    @Slot(int)
    def _turned(self, place: int) -> None:
        """Take over what is written on one tab, for the next one to read."""
        del place
        if self._shown is None:
            return
        self._keep()
        partner = next(one for one in self._draft.partners if one.id == self._shown)
        if self.tabs.currentWidget() is self.pledges and self.pledges.wrong is None:
            self.pledges.show_partner(partner, _pledges(self._draft, partner.id))
        self._show_fits()

    @Slot()
    def _new(self) -> None:
        self._keep()
        key = edits.free_id({partner.id for partner in self._draft.partners}, "partner")
        name = gettext(N_("New partner"))
        self._draft = edits.put_partner(Partner(id=key, name=name))(self._draft)
        self._list()
        self._show(key)
        self.tabs.setCurrentIndex(0)
        self.form.name.setFocus()
        self.form.name.selectAll()

    @Slot()
    def _remove(self) -> None:
        if self._shown is None:
            return
        self._keep()
        try:
            self._draft = edits.remove_partner(self._shown)(self._draft)
        except EditError as error:
            self._warning.setText(str(error))
            self._warning.show()
            return
        self._list()
        self._show(self._draft.partners[0].id if self._draft.partners else None)


def _funding(project: Project) -> dict[str, tuple[Funding, ...]]:
    return {proposal.id: proposal.funding for proposal in project.proposals}


def _pledges(project: Project, partner: str) -> tuple[Pledge, ...]:
    return tuple(
        Pledge(proposal.id, line)
        for proposal in project.proposals
        for line in proposal.funding
        if line.partner == partner
    )


def _with_pledges(project: Project, partner: str, pledges: tuple[Pledge, ...]) -> Project:
    """Return the project with other pledges of a partner; those that stay in their proposal keep their place in it."""
    for proposal in project.proposals:
        mine = [pledge.line for pledge in pledges if pledge.proposal == proposal.id]
        lines: list[Funding] = []
        for line in proposal.funding:
            if line.partner != partner:
                lines.append(line)
            elif mine:
                lines.append(mine.pop(0))
        new = (*lines, *mine)
        if new != proposal.funding:
            project = edits.set_funding(proposal.id, new)(project)
    return project
