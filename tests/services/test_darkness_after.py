"""The dark and silent map with a proposal."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np
import pytest
import shapely

from spaceplanner.domain.layer import Role
from spaceplanner.domain.proposal import Intervention, Proposal
from spaceplanner.io import catalogue
from spaceplanner.services import darkness, darkness_after, stages
from spaceplanner.services.memo import Memo
from tests.services.city import X, Y, covered, town

if TYPE_CHECKING:
    from spaceplanner.services.darkness import DarkField

TYPES = catalogue.load()


def _plan(*items):
    found = [
        Intervention(id=f"{kind}-{place}", type=kind, geometry=shapely.Point(X + x, Y + y))
        for place, (kind, x, y) in enumerate(items)
    ]
    return Proposal(id="p", name="P", space="park", interventions=tuple(found))


def _project(*items):
    project = covered(town())
    return replace(project, proposals=(_plan(*items),))


def _known(found: DarkField | None) -> DarkField:
    assert found is not None
    return found


def test_a_lamp_lights_its_ground_and_an_alarm_is_heard():
    project = _project(("led_lamp", 150, 150), ("led_lamp", 190, 180), ("community_alarm", 150, 150))
    memo = Memo({**stages.KEEP, **darkness.KEEP})
    today = _known(darkness.of_project(project, memo))
    after = _known(darkness_after.of_proposal(project, "p", TYPES, memo))
    assert after.ground.area < today.ground.area
    assert after.silent < today.silent
    assert after.dark < today.dark
    gone = shapely.difference(shapely.union_all(today.pieces), shapely.union_all(after.pieces))
    assert gone.contains(shapely.Point(X + 150, Y + 152))
    # Light and hearing only add: no ground becomes dark.
    new = shapely.difference(shapely.union_all(after.pieces), shapely.union_all(today.pieces))
    assert new.area < 1e-6 * today.ground.area


def test_warm_and_cold_agree():
    """What is made from today's light, around the new lamps only, is what all lamps give together."""
    project = _project(("led_lamp", 150, 150), ("led_lamp", 190, 180))
    memo = Memo({**stages.KEEP, **darkness.KEEP})
    darkness.of_project(project, memo)
    warm = _known(darkness_after.of_proposal(project, "p", TYPES, memo))
    assert memo.updated["darkness_lux"] == 1
    cold = _known(darkness_after.of_proposal(project, "p", TYPES))
    assert warm.ground.area == pytest.approx(cold.ground.area, rel=1e-9)


def test_what_stands_today_is_left_as_it_is():
    project = _project(("led_lamp", 150, 150), ("multi_use_court", 150, 150), ("community_alarm", 160, 160))
    after = darkness_after.carried_out(project, project.proposals[0], TYPES)
    for role, count in ((Role.LAMPS, 1), (Role.ALARMS, 1)):
        (before,), (now,) = project.by_role(role), after.by_role(role)
        assert len(now) == len(before) + count
        assert np.array_equal(now.geometry[: len(before)], before.geometry)
        assert now.table.slice(0, len(before)).select(before.table.column_names).equals(before.table)
    lamp = after.by_role(Role.LAMPS)[0].table.slice(len(project.by_role(Role.LAMPS)[0])).to_pylist()[0]
    assert {"working": True, **TYPES.types["led_lamp"].lamp}.items() <= lamp.items()


def test_nothing_to_add_and_nothing_to_add_to():
    project = _project(("multi_use_court", 150, 150))
    assert darkness_after.carried_out(project, project.proposals[0], TYPES).layers == project.layers
    bare = replace(project, layers=project.layers[:1], proposals=(_plan(("led_lamp", 150, 150)),))
    assert darkness_after.carried_out(bare, bare.proposals[0], TYPES).layers == bare.layers
    assert darkness_after.of_proposal(bare, "p", TYPES) is None
    assert darkness_after.of_proposal(project, "gone", TYPES) is not None
