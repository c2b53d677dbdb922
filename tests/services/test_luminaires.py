"""Luminaires of lamps: which lamp has which, the light they give, and that the method and the hash name them."""

from __future__ import annotations

from dataclasses import replace
from math import cos, degrees, pi, radians
from typing import TYPE_CHECKING, Any

import numpy as np
import pytest
import shapely

from spaceplanner.analysis import lighting, photometry
from spaceplanner.domain import edits
from spaceplanner.domain.layer import Role
from spaceplanner.domain.luminaire import Luminaire
from spaceplanner.errors import AnalysisError
from spaceplanner.io import catalogue, luminaire_file
from spaceplanner.services import darkness, luminaires, stages
from spaceplanner.services.evaluation import Evaluator
from spaceplanner.services.fingerprint import data_hash
from spaceplanner.services.inputs import LampModels
from spaceplanner.services.memo import Memo
from spaceplanner.services.unpacking import unpack
from tests.io import luminaires as files
from tests.services import cities

if TYPE_CHECKING:
    from pathlib import Path

    from spaceplanner.domain.layer import Layer
    from spaceplanner.domain.project import Project
    from spaceplanner.domain.result import Diagnosis

CATALOGUE = catalogue.load()
SPOT = Luminaire(name="Spot", gamma=(0.0, 0.6), intensity=(4000.0, 0.0), lumens=3000.0, absolute=True, sha256="01")
X, Y = 620_000.0, 9_750_000.0
PLACES = np.array([(X + 20, Y + 20), (X + 80, Y + 20), (X + 20, Y + 80), (X + 80, Y + 80)])


def lamps(names: list[str | None] | None = None, **columns: Any) -> Layer:
    known = {"lumens": [8000.0] * 4, "height_m": [8.0] * 4} | columns
    return cities.layer(Role.LAMPS, PLACES, known | ({"luminaire": names} if names else {}))


def town(names: list[str | None] | None = None, usual: str = "street", **columns: Any) -> Project:
    square = shapely.box(X, Y, X + 100, Y + 100)
    project = cities.project(cities.spaces([square]), lamps(names, **columns), luminaires=(SPOT,))
    return edits.set_usual_luminaire(usual)(project)


def diagnosed(project: Project) -> Diagnosis:
    return Evaluator(CATALOGUE).evaluate(project, proposals=False).diagnosis


def average(project: Project) -> float:
    value = diagnosed(project).spaces[0].figures["illuminance_average"].exact
    assert value is not None
    return value


def written(path: Path, shape: str) -> Path:
    """Write an IES file that holds just the table of a generic shape."""
    made = photometry.generic(shape)
    angles = [round(degrees(gamma), 6) for gamma in made.gamma]
    of_angle = dict(zip(angles, made.intensity.tolist(), strict=True))
    path.write_text(files.text(lambda _, v: of_angle[v], vertical=angles), encoding="latin-1")
    return path


def light(project: Project) -> Any:
    return stages.compute("ground_light", unpack(project), Memo())


@pytest.mark.parametrize("shape", photometry.SHAPES)
def test_a_file_that_holds_a_generic_shape_gives_its_light(tmp_path, shape):
    file = luminaire_file.read(written(tmp_path / "copy.ies", shape))
    copied = edits.set_usual_luminaire("copy")(edits.put_luminaire(file)(town()))
    np.testing.assert_allclose(light(copied).lux, light(town(usual=shape)).lux, rtol=1e-6)
    by_name = edits.put_luminaire(file)(town(["copy.ies"] * 4))
    np.testing.assert_array_equal(light(by_name).lux, light(copied).lux)


def test_a_mixed_population_is_the_sum_of_its_parts():
    mixed = town(["Spot", None, "globe", "Spot"])
    apart = [
        edits.put_layer(replace(layer, geometry=layer.geometry[mine], table=layer.table.filter(mine)))(mixed)
        for layer in mixed.by_role(Role.LAMPS)
        for mine in (np.array([place == n for place in range(4)]) for n in range(4))
    ]
    np.testing.assert_allclose(light(mixed).lux, sum(light(one).lux for one in apart), rtol=1e-5)


def test_a_name_wins_over_the_usual_one():
    all_spots = light(town(usual="Spot")).lux
    np.testing.assert_array_equal(light(town([" spot.IES", "SPOT", "Spot", "s pot"], usual="globe")).lux, all_spots)
    assert not np.array_equal(light(town(["globe"] * 4, usual="Spot")).lux, all_spots)


def test_which_lamp_has_which():
    among = luminaires.shapes((SPOT, replace(SPOT, name="Bulb", absolute=False)))
    assert among.names == ("street", "cosine", "globe", "Spot", "Bulb")
    models = LampModels(names=("bulb", "SODIO 100", "spot.ies"), codes=np.array([0, -1, 1, 2, 2]))
    found = luminaires.fitted(models, among, usual="cosine")
    assert found.which.tolist() == [4, 1, 1, 3, 3]
    assert found.named.tolist() == [True, False, False, True, True]
    assert found.unknown == 1
    np.testing.assert_array_equal(found.lumens, [3000, np.nan, np.nan, 3000, 3000])
    np.testing.assert_array_equal(found.output_ratio[1:3], 1.0)
    assert found.output_ratio[[0, 3, 4]] == pytest.approx(luminaires.distribution(SPOT).flux() / 1000)
    assert luminaires.in_use(found, among) == {"street": 0, "cosine": 2, "globe": 0, "Spot": 2, "Bulb": 1}
    with pytest.raises(AnalysisError, match="called lantern: choose one of street, cosine, globe, Spot, Bulb"):
        luminaires.fitted(models, among, usual="lantern")


def test_broken_lamps_and_several_layers():
    one = lamps(["Spot", "", None, "  "], working=[False, True, True, True])
    other = replace(lamps(["x", "Spot", "x", "globe"]), id="more")
    models = unpack(cities.project(one, other)).lamps.models
    assert [models.names[code] if code >= 0 else None for code in models.codes] == [
        None, None, None, "x", "Spot", "x", "globe",
    ]  # fmt: skip
    assert unpack(cities.project()).lamps.models.codes.shape == (0,)
    assert diagnosed(cities.project()).spaces == ()


def notes(project: Project) -> list[tuple[str, dict[str, Any]]]:
    return [(text, dict(parameters)) for text, parameters in diagnosed(project).notes if "luminaire" in text]


def test_names_of_no_luminaire_are_counted_and_said():
    (text, parameters) = notes(town(["Spot", "SODIO", "sodio", None], usual="cosine"))[0]
    assert text.startswith("{count} of {total} working lamps name a luminaire that the project does not have")
    assert parameters == {"count": 2, "total": 4, "usual": "cosine"}
    assert notes(town(["Spot", "globe", None, None])) == []


def lumens_of(project: Project) -> Any:
    return stages.compute("light_lamps", unpack(project), Memo())


def test_the_file_of_a_luminaire_that_is_named_stands_before_watts_and_after_lumens():
    nothing = float("nan")
    project = town(
        ["Spot", "Spot", "Spot", None],
        lumens=[nothing, nothing, 500.0, nothing],
        power_w=[nothing, 60.0, 60.0, nothing],
    )
    assert lumens_of(project).lumens.tolist() == [3000, 3000, 500, 8000]
    assert lumens_of(project).flagged.tolist() == [False, False, False, True]
    ((text, parameters),) = notes(project)
    assert "no lumens on record" in text
    assert parameters == {"count": 2, "total": 4}


def test_watts_stand_before_the_file_of_the_usual_luminaire():
    nothing = float("nan")
    project = town(["street", None, "", None], usual="Spot", lumens=[nothing] * 4, power_w=[60.0, 60.0, nothing, 60.0])
    found, ratio = lumens_of(project), luminaires.distribution(SPOT).flux() / 1000
    assert found.lumens == pytest.approx([6000, 6000 / ratio, 3000, 6000 / ratio])
    assert found.lumens_from.tolist() == [
        lighting.FROM_POWER,
        lighting.FROM_POWER,
        lighting.FROM_LUMINAIRE,
        lighting.FROM_POWER,
    ]


def plates(tmp_path: Path, lumens: str) -> Luminaire:
    """Return a plate whose candela are 0.7 times those of 6,000 lumens: its light output ratio, or its own light."""
    path = tmp_path / "Plate.ies"
    made = files.text(lambda _, v: 0.7 * 6000 / pi * cos(radians(v)), vertical=range(91), lumens=lumens)
    path.write_text(made, encoding="latin-1")
    return luminaire_file.read(path)


@pytest.mark.parametrize("lumens", ["6000", "-1"])
@pytest.mark.parametrize(
    ("names", "usual", "record", "leaves"),
    [
        (["Plate"] * 4, "street", {}, 4200),
        (["Plate"] * 4, "street", {"power_w": [60.0] * 4}, 4200),
        (None, "Plate", {}, 4200),
        (None, "Plate", {"power_w": [60.0] * 4}, 6000),
    ],
)
def test_what_leaves_a_luminaire_is_held_back_by_it_once_only(  # noqa: PLR0917 - a table
    tmp_path, lumens, names, usual, record, leaves
):
    """Under the middle of one plate: E = MF / 1000 * lumens / pi / h2 of the lumens that leave it (0.1 %)."""
    plate = plates(tmp_path, lumens)
    assert plate.absolute is (lumens == "-1")
    with_plate = edits.put_luminaire(plate)(town(names, lumens=[float("nan")] * 4, **record))
    inputs, memo = unpack(edits.set_usual_luminaire(usual)(with_plate)), Memo()
    given = stages.compute("light_lamps", inputs, memo)
    which = stages.compute("lamp_luminaires", inputs, memo).which
    spread = stages.compute("light_shapes", inputs, memo).distributions
    lux = lighting.illuminance(PLACES[:1], PLACES[:1], given.height[:1], given.lumens[:1], which[:1], spread)
    assert lux == pytest.approx(lighting.MAINTENANCE * leaves / pi / 8.0**2, rel=1e-3)


def test_lumens_on_record_are_those_of_the_lamps_in_a_relative_luminaire(tmp_path):
    plate = plates(tmp_path, "6000")
    found = lumens_of(edits.put_luminaire(plate)(town(["Plate"] * 4, lumens=[5000.0] * 4)))
    assert found.lumens.tolist() == [5000] * 4
    assert luminaires.output(luminaires.distribution(plate), plate).lumens == pytest.approx(4200, rel=1e-3)


def test_the_method_names_them_and_the_hash_changes_with_them():
    project = town(["Spot", None, "Spot", None])
    method = diagnosed(project).method
    assert method["luminaires"] == [{"name": "Spot", "file": "", "sha256": "01", "lamps": 2}]
    changes = [
        edits.put_luminaire(replace(SPOT, intensity=(4001.0, 0.0))),
        edits.put_luminaire(replace(SPOT, sha256="02")),
        edits.put_luminaire(replace(SPOT, lumens=1.0)),
        edits.put_luminaire(replace(SPOT, name="Other")),
        edits.remove_luminaire("Spot"),
        edits.set_usual_luminaire("Spot"),
    ]
    assert len({data_hash(change(project), CATALOGUE) for change in (lambda p: p, *changes)}) == len(changes) + 1
    moved = edits.put_luminaire(replace(SPOT, file="elsewhere.ies"))(project)
    assert data_hash(moved, CATALOGUE) == data_hash(project, CATALOGUE)


def moved_lamp(project: Project, meters: float) -> Project:
    layer = project.by_role(Role.LAMPS)[0]
    xy = layer.geometry.copy()
    xy[0] += meters
    return edits.put_layer(replace(layer, geometry=xy))(project)


def test_after_one_lamp_moved_only_its_light_is_new_and_equals_the_whole():
    project, memo = town(["Spot", None, "globe", "cosine"]), Memo()
    stages.compute("ground_light", unpack(project, memo), memo)
    after = moved_lamp(project, 3.0)
    inputs = unpack(after, memo)
    found = stages.compute("ground_light", inputs, memo)
    assert (memo.updated["ground_light"], memo.computed["ground_light"]) == (1, 1)
    assert (memo.computed["lamp_luminaires"], memo.computed["light_shapes"]) == (1, 1)
    np.testing.assert_array_equal(found.lux, light(after).lux)


def test_the_dark_map_has_them_too_and_follows_a_moved_lamp():
    alarm = cities.layer(Role.ALARMS, np.array([(X - 500, Y)]))
    project, memo = edits.put_layer(alarm)(town(["Spot"] * 4)), Memo()
    streets = edits.put_layer(alarm)(town())
    dark, less = darkness.of_project(project, memo), darkness.of_project(streets)
    assert dark is not None
    assert less is not None
    assert dark.dark > less.dark + 4000
    after = moved_lamp(project, 6.0)
    found, whole = darkness.of_project(after, memo), darkness.of_project(after)
    assert found is not None
    assert whole is not None
    assert memo.updated["darkness_lux"] == 1
    assert found.dark == pytest.approx(whole.dark, rel=1e-9)


def test_the_light_is_that_of_the_formula_for_each_lamp():
    project = town(["Spot", None, "globe", "cosine"])
    found = light(project)
    own: tuple[Any, ...] = (luminaires.distribution(SPOT), "street", "globe", "cosine")
    each = [
        lighting.illuminance(found.samples.xy, PLACES[[n]], 8.0, 8000.0, distribution=one) for n, one in enumerate(own)
    ]
    by_hand = np.sum(each, axis=0)
    np.testing.assert_allclose(found.lux, by_hand, rtol=1e-6)
    assert average(project) == pytest.approx(by_hand.mean(), rel=1e-6)
