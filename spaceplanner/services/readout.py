"""Coordinates in words: what the status bar shows of a place, and what is copied of it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from spaceplanner.i18n import N_, number

if TYPE_CHECKING:
    from collections.abc import Mapping

FORMS: Mapping[str, str] = {
    "both": N_("Metres and degrees"),
    "metres": N_("Metres"),
    "degrees": N_("Longitude and latitude"),
    "dms": N_("Degrees, minutes, seconds"),
}
"""What of a place is shown -> its words, a message id."""
_SIXTY = 60


def metres(x: float, y: float) -> str:
    """Return metres as they are shown: ``641,208 E  9,757,334 N``."""
    return f"{number(x)} E  {number(y)} N"


def degrees(lon: float, lat: float) -> str:
    """Return longitude and latitude as they are shown, to about ten metres."""
    return f"{number(lon, 4)}  {number(lat, 4)}"


def sexagesimal(lon: float, lat: float) -> str:
    """Return latitude and longitude in degrees, minutes and seconds, to about three metres: ``2°11'38.0"S 79°43'49.4"W``."""
    return f"{_parted(lat, 'N', 'S')} {_parted(lon, 'E', 'W')}"


def copied_metres(x: float, y: float) -> str:
    """Return metres as other programs read them, to the centimetre."""
    return f"{x:.2f}, {y:.2f}"


def copied_degrees(lon: float, lat: float) -> str:
    """Return latitude and longitude as map services read them, to the centimetre."""
    return f"{lat:.7f}, {lon:.7f}"


def _parted(value: float, positive: str, negative: str) -> str:
    # Rounded first, so that no 60 seconds come out.
    tenths = round(abs(value) * _SIXTY * _SIXTY * 10)
    whole, rest = divmod(tenths, _SIXTY * _SIXTY * 10)
    minutes, rest = divmod(rest, _SIXTY * 10)
    return f"{whole}°{minutes:02d}'{rest // 10:02d}.{rest % 10}\"{positive if value >= 0 else negative}"
