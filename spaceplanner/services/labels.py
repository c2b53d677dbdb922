"""Labels and flags: what of a space is a class and no number, and what the reader must know of its figures."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from spaceplanner.analysis import entrances
from spaceplanner.services import figures_light

if TYPE_CHECKING:
    from collections.abc import Callable

    from numpy.typing import NDArray

    from spaceplanner.services.inputs import Inputs

    Stage = Callable[[str], Any]


def labels(inputs: Inputs, stage: Stage) -> list[dict[str, str]]:
    """Return for each space its labels: kind -> value, those without data left out.

    Parameters
    ----------
    inputs
        The unpacked project.
    stage
        Gives the result of a stage by its name.
    """
    kinds = {
        "light_class": figures_light.class_names(stage("ground_light"), stage("covered_light"), inputs.lamps),
        "fear": stage("fears"),
    }
    return [
        {kind: value for kind, value in zip(kinds, row, strict=True) if value is not None}
        for row in zip(*kinds.values(), strict=True)
    ]


def flags(inputs: Inputs, stage: Stage) -> list[tuple[str, ...]]:
    """Return for each space the flags of its figures (see `labels` for the parameters)."""
    n = len(inputs.places.spaces)
    light, luck = stage("ground_light"), stage("luck")
    ratings, walked, doors = stage("alarm_ratings"), stage("walked"), stage("doors")
    known = {
        "assumed_lamps": _any_near(stage("lamps_reaching"), stage("light_lamps").flagged, n),
        "assumed_alarms": _any_near(stage("heard_night")[1], ratings.missing | ratings.implausible, n),
        "uneven_light": light.uneven & inputs.lamps.present & stage("covered_light"),
        "coarse_light": (light.samples.spacing > inputs.settings.light_grid)
        & inputs.lamps.present
        & stage("covered_light"),
        "straight_line": walked.straight_space & inputs.residents.present,
        "assumed_entrances": (doors.kind != entrances.GIVEN) & inputs.residents.present,
        "no_comparison": np.full(n, luck is not None and not luck.used),
        "filled_comparison": luck.filled if luck is not None else np.zeros(n, dtype=np.bool_),
    }
    names = list(known)
    table = np.column_stack(list(known.values())) if n else np.empty((0, len(names)), dtype=np.bool_)
    # Few combinations occur: each is spelt once.
    codes = table @ (1 << np.arange(len(names)))
    spelt = {
        code: tuple(name for place, name in enumerate(names) if code >> place & 1) for code in np.unique(codes).tolist()
    }
    return [spelt[code] for code in codes.tolist()]


def _any_near(pairs: NDArray[np.int64], flagged: NDArray[np.bool_], n: int) -> NDArray[np.bool_]:
    """Return (n,) whether a flagged lamp or alarm reaches a space."""
    return np.asarray(np.bincount(pairs[flagged[pairs[:, 1]], 0], minlength=n) > 0)
