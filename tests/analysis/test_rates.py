from __future__ import annotations

from typing import Any

import numpy as np
import pytest
import scipy.stats
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from spaceplanner.analysis import contiguity, rates
from spaceplanner.errors import AnalysisError

EVENTS = np.array([10.0, 1, 3, 4, 2, 5, 40, 0])
PEOPLE = np.array([1000.0, 150, 200, 200, 800, 900, 1500, 60])


class TestPublished:
    """Computed with esda 2.9.0 (Empirical_Bayes, Spatial_Empirical_Bayes), which is spdep's EBest and GeoDa's local one."""

    @pytest.mark.shared
    def test_north_carolina_sids(self, shared):
        geopandas = pytest.importorskip("geopandas")
        frame = geopandas.read_file(shared / "reference" / "nc.shp")
        events, births = frame["SID74"].to_numpy(), frame["BIR74"].to_numpy()
        found = rates.smooth(events, births)
        assert found.mean[0] == pytest.approx(0.0020214448936544207, rel=1e-12)
        assert found.variance[0] == pytest.approx(7.692930647014653e-07, rel=1e-9)
        published = {
            "Ashe": 0.001697297330855623,
            "Alleghany": 0.0017053776808421805,
            "Currituck": 0.002012868084221261,
            "Pitt": 0.0025009735240659903,
            "Anson": 0.004838804052126551,
            "Forsyth": 0.0010570229629814991,
        }
        by_name = dict(zip(frame["NAME"], found.smoothed, strict=True))
        assert {name: by_name[name] for name in published} == pytest.approx(published, rel=1e-9)
        assert found.smoothed.sum() == pytest.approx(0.20684533445542433, rel=1e-10)
        assert (frame["NAME"][found.smoothed.argmax()], frame["NAME"][found.smoothed.argmin()]) == ("Anson", "Forsyth")

    @pytest.mark.shared
    def test_north_carolina_sids_by_neighbours(self, shared):
        geopandas = pytest.importorskip("geopandas")
        frame = geopandas.read_file(shared / "reference" / "nc.shp")
        pairs = contiguity.queen(frame.geometry.to_numpy(), tolerance=0)
        found = rates.smooth(frame["SID74"].to_numpy(), frame["BIR74"].to_numpy(), pairs=pairs)
        published = {
            "Ashe": 0.000992227550851662,
            "Alleghany": 0.0012639029322548028,
            "Currituck": 0.0007604562737642585,
            "Pitt": 0.0026275859516672216,
            "Brunswick": 0.0029116981412509006,
            "Anson": 0.00813542367897774,
        }
        by_name = dict(zip(frame["NAME"], found.smoothed, strict=True))
        assert {name: by_name[name] for name in published} == pytest.approx(published, rel=1e-9)
        assert found.smoothed.sum() == pytest.approx(0.2090183594311512, rel=1e-10)

    @pytest.mark.shared
    def test_st_louis_as_in_the_docstrings_of_esda(self, shared):
        geopandas = pytest.importorskip("geopandas")
        frame = geopandas.read_file(shared / "reference" / "stl_hom.shp")
        events, people = frame["HC7984"].to_numpy(), frame["PO7984"].to_numpy()
        np.testing.assert_allclose(
            rates.smooth(events, people).smoothed[:5],
            [2.36718950e-05, 4.54539167e-05, 4.78114019e-05, 2.76907146e-05, 6.58989323e-05],
            rtol=2e-8,
        )
        # Its local one has the neighbours of stl.gal, which are the rook's.
        pairs = contiguity.rook(frame.geometry.to_numpy(), tolerance=0)
        np.testing.assert_allclose(
            rates.smooth(events, people, pairs=pairs).smoothed[:5],
            [4.01485749e-05, 3.62437513e-05, 4.93034844e-05, 5.09387329e-05, 3.72735210e-05],
            rtol=2e-8,
        )


def test_the_estimate_is_the_mean_of_the_gamma_and_the_interval_its_quantiles():
    found = rates.smooth(EVENTS, PEOPLE)
    mean, variance = found.mean[0], found.variance[0]
    assert variance > 0
    known = scipy.stats.gamma(a=EVENTS + mean**2 / variance, scale=1 / (PEOPLE + mean / variance))
    np.testing.assert_allclose(found.smoothed, known.mean(), rtol=1e-12)
    np.testing.assert_allclose(found.low, known.ppf(0.05), rtol=1e-9)
    np.testing.assert_allclose(found.high, known.ppf(0.95), rtol=1e-9)


def test_the_interval_of_a_crude_rate_is_garwoods():
    found = rates.smooth(EVENTS, PEOPLE, level=0.95)
    # Garwood's table: 95 % of a Poisson mean where 10 were seen is 4.80 to 18.39, where 0 were seen 0 to 3.69.
    assert (found.crude_low[0] * 1000, found.crude_high[0] * 1000) == (
        pytest.approx(4.795, abs=1e-3),
        pytest.approx(18.390, abs=1e-3),
    )
    assert (found.crude_low[7], found.crude_high[7] * 60) == (0, pytest.approx(3.689, abs=1e-3))
    low = scipy.stats.chi2.ppf(0.025, 2 * EVENTS[:7]) / 2
    np.testing.assert_allclose(found.crude_low[:7] * PEOPLE[:7], low, rtol=1e-9)


def test_intervals_hold_as_often_as_they_say():
    random = np.random.default_rng(11)
    held = []
    for _ in range(60):
        people = random.uniform(200, 5000, 80)
        true = random.gamma(4.0, 0.01 / 4.0, 80)
        found = rates.smooth(random.poisson(true * people), people)
        held.append(np.mean((found.low <= true) & (true <= found.high)))
    assert np.mean(held) == pytest.approx(
        0.90, abs=0.02
    )  # 4,800 intervals: 0.004 by chance, the rest is the narrowness


cases = st.builds(
    lambda seed, n: (
        np.asarray(np.random.default_rng(seed).negative_binomial(2, 0.1, n), dtype=np.float64),
        np.random.default_rng(seed + 1).uniform(20, 5000, n),
    ),
    st.integers(0, 100_000),
    st.integers(1, 40),
)


@settings(max_examples=80, deadline=None)
@given(cases, st.booleans())
def test_the_smoothed_rate_lies_between_the_crude_one_and_the_mean(case, local):
    events, people = case
    n = len(events)
    ring = np.column_stack((np.arange(n), (np.arange(n) + 1) % n))
    found = rates.smooth(events, people, pairs=np.concatenate((ring, ring[:, ::-1])) if local else None)
    slack = 1e-12
    assert (found.smoothed >= np.minimum(found.crude, found.mean) - slack).all()
    assert (found.smoothed <= np.maximum(found.crude, found.mean) + slack).all()
    assert ((found.own_weight >= 0) & (found.own_weight < 1)).all()
    assert (found.low <= found.high).all()
    assert (found.crude_low <= found.crude + slack).all()
    assert (found.crude <= found.crude_high).all()
    if not local:
        order = np.argsort(people)
        assert (np.diff(found.own_weight[order]) >= -slack).all()  # more people, less shrinkage


@settings(max_examples=40, deadline=None)
@given(cases, st.floats(0.1, 20), st.integers(0, 1000))
def test_years_divide_rates_and_the_order_of_areas_does_not_matter(case, years, seed):
    events, people = case
    one, more = rates.smooth(events, people), rates.smooth(events, people, years=years)
    # The estimate of the variance is a difference: near 0 it is nothing but rounding.
    assume(one.variance[0] == 0 or one.variance[0] > 1e-6 * one.mean[0] ** 2)
    order = np.random.default_rng(seed).permutation(len(events))
    turned = rates.smooth(events[order], people[order])
    for name in ("crude", "crude_high", "smoothed", "low", "high"):
        values = getattr(one, name)
        np.testing.assert_allclose(getattr(more, name) * years, values, rtol=1e-6, atol=1e-15)
        np.testing.assert_allclose(getattr(turned, name), values[order], rtol=1e-6, atol=1e-15)


def test_no_more_than_chance_gives_one_rate_that_is_not_known_for_certain():
    events, people = np.array([5.0, 10.0, 20.0]), np.array([500.0, 1000.0, 2000.0])
    found = rates.smooth(events, people)
    assert found.variance.tolist() == [0, 0, 0]
    np.testing.assert_allclose(found.smoothed, 0.01)
    posterior = scipy.stats.gamma(a=35.5, scale=1 / 3500)
    np.testing.assert_allclose(found.low, posterior.ppf(0.05), rtol=1e-9)
    np.testing.assert_allclose(found.high, posterior.ppf(0.95), rtol=1e-9)
    nothing = rates.smooth(np.zeros(3), people)
    assert nothing.smoothed.tolist() == nothing.crude_low.tolist() == [0, 0, 0]
    assert (nothing.high > 0).all()


def flags(found: rates.Rates) -> list[str]:
    return [rates.FLAGS[code] for code in found.flag]


def test_where_nobody_lives_or_nobody_knows_there_is_no_rate_and_the_others_do_not_change():
    events, people = np.append(EVENTS, [300.0, 7.0, 0.0]), np.append(PEOPLE, [0.0, np.nan, 0.0])
    found, without = rates.smooth(events, people), rates.smooth(EVENTS, PEOPLE)
    for name in ("crude", "crude_low", "crude_high", "smoothed", "low", "high", "mean", "variance", "own_weight"):
        assert np.isnan(getattr(found, name)[8:]).all()
        np.testing.assert_allclose(getattr(found, name)[:8], getattr(without, name))
    assert flags(found)[8:] == ["nobody", "people_unknown", "nobody"]
    pairs = np.array([(0, 8), (8, 0), (0, 1), (1, 0), (1, 9), (9, 1)])
    local = rates.smooth(events, people, pairs=pairs)
    two = rates.smooth(EVENTS[:2], PEOPLE[:2])
    np.testing.assert_allclose(local.smoothed[:2], two.smoothed)
    assert local.smoothed[2] == pytest.approx(EVENTS[2] / PEOPLE[2])  # alone: compared with itself


def test_small_numbers_get_a_flag():
    events, people = np.array([20.0, 19, 500, 3]), np.array([1000.0, 1000, 99, 99])
    assert flags(rates.smooth(events, people)) == ["", "few_events", "few_people", "few_people"]
    assert flags(rates.smooth(events, people, fewest_events=5, fewest_people=50)) == ["", "", "", "few_events"]
    # The rule's meaning: the standard error of a rate of 20 events is 22 % of it (docs/methods/rates.md).
    assert 1 / np.sqrt(rates.FEWEST_EVENTS) == pytest.approx(0.22, abs=0.005)


def test_repeated_pairs_change_nothing_and_inputs_are_left_alone():
    pairs = np.array([(0, 1), (1, 0), (2, 3), (3, 2)])
    once = rates.smooth(EVENTS, PEOPLE, pairs=pairs)
    twice = rates.smooth(EVENTS, PEOPLE, pairs=np.concatenate((pairs, pairs, [(4, 4)])))
    np.testing.assert_array_equal(once.smoothed, twice.smoothed)
    events, people = EVENTS.copy(), PEOPLE.copy()
    for array in (events, people):
        array.setflags(write=False)
    rates.smooth(events, people)


def test_no_areas_have_no_rates():
    found = rates.smooth(np.empty(0), np.empty(0))
    assert found.smoothed.shape == found.flag.shape == (0,)


@pytest.mark.parametrize(
    ("events", "people", "options", "message"),
    [
        ([1.0, 2], [0.0, np.nan], {}, "add a layer of residents"),
        ([-1.0], [10.0], {}, "negative or no number"),
        ([np.nan], [10.0], {}, "negative or no number"),
        ([1.0], [-5.0], {}, "negative or infinite"),
        ([1.0], [np.inf], {}, "negative or infinite"),
        ([1.0, 2], [5.0], {}, "2 counts of events beside 1"),
        ([1.0], [5.0], {"years": 0}, "longer than 0"),
        ([1.0], [5.0], {"level": 1}, "between 0 and 1"),
        ([1.0], [5.0], {"pairs": np.array([(0, 1)])}, "places that do not exist"),
    ],
)
def test_what_cannot_be_asked_is_said(events: Any, people: Any, options: Any, message: str):
    with pytest.raises(AnalysisError, match=message):
        rates.smooth(np.array(events), np.array(people), **options)
