"""Versions of a proposal: which belong together, and which of them stands for all."""

from __future__ import annotations

from dataclasses import replace

from spaceplanner.domain.proposal import Proposal
from spaceplanner.domain.versions import groups, leading


def plan(key: str, of: str | None = None, state: str = "draft") -> Proposal:
    return Proposal(id=key, name=key, space="s", scenario_of=of, state=state)


def ids(*plans: Proposal) -> dict[str, list[str]]:
    return {key: [one.id for one in some] for key, some in groups(plans).items()}


def test_versions_of_versions_and_of_what_is_gone_belong_together():
    made = (plan("a"), plan("b", "a"), plan("c", "b"), plan("x"), plan("d", "gone"), plan("e", "gone"))
    assert ids(*made) == {"a": ["a", "b", "c"], "x": ["x"], "gone": ["d", "e"]}


def test_a_circle_that_only_a_file_can_hold_is_one_group():
    assert ids(plan("b", "c"), plan("c", "b"), plan("d", "c"), plan("e", "e")) == {"b": ["b", "c", "d"], "e": ["e"]}


def test_the_original_stands_for_its_versions_unless_one_is_further():
    made = (plan("b", "a"), plan("a"), plan("d", "gone"), plan("c", "gone"))
    assert leading(made) == {"a": "a", "b": "a", "c": "c", "d": "c"}
    further = (replace(made[0], state="review"), *made[1:])
    assert leading(further)["a"] == "b"
    assert leading((further[0], replace(made[1], state="approved")))["b"] == "a"
