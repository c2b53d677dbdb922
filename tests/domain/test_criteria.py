"""Weights and anchors of the score and of the need: those that the methods' pages promise, and no others."""

from __future__ import annotations

import re
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from spaceplanner.domain.criteria import NEED_PARTS, SCORE_CRITERIA, Form

if TYPE_CHECKING:
    from spaceplanner.domain.criteria import Criterion

METHODS = Path(__file__).parents[2] / "docs" / "methods"
Row = tuple[float, float, float, Form]
"""Weight, the two anchors, and the form of the value function."""


def rows(page: str, header: str) -> list[list[str]]:
    """Return the cells of the first table whose header begins so."""
    _, _, rest = (METHODS / page).read_text(encoding="utf-8").partition(header)
    table = rest.splitlines()[2:]
    end = next(number for number, line in enumerate(table) if not line.startswith("|"))
    return [[cell.strip() for cell in line.strip("|").split("|")] for line in table[:end]]


def promised(weight: str, anchors: str, form: str) -> Row:
    low, high = (float(number.replace(",", "")) for number in re.findall(r"[\d,]*\.?\d+", anchors))
    return float(weight), low, high, Form.LOG if form.startswith("log") else Form.LINEAR


def coded(criteria: tuple[Criterion, ...]) -> dict[str, Row]:
    return {item.id: (item.weight, item.low, item.high, item.form) for item in criteria}


def test_the_score_has_the_weights_and_anchors_of_its_page():
    found = {}
    for key, _, weight, anchors in rows("score.md", "| criterion | figure "):
        ends, _, form = anchors.partition(", ")
        found[key] = promised(weight, ends, form)
    assert coded(SCORE_CRITERIA) == found


def test_the_need_has_the_weights_and_anchors_of_its_page():
    found = {}
    for part, weight, ends, form, _ in rows("need.md", "| part | weight "):
        found[part.split("`")[1]] = promised(weight, ends, form)
    assert coded(NEED_PARTS) == found


@pytest.mark.parametrize("criteria", [SCORE_CRITERIA, NEED_PARTS])
def test_weights_add_up_to_one(criteria):
    assert sum(item.weight for item in criteria) == pytest.approx(1)
