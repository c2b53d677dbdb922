"""The site of a proposal: what scoring reads of the place it is for, which no proposal changes."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from spaceplanner.services import eligibility, surroundings
from spaceplanner.services.stages import compute

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    import numpy as np
    from numpy.typing import NDArray
    from shapely.geometry.base import BaseGeometry

    from spaceplanner.domain.result import Diagnosis, SpaceDiagnosis
    from spaceplanner.services.eligibility import Nearby
    from spaceplanner.services.inputs import Inputs
    from spaceplanner.services.memo import Memo
    from spaceplanner.services.surroundings import Baseline


@dataclass(frozen=True, eq=False, slots=True, kw_only=True)
class Site:
    """What scoring reads of the place a proposal is for.

    Attributes
    ----------
    space, shape
        The space's diagnosis and polygon; None for a space that no layer holds.
    near
        The incidents near it, or the reason why there are no data on them.
    baseline
        What the space has a year in the long run; None without dates or without data.
    lamps_xy, alarms_xy
        (n, 2) all that work today, metres.
    """

    space: SpaceDiagnosis | None
    shape: BaseGeometry | None
    near: Nearby | str
    baseline: Baseline | None
    lamps_xy: NDArray[np.float64]
    alarms_xy: NDArray[np.float64]


def sites(spaces: Sequence[str], inputs: Inputs, diagnosis: Diagnosis, memo: Memo) -> tuple[Site, ...]:
    """Return what scoring reads of each of some spaces, by id; no proposal changes it."""
    return memo(
        "sites",
        lambda *_, spaces: tuple(_sites(spaces, inputs, diagnosis, memo)),
        inputs,
        diagnosis,
        spaces=tuple(spaces),
    )


def _sites(spaces: Sequence[str], inputs: Inputs, diagnosis: Diagnosis, memo: Memo) -> Iterator[Site]:
    diagnosed = {item.space: item for item in diagnosis.spaces}
    shapes = {space.id: space.shape for space in inputs.places.spaces}
    found_baselines = memo(
        "baselines",
        surroundings.baselines,
        inputs.places,
        compute("luck", inputs, memo),
        compute("luck_published", inputs, memo),
    )
    for key in spaces:
        space = diagnosed.get(key)
        yield Site(
            space=space,
            shape=shapes.get(key),
            near=eligibility.nearby(inputs, space, memo),
            baseline=found_baselines.get(key),
            lamps_xy=inputs.lamps.working_xy,
            alarms_xy=inputs.alarms.working_xy,
        )
