"""The site plan from the window: what fits is said before anything is written, and what was chosen is written."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest
import shapely
from ezdxf.filemanagement import readfile
from pypdf import PdfReader
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QDialogButtonBox, QFileDialog

from spaceplanner.domain import edits
from spaceplanner.domain.proposal import Intervention
from spaceplanner.ui.plan_dialog import PlanDialog
from tests.services.city import town
from tests.ui import hands
from tests.ui.conftest import settle
from tests.ui.test_exporting import answer, closed


@pytest.fixture
def proposed(window, qtbot):
    """The window on a proposal of a project that knows who presents it."""
    context = window.context
    context.do("Identity", edits.set_identity(name="Prueba", organisation="GAD de prueba", contact=""))
    context.do("New proposal", edits.put_proposal(town(proposal=True).proposals[0]))
    context.select_proposal("merced")
    settle(qtbot, window)
    return window


def opened(qtbot, window) -> PlanDialog:
    window.actions_.get("export_plan").trigger()
    return hands.dialog(qtbot, window, PlanDialog)


def ok(dialog: PlanDialog) -> Any:
    buttons = dialog.findChild(QDialogButtonBox)
    assert buttons is not None
    return buttons.button(QDialogButtonBox.StandardButton.Ok)


def test_a_plan_is_written_as_chosen(proposed, qtbot, tmp_path):
    dialog = opened(qtbot, proposed)
    assert dialog.choice().proposal == "merced"
    assert "It fits on A3" in dialog.told.text()
    hands.choose(qtbot, dialog.paper, "A1")
    hands.choose(qtbot, dialog.orientation, "Portrait")
    hands.choose(qtbot, dialog.scale, "1:1000")
    hands.write(qtbot, dialog.author, "A. Vera")
    assert dialog.told.text() == "It fits on A1, portrait, at 1:1000."
    hands.accept(qtbot, dialog)
    out = tmp_path / "plano.pdf"
    answer(qtbot, proposed, out)
    assert closed(qtbot, proposed).informativeText() == str(out)
    (page,) = PdfReader(out).pages
    said = " ".join(page.extract_text().split())
    assert "1:1000 (A1)" in said
    assert "A. Vera" in said
    assert page.mediabox.height > page.mediabox.width


def test_the_drawing_for_the_architect_needs_no_paper(proposed, qtbot, tmp_path):
    dialog = opened(qtbot, proposed)
    hands.choose(qtbot, dialog.kind, "Drawing for the architect")
    assert not dialog.paper.isEnabled()
    assert not dialog.scale.isEnabled()
    hands.accept(qtbot, dialog)
    out = tmp_path / "plano.dxf"
    answer(qtbot, proposed, out)
    closed(qtbot, proposed)
    assert len(readfile(out).modelspace()) > 0


def test_what_does_not_fit_is_said_and_cannot_be_written(proposed, qtbot):
    context = proposed.context
    plan = context.project.proposals[0]
    space = context.project.layers[0].geometry
    x, y = plan.interventions[0].geometry.coords[0] if plan.interventions[0].geometry is not None else space[0].centroid
    far = Intervention(id="far", type="led_lamp", geometry=shapely.Point(x + 250, y))
    context.do("Far", edits.put_proposal(replace(plan, interventions=(*plan.interventions, far))))
    dialog = opened(qtbot, proposed)
    hands.choose(qtbot, dialog.scale, "1:200")
    assert "Choose 1:" in dialog.told.text()
    assert dialog.told.property("role") == "warning"
    assert dialog.told.textFormat() is Qt.TextFormat.PlainText
    assert not ok(dialog).isEnabled()
    hands.choose(qtbot, dialog.scale, "As large")
    assert ok(dialog).isEnabled()
    assert dialog.told.property("role") == "secondary"
    dialog.reject()
    hands.gone(qtbot, proposed, PlanDialog)
    assert not proposed.findChildren(QFileDialog)


def test_every_field_is_named_and_reached_by_its_key(proposed, qtbot):
    dialog = opened(qtbot, proposed)
    for box in (dialog.proposal, dialog.kind, dialog.paper, dialog.orientation, dialog.scale, dialog.author):
        assert box.accessibleName()
    assert proposed.actions_.get("export_plan").shortcut().toString() == "Ctrl+Shift+L"
    dialog.reject()
    hands.gone(qtbot, proposed, PlanDialog)
