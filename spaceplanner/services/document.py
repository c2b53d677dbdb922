"""The open document: a project, its history and its file."""

from __future__ import annotations

from collections import deque
from contextlib import suppress
from typing import TYPE_CHECKING

from spaceplanner.domain.project import Project
from spaceplanner.errors import ProjectError
from spaceplanner.i18n import N_
from spaceplanner.services import far_files
from spaceplanner.services.history import History

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable
    from pathlib import Path

    from spaceplanner.domain.edits import Edit
    from spaceplanner.domain.result import Result

HISTORY_LIMIT = 200


class Document:
    """One open project; the one place where it changes.

    Parameters
    ----------
    project
        None: an empty project without a name.
    path
        The file that holds exactly this project; None: no file yet, and a project that was given counts as unsaved.
    limit
        Number of steps that can be undone.
    """

    def __init__(self, project: Project | None = None, path: Path | None = None, limit: int = HISTORY_LIMIT) -> None:
        start = Project(name="") if project is None else project
        self._history = History(start, limit=limit)
        self._path = path
        self._saved = start if path is not None or project is None else None
        self._subscribers: list[Callable[[Project, Project], None]] = []
        self._news: deque[tuple[Project, Project]] = deque()

    @classmethod
    def open(cls, path: Path, far: Iterable[str] = ()) -> Document:
        """Open a project file.

        Parameters
        ----------
        far
            Files that the user has chosen for it which lie far from it; see `far_files`.

        Raises
        ------
        ProjectError
            If the file is no project, is damaged or comes from a newer version.
        """
        from spaceplanner.io import project_file  # noqa: PLC0415 - start-up time: pyarrow and pyogrio

        return cls(far_files.found(project_file.load(path), far), path)

    @property
    def project(self) -> Project:
        """The project as it is now."""
        return self._history.project

    @property
    def path(self) -> Path | None:
        """The document's file, or None."""
        return self._path

    @property
    def dirty(self) -> bool:
        """Whether the project differs from the one in its file; undoing back to that one makes it clean."""
        return self._history.project is not self._saved

    @property
    def can_undo(self) -> bool:
        """Whether there is a step to undo."""
        return self._history.undo_label is not None

    @property
    def can_redo(self) -> bool:
        """Whether there is a step to redo."""
        return self._history.redo_label is not None

    @property
    def undo_label(self) -> str | None:
        """Message id of the step that undo takes back, or None."""
        return self._history.undo_label

    @property
    def redo_label(self) -> str | None:
        """Message id of the step that redo does again, or None."""
        return self._history.redo_label

    def do(self, label: str, edit: Edit) -> bool:
        """Apply an edit as one step.

        Parameters
        ----------
        label
            Message id of what the user did, as a verb: ``Move lamp``.
        edit
            From `spaceplanner.domain.edits`. One that returns the same project makes no step.

        Returns
        -------
        bool
            Whether there was a step.

        Raises
        ------
        EditError
            If the project does not allow the edit; nothing has changed then.
        """
        before = self.project
        after = edit(before)
        if after is before:
            return False
        self._history.step(label, after)
        self._tell(before, after)
        return True

    def undo(self) -> bool:
        """Take the last step back; return whether there was one."""
        before = self.project
        return self._history.undo() and self._tell(before, self.project)

    def redo(self) -> bool:
        """Do the step again that was undone last; return whether there was one."""
        before = self.project
        return self._history.redo() and self._tell(before, self.project)

    def save(self, path: Path | None = None, result: Result | None = None) -> None:
        """Save the project, to its own file or to another that becomes its own.

        Parameters
        ----------
        path
            None: the document's own file. Another file that exists is replaced.
        result
            What was computed from exactly this project, kept beside it for other programs to show.

        Raises
        ------
        ProjectError
            If there is no file yet, or it cannot be written; the old file is whole then.
        """
        from spaceplanner.io import project_file  # noqa: PLC0415 - start-up time: pyarrow and pyogrio

        target = self._path if path is None else path
        if target is None:
            raise ProjectError(N_("The project has no file yet. Choose a name and a folder for it."))
        project = self.project
        previous = self._saved if target == self._path else None
        project_file.save(project, target, previous=previous, result=result)
        self._path, self._saved = target, project

    def subscribe(self, callback: Callable[[Project, Project], None]) -> Callable[[], None]:
        """Have `callback(before, after)` called after every change; return what ends that."""
        self._subscribers.append(callback)

        def end() -> None:
            with suppress(ValueError):
                self._subscribers.remove(callback)

        return end

    def _tell(self, before: Project, after: Project) -> bool:
        """Tell every subscriber, in order; a change made by a subscriber is told when all have heard of this one."""
        self._news.append((before, after))
        if len(self._news) > 1:
            return True
        try:
            while self._news:
                for subscriber in tuple(self._subscribers):
                    subscriber(*self._news[0])
                self._news.popleft()
        finally:
            self._news.clear()
        return True
