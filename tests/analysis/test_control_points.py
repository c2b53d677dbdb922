"""Control points against closed forms: what was mapped exactly is found exactly, and least squares are the least."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from spaceplanner.analysis.control_points import fit
from spaceplanner.errors import AnalysisError

POINTS = np.array([[10.0, 20.0], [900.0, 40.0], [500.0, 700.0], [30.0, 650.0]])


def turned(angle: float, scale: float, shift: tuple[float, float]) -> np.ndarray:
    """The map of a picture scaled to `scale` metres a pixel and turned anticlockwise, rows running down."""
    c, s = scale * np.cos(angle), scale * np.sin(angle)
    return np.array([[c, s, shift[0]], [s, -c, shift[1]]])


@given(st.floats(-3.1, 3.1), st.floats(0.01, 50), st.tuples(st.floats(-1e6, 1e6), st.floats(0, 1e7)), st.integers(2, 4))
def test_an_exact_similarity_is_found(angle, scale, shift, count):
    truth = turned(angle, scale, shift)
    pixels = POINTS[:count]
    found = fit(pixels, pixels @ truth[:, :2].T + truth[:, 2])
    assert np.allclose(found.matrix[:, :2], truth[:, :2], atol=1e-9 * scale + 1e-8)
    assert found.rms < 1e-6


def test_two_points_by_hand():
    """100 pixels to the east are 50 m to the north: a quarter turn at half a metre a pixel; down is then east."""
    found = fit(np.array([[0.0, 0.0], [100.0, 0.0]]), np.array([[1000.0, 2000.0], [1000.0, 2050.0]]))
    assert np.allclose(found.matrix, [[0, 0.5, 1000], [0.5, 0, 2000]])
    assert found.rms == pytest.approx(0, abs=1e-9)


def test_an_exact_affine_map_is_found():
    truth = np.array([[0.4, 0.1, 500_000.0], [-0.05, -0.6, 9_700_000.0]])
    found = fit(POINTS, POINTS @ truth[:, :2].T + truth[:, 2], affine=True)
    assert np.allclose(found.matrix, truth)
    assert found.rms < 1e-6


@pytest.mark.parametrize("affine", [False, True])
def test_no_other_map_of_its_kind_leaves_less(affine):
    chance = np.random.default_rng(2)
    truth = turned(0.3, 0.5, (5e5, 9.7e6))
    ground = POINTS @ truth[:, :2].T + truth[:, 2] + chance.normal(0, 3, POINTS.shape)
    found = fit(POINTS, ground, affine=affine)
    assert found.rms == pytest.approx(np.sqrt(np.mean(found.residuals**2)))
    for _ in range(200):
        angle, scale, east, north = chance.normal(0, [1, 1e-4, 0.1, 0.1])
        change = turned(angle, scale, (east, north))
        if affine:
            change = chance.normal(0, 1, (2, 3)) * [1e-4, 1e-4, 0.1]
        other = found.matrix + change
        off = POINTS @ other[:, :2].T + other[:, 2] - ground
        assert (off**2).sum() >= (found.residuals**2).sum() - 1e-9


def test_an_affine_map_never_fits_worse():
    ground = POINTS * [0.5, -0.7] + [1, 2]
    assert fit(POINTS, ground, affine=True).rms < 1e-9 < fit(POINTS, ground).rms


@pytest.mark.parametrize(
    ("pixels", "affine", "said"),
    [
        (POINTS[:1], False, "at least 2"),
        (POINTS[:2], True, "at least 3"),
        (np.repeat(POINTS[:1], 3, axis=0), False, "in one place"),
        (np.array([[0.0, 0], [1, 1], [5, 5]]), True, "on one line"),
        (np.array([[0.0, np.nan], [1, 1]]), False, "no place"),
    ],
)
def test_what_determines_nothing_is_said(pixels, affine, said):
    with pytest.raises(AnalysisError, match=said):
        fit(pixels, pixels * [1, -1], affine=affine)
