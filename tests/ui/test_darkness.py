"""The dark and silent ground in the window: turned on in the list of layers, drawn, explained, and kept up to date."""

from __future__ import annotations

import numpy as np
import pytest
import shapely
from PySide6.QtCore import Qt

from spaceplanner.domain import edits
from spaceplanner.ui.layers_panel import DARK
from tests.ui.conftest import settle
from tests.ui.test_layers_panel import LEFT, check_box, row


@pytest.fixture
def panel(window):
    return window.docks["layers"].panel


def turn(qtbot, window, panel) -> None:
    """Click the check box of the row, and wait until the map is drawn accordingly."""
    qtbot.mouseClick(panel.tree.viewport(), LEFT, pos=check_box(panel, row(panel, "Dark and silent")))
    qtbot.waitUntil(lambda: (window.context.darkness is not None) == window.context.darkness_wanted, timeout=20_000)
    drawn_as_wanted(qtbot, window)


def drawn_as_wanted(qtbot, window) -> None:
    def drawn() -> bool:
        wanted = window.context.darkness.ground if window.context.darkness else None
        return window.canvas.cache.idle and window.canvas.cache.frame.subject.darkness is wanted

    qtbot.waitUntil(drawn, timeout=20_000)


def lightness(frame, ground) -> float:
    """Mean lightness of a painted map at places on some ground."""
    west, south, east, north = frame.view.bounds
    places = np.random.default_rng(3).uniform((west, south), (east, north), (4000, 2))
    on = shapely.contains_xy(shapely.union_all(ground.shapes), places)
    pixels = np.floor(frame.view.to_pixels(places[on]) * frame.image.devicePixelRatio()).astype(int)
    assert len(pixels) > 100
    return float(np.mean([frame.image.pixelColor(int(x), int(y)).lightness() for x, y in pixels]))


def test_it_is_off_at_first_and_costs_nothing(window, panel):
    assert row(panel, "Dark and silent").data(Qt.ItemDataRole.CheckStateRole) == Qt.CheckState.Unchecked.value
    assert window.context.darkness is None
    assert not window.context.evaluator.memo.computed["darkness"]


def test_turned_on_it_is_drawn_and_explained_and_turned_off_gone(qtbot, window, panel):
    before = window.canvas.cache.frame
    turn(qtbot, window, panel)
    ground = window.context.darkness.ground
    assert lightness(window.canvas.cache.frame, ground) < lightness(before, ground) - 30
    share = ground.share
    qtbot.waitUntil(lambda: row(panel, "Dark and silent").siblingAtColumn(1).data() == f"{share * 100:.0f} %")
    legend = window.canvas.legend
    assert (
        "Dark and silent by night: under 1.0 lux, class P4, no alarm 15 dB above the noise" in legend.accessibleName()
    )
    assert legend.geometry().bottom() < window.canvas.height()
    assert not window.context.document.can_undo
    turn(qtbot, window, panel)
    assert lightness(window.canvas.cache.frame, ground) == pytest.approx(lightness(before, ground))
    assert "Dark" not in legend.accessibleName()


def test_it_goes_with_the_alarms_and_comes_back_with_them(qtbot, window, panel):
    turn(qtbot, window, panel)
    first = window.context.darkness
    window.context.do("Remove layer", edits.remove_layer("alarms"))
    settle(qtbot, window)
    qtbot.waitUntil(lambda: window.context.darkness is None, timeout=20_000)
    qtbot.waitUntil(lambda: all(panel.model.item(i, 0).data(Qt.ItemDataRole.UserRole + 1) != DARK for i in range(3)))
    window.context.undo()
    settle(qtbot, window)
    qtbot.waitUntil(lambda: window.context.darkness is first, timeout=20_000)
    drawn_as_wanted(qtbot, window)


def test_what_is_missing_is_said(qtbot, window, panel):
    window.context.do("Remove layer", edits.remove_layer("spaces"))
    settle(qtbot, window)
    qtbot.waitUntil(lambda: panel.model.item(0, 0).text() == "Lamps")
    with qtbot.waitSignal(window.context.message) as said:
        window.context.show_darkness(wanted=True)
    assert said.args == [
        "The dark and silent map needs a study area: add a boundary, or public spaces.",
        "info",
    ]
