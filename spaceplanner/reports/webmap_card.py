"""A proposal's card on the web map: score, effect, cost, funding, evidence, upkeep; in the brief's own words."""

from __future__ import annotations

from typing import TYPE_CHECKING

from spaceplanner.cartography import style
from spaceplanner.domain.funding import FundingKind
from spaceplanner.i18n import N_, gettext, money, number, percent, pick, sentence
from spaceplanner.reports import brief_words as words
from spaceplanner.reports.html import Markup, joined, name, tag
from spaceplanner.services import gain_words, ledger, measures, money_words, proof, sponsor_words, standing_words

if TYPE_CHECKING:
    from spaceplanner.domain.catalogue import Evidence
    from spaceplanner.domain.result import EffectUse
    from spaceplanner.reports.brief_case import Case

KINDS: dict[FundingKind, str] = {
    FundingKind.OWN: N_("own money"),
    FundingKind.COMMITTED: N_("committed"),
    FundingKind.PLEDGED: N_("pledged"),
    FundingKind.IN_KIND: N_("in kind"),
    FundingKind.REQUESTED: N_("asked for, not counted"),
}
"""Kind of funding -> what the list of givers calls it."""


def card(case: Case) -> Markup:
    """Return the list item of a proposal: what counts at a glance, and the rest folded in."""
    of_what = tag("span", f": {case.outcome.name}", class_="hidden")
    summary = tag(
        "summary",
        tag("span", gettext("Show details"), class_="closed"),
        tag("span", gettext("Hide details"), class_="opened"),
        of_what,
    )
    glance = tag("div", _head(case), _parts_bar(case), _facts(case), class_="glance")
    return tag("li", glance, tag("details", summary, tag("div", _body(case), class_="body")))


def _amount(case: Case, value: float) -> str:
    return money(value, case.catalogue.currency)


def _head(case: Case) -> Markup:
    outcome = case.outcome
    rank = gettext("Rank {rank} of {total}").format(rank=number(outcome.rank), total=number(len(case.result.ranked)))
    found = outcome.standing
    sure = (
        tag("p", gettext("rank {between}").format(between=standing_words.between(found)), class_="grey small")
        if found is not None and len(found.acceptability) > 1
        else ""
    )
    # The name is the button, and its style lets it cover all that is seen at a glance.
    show = tag("button", name(outcome.name), type="button", class_="go", title=gettext("Show on the map"))
    score = tag(
        "div", measures.write(outcome.score, "points"), tag("small", gettext("points of 100")), class_="score num"
    )
    return tag(
        "div",
        tag("span", number(outcome.rank), class_="rank", aria_label=rank, role="img"),
        tag("div", tag("h3", show), tag("p", name(case.space_name), class_="grey small"), sure),
        score,
        class_="head",
    )


def _part_colours(count: int) -> list[str]:
    colours = style.MAP.score_parts
    return [colours[at % len(colours)] for at in range(count)]


def _parts_bar(case: Case) -> Markup:
    parts = case.outcome.criteria
    spoken = "; ".join(f"{measures.label(part.id)} {measures.write(part.points, 'points')}" for part in parts)
    cells = joined(
        tag("span", style=f"width:{max(part.points, 0):.2f}%;background:{colour}")
        for part, colour in zip(parts, _part_colours(len(parts)), strict=True)
    )
    label = f"{gettext('What the score is made of')}: {spoken}"
    return tag("div", cells, class_="bar", role="img", aria_label=label)


def _facts(case: Case) -> Markup:
    outcome, cost = case.outcome, case.outcome.cost
    between = gettext("{low} to {high}").format(low=number(cost.low), high=number(cost.high))
    gap = outcome.funding.gap
    share = percent(gap / cost.likely) if gap is not None and cost.likely > 0 else ""
    facts = [
        (gettext("incidents averted a year"), case.say(outcome.averted), case.interval(outcome.averted)),
        (gettext("likely cost"), _amount(case, cost.likely), between),
        (gettext("still to be funded"), money_words.lacking(gap, case.catalogue.currency), share),
    ]
    return tag(
        "dl",
        *(
            tag("div", tag("dt", what), tag("dd", tag("span", value, class_="num"), tag("small", beside, class_="num")))
            for what, value, beside in facts
        ),
        class_="facts",
    )


def _body(case: Case) -> Markup:
    chapters = [
        (gettext("What the score is made of"), _parts(case)),
        (gettext("Incidents averted a year"), _averted(case)),
        (gettext("Can it be proven?"), _proof(case)),
        (gettext("Why here"), tag("p", words.why_here(case), class_="small")),
        (gettext("Before and after"), _changes(case)),
        (gettext("What is done and what it costs"), _costs(case)),
        (gettext("Who pays"), _funding(case)),
        (gettext("What it is worth"), _worth(case)),
        (gettext("For partners"), _sponsor(case)),
        (gettext("Who maintains it"), tag("p", words.upkeep(case), class_="small")),
        (gettext("Evidence"), _evidence(case)),
        (gettext("How to answer"), _contact(case)),
    ]
    return joined(
        [
            tag("p", name(words.lead(case))),
            *(joined([tag("h4", title), content]) for title, content in chapters if content),
        ]
    )


def _parts(case: Case) -> Markup:
    parts = case.outcome.criteria
    rows = [
        tag(
            "li",
            tag("span", class_="key", style=f"background:{colour}"),
            tag("span", measures.label(part.id)),
            tag(
                "span",
                gettext("no data") if part.value is None else measures.write(part.points, "points"),
                class_="num grey",
            ),
        )
        for part, colour in zip(parts, _part_colours(len(parts)), strict=True)
    ]
    return tag("ul", *rows, class_="keys")


def _averted(case: Case) -> Markup:
    figure = case.outcome.averted
    value, interval = figure.value(case.values), figure.interval(case.values)
    parts = [tag("p", measures.why(figure, case.values), class_="small")]
    if value is not None and interval is not None:
        estimate = gettext("{value} ({interval}, 90% interval)").format(
            value=case.say(figure), interval=case.interval(figure)
        )
        parts = [tag("p", estimate, class_="num"), _interval(value, *interval)]
    if plain := words.no_effect(case):
        parts.append(tag("p", plain, class_="plain warn"))
    eligible = gettext("The effects can act on {eligible} of {all} incidents in and near the space.").format(
        eligible=case.say(case.outcome.eligible), all=case.say(case.outcome.incidents)
    )
    gain = case.outcome.gain
    basis = " ".join(gain_words.basis(gain)) if gain is not None else ""
    notes = [sentence(message, parameters) for message, parameters in case.outcome.notes]
    return joined([*parts, *(tag("p", text, class_="grey small") for text in (eligible, basis, *notes) if text)])


def _interval(value: float, low: float, high: float) -> Markup:
    """Draw an interval on a line that includes 0."""
    start, end = min(low, 0.0), max(high, 0.0, value)
    span = (end - start) * 1.04 or 1.0

    def place(figure: float) -> str:
        return f"{100 * (figure - start) / span:.2f}%"

    return tag(
        "div",
        tag("span", class_="axis"),
        tag("span", class_="zero", style=f"left:{place(0)}"),
        tag("span", class_="range", style=f"left:{place(low)};width:{100 * (high - low) / span:.2f}%"),
        tag("span", class_="point", style=f"left:{place(value)}"),
        class_="interval",
        aria_hidden="true",
    )


def _changes(case: Case) -> Markup:
    before, after = case.outcome.before, case.outcome.after
    rows = [
        tag(
            "tr",
            tag("th", measures.label(measure), scope="row"),
            tag("td", case.say(before[measure]), class_="num"),
            tag("td", case.say(after[measure]), class_="num"),
        )
        for measure in before
        if measure in after and measure in measures.MEASURES
    ]
    if not rows:
        return Markup("")
    head = tag(
        "tr",
        tag("td", ""),
        tag("th", gettext("Today"), scope="col", class_="num"),
        tag("th", gettext("With the proposal"), scope="col", class_="num"),
    )
    return tag("table", tag("thead", head), tag("tbody", *rows), class_="rows")


def _costs(case: Case) -> Markup:
    cost = case.outcome.cost
    rows = [(words.line_name(line, case.catalogue), line.likely) for line in cost.lines]
    if cost.contingency:
        rows.append((gettext("Contingencies"), cost.contingency))
    if cost.tax:
        rows.append((gettext("Tax"), cost.tax))
    body = [
        tag("tr", tag("th", what, scope="row"), tag("td", _amount(case, value), class_="num")) for what, value in rows
    ]
    return joined(
        [
            tag("table", tag("tbody", *body), class_="rows"),
            tag("p", words.total(case), class_="grey small"),
        ]
    )


def _funding_look(kind: FundingKind | None) -> tuple[str, str]:
    """Return the class and the colour of a kind of funding; None is the gap."""
    accent, second, third, _, _, violet, *_ = style.MAP.score_parts
    looks = {
        None: ("gap", style.theme("light").warning_light),
        FundingKind.OWN: ("", accent),
        FundingKind.COMMITTED: ("", second),
        FundingKind.PLEDGED: ("", third),
        FundingKind.IN_KIND: ("inkind", violet),
        FundingKind.REQUESTED: ("", "transparent"),
    }
    return looks[kind]


def _funding(case: Case) -> Markup:
    totals = case.outcome.funding
    gap = gettext("still to be funded")
    stack: list[tuple[FundingKind | None, str, float]] = [
        (FundingKind.OWN, gettext(KINDS[FundingKind.OWN]), totals.own),
        (FundingKind.COMMITTED, gettext(KINDS[FundingKind.COMMITTED]), totals.committed),
        (FundingKind.PLEDGED, gettext(KINDS[FundingKind.PLEDGED]), totals.pledged),
        (FundingKind.IN_KIND, gettext(KINDS[FundingKind.IN_KIND]), totals.in_kind),
        (None, gap, totals.gap or 0.0),
    ]
    whole = sum(amount for *_, amount in stack) or 1.0
    spoken = "; ".join(f"{what} {money(amount, case.project.currency)}" for _, what, amount in stack if amount > 0)
    bar = tag(
        "div",
        *(_segment(kind, amount / whole) for kind, _, amount in stack if amount > 0),
        class_="bar money",
        role="img",
        aria_label=spoken,
    )
    rows = [_giver(case, line.kind, name(line.source), line.amount) for line in case.proposal.funding]
    if totals.gap is not None:
        rows.append(_giver(case, None, gap, totals.gap))
    return joined([bar, tag("table", tag("tbody", *rows), class_="rows")])


def _worth(case: Case) -> Markup:
    """Say what it costs a year and for each incident averted, what it is worth, and what partners' money moves."""
    found, stack = case.outcome.appraisal, case.outcome.stack
    if found is None or case.outcome.cost.likely <= 0:
        return Markup("")
    rows = [
        tag(
            "tr",
            tag("th", what, scope="row"),
            tag("td", median, " ", tag("small", interval, class_="grey"), class_="num"),
        )
        for what, median, interval in money_words.figures(found)
    ]
    said = [*money_words.remarks(found)]
    # Where partners are told how many businesses are near, the line for them tells what their money moves.
    if stack is not None and not _sponsor(case):
        said.extend(money_words.moved(stack, case.catalogue.currency))
    about = gettext("{horizon}, in {currency}: median and 90% interval.").format(
        horizon=money_words.horizon(found), currency=found.currency
    )
    return joined(
        [
            tag("table", tag("tbody", *rows), class_="rows"),
            *(tag("p", text, class_="grey small") for text in (about, " ".join(said)) if text),
        ]
    )


def _proof(case: Case) -> Markup:
    """Say whether the effect could be shown afterwards, and against which spaces."""
    found = case.outcome.proof
    if found is None:
        return Markup("")
    told = [sentence(message, parameters) for message, parameters in proof.told(found)]
    said = " ".join(told) or gettext(measures.REASONS.get(found.reason or "", ""))
    return joined(
        [
            tag("p", said, class_="small") if said else "",
            tag("p", words.against(case), class_="grey small") if found.controls else "",
        ]
    )


def _sponsor(case: Case) -> Markup:
    """Say in one line how many businesses are near and what the partners' money moves."""
    found = case.outcome.sponsor
    said = sponsor_words.line(found, case.project.currency) if found is not None else ""
    return tag("p", said, class_="small") if said else Markup("")


def _segment(kind: FundingKind | None, share: float) -> Markup:
    look, colour = _funding_look(kind)
    return tag("span", class_=look, style=f"width:{100 * share:.2f}%;background-color:{colour}")


def _giver(case: Case, kind: FundingKind | None, source: str, amount: float) -> Markup:
    look, colour = _funding_look(kind)
    key = tag("span", class_=f"key {look}", style=f"background-color:{colour}")
    note = tag("span", f" · {gettext(KINDS[kind])}", class_="grey") if kind is not None else ""
    return tag(
        "tr", tag("th", key, source, note, scope="row"), tag("td", money(amount, case.project.currency), class_="num")
    )


def _evidence(case: Case) -> Markup:
    evidence = case.catalogue.evidence
    counted = [_finding(evidence[key]) for key in case.outcome.evidence if key in evidence]
    beside = [_finding(evidence[key]) for key in case.outcome.related if key in evidence]
    not_counted = [_not_counted(case, use) for use in case.outcome.effects if not use.credited]
    meaning = gettext(ledger.GRADES.get(case.outcome.grade, ""))
    grade = gettext("Grade {grade}: {meaning}.").format(grade=_grade(case.outcome.grade), meaning=meaning)
    return joined(
        [
            tag("p", words.evidence_line(case), " ", grade if counted else "", class_="small"),
            tag("ul", *counted, *not_counted, class_="evidence") if counted or not_counted else "",
            tag("p", gettext("To be read beside it, and not counted:"), class_="grey small") if beside else "",
            tag("ul", *beside, class_="evidence") if beside else "",
        ]
    )


def _not_counted(case: Case, use: EffectUse) -> Markup:
    kind = case.catalogue.types.get(use.type)
    text = gettext("{item}: not counted, {reason}.").format(
        item=pick(kind.name) if kind else use.type, reason=gettext(ledger.WHY_NOT.get(use.why_not or "", ""))
    )
    return tag("li", tag("span", "–", class_="grade none"), text)


def _grade(grade: str) -> str:
    return "–" if grade == "none" else grade


def _finding(entry: Evidence) -> Markup:
    status = gettext(ledger.STATUSES.get(entry.status, ""))
    return tag(
        "li",
        tag("span", _grade(entry.grade), class_="grade none" if entry.grade == "none" else "grade"),
        f"{pick(entry.title)}: {ledger.finding(entry)}. ",
        tag("span", f"{entry.source}; {status}.", class_="grey"),
    )


def _contact(case: Case) -> Markup:
    contact = case.proposal.contact or case.project.contact
    return tag("p", name(contact), class_="small") if contact else Markup("")
