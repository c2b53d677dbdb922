"""Counts corrected for luck: reckoned by hand, and what may be published of them."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

import numpy as np
import pytest
import shapely
from scipy import optimize, stats

from spaceplanner.domain.layer import Role
from spaceplanner.io import catalogue
from spaceplanner.services import luck
from spaceplanner.services.evaluation import Evaluator
from spaceplanner.services.memo import Memo
from spaceplanner.services.stages import compute
from spaceplanner.services.unpacking import unpack
from tests.services import cities

if TYPE_CHECKING:
    from spaceplanner.domain.result import Diagnosis
    from spaceplanner.services.inputs import Inputs

X, Y = 620_000, 9_750_000
COUNTS = (30, 12, 9, 5, 3, 0)
YEARS = 731 / 365.25


def town(counts: tuple[int, ...] = COUNTS, **changes: Any) -> Any:
    """Squares of one hectare a kilometre apart, each with its incidents in its middle, over two years."""
    shapes = [shapely.box(X + 1000 * i, Y, X + 1000 * i + 100, Y + 100) for i in range(len(counts))]
    xy = [(X + 1000 * i + 50, Y + 50) for i, n in enumerate(counts) for _ in range(n)]
    far = [(X - 5000.0, Y), (X - 5000.0, Y)]
    when = ["2024-06-01T12:00"] * len(xy) + ["2024-01-01T12:00", "2025-12-31T12:00"]
    incidents = cities.incidents(np.array([*xy, *far], dtype=float), when)
    return cities.project(cities.spaces(shapes), incidents, **changes)


def found(project: Any, name: str = "luck") -> luck.Luck:
    memo = Memo()
    inputs: Inputs = unpack(project, memo)
    result = compute(name, inputs, memo)
    assert isinstance(result, luck.Luck)
    return result


def diagnosed(project: Any) -> Diagnosis:
    return Evaluator(catalogue.load()).evaluate(project, proposals=False).diagnosis


def phi_by_hand(counts: Any, expected: Any) -> float:
    """Return the dispersion by another road: SciPy's negative binomial and its own search."""

    def loss(log_phi: float) -> float:
        phi = np.exp(log_phi)
        return float(-stats.nbinom.logpmf(counts, phi, phi / (phi + expected)).sum() + log_phi)

    return float(np.exp(optimize.minimize_scalar(loss, bounds=(-10, 15), method="bounded").x))


def test_the_ground_is_the_space_widened_by_the_radius():
    (area,) = luck.around(np.array([shapely.box(0, 0, 100, 50)]), distance=100.0)
    # A rounded corner in four steps a quarter has 0.97 of the circle's area.
    corners = 16 * 100**2 * np.sin(np.pi / 8) / 2
    assert area == pytest.approx(100 * 50 + 2 * 100 * 150 + corners, rel=1e-6)


def test_the_correction_by_hand():
    """Six equal spaces: each is expected to have what the other five have on average, and half an incident among them."""
    counts = np.array(COUNTS, dtype=float)
    expected = (counts.sum() - counts + 0.5) / 5
    result = found(town())
    assert result.compared == 6
    assert result.used == ()
    np.testing.assert_allclose(result.expected * YEARS, expected)
    phi = phi_by_hand(counts, expected)
    weight = phi / (phi + expected)
    np.testing.assert_allclose(result.weight, weight, rtol=1e-3)
    np.testing.assert_allclose(result.adjusted * YEARS, weight * expected + (1 - weight) * counts, rtol=1e-3)
    posterior = stats.gamma(phi + counts, scale=expected / (phi + expected))
    np.testing.assert_allclose(result.low * YEARS, posterior.ppf(0.05), rtol=1e-3)
    np.testing.assert_allclose(result.high * YEARS, posterior.ppf(0.95), rtol=1e-3)
    # Extremes are drawn in, and the order of spaces alike in all else stays.
    assert result.adjusted[0] < COUNTS[0] / YEARS
    assert result.adjusted[-1] > 0
    assert (np.diff(result.adjusted) < 0).all()


def test_what_is_published_is_made_of_counts_that_may_be():
    """Three and none count as none, for these spaces and for what the others are compared with."""
    result, same = found(town(), "luck_published"), found(town((30, 12, 9, 5, 0, 0)))
    for name in ("expected", "adjusted", "low", "high", "weight", "shape", "scale"):
        np.testing.assert_array_equal(getattr(result, name), getattr(same, name))
    assert result.counts.tolist() == list(COUNTS)
    figures = [space.figures["incidents_adjusted"] for space in sorted(diagnosed(town()).spaces, key=lambda s: s.space)]
    assert [figure.published is None for figure in figures] == [False, False, False, False, True, True]
    assert [figure.withheld for figure in figures] == [None] * 4 + ["fewer_than_5"] * 2
    assert figures[4].interval("published") is None
    assert figures[4].interval("exact") is not None
    assert figures[0].published == pytest.approx(same.adjusted[0])
    assert figures[0].exact != figures[0].published
    assert figures[0].sample == 30


def test_a_space_without_a_record_gets_nothing_and_informs_no_other():
    project = town()
    covered = shapely.box(X - 6000, Y - 500, X + 4500, Y + 500)
    incidents = project.by_role(Role.INCIDENTS)[0]
    limited = cities.incidents(incidents.geometry, incidents.table["when"].to_numpy(), coverage=covered)
    result, others = found(cities.project(project.layers[0], limited)), found(town(COUNTS[:5]))
    assert np.isnan([result.counts[5], result.adjusted[5], result.low[5]]).all()
    assert result.compared == 5
    np.testing.assert_allclose(result.adjusted[:5], others.adjusted)
    last = next(s for s in diagnosed(cities.project(project.layers[0], limited)).spaces if s.space == "s05")
    for measure in ("incidents_expected", "incidents_adjusted"):
        assert (last.figures[measure].exact, last.figures[measure].reason) == (None, "no_coverage")


def test_one_space_has_nothing_to_be_compared_with():
    (space,) = diagnosed(town((7,))).spaces
    assert (space.figures["incidents_expected"].exact, space.figures["incidents_expected"].reason) == (
        None,
        "no_comparison",
    )
    adjusted = space.figures["incidents_adjusted"]
    assert adjusted.exact == pytest.approx(7 / YEARS)
    # Jeffreys' interval of a count of seven.
    assert adjusted.interval("exact") == pytest.approx(tuple(stats.gamma(7.5).ppf([0.05, 0.95]) / YEARS))


def test_without_dates_there_is_no_correction():
    shapes = [shapely.box(X, Y, X + 100, Y + 100)]
    project = cities.project(cities.spaces(shapes), cities.incidents(np.array([[X + 5.0, Y]]), [None]))
    memo = Memo()
    assert compute("luck", unpack(project, memo), memo) is None
    (space,) = diagnosed(project).spaces
    assert {space.figures[name].reason for name in ("incidents_expected", "incidents_adjusted")} == {"no_dates"}


def test_a_city_is_compared_by_size_and_residents():
    result = found(cities.made_city(3, n_spaces=40))
    assert result.used == ("size", "residents")
    assert not result.filled.any()
    assert ((result.low <= result.adjusted) & (result.adjusted <= result.high)).all()
    between = np.sort(np.column_stack((result.expected, result.counts / result.years)), axis=1)
    assert ((between[:, 0] - 1e-9 <= result.adjusted) & (result.adjusted <= between[:, 1] + 1e-9)).all()


def test_residents_that_nobody_counted_are_not_none():
    """A space whose residents are not covered is compared as if it had the mean, and says so."""
    project = cities.made_city(3, n_spaces=60)
    residents = project.by_role(Role.RESIDENTS)[0]
    known = shapely.box(X, Y, X + 2400, Y + 3000)
    kept = shapely.within(residents.geometry, known)
    fewer = replace(residents, geometry=residents.geometry[kept], table=residents.table.filter(kept), coverage=known)
    project = replace(project, layers=tuple(fewer if layer is residents else layer for layer in project.layers))
    result, spaces = found(project), diagnosed(project).spaces
    assert "residents" in result.used
    unknown = {space.space for space in spaces if space.figures["walk_residents"].exact is None}
    assert 5 < len(unknown) < 31
    assert {f"s{place:02d}" for place in np.flatnonzero(result.filled)} == unknown
    assert {space.space for space in spaces if "filled_comparison" in space.flags} == unknown


def test_what_a_lost_record_does_to_others_is_no_more_than_their_expectation_moves():
    """docs/adr/0008: their own numbers stay; what is drawn towards others' follows these."""
    project = cities.made_city(5, n_spaces=40)
    incidents = project.by_role(Role.INCIDENTS)[0]
    half = shapely.box(X, Y, X + 1500, Y + 3000)
    kept = shapely.intersects_xy(half, *incidents.geometry.T)
    fewer = cities.incidents(incidents.geometry[kept], incidents.table["when"].to_numpy()[kept], coverage=half)
    layers = tuple(fewer if layer is incidents else layer for layer in project.layers)
    before = {space.space: space for space in diagnosed(project).spaces}
    after = {space.space: space for space in diagnosed(cities.project(*layers)).spaces}
    lost = {key for key, space in after.items() if space.figures["incidents_adjusted"].exact is None}
    assert 5 < len(lost) < 35
    for key, space in after.items():
        if key in lost:
            assert space.need_floor <= before[key].need_floor + 1e-9
            continue
        changed = {name for name, figure in space.figures.items() if figure != before[key].figures[name]}
        assert changed <= {"incidents_per_year", "incidents_expected", "incidents_adjusted"}
        # The yearly number changes only if the record has become shorter.
        assert space.need_floor == pytest.approx(before[key].need_floor, abs=1.5)
