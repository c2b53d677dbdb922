"""Very many round dots, and images of cells, as pixels: what NumPy draws faster than any painter.

Dots of one colour may overlap in any order: what shines through a pixel is the product over all dots on it, so their
number at each pixel says it all. A million are counted by pixel; the logarithm of what one dot lets through is then
added up over its few pixels. Work goes by bands of rows that fit the processor's cache and let other threads in between.
"""

from __future__ import annotations

from functools import lru_cache
from math import ceil
from typing import TYPE_CHECKING, Any

import numpy as np

from spaceplanner.cartography.drawing import Cells, Dots

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from numpy.typing import NDArray

    from spaceplanner.cartography.drawing import Colour, Group

    Image = NDArray[np.uint32]

_FINE = 32
"""Samples a pixel, along each side, by which the share of it that a circle covers is told."""
_ROWS = 64
_PIECE = 250_000
_DARKEST = 1e-4
"""What an opaque dot lets through: less than half a step of 255, and it has a logarithm."""


class RasterSurface:
    """Carries out dots and cells on an image; everything else is a painter's work, and refused.

    Attributes
    ----------
    image
        (height, width) uint32 ``0xAARRGGBB``, colours multiplied by their opacity: a QImage's or a cairo surface's.

    Parameters
    ----------
    width, height
        Device pixels.
    scale, shift
        Device pixels in a unit of the drawing, and where its origin lies on the image.
    check
        Called between bands; may raise to give the drawing up.
    """

    def __init__(
        self,
        width: int,
        height: int,
        *,
        scale: float = 1.0,
        shift: tuple[float, float] = (0.0, 0.0),
        check: Callable[[], None] | None = None,
    ) -> None:
        self.image: Image = np.zeros((height, width), dtype=np.uint32)
        self._scale, self._shift = scale, np.asarray(shift, dtype=np.float64)
        self._check = check
        self._blank = True

    def draw(self, groups: Iterable[Group]) -> None:
        """Carry the operations out, in order."""
        for group in groups:
            for operation in group.operations:
                if isinstance(operation, Dots):
                    self.dots(operation)
                elif isinstance(operation, Cells):
                    self.cells(operation)
                else:
                    message = f"no work for a raster: {operation!r}"
                    raise TypeError(message)

    def dots(self, operation: Dots) -> None:
        """Draw dots, the edges of all below the fills of all, each on whole pixels so that all look alike."""
        odd = centred(operation, self._scale)
        for inner, outer, colour in rounds(operation):
            self._stamp(operation.xy, coverage(inner * self._scale, outer * self._scale, odd=odd), colour)

    def cells(self, operation: Cells) -> None:
        """Draw an image of cells: each pixel takes the cell that its middle lies in."""
        height, width = self.image.shape
        left, top = np.array([operation.x, operation.y]) * self._scale + self._shift
        size = operation.size * self._scale
        rows, columns = operation.rgba.shape[:2]
        x = np.floor((np.arange(width) + 0.5 - left) / size).astype(np.int64)
        y = np.floor((np.arange(height) + 0.5 - top) / size).astype(np.int64)
        across, down = np.flatnonzero((x >= 0) & (x < columns)), np.flatnonzero((y >= 0) & (y < rows))
        if not len(across) or not len(down):
            return
        where = (slice(down[0], down[-1] + 1), slice(across[0], across[-1] + 1))
        self._over(where, _premultiplied(operation.rgba)[np.ix_(y[down], x[across])])

    def _stamp(self, xy: NDArray[np.float64], stamp: NDArray[np.float64], colour: Colour) -> None:
        height, width = self.image.shape
        side = len(stamp)
        reach = side // 2
        if not len(xy) or colour.alpha <= 0:
            return
        counts = self._counted(xy, reach, odd=side % 2 == 1)
        table = _shades(colour)
        weights = np.log1p(-np.minimum(stamp * colour.alpha, 1 - _DARKEST)).astype(np.float32)
        for top in range(0, height, _ROWS):
            if self._check is not None:
                self._check()
            rows = min(_ROWS, height - top)
            band = counts[top : top + rows + side]
            if not band.any():
                continue
            through = np.zeros((rows, width), dtype=np.float32)
            for weight in np.unique(weights[weights < 0]):
                # Pixels of a stamp that are covered alike are added up first.
                alike = np.argwhere(weights == weight)
                found = sum(
                    (
                        band[side - 1 - j : side - 1 - j + rows, side - 1 - i : side - 1 - i + width]
                        for j, i in alike[1:]
                    ),
                    start=band[
                        side - 1 - alike[0, 0] : side - 1 - alike[0, 0] + rows,
                        side - 1 - alike[0, 1] : side - 1 - alike[0, 1] + width,
                    ],
                )
                through += weight * found
            np.exp(through, out=through)
            alpha = (255.5 - 255.0 * through).astype(np.uint8)
            self._over((slice(top, top + rows), slice(0, width)), table[alpha])
        self._blank = False

    def _counted(self, xy: NDArray[np.float64], reach: int, *, odd: bool) -> NDArray[np.float32]:
        """Return how many dots have the left upper pixel of their stamp at each pixel, with a margin for the stamp."""
        height, width = self.image.shape
        side = 2 * reach + odd
        wide, high = width + side, height + side
        counts = np.zeros(wide * high, dtype=np.int64)
        for start in range(0, len(xy), _PIECE):
            place = xy[start : start + _PIECE] * self._scale + self._shift
            # The middle of an even stamp lies between pixels, that of an odd one in the middle of a pixel.
            corner = np.floor(place if odd else place + 0.5).astype(np.int64) - reach + (side - 1)
            x, y = corner.T
            inside = (x >= 0) & (x < wide) & (y >= 0) & (y < high)
            counts += np.bincount((y * wide + x)[inside], minlength=len(counts))
        return counts.reshape(high, wide).astype(np.float32)

    def _over(self, where: tuple[slice, slice], above: Image) -> None:
        """Lay pixels over the image."""
        if self._blank:
            self.image[where] = above
            self._blank = False
            return
        self.image[where] = laid_over(above, self.image[where])


def rounds(operation: Dots) -> tuple[tuple[float, float, Colour], ...]:
    """Return what is drawn of all dots, one after the other: inner and outer radius in pixels, and the colour.

    The edge goes on below an opaque fill, so that nothing shines through where they meet; of a hollow dot it is a ring.
    """
    half = operation.stroke.width / 2 if operation.stroke is not None else 0.0
    out: list[tuple[float, float, Colour]] = []
    if operation.stroke is not None and half > 0:
        hollow = operation.fill.alpha < 1
        inner = max(operation.radius - half, 0.0) if hollow else 0.0
        out.append((inner, operation.radius + half, operation.stroke.colour))
    if operation.fill.alpha > 0 and operation.radius > half:
        out.append((0.0, operation.radius - half, operation.fill))
    return tuple(out)


def centred(operation: Dots, scale: float) -> bool:
    """Return whether dots lie in the middle of a pixel instead of between pixels: what makes them sharper.

    Parameters
    ----------
    scale
        Device pixels in a unit of the drawing.
    """
    across = 2 * scale * max((outer for _, outer, _ in rounds(operation)), default=0.0)
    return round(across) % 2 == 1


@lru_cache(maxsize=128)
def coverage(inner: float, outer: float, *, odd: bool) -> NDArray[np.float64]:
    """Return the share of each pixel that a ring (or disc, `inner` 0) covers, on a square of odd or even side around it."""
    side = max(ceil(2 * outer - 1e-9), 1)
    side += side % 2 != odd
    at = (np.arange(side * _FINE) + 0.5) / _FINE - side / 2
    square = at[:, None] ** 2 + at[None, :] ** 2
    inside = (square <= outer**2) & (square >= inner**2)
    shares: NDArray[np.float64] = inside.reshape(side, _FINE, side, _FINE).mean(axis=(1, 3))
    shares.setflags(write=False)
    return shares


def stamp(inner: float, outer: float, colour: Colour, *, odd: bool) -> Image:
    """Return one ring or disc as pixels; see `coverage`."""
    opacity = coverage(inner, outer, odd=odd) * colour.alpha
    return _shades(colour)[(opacity * 255 + 0.5).astype(np.uint8)]


@lru_cache(maxsize=64)
def _shades(colour: Colour) -> Image:
    """Return the pixel for each opacity 0 to 255 of a colour whose own is already in it."""
    red, green, blue = (int(colour.hex[k : k + 2], 16) for k in (1, 3, 5))
    alpha = np.arange(256, dtype=np.uint32)
    parts = [(alpha * part + 127) // 255 for part in (red, green, blue)]
    return _packed(alpha, *parts)


def _packed(*channels: NDArray[Any]) -> Image:
    """Return alpha, red, green and blue, 0 to 255, as pixels."""
    alpha, red, green, blue = (channel.astype(np.uint32) for channel in channels)
    return np.asarray((alpha << 24) | (red << 16) | (green << 8) | blue, dtype=np.uint32)


def _premultiplied(rgba: NDArray[np.uint8]) -> Image:
    alpha = rgba[..., 3].astype(np.uint32)
    red, green, blue = ((rgba[..., k] * alpha + 127) // 255 for k in range(3))
    return _packed(alpha, red, green, blue)


def laid_over(above: Image, below: Image) -> Image:
    """Return premultiplied pixels over others, two colour channels at a time."""
    rest = np.asarray(255 - (above >> 24), dtype=np.uint32)
    out: Image = np.zeros_like(above)
    for shift in (0, 8):
        part = ((below >> shift) & 0x00FF00FF) * rest + 0x00800080
        part = ((part + ((part >> 8) & 0x00FF00FF)) >> 8) & 0x00FF00FF
        out |= part << shift
    out += above
    return out
