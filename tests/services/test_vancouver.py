"""Vancouver 2025 through the whole diagnosis, against what R's sf counted."""

from __future__ import annotations

import csv
from dataclasses import replace
from typing import Any

import pytest

from spaceplanner.domain.layer import Role
from spaceplanner.io import catalogue
from spaceplanner.services.evaluation import Evaluator
from tests.services import cities

pytestmark = pytest.mark.shared


@pytest.fixture(scope="module")
def diagnosis(shared):
    return Evaluator(catalogue.load()).evaluate(cities.vancouver(shared)).diagnosis


def test_sums_are_those_published(diagnosis):
    def total(measure: str) -> Any:
        return sum(item.figures[measure].exact for item in diagnosis.spaces)

    assert len(diagnosis.spaces) == 254
    assert diagnosis.incidents == 29_269
    assert total("area_m2") == pytest.approx(11_617_671.75, abs=0.01)
    assert (total("incidents_inside"), total("incidents_within")) == (234, 6064)
    assert (total("lamps_inside"), total("lamps_within")) == (247, 1411)


def test_parks_are_those_published(diagnosis, shared):
    with (shared / "reference" / "vancouver_park_counts_2025.csv").open(encoding="utf-8") as file:
        expected = {f"s{place:02d}": row for place, row in enumerate(csv.DictReader(file))}
    for item in diagnosis.spaces:
        row, figures = expected[item.space], item.figures
        assert figures["area_m2"].exact == pytest.approx(float(row["area_m2_utm10n"]), abs=0.01)
        assert figures["incidents_within"].exact == int(row["crimes_within_100m"])
        assert figures["lamps_within"].exact == int(row["lights_within_50m"])
    named = {item.name: item.figures["incidents_within"].exact for item in diagnosis.spaces}
    top = sorted(named.items(), key=lambda pair: -pair[1])[:3]
    assert top == [("Pioneer Place (Pigeon Park)", 238), ("Victory Square", 208), ("Cathedral Square", 189)]


def test_a_year_is_a_year_and_night_a_part_of_it(diagnosis):
    assert (diagnosis.period.first, diagnosis.period.last) == ("2025-01-01", "2025-12-31")
    busy = [item for item in diagnosis.spaces if item.figures["incidents_within"].exact > 100]
    assert all(0.15 < item.figures["night_share"].exact < 0.65 for item in busy)
    assert all(item.figures["silent_share"].reason == "no_layer" for item in diagnosis.spaces)
    assert all(item.need_floor < item.need for item in diagnosis.spaces if item.need)


def test_parks_that_a_part_of_the_lamps_does_not_reach_are_no_data_and_not_dark(shared, diagnosis):
    """The file has 10,000 of the city's roughly 57,000 lamps. With neither boundary nor coverage, their gaps are not darkness."""
    bare = replace(
        cities.vancouver(shared),
        layers=tuple(layer for layer in cities.vancouver(shared).layers if layer.role is not Role.BOUNDARY),
    )
    found = Evaluator(catalogue.load()).evaluate(bare, proposals=False).diagnosis
    # What R's sf counted says which parks have a lamp within 50 m.
    unlit = {item.space for item in diagnosis.spaces if item.figures["lamps_within"].exact == 0}
    assert len(unlit) == 38
    for item in found.spaces:
        known = item.space not in unlit
        for name in ("lamps_within", "lit_share", "below_class_share", "illuminance_average"):
            assert item.figures[name].reason == (None if known else "no_coverage")
    dark = [item for item in diagnosis.spaces if item.space in unlit]
    assert all(item.figures["below_class_share"].exact == 1 for item in dark)
    assert [parameters for message, parameters in found.notes if "which is not darkness" in message] == [
        {"count": 38, "total": 254, "distance": "50"}
    ]
    assert any("complete within the boundary" in message for message, _ in diagnosis.notes)
