"""PERT costs: against closed forms and SciPy's beta distribution."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats

from spaceplanner.analysis import pert
from spaceplanner.errors import AnalysisError

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

PROBABILITIES = np.concatenate(([0, 1e-6, 1e-3], np.linspace(0.005, 0.995, 199), [0.999, 1 - 1e-6, 1]))


def drawn(
    rows: Sequence[Sequence[float]],
    count: int = 20_000,
    seed: int = 3,
    correlation: float = 0.5,
    keys: Sequence[int] | None = None,
) -> NDArray[np.float64]:
    low, likely, high = (list(part) for part in zip(*rows, strict=True))
    keys = range(len(rows)) if keys is None else keys
    return pert.draws(
        low,
        likely,
        high,
        names=[str(key) for key in keys],
        count=count,
        shared=np.random.default_rng([seed, 999]),  # a zero behind a seed changes nothing
        own=[np.random.default_rng([seed, key]) for key in keys],
        correlation=correlation,
    )


@pytest.mark.parametrize("mode", [0, 0.05, 0.3, 0.375, 0.5, 0.9, 1])
def test_quantiles_are_those_of_the_beta_distribution(mode):
    wanted = stats.beta.ppf(PROBABILITIES, 1 + 4 * mode, 1 + 4 * (1 - mode))
    np.testing.assert_allclose(pert.standard_quantile(PROBABILITIES, mode), wanted, atol=2e-6)


def test_mean_and_variance_by_hand():
    # (1400 + 4 * 1850 + 2600) / 6 = 1900; (1900 - 1400)(2600 - 1900) / 7 = 50 000.
    assert pert.mean(1400, 1850, 2600) == pytest.approx(1900)
    assert pert.variance(1400, 1850, 2600) == pytest.approx(50_000)
    beta = stats.beta(1 + 4 * 450 / 1200, 1 + 4 * 750 / 1200, loc=1400, scale=1200)
    assert (beta.mean(), beta.var()) == pytest.approx((1900, 50_000))


def test_draws_have_the_mean_and_the_variance_of_the_closed_forms():
    rows = [(1400, 1850, 2600), (0, 10, 10), (36_000, 46_000, 60_000)]
    found = drawn(rows, count=100_000)
    low, likely, high = np.array(rows, dtype=float).T
    spread = np.sqrt(pert.variance(low, likely, high))
    # Four standard errors of the mean of as many draws.
    np.testing.assert_array_less(np.abs(found.mean(axis=1) - pert.mean(low, likely, high)), 4 * spread / 316)
    np.testing.assert_allclose(found.var(axis=1), spread**2, rtol=0.03)
    assert stats.kstest((found[0] - 1400) / 1200, stats.beta(2.5, 3.5).cdf).pvalue > 1e-3


def test_types_rise_and_fall_together():
    found = drawn([(0, 5, 10)] * 2, count=100_000)
    # Spearman's rank correlation of a Gaussian copula: 6/pi asin(r/2).
    assert stats.spearmanr(*found).statistic == pytest.approx(6 / np.pi * np.arcsin(0.25), abs=0.01)
    apart = drawn([(0, 5, 10)] * 2, count=100_000, correlation=0)
    assert abs(stats.spearmanr(*apart).statistic) < 0.015


def test_a_cost_without_a_range_is_that_cost():
    assert drawn([(7, 7, 7), (0, 0, 0)], count=100).tolist() == [[7.0] * 100, [0.0] * 100]


def test_neither_order_nor_company_changes_a_types_draws():
    rows = [(1, 2, 4), (10, 15, 30), (5, 5, 9)]
    together = drawn(rows, count=500)
    turned = drawn(rows[::-1], count=500, keys=[2, 1, 0])
    assert np.array_equal(together, turned[::-1])
    assert np.array_equal(together[1], drawn(rows[1:2], count=500, keys=[1])[0])


@given(
    st.lists(st.floats(0, 1e6), min_size=3, max_size=3).map(sorted).filter(lambda ends: ends[2] - ends[0] > 1e-3),
    st.floats(0, 1),
)
def test_draws_lie_within_their_range(ends, correlation):
    found = drawn([ends], count=200, correlation=correlation)
    slack = 1e-9 * ends[2]
    assert ((found >= ends[0] - slack) & (found <= ends[2] + slack)).all()


@pytest.mark.parametrize(
    ("ends", "says"),
    [
        ((-1, 2, 3), "lamp.*low is .1"),
        ((1, float("nan"), 3), "lamp.*likely is nan"),
        ((1, 2, float("inf")), "lamp.*high is inf"),
        ((3, 2, 4), "lamp.*rising order"),
        ((1, 5, 4), "lamp.*rising order"),
    ],
)
def test_what_is_no_range_is_refused_by_name(ends, says):
    with pytest.raises(AnalysisError, match=says):
        pert.draws(
            *([end] for end in ends),
            names=["lamp"],
            count=5,
            shared=np.random.default_rng(0),
            own=[np.random.default_rng(1)],
        )
