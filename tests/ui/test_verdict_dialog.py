"""Judging a proposal in the window: asked, computed in the task pool, said and drawn."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from PySide6.QtCore import QDate, Qt

from spaceplanner.services.document import Document
from spaceplanner.ui.verdict_dialog import VerdictDialog
from tests.services.test_verdict import city, incidents
from tests.ui import hands
from tests.ui.conftest import settle

if TYPE_CHECKING:
    from pathlib import Path


@pytest.fixture
def judging(window, qtbot):
    """The window on a city with a proposal, and its dialog opened from the menu."""
    context = window.context
    context.open(Document(city({7: (100, 20)})))
    settle(qtbot, window)
    context.select_proposal("p7")
    action = window.actions_.get("proposal_judge")
    assert action.isEnabled()
    action.trigger()
    return hands.dialog(qtbot, window, VerdictDialog)


def file_of(folder: Path, counts) -> Path:
    """Write a table of incidents as an office would send it."""
    layer = incidents(counts, 2025)
    when = layer.table.column("when").to_pylist()
    rows = [f"{x},{y},{time:%Y-%m-%d %H:%M},theft" for (x, y), time in zip(layer.geometry, when, strict=True)]
    path = folder / "after.csv"
    path.write_text("\n".join(["x,y,date,category", *rows]), encoding="utf-8")
    return path


def judge(qtbot, dialog, path: Path, crs: str = "EPSG:32717") -> None:
    dialog.path.setText(str(path))
    dialog.crs.setText(crs)
    dialog.since.setDate(QDate(2025, 1, 1))
    qtbot.mouseClick(dialog.judge_button, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(dialog.judge_button.isEnabled, timeout=20_000)


def test_the_verdict_is_said_and_drawn_and_nothing_is_stored(judging, window, qtbot, tmp_path):
    project = window.context.project
    assert not judging.judge_button.isEnabled()
    assert judging.since.date() == QDate(2025, 1, 1)
    judge(qtbot, judging, file_of(tmp_path, {7: (60, 20)}))
    assert judging.problem.isHidden()
    assert judging.said.text().startswith("Incidents fell by 40 a year more than in 5 comparable spaces")
    assert judging.said.isVisible()
    assert "the space: 99.8 → 60.0" in judging.chart.accessibleDescription()
    assert judging.chart.height() >= judging.chart.minimumSizeHint().height() > 0
    assert window.context.project is project


def test_what_cannot_be_judged_is_said_where_it_was_asked(judging, window, qtbot, tmp_path):
    judge(qtbot, judging, file_of(tmp_path, {}))
    assert judging.found is not None
    judging.works.setDate(QDate(2020, 1, 1))
    judge(qtbot, judging, file_of(tmp_path, {}))
    assert "when the works had begun" in judging.problem.text()
    assert judging.problem.isVisible()
    assert judging.found is None
    judge(qtbot, judging, tmp_path / "nothing.csv")
    assert "nothing.csv" in judging.problem.text()


def test_without_a_proposal_there_is_nothing_to_judge(window, qtbot):
    assert not window.actions_.get("proposal_judge").isEnabled()


def test_leaving_drops_the_answer(judging, window, qtbot, tmp_path):
    judging.path.setText(str(file_of(tmp_path, {})))
    judging.judge()
    judging.reject()
    hands.gone(qtbot, window, VerdictDialog)
    settle(qtbot, window)
    assert not window.context.tasks.active
