"""The luminaire of the city's parks, as an invented maker would have it measured: an IES file (LM-63-2002)."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from pathlib import Path

    from sample_layers.city.model import City

FILE = "luminaria_parque_led_60w.ies"
LUMENS, WATTS = 7_800, 60

_VERTICAL = np.arange(0.0, 91.0, 2.5)
_HORIZONTAL = np.arange(0.0, 91.0, 15.0)
_WIDEST, _CUT_OFF = 64.0, 82.0
"""Degrees from straight down of the greatest intensity, and from which on there is none."""


def luminaire_sheet(city: City, folder: Path) -> None:
    """Write the file: wider along the path than across, nothing upwards, measured absolutely."""
    del city  # it is the same luminaire in every city
    lines = [
        "IESNA:LM-63-2002",
        "[TEST] NINGUNO - datos inventados / invented data",
        "[TESTLAB] Puerto Alborada es una ciudad ficticia / a fictional city",
        "[MANUFAC] Fabricante ficticio / fictional maker",
        "[LUMCAT] PARQUE-LED-60W",
        "[LUMINAIRE] Luminaria LED de parque, 60 W",
        "TILT=NONE",
        f"1 -1 1 {len(_VERTICAL)} {len(_HORIZONTAL)} 1 2 0.3 0.3 0",
        f"1 1 {WATTS}",
        *_wrapped(_VERTICAL, "g"),
        *_wrapped(_HORIZONTAL, "g"),
    ]
    for plane in _candela():
        lines += _wrapped(plane, ".1f")
    (folder / FILE).write_bytes("".join(f"{line}\r\n" for line in lines).encode("latin-1"))


def _candela() -> np.ndarray:
    """Return (planes, angles) candela that add up to the lumens."""
    rise = 1 + np.minimum(_VERTICAL / _WIDEST, 1) ** 2.5 * (0.5 + 1.3 * np.cos(np.radians(_HORIZONTAL[:, None])) ** 2)
    fall = np.clip((_CUT_OFF - _VERTICAL) / (_CUT_OFF - _WIDEST), 0, 1)
    shape = rise * fall
    mean = ((shape[1:] + shape[:-1]) / 2).mean(axis=0)
    flux = 2 * np.pi * np.trapezoid(mean * np.sin(np.radians(_VERTICAL)), np.radians(_VERTICAL))
    candela: np.ndarray = shape * (LUMENS / flux)
    return candela


def _wrapped(values: np.ndarray, form: str) -> list[str]:
    """Return numbers in lines of ten, as such files have them."""
    texts = [format(value, form) for value in values.tolist()]
    return [" ".join(texts[first : first + 10]) for first in range(0, len(texts), 10)]
