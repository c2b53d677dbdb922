"""Drawing operations as inline SVG: the swatches of the web map's legend."""

from __future__ import annotations

from typing import TYPE_CHECKING

from spaceplanner import resources
from spaceplanner.cartography.drawing import Badges, Dots, Lines, Polygons
from spaceplanner.reports.html import Markup, joined, tag

if TYPE_CHECKING:
    from collections.abc import Iterable

    import numpy as np
    from numpy.typing import NDArray

    from spaceplanner.cartography.drawing import Colour, Operation, Stroke


def picture(operations: Iterable[Operation], size: float) -> Markup:
    """Return operations without text as a square picture of `size` pixels that screen readers pass over."""
    side = f"{size:g}"
    return tag(
        "svg",
        *(joined(_drawn(operation)) for operation in operations),
        viewBox=f"0 0 {side} {side}",
        width=side,
        height=side,
        aria_hidden="true",
    )


def icon(name: str) -> Markup:
    """Return a bundled icon that takes the colour of its text."""
    text = resources.path("icons", f"{name}.svg").read_text(encoding="utf-8")
    shape = " ".join(text[text.index("<svg") :].split())
    return Markup(shape.replace("<svg", '<svg aria-hidden="true"', 1))


def _drawn(operation: Operation) -> Iterable[Markup]:
    if isinstance(operation, Polygons):
        outline = " ".join(f"{_path(ring)}Z" for ring in operation.rings)
        yield tag("path", d=outline, fill_rule="evenodd", **_fill(operation.fill), **_stroke(operation.stroke))
    elif isinstance(operation, Lines):
        for line in operation.paths:
            yield tag("path", d=_path(line), **_fill(None), **_stroke(operation.stroke))
    elif isinstance(operation, Dots | Badges):
        for x, y in operation.xy:
            look = {**_fill(operation.fill), **_stroke(operation.stroke)}
            yield tag("circle", cx=f"{x:g}", cy=f"{y:g}", r=f"{operation.radius:g}", **look)


def _path(xy: NDArray[np.float64]) -> str:
    return "M" + "L".join(f"{x:g} {y:g}" for x, y in xy)


def _fill(colour: Colour | None) -> dict[str, str]:
    if colour is None:
        return {"fill": "none"}
    return {"fill": colour.hex, "fill_opacity": f"{colour.alpha:g}"}


def _stroke(stroke: Stroke | None) -> dict[str, str]:
    if stroke is None:
        return {}
    look = {
        "stroke": stroke.colour.hex,
        "stroke_opacity": f"{stroke.colour.alpha:g}",
        "stroke_width": f"{stroke.width:g}",
    }
    return {**look, "stroke_dasharray": " ".join(f"{length:g}" for length in stroke.dash)} if stroke.dash else look
