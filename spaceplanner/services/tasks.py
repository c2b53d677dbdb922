"""The task pool: work away from the window, with a key, progress, cancellation and an answer.

The only module with threads. Every method is called from one thread, the owner's (the window's); so is everything
that a task delivers, because it goes through `post`.
"""

from __future__ import annotations

import logging
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from contextvars import copy_context
from dataclasses import dataclass, field
from threading import Event, Lock
from typing import TYPE_CHECKING, Any, TypeVar

from spaceplanner.errors import Cancelled
from spaceplanner.i18n import N_

if TYPE_CHECKING:
    from collections.abc import Callable

    from spaceplanner.services.progress import Progress

T = TypeVar("T")
_log = logging.getLogger(__name__)

WORKERS = 2


@dataclass(frozen=True, slots=True)
class Active:
    """A task that is waiting or running, for a status bar.

    Attributes
    ----------
    label, message
        Message ids: what the task is, and what it is doing now (empty: nothing said yet).
    fraction
        0 to 1.
    """

    key: str
    label: str
    fraction: float
    message: str


@dataclass(eq=False, slots=True)
class _Run:
    """One run of a task, shared by the owner's thread and a worker."""

    key: str
    label: str
    progress: Callable[[float, str], None] | None
    cancelled: Event = field(default_factory=Event)
    lock: Lock = field(default_factory=Lock)
    latest: tuple[float, str] = (0.0, "")
    announced: bool = False


class Tasks:
    """Runs work in a few threads and delivers in the owner's thread.

    Parameters
    ----------
    post
        Has a callable called in the owner's thread, later; must not wait for it.
    workers
        Number of threads.
    """

    def __init__(self, post: Callable[[Callable[[], None]], None], *, workers: int = WORKERS) -> None:
        self._post = post
        self._pool = ThreadPoolExecutor(workers, thread_name_prefix="spaceplanner")
        self._runs: dict[str, _Run] = {}
        self._watchers: list[Callable[[], None]] = []
        self._closed = False

    @property
    def active(self) -> tuple[Active, ...]:
        """Tasks waiting or running, the oldest first."""
        return tuple(Active(run.key, run.label, *run.latest) for run in self._runs.values())

    def subscribe(self, callback: Callable[[], None]) -> Callable[[], None]:
        """Have `callback` called whenever `active` has changed; return what ends that."""
        self._watchers.append(callback)

        def end() -> None:
            with suppress(ValueError):
                self._watchers.remove(callback)

        return end

    def run(
        self,
        key: str,
        label: str,
        work: Callable[[Progress], T],
        *,
        done: Callable[[T], None],
        failed: Callable[[Exception], None] | None = None,
        progress: Callable[[float, str], None] | None = None,
    ) -> None:
        """Start work; a task with the same key is cancelled and its answer dropped.

        Parameters
        ----------
        key
            What the answer is for: ``evaluate``, ``import``.
        label
            Message id of what the task is, for the status bar.
        work
            Called in a worker thread, in the caller's language; must not touch the window.
        done, failed, progress
            Called in the owner's thread, unless the task was cancelled. Without `failed`, an error is logged.
        """
        if self._closed:
            return
        self._forget(key)
        run = self._runs[key] = _Run(key, label, progress)
        context = copy_context()
        self._pool.submit(context.run, self._work, run, work, done, failed or _logged)
        self._changed()

    def cancel(self, key: str) -> None:
        """Cancel the task with a key, if there is one: its answer is dropped, the work stops when it next reports."""
        if self._forget(key):
            self._changed()

    def close(self) -> None:
        """Cancel everything and wait for the threads; nothing is delivered afterwards."""
        self._closed = True
        for key in tuple(self._runs):
            self._forget(key)
        self._watchers.clear()
        self._pool.shutdown(wait=True, cancel_futures=True)

    def _work(
        self, run: _Run, work: Callable[[Progress], T], done: Callable[[T], None], failed: Callable[[Exception], None]
    ) -> None:
        """Do the work in a worker thread and post the answer."""

        def report(fraction: float, message_id: str) -> None:
            if run.cancelled.is_set():
                raise Cancelled(N_("Cancelled."))
            with run.lock:
                run.latest = (min(max(fraction, 0.0), 1.0), message_id or run.latest[1])
                # One report on its way is enough: it tells the latest state when it arrives.
                if run.announced:
                    return
                run.announced = True
            self._post(lambda: self._reported(run))

        try:
            report(0.0, "")
            answer = work(report)
        except Cancelled:
            self._post(lambda: self._finished(run, _nothing, None))
        except Exception as error:  # noqa: BLE001 - whatever went wrong is told in the owner's thread
            reason = error
            self._post(lambda: self._finished(run, failed, reason))
        else:
            self._post(lambda: self._finished(run, done, answer))

    def _reported(self, run: _Run) -> None:
        with run.lock:
            run.announced = False
            latest = run.latest
        if self._runs.get(run.key) is not run:
            return
        if run.progress is not None:
            run.progress(*latest)
        self._changed()

    def _finished(self, run: _Run, deliver: Callable[[Any], None], value: object) -> None:
        if self._runs.get(run.key) is not run:
            return
        del self._runs[run.key]
        self._changed()
        deliver(value)

    def _forget(self, key: str) -> bool:
        run = self._runs.pop(key, None)
        if run is None:
            return False
        run.cancelled.set()
        return True

    def _changed(self) -> None:
        for watcher in tuple(self._watchers):
            watcher()


class _Inline(Tasks):
    """Does the work at once, in the caller's thread."""

    def __init__(self) -> None:
        super().__init__(lambda deliver: deliver())

    def run(
        self,
        key: str,
        label: str,
        work: Callable[[Progress], T],
        *,
        done: Callable[[T], None],
        failed: Callable[[Exception], None] | None = None,
        progress: Callable[[float, str], None] | None = None,
    ) -> None:
        """Do the work; without `failed`, an error goes to the caller."""
        self._forget(key)
        run = self._runs[key] = _Run(key, label, progress)
        self._changed()
        self._work(run, work, done, failed or _raised)


def inline() -> Tasks:
    """Return tasks that run at once, for the shell; an error nobody handles goes to the caller of `run`."""
    return _Inline()


def _logged(error: Exception) -> None:
    _log.error("a task failed: %s", error, exc_info=error)


def _raised(error: Exception) -> None:
    raise error


def _nothing(_: object) -> None:
    """Deliver nothing."""
