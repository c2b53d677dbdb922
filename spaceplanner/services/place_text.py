"""Places written as text: longitude and latitude in degrees, or metres of the project's system.

Understood are ``-0.18, -78.47`` (latitude first, as map services write it), ``0°10'48"S 78°28'12"W`` in any order (the
letter says which is which; ``O`` is west, as in Spanish), ``-78.47 E, -0.18 N``, and ``x, y`` in metres. A decimal
comma is understood where something other than a comma stands between the two numbers: ``-0,18; -78,47``. Longitude
before latitude without letters is understood where the other order would be outside the project's system.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from spaceplanner.errors import InputError
from spaceplanner.i18n import N_

if TYPE_CHECKING:
    from numpy.typing import NDArray

_SIGN = {"N": (1, "lat"), "S": (-1, "lat"), "E": (1, "lon"), "W": (-1, "lon"), "O": (-1, "lon")}
_NUMBER = r"[+-]?(?:\d+(?:[.,]\d+)?|[.,]\d+)"
_PART = re.compile(
    rf"""\s*
    (?P<before>[NSEWO])?\s*
    (?P<degrees>{_NUMBER})\s*(?P<unit>°|º|d(?![a-z])|m(?![a-z]))?
    (?:\s*(?P<minutes>\d+(?:[.,]\d+)?)\s*(?:'|′|’))?
    (?:\s*(?P<seconds>\d+(?:[.,]\d+)?)\s*(?:"|″|”|''|′′))?
    \s*(?P<after>[NSEWO])?\s*""",
    re.VERBOSE | re.IGNORECASE,
)
_SIXTY = 60.0
_LAT, _LON = 90.0, 180.0
_MARGIN = 12.0
"""Degrees around a system's area: a country reaches beyond its zone, the Galápagos beyond that of the coast."""
_HINT = N_('"{text}" is no place. Write latitude and longitude, as in -0.18, -78.47, or metres, as in 641000, 9757000.')


@dataclass(frozen=True, slots=True)
class _Part:
    value: float
    axis: str
    degrees: bool
    metres: bool


def looks_like(text: str) -> bool:
    """Return whether a text is meant as a place: two numbers, whatever they say."""
    return _split(text) is not None


def read(text: str, crs: str) -> tuple[float, float]:
    """Return the place that a text names, (x, y) in metres of the project's system.

    Parameters
    ----------
    text
        See the module's docstring.
    crs
        The project's system.

    Raises
    ------
    InputError
        If it is no place, or lies outside what the system is made for.
    """
    parts = _split(text)
    if parts is None:
        raise InputError(_HINT, text=_short(text))
    if _in_degrees(parts):
        return _on_ground(_degrees(parts, text), crs, sure=any(part.axis for part in parts))
    x, y = parts[0].value, parts[1].value
    if parts[0].axis == "lat" or parts[1].axis == "lon":
        x, y = y, x
    return _checked(x, y, crs)


def _split(text: str) -> tuple[_Part, _Part] | None:
    """Return the two parts of a text, or None."""
    written = text.strip().upper().replace("\u2212", "-").replace("\u202f", "").replace("\xa0", " ")
    if not written or len(written) > 80:  # noqa: PLR2004 - no place is written longer
        return None
    for first, second in _halves(written):
        one, other = _part(first), _part(second)
        if one is not None and other is not None:
            return one, other
    return None


def _halves(text: str) -> list[tuple[str, str]]:
    """Return the ways to part a text in two, the surest first."""
    for sign in (";", "/"):
        if text.count(sign) == 1:
            first, _, second = text.partition(sign)
            return [(first, second)]
    comma = r",\s+" if re.search(r",\s", text) else "," if text.count(",") == 1 else r"(?!)"
    ways = (comma, r"(?<=[NSEWO])\s*,?\s*(?=[\d+-])", r"\s+")
    return [(text[: match.start()], text[match.end() :]) for pattern in ways for match in re.finditer(pattern, text)]


def _part(text: str) -> _Part | None:
    match = _PART.fullmatch(text)
    if match is None:
        return None
    before, after = match["before"], match["after"]
    if before and after:
        return None
    sign, axis = _SIGN[before or after] if before or after else (1, "")
    whole = _float(match["degrees"])
    minutes, seconds = _float(match["minutes"] or "0"), _float(match["seconds"] or "0")
    if minutes >= _SIXTY or seconds >= _SIXTY:
        return None
    parted = bool(match["minutes"] or match["seconds"])
    if parted and not match["unit"]:
        return None
    negative = match["degrees"].startswith("-")
    value = abs(whole) + minutes / _SIXTY + seconds / _SIXTY**2
    metres = match["unit"] == "M"
    return _Part(sign * (-value if negative else value), axis, parted or bool(match["unit"] and not metres), metres)


def _float(text: str) -> float:
    return float(text.replace(",", "."))


def _in_degrees(parts: tuple[_Part, _Part]) -> bool:
    if any(part.metres for part in parts):
        return False
    if any(part.degrees for part in parts):
        return True
    return max(abs(part.value) for part in parts) <= _LON


def _degrees(parts: tuple[_Part, _Part], text: str) -> tuple[float, float]:
    one, other = parts
    if one.axis and one.axis == other.axis:
        raise InputError(_HINT, text=_short(text))
    turned = one.axis == "lon" or other.axis == "lat"
    lat, lon = (other.value, one.value) if turned else (one.value, other.value)
    if not one.axis and not other.axis and abs(lat) > _LAT >= abs(lon):
        lat, lon = lon, lat  # longitude came first
    if abs(lat) > _LAT or abs(lon) > _LON:
        raise InputError(
            N_("Latitude {lat}, longitude {lon} is not on the Earth. Latitude comes first: -0.18, -78.47."),
            lat=lat,
            lon=lon,
        )
    return lon, lat


def _on_ground(lonlat: tuple[float, float], crs: str, *, sure: bool) -> tuple[float, float]:
    """Return the metres of a place; written the other way round and without a letter, it is understood too."""
    lon, lat = lonlat
    found = _metres(lon, lat, crs)
    if found is None and not sure and abs(lon) <= _LAT:
        found = _metres(lat, lon, crs)
    if found is None:
        raise InputError(
            N_("Latitude {lat}, longitude {lon} lies outside the area that {crs} is made for. Latitude comes first."),
            lat=lat,
            lon=lon,
            crs=_name(crs),
        )
    return found


def _metres(lon: float, lat: float, crs: str) -> tuple[float, float] | None:
    from spaceplanner.io import crs as systems  # noqa: PLC0415 - start-up time: pyproj, once a place is asked for

    if not _inside(np.array([[lon, lat]]), crs):
        return None
    x, y = systems.transformer(systems.DEGREES, crs).transform(lon, lat)
    return (float(x), float(y)) if np.isfinite((x, y)).all() else None


def _checked(x: float, y: float, crs: str) -> tuple[float, float]:
    from spaceplanner.io import crs as systems  # noqa: PLC0415 - as above

    degrees = systems.lonlat(np.array([[x, y]]), crs)
    known = bool(np.isfinite(degrees).all()) and _inside(degrees, crs)
    # Far outside, a projection may fold over: what does not come back was never there.
    back = systems.transformer(systems.DEGREES, crs).transform(*degrees[0]) if known else (np.inf, np.inf)
    if not np.allclose(back, (x, y), rtol=0, atol=1.0):
        raise InputError(
            N_("{x}, {y} metres lie outside the area that {crs} is made for. Check the order: east first, then north."),
            x=x,
            y=y,
            crs=_name(crs),
        )
    return x, y


def _inside(degrees: NDArray[np.float64], crs: str) -> bool:
    """Return whether (1, 2) longitude and latitude lie in or near the area that a system is made for."""
    from spaceplanner.io import crs as systems  # noqa: PLC0415 - as above

    area = systems.parse(crs).area_of_use
    lon, lat = degrees[0]
    if not systems.in_degrees(degrees)[0]:
        return False
    if area is None or area.west > area.east:  # across the date line nothing is judged
        return True
    return bool(
        area.west - _MARGIN <= lon <= area.east + _MARGIN and area.south - _MARGIN <= lat <= area.north + _MARGIN
    )


def _name(crs: str) -> str:
    from spaceplanner.io import crs as systems  # noqa: PLC0415 - as above

    return crs if crs.upper().startswith("EPSG:") else str(systems.parse(crs).name)


def _short(text: str) -> str:
    return text if len(text) <= 40 else text[:37] + "..."  # noqa: PLR2004 - a line of the message
