"""Results remembered by the identity of what they were computed from."""

from __future__ import annotations

from collections import Counter, OrderedDict
from threading import Lock
from typing import TYPE_CHECKING, Any, TypeVar

if TYPE_CHECKING:
    from collections.abc import Callable, Hashable, Mapping

T = TypeVar("T")

_KEEP = 512


class Memo:
    """Remember results by stage, identities of their inputs and parameters; the least recently used go first.

    Values that hold arrays compare by identity (their identity is their version), so an input counts as the same only
    if it `is` the same object. Inputs are held as long as their result, so that an identity is never used again by
    another object. Safe to call from several threads; two that ask for the same thing at once may both compute it,
    and both get the result that was there first.

    Parameters
    ----------
    keep
        How many results of a stage are kept, for stages whose results are large; others keep 512.

    Attributes
    ----------
    computed, reused
        How often each stage was computed, and how often it was answered from memory.
    """

    def __init__(self, keep: Mapping[str, int] | None = None) -> None:
        self.computed: Counter[str] = Counter()
        self.reused: Counter[str] = Counter()
        self._keep = dict(keep or {})
        self._results: dict[str, OrderedDict[Hashable, tuple[tuple[object, ...], Any]]] = {}
        self._lock = Lock()

    def __call__(self, stage: str, function: Callable[..., T], *inputs: object, **parameters: Hashable) -> T:
        """Return ``function(*inputs, **parameters)``, from memory where the very same was asked before.

        Parameters
        ----------
        stage
            Name of the stage; it must determine `function`.
        *inputs
            Compared by identity; values that are equal but not identical are other inputs.
        **parameters
            Compared by value.
        """
        key = (tuple(map(id, inputs)), tuple(sorted(parameters.items())))
        with self._lock:
            results = self._results.setdefault(stage, OrderedDict())
            if key in results:
                results.move_to_end(key)
                self.reused[stage] += 1
                found: T = results[key][1]
                return found
        result = function(*inputs, **parameters)
        with self._lock:
            self.computed[stage] += 1
            kept: T = results.setdefault(key, (inputs, result))[1]
            results.move_to_end(key)
            while len(results) > self._keep.get(stage, _KEEP):
                results.popitem(last=False)
            return kept
