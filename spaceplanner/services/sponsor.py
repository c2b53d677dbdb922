"""The sponsor's case: the businesses around a space, what they lose, what a proposal changes of it, what is not claimed.

Method, sources and limits: docs/methods/sponsor.md.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from spaceplanner.analysis import answers, disclosure
from spaceplanner.domain.outlook import Range, SponsorCase
from spaceplanner.i18n import N_
from spaceplanner.services import eligibility
from spaceplanner.services.inputs import OUTCOMES
from spaceplanner.services.measures import two_digits
from spaceplanner.services.stages import compute

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from numpy.typing import NDArray

    from spaceplanner.analysis.walks import Walks
    from spaceplanner.domain.outlook import Gain, Note
    from spaceplanner.domain.project import Project, Settings
    from spaceplanner.domain.result import Diagnosis, ProposalResult
    from spaceplanner.services.eligibility import Nearby
    from spaceplanner.services.inputs import Businesses, Inputs, Places
    from spaceplanner.services.memo import Memo

OTHERS = ""
"""Key of the kinds that are told together."""

_PROPERTY = OUTCOMES.index("property")
_SURVEYED = ("victim", "loss", "sales_drop", "extortion")


@dataclass(frozen=True, eq=False, slots=True, kw_only=True)
class Around:
    """The businesses of one space, summed up: nothing in it tells of a single one.

    Attributes
    ----------
    kinds
        Kind -> number within a walk.
    near
        How many stand on the ground where incidents are counted.
    hours, answered
        How many say their hours, and how many answered at least one question.
    asked
        Question -> how many answered it.
    """

    kinds: Mapping[str, int]
    near: int
    straight: bool
    employees: int | None
    hours: int
    open_at_night: float | None
    answered: int
    asked: Mapping[str, int]
    losses: float | None
    near_losses: float | None
    near_answers: int
    victimised: float | None
    sales_drop: float | None
    extortion: float | None

    @property
    def total(self) -> int:
        """Businesses within a walk."""
        return sum(self.kinds.values())


def outlooks(
    found: Sequence[ProposalResult], project: Project, inputs: Inputs, diagnosis: Diagnosis, memo: Memo
) -> tuple[SponsorCase, ...]:
    """Return the case of each proposal of a project, in its order.

    Parameters
    ----------
    found
        The results of the project's proposals; one that is the same object as before has the same case.
    memo
        Where cases are remembered.
    """
    spaces = {item.space: item for item in diagnosis.spaces}
    return tuple(
        memo(
            "sponsor",
            case,
            outcome,
            around(inputs, proposal.space, memo),
            eligibility.nearby(inputs, spaces.get(proposal.space), memo),
            project.settings,
            years=inputs.businesses.years,
        )
        for outcome, proposal in zip(found, project.proposals, strict=True)
    )


def around(inputs: Inputs, space: str, memo: Memo) -> Around | None:
    """Return the businesses around a space; None where no layer holds the space or there are no businesses at all."""
    if not inputs.businesses.present or all(place.id != space for place in inputs.places.spaces):
        return None
    return memo(
        "businesses_around",
        _around,
        inputs.places,
        inputs.businesses,
        compute("businesses_walked", inputs, memo),
        compute("businesses_within", inputs, memo),
        space=space,
    )


def _around(places: Places, businesses: Businesses, walked: Walks, within: NDArray[np.int64], *, space: str) -> Around:
    row = next(number for number, place in enumerate(places.spaces) if place.id == space)
    near = within[within[:, 0] == row, 1]
    # Who is next to the space can walk there, even if no street on the map says so.
    reach = np.union1d(walked.pairs[walked.pairs[:, 0] == row, 1], near)
    told = {name: getattr(businesses, name)[reach] for name in _SURVEYED}
    late, staff = businesses.late[reach], businesses.employees[reach]
    known = late[np.isfinite(late)]
    return Around(
        kinds=_kinds(businesses, reach),
        near=len(near),
        straight=bool(walked.straight_space[row]),
        employees=int(staff[np.isfinite(staff)].sum()) if answers.count(staff) >= disclosure.FEWEST else None,
        hours=len(known),
        open_at_night=float(known.mean()) if len(known) else None,
        answered=int(np.isfinite(np.column_stack(list(told.values()))).any(axis=1).sum()),
        asked={name: answers.count(values) for name, values in told.items()},
        losses=answers.total(told["loss"]),
        near_losses=_next_to(businesses.loss[near], businesses.loss[np.setdiff1d(reach, near)]),
        near_answers=answers.count(businesses.loss[near]),
        victimised=answers.share(told["victim"]),
        sales_drop=answers.mean(told["sales_drop"]),
        extortion=answers.share(told["extortion"]),
    )


def _next_to(near: NDArray[np.float64], others: NDArray[np.float64]) -> float | None:
    """Return the losses next to the space, or None where they, or those of the others within reach, tell of few or one.

    What the others lost follows from all losses by subtraction, so it must be fit to be told itself.
    """
    safe = not answers.count(others) or answers.total(others) is not None
    return answers.total(near) if safe else None


def _kinds(businesses: Businesses, rows: NDArray[np.int64]) -> dict[str, int]:
    """Return kinds with their number, the most first; those of fewer than five together, at the end."""
    counts: dict[str, int] = {}
    for code in businesses.kind[rows].tolist():
        name = " ".join(businesses.kinds[code].split()) if code >= 0 else OTHERS
        counts[name] = counts.get(name, 0) + 1
    told = {name: count for name, count in counts.items() if name != OTHERS and count >= disclosure.FEWEST}
    others = sum(counts.values()) - sum(told.values())
    ordered = dict(sorted(told.items(), key=lambda item: (-item[1], item[0])))
    return ordered | ({OTHERS: others} if others else {})


def case(
    outcome: ProposalResult,
    found: Around | None,
    near: Nearby | str,
    settings: Settings,
    *,
    years: tuple[int, int] | None = None,
) -> SponsorCase:
    """Return the sponsor's case of a proposal.

    Parameters
    ----------
    outcome
        Its result with what it averts; `gain` is of published counts only, and so is everything here.
    found
        The businesses around its space.
    near
        The incidents near its space, or the reason why there are no data on them.
    years
        Of the survey.
    """
    relief = _relief(outcome, near)
    losses = found.near_losses if found else None
    change = None if losses is None or not isinstance(relief, Range) else _scaled(relief, losses)
    return SponsorCase(
        metres=settings.walk_distance,
        present=found is not None,
        businesses=found.kinds if found else {},
        near=found.near if found else 0,
        straight=found.straight if found else False,
        employees=found.employees if found else None,
        open_at_night=found.open_at_night if found else None,
        losses=found.losses if found else None,
        near_losses=losses,
        surveyed=found.answered if found else 0,
        years=years if found and found.answered else None,
        victimised=found.victimised if found else None,
        sales_drop=found.sales_drop if found else None,
        extortion=found.extortion if found else None,
        change=change,
        leverage=outcome.stack.leverage if outcome.stack else None,
        not_claimed=tuple(_not_claimed(found, relief, change, settings)),
        to_collect=tuple(_to_collect(found, settings)),
    )


def _relief(outcome: ProposalResult, near: Nearby | str) -> Range | str:
    """Return the share of the property incidents near the space that is averted a year, or why none is claimed.

    Averted and expected are both of published counts. The range is that of the averted incidents over what is expected
    in the middle of its own range: a little wider than that of the share itself, never narrower.
    """
    gain = outcome.gain
    if outcome.averted.exact is None:
        return N_("No change in losses is claimed: data on incidents, hours or lamps are missing here.")
    if outcome.may_have_no_effect:
        return N_("No change in losses is claimed: this proposal may avert no incident at all.")
    averted = gain.by_outcome.get("property") if gain else None
    if gain is None or averted is None:
        return N_(
            "No change in losses is claimed: nothing in this proposal is known to act on property incidents here."
        )
    expected = _expected(gain, near)
    if not expected:
        return N_("No change in losses is claimed: too few property incidents are on record near the space to say one.")
    if averted.p05 <= 0:
        return N_("No change in losses is claimed: the interval of averted property incidents includes none.")
    return Range(**{name: min(1.0, getattr(averted, name) / expected) for name in _QUANTILES})


_QUANTILES = ("p05", "p25", "median", "p75", "p95")


def _expected(gain: Gain, near: Nearby | str) -> float | None:
    """Return the property incidents a year near the space as they may be published, or None."""
    if gain.baseline is None or isinstance(near, str):
        return None
    if disclosure.part(int((near.outcome == _PROPERTY).sum()), len(near.outcome)) is None:
        return None
    # The share with which the averted incidents were drawn: another one would not cancel out of the change.
    return gain.baseline.median * float(near.mix.reshape(len(OUTCOMES), -1)[_PROPERTY].sum())


def _scaled(relief: Range, losses: float) -> Range:
    return Range(**{name: two_digits(losses * getattr(relief, name)) or 0.0 for name in _QUANTILES})


def _not_claimed(found: Around | None, relief: Range | str, change: Range | None, settings: Settings) -> Iterator[Note]:
    radius = round(settings.incident_radius)
    if change is not None:
        yield (
            N_(
                "What changes is said of businesses within {radius} m of the space only, and assumes that their losses "
                "fall as property incidents there do."
            ),
            {"radius": radius},
        )
    elif isinstance(relief, str):
        yield relief, {}
    elif found is not None and found.near_answers:
        yield (
            N_(
                "No change in losses is claimed: within {radius} m of the space too few businesses told their losses, or "
                "one makes up most of them."
            ),
            {"radius": radius},
        )
    if found is not None and found.answered:
        yield (
            N_("The losses are what businesses told; nobody checked them, and those who answer may not be typical."),
            {},
        )
    yield N_("Nothing is claimed of extortion: no lamp, court or committee is known to reduce it."), {}
    yield N_("No rise in sales, customers or property values is claimed: no study of the ledger measures it."), {}


_LEAST_ANSWERS = 10
"""Answers from which on a share may be told."""


def _to_collect(found: Around | None, settings: Settings) -> Iterator[Note]:
    metres = {"metres": round(settings.walk_distance)}
    if found is None:
        yield (
            N_(
                "Businesses: name, kind, position and hours of each, from the licence register or the chamber of commerce "
                "(columns name, kind, hours)."
            ),
            {},
        )
    elif found.total and found.hours < found.total / 2:
        yield (
            N_(
                "Hours: most businesses within {metres} m do not say theirs; ask the chamber of commerce (column hours)."
            ),
            metres,
        )
    if found is None or (found.total and found.answered < _LEAST_ANSWERS):
        yield (
            N_(
                "Losses: a short survey of at least ten businesses within {metres} m: victim of a crime in the last year, "
                "yearly loss, drop in sales (columns victim, loss, sales_drop, survey_year), by the chamber of commerce, "
                "without names of persons."
            ),
            metres,
        )
    elif found.total:
        missing = [name for name in ("victim", "loss", "sales_drop") if found.asked[name] < _LEAST_ANSWERS]
        if missing:
            yield N_("Answers are too few in these columns of the survey: {columns}."), {"columns": ", ".join(missing)}
    if found is not None and found.total and found.asked["extortion"] < _LEAST_ANSWERS:
        yield (
            N_(
                "Extortion: ask yes or no only, on a sheet without a name, and let no one else see it (column extortion)."
            ),
            {},
        )
