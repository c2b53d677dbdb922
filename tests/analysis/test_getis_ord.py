from __future__ import annotations

import csv
import itertools
from typing import TYPE_CHECKING, Any

import numpy as np
import pytest
import scipy.stats
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.spatial import cKDTree

from spaceplanner.analysis import contiguity, getis_ord
from spaceplanner.errors import AnalysisError

if TYPE_CHECKING:
    from pathlib import Path

    from numpy.typing import NDArray


def both(pairs: Any) -> NDArray[np.int64]:
    pairs = np.asarray(pairs, dtype=np.int64).reshape(-1, 2)
    return np.concatenate([pairs, pairs[:, ::-1]])


def within(xy: NDArray[np.float64], distance: float) -> NDArray[np.int64]:
    return both(cKDTree(xy).query_pairs(distance + 1e-9, output_type="ndarray"))


def queen(shapes: Any) -> Any:
    return contiguity.queen(shapes, tolerance=0)  # these files are not in metres


def around(shape: tuple[int, ...], radius: int = 1) -> NDArray[np.int64]:
    """Pairs of the cells of a grid that are within a radius, by brute force."""
    cells = list(itertools.product(range(shape[0]), range(shape[1])))
    return np.array(
        [
            (i, j)
            for (i, (r, c)), (j, (s, d)) in itertools.permutations(enumerate(cells), 2)
            if max(abs(r - s), abs(c - d)) <= radius
        ],
        dtype=np.int64,
    ).reshape(-1, 2)


def table(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8") as file:
        return list(csv.DictReader(file))


def numbers(rows: list[dict[str, str]], name: str) -> NDArray[np.float64]:
    return np.array([float(row[name]) for row in rows])


def shapes_of(path: Path) -> Any:
    geopandas = pytest.importorskip("geopandas")
    return geopandas.read_file(path)


class TestPublished:
    @pytest.mark.shared
    def test_spdep_help_page(self, shared):
        rows = table(shared / "reference" / "getisord_localG.csv")
        xy, values = np.column_stack((numbers(rows, "x"), numbers(rows, "y"))), numbers(rows, "val")
        printed = {30: 1.221979, 60: 1.748098, 90: 1.986135, 120: 1.893374, 150: 1.237454}
        for distance, z in printed.items():
            found = getis_ord.gi_star(values, within(xy, distance), include_self=False)
            assert found[119] == pytest.approx(z, abs=1e-6)
            np.testing.assert_allclose(found, numbers(rows, f"G{distance}"), atol=1e-6)
        star = getis_ord.gi_star(values, within(xy, 30))
        assert star[119] == pytest.approx(1.45078, abs=1e-5)
        np.testing.assert_allclose(star, numbers(rows, "GStar30"), atol=1e-6)

    def test_esda_docstring(self):
        xy = np.array([(10, 10), (20, 10), (40, 10), (15, 20), (30, 20), (30, 30)], dtype=float)
        values, pairs = np.array([2, 3, 3.2, 5, 8, 7]), within(xy, 15)
        np.testing.assert_allclose(
            getis_ord.gi_star(values, pairs, include_self=False),
            [-1.0136729, -0.04361589, 1.31558703, -0.31412676, 1.15373986, 1.77833941],
            atol=1e-8,
        )
        np.testing.assert_allclose(
            getis_ord.gi_star(values, pairs),
            [-1.39727626, -0.28917762, 0.65064964, -0.28917762, 1.23452088, 2.02424331],
            atol=1e-8,
        )

    @pytest.mark.shared
    def test_columbus(self, shared):
        rows = table(shared / "reference" / "columbus_crime_localG_localmoran_queen.csv")
        frame = shapes_of(shared / "reference" / "columbus.shp")
        pairs, values = queen(frame.geometry.to_numpy()), frame["CRIME"].to_numpy()
        star = getis_ord.gi_star(values, pairs)
        np.testing.assert_allclose(star, numbers(rows, "GiStar_B"), atol=1e-6)
        np.testing.assert_allclose(
            getis_ord.gi_star(values, pairs, include_self=False), numbers(rows, "Gi_B"), atol=1e-6
        )
        ids = frame["POLYID"].to_numpy()
        assert (star.max(), ids[star.argmax()]) == (pytest.approx(3.475051, abs=1e-6), 16)
        assert (star.min(), ids[star.argmin()]) == (pytest.approx(-2.851023, abs=1e-6), 32)

    @pytest.mark.shared
    def test_north_carolina_sids(self, shared):
        rows = table(shared / "reference" / "nc_sids74_localG_queen.csv")
        frame = shapes_of(shared / "reference" / "nc.shp")
        pairs = queen(frame.geometry.to_numpy())
        rate = 1000 * frame["SID74"].to_numpy() / frame["BIR74"].to_numpy()
        star = getis_ord.gi_star(rate, pairs)
        np.testing.assert_allclose(star, numbers(rows, "GiStar_B_rate"), atol=1e-6)
        np.testing.assert_allclose(
            getis_ord.gi_star(rate, pairs, include_self=False), numbers(rows, "Gi_B_rate"), atol=1e-6
        )
        assert (star.max(), frame["NAME"][star.argmax()]) == (pytest.approx(4.251772, abs=1e-6), "Northampton")
        of_counts = getis_ord.gi_star(frame["SID74"].to_numpy(), pairs)
        np.testing.assert_allclose(of_counts, numbers(rows, "GiStar_B_count"), atol=1e-6)

    @pytest.mark.shared
    def test_st_louis(self, shared):
        rows = table(shared / "reference" / "stl_hr8893_localG_queen.csv")
        frame = shapes_of(shared / "reference" / "stl_hom.shp")
        star = getis_ord.gi_star(frame["HR8893"].to_numpy(), queen(frame.geometry.to_numpy()))
        np.testing.assert_allclose(star, numbers(rows, "GiStar_B"), atol=1e-6)
        assert star.max() == pytest.approx(5.258497, abs=1e-6)
        # make_reference.log.txt: of all three rates and counts the range, the place and how many are beyond 1.96.
        logged = {
            "HR8893": (-1.36349257159, 5.25849694556, 5),
            "HC8893": (-0.736791464006, 6.42888363547, 6),
            "HR7984": (-1.42882738465, 5.12776480607, 5),
        }
        pairs = queen(frame.geometry.to_numpy())
        for name, (low, high, beyond) in logged.items():
            z = getis_ord.gi_star(frame[name].to_numpy(), pairs)
            assert (z.min(), z.max()) == (pytest.approx(low, abs=1e-9), pytest.approx(high, abs=1e-9))
            assert ((np.abs(z) > 1.96).sum(), frame["NAME"][z.argmax()]) == (beyond, "St. Louis City")

    @pytest.mark.shared
    def test_vancouver_grid(self, shared):
        rows = table(shared / "reference" / "vancouver_2025_grid500_GiStar_queen.csv")
        with (shared / "vancouver_bc" / "crimedata_csv_AllNeighbourhoods_2025.csv").open(encoding="utf-8") as file:
            xy = np.array([(float(r["X"]), float(r["Y"])) for r in csv.DictReader(file) if float(r["X"]) > 0])
        x, y = np.arange(483000, 499001, 500), np.arange(5449000, 5463001, 500)
        counts = np.histogram2d(xy[:, 1], xy[:, 0], (y, x))[0]
        assert (counts.ravel() == numbers(rows, "count")).all()
        # R's cell2nb takes rows first and was given columns first: the published z has the neighbours of a grid of 28
        # columns and 32 rows, filled with this one's cells in their order. With those, every z is the published one.
        z = getis_ord.gi_star_grid(counts.reshape(32, 28)).ravel()
        np.testing.assert_allclose(z, numbers(rows, "GiStar_z"), atol=1e-6)
        top = rows[int(z.argmax())]
        assert (z.max(), top["xmin"], top["ymin"]) == (pytest.approx(13.776930, abs=1e-6), "491500", "5458500")
        assert ((z > 1.96).sum(), (z < -1.96).sum()) == (55, 0)
        # With the neighbours that the cells have on the ground, by pairs found from their coordinates:
        corners = np.column_stack((numbers(rows, "xmin"), numbers(rows, "ymin")))
        ground = getis_ord.gi_star(counts.ravel(), within(corners, 750.0))
        np.testing.assert_allclose(getis_ord.gi_star_grid(counts).ravel(), ground, atol=1e-9)
        assert (ground.max(), (ground > 1.96).sum()) == (pytest.approx(19.535443, abs=1e-6), 53)
        assert corners[ground.argmax()].tolist() == [491500, 5458500]


grids = st.builds(
    lambda seed, ny, nx: np.random.default_rng(seed).poisson(2, (ny, nx)).astype(float),
    st.integers(0, 10_000),
    st.integers(1, 7),
    st.integers(1, 7),
)


@settings(max_examples=40, deadline=None)
@given(grids, st.integers(1, 3), st.booleans())
def test_the_grid_gives_what_its_pairs_give(counts, radius, holes):
    if holes and counts.size > 3:
        counts.ravel()[:: max(2, counts.size // 4)] = np.nan
    expected = getis_ord.gi_star(counts.ravel(), around(counts.shape, radius)).reshape(counts.shape)
    np.testing.assert_allclose(getis_ord.gi_star_grid(counts, radius_cells=radius), expected, atol=1e-9)


@settings(max_examples=40, deadline=None)
@given(grids, st.floats(1e-3, 1e6), st.floats(-1e3, 1e3))
def test_scale_and_origin_of_the_values_do_not_matter(counts, scale, shift):
    z = getis_ord.gi_star_grid(counts)
    np.testing.assert_allclose(getis_ord.gi_star_grid(counts * scale), z, atol=1e-8)
    np.testing.assert_allclose(getis_ord.gi_star_grid(counts + shift), z, atol=1e-7)
    for include_self in (True, False):
        values, pairs = counts.ravel(), around(counts.shape)
        np.testing.assert_allclose(
            getis_ord.gi_star(values * scale, pairs, include_self=include_self),
            getis_ord.gi_star(values, pairs, include_self=include_self),
            atol=1e-7,
        )


def test_what_is_not_defined_has_no_z():
    chain = both([(0, 1), (1, 2), (2, 3)])
    for values in ([], [1.0], [2.0, 2.0, 2.0, 2.0], [0.1 + 0.2, 0.3, 0.3, 0.3]):
        pairs = chain if len(values) == 4 else np.empty((0, 2), dtype=np.int64)
        for include_self in (True, False):
            assert np.isnan(getis_ord.gi_star(np.array(values), pairs, include_self=include_self)).all()
    assert np.isnan(getis_ord.gi_star_grid(np.array([[5.0]]))).all()
    assert np.isnan(getis_ord.gi_star_grid(np.full((4, 4), 7.0))).all()
    assert np.isnan(getis_ord.gi_star_grid(np.full((4, 4), np.nan))).all()
    # Everybody a neighbour: the sum is always the same.
    assert np.isnan(getis_ord.gi_star_grid(np.array([[1.0, 2.0], [3.0, 4.0]]))).all()
    # No neighbour: Gi has nothing to sum, Gi* the place alone.
    alone = np.array([1.0, 5.0, 2.0, 9.0, 3.0])
    assert np.isnan(getis_ord.gi_star(alone, chain, include_self=False)).tolist() == [False] * 4 + [True]
    assert np.isfinite(getis_ord.gi_star(alone, chain)).all()


def test_no_data_is_not_zero():
    values = np.array([1.0, 5.0, np.nan, 9.0, 3.0])
    z = getis_ord.gi_star(values, both([(0, 1), (1, 2), (2, 3), (3, 4)]))
    without = getis_ord.gi_star(values[[0, 1, 3, 4]], both([(0, 1), (2, 3)]))
    np.testing.assert_allclose(z[[0, 1, 3, 4]], without)
    assert np.isnan(z[2])


def test_repeated_pairs_and_self_pairs_change_nothing():
    values, pairs = np.array([1.0, 5.0, 2.0, 9.0]), both([(0, 1), (1, 2)])
    more = np.concatenate([pairs, pairs, [(0, 0), (3, 3)]])
    for include_self in (True, False):
        np.testing.assert_array_equal(
            getis_ord.gi_star(values, more, include_self=include_self),
            getis_ord.gi_star(values, pairs, include_self=include_self),
        )


def test_what_cannot_be_asked_is_said():
    with pytest.raises(AnalysisError, match="places that do not exist"):
        getis_ord.gi_star(np.ones(3), np.array([(0, 3)]))
    with pytest.raises(AnalysisError, match="choose 1 or more"):
        getis_ord.gi_star_grid(np.ones((3, 3)), radius_cells=0)


@given(st.lists(st.floats(0, 1), min_size=1, max_size=60))
def test_false_discovery_is_that_of_scipy(p):
    adjusted, found = getis_ord.false_discovery(np.array(p), alpha=0.1)
    np.testing.assert_allclose(adjusted, scipy.stats.false_discovery_control(p), atol=1e-14)
    assert (found == (adjusted <= 0.1)).all()


def test_false_discovery_passes_over_what_was_not_tested():
    adjusted, found = getis_ord.false_discovery(np.array([[0.01, np.nan], [0.04, 0.5]]))
    np.testing.assert_allclose(adjusted, [[0.03, np.nan], [0.06, 0.5]])
    assert found.tolist() == [[True, False], [False, False]]
    assert getis_ord.false_discovery(np.array([np.nan]))[1].tolist() == [False]


def test_p_is_two_sided():
    np.testing.assert_allclose(getis_ord.p_values(np.array([-1.959963985, 0, 2.575829304])), [0.05, 1, 0.01], rtol=1e-8)


def test_permutations_come_near_to_all_combinations():
    values = np.array([1.0, 2, 4, 8, 16, 32, 64, 3])
    pairs = both([(0, 1), (5, 6), (6, 4), (2, 3)])
    p = getis_ord.permuted_p(values, pairs, seed=1, permutations=20_000)
    neighbours = {i: [j for a, j in pairs if a == i] for i in range(8)}
    for i in range(7):
        others = [j for j in range(8) if j != i]
        sums = np.array([values[list(some)].sum() for some in itertools.combinations(others, len(neighbours[i]))])
        seen = values[neighbours[i]].sum()
        exact = min(1, 2 * min((sums >= seen).mean(), (sums <= seen).mean()))
        assert p[i] == pytest.approx(exact, abs=0.02)
    assert np.isnan(p[7])
    np.testing.assert_array_equal(p, getis_ord.permuted_p(values, pairs, seed=1, permutations=20_000))


@pytest.mark.shared
def test_permutations_are_those_of_a_plain_loop(shared):
    """Each place by itself: it keeps its value, and its neighbours are drawn from all others without replacement."""
    frame = shapes_of(shared / "reference" / "columbus.shp")
    values, pairs = frame["CRIME"].to_numpy(), queen(frame.geometry.to_numpy())
    draws = 4000
    p = getis_ord.permuted_p(values, pairs, seed=1, permutations=draws)
    random = np.random.default_rng(2)
    for place in range(len(values)):
        neighbours = pairs[pairs[:, 0] == place, 1]
        others = np.delete(values, place)
        sums = np.array([random.permutation(others)[: len(neighbours)].sum() for _ in range(draws)])
        seen = values[neighbours].sum()
        plain = min(1, 2 * (min((sums >= seen).sum(), (sums <= seen).sum()) + 1) / (draws + 1))
        # Four standard errors of the difference of two such shares, both doubled.
        error = 2 * np.sqrt(2 * max(plain, 2 / draws) / 2 * (1 - plain / 2) / draws)
        assert p[place] == pytest.approx(plain, abs=4 * error)
    assert (p[[0, 1]] != getis_ord.permuted_p(values, pairs, seed=2, permutations=draws)[[0, 1]]).any()


def test_where_there_is_no_pattern_few_are_found_after_correction_and_one_in_twenty_before():
    random = np.random.default_rng(4)
    raw, corrected = [], []
    for _ in range(60):
        p = getis_ord.p_values(getis_ord.gi_star_grid(random.normal(size=(40, 40))))
        raw.append((p <= 0.05).mean())
        corrected.append(getis_ord.false_discovery(p)[1].any())
    assert np.mean(raw) == pytest.approx(0.05, abs=0.005)
    assert np.mean(corrected) <= 0.15  # one map in twenty is expected, 60 maps were drawn


def test_permutations_keep_to_what_is_known():
    values = np.array([1.0, np.nan, 4, 8, 2, 6])
    p = getis_ord.permuted_p(values, both([(0, 1), (2, 3), (3, 4), (4, 5)]), seed=3, permutations=99)
    assert np.isnan(p[[0, 1]]).all()
    assert ((p[2:] > 0) & (p[2:] <= 1)).all()
