"""Rules of a plan one by one: which it has, one put in or taken out, and why one cannot be used."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, TypeAlias, cast

from spaceplanner.domain.checks import Problem
from spaceplanner.domain.plan import Floor, Plan, Requirement, Window
from spaceplanner.domain.plan_checks import plan_problems
from spaceplanner.i18n import N_

if TYPE_CHECKING:
    from collections.abc import Hashable, Mapping

    from spaceplanner.domain.project import Project

Rule: TypeAlias = tuple[str, ...] | Requirement | Window | Floor
"""A group of proposals of which one at most is chosen, or what its class says."""

_FIELDS: Mapping[type, str] = {
    tuple: "exclusions",
    Requirement: "requirements",
    Window: "windows",
    Floor: "floors",
}
"""Kind of a rule -> where a plan keeps it."""
_PAIR = 2


def rules(plan: Plan) -> tuple[Rule, ...]:
    """Return the rules of a plan by kind, each once."""
    return tuple(dict.fromkeys(rule for name in _FIELDS.values() for rule in _of(plan, name)))


def put_rule(plan: Plan, rule: Rule, old: Rule | None = None) -> Plan:
    """Return a plan with a rule in the place of an old one of its kind; without one, at the end.

    A proposal has one window and a district one floor: what the plan had for the same one makes room.
    """
    name = _FIELDS[type(rule)]
    has = _of(plan, name)
    at = has.index(old) if old in has else len(has)
    about = _about(rule)
    others = [[other for other in some if other != old and _about(other) != about] for some in (has[:at], has[at:])]
    return replace(plan, **{name: (*others[0], rule, *others[1])})  # type: ignore[arg-type] # the field of its kind


def drop_rule(plan: Plan, rule: Rule) -> Plan:
    """Return a plan without a rule."""
    name = _FIELDS[type(rule)]
    return replace(plan, **{name: tuple(other for other in _of(plan, name) if other != rule)})  # type: ignore[arg-type]


def same_subject(plan: Plan, rule: Rule) -> Rule | None:
    """Return the rule of the same kind that a plan has for the same proposals or district, if it has one."""
    return next((other for other in _of(plan, _FIELDS[type(rule)]) if _about(other) == _about(rule)), None)


def rule_problem(
    rule: Rule, plan: Plan, project: Project, room: Mapping[str, int], old: Rule | None = None
) -> Problem | None:
    """Return what is wrong with a rule that is to be put into a plan; None: it can be used.

    Parameters
    ----------
    plan
        Of the project, without what it says of proposals that are gone.
    room
        District -> how many of its proposals can be chosen together.
    old
        The rule in whose place it comes.
    """
    if found := _lacking(rule) or _too_much(rule, plan, room):
        return found
    alone = put_rule(Plan(budgets=plan.budgets, currency=project.currency), rule)
    if problems := plan_problems(alone, project, tuple(room)):
        return problems[0]
    twin = same_subject(plan, rule)
    if twin is None or twin == old:
        return None
    if isinstance(rule, tuple | Requirement):
        return Problem("", N_("the plan has this rule already; change it, or leave"))
    # A new one takes the place of what the plan has; a changed one would do so unseen.
    return None if old is None else Problem("", N_("the plan has a rule for this already; change that one, or leave"))


def _lacking(rule: Rule) -> Problem | None:
    """Return what has not been chosen yet."""
    match rule:
        case tuple() if len(set(rule)) < _PAIR:
            return Problem(
                "exclusions[0]", N_("choose at least two proposals: of one alone there is nothing to exclude")
            )
        case Requirement(proposal="") | Window(proposal=""):
            return Problem("proposal", N_("choose a proposal"))
        case Requirement(one_of=()):
            return Problem("one_of", N_("choose at least one proposal that it needs"))
        case Floor(district=""):
            return Problem("district", N_("choose a district"))
    return None


def _too_much(rule: Rule, plan: Plan, room: Mapping[str, int]) -> Problem | None:
    """Return what is wrong with a floor that nothing can reach, and with a window that bounds nothing."""
    match rule:
        case Floor(district=district, least=least) if district in room and least > room[district]:
            text = N_(
                "in {district} at most {count} proposals can be chosen (versions of one count once); ask for no more"
            )
            return Problem("least", text, {"district": district, "count": room[district]})
        case Window(earliest=None | 1, latest=last) if last is None or last >= max(len(plan.budgets), 1):
            return Problem("latest", N_("these are all the years of the plan; choose fewer, or remove the rule"))
    return None


def _of(plan: Plan, name: str) -> tuple[Rule, ...]:
    return cast("tuple[Rule, ...]", getattr(plan, name))


def _about(rule: Rule) -> Hashable:
    """Return what a plan has one rule for."""
    match rule:
        case Requirement():
            return rule.proposal, frozenset(rule.one_of)
        case Window():
            return rule.proposal
        case Floor():
            return rule.district
        case _:
            return frozenset(rule)
