"""The drawing for the architect, read back by ezdxf and by GDAL: same places, safe names, no errors."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import date
from typing import Any

import numpy as np
import pyogrio
import pyogrio.raw
import pytest
import shapely
from ezdxf.filemanagement import readfile

from spaceplanner.domain.layer import Role
from spaceplanner.domain.proposal import Intervention
from spaceplanner.errors import AnalysisError, EditError, FileError
from spaceplanner.io import catalogue
from spaceplanner.reports import site_plan_dxf
from tests.reports import factory
from tests.reports.test_site_plan import HOSTILE, interventions, park, place

YARD = shapely.Polygon(
    factory.ORIGIN + np.array([[-60, -5], [-30, -5], [-30, 20], [-60, 20]]),
    [factory.ORIGIN + np.array([[-50, 0], [-40, 0], [-40, 10], [-50, 10]])],
)


def write(project, path, **more: Any) -> Any:
    options: dict[str, Any] = {"language": "en", "today": date(2026, 11, 25), **more}
    site_plan_dxf.write(project, catalogue.load(), "merced", path, **options)
    drawing = readfile(path)
    assert not drawing.audit().errors
    return drawing


def with_yard(**changes: Any):
    yard = Intervention(id="yard", type="greening", geometry=YARD)
    plan = factory.proposal(interventions=(*interventions(), yard), **changes)
    return factory.project(proposals=(plan,), crs="EPSG:32717")


def corners(drawing, layer: str) -> list[np.ndarray]:
    return [np.array(one.get_points("xy")) for one in drawing.modelspace().query(f'LWPOLYLINE[layer=="{layer}"]')]


def test_it_is_in_metres_in_its_system_and_says_so(tmp_path):
    drawing = write(with_yard(), tmp_path / "p.dxf", author="A. Vera")
    assert drawing.dxfversion == "AC1024"
    assert drawing.header["$INSUNITS"] == 6
    assert drawing.header["$MEASUREMENT"] == 1
    assert dict(drawing.header.custom_vars.properties)["CRS"] == "EPSG:32717 · WGS 84 / UTM zone 17S"
    said = "\n".join(text.dxf.text for text in drawing.modelspace().query('TEXT[layer=="PLAN_INFO"]'))
    for part in (
        "EPSG:32717",
        "units: metres",
        "A. Vera",
        "no construction plan",
        "LED lamp: 4.00 each",
        "28.00 × 15.00 m",
    ):
        assert part in said, part


def test_areas_are_closed_with_their_holes_and_points_are_blocks(tmp_path):
    drawing = write(with_yard(), tmp_path / "p.dxf")
    rings = corners(drawing, "PROP_GREENING")
    assert [len(ring) for ring in rings] == [4, 4]
    assert all(one.closed for one in drawing.modelspace().query('LWPOLYLINE[layer=="PROP_GREENING"]'))
    assert shapely.Polygon(rings[0], [rings[1]]).symmetric_difference(YARD).area < 1e-6
    (hatch,) = drawing.modelspace().query('HATCH[layer=="PROP_GREENING"]')
    assert len(hatch.paths) == 2
    lamps = list(drawing.modelspace().query('INSERT[layer=="PROP_LED_LAMP"]'))
    assert [lamp.dxf.name for lamp in lamps] == ["LAMP"] * 4
    assert [lamp.get_attrib_text("NUMBER") for lamp in lamps] == ["1.1", "1.2", "1.3", "1.4"]
    assert lamps[0].get_attrib_text("NAME") == "LED lamp"
    (path,) = drawing.modelspace().query('LWPOLYLINE[layer=="PROP_PATHS"]')
    assert path.dxf.const_width == 2.0


def test_gdal_finds_everything_where_it_is(tmp_path):
    project = with_yard()
    write(project, tmp_path / "p.dxf")
    before = pyogrio.get_gdal_config_option("DXF_INLINE_BLOCKS")
    pyogrio.set_gdal_config_options({"DXF_INLINE_BLOCKS": "FALSE"})
    try:
        meta, _, geometry, columns = pyogrio.raw.read(tmp_path / "p.dxf", layer="entities")
    finally:
        pyogrio.set_gdal_config_options({"DXF_INLINE_BLOCKS": before})
    layer = columns[list(meta["fields"]).index("Layer")]
    shapes = shapely.from_wkb(geometry)

    def of(name: str, kind: int) -> Any:
        return shapes[(layer == name) & (shapely.get_type_id(shapes) == kind)]

    items = {item.id: item for item in project.proposals[0].interventions}
    wanted = [items[f"l{i}"].geometry for i in range(4)]
    assert shapely.distance(of("PROP_LED_LAMP", 0)[:4], wanted).max() < 1e-6
    (tint,) = of("PROP_GREENING", 3)
    assert tint.symmetric_difference(YARD).area < 1e-6
    (court,) = of("PROP_MULTI_USE_COURT", 1)
    assert shapely.hausdorff_distance(court, items["court"].geometry.exterior) < 1e-6
    (way,) = of("PROP_PATHS", 1)
    assert shapely.hausdorff_distance(way, items["path"].geometry) < 1e-6
    park_ = project.by_role(Role.SPACES)[0].geometry[0]
    (edge,) = of("EXIST_BOUNDARY", 1)
    assert shapely.hausdorff_distance(edge, park_.exterior) < 1e-6


def test_what_is_there_is_grey_and_no_incident_is(tmp_path):
    drawing = write(with_yard(), tmp_path / "p.dxf")
    names = {layer.dxf.name for layer in drawing.layers}
    assert {"EXIST_STREETS", "EXIST_LAMPS", "EXIST_SPACES"} <= names
    assert not any("INCIDENT" in name or "RESIDENT" in name for name in names)
    for layer in drawing.layers:
        if layer.dxf.name.startswith("EXIST_"):
            red, green, blue = layer.rgb
            assert max(red, green, blue) - min(red, green, blue) < 24
    found = drawing.modelspace().query("INSERT")
    incidents = with_yard().by_role(Role.INCIDENTS)[0].geometry
    at = np.array([(one.dxf.insert.x, one.dxf.insert.y) for one in found])
    assert np.hypot(*(at[:, None] - incidents[None]).transpose(2, 0, 1)).min() > 1e-6


@pytest.mark.parametrize("words", [HOSTILE, "%%d^I\\P{\\fArial;x}\\U+0041\n\r\t" + "y" * 900, ""])
def test_hostile_names_are_made_safe(tmp_path, words):
    items = (
        Intervention(id="a", type=f"{words}*<>|", geometry=place(0, 0), note=words),
        Intervention(id="b", type=f"{words}?*<>", geometry=place(5, 0), note=words),
        Intervention(id="c", type="multi_use_court", geometry=YARD, note=words),
    )
    project = factory.project(
        proposals=(factory.proposal(interventions=items, name=words),), name=words, organisation=words
    )
    project = replace(project, layers=tuple(replace(layer, name=words) for layer in project.layers))
    drawing = write(project, tmp_path / "p.dxf", author=words)
    used = [layer.dxf.name for layer in drawing.layers if layer.dxf.name.startswith(("PROP_", "EXIST_"))]
    assert all(re.fullmatch(r"[A-Z0-9_]{1,72}", name) for name in used)
    assert len({name for name in used if name.startswith("PROP_")}) == 3
    texts = [one.dxf.text for one in drawing.modelspace().query("TEXT")]
    texts += [attribute.dxf.text for one in drawing.modelspace().query("INSERT") for attribute in one.attribs]
    assert all(len(text) <= 250 and "\\" not in text and "%%" not in text and text.isprintable() for text in texts)


def test_what_cannot_be_written_is_told(tmp_path):
    with pytest.raises(FileError):
        write(park(), tmp_path / "none" / "p.dxf")
    with pytest.raises(AnalysisError):
        write(factory.project(proposals=(factory.proposal(interventions=(), space="none"),)), tmp_path / "p.dxf")
    with pytest.raises(EditError):
        write(factory.project(proposals=()), tmp_path / "p.dxf")
    assert list(tmp_path.iterdir()) == []
