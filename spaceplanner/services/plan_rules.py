"""Rules of a portfolio: what a plan says, what proposals need, and each rule's sentence for when it stands in the way."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from spaceplanner.analysis.portfolio_problem import (
    Exclusion,
    Floor,
    Must,
    MustNot,
    Needs,
    Number,
    Window,
)
from spaceplanner.domain.versions import groups
from spaceplanner.i18n import N_, pick
from spaceplanner.services import packages

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from spaceplanner.analysis.portfolio_problem import Rule
    from spaceplanner.domain.catalogue import Catalogue
    from spaceplanner.domain.outlook import Note
    from spaceplanner.domain.plan import Plan
    from spaceplanner.domain.project import Project

    Labelled = tuple[Rule, Note, Note]
    """A rule, why it keeps a proposal out, and what it is and how to relax it."""

NEEDS: Mapping[str, tuple[str, ...]] = {
    "multi_use_court": ("coach_programme",),
    "community_alarm": (packages.COMMITTEE,),
}
"""Type -> types of which one must be there too, beside what the catalogue's effects ask for (docs/methods/portfolio.md)."""


class Rules:
    """The rules of a plan in a project.

    Attributes
    ----------
    rules
        With labels that are the same in every language.
    why, relax
        Label -> why it keeps a proposal out; and what it asks for, with what can be done about it. `why` may hold
        ``{name}`` for the proposal.
    """

    def __init__(
        self, plan: Plan, project: Project, catalogue: Catalogue, districts: Sequence[str], years: int
    ) -> None:
        self._project = project
        self._place = {proposal.id: place for place, proposal in enumerate(project.proposals)}
        self._names = {proposal.id: proposal.name for proposal in project.proposals}
        self.rules: list[Rule] = []
        self.why: dict[str, Note] = {}
        self.relax: dict[str, Note] = {}
        for rule, why, relax in (
            *self._chosen(plan),
            *self._together(plan),
            *self._versions(),
            *self._prerequisites(catalogue),
            *self._when(plan, years),
            *self._number(plan, districts),
        ):
            self.rules.append(rule)
            self.why[rule.label], self.relax[rule.label] = why, relax

    def _chosen(self, plan: Plan) -> Iterator[Labelled]:
        for key in dict.fromkeys(plan.musts):
            name = {"name": self._names[key]}
            relax = N_("“{name}” must be chosen: take it off the list of musts.")
            yield Must(self._place[key], f"must {key}"), (relax, name), (relax, name)
        for key in dict.fromkeys(plan.nevers):
            name = {"name": self._names[key]}
            why = N_("The plan leaves it out.")
            yield (
                MustNot(self._place[key], f"never {key}"),
                (why, {}),
                (N_("“{name}” must not be chosen: allow it."), name),
            )

    def _together(self, plan: Plan) -> Iterator[Labelled]:
        for group in dict.fromkeys(tuple(sorted(set(group))) for group in plan.exclusions):
            names = {"names": self._listed(group)}
            yield (
                Exclusion(tuple(self._place[key] for key in group), f"exclusion {' '.join(group)}"),
                (N_("Only one of these is chosen: {names}."), names),
                (N_("Only one of these may be chosen: {names}. Allow several of them."), names),
            )
        for rule in dict.fromkeys(plan.requirements):
            others = tuple(sorted(set(rule.one_of)))
            names = {"name": self._names[rule.proposal], "names": self._listed(others)}
            yield (
                Needs(
                    self._place[rule.proposal],
                    tuple(self._place[key] for key in others),
                    f"requirement {rule.proposal} {' '.join(others)}",
                ),
                (N_("It needs one of these, which start no later: {names}."), names),
                (N_("“{name}” needs one of these: {names}. Drop the requirement."), names),
            )

    def _versions(self) -> Iterator[Labelled]:
        """Yield what nobody has to say: of versions of one proposal, one at most is chosen."""
        for key, some in groups(self._project.proposals).items():
            group = [proposal.id for proposal in some]
            if len(group) > 1:
                names = {"names": self._listed(sorted(group))}
                yield (
                    Exclusion(tuple(self._place[one] for one in group), f"versions {key}"),
                    (N_("Another version of it is chosen: {names} are one proposal."), names),
                    (N_("These are versions of one proposal: {names}. At most one of them can be a must."), names),
                )

    def _prerequisites(self, catalogue: Catalogue) -> Iterator[Labelled]:
        needs = prerequisites(catalogue)
        for proposal in self._project.proposals:
            for kind in sorted({item.type for item in proposal.interventions} & set(needs)):
                wanted = needs[kind]
                if not packages.held(proposal).isdisjoint(wanted):
                    continue
                others = [
                    other.id
                    for other in self._project.proposals
                    if other.space == proposal.space
                    and other is not proposal
                    and not packages.held(other).isdisjoint(wanted)
                ]
                words: dict[str, Any] = {
                    "name": proposal.name,
                    "kind": _Names(catalogue, kind),
                    "wanted": _Names(catalogue, *wanted),
                    "names": self._listed(sorted(others)),
                }
                alone = N_(
                    "{kind} needs this beside it: {wanted}. Add it to the proposal; no other proposal for its space has it."
                )
                beside = N_("{kind} needs this beside it: {wanted}. Of its space's proposals, these have it: {names}.")
                relax = N_("In “{name}”, {kind} needs this beside it: {wanted}. Add it to the proposal.")
                yield (
                    Needs(
                        self._place[proposal.id],
                        tuple(self._place[key] for key in others),
                        f"prerequisite {proposal.id} {kind}",
                    ),
                    (beside if others else alone, words),
                    (relax, words),
                )

    def _when(self, plan: Plan, years: int) -> Iterator[Labelled]:
        for rule in dict.fromkeys(plan.windows):
            first = rule.earliest or 1
            last = years if rule.latest is None else min(rule.latest, years)
            when: dict[str, Any] = {"name": self._names[rule.proposal], "first": first, "last": last}
            yield (
                Window(self._place[rule.proposal], first - 1, last - 1, f"window {rule.proposal} {first} {last}"),
                (N_("It may start only in the years {first} to {last}."), when),
                (N_("“{name}” may start only in the years {first} to {last}: allow other years."), when),
            )

    def _number(self, plan: Plan, districts: Sequence[str]) -> Iterator[Labelled]:
        for rule in dict.fromkeys(plan.floors):
            floor: dict[str, Any] = {"district": rule.district, "least": rule.least}
            note = (
                N_("The district {district} gets at least so many proposals: {least}. Ask for fewer there."),
                floor,
            )
            yield Floor(districts.index(rule.district), f"floor {rule.district}", count=rule.least), note, note
        if plan.most is not None:
            number: dict[str, Any] = {"most": plan.most}
            yield (
                Number("most", most=plan.most),
                (N_("No more proposals may be chosen than {most}."), number),
                (N_("At most so many proposals may be chosen: {most}. Allow more."), number),
            )

    def _listed(self, keys: Sequence[str]) -> str:
        return "; ".join(self._names[key] for key in keys)


class _Names:
    """The names of types in the language of the moment."""

    def __init__(self, catalogue: Catalogue, *types: str) -> None:
        self._names = [catalogue.types[key].name if key in catalogue.types else {"en": key} for key in types]

    def __str__(self) -> str:
        return " / ".join(map(pick, self._names))


def prerequisites(catalogue: Catalogue) -> dict[str, tuple[str, ...]]:
    """Return what types need beside them: type -> types of which one must be there."""
    found = dict(NEEDS)
    for key, kind in catalogue.types.items():
        wanted = dict.fromkeys(need for effect in kind.effects for need in effect.requires)
        if wanted:
            found[key] = tuple(dict.fromkeys((*found.get(key, ()), *wanted)))
    return found
