"""`spaceplanner plan`: a sheet to scale, or one sentence that says what would do."""

from __future__ import annotations

import pypdf
import pytest
from ezdxf.filemanagement import readfile

from spaceplanner.cli import main
from spaceplanner.io import project_file
from tests.services import plaza


@pytest.fixture
def project(tmp_path, monkeypatch):
    monkeypatch.setenv("LC_ALL", "en_US.UTF-8")
    path = tmp_path / "p.gpkg"
    plan = plaza.proposal(plaza.lamp(), plaza.alarm(), plaza.programme("neighbourhood_committee"), key="together")
    project_file.save(plaza.project(plan), path)
    return path


def test_it_writes_the_plan_and_says_where(project, tmp_path, capsys):
    out = tmp_path / "plan.pdf"
    options = ["--paper", "A1", "--orientation", "portrait", "--scale", "250", "--drawn-by", "A. Vera", "--lang", "es"]
    assert main.main(["plan", str(project), "--proposal", "together", "--out", str(out), *options]) == 0
    assert capsys.readouterr() == (f"{out}\n", "")
    (page,) = pypdf.PdfReader(out).pages
    said = " ".join(page.extract_text().split())
    assert page.mediabox.height > page.mediabox.width
    assert "1:250 (A1)" in said
    assert "A. Vera" in said
    assert "Luminaria LED" in said


def test_the_ending_asks_for_the_drawing(project, tmp_path, capsys):
    out = tmp_path / "plan.DXF"
    assert main.main(["plan", str(project), "--proposal", "together", "--out", str(out)]) == 0
    assert capsys.readouterr() == (f"{out}\n", "")
    assert [one.dxf.layer for one in readfile(out).modelspace().query("INSERT")].count("PROP_LED_LAMP") == 1


@pytest.mark.parametrize(
    "case",
    [
        ("other", "plan.pdf", "together"),
        ("together", "plan.doc", ".pdf"),
        ("together", "p.gpkg", ""),
        ("together", "none/plan.pdf", "none"),
    ],
)
def test_what_cannot_be_done_is_one_sentence_and_leaves_nothing(project, tmp_path, capsys, case):
    proposal, name, told = case
    before = project.read_bytes()
    assert main.main(["plan", str(project), "--proposal", proposal, "--out", str(tmp_path / name)]) == 1
    out, err = capsys.readouterr()
    assert out == ""
    assert err.startswith("spaceplanner: ")
    assert told in err
    assert err.count("\n") == 1
    assert project.read_bytes() == before
    assert sorted(path.name for path in tmp_path.iterdir()) == ["p.gpkg"]
