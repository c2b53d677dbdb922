"""Effects: against closed forms of gamma, beta and normal distributions, a simulation of sites, and invariances."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.stats import beta, gamma, lognorm

from spaceplanner.analysis import comparables, effects, shrinkage
from spaceplanner.errors import AnalysisError

DRAWS = 40_000
FLOOR = 0.5


def rng(seed: int = 7) -> np.random.Generator:
    return np.random.default_rng(seed)


def certain(*ratios: float, draws: int = DRAWS):
    return np.repeat(np.log(np.array(ratios))[:, None], draws, axis=1)


def averted(acts_on, logs, seed: int = 7, floor: float = FLOOR) -> effects.Averted:
    return effects.averted(effects.groups(np.asarray(acts_on, dtype=bool)), logs, floor=floor, generator=rng(seed))


def baseline(shape: float, years: float = 1.0, scale: float = 1.0, draws: int = DRAWS):
    return effects.baseline(shape, scale, years=years, draws=draws, generator=rng(3))


def test_a_certain_effect_on_all_known_incidents_is_a_scaled_gamma():
    found = averted(np.ones((188, 1)), certain(0.8))
    expected = gamma(188.5, scale=1 / 3.0)
    got = effects.quantiles(found.share * baseline(188.5, 3.0))
    for quantile, value in zip(effects.QUANTILES, got, strict=True):
        assert value == pytest.approx(0.2 * expected.ppf(quantile), rel=0.01)
    assert np.allclose(found.rate_ratio, 0.8)
    assert not found.may_have_no_effect()


def test_a_part_of_the_incidents_is_a_beta_share():
    """A single lamp group of 40 of 100 incidents: the share is a beta variable of 40.2 and 60.3."""
    found = averted(np.arange(100)[:, None] < 40, certain(0.8))
    expected = beta(40 * 1.005, 60 * 1.005)
    for quantile, value in zip(effects.QUANTILES, effects.quantiles(found.share), strict=True):
        assert value == pytest.approx(0.2 * expected.ppf(quantile), rel=0.01)
    # With Jeffreys' posterior of the whole, the part is an independent gamma variable: its variance is its own.
    product = found.share / 0.2 * baseline(100.5)
    assert product.mean() == pytest.approx(40.2, rel=0.01)
    assert product.var() == pytest.approx(40.2, rel=0.03)


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


def test_a_seen_interval_gives_its_own_spread_and_settings_add_theirs():
    assert effects.log_sd("B", 0.894, 0.973, transfer=0) == pytest.approx(np.log(0.973 / 0.894) / 3.919928, rel=1e-6)
    assert effects.log_sd("B", None, 0.973, transfer=0) == effects.ASSUMED_LOG_SD["B"]
    assert effects.log_sd("C", None, None, transfer=0.15) == pytest.approx(np.hypot(0.20, 0.15))
    assert effects.log_sd("C", None, None, transfer=0.15, extra=0.1) == pytest.approx(0.0725**0.5)


@pytest.mark.parametrize("ends", [(0.0, 1.0), (-0.5, 1.0), (1.2, 0.8), (0.5, np.inf)])
def test_an_interval_that_is_none_is_refused(ends):
    with pytest.raises(AnalysisError, match="interval of a rate ratio"):
        effects.log_sd("B", *ends, transfer=0.15)


@pytest.mark.parametrize("ratio", [0.0, -0.5, np.inf, np.nan])
def test_a_rate_ratio_that_is_none_is_refused(ratio):
    with pytest.raises(AnalysisError, match="must be above 0"):
        effects.log_ratio(ratio, 0.1, carried=1, draws=10, generator=rng())


@pytest.mark.parametrize("years", [0.0, -1.0, np.nan])
def test_a_record_without_length_is_refused(years):
    with pytest.raises(AnalysisError, match="years long"):
        baseline(3.0, years)


def test_groups_multiply_and_stop_at_the_floor():
    acts_on = np.array([[True, True]] * 60 + [[True, False]] * 40 + [[False, False]] * 500)
    found = averted(acts_on, certain(0.8, 0.9))
    assert found.rate_ratio[0] == pytest.approx((60 * 0.72 + 40 * 0.8) / 100)
    assert found.share.mean() == pytest.approx((60 * 0.28 + 40 * 0.2) / 600, rel=0.005)
    assert np.allclose(found.by_group.sum(axis=0), found.share)
    floored = averted(acts_on[:60], certain(0.6, 0.6))
    assert floored.rate_ratio[0] == pytest.approx(FLOOR)


def test_splitting_a_group_changes_nothing_in_distribution():
    """A second effect of ratio 1 on half of them makes two groups of one."""
    one = effects.quantiles(averted(np.ones((50, 1)), certain(0.8)).share)
    halves = np.column_stack([np.ones(50), np.arange(50) < 25])
    among = np.vstack([halves, np.zeros((50, 2))])
    whole = effects.quantiles(averted(np.vstack([np.ones((50, 1)), np.zeros((50, 1))]), certain(0.8)).share)
    assert effects.quantiles(averted(halves, certain(0.8, 1.0)).share) == pytest.approx(one)
    assert effects.quantiles(averted(among, certain(0.8, 1.0)).share) == pytest.approx(whole, rel=0.01)


def test_nothing_eligible_averts_nothing():
    for acts_on in (np.zeros((0, 2)), np.zeros((9, 2)), np.zeros((9, 0))):
        found = averted(acts_on, np.zeros((acts_on.shape[1], 100)))
        assert found.share.shape == (100,)
        assert not found.share.any()
        assert found.may_have_no_effect()


def test_an_effect_of_one_averts_none_in_the_median():
    logs = effects.log_ratio(1.0, 0.2, carried=1, draws=DRAWS, generator=rng())[None]
    found = averted(np.ones((90, 1)), logs, floor=0.0)
    assert np.median(found.share) == pytest.approx(0, abs=0.003)
    assert not averted(np.ones((90, 1)), certain(1.0)).share.any()


def test_an_interval_that_holds_no_effect_says_so():
    draws = effects.log_ratio(0.95, 0.15, carried=1.0, draws=DRAWS, generator=rng())[None]
    assert averted(np.ones((90, 1)), draws).may_have_no_effect()


@settings(max_examples=40, deadline=None)
@given(st.lists(st.tuples(st.booleans(), st.booleans(), st.booleans()), min_size=1, max_size=60), st.randoms())
def test_the_order_of_incidents_does_not_matter(rows, random):
    acts_on = np.array(rows, dtype=bool)
    random.shuffle(rows)
    logs = np.stack([effects.log_ratio(r, 0.2, carried=1.0, draws=200, generator=rng()) for r in (0.8, 0.9, 0.7)])
    one, two = averted(acts_on, logs), averted(np.array(rows, dtype=bool), logs)
    assert one.share.tobytes() == two.share.tobytes()


@settings(max_examples=40, deadline=None)
@given(st.lists(st.tuples(st.booleans(), st.booleans()), min_size=1, max_size=60))
def test_an_effect_that_reaches_nothing_changes_nothing(rows):
    acts_on = np.array(rows, dtype=bool)
    more = np.column_stack([acts_on, np.zeros(len(rows), dtype=bool)])
    one = averted(acts_on, certain(0.8, 0.9, draws=200))
    two = averted(more, certain(0.8, 0.9, 0.1, draws=200))
    assert one.share.tobytes() == two.share.tobytes()


@settings(max_examples=40, deadline=None)
@given(st.lists(st.floats(0, 50), min_size=2, max_size=8), st.integers(0, 255))
def test_kinds_add_up_to_the_groups(shape, bits):
    shape[0] += 1
    kinds = effects.dirichlet(np.array(shape), draws=300, generator=rng())
    assert np.allclose(kinds.sum(axis=0), 1)
    may = np.array([[True] * len(shape), [bool(bits >> k & 1) for k in range(len(shape))]])
    may[1, -1] = True
    by_group = rng(2).normal(1, 0.5, (2, 300))
    found = effects.split(by_group, may, kinds)
    assert np.allclose(found.sum(axis=0), by_group.sum(axis=0))
    only = effects.split(by_group[1:], may[1:], kinds)
    assert not only[~may[1]].any()


def test_the_part_of_a_kind_is_a_beta_variable():
    kinds = effects.dirichlet(np.array([20.0, 10.0, 30.0]), draws=DRAWS, generator=rng())
    assert np.median(kinds[0]) == pytest.approx(beta(20, 40).median(), rel=0.01)
    part = effects.split(np.ones((1, DRAWS)), np.array([[True, True, False]]), kinds)
    assert effects.quantiles(part[0]) == pytest.approx(beta(20, 10).ppf(effects.QUANTILES), rel=0.01)


def test_benefit_is_due_to_effects_by_their_log_ratios():
    among = effects.groups(np.array([[True, False]] * 30 + [[True, True]] * 10))
    central = np.log([0.8, 0.9])
    both = 10 * (1 - 0.72)
    due = (30 * 0.2 + both * central[0] / central.sum()) / (30 * 0.2 + both)
    assert effects.share_due_to(np.array([1.0, 0.0]), among, central, floor=0.5) == pytest.approx(due)
    assert effects.share_due_to(np.array([1.0, 1.0]), among, central, floor=0.5) == pytest.approx(1)
    nothing = effects.groups(np.zeros((4, 2), dtype=bool))
    assert effects.share_due_to(np.array([1.0, 1.0]), nothing, central, floor=0.5) == 0


def test_what_decays_loses_its_share_each_year():
    assert effects.kept(0.5, decay=0.3, years=3).tolist() == pytest.approx([1, 0.5 + 0.35, 0.5 + 0.245])
    assert effects.kept(0, decay=0.3, years=4).tolist() == [1, 1, 1, 1]


def test_quantiles_are_those_of_numpy():
    draws = rng().normal(size=(3, 1001))
    assert np.allclose(effects.quantiles(draws), np.quantile(draws, effects.QUANTILES, axis=1))


def worst_of_sixty(seed: int) -> tuple[float, float, float]:
    """Return what a site chosen for being the worst of 60 would lose to a ratio of 0.8: in truth, raw, and corrected."""
    chance = np.random.default_rng(seed)
    area = chance.uniform(2_000, 9_000, 60)
    rates = area / 300 * chance.gamma(4, 1 / 4, 60)
    counts = chance.poisson(rates).astype(np.float64)
    worst = int(np.argmax(counts / area))
    shrunk = shrinkage.shrink(counts, comparables.expected(counts, area).count)
    n = int(counts[worst])

    def mean(shape: float, scale: float) -> float:
        rate = effects.baseline(shape, scale, years=1, draws=400, generator=chance)
        found = effects.averted(
            effects.groups(np.ones((n, 1), dtype=bool)), certain(0.8, draws=400), floor=0.5, generator=chance
        )
        return float((rate * found.share).mean())

    return 0.2 * rates[worst], mean(n + 0.5, 1.0), mean(float(shrunk.shape[worst]), float(shrunk.scale[worst]))


def test_a_site_picked_for_being_bad_is_not_credited_with_its_bad_luck():
    """Regression to the mean: over 300 cities the raw count promises too much, the corrected one what is true."""
    truth, raw, corrected = np.array([worst_of_sixty(seed) for seed in range(300)]).mean(axis=0)
    assert raw / truth > 1.08
    assert corrected / truth == pytest.approx(1, abs=0.04)


@settings(max_examples=40, deadline=None)
@given(st.integers(0, 400), st.integers(1, 200), st.floats(0.5, 0.95))
def test_more_eligible_incidents_avert_more(fewer, more, ratio):
    def median(n: int) -> float:
        acts = np.arange(700)[:, None] < n
        return effects.interval(averted(acts, certain(ratio, draws=4000)).share).median

    assert median(fewer + more) >= median(fewer) * 0.98


@given(st.lists(st.tuples(*[st.booleans()] * 3), max_size=30))
def test_incidents_that_share_their_effects_are_counted_as_rows_are(rows):
    acts_on = np.array(rows, dtype=bool).reshape(-1, 3)
    counted = [rows.count(row) for row in set(rows)]
    assert sorted(effects.sharing(acts_on).tolist()) == sorted(counted)
