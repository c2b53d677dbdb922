"""Lighting classes against the standard's table and the technical report's worked example."""

from __future__ import annotations

import numpy as np
import pytest

from spaceplanner.analysis import lighting_class
from spaceplanner.errors import AnalysisError

TABLE = [(15, 3), (10, 2), (7.5, 1.5), (5, 1), (3, 0.6), (2, 0.4)]


def test_the_table():
    assert [(needed.average, needed.minimum) for needed in lighting_class.CLASSES] == TABLE
    assert lighting_class.requirement(4).average == 5
    for number in (0, 7):
        with pytest.raises(AnalysisError, match="P1 to P6"):
            lighting_class.requirement(number)


@pytest.mark.parametrize(("number", "lux"), list(enumerate(TABLE, 1)))
def test_a_class_is_reached_exactly_at_its_values(number, lux):
    average, minimum = map(float, lux)
    slightly = 1 - 1e-9
    found = lighting_class.achieved(
        np.array([average, average * slightly, average]), np.array([minimum, minimum, minimum * slightly])
    )
    lower = number + 1 if number < 6 else lighting_class.NONE
    assert found.tolist() == [number, lower, lower]


def test_both_mean_and_minimum_count():
    found = lighting_class.achieved(np.array([40.0, 40.0, 2.0, np.nan, 0.0]), np.array([0.0, 1.0, 2.0, np.nan, 0.0]))
    assert found.tolist() == [0, 4, 6, lighting_class.UNKNOWN, 0]


def test_too_bright_for_its_class_is_uneven():
    found = lighting_class.uneven(np.array([7.5, 7.6, 22.6, 99.0, np.nan]), np.array([4, 4, 1, 0, -1], dtype=np.int8))
    assert found.tolist() == [False, True, True, False, False]


def test_the_reports_worked_example():
    # CEN/TR 13201-1:2014, table A.2: 2 and 0 as sums of weights, P4 and P6.
    example = {"speed": "low", "mix": "pedestrians and cyclists", "parking": "absent"}
    assert lighting_class.chosen(**example, use="normal", ambient="moderate") == 4
    assert lighting_class.chosen(**example, use="quiet", ambient="low") == 6


def test_the_ends_of_the_scale():
    brightest = {
        "speed": "low", "use": "busy", "mix": "pedestrians, cyclists and motor", "parking": "present", "ambient": "high",
    }  # fmt: skip
    assert lighting_class.chosen(**brightest) == 1
    assert lighting_class.chosen(use="quiet", ambient="low") == 6
    with pytest.raises(AnalysisError, match="busy; normal; quiet"):
        lighting_class.chosen(use="empty")
