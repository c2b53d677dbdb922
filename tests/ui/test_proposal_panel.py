"""The panel of proposals: what it shows is the result's, what is done on it is one step each."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtWidgets import QLabel, QToolButton

from spaceplanner.domain import edits
from spaceplanner.domain.funding import FundingKind, of_kind
from spaceplanner.i18n import gettext, money, number, percent
from spaceplanner.services import measures
from spaceplanner.ui.facts import Fact
from spaceplanner.ui.plain import Elided
from spaceplanner.ui.proposal_dialog import ProposalDialog
from spaceplanner.ui.wiring import Wiring
from tests.services.city import town
from tests.ui import hands
from tests.ui.conftest import settle

if TYPE_CHECKING:
    from spaceplanner.domain.result import ProposalResult
    from spaceplanner.ui.main_window import MainWindow
    from spaceplanner.ui.proposal_panel import ProposalPanel


@pytest.fixture
def panel(window):
    found = window.findChild(Wiring)
    assert found is not None
    window.show_step("sketch")
    return found.panel


@pytest.fixture
def proposed(window, panel, qtbot):
    """The panel on a proposal with one lamp."""
    context = window.context
    (plan,) = town(proposal=True).proposals
    context.do("New proposal", edits.put_proposal(plan))
    context.select_proposal(plan.id)
    settle(qtbot, window)
    return panel


def texts(panel: ProposalPanel) -> str:
    """Return all that can be read on the panel."""
    return "\n".join(
        one.full if isinstance(one, Elided) else one.text() for one in panel.findChildren(QLabel) if one.isVisible()
    )


def result_of(window: MainWindow) -> ProposalResult:
    assert window.context.result is not None
    found = window.context.result.proposal(window.context.proposal or "")
    assert found is not None
    return found


def test_an_empty_panel_leads_to_a_first_proposal(window, panel, qtbot):
    assert "Select a space" in texts(panel)
    assert not panel.start.isVisible()
    assert not panel.chooser.isVisible()
    window.context.select_space("park")
    assert panel.start.text() == "New proposal for Parque La Merced"
    hands.press(qtbot, panel.start)
    (plan,) = window.context.project.proposals
    assert (plan.space, window.context.proposal) == ("park", plan.id)
    assert not panel.start.isVisible()
    settle(qtbot, window)
    # Nothing is in it yet: no effect and no cost are claimed.
    assert not panel.effect.isVisible()
    assert not panel.cost.isVisible()
    assert "add a programme" in texts(panel)
    window.context.undo()
    assert window.context.project.proposals == ()
    assert panel.start.isVisible()


def test_every_figure_is_the_results(window, proposed):
    result = result_of(window)
    assert proposed.score.score.text() == number(result.score, 1)
    shown = texts(proposed)
    for part in result.criteria:
        assert (number(part.points, 1) if part.value is not None else "no data") in shown
    assert sum(part.points for part in result.criteria) == pytest.approx(result.score)
    assert measures.text(result.averted) in shown
    assert measures.interval(result.averted) in shown
    assert money(result.cost.likely) in shown
    before, after = result.before["lit_share"].exact, result.after["lit_share"].exact
    assert f"{percent(before)} → {percent(after)}" in shown
    assert ("It may have no effect" in shown) == (result.may_have_no_effect and result.averted.exact is not None)
    for message, parameters in result.notes:
        assert gettext(message).format(**parameters) in shown


def test_figures_of_another_proposal_are_never_left_standing(window, proposed, qtbot):
    """A proposal that is not computed yet shows no number at all."""
    first = proposed.score.score.text()
    window.context.select_space("square")
    window.context.tasks.cancel("evaluate")
    proposed.new_proposal()
    assert proposed.score.score.text() == "…"
    assert first not in texts(proposed)
    settle(qtbot, window)
    assert proposed.score.score.text() == number(result_of(window).score, 1)


def test_what_is_not_known_says_so_and_why(window, panel, qtbot):
    context = window.context
    context.do("Remove layer", edits.remove_layer("incidents"))
    (plan,) = town(proposal=True).proposals
    context.do("New proposal", edits.put_proposal(plan))
    context.select_proposal(plan.id)
    settle(qtbot, window)
    shown = texts(panel)
    assert "no data" in shown
    tips = [one.toolTip() for one in panel.findChildren(QLabel)] + [one.toolTip() for one in panel.findChildren(Fact)]
    assert any("No data: the project has no layer for this" in tip for tip in tips)
    assert not panel.effect._interval.isVisible()


def test_programmes_come_and_go_and_change(window, proposed, qtbot):
    items, context = proposed.items, window.context
    proposed._body.ensureWidgetVisible(items._add)
    qtbot.wait(20)
    # The list opens and is left by choosing, as a user does; the menu runs its own loop, so the click comes before.
    kind = next(kind for kind in context.catalogue.types.values() if kind.geometry == "none")
    items._menu.popup(items._add.mapToGlobal(QPoint(0, 0)))
    hands.entry(qtbot, items._menu, kind.name["en"])
    assert [item.type for item in context.project.proposals[0].interventions] == ["led_lamp", kind.id]
    settle(qtbot, window)
    row = items._rows[kind.id]
    assert row.cost.text() == number(next(one.likely for one in result_of(window).cost.lines if one.type == kind.id))
    box = row.widget.findChild(type(items._amount(kind, context.project.proposals[0].interventions[1], items)))
    proposed._body.ensureWidgetVisible(box)
    qtbot.mouseClick(box, hands.LEFT)
    box.selectAll()
    qtbot.keyClicks(box, "3")
    qtbot.keyClick(box, Qt.Key.Key_Return)
    assert context.project.proposals[0].interventions[1].quantity == 3
    settle(qtbot, window)
    cross = items._rows[kind.id].widget.findChild(QToolButton)
    proposed._body.ensureWidgetVisible(cross)
    hands.press(qtbot, cross)
    assert [item.type for item in context.project.proposals[0].interventions] == ["led_lamp"]
    for _ in range(3):
        context.undo()
    assert len(context.project.proposals[0].interventions) == 1


def test_a_variant_and_its_removal(window, proposed, qtbot):
    context = window.context
    proposed.more.menu().popup(proposed.mapToGlobal(QPoint(0, 0)))
    hands.entry(qtbot, proposed.more.menu(), "Duplicate")
    assert [plan.name for plan in context.project.proposals] == ["La Merced iluminada", "La Merced iluminada (2)"]
    assert context.proposal == context.project.proposals[1].id
    settle(qtbot, window)
    assert proposed.chooser.count() == 2
    hands.choose(qtbot, proposed.chooser, "La Merced iluminada ·")
    assert context.proposal == "merced"
    proposed.more.menu().popup(proposed.mapToGlobal(QPoint(0, 0)))
    hands.entry(qtbot, proposed.more.menu(), "Remove proposal")
    # The other one for the same space takes its place.
    assert context.proposal == context.project.proposals[0].id == "merced-2"
    window.actions_.get("proposal_remove").trigger()
    assert context.project.proposals == ()
    assert not window.actions_.get("proposal_remove").isEnabled()


def test_what_it_costs_over_the_years_follows_the_horizon(window, proposed, qtbot):
    context = window.context
    shown = proposed.cost._worth.text()
    assert "Over 10 years at 12%" in shown
    assert "No benefit in money is named." in shown
    context.do("Change", edits.set_settings(replace(context.project.settings, horizon_years=20, discount_rate=0.0)))
    settle(qtbot, window)
    assert "Over 20 years at 0%" in proposed.cost._worth.text()


def test_funding_is_shown_with_what_is_missing(window, proposed, qtbot):
    context, cost = window.context, result_of(window).cost.likely
    money_there = (
        of_kind("GAD", FundingKind.OWN, cost / 4),
        of_kind("Empresa", FundingKind.PLEDGED, cost / 4),
    )
    context.do("Change", edits.set_funding("merced", money_there))
    settle(qtbot, window)
    assert proposed.cost._words.text() == "municipality 25% · pledged 25% · missing 50%"
    assert proposed.cost._bar.accessibleName() == proposed.cost._words.text()
    hands.press(qtbot, proposed.cost.button)
    dialog = hands.dialog(qtbot, window, ProposalDialog)
    assert len(dialog._lines()) == 2
    dialog.reject()
    hands.gone(qtbot, window, ProposalDialog)


def test_the_state_is_in_the_title(window, proposed):
    assert window.docks["proposal"].bar.detail.text() == "draft"
    plan = window.context.project.proposals[0]
    window.context.do("Change", edits.put_proposal(replace(plan, state="approved")))
    assert window.docks["proposal"].bar.detail.text() == "approved"


def test_hostile_and_endless_names(window, proposed, qtbot):
    name = "<b>x</b> & " + "muy largo " * 30
    plan = window.context.project.proposals[0]
    wide = window.docks["proposal"].width()
    window.context.do("Change", edits.put_proposal(replace(plan, name=name)))
    settle(qtbot, window)
    assert window.docks["proposal"].width() == wide
    assert "&lt;b&gt;" in proposed.chooser.toolTip()
    for label in proposed.findChildren(QLabel):
        assert label.textFormat() is Qt.TextFormat.PlainText or not label.text()
    assert proposed._body.widget().width() <= proposed._body.viewport().width()
    window.context.select_space("square")
    assert proposed._empty_title.full == "Plaza <b>Central</b>"
    assert "&lt;b&gt;" in proposed.start.toolTip()


def test_it_follows_the_language_and_the_look(window, proposed, qtbot):
    assert "Incidents averted a year" in texts(proposed)
    window.language.use("es")
    assert "Incidents averted a year" not in texts(proposed)
    assert proposed.score.score.text() == number(result_of(window).score, 1)
    window.context.appearance.choose("dark")
    assert proposed.score.score.text() == number(result_of(window).score, 1)
    window.context.appearance.choose("light")


def test_redo_leads_back_to_the_proposal(window, qtbot):
    context = window.context
    context.select_space("park")
    context.do("New proposal", edits.put_proposal(town(proposal=True).proposals[0]))
    assert context.proposal == "merced"
    context.undo()
    assert context.proposal is None
    context.redo()
    assert context.proposal == "merced"
