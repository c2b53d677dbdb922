"""Expected counts: other software's coefficients, brute force over left-out spaces, and degenerate cities."""

from __future__ import annotations

from typing import Any

import geopandas as gpd
import numpy as np
import pyarrow.csv
import pyogrio
import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.optimize import minimize
from scipy.stats import nbinom

from spaceplanner.analysis import comparables, proximity, shrinkage
from spaceplanner.errors import AnalysisError

KINDS = ("park", "square", "court")


def city(seed: int, n: int) -> Any:
    """Return counts, areas, residents, kinds and the true expectations of n spaces."""
    rng = np.random.default_rng(seed)
    area = np.exp(rng.normal(11, 0.6, n))
    residents = rng.gamma(2, 1500, n)
    kind = rng.integers(0, 3, n)
    truth = area * np.exp(-8.5 - 0.3 * (np.log(area) - 11) + 0.4 * (np.log1p(residents) - 7.5) + 0.4 * kind)
    counts = rng.poisson(truth * rng.gamma(2.5, 1 / 2.5, n)).astype(float)
    return counts, area, residents, [KINDS[place] for place in kind], truth


@pytest.fixture(scope="module")
def carolina(shared):
    meta, _, _, columns = pyogrio.raw.read(shared / "reference" / "nc.shp", read_geometry=False)
    table = dict(zip(meta["fields"].tolist(), columns, strict=True))
    births, sids, others = (np.asarray(table[name], dtype=float) for name in ("BIR74", "SID74", "NWBIR74"))
    scaled = [(part - part.mean()) / part.std() for part in (np.log(births), np.log1p(others))]
    return sids, np.column_stack([np.ones(len(sids)), *scaled]), np.log(births)


@pytest.mark.shared
@pytest.mark.parametrize(
    ("excess", "published"),
    [
        # statsmodels 0.15.0: GLM(SID74, [1, z(log BIR74), z(log(1 + NWBIR74))], offset=log(BIR74)), families Poisson and
        # NegativeBinomial(alpha=0.05).
        (0.0, [-6.228199810395834, -0.5735398930711578, 0.7637284300563132]),
        (0.05, [-6.230168718587448, -0.5382075745169951, 0.7346558402276347]),
    ],
)
def test_coefficients_beside_statsmodels(carolina, excess, published):
    y, x, offset = carolina
    found = comparables._fit(y, x, offset, excess, ridge=0.0, prior=0.0)
    np.testing.assert_allclose(found, published, rtol=1e-8)


@pytest.mark.shared
def test_all_together_beside_statsmodels(carolina):
    # NegativeBinomial(...).fit() of the same columns: alpha 0.06216; the ridge and the priors move little.
    found, excess = comparables._with_dispersion(*carolina)
    np.testing.assert_allclose(found, [-6.231023594547961, -0.532191524413083, 0.7308779299982195], atol=0.06)
    assert excess == pytest.approx(0.06216286192226299, rel=0.25)


def test_coefficients_are_where_the_penalised_likelihood_is_highest():
    y, area, residents, kinds, _ = city(4, 80)
    x, _, used = comparables._columns(area, np.ones(80, dtype=bool), {"residents": residents}, kinds)
    assert used == ("size", "residents", "kind")
    excess = 0.3

    def depth(beta: Any) -> float:
        mu = area * np.exp(x @ beta)
        fit = nbinom.logpmf(y, 1 / excess, 1 / (1 + excess * mu)).sum() + 0.5 * beta[0]
        return float(-fit + 0.5 * (beta[1:] ** 2).sum())

    start = np.zeros(x.shape[1])
    start[0] = np.log(y.sum() / area.sum())
    best = minimize(depth, start, method="BFGS", options={"gtol": 1e-5})
    np.testing.assert_allclose(comparables._fit(y, x, np.log(area), excess), best.x, atol=1e-5)


@pytest.mark.parametrize("n", [30, 64, 250])
def test_leaving_out_beside_fitting_again_without(n):
    y, area, residents, kinds, _ = city(n, n)
    x, _, _ = comparables._columns(area, np.ones(n, dtype=bool), {"residents": residents}, kinds)
    offset = np.log(area)
    beta, excess = comparables._with_dispersion(y, x, offset)
    change = comparables._without_own(y, x, offset, beta, excess)
    again = []
    for place in range(n):
        others = np.arange(n) != place
        again.append(x[place] @ (comparables._fit(y[others], x[others], offset[others], excess) - beta))
    np.testing.assert_allclose(change, again, atol=2e-4)
    assert np.abs(again).max() > 0.05


def test_the_truth_is_found_again():
    y, area, residents, kinds, truth = city(1, 2000)
    found = comparables.expected(y, area, traits={"residents": residents}, kinds=kinds)
    assert found.used == ("size", "residents", "kind")
    assert found.compared == 2000
    assert np.std(np.log(found.count / truth)) < 0.06
    plain = comparables.expected(y, area)
    assert np.std(np.log(plain.count / truth)) > 0.3


def test_few_spaces_are_compared_by_area():
    y, area = np.array([4.0, 0, 11, 2]), np.array([1e4, 2e4, 3e4, 2e4])
    found = comparables.expected(y, area, traits={"residents": np.array([1.0, 2, 3, 4])}, kinds=["park"] * 4)
    assert found.used == ()
    np.testing.assert_allclose(found.count, area * (17 - y + 0.5) / (8e4 - area))


@settings(deadline=None, max_examples=25)
@given(st.integers(0, 1000), st.sampled_from([3, 12, 29, 30, 45]), st.integers(0, 500))
def test_a_space_does_not_decide_its_own_expectation(seed, n, own):
    y, area, residents, kinds, _ = city(seed, n)
    place = seed % n
    without = y.copy()
    without[place] = np.nan
    changed = y.copy()
    changed[place] = own
    traits = {"residents": residents}
    found = comparables.expected(changed, area, traits=traits, kinds=kinds).count[place]
    alone = comparables.expected(without, area, traits=traits, kinds=kinds)
    if n < 30:
        assert found == pytest.approx(alone.count[place], rel=1e-9)
    elif n > 30:
        # What is left of its own count is its part in the dispersion.
        assert found == pytest.approx(alone.count[place], rel=0.25)


def test_a_space_without_a_record_informs_no_other():
    y, area, residents, kinds, _ = city(7, 60)
    found = comparables.expected(y, area, traits={"residents": residents}, kinds=kinds)
    more = comparables.expected(
        np.append(y, np.nan),
        np.append(area, 5e4),
        traits={"residents": np.append(residents, 9e6)},
        kinds=[*kinds, "court"],
    )
    np.testing.assert_allclose(more.count[:-1], found.count, rtol=1e-12)
    assert more.count[-1] > 0
    assert more.compared == 60


def test_a_missing_trait_is_taken_as_the_mean_and_flagged():
    y, area, residents, kinds, _ = city(8, 90)
    residents[4] = np.nan
    some = [None, " ", *kinds[2:]]
    found = comparables.expected(y, area, traits={"residents": residents}, kinds=some)
    assert np.flatnonzero(found.filled).tolist() == [0, 1, 4]
    assert np.isfinite(found.count).all()


def test_what_too_few_have_or_all_share_is_not_used():
    y, area, residents, kinds, _ = city(9, 90)
    residents[:61] = np.nan
    found = comparables.expected(
        y, area, traits={"residents": residents, "same": np.ones(90)}, kinds=["Park", "park "] * 45
    )
    assert found.used == ("size",)
    assert not found.filled.any()
    rare = [*kinds[:-9], *["greenway"] * 9]
    labels, _, _ = comparables._columns(area, np.ones(90, dtype=bool), {}, rare)
    assert labels.shape[1] == 2 + 3


@settings(deadline=None, max_examples=20)
@given(st.integers(0, 1000), st.sampled_from([5, 40]))
def test_order_and_unit_of_area_do_not_matter(seed, n):
    y, area, residents, kinds, _ = city(seed, n)
    order = np.random.default_rng(seed).permutation(n)
    one = comparables.expected(y, area, traits={"residents": residents}, kinds=kinds)
    two = comparables.expected(
        y[order], area[order] / 1e4, traits={"residents": residents[order]}, kinds=[kinds[place] for place in order]
    )
    np.testing.assert_allclose(two.count, one.count[order], rtol=1e-7)


@pytest.mark.parametrize("n", [2, 29, 30, 200])
def test_no_incidents_anywhere_is_a_small_rate_and_not_zero(n):
    _, area, residents, kinds, _ = city(n, n)
    found = comparables.expected(np.zeros(n), area, traits={"residents": residents}, kinds=kinds)
    assert (found.count > 0).all()
    assert found.count.sum() < 2.0


@pytest.mark.parametrize("n", [20, 60])
def test_one_space_with_all_incidents_expects_none_of_them(n):
    y = np.zeros(n)
    y[0] = 500
    found = comparables.expected(y, np.full(n, 1e4))
    assert 0 < found.count[0] < 0.1


def test_identical_spaces_expect_the_mean_of_the_others():
    y = np.full(50, 8.0)
    found = comparables.expected(y, np.full(50, 1e4), traits={"residents": np.full(50, 300.0)}, kinds=["park"] * 50)
    np.testing.assert_allclose(found.count, (49 * 8 + 0.5) / 49)


def test_one_space_no_space_and_no_ground_expect_nothing():
    assert np.isnan(comparables.expected(np.array([7.0]), np.array([1e4])).count).all()
    assert comparables.expected(np.empty(0), np.empty(0)).count.shape == (0,)
    found = comparables.expected(np.array([7.0, 3, 5]), np.array([1e4, 0.0, np.nan]))
    assert np.isnan(found.count).all()
    assert found.compared == 1


def test_impossible_numbers_are_refused():
    area = np.full(3, 1e4)
    for wrong in (-1.0, np.inf):
        with pytest.raises(AnalysisError, match="0 or more"):
            comparables.expected(np.array([1.0, 2, wrong]), area)
        with pytest.raises(AnalysisError, match="residents of a space"):
            comparables.expected(np.ones(3), area, traits={"residents": np.array([1.0, wrong, np.nan])})


@pytest.mark.shared
def test_one_month_of_vancouver_tells_more_of_the_other_eleven_when_corrected(shared):
    # Incidents within 100 m of 254 parks; surroundings are those between 100 and 600 m.
    rows = pyarrow.csv.read_csv(shared / "vancouver_bc" / "crimedata_csv_AllNeighbourhoods_2025.csv")
    xy = np.stack([rows["X"].to_numpy(), rows["Y"].to_numpy()], axis=1)
    january = rows["MONTH"].to_numpy() == 1
    located = (xy != 0).all(axis=1)
    parks = gpd.read_file(shared / "vancouver_bc" / "parks-polygon-representation_2026-01.geojson").to_crs(32610)
    shapes = np.array(parks.geometry)
    near, far = (shapely.area(shapely.buffer(shapes, radius)) for radius in (100, 600))

    def count(chosen: Any, radius: float) -> Any:
        pairs = proximity.pairs(xy[chosen], shapes, radius)
        return proximity.counts(pairs, len(shapes)).astype(float)

    y, later = count(located & january, 100), count(located & ~january, 100)
    around = (count(located & january, 600) - y) / (far - near) * 12e6
    found = comparables.expected(y, near, traits={"surroundings": around})
    corrected, plain = shrinkage.shrink(y, found.count), shrinkage.shrink(y, comparables.expected(y, near).count)

    def deviance(counts: Any) -> float:
        ahead = np.maximum(counts * later.sum() / counts.sum(), 0.1)
        return float(2 * (later * np.log(np.maximum(later, 1) / ahead) - (later - ahead)).mean())

    assert deviance(plain.count) < 0.4 * deviance(y)
    assert deviance(corrected.count) < 0.75 * deviance(plain.count)
    # Nine of ten later counts lie within what the gamma and a Poisson together foretell.
    grown = corrected.scale * later.sum() / y.sum()
    low, high = (nbinom.ppf(end, corrected.shape, 1 / (1 + grown)) for end in (0.05, 0.95))
    assert ((low <= later) & (later <= high)).mean() == pytest.approx(0.90, abs=0.03)
