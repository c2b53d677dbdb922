"""The peer of `diagnose`: GeoPandas counts incidents and lamps in and near the spaces of a project file, as JSON."""

from __future__ import annotations

import json
import sys

import geopandas
import pyogrio


def main(path: str) -> None:
    """Read the project's layers and print the counts."""
    # The project's layers come first, in the order in which `main_job` added them.
    tables = [str(name) for name in pyogrio.list_layers(path)[:3, 0]]
    layers = {
        role: geopandas.read_file(path, layer=name)
        for role, name in zip(("spaces", "incidents", "lamps"), tables, strict=True)
    }
    spaces = layers["spaces"].reset_index(drop=True)
    rows = [{"id": key} for key in spaces["id"]]
    for role, distance in (("incidents", 100.0), ("lamps", 50.0)):
        points = layers[role]
        inside = geopandas.sjoin(points, spaces[["geometry"]], predicate="intersects")
        within = geopandas.sjoin(spaces[["geometry"]], points[["geometry"]], predicate="dwithin", distance=distance)
        for name, counts in (
            ("inside", inside["index_right"].value_counts()),
            ("within", within.index.value_counts()),
        ):
            for k, row in enumerate(rows):
                row[f"{role}_{name}"] = int(counts.get(k, 0))
    print(json.dumps({"spaces": rows}))


if __name__ == "__main__":
    main(sys.argv[1])
