"""The section of backgrounds below the layers: which there are, and what is done with them."""

from __future__ import annotations

from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QSize, Signal, Slot
from PySide6.QtWidgets import QFileDialog, QHBoxLayout, QMenu, QToolButton, QVBoxLayout, QWidget

from spaceplanner.domain import background as ground
from spaceplanner.domain.edits import free_id
from spaceplanner.i18n import N_, gettext
from spaceplanner.services import backgrounds
from spaceplanner.ui import theme
from spaceplanner.ui.background_dialog import BackgroundDialog
from spaceplanner.ui.background_row import BackgroundRow
from spaceplanner.ui.facts import rule
from spaceplanner.ui.icons import icon
from spaceplanner.ui.plain import label, tip

if TYPE_CHECKING:
    from collections.abc import Callable

    from spaceplanner.domain.background import Background
    from spaceplanner.domain.edits import Edit
    from spaceplanner.domain.project import Project
    from spaceplanner.services.progress import Progress
    from spaceplanner.ui.context import Context

_BUTTON, _PICTURE = 22, 14


class BackgroundList(QWidget):
    """See the module's docstring.

    Attributes
    ----------
    rows, add
        The backgrounds that are shown, the topmost first, and the button with the menu that adds one.
    """

    zoom_wanted = Signal(object)
    """Ground (west, south, east, north) that is to fill the map."""
    pins_wanted = Signal(object)
    """The `Background` that is to be placed by points."""

    def __init__(self, context: Context, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._context = context
        self._folder = ""
        self._adding = 0
        self._looking: set[str] = set()
        self.rows: dict[str, BackgroundRow] = {}
        self._title, self.add = label(parent=self), QToolButton(self)
        self._title.setFont(theme.font(12, "semibold"))
        self.add.setFixedSize(_BUTTON, _BUTTON)
        self.add.setIconSize(QSize(_PICTURE, _PICTURE))
        self.add.setPopupMode(QToolButton.ToolButtonPopupMode.InstantPopup)
        self.add.setObjectName("panelMenu")
        self.menu = QMenu(self.add)
        self.add.setMenu(self.menu)
        head = QHBoxLayout()
        head.addWidget(self._title, 1)
        head.addWidget(self.add)
        self._lines = QVBoxLayout()
        self._lines.setSpacing(3)
        column = QVBoxLayout(self)
        column.setContentsMargins(12, 0, 6, 6)
        column.setSpacing(4)
        column.addWidget(rule(self))
        column.addLayout(head)
        column.addLayout(self._lines)
        context.document_replaced.connect(self._forget)
        context.project_changed.connect(self.refresh)
        context.ground.changed.connect(self._show_troubles)
        context.online.changed.connect(self._show_troubles)
        context.request_background.connect(self.add_files)
        context.language_changed.connect(self.retranslate)
        context.appearance.changed.connect(self.retranslate)
        self.retranslate()

    @Slot(object, object)
    def refresh(self, before: Project, after: Project) -> None:
        """Show the backgrounds of the project as it is now."""
        if before.backgrounds is not after.backgrounds:
            self._show()

    @Slot()
    def retranslate(self) -> None:
        """Write the words and draw the pictures anew."""
        self._title.setText(gettext(N_("Background")))
        add = gettext(N_("Add a background"))
        self.add.setIcon(icon("plus", self._context.appearance.colours.secondary))
        self.add.setAccessibleName(add)
        self.add.setToolTip(tip(add))
        self.menu.clear()
        self.menu.addAction(gettext(N_("Add a file of tiles or a picture…")), self._ask)
        self.menu.addAction(gettext(N_("Add a map from the internet…")), self._ask_online)
        self._show()

    @Slot(list)
    def add_files(self, paths: list[Path]) -> None:
        """Look into files in the task pool and add those that are backgrounds; the others are said."""
        context = self._context
        for path in paths:
            self._adding += 1
            key = f"background-{self._adding}"
            self._looking.add(key)
            context.painting.run(
                key,
                N_("Adding a background"),
                partial(_look, context.project, path),
                done=partial(self._added, key),
                failed=partial(self._failed, key),
            )

    @Slot()
    def _forget(self) -> None:
        """Drop what is still looked into for a project that is no longer open."""
        for key in (*self._looking, "background-zoom"):
            self._context.painting.cancel(key)
        self._looking.clear()

    def _failed(self, key: str, error: Exception) -> None:
        self._looking.discard(key)
        self._context.failed(error)

    def _added(self, key: str, found: tuple[Background, Edit, bool]) -> None:
        self._looking.discard(key)
        context, (background, edit, nowhere) = self._context, found
        taken = {one.id for one in context.project.backgrounds}
        if background.id in taken:
            # Another one was added meanwhile.
            background = replace(background, id=free_id(taken, background.id))
            edit = ground.put_background(background)
        if context.do(N_("Add background"), edit):
            if nowhere:
                self.pins_wanted.emit(background)
            elif not context.project.layers:
                self._zoom(background.id)
            context.say(gettext(N_("Added the background {name}.")).format(name=background.name))

    @Slot()
    def _ask(self) -> None:
        dialog = self._dialog(N_("Add a background"))
        dialog.setFileMode(QFileDialog.FileMode.ExistingFiles)
        dialog.filesSelected.connect(self._chosen)
        dialog.open()

    def _dialog(self, title: str) -> QFileDialog:
        path = self._context.document.path
        folder = self._folder or (str(path.parent) if path is not None else "")
        dialog = QFileDialog(self, gettext(title), folder)
        endings = " ".join(f"*{suffix}" for suffix in backgrounds.SUFFIXES)
        dialog.setNameFilters([f"{gettext(N_('Backgrounds'))} ({endings})", f"{gettext(N_('All files'))} (*)"])
        dialog.finished.connect(dialog.deleteLater)
        return dialog

    @Slot(list)
    def _chosen(self, paths: list[str]) -> None:
        self._folder = str(Path(paths[0]).parent) if paths else self._folder
        self.add_files([Path(path) for path in paths])

    def _show(self) -> None:
        listed = tuple(reversed(self._context.project.backgrounds))
        if list(self.rows) != [one.id for one in listed]:
            self._rebuild(listed)
        for place, one in enumerate(listed):
            self.rows[one.id].show_background(one, first=place == 0, last=place == len(listed) - 1)
        self._show_troubles()

    def _rebuild(self, listed: tuple[Background, ...]) -> None:
        for row in self.rows.values():
            row.hide()
            row.deleteLater()
        self.rows = {}
        for one in listed:
            row = self.rows[one.id] = BackgroundRow(self._context, self)
            row.toggled.connect(partial(self._toggle, one.id))
            row.sliding.connect(partial(self._context.ground.preview, one.id))
            row.settled.connect(partial(self._fade, one.id))
            row.asked.connect(partial(self._carry_out, one.id))
            self._lines.addWidget(row)

    @Slot()
    def _show_troubles(self) -> None:
        for key, row in self.rows.items():
            background = self._context.project.background(key)
            if background is not None and self._context.online.is_silent(background):
                text = gettext(N_("Only tiles that were kept are shown: {server} is not asked until you allow it."))
                row.show_trouble(text.format(server=self._context.online.server(background)), "allow")
            else:
                cure = "find" if key in self._context.ground.lost else ""
                row.show_trouble(self._context.ground.troubles.get(key, ""), cure)

    def _toggle(self, key: str, visible: bool) -> None:  # noqa: FBT001 - the slot of a box
        background = self._context.project.background(key)
        if visible and background is not None and not self._context.online.may_ask(background):
            self._show()
            self._context.online.ask(background, self.window(), partial(self._turn, key, visible=True))
        else:
            self._turn(key, visible=visible)

    def _turn(self, key: str, *, visible: bool) -> None:
        label_ = N_("Show background") if visible else N_("Hide background")
        self._context.do(label_, ground.change_background(key, visible=visible))

    def _fade(self, key: str, opacity: float) -> None:
        self._context.do(N_("Change the opacity of a background"), ground.change_background(key, opacity=opacity))

    def _carry_out(self, key: str, deed: str) -> None:
        deeds: dict[str, Callable[[str], object]] = {
            "zoom": self._zoom,
            "up": partial(self._move, by=1),
            "down": partial(self._move, by=-1),
            "find": self._find,
            "edit": self._edit,
            "allow": self._allow,
            "pins": lambda key: self.pins_wanted.emit(self._context.project.background(key)),
            "remove": lambda key: self._context.do(N_("Remove background"), ground.remove_background(key)),
        }
        deeds[deed](key)

    def _move(self, key: str, *, by: int) -> None:
        places = [one.id for one in self._context.project.backgrounds]
        self._context.do(N_("Move background"), ground.move_background(key, places.index(key) + by))

    def _zoom(self, key: str) -> None:
        project = self._context.project
        background = project.background(key)
        if background is None or project.crs is None:
            return
        crs = project.crs
        self._context.painting.run(
            "background-zoom",
            N_("Finding the background"),
            lambda _progress: backgrounds.bounds(background, crs),
            done=partial(self._show_ground, background.name),
            failed=self._context.failed,
        )

    def _show_ground(self, name: str, box: tuple[float, float, float, float] | None) -> None:
        if box is None:
            self._context.say(gettext(N_("{name} covers much more than a city.")).format(name=name))
        else:
            self.zoom_wanted.emit(box)

    def _allow(self, key: str) -> None:
        background = self._context.project.background(key)
        if background is not None:
            self._context.online.ask(background, self.window(), partial(self._turn, key, visible=True))

    @Slot()
    def _ask_online(self) -> None:
        if self._context.project.crs is None:
            self._context.say(gettext(N_("Add a layer of yours first, and then this background.")), "warning")
        else:
            self._open(BackgroundDialog(self._context, None, self.window()))

    def _edit(self, key: str) -> None:
        self._open(BackgroundDialog(self._context, self._context.project.background(key), self.window()))

    def _open(self, dialog: BackgroundDialog) -> None:
        dialog.finished.connect(dialog.deleteLater)
        dialog.open()

    def _find(self, key: str) -> None:
        """Have the user say where the file of a background is now."""
        dialog = self._dialog(N_("Find the file of the background"))
        dialog.setFileMode(QFileDialog.FileMode.ExistingFile)
        dialog.fileSelected.connect(partial(self._found, key))
        dialog.open()

    def _found(self, key: str, path: str) -> None:
        self._context.do(N_("Find background"), ground.change_background(key, location=str(Path(path).absolute())))
        self._context.ground.again(key)


def _look(project: Project, path: Path, _progress: Progress) -> tuple[Background, Edit, bool]:
    """Return the background of a file, the edit that adds it, and whether it must still be given its place."""
    background, edit = backgrounds.from_file(project, path)
    return background, edit, backgrounds.lies_nowhere(background)
