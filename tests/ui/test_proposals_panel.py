"""The table of proposals: words, bars, order, columns, and its selection in step with the map."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

import pytest
import shapely
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QAbstractItemModelTester
from PySide6.QtWidgets import QMenu

from spaceplanner.cartography import ranks
from spaceplanner.domain import edits
from spaceplanner.domain.judgement import SocialCost
from spaceplanner.domain.outlook import Range
from spaceplanner.domain.proposal import Intervention, Proposal
from spaceplanner.services import measures
from spaceplanner.ui.proposals_model import COLUMNS, DOUBT, PARTS, PLACES, PROPOSAL, WHISKER, ProposalsModel
from spaceplanner.ui.ranked_model import INTERVAL, SORT
from tests.services.city import X, Y, town
from tests.ui.conftest import cover, settle

if TYPE_CHECKING:
    from spaceplanner.domain.result import ProposalResult
    from spaceplanner.ui.main_window import MainWindow
    from spaceplanner.ui.proposals_panel import ProposalsPanel


@pytest.fixture
def panel(window, qtbot):
    """The table on three proposals, two of them for one space."""
    context = window.context
    (plan,) = town(proposal=True).proposals
    context.do("New proposal", edits.put_proposal(plan))
    context.do("Another", edits.put_proposal(replace(plan, id="copy", name="Copia")))
    bell = Intervention(id="bell", type="community_alarm", geometry=shapely.Point(X + 20, Y + 20))
    spaces = [item.space for item in context.result.diagnosis.spaces]
    other = next(space for space in spaces if space != plan.space)
    context.do("Other", edits.put_proposal(Proposal(id="bell", name="Alarma <b>", space=other, interventions=(bell,))))
    cover(context)
    window.show_step("score")
    settle(qtbot, window)
    qtbot.waitUntil(lambda: all(item.standing is not None for item in context.result.proposals), timeout=20_000)
    return window.docks["proposals"].panel


def shown(panel: ProposalsPanel, column: str, role: int = Qt.ItemDataRole.DisplayRole) -> list[Any]:
    place = PLACES[column]
    return [panel.proxy.index(row, place).data(role) for row in range(panel.proxy.rowCount())]


def result_of(window: MainWindow) -> dict[str, ProposalResult]:
    found = window.context.result
    assert found is not None
    return {item.id: item for item in found.proposals}


def test_the_model_keeps_qt_s_rules(panel, window):
    context = window.context
    model = ProposalsModel(context)
    tester = QAbstractItemModelTester(model, QAbstractItemModelTester.FailureReportingMode.Fatal)
    model.show_result(context.result)
    model.show_result(replace(context.result, proposals=context.result.proposals[:1]))
    model.show_result(None)
    assert tester.model() is model


def test_figures_are_those_of_the_result(panel, window):
    items = sorted(result_of(window).values(), key=lambda item: item.rank)
    assert shown(panel, "rank") == [str(item.rank) for item in items]
    for item, interval in zip(items, shown(panel, "rank", INTERVAL), strict=True):
        assert item.standing is not None
        assert interval == f"{item.standing.low}–{item.standing.high}"
    assert [name for name in shown(panel, "name") if name.startswith("Alarma")] == ["Alarma <b>"]
    for item, text, interval in zip(items, shown(panel, "averted"), shown(panel, "averted", INTERVAL), strict=True):
        assert text == measures.text(item.averted)
        assert interval == measures.interval(item.averted)
    tip = panel.proxy.index(0, PLACES["name"]).data(Qt.ItemDataRole.ToolTipRole)
    assert "<b>" not in tip


def test_the_parts_add_up_and_an_effect_never_stands_without_its_interval(panel, window):
    items = sorted(result_of(window).values(), key=lambda item: item.rank)
    for item, parts, span, interval in zip(
        items,
        shown(panel, "score", PARTS),
        shown(panel, "averted", WHISKER),
        shown(panel, "averted", INTERVAL),
        strict=True,
    ):
        assert sum(part.points for part in parts) == pytest.approx(item.score)
        assert (span is None) == (item.averted.exact is None)
        if span is not None:
            whisker, scale = span
            assert interval
            assert scale.start <= whisker.low <= whisker.value <= whisker.high <= scale.end
            assert scale.start <= 0


def test_what_may_have_no_effect_is_marked_and_said(panel, window):
    results = result_of(window)
    for row in range(panel.proxy.rowCount()):
        index = panel.proxy.index(row, PLACES["averted"])
        item = next(one for one in results.values() if one.name.split() == panel.proxy.index(row, 1).data().split())
        doubtful = item.may_have_no_effect and item.averted.exact is not None
        assert index.data(DOUBT) == doubtful
        assert ("may have no effect" in index.data(Qt.ItemDataRole.AccessibleTextRole)) == doubtful
    assert any(shown(panel, "averted", DOUBT))


def test_missing_data_are_called_so_and_come_last_either_way(panel, window):
    context = window.context
    items = context.result.proposals
    bare = replace(items[0], standing=None, proof=None, grade="none")
    panel.model.show_result(replace(context.result, proposals=(bare, *items[1:])))
    for column, words in (("first", "no data"), ("detectable", "no data"), ("grade", "none")):
        assert words in shown(panel, column)
        for order in (Qt.SortOrder.AscendingOrder, Qt.SortOrder.DescendingOrder):
            panel.table.sortByColumn(PLACES[column], order)
            assert shown(panel, column)[-1] == words
            assert "0" not in shown(panel, column)


def test_what_is_still_being_judged_is_no_missing_datum(panel, window):
    context = window.context
    items = tuple(replace(item, standing=None) for item in context.result.proposals)
    panel.model.show_result(replace(context.result, proposals=items, ranking=None))
    assert set(shown(panel, "first")) == {"…"}
    assert set(shown(panel, "rank", INTERVAL)) == {""}


def test_every_column_sorts_without_a_gap(panel):
    for column in COLUMNS:
        for order in (Qt.SortOrder.AscendingOrder, Qt.SortOrder.DescendingOrder):
            panel.table.sortByColumn(PLACES[column.id], order)
            values = shown(panel, column.id, SORT)
            assert values == sorted(values, reverse=order is Qt.SortOrder.DescendingOrder)


def test_the_table_and_the_map_select_the_same_proposal(panel, window, qtbot):
    context = window.context
    row = shown(panel, "name").index("Copia")
    panel.table.setFocus()
    panel.table.selectRow(row)
    assert context.proposal == "copy"
    assert context.space == context.project.proposal("copy").space
    context.select_proposal("bell")
    assert panel.proxy.index(panel.table.currentIndex().row(), PLACES["name"]).data() == "Alarma <b>"
    # Up and down, as any table.
    panel.table.selectRow(0)
    qtbot.keyClick(panel.table, Qt.Key.Key_Down)
    assert context.proposal == panel.proxy.index(1, 0).data(PROPOSAL)
    context.select_proposal(None)
    assert not panel.table.selectionModel().hasSelection()


def test_a_click_on_a_rank_selects_its_proposal_even_where_two_share_a_space(panel, window, qtbot):
    context, canvas = window.context, window.canvas
    context.select_proposal("bell")
    assert canvas.cache.frame.subject.ranked
    for wanted in ("copy", context.project.proposals[0].id):
        found = {key: frame for key, _, frame in ranks.flags(context.project, context.result, canvas.view)}
        left, top, right, bottom = found[wanted]
        at = QPoint(round((left + right) / 2), round((top + bottom) / 2))
        qtbot.mouseClick(canvas, Qt.MouseButton.LeftButton, pos=at)
        assert context.proposal == wanted
    # Beside step 4 there are no ranks, and a click means the place.
    window.show_step("sketch")
    assert canvas._marked(type("", (), {"px": at.x(), "py": at.y()})()) is None


def test_enter_shows_the_space(panel, window, qtbot):
    with qtbot.waitSignal(panel.activated) as caught:
        panel.table.activated.emit(panel.proxy.index(0, 0))
    assert caught.args[0] in {item.space for item in window.context.result.diagnosis.spaces}


def test_columns_without_data_hide_until_somebody_wants_them(panel, window, qtbot):
    context, place = window.context, PLACES["npv"]
    assert panel.table.isColumnHidden(place)
    menu = panel.title_widget.menu()
    assert isinstance(menu, QMenu)
    entry = next(action for action in menu.actions() if action.text().startswith("Net present value"))
    entry.setChecked(True)
    assert not panel.table.isColumnHidden(place)
    assert "no data" in shown(panel, "npv")
    panel._asked.clear()
    costs = tuple(
        SocialCost(outcome=key, amount=1000.0, currency="USD", price_year=2025, source="Estudio")
        for key in ("property", "violent", "disorder", "other")
    )
    context.do("Social costs", edits.set_social_costs(costs))
    settle(qtbot, window)
    assert not panel.table.isColumnHidden(place)
    entry = next(action for action in menu.actions() if action.text().startswith("Cost at the start"))
    entry.setChecked(False)
    assert panel.table.isColumnHidden(PLACES["cost"])


def test_amounts_are_in_thousands_with_their_range(panel, window):
    context = window.context
    item = context.result.proposals[0]
    wide = Range(p05=-40_000.0, p25=0, median=12_345.0, p75=20_000, p95=float("inf"))
    changed = replace(item, appraisal=replace(item.appraisal, npv=wide, per_averted=None))
    panel.model.show_result(replace(context.result, proposals=(changed,)))
    index = panel.proxy.index(0, PLACES["npv"])
    assert (index.data(), index.data(INTERVAL)) == ("12", "−40 to ∞")
    assert panel.proxy.index(0, PLACES["per_averted"]).data() == "no data"
    assert "averts no incident" in panel.proxy.index(0, PLACES["per_averted"]).data(Qt.ItemDataRole.ToolTipRole)


def test_an_empty_panel_says_what_to_do_next(window):
    window.show_step("score")
    panel = window.docks["proposals"].panel
    assert panel._stack.currentWidget() is panel._empty
    assert "No proposals yet" in panel._empty.text()
    assert not window.docks["spaces"].isVisible()
    assert window.docks["proposals"].isVisible()


def test_the_words_follow_the_language(panel, window):
    window.language.use("es")
    assert panel.table.model().headerData(PLACES["name"], Qt.Orientation.Horizontal) == "Propuesta"
    assert panel.table.accessibleName()
    window.language.use("en")
    assert panel.table.model().headerData(PLACES["name"], Qt.Orientation.Horizontal) == "Proposal"
