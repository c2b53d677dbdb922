"""The table of spaces: words, order, filter, and its selection in step with the map."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from PySide6.QtCore import QSortFilterProxyModel, Qt
from PySide6.QtTest import QAbstractItemModelTester

from spaceplanner.cartography.view import View
from spaceplanner.domain.result import Diagnosis, Figure, Result, SpaceDiagnosis, Stability
from spaceplanner.ui.ranked_model import INTERVAL, SORT
from spaceplanner.ui.spaces_model import COLUMNS, SpacesModel
from tests.services.city import X, Y
from tests.ui.conftest import settle


@pytest.fixture
def panel(window):
    return window.docks["spaces"].panel


def column(panel, name: str) -> int:
    return [item.measure for item in COLUMNS].index(name)


def shown(panel, name: str) -> list[str]:
    number = column(panel, name)
    return [panel.proxy.index(row, number).data() for row in range(panel.proxy.rowCount())]


def result_of(*values: float | None) -> Result:
    """Return a result of spaces with these incidents a year."""
    spaces = tuple(
        SpaceDiagnosis(
            space=f"s{number}",
            name=f"Space {number}",
            figures={
                "incidents_adjusted": Figure(
                    exact=value,
                    published=value,
                    unit="per_year",
                    low=1.0,
                    high=2.0,
                    reason=None if value else "no_layer",
                )
            },
            need=value,
            need_floor=value or 0.0,
            rank=number + 1,
            parts=(),
        )
        for number, value in enumerate(values)
    )
    return Result(diagnosis=Diagnosis(spaces=spaces, method={}))


def test_the_model_keeps_qt_s_rules(context, qtbot):
    model = SpacesModel(context)
    tester = QAbstractItemModelTester(model, QAbstractItemModelTester.FailureReportingMode.Fatal)
    model.show_result(result_of(3.0, None))
    model.show_result(result_of(4.0, 5.0))
    model.show_result(None)
    assert tester.model() is model


def test_figures_are_those_of_the_result(panel, window):
    spaces = window.context.result.diagnosis.spaces
    assert shown(panel, "name") == [space.name for space in spaces]
    assert shown(panel, "rank") == [str(space.rank) for space in spaces]
    assert shown(panel, "walk_residents") == ["no data", "no data"]
    areas = dict(zip(shown(panel, "name"), shown(panel, "area_m2"), strict=True))
    assert areas["Plaza <b>Central</b>"] == "0.36"
    index = panel.proxy.index(0, column(panel, "walk_residents"))
    assert index.data(Qt.ItemDataRole.ForegroundRole).name() == window.context.appearance.colours.faint.lower()
    assert index.data(Qt.ItemDataRole.ToolTipRole).startswith("No data")


def test_the_interval_stands_behind_its_number(context, qtbot):
    model = SpacesModel(context)
    model.show_result(result_of(12.0))
    index = model.index(0, [item.measure for item in COLUMNS].index("incidents_adjusted"))
    assert (index.data(), index.data(INTERVAL)) == ("12", "1.0–2.0")


@pytest.mark.parametrize(
    ("low", "high", "interval", "words"),
    [
        (1, 3, "1–3", "Rank 1; between 1 and 3 in 90% of the draws."),
        (1, 1, None, "Rank 1; 1 in 90% of the draws."),
    ],
)
def test_the_rank_says_how_stable_it_is(context, low, high, interval, words):
    result = result_of(12.0)
    (space,) = result.diagnosis.spaces
    stable = replace(space, stability=Stability(low=low, high=high, top=10, top_share=1.0))
    model = SpacesModel(context)
    model.show_result(replace(result, diagnosis=replace(result.diagnosis, spaces=(stable,))))
    index = model.index(0, 0)
    assert (index.data(), index.data(INTERVAL) or None) == ("1", interval)
    assert index.data(Qt.ItemDataRole.ToolTipRole) == words


@given(values=st.lists(st.none() | st.floats(0, 1e6), min_size=1, max_size=12))
@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@pytest.mark.parametrize("order", [Qt.SortOrder.AscendingOrder, Qt.SortOrder.DescendingOrder])
def test_what_has_no_data_comes_last_either_way(context, order, values):
    model, proxy = SpacesModel(context), QSortFilterProxyModel()
    proxy.setSourceModel(model)
    proxy.setSortRole(SORT)
    model.show_result(result_of(*values))
    model.descending = order is Qt.SortOrder.DescendingOrder
    number = [item.measure for item in COLUMNS].index("incidents_adjusted")
    proxy.sort(number, order)
    got = [values[proxy.mapToSource(proxy.index(row, 0)).row()] for row in range(proxy.rowCount())]
    known = [value for value in got if value is not None]
    assert known == sorted(known, reverse=model.descending)
    assert got[: len(known)] == known


def test_a_click_on_a_head_sorts(panel, qtbot):
    head = panel.table.horizontalHeader()
    number = column(panel, "area_m2")
    x = head.sectionViewportPosition(number) + head.sectionSize(number) // 2
    qtbot.mouseClick(head.viewport(), Qt.MouseButton.LeftButton, pos=head.viewport().rect().topLeft() + _point(x, 8))
    first = shown(panel, "area_m2")
    qtbot.mouseClick(head.viewport(), Qt.MouseButton.LeftButton, pos=head.viewport().rect().topLeft() + _point(x, 8))
    assert shown(panel, "area_m2") == first[::-1]
    assert sorted(first) == ["0.36", "1.20"]


def _point(x: int, y: int):
    from PySide6.QtCore import QPoint

    return QPoint(x, y)


def test_typing_filters_by_name(panel, qtbot):
    qtbot.keyClicks(panel.title_widget, "merced")
    assert shown(panel, "name") == ["Parque La Merced"]
    panel.title_widget.clear()
    assert len(shown(panel, "name")) == 2


def test_a_row_selects_on_the_map_and_back(panel, window, qtbot):
    row = shown(panel, "name").index("Parque La Merced")
    where = panel.table.visualRect(panel.proxy.index(row, 1)).center()
    qtbot.mouseClick(panel.table.viewport(), Qt.MouseButton.LeftButton, pos=where)
    assert window.context.space == "park"
    settle(qtbot, window)
    assert window.canvas.cache.frame.subject.selection == "park"
    window.context.select_space("square")
    assert panel.proxy.data(panel.table.currentIndex().siblingAtColumn(1)) == "Plaza <b>Central</b>"
    window.context.select_space(None)
    assert not panel.table.selectionModel().hasSelection()


def test_a_row_outside_the_map_is_brought_into_view(panel, window, qtbot):
    canvas = window.canvas
    canvas.set_view(View(X + 5000, Y, 0.5, canvas.width(), canvas.height()))
    panel.table.selectRow(shown(panel, "name").index("Parque La Merced"))
    x0, y0, x1, y1 = canvas.view.bounds
    assert x0 < X + 100 < X + 260 < x1
    assert y0 < Y + 100 < Y + 240 < y1


def test_enter_fills_the_map_with_the_space(panel, window, qtbot):
    panel.table.selectRow(shown(panel, "name").index("Plaza <b>Central</b>"))
    panel.table.activated.emit(panel.table.currentIndex())
    assert (window.canvas.view.x, window.canvas.view.y) == pytest.approx((X + 430, Y + 130))


def test_a_new_result_keeps_the_selection(panel, window, qtbot):
    window.context.select_space("park")
    before = panel.table.currentIndex().row()
    result = window.context.result
    assert result is not None
    window.context.result_changed.emit(replace(result, data_hash="other"))
    assert panel.table.currentIndex().row() == before
    assert panel.table.selectionModel().hasSelection()


def test_the_title_says_what_was_measured(window):
    text = window.docks["spaces"].bar.detail.text()
    assert text.startswith("2 spaces · 3 years · ")
    assert text.endswith("100 m · adjusted for luck")


def test_without_a_corrected_count_the_title_does_not_speak_of_luck(panel, window):
    window.context.result_changed.emit(result_of(None, None))
    assert "luck" not in window.docks["spaces"].bar.detail.text()


def test_without_spaces_it_says_what_to_do(panel, window, qtbot):
    from spaceplanner.domain.project import Project
    from spaceplanner.services.document import Document

    window.context.open(Document(Project(name="")))
    assert panel._empty.isVisible()
    assert panel._empty.text().startswith("No spaces yet.")
    assert np.all(panel.model.rowCount() == 0)
