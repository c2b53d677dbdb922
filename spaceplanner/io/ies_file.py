"""Photometric files of luminaires, IES LM-63 (1986, 1991, 1995, 2002, 2019), type C: light over direction, as measured.

Format: ANSI/IESNA LM-63-2002. Everything before the line ``TILT=`` is description; numbers after it run over line ends as
they like. A luminaire hangs level here, so that factors for tilted lamps (TILT=INCLUDE) are read past.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from spaceplanner.analysis import photometry
from spaceplanner.errors import FileError, InputError
from spaceplanner.i18n import N_, gettext

if TYPE_CHECKING:
    from pathlib import Path

    from numpy.typing import NDArray

LARGEST = 4_000_000
"""Bytes beyond which a file is not one: a plane for each degree in steps of half a degree has 1 MB."""

_MOST_ANGLES = 2_000
_TYPES = {2: "B", 3: "A"}
_CLOSE = 0.01
"""Degrees by which an angle may miss the one it stands for."""


@dataclass(frozen=True, eq=False, slots=True)
class Luminaire:
    """A measured luminaire.

    Attributes
    ----------
    distribution
        Intensity per 1000 lumens, the mean over all planes.
    lumens
        That the intensities are for: of its lamps; or, in absolute photometry, of the luminaire itself.
    power_w
        Input watts; None where the file says 0.
    absolute
        It was measured without a rating of its lamps, as LED luminaires are.
    """

    distribution: photometry.Distribution
    lumens: float
    power_w: float | None
    absolute: bool


class _Term:
    """What a number is, in the language of the moment."""

    def __init__(self, message: str) -> None:
        self._message = message

    def __str__(self) -> str:
        return gettext(self._message)


class _Numbers:
    """The numbers of a file one after the other, each with its line."""

    def __init__(self, lines: list[str], first: int, file: str) -> None:
        self._tokens = [
            (number, token)
            for number, line in enumerate(lines[first:], first + 1)
            for token in re.split(r"[,\s]+", line)
            if token
        ]
        self._at = 0
        self._file = file

    @property
    def line(self) -> int:
        """The line of the number last taken."""
        return self._tokens[max(0, self._at - 1)][0] if self._tokens else 0

    def take(self, count: int, what: str) -> NDArray[np.float64]:
        """Return the next numbers."""
        some = self._tokens[self._at : self._at + count]
        if len(some) < count:
            raise InputError(
                N_("{file} ends at line {line} before all of {what}: {found} of {count} numbers. Ask for it again."),
                file=self._file,
                line=self._tokens[-1][0] if self._tokens else 0,
                what=_Term(what),
                found=len(some),
                count=count,
            )
        self._at += count
        values = np.empty(count)
        for k, (line, token) in enumerate(some):
            try:
                values[k] = float(token)
            except ValueError:
                values[k] = np.nan
            if not np.isfinite(values[k]):
                raise InputError(
                    N_("{file}, line {line}: {token} stands where a number of {what} should: correct it."),
                    file=self._file,
                    line=line,
                    token=token[:40],
                    what=_Term(what),
                )
        return values

    def count(self, what: str, least: int, most: int = _MOST_ANGLES) -> int:
        """Return the next number, a count."""
        value = float(self.take(1, what)[0])
        if not (value.is_integer() and least <= value <= most):
            self.refuse(
                N_("{file}, line {line}: {what} is {value}, not a count from {least} to {most}: correct it."),
                what=_Term(what),
                value=value,
                least=least,
                most=most,
            )
        return int(value)

    def refuse(self, message: str, **parameters: object) -> None:
        """Raise an error that names the file and the line of the number last taken."""
        raise InputError(message, file=self._file, line=self.line, **parameters)

    def end(self) -> None:
        """Refuse numbers that are left over: then a count was wrong, and so is what was read."""
        if self._at < len(self._tokens):
            self._at += 1
            self.refuse(N_("{file}, line {line}: there are more numbers than the file announces: ask for it again."))


def read(path: Path) -> Luminaire:
    """Return the luminaire of a file.

    Parameters
    ----------
    path
        A file in LM-63 format, usually ``.ies``.

    Raises
    ------
    FileError
        If it cannot be read, or is no such file.
    InputError
        If its contents cannot be used; the sentence names the line.
    """
    return parsed(contents(path).decode("latin-1"), path.name)


def contents(path: Path) -> bytes:
    """Return the bytes of a photometric file.

    Raises
    ------
    FileError
        If it cannot be read, or is too large to be one.
    """
    try:
        with path.open("rb") as file:
            data = file.read(LARGEST + 1)
    except OSError as error:
        raise FileError(N_("{file} cannot be read: check that it is there."), file=path.name) from error
    if len(data) > LARGEST:
        raise FileError(N_("{file} is too large for a photometric file: choose an IES file."), file=path.name)
    return data


def parsed(text: str, file: str) -> Luminaire:
    """Return the luminaire that a text in LM-63 format describes.

    Parameters
    ----------
    text
        Contents of the file.
    file
        Its name, for messages, and the luminaire's where it has none.

    Raises
    ------
    FileError
        If there is no line ``TILT=``.
    InputError
        If the contents cannot be used; the sentence names the line.
    """
    lines = text.replace("\x1a", "").splitlines()
    tilt = next((k for k, line in enumerate(lines) if line.strip().upper().startswith("TILT=")), None)
    if tilt is None:
        raise FileError(
            N_("{file} is no IES file: no line begins with TILT=. Ask the maker for the LM-63 file."), file=file
        )
    numbers = _Numbers(lines, tilt + 1, file)
    if lines[tilt].strip()[5:].strip().upper() == "INCLUDE":
        numbers.take(1, N_("lamp position"))
        numbers.take(2 * numbers.count(N_("number of tilt angles"), 1), N_("tilt factors"))
    return _luminaire(numbers, _name(lines[:tilt]) or file)


def _name(lines: list[str]) -> str:
    found: dict[str, str] = {}
    for line in lines:
        keyword = re.match(r"\s*\[_?(LUMINAIRE|LUMCAT)\]\s*(.*\S)", line, re.IGNORECASE)
        if keyword:
            found.setdefault(str(keyword[1]).upper(), str(keyword[2]))
    return found.get("LUMINAIRE", found.get("LUMCAT", ""))


def _luminaire(numbers: _Numbers, name: str) -> Luminaire:
    lamps = numbers.count(N_("number of lamps"), 1)
    per_lamp, multiplier = numbers.take(2, N_("lumens and multiplier"))
    many, planes = (
        numbers.count(N_("number of vertical angles"), 2),
        numbers.count(N_("number of horizontal angles"), 1),
    )
    kind = numbers.count(N_("photometric type"), 1, 3)
    if kind in _TYPES:
        numbers.refuse(
            N_("{file}, line {line}: photometry of type {type} is for floodlights. Ask the maker for type C."),
            type=_TYPES[kind],
        )
    numbers.take(4, N_("units and dimensions"))
    ballast, photometric, watts = numbers.take(3, N_("ballast factors and watts"))
    factor = multiplier * ballast * photometric
    if not factor > 0:
        numbers.refuse(N_("{file}, line {line}: a multiplier or ballast factor is not above 0: correct it."))
    vertical = _vertical(numbers, many)
    horizontal = _horizontal(numbers, planes)
    candela = numbers.take(planes * many, N_("candela values")).reshape(planes, many) * factor
    if (candela < 0).any():
        numbers.refuse(N_("{file}, up to line {line}: a candela value is negative: ask for the file again."))
    numbers.end()
    measured = photometry.averaged(name, np.radians(vertical), np.radians(horizontal), candela)
    flux = measured.flux()
    absolute = per_lamp < 0
    lumens = flux if absolute else lamps * float(per_lamp)
    if not (lumens > 0 and flux > 0):
        numbers.refuse(N_("{file}, up to line {line}: the luminaire gives no light, or its lamps 0 lumens: check it."))
    distribution = photometry.Distribution(name, measured.gamma, measured.intensity * (1000 / lumens))
    return Luminaire(distribution, lumens, float(watts) if watts > 0 else None, bool(absolute))


def _vertical(numbers: _Numbers, count: int) -> NDArray[np.float64]:
    angles = numbers.take(count, N_("vertical angles"))
    if not ((np.diff(angles) > 0).all() and _is(angles[0], 0, 90) and angles[-1] <= 180 + _CLOSE):
        numbers.refuse(
            N_(
                "{file}, line {line}: vertical angles must rise from 0 or 90 to at most 180, as in type C: correct them."
            )
        )
    return np.clip(angles, 0, 180)


def _horizontal(numbers: _Numbers, count: int) -> NDArray[np.float64]:
    """Return the planes' angles: one; or a quarter, a half (also from 90 to 270) or all of the circle."""
    angles = numbers.take(count, N_("horizontal angles"))
    whole = (
        count == 1
        or (_is(angles[0], 0) and _is(angles[-1], 90, 180, 360))
        or (_is(angles[0], 90) and _is(angles[-1], 270))
    )
    if not (whole and (np.diff(angles) > 0).all()):
        numbers.refuse(
            N_(
                "{file}, line {line}: horizontal angles must rise from 0 to 90, 180 or 360, or from 90 to 270, "
                "or be one alone: correct them."
            )
        )
    return angles


def _is(angle: float, *wanted: float) -> bool:
    return any(abs(angle - one) <= _CLOSE for one in wanted)
