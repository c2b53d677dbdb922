"""The sample city, read by the ordinary importer: what nobody measured lifts no space."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
import shapely

from spaceplanner import resources
from spaceplanner.domain import edits
from spaceplanner.domain.layer import Role
from spaceplanner.domain.project import Project
from spaceplanner.io import catalogue
from spaceplanner.io.importing import ImportRequest, read_layer
from spaceplanner.services.evaluation import Evaluator
from spaceplanner.services.measures import LABELS

FILES = (
    ("espacios_publicos.gpkg", Role.BOUNDARY, "limite_urbano_ficticio"),
    ("espacios_publicos.gpkg", Role.SPACES, "espacios_publicos_ficticios"),
    ("manzanas_poblacion.geojson", Role.RESIDENTS, None),
    ("luminarias.zip", Role.LAMPS, None),
    ("alarmas_comunitarias.xlsx", Role.ALARMS, None),
    ("incidentes_2023_2026.csv", Role.INCIDENTS, None),
)


@pytest.fixture(scope="module")
def city() -> Project:
    project = Project(name="Puerto Alborada", fictional=True)
    for file, role, layer in FILES:
        request = ImportRequest(path=resources.path(file, root="sample_layers"), role=role, layer=layer)
        found = read_layer(request, project=project)
        project = edits.put_layer(found.layer)(edits.set_place(found.crs, found.timezone)(project))
    return project


@pytest.fixture(scope="module")
def evaluator() -> Evaluator:
    return Evaluator(catalogue.load())


def test_every_figure_of_every_space_has_data(city, evaluator):
    found = evaluator.evaluate(city).diagnosis
    assert len(found.spaces) == 64
    missing = {
        (measure, figure.reason)
        for item in found.spaces
        for measure, figure in item.figures.items()
        if figure.reason is not None
    }
    # No layer of audits is read here, nor of paths or entrances; where no lamp reaches there is no uniformity.
    audited = {measure for measure in found.spaces[0].figures if measure.startswith(("audit_", "condition_"))}
    assert missing <= {(measure, "no_layer") for measure in audited} | {
        ("paths_below_share", "no_paths"),
        ("entrances_below_share", "no_entrances"),
        ("illuminance_uniformity", "no_light"),
        ("night_unlit_share", "no_incidents"),
    }
    assert {item.labels["light_class"] for item in found.spaces} <= {*LABELS["light_class"]}
    assert all(item.stability.low <= item.rank <= item.stability.high for item in found.spaces)
    assert found.period is not None
    assert (found.period.first, found.period.last) == ("2023-11-01", "2026-10-31")
    needs = [item.need for item in found.spaces]
    assert max(needs) - min(needs) > 40


@pytest.mark.parametrize("said", [True, False])
@pytest.mark.parametrize("side", [-1, 1])
def test_half_of_the_lamps_gone(city, evaluator, said, side):
    """Gone with their coverage, no space rises past one that kept its lamps; gone without a word, many do."""
    lamps, boundary = city.by_role(Role.LAMPS)[0], shapely.union_all(city.by_role(Role.BOUNDARY)[0].geometry)
    middle = np.median(lamps.geometry[:, 0])
    kept = (lamps.geometry[:, 0] - middle) * side > 0
    x0, y0, x1, y1 = boundary.bounds
    half = shapely.box(middle, y0, x1, y1) if side > 0 else shapely.box(x0, y0, middle, y1)
    fewer = replace(
        lamps,
        geometry=lamps.geometry[kept],
        table=lamps.table.filter(kept),
        coverage=shapely.intersection(boundary, half) if said else None,
    )
    before = {item.space: item for item in evaluator.evaluate(city).diagnosis.spaces}
    after = {item.space: item for item in evaluator.evaluate(edits.put_layer(fewer)(city)).diagnosis.spaces}
    lost = {key for key, item in after.items() if item.figures["below_class_share"].exact is None}
    passed = [
        (key, other)
        for key in after
        for other in after
        if before[key].rank > before[other].rank
        and after[key].rank < after[other].rank
        and other not in lost
        and after[key].figures["below_class_share"] != before[key].figures["below_class_share"]
    ]
    if said:
        assert 10 < len(lost) < 54
        assert not passed
    else:
        assert not lost
        assert len(passed) > 20
