from __future__ import annotations

import numpy as np
import pytest
import shapely

from spaceplanner.analysis import zones

TREATED = shapely.box(0, 0, 100, 100)
OTHERS = np.array([shapely.box(900, 0, 1000, 100), shapely.box(1000, 0, 1080, 80), shapely.box(0, 1500, 50, 1550)])
RADII = {"radius": 100.0, "ring": 200.0}


def test_zones_are_those_of_plain_distances():
    rng = np.random.default_rng(3)
    xy = rng.uniform(-500, 2000, (4000, 2))
    zone, control = zones.labels(xy, TREATED, OTHERS, **RADII)
    points = shapely.points(xy)
    own = shapely.distance(points, TREATED)
    others = np.column_stack([shapely.distance(points, shape) for shape in OTHERS])
    nearest = others.min(axis=1)
    expected = np.select([own <= 100, nearest <= 100, own <= 300, nearest <= 300], [0, 1, 2, 3], default=-1)
    assert zone.tolist() == expected.tolist()
    assert set(zone.tolist()) == {-1, 0, 1, 2, 3}
    first = np.where((others <= 100).any(axis=1), (others <= 100).argmax(axis=1), -1)
    assert control.tolist() == np.where(expected == 1, first, -1).tolist()


def test_grounds_agree_with_shares_of_random_points():
    rng = np.random.default_rng(4)
    low, high = np.array((-400, -400)), np.array((1500, 2000))
    xy = rng.uniform(low, high, (400_000, 2))
    recorded = shapely.box(-1000, -1000, 950, 5000)
    zone, _ = zones.labels(xy, TREATED, OTHERS, **RADII)
    cut, whole = zones.grounds(TREATED, OTHERS, **RADII, recorded=recorded)
    each = np.prod(high - low) / len(xy)
    inside = xy[:, 0] <= 950
    for place in range(4):
        assert whole[place] == pytest.approx((zone == place).sum() * each, rel=0.02)
        assert cut[place] == pytest.approx(((zone == place) & inside).sum() * each, rel=0.02)
    assert whole.tolist() == zones.grounds(TREATED, OTHERS, **RADII)[0].tolist()
