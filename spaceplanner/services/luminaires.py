"""Which lamp has which luminaire: the one its layer names, else the usual one of the project."""

from __future__ import annotations

from dataclasses import dataclass, replace
from math import pi
from typing import TYPE_CHECKING

import numpy as np

from spaceplanner.analysis import photometry
from spaceplanner.domain.luminaire import matching
from spaceplanner.errors import AnalysisError
from spaceplanner.i18n import N_
from spaceplanner.services import columns
from spaceplanner.services.unpacking import unpack

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from spaceplanner.domain.luminaire import Luminaire
    from spaceplanner.domain.project import Project
    from spaceplanner.services.inputs import LampModels


@dataclass(frozen=True, eq=False, slots=True)
class Shapes:
    """The light distributions that lamps may have: the generic ones, then those of the project's luminaires.

    Attributes
    ----------
    names
        (d,) as the project spells them.
    distributions
        (d,) of analysis.
    lumens
        (d,) that its file is for: its distribution is per 1000 of them; NaN of the generic ones.
    output_ratio
        (d,) that leave the luminaire for each of these.
    """

    names: tuple[str, ...]
    distributions: tuple[photometry.Distribution, ...]
    lumens: NDArray[np.float64]
    output_ratio: NDArray[np.float64]

    def numbers(self) -> dict[str, int]:
        """Return what `matching` makes of each name -> its number."""
        return {matching(name): number for number, name in enumerate(self.names)}


@dataclass(frozen=True, eq=False, slots=True)
class Fitted:
    """Luminaires of the m working lamps.

    Attributes
    ----------
    which
        (m,) number of each one's distribution in `Shapes`.
    lumens, output_ratio
        (m,) of its luminaire, as in `Shapes`.
    named
        (m,) those that name a luminaire that there is; the others have the usual one.
    unknown
        How many name one that there is not.
    """

    which: NDArray[np.intp]
    lumens: NDArray[np.float64]
    output_ratio: NDArray[np.float64]
    named: NDArray[np.bool_]
    unknown: int


def shapes(luminaires: tuple[Luminaire, ...]) -> Shapes:
    """Return the distributions that lamps of a project may have.

    Raises
    ------
    AnalysisError
        If a luminaire's table is none.
    """
    generic = [(name, photometry.generic(name), np.nan) for name in photometry.SHAPES]
    measured = [(one.name, distribution(one), one.lumens) for one in luminaires]
    names, distributions, lumens = zip(*generic, *measured, strict=True)
    # Rounded, so that what is scaled to 1 is 1.
    ratios = np.round([one.flux() / 1000 for one in distributions], 9)
    return Shapes(names, distributions, np.array(lumens), ratios)


def distribution(luminaire: Luminaire) -> photometry.Distribution:
    """Return a luminaire's distribution as analysis reads it."""
    return photometry.Distribution(luminaire.name, np.array(luminaire.gamma), np.array(luminaire.intensity))


def fitted(models: LampModels, among: Shapes, *, usual: str) -> Fitted:
    """Return the luminaire of each working lamp.

    Parameters
    ----------
    models
        What the layers say.
    among
        Those there are.
    usual
        Name of the one for lamps that name none.

    Raises
    ------
    AnalysisError
        If there is no luminaire of the usual one's name.
    """
    numbers = among.numbers()
    if matching(usual) not in numbers:
        raise AnalysisError(
            N_("There is no light distribution called {name}: choose one of {known}."),
            name=usual,
            known=", ".join(among.names),
        )
    default = numbers[matching(usual)]
    of_name = np.array([numbers.get(matching(name), -1) for name in models.names], dtype=np.intp)
    # The last stands for lamps that name none, whose code is -1.
    meant = np.append(of_name, default)[models.codes]
    told = models.codes >= 0
    found = meant >= 0
    which = columns.fixed(np.where(found, meant, default))
    return Fitted(
        which=which,
        lumens=columns.fixed(among.lumens[which]),
        output_ratio=columns.fixed(among.output_ratio[which]),
        named=columns.fixed(told & found),
        unknown=int((~found).sum()),
    )


def in_use(found: Fitted, among: Shapes) -> dict[str, int]:
    """Return how many working lamps have each of the luminaires, by name, in their order."""
    counts = np.bincount(found.which, minlength=len(among.names))
    return dict(zip(among.names, counts.tolist(), strict=True))


@dataclass(frozen=True, slots=True, kw_only=True)
class Output:
    """What leaves a luminaire.

    Attributes
    ----------
    lumens
        None for a generic shape.
    efficacy
        Lumens per watt of input, or None.
    upward
        Share of its light that goes above the horizon.
    """

    lumens: float | None
    efficacy: float | None
    upward: float


def output(spread: photometry.Distribution, one: Luminaire | None) -> Output:
    """Return what leaves a luminaire whose distribution is given; None: a generic shape."""
    whole = spread.flux()
    lumens = None if one is None else one.lumens * whole / 1000
    return Output(
        lumens=lumens,
        efficacy=None if lumens is None or one is None or not one.power_w else lumens / one.power_w,
        upward=round(spread.flux(pi / 2) / whole, 9),
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class Facts:
    """What is known of a luminaire, and how many lamps have it.

    Attributes
    ----------
    file, sha256
        Where it comes from; empty for a generic shape.
    power_w
        Input watts, or None.
    output
        What leaves it.
    lamps
        How many working lamps have it.
    usual
        It is that of lamps that name none.
    """

    name: str
    file: str = ""
    sha256: str = ""
    power_w: float | None = None
    output: Output
    lamps: int
    usual: bool


def facts(project: Project) -> tuple[tuple[Facts, ...], int]:
    """Return what is known of every luminaire that lamps may have, and how many lamps name one that there is not.

    Raises
    ------
    AnalysisError
        If there is no luminaire of the usual one's name.
    """
    among, usual = shapes(project.luminaires), project.settings.lamp_shape
    found = fitted(unpack(project).lamps.models, among, usual=usual)
    lamps = in_use(found, among)
    measured = {one.name: one for one in project.luminaires}
    rows = []
    for name, spread in zip(among.names, among.distributions, strict=True):
        one = measured.get(name)
        row = Facts(name=name, output=output(spread, one), lamps=lamps[name], usual=matching(name) == matching(usual))
        if one is not None:
            row = replace(row, file=one.file, sha256=one.sha256, power_w=one.power_w)
        rows.append(row)
    return tuple(rows), found.unknown
