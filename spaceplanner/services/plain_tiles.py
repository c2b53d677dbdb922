"""Vector tiles of one source as plain maps in the project's system: decoded once, and those counted that could not be."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from spaceplanner.cartography import mercator
from spaceplanner.cartography.plain_map import LAYERS, NAME, PlainMap, Shapes, kind_of, name_of
from spaceplanner.services.tile_fetch import TileFetch

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from numpy.typing import NDArray

    from spaceplanner.io.tile_file import Tile, TileFile
    from spaceplanner.io.vector_tile import Feature
    from spaceplanner.services.tile_cache import TileCache

SIDE = 512
"""Pixels for which a vector tile is made."""


class PlainReader(TileFetch[PlainMap]):
    """Reads vector tiles for one view; see `TileFetch`."""

    def __init__(
        self,
        identity: tuple[object, ...],
        source: TileFile,
        cache: TileCache[PlainMap],
        check: Callable[[], None],
        crs: str,
    ) -> None:
        super().__init__((*identity, crs), source, cache, check)
        self._crs = crs

    def maps(self, level: int, columns: range, rows: range) -> tuple[PlainMap, ...]:
        """Return what tiles show, without those that could not be had."""
        found = (self._map((level, column, row)) for row in rows for column in columns)
        return tuple(item for item in found if item is not None)

    def _map(self, at: Tile) -> PlainMap | None:
        from spaceplanner.io import vector_tile  # noqa: PLC0415 - start-up time: readers, when a file is read

        return self._fetched(
            at, lambda data: self._placed(vector_tile.features(data, LAYERS), at), lambda made: made.size
        )

    def _placed(self, features: Iterable[Feature], at: Tile) -> PlainMap:
        """Return features in the project's system, gathered by what they are drawn as."""
        from spaceplanner.io import vector_tile  # noqa: PLC0415

        parts: dict[tuple[str, int, bool], tuple[list[NDArray[np.float64]], list[int]]] = {}
        names = []
        for feature in features:
            if LAYERS[feature.layer] == NAME:
                if feature.kind == vector_tile.POINT and feature.parts:
                    ((x, y),) = self._moved(feature.parts[0][:1], at).tolist()
                    names.append(name_of(feature.tags, x, y))
                continue
            area = feature.kind == vector_tile.POLYGON
            drawn = kind_of(feature.layer, feature.tags, area=area)
            if drawn is None or feature.kind == vector_tile.POINT:
                continue
            paths, starts = parts.setdefault((*drawn, area), ([], []))
            for part in feature.parts:
                if len(part) > (3 if area else 1):
                    if area and (not starts or _turn(part) > 0):
                        starts.append(len(paths))
                    paths.append(part)
        return PlainMap(
            tuple(
                Shapes(
                    kind,
                    rank,
                    self._moved(np.concatenate(paths), at),
                    np.cumsum([len(path) for path in paths]),
                    tuple(starts),
                )
                for (kind, rank, _), (paths, starts) in parts.items()
                if paths
            ),
            tuple(name for name in names if name is not None and np.isfinite((name.x, name.y)).all()),
        )

    def _moved(self, shares: NDArray[np.float64], at: Tile) -> NDArray[np.float64]:
        """Return map coordinates of shares of a tile."""
        from spaceplanner.io import crs as systems  # noqa: PLC0415 - start-up time: pyproj

        level, column, row = at
        world = (shares + (column, row)) / (1 << level)  # noqa: RUF005 - a shift
        x, y = (world[:, 0] - 0.5) * mercator.AROUND, (0.5 - world[:, 1]) * mercator.AROUND
        return np.column_stack(systems.transformer(mercator.CRS, self._crs).transform(x, y))


def _turn(ring: NDArray[np.float64]) -> float:
    """Return twice the area of a ring, positive for an outer one: clockwise as seen, rows running down."""
    x, y = ring.T
    return float(np.dot(x[:-1], y[1:]) - np.dot(x[1:], y[:-1]))
