"""The rows of a comparison of two proposals: what each has, and what the second has more."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from spaceplanner.i18n import N_, gettext, money, number
from spaceplanner.services import effect_words, ledger, measures, money_words, scenario_words, scenarios, standing_words
from spaceplanner.ui.parts_view import explained
from spaceplanner.ui.whisker import Scale, Whisker

if TYPE_CHECKING:
    from collections.abc import Iterator

    from spaceplanner.domain.outlook import Appraisal, Range
    from spaceplanner.domain.result import Part, ProposalResult, Result
    from spaceplanner.services.scenarios import Difference
    from spaceplanner.ui.context import Context

    Pair = tuple[ProposalResult, ProposalResult]


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """A row: its name, what the first and the second have, and what the second has more.

    Attributes
    ----------
    whiskers, scale
        Intervals to be painted below the cells, on one scale.
    note
        What is to be known of the row.
    """

    name: str
    cells: tuple[str, str, str]
    whiskers: tuple[Whisker | None, ...] = ()
    scale: Scale | None = None
    note: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Section:
    """Rows under a title."""

    title: str
    rows: tuple[Row, ...]


def sections(
    context: Context, result: Result, pair: tuple[str, str], difference: Difference | None
) -> Iterator[Section]:
    """Yield the sections of a comparison: score, effect, money, evidence and assumptions.

    Parameters
    ----------
    pair
        Ids of the two.
    difference
        What the second has more; None while it is being drawn.
    """
    first, second = (result.proposal(key) for key in pair)
    if first is None or second is None:
        return
    both = (first, second)
    yield Section(title=gettext(N_("Score")), rows=tuple(_score(both)))
    yield Section(title=gettext(N_("Incidents averted a year")), rows=tuple(_effect(both, difference)))
    yield Section(title=gettext(N_("Money")), rows=tuple(_money(both, difference, context)))
    yield Section(title=gettext(N_("Evidence")), rows=tuple(_evidence(both, context)))
    project = context.project
    if all(project.proposal(key) is not None for key in pair):
        found = scenarios.assumptions(project, context.catalogue, pair)
        rows = tuple(Row(name=item.what, cells=(item.first or "–", item.second or "–", "")) for item in found)
        alike = (Row(name=gettext(N_("nothing")), cells=("", "", "")),)
        yield Section(title=gettext(N_("In what they differ")), rows=rows or alike)


def _score(both: Pair) -> Iterator[Row]:
    first, second = both
    yield Row(
        name=gettext(N_("Score")),
        cells=(number(first.score, 1), number(second.score, 1), _more(second.score - first.score)),
    )
    yield Row(name=gettext(N_("Rank")), cells=(_rank(first), _rank(second), ""))
    others = {part.id: part for part in second.criteria}
    for part in first.criteria:
        other = others.get(part.id)
        if other is not None:
            known = part.value is not None and other.value is not None
            yield Row(
                name=measures.label(part.id),
                cells=(_points(part), _points(other), _more(other.points - part.points) if known else ""),
                note=f"{explained(part)}\n{explained(other)}",
            )


def _rank(item: ProposalResult) -> str:
    rank, interval = standing_words.place(item.rank, item.standing)
    return f"{rank} ({interval})" if interval else rank


def _points(part: Part) -> str:
    return number(part.points, 1) if part.value is not None else gettext("no data")


def _more(value: float) -> str:
    """Write points with their sign; what the last digit does not show is the same."""
    words = number(abs(value), 1)
    if words == number(0.0, 1):
        return gettext(N_("the same"))
    return f"+{words}" if value > 0 else number(value, 1)


def _effect(both: Pair, difference: Difference | None) -> Iterator[Row]:
    gains = [item.gain for item in both]
    totals = [None if gain is None else gain.total for gain in gains]
    more = difference.averted if difference is not None else None
    spans = tuple(_span(found) for found in (*totals, more))
    yield Row(
        name=gettext(N_("all incidents")),
        cells=(
            effect_words.spread(totals[0]),
            effect_words.spread(totals[1]),
            "…" if difference is None else scenario_words.more(more),
        ),
        whiskers=spans,
        scale=Scale.of(span for span in spans if span is not None),
        note=gettext(N_("As it may be shown outside: made of published counts.")),
    )
    parts = [dict(effect_words.parts(gain)) if gain is not None else {} for gain in gains]
    for name in dict.fromkeys([*parts[0], *parts[1]]):
        one, other = (effect_words.spread(found[name]) if name in found else "–" for found in parts)
        yield Row(name=name, cells=(one, other, ""))
    for words, told in (
        (
            N_("As counted, a year"),
            [gettext("no data") if gain is None else effect_words.two(gain.raw) for gain in gains],
        ),
        (N_("Expected without it, a year"), [effect_words.spread(gain.baseline if gain else None) for gain in gains]),
    ):
        yield Row(name=gettext(words), cells=(told[0], told[1], ""))


def _span(found: Range | None) -> Whisker | None:
    return None if found is None else Whisker(found.p05, found.median, found.p95, half=(found.p25, found.p75))


def _money(both: Pair, difference: Difference | None, context: Context) -> Iterator[Row]:
    currency = context.catalogue.currency
    for name, key in (
        (N_("Cost at the start"), "cost"),
        (N_("Cost over the years"), "present_cost"),
        (N_("Cost of each averted"), "per_averted"),
        (N_("Net present value"), "npv"),
    ):
        one, other = (_range(item.appraisal, key) for item in both)
        more = "…"
        if key == "per_averted":
            more = ""
        elif difference is not None:
            more = scenario_words.more_money(getattr(difference, key), currency)
        note = _why_no_value(both) if key == "npv" else ""
        yield Row(name=gettext(name), cells=(one, other, more), note=note)
    project = context.project.currency
    first, second = (item.funding.gap for item in both)
    more = "" if first is None or second is None else _more_money(second - first, project)
    told = [money_words.lacking(gap, project) for gap in (first, second)]
    yield Row(name=gettext(N_("Lacking")), cells=(told[0], told[1], more))


def _range(found: Appraisal | None, name: str) -> str:
    one: Range | None = getattr(found, name) if found is not None else None
    return gettext("no data") if one is None or found is None else money_words.amounts(one, found.currency)


def _why_no_value(both: Pair) -> str:
    reasons = dict.fromkeys(item.appraisal.reason for item in both if item.appraisal is not None)
    return "\n".join(gettext(measures.REASONS[reason]) for reason in reasons if reason)


def _more_money(value: float, currency: str) -> str:
    if round(value) == 0:
        return gettext(N_("the same"))
    return ("+" if value > 0 else "") + money(value, currency)


def _evidence(both: Pair, context: Context) -> Iterator[Row]:
    first, second = both
    none = gettext(N_("none"))
    grades = [none if item.grade == "none" else item.grade for item in both]
    yield Row(name=gettext(N_("Grade")), cells=(grades[0], grades[1], ""))
    own = {item.evidence for item in context.project.overrides}
    for key in dict.fromkeys([*first.evidence, *second.evidence]):
        source = context.catalogue.evidence[key].source
        name = f"{source} · {gettext(ledger.STATUSES['override'])}" if key in own else source
        yield Row(name=name, cells=(_ratio(first, key), _ratio(second, key), ""))


def _ratio(item: ProposalResult, evidence: str) -> str:
    """Return the rate ratio by which a finding is credited in a proposal, as it was used."""
    found = next((use for use in item.effects if use.credited and use.evidence == evidence), None)
    if found is None:
        return "–"
    ratio, low, high = (number(value, 2) for value in (found.rate_ratio, found.low, found.high))
    return gettext(N_("rate ratio {ratio} ({low} to {high})")).format(ratio=ratio, low=low, high=high)
