"""Wiring: what opens from the window's actions, the panel of proposals, and what leads from step to step."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QSize, Slot
from PySide6.QtWidgets import QHBoxLayout, QToolButton

from spaceplanner.i18n import N_, gettext
from spaceplanner.services import tour
from spaceplanner.ui.about_dialog import AboutDialog
from spaceplanner.ui.assumptions_panel import AssumptionsPanel
from spaceplanner.ui.attributes_windows import AttributesWindows
from spaceplanner.ui.compare_dialog import CompareDialog
from spaceplanner.ui.edit_commands import EditCommands
from spaceplanner.ui.evidence_browser import EvidenceBrowser
from spaceplanner.ui.exporting import Exporter
from spaceplanner.ui.file_drop import FileDrop
from spaceplanner.ui.getting_about import GettingAbout
from spaceplanner.ui.guided_start import OFFER, GuidedStart
from spaceplanner.ui.help_dialog import HelpDialog
from spaceplanner.ui.hotspots_panel import HotspotsPanel
from spaceplanner.ui.importer import Importer
from spaceplanner.ui.layers_panel import LayersPanel
from spaceplanner.ui.map_menu import MapMenu
from spaceplanner.ui.next_step import NextStep
from spaceplanner.ui.partners_dialog import PartnersDialog
from spaceplanner.ui.photographs import Photographs
from spaceplanner.ui.picture_sorter import PictureSorter
from spaceplanner.ui.pins_dialog import PinsDialog
from spaceplanner.ui.portfolio_dialog import PortfolioDialog
from spaceplanner.ui.preferences_dialog import PreferencesDialog
from spaceplanner.ui.project_dialog import ProjectDialog
from spaceplanner.ui.proposal_dialog import ProposalDialog
from spaceplanner.ui.proposal_panel import ProposalPanel
from spaceplanner.ui.settings_dialog import SettingsDialog
from spaceplanner.ui.social_costs_dialog import SocialCostsDialog
from spaceplanner.ui.styles import Styles
from spaceplanner.ui.swipe import Swipe
from spaceplanner.ui.verdict_dialog import VerdictDialog
from spaceplanner.ui.weights_dialog import WeightsDialog
from spaceplanner.ui.what_if import WhatIf

if TYPE_CHECKING:
    from PySide6.QtWidgets import QDialog

    from spaceplanner.domain.background import Background
    from spaceplanner.domain.layer import Layer
    from spaceplanner.ui.main_window import MainWindow


_AROUND = 0.5
"""Ground around a hot spot that is shown, as a share of its size."""


class Wiring(QObject):
    """Connects the window's actions with what answers them.

    Attributes
    ----------
    about, what_if, swipe
        What helps to get about on the map, the card that tells what a gesture changes, and today beside the proposal.
    panel, hotspots, assumptions, tables, importer, exporter, next_step, guided_start
        The panels of proposals, of hot spots and of assumptions, the windows with the tables of layers, what answers `Context.request_import` and `Context.request_export`, the button
        that leads on, and the tour of the sample city.
    """

    def __init__(self, window: MainWindow) -> None:
        super().__init__(window)
        self._window = window
        self._context = context = window.context
        self.panel = ProposalPanel(context, window)
        self.importer, self.exporter = Importer(context, window), Exporter(context, window)
        self.next_step = NextStep(window)
        self._help: HelpDialog | None = None
        self._portfolio: PortfolioDialog | None = None
        self._evidence: EvidenceBrowser | None = None
        self.assumptions = AssumptionsPanel(context, window)
        self.hotspots = HotspotsPanel(context, window)
        self.tables = AttributesWindows(context, window)
        window.add_panel("hotspots", self.hotspots)
        window.add_panel("proposal", self.panel)
        window.add_panel("assumptions", self.assumptions)
        self.edit_commands, self.map_menu = EditCommands(window), MapMenu(window)
        self.about = GettingAbout(window)
        self.what_if, self.swipe = WhatIf(window), Swipe(window)
        self.styles = Styles(window)
        self._place_next_step()
        self.guided_start = GuidedStart(window)
        FileDrop(window)
        self.exporter.written.connect(self.guided_start.tell_written)
        self.panel.edit_requested.connect(self.edit_proposal)
        self.panel.compare_requested.connect(self._compare)
        self.hotspots.place_chosen.connect(lambda bounds: window.canvas.show_bounds(bounds, margin=_AROUND))
        self.panel.score.weights_requested.connect(lambda: self._open(WeightsDialog(context, window)))
        self.assumptions.open_requested.connect(self._trigger)
        context.request_evidence.connect(self._show_evidence)
        self.tables.bounds_wanted.connect(lambda bounds: window.canvas.show_bounds(bounds, margin=_AROUND))
        self.panel.shown.connect(window.canvas.show_space)
        self.importer.imported.connect(self._offer_report)
        self.importer.project_given.connect(window.files.open)
        self.importer.pictures_given.connect(PictureSorter(context, Photographs(context, window), window).take)
        panel = window.docks["layers"].panel
        if isinstance(panel, LayersPanel):
            panel.backgrounds.pins_wanted.connect(self._place_picture)
        self._bind()
        self._place_analysis()
        for signal in (context.project_changed, context.space_selected, context.proposal_selected):
            signal.connect(self._enable)

    def begin(self) -> None:
        """Begin where the project stands; called once the window is finished."""
        self._enable()
        self._window.canvas.empty.offer(OFFER, self.guided_start.start, picture="footprints")
        if not self._context.project.layers:
            self._window.show_step("data")
            self.next_step.refresh()

    @Slot(str)
    def edit_proposal(self, proposal: str | None) -> None:
        """Open the details and funding of a proposal, by id."""
        found = self._context.project.proposal(proposal or "")
        if found is not None:
            self._open(ProposalDialog(self._context, found, self._window))

    @Slot(str)
    def _compare(self, proposal: str | None) -> None:
        """Open the dialog with a proposal, by id, beside the one it is best compared with."""
        if proposal is not None:
            self._open(CompareDialog(self._context, proposal, self._window))
            self.guided_start.tell(tour.COMPARED)

    def _judge(self) -> None:
        """Open the dialog that judges the selected proposal by incidents after the works."""
        found = self._context.project.proposal(self._context.proposal or "")
        if found is not None:
            self._open(VerdictDialog(self._context, found, self._window))

    def _bind(self) -> None:
        window, context = self._window, self._context
        for name, slot in (
            ("add_data", lambda: context.request_import.emit([])),
            ("settings", lambda: self._open(PreferencesDialog(context, window.language, window))),
            ("project", lambda: self._open(ProjectDialog(context, window))),
            ("analysis", lambda: self._open(SettingsDialog(context, window))),
            ("weights", lambda: self._open(WeightsDialog(context, window))),
            ("social_costs", self._open_social_costs),
            ("layer_details", self._show_layer),
            ("layer_table", self._show_table),
            ("proposal_new", self.panel.new_proposal),
            ("proposal_edit", self.panel.edit),
            ("proposal_duplicate", self.panel.duplicate),
            ("proposal_compare", lambda: self._compare(context.proposal)),
            ("proposal_judge", self._judge),
            ("partners", lambda: self._open(PartnersDialog(context, window))),
            ("proposal_remove", self.panel.remove),
            ("portfolio", self._show_portfolio),
            ("evidence", self._show_evidence),
            ("assumptions", self._show_assumptions),
            ("export_brief", lambda: context.request_export.emit("brief")),
            ("export_plan", lambda: context.request_export.emit("plan")),
            ("export_webmap", lambda: context.request_export.emit("webmap")),
            ("export_csv", lambda: context.request_export.emit("csv")),
            ("hotspots", self._show_hotspots),
            ("export_hotspots", lambda: context.request_export.emit("hotspots")),
            ("help", self._show_help),
            ("tour", self.guided_start.start),
            ("about", lambda: self._open(AboutDialog(window))),
        ):
            window.actions_.bind(name, slot)

    def _open_social_costs(self) -> None:
        self._open(SocialCostsDialog(self._context, self._context.catalogue.price_year, self._window))

    def _place_next_step(self) -> None:
        """Put the button between the steps and the search box, in the room that is free there."""
        bar = self._window.search.parentWidget()
        row = bar.layout() if bar is not None else None
        assert isinstance(row, QHBoxLayout)
        gap = row.indexOf(self._window.search) - 1
        row.insertWidget(gap, self.next_step, 1)
        row.setStretch(gap + 1, 0)

    def _place_analysis(self) -> None:
        """Put a button for the analysis's settings beside the cross of the panel that shows what follows from them."""
        bar, action = self._window.docks["spaces"].bar, self._window.actions_.get("analysis")
        button = QToolButton(bar)
        button.setIconSize(QSize(13, 13))
        button.setFixedSize(22, 22)
        if action is not None:
            button.setDefaultAction(action)
        bar.row.insertWidget(bar.row.count() - 1, button)

    @Slot()
    def _enable(self) -> None:
        context = self._context
        for name, possible in (
            ("proposal_new", context.space is not None),
            ("proposal_edit", context.proposal is not None),
            ("proposal_duplicate", context.proposal is not None),
            ("proposal_compare", context.proposal is not None and len(context.project.proposals) > 1),
            ("proposal_judge", context.proposal is not None),
            ("proposal_remove", context.proposal is not None),
        ):
            action = self._window.actions_.get(name)
            if action is not None:
                action.setEnabled(possible)

    @Slot(object)
    def _place_picture(self, background: Background) -> None:
        """Open the dialog that places a picture by points, beside the map, which stays in use."""
        open_ones = (one for one in self._window.findChildren(PinsDialog) if one.isVisible())
        dialog = next((one for one in open_ones if one.background == background.id), None)
        if dialog is None:
            dialog = PinsDialog(self._context, background, self._window.canvas)
            dialog.finished.connect(dialog.deleteLater)
        dialog.show()
        dialog.raise_()
        dialog.activateWindow()

    def _open(self, dialog: QDialog) -> None:
        """Open a dialog over the window; it goes away for good when it is left."""
        dialog.finished.connect(dialog.deleteLater)
        dialog.open()

    def _show_help(self) -> None:
        if self._help is None:
            self._help = HelpDialog(self._context, self._window.actions_, self._window)
        self._help.show()
        self._help.raise_()
        self._help.activateWindow()

    def _show_portfolio(self) -> None:
        """Open the portfolio beside the window."""
        if self._portfolio is None:
            self._portfolio = PortfolioDialog(self._context, self._window)
        self._portfolio.show()
        self._portfolio.raise_()
        self._portfolio.activateWindow()

    @Slot(str)
    def _show_evidence(self, key: str = "") -> None:
        """Bring catalogue and evidence to the front, with a finding where one is asked for."""
        if self._evidence is None:
            self._evidence = EvidenceBrowser(self._context, self._window)
        self._evidence.show()
        self._evidence.raise_()
        self._evidence.activateWindow()
        if key:
            self._evidence.show_finding(key)

    def _show_assumptions(self) -> None:
        """Bring the assumptions to the front, with the keyboard in them."""
        dock = self._window.docks["assumptions"]
        dock.show()
        dock.raise_()
        self.assumptions.rows["transfer_sd"].slider.setFocus()

    @Slot(str)
    def _trigger(self, name: str) -> None:
        action = self._window.actions_.get(name)
        if action is not None:
            action.trigger()

    def _show_hotspots(self) -> None:
        """Bring the panel of hot spots to the front, with the keyboard in it."""
        dock = self._window.docks["hotspots"]
        dock.show()
        dock.raise_()
        self.hotspots.form.boxes["method"].setFocus()

    def _show_table(self) -> None:
        """Open the table of the current layer."""
        panel = self._window.docks["layers"].panel
        self.tables.show(panel.current if isinstance(panel, LayersPanel) else None)

    def _show_layer(self) -> None:
        """Show where the current layer came from."""
        panel = self._window.docks["layers"].panel
        layer = self._context.project.layer(panel.current or "") if isinstance(panel, LayersPanel) else None
        if layer is not None:
            self.importer.show_report([layer])

    @Slot(list)
    def _offer_report(self, layers: list[Layer]) -> None:
        self._window.canvas.bubble.offer(gettext(N_("Details…")), lambda: self.importer.show_report(layers))


def wire(window: MainWindow) -> Wiring:
    """Connect a window that is not finished yet with its dialogs, exports and the panel of proposals."""
    return Wiring(window)
