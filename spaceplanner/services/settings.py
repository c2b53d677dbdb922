"""Settings of the program for this user: language, theme, recent projects and how the window was left.

They are a convenience: a file that cannot be read is put aside and said, never a reason not to start.
"""

from __future__ import annotations

import stat
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import TYPE_CHECKING, Literal

import msgspec

from spaceplanner.i18n import LANGUAGES, N_
from spaceplanner.io import atomic

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

MOST_RECENT = 10
"""Number of recent projects that are kept."""

_LARGEST_FILE = 2**20
_MOST_ALLOWED = 100

Note = tuple[str, dict[str, str]]
"""Message id and parameters of a sentence for the user."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Preferences:
    """What a user has chosen.

    Attributes
    ----------
    language
        ``"es"`` or ``"en"``; None: the system's.
    theme
        ``"system"`` follows the desktop.
    recent
        Paths of projects, the latest first.
    window
        Name of a part of the window -> how it was left, as text that only the window understands.
    online
        Server -> paths of the projects for which it may be asked for map tiles. It is the user's word, and so never in
        a project: one from somebody else has nothing asked.
    far_files
        Path of a project -> paths of its backgrounds that lie far from it; see `far_files`.
    """

    language: str | None = None
    theme: Literal["system", "light", "dark"] = "system"
    recent: tuple[str, ...] = ()
    window: dict[str, str] = field(default_factory=dict)
    online: dict[str, tuple[str, ...]] = field(default_factory=dict)
    far_files: dict[str, tuple[str, ...]] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Recent:
    """A project that was open lately.

    Attributes
    ----------
    changed
        When its file was last changed, seconds since the epoch; None when it is not there now (a drive that is not
        plugged in).
    """

    path: Path
    changed: float | None

    @property
    def missing(self) -> bool:
        """Whether its file is not there now."""
        return self.changed is None


def default_path() -> Path:
    """Return the settings file in the system's folder for this user's configuration."""
    from platformdirs import user_config_path  # noqa: PLC0415 - start-up time: the commands do not need it

    return user_config_path("SpacePlanner", appauthor=False, roaming=True) / "settings.json"


def load(path: Path | None = None) -> tuple[Preferences, Note | None]:
    """Return the settings, and what the user should know about their file.

    A file that is no settings file is renamed aside, so that nothing of it is lost and the next save works.

    Parameters
    ----------
    path
        None: `default_path`.
    """
    file = path or default_path()
    try:
        with file.open("rb") as stream:
            text = stream.read(_LARGEST_FILE + 1)
    except FileNotFoundError:
        return Preferences(), None
    except OSError as error:
        return Preferences(), (
            N_("The settings {path} cannot be read ({reason}); SpacePlanner starts with the usual ones."),
            {"path": str(file), "reason": str(error.strerror or error)},
        )
    try:
        found = msgspec.json.decode(text, type=Preferences)
    except (msgspec.MsgspecError, UnicodeError, RecursionError):
        return Preferences(), _put_aside(file)
    language = found.language if found.language in LANGUAGES else None
    return replace(found, language=language, recent=found.recent[:MOST_RECENT]), None


def save(preferences: Preferences, path: Path | None = None) -> None:
    """Write the settings.

    Raises
    ------
    FileError
        If they cannot be written; the program goes on without.
    """
    file = path or default_path()
    text = msgspec.json.format(msgspec.json.encode(preferences), indent=2)
    with atomic.replacing(file) as temporary:
        file.parent.mkdir(parents=True, exist_ok=True)
        temporary.write_bytes(text + b"\n")


def opened(preferences: Preferences, project: Path) -> Preferences:
    """Return the settings with a project at the head of the recent ones."""
    path = str(project.absolute())
    rest = tuple(other for other in preferences.recent if other != path)
    return replace(preferences, recent=(path, *rest)[:MOST_RECENT])


def forgotten(preferences: Preferences, project: Path) -> Preferences:
    """Return the settings without a project among the recent ones."""
    return replace(preferences, recent=tuple(path for path in preferences.recent if path != str(project)))


def recent(preferences: Preferences) -> tuple[Recent, ...]:
    """Return the recent projects, the latest first, those that are not there now among them."""
    return tuple(Recent(Path(path), _changed(Path(path))) for path in preferences.recent)


def left(preferences: Preferences, window: Mapping[str, str]) -> Preferences:
    """Return the settings with parts of the window as they were left."""
    return replace(preferences, window={**preferences.window, **window})


def allowed(preferences: Preferences, project: Path) -> frozenset[str]:
    """Return the servers that may be asked for map tiles for a project."""
    path = str(project.absolute())
    return frozenset(server for server, paths in preferences.online.items() if path in paths)


def allow(preferences: Preferences, servers: Iterable[str], project: Path) -> Preferences:
    """Return the settings in which servers may be asked for a project; the same ones where they may already."""
    path = str(project.absolute())
    new = {
        server: (path, *preferences.online.get(server, ()))[:_MOST_ALLOWED]
        for server in servers
        if path not in preferences.online.get(server, ())
    }
    return replace(preferences, online={**preferences.online, **new}) if new else preferences


def _changed(path: Path) -> float | None:
    try:
        found = path.stat()
    except (OSError, ValueError):
        return None
    return found.st_mtime if stat.S_ISREG(found.st_mode) else None


def _put_aside(file: Path) -> Note:
    aside = file.with_name(f"{file.stem}.broken{file.suffix}")
    try:
        file.replace(aside)
    except OSError:
        aside = file
    return (
        N_("The settings were damaged; SpacePlanner starts with the usual ones. The damaged file is {path}."),
        {"path": str(aside)},
    )
