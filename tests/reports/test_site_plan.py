"""The site plan: true to scale in the file, complete, legible, and without anything it must not show."""

from __future__ import annotations

import itertools
import re
from dataclasses import replace
from datetime import date
from typing import Any

import numpy as np
import pypdf
import pytest
import shapely

from spaceplanner import i18n
from spaceplanner.cartography import fonts
from spaceplanner.cartography.drawing import Anchor, Text
from spaceplanner.cartography.room import turned_box
from spaceplanner.domain.layer import Role
from spaceplanner.domain.proposal import Intervention
from spaceplanner.errors import AnalysisError, EditError, FileError
from spaceplanner.io import catalogue
from spaceplanner.reports import site_plan, site_plan_map
from spaceplanner.services import site_plan as layout
from tests.reports import factory

TODAY = date(2026, 11, 25)
HOSTILE = "<b>x</b> \u202e{0} %s \\( نص 🌳 " + "muylargo" * 30
COURT: Any = np.array([[0, 0], [28, 0], [28, 15], [0, 15]], dtype=float)


def place(x: float, y: float) -> shapely.Point:
    return shapely.Point(factory.ORIGIN + np.array([x, y]))


def turned(points, degrees: float):
    turn = np.deg2rad(degrees)
    return points @ np.array([[np.cos(turn), np.sin(turn)], [-np.sin(turn), np.cos(turn)]]) + factory.ORIGIN


def interventions() -> tuple[Intervention, ...]:
    lamps = [Intervention(id=f"l{i}", type="led_lamp", geometry=place(i * 18 - 30, -20)) for i in range(4)]
    court = Intervention(id="court", type="multi_use_court", geometry=shapely.polygons(turned(COURT, 17)))
    path = Intervention(
        id="path", type="paths", geometry=shapely.LineString(factory.ORIGIN + np.array([[-30, -30], [60, 20]]))
    )
    wall = Intervention(
        id="wall", type="mural", geometry=shapely.LineString(factory.ORIGIN + np.array([[-20, 25], [-5, 28]]))
    )
    odd = Intervention(id="odd", type="unheard_of", geometry=place(60, 30), note="por confirmar")
    return (*lamps, court, path, wall, Intervention(id="c", type="coach_programme", quantity=2), odd)


def park(**changes: Any):
    plan = factory.proposal(interventions=interventions(), **changes)
    return factory.project(proposals=(plan,), crs="EPSG:32717")


def write(project, path, **more: Any):
    options: dict[str, Any] = {"language": "en", "today": TODAY, **more}
    return site_plan.write(project, catalogue.load(), "merced", path, **options)


def words(path) -> str:
    return " ".join(" ".join(page.extract_text().split()) for page in pypdf.PdfReader(path).pages)


def rings(path) -> list[np.ndarray]:
    """The closed paths of the first page, in millimetres, as the file has them."""
    stream: Any = pypdf.PdfReader(path).pages[0]["/Contents"].get_object()
    content = stream.get_data().decode("latin-1")
    found = re.findall(r"(?:[-\d.]+ [-\d.]+ [ml] ){4}h", content)
    return [np.array(re.findall(r"([-\d.]+) ([-\d.]+) [ml]", one), dtype=float) * 25.4 / 72 for one in found]


@pytest.mark.parametrize("scale", layout.SCALES)
def test_ten_metres_are_ten_metres_to_a_tenth_of_a_millimetre(tmp_path, scale):
    made = write(park(), tmp_path / "p.pdf", paper="A1", scale=scale)
    assert made.scale == scale
    wanted = sorted([28_000 / scale, 15_000 / scale])
    sides = [sorted(np.hypot(*np.diff(ring[:3], axis=0).T)) for ring in rings(tmp_path / "p.pdf")]
    court = [side for side in sides if np.allclose(side, wanted, atol=0.1)]
    assert court
    box = pypdf.PdfReader(tmp_path / "p.pdf").pages[0].mediabox
    assert sorted(float(value) * 25.4 / 72 for value in (box.width, box.height)) == pytest.approx([594, 841], abs=0.05)


def test_crosses_stand_at_the_round_coordinates_they_name():
    plan = layout.plan(park(), catalogue.load(), "merced", paper="A1", scale=500)
    with i18n.speaking("en"):
        drawing = site_plan_map.draw(plan)
    east = [one for one in drawing.operations if isinstance(one, Text) and one.text.startswith("E ")]
    assert len(east) > 1
    for one in east:
        x, _ = drawing.view.to_map(one.x, 0.0)
        assert x == pytest.approx(float(one.text[2:].replace(",", "")), abs=0.001)


def test_it_says_what_an_architect_looks_for(tmp_path):
    project = replace(park(), fictional=True, organisation="GAD de prueba")
    write(project, tmp_path / "p.pdf", author="A. Vera", paper="A1", scale=500)
    said = words(tmp_path / "p.pdf")
    for part in (
        "28.00", "15.00", "2.00", "18.0", "LED lamp", "1.4", "width 2.00 m", "unheard_of", "por confirmar", "1:500 (A1)",
        "EPSG:32717 · WGS 84 / UTM zone 17S", "A. Vera", "GAD de prueba", "2026-11-25", "Fictional place.",
        "Sketch, no construction plan.", "Setting out", "Parque La Merced", "draft", "Coach programme",
    ):  # fmt: skip
        assert part in said, part


@pytest.mark.parametrize("paper", layout.PAPERS)
@pytest.mark.parametrize("orientation", layout.ORIENTATIONS)
def test_no_incident_is_in_it(tmp_path, paper, orientation):
    project = park()
    without = replace(project, layers=tuple(layer for layer in project.layers if layer.role is not Role.INCIDENTS))
    assert len(without.layers) < len(project.layers)
    for one, name in ((project, "a.pdf"), (without, "b.pdf")):
        write(one, tmp_path / name, paper=paper, orientation=orientation)
    assert (tmp_path / "a.pdf").read_bytes() == (tmp_path / "b.pdf").read_bytes()


def boxes(operations) -> list:
    found = []
    for one in operations:
        if isinstance(one, Text):
            wide = fonts.text_width(one.text, one.size, one.weight)
            assert one.anchor is Anchor.CENTRE
            found.append(turned_box(one.x, one.y, wide, one.size * fonts.CAP_HEIGHT, one.angle))
    return found


@pytest.mark.parametrize("seed", range(6))
def test_no_words_lie_over_others(seed):
    rng = np.random.default_rng(seed)
    lamps = [
        Intervention(id=f"l{i}", type="led_lamp", geometry=shapely.Point(factory.ORIGIN + rng.uniform(-60, 60, 2)))
        for i in range(25)
    ]
    courts = [
        Intervention(
            id=f"c{i}",
            type="multi_use_court",
            geometry=shapely.polygons(turned(COURT + np.array([40 * i - 60, -20]), rng.uniform(0, 180))),
        )
        for i in range(2)
    ]
    project = factory.project(proposals=(factory.proposal(interventions=(*lamps, *courts)),))
    plan = layout.plan(project, catalogue.load(), "merced", scale=500 + 250 * (seed % 2))
    found = boxes(site_plan_map.draw(plan).operations)
    assert len(found) > 30
    assert not any(a.intersects(b) for a, b in itertools.combinations(found, 2))


def test_what_does_not_fit_is_refused_with_what_would():
    far = Intervention(id="far", type="led_lamp", geometry=place(200, 0))
    project = factory.project(proposals=(factory.proposal(interventions=(*interventions(), far)),))
    with pytest.raises(AnalysisError) as caught:
        layout.plan(project, catalogue.load(), "merced", scale=200, orientation="landscape")
    assert caught.value.parameters["cure"] == 1000
    assert caught.value.parameters["cure_paper"] == "A3"
    far = replace(far, geometry=place(9000, 0))
    project = factory.project(proposals=(factory.proposal(interventions=(*interventions(), far)),))
    with pytest.raises(AnalysisError, match=r"no paper|ningún papel"):
        layout.plan(project, catalogue.load(), "merced", paper="A1")


def test_as_large_as_fits_is_the_largest_that_fits():
    found = catalogue.load()
    chosen = layout.plan(park(), found, "merced", paper="A3")
    for larger in [scale for scale in layout.SCALES if scale < chosen.scale]:
        again = layout.plan(park(), found, "merced", paper="A1")
        assert again.scale <= chosen.scale
        with_space = layout.subject(park(), "merced")[2]
        assert not any(layout._fits(layout.sheet("A3", way), with_space, larger) for way in layout.ORIENTATIONS)


def test_a_proposal_without_a_place_or_of_another_name_is_refused():
    empty = factory.project(proposals=(factory.proposal(interventions=(), space="none"),))
    with pytest.raises(AnalysisError):
        layout.plan(empty, catalogue.load(), "merced")
    with pytest.raises(EditError):
        layout.plan(empty, catalogue.load(), "other")


def test_hostile_words_and_a_long_table_go_to_more_sheets(tmp_path):
    many = tuple(
        Intervention(
            id=f"i{i}",
            type="furniture",
            geometry=place(i % 10, i // 10),
            note=f"{i} {HOSTILE}",
        )
        for i in range(60)
    )
    plan = factory.proposal(interventions=many, name=HOSTILE)
    project = factory.project(proposals=(plan,), name=HOSTILE, organisation=HOSTILE)
    for paper in layout.PAPERS:
        write(project, tmp_path / "p.pdf", paper=paper, author=HOSTILE)
        pages = pypdf.PdfReader(tmp_path / "p.pdf").pages
        assert len(pages) > 1
        assert f"1 / {len(pages)}" in " ".join(pages[0].extract_text().split())
        assert "2.00" not in pages[0].extract_text()


def test_both_languages_and_the_same_bytes_again(tmp_path):
    write(park(), tmp_path / "a.pdf", language="es")
    write(park(), tmp_path / "b.pdf", language="es")
    assert (tmp_path / "a.pdf").read_bytes() == (tmp_path / "b.pdf").read_bytes()
    assert str(pypdf.PdfReader(tmp_path / "a.pdf").root_object["/Lang"]) == "es"
    assert "Luminaria LED" in words(tmp_path / "a.pdf")


def test_a_folder_that_is_not_there_is_told(tmp_path):
    with pytest.raises(FileError):
        write(park(), tmp_path / "none" / "p.pdf")
