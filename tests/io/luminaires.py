"""Photometric files of our own making, in the variants that makers send."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence


def text(
    candela: Callable[[float, float], float],
    *,
    vertical: Sequence[float] = tuple(range(0, 91, 5)),
    horizontal: Sequence[float] = (0,),
    version: str = "IESNA:LM-63-2002",
    keywords: str = "[TEST] none\n[LUMINAIRE] Test lantern",
    tilt: str = "TILT=NONE",
    lamps: str = "1",
    lumens: str = "1000",
    multiplier: str = "1",
    kind: str = "1",
    ballast: str = "1 1 60",
    wrap: int = 7,
    end: str = "\n",
) -> str:
    """Return an LM-63 file of an intensity over horizontal and vertical angles in degrees, its lines broken anyhow."""
    numbers = [f"{value:g}" for value in (*vertical, *horizontal)]
    numbers += [repr(float(candela(h, v))) for h in horizontal for v in vertical]
    lines = [line for line in (version, *keywords.split("\n"), *tilt.split("\n")) if line]
    lines.append(f"{lamps} {lumens} {multiplier} {len(vertical)} {len(horizontal)} {kind} 2 0 0 0")
    lines.append(ballast)
    lines += [" ".join(numbers[k : k + wrap]) for k in range(0, len(numbers), wrap)]
    return end.join(lines) + end
