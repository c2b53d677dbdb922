"""What if: the figures of a proposal beside those it had, while something is drawn or moved and once it is done."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Literal

from spaceplanner.i18n import N_, gettext, number
from spaceplanner.services import measures, picking, weighing

if TYPE_CHECKING:
    from spaceplanner.domain.project import Project
    from spaceplanner.domain.result import ProposalResult, Result

Sense = Literal["better", "worse", "same", "none"]

SENSES: dict[Sense, str] = {"better": N_("better"), "worse": N_("worse"), "same": N_("unchanged")}
"""What a change means -> a word for who cannot see its mark."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """One figure in words.

    Attributes
    ----------
    name, value
        What it is and how much, with the interval where it has one.
    change
        How much more or less it is than before, with its sign; nothing where it is the same, or where one is unknown.
    up
        It is more than before.
    sense
        Whether that is better or worse; ``none`` where it cannot be told.
    """

    id: str
    name: str
    value: str
    change: str
    up: bool
    sense: Sense


@dataclass(frozen=True, slots=True)
class _Amount:
    """A number with how it is written; `text` where there is more to say than the number."""

    value: float | None
    unit: str
    text: str = ""


_NAMES = {
    "lit": N_("Lit, m²"),
    "heard": N_("In hearing, m²"),
    "people": N_("People within a walk"),
    "cost": N_("Cost"),
    "averted": N_("Averted a year (90%)"),
    "score": N_("Score"),
    "rank": N_("Rank"),
}
_LESS_IS_BETTER = frozenset({"cost", "rank"})


def placed(after: ProposalResult, result: Result) -> ProposalResult:
    """Return what was foreseen of a proposal with its rank among those of a result, which holds it as it was or not yet."""
    held = result.proposal(after.id)
    new = replace(after, version_of=None if held is None else held.version_of)
    found = [new if item is held else item for item in result.proposals]
    ranked = weighing.ranked(found if held is not None else [*found, new])
    return next(item for item in ranked if item.id == after.id)


def rows(
    before: ProposalResult | None, after: ProposalResult, project: Project, *, currency: str, count: int
) -> tuple[Row, ...]:
    """Return the figures of a proposal, each with its change.

    Parameters
    ----------
    before
        As it was; None where what is drawn makes it, and the place as it is today stands for it.
    after
        As it is or would be.
    project
        Holds its space.
    currency
        Of the costs.
    count
        Of ranked proposals, this one included; one alone has no rank.
    """
    space = picking.spaces(project).by_id.get(after.space)
    area = None if space is None else float(space.shape.area)
    now, then = _amounts(after, area, count), _earlier(before, after, area, count)
    return tuple(_row(key, then[key], amount, currency) for key, amount in now.items() if key != "rank" or count > 1)


def _earlier(
    before: ProposalResult | None, after: ProposalResult, area: float | None, count: int
) -> dict[str, _Amount]:
    if before is not None:
        return _amounts(before, area, count)
    nothing = {key: _Amount(None, "") for key in _NAMES}
    people = next((part.figure for part in after.criteria if part.id == "people"), None)
    return nothing | {
        "lit": _ground(after, "lit_share", area, today=True),
        "heard": _ground(after, "heard_share", area, today=True),
        "people": _Amount(None if people is None else people.exact, "people"),
        "cost": _Amount(0.0, "money"),
    }


def _amounts(item: ProposalResult, area: float | None, count: int) -> dict[str, _Amount]:
    people = next((part.figure for part in item.criteria if part.id == "people"), None)
    interval = measures.interval(item.averted)
    averted = measures.text(item.averted) + (f" ({interval})" if interval else "")
    ranked = gettext(N_("{rank} of {count}")).format(rank=number(item.rank), count=number(count))
    return {
        "lit": _ground(item, "lit_share", area),
        "heard": _ground(item, "heard_share", area),
        "people": _Amount(None if people is None else people.exact, "people"),
        "cost": _Amount(item.cost.likely, "money"),
        "averted": _Amount(item.averted.exact, "per_year", averted),
        "score": _Amount(item.score, "points"),
        "rank": _Amount(item.rank, "count", ranked),
    }


def _ground(item: ProposalResult, share: str, area: float | None, *, today: bool = False) -> _Amount:
    figure = (item.before if today else item.after).get(share)
    known = figure is not None and figure.exact is not None and area is not None
    return _Amount(figure.exact * area if known else None, "m2")  # type: ignore[union-attr, operator] # known


def _row(key: str, then: _Amount, now: _Amount, currency: str) -> Row:
    def written(value: float | None) -> str:
        return gettext("no data") if value is None else measures.write(value, now.unit, currency=currency)

    text = now.text or written(now.value)
    name = gettext(_NAMES[key])
    if now.value is None or then.value is None:
        return Row(id=key, name=name, value=text, change="", up=False, sense="none")
    change = now.value - then.value
    size = number(abs(change)) if now.unit == "money" else written(abs(change))
    if size in {number(0), written(0.0)}:
        return Row(id=key, name=name, value=text, change="", up=False, sense="same")
    up = bool(change > 0)
    better = up != (key in _LESS_IS_BETTER)
    sign = "+" if up else "\u2212"
    return Row(id=key, name=name, value=text, change=sign + size, up=up, sense="better" if better else "worse")


def spoken(row: Row) -> str:
    """Return a row as one sentence, for who cannot see it."""
    words = f"{row.name} {row.value}"
    if row.sense == "none":
        return words
    return f"{words}, {f'{row.change}, ' if row.change else ''}{gettext(SENSES[row.sense])}"
