"""Labels and flags of spaces: each said where it holds, and nowhere else."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
import pytest
import shapely

from spaceplanner.domain.layer import Role
from spaceplanner.io import catalogue
from spaceplanner.services import measures
from spaceplanner.services.evaluation import Evaluator
from tests.services import cities

if TYPE_CHECKING:
    from spaceplanner.domain.result import SpaceDiagnosis

X, Y = 620_000, 9_750_000


def square(x: float = 0, side: float = 20) -> Any:
    return shapely.box(X + x, Y, X + x + side, Y + side)


def average(item: SpaceDiagnosis) -> float:
    value = item.figures["illuminance_average"].exact
    assert value is not None
    return value


def lamps(*x: float, **columns: list[float]) -> Any:
    known = shapely.box(X - 9000, Y - 9000, X + 9000, Y + 9000)
    return cities.layer(Role.LAMPS, np.array([(X + at, Y + 10.0) for at in x]), columns or None, coverage=known)


def spaces(*layers: Any, shapes: list[Any] | None = None) -> list[SpaceDiagnosis]:
    project = cities.project(cities.spaces(shapes or [square(), square(1000)]), *layers)
    found = Evaluator(catalogue.load()).evaluate(project, proposals=False).diagnosis.spaces
    return sorted(found, key=lambda item: item.space)


@pytest.mark.parametrize(("lumens", "name"), [(150.0, "none"), (3000.0, "P6"), (6500.0, "P4"), (40_000.0, "P1")])
def test_the_class_follows_the_light(lumens, name):
    """One lamp of 8 m over the middle of a square of 20 m: the class needs the mean and the minimum."""
    here, there = spaces(lamps(10, lumens=[lumens], height_m=[8.0]))
    least = here.figures["illuminance_minimum"].exact
    assert least is not None
    reached = [
        number
        for number, (mean, low) in enumerate([(15, 3), (10, 2), (7.5, 1.5), (5, 1), (3, 0.6), (2, 0.4)], start=1)
        if average(here) >= mean and least >= low
    ]
    assert here.labels["light_class"] == (f"P{reached[0]}" if reached else "none") == name
    assert there.labels["light_class"] == "none"


def test_a_space_whose_lamps_nobody_knows_has_no_class_and_no_flag_of_light():
    known = shapely.box(X - 500, Y - 500, X + 500, Y + 500)
    layer = cities.layer(Role.LAMPS, np.array([(X + 10.0, Y + 10.0), (X + 1010.0, Y + 10.0)]), coverage=known)
    here, there = spaces(layer)
    assert "light_class" in here.labels
    assert there.labels == {}
    assert "uneven_light" not in there.flags
    assert [item.labels for item in spaces()] == [{}, {}]


def test_lamps_and_alarms_with_defaults_are_said_where_they_reach():
    alarms = cities.layer(Role.ALARMS, np.array([(X + 10.0, Y), (X + 1010.0, Y)]), {"level_db": [110.0, float("nan")]})
    here, there = spaces(lamps(10, 1010, lumens=[8000.0, float("nan")], height_m=[8.0, 8.0]), alarms)
    assert "assumed_lamps" not in here.flags
    assert "assumed_lamps" in there.flags
    assert "assumed_alarms" in there.flags


def test_strong_light_for_its_class_is_uneven():
    """The mean may pass that of the class reached by half: of P1, the best, that is 22.5 lux."""
    (uneven,) = spaces(lamps(10, lumens=[40_000.0], height_m=[8.0]), shapes=[square()])
    assert average(uneven) > 22.5
    assert "uneven_light" in uneven.flags
    (even,) = spaces(lamps(10, lumens=[10_000.0], height_m=[12.0]), shapes=[square()])
    number = int(even.labels["light_class"][1])
    assert average(even) <= 1.5 * (15, 10, 7.5, 5, 3, 2)[number - 1]
    assert "uneven_light" not in even.flags


def test_a_large_space_has_its_points_farther_apart():
    small, large = spaces(lamps(10), shapes=[square(), square(5000, side=3000)])
    assert "coarse_light" not in small.flags
    assert "coarse_light" in large.flags


def test_every_label_and_flag_has_words():
    found = Evaluator(catalogue.load()).evaluate(cities.made_city(), proposals=False).diagnosis.spaces
    assert {flag for item in found for flag in item.flags} <= set(measures.FLAGS)
    for item in found:
        for kind, value in item.labels.items():
            assert measures.LABELS[kind][value]
            assert measures.LABEL_NAMES[kind]
