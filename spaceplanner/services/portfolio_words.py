"""Portfolios in words: the same sentences in the window and in the shell."""

from __future__ import annotations

from typing import TYPE_CHECKING

from spaceplanner.i18n import N_, gettext, money, number, percent, sentence
from spaceplanner.services.measures import two_digits

if TYPE_CHECKING:
    from collections.abc import Sequence

    from spaceplanner.domain.portfolio import Choice, Maximise, NextStep, Payment, Portfolio

UNITS = {
    "averted": N_("incidents averted a year"),
    "score": N_("points of the score"),
}
"""What there is to be the most of -> its unit."""


def benefit(value: float | None, maximise: Maximise) -> str:
    """Write a benefit: whole incidents from ten on, points to one decimal."""
    if value is None or maximise == "score":
        return number(value, 1)
    return number(value, 0 if abs(value) >= _TEN or value == round(value) else 1)


def rounded(value: float, maximise: Maximise) -> str:
    """Write an end of an interval, to two significant digits, as everywhere."""
    return benefit(two_digits(value), maximise)


_TEN = 10
_TOLD = 0.05
"""Less than this is written as 0."""


def funder(name: str, *, own: bool) -> str:
    """Return what a funder is called."""
    return gettext(name) if own else name


def payers(choice: Choice, currency: str) -> list[str]:
    """Say who pays for a chosen proposal, one by one, the largest amount first."""
    most_first = sorted(choice.paid, key=lambda one: (-one.promised - one.new, one.funder))
    return [_payment(one, currency) for one in most_first]


def paid(choice: Choice, currency: str) -> str:
    """Say who pays for a chosen proposal, in one line."""
    return "; ".join(payers(choice, currency))


def _payment(one: Payment, currency: str) -> str:
    name = funder(one.funder, own=one.own)
    if not one.promised:
        return f"{name} {money(one.new, currency)}"
    if not one.new:
        return gettext("{funder} {amount} (promised)").format(funder=name, amount=money(one.promised, currency))
    return gettext("{funder} {amount} ({promised} of it promised)").format(
        funder=name, amount=money(one.promised + one.new, currency), promised=number(one.promised)
    )


def summary(found: Portfolio) -> str:
    """Say what the set does and takes, in one sentence."""
    unit = gettext(UNITS[found.maximise])
    # The median of the sum: the sum of medians by which it was chosen is more, each of them being at least 0.
    middle = found.interval.median if found.interval is not None else None
    total = benefit(found.benefit, found.maximise) if middle is None else rounded(middle, found.maximise)
    text = gettext("{count} of {all} proposals: {benefit} {unit} for {cost}, of which {money} is new money.").format(
        count=number(len(found.chosen)),
        all=number(len(found.chosen) + len(found.unfunded)),
        benefit=total,
        unit=unit,
        cost=money(found.cost, found.currency),
        money=money(found.money, found.currency),
    )
    if found.interval is None:
        return text
    between = gettext("In 90 % of cases {low} to {high}.").format(
        low=rounded(found.interval.p05, found.maximise),
        high=rounded(found.interval.p95, found.maximise),
    )
    return f"{text} {between}"


def certainty(found: Portfolio) -> str:
    """Say how good the set is where that is not certain; "" where it is the best."""
    if found.proved and not found.gap:
        return ""
    return gettext("No set has more than {gap} more benefit than this one.").format(gap=percent(found.gap, 1))


def stays(share: float | None) -> str:
    """Say how often a proposal is in the best set."""
    return "–" if share is None else gettext("in {share} of cases").format(share=percent(share))


def next_step(step: NextStep, found: Portfolio) -> str:
    """Say what the next so much money of the municipality buys."""
    amount = money(step.amount, found.currency)
    if not step.added and step.most >= _TOLD:
        return gettext("The next {amount} of the municipality buy at most {most} {unit} more, if anything.").format(
            amount=amount,
            most=rounded(step.most, found.maximise),
            unit=gettext(UNITS[found.maximise]),
        )
    if not step.added:
        return gettext("The next {amount} of the municipality buy nothing more.").format(amount=amount)
    text = gettext("The next {amount} of the municipality buy {benefit} {unit} more. In: {added}.").format(
        amount=amount,
        benefit=benefit(step.benefit, found.maximise),
        unit=gettext(UNITS[found.maximise]),
        added=names(step.added, found),
    )
    return f"{text} " + gettext("Out: {dropped}.").format(dropped=names(step.dropped, found)) if step.dropped else text


def names(proposals: Sequence[str], found: Portfolio) -> str:
    """Return the names of proposals as a list."""
    return ", ".join(gettext("“{name}”").format(name=found.names.get(key, key)) for key in proposals)


def conflict(found: Portfolio) -> list[str]:
    """Say why there is no set: a heading, then a line for each constraint with what can be done about it."""
    assert found.conflict is not None
    clashes = found.conflict.clashes
    if len(clashes) == 1:
        head = gettext("No set of proposals can keep this:")
    elif found.conflict.smallest:
        head = gettext("No set of proposals can keep all of these together; change one of them:")
    else:
        head = gettext(
            "No set of proposals can keep all of these together; the time was over before it was clear which:"
        )
    return [head, *(sentence(*clash) for clash in clashes)]
