"""The dialog for social costs, by hand and by key: empty by default, one step, refused without a source."""

from __future__ import annotations

from typing import TYPE_CHECKING

from spaceplanner.domain import edits
from spaceplanner.domain.judgement import SocialCost
from spaceplanner.services import money_words
from spaceplanner.ui.social_costs_dialog import SocialCostsDialog
from tests.ui import hands
from tests.ui.conftest import settle

if TYPE_CHECKING:
    from pytestqt.qtbot import QtBot

    from spaceplanner.ui.main_window import MainWindow


def opened(window: MainWindow, qtbot: QtBot) -> SocialCostsDialog:
    action = window.actions_.get("social_costs")
    assert action is not None
    action.trigger()
    return hands.dialog(qtbot, window, SocialCostsDialog)


def social(outcome: str = "property", amount: float = 1200.5, currency: str = "USD") -> SocialCost:
    return SocialCost(outcome=outcome, amount=amount, currency=currency, price_year=2022, source="Estudio <b>X</b>")


def test_it_is_empty_and_says_so_and_ok_is_no_step(window, qtbot):
    before = window.context.project
    dialog = opened(window, qtbot)
    assert set(dialog.rows) == set(money_words.OUTCOMES)
    assert [amount.text() for amount, _, _ in dialog.rows.values()] == [""] * 4
    assert [year.value() for _, year, _ in dialog.rows.values()] == [2026] * 4
    hands.accept(qtbot, dialog)
    hands.gone(qtbot, window, SocialCostsDialog)
    assert window.context.project is before


def test_a_cost_with_its_source_is_one_step_that_can_be_undone(window, qtbot):
    context = window.context
    before = context.project
    dialog = opened(window, qtbot)
    amount, year, source = dialog.rows["violent"]
    hands.write(qtbot, amount, "25,000")
    hands.write(qtbot, source, "Estudio Y, p. 12")
    year.setValue(2023)
    hands.accept(qtbot, dialog)
    hands.gone(qtbot, window, SocialCostsDialog)
    (found,) = context.project.social_costs
    assert (found.outcome, found.amount, found.currency, found.price_year, found.source) == (
        "violent", 25_000, "USD", 2023, "Estudio Y, p. 12",
    )  # fmt: skip
    assert context.document.undo_label == "Change social costs"
    settle(qtbot, window)
    context.undo()
    assert context.project is before


def test_without_a_source_it_stays_open_and_says_what_is_missing(window, qtbot):
    dialog = opened(window, qtbot)
    hands.write(qtbot, dialog.rows["property"][0], "900")
    hands.accept(qtbot, dialog)
    assert dialog.isVisible()
    assert "source" in dialog.warning.text()
    assert dialog.warning.isVisible()
    assert window.context.project.social_costs == ()
    dialog.reject()


def test_what_is_there_is_kept_to_the_cent_and_emptied_is_removed(window, qtbot):
    costs = (social(), social("other", 5.0, "EUR"))
    window.context.do("Change", edits.set_social_costs(costs))
    dialog = opened(window, qtbot)
    assert dialog.rows["property"][2].text() == "Estudio <b>X</b>"
    assert "(EUR)" in dialog.rows["other"][0].accessibleName()
    hands.accept(qtbot, dialog)
    hands.gone(qtbot, window, SocialCostsDialog)
    assert window.context.project.social_costs is costs
    dialog = opened(window, qtbot)
    dialog.rows["other"][0].clear()
    hands.accept(qtbot, dialog)
    hands.gone(qtbot, window, SocialCostsDialog)
    assert list(window.context.project.social_costs) == [social()]


def test_amounts_are_typed_the_way_the_language_writes_them(window, qtbot):
    for code, typed, kept in (("en", "1,250.5x-", "1,250.5"), ("es", "1.250,50", "1250,50")):
        window.language.use(code)
        dialog = opened(window, qtbot)
        amount, _, source = dialog.rows["property"]
        hands.write(qtbot, amount, typed)
        assert amount.text() == kept
        hands.write(qtbot, source, code)
        hands.accept(qtbot, dialog)
        hands.gone(qtbot, window, SocialCostsDialog)
        (found,) = window.context.project.social_costs
        assert (found.amount, found.source) == (1250.5, code)
