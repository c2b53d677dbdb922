"""Spaces of layers, and names by which they can be told apart."""

from __future__ import annotations

import numpy as np
import pyarrow as pa
import shapely

from spaceplanner.domain.layer import GeometryKind, Layer, Role, Source
from spaceplanner.domain.space import spaces_of


def test_a_name_that_several_spaces_share_is_followed_by_the_id():
    table = pa.table({"id": ["1", "2", "3", "4"], "name": ["AREA VERDE", "AREA VERDE", "Parque Sucre", None]})
    shapes = np.array([shapely.box(i, 0, i + 1, 1) for i in range(4)], dtype=object)
    layer = Layer(
        id="x",
        name="x",
        role=Role.SPACES,
        kind=GeometryKind.POLYGON,
        geometry=shapes,
        table=table,
        source=Source(path=""),
    )
    assert [space.name for space in spaces_of((layer,))] == ["AREA VERDE · 1", "AREA VERDE · 2", "Parque Sucre", "4"]
