"""Icons of ``resources/icons`` in the colours of the moment, crisp on every screen."""

from __future__ import annotations

from functools import lru_cache

from PySide6.QtCore import QByteArray, QRectF, Qt
from PySide6.QtGui import QIcon, QImage, QPainter, QPixmap
from PySide6.QtSvg import QSvgRenderer

from spaceplanner import resources

_RATIOS = (1.0, 2.0, 3.0)


@lru_cache(maxsize=128)
def _source(name: str) -> str:
    return resources.path("icons", f"{name}.svg").read_text(encoding="utf-8")


@lru_cache(maxsize=512)
def image(name: str, colour: str, pixels: int, stroke: float = 2.0) -> QImage:
    """Return an icon as a square image; safe in any thread.

    Parameters
    ----------
    name
        File name in ``resources/icons`` without its suffix.
    colour
        ``#RRGGBB``.
    pixels
        Side of the image.
    stroke
        Line width, in 24ths of the side.
    """
    text = _source(name).replace("currentColor", colour).replace('stroke-width="2"', f'stroke-width="{stroke}"')
    made = QImage(pixels, pixels, QImage.Format.Format_ARGB32_Premultiplied)
    made.fill(Qt.GlobalColor.transparent)
    renderer = QSvgRenderer(QByteArray(text.encode()))
    painter = QPainter(made)
    renderer.render(painter, QRectF(0, 0, pixels, pixels))
    painter.end()
    return made


def icon(name: str, colour: str, *, active: str | None = None, disabled: str | None = None, size: int = 18) -> QIcon:
    """Return an icon for buttons and menus.

    Parameters
    ----------
    colour, active, disabled
        ``#RRGGBB`` when off, when checked, and when disabled; None: as `colour`.
    size
        Side in pixels of 1/96 inch.
    """
    made = QIcon()
    for ratio in _RATIOS:
        for state, mode, ink in (
            (QIcon.State.Off, QIcon.Mode.Normal, colour),
            (QIcon.State.On, QIcon.Mode.Normal, active or colour),
            (QIcon.State.Off, QIcon.Mode.Disabled, disabled or colour),
        ):
            pixmap = QPixmap.fromImage(image(name, ink, round(size * ratio), 1.8))
            pixmap.setDevicePixelRatio(ratio)
            made.addPixmap(pixmap, mode, state)
    return made
