"""Exports from the window: where to, what is written, what is said."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import pytest
from pypdf import PdfReader
from PySide6.QtCore import Qt
from PySide6.QtGui import QDesktopServices
from PySide6.QtWidgets import QFileDialog, QLineEdit, QMessageBox

from spaceplanner.domain import edits
from spaceplanner.domain.background import Background, BackgroundKind, change_background, put_background
from spaceplanner.domain.project import Project
from spaceplanner.services.document import Document
from spaceplanner.ui.project_dialog import ProjectDialog
from spaceplanner.ui.wiring import Wiring
from tests.services.city import town
from tests.ui import hands
from tests.ui.conftest import settle

if TYPE_CHECKING:
    from pathlib import Path

    from PySide6.QtCore import QUrl

    from spaceplanner.ui.exporting import Exporter
    from spaceplanner.ui.main_window import MainWindow


@pytest.fixture
def proposed(window, qtbot):
    """The window on a proposal."""
    context = window.context
    context.do("Identity", edits.set_identity(name="Prueba", organisation="GAD de prueba", contact=""))
    context.do("New proposal", edits.put_proposal(town(proposal=True).proposals[0]))
    context.select_proposal("merced")
    settle(qtbot, window)
    return window


def exporter_of(window: MainWindow) -> Exporter:
    found = window.findChild(Wiring)
    assert found is not None
    return found.exporter


def closed(qtbot, window) -> QMessageBox:
    """Wait for the message that says where the files are, and return it, closed."""
    box = hands.dialog(qtbot, window, QMessageBox)
    assert box.textFormat() is Qt.TextFormat.PlainText
    hands.press(qtbot, box.button(QMessageBox.StandardButton.Close))
    return box


def answer(qtbot, window, path: Path) -> None:
    """Choose a file or folder in the dialog that asks for it."""
    dialog = hands.dialog(qtbot, window, QFileDialog)
    dialog.fileSelected.emit(str(path))
    dialog.reject()
    hands.gone(qtbot, window, QFileDialog)


def test_the_selected_proposal_becomes_a_brief(proposed, qtbot, tmp_path):
    hands.press(qtbot, proposed.export_button)
    dialog = hands.dialog(qtbot, proposed, QFileDialog)
    assert dialog.fileMode() is QFileDialog.FileMode.Directory
    answer(qtbot, proposed, tmp_path)
    box = closed(qtbot, proposed)
    (brief,) = tmp_path.glob("*.pdf")
    assert brief.read_bytes().startswith(b"%PDF-")
    assert (box.text(), box.informativeText()) == ("1 file was written.", str(brief))


def test_who_presents_is_asked_once_where_the_project_does_not_say(proposed, qtbot, tmp_path):
    context = proposed.context
    context.do("Identity", edits.set_identity(name="Prueba", organisation="", contact=""))
    hands.press(qtbot, proposed.export_button)
    dialog = hands.dialog(qtbot, proposed, ProjectDialog)
    hands.write(qtbot, dialog.findChildren(QLineEdit)[1], "GAD de prueba")
    hands.accept(qtbot, dialog)
    answer(qtbot, proposed, tmp_path)
    closed(qtbot, proposed)
    (brief,) = tmp_path.glob("*.pdf")
    assert "GAD de prueba" in PdfReader(brief).pages[0].extract_text()
    assert context.project.organisation == "GAD de prueba"


def test_all_proposals_where_none_is_selected(proposed, qtbot, tmp_path):
    context = proposed.context
    plan = context.project.proposals[0]
    context.do("Another", edits.put_proposal(replace(plan, id="other", name="Otra")))
    proposed.findChild(Wiring).panel.duplicate()  # versions of a proposal have one brief
    context.select_proposal(None)
    settle(qtbot, proposed)
    context.request_export.emit("brief")
    answer(qtbot, proposed, tmp_path)
    assert closed(qtbot, proposed).text() == "2 files were written."
    assert len(list(tmp_path.glob("*.pdf"))) == 2


def test_what_was_written_can_be_opened(proposed, qtbot, tmp_path, monkeypatch):
    opened: list[QUrl] = []
    monkeypatch.setattr(QDesktopServices, "openUrl", opened.append)
    exporter_of(proposed).write_csv(tmp_path / "espacios.csv")
    box = hands.dialog(qtbot, proposed, QMessageBox)
    hands.press(qtbot, box.defaultButton())
    assert [url.toLocalFile() for url in opened] == [str(tmp_path / "espacios.csv")]


def test_the_web_map(proposed, qtbot, tmp_path):
    proposed.actions_.get("export_webmap").trigger()
    dialog = hands.dialog(qtbot, proposed, QFileDialog)
    assert (dialog.acceptMode(), dialog.defaultSuffix()) == (QFileDialog.AcceptMode.AcceptSave, "html")
    answer(qtbot, proposed, tmp_path / "mapa.html")
    closed(qtbot, proposed)
    page = (tmp_path / "mapa.html").read_text(encoding="utf-8")
    assert "La Merced iluminada" in page
    assert "Plaza <b>Central</b>" not in page


def test_that_a_background_is_no_part_of_the_web_map_is_said(proposed, qtbot, tmp_path):
    hidden = Background(
        id="b", name="b", kind=BackgroundKind.TILES, location=str(tmp_path / "gone.mbtiles"), visible=False
    )
    proposed.context.do("x", put_background(hidden))
    for visible in (False, True):
        proposed.context.do("x", change_background("b", visible=visible))
        exporter_of(proposed).write_webmap(tmp_path / "mapa.html")
        box = hands.dialog(qtbot, proposed, QMessageBox)
        assert ("Backgrounds are not part of a web map." in box.informativeText()) is visible
        closed(qtbot, proposed)


def test_the_table(proposed, qtbot, tmp_path):
    proposed.actions_.get("export_csv").trigger()
    answer(qtbot, proposed, tmp_path / "espacios.csv")
    closed(qtbot, proposed)
    lines = (tmp_path / "espacios.csv").read_text(encoding="utf-8-sig").splitlines()
    assert len(lines) == 3


def test_a_folder_that_is_not_there_is_told_and_nothing_is_left(proposed, qtbot, tmp_path):
    exporter_of(proposed).write_csv(tmp_path / "none" / "espacios.csv")
    hands.until(qtbot, lambda: "cannot be written" in proposed.canvas.bubble.text())
    assert proposed.canvas.bubble.property("level") == "error"
    assert list(tmp_path.glob("none/*")) == []


@pytest.mark.parametrize(
    ("what", "project", "words"),
    [
        ("brief", Project(name=""), "There are no spaces yet"),
        ("webmap", Project(name=""), "There are no spaces yet"),
        ("csv", Project(name=""), "There are no spaces yet"),
        ("brief", town(), "There is no proposal yet"),
        ("plan", Project(name=""), "There are no spaces yet"),
        ("plan", town(), "There is no proposal yet"),
    ],
)
def test_what_comes_first_is_said(window, qtbot, what, project, words):
    window.context.open(Document(project))
    window.context.request_export.emit(what)
    assert window.canvas.bubble.text().startswith(words)
    assert not window.findChildren(QFileDialog)


def test_an_export_speaks_the_windows_language(proposed, qtbot, tmp_path):
    from pypdf import PdfReader

    proposed.language.use("es")
    exporter_of(proposed).write_briefs(["merced"], tmp_path)
    closed(qtbot, proposed)
    (brief,) = tmp_path.glob("*.pdf")
    reader = PdfReader(brief)
    assert "La Merced iluminada" in reader.pages[0].extract_text()
    assert str(reader.root_object["/Lang"]).startswith("es")
