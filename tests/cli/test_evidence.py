"""`spaceplanner evidence`, `catalogue` and `override`: what is known, who uses it, and what a project says instead."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from spaceplanner.cli import main
from spaceplanner.io import catalogue, project_file
from tests.services import plaza

OWN = ("--rate-ratio", "0.9", "--low", "0.8", "--high", "1", "--author", "Ana Loor", "--reason", "Encuesta de 2025")


@pytest.fixture
def project(tmp_path, monkeypatch):
    monkeypatch.setenv("LC_ALL", "en_US.UTF-8")
    path = tmp_path / "p.gpkg"
    project_file.save(plaza.project(plaza.proposal(plaza.programme("neighbourhood_committee"))), path)
    return str(path)


def test_the_ledger_is_a_table_with_its_nulls(project, capsys):
    assert main.main(["evidence"]) == 0
    lines = capsys.readouterr().out.splitlines()
    assert len(lines) == 1 + len(catalogue.load().evidence)
    row = {line.split()[0]: line for line in lines}
    assert row["lighting_dallas_null"].endswith("no detectable effect")
    assert "rate ratio 0.932 (0.894 to 0.973)" in row["greening_shootings"]
    assert "-58%: not turned into incidents" in row["greening_fear"].replace("−", "-")
    assert "[partly read in the source]" in row["watch_meta"]


def test_one_finding_is_told_in_full(project, capsys):
    assert main.main(["evidence", "watch_meta"]) == 0
    out = capsys.readouterr().out
    entry = catalogue.load().evidence["watch_meta"]
    for words in (entry.source, entry.note["en"], entry.setting["en"], entry.design["en"], "neighbourhood_committee"):
        assert words in out
    assert main.main(["evidence", "watch_meta", "--json"]) == 0
    found = json.loads(capsys.readouterr().out)
    assert found["used_by"] == ["neighbourhood_committee"]
    assert found["shown_beside"] == ["community_alarm"]
    assert found["override"] is None


def test_a_misspelt_finding_is_one_sentence_with_the_nearest(project, capsys):
    assert main.main(["evidence", "watch_metta"]) == 1
    assert "watch_meta" in capsys.readouterr().err


def test_the_catalogue_has_costs_life_and_evidence(project, capsys):
    assert main.main(["catalogue", "--json"]) == 0
    found = json.loads(capsys.readouterr().out)
    lamp = next(kind for kind in found["types"] if kind["id"] == "led_lamp")
    assert lamp["cost"] == {"low": 1400, "likely": 1850, "high": 2600}
    assert lamp["effects"][0]["evidence"] == "lighting_philadelphia"
    assert found["price_year"] == 2026
    assert main.main(["catalogue"]) == 0
    out = capsys.readouterr().out
    assert "1,850 (1,400 to 2,600)" in out
    assert "Costs in USD of 2026" in out


def test_an_override_is_kept_shown_and_removed(project, capsys):
    assert main.main(["override", project, "watch_meta", *OWN]) == 0
    assert "Ana Loor" in capsys.readouterr().out
    assert project_file.load(Path(project)).overrides[0].rate_ratio == 0.9
    for words in (
        ["score", project],
        ["evidence", "--project", project],
        ["evidence", "watch_meta", "--project", project],
    ):
        assert main.main(words) == 0
        out = capsys.readouterr().out
        assert "Ana Loor" in out
        assert "Encuesta de 2025" in out
        assert "0.90 (0.80 to 1.00)" in out
    assert main.main(["evidence", "watch_meta", "--project", project, "--json"]) == 0
    found = json.loads(capsys.readouterr().out)
    assert found["override"]["ledger"]["rate_ratio"] == 0.84
    assert main.main(["override", project, "watch_meta", "--remove"]) == 0
    assert project_file.load(Path(project)).overrides == ()
    capsys.readouterr()
    assert main.main(["override", project, "watch_meta", "--remove"]) == 1
    assert "does not override" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (["watch_meta", "--rate-ratio", "0.9"], "--low, --high, --author, --reason"),
        (["watch_metta", *OWN], "watch_meta"),
        (["watch_meta", *OWN, "--rate-ratio", "0"], "rate_ratio: must be a number above 0"),
        (["watch_meta", *OWN, "--low", "0.95"], "low: must be at most the rate ratio"),
        (["watch_meta", *OWN, "--author", " "], "author: must not be empty"),
    ],
)
def test_an_override_that_cannot_be_used_changes_nothing(project, capsys, words, told):
    assert main.main(["override", project, *words]) == 1
    err = capsys.readouterr().err
    assert told in err
    assert len(err.strip().splitlines()) == 1
    assert project_file.load(Path(project)).overrides == ()
