from __future__ import annotations

import queue
import threading
import time
from typing import TYPE_CHECKING

import pytest

from spaceplanner import i18n
from spaceplanner.errors import Cancelled, FileError
from spaceplanner.services import progress, tasks
from spaceplanner.services.tasks import Tasks

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator


class Owner:
    """A thread with a list of calls to make, as a window has."""

    def __init__(self) -> None:
        self.calls: queue.Queue[Callable[[], None]] = queue.Queue()
        self.tasks = Tasks(self.calls.put)

    def until(self, condition: Callable[[], object], seconds: float = 5) -> None:
        """Make the calls that come in until something holds."""
        end = time.monotonic() + seconds
        while not condition():
            assert time.monotonic() < end, "it never came"
            self.some(0.01)

    def some(self, seconds: float = 0) -> None:
        """Make the calls that are there."""
        try:
            self.calls.get(timeout=seconds or 0.001)()
            while True:
                self.calls.get_nowait()()
        except queue.Empty:
            pass


@pytest.fixture
def owner() -> Iterator[Owner]:
    owner = Owner()
    yield owner
    owner.tasks.close()


def wait_for_cancellation(report: progress.Progress) -> None:
    while True:
        report(0.5, "waiting")
        time.sleep(0.001)


def test_an_answer_comes_in_the_owners_thread(owner):
    got: list[object] = []
    owner.tasks.run(
        "a",
        "Reading",
        lambda _: threading.current_thread(),
        done=lambda worker: got.extend([worker, threading.current_thread()]),
    )
    owner.until(lambda: got)
    worker, here = got
    assert here is threading.current_thread()
    assert worker is not here
    assert owner.tasks.active == ()


def test_progress_is_shown(owner):
    told: list[tuple[float, str]] = []
    go = threading.Event()
    finished: list[None] = []

    def work(report: progress.Progress) -> None:
        report(0.25, "a quarter")
        go.wait(5)
        report(2.0, "")

    owner.tasks.run("a", "Reading", work, done=finished.append, progress=lambda *now: told.append(now))
    owner.until(lambda: (0.25, "a quarter") in told)
    (active,) = owner.tasks.active
    assert (active.key, active.label, active.fraction, active.message) == ("a", "Reading", 0.25, "a quarter")
    go.set()
    owner.until(lambda: finished)
    assert told[-1] in {(1.0, "a quarter"), (0.25, "a quarter")}


def test_many_reports_are_few_calls(owner):
    owner.tasks.run(
        "a", "Counting", lambda report: [report(i / 10_000, "x") for i in range(10_000)], done=lambda _: None
    )
    time.sleep(0.2)
    assert owner.calls.qsize() <= 3


def test_errors_are_delivered(owner):
    failed: list[Exception] = []

    def work(_: progress.Progress) -> None:
        raise FileError("{path} is empty.", path="x")

    owner.tasks.run("a", "Reading", work, done=lambda _: None, failed=failed.append)
    owner.until(lambda: failed)
    assert str(failed[0]) == "x is empty."
    assert owner.tasks.active == ()


def test_an_error_nobody_waits_for_is_logged(owner, caplog):
    owner.tasks.run("a", "Reading", lambda _: 1 / 0, done=lambda _: None)
    owner.until(lambda: caplog.records)
    assert "division by zero" in caplog.text
    caplog.clear()


def test_cancelling_stops_the_work_and_drops_the_answer(owner):
    stopped = threading.Event()
    told: list[object] = []

    def work(report: progress.Progress) -> None:
        try:
            wait_for_cancellation(report)
        except Cancelled:
            stopped.set()
            raise

    owner.tasks.run("a", "Reading", work, done=told.append, failed=told.append)
    owner.until(lambda: owner.tasks.active[0].message == "waiting")
    owner.tasks.cancel("a")
    assert owner.tasks.active == ()
    assert stopped.wait(5)
    owner.some(0.05)
    assert told == []
    owner.tasks.cancel("a")


def test_work_that_gives_up_by_itself_tells_nobody(owner):
    def work(_: progress.Progress) -> None:
        raise Cancelled("x")

    told: list[object] = []
    owner.tasks.run("a", "Reading", work, done=told.append, failed=told.append)
    owner.until(lambda: owner.tasks.active == ())
    assert told == []


def test_the_same_key_drops_the_answer_to_the_old_question(owner):
    answers: list[int] = []
    slow = threading.Event()

    def old(_: progress.Progress) -> int:
        slow.wait(5)
        return 1

    owner.tasks.run("a", "Computing", old, done=answers.append)
    owner.tasks.run("a", "Computing", lambda _: 2, done=answers.append)
    owner.until(lambda: answers)
    slow.set()
    owner.some(0.05)
    owner.some(0.05)
    assert answers == [2]


def test_an_answer_on_its_way_when_it_is_cancelled_is_dropped(owner):
    answers: list[int] = []
    owner.tasks.run("a", "Computing", lambda _: 1, done=answers.append)
    while owner.calls.qsize() < 2:
        time.sleep(0.001)
    owner.tasks.cancel("a")
    owner.some(0.01)
    assert answers == []


def test_different_keys_run_together(owner):
    both = threading.Barrier(2, timeout=5)
    answers: list[str] = []
    for key in "ab":
        owner.tasks.run(key, "Computing", lambda _, key=key: (both.wait() and key) or key, done=answers.append)
    assert [task.key for task in owner.tasks.active] == ["a", "b"]
    owner.until(lambda: len(answers) == 2)
    assert sorted(answers) == ["a", "b"]


def test_a_status_bar_hears_of_changes(owner):
    seen: list[tuple[str, ...]] = []
    end = owner.tasks.subscribe(lambda: seen.append(tuple(task.key for task in owner.tasks.active)))
    owner.tasks.run("a", "Computing", lambda _: 1, done=lambda _: None)
    owner.until(lambda: owner.tasks.active == ())
    assert seen[0] == ("a",)
    assert seen[-1] == ()
    end()
    end()
    count = len(seen)
    owner.tasks.run("a", "Computing", lambda _: 1, done=lambda _: None)
    assert len(seen) == count


def test_the_language_of_the_caller_goes_along(owner):
    got: list[str] = []
    with i18n.speaking("es"):
        owner.tasks.run("a", "Computing", lambda _: i18n.language(), done=got.append)
    owner.until(lambda: got)
    assert got == ["es"]


def test_closing_waits_and_delivers_nothing():
    owner = Owner()
    told: list[object] = []
    before = threading.active_count()
    owner.tasks.run("a", "Reading", wait_for_cancellation, done=told.append, failed=told.append)
    owner.tasks.run("b", "Reading", lambda _: 1, done=told.append)
    owner.tasks.run("c", "Waiting its turn", lambda _: 1, done=told.append)
    owner.tasks.close()
    assert threading.active_count() == before
    owner.some(0.01)
    assert told == []
    owner.tasks.run("d", "Too late", lambda _: 1, done=told.append)
    owner.some(0.01)
    assert told == []


def test_inline_runs_at_once():
    inline = tasks.inline()
    got: list[object] = []

    def work(report: progress.Progress) -> int:
        report(0.5, "x")
        return 5

    inline.run("a", "Computing", work, done=got.append, progress=lambda *now: got.append(now))
    assert got == [(0.0, ""), (0.5, "x"), 5]
    assert inline.active == ()
    with pytest.raises(ZeroDivisionError):
        inline.run("a", "Computing", lambda _: 1 / 0, done=got.append)
    inline.run("a", "Computing", lambda _: 1 / 0, done=got.append, failed=lambda error: got.append(str(error)))
    assert got[-1] == "division by zero"
    inline.close()


def test_progress_of_a_part():
    told: list[tuple[float, str]] = []
    part = progress.between(lambda *now: told.append(now), 0.5, 0.7)
    part(0.0, "a")
    part(0.5, "")
    part(1.0, "b")
    assert [message for _, message in told] == ["a", "", "b"]
    assert [fraction for fraction, _ in told] == pytest.approx([0.5, 0.6, 0.7])
    progress.nowhere(0.5, "x")
