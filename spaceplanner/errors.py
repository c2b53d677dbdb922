"""Every error SpacePlanner raises on purpose.

An error carries a message id (English, marked with `N_`) and its parameters; it is put into words at the edge, in
the language of the moment, by `str(error)`::

    SpacePlannerError
    ├── InputError        a file, table or value that came from outside cannot be used
    │   ├── FileError     the file is missing, empty, truncated, unreadable or no file of its kind
    │   ├── CrsError      the coordinate reference system is missing, unknown or not usable
    │   └── MappingError  a column, role or field that was named does not exist or does not fit
    ├── ProjectError      the project file: no project, a newer version, cannot be written
    ├── EditError         an edit that the project does not allow
    ├── AnalysisError     a computation that its inputs do not permit
    └── Cancelled         the user cancelled; never shown as a failure
"""

from __future__ import annotations

import errno

from spaceplanner.i18n import N_, gettext, plain

_SYSTEM = {
    errno.EACCES: N_("there is no permission"),
    errno.EPERM: N_("there is no permission"),
    errno.EBUSY: N_("another program is using it"),
    errno.EEXIST: N_("it exists already"),
    errno.EISDIR: N_("it is a folder"),
    errno.ENAMETOOLONG: N_("the name is too long"),
    errno.ENOENT: N_("there is no such file or folder"),
    errno.ENOSPC: N_("the disk is full"),
    errno.ENOTDIR: N_("a part of the path is a file"),
    errno.EROFS: N_("the disk cannot be written to"),
}


class Reason:
    """Why the operating system refused, in the language of the moment where the reason is a common one."""

    def __init__(self, error: Exception) -> None:
        self._message = _SYSTEM.get(getattr(error, "errno", None) or 0, "")
        self._own = str(getattr(error, "strerror", None) or error)

    def __str__(self) -> str:
        return gettext(self._message) or self._own


class SpacePlannerError(Exception):
    """A failure that is explained to the user in one sentence: what, where and what to do.

    Parameters
    ----------
    message_id
        English sentence with ``{name}`` placeholders, marked with `spaceplanner.i18n.N_` where it is written.
    **parameters
        Values for the placeholders. They are plain text: whoever shows the sentence escapes it for its medium.
    """

    def __init__(self, message_id: str, /, **parameters: object) -> None:
        super().__init__(message_id, parameters)
        self.message_id = message_id
        self.parameters = parameters

    def __str__(self) -> str:
        return gettext(self.message_id).format(**{name: plain(value) for name, value in self.parameters.items()})


class InputError(SpacePlannerError):
    """Something that came from outside cannot be used."""


class FileError(InputError):
    """A file is missing, empty, truncated, unreadable or not of its kind."""


class CrsError(InputError):
    """A coordinate reference system is missing, unknown or not usable."""


class MappingError(InputError):
    """A column, role or field that was named does not exist or does not fit."""


class ProjectError(SpacePlannerError):
    """The project file cannot be opened or written."""


class EditError(SpacePlannerError):
    """The project does not allow this edit."""


class AnalysisError(SpacePlannerError):
    """A computation's inputs do not permit it."""


class Cancelled(SpacePlannerError):  # noqa: N818 - a cancellation is an outcome, not an error in the user's sense
    """The user cancelled the task."""
