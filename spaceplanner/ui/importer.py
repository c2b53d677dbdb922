"""The importer of the window: files are looked into and added in the task pool, one after the other."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal, Slot
from PySide6.QtWidgets import QFileDialog

from spaceplanner.errors import SpacePlannerError
from spaceplanner.i18n import N_, gettext
from spaceplanner.services.backgrounds import is_background
from spaceplanner.ui.import_dialog import ImportDialog
from spaceplanner.ui.import_report import ImportReport, summary
from spaceplanner.ui.photographs import are_pictures

if TYPE_CHECKING:
    from collections.abc import Iterable

    from PySide6.QtWidgets import QWidget

    from spaceplanner.domain.layer import Layer
    from spaceplanner.io.importing import Imported, ImportRequest
    from spaceplanner.io.inspecting import Inspection
    from spaceplanner.services.progress import Progress
    from spaceplanner.ui.context import Context

_TASK = "import"
_SUFFIXES = (
    "gpkg", "shp", "zip", "geojson", "json", "fgb", "kml", "kmz", "csv", "tsv", "txt", "xlsx", "xls", "ods", "gml",
    "gpx", "parquet", "dbf", "tab", "mif", "topojson", "gz",
)  # fmt: skip
"""Endings that the file dialog shows; it can be told to show all files."""


@dataclass(eq=False, slots=True)
class _File:
    """A file to be added, and what is known of it so far.

    Attributes
    ----------
    done
        Layers of it that were added.
    """

    path: Path
    inspection: Inspection | None = None
    error: Exception | None = None
    done: frozenset[str] = frozenset()


def _is_project(path: Path) -> bool:
    if path.suffix.casefold() != ".gpkg":
        return False
    from spaceplanner.io import project_file  # noqa: PLC0415 - start-up time: pyarrow and pyogrio

    return project_file.is_project(path)


class Importer(QObject):
    """Answers `Context.request_import`.

    Attributes
    ----------
    dialog
        While files are being added, the dialog; else None.
    """

    project_given = Signal(object)
    """A file (`pathlib.Path`) that is a project: it is to be opened, not added."""
    pictures_given = Signal(list)
    """Files that are pictures, of a space or of the ground: they make no layer."""
    imported = Signal(list)
    """The layers (`domain.layer.Layer`) that came in, once the last file is done."""

    def __init__(self, context: Context, window: QWidget) -> None:
        super().__init__(window)
        self._context = context
        self._window = window
        self.dialog: ImportDialog | None = None
        self._files: list[_File] = []
        self._at = 0
        self._all = False
        self._layers: list[Layer] = []
        self._folder = ""
        context.request_import.connect(self.request)

    @Slot(list)
    def request(self, paths: list[Path]) -> None:
        """Add files, or ask for them where none are given."""
        if not paths:
            self._ask()
            return
        pictures = [path for path in paths if are_pictures([path])]
        grounds = [path for path in paths if is_background(path) and path not in pictures]
        data = [path for path in paths if path not in pictures and path not in grounds]
        if grounds:
            self._context.request_background.emit(grounds)
        if pictures:
            self.pictures_given.emit(pictures)
        if len(paths) == 1 and data and _is_project(data[0]):
            self.project_given.emit(data[0])
        elif data:
            self.add_files(data)

    def add_files(self, paths: Iterable[Path]) -> None:
        """Look into files and show them, one after the other; those that are being added come first."""
        files = [_File(Path(path)) for path in paths]
        if not files:
            return
        if self.dialog is None:
            self._open_dialog()
        first = len(self._files)
        self._files += files
        for number, file in enumerate(files, start=first):
            self._look(number, file)
        self._show()

    def show_report(self, layers: Iterable[Layer]) -> None:
        """Show in full what came in of layers, and what did not."""
        report = ImportReport(layers, self._window)
        report.finished.connect(report.deleteLater)
        report.open()

    def _ask(self) -> None:
        path = self._context.document.path
        folder = self._folder or (str(path.parent) if path is not None else "")
        dialog = QFileDialog(self._window, gettext(N_("Add data")), folder)
        dialog.setFileMode(QFileDialog.FileMode.ExistingFiles)
        endings = " ".join(f"*.{suffix}" for suffix in _SUFFIXES)
        dialog.setNameFilters([f"{gettext(N_('Maps and tables'))} ({endings})", f"{gettext(N_('All files'))} (*)"])
        dialog.filesSelected.connect(self._chosen)
        dialog.finished.connect(dialog.deleteLater)
        dialog.open()

    @Slot(list)
    def _chosen(self, paths: list[str]) -> None:
        self._folder = str(Path(paths[0]).parent) if paths else self._folder
        self.add_files(map(Path, paths))

    def _open_dialog(self) -> None:
        dialog = self.dialog = ImportDialog(self._context, self._window)
        dialog.wanted.connect(self._add)
        dialog.all_wanted.connect(self._add_all)
        dialog.skipped.connect(self._next)
        dialog.stopped.connect(self._stop)
        dialog.encoding_changed.connect(self._look_again)
        dialog.finished.connect(self._left)
        dialog.open()

    # Looking into files -------------------------------------------------------------------------------------------

    def _look(self, number: int, file: _File, encoding: str | None = None) -> None:
        file.inspection = file.error = None

        def work(progress: Progress) -> Inspection:
            from spaceplanner.io import inspecting  # noqa: PLC0415 - start-up time: the readers

            return inspecting.inspect(file.path, encoding=encoding, alive=lambda: progress(0.5, ""))

        self._context.tasks.run(
            f"inspect {number}",
            N_("Looking into a file"),
            work,
            done=lambda inspection: self._looked(file, inspection, None),
            failed=lambda error: self._looked(file, None, error),
        )

    def _looked(self, file: _File, inspection: Inspection | None, error: Exception | None) -> None:
        file.inspection, file.error = inspection, error
        if error is not None and not isinstance(error, SpacePlannerError):
            self._context.failed(error)
        if self.dialog is None:
            return
        if file is self._files[self._at]:
            self._show()
        else:
            self._show_place()

    @Slot(object)
    def _look_again(self, encoding: str | None) -> None:
        self._look(self._at, self._files[self._at], encoding)
        self._show()

    # Showing them -------------------------------------------------------------------------------------------------

    def _show_place(self) -> None:
        assert self.dialog is not None
        rest = self._files[self._at :]
        can_add_all = len(rest) > 1 and all(is_certain(file.inspection) for file in rest)
        self.dialog.show_place(rest[0].path.name, self._at + 1, len(self._files), can_add_all=can_add_all)

    def _show(self) -> None:
        """Show the file whose turn it is, as far as it is known."""
        assert self.dialog is not None
        self._show_place()
        file = self._files[self._at]
        if file.inspection is not None:
            self.dialog.show_file(file.inspection, file.done)
            if self._all:
                self._add_this()
        elif file.error is not None:
            self.dialog.show_failure(_sentence(file.error))
        else:
            self.dialog.show_busy()

    @Slot()
    def _next(self) -> None:
        assert self.dialog is not None
        if self._at + 1 < len(self._files):
            self._at += 1
            self.dialog.form.forget_encoding()
            self._show()
        else:
            self.dialog.accept()

    # Adding -------------------------------------------------------------------------------------------------------

    @Slot()
    def _add_all(self) -> None:
        self._all = True
        self._add_this()

    def _add_this(self) -> None:
        assert self.dialog is not None
        request = self.dialog.form.request()
        if request is None:
            self._all = False
        else:
            self._add(request, again=False)

    @Slot(object, bool)
    def _add(self, request: ImportRequest, again: bool) -> None:  # noqa: FBT001 - a signal's arguments
        assert self.dialog is not None
        project = self._context.project

        def work(progress: Progress) -> Imported:
            from spaceplanner.services import importing  # noqa: PLC0415 - start-up time: the readers

            return importing.read(project, request, progress)

        self.dialog.show_adding(0.0, gettext(N_("Adding a layer")))
        self._context.tasks.run(
            _TASK,
            N_("Adding a layer"),
            work,
            done=lambda imported: self._added(imported, request, again=again),
            failed=self._not_added,
            progress=self._adding,
        )

    def _adding(self, fraction: float, message: str) -> None:
        if self.dialog is not None:
            self.dialog.show_adding(fraction, gettext(message or N_("Adding a layer")))

    def _added(self, imported: Imported, request: ImportRequest, *, again: bool) -> None:
        from spaceplanner.services import importing  # noqa: PLC0415 - loaded by now

        assert self.dialog is not None
        if self._context.project.crs not in {None, imported.crs}:
            self._add(request, again)  # the project got its place meanwhile: read it once more, for that place
            return
        if not self._context.do(N_("Add layer"), importing.edit(imported)):
            self._back()
            return
        self._layers.append(imported.layer)
        if again:
            file = self._files[self._at]
            file.done |= {request.layer or ""}
            self._show()
        else:
            self._next()

    def _not_added(self, error: Exception) -> None:
        self._back()
        assert self.dialog is not None
        if not self.dialog.form.show_error(error):
            self.dialog.show_problem(_sentence(error))

    def _back(self) -> None:
        """Go back to the form."""
        assert self.dialog is not None
        self._all = False
        self.dialog.show_ready()

    @Slot()
    def _stop(self) -> None:
        self._context.tasks.cancel(_TASK)
        self._back()

    @Slot()
    def _left(self) -> None:
        """Tidy up when the dialog is left, and say what came in."""
        assert self.dialog is not None
        for number in range(len(self._files)):
            self._context.tasks.cancel(f"inspect {number}")
        self.dialog.form.stop()
        self.dialog.deleteLater()
        layers, self._layers = self._layers, []
        self.dialog, self._files, self._at, self._all = None, [], 0, False
        if layers:
            self._context.say(summary(layers))
            self.imported.emit(layers)


def is_certain(inspection: Inspection | None) -> bool:
    """Tell whether a file can be added without a question: one layer whose use, shape and place are known."""
    from spaceplanner.ui.import_head import specs  # noqa: PLC0415 - start-up time

    if inspection is None or len(inspection.layers) != 1:
        return False
    info = inspection.layers[0]
    if info.guessed_role is None or info.crs is None or info.kind is None or info.problem is not None:
        return False
    return info.kind in specs()[info.guessed_role].kinds


def _sentence(error: Exception) -> str:
    if isinstance(error, SpacePlannerError):
        return str(error)
    return gettext(
        N_("Something unexpected went wrong ({kind}). Your project is unchanged; details are in the log.")
    ).format(kind=type(error).__name__)
