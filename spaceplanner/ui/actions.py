"""The actions of the window: one table of what can be done, by which key, and in which menu.

An action exists once it is bound to a slot; an entry that nobody has bound yet appears nowhere.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Qt, Slot
from PySide6.QtGui import QAction, QKeySequence
from PySide6.QtWidgets import QMenu

from spaceplanner.i18n import N_, gettext
from spaceplanner.ui.icons import icon

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from PySide6.QtWidgets import QMainWindow, QWidget

    from spaceplanner.ui.context import Context

SEPARATOR = "-"


@dataclass(frozen=True, slots=True, kw_only=True)
class ActionSpec:
    """What an action is called and how it is reached.

    Attributes
    ----------
    text
        Message id; an ampersand marks the access key.
    key, more_keys
        Shortcut, or nothing; and others that do the same.
    """

    id: str
    text: str
    icon: str = ""
    key: str | QKeySequence.StandardKey = ""
    checkable: bool = False
    more_keys: tuple[str, ...] = ()


_Key = QKeySequence.StandardKey

SPECS: tuple[ActionSpec, ...] = (
    ActionSpec(id="new", text=N_("&New project"), icon="file-plus", key=_Key.New),
    ActionSpec(id="open", text=N_("&Open…"), icon="folder-open", key=_Key.Open),
    ActionSpec(id="sample", text=N_("Open the sample &city")),
    ActionSpec(id="save", text=N_("&Save"), icon="save", key=_Key.Save),
    ActionSpec(id="save_as", text=N_("Sa&ve as…"), key="Ctrl+Shift+S"),
    ActionSpec(id="add_data", text=N_("&Add data…"), icon="plus", key="Ctrl+I"),
    ActionSpec(id="settings", text=N_("&Preferences…"), icon="settings", key="Ctrl+,"),
    ActionSpec(id="quit", text=N_("&Quit"), key="Ctrl+Q"),
    ActionSpec(id="undo", text=N_("&Undo"), icon="undo-2", key=_Key.Undo),
    ActionSpec(id="redo", text=N_("&Redo"), icon="redo-2", key="Ctrl+Shift+Z", more_keys=("Ctrl+Y",)),
    ActionSpec(id="cut", text=N_("Cu&t"), icon="scissors", key=_Key.Cut),
    ActionSpec(id="copy", text=N_("&Copy"), icon="copy", key=_Key.Copy),
    ActionSpec(id="paste", text=N_("&Paste at the pointer"), icon="clipboard-paste", key=_Key.Paste),
    ActionSpec(id="duplicate", text=N_("&Duplicate"), icon="copy-plus", key="Ctrl+D"),
    ActionSpec(id="split", text=N_("Spl&it by a line"), icon="slice", key="Ctrl+Shift+X"),
    ActionSpec(id="hole", text=N_("Cut a &hole"), icon="squares-subtract", key="Ctrl+Shift+H"),
    ActionSpec(id="merge", text=N_("&Join with another"), icon="squares-unite", key="Ctrl+J"),
    ActionSpec(id="delete", text=N_("Remove the selected intervention"), icon="trash-2"),
    ActionSpec(id="project", text=N_("Project settin&gs…")),
    ActionSpec(id="analysis", text=N_("&Analysis settings…"), icon="settings"),
    ActionSpec(id="weights", text=N_("&Weights of the criteria…")),
    ActionSpec(id="social_costs", text=N_("Social c&osts…")),
    ActionSpec(id="zoom_in", text=N_("Zoom &in"), icon="zoom-in", key="Ctrl++"),
    ActionSpec(id="zoom_out", text=N_("Zoom &out"), icon="zoom-out", key="Ctrl+-"),
    ActionSpec(id="zoom_all", text=N_("Show ever&ything"), icon="maximize", key="Ctrl+0"),
    ActionSpec(id="zoom_selection", text=N_("Show the selected &space"), icon="locate-fixed", key="Ctrl+9"),
    ActionSpec(id="view_back", text=N_("&Previous view"), icon="arrow-left", key="Alt+Left"),
    ActionSpec(id="view_forth", text=N_("&Next view"), icon="arrow-right", key="Alt+Right"),
    ActionSpec(id="tool_zoom_box", text=N_("Zoom to a bo&x"), icon="scan-search", key="Z"),
    ActionSpec(id="tool_measure", text=N_("&Measure"), icon="ruler", key="M"),
    ActionSpec(id="tool_identify", text=N_("I&dentify"), icon="info", key="I"),
    ActionSpec(id="pick_box", text=N_("Select features in a &box"), icon="square-dashed-mouse-pointer", key="B"),
    ActionSpec(id="pick_lasso", text=N_("Select features with a &lasso"), icon="lasso", key="Q"),
    ActionSpec(id="pick_filter", text=N_("Select features by a &filter…"), icon="funnel", key="Ctrl+Shift+F"),
    ActionSpec(id="pick_invert", text=N_("In&vert the selection"), key="Ctrl+Shift+I"),
    ActionSpec(id="pick_clear", text=N_("Select &nothing"), key="Ctrl+Alt+A"),
    ActionSpec(id="pick_zoom", text=N_("&Zoom to the selected features"), key="Ctrl+8"),
    ActionSpec(id="bookmark_add", text=N_("&Bookmark this view…"), icon="bookmark", key="Ctrl+Shift+B"),
    ActionSpec(id="overview", text=N_("O&verview map"), key="Ctrl+Shift+O", checkable=True),
    ActionSpec(id="copy_place", text=N_("&Copy the coordinates"), icon="copy", key="Ctrl+Shift+C"),
    ActionSpec(id="before_after", text=N_("Before / after"), key="Ctrl+B", checkable=True),
    ActionSpec(id="reset_layout", text=N_("&Reset the layout")),
    ActionSpec(id="steps", text=N_("S&teps of the work"), checkable=True),
    ActionSpec(id="swipe", text=N_("S&wipe between today and the proposal"), key="Ctrl+Shift+W", checkable=True),
    ActionSpec(id="search", text=N_("Search or &run…"), icon="search", key="Ctrl+K"),
    ActionSpec(id="hotspots", text=N_("&Hot spots…"), key="Ctrl+H"),
    ActionSpec(id="layer_zoom", text=N_("&Zoom to layer"), icon="locate-fixed"),
    ActionSpec(id="layer_rename", text=N_("Re&name layer"), icon="pencil"),
    ActionSpec(id="layer_details", text=N_("Where it came &from…"), icon="info"),
    ActionSpec(id="layer_table", text=N_("Open the &table…"), icon="table-2", key="F6"),
    ActionSpec(id="layer_style", text=N_("&Style…"), key="F8"),
    ActionSpec(id="layer_up", text=N_("Move layer &up")),
    ActionSpec(id="layer_down", text=N_("Move layer &down")),
    ActionSpec(id="layer_remove", text=N_("&Remove layer"), icon="trash-2"),
    ActionSpec(id="proposal_new", text=N_("&New proposal for the selected space"), icon="plus", key="Ctrl+P"),
    ActionSpec(id="proposal_edit", text=N_("&Edit proposal…"), icon="pencil"),
    ActionSpec(id="proposal_duplicate", text=N_("&Duplicate as a scenario")),
    ActionSpec(id="proposal_compare", text=N_("&Compare with…")),
    ActionSpec(id="proposal_judge", text=N_("&Judge the effect…")),
    ActionSpec(id="partners", text=N_("Par&tners and pledges…"), icon="handshake"),
    ActionSpec(id="evidence", text=N_("Catalogue and e&vidence…"), icon="info", key="Ctrl+Shift+E"),
    ActionSpec(id="assumptions", text=N_("&Assumptions…"), key="Ctrl+Shift+A"),
    ActionSpec(id="proposal_remove", text=N_("&Remove proposal"), icon="trash-2"),
    ActionSpec(id="portfolio", text=N_("Choose by &budget…"), key="Ctrl+Shift+P"),
    ActionSpec(id="export_brief", text=N_("Export &brief…"), icon="file-text", key="Ctrl+E"),
    ActionSpec(id="export_plan", text=N_("Export &site plan…"), icon="ruler", key="Ctrl+Shift+L"),
    ActionSpec(id="export_webmap", text=N_("Export &web map…"), icon="globe"),
    ActionSpec(id="export_csv", text=N_("Export the &table of spaces…"), icon="download"),
    ActionSpec(id="export_hotspots", text=N_("Export &hot spots…"), icon="download"),
    ActionSpec(id="help", text=N_("&Keys and tools"), icon="info", key=_Key.HelpContents),
    ActionSpec(id="tour", text=N_("&Guided start"), icon="footprints"),
    ActionSpec(id="about", text=N_("&About SpacePlanner")),
)
"""Everything that can be done from a menu, a button or a key."""

MENUS: tuple[tuple[str, tuple[str, ...]], ...] = (
    (
        N_("&File"),
        ("new", "open", "@recent", "sample", SEPARATOR, "save", "save_as", SEPARATOR, "add_data", SEPARATOR, "settings", "quit"),
    ),
    (N_("&Edit"), ("undo", "redo", SEPARATOR, "cut", "copy", "paste", "duplicate", "delete", SEPARATOR, "split", "hole", "merge", SEPARATOR, "pick_box", "pick_lasso", "pick_filter", "pick_invert", "pick_clear", "pick_zoom", SEPARATOR, "project", "analysis", "weights", "social_costs")),
    (
        N_("&View"),
        (
            "zoom_in", "zoom_out", "tool_zoom_box", "zoom_all", "zoom_selection", "view_back", "view_forth", SEPARATOR,
            "bookmark_add", "@bookmarks", "overview", SEPARATOR, "tool_identify", "tool_measure", "copy_place", SEPARATOR, "before_after", "swipe", "hotspots", "search", SEPARATOR,
            "@panels", "@language", "@theme",
        ),
    ),
    (
        N_("&Layers"),
        (
            "add_data", SEPARATOR, "layer_zoom", "layer_table", "layer_style", "layer_details", "layer_rename", "layer_up", "layer_down",
            SEPARATOR, "layer_remove",
        ),
    ),
    (
        N_("&Proposal"),
        (
            "proposal_new",
            "proposal_edit",
            "proposal_duplicate",
            "proposal_compare",
            "partners",
            SEPARATOR,
            "@place",
            SEPARATOR,
            "proposal_judge",
            "portfolio",
            "assumptions",
            "evidence",
            SEPARATOR,
            "proposal_remove",
        ),
    ),
    (N_("&Report"), ("export_brief", "export_plan", "export_webmap", "export_csv", "export_hotspots")),
    (N_("&Help"), ("tour", "help", "evidence", "about")),
)  # fmt: skip
"""Menu titles and their entries; ``@name`` is a part that the window fills (see `Actions.part`)."""


class _Action(QAction):
    """An action that calls plain callables, which get no state."""

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        self.slots: list[Callable[[], object]] = []
        self.triggered.connect(self._run)

    @Slot()
    def _run(self) -> None:
        for slot in self.slots:
            slot()


class Actions(QObject):
    """The bound actions, and the menus made of them."""

    def __init__(self, context: Context, window: QMainWindow) -> None:
        super().__init__(window)
        self._context = context
        self._window = window
        self._actions: dict[str, _Action] = {}
        self._parts: dict[str, Callable[[QMenu], None]] = {}
        self._specs = {spec.id: spec for spec in SPECS}
        context.language_changed.connect(self.retranslate)
        context.appearance.changed.connect(self.retranslate)

    def bind(self, name: str, slot: Callable[..., object]) -> QAction:
        """Make an action of the table work; `slot` gets the new state where it is checkable.

        Raises
        ------
        KeyError
            If the table has no such action.
        """
        spec = self._specs[name]
        action = self._actions.get(name)
        if action is None:
            action = self._actions[name] = _Action(self._window)
            action.setObjectName(name)
            action.setCheckable(spec.checkable)
            action.setMenuRole(QAction.MenuRole.NoRole)
            if spec.key:
                action.setShortcuts([QKeySequence(key) for key in (spec.key, *spec.more_keys)])
                action.setShortcutContext(Qt.ShortcutContext.WindowShortcut)
            self._window.addAction(action)
            self._dress(name)
        if spec.checkable:
            action.toggled.connect(slot)
        else:
            action.slots.append(slot)
        return action

    def keep_to(self, widget: QWidget, name: str) -> None:
        """Have the key of a bound action work only while a widget has the keyboard: elsewhere it is for text and tables."""
        action = self._actions[name]
        self._window.removeAction(action)
        widget.addAction(action)
        action.setShortcutContext(Qt.ShortcutContext.WidgetShortcut)

    def part(self, name: str, fill: Callable[[QMenu], None]) -> None:
        """Have a part of a menu, ``@name`` in `MENUS`, filled whenever the menus are built."""
        self._parts[name] = fill

    def spec(self, name: str) -> ActionSpec | None:
        """Return the entry of the table for an action, or None."""
        return self._specs.get(name)

    def get(self, name: str) -> QAction | None:
        """Return a bound action, or None."""
        return self._actions.get(name)

    def check(self, name: str) -> None:
        """Begin with a checkable action that is bound as checked, without calling anybody."""
        action = self._actions[name]
        action.blockSignals(True)  # noqa: FBT003 - Qt's own signature
        action.setChecked(True)
        action.blockSignals(False)  # noqa: FBT003

    def bound(self) -> Iterable[QAction]:
        """Return all bound actions, in the order of the table."""
        return [self._actions[spec.id] for spec in SPECS if spec.id in self._actions]

    def build(self) -> None:
        """Build the menus from what is bound."""
        bar = self._window.menuBar()
        for old in bar.findChildren(QMenu, options=Qt.FindChildOption.FindDirectChildrenOnly):
            old.deleteLater()
        bar.clear()
        for title, names in MENUS:
            menu = QMenu(gettext(title), bar)
            for name in names:
                self._add(menu, name)
            _tidy(menu)
            if menu.actions():
                bar.addMenu(menu)

    @Slot()
    def retranslate(self) -> None:
        """Write everything anew, and draw the icons in the colours of the moment."""
        for name in self._actions:
            self._dress(name)
        self.build()

    def _dress(self, name: str) -> None:
        spec, action = self._specs[name], self._actions[name]
        text = gettext(spec.text)
        action.setText(text)
        plain = text.replace("&", "").rstrip("…")
        keys = action.shortcut().toString(QKeySequence.SequenceFormat.NativeText)
        action.setToolTip(f"{plain}  ({keys})" if keys else plain)
        if spec.icon:
            colours = self._context.appearance.colours
            action.setIcon(icon(spec.icon, colours.secondary, disabled=colours.lines, size=16))

    def _add(self, menu: QMenu, name: str) -> None:
        if name == SEPARATOR:
            menu.addSeparator()
        elif name.startswith("@"):
            if name[1:] in self._parts:
                self._parts[name[1:]](menu)
        elif name in self._actions:
            menu.addAction(self._actions[name])


def _tidy(menu: QMenu) -> None:
    """Take separators away that separate nothing."""
    last: QAction | None = None
    for action in menu.actions():
        if action.isSeparator() and (last is None or last.isSeparator()):
            menu.removeAction(action)
        else:
            last = action
    if last is not None and last.isSeparator():
        menu.removeAction(last)
