"""QGIS opens a project file as it is."""

from __future__ import annotations

import json
import os
import subprocess
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from spaceplanner.io import project_file

if TYPE_CHECKING:
    from spaceplanner.domain.project import Project
    from spaceplanner.domain.result import Result

PYTHON = Path("/usr/bin/python3")
LOOK = """
import json, sys
from qgis.core import QgsApplication, QgsProviderRegistry, QgsVectorLayer
app = QgsApplication([], False)
app.initQgis()
found = {}
for part in QgsProviderRegistry.instance().querySublayers(sys.argv[1]):
    layer = QgsVectorLayer(part.uri(), part.name(), "ogr")
    drawn = sum(1 for feature in layer.getFeatures() if feature.hasGeometry() and not feature.geometry().isEmpty())
    found[part.name()] = {"valid": layer.isValid(), "count": layer.featureCount(), "drawn": drawn,
                          "crs": layer.crs().authid(), "spatial": layer.isSpatial()}
print("FOUND" + json.dumps(found))
app.exitQgis()
"""


@pytest.fixture(scope="module")
def in_qgis(city: tuple[Project, Result], tmp_path_factory: pytest.TempPathFactory) -> dict[str, dict[str, object]]:
    known = (
        subprocess.run([PYTHON, "-c", "import qgis.core"], capture_output=True, check=False)
        if PYTHON.exists()
        else None
    )
    if known is None or known.returncode:
        pytest.skip("QGIS's Python is not installed (apt-get install python3-qgis): project files not opened in QGIS")
    project, result = city
    path = tmp_path_factory.mktemp("qgis") / "city.gpkg"
    project_file.save(project, path, result=result)
    environment = {key: value for key, value in os.environ.items() if key in {"PATH", "HOME", "LANG"}}
    environment |= {"QT_QPA_PLATFORM": "offscreen", "XDG_RUNTIME_DIR": str(path.parent)}
    answer = subprocess.run(
        [PYTHON, "-c", LOOK, path], capture_output=True, text=True, check=True, env=environment, timeout=100
    )
    line = next(line for line in answer.stdout.splitlines() if line.startswith("FOUND"))
    found: dict[str, dict[str, object]] = json.loads(line.removeprefix("FOUND"))
    # The project's own document is a table beside the layers, not one of them.
    return {name: layer for name, layer in found.items() if not name.startswith("spaceplanner_")}


def test_every_layer_opens_whole(city: tuple[Project, Result], in_qgis: dict[str, dict[str, object]]):
    project, _ = city
    assert all(layer["valid"] for layer in in_qgis.values()), in_qgis
    spatial = {name: layer for name, layer in in_qgis.items() if layer["spatial"]}
    assert {layer["crs"] for layer in spatial.values()} == {project.crs}
    counts = [(layer["count"], layer["drawn"]) for layer in spatial.values()]
    for layer in project.layers:
        assert (len(layer), len(layer)) in counts, layer.name


def test_results_and_interventions_can_be_shown(city: tuple[Project, Result], in_qgis: dict[str, dict[str, object]]):
    project, result = city
    count = {name: int(str(layer["count"])) for name, layer in in_qgis.items()}
    assert count["diagnosis"] == len(result.diagnosis.spaces)
    assert count["scores"] == len(result.proposals)
    interventions = sum(number for name, number in count.items() if name.startswith("interventions_"))
    assert interventions == sum(len(proposal.interventions) for proposal in project.proposals)
