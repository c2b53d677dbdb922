"""What a brief was made from, what it keeps to itself, and by which method."""

from __future__ import annotations

from typing import TYPE_CHECKING

from spaceplanner import __version__
from spaceplanner.cartography import legend
from spaceplanner.cartography.drawing import Anchor
from spaceplanner.domain.layer import Role
from spaceplanner.i18n import N_, gettext, ngettext, number, sentence
from spaceplanner.reports import flow
from spaceplanner.reports.components import PAGE, Column, bullet, paragraph, row, table
from spaceplanner.reports.flow import Block
from spaceplanner.reports.typeset import Run
from spaceplanner.services import assumptions, diagnosis

if TYPE_CHECKING:
    from collections.abc import Mapping

    from spaceplanner.domain.layer import Layer
    from spaceplanner.domain.project import Settings
    from spaceplanner.reports.brief_case import Case
    from spaceplanner.reports.components import Cell, Print

_DATA_NAMES = {Role.INCIDENTS: N_("Incidents")}
"""What the table of data calls a role, where the legend of the map calls it otherwise."""


def layers(case: Case, width: float, print_: Print) -> Block:
    """Return the sources of the data: file, date, rows read, used and rejected; two tables beside each other."""
    found = [layer for layer in case.project.layers if layer.role in diagnosis.USED]
    days = {_day(layer) for layer in found}
    rows = [_layer(layer, print_, dated=len(days) > 1) for layer in found]
    drawn = len(case.project.layers) - len(rows)
    if drawn:
        text = ngettext("{count} more layer, only drawn", "{count} more layers, only drawn", drawn)
        rows.append([text.format(count=drawn), "", "", ""])
    if not rows:
        rows.append([gettext("The project has no layers."), "", "", ""])
    title = f"{gettext('Data')}: {gettext('File').lower()}"
    if len(days) == 1:
        title += f" ({gettext('Read on').lower()} {days.pop() or '–'})"
    columns = [
        Column(title, 4.4),
        Column(gettext("Rows"), 1.15, Anchor.RIGHT),
        Column(gettext("Used"), 1.15, Anchor.RIGHT),
        Column(gettext("Rejected"), 1.5, Anchor.RIGHT),
    ]
    if len(rows) < _MANY_LAYERS:
        return flow.of_table(None, table(columns, rows, width, print_=print_, most=2))
    half, middle = (width - _GUTTER) / 2, (len(rows) + 1) // 2
    beside = [
        (x, flow.joined([flow.of_table(None, table(columns, part, half, print_=print_, most=2))], half))
        for x, part in ((0.0, rows[:middle]), (half + _GUTTER, rows[middle:]))
    ]
    return Block(body=(row(beside),))


_GUTTER = 22.0
_MANY_LAYERS = 4


def _day(layer: Layer) -> str:
    return layer.source.imported[:10]


def _layer(layer: Layer, print_: Print, *, dated: bool) -> list[Cell]:
    source = layer.source
    # Rows that the user's own filter left out are not rejected: they are not wrong.
    rejected = sum(item.count for item in source.rejected if item.reason != "filtered")
    name = gettext(_DATA_NAMES.get(layer.role, legend.ROLE_NAMES[layer.role]))
    about = [part for part in (source.filter, (_day(layer) or "–") if dated else "") if part]
    return [
        [
            Run(f"{name}: ", print_.ink),
            Run(f"{source.path} ({'; '.join(about)})" if about else source.path, print_.text),
        ],
        number(source.read),
        number(source.used),
        number(rejected),
    ]


def privacy(case: Case, width: float, print_: Print) -> Block:
    """Return what is aggregated and withheld, so that nobody can be recognised."""
    parts = [
        gettext("No incident is shown or listed by itself, and none is inside this file."),
        gettext("Counts below five, and what would let them be worked out, are withheld; shares are rounded."),
    ]
    if case.density is not None:
        parts.append(
            gettext(
                "On the maps incidents appear only as a density with a bandwidth of {bandwidth} m, in classes that fewer than five cannot reach."
            ).format(bandwidth=number(case.density.bandwidth))
        )
    if case.values == "exact":
        parts = [gettext("INTERNAL: this copy prints exact counts. Do not pass it on.")]
    return _text(gettext("Privacy."), " ".join(parts), width, print_, gap=12)


_SETTINGS: Mapping[str, str] = {
    "incident_radius": N_("incidents within {value} m"),
    "lit_radius": N_("ground lit within {value} m of a working lamp"),
    "hearing_radius": N_("alarms heard within {value} m"),
    "light_class": N_("light: class P{value} of EN 13201-2"),
    "ambient_night": N_("{value} dB(A) of noise by night"),
    "walk_distance": N_("residents within {value} m on foot"),
    "bandwidth": N_("density: quartic kernel, bandwidth {value} m"),
    "horizon_years": N_("costs over {value} years"),
    "draws": N_("{value} draws"),
}


def method(case: Case, width: float, print_: Print) -> Block:
    """Return the method's version and parameters, enough to compute everything again."""
    settings: Settings = case.project.settings
    said = [gettext(text).format(value=number(getattr(settings, key))) for key, text in _SETTINGS.items()]
    said.append(gettext("seed {value}").format(value=settings.seed))
    version = gettext("SpacePlanner {version}, data hash {hash}.").format(
        version=__version__, hash=case.result.data_hash
    )
    words = f"{'; '.join(said)[:1].upper()}{'; '.join(said)[1:]}. {_assumed(case)}{version}"
    return _text(gettext("Method."), words, width, print_)


def _assumed(case: Case) -> str:
    """Say what the project assumes otherwise than by default, where it does."""
    found = assumptions.differences(case.project, case.catalogue)
    return f"{assumptions.summary(len(found))} {'; '.join(found)}. " if found else ""


def _text(title: str, text: str, width: float, print_: Print, *, gap: float = 5) -> Block:
    return Block(body=(paragraph([Run(f"{title} ", print_.strong), Run(text, print_.text)], width),), gap=gap)


def notes(case: Case, width: float, print_: Print) -> Block:
    """Return what the reader must know of this diagnosis and this proposal."""
    found = (*case.result.diagnosis.notes, *case.outcome.notes)
    texts = dict.fromkeys(sentence(key, values) for key, values in found)
    if not texts:
        return Block(body=())
    title = paragraph(gettext("To be known"), width, print_.strong)
    items = (bullet("info", paragraph(text, width - 16, print_.text, most=3), hex_code=PAGE.faint) for text in texts)
    return Block(title=title, body=tuple(items), gap=8)
