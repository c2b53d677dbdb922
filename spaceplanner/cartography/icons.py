"""Outlines of the bundled icons, for surfaces that draw them as vectors."""

from __future__ import annotations

from functools import lru_cache

from spaceplanner import resources

SIZE = 24.0
"""Side of an icon's square; strokes are 2 wide with round caps and joins."""

COMMANDS = ("moveTo", "lineTo", "curveTo", "closePath", "endPath")
Command = tuple[str, tuple[tuple[float, float], ...]]


@lru_cache(maxsize=128)
def outline(name: str) -> tuple[Command, ...]:
    """Return the pen commands (`COMMANDS`) of an icon of ``resources/icons``; curves are cubic.

    Raises
    ------
    FileNotFoundError
        If there is no such icon.
    """
    from fontTools.pens.recordingPen import RecordingPen  # noqa: PLC0415 - start-up time
    from fontTools.svgLib import SVGPath  # noqa: PLC0415

    pen = RecordingPen()
    SVGPath(str(resources.path("icons", f"{name}.svg"))).draw(pen)
    return tuple((command, tuple((float(x), float(y)) for x, y in points)) for command, points in pen.value)
