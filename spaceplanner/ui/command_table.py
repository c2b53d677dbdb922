"""The table of commands: what the palette offers at this moment, and what each of them does when it is run."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtGui import QKeySequence

from spaceplanner import i18n
from spaceplanner.i18n import N_, gettext, pick
from spaceplanner.services import picking, settings
from spaceplanner.services.commands import Command
from spaceplanner.services.gestures import Tool
from spaceplanner.ui.actions import MENUS, SPECS
from spaceplanner.ui.exporting import NO_SPACES
from spaceplanner.ui.menu_parts import PANELS, THEMES, WITH_PANELS
from spaceplanner.ui.stepper import STEPS
from spaceplanner.ui.theme import CHOICES
from spaceplanner.ui.tool_palette import placeable

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

    from PySide6.QtGui import QAction

    from spaceplanner.ui.main_window import MainWindow

Run = tuple[Command, "Callable[[], object]"]

OPENER = "search"
"""The action that opens the palette; it is not offered there."""
_NO_LAYER = N_("Select a layer first.")
_NO_SPACE = N_("Select a space first.")
_NO_PROPOSAL = N_("Select a proposal first.")
_NO_ITEM = N_("Select something that was placed on the map first.")
_NO_FEATURES = N_("Select features of a layer first.")
_EMPTY = N_("The map is empty: add data first.")
REASONS: Mapping[str, str] = {
    "undo": N_("There is nothing to take back."),
    "redo": N_("There is nothing to do again."),
    "save": N_("Everything is saved."),
    "delete": _NO_ITEM,
    **dict.fromkeys(("cut", "copy", "duplicate", "split", "hole", "merge"), _NO_ITEM),
    "paste": N_("Copy something on the map first."),
    **dict.fromkeys(("pick_clear", "pick_invert", "pick_zoom"), _NO_FEATURES),
    **dict.fromkeys(("pick_box", "pick_lasso", "pick_filter", "bookmark_add"), _EMPTY),
    **dict.fromkeys(("tool_identify", "tool_measure", "tool_zoom_box"), _EMPTY),
    "view_back": N_("There is no view before this one."),
    "view_forth": N_("There is no view after this one."),
    "layer_table": _NO_LAYER,
    "export_plan": _NO_PROPOSAL,
    "zoom_selection": _NO_SPACE,
    "before_after": _NO_PROPOSAL,
    "swipe": _NO_PROPOSAL,
    "layer_zoom": _NO_LAYER,
    "layer_rename": _NO_LAYER,
    "layer_details": _NO_LAYER,
    "layer_remove": _NO_LAYER,
    "layer_up": N_("Select a layer that lies below another one first."),
    "layer_down": N_("Select a layer that lies above another one first."),
    "proposal_new": _NO_SPACE,
    "proposal_edit": _NO_PROPOSAL,
    "proposal_duplicate": _NO_PROPOSAL,
    "proposal_compare": N_("It takes two proposals, one of them selected."),
    "proposal_judge": _NO_PROPOSAL,
    "proposal_remove": _NO_PROPOSAL,
    "export_brief": NO_SPACES,
    "export_webmap": NO_SPACES,
    "export_csv": NO_SPACES,
}
"""Name of an action -> why it cannot be run when it is greyed, a message id."""


def commands(window: MainWindow) -> Iterator[Run]:
    """Return all commands with what they do, in the order in which equals are shown."""
    for source in (
        _actions,
        _steps,
        _panels,
        _tools,
        _languages,
        _themes,
        _recent,
        _spaces,
        _proposals,
        _layers,
    ):
        yield from source(window)


def _actions(window: MainWindow) -> Iterator[Run]:
    places = {name: title for title, names in reversed(MENUS) for name in names} | dict.fromkeys(WITH_PANELS, PANELS)
    texts = {spec.id: spec for spec in SPECS}
    for action in window.actions_.bound():
        name = action.objectName()
        if name == OPENER:
            continue
        spec = texts[name]
        reason = "" if action.isEnabled() else gettext(REASONS.get(name, ""))
        yield (
            _command(
                f"action:{name}",
                _words(action.text()),
                place=_words(gettext(places.get(name, ""))),
                also=_elsewhere(spec.text),
                key=_key(action),
                icon=spec.icon,
                possible=action.isEnabled(),
                reason=reason,
                everywhere=True,
            ),
            action.trigger,
        )


def _steps(window: MainWindow) -> Iterator[Run]:
    for place, step in enumerate(STEPS, start=1):
        yield (
            _command(
                f"step:{step.id}",
                gettext(step.text),
                place=gettext(N_("Step of the work")),
                also=_elsewhere(step.text),
                key=f"Ctrl+{place}",
                icon="footprints",
                everywhere=True,
            ),
            window.stepper.button(step.id).click,
        )


def _panels(window: MainWindow) -> Iterator[Run]:
    for name, dock in window.docks.items():
        action = dock.toggleViewAction()
        text = N_("Close the panel: {panel}") if action.isChecked() else N_("Show the panel: {panel}")
        yield (
            _command(
                f"panel:{name}",
                gettext(text).format(panel=_words(action.text())),
                place=_words(gettext(N_("&View"))),
                also=_elsewhere(dock.title),
                key=_key(action),
                icon="eye-off" if action.isChecked() else "eye",
                everywhere=True,
            ),
            action.trigger,
        )


def _tools(window: MainWindow) -> Iterator[Run]:
    palette = window.canvas.tool_palette
    there = bool(window.context.project.layers)
    for kind in placeable(window.context.catalogue):
        yield (
            _command(
                f"place:{kind.id}",
                gettext(N_("Place: {thing}")).format(thing=pick(kind.name)),
                place=_words(gettext(N_("&Place on the map"))),
                also=" ".join(kind.name.values()),
                key=_key(palette.button(Tool.PLACE, kind.id).defaultAction()),
                icon=kind.icon,
                possible=there,
                reason="" if there else gettext(_EMPTY),
            ),
            partial(window.menu_parts.take, kind),
        )


def _languages(window: MainWindow) -> Iterator[Run]:
    for code, name in i18n.LANGUAGES.items():
        yield (
            _command(
                f"language:{code}",
                name,
                place=_words(gettext(N_("&Language"))),
                also=_elsewhere(N_("&Language")),
                icon="languages",
                possible=code != i18n.language(),
            ),
            partial(window.menu_parts.use_language, code),
        )


def _themes(window: MainWindow) -> Iterator[Run]:
    for choice in CHOICES:
        yield (
            _command(
                f"theme:{choice}",
                gettext(THEMES[choice]),
                place=_words(gettext(N_("&Theme"))),
                also=f"{_elsewhere(THEMES[choice])} {_elsewhere(N_('&Theme'))}",
                icon="moon" if choice == "dark" else "sun",
                possible=choice != window.context.appearance.choice,
            ),
            partial(window.menu_parts.use_theme, choice),
        )


def _recent(window: MainWindow) -> Iterator[Run]:
    for item in settings.recent(window.context.preferences):
        yield (
            _command(
                f"recent:{item.path}",
                item.path.name,
                place=_words(gettext(N_("Open &recent"))),
                also=str(item.path.parent),
                icon="folder-open",
                possible=not item.missing,
                reason=gettext(N_("The file is not there now.")) if item.missing else "",
            ),
            partial(window.files.open, item.path),
        )


def _spaces(window: MainWindow) -> Iterator[Run]:
    kind = gettext(N_("Space"))
    for space in picking.spaces(window.context.project).spaces:
        found = _command(f"space:{space.id}", space.name, place=kind, icon="trees")
        yield found, partial(window.show_space, space.id)


def _proposals(window: MainWindow) -> Iterator[Run]:
    kind = gettext(N_("Proposal"))
    for plan in window.context.project.proposals:
        found = _command(f"proposal:{plan.id}", plan.name, place=kind, icon="file-text")
        yield found, partial(window.show_proposal, plan.id)


def _layers(window: MainWindow) -> Iterator[Run]:
    kind = gettext(N_("Layer"))
    for layer in window.context.project.layers:
        found = _command(f"layer:{layer.id}", layer.name, place=kind, icon="layers")
        yield found, partial(window.show_layer, layer.id)


def _command(command: str, title: str, *, also: str = "", **more: object) -> Command:
    """Return a command whose texts are one line each, however they came."""
    return Command(id=command, title=" ".join(title.split()), also=" ".join(also.split()), **more)  # type: ignore[arg-type]


def _words(text: str) -> str:
    return text.replace("&", "").rstrip("…")


def _elsewhere(message_id: str) -> str:
    """Return a text in the other languages, by which it is found too."""
    others = []
    for code in i18n.LANGUAGES:
        if code != i18n.language():
            with i18n.speaking(code):
                others.append(_words(gettext(message_id)))
    return " ".join(others)


def _key(action: QAction) -> str:
    return action.shortcut().toString(QKeySequence.SequenceFormat.NativeText)
