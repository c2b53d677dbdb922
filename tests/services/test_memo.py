from __future__ import annotations

import threading

import numpy as np
import pytest

from spaceplanner.services.memo import Memo


def test_the_same_inputs_are_computed_once_and_give_the_same_object():
    memo, array = Memo(), np.arange(3)
    first = memo("double", lambda a, *, by: a * by, array, by=2)
    assert memo("double", lambda a, *, by: a * by, array, by=2) is first
    assert (memo.computed["double"], memo.reused["double"]) == (1, 1)


def test_equal_is_not_identical_and_parameters_count_by_value():
    memo, array = Memo(), np.arange(3)
    first = memo("double", lambda a, *, by: a * by, array, by=2)
    assert memo("double", lambda a, *, by: a * by, array.copy(), by=2) is not first
    assert memo("double", lambda a, *, by: a * by, array, by=2.0) is first
    assert memo("double", lambda a, *, by: a * by, array, by=3)[1] == 3
    assert memo.computed["double"] == 3


def test_inputs_are_held_so_that_an_identity_is_never_taken_over():
    memo = Memo()
    for value in range(200):
        array = np.full(4, value)
        assert memo("first", lambda a: int(a[0]), array) == value
        del array


def test_the_least_recently_used_go_first():
    memo, arrays = Memo({"kept": 2}), [np.arange(n) for n in range(1, 4)]
    for array in (arrays[0], arrays[1], arrays[0], arrays[2], arrays[0], arrays[1]):
        memo("kept", len, array)
    assert (memo.computed["kept"], memo.reused["kept"]) == (4, 2)


def test_a_failure_is_not_remembered():
    memo, array = Memo(), np.arange(3)

    def fail(_: object) -> int:
        raise ValueError

    with pytest.raises(ValueError):
        memo("stage", fail, array)
    assert memo("stage", len, array) == 3


def test_threads_that_ask_at_once_get_one_object():
    memo, array, barrier, found = Memo(), np.arange(3), threading.Barrier(4), []

    def work(a: object) -> object:
        barrier.wait(5)
        return object()

    threads = [threading.Thread(target=lambda: found.append(memo("stage", work, array))) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(5)
    assert len(found) == 4
    assert len(set(map(id, found))) == 1


def test_an_update_is_given_the_latest_result_for_equal_parameters_and_what_it_was_made_from():
    memo, asked = Memo(), []

    def update(result: int, inputs: tuple[object, ...], new: object, *, by: int) -> int:
        asked.append((result, inputs, new, by))
        return -1

    one, two, three = object(), object(), object()
    assert memo.updating("stage", lambda _, *, by: by, update, one, by=2) == 2
    assert memo.updating("stage", lambda _, *, by: by, update, two, by=3) == 3
    assert asked == []
    assert memo.updating("stage", lambda _, *, by: by, update, three, by=2) == -1
    assert asked == [(2, (one,), three, 2)]
    assert memo.updating("stage", lambda _, *, by: by, update, three, by=2) == -1
    assert (memo.computed["stage"], memo.updated["stage"], memo.reused["stage"]) == (2, 1, 1)


def test_the_latest_is_the_one_used_last():
    memo, first, second = Memo(), object(), object()
    memo("stage", lambda _: "first", first)
    memo("stage", lambda _: "second", second)
    memo("stage", lambda _: "never", first)
    assert memo.updating("stage", lambda _: "never", lambda result, *_: result + " again", object()) == "first again"


def test_where_an_update_cannot_help_the_whole_is_computed():
    memo = Memo()
    memo("stage", len, (1, 2))
    assert memo.updating("stage", len, lambda *_: None, (1, 2, 3)) == 3
    assert (memo.computed["stage"], memo.updated["stage"]) == (2, 0)


def test_a_failed_update_is_not_remembered_and_does_no_harm():
    memo = Memo()
    memo("stage", len, (1, 2))

    def fail(*_: object) -> int:
        raise ValueError

    with pytest.raises(ValueError):
        memo.updating("stage", len, fail, (1, 2, 3))
    assert memo("stage", len, (1, 2, 3)) == 3


def test_threads_that_update_at_once_get_one_object():
    memo, array, barrier, found = Memo(), np.arange(3), threading.Barrier(4), []
    memo("stage", lambda _: object(), np.arange(2))

    def update(*_: object) -> object:
        barrier.wait(5)
        return object()

    def ask() -> None:
        found.append(memo.updating("stage", lambda _: None, update, array))

    threads = [threading.Thread(target=ask) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(5)
    assert len(found) == 4
    assert len(set(map(id, found))) == 1
    assert memo.updated["stage"] == 4
