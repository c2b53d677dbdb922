"""How sure a rank is, what moves it and how weights agree, in words of the language in use."""

from __future__ import annotations

from typing import TYPE_CHECKING

from spaceplanner.i18n import N_, gettext, money, number, percent
from spaceplanner.services import measures
from spaceplanner.services.standing import COST, EFFECT, WEIGHT

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from spaceplanner.domain.criteria import Criterion
    from spaceplanner.domain.outlook import Agreement, Standing, Swing
    from spaceplanner.services.weights import Judged

_TOLD = 3
"""Criteria named of central weights."""
_LEAST_CHANGE = 0.01
_ROUNDED = 1e-6
_TEN = 10
"""Averted incidents are told with a decimal below."""


def between(found: Standing) -> str:
    """Return between which ranks a proposal lies: ``1 to 4 in 90% of cases``."""
    if found.low == found.high:
        return gettext("{rank} in 90% of cases or more").format(rank=number(found.low))
    return gettext("{low} to {high} in 90% of cases").format(low=number(found.low), high=number(found.high))


def place(rank: int, found: Standing | None) -> tuple[str, str]:
    """Return a rank and its 90 % interval for a table: ``2`` and ``1–4``; no interval where it is not known yet."""
    return number(rank), "" if found is None else f"{number(found.low)}–{number(found.high)}"


def stability(rank: int, found: Standing) -> str:
    """Return a rank with its interval and how often it is the first: ``rank 2; 1 to 4 in 90% of cases; first in 23%``."""
    return gettext("rank {rank}; {between}; first in {first}").format(
        rank=number(rank), between=between(found), first=percent(found.first)
    )


def opinion(rank: int, found: Standing) -> str:
    """Say where TOPSIS puts a proposal, if that is elsewhere."""
    if found.second_opinion in {None, rank}:
        return ""
    return gettext("By TOPSIS, a second opinion, it has rank {rank}.").format(rank=number(found.second_opinion))


def closeness(rank: int, found: Standing) -> str:
    """Say how TOPSIS ranks a proposal and how close it comes to the ideal, and that the rest is of the weighted sum."""
    text = N_(
        "By TOPSIS it has rank {rank}, closeness {closeness} of 1; the score and how sure the rank is, are of the weighted sum."
    )
    return gettext(text).format(rank=number(rank), closeness=number(found.closeness or 0.0, 3))


def agreement(found: Agreement) -> str:
    """Say how far the two methods agree."""
    if found.tau is None:
        return gettext(found.reason) if found.reason else ""
    return gettext("Weighted sum and TOPSIS: {meaning} (Kendall's tau {tau}, Spearman's rho {rho}).").format(
        meaning=gettext(found.meaning or ""), tau=number(found.tau, 2), rho=number(found.rho, 2)
    )


def criterion_name(key: str) -> str:
    """Return a criterion's short name; one that the program does not know is called by its id."""
    return measures.short(key) if key in measures.MEASURES else key


def input_name(swing: Swing) -> str:
    """Return what moves a proposal: an effect, a cost, or the weight of a criterion."""
    if swing.input.startswith(WEIGHT):
        criterion = criterion_name(swing.input.removeprefix(WEIGHT))
        return gettext("weight of {criterion}").format(criterion=criterion)
    return gettext(_INPUTS[swing.input])


def ends(swing: Swing, currency: str) -> str:
    """Return from what to what an input goes."""
    if swing.input == EFFECT:
        low, high = (number(end, 0 if end >= _TEN or not end else 1) for end in (swing.low, swing.high))
        return gettext("{low} to {high} averted a year").format(low=low, high=high)
    if swing.input == COST:
        return gettext("{low} to {high}").format(low=money(swing.low, currency), high=number(swing.high))
    return gettext("{low} to {high}").format(low=percent(swing.low), high=percent(swing.high))


def moving(score: float, documented: float) -> str:
    """Return the heading over swings, which are of the documented points where these are not the score."""
    shown = number(documented, 1)
    if shown == number(score, 1):
        return gettext("What moves it most")
    return gettext("What moves most its {points} documented points, by which it is ranked").format(points=shown)


def swing(found: Swing, currency: str) -> str:
    """Say what one input does: ``effect, 2.1 to 14 a year: 31.2 to 45.1 points, rank 4 to 1``."""
    text = (
        N_("{input}, {ends}: {low} to {high} points, rank {first} in both cases")
        if found.rank_low == found.rank_high
        else N_("{input}, {ends}: {low} to {high} points, rank {first} to {last}")
    )
    return gettext(text).format(
        input=input_name(found),
        ends=ends(found, currency),
        low=number(found.score_low, 1),
        high=number(found.score_high, 1),
        first=number(found.rank_low),
        last=number(found.rank_high),
    )


def central(found: Standing, criteria: Sequence[Criterion]) -> str:
    """Say with which weights a proposal would be first, by the criteria of which one would have to think otherwise."""
    if not found.central_weights:
        return gettext("It is first with none of the weights that were tried.")
    total = sum(criterion.weight for criterion in criteria)
    today = {criterion.id: criterion.weight / total for criterion in criteria}
    change = {key: weight - today.get(key, 0.0) for key, weight in found.central_weights.items()}
    most = sorted(change, key=lambda key: (-round(abs(change[key]), 9), key))[:_TOLD]
    told = ", ".join(
        gettext("{criterion} {weight} (now {today})").format(
            criterion=measures.short(key),
            weight=percent(found.central_weights[key]),
            today=percent(today.get(key, 0.0)),
        )
        for key in most
        if abs(change[key]) >= _LEAST_CHANGE
    )
    return gettext("It is first with {share} of all possible weights, on average {weights}.").format(
        share=percent(found.possible, 0 if found.possible >= _LEAST_CHANGE else 2),
        weights=told or gettext("the present ones"),
    )


def consistency(found: Judged) -> str:
    """Say how consistent comparisons are."""
    text = (
        N_("Consistency ratio {ratio}: the comparisons agree with each other (up to {most} is accepted).")
        if found.consistent
        else N_("Consistency ratio {ratio}: the comparisons contradict each other (up to {most} is accepted).")
    )
    return gettext(text).format(ratio=number(found.ratio, 2), most=number(0.1, 2))


def mending(found: Judged) -> str:
    """Say which comparison to think over; nothing where none would help."""
    mend = found.mend
    if mend is None or found.consistent:
        return ""
    text = N_(
        "Think over {first} with {second}: {given} times is said, the others say about {fitting}; the ratio would be {ratio}."
    )
    return gettext(text).format(
        first=criterion_name(mend.first),
        second=criterion_name(mend.second),
        given=times(mend.times),
        fitting=times(mend.fitting),
        ratio=number(mend.ratio, 2),
    )


def times(value: float) -> str:
    """Write a step of the scale: ``3`` or ``1/3``."""
    inverse = round(1 / value)
    if inverse > 1 and abs(value * inverse - 1) < _ROUNDED:
        return f"1/{inverse}"
    return number(value, 0 if value == round(value) else 2)


_INPUTS: Mapping[str, str] = {EFFECT: N_("effect"), COST: N_("cost")}
