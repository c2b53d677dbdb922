"""Back and forth between views."""

from __future__ import annotations

from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st

from spaceplanner.cartography.view import View
from spaceplanner.services.view_history import MOST, ViewHistory

A, B, C = (View(x, 0.0, 1.0, 800, 600) for x in (0.0, 100.0, 200.0))


def test_back_and_forth():
    history = ViewHistory().went(A).went(B).went(C)
    assert history.back().now is B
    assert history.back().back().now is A
    assert history.back().back().forth().now is B
    assert history.back().forth() == history


def test_the_ends_hold():
    history = ViewHistory().went(A)
    assert history.back() is history
    assert history.forth() is history
    assert ViewHistory().back().now is None


def test_another_way_forgets_what_was_gone_back_from():
    history = ViewHistory().went(A).went(B).back().went(C)
    assert history.future == ()
    assert history.back().now is A


def test_the_same_view_in_another_window_is_no_step():
    history = ViewHistory().went(A).went(replace(A, width=500.0, x=0.3))
    assert history.past == ()
    assert history.now is not None
    assert history.now.width == 500


@given(st.lists(st.sampled_from(["back", "forth", *range(300)]), max_size=400))
def test_it_is_a_browser_s_history(steps):
    """Beside a plain list with a place in it."""
    history, pages, at = ViewHistory().went(View(-1.0, 0, 0.001, 1, 1)), [-1.0], 0
    for step in steps:
        if step == "back":
            history, at = history.back(), max(0, at - 1)
        elif step == "forth":
            history, at = history.forth(), min(len(pages) - 1, at + 1)
        elif float(step) != pages[at]:
            history = history.went(View(float(step), 0, 0.001, 1, 1))
            pages = [*pages[: at + 1], float(step)]
            at += 1
            if at > MOST:
                pages, at = pages[1:], at - 1
        assert history.now is not None
        assert history.now.x == pages[at]
        assert [view.x for view in history.past] == pages[:at]
