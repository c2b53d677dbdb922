"""The web map's legend, which also shows and hides layers."""

from __future__ import annotations

from typing import TYPE_CHECKING

from spaceplanner.cartography import legend, style, swatch
from spaceplanner.domain.layer import GeometryKind, Role
from spaceplanner.i18n import gettext, number
from spaceplanner.reports import svg
from spaceplanner.reports.html import Markup, joined, tag
from spaceplanner.reports.webmap_layers import NEED_CLASSES, need_colours

if TYPE_CHECKING:
    from collections.abc import Sequence

    from spaceplanner.cartography.density import DensityField
    from spaceplanner.cartography.drawing import Operation
    from spaceplanner.reports.webmap_layer import MapLayer


def controls(map_layers: Sequence[MapLayer], density: DensityField | None) -> Markup:
    """Return the box with an entry for each group of layers that the map has."""
    groups: dict[str, list[MapLayer]] = {}
    for layer in map_layers:
        groups.setdefault(layer.group, []).append(layer)
    rows = [
        joined([_entry(group, groups[group], words, drawing), _ramp(group, density)])
        for group, words, drawing in _groups()
        if group in groups
    ]
    fields = tag("fieldset", tag("legend", gettext("Layers to show"), class_="hidden"), *rows)
    return tag(
        "details", tag("summary", gettext("Layers and legend")), fields, class_="layers", id="sp-layers", open=True
    )


def _groups() -> list[tuple[str, str, tuple[Operation, ...]]]:
    roles = legend.ROLE_NAMES
    return [
        ("proposals", gettext("Proposals"), swatch.proposed()),
        ("spaces", gettext(roles[Role.SPACES]), swatch.of_kind(Role.SPACES, GeometryKind.POLYGON)),
        ("density", gettext(roles[Role.INCIDENTS]), swatch.of_kind(Role.INCIDENTS, GeometryKind.POINT)),
        ("lamps", gettext(roles[Role.LAMPS]), swatch.lamp(working=True)),
        ("lamps_dark", gettext("Lamps out"), swatch.lamp(working=False)),
        ("alarms", gettext(roles[Role.ALARMS]), swatch.of_kind(Role.ALARMS, GeometryKind.POINT)),
        ("base", gettext(roles[Role.CONTEXT]), swatch.of_kind(Role.STREETS, GeometryKind.LINE)),
    ]


def _entry(group: str, layers: list[MapLayer], words: str, drawing: tuple[Operation, ...]) -> Markup:
    count = sum(layer.count for layer in layers)
    box = tag(
        "input",
        type="checkbox",
        checked=True,
        id=f"sp-show-{group}",
        data_layers=" ".join(layer.variable for layer in layers),
    )
    number_of = tag("span", number(count), class_="count num") if count else ""
    return tag("label", box, svg.picture(drawing, swatch.SIZE), tag("span", words), number_of, for_=f"sp-show-{group}")


def _ramp(group: str, density: DensityField | None) -> Markup:
    if group == "spaces":
        limits = [number(100 * at / NEED_CLASSES) for at in range(NEED_CLASSES + 1)]
        cells = [f"background:{colour}" for colour in need_colours()]
        return _scale(gettext("Need, 0 to 100"), cells, limits, "need")
    if group == "density" and density is not None:
        classes = legend.classes(density)
        cells = [_over_ground(each.hex, each.alpha) for each in classes]
        title = legend.density_title(density)
        bandwidth = gettext("bandwidth {bandwidth} m").format(bandwidth=number(density.bandwidth))
        return _scale(f"{title}, {bandwidth}", cells, [*(each.text for each in classes), "+"], "density")
    return Markup("")


def _over_ground(hex_code: str, alpha: float) -> str:
    """Return the style of a colour as it looks on the map, over the ground."""
    red, green, blue = bytes.fromhex(hex_code[1:])
    tint = f"rgba({red},{green},{blue},{alpha:g})"
    return f"background:linear-gradient({tint},{tint}),{style.MAP.blocks}"


def _scale(title: str, cells: list[str], limits: list[str], kind: str) -> Markup:
    return tag(
        "div",
        tag("div", title),
        tag("div", *(tag("span", style=cell) for cell in cells), class_="cells", aria_hidden="true"),
        tag("div", *(tag("span", limit) for limit in limits), class_="ends num"),
        class_=f"ramp {kind}",
    )
