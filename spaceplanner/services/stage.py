"""One stage of a diagnosis: a computation, what it is made from, and how it is made again from its latest result."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import numpy as np

from spaceplanner.analysis import coverage, difference
from spaceplanner.i18n import N_

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from numpy.typing import NDArray


@dataclass(frozen=True, slots=True, kw_only=True)
class Stage:
    """One computation.

    Attributes
    ----------
    label
        What is being done, a message id, for the progress bar.
    function
        Called with the inputs in order and the parameters by name.
    inputs
        Names of earlier stages, or paths in `Inputs` such as ``incidents.xy``.
    parameters
        Parameter of the function -> name of the setting it is given, or the value itself.
    keep
        How many results are remembered: a few, so that undo is instant, and not many, for they are large.
    update
        Called as ``update(result, its_inputs, *inputs, **parameters)`` with the latest result for equal parameters; its
        answer equals that of `function`, or is None where it cannot help (see `Memo.updating`).
    """

    label: str
    function: Callable[..., Any]
    inputs: tuple[str, ...]
    parameters: Mapping[str, str | float] = field(default_factory=dict)
    keep: int = 6
    update: Callable[..., Any] | None = None


def for_each_space(function: Callable[..., NDArray[Any]]) -> Callable[..., NDArray[Any] | None]:
    """Return the update of a stage whose result has a row for each space that depends on no other space."""

    def update(
        previous: NDArray[Any], before: tuple[Any, ...], shapes: NDArray[Any], *others: Any, **parameters: float
    ) -> NDArray[Any] | None:
        if any(one is not other for one, other in zip(before[1:], others, strict=True)):
            return None
        change = difference.rows((before[0],), (shapes,))
        if change is None:
            return None
        updated = np.empty(len(shapes), dtype=previous.dtype)
        stayed = np.delete(np.arange(len(previous)), change.gone)
        updated[change.now(stayed)] = previous[stayed]
        updated[change.new] = function(shapes[change.new], *others, **parameters)
        return updated

    return update


def with_lamps(place: str) -> Stage:
    """Return the stage that says of which spaces the lamps are known.

    Where nobody said where lamps are complete, no lamp near a space is no data, and not darkness (docs/adr/0009).

    Parameters
    ----------
    place
        Name of the stage that says around which spaces the layers are complete.
    """
    return Stage(
        label=N_("Looking where each layer is complete"),
        function=coverage.with_evidence,
        inputs=(place, "lamps_within", "coverage.lamps"),
    )


def covered(role: str, distance: str | float) -> Stage:
    """Return the stage that says around which spaces a role's layers are complete.

    Parameters
    ----------
    role
        A part of `Inputs.coverage`.
    distance
        Metres around a space that a measure looks at, or the name of the setting that holds them.
    """
    return Stage(
        label=N_("Looking where each layer is complete"),
        function=coverage.covered,
        inputs=("places.shapes", f"coverage.{role}", "coverage.boundary"),
        parameters={"distance": distance},
        update=for_each_space(coverage.covered),
    )
