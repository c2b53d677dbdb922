"""The context: what every panel shares. The open document, the tasks, what is selected, and signals about all of it.

Panels are built as ``Panel(context)``, connect to the signals they need and never write to each other. There are two
verbs: `Context.do` changes the project, `Tasks.run` computes.
"""

from __future__ import annotations

import logging
import time
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QTimer, Signal, Slot

from spaceplanner.errors import Cancelled, SpacePlannerError
from spaceplanner.i18n import N_, gettext
from spaceplanner.services import darkness, feature_selection, settings
from spaceplanner.services.brush import Brush
from spaceplanner.services.settings import Preferences
from spaceplanner.services.unpacking import unpack
from spaceplanner.ui.ground import Ground
from spaceplanner.ui.hot_search import HotSearch
from spaceplanner.ui.online import Online
from spaceplanner.ui.reach_layers import ReachLayers

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from spaceplanner.cartography.density import DensityField
    from spaceplanner.domain.catalogue import Catalogue
    from spaceplanner.domain.edits import Edit
    from spaceplanner.domain.project import Project
    from spaceplanner.domain.result import Result
    from spaceplanner.services.darkness import DarkField
    from spaceplanner.services.document import Document
    from spaceplanner.services.evaluation import Evaluator
    from spaceplanner.services.feature_selection import Selection
    from spaceplanner.services.tasks import Tasks
    from spaceplanner.ui.theme import Appearance

logger = logging.getLogger(__name__)


class Poster(QObject):
    """Delivers callables in the window's thread, whichever thread they come from: the `post` of `Tasks`."""

    _posted = Signal(object)

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._posted.connect(self._run)

    def __call__(self, work: Callable[[], None]) -> None:
        """Have `work` called in the window's thread, soon."""
        self._posted.emit(work)

    @Slot(object)
    def _run(self, work: Callable[[], None]) -> None:
        work()


class Context(QObject):
    """What panels share; see the module's docstring.

    Attributes
    ----------
    document, tasks, evaluator, catalogue
        The open document (replaced by `open`) and the services.
    preferences, preferences_path
        What this user has chosen (changed by `prefer`), and the file it is kept in; None: the usual one.
    painting
        Tasks with threads of their own, for the map and the ground under it: drawing never waits for an import.
    appearance
        Light or dark, and the colours.
    result, result_project
        The latest result and the project it belongs to (`result_project is project` when it is up to date).
    density, brush
        The incident density of the project, or None; and of which hours and months it is.
    darkness, darkness_wanted
        The dark and silent ground of the project, or None; and whether it is to be shown, so that it is computed.
    reach
        Walking catchments and the residents without a space, where they are to be shown.
    hotspots
        The search for hot spots.
    selection
        The selected rows of layers, in their tables and on the map.
    ground, online
        The backgrounds that lie under the map, and what asks servers for those that are online.
    evaluation_seconds
        How long the latest evaluation took, or None.
    space, proposal
        Ids of the selected space and proposal, or None.
    selection
        Rows of layers that are selected, see `services.feature_selection`; not saved, not undone.
    """

    project_changed = Signal(object, object)
    """(before, after): the document holds another project; panels compare their part by identity."""
    document_replaced = Signal()
    """Another document was opened; `project_changed` follows."""
    saved_changed = Signal()
    """The document's path or its unsaved state changed without an edit."""
    result_changed = Signal(object)
    """The new result, or None while there is nothing to evaluate."""
    standing_changed = Signal(object)
    """The same result again, now with how sure the ranks of its proposals are."""
    density_changed = Signal(object)
    """The new density field, or None."""
    time_picked = Signal(object)
    """Of which hours and months the map shows the incidents now (`spaceplanner.services.brush.Brush`)."""
    darkness_changed = Signal(object)
    """The new dark and silent ground, or None where it is not wanted or cannot be told."""
    space_selected = Signal(object)
    """Id of the selected space, or None."""
    proposal_selected = Signal(object)
    """Id of the selected proposal, or None."""
    selection_changed = Signal(object)
    """The new `Selection` of rows of layers."""
    language_changed = Signal()
    """Everything visible is to be written anew."""
    preferences_changed = Signal()
    """The user has chosen something else."""
    message = Signal(str, str)
    """(text, level): a sentence for the user; level is ``info``, ``warning`` or ``error``."""
    request_import = Signal(list)
    """Files (list of `pathlib.Path`, may be empty: ask) that the user wants to add."""
    request_background = Signal(list)
    """Files (list of `pathlib.Path`) that are to lie under the map."""
    request_export = Signal(str)
    """What the user wants to export: ``brief``, ``plan``, ``webmap``, ``csv`` or ``hotspots``."""
    request_evidence = Signal(str)
    """Id of the finding that the user wants to read in full."""

    def __init__(
        self,
        document: Document,
        *,
        tasks: Tasks,
        painting: Tasks,
        evaluator: Evaluator,
        catalogue: Catalogue,
        appearance: Appearance,
        preferences: Preferences | None = None,
        preferences_path: Path | None = None,
    ) -> None:
        super().__init__()
        self.document = document
        self.tasks = tasks
        self.painting = painting
        self.appearance = appearance
        self.evaluator = evaluator
        self.catalogue = catalogue
        self.preferences = preferences or Preferences()
        self.preferences_path = preferences_path
        self.result: Result | None = None
        self.result_project: Project | None = None
        self.density: DensityField | None = None
        self.darkness: DarkField | None = None
        self.darkness_wanted = False
        self.brush = Brush()
        self.evaluation_seconds: float | None = None
        self.space: str | None = None
        self.proposal: str | None = None
        self.selection = feature_selection.NOTHING
        self.hotspots = HotSearch(self)
        self._unsubscribe = document.subscribe(self._on_document)
        self.reach = ReachLayers(self)
        self.online = Online(self, Poster(self))
        self.ground = Ground(self)
        # Several edits in one turn of the event loop are evaluated once.
        self._soon = QTimer(self, singleShot=True, interval=0)
        self._soon.timeout.connect(self.evaluate)

    @property
    def project(self) -> Project:
        """The project as it is now."""
        return self.document.project

    def do(self, label: str, edit: Edit) -> bool:
        """Change the project; a refusal becomes a message. Return whether it was done.

        Parameters
        ----------
        label
            Message id of what the step is called in the undo menu.
        edit
            The edit.
        """
        try:
            self.document.do(label, edit)
        except SpacePlannerError as error:
            self.message.emit(str(error), "error")
            return False
        return True

    def say(self, text: str, level: str = "info") -> None:
        """Tell the user something: ``info``, ``warning`` or ``error``."""
        self.message.emit(text, level)

    def undo(self) -> None:
        """Take the last edit back."""
        if self.document.can_undo:
            self.document.undo()

    def redo(self) -> None:
        """Do the last edit taken back again."""
        if self.document.can_redo:
            self.document.redo()

    def open(self, document: Document) -> None:
        """Put another document in the place of the open one; selections and results start afresh."""
        before = self.project
        self._unsubscribe()
        self.tasks.cancel("evaluate")
        self.tasks.cancel("standing")
        self.tasks.cancel("density")
        self.tasks.cancel("darkness")
        self.document = document
        self._unsubscribe = document.subscribe(self._on_document)
        self.result = self.result_project = self.density = self.darkness = self.evaluation_seconds = None
        self.space = self.proposal = None
        self.select(feature_selection.NOTHING)
        self.brush = Brush()
        self.document_replaced.emit()
        self.space_selected.emit(None)
        self.proposal_selected.emit(None)
        self.result_changed.emit(None)
        self.density_changed.emit(None)
        self.darkness_changed.emit(None)
        self._on_document(before, document.project)

    def select_space(self, space: str | None) -> None:
        """Select a space by id, and with it its first proposal; None keeps the proposal that is being worked on."""
        if space == self.space:
            return
        self.space = space
        self.space_selected.emit(space)
        active = self.project.proposal(self.proposal) if self.proposal else None
        if space is not None and (active is None or active.space != space):
            mine = next((item.id for item in self.project.proposals if item.space == space), None)
            self.select_proposal(mine)

    def select_proposal(self, proposal: str | None) -> None:
        """Select a proposal by id, or none; its space is selected with it."""
        if proposal == self.proposal:
            return
        self.proposal = proposal
        self.proposal_selected.emit(proposal)
        found = self.project.proposal(proposal) if proposal else None
        if found is not None:
            self.select_space(found.space)

    def select(self, selection: Selection) -> None:
        """Select rows of layers in the place of those that were."""
        if selection is not self.selection:
            self.selection = selection
            self.selection_changed.emit(selection)

    def prefer(self, preferences: Preferences) -> None:
        """Keep what the user has chosen, for now and for the next start."""
        self.preferences = preferences
        path = self.preferences_path
        self.tasks.run(
            "preferences",
            N_("Saving preferences"),
            lambda _progress: settings.save(preferences, path),
            done=_nothing,
            failed=self.failed,
        )
        self.preferences_changed.emit()

    def failed(self, error: Exception) -> None:
        """Tell the user of a task's failure: in its own words if it has some, else that the log has the details."""
        if isinstance(error, Cancelled):
            return
        if isinstance(error, SpacePlannerError):
            self.message.emit(str(error), "error")
            return
        logger.error("a task failed", exc_info=error)
        text = gettext(
            N_("Something unexpected went wrong ({kind}). Your project is unchanged; details are in the log.")
        )
        self.message.emit(text.format(kind=type(error).__name__), "error")

    @Slot()
    def evaluate(self) -> None:
        """Evaluate the project in the task pool; a newer question drops the answer to this one."""
        project = self.project
        if not project.layers:
            self._take_result(project, None, 0.0)
            self._take_density(project, None)
            self._take_darkness(project, None)
            return
        started = time.perf_counter()
        self.tasks.run(
            "evaluate",
            N_("Evaluating"),
            lambda progress: self.evaluator.evaluate(project, progress, standing=False),
            done=lambda result: self._take_result(project, result, time.perf_counter() - started),
            failed=self.failed,
        )
        self._find_density()
        if self.darkness_wanted:
            self._find_darkness()

    def _find_density(self) -> None:
        project, brush = self.project, self.brush
        self.tasks.run(
            "density",
            N_("Computing the incident density"),
            lambda _progress: self.evaluator.density(project, brush=brush),
            done=lambda density: self._take_density(project, density),
            failed=self.failed,
        )

    def pick_time(self, brush: Brush) -> None:
        """Have the map show the incidents of some hours and months only; what was picked is neither undone nor saved."""
        if brush != self.brush:
            self.brush = brush
            self._find_density()
            self.time_picked.emit(brush)

    def show_darkness(self, wanted: bool) -> None:  # noqa: FBT001 - the slot of a toggle
        """Compute the dark and silent ground, now and after each edit, or leave it out."""
        if wanted == self.darkness_wanted:
            return
        self.darkness_wanted = wanted
        if wanted:
            self._find_darkness()
            if why := darkness.missing(unpack(self.project, self.evaluator.memo)):
                self.say(gettext(why))
        else:
            self.tasks.cancel("darkness")
            self._take_darkness(self.project, None)

    def _find_darkness(self) -> None:
        project = self.project
        self.tasks.run(
            "darkness",
            N_("Mapping dark and silent ground"),
            lambda _progress: darkness.of_project(project, self.evaluator.memo),
            done=lambda found: self._take_darkness(project, found),
            failed=self.failed,
        )

    def _take_result(self, project: Project, result: Result | None, seconds: float) -> None:
        if project is not self.project:
            return
        self.result, self.result_project = result, project
        self.evaluation_seconds = seconds if result is not None else None
        self.result_changed.emit(result)
        if result is not None and result.proposals:
            self._judge_ranks(project, result)

    def _judge_ranks(self, project: Project, result: Result) -> None:
        """Find out how sure the ranks are, which takes longer than the ranks themselves."""
        self.tasks.run(
            "standing",
            N_("Judging how sure the ranks are"),
            lambda _progress: self.evaluator.standing(project, result),
            done=lambda found: self._take_standing(project, found),
            failed=self.failed,
        )

    def _take_standing(self, project: Project, found: Result) -> None:
        if project is not self.project or project is not self.result_project:
            return
        self.result = found
        self.standing_changed.emit(found)

    def _take_density(self, project: Project, density: DensityField | None) -> None:
        if project is not self.project or density is self.density:
            return
        self.density = density
        self.density_changed.emit(density)

    def _take_darkness(self, project: Project, found: DarkField | None) -> None:
        wanted = found if self.darkness_wanted else None
        if project is not self.project or wanted is self.darkness:
            return
        self.darkness = wanted
        self.darkness_changed.emit(wanted)

    def _on_document(self, before: Project, after: Project) -> None:
        if self.proposal is not None and after.proposal(self.proposal) is None:
            self.select_proposal(None)
        self.select(feature_selection.kept(self.selection, before, after))
        self.project_changed.emit(before, after)
        if self.proposal is None and before.proposals is not after.proposals:
            self._find_proposal(after)
        self._soon.start()

    def _find_proposal(self, project: Project) -> None:
        """Select what the user works on: the selected space's proposal, else, where no space is selected, the first."""
        there = (item.id for item in project.proposals if self.space in {None, item.space})
        if (found := next(there, None)) is not None:
            self.select_proposal(found)


def _nothing(_: object) -> None:
    """Take an answer that says nothing."""
