"""The web map as a file: whole, closed to the network, and safe from what users write."""

from __future__ import annotations

import base64
import hashlib
import json
import re
from dataclasses import replace
from datetime import date
from html.parser import HTMLParser
from typing import TYPE_CHECKING, Any

import numpy as np
import pyarrow as pa
import pytest
import shapely

from spaceplanner import resources
from spaceplanner.domain.funding import FundingKind, of_kind
from spaceplanner.domain.judgement import Override
from spaceplanner.domain.layer import GeometryKind, Layer, Role, Source
from spaceplanner.domain.result import Result
from spaceplanner.errors import Cancelled, FileError, InputError
from spaceplanner.io import catalogue
from spaceplanner.reports import webmap, webmap_geometry, webmap_layers
from tests.reports import factory

if TYPE_CHECKING:
    from spaceplanner.domain.project import Project

HOSTILE = "</script><script>alert(1)</script><img src=x onerror=alert(2)> {{7*7}} {% raw %} \"'`&lt; \u2028 \u202e 😀"
VOID = {"meta", "br", "input", "img", "link", "hr"}


Element = tuple[str, dict[str, str | None], list[str]]


class Page(HTMLParser):
    """What a browser's parser would see: elements with their attributes and text, and whether they nest."""

    def __init__(self, text: str) -> None:
        super().__init__(convert_charrefs=True)
        self.elements: list[Element] = []
        self.stack: list[Element] = []
        self.problems: list[str] = []
        self.feed(text)
        self.close()
        self.problems += [f"<{name}> never ends" for name, *_ in self.stack]

    def handle_starttag(self, name: str, attrs: list[tuple[str, str | None]]) -> None:
        element: Element = (name, dict(attrs), [])
        self.elements.append(element)
        if name not in VOID:
            self.stack.append(element)

    def handle_endtag(self, name: str) -> None:
        if not self.stack or self.stack[-1][0] != name:
            self.problems.append(f"</{name}> ends nothing")
        else:
            self.stack.pop()

    def handle_data(self, data: str) -> None:
        quiet = self.stack and self.stack[-1][0] in {"script", "style"}
        for _, _, texts in self.stack[-1:] if quiet else self.stack:
            texts.append(data)

    def all(self, name: str, **attrs: str) -> list[Element]:
        return [e for e in self.elements if e[0] == name and all(e[1].get(k) == v for k, v in attrs.items())]

    def text(self, element: Element) -> str:
        return "".join(element[2])

    @property
    def visible(self) -> str:
        return self.text(next(e for e in self.elements if e[0] == "body"))


@pytest.fixture
def write(tmp_path):
    def run(project=None, *, result=None, language="en", name="map.html", density=None, **more):
        project = factory.project() if project is None else project
        out = webmap.write(
            project,
            factory.result(project) if result is None else result,
            catalogue.load(),
            tmp_path / name,
            density=factory.density() if density is None else density,
            language=language,
            today=date(2026, 11, 23),
            **more,
        )
        return out.read_text(encoding="utf-8")

    return run


def hostile_layers(project: Project) -> Project:
    """Return a project whose layers and spaces all have a hostile name."""
    named = []
    for layer in project.layers:
        table = layer.table
        if "name" in table.column_names:
            names = pa.array([HOSTILE] * table.num_rows)
            table = table.set_column(table.column_names.index("name"), "name", names)
        named.append(replace(layer, name=HOSTILE, table=table))
    return replace(project, layers=tuple(named))


def data_of(text: str) -> dict[str, Any]:
    page = Page(text)
    (element,) = page.all("script", id="sp-data")
    found: dict[str, Any] = json.loads(page.text(element))
    return found


def test_the_page_is_one_well_formed_document_of_its_language(write):
    for language in ("en", "es"):
        page = Page(write(language=language))
        assert page.problems == []
        assert page.all("html")[0][1]["lang"] == language
        assert len(page.all("h1")) == 1
        assert not page.all("link")
        ids = [e[1]["id"] for e in page.elements if "id" in e[1]]
        assert len(ids) == len(set(ids))


def test_nothing_is_fetched_from_anywhere(write):
    text = write()
    page = Page(text)
    for name, attrs, _ in page.elements:
        for key in ("src", "href", "srcset", "action", "data", "poster"):
            value = attrs.get(key) or ""
            assert value.startswith(("data:", "#")) or value == "", (name, key, value)
    style = "".join(page.text(e) for e in page.all("style"))
    assert all(url.startswith(("data:", "#")) for url in re.findall(r"url\(\s*['\"]?([^'\")]+)", style))
    assert "@import" not in style
    for forbidden in ("jquery", "bootstrap", "fontawesome", "cdn.", "sourceMappingURL"):
        assert forbidden not in text.lower().replace(webmap_licences(page), ""), forbidden


def webmap_licences(page: Page) -> str:
    return "".join(page.text(e) for e in page.all("pre")).lower()


def test_the_policy_allows_exactly_the_page_s_own_scripts(write):
    page = Page(write())
    (policy,) = [e[1]["content"] for e in page.all("meta") if e[1].get("http-equiv") == "Content-Security-Policy"]
    rules = dict(rule.split(" ", 1) for rule in str(policy).split("; "))
    assert rules["default-src"] == "'none'"
    assert "unsafe" not in rules["script-src"]
    scripts = [page.text(e) for e in page.all("script") if e[1].get("type") is None]
    hashes = {f"'sha256-{base64.b64encode(hashlib.sha256(s.encode()).digest()).decode()}'" for s in scripts}
    assert set(rules["script-src"].split()) == hashes
    handlers = [key for _, attrs, _ in page.elements for key in attrs if key.startswith("on")]
    assert handlers == []


def test_hostile_texts_stay_texts(write):
    plan = factory.proposal(
        name=HOSTILE,
        maintainer=HOSTILE,
        upkeep_payer=HOSTILE,
        summary=HOSTILE,
        contact=HOSTILE,
        funding=(of_kind(HOSTILE, FundingKind.PLEDGED, 5.0),),
    )
    project = factory.project(name=HOSTILE, organisation=HOSTILE, contact=HOSTILE, proposals=(plan,))
    project = hostile_layers(project)
    result = factory.result(project, name=HOSTILE, **factory.outlook())
    spaces = tuple(replace(space, name=HOSTILE) for space in result.diagnosis.spaces)
    result = replace(result, diagnosis=replace(result.diagnosis, spaces=spaces), data_hash=HOSTILE)
    hostile, plain = write(project, result=result), write(name="plain.html")
    page, tame = Page(hostile), Page(plain)
    assert page.problems == []
    # No element that the tame page does not have, and every brace as it was written.
    assert {e[0] for e in page.elements} == {e[0] for e in tame.elements}
    assert len(page.all("script")) == len(tame.all("script"))
    assert not page.all("img")
    assert page.visible.count("{{7*7}}") > 10
    assert "49" not in page.text(page.all("h1")[0])
    assert page.text(page.all("h1")[0]) == HOSTILE
    data = data_of(hostile)
    assert data["proposals"][0]["name"] == HOSTILE
    assert {space["name"][: len(HOSTILE)] for space in data["spaces"]} == {HOSTILE}
    scripts = "".join(page.text(e) for e in page.all("script") if e[1].get("type") is None)
    assert "alert(" not in scripts


def test_text_on_the_map_is_set_as_text():
    script = (resources.path("webmap", "map.js")).read_text(encoding="utf-8")
    assert not re.search(r"innerHTML|insertAdjacentHTML|document\.write|eval\(|setContent\(", script)


def test_no_place_of_an_incident_is_in_the_file(write):
    project = factory.project()
    places = webmap_geometry.lonlat(project.by_role(Role.INCIDENTS)[0].geometry, str(project.crs))
    assert len(places) == 50
    pairs = re.findall(r"\[(-?\d+\.\d+), ?(-?\d+\.\d+)\]", write(project))
    shown = {(float(a), float(b)) for a, b in pairs}
    assert len(shown) > 1000
    for lon, lat in places.tolist():
        assert not {(lon, lat), (lat, lon)} & shown


def test_small_counts_are_withheld_and_internal_maps_say_that_they_are_not(write):
    project = factory.project()
    result = factory.result(project)
    few = factory.figure(3.0, published=None, withheld="fewer_than_5")
    first = result.diagnosis.spaces[0]
    spaces = (replace(first, figures={**first.figures, "incidents_within": few}), *result.diagnosis.spaces[1:])
    result = replace(result, diagnosis=replace(result.diagnosis, spaces=spaces))
    rows = [dict(space["rows"]) for space in data_of(write(project, result=result))["spaces"]]
    assert sorted(row["Incidents inside and near"] for row in rows) == ["564", "564", "564", "fewer than 5"]
    internal = write(project, result=result, values="exact")
    assert "Internal" in Page(internal).visible
    assert "3" in [dict(space["rows"])["Incidents inside and near"] for space in data_of(internal)["spaces"]]


def test_score_cost_and_effect_read_as_the_result_says(write):
    page = Page(write())
    seen = page.visible
    for figure in (
        "72.4",
        "12 to 49",
        "Empresa de Espacios Públicos",
        "8f3a21c7" * 8,
        "Puerto Seguro S. A.",
        "fictional",
    ):
        assert figure in seen, figure
    points = next(page.text(e) for e in page.all("ul", **{"class": "keys"}))
    for part in ("19.2", "14.1", "11.8", "10.3", "6.9", "5.6", "4.5"):
        assert part in points
    sentence = "It may avert no incident at all"
    assert sentence not in seen
    project = factory.project()
    assert sentence in Page(write(project, result=factory.result(project, may_have_no_effect=True))).visible


def test_the_rank_is_told_with_how_sure_it_is(write):
    assert "rank 1 to 4 in 90% of cases" in Page(write()).visible


def test_an_override_is_told_with_its_author_and_reason(write):
    project = factory.project()
    own = Override(
        evidence=factory.result(project).proposals[0].evidence[0],
        rate_ratio=0.91,
        low=0.85,
        high=0.99,
        author="Ana <b>Loor</b>",
        reason="Encuesta de 2025",
        made=date(2026, 3, 1),
    )
    seen = Page(write(replace(project, overrides=(own,)))).visible
    for words in ("0.91 (0.85 to 0.99)", "Ana <b>Loor</b>", "Encuesta de 2025", "set by the users of this project"):
        assert words in seen


def test_money_and_proof_are_told_in_the_words_of_the_brief(write):
    project = factory.project()
    seen = Page(write(result=factory.result(project, **factory.outlook()))).visible
    for words in (
        "Equivalent annual cost33,000 27,000 to 39,000",
        "Each incident averted410 230 to no bound",
        "No benefit in money is named.",
        "For each USD 1 of the partners the whole costs USD 3.55.",
        "a reduction of 20 % or more can be shown in 24 months",
        "Comparable spaces, the most similar first: Faro; Roque.",
        "Without it: 180 (170 to 200) incidents a year",
    ):
        assert " ".join(words.split()) in " ".join(seen.split()), words
    assert "Net present value" not in seen
    seen = Page(write(name="worth.html", result=factory.result(project, **factory.outlook(valued=True)))).visible
    assert "Benefit for each unit of cost1.5 0.84 to 2.1" in " ".join(seen.split())


def test_the_same_project_is_the_same_file(write):
    assert write() == write(name="again.html")


def test_the_file_is_small_and_appears_whole_or_not_at_all(write, tmp_path):
    write()
    assert (tmp_path / "map.html").stat().st_size < 1_000_000

    def cancel(_fraction, message):
        if message == "Writing the page":
            raise Cancelled("")

    with pytest.raises(Cancelled):
        write(name="cancelled.html", progress=cancel)
    with pytest.raises(FileError):
        write(name="nowhere/map.html")
    assert [path.name for path in tmp_path.iterdir()] == ["map.html"]


def test_a_project_without_proposals_or_density_still_has_its_map(tmp_path):
    project = factory.project(proposals=())
    result = Result(diagnosis=factory.diagnosis(), method={"name": "radii", "version": "1"}, data_hash="00")
    out = tmp_path / "map.html"
    webmap.write(project, result, catalogue.load(), out, density=None, language="en", today=date(2026, 1, 2))
    page = Page(out.read_text(encoding="utf-8"))
    assert page.problems == []
    assert "There is no proposal yet" in page.visible
    assert not [e for e in page.all("input") if e[1]["id"] == "sp-show-density"]


def test_a_project_without_spaces_is_refused(write):
    project = factory.project()
    rest = tuple(layer for layer in project.layers if layer.role is not Role.SPACES)
    with pytest.raises(InputError, match="public spaces"):
        write(replace(project, layers=rest))


def test_every_layer_the_script_names_is_drawn(write):
    text = write()
    data = data_of(text)
    drawn = set(re.findall(r"var (geo_json_\w+) =", text))
    controls = {e[1]["data-layers"] for e in Page(text).all("input") if "data-layers" in e[1]}
    named = {name for group in controls for name in str(group).split()}
    assert named == drawn
    assert set(data["streets"] + [name for name, _ in data["dots"]] + data["items"]) <= drawn


def test_coordinates_are_those_of_proj_and_have_six_decimals():
    # EPSG:32717 false origin: central meridian 81 W, equator.
    assert webmap_geometry.lonlat(np.array([[500_000.0, 10_000_000.0]]), "EPSG:32717").tolist() == [[-81.0, 0.0]]
    written = webmap_geometry.geojson(shapely.Point(641_208.0, 9_757_334.0), "EPSG:32717")
    assert all(len(str(abs(value)).split(".")[1]) <= 6 for value in written["coordinates"])


def test_isobands_enclose_what_the_field_says(write):
    field = factory.density()
    bands = webmap_layers.bands(field)
    assert len(bands) == len(field.breaks)
    whole = [shapely.union_all(band) for band in bands]
    rows, columns = np.mgrid[5 : field.ny : 10, 5 : field.nx : 10]
    for row, column in zip(rows.ravel(), columns.ravel(), strict=True):
        value = field.values[row, column]
        place = shapely.Point(field.x0 + (column + 0.5) * field.cell, field.y0 + (row + 0.5) * field.cell)
        inside = [number for number, band in enumerate(whole) if shapely.contains(band, place)]
        near = min(abs(value - limit) for limit in field.breaks) < 25  # the interpolation between cells
        expected = [number for number in [int(np.searchsorted(field.breaks, value, side="right")) - 1] if number >= 0]
        assert near or inside == expected


def test_many_lamps_become_dots_that_stand_for_several():
    xy = np.random.default_rng(0).uniform(0, 10_000, (50_000, 2))
    shown, side = webmap_geometry.grouped(xy, 15_000)
    assert len(shown) <= 15_000
    assert side > 0
    assert np.allclose(shown.mean(axis=0), 5_000, atol=100)
    same, none = webmap_geometry.grouped(xy[:100], 15_000)
    assert none == 0
    assert same is not None
    assert np.array_equal(same, xy[:100])


def test_a_large_network_is_thinned_to_what_a_phone_can_draw():
    rng = np.random.default_rng(0)
    lines = [shapely.LineString(np.cumsum(rng.normal(0, 20, (200, 2)), axis=0)) for _ in range(200)]
    thin = webmap_geometry.lightened(lines, tolerance=1.0, budget=5_000)
    assert 0 < shapely.get_num_coordinates(thin).sum() <= 5_000


def test_layers_with_awkward_ids_and_3d_geometry_are_drawn(write):
    line = np.array([shapely.LineString([(641_000, 9_757_000, 5), (641_400, 9_757_300, 6)])], dtype=object)
    odd = Layer(
        id="vias-2",
        name="Vías",
        role=Role.STREETS,
        kind=GeometryKind.LINE,
        geometry=line,
        table=pa.table({"name": ["a"]}),
        source=Source(path="v.gpkg"),
    )
    project = factory.project()
    text = write(replace(project, layers=(*project.layers, odd)))
    assert len(re.findall(r"var geo_json_streets_\d+ =", text)) == 2


@pytest.mark.parametrize(("need", "expected"), [(None, None), (0, 0), (19.9, 0), (20, 1), (79.9, 3), (80, 4), (100, 4)])
def test_need_classes(need, expected):
    assert webmap_layers.need_class(need) == expected
