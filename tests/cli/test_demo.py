"""`spaceplanner demo`: from the sample's files to a project, nine briefs and a web map."""

from __future__ import annotations

import shutil
from typing import TYPE_CHECKING

import pytest
from pypdf import PdfReader

from spaceplanner import i18n
from spaceplanner.cli.main import main
from spaceplanner.domain import edits
from spaceplanner.domain.layer import Role
from spaceplanner.io import catalogue, project_file
from spaceplanner.services import demo
from spaceplanner.services.evaluation import Evaluator

if TYPE_CHECKING:
    from pathlib import Path

    from spaceplanner.domain.project import Project


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    out = tmp_path_factory.mktemp("demo") / "new" / "folder"
    assert main(["demo", "--out", str(out), "--lang", "es"]) == 0
    return out


@pytest.fixture(scope="module")
def city(made: Path) -> Project:
    return project_file.load(made / "puerto-alborada.gpkg")


def test_it_leaves_a_project_nine_briefs_and_a_web_map(made: Path):
    assert len(list(made.glob("*.gpkg"))) == 1
    assert len(list(made.glob("*.html"))) == 1
    assert len(list(made.glob("*.pdf"))) == 9
    assert not [path for path in made.iterdir() if path.suffix not in {".gpkg", ".html", ".pdf"}]


def test_every_row_is_used_or_counted(city: Project):
    sources = {layer.role: layer.source for layer in city.layers}
    assert len(sources) == len(demo.SOURCES)
    for source in sources.values():
        assert source.read == source.used + sum(one.count for one in source.rejected)
    incidents = sources[Role.INCIDENTS]
    assert (incidents.read, incidents.used) == (20_148, 19_847)
    assert {one.reason: one.count for one in incidents.rejected} == {"missing": 192, "zero_coordinates": 109}


def test_every_field_is_found_without_help(city: Project):
    mapped = {layer.role: layer.source.mapping for layer in city.layers}
    assert mapped[Role.INCIDENTS]["when"] == "FECHA_INFRACCION+HORA_INFRACCION"
    assert mapped[Role.INCIDENTS]["category"] == "DELITO"
    assert mapped[Role.LAMPS].keys() >= {"working", "power_w", "lumens", "height_m"}
    assert mapped[Role.ALARMS].keys() >= {"level_db", "working"}
    assert mapped[Role.SPACES].keys() >= {"id", "name", "kind", "condition"}
    assert mapped[Role.RESIDENTS].keys() >= {"people"}
    dark = city.by_role(Role.LAMPS)[0].table.column("working").to_pylist().count(False)
    assert dark == 618


def test_the_place_is_told_by_the_files(city: Project):
    assert city.crs == "EPSG:32717"
    assert city.timezone == "America/Guayaquil"
    assert city.fictional


def test_every_measure_has_data(city: Project):
    result = Evaluator(catalogue.load()).evaluate(city)
    for space in result.diagnosis.spaces:
        missing = {key: figure.reason for key, figure in space.figures.items() if figure.exact is None}
        # Not every space was audited; small squares have no path of their own, and full darkness has no uniformity.
        audited = {key for key in space.figures if key.startswith(("audit_", "condition_"))}
        known = {"paths_below_share": "no_paths", "illuminance_uniformity": "no_light"}
        assert missing.items() <= (known | dict.fromkeys(audited, "no_audit")).items()
    assert result.diagnosis.period is not None
    assert (result.diagnosis.period.first, result.diagnosis.period.last) == ("2023-11-01", "2026-10-31")


def test_the_sound_packages_score_above_the_weak_ones(city: Project):
    result = Evaluator(catalogue.load()).evaluate(city)
    rank = {item.id: item.rank for item in result.proposals}
    assert rank["la-merced-iluminada"] < rank["luz-para-el-estero"] < rank["alarma-3-de-noviembre"]
    alone = result.proposal("alarma-3-de-noviembre")
    assert alone is not None
    assert alone.averted.exact == 0
    assert alone.may_have_no_effect
    package = result.proposal("la-merced-iluminada")
    assert package is not None
    assert package.funding.gap
    before, after = (figures["lit_share"].exact for figures in (package.before, package.after))
    assert before is not None
    assert after is not None
    assert after > before + 0.4


def test_everything_says_that_the_city_is_fictional(made: Path):
    assert "fictici" in (made / "puerto-alborada.html").read_text(encoding="utf-8").lower()
    for path in made.glob("*.pdf"):
        # The first page of each brief; ligatures and hyphens of a PDF's text are not what is tested.
        assert "fict" in PdfReader(path).pages[0].extract_text().lower(), path.name


def test_it_works_again_over_its_own_folder_and_in_english(made: Path, capsys: pytest.CaptureFixture[str]):
    assert main(["demo", "--out", str(made), "--lang", "en"]) == 0
    told = capsys.readouterr().out
    assert str(made.resolve() / "puerto-alborada.gpkg") in told
    assert "seconds" in told
    assert project_file.load(made / "puerto-alborada.gpkg").name == "Puerto Alborada (fictional city)"
    assert len(list(made.glob("*.pdf"))) == 9


def test_a_folder_that_cannot_be_made_is_one_sentence(tmp_path: Path, capsys: pytest.CaptureFixture[str]):
    (tmp_path / "taken").write_text("a file")
    assert main(["demo", "--out", str(tmp_path / "taken" / "below"), "--lang", "en"]) == 1
    told = capsys.readouterr()
    assert told.out == ""
    assert "--out" in told.err
    assert len(told.err.strip().splitlines()) == 1


def test_the_language_is_the_systems_unless_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setenv("LC_ALL", "en_US.UTF-8")
    (tmp_path / "taken").write_text("a file")
    main(["demo", "--out", str(tmp_path / "taken" / "below")])
    assert i18n.language() == "en"


@pytest.mark.parametrize("source", [source for source in demo.SOURCES if source.role is not Role.CONTEXT])
def test_inspect_guesses_what_each_file_is(source: demo.Source):
    from spaceplanner.io.inspecting import inspect

    layers = inspect(demo.folder() / source.file).layers
    if source.layer:
        layers = tuple(layer for layer in layers if layer.name == source.layer)
    assert [layer.guessed_role for layer in layers if layer.kind is not None] == [source.role]


def test_a_city_somebody_has_worked_on_is_kept(made: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]):
    out = tmp_path / "demo"
    shutil.copytree(made, out)
    path = out / "puerto-alborada.gpkg"
    worked = project_file.load(path)
    worked = edits.remove_proposal(worked.proposals[0].id)(worked)
    project_file.save(worked, path)
    assert main(["demo", "--out", str(out), "--lang", "en"]) == 0
    assert "puerto-alborada-2.gpkg" in capsys.readouterr().out
    assert len(project_file.load(out / "puerto-alborada-2.gpkg").proposals) == len(worked.proposals)
    assert len(project_file.load(path).proposals) == len(worked.proposals) + 1
    assert main(["demo", "--out", str(out), "--lang", "en"]) == 0
    assert sorted(file.name for file in out.glob("*.gpkg")) == ["puerto-alborada-2.gpkg", "puerto-alborada.gpkg"]
