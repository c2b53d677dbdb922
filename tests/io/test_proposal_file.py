"""The proposal file: the documented example, the schema and the reader agree, and every mistake is said by place."""

from __future__ import annotations

import copy
import json
import math
import re
from dataclasses import replace
from pathlib import Path
from typing import Any

import jsonschema
import pytest
import shapely
from hypothesis import given
from hypothesis import strategies as st

from spaceplanner import i18n, resources
from spaceplanner.domain.funding import FundingKind
from spaceplanner.domain.partner import Partner
from spaceplanner.domain.project import Project
from spaceplanner.errors import FileError, InputError, ProjectError, SpacePlannerError
from spaceplanner.io import catalogue, proposal_file
from tests.io.projects import city

GUIDE = Path(__file__).parents[2] / "docs" / "guide" / "proposal-file.md"
SCHEMA = json.loads(resources.path("schema", "proposal.schema.json").read_text(encoding="utf-8"))


def example() -> dict[str, Any]:
    """The example of the guide, so that what is documented is what works."""
    found = re.search(r"```json\n(.*?)```", GUIDE.read_text(encoding="utf-8"), re.DOTALL)
    assert found
    return dict(json.loads(found[1]))


@pytest.fixture
def read(tmp_path):
    def read(value: object, project: Project | None = None) -> proposal_file.Content:
        path = tmp_path / "p.json"
        path.write_text(value if isinstance(value, str) else json.dumps(value), encoding="utf-8")
        return proposal_file.contents(path, project or city(), catalogue.load())

    return read


def accepted(value: object) -> bool:
    return bool(jsonschema.Draft202012Validator(SCHEMA).is_valid(value))


def test_the_schema_is_one():
    jsonschema.Draft202012Validator.check_schema(SCHEMA)


def test_the_documented_example(read):
    assert accepted(example())
    content = read(example())
    proposal = content.proposal
    assert (proposal.id, proposal.space, proposal.state) == ("plaza-luz", "p1", "draft")
    assert [item.id for item in proposal.interventions] == [
        "lamp-north",
        "led_lamp",
        "community_alarm",
        "multi_use_court",
        "paths",
        "pruning",
        "coach_programme",
        "neighbourhood_committee",
    ]
    assert proposal.interventions[0].geometry == shapely.Point(500020, 9700060)
    assert proposal.interventions[3].geometry.area == 28 * 15
    assert proposal.interventions[4].geometry.length == 100
    assert (proposal.interventions[5].geometry, proposal.interventions[5].quantity) == (None, 300)
    assert proposal.interventions[1].unit_cost == 1700
    assert [line.kind for line in proposal.funding] == [FundingKind.OWN, FundingKind.PLEDGED]
    assert content.partners == (Partner(id="el-clavo", name="Ferretería El Clavo", contact="gerencia@example.org"),)


def test_the_least_there_can_be(read):
    least = {"id": "a", "name": "A", "space": "p1"}
    assert accepted(least)
    assert read(least).proposal.interventions == ()


def test_ids_that_are_given_do_not_repeat(read):
    value = example()
    value["interventions"] = [
        {"type": "coach_programme", "geometry": None},
        {"type": "coach_programme", "geometry": None, "id": "coach_programme-2"},
        {"type": "coach_programme", "geometry": None},
    ]
    assert [item.id for item in read(value).proposal.interventions] == [
        "coach_programme",
        "coach_programme-2",
        "coach_programme-3",
    ]


def test_degrees_are_what_is_meant_without_a_crs(read):
    """By the published formulas of the transverse Mercator projection on its central meridian, 81 W: x is 500,000 m."""
    value = {
        "id": "a",
        "name": "A",
        "space": "p1",
        "interventions": [{"type": "led_lamp", "geometry": {"type": "Point", "coordinates": [-81.0, -2.7143, 12.5]}}],
    }
    point = read(value).proposal.interventions[0].geometry
    assert point.has_z is False
    assert point.x == pytest.approx(500_000, abs=1e-6)
    # Length of the meridian on WGS 84 from the equator (series in the third flattening), times the scale factor.
    n = (f := 1 / 298.257223563) / (2 - f)
    phi = math.radians(2.7143)
    arc = (
        6378137
        / (1 + n)
        * (
            (1 + n**2 / 4) * phi
            - 3 / 2 * (n - n**3 / 8) * math.sin(2 * phi)
            + 15 / 16 * n**2 * math.sin(4 * phi)
            - 35 / 48 * n**3 * math.sin(6 * phi)
        )
    )
    assert point.y == pytest.approx(1e7 - 0.9996 * arc, abs=1e-3)


SHAPE_MISTAKES: list[tuple[Any, str]] = [
    (lambda d: d.pop("id"), r"at \$: “id” is missing"),
    (lambda d: d.update(id="a b"), r"at \$\.id: an id is 1 to 64"),
    (lambda d: d.update(id="x" * 65), r"at \$\.id: an id is 1 to 64"),
    (lambda d: d.update(id=7), r"at \$\.id: text is needed here, not a whole number"),
    (lambda d: d.update(name=""), r"at \$\.name: must not be shorter than 1"),
    (lambda d: d.update(name=" \t"), r"at \$\.name: must not be blank"),
    (lambda d: d.update(name="x" * 201), r"at \$\.name: must not be longer than 200"),
    (lambda d: d.update(name=None), r"at \$\.name: text is needed here, not null"),
    (lambda d: d.update(mantainer="x"), r"at \$: “mantainer” is unknown here; the nearest are maintainer"),
    (lambda d: d.update(zzzz="x"), r"at \$: “zzzz” is unknown here; remove it"),
    (lambda d: d.update(interventions={}), r"at \$\.interventions: a list is needed here, not an object"),
    (lambda d: d["interventions"][0].pop("geometry"), r"at \$\.interventions\[0\]: “geometry” is missing"),
    (lambda d: d["interventions"][0].update(geometry="POINT (1 2)"), r"at \$\.interventions\[0\]\.geometry: .* needed here, not text"),
    (lambda d: d["interventions"][0]["geometry"].update(type="MultiPoint"), r"at \$\.interventions\[0\]\.geometry\.type: “MultiPoint” is none"),
    (lambda d: d["interventions"][0]["geometry"].update(coordinates=[1]), r"at \$\.interventions\[0\]\.geometry\.coordinates: must not be shorter than 2"),
    (lambda d: d["interventions"][0]["geometry"].update(coordinates=[1, "2"]), r"at \$\.interventions\[0\]\.geometry\.coordinates\[1\]: a number is needed here, not text"),
    (lambda d: d["interventions"][3]["geometry"].update(coordinates=[[[0, 0], [1, 1], [0, 0]]]), r"coordinates\[0\]: must not be shorter than 4"),
    (lambda d: d["interventions"][0].update(quantity=0), r"at \$\.interventions\[0\]\.quantity: must be above 0"),
    (lambda d: d["interventions"][0].update(quantity=-1), r"at \$\.interventions\[0\]\.quantity: must be above 0"),
    (lambda d: d["interventions"][0].update(quantity=True), r"quantity: a number or null is needed here, not true or false"),
    (lambda d: d["interventions"][0].update(unit_cost=-0.01), r"unit_cost: must be 0 or more"),
    (lambda d: d["interventions"][0].update(id=""), r"\[0\]\.id: an id is"),
    (lambda d: d["interventions"][0].update(quantity=1e300), r"quantity: must be 1000000000 or less"),
    (lambda d: d["interventions"][0].update(unit_cost=1e300), r"unit_cost: must be 1000000000000 or less"),
    (lambda d: d["funding"][0].update(amount=1e300), r"at \$\.funding\[0\]\.amount: must be 1000000000000 or less"),
    (lambda d: d["funding"][0].update(amount=-5), r"at \$\.funding\[0\]\.amount: must be 0 or more"),
    (lambda d: d["funding"][0].update(amount="5"), r"at \$\.funding\[0\]\.amount: a number is needed here, not text"),
    (lambda d: d["funding"][0].update(form="beer"), r"“beer” is none of the values allowed here: cash, in_kind, time"),
    (lambda d: d["funding"][0].update(kind="gift"), r"at \$\.funding\[0\]\.kind: “gift” is none of the values allowed here: own, committed, pledged"),
    (lambda d: d["funding"][0].pop("source"), r"at \$\.funding\[0\]: “source” is missing"),
    (lambda d: d["partners"][0].update(phone="1"), r"at \$\.partners\[0\]: “phone” is unknown"),
]  # fmt: skip


@pytest.mark.parametrize(("change", "said"), SHAPE_MISTAKES, ids=lambda value: value if isinstance(value, str) else "")
def test_schema_and_reader_refuse_the_same_shapes(read, change, said):
    value = example()
    change(value)
    assert not accepted(value)
    with pytest.raises(InputError, match=said) as caught:
        read(value)
    assert "p.json" in str(caught.value)
    assert "\n" not in str(caught.value)
    with i18n.speaking("es"):
        assert str(caught.value)


MEANING_MISTAKES: list[tuple[Any, str]] = [
    (lambda d: d["funding"][0].update(since="soon"), r"funding\[0\]\.since: is no day; write year-month-day"),
    (lambda d: d.update(scenario_of="typo"), r"at \$\.scenario_of: the project has no proposal “typo”"),
    (lambda d: d.update(scenario_of=d["id"]), r"at \$\.scenario_of: a proposal is no version of itself"),
    (lambda d: d.update(space="p9"), r"at \$\.space: the project has no space “p9”; the nearest are p\d \("),
    (lambda d: d.update(space="parque central"), r"the nearest are p1 \(Parque Central\)"),
    (lambda d: d.update(space="?????"), r"diagnose --json"),
    (lambda d: d.update(crs="EPSG:99999"), r"at \$\.crs: the coordinate reference system EPSG:99999 is unknown"),
    (lambda d: d["interventions"][0].update(type="led_lampp"), r"at \$\.interventions\[0\]\.type: the catalogue has no type “led_lampp”; the nearest are led_lamp\."),
    (lambda d: d["interventions"][0].update(type="????"), r"it has .*led_lamp"),
    (lambda d: d["interventions"][0].update(geometry=None, quantity=3), r"at \$\.interventions\[0\]\.geometry: “led_lamp” acts around the place"),
    (lambda d: d["interventions"][5].pop("quantity"), r"“pruning” needs a Polygon here, or a quantity"),
    (lambda d: d["interventions"][6].update(geometry={"type": "Point", "coordinates": [500020, 9700060]}), r"“coach_programme” has no place of its own; write null"),
    (lambda d: d["interventions"][4].update(geometry={"type": "Point", "coordinates": [500020, 9700060]}), r"“paths” needs a LineString, not a Point"),
    (lambda d: d["interventions"][0]["geometry"].update(coordinates=[500020, 9700581]), r"at \$\.interventions\[0\]\.geometry: is 501 m away from the space Parque Central, and 500 m is the most"),
    (lambda d: d.pop("crs"), r"at \$\.interventions\[0\]\.geometry: the coordinates do not exist in EPSG:4326; check their order"),
    (lambda d: d["interventions"][1].update(id="lamp-north"), r"at \$\.interventions\[1\]\.id: “lamp-north” is used twice"),
    (lambda d: d["partners"].append(d["partners"][0]), r"at \$\.partners\[1\]\.id: “el-clavo” is used twice"),
    (lambda d: d["funding"][1].update(partner="el-clabo"), r"at \$\.funding\[1\]\.partner: there is no partner “el-clabo”; the nearest are el-clavo"),
    (lambda d: d.update(partners=[]), r"there is no partner “el-clavo”; add it under partners"),
    (lambda d: d["interventions"][3]["geometry"].update(coordinates=[[[500010, 9700010], [500038, 9700025], [500038, 9700010], [500010, 9700025], [500010, 9700010]]]), r"is not a valid shape \(Self-intersection"),
]  # fmt: skip


@pytest.mark.parametrize(
    ("change", "said"), MEANING_MISTAKES, ids=lambda value: value if isinstance(value, str) else ""
)
def test_mistakes_of_meaning_are_said_by_place(read, change, said):
    value = example()
    change(value)
    assert accepted(value), "the schema knows neither project nor catalogue"
    project = replace(city(), partners=())
    with pytest.raises(InputError, match=said):
        read(value, project)


def test_a_partner_of_the_project_will_do(read):
    value = example()
    del value["partners"]
    value["funding"][1]["partner"] = "tia"
    assert read(value).proposal.funding[1].partner == "tia"


@pytest.mark.parametrize(
    ("text", "error", "said"),
    [
        ("", FileError, "is empty"),
        ("  \n", FileError, "is empty"),
        ('{"id": "a",\n "name" 5}', FileError, "line 2, column 9"),
        ('{"amount": NaN}', FileError, "NaN is no number"),
        ('{"amount": -Infinity}', FileError, "-Infinity is no number"),
        ('{"amount": 1e999}', FileError, "1e999 is too large"),
        ('{"id": "a", "id": "b"}', FileError, "“id” stands twice"),
        ("[" * 100_000, FileError, "no JSON"),
        ("9" * 5000, FileError, "no JSON"),
        ("[]", InputError, r"at \$: an object is needed here, not a list"),
        ("null", InputError, r"at \$: an object is needed here, not null"),
        ('"\\ud800"', FileError, "half a character"),
    ],
)
def test_text_that_is_no_json(read, text, error, said):
    with pytest.raises(error, match=said):
        read(text)


def test_half_a_character_in_a_name(read):
    value = json.dumps({"id": "a", "name": "A", "space": "p1"}).replace('"A"', '"\\ud800"')
    with pytest.raises(SpacePlannerError, match="half a character"):
        read(value)


def test_infinite_coordinates(read):
    value = json.dumps(example()).replace("500020", "1e999", 1)
    with pytest.raises(SpacePlannerError, match="too large a number"):
        read(value)


def test_no_file(tmp_path):
    with pytest.raises(FileError, match="There is no file"):
        proposal_file.read(tmp_path / "x.json", city(), catalogue.load())


def test_a_folder(tmp_path):
    with pytest.raises(FileError, match="cannot be read"):
        proposal_file.read(tmp_path, city(), catalogue.load())


def test_another_encoding(tmp_path):
    path = tmp_path / "p.json"
    path.write_bytes('{"id": "Ñ"}'.encode("cp1252"))
    with pytest.raises(FileError, match="UTF-8"):
        proposal_file.read(path, city(), catalogue.load())
    path.write_bytes(b"\xef\xbb\xbf" + json.dumps(example()).encode())
    assert proposal_file.read(path, city(), catalogue.load()).id == "plaza-luz"


def test_a_project_without_layers(read):
    with pytest.raises(ProjectError, match="no layers yet"):
        read(example(), Project(name="p"))
    with pytest.raises(InputError, match="no spaces yet"):
        read(example(), Project(name="p", crs="EPSG:32717"))


_json = st.recursive(st.none() | st.booleans() | st.integers(-5, 5) | st.floats(-1, 1) | st.sampled_from(["", "a", "Point", "own"]), lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from(["id", "type", "coordinates"]), inner, max_size=3), max_leaves=4)  # fmt: skip


def _paths(value: Any, path: tuple = ()) -> list[tuple]:
    inner = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    return [path, *(found for key, item in inner for found in _paths(item, (*path, key)))]


@given(data=st.data())
def test_schema_and_reader_agree_on_any_change(data, tmp_path_factory):
    """Put any JSON in the place of any part of the example: both refuse its shape, or neither does."""
    value = copy.deepcopy(example())
    *way, last = data.draw(st.sampled_from(_paths(value)[1:]))
    inner: Any = value
    for key in way:
        inner = inner[key]
    inner[last] = data.draw(_json)
    path = tmp_path_factory.getbasetemp() / "any.json"
    path.write_text(json.dumps(value), encoding="utf-8")
    try:
        proposal_file._record(path)
    except InputError:
        assert not accepted(value)
    else:
        assert accepted(value)
