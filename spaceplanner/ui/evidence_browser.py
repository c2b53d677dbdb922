"""Catalogue and evidence: every finding and every type in full, and where the project has values of its own."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Slot
from PySide6.QtWidgets import QDialog, QDialogButtonBox, QLineEdit, QSplitter, QTabWidget, QVBoxLayout, QWidget

from spaceplanner.domain import edits
from spaceplanner.errors import AnalysisError
from spaceplanner.i18n import N_, gettext
from spaceplanner.services import judging
from spaceplanner.ui import focus
from spaceplanner.ui.finding_view import FindingView
from spaceplanner.ui.findings_tree import FindingsTree
from spaceplanner.ui.override_dialog import OverrideDialog
from spaceplanner.ui.plain import label
from spaceplanner.ui.scrolled import scrolled
from spaceplanner.ui.type_view import TypeView
from spaceplanner.ui.types_tree import TypesTree

if TYPE_CHECKING:
    from spaceplanner.domain.catalogue import Catalogue
    from spaceplanner.domain.project import Project
    from spaceplanner.ui.context import Context
    from spaceplanner.ui.entry_tree import EntryTree

_WIDTH, _HEIGHT, _LEFT, _RIGHT = 1040, 640, 500, 500


class EvidenceBrowser(QDialog):
    """A window that can stay open beside the main one; it follows the project and the language.

    Attributes
    ----------
    tabs
        Findings, and types.
    findings, types
        The lists on the left.
    finding, kind
        What is chosen, in full, on the right.
    filters
        The boxes above the lists, findings first.
    """

    def __init__(self, context: Context, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._context = context
        self._found: Catalogue = context.catalogue
        self.resize(_WIDTH, _HEIGHT)
        self.findings, self.finding = FindingsTree(context, self), FindingView(context, self)
        self.types, self.kind = TypesTree(context, self), TypeView(self)
        self.filters = (QLineEdit(self), QLineEdit(self))
        self._key = label(parent=self, role="faint", wrap=True)
        self._problem = label(parent=self, role="warning", wrap=True)
        self.tabs = QTabWidget(self)
        self.tabs.addTab(self._page(self.findings, self.finding, self.filters[0], self._key), "")
        self.tabs.addTab(self._page(self.types, self.kind, self.filters[1], None), "")
        buttons = self._buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Close, parent=self)
        buttons.rejected.connect(self.reject)
        column = QVBoxLayout(self)
        column.setContentsMargins(14, 10, 14, 12)
        column.setSpacing(8)
        for widget in (self._problem, self.tabs, buttons):
            column.addWidget(widget, 1 if widget is self.tabs else 0)
        pages = zip(self.filters, self._trees(), (self.finding, self.kind), strict=True)
        focus.in_order(self, (self.tabs.tabBar(), *(part for page in pages for part in page), buttons))
        self._connect()
        self.retranslate()

    def _page(self, tree: EntryTree, view: QWidget, box: QLineEdit, key: QWidget | None) -> QSplitter:
        page, left = QSplitter(Qt.Orientation.Horizontal, self), QWidget(self)
        box.setObjectName("filter")
        box.setClearButtonEnabled(True)
        column = QVBoxLayout(left)
        column.setContentsMargins(0, 10, 8, 0)
        column.setSpacing(6)
        for widget in (box, tree, key):
            if widget is not None:
                column.addWidget(widget, 1 if widget is tree else 0)
        right = scrolled(self)
        right.setWidget(view)
        page.addWidget(left)
        page.addWidget(right)
        page.setChildrenCollapsible(False)
        page.setSizes([_LEFT, _RIGHT])
        return page

    def _trees(self) -> tuple[EntryTree, EntryTree]:
        return self.findings, self.types

    def _connect(self) -> None:
        context = self._context
        for box, tree in zip(self.filters, self._trees(), strict=True):
            box.textChanged.connect(tree.filter)
        self.findings.chosen.connect(self._show_finding)
        self.types.chosen.connect(self._show_type)
        self.finding.type_requested.connect(self.show_type)
        self.kind.finding_requested.connect(self.show_finding)
        self.finding.override_requested.connect(self._override)
        self.finding.removal_requested.connect(self._remove)
        context.project_changed.connect(self._follow)
        for signal in (context.language_changed, context.appearance.changed):
            signal.connect(self.retranslate)

    @Slot(str)
    def show_finding(self, key: str) -> None:
        """Bring a finding to the front."""
        self.filters[0].clear()
        self.tabs.setCurrentIndex(0)
        self.findings.select(key)
        self.findings.setFocus()

    @Slot(str)
    def show_type(self, key: str) -> None:
        """Bring a type to the front."""
        self.filters[1].clear()
        self.tabs.setCurrentIndex(1)
        self.types.select(key)
        self.types.setFocus()

    @Slot()
    def retranslate(self) -> None:
        """Write everything anew, in the language and colours of the moment."""
        self.setWindowTitle(gettext(N_("Catalogue and evidence")))
        for place, (title, words) in enumerate(
            (
                (N_("Evidence"), N_("Filter the findings: lighting, experiment, Bogotá…")),
                (N_("Catalogue"), N_("Filter the types…")),
            )
        ):
            self.tabs.setTabText(place, gettext(title))
            self.filters[place].setPlaceholderText(gettext(words))
            self.filters[place].setAccessibleName(gettext(words).rstrip("…"))
        self.findings.setAccessibleName(gettext(N_("Findings")))
        self.types.setAccessibleName(gettext(N_("Types")))
        self._key.setText(
            gettext(
                N_(
                    "Left of 1: fewer incidents. Solid: interval read in the source; dashed: unverified, or assumed from the grade. Diamond: no detectable effect. Orange dot: set for this project."
                )
            )
        )
        self._show()

    @Slot(object, object)
    def _follow(self, before: Project, after: Project) -> None:
        if before.overrides is not after.overrides:
            self._show()

    def _show(self) -> None:
        """Show the ledger as the project has it; overrides that cannot be used are said, and left out."""
        catalogue, problem = self._context.catalogue, ""
        try:
            self._found = judging.judged(catalogue, self._context.project.overrides)
        except AnalysisError as error:
            self._found, problem = catalogue, str(error)
        self._problem.setText(problem)
        self._problem.setVisible(bool(problem))
        for tree, box in zip(self._trees(), self.filters, strict=True):
            tree.show_catalogue(self._found)
            tree.filter(box.text())

    @Slot(str)
    def _show_finding(self, key: str) -> None:
        self.finding.show_entry(self._found.evidence[key], self._found)
        focus.buttons_last(self, self._buttons)

    @Slot(str)
    def _show_type(self, key: str) -> None:
        self.kind.show_type(self._found.types[key], self._found)
        focus.buttons_last(self, self._buttons)

    @Slot(str)
    def _override(self, key: str) -> None:
        dialog = OverrideDialog(self._context, self._found.evidence[key], self._found, self)
        dialog.finished.connect(dialog.deleteLater)
        dialog.open()

    @Slot(str)
    def _remove(self, key: str) -> None:
        self._context.do(N_("Remove the override of a finding"), edits.remove_override(key))
