"""Criteria: named, weighted value functions with fixed anchors."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class Form(StrEnum):
    """Shape of a value function between its anchors."""

    LINEAR = "linear"
    LOG = "log"


@dataclass(frozen=True, slots=True, kw_only=True)
class Criterion:
    """A named part of a score.

    The value is 0 at `low`, 1 at `high`, clipped outside; anchors are fixed in the project, so that adding or removing
    a proposal or a space changes no other score. ``low > high`` means that less is better.

    Attributes
    ----------
    id
        The part's id; its words come from the table of measures.
    weight
        At least 0; the weights of the parts that have data are scaled to add up to 1.
    low, high
        Anchors in the unit of the measure.
    """

    id: str
    weight: float
    low: float
    high: float
    form: Form = Form.LINEAR


NEED_PARTS: tuple[Criterion, ...] = (
    Criterion(id="incidents_adjusted", weight=0.40, low=0, high=250, form=Form.LOG),
    Criterion(id="night_share", weight=0.10, low=0.2, high=0.8),
    Criterion(id="below_class_share", weight=0.20, low=0, high=1),
    Criterion(id="unheard_night_share", weight=0.10, low=0, high=1),
    Criterion(id="walk_residents", weight=0.20, low=0, high=8000, form=Form.LOG),
)
"""Parts of the need score of a space; see docs/methods for why these anchors."""

SCORE_CRITERIA: tuple[Criterion, ...] = (
    Criterion(id="need", weight=0.22, low=0, high=100),
    Criterion(id="gap_closed", weight=0.15, low=0, high=1),
    Criterion(id="averted", weight=0.18, low=0, high=100, form=Form.LOG),
    Criterion(id="people", weight=0.10, low=0, high=8000, form=Form.LOG),
    Criterion(id="evidence", weight=0.08, low=0, high=1),
    Criterion(id="value", weight=0.10, low=0, high=25, form=Form.LOG),
    Criterion(id="coinvestment", weight=0.07, low=0, high=0.6),
    Criterion(id="readiness", weight=0.06, low=0, high=1),
    Criterion(id="backing", weight=0.04, low=0, high=1),
)
"""Criteria of a proposal's score: need of the space, share of the dark and silent area closed, incidents averted in the
first year (median), residents within walking distance, strength of the evidence, incidents averted per 10,000 dollars of
yearly cost, share of the cost others bring, readiness, community backing."""
