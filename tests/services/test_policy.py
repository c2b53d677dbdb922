"""Policy in words: what a recognition lacks is told exactly where it may not be named."""

from __future__ import annotations

from datetime import date
from itertools import product

import pytest

from spaceplanner.domain.partner import Recognition, RecognitionKind
from spaceplanner.services import policy


@pytest.mark.parametrize(
    ("kind", "decision", "decided"), list(product(RecognitionKind, ("", " ", "Acta 3"), (None, date(2026, 1, 2))))
)
def test_what_lacks_nothing_may_be_named_and_nothing_else(kind, decision, decided):
    item = Recognition(partner="firm", kind=kind, decision=decision, decided=decided)
    assert (policy.lacking(item) == []) == item.allowed


def test_each_part_of_the_decision_is_asked_for():
    item = Recognition(partner="firm", kind=RecognitionKind.EXCLUSIVITY, decision="Acta 3")
    assert policy.lacking(item) == ["the day of the decision"]
