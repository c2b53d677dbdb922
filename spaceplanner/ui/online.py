"""Online backgrounds: a server is asked once the user has allowed it, for what is seen, by two threads of their own."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Qt, QTimer, Signal, Slot
from PySide6.QtWidgets import QMessageBox

from spaceplanner.domain.background import BackgroundKind
from spaceplanner.errors import InputError
from spaceplanner.i18n import N_, gettext
from spaceplanner.services import settings
from spaceplanner.services.online_tiles import OnlineTiles
from spaceplanner.services.tasks import Tasks

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable
    from pathlib import Path

    from PySide6.QtWidgets import QWidget

    from spaceplanner.domain.background import Background
    from spaceplanner.domain.project import Project
    from spaceplanner.services.online_tiles import Wanted
    from spaceplanner.ui.context import Context

ASKERS = 2
"""By how many at once servers are asked."""
_SOON_MS = 250
"""How often tiles that have come are drawn while others are on their way."""


class Online(QObject):
    """See the module's docstring.

    Attributes
    ----------
    tiles
        What is kept, and asks.
    """

    changed = Signal()
    """Another server may be asked, or one may not any more."""

    def __init__(self, context: Context, post: Callable[[Callable[[], None]], None]) -> None:
        super().__init__(context)
        self._context = context
        self.tiles = OnlineTiles()
        self._tasks = Tasks(post, workers=ASKERS)
        self._path: Path | None = context.document.path
        self._allowed = self._remembered()
        self._seen = 0
        self._soon = QTimer(self, singleShot=True, interval=_SOON_MS)
        self._soon.timeout.connect(self._draw)
        self._later = QTimer(self, singleShot=True)
        self._later.timeout.connect(self._start)
        context.project_changed.connect(self._follow)
        context.document_replaced.connect(self._forget)
        context.saved_changed.connect(self._remember)

    def close(self) -> None:
        """Ask nothing any more, and end the threads."""
        self.tiles.stop()
        self._soon.stop()
        self._later.stop()
        self._tasks.close()

    # What is allowed ------------------------------------------------------------------------------------------------

    def server(self, background: Background) -> str:
        """Return the server of an online background; empty where its address is none that is asked."""
        from spaceplanner.io import tile_address  # noqa: PLC0415 - start-up time

        try:
            return tile_address.server(tile_address.checked(background.location))
        except InputError:
            return ""

    def may_ask(self, background: Background) -> bool:
        """Return whether a background can be shown without the user being asked."""
        if background.kind is not BackgroundKind.ONLINE:
            return True
        server = self.server(background)
        return not server or server in self._allowed

    def is_silent(self, background: Background) -> bool:
        """Return whether a background is shown, but its server not asked."""
        return background.visible and not self.may_ask(background)

    def ask(self, background: Background, window: QWidget, then: Callable[[], object]) -> None:
        """Say which server would be asked and what it learns, and go on if the user allows it."""
        server = self.server(background)
        box = QMessageBox(window)
        box.setWindowTitle(gettext(N_("A map from the internet")))
        box.setTextFormat(Qt.TextFormat.PlainText)
        box.setText(gettext(N_("May {server} be asked for this map?")).format(server=server))
        box.setInformativeText(
            gettext(
                N_(
                    "Whenever you look at another place, the server is asked for the tiles that are seen. It learns the "
                    "address of your internet connection and which part of the map you look at. Nothing of your data is "
                    "sent. Your answer is kept on this computer, not in the project."
                )
            )
        )
        yes = box.addButton(gettext(N_("Allow for this project")), QMessageBox.ButtonRole.AcceptRole)
        no = box.addButton(gettext(N_("No")), QMessageBox.ButtonRole.RejectRole)
        box.setDefaultButton(no)
        box.setEscapeButton(no)
        box.buttonClicked.connect(lambda button: self._allow(server, then) if button is yes else None)
        box.finished.connect(box.deleteLater)
        box.open()

    def _allow(self, server: str, then: Callable[[], object]) -> None:
        self._allowed |= {server}
        self._remember()
        then()
        self.changed.emit()
        self._context.ground.read_again()

    def _remembered(self) -> frozenset[str]:
        return settings.allowed(self._context.preferences, self._path) if self._path is not None else frozenset()

    @Slot()
    def _remember(self) -> None:
        """Keep what is allowed in the user's settings, once the project has a file."""
        context = self._context
        self._path = context.document.path
        if self._path is not None and self._allowed:
            preferences = settings.allow(context.preferences, self._allowed, self._path)
            if preferences is not context.preferences:
                context.prefer(preferences)

    @Slot()
    def _forget(self) -> None:
        """Begin afresh with another project."""
        self.tiles.want(())
        self._later.stop()
        self._path = self._context.document.path
        self._allowed = self._remembered()
        self.changed.emit()

    # Asking ---------------------------------------------------------------------------------------------------------

    def want(self, wanted: Iterable[Wanted]) -> None:
        """Have tiles asked for, of servers that may be, and no others any more."""
        from spaceplanner.io import tile_address  # noqa: PLC0415 - start-up time

        self.tiles.want([one for one in wanted if tile_address.server(one[0]) in self._allowed])
        self._start()

    @Slot(object, object)
    def _follow(self, _before: Project, after: Project) -> None:
        """Ask no more for what has been hidden or removed."""
        self.tiles.keep_only({one.location for one in after.backgrounds if one.visible})

    @Slot()
    def _start(self) -> None:
        pause = self.tiles.pause()
        if pause is None:
            self._later.stop()
        elif pause > 0:
            self._later.start(int(1000 * pause) + 50)
        else:
            active = {task.key for task in self._tasks.active}
            for key in {f"online-{place}" for place in range(ASKERS)} - active:
                self._tasks.run(
                    key,
                    N_("Asking for the map"),
                    self.tiles.work,
                    done=self._done,
                    failed=self._context.failed,
                    progress=lambda _fraction, _message: self._look(),
                )

    def _done(self, _changes: int) -> None:
        self._look()
        self._start()

    def _look(self) -> None:
        """Have what has come drawn soon."""
        if self.tiles.changes != self._seen:
            self._seen = self.tiles.changes
            if not self._soon.isActive():
                self._soon.start()

    @Slot()
    def _draw(self) -> None:
        self._context.ground.read_again()
