"""QGIS shows a project's layers as they are shown here: the same classes, in the same colours, of the same features."""

from __future__ import annotations

import json
import os
import subprocess
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pytest
import shapely

from spaceplanner.domain.layer import GeometryKind, Layer, Role, Source
from spaceplanner.domain.project import Project
from spaceplanner.domain.style import Category, Style, StyleKind
from spaceplanner.domain.style_classes import classes, codes
from spaceplanner.io import project_file, qgis_style

PYTHON = Path("/usr/bin/python3")
LOOK = """
import json, sys
from qgis.core import *
app = QgsApplication([], False)
app.initQgis()
found = {}
for part in QgsProviderRegistry.instance().querySublayers(sys.argv[1]):
    layer = QgsVectorLayer(part.uri(), part.name(), "ogr")
    if not layer.isSpatial():
        continue
    if len(sys.argv) > 2:
        _, loaded = layer.loadNamedStyle(sys.argv[2])
    renderer = layer.renderer().clone()
    context = QgsRenderContext()
    context.setExpressionContext(QgsExpressionContext(QgsExpressionContextUtils.globalProjectLayerScopes(layer)))
    context.setRendererScale(layer.minimumScale() or 2500)
    renderer.startRender(context, layer.fields())
    drawn = []
    for feature in layer.getFeatures():
        context.expressionContext().setFeature(feature)
        symbols = renderer.symbolsForFeature(feature, context)
        drawn.append([[s.color().name().upper(), s.opacity()] for s in symbols])
    renderer.stopRender(context)
    found[part.name()] = {"type": renderer.type(), "drawn": drawn,
        "labels": [item.label() for item in renderer.legendSymbolItems()],
        "scales": [layer.hasScaleBasedVisibility(), layer.maximumScale(), layer.minimumScale()]}
print("FOUND" + json.dumps(found))
app.exitQgis()
"""
HOSTILE = "<b onload='x'>\\ \" {0} ñ &amp; %"


@pytest.fixture(scope="module", autouse=True)
def _installed():
    known = PYTHON.exists() and not subprocess.run([PYTHON, "-c", "import qgis.core"], check=False).returncode
    if not known:
        pytest.skip("QGIS's Python is not installed (apt-get install python3-qgis): styles not opened in QGIS")


def in_qgis(path: Path, *more: Path) -> dict[str, dict[str, Any]]:
    environment = {key: value for key, value in os.environ.items() if key in {"PATH", "HOME", "LANG"}}
    environment |= {"QT_QPA_PLATFORM": "offscreen", "XDG_RUNTIME_DIR": str(path.parent)}
    answer = subprocess.run(
        [PYTHON, "-c", LOOK, path, *more], capture_output=True, text=True, check=True, env=environment, timeout=100
    )
    line = next(line for line in answer.stdout.splitlines() if line.startswith("FOUND"))
    found: dict[str, dict[str, Any]] = json.loads(line.removeprefix("FOUND"))
    return found


def layer(
    style: Style, columns: dict[str, Any], kind: GeometryKind = GeometryKind.POINT, role: Role = Role.CONTEXT
) -> Layer:
    count = len(next(iter(columns.values())))
    xy = np.column_stack([500_000.0 + 10 * np.arange(count), np.full(count, 9_700_000.0)])
    shapes = {
        GeometryKind.POINT: xy,
        GeometryKind.POLYGON: shapely.box(*xy.T, *(xy + 5).T),
        GeometryKind.LINE: shapely.linestrings(np.stack([xy, xy + 5], axis=1)),
    }
    return Layer(
        id="x", name="Capa ñ", role=role, kind=kind, geometry=shapes[kind],
        table=pa.table(columns), source=Source(path="x.csv"), style=style,
    )  # fmt: skip


def expected(one: Layer) -> list[list[str]]:
    """The colour of each feature here."""
    assert one.style is not None
    hues = [part.colour for part in classes(one.style)]
    return [[hue] if (hue := hues[code]) is not None else [] for code in codes(one.table, one.style)]


NUMBERS = [0.0, 0.0, 12.5, 50.0, 50.1, 99.0]
GRADUATED = Style(kind=StyleKind.GRADUATED, column="Potencia W", limits=(0.0, 0.0, 50.0, 100.0), opacity=0.5)
SORTS = Style(
    kind=StyleKind.CATEGORIES,
    column="sort",
    categories=(Category("LED", "#0072B2"), Category(HOSTILE, "#E69F00", "Ñandú"), Category("a'b", "#009E73")),
)
CASES = {
    "single": (layer(Style(colour="#D55E00", opacity=0.4), {"a": [1, 2]}), "singleSymbol"),
    "graduated": (layer(GRADUATED, {"Potencia W": NUMBERS}), "graduatedSymbol"),
    "graduated_gaps": (layer(GRADUATED, {"Potencia W": [*NUMBERS, None, 200.0, -1.0]}), "RuleRenderer"),
    "graduated_left_out": (
        layer(replace(GRADUATED, missing=None, others=None), {"Potencia W": [*NUMBERS, None, 200.0]}),
        "graduatedSymbol",
    ),
    "categories": (layer(SORTS, {"sort": ["LED", HOSTILE, "a'b", "else"]}), "categorizedSymbol"),
    "categories_gaps": (layer(SORTS, {"sort": ["LED", HOSTILE, "a'b", "else", None, " "]}), "RuleRenderer"),
    "categories_left_out": (
        layer(replace(SORTS, missing=None), {"sort": ["LED", HOSTILE, "else", None, ""]}),
        "RuleRenderer",
    ),
    "flags": (
        layer(replace(SORTS, categories=(Category("true", "#0072B2"),)), {"sort": [True, False, True]}),
        "categorizedSymbol",
    ),
    "flags_gaps": (
        layer(replace(SORTS, categories=(Category("true", "#0072B2"),)), {"sort": [True, False, None]}),
        "RuleRenderer",
    ),
    "whole": (layer(replace(SORTS, categories=(Category("1", "#0072B2"),)), {"sort": [1, 2, None]}), "RuleRenderer"),
    "dates": (
        layer(replace(SORTS, categories=(Category("1970-01-02", "#0072B2"),)), {"sort": pa.array([1, 2], pa.date32())}),
        "categorizedSymbol",
    ),
    "areas": (layer(SORTS, {"sort": ["LED", "a'b"]}, GeometryKind.POLYGON), "categorizedSymbol"),
    "lines": (layer(GRADUATED, {"Potencia W": NUMBERS}, GeometryKind.LINE), "graduatedSymbol"),
}


@pytest.mark.parametrize("name", list(CASES))
def test_the_project_opens_in_qgis_in_the_same_colours(name, tmp_path):
    one, renderer = CASES[name]
    path = tmp_path / "p.gpkg"
    project_file.save(Project(name="p", crs="EPSG:32717", layers=(one,)), path)
    (found,) = in_qgis(path).values()
    assert found["type"] == renderer
    assert [[hue for hue, _ in symbols] for symbols in found["drawn"]] == expected(one)
    assert one.style is not None
    assert {round(alpha, 2) for symbols in found["drawn"] for _, alpha in symbols} == {one.style.opacity}


def test_lamps_that_are_out_are_a_rule_of_their_own(tmp_path):
    style = replace(GRADUATED, nearest=500.0, farthest=20_000.0)
    columns = {"Potencia W": [10.0, 60.0, 60.0, None], "working": pa.array([True, False, None, False])}
    path = tmp_path / "p.gpkg"
    one = layer(style, columns, role=Role.LAMPS)
    project_file.save(Project(name="p", crs="EPSG:32717", layers=(one,)), path)
    (found,) = in_qgis(path).values()
    hues = [[hue for hue, _ in symbols] for symbols in found["drawn"]]
    assert hues == [expected(one)[0], [qgis_style.OUT_FILL], expected(one)[2], [qgis_style.OUT_FILL]]
    assert found["scales"] == [True, 500.0, 20_000.0]
    assert "Out of order" in found["labels"]


def test_the_file_says_the_same_as_the_project(tmp_path):
    one, _ = CASES["categories"]
    path, file = tmp_path / "p.gpkg", tmp_path / "s.qml"
    project_file.save(Project(name="p", crs="EPSG:32717", layers=(one,)), path)
    plain = tmp_path / "plain.gpkg"
    project_file.save(Project(name="p", crs="EPSG:32717", layers=(replace(one, style=None),)), plain)
    assert one.style is not None
    qgis_style.save(file, one, one.style)
    assert in_qgis(plain, file) == in_qgis(path)
    (found,) = in_qgis(path).values()
    assert found["labels"][:3] == ["LED", "Ñandú", "a'b"]
