"""What the reader of a score must know: of data that are missing or withheld, and of what is proposed."""

from __future__ import annotations

from typing import TYPE_CHECKING

from spaceplanner.i18n import N_
from spaceplanner.services import weighing

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from spaceplanner.domain.catalogue import Catalogue
    from spaceplanner.domain.outlook import Note
    from spaceplanner.domain.proposal import Proposal
    from spaceplanner.domain.result import Part, SpaceDiagnosis
    from spaceplanner.services.benefit import Benefit
    from spaceplanner.services.surroundings import Baseline


_ALARM = "community_alarm"


def about_data(
    proposal: Proposal,
    space: SpaceDiagnosis | None,
    gain: Benefit,
    parts: Sequence[Part],
    baseline: Baseline | None,
) -> Iterator[Note]:
    """Yield what the reader must know of missing or withheld data."""
    if space is None:
        yield N_("The space {space} is in no layer: nothing was measured there."), {"space": proposal.space}
    if any(row.why_not == "no_data" for row in gain.effects):
        yield N_("An effect is not credited because data on incidents, hours or lamps are missing there."), {}
    if weighing.lowered(gain.effects):
        yield N_("The grade of the evidence is one step lower, because data that an effect needs are missing."), {}
    if any(row.credited for row in gain.effects) and baseline is not None and not baseline.compared:
        yield N_("The incidents are taken as counted: there are too few spaces to compare this one with."), {}
    if gain.gain.kept < 1:
        yield (
            N_("Nobody is named to pay for upkeep: over the years, {share} % of the first year's effect is left."),
            {"share": round(100 * gain.gain.kept)},
        )
    if gain.eligible.withheld:
        yield N_("The number of eligible incidents is withheld outside, and the score does not use it exactly."), {}
    if missing := sum(part.value is None for part in parts):
        yield (
            N_("Criteria without data: {count}. Their weight is shared out among the others."),
            {"count": missing},
        )


def about_types(proposal: Proposal, catalogue: Catalogue, gain: Benefit, currency: str) -> Iterator[Note]:
    """Yield what the reader must know of what is proposed."""
    present = {item.type for item in proposal.interventions}
    for key in sorted(present - set(catalogue.types)):
        yield N_("The type {type} is not in the catalogue: it is left out."), {"type": key}
    if _ALARM in present and not any(row.type == _ALARM and row.credited for row in gain.effects):
        yield N_("A community alarm alone averts no incident: no study of its effect was found."), {}
    if _ALARM in present and not weighing.organised(proposal):
        yield N_("The alarm has no neighbourhood committee in this proposal to answer it."), {}
    if any(row.why_not == "requires" for row in gain.effects):
        yield N_("An effect is not credited because what it needs is not in this proposal: see the effects."), {}
    if any(row.credited and row.carried < 1 for row in gain.effects):
        yield N_("Where a study's outcome or setting is another one, only part of its effect is carried over."), {}
    if currency != catalogue.currency:
        yield (
            N_(
                "Costs are in {costs} and funding is in {funding}: what is lacking, what others bring of the cost and what "
                "their money moves is not said. Use a project whose money is in {costs}."
            ),
            {"costs": catalogue.currency, "funding": currency},
        )
