"""Small files of many formats, made by the test that needs them."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import numpy as np
import pyarrow as pa
import pyogrio
import shapely

if TYPE_CHECKING:
    from pathlib import Path

SQUARE = shapely.box(-78.65, -1.67, -78.64, -1.66)
POINTS = shapely.points([[-78.65, -1.67], [-78.64, -1.66], [-78.63, -1.65]])


def vector(
    path: Path,
    shapes: Any,
    columns: dict[str, Any] | None = None,
    *,
    layer: str | None = None,
    append: bool = False,
) -> Path:
    """Write shapes in degrees with columns, in the format that the path's ending names."""
    wkb = pa.array(shapely.to_wkb(np.array(shapes, object)))
    table = pa.table({**(columns or {"n": list(range(len(shapes)))}), "geometry": wkb})
    types = {shape.geom_type for shape in shapes if shape is not None}
    safe = path.with_name(path.name.replace("!", "_"))  # the writer takes the sign for an archive
    pyogrio.write_arrow(
        table,
        safe,
        layer=layer,
        geometry_name="geometry",
        geometry_type=types.pop() if len(types) == 1 else "Unknown",
        crs="EPSG:4326",
        driver={".kml": "KML"}.get(path.suffix),
        append=append,
    )
    if safe != path:
        for part in safe.parent.glob(f"{safe.stem}.*"):
            part.rename(part.with_name(path.stem + part.suffix))
    return path


def geojson(path: Path, features: list[tuple[Any, dict[str, Any]]]) -> Path:
    """Write GeoJSON as it is given: (geometry or None, properties) pairs."""
    rows = [{"type": "Feature", "geometry": geometry, "properties": values} for geometry, values in features]
    path.write_text(json.dumps({"type": "FeatureCollection", "features": rows}), encoding="utf-8")
    return path


def csv(path: Path, text: str, encoding: str = "utf-8") -> Path:
    """Write a table as it is given."""
    path.write_bytes(text.encode(encoding))
    return path
