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
