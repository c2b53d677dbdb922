"""Results remembered by the identity of what they were computed from, and brought up to date from one another."""

from __future__ import annotations

from collections import Counter, OrderedDict
from threading import Lock
from typing import TYPE_CHECKING, Any, NamedTuple, TypeVar

if TYPE_CHECKING:
    from collections.abc import Callable, Hashable, Mapping

T = TypeVar("T")

_KEEP = 512


class _Key(NamedTuple):
    inputs: tuple[int, ...]
    parameters: tuple[tuple[str, Hashable], ...]


class _Entry(NamedTuple):
    inputs: tuple[object, ...]
    result: Any


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
    computed, updated, reused
        How often each stage was computed in full, made from its latest result, and answered from memory.
    """

    def __init__(self, keep: Mapping[str, int] | None = None) -> None:
        self.computed: Counter[str] = Counter()
        self.updated: Counter[str] = Counter()
        self.reused: Counter[str] = Counter()
        self._keep = dict(keep or {})
        self._results: dict[str, OrderedDict[_Key, _Entry]] = {}
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
        return self.updating(stage, function, None, *inputs, **parameters)

    def updating(
        self,
        stage: str,
        function: Callable[..., T],
        update: Callable[..., T | None] | None,
        *inputs: object,
        **parameters: Hashable,
    ) -> T:
        """Return what a call would, made from the stage's latest result where `update` can do that.

        Parameters
        ----------
        stage, function, *inputs, **parameters
            As for a call.
        update
            Called as ``update(result, its_inputs, *inputs, **parameters)`` with the latest result for equal parameters.
            What it returns must equal ``function(*inputs, **parameters)``; None: it cannot help, and `function` is
            called. It must not change what it is given.
        """
        key = _Key(tuple(map(id, inputs)), tuple(sorted(parameters.items())))
        with self._lock:
            results = self._results.setdefault(stage, OrderedDict())
            if key in results:
                results.move_to_end(key)
                self.reused[stage] += 1
                found: T = results[key].result
                return found
            latest = _latest(results, key) if update else None
        result = update(latest.result, latest.inputs, *inputs, **parameters) if update and latest else None
        done = self.computed if result is None else self.updated
        if result is None:
            result = function(*inputs, **parameters)
        with self._lock:
            done[stage] += 1
            kept: T = results.setdefault(key, _Entry(inputs, result)).result
            results.move_to_end(key)
            while len(results) > self._keep.get(stage, _KEEP):
                results.popitem(last=False)
            return kept


def _latest(results: OrderedDict[_Key, _Entry], key: _Key) -> _Entry | None:
    """Return the most recently used result for equal parameters, if there is one."""
    return next((entry for other, entry in reversed(results.items()) if other.parameters == key.parameters), None)
