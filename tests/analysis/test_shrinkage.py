"""Counts corrected for luck: closed forms, a published example, a later period, and seeded simulation."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
import pyogrio
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.optimize import minimize_scalar
from scipy.stats import gamma, nbinom

from spaceplanner.analysis import shrinkage
from spaceplanner.errors import AnalysisError

if TYPE_CHECKING:
    from pathlib import Path


def drawn(rng: np.random.Generator, *, n: int, phi: float) -> Any:
    """Return counts, expectations and the long-run counts behind them."""
    mu = np.exp(rng.normal(2.5, 0.8, n))
    truth = mu * (rng.gamma(phi, 1 / phi, n) if np.isfinite(phi) else 1.0)
    return rng.poisson(truth).astype(float), mu, truth


def others(y: Any, mu: Any) -> Any:
    """Return expectations at the rate of all other spaces."""
    return mu * (y.sum() - y + 0.5) / (mu.sum() - mu)


def test_the_worked_example_of_hauer():
    # Hauer et al. 2002, examples 1 and 2: 1.8 km of road, 2.41 accidents per km and year expected, phi 2.05 per km;
    # 12 accidents in one year give 4.71 +- 1.19 per km and year, 27 in three give 7.97 +- 1.44 a year.
    one = shrinkage.shrink(np.array([12.0]), np.array([1.8 * 2.41]), dispersion=1.8 * 2.05)
    assert one.weight[0] == pytest.approx(0.460, abs=5e-4)
    assert one.count[0] / 1.8 == pytest.approx(4.71, abs=5e-3)
    assert gamma.std(one.shape[0], scale=one.scale[0]) / 1.8 == pytest.approx(1.19, abs=5e-3)
    three = shrinkage.shrink(np.array([27.0]), np.array([3 * 1.8 * 2.41]), dispersion=1.8 * 2.05)
    assert three.per_year(3.0)[0][0] == pytest.approx(7.97, abs=5e-3)
    assert gamma.std(three.shape[0], scale=three.scale[0]) / 3 == pytest.approx(1.44, abs=5e-3)


def test_the_posterior_is_the_product_of_prior_and_likelihood():
    y, mu, phi = 7.0, 3.2, 1.7
    found = shrinkage.shrink(np.array([y]), np.array([mu]), dispersion=phi)
    middles = (np.arange(400_000) + 0.5) * 1e-4
    density = gamma.pdf(middles, phi, scale=mu / phi) * np.exp(-middles) * middles**y
    density /= density.sum()
    assert found.count[0] == pytest.approx(float(density @ middles), rel=1e-6)
    below = np.cumsum(density)
    assert found.low[0] == pytest.approx(middles[np.searchsorted(below, 0.05)], abs=2e-4)
    assert found.high[0] == pytest.approx(middles[np.searchsorted(below, 0.95)], abs=2e-4)


@pytest.mark.parametrize(("phi", "n"), [(0.4, 12), (2.0, 64), (9.0, 300), (np.inf, 64)])
def test_the_dispersion_is_where_the_likelihood_less_log_phi_is_highest(phi, n):
    y, mu, _ = drawn(np.random.default_rng(n), n=n, phi=phi)

    def height(log_phi: float) -> float:
        size = np.exp(log_phi)
        return -float(nbinom.logpmf(y, size, size / (size + mu)).sum() - log_phi)

    best = minimize_scalar(height, bounds=(-8, 14), method="bounded", options={"xatol": 1e-9})
    assert np.log(shrinkage.dispersion_of(y, mu)) == pytest.approx(best.x, abs=1e-5)


@pytest.mark.shared
def test_the_dispersion_beside_statsmodels(shared):
    # statsmodels 0.15.0, NegativeBinomial(SID74, ones, offset=log(BIR74)).fit(): const -6.154612926879213,
    # alpha 0.1569371702740133, where the likelihood is level; with the flat prior on 1 / phi the mode is a little higher.
    births, sids, *_ = carolina(shared)
    mu = births * np.exp(-6.154612926879213)
    level = shrinkage._slope(1 / 0.1569371702740133, sids, mu, sids, np.ones(len(sids), dtype=int)) + 1
    assert level == pytest.approx(0.0, abs=1e-4)
    assert 1.0 < 1 / shrinkage.dispersion_of(sids, mu) / 0.1569371702740133 < 1.1


def carolina(shared: Path) -> Any:
    meta, _, _, columns = pyogrio.raw.read(shared / "reference" / "nc.shp", read_geometry=False)
    table = dict(zip(meta["fields"].tolist(), columns, strict=True))
    return tuple(np.asarray(table[name], dtype=float) for name in ("BIR74", "SID74", "BIR79", "SID79"))


@pytest.mark.shared
def test_the_next_years_are_nearer_to_the_corrected_count(shared):
    # Deaths by county of 1974-78 at the births of 1979-84, beside what was recorded then.
    births, sids, later_births, later = carolina(shared)
    growth = later_births / births
    found = shrinkage.shrink(sids, others(sids, births))

    def error(counts: Any) -> float:
        ahead = counts * growth * later.sum() / (sids * growth).sum()
        return float(((ahead - later) ** 2).mean())

    assert error(found.count) < 0.75 * error(sids)


@pytest.mark.parametrize("phi", [0.5, 2.0, 10.0])
@pytest.mark.parametrize("n", [30, 300])
def test_nine_of_ten_intervals_hold_the_long_run_count(phi, n):
    rng = np.random.default_rng([int(10 * phi), n])
    held, corrected, raw = [], [], []
    for _ in range(6000 // n):
        y, mu, truth = drawn(rng, n=n, phi=phi)
        found = shrinkage.shrink(y, others(y, mu))
        held.append((found.low <= truth) & (truth <= found.high))
        corrected.append((found.count - truth) ** 2)
        raw.append((y - truth) ** 2)
    # 6,000 spaces: the share alone has a standard error of 0.004.
    assert np.mean(held) == pytest.approx(0.90, abs=0.015)
    assert np.mean(corrected) < np.mean(raw)


def test_without_variation_counts_are_drawn_nearly_all_the_way_and_intervals_stay_open():
    rng = np.random.default_rng(5)
    y, mu, truth = drawn(rng, n=64, phi=np.inf)
    found = shrinkage.shrink(y, others(y, mu))
    assert np.median(found.weight) > 0.7
    assert ((found.low < truth) & (truth < found.high)).mean() > 0.9
    assert ((found.count - truth) ** 2).mean() < 0.25 * ((y - truth) ** 2).mean()
    assert (found.high > found.low * 1.05).all()


counted = st.lists(st.tuples(st.integers(0, 400), st.floats(0.05, 400)), min_size=1, max_size=40)


@settings(deadline=None)
@given(counted)
def test_a_corrected_count_lies_between_count_and_expectation(rows):
    y, mu = np.array(rows, dtype=float).T
    found = shrinkage.shrink(y, mu)
    assert (found.count >= np.minimum(y, mu) * (1 - 1e-9)).all()
    assert (found.count <= np.maximum(y, mu) * (1 + 1e-9)).all()
    assert (found.low <= found.high).all()
    assert (found.low >= 0).all()


@settings(deadline=None)
@given(counted, st.randoms())
def test_the_order_of_spaces_does_not_matter(rows, random):
    y, mu = np.array(rows, dtype=float).T
    order = list(range(len(rows)))
    random.shuffle(order)
    one, two = shrinkage.shrink(y, mu), shrinkage.shrink(y[order], mu[order])
    for name in ("count", "low", "high", "weight"):
        np.testing.assert_allclose(getattr(two, name), getattr(one, name)[order], rtol=1e-9)


@given(st.integers(1, 300), st.floats(0.1, 100), st.floats(0.1, 20), st.floats(1.1, 10))
def test_a_longer_record_draws_less(y, mu, phi, times):
    short = shrinkage.shrink(np.array([float(y)]), np.array([mu]), dispersion=phi)
    long = shrinkage.shrink(np.array([y * times]), np.array([mu * times]), dispersion=phi)
    assert long.weight[0] < short.weight[0]
    assert abs(long.count[0] / times - y) <= abs(short.count[0] - y) + 1e-9
    width = [(s.high[0] - s.low[0]) / s.count[0] for s in (short, long)]
    assert width[1] < width[0]


def test_a_space_without_a_record_stays_so_and_informs_nobody():
    y, mu, _ = drawn(np.random.default_rng(1), n=40, phi=2.0)
    gap = np.append(y, np.nan)
    found = shrinkage.shrink(gap, np.append(mu, 50.0))
    whole = shrinkage.shrink(y, mu)
    assert found.dispersion == whole.dispersion
    for name in ("count", "low", "high", "weight", "shape", "scale"):
        np.testing.assert_array_equal(getattr(found, name)[:-1], getattr(whole, name))
        assert np.isnan(getattr(found, name)[-1])


@pytest.mark.parametrize(
    ("y", "mu"),
    [
        ([9.0], [np.nan]),  # one space: nothing to compare with
        ([9.0, 2.0], [4.0, 4.0]),  # two: nothing known of how spaces vary
        ([0.0, 0.0, 0.0], [0.1, 0.1, 0.1]),  # no incidents at all
        ([0.0, 7.0, 0.0], [2.0, 0.5, 2.0]),  # one space has them all
    ],
)
def test_what_cannot_be_corrected_stays_as_counted_with_the_interval_of_its_own(y, mu):
    found = shrinkage.shrink(np.array(y), np.array(mu))
    assert np.isnan(found.dispersion)
    assert found.weight.tolist() == [0.0] * len(y)
    assert found.count.tolist() == y
    np.testing.assert_allclose(found.low, gamma.ppf(0.05, np.array(y) + 0.5))
    np.testing.assert_allclose(found.high, gamma.ppf(0.95, np.array(y) + 0.5))


def test_no_expectation_for_one_space_leaves_that_one_as_it_is():
    y, mu, _ = drawn(np.random.default_rng(2), n=30, phi=2.0)
    mu[3] = np.nan
    found = shrinkage.shrink(y, mu)
    assert (found.weight[3], found.count[3]) == (0.0, y[3])
    assert (np.delete(found.weight, 3) > 0).all()


def test_nothing_at_all():
    assert shrinkage.shrink(np.empty(0), np.empty(0)).count.shape == (0,)


@pytest.mark.parametrize(("y", "mu"), [([-1.0, 2], [1.0, 1]), ([1.0, np.inf], [1.0, 1]), ([1.0, 2], [1.0, -1])])
def test_impossible_numbers_are_refused(y, mu):
    with pytest.raises(AnalysisError, match="0 or more"):
        shrinkage.shrink(np.array(y), np.array(mu))


@pytest.mark.parametrize("wrong", [0.0, -2.0, np.nan, np.inf])
def test_impossible_parameters_are_refused(wrong):
    with pytest.raises(AnalysisError, match="dispersion"):
        shrinkage.shrink(np.ones(3), np.ones(3), dispersion=wrong)
    with pytest.raises(AnalysisError, match="check its dates"):
        shrinkage.shrink(np.ones(3), np.ones(3)).per_year(wrong)


def test_a_corrected_count_gives_the_count_away():
    # The reason for `publishable`: mean, weight and expectation, or the interval alone, say what was counted.
    y, mu, _ = drawn(np.random.default_rng(3), n=40, phi=2.0)
    found = shrinkage.shrink(y, mu)
    np.testing.assert_allclose((found.count - found.weight * mu) / (1 - found.weight), y, atol=1e-9)


@settings(deadline=None, max_examples=30)
@given(st.lists(st.integers(0, 60), min_size=3, max_size=30), st.integers(0, 10_000))
def test_counts_under_five_cannot_be_told_apart_in_what_is_published(rows, seed):
    rng = np.random.default_rng(seed)
    y = np.array(rows, dtype=float)
    other = np.where(y < 5, rng.integers(0, 5, len(y)), y)
    mu = rng.uniform(1, 50, len(y))
    ways = [shrinkage.shrink(shrinkage.publishable(counts), mu) for counts in (y, other)]
    for name in ("count", "low", "high", "weight"):
        np.testing.assert_array_equal(getattr(ways[0], name), getattr(ways[1], name))
    assert np.isnan(shrinkage.publishable(np.array([np.nan]))[0])
