"""What is published gives nobody away, tried from the outside."""

from __future__ import annotations

from collections import defaultdict
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from spaceplanner.analysis import classes, density, disclosure


def test_counts_under_five_are_withheld():
    assert [disclosure.count(n) for n in (0, 1, 4, 5, 6)] == [None, None, None, 5, 6]


@pytest.mark.parametrize(
    ("n", "of", "published"), [(5, 10, 5), (5, 5, 5), (5, 9, None), (9, 10, None), (4, 40, None), (0, 40, None)]
)
def test_a_part_is_withheld_where_the_rest_would_give_it_away(n, of, published):
    assert disclosure.part(n, of) == published


@given(st.integers(0, 400), st.integers(0, 400))
def test_no_subtraction_reaches_one_to_four(a, b):
    n, of = min(a, b), max(a, b)
    if disclosure.part(n, of) is not None:
        assert n >= 5
        assert of - n == 0 or of - n >= 5


def test_a_share_never_tells_a_small_numerator():
    """For each total and each published share, the numerators it may come from include none under five."""
    for of in range(1, 300):
        behind = defaultdict(set)
        for n in range(of + 1):
            behind[disclosure.share(n, of)].add(n)
        for share, numerators in behind.items():
            if share is not None:
                assert min(numerators) >= 5, (of, share)
                assert all(n == of or of - n >= 5 for n in numerators), (of, share)
                assert share == pytest.approx(next(iter(numerators)) / of, abs=0.05)


def test_a_share_of_a_part_never_tells_a_small_number_beside_the_share_of_the_part():
    """By night in the dark, by night, with an hour: what the two published shares may come from, tried from outside."""
    for whole in range(1, 46):
        behind = defaultdict(set)
        for of in range(whole + 1):
            for n in range(of + 1):
                published = disclosure.share(of, whole), disclosure.share_of_part(n, of, whole)
                behind[published].add((n, of))
        for (_, part), triples in behind.items():
            if part is None:
                continue
            for n, of in triples:
                assert not {n, of - n, of, whole - of} & {1, 2, 3, 4}, (n, of, whole)
    assert disclosure.share_of_part(10, 20, 40) == 0.5
    # Of 40 with an hour, 37 by night: the share by night is withheld, and a share of the 37 would say why.
    assert disclosure.share(20, 37) is not None
    assert disclosure.share_of_part(20, 37, 40) is None


def test_what_a_score_uses_does_not_tell_small_counts_apart():
    assert {disclosure.scored_count(n) for n in range(5)} == {0}
    assert disclosure.scored_count(5) == 5
    for of in range(10, 200):
        assert len({disclosure.scored_share(n, of) for n in range(6)}) == 1
        assert len({disclosure.scored_share(n, of) for n in range(of - 5, of + 1)}) == 1
    assert disclosure.scored_share(3, 9) is None


@given(st.floats(100, 2000), st.one_of(st.none(), st.floats(0.08, 30)), st.floats(0, 1e6))
def test_four_incidents_never_reach_the_first_class(bandwidth, years, top):
    one = density.peak(bandwidth=bandwidth) * 1e6 / (years or 1)
    breaks = classes.breaks(top, disclosure.least_density(density.peak(bandwidth=bandwidth) * 1e6, years))
    assert breaks[0] >= 5 * one * (1 - 1e-12)


@given(st.floats(0, 1e7), st.floats(1e-4, 1e5))
def test_breaks_are_five_round_numbers_that_rise(top, least):
    breaks = classes.breaks(top, least)
    assert len(breaks) == 5
    assert all(low < high for low, high in pairwise(breaks))
    assert breaks[0] >= least
    assert all(len(f"{value:.6e}".split("e")[0].replace(".", "").rstrip("0")) <= 2 for value in breaks)
    if top > 50 * least:
        assert top / 100 < breaks[0]
        assert breaks[-1] < top
