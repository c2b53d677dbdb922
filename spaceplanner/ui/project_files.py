"""The project's file: new, open, save, save as, the recent ones, and what is asked before changes are lost."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Qt, Signal, Slot
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QFileDialog, QMessageBox

from spaceplanner.domain.project import Project
from spaceplanner.i18n import N_, gettext
from spaceplanner.services import far_files, settings
from spaceplanner.services.document import Document
from spaceplanner.ui.plain import tip

if TYPE_CHECKING:
    from collections.abc import Callable

    from PySide6.QtWidgets import QMenu, QWidget

    from spaceplanner.services.progress import Progress
    from spaceplanner.ui.context import Context

_SUFFIX = ".gpkg"


class ProjectFiles(QObject):
    """Opens and saves in the task pool; never loses changes unasked."""

    opened = Signal()
    """Another project is open."""

    def __init__(self, context: Context, window: QWidget) -> None:
        super().__init__(window)
        self._context = context
        self._window = window

    @Slot()
    def new(self, then: Callable[[], object] | None = None) -> None:
        """Begin a new project; `then` is called once it is there."""
        self.unless_unsaved(lambda: self._begin(then))

    @Slot()
    def sample(self) -> None:
        """Read the files of the sample city into a new project, in the task pool."""
        self.unless_unsaved(self._read_sample)

    @Slot()
    def ask_open(self) -> None:
        """Ask for a project file and open it."""
        self.unless_unsaved(self._choose_open)

    def open(self, path: Path) -> None:
        """Open a project file, after asking about unsaved changes."""
        self.unless_unsaved(lambda: self.load(path))

    def load(self, path: Path) -> None:
        """Open a project file in the task pool."""
        far = far_files.known(self._context.preferences, path)
        self._context.tasks.run(
            "open",
            N_("Opening the project"),
            lambda _progress: Document.open(path, far),
            done=self._loaded,
            failed=lambda error: self._not_loaded(path, error),
        )

    def save(self, then: Callable[[], None] | None = None) -> None:
        """Save the project to its file, asking for one where it has none; `then` is called once it is saved."""
        if self._context.document.path is None:
            self.save_as(then)
        else:
            self._write(None, then)

    def save_as(self, then: Callable[[], None] | None = None) -> None:
        """Ask for a file and save the project to it."""
        dialog = QFileDialog(self._window, gettext(N_("Save project")))
        dialog.setAcceptMode(QFileDialog.AcceptMode.AcceptSave)
        dialog.setDefaultSuffix(_SUFFIX[1:])
        dialog.setNameFilter(_filter())
        path = self._context.document.path
        dialog.selectFile(str(path) if path else _file_name(self._context.project.name))
        self._ask(dialog, lambda chosen: self._write(chosen, then))

    def unless_unsaved(self, act: Callable[[], None]) -> None:
        """Act at once where nothing would be lost; else ask whether to save first, to discard, or to leave it."""
        document = self._context.document
        # A project that was only begun is no loss.
        begun = document.path is None and not document.can_undo and not document.project.layers
        if begun or not document.dirty:
            act()
            return
        box = QMessageBox(self._window)
        box.setWindowTitle("SpacePlanner")
        name = self._context.project.name or gettext(N_("New project"))
        box.setTextFormat(Qt.TextFormat.PlainText)
        box.setText(gettext(N_("Save the changes to “{name}”?")).format(name=name))
        box.setInformativeText(gettext(N_("They are lost otherwise.")))
        buttons = QMessageBox.StandardButton
        box.setStandardButtons(buttons.Save | buttons.Discard | buttons.Cancel)
        box.setDefaultButton(buttons.Save)
        _Answer(box, {buttons.Save: lambda: self.save(act), buttons.Discard: act})
        box.open()

    def fill_recent(self, menu: QMenu) -> None:
        """Add the recent projects to a menu."""
        found = settings.recent(self._context.preferences)
        if not found:
            return
        part = menu.addMenu(gettext(N_("Open &recent")))
        part.triggered.connect(self._open_recent)
        for item in found:
            action = part.addAction(item.path.name.replace("&", "&&"))
            action.setToolTip(tip(str(item.path)))
            action.setEnabled(not item.missing)
            action.setData(str(item.path))

    @Slot(QAction)
    def _open_recent(self, action: QAction) -> None:
        self.open(Path(action.data()))

    def _begin(self, then: Callable[[], object] | None) -> None:
        self._replace(Document(Project(name=gettext(N_("New project"))), None))
        if then is not None:
            then()

    def _read_sample(self) -> None:
        context = self._context

        def work(progress: Progress) -> Document:
            from spaceplanner.services import demo  # noqa: PLC0415 - start-up time: the readers

            return Document(demo.build(context.catalogue, progress), None)

        context.tasks.run("open", N_("Reading the sample city"), work, done=self._replace, failed=context.failed)

    def _choose_open(self) -> None:
        dialog = QFileDialog(self._window, gettext(N_("Open project")))
        dialog.setFileMode(QFileDialog.FileMode.ExistingFile)
        dialog.setNameFilter(_filter())
        self._ask(dialog, self.load)

    def _ask(self, dialog: QFileDialog, act: Callable[[Path], None]) -> None:
        path = self._context.document.path
        if path is not None:
            dialog.setDirectory(str(path.parent))
        _Choice(dialog, act)
        dialog.open()

    def _loaded(self, document: Document) -> None:
        self._replace(document)
        assert document.path is not None
        self._remember(document.path, document.project)

    def _remember(self, path: Path, project: Project) -> None:
        known = far_files.remembered(self._context.preferences, path, project)
        self._context.prefer(settings.opened(known, path))

    def _not_loaded(self, path: Path, error: Exception) -> None:
        if not path.exists():
            self._context.prefer(settings.forgotten(self._context.preferences, path))
        self._context.failed(error)

    def _replace(self, document: Document) -> None:
        self._context.open(document)
        self.opened.emit()

    def _write(self, path: Path | None, then: Callable[[], None] | None) -> None:
        context = self._context
        document, project = context.document, context.project
        result = context.result if context.result_project is project else None
        context.tasks.run(
            "save",
            N_("Saving the project"),
            lambda _progress: document.save(path, result),
            done=lambda _nothing: self._written(document, then),
            failed=context.failed,
        )

    def _written(self, document: Document, then: Callable[[], None] | None) -> None:
        context = self._context
        context.saved_changed.emit()
        if document.path is not None:
            self._remember(document.path, document.project)
        if then is not None:
            then()


class _Choice(QObject):
    """Calls with the file that a dialog was left with; goes away with the dialog."""

    def __init__(self, dialog: QFileDialog, act: Callable[[Path], None]) -> None:
        super().__init__(dialog)
        self._act = act
        dialog.fileSelected.connect(self._chosen)
        dialog.finished.connect(dialog.deleteLater)

    @Slot(str)
    def _chosen(self, path: str) -> None:
        self._act(Path(path))


class _Answer(QObject):
    """Calls what belongs to the button a question was answered with; goes away with the question."""

    def __init__(self, box: QMessageBox, answers: dict[QMessageBox.StandardButton, Callable[[], None]]) -> None:
        super().__init__(box)
        self._answers = answers
        box.finished.connect(self._answered)
        box.finished.connect(box.deleteLater)

    @Slot(int)
    def _answered(self, button: int) -> None:
        act = self._answers.get(QMessageBox.StandardButton(button))
        if act is not None:
            act()


def _filter() -> str:
    return gettext(N_("SpacePlanner project")) + f" (*{_SUFFIX})"


def _file_name(name: str) -> str:
    """Return a project's name as a file name."""
    plain = "".join(sign if sign.isalnum() or sign in " -_" else "-" for sign in name).strip(" -")
    return f"{plain or 'project'}{_SUFFIX}"
