"""Dropped pictures: each goes where its file says that it belongs; for those that do not say, the user is asked once."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QSize, Qt, Slot
from PySide6.QtWidgets import QDialog, QDialogButtonBox, QPushButton, QVBoxLayout

from spaceplanner.i18n import N_, gettext, ngettext
from spaceplanner.services import picking
from spaceplanner.ui import theme
from spaceplanner.ui.icons import icon
from spaceplanner.ui.plain import Elided, label, tip

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from PySide6.QtWidgets import QWidget

    from spaceplanner.io.picture_use import PictureUse
    from spaceplanner.services.progress import Progress
    from spaceplanner.ui.context import Context
    from spaceplanner.ui.photographs import Photographs

_WIDTH, _ICON, _NAMES = 440, 18, 3


class PictureSorter(QObject):
    """Hands pictures on to the photographs or to the backgrounds.

    Parameters
    ----------
    photographs
        Takes those that are photographs.
    """

    def __init__(self, context: Context, photographs: Photographs, window: QWidget) -> None:
        super().__init__(window)
        self._context, self._photographs, self._window = context, photographs, window
        self._drops = 0

    @Slot(list)
    def take(self, paths: list[Path]) -> None:
        """Look into pictures, in the task pool, and hand them on."""
        self._drops += 1

        def work(progress: Progress) -> list[PictureUse | None]:
            from spaceplanner.io import picture_use  # noqa: PLC0415 - start-up time: readers, when a file is read

            found = []
            for place, path in enumerate(paths):
                progress(place / len(paths), "")
                found.append(picture_use.of_file(path))
            return found

        self._context.tasks.run(
            f"pictures-{self._drops}",
            N_("Looking into pictures"),
            work,
            done=lambda uses: self._sort(paths, uses),
            failed=self._context.failed,
        )

    def _sort(self, paths: Sequence[Path], uses: Sequence[PictureUse | None]) -> None:
        from spaceplanner.io.picture_use import PictureUse  # noqa: PLC0415 - loaded by now

        pairs = list(zip(paths, uses, strict=True))
        self._lay_under([path for path, use in pairs if use is PictureUse.GROUND])
        photos = [path for path, use in pairs if use is PictureUse.PHOTOGRAPH]
        unknown = [path for path, use in pairs if use is None]
        if photos and self._photographs.subject() is None:
            # Without a space they cannot be taken in as what they are: the user may still want them under the map.
            unknown, photos = [path for path, use in pairs if use is not PictureUse.GROUND], []
        self._attach(photos)
        if unknown:
            self._ask(unknown)

    def _ask(self, paths: list[Path]) -> None:
        subject = self._photographs.subject()
        space = picking.spaces(self._context.project).by_id.get(subject[0]) if subject is not None else None
        name = space.name if space is not None else subject[0] if subject is not None else None
        dialog = PictureUseDialog(self._context, [path.name for path in paths], name, self._window)
        dialog.photograph.clicked.connect(lambda: self._attach(paths))
        dialog.ground.clicked.connect(lambda: self._lay_under(paths))
        dialog.finished.connect(dialog.deleteLater)
        dialog.open()

    def _attach(self, paths: list[Path]) -> None:
        if paths:
            self._photographs.dropped(paths)

    def _lay_under(self, paths: list[Path]) -> None:
        if paths:
            self._context.request_background.emit(paths)


class PictureUseDialog(QDialog):
    """Asks what some pictures are.

    Parameters
    ----------
    names
        Of their files.
    space
        Name of the selected space, None where none is.

    Attributes
    ----------
    photograph, ground, reason
        The two answers, and why the first cannot be given.
    """

    def __init__(
        self, context: Context, names: Sequence[str], space: str | None, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        count, colours = len(names), context.appearance.colours
        self.setWindowTitle(ngettext("A picture", "{count} pictures", count).format(count=count))
        question = ngettext("What is this picture?", "What are these {count} pictures?", count).format(count=count)
        title = label(question, self)
        title.setFont(theme.font(13, "semibold"))
        rest = count - _NAMES
        more = gettext(N_("and {count} more")).format(count=rest) if rest > 0 else ""
        files = Elided(", ".join(filter(None, (*names[:_NAMES], more))), self, role="secondary")
        self.photograph, self.ground = QPushButton(self), QPushButton(self)
        if space is None:
            first = ngettext("A photograph of a space", "Photographs of a space", count)
        else:
            first = ngettext("A photograph of {space}", "Photographs of {space}", count).format(space=space)
        second = ngettext(
            "A picture under the map: a plan or an aerial image",
            "Pictures under the map: plans or aerial images",
            count,
        )
        column = QVBoxLayout(self)
        column.setContentsMargins(18, 16, 18, 14)
        column.setSpacing(10)
        column.addWidget(title)
        column.addWidget(files)
        column.addSpacing(2)
        for button, text, picture in ((self.photograph, first, "camera"), (self.ground, second, "map")):
            button.setText(
                self.fontMetrics().elidedText(text, Qt.TextElideMode.ElideRight, _WIDTH - 100).replace("&", "&&")
            )
            button.setAccessibleName(text)
            button.setToolTip(tip(text))
            button.setIcon(icon(picture, colours.secondary, disabled=colours.lines, size=_ICON))
            button.setIconSize(QSize(_ICON, _ICON))
            button.setProperty("choice", True)  # noqa: FBT003 - Qt's own signature
            button.setAutoDefault(False)
            button.clicked.connect(self.accept)
            column.addWidget(button)
        why = ngettext(
            "Select the space first, on the map or in the list, and drop it again.",
            "Select the space first, on the map or in the list, and drop them again.",
            count,
        )
        self.reason = label(why, self, role="secondary", wrap=True)
        self.reason.setVisible(space is None)
        self.photograph.setEnabled(space is not None)
        if space is None:
            self.photograph.setAccessibleDescription(self.reason.text())
        column.insertWidget(column.indexOf(self.ground), self.reason)
        buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Cancel, parent=self)
        buttons.rejected.connect(self.reject)
        buttons.button(QDialogButtonBox.StandardButton.Cancel).setAutoDefault(False)
        column.addSpacing(4)
        column.addWidget(buttons)
        self.setFixedWidth(_WIDTH)
        (self.photograph if space is not None else self.ground).setFocus()
