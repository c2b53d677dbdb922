"""History: the projects before and after the one that is open, with the names of the steps between them."""

from __future__ import annotations

from collections import deque
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from spaceplanner.domain.project import Project


@dataclass(frozen=True, slots=True)
class _Step:
    label: str
    project: Project


class History:
    """Where undo and redo lead. A step costs what differs between two projects, because they share the rest.

    Parameters
    ----------
    project
        The project to begin with.
    limit
        Number of steps that can be undone; older ones are forgotten.
    """

    def __init__(self, project: Project, *, limit: int) -> None:
        self._project = project
        self._past: deque[_Step] = deque(maxlen=limit)
        self._future: list[_Step] = []

    @property
    def project(self) -> Project:
        """The project as it is now."""
        return self._project

    @property
    def undo_label(self) -> str | None:
        """Message id of the step that undo takes back, or None."""
        return self._past[-1].label if self._past else None

    @property
    def redo_label(self) -> str | None:
        """Message id of the step that redo does again, or None."""
        return self._future[-1].label if self._future else None

    def step(self, label: str, project: Project) -> None:
        """Make a step; what was undone can no longer be redone."""
        self._past.append(_Step(label, self._project))
        self._future.clear()
        self._project = project

    def undo(self) -> bool:
        """Take a step back; return whether there was one."""
        if not self._past:
            return False
        step = self._past.pop()
        self._future.append(_Step(step.label, self._project))
        self._project = step.project
        return True

    def redo(self) -> bool:
        """Do the step again that was undone last; return whether there was one."""
        if not self._future:
            return False
        step = self._future.pop()
        self._past.append(_Step(step.label, self._project))
        self._project = step.project
        return True
