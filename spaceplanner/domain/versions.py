"""Versions: proposals that are one, of which one at most is carried out (see docs/methods/ranking.md).

Whatever adds up or compares proposals takes each group of versions once.
"""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from spaceplanner.domain.proposal import Proposal

_FIRMNESS = ("draft", "review", "approved")


def groups(proposals: Sequence[Proposal]) -> dict[str, tuple[Proposal, ...]]:
    """Return the versions of each proposal by the id of the first of them, in the order of the proposals.

    A version of a version belongs to the same group; that of a proposal that is no longer there to those of the same id.
    """
    of = {proposal.id: proposal.scenario_of for proposal in proposals}
    found: dict[str, list[Proposal]] = defaultdict(list)
    for proposal in proposals:
        found[_root(proposal.id, of)].append(proposal)
    return {key: tuple(some) for key, some in found.items()}


def leading(proposals: Sequence[Proposal]) -> dict[str, str]:
    """Return for each proposal, by id, the version that stands for its group: itself where there is no other.

    It is the one whose state is the furthest; of several the original, else the first by id.
    """
    found: dict[str, str] = {}
    for key, some in groups(proposals).items():
        first = min(some, key=lambda item, key=key: (-_firmness(item), item.id != key, item.id))  # type: ignore[misc] # mypy gives no type to a default of a lambda
        found |= dict.fromkeys((item.id for item in some), first.id)
    return found


def _firmness(proposal: Proposal) -> int:
    return _FIRMNESS.index(proposal.state) if proposal.state in _FIRMNESS else 0


def _root(key: str, of: Mapping[str, str | None]) -> str:
    """Return the id at which the versions of a proposal begin; of a circle, which only a file can hold, its least."""
    seen = [key]
    while (before := of.get(seen[-1])) is not None:
        if before in seen:
            return min(seen[seen.index(before) :])
        seen.append(before)
    return seen[-1]
