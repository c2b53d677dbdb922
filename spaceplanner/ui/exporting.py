"""Exports from the window: asks where, writes in the task pool, says where it is."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QStandardPaths, QUrl, Slot
from PySide6.QtGui import QDesktopServices
from PySide6.QtWidgets import QFileDialog, QMessageBox

from spaceplanner import i18n
from spaceplanner.i18n import N_, gettext, ngettext

if TYPE_CHECKING:
    from collections.abc import Callable

    from PySide6.QtWidgets import QWidget

    from spaceplanner.services.progress import Progress
    from spaceplanner.ui.context import Context


class Exporter(QObject):
    """Answers `Context.request_export`: briefs, web map and table, of the project as it is now."""

    def __init__(self, context: Context, window: QWidget) -> None:
        super().__init__(window)
        self._context = context
        self._window = window
        context.request_export.connect(self.export)

    @Slot(str)
    def export(self, what: str) -> None:
        """Export ``brief``, ``webmap`` or ``csv``."""
        {"brief": self._brief, "webmap": self._webmap, "csv": self._csv}[what]()

    def _brief(self) -> None:
        proposals = self._context.project.proposals
        if not proposals:
            self._context.message.emit(
                gettext(N_("There is no proposal yet. Select a space and propose something for it.")), "warning"
            )
            return
        wanted = [self._context.proposal] if self._context.proposal else [item.id for item in proposals]
        chosen = QFileDialog.getExistingDirectory(self._window, gettext(N_("Folder for the briefs")), self._folder())
        if chosen:
            self.write_briefs([key for key in wanted if key], Path(chosen))

    def write_briefs(self, proposals: list[str], folder: Path) -> None:
        """Write the briefs of proposals (ids) into a folder, in the task pool."""
        context, project, language = self._context, self._context.project, i18n.language()

        def work(progress: Progress) -> list[Path]:
            from spaceplanner.reports import brief  # noqa: PLC0415 - start-up time: ReportLab

            result = context.evaluator.evaluate(project, progress)
            density = context.evaluator.density(project)
            paths = []
            for number, key in enumerate(proposals):
                progress(number / len(proposals), N_("Writing the brief"))
                path = brief.write(
                    project,
                    result,
                    context.catalogue,
                    key,
                    folder,
                    density=density,
                    language=language,
                    today=date.today(),  # noqa: DTZ011 - the date on the user's calendar
                )
                paths.append(path)
            return paths

        self._run(N_("Writing the brief"), work)

    def _webmap(self) -> None:
        start = str(Path(self._folder()) / "mapa.html")
        title, kinds = gettext(N_("Web map")), gettext(N_("Web page (*.html)"))
        chosen, _kind = QFileDialog.getSaveFileName(self._window, title, start, kinds)
        if chosen:
            self.write_webmap(Path(chosen).with_suffix(".html"))

    def write_webmap(self, path: Path) -> None:
        """Write the web map, in the task pool."""
        context, project, language = self._context, self._context.project, i18n.language()

        def work(progress: Progress) -> list[Path]:
            from spaceplanner.reports import webmap  # noqa: PLC0415 - start-up time: folium

            result = context.evaluator.evaluate(project, progress)
            density = context.evaluator.density(project)
            written = webmap.write(
                project,
                result,
                context.catalogue,
                path,
                density=density,
                language=language,
                today=date.today(),  # noqa: DTZ011 - the date on the user's calendar
                progress=progress,
            )
            return [written]

        self._run(N_("Writing the web map"), work)

    def _csv(self) -> None:
        start = str(Path(self._folder()) / "espacios.csv")
        title, kinds = gettext(N_("Table of the spaces")), gettext(N_("Table (*.csv)"))
        chosen, _kind = QFileDialog.getSaveFileName(self._window, title, start, kinds)
        if chosen:
            self.write_csv(Path(chosen).with_suffix(".csv"))

    def write_csv(self, path: Path) -> None:
        """Write the table of spaces with published values, in the task pool."""
        context, project = self._context, self._context.project

        def work(progress: Progress) -> list[Path]:
            from spaceplanner.reports import tables  # noqa: PLC0415 - start-up time

            tables.diagnosis_csv(context.evaluator.evaluate(project, progress), path)
            return [path]

        self._run(N_("Writing the table"), work)

    def _run(self, label: str, work: Callable[[Progress], list[Path]]) -> None:
        self._context.tasks.run("export", label, work, done=self._done, failed=self._context.failed)

    def _done(self, paths: list[Path]) -> None:
        box = QMessageBox(self._window)
        box.setIcon(QMessageBox.Icon.Information)
        box.setWindowTitle(gettext(N_("Export")))
        count = len(paths)
        box.setText(ngettext("{count} file was written.", "{count} files were written.", count).format(count=count))
        box.setInformativeText("\n".join(str(path) for path in paths))
        show = box.addButton(gettext(N_("Open")), QMessageBox.ButtonRole.AcceptRole)
        box.addButton(QMessageBox.StandardButton.Close)
        # Shown without waiting: the window stays alive under it.
        box.buttonClicked.connect(lambda button: _open(paths[0] if count == 1 else paths[0].parent, button is show))
        box.open()

    def _folder(self) -> str:
        path = self._context.document.path
        if path is not None:
            return str(path.parent)
        return QStandardPaths.writableLocation(QStandardPaths.StandardLocation.DocumentsLocation)


def _open(path: Path, wanted: bool) -> None:  # noqa: FBT001 - a slot's answer
    if wanted:
        QDesktopServices.openUrl(QUrl.fromLocalFile(str(path)))
