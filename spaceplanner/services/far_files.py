"""Backgrounds that lie far from their project, whose file keeps only their names: this user's settings say where they are."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from spaceplanner.domain.background import BackgroundKind
from spaceplanner.io import nearby

if TYPE_CHECKING:
    from collections.abc import Iterable

    from spaceplanner.domain.project import Project
    from spaceplanner.services.settings import Preferences

_MOST_PROJECTS, _MOST_FILES = 50, 20


def known(preferences: Preferences, path: Path) -> tuple[str, ...]:
    """Return the full paths of the far files that the user has chosen for the project in a file."""
    return preferences.far_files.get(str(path.absolute()), ())


def found(project: Project, files: Iterable[str]) -> Project:
    """Return a project as it was read, its backgrounds that are not where it says in the file of that name among some."""
    places = {Path(file).name: file for file in files}
    backgrounds = tuple(
        replace(one, location=places[name])
        if one.kind is not BackgroundKind.ONLINE
        and (name := Path(one.location).name) in places
        and not _is_there(one.location)
        else one
        for one in project.backgrounds
    )
    return project if backgrounds == project.backgrounds else replace(project, backgrounds=backgrounds)


def remembered(preferences: Preferences, path: Path, project: Project) -> Preferences:
    """Return the settings with where the far backgrounds of a project are, which is what the file at a path holds."""
    key = str(path.absolute())
    files = [one for one in project.backgrounds if one.kind is not BackgroundKind.ONLINE]
    now = {Path(one.location).name: one.location for one in files}
    far = [file for file in now.values() if not nearby.is_near(file, path.parent)]
    # What is not there today is not forgotten: a drive may not be plugged in.
    names = {Path(file).name for file in far}
    far += [old for old in known(preferences, path) if (name := Path(old).name) in now and name not in names]
    if tuple(far) == known(preferences, path):
        return preferences
    rest = {other: files for other, files in preferences.far_files.items() if other != key}
    rest = dict(list(rest.items())[-_MOST_PROJECTS + 1 :])
    return replace(preferences, far_files=rest | ({key: tuple(far[:_MOST_FILES])} if far else {}))


def _is_there(path: str) -> bool:
    try:
        return Path(path).is_file()
    except (OSError, ValueError):
        return False
