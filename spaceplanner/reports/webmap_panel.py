"""The panel beside the web map: whose map it is, the proposals, the spaces by need, and how it was made."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from spaceplanner.domain.space import spaces_of
from spaceplanner.i18n import gettext, ngettext, number, sentence
from spaceplanner.reports import brief_words, webmap_card
from spaceplanner.reports.html import Markup, joined, name, tag
from spaceplanner.services import measures

if TYPE_CHECKING:
    from datetime import date

    from spaceplanner.cartography.density import DensityField
    from spaceplanner.domain.catalogue import Catalogue
    from spaceplanner.domain.project import Project
    from spaceplanner.domain.result import Figure, Result, SpaceDiagnosis, Values
    from spaceplanner.reports.brief_case import Case

_LISTED = 200
COLUMNS = ("incidents_adjusted", "below_class_share", "walk_residents")
"""Measures in the list of spaces, beside need."""


@dataclass(frozen=True, eq=False, slots=True, kw_only=True)
class Contents:
    """Everything the page is made from.

    Attributes
    ----------
    cases
        The proposals whose space is on the map, the best first.
    grouped
        Side in metres of the squares whose lamps are one dot; 0 where each lamp is one.
    licences
        (name, text) of what the page carries from others.
    """

    project: Project
    result: Result
    catalogue: Catalogue
    density: DensityField | None
    values: Values
    today: date
    cases: tuple[Case, ...]
    grouped: float
    licences: tuple[tuple[str, str], ...]


def panel(contents: Contents) -> Markup:
    """Return the panel."""
    return tag(
        "div",
        _header(contents),
        tag("main", _proposals(contents), _spaces(contents), id="sp-list"),
        _about(contents),
        class_="panel",
    )


def _header(contents: Contents) -> Markup:
    project = contents.project
    lead = gettext("Map of proposals, {date}").format(date=brief_words.day_of(contents.today.isoformat()))
    banners = []
    if project.fictional:
        text = gettext("This city is fictional: places, people and figures are invented to try SpacePlanner on.")
        banners.append(tag("p", text, class_="banner", role="note"))
    if contents.values == "exact":
        text = gettext("Internal: holds exact small counts. Not to be passed on.")
        banners.append(tag("p", text, class_="banner", role="note"))
    return tag(
        "header",
        tag("p", name(project.organisation), class_="who") if project.organisation else "",
        tag("h1", name(project.name)),
        tag("p", lead, class_="lead"),
        *banners,
    )


def _proposals(contents: Contents) -> Markup:
    cards = [webmap_card.card(case) for case in contents.cases]
    if not cards:
        intro = gettext("There is no proposal yet. The map shows where the need is greatest.")
    else:
        intro = ngettext("{n} proposal, by score.", "{n} proposals, by score.", len(cards)).format(n=number(len(cards)))
    return tag(
        "section",
        tag("h2", gettext("Proposals")),
        tag("p", intro, class_="grey small"),
        tag("ol", *cards, class_="proposals", id="sp-proposals"),
    )


def _spaces(contents: Contents) -> Markup:
    spaces = contents.result.diagnosis.spaces
    if not spaces:
        return Markup("")
    places = {space.id: at for at, space in enumerate(spaces_of(contents.project.layers))}
    head = tag(
        "tr",
        tag("th", tag("abbr", "#", title=gettext("Rank")), scope="col"),
        tag("th", gettext("Space"), scope="col"),
        tag("th", measures.short("need"), scope="col", class_="num"),
        *(tag("th", measures.short(measure), scope="col", class_="num") for measure in COLUMNS),
    )
    rows = [_space_row(item, places.get(item.space), contents) for item in spaces[:_LISTED]]
    text = ngettext("{n} space, the neediest first", "{n} spaces, the neediest first", len(spaces))
    more = ""
    if len(spaces) > _LISTED:
        cut = gettext("The list shows the first {shown}; the map shows all.")
        more = tag("p", cut.format(shown=number(_LISTED)), class_="grey small")
    return tag(
        "section",
        tag("h2", gettext("Spaces by need")),
        tag(
            "details",
            tag("summary", text.format(n=number(len(spaces)))),
            tag("div", tag("table", tag("thead", head), tag("tbody", *rows), class_="rows"), class_="scroll"),
            more,
        ),
        class_="spaces",
    )


def _space_row(item: SpaceDiagnosis, place: int | None, contents: Contents) -> Markup:
    label: str = (
        tag("button", name(item.name), type="button", data_space=str(place)) if place is not None else item.name
    )
    return tag(
        "tr",
        tag("td", "–" if item.rank is None else number(item.rank), class_="rank-of num"),
        tag("th", label, scope="row"),
        tag("td", number(item.need), class_="num"),
        *(
            tag("td", measures.text(item.figures[key], contents.values) if key in item.figures else "", class_="num")
            for key in COLUMNS
        ),
    )


def space_texts(contents: Contents) -> list[dict[str, object]]:
    """Return for each space, in the order of the layers, the plain texts that the map shows for it."""
    found = {item.space: item for item in contents.result.diagnosis.spaces}
    out: list[dict[str, object]] = []
    for space in spaces_of(contents.project.layers):
        item = found.get(space.id)
        line, rows = gettext("no data"), []
        if item is not None and item.rank is not None:
            line = gettext("Need {need} of 100, rank {rank} of {total}").format(
                need=number(item.need), rank=number(item.rank), total=number(len(found))
            )
        if item is not None:
            rows = [[measures.label("need"), number(item.need)]] + [
                [measures.label(key), _with_unit(figure, contents.values)] for key, figure in item.figures.items()
            ]
            rows[1:1] = _rank_row(item)
            rows += [
                [gettext(measures.LABEL_NAMES[kind]), gettext(measures.LABELS[kind][value])]
                for kind, value in item.labels.items()
            ]
            rows += [[gettext("To be known"), gettext(measures.FLAGS[flag])] for flag in item.flags]
        out.append({"name": space.name, "kind": space.kind or "", "line": line, "rows": rows})
    return out


def _rank_row(item: SpaceDiagnosis) -> list[list[str]]:
    """Say between which ranks the space lies, where that is known."""
    if item.stability is None:
        return []
    between = f"{number(item.stability.low)}–{number(item.stability.high)}"
    return [[gettext("Rank in 90% of the draws of luck and weights"), between]]


_SYMBOLS = {"m2": "m²", "lux": "lux", "m": "m"}


def _with_unit(figure: Figure, values: Values) -> str:
    text = measures.text(figure, values)
    if figure.value(values) is None:
        return text
    if found := measures.interval(figure, values):
        text = f"{text} ({found})"
    return f"{text}\u00a0{_SYMBOLS[figure.unit]}" if figure.unit in _SYMBOLS else text


def _about(contents: Contents) -> Markup:
    return tag(
        "footer",
        tag("h2", gettext("About this map")),
        *(joined([tag("h3", title), *(tag("p", text) for text in texts)]) for title, texts in _chapters(contents)),
        tag("h3", gettext("Check")),
        tag("p", _method(contents), " ", tag("code", contents.result.data_hash)),
        tag(
            "details",
            tag("summary", gettext("Licences")),
            *(_licence(*item) for item in contents.licences),
            class_="licences",
        ),
        class_="about",
    )


def _licence(title: str, text: str) -> Markup:
    return joined([tag("h3", title), tag("pre", text)])


def _chapters(contents: Contents) -> list[tuple[str, list[str]]]:
    result = contents.result
    privacy = [
        gettext(
            "No incident is shown by itself. Incidents appear as a density, or as counts of 5 or more; smaller counts "
            "are withheld, so that nobody can be recognised."
        )
    ]
    if contents.density is not None:
        privacy.append(
            gettext("Density: kernel with a bandwidth of {bandwidth} m.").format(
                bandwidth=number(contents.density.bandwidth)
            )
        )
    data = [
        gettext("{layer}: {used} of {read} rows of {file}.").format(
            layer=layer.name, used=number(layer.source.used), read=number(layer.source.read), file=layer.source.path
        )
        for layer in contents.project.layers
    ]
    period = result.diagnosis.period
    if period is not None:
        data.insert(
            0,
            gettext("{n} incidents from {first} to {last}.").format(
                n=number(result.diagnosis.incidents),
                first=brief_words.day_of(period.first),
                last=brief_words.day_of(period.last),
            ),
        )
    data += [sentence(message, parameters) for message, parameters in result.diagnosis.notes]
    if contents.grouped:
        data.append(
            gettext("Each lamp dot stands for the lamps within {side} m.").format(side=number(contents.grouped))
        )
    reading = [
        gettext(
            "A score is a weighted sum of named criteria, 0 to 100, on scales that do not move when a proposal is added."
        ),
        gettext("Averted incidents are an expectation with a 90 % interval, from the studies named, not a promise."),
        gettext(measures.LUCK),
    ]
    return [(gettext("Privacy"), privacy), (gettext("How to read it"), reading), (gettext("Data"), data)]


def _method(contents: Contents) -> str:
    method = contents.result.method or contents.result.diagnosis.method
    return gettext("Method {method} {version}; fingerprint of data and settings:").format(
        method=method.get("name", "SpacePlanner"), version=method.get("version", "")
    )
