"""Walking catchments and the residents without a space: whether they are shown, and what is shown, computed in the background."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QTimer, Signal, Slot

from spaceplanner.errors import Cancelled
from spaceplanner.i18n import N_, gettext
from spaceplanner.services import catchments, served
from spaceplanner.services.unpacking import unpack

if TYPE_CHECKING:
    from collections.abc import Callable

    from spaceplanner.cartography.catchments import Catchments, Unserved
    from spaceplanner.domain.project import Project
    from spaceplanner.ui.context import Context

_CATCHMENTS, _UNSERVED = "catchments", "unserved"


class ReachLayers(QObject):
    """Keeps both up to date with the project and the selected space; neither costs anything until it is wanted.

    Attributes
    ----------
    catchments, wants_catchments
        The catchments of the selected space, or of all where none is selected; and whether they are to be shown.
    unserved, wants_unserved
        The residents without a space; and whether they are to be shown.
    """

    changed = Signal()
    """Something else is to be shown."""

    def __init__(self, context: Context) -> None:
        super().__init__(context)
        self._context = context
        self.catchments: Catchments | None = None
        self.unserved: Unserved | None = None
        self.wants_catchments = self.wants_unserved = False
        # Several edits in one turn of the event loop are answered once.
        self._soon = QTimer(self, singleShot=True, interval=0)
        self._soon.timeout.connect(self._find)
        context.document_replaced.connect(self._forget)
        context.project_changed.connect(self._follow)
        context.space_selected.connect(self._select)

    def show_catchments(self, wanted: bool) -> None:  # noqa: FBT001 - the slot of a toggle
        """Compute the catchments, now and after each edit and selection, or leave them out."""
        if wanted == self.wants_catchments:
            return
        self.wants_catchments = wanted
        if wanted:
            self._find_catchments()
        else:
            self._context.tasks.cancel(_CATCHMENTS)
            self._take_catchments(self._context.project, None)

    def show_unserved(self, wanted: bool) -> None:  # noqa: FBT001 - the slot of a toggle
        """Compute the residents without a space, now and after each edit, or leave them out."""
        if wanted == self.wants_unserved:
            return
        self.wants_unserved = wanted
        if wanted:
            self._find_unserved()
            if why := served.missing(unpack(self._context.project, self._context.evaluator.memo)):
                self._context.say(gettext(why))
        else:
            self._context.tasks.cancel(_UNSERVED)
            self._take_unserved(self._context.project, None)

    @Slot()
    def _forget(self) -> None:
        self._context.tasks.cancel(_CATCHMENTS)
        self._context.tasks.cancel(_UNSERVED)
        self.catchments = self.unserved = None
        self.changed.emit()

    @Slot(object, object)
    def _follow(self, before: Project, after: Project) -> None:
        if not _alike(before, after):
            self._soon.start()

    @Slot(object)
    def _select(self, _space: str | None) -> None:
        if self.wants_catchments:
            self._find_catchments()

    @Slot()
    def _find(self) -> None:
        if self.wants_catchments:
            self._find_catchments()
        if self.wants_unserved:
            self._find_unserved()

    def _find_catchments(self) -> None:
        context, project, space = self._context, self._context.project, self._context.space
        context.tasks.run(
            _CATCHMENTS,
            N_("Drawing walking catchments"),
            lambda _progress: catchments.of_project(project, context.evaluator.memo, space=space),
            done=lambda found: self._take_catchments(project, found),
            failed=lambda error: self._fail(error, lambda: self._take_catchments(project, None)),
        )

    def _find_unserved(self) -> None:
        context, project = self._context, self._context.project
        context.tasks.run(
            _UNSERVED,
            N_("Finding residents without a space"),
            lambda _progress: catchments.unserved(project, context.evaluator.memo),
            done=lambda found: self._take_unserved(project, found),
            failed=lambda error: self._fail(error, lambda: self._take_unserved(project, None)),
        )

    def _fail(self, error: Exception, forget: Callable[[], None]) -> None:
        """Say what went wrong, and take away what was drawn of an earlier project: it is no answer to this one."""
        self._context.failed(error)
        if not isinstance(error, Cancelled):
            forget()

    def _take_catchments(self, project: Project, found: Catchments | None) -> None:
        wanted = found if self.wants_catchments else None
        if _alike(project, self._context.project) and wanted is not self.catchments:
            self.catchments = wanted
            self.changed.emit()

    def _take_unserved(self, project: Project, found: Unserved | None) -> None:
        wanted = found if self.wants_unserved else None
        if _alike(project, self._context.project) and wanted is not self.unserved:
            self.unserved = wanted
            self.changed.emit()


def _alike(one: Project, other: Project) -> bool:
    """Tell whether two versions of a project have the same walks: proposals change none."""
    return one.layers is other.layers and one.settings is other.settings
