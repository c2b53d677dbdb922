"""Packages: what a proposal holds, where an effect or a plan asks for one thing beside another."""

from __future__ import annotations

from typing import TYPE_CHECKING

from spaceplanner.domain.programme import ProgrammeKind

if TYPE_CHECKING:
    from collections.abc import Mapping

    from spaceplanner.domain.proposal import Proposal

COMMITTEE = "neighbourhood_committee"
"""The catalogue's type that stands for organised neighbours."""

LINES: Mapping[ProgrammeKind, str] = {
    ProgrammeKind.COACHING: "coach_programme",
    ProgrammeKind.COMMITTEE: COMMITTEE,
}
"""Line of a programme -> type that it is as good as, where one is asked for beside another (docs/methods/effects.md)."""


def held(proposal: Proposal) -> frozenset[str]:
    """Return the types of a proposal's items, with those that a line of its programme is as good as.

    A line has no effect of its own: it only makes a package of what the items do.
    """
    lines = {LINES[line.kind] for line in proposal.programme if line.kind in LINES}
    return frozenset({item.type for item in proposal.interventions} | lines)
