"""Checks of a plan: what of it cannot be used in a project, and what has become of proposals that it names."""

from __future__ import annotations

import math
from dataclasses import replace
from typing import TYPE_CHECKING

from spaceplanner.domain.checks import Problem, nearest
from spaceplanner.i18n import N_

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from spaceplanner.domain.plan import Plan
    from spaceplanner.domain.project import Project


def plan_problems(plan: Plan, project: Project, districts: Sequence[str]) -> tuple[Problem, ...]:
    """Return what is wrong with a plan, in the order of its parts; nothing: it can be used.

    Parameters
    ----------
    districts
        Names of the project's districts.
    """
    return (
        *_money_problems(plan, project),
        *(problem for where, key in _named(plan) for problem in _unknown(key, project, where)),
        *_contradictions(plan),
        *_window_problems(plan),
        *_district_problems(plan, districts),
        *_number_problems(plan),
    )


def current(plan: Plan, project: Project) -> Plan:
    """Return a plan without what it says of proposals that are gone: nothing has to be cleaned up after a removal."""
    there = {proposal.id for proposal in project.proposals}
    requirements = (
        replace(rule, one_of=tuple(key for key in rule.one_of if key in there))
        for rule in plan.requirements
        if rule.proposal in there
    )
    exclusions = (tuple(key for key in group if key in there) for group in plan.exclusions)
    return replace(
        plan,
        musts=tuple(key for key in plan.musts if key in there),
        nevers=tuple(key for key in plan.nevers if key in there),
        exclusions=tuple(group for group in exclusions if len(group) > 1),
        requirements=tuple(requirements),
        windows=tuple(rule for rule in plan.windows if rule.proposal in there),
    )


def _money_problems(plan: Plan, project: Project) -> Iterator[Problem]:
    if plan.currency != project.currency:
        yield Problem(
            "currency",
            N_("the plan is in {given} and the project in {wanted}; give the budgets in {wanted}"),
            {"given": plan.currency, "wanted": project.currency},
        )
    for year, amount in enumerate(plan.budgets):
        if not (math.isfinite(amount) and amount > 0):
            yield Problem(f"budgets[{year}]", N_("must be an amount above 0"))


def _named(plan: Plan) -> Iterator[tuple[str, str]]:
    """Yield where a plan names a proposal, and its id."""
    yield from ((f"musts[{i}]", key) for i, key in enumerate(plan.musts))
    yield from ((f"nevers[{i}]", key) for i, key in enumerate(plan.nevers))
    yield from ((f"exclusions[{i}][{k}]", key) for i, some in enumerate(plan.exclusions) for k, key in enumerate(some))
    for i, rule in enumerate(plan.requirements):
        yield f"requirements[{i}].proposal", rule.proposal
        yield from ((f"requirements[{i}].one_of[{k}]", key) for k, key in enumerate(rule.one_of))
    yield from ((f"windows[{i}].proposal", rule.proposal) for i, rule in enumerate(plan.windows))


def _unknown(key: str, project: Project, where: str) -> Iterator[Problem]:
    known = [proposal.id for proposal in project.proposals]
    if key not in known:
        text = (
            N_("the project has no proposal “{id}”; the nearest are {near}")
            if nearest(key, known)
            else N_("the project has no proposal “{id}”; `spaceplanner score --json` lists their ids")
        )
        yield Problem(where, text, {"id": key, "near": ", ".join(nearest(key, known))})


def _contradictions(plan: Plan) -> Iterator[Problem]:
    for i, key in enumerate(plan.nevers):
        if key in plan.musts:
            yield Problem(f"nevers[{i}]", N_("“{id}” is among the musts too; drop one of the two"), {"id": key})
    for i, rule in enumerate(plan.requirements):
        if rule.proposal in rule.one_of:
            yield Problem(f"requirements[{i}].one_of", N_("a proposal cannot be what it needs itself; leave it out"))


def _window_problems(plan: Plan) -> Iterator[Problem]:
    years = max(len(plan.budgets), 1)
    for i, rule in enumerate(plan.windows):
        first, last = rule.earliest or 1, years if rule.latest is None else rule.latest
        for name, year in (("earliest", rule.earliest), ("latest", rule.latest)):
            if year is not None and year < 1:
                yield Problem(f"windows[{i}].{name}", N_("years are counted from 1"))
        if first > years:
            yield Problem(
                f"windows[{i}].earliest",
                N_("is year {year}, and the plan has {years}; give a budget for that year, or choose an earlier one"),
                {"year": first, "years": years},
            )
        elif first > last:
            yield Problem(f"windows[{i}].latest", N_("comes before the earliest year; exchange them"))


def _district_problems(plan: Plan, districts: Sequence[str]) -> Iterator[Problem]:
    for i, rule in enumerate(plan.floors):
        if rule.least < 0:
            yield Problem(f"floors[{i}].least", N_("must be a number that is not negative"))
        if rule.district in districts:
            continue
        if not districts:
            yield Problem(f"floors[{i}].district", N_("the project has no districts; add a layer with that role"))
            continue
        near = nearest(rule.district, districts)
        yield Problem(
            f"floors[{i}].district",
            N_("the project has no district “{name}”; it has {known}"),
            {"name": rule.district, "known": _listed(near or districts)},
        )


def _number_problems(plan: Plan) -> Iterator[Problem]:
    if plan.most is not None and plan.most < 0:
        yield Problem("most", N_("must be a number that is not negative"))


def _listed(words: Iterable[str]) -> str:
    return ", ".join(words)
