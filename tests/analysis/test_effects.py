"""Effects: against closed forms of the gamma and normal distributions, and what must hold for any input."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.stats import gamma, lognorm

from spaceplanner.analysis import effects

DRAWS = 40_000


def rng(seed: int = 7) -> np.random.Generator:
    return np.random.default_rng(seed)


def certain(*ratios: float, draws: int = DRAWS):
    return np.repeat(np.log(np.array(ratios))[:, None], draws, axis=1)


def test_a_certain_effect_is_a_scaled_gamma():
    acts_on = np.ones((188, 1), dtype=bool)
    found = effects.averted(acts_on, certain(0.8), years=3.0, generator=rng())
    expected = gamma(188.5, scale=1 / 3.0)
    got = effects.interval(found.per_year)
    assert got.median == pytest.approx(0.2 * expected.median(), rel=0.005)
    assert got.low == pytest.approx(0.2 * expected.ppf(0.05), rel=0.01)
    assert got.high == pytest.approx(0.2 * expected.ppf(0.95), rel=0.01)
    assert np.allclose(found.rate_ratio, 0.8)
    assert not found.may_have_no_effect()


def test_a_log_ratio_is_lognormal():
    sd = 0.18
    draws = np.exp(effects.log_ratio(0.86, sd, carried=1.0, draws=DRAWS, generator=rng()))
    expected = lognorm(sd, scale=0.86)
    got = effects.interval(draws)
    assert got.median == pytest.approx(0.86, rel=0.005)
    assert got.low == pytest.approx(expected.ppf(0.05), rel=0.01)
    assert got.high == pytest.approx(expected.ppf(0.95), rel=0.01)


def test_carrying_over_less_moves_the_median_and_not_the_spread():
    draws = effects.log_ratio(0.32, 0.4, carried=0.25, draws=DRAWS, generator=rng())
    assert np.median(draws) == pytest.approx(0.25 * np.log(0.32), abs=0.01)
    assert draws.std() == pytest.approx(0.4, rel=0.02)


def test_a_seen_interval_gives_its_own_spread():
    assert effects.log_sd("B", 0.894, 0.973, transfer=0) == pytest.approx(np.log(0.973 / 0.894) / 3.919928, rel=1e-6)
    assert effects.log_sd("B", None, 0.973, transfer=0) == effects.ASSUMED_LOG_SD["B"]
    assert effects.log_sd("C", None, None) == pytest.approx(np.hypot(0.20, 0.15))


def test_groups_multiply_and_stop_at_the_floor():
    acts_on = np.array([[True, True]] * 60 + [[True, False]] * 40 + [[False, False]] * 500)
    found = effects.averted(acts_on, certain(0.8, 0.9), years=1, generator=rng())
    assert found.rate_ratio[0] == pytest.approx((60 * 0.72 + 40 * 0.8) / 100)
    assert found.per_year.mean() == pytest.approx(60.25 * 0.28 + 40.25 * 0.2, rel=0.005)
    floored = effects.averted(acts_on[:60], certain(0.6, 0.6), years=1, generator=rng())
    assert floored.rate_ratio[0] == pytest.approx(effects.FLOOR)


def test_nothing_eligible_averts_nothing():
    for acts_on in (np.zeros((0, 2), dtype=bool), np.zeros((9, 2), dtype=bool), np.zeros((9, 0), dtype=bool)):
        found = effects.averted(acts_on, np.zeros((acts_on.shape[1], 100)), years=2, generator=rng())
        assert not found.per_year.any()
        assert found.may_have_no_effect()


def test_an_interval_that_holds_no_effect_says_so():
    draws = effects.log_ratio(0.95, 0.15, carried=1.0, draws=DRAWS, generator=rng())[None]
    assert effects.averted(np.ones((90, 1), dtype=bool), draws, years=1, generator=rng()).may_have_no_effect()


@settings(max_examples=40, deadline=None)
@given(st.lists(st.tuples(st.booleans(), st.booleans(), st.booleans()), min_size=1, max_size=60), st.randoms())
def test_the_order_of_incidents_does_not_matter(rows, random):
    acts_on = np.array(rows, dtype=bool)
    random.shuffle(rows)
    shuffled = np.array(rows, dtype=bool)
    logs = np.stack([effects.log_ratio(r, 0.2, carried=1.0, draws=200, generator=rng()) for r in (0.8, 0.9, 0.7)])
    one = effects.averted(acts_on, logs, years=2, generator=rng())
    two = effects.averted(shuffled, logs, years=2, generator=rng())
    assert one.per_year.tobytes() == two.per_year.tobytes()


@settings(max_examples=40, deadline=None)
@given(st.integers(0, 400), st.integers(1, 200), st.floats(0.5, 0.95))
def test_more_eligible_incidents_avert_more(fewer, more, ratio):
    def median(n: int) -> float:
        found = effects.averted(np.ones((n, 1), dtype=bool), certain(ratio, draws=4000), years=3, generator=rng())
        return effects.interval(found.per_year).median

    assert median(fewer + more) >= median(fewer) * 0.98
