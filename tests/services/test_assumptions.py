"""Assumptions that are not the defaults, in words, and what another one changes."""

from __future__ import annotations

from dataclasses import fields, replace
from datetime import date

import pytest

from spaceplanner import i18n
from spaceplanner.domain import edits
from spaceplanner.domain.criteria import SCORE_CRITERIA
from spaceplanner.domain.judgement import Override, SocialCost
from spaceplanner.domain.project import Settings
from spaceplanner.domain.proposal import Intervention
from spaceplanner.io import catalogue
from spaceplanner.services import assumptions, foresight
from spaceplanner.services.evaluation import Evaluator
from tests.services.city import covered, town

FOUND = catalogue.load()


@pytest.fixture(autouse=True)
def _english():
    i18n.use("en")
    yield
    i18n.use("es")


def test_every_assumed_setting_is_one_of_the_project_and_can_be_said():
    assert set(assumptions.SETTINGS) <= {field.name for field in fields(Settings)}
    said = {name: assumptions.value(name, Settings()) for name in assumptions.SETTINGS}
    assert (said["discount_rate"], said["draws"], said["transfer_sd"]) == ("12.0%", "4,000", "0.15")
    assert said["horizon_years"] == "10\u00a0years"


def test_a_fresh_project_assumes_the_defaults():
    project = town()
    assert assumptions.changed_settings(project.settings) == ()
    assert assumptions.differences(project, FOUND) == ()
    assert assumptions.summary(0) == "All assumptions are the defaults."


def test_what_differs_is_named_with_its_default():
    settings = Settings(discount_rate=0.08, draws=2000)
    override = Override(
        evidence="watch_meta", rate_ratio=0.9, low=0.8, high=1.1, author="A", reason="B", made=date(2026, 1, 2)
    )
    cost = SocialCost(outcome="violent", amount=10.0, currency="USD", price_year=2025, source="S")
    project = replace(town(), settings=settings, overrides=(override,), social_costs=(cost,))
    project = replace(project, criteria=(replace(SCORE_CRITERIA[0], weight=0.5), *SCORE_CRITERIA[1:]))
    found = assumptions.differences(project, FOUND)
    assert found == (
        "Draws: 2,000 (default: 4,000)",
        "Discount rate: 8.0% (default: 12.0%)",
        "Weights of the criteria",
        f"{FOUND.evidence['watch_meta'].title['en']}: rate ratio 0.90",
        "Social cost of 1 kind of incident",
    )
    assert assumptions.summary(len(found)) == "5 assumptions differ from the defaults."


def test_weights_in_the_same_proportions_are_the_same():
    doubled = tuple(replace(item, weight=2 * item.weight) for item in SCORE_CRITERIA)
    assert not assumptions.weights_differ(replace(town(), criteria=doubled))
    assert assumptions.weights_differ(replace(town(), criteria=SCORE_CRITERIA[:-1]))


def test_an_override_of_a_finding_that_the_ledger_lost_is_still_told():
    override = Override(
        evidence="gone", rate_ratio=0.9, low=0.8, high=1.1, author="A", reason="B", made=date(2026, 1, 2)
    )
    assert assumptions.differences(replace(town(), overrides=(override,)), FOUND) == ("gone: rate ratio 0.90",)


def test_another_assumption_is_told_before_and_after_with_intervals():
    project, evaluator = covered(town(proposal=True)), Evaluator(FOUND)
    committee = Intervention(id="committee", type="neighbourhood_committee", quantity=3.0)
    project = edits.put_proposal(
        replace(project.proposals[0], interventions=(committee, *project.proposals[0].interventions))
    )(project)
    before = evaluator.evaluate(project, standing=False).proposal("merced")
    wider = edits.set_settings(replace(project.settings, transfer_sd=0.6, discount_rate=0.0))(project)
    after = evaluator.evaluate(wider, standing=False).proposal("merced")
    assert before is not None
    assert after is not None
    score, averted, yearly = foresight.assumed(before, after, 1, "USD")
    assert score.startswith(f"Score {i18n.number(before.score, 1)}")
    assert averted.count("(") == 2
    assert "→" in averted
    assert yearly.startswith(f"Yearly cost {i18n.money(before.cost.yearly)} → ")
    same = foresight.assumed(before, before, 2, "USD")
    assert same[1] == "Rank 1, unchanged"
    assert all(line.endswith("unchanged") for line in same)
