"""Light distributions against closed forms: flux, intensity, illuminance of one lamp, and how far it reaches."""

from __future__ import annotations

from math import cos, pi

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.integrate import trapezoid

from spaceplanner.analysis import photometry
from spaceplanner.errors import AnalysisError


@pytest.mark.parametrize("shape", photometry.SHAPES)
@pytest.mark.parametrize("share", [1.0, 0.7])
def test_generic_shapes_give_the_stated_share_of_the_lamps_light(shape, share):
    found = photometry.generic(shape, share=share)
    assert found.flux() == pytest.approx(1000 * share, rel=1e-12)
    # The sphere's integral by plain sums of rings.
    gamma = np.linspace(0, pi, 200_001)
    assert trapezoid(2 * pi * found.at(gamma) * np.sin(gamma), gamma) == pytest.approx(1000 * share, rel=1e-6)


def test_closed_forms_of_the_generic_shapes():
    gamma = np.radians([0, 30, 60, 85])
    assert photometry.generic("cosine").at(gamma) == pytest.approx(1000 / pi * np.cos(gamma), rel=2e-5)
    assert photometry.generic("globe").at(gamma) == pytest.approx(np.full(4, 1000 / (4 * pi)), rel=1e-5)


def test_where_light_goes():
    assert photometry.generic("globe").flux(0, pi / 2) == pytest.approx(500)
    assert photometry.generic("street").flux(pi / 2, pi) == 0
    # Lambert: a share sin^2 of the flux within an angle.
    assert photometry.generic("cosine").flux(0, pi / 6) == pytest.approx(250, rel=1e-4)
    street = photometry.generic("street")
    assert 55 <= np.degrees(street.gamma[street.intensity.argmax()]) <= 65


def test_flux_of_a_piece_that_is_linear():
    # I = gamma on 0..1: the integral of gamma sin(gamma) is sin 1 - cos 1.
    linear = photometry.Distribution("linear", np.array([0.0, 1.0]), np.array([0.0, 1.0]))
    assert linear.flux() == pytest.approx(2 * pi * (np.sin(1) - np.cos(1)), rel=1e-12)
    assert linear.flux(0.2, 0.7) + linear.flux(0, 0.2) + linear.flux(0.7, 3) == pytest.approx(linear.flux(), rel=1e-12)


def test_light_of_one_lamp_by_hand():
    # Globe, 1000 lm, 1 m up: below it 79.58 lux; at 45 degrees cos^3 of that.
    globe = photometry.generic("globe")
    found = photometry.on_ground(globe, np.array([0.0, 1.0, np.sqrt(3)]))
    assert found == pytest.approx(1000 / (4 * pi) * np.array([1, cos(pi / 4) ** 3, 1 / 8]), rel=1e-5)
    # Lambert: cos^4.
    plate = photometry.on_ground(photometry.generic("cosine"), np.array([0.0, 1.0]))
    assert plate == pytest.approx(1000 / pi * np.array([1, 1 / 4]), rel=2e-5)


@settings(max_examples=60, deadline=None)
@given(st.sampled_from(sorted(photometry.SHAPES)), st.floats(1e-6, 400.0))
def test_beyond_its_reach_a_lamp_is_darker(shape, lux):
    found = photometry.generic(shape)
    reach = float(photometry.reach(found, np.array([lux]))[0])
    beyond = photometry.on_ground(found, reach * np.linspace(1.0001, 4, 3000) + 1e-9)
    assert (beyond < lux).all() or reach == 1000
    before = photometry.on_ground(found, reach * np.linspace(0.99, 1, 50))
    assert reach in {0, 1000} or before.max() > lux * 0.9


def test_no_light_no_reach():
    assert photometry.reach(photometry.generic(), np.array([np.inf, 1e9])).tolist() == [0, 0]


def test_planes_are_averaged_by_their_widths():
    candela = np.array([[10.0, 0.0], [20.0, 0.0], [40.0, 0.0]])
    found = photometry.averaged("x", np.array([0.0, 1.0]), np.radians([0, 30, 90]), candela)
    assert found.intensity[0] == pytest.approx((15 * 30 + 30 * 60) / 90)


@pytest.mark.parametrize(
    ("gamma", "intensity", "sentence"),
    [
        ([0, 1, 1], [1, 1, 1], "ascend"),
        ([-0.1, 1], [1, 1], "ascend"),
        ([0, 3.2], [1, 1], "ascend"),
        ([0], [1], "ascend"),
        ([0, 1], [1, -1], "negative"),
        ([0, 1], [1, np.nan], "negative"),
    ],
)
def test_what_is_no_distribution(gamma, intensity, sentence):
    with pytest.raises(AnalysisError, match=sentence):
        photometry.Distribution("x", np.array(gamma, dtype=float), np.array(intensity, dtype=float))


def test_unknown_shapes_and_shares():
    with pytest.raises(AnalysisError, match="street, cosine, globe"):
        photometry.generic("torch")
    with pytest.raises(AnalysisError, match="above 0 and at most 1"):
        photometry.generic(share=1.2)
