"""The dialog before a site plan is written: of what, on which paper, at which scale; it says at once whether that fits."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from PySide6.QtCore import Slot
from PySide6.QtWidgets import QDialog, QDialogButtonBox, QLineEdit, QVBoxLayout

from spaceplanner.errors import SpacePlannerError
from spaceplanner.i18n import N_, gettext
from spaceplanner.services import site_plan
from spaceplanner.services.site_plan import ORIENTATIONS, PAPERS, SCALES
from spaceplanner.ui.buttons import ok_cancel
from spaceplanner.ui.choice import Choice
from spaceplanner.ui.lines import grid, line
from spaceplanner.ui.plain import label, tip

if TYPE_CHECKING:
    from PySide6.QtWidgets import QWidget

    from spaceplanner.ui.context import Context

PDF, DXF = "pdf", "dxf"
_PADDING = 6
_ORIENTATIONS = {"landscape": N_("Landscape"), "portrait": N_("Portrait")}


@dataclass(frozen=True, slots=True, kw_only=True)
class PlanChoice:
    """What the user wants drawn; `orientation` and `scale` None: as large as fits."""

    proposal: str
    kind: str
    paper: str
    orientation: str | None
    scale: int | None
    author: str


class PlanDialog(QDialog):
    """See the module's docstring.

    Attributes
    ----------
    proposal, kind, paper, orientation, scale, author
        The fields.
    told
        How the plan would lie on the paper, or why it does not fit.
    """

    def __init__(self, context: Context, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._project, self._catalogue = context.project, context.catalogue
        self.setWindowTitle(gettext(N_("Site plan")))
        self.setMinimumWidth(480)
        self.proposal, self.kind, self.paper = Choice(self), Choice(self), Choice(self)
        self.orientation, self.scale = Choice(self), Choice(self)
        self.author = QLineEdit(context.project.organisation, self)
        self.author.setPlaceholderText(gettext(N_("Who drew it")))
        self.told = label("", self, role="secondary", wrap=True)
        self.told.setMinimumHeight(3 * self.fontMetrics().lineSpacing())
        self._fill(context.proposal)
        lines = grid()
        for place, (text, field, hint) in enumerate(
            (
                (N_("Proposal"), self.proposal, ""),
                (N_("File"), self.kind, N_("A sheet to print and discuss, or lines to go on drawing with in CAD")),
                (N_("Paper"), self.paper, ""),
                (N_("Orientation"), self.orientation, ""),
                (N_("Scale"), self.scale, N_("The largest that fits shows most detail")),
                (N_("Drawn by"), self.author, N_("Stands in the title block")),
            )
        ):
            line(lines, place, text, field, self)
            field.setToolTip(tip(gettext(hint)))
        column = QVBoxLayout(self)
        column.setContentsMargins(18, 16, 18, 14)
        column.setSpacing(12)
        column.addLayout(lines)
        column.addWidget(self.told)
        self._buttons = ok_cancel(self)
        column.addWidget(self._buttons)
        for box in (self.proposal, self.kind, self.paper, self.orientation, self.scale):
            box.currentIndexChanged.connect(self._check)
        self._check()

    def _fill(self, selected: str | None) -> None:
        for proposal in self._project.proposals:
            self.proposal.add(proposal.name, proposal.id)
        self.proposal.choose(selected) if selected else self.proposal.setCurrentIndex(0)
        self.kind.add(gettext(N_("Sheet to scale (PDF)")), PDF)
        self.kind.add(gettext(N_("Drawing for the architect (DXF)")), DXF)
        for paper, (long, short) in PAPERS.items():
            self.paper.add(f"{paper} ({long:.0f} × {short:.0f} mm)", paper)
        self.orientation.add(gettext(N_("As it fits best")), None)
        for way in ORIENTATIONS:
            self.orientation.add(gettext(_ORIENTATIONS[way]), way)
        self.scale.add(gettext(N_("As large as fits")), None)
        for denominator in SCALES:
            self.scale.add(f"1:{denominator}", denominator)

    def choice(self) -> PlanChoice:
        """Return what the fields say."""
        return PlanChoice(
            proposal=self.proposal.currentData(),
            kind=self.kind.currentData(),
            paper=self.paper.currentData(),
            orientation=self.orientation.currentData(),
            scale=self.scale.currentData(),
            author=self.author.text().strip(),
        )

    @Slot()
    def _check(self) -> None:
        """Say how the plan would lie on the paper, and let only go on what fits."""
        chosen = self.choice()
        on_paper = chosen.kind == PDF
        for box in (self.paper, self.orientation, self.scale):
            box.setEnabled(on_paper)
        try:
            said = self._sheet(chosen) if on_paper else self._drawing(chosen)
        except SpacePlannerError as error:
            said, fits = str(error), False
        else:
            fits = True
        self.told.setProperty("role", "secondary" if fits else "warning")
        self.told.setMargin(0 if fits else _PADDING)
        self.told.style().unpolish(self.told)
        self.told.style().polish(self.told)
        self.told.setText(said)
        self._buttons.button(QDialogButtonBox.StandardButton.Ok).setEnabled(fits)

    def _sheet(self, chosen: PlanChoice) -> str:
        made = site_plan.plan(
            self._project,
            self._catalogue,
            chosen.proposal,
            paper=chosen.paper,
            orientation=chosen.orientation,
            scale=chosen.scale,
        )
        words = gettext(N_("It fits on {paper}, {orientation}, at 1:{scale}."))
        way = gettext(_ORIENTATIONS[made.sheet.orientation]).lower()
        said = words.format(paper=made.sheet.paper, orientation=way, scale=made.scale)
        return said if made.whole else f"{said} {gettext(N_('The space reaches beyond the sheet.'))}"

    def _drawing(self, chosen: PlanChoice) -> str:
        site_plan.subject(self._project, chosen.proposal)
        return gettext(N_("Real size, in metres of the project's coordinate system, a layer for each kind of thing."))
