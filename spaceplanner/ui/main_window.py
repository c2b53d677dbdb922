"""The main window: the map in the middle, panels around it, and what connects them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QSize, Qt, Slot
from PySide6.QtWidgets import QHBoxLayout, QLabel, QMainWindow, QPushButton, QToolBar, QToolButton, QWidget

from spaceplanner.domain.layer import Role
from spaceplanner.errors import SpacePlannerError
from spaceplanner.i18n import N_, gettext
from spaceplanner.services import picking, settings
from spaceplanner.services.gestures import Event
from spaceplanner.ui.actions import Actions
from spaceplanner.ui.canvas import Canvas
from spaceplanner.ui.dock import Dock
from spaceplanner.ui.exporting import NO_SPACES
from spaceplanner.ui.language import Language
from spaceplanner.ui.layers_panel import LayersPanel
from spaceplanner.ui.layout import Layout
from spaceplanner.ui.map_input import ZOOM
from spaceplanner.ui.menu_parts import MenuParts
from spaceplanner.ui.palette import CommandPalette, SearchButton
from spaceplanner.ui.plain import tip
from spaceplanner.ui.project_files import ProjectFiles
from spaceplanner.ui.proposals_panel import ProposalsPanel
from spaceplanner.ui.space_sheet import SpaceSheet
from spaceplanner.ui.spaces_panel import SpacesPanel
from spaceplanner.ui.status import StatusBar
from spaceplanner.ui.stepper import Stepper
from spaceplanner.ui.when_panel import WhenPanel

if TYPE_CHECKING:
    from PySide6.QtGui import QCloseEvent, QShowEvent

    from spaceplanner.ui.context import Context

_WIDTH, _HEIGHT = 1366, 768
_PANELS = {
    "layers": (N_("Layers"), Qt.DockWidgetArea.LeftDockWidgetArea, 248),
    "when": (N_("When"), Qt.DockWidgetArea.LeftDockWidgetArea, 248),
    "assumptions": (N_("Assumptions"), Qt.DockWidgetArea.LeftDockWidgetArea, 264),
    "spaces": (N_("Spaces by need"), Qt.DockWidgetArea.BottomDockWidgetArea, 176),
    "proposals": (N_("Proposals by score"), Qt.DockWidgetArea.BottomDockWidgetArea, 176),
    "space": (N_("Space"), Qt.DockWidgetArea.RightDockWidgetArea, 310),
    "hotspots": (N_("Hot spots"), Qt.DockWidgetArea.RightDockWidgetArea, 310),
    "proposal": (N_("Proposal"), Qt.DockWidgetArea.RightDockWidgetArea, 310),
    "style": (N_("Style"), Qt.DockWidgetArea.RightDockWidgetArea, 310),
}
"""Name of a dock -> title, where it is at first, and how wide (or high, at the bottom) in pixels; Alt and its place in
the table show or close it."""


class MainWindow(QMainWindow):
    """See the module's docstring.

    Attributes
    ----------
    canvas, docks, files, actions_, language, commands
        The map, the docks by name, the project's file, what can be done, the language of it all, and the palette.
    """

    def __init__(self, context: Context) -> None:
        super().__init__()
        self.context = context
        self._leaving = False
        self.setObjectName("main")
        self.resize(_WIDTH, _HEIGHT)
        self.setCorner(Qt.Corner.BottomLeftCorner, Qt.DockWidgetArea.LeftDockWidgetArea)
        self.setCorner(Qt.Corner.BottomRightCorner, Qt.DockWidgetArea.RightDockWidgetArea)
        self.docks: dict[str, Dock] = {}
        self.layout_ = Layout(self, {name: (area, size) for name, (_, area, size) in _PANELS.items()})
        self.language = Language(context, self)
        self.actions_ = Actions(context, self)
        self.files = ProjectFiles(context, self)
        self.canvas = Canvas(context, self)
        self.setCentralWidget(self.canvas)
        self.stepper, self.search = Stepper(context, self), SearchButton(context, self)
        self.commands = CommandPalette(self)
        self.export_button = QPushButton(self)
        self._layers, self._spaces = LayersPanel(context, self), SpacesPanel(context, self)
        self.add_panel("layers", self._layers)
        self.add_panel("when", WhenPanel(context, self))
        self.add_panel("spaces", self._spaces)
        self.add_panel("space", SpaceSheet(context, self))
        self._proposals = ProposalsPanel(context, self)
        self.add_panel("proposals", self._proposals)
        self.status = StatusBar(context, self)
        self.setStatusBar(self.status)
        self._bind()
        self._build_bar()
        self._connect()

    def add_panel(self, name: str, panel: QWidget) -> Dock:
        """Put a panel of the table of panels into its dock."""
        title, area, _ = _PANELS[name]
        dock = self.docks[name] = Dock(self.context, name, title, panel, self)
        dock.set_key(f"Alt+{list(_PANELS).index(name) + 1}")
        self.addDockWidget(area, dock)
        if name in {"hotspots", "proposal", "style"}:
            # What a space is like and what is proposed for it are looked at in turn, each at full height.
            self.tabifyDockWidget(self.docks["space"], dock)
        return dock

    def finish(self) -> None:
        """Build what depends on which actions are bound and which panels there are; called once all are."""
        self.menu_parts = MenuParts(self)
        brand = QLabel("SpacePlanner", self)
        brand.setObjectName("brand")
        self.menuBar().setCornerWidget(brand, Qt.Corner.TopLeftCorner)
        self.actions_.build()
        add, export = self.actions_.get("add_data"), self.actions_.get("export_brief")
        if add is not None:
            self.canvas.empty.offer(N_("&Add data…"), add.trigger, first=True, picture="plus")
        for text, slot, picture in (
            (N_("Open project…"), self.files.ask_open, "folder-open"),
            (N_("New project…"), self._begin_project, "file-plus"),
            (N_("Sample city"), self.files.sample, "map"),
        ):
            self.canvas.empty.offer(text, slot, picture=picture)
        self.canvas.empty.recent.chosen.connect(self.files.open)
        if export is not None:
            self.export_button.clicked.connect(export.trigger)
        self.export_button.setVisible(export is not None)
        self.retranslate()
        self._restore()

    def _bind(self) -> None:
        files, canvas = self.files, self.canvas
        for name, slot in (
            ("new", files.new),
            ("open", files.ask_open),
            ("sample", files.sample),
            ("save", files.save),
            ("save_as", files.save_as),
            ("quit", self.close),
            ("undo", self.context.undo),
            ("redo", self.context.redo),
            ("delete", self._delete),
            ("zoom_in", lambda: canvas.zoom_by(ZOOM)),
            ("zoom_out", lambda: canvas.zoom_by(1 / ZOOM)),
            ("zoom_all", canvas.show_all),
            ("zoom_selection", self._show_selected),
            ("before_after", lambda before: canvas.show_proposed(not before)),
            ("search", self.commands.toggle),
            ("reset_layout", self.layout_.reset),
            ("steps", self.stepper.show_or_hide),
        ):
            self.actions_.bind(name, slot)
        self.actions_.check("steps")
        self._layers.bind(self.actions_)

    def _build_bar(self) -> None:
        bar = QToolBar(self)
        bar.setObjectName("steps")
        bar.setMovable(False)
        bar.setContextMenuPolicy(Qt.ContextMenuPolicy.PreventContextMenu)
        # A row of our own: a tool bar's layout keeps no even margins.
        line = QWidget(bar)
        row = QHBoxLayout(line)
        row.setContentsMargins(8, 7, 8, 7)
        row.setSpacing(8)
        row.addWidget(self.stepper)
        for name in ("undo", "redo", "before_after"):
            action = self.actions_.get(name)
            button = QToolButton(line)
            button.setProperty("frame", True)  # noqa: FBT003 - Qt's own signature
            button.setIconSize(QSize(16, 16))
            if action is not None:
                button.setDefaultAction(action)
            row.addWidget(button)
        row.addStretch(1)
        row.addWidget(self.search)
        self.export_button.setProperty("primary", True)  # noqa: FBT003
        row.addWidget(self.export_button)
        bar.addWidget(line)
        self.addToolBar(bar)
        bar.toggleViewAction().setEnabled(False)

    def _connect(self) -> None:
        context = self.context
        self.stepper.chosen.connect(self.show_step)
        self.search.clicked.connect(self.commands.toggle)
        self._spaces.chosen.connect(self._reveal)
        self._spaces.activated.connect(self.canvas.show_space)
        self._proposals.activated.connect(self.canvas.show_space)
        self._layers.zoom_wanted.connect(self.show_layer)
        self._layers.backgrounds.zoom_wanted.connect(self.canvas.show_bounds)
        self.canvas.view_changed.connect(self.status.show_view)
        self.canvas.pointer_moved.connect(self.status.show_pointer)
        self.canvas.gesture.connect(self._enable)
        self.files.opened.connect(self.actions_.build)
        for signal in (
            context.project_changed,
            context.saved_changed,
            context.document_replaced,
            context.space_selected,
            context.proposal_selected,
        ):
            signal.connect(self._enable)
        context.language_changed.connect(self.retranslate)
        context.appearance.changed.connect(self.retranslate)

    @Slot()
    def retranslate(self) -> None:
        """Write the words anew."""
        self.export_button.setText(gettext(N_("Export brief")))
        self._enable()

    @Slot(str)
    def show_step(self, step: str, *, usual: bool = False) -> None:
        """Arrange the panels for a step of the work; with `usual`, also those of it that the user has closed."""
        self.stepper.show_step(step)
        self.canvas.show_ranks("proposals" in self.layout_.show_step(step, usual=usual))

    @Slot()
    def _enable(self) -> None:
        """Say in words and greys what can be done now."""
        document, hand = self.context.document, self.canvas.hand.state
        name = document.project.name or gettext(N_("New project"))
        self.setWindowTitle(f"{name}[*] · SpacePlanner")
        self.setWindowModified(document.dirty)
        for action_name, word, label in (
            ("undo", N_("&Undo"), document.undo_label),
            ("redo", N_("&Redo"), document.redo_label),
        ):
            action = self.actions_.get(action_name)
            if action is not None:
                keys = action.shortcut().toString()
                text = gettext(word) if label is None else f"{gettext(word)}: {gettext(label)}"
                action.setText(text)
                action.setToolTip(f"{text.replace('&', '')}  ({keys})")
                action.setIconText(text.replace("&", ""))
        for action_name, possible in (
            ("undo", document.can_undo),
            ("redo", document.can_redo),
            ("delete", hand.intervention is not None),
            ("zoom_selection", self.context.space is not None),
            ("before_after", self.context.proposal is not None),
            ("save", document.dirty or document.path is None),
        ):
            action = self.actions_.get(action_name)
            if action is not None:
                action.setEnabled(possible)

        self._enable_exports()

    def _enable_exports(self) -> None:
        """Offer what can be exported only where there are spaces; the button says what is missing."""
        possible = bool(self.context.project.by_role(Role.SPACES))
        for name in ("export_brief", "export_plan", "export_webmap", "export_csv"):
            action = self.actions_.get(name)
            if action is not None:
                action.setEnabled(possible)
        self.export_button.setEnabled(possible)
        self.export_button.setToolTip("" if possible else tip(gettext(NO_SPACES)))
        self.export_button.setAccessibleDescription("" if possible else gettext(NO_SPACES))

    def _begin_project(self) -> None:
        """Begin a new project with what it is called and who presents it."""
        named = self.actions_.get("project")
        self.files.new(then=named.trigger if named is not None else None)

    def _delete(self) -> None:
        self.canvas.gesture.emit(Event("key", key="delete"))

    def _show_selected(self) -> None:
        if self.context.space is not None:
            self.canvas.show_space(self.context.space)

    def show_space(self, space: str) -> None:
        """Select a space, by id, and show it."""
        self.context.select_space(space)
        self.canvas.show_space(space)
        self.canvas.setFocus()

    def show_proposal(self, proposal: str) -> None:
        """Select a proposal, by id, and show where it is."""
        self.context.select_proposal(proposal)
        found = self.context.project.proposal(proposal)
        if found is not None:
            self.show_space(found.space)

    @Slot(str)
    def _reveal(self, space: str) -> None:
        """Bring a space into view if it is outside."""
        found = picking.spaces(self.context.project).by_id.get(space)
        if found is not None:
            west, south, east, north = self.canvas.view.bounds
            x0, y0, x1, y1 = found.shape.bounds
            if x0 < west or y0 < south or x1 > east or y1 > north:
                self.canvas.show_space(space)

    @Slot(str)
    def show_layer(self, layer: str) -> None:
        """Show all of a layer, by id, and make it the current one."""
        self._layers.choose(layer)
        found = self.context.project.layer(layer)
        if found is not None:
            self.canvas.show_layers([found])

    def showEvent(self, event: QShowEvent) -> None:  # noqa: N802 - Qt's name
        """Give the docks their first sizes."""
        super().showEvent(event)
        self.layout_.arrange()

    def closeEvent(self, event: QCloseEvent) -> None:  # noqa: N802 - Qt's name
        """Ask about unsaved changes, and remember how the window was left."""
        if not self._leaving and self.context.document.dirty:
            event.ignore()
            self.files.unless_unsaved(self._leave)
            return
        self._remember()
        self.status.forget_tasks()
        super().closeEvent(event)

    def _leave(self) -> None:
        self._leaving = True
        self.close()

    def _remember(self) -> None:
        """Save the layout at once: no task outlives the window."""
        layout = {
            **self.layout_.left(),
            "columns": self._proposals.columns,
            "steps": "0" if self.stepper.isHidden() else "1",
        }
        context = self.context
        try:
            settings.save(settings.left(context.preferences, layout), context.preferences_path)
        except SpacePlannerError as error:
            context.say(str(error), "warning")

    def _restore(self) -> None:
        layout = self.context.preferences.window
        self.show_step("sketch" if "proposal" in self.docks else "diagnosis")
        self.layout_.restore(layout)
        steps = self.actions_.get("steps")
        if steps is not None:
            steps.setChecked(layout.get("steps") != "0")
