from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st
from shapely import affinity

from spaceplanner.analysis import contiguity
from spaceplanner.analysis.hexagons import Hexagons
from spaceplanner.errors import AnalysisError

if TYPE_CHECKING:
    from pathlib import Path


def shapes_of(path: Path) -> Any:
    geopandas = pytest.importorskip("geopandas")
    return geopandas.read_file(path).geometry.to_numpy()


def gal(path: Path) -> set[tuple[int, int]]:
    """Neighbours of a GAL file: after the number of areas, two lines each, its number and its neighbours' (from 1)."""
    lines = path.read_text(encoding="ascii").splitlines()[1:]
    return {
        (int(head.split()[0]) - 1, int(other) - 1)
        for head, others in zip(lines[::2], lines[1::2], strict=True)
        for other in others.split()
    }


def sets(pairs: Any) -> set[tuple[int, int]]:
    return set(map(tuple, pairs.tolist()))


class TestPublished:
    # Queen: spdep's poly2nb (make_reference.log.txt); rook: libpysal 4.14.1, Rook.from_dataframe.
    @pytest.mark.shared
    @pytest.mark.parametrize(
        ("file", "queen", "rook"), [("columbus.shp", 236, 200), ("nc.shp", 490, 462), ("stl_hom.shp", 406, 398)]
    )
    def test_links(self, shared, file, queen, rook):
        shapes = shapes_of(shared / "reference" / file)
        pairs = contiguity.queen(shapes, tolerance=0)
        assert (len(pairs), len(contiguity.rook(shapes, tolerance=0))) == (queen, rook)
        # The way with a tolerance finds the same, in the units of these files, which are not metres.
        assert sets(contiguity.queen(shapes, tolerance=1e-6)) == sets(pairs)
        assert len(contiguity.rook(shapes, tolerance=1e-6)) == rook
        assert not len(contiguity.islands(pairs, len(shapes)))

    @pytest.mark.shared
    def test_the_neighbours_that_come_with_columbus_and_st_louis(self, shared):
        folder = shared / "reference"
        assert sets(contiguity.queen(shapes_of(folder / "columbus.shp"), tolerance=0)) == gal(folder / "columbus.gal")
        assert sets(contiguity.rook(shapes_of(folder / "stl_hom.shp"), tolerance=0)) == gal(folder / "stl.gal")

    @pytest.mark.shared
    def test_boroughs_of_an_office_with_slivers(self, shared):
        geopandas = pytest.importorskip("geopandas")
        frame = geopandas.read_file(shared / "ecuador_admin" / "guayaquil_sectores.geojson").to_crs(32717)
        shapes = frame.geometry.to_numpy()
        exact, near = contiguity.queen(shapes, tolerance=0), contiguity.queen(shapes)
        assert (len(shapes), len(exact), len(near)) == (78, 218, 262)
        i, j = near.T
        assert shapely.distance(shapes[i], shapes[j]).max() <= 1
        assert sets(exact) < sets(near)
        for place in contiguity.islands(near, len(shapes)):
            others = np.delete(shapes, place)
            assert shapely.distance(shapes[place], others).min() > 1


def squares(n: int, *, gap: float = 0.0) -> Any:
    x, y = np.meshgrid(np.arange(n) * 100.0, np.arange(n) * 100.0)
    return shapely.box(x.ravel() + gap, y.ravel() + gap, x.ravel() + 100 - gap, y.ravel() + 100 - gap)


@pytest.mark.parametrize(("gap", "tolerance"), [(0.0, 0.0), (0.0, 1.0), (0.3, 1.0), (-0.3, 1.0)])
def test_queen_and_rook_of_a_chessboard_with_slivers_and_laps(gap, tolerance):
    shapes = squares(3, gap=gap)
    queen, rook = (way(shapes, tolerance=tolerance) for way in (contiguity.queen, contiguity.rook))
    assert np.bincount(queen[:, 0]).tolist() == [3, 5, 3, 5, 8, 5, 3, 5, 3]
    assert np.bincount(rook[:, 0]).tolist() == [2, 3, 2, 3, 4, 3, 2, 3, 2]
    assert (np.diff(queen[:, 0] * 9 + queen[:, 1]) > 0).all()


def test_farther_than_the_tolerance_is_no_neighbour():
    shapes = squares(2, gap=0.6)
    assert contiguity.queen(shapes).shape == contiguity.rook(shapes).shape == (0, 2)
    assert contiguity.islands(contiguity.queen(shapes), 4).tolist() == [0, 1, 2, 3]


def test_hexagons_have_the_neighbours_of_their_grid():
    tiles = Hexagons(0.0, 0.0, 120.0, 7, 6)
    expected = sets(tiles.pairs())
    assert sets(contiguity.queen(tiles.polygons())) == expected
    assert sets(contiguity.rook(tiles.polygons())) == expected


def test_an_area_within_another_is_its_neighbour():
    shapes = np.array([shapely.box(0, 0, 100, 100), shapely.box(30, 30, 70, 70), shapely.box(500, 0, 600, 100)])
    for tolerance in (0, 1):
        assert contiguity.queen(shapes, tolerance=tolerance).tolist() == [[0, 1], [1, 0]]
        assert contiguity.rook(shapes, tolerance=tolerance).tolist() == [[0, 1], [1, 0]]
    assert contiguity.islands(contiguity.queen(shapes), 3).tolist() == [2]


def test_no_areas_and_empty_ones_touch_nothing():
    nothing = np.empty(0, dtype=object)
    assert contiguity.queen(nothing).shape == contiguity.rook(nothing).shape == (0, 2)
    some = np.array([shapely.box(0, 0, 1, 1), shapely.Polygon(), None, shapely.box(1, 0, 2, 1)])
    assert contiguity.queen(some).tolist() == [[0, 3], [3, 0]]
    assert contiguity.rook(some, tolerance=0).tolist() == [[0, 3], [3, 0]]
    assert contiguity.islands(contiguity.queen(some), 4).tolist() == [1, 2]
    for tolerance in (-1.0, float("nan"), float("inf")):
        with pytest.raises(AnalysisError, match="choose 0 or more"):
            contiguity.queen(some, tolerance=tolerance)


@settings(max_examples=25, deadline=None)
@given(st.integers(0, 10_000), st.floats(0, 360), st.floats(-1e6, 1e6))
def test_turning_and_moving_the_areas_changes_nothing(seed, angle, far):
    points = shapely.multipoints(np.random.default_rng(seed).uniform(0, 1000, (15, 2)))
    shapes = np.array(shapely.get_parts(shapely.voronoi_polygons(points)))
    turned = np.array([affinity.translate(affinity.rotate(s, angle, origin=(0, 0)), far, -far) for s in shapes])
    pairs = contiguity.queen(shapes)
    assert sets(contiguity.queen(turned)) == sets(pairs)
    assert sets(pairs) == {(j, i) for i, j in sets(pairs)}
    assert sets(contiguity.rook(shapes)) <= sets(pairs)
