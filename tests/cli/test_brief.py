"""`spaceplanner brief`: one PDF a proposal, or one sentence."""

from __future__ import annotations

from pathlib import Path

import pypdf
import pytest

from spaceplanner.cli import main
from spaceplanner.io import project_file
from tests.services import plaza


@pytest.fixture
def project(tmp_path, monkeypatch):
    monkeypatch.setenv("LC_ALL", "en_US.UTF-8")
    path = tmp_path / "p.gpkg"
    committee = plaza.programme("neighbourhood_committee")
    plans = (
        plaza.proposal(plaza.alarm(), key="alarm-only"),
        plaza.proposal(plaza.lamp(), plaza.alarm(), committee, key="together", maintainer="EP"),
    )
    project_file.save(plaza.project(*plans), path)
    return path


def test_every_proposal_gets_a_brief_and_its_path_is_printed(project, tmp_path, capsys):
    assert main.main(["brief", str(project), "--out", str(tmp_path / "out"), "--lang", "es"]) == 0
    out, err = capsys.readouterr()
    assert err == ""
    paths = [Path(line) for line in out.splitlines()]
    assert [path.name for path in paths] == ["alarm-only.pdf", "together.pdf"]
    for path in paths:
        reader = pypdf.PdfReader(path)
        assert reader.trailer["/Root"]["/Lang"] == "es"  # type: ignore[index]
        assert len(reader.pages) in {2, 3, 4}


def test_one_proposal_can_be_chosen_and_printed_with_exact_values(project, tmp_path, capsys):
    arguments = ["brief", str(project), "--out", str(tmp_path), "--proposal", "together", "--internal"]
    assert main.main(arguments) == 0
    assert capsys.readouterr().out.strip() == str(tmp_path / "together-internal.pdf")
    assert sorted(path.name for path in tmp_path.glob("*.pdf")) == ["together-internal.pdf"]


def test_an_unknown_proposal_is_refused_with_those_there_are(project, tmp_path, capsys):
    assert main.main(["brief", str(project), "--out", str(tmp_path), "--proposal", "none"]) == 1
    assert "The project has no proposal none. It has: alarm-only, together." in capsys.readouterr().err
    assert not list(tmp_path.glob("*.pdf"))


def test_a_project_without_proposals_is_told_what_to_do(tmp_path, capsys):
    path = tmp_path / "empty.gpkg"
    project_file.save(plaza.project(), path)
    assert main.main(["brief", str(path), "--out", str(tmp_path)]) == 1
    assert "Add one with" in capsys.readouterr().err
