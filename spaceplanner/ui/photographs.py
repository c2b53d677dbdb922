"""Adding photographs: reads picture files in the task pool, asks whether their places may be kept, and adds them."""

from __future__ import annotations

from dataclasses import replace
from functools import partial
from itertools import count
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QStandardPaths, Qt, Slot
from PySide6.QtWidgets import QFileDialog, QMessageBox

from spaceplanner.domain import photo as photos
from spaceplanner.errors import SpacePlannerError
from spaceplanner.i18n import N_, gettext, ngettext

if TYPE_CHECKING:
    from collections.abc import Sequence

    from PySide6.QtWidgets import QWidget

    from spaceplanner.domain.photo import Photo
    from spaceplanner.services.progress import Progress
    from spaceplanner.ui.context import Context

ENDINGS = frozenset({".jpg", ".jpeg", ".png", ".webp", ".heic", ".heif"})
"""Endings of files that are taken for photographs."""
_numbers = count()
"""Of the tasks: each reading has its own, so that a second one, from wherever it was asked for, does not end the first."""


def are_pictures(paths: Sequence[Path]) -> bool:
    """Tell whether all of some files look like photographs."""
    return bool(paths) and all(path.suffix.lower() in ENDINGS for path in paths)


class _PlacesBox(QMessageBox):
    """Asks whether the places of photographs are kept."""


class Photographs(QObject):
    """Adds photographs to the selected space, or to a proposal."""

    def __init__(self, context: Context, window: QWidget) -> None:
        super().__init__(window)
        self._context = context
        self._window = window
        self._reading: set[str] = set()
        context.document_replaced.connect(self._forget)

    def ask(self, space: str, proposal: str | None = None) -> None:
        """Ask for picture files and add them."""
        kinds = " ".join(f"*{ending}" for ending in sorted(ENDINGS))
        folder = QStandardPaths.writableLocation(QStandardPaths.StandardLocation.PicturesLocation)
        title = gettext(N_("Add photographs"))
        dialog = QFileDialog(self._window, title, folder, gettext(N_("Photographs ({kinds})")).format(kinds=kinds))
        dialog.setFileMode(QFileDialog.FileMode.ExistingFiles)
        dialog.filesSelected.connect(lambda chosen: self.add([Path(name) for name in chosen], space, proposal))
        dialog.finished.connect(dialog.deleteLater)
        dialog.open()

    def subject(self) -> tuple[str, str | None] | None:
        """Return the space, and the proposal for it, to which pictures dropped on the map belong; None: none is selected."""
        context = self._context
        proposal = context.project.proposal(context.proposal) if context.proposal else None
        space = context.space or (proposal.space if proposal is not None else None)
        if space is None:
            return None
        return space, proposal.id if proposal is not None and proposal.space == space else None

    @Slot(list)
    def dropped(self, paths: list[Path]) -> None:
        """Add pictures that were dropped on the map to the selected proposal, else to the selected space."""
        subject = self.subject()
        if subject is None:
            text = gettext(N_("Select the space that the photographs show, and drop them again."))
            self._context.say(text, "warning")
            return
        self.add(paths, *subject)

    def add(self, paths: Sequence[Path], space: str, proposal: str | None = None) -> None:
        """Read picture files, in the task pool, and add what could be read; what could not is told."""
        crs = self._context.project.crs

        def work(progress: Progress) -> tuple[list[Photo], list[SpacePlannerError]]:
            from spaceplanner.io import photo_file  # noqa: PLC0415 - start-up time: Pillow

            found: list[Photo] = []
            failed: list[SpacePlannerError] = []
            for place, path in enumerate(paths):
                progress(place / len(paths), N_("Reading photographs"))
                try:
                    found.append(photo_file.read(path, crs=crs, space=space, proposal=proposal))
                except SpacePlannerError as error:
                    failed.append(error)
            return found, failed

        key = f"photographs-{next(_numbers)}"
        self._reading.add(key)
        self._context.tasks.run(
            key, N_("Reading photographs"), work, done=partial(self._take, key), failed=partial(self._failed, key)
        )

    @Slot()
    def _forget(self) -> None:
        """Drop what is still read for a project that is no longer open, and close the question about it."""
        for key in tuple(self._reading):
            self._context.tasks.cancel(key)
        self._reading.clear()
        for box in self._window.findChildren(_PlacesBox):
            box.reject()

    def _failed(self, key: str, error: Exception) -> None:
        self._reading.discard(key)
        self._context.failed(error)

    def _take(self, key: str, answer: tuple[list[Photo], list[SpacePlannerError]]) -> None:
        self._reading.discard(key)
        found, failed = answer
        if failed:
            self._context.say("\n".join(str(error) for error in failed[:3]), "warning")
        if any(photo.place is not None for photo in found):
            self._ask_places(found)
        elif found:
            self._put(found)

    def _ask_places(self, found: list[Photo]) -> None:
        """Say that photographs tell where they were taken, and let the user decide."""
        placed = sum(photo.place is not None for photo in found)
        box = _PlacesBox(self._window)
        box.setWindowTitle(gettext(N_("Photographs")))
        box.setTextFormat(Qt.TextFormat.PlainText)
        told = ngettext(
            "{count} photograph says where it was taken.", "{count} photographs say where they were taken.", placed
        )
        box.setText(told.format(count=placed))
        box.setInformativeText(
            gettext(
                N_(
                    "Kept, the place stands in the project's file and on the map. All else that the camera wrote into "
                    "the file, but for the time, is removed in any case."
                )
            )
        )
        keep = box.addButton(gettext(N_("Keep the place")), QMessageBox.ButtonRole.AcceptRole)
        leave = box.addButton(gettext(N_("Without the place")), QMessageBox.ButtonRole.DestructiveRole)
        box.addButton(QMessageBox.StandardButton.Cancel)
        box.setDefaultButton(keep)
        without = [replace(photo, place=None) for photo in found]
        box.buttonClicked.connect(
            lambda button: self._put(found if button is keep else without) if button in (keep, leave) else None
        )
        box.finished.connect(box.deleteLater)
        box.open()

    def _put(self, found: list[Photo]) -> None:
        self._context.do(N_("Add photographs"), photos.add_photos(found))
