"""Proof: whether a proposal's effect could be told from chance afterwards, against comparable spaces.

Everything here is made of published counts (see docs/methods/proof.md).
"""

from __future__ import annotations

from math import ceil, sqrt
from typing import TYPE_CHECKING, Any

from spaceplanner.analysis import displacement
from spaceplanner.domain.outlook import Proof
from spaceplanner.i18n import N_
from spaceplanner.services.comparable_spaces import alike, basis_of, check
from spaceplanner.services.measures import two_digits

if TYPE_CHECKING:
    from collections.abc import Sequence

    from spaceplanner.domain.outlook import Note
    from spaceplanner.domain.result import Diagnosis, ProposalResult
    from spaceplanner.services.comparable_spaces import Basis, Controls
    from spaceplanner.services.inputs import Inputs
    from spaceplanner.services.memo import Memo

MONTHS = (12, 24)
"""Periods after the works for which the smallest detectable reduction is told."""

POOLED_MONTHS = 24
"""Period after which sites would be judged together."""

_WITHHELD = 2
"""Incidents a withheld count of 0 to 4 is taken as: the middle, whatever it is."""

_PER_YEAR = 12


def outlooks(items: Sequence[ProposalResult], inputs: Inputs, diagnosis: Diagnosis, memo: Memo) -> tuple[Proof, ...]:
    """Return of each proposal whether its effect could be shown.

    Parameters
    ----------
    items
        All proposals with what they are expected to avert: their spaces are no controls of one another.
    inputs, diagnosis, memo
        Of the very project.

    Raises
    ------
    AnalysisError
        As `check`.
    """
    check(inputs.settings)
    basis = basis_of(inputs, diagnosis, memo)
    reserved = frozenset(item.space for item in items)
    return tuple(
        memo(
            "proof",
            lambda *_, item=item, **__: _outlook(item, basis, alike(item.space, basis, memo, reserved)),
            basis,
            item,
            reserved=reserved,
        )
        if item.space in basis.rows
        else Proof(ring=basis.ring, reason="no_layer")
        for item in items
    )


def _outlook(item: ProposalResult, basis: Basis, against: Controls) -> Proof:
    known: dict[str, Any] = {
        "controls": against.ids,
        "similarity": tuple(round(value, 2) for value in against.similarity.tolist()),
        "ring": basis.ring,
    }
    years = basis.years
    each_year = basis.spaces[item.space].figures["incidents_per_year"]
    yearly = each_year.published
    if yearly is None or years is None:
        return Proof(**known, reason=each_year.absence("published") or "no_dates")
    if not against.ids:
        return Proof(**known, yearly=yearly, reason="no_comparison")
    near = [basis.spaces[key].figures["incidents_within"].published for key in against.ids]
    of_controls = sum(_WITHHELD if count is None else count for count in near) / years
    size = float(basis.ground[against.rows].sum() / basis.ground[basis.rows[item.space]])
    expected = _expected(item, yearly)
    return Proof(
        **known,
        yearly=yearly,
        control_yearly=of_controls,
        detectable={
            months: displacement.detectable(
                yearly, of_controls, controls=size, excess=basis.excess or 1.0, **_periods(months, years)
            )
            for months in MONTHS
        },
        excess=basis.excess,
        expected=expected,
        pooled=None
        if expected is None
        else displacement.sites(
            expected,
            yearly,
            of_controls,
            controls=size,
            excess=basis.excess or 1.0,
            **_periods(POOLED_MONTHS, years),
        ),
    )


def _periods(months: int, years: float) -> dict[str, float]:
    """Return the years before and after: as long before, or as long as the record is."""
    after = months / _PER_YEAR
    return {"before": min(years, after), "after": after}


def _expected(item: ProposalResult, yearly: float) -> float | None:
    """Return the share of the incidents that the proposal is expected to avert, as it may be shown; None: unknown."""
    gain = item.gain
    if gain is not None and gain.total is not None and gain.baseline is not None and gain.baseline.median > 0:
        averted, of = gain.total.median, gain.baseline.median
    elif item.averted.published is not None:
        averted, of = item.averted.published, yearly
    else:
        return None
    return min(max(two_digits(averted / of), 0.0), 1.0)


def told(proof: Proof) -> tuple[Note, ...]:
    """Return in sentences what could be shown, none where it is unknown: then `proof.reason` says why."""
    if proof.reason is not None or proof.yearly is None:
        return ()
    least = proof.detectable[POOLED_MONTHS]
    said = {
        "yearly": _significant(proof.yearly),
        "least": ceil(100 * least - 1e-9),
        "months": POOLED_MONTHS,
        "expected": round(100 * (proof.expected or 0)),
        "others": (proof.pooled or 1) - 1,
    }
    sooner = {"months": MONTHS[0], "least": ceil(100 * proof.detectable[MONTHS[0]] - 1e-9)}
    found: list[Note] = [(_sentence(proof, least), said)]
    if proof.detectable[MONTHS[0]] <= 1:
        found.append((N_("In {months} months it would have to be {least} % or more."), sooner))
    if proof.excess is None:
        found.append((N_("How much more than by chance counts vary here is not known: more may be needed."), {}))
    elif (times := two_digits(sqrt(proof.excess))) > 1:
        found.append(
            (N_("It is allowed for that counts vary {times} times as much here as by chance."), {"times": times})
        )
    return tuple(found)


def _sentence(proof: Proof, least: float) -> str:
    if least <= 1 and proof.expected is None:
        return N_(
            "With {yearly} incidents a year, a reduction of {least} % or more can be shown in {months} months; what is expected is not known."
        )
    if least > 1 and proof.pooled is None:
        return N_("With {yearly} incidents a year, no reduction can be told from chance in {months} months.")
    if least > 1:
        return N_(
            "With {yearly} incidents a year, no reduction can be told from chance in {months} months; the expected one is {expected} %: it cannot be proven here alone; judged together with sites like it, it could: {others} more."
        )
    if proof.pooled is None:
        return N_(
            "With {yearly} incidents a year, a reduction of {least} % or more can be shown in {months} months; none is expected from what is credited here."
        )
    if proof.pooled == 1:
        return N_(
            "With {yearly} incidents a year, a reduction of {least} % or more can be shown in {months} months; the expected one is {expected} %: it could be proven here alone."
        )
    return N_(
        "With {yearly} incidents a year, a reduction of {least} % or more can be shown in {months} months; the expected one is {expected} %: it cannot be proven here alone; judged together with sites like it, it could: {others} more."
    )


def _significant(value: float) -> float | int:
    """Return a number to two significant digits, whole where it has no decimals."""
    rounded = two_digits(value)
    return int(rounded) if rounded.is_integer() else rounded
