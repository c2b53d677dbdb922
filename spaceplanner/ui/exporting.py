"""Exports from the window: asks where, writes in the task pool, says where it is."""

from __future__ import annotations

from datetime import date
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QStandardPaths, Qt, QUrl, Signal, Slot
from PySide6.QtGui import QDesktopServices
from PySide6.QtWidgets import QFileDialog, QMessageBox

from spaceplanner import i18n
from spaceplanner.domain.layer import Role
from spaceplanner.domain.versions import leading
from spaceplanner.i18n import N_, gettext, ngettext
from spaceplanner.ui import plan_export
from spaceplanner.ui.plan_dialog import DXF, PDF, PlanDialog
from spaceplanner.ui.project_dialog import ProjectDialog

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from PySide6.QtWidgets import QWidget

    from spaceplanner.domain.project import Project
    from spaceplanner.services.progress import Progress
    from spaceplanner.ui.context import Context
    from spaceplanner.ui.plan_dialog import PlanChoice

_TASK = "export"
NO_SPACES = N_("There are no spaces yet. Add a layer of parks, squares or courts.")
"""Why nothing can be exported, a message id."""


class Exporter(QObject):
    """Answers `Context.request_export`: briefs, web map and table, of the project as it is now."""

    written = Signal(list)
    """Paths of the files that an export has written."""

    def __init__(self, context: Context, window: QWidget) -> None:
        super().__init__(window)
        self._context = context
        self._window = window
        self._asked = False
        self._what = {
            "brief": self._brief,
            "webmap": self._webmap,
            "csv": self._csv,
            "hotspots": self._hotspots,
            "plan": self._plan,
        }
        context.request_export.connect(self.export)

    @Slot(str)
    def export(self, what: str) -> None:
        """Export ``brief``, ``webmap``, ``csv``, ``hotspots`` or ``plan``; where there is nothing to export yet, say what comes first."""
        if what == "hotspots" and self._context.hotspots.answer is None:
            text = gettext(N_("There are no hot spots yet. Open the panel of hot spots and choose a method."))
            self._context.say(text, "warning")
        elif what != "hotspots" and not self._context.project.by_role(Role.SPACES):
            self._context.say(gettext(NO_SPACES), "warning")
        elif what in {"brief", "plan"} and not self._context.project.proposals:
            text = gettext(N_("There is no proposal yet. Select a space and propose something for it."))
            self._context.say(text, "warning")
        else:
            self._what[what]()

    # Where to -----------------------------------------------------------------------------------------------------

    def _brief(self) -> None:
        selected = self._context.proposal
        wanted = [selected] if selected else list(dict.fromkeys(leading(self._context.project.proposals).values()))
        dialog = QFileDialog(self._window, gettext(N_("Folder for the briefs")), self._folder())
        dialog.setFileMode(QFileDialog.FileMode.Directory)
        dialog.setOption(QFileDialog.Option.ShowDirsOnly)
        self._named(lambda: self._ask(dialog, lambda folder: self.write_briefs(wanted, folder)))

    def _webmap(self) -> None:
        dialog = self._save_dialog(gettext(N_("Web map")), "html", gettext(N_("Web page (*.html)")))
        dialog.selectFile({"es": "mapa", "en": "map"}[i18n.language()])
        self._named(lambda: self._ask(dialog, self.write_webmap))

    def _csv(self) -> None:
        dialog = self._save_dialog(gettext(N_("Table of the spaces")), "csv", gettext(N_("Table (*.csv)")))
        dialog.selectFile({"es": "espacios", "en": "spaces"}[i18n.language()])
        self._ask(dialog, self.write_csv)

    def _hotspots(self) -> None:
        answer = self._context.hotspots.answer
        assert answer is not None
        kinds = [gettext(N_("GeoPackage (*.gpkg)")), gettext(N_("GeoJSON (*.geojson)"))]
        if answer.found.surface is not None:
            kinds.append(gettext(N_("GeoTIFF, the surface (*.tif)")))
        dialog = self._save_dialog(gettext(N_("Hot spots")), "gpkg", ";;".join(kinds))
        dialog.filterSelected.connect(lambda kind: dialog.setDefaultSuffix(kind.rpartition("*.")[2].rstrip(")")))
        dialog.selectFile({"es": "puntos-criticos", "en": "hotspots"}[i18n.language()])
        self._ask(dialog, self.write_hotspots)

    def _plan(self) -> None:
        """Ask of what, on which paper and at which scale; then where to."""
        dialog = PlanDialog(self._context, self._window)
        dialog.accepted.connect(lambda: self._plan_file(dialog.choice()))
        dialog.finished.connect(dialog.deleteLater)
        dialog.open()

    def _plan_file(self, chosen: PlanChoice) -> None:
        kinds = {PDF: N_("Site plan (*.pdf)"), DXF: N_("CAD drawing (*.dxf)")}
        dialog = self._save_dialog(gettext(N_("Site plan")), chosen.kind, gettext(kinds[chosen.kind]))
        dialog.selectFile({"es": "plano", "en": "plan"}[i18n.language()])
        self._ask(dialog, lambda path: self.write_plan(chosen, path))

    def _save_dialog(self, title: str, suffix: str, kinds: str) -> QFileDialog:
        dialog = QFileDialog(self._window, title, self._folder(), kinds)
        dialog.setAcceptMode(QFileDialog.AcceptMode.AcceptSave)
        dialog.setDefaultSuffix(suffix)
        return dialog

    def _named(self, then: Callable[[], None]) -> None:
        """Ask once who presents what is exported, where the project does not say; then go on."""
        if self._context.project.organisation or self._asked:
            then()
            return
        self._asked = True
        dialog = ProjectDialog(self._context, self._window)
        dialog.accepted.connect(then)
        dialog.finished.connect(dialog.deleteLater)
        dialog.open()

    def _ask(self, dialog: QFileDialog, write: Callable[[Path], None]) -> None:
        dialog.fileSelected.connect(lambda chosen: write(Path(chosen)))
        dialog.finished.connect(dialog.deleteLater)
        dialog.open()

    def _folder(self) -> str:
        path = self._context.document.path
        if path is not None:
            return str(path.parent)
        return QStandardPaths.writableLocation(QStandardPaths.StandardLocation.DocumentsLocation)

    # Writing ------------------------------------------------------------------------------------------------------

    def write_briefs(self, proposals: Sequence[str], folder: Path) -> None:
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

        # Its page loads nothing from anywhere, and a picture of the whole ground would make a file too large to send.
        hidden = gettext(N_("Backgrounds are not part of a web map.")) if _shown(project) else ""
        self._run(N_("Writing the web map"), work, note=hidden)

    def write_csv(self, path: Path) -> None:
        """Write the table of spaces with published values, in the task pool."""
        context, project = self._context, self._context.project

        def work(progress: Progress) -> list[Path]:
            from spaceplanner.reports import tables  # noqa: PLC0415 - start-up time

            tables.diagnosis_csv(context.evaluator.evaluate(project, progress), path)
            return [path]

        self._run(N_("Writing the table"), work)

    def write_hotspots(self, path: Path) -> None:
        """Write the hot spots that the panel shows as `hotspots --out` does: published values, in the task pool.

        Of the project they were found in: while a newer one is searched, or nobody looks, that is not the open one.
        """
        answer = self._context.hotspots.answer
        if answer is None:
            return
        project, question, request = answer.project, answer.question, answer.in_metres

        def work(progress: Progress) -> list[Path]:
            from spaceplanner.io import hotspots_file  # noqa: PLC0415 - start-up time
            from spaceplanner.services import hotspot_export, hotspots  # noqa: PLC0415

            hotspots_file.check(path)
            found = hotspots.find(project, question, request, publish=True, progress=progress)
            hotspot_export.write(path, found, project.crs)
            return [path]

        self._run(N_("Writing the hot spots"), work)

    def write_plan(self, chosen: PlanChoice, path: Path) -> None:
        """Write a site plan, or the drawing for the architect, in the task pool."""
        project, catalogue, language = self._context.project, self._context.catalogue, i18n.language()

        def work(_progress: Progress) -> list[Path]:
            return [plan_export.write(project, catalogue, chosen, path, language=language)]

        self._run(N_("Drawing the site plan"), work)

    def _run(self, label: str, work: Callable[[Progress], list[Path]], note: str = "") -> None:
        done = partial(self._done, note=note)
        self._context.tasks.run(_TASK, label, work, done=done, failed=self._context.failed)

    def _done(self, paths: list[Path], *, note: str) -> None:
        """Say where the files are, and what else there is to know; the window stays alive under the message."""
        count = len(paths)
        box = QMessageBox(self._window)
        box.setWindowTitle(gettext(N_("Export")))
        box.setTextFormat(Qt.TextFormat.PlainText)
        box.setText(ngettext("{count} file was written.", "{count} files were written.", count).format(count=count))
        box.setInformativeText("\n".join([*map(str, paths), *filter(None, [note])]))
        show = box.addButton(gettext(N_("Open")), QMessageBox.ButtonRole.AcceptRole)
        box.addButton(QMessageBox.StandardButton.Close)
        box.setDefaultButton(show)
        box.buttonClicked.connect(lambda button: _open(paths) if button is show else None)
        box.finished.connect(box.deleteLater)
        box.open()
        self.written.emit(paths)


def _shown(project: Project) -> bool:
    return any(background.visible for background in project.backgrounds)


def _open(paths: list[Path]) -> None:
    """Open the file that was written, or the folder of several."""
    QDesktopServices.openUrl(QUrl.fromLocalFile(str(paths[0] if len(paths) == 1 else paths[0].parent)))
