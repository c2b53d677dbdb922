"""Entrances, walks and who has a space: by hand, beside `network.distances`, and sums that must agree."""

from __future__ import annotations

import numpy as np
import pytest
import shapely

from spaceplanner.analysis import access, entrances, network, walks
from spaceplanner.errors import AnalysisError
from tests.analysis.test_network import lines

GRID = network.build(
    lines(
        *([(0, y), *((x, y) for x in range(100, 1000, 100)), (1000, y)] for y in range(0, 1001, 100)),
        *([(x, 0), *((x, y) for y in range(100, 1000, 100)), (x, 1000)] for x in range(0, 1001, 100)),
    )
)
"""Blocks of 100 m."""
PARK, FAR = shapely.box(410, 410, 490, 490), shapely.box(3000, 0, 3100, 100)
SPACES = np.array([PARK, FAR], dtype=object)


class TestEntrances:
    def test_given_ones_are_taken(self):
        found = entrances.entrances(
            SPACES, GRID, given_xy=np.array([(3000.0, 50), (450, 410)]), given_space=np.array([1, 0])
        )
        assert found.space.tolist() == [0, 1]
        assert found.kind.tolist() == [entrances.GIVEN, entrances.GIVEN]

    def test_derived_where_streets_come_near(self):
        found = entrances.entrances(SPACES, GRID)
        assert found.kind.tolist() == [entrances.DERIVED, entrances.NEAREST]
        park = found.xy[found.space == 0]
        assert shapely.distance(PARK.boundary, shapely.points(park)).max() < 1e-9
        # On all four sides, no gap wider than the spacing and a corner.
        for side in ((450, 410), (450, 490), (410, 450), (490, 450)):
            assert np.hypot(*(park - side).T).min() <= 25
        assert found.xy[found.space == 1].tolist() == [[3000, 0]] or found.xy[found.space == 1][0, 0] == 3000

    def test_without_streets_a_space_is_open(self):
        found = entrances.entrances(SPACES, None)
        assert (found.kind == entrances.OPEN).all()
        assert not len(found.xy)
        nothing = entrances.entrances(np.array([shapely.Polygon(), None], dtype=object), GRID)
        assert (nothing.kind == entrances.OPEN).all()

    def test_what_cannot_be_asked_is_said(self):
        with pytest.raises(AnalysisError, match="lead into no space"):
            entrances.entrances(SPACES, GRID, given_xy=np.zeros((1, 2)), given_space=np.array([2]))
        with pytest.raises(AnalysisError, match="choose one above 0"):
            entrances.entrances(SPACES, GRID, spacing=0)


class TestWalks:
    def test_along_the_streets(self):
        doors = entrances.entrances(SPACES, GRID, given_xy=np.array([(450.0, 410)]), given_space=np.array([0]))
        xy = np.array([(450.0, 395), (450, 100), (50, 405), (0, 1000), (np.nan, 1)])
        found = walks.walks(SPACES, doors, xy, GRID)
        # 10 m from the door to the street at (450, 400); the third goes 400 m along it, the second round a block.
        np.testing.assert_allclose(found.nearest, [15, 410, 415, np.inf, np.nan])
        assert found.pairs.tolist() == [[0, 0], [0, 1], [0, 2]]
        assert not found.straight
        assert found.straight_space.tolist() == [False, True]

    def test_as_distances_say(self):
        rng = np.random.default_rng(1)
        doors = entrances.entrances(SPACES[:1], GRID)
        xy = rng.uniform(0, 1000, (200, 2))
        found = walks.walks(SPACES[:1], doors, xy, GRID, limit=500)
        expected = network.distances(GRID, doors.xy, xy).min(axis=0)
        np.testing.assert_allclose(found.nearest, np.where(expected <= 500, expected, np.inf))

    def test_without_a_network_the_straight_line_is_said_to_be_one(self):
        doors = entrances.entrances(SPACES, None)
        xy = np.array([(450.0, 450), (450, 310), (450, 0), (3200, 50)])
        found = walks.walks(SPACES, doors, xy, None, limit=400)
        np.testing.assert_allclose(found.nearest, [0, 130, np.inf, 130])
        assert found.straight
        assert access.served(found, np.ones(4)).by_straight_line.tolist() == [4]

    def test_nobody_at_all_does_not_make_walks_straight(self):
        doors = entrances.entrances(SPACES, GRID)
        assert not walks.walks(SPACES, doors, np.empty((0, 2)), GRID).straight
        assert walks.walks(SPACES, entrances.entrances(SPACES, None), np.empty((0, 2)), None).straight

    def test_who_lives_off_the_streets_walks_straight(self):
        doors = entrances.entrances(SPACES[:1], GRID, given_xy=np.array([(450.0, 410)]), given_space=np.array([0]))
        xy = np.array([(1450.0, 410), (450, 300)])
        found = walks.walks(SPACES[:1], doors, xy, GRID, limit=2000)
        # To the entrance, not to the boundary; the other walks 50 m to a corner, 100 up and 50 back, and 10 in.
        np.testing.assert_allclose(found.nearest, [1300, 210])
        assert found.straight_place.tolist() == [True, False]
        assert not found.straight

    def test_a_limit_of_nothing_is_said(self):
        doors = entrances.entrances(SPACES, None)
        with pytest.raises(AnalysisError, match="choose one above 0"):
            walks.walks(SPACES, doors, np.zeros((1, 2)), None, limit=0)


class TestSpread:
    def test_shares_keep_the_people_and_lie_inside(self):
        blocks = np.array(
            [
                shapely.box(0, 0, 500, 300),
                shapely.box(0, 400, 10, 410),
                shapely.Polygon(),
                shapely.Point(900, 900).buffer(200).difference(shapely.Point(900, 900).buffer(150)),
                None,
                shapely.box(0, 0, 50_000, 50_000),
            ],
            dtype=object,
        )
        people = np.column_stack((np.arange(6) + 1.0, np.full(6, 10.0)))
        xy, shares, block = walks.spread(blocks, people)
        for one in (0, 1, 3, 5):
            some = block == one
            np.testing.assert_allclose(shares[some].sum(axis=0), people[one])
            assert shapely.intersects_xy(blocks[one], *xy[some].T).all()
        assert np.bincount(block).tolist()[:3] == [60, 1, 0]
        assert (block == 5).sum() <= 400
        assert not np.isin([2, 4], block).any()
        alone = walks.spread(blocks[:2], people[:2, 0])[1]
        assert alone.sum() == pytest.approx(3)

    def test_near_in_part_as_by_area(self):
        park = np.array([shapely.box(-200, -1000, 0, 2000)])
        block = np.array([shapely.box(0, 0, 400, 400)])
        xy, shares, _ = walks.spread(block, np.array([100.0]), spacing=20)
        doors = entrances.entrances(park, None)
        near = access.residents_within(walks.walks(park, doors, xy, None), shares, distances=(260.0,))
        assert near[0, 0, 0] == pytest.approx(access.residents_in(park, block, np.array([100.0]), distance=200)[0])

    def test_what_cannot_be_asked_is_said(self):
        with pytest.raises(AnalysisError, match="choose one above 0"):
            walks.spread(SPACES, np.ones(2), spacing=-1)


class TestAccess:
    XY = np.array([(450.0, 395), (450, 100), (50, 405), (0, 1000), (np.nan, 1)])
    PEOPLE = np.array([(10.0, 1), (20, 2), (30, 3), (40, 4), (5, 5)])

    def walked(self) -> walks.Walks:
        doors = entrances.entrances(SPACES, GRID, given_xy=np.array([(450.0, 410)]), given_space=np.array([0]))
        return walks.walks(SPACES, doors, self.XY, GRID)

    def test_residents_by_distance_and_group(self):
        found = access.residents_within(self.walked(), self.PEOPLE)
        assert found.shape == (2, 3, 2)
        assert found[0].tolist() == [[10, 1], [10, 1], [60, 6]]
        assert not found[1].any()
        assert access.residents_within(self.walked(), self.PEOPLE[:, 0])[0, :, 0].tolist() == [10, 10, 60]

    def test_who_has_none(self):
        found = access.served(self.walked(), self.PEOPLE)
        assert found.people.tolist() == [100, 10]
        assert found.without.tolist() == [90, 9]
        np.testing.assert_allclose(found.share_without, [0.9, 0.9])
        assert found.places.tolist() == [3, 2, 1]
        assert found.unknown.tolist() == [5, 5]
        assert found.by_straight_line.tolist() == [0, 0]

    def test_nobody_has_no_share(self):
        found = access.served(self.walked(), np.zeros((5, 1)))
        assert np.isnan(found.share_without).all()
        assert not len(found.places)
        assert np.isnan(access.supply(self.walked(), np.zeros(5), np.array([6400.0, 10_000])).spaces_per_resident)

    def test_supply_counts_no_square_metre_twice(self):
        found = access.supply(self.walked(), self.PEOPLE[:, 0], np.array([6400.0, 10_000]), distance=800)
        assert found.spaces.tolist() == [1, 1, 1, 0, 0]
        assert found.area_m2.tolist() == [6400, 6400, 6400, 0, 0]
        assert found.spaces_per_resident == pytest.approx(60 / 100)
        assert found.m2_per_resident == pytest.approx(64)

    def test_a_space_shared_with_people_who_are_not_known_has_no_square_metres_each(self):
        area = np.array([6400.0, 10_000])
        for covered, each in (([True, False], 64), ([False, True], np.nan)):
            found = access.supply(self.walked(), self.PEOPLE[:, 0], area, covered=np.array(covered), distance=800)
            np.testing.assert_allclose(found.m2_per_resident, each)
            assert found.spaces_per_resident == pytest.approx(60 / 100)

    def test_who_lives_exactly_as_far_is_within(self):
        """400 m means 400 m at most, in what is counted and in what is lacking."""
        walked = walks.Walks(
            pairs=np.array([(0, 0), (0, 1)]),
            metres=np.array([400.0, 401]),
            nearest=np.array([400.0, 401]),
            limit=800.0,
            spaces=1,
            straight_space=np.zeros(1, dtype=np.bool_),
            straight_place=np.zeros(2, dtype=np.bool_),
        )
        people = np.array([7.0, 9.0])
        assert access.residents_within(walked, people, distances=(400.0,)).tolist() == [[[7]]]
        assert access.served(walked, people, distance=400).without.tolist() == [9]

    def test_no_further_than_was_walked(self):
        with pytest.raises(AnalysisError, match="compute them further"):
            access.residents_within(self.walked(), self.PEOPLE, distances=(900.0,))
        with pytest.raises(AnalysisError, match="compute them further"):
            access.served(self.walked(), self.PEOPLE, distance=900)
