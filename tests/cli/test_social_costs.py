"""`spaceplanner social-costs`: none by default; each with its year and its source."""

from __future__ import annotations

import json

import pytest

from spaceplanner.cli import main
from spaceplanner.io import project_file
from tests.services import plaza

SET = ("--set", "property=1200.5", "--set", "violent=30000", "--year", "2024", "--source", "Estudio X")


@pytest.fixture
def project(tmp_path, monkeypatch):
    monkeypatch.setenv("LC_ALL", "en_US.UTF-8")
    path = tmp_path / "p.gpkg"
    project_file.save(plaza.project(plaza.proposal(plaza.lamp())), path)
    return path


def test_empty_by_default_and_says_what_that_means(project, capsys):
    assert main.main(["social-costs", str(project)]) == 0
    assert "No amount is assumed" in capsys.readouterr().out


def test_set_replaces_by_outcome_and_clear_takes_all_away(project, capsys):
    assert main.main(["social-costs", str(project), *SET]) == 0
    assert "incidents against property: USD 1,200 each, prices of 2024. Source: Estudio X" in capsys.readouterr().out
    again = ("--set", "property=9", "--year", "2025", "--source", "Y")
    assert main.main(["social-costs", str(project), *again, "--json"]) == 0
    found = json.loads(capsys.readouterr().out)
    assert found["currency"] == "USD"
    assert [(item["outcome"], item["amount"], item["price_year"]) for item in found["social_costs"]] == [
        ("property", 9, 2025),
        ("violent", 30_000, 2024),
    ]
    assert [item.outcome for item in project_file.load(project).social_costs] == ["property", "violent"]
    assert main.main(["social-costs", str(project), "--clear"]) == 0
    assert project_file.load(project).social_costs == ()


@pytest.mark.parametrize(
    ("words", "says"),
    [
        (("--set", "property=5"), "--year and --source"),
        (("--set", "property=5", "--year", "2024"), "--year and --source"),
        (("--set", "property", "--year", "2024", "--source", "x"), "no outcome and amount"),
        (("--set", "noise=5", "--year", "2024", "--source", "x"), "no outcome noise"),
        (("--set", "property=-5", "--year", "2024", "--source", "x"), "above 0"),
        (("--set", "property=nan", "--year", "2024", "--source", "x"), "above 0"),
        (("--set", "property=5", "--year", "24", "--source", "x"), "price year"),
    ],
)
def test_what_cannot_be_used_is_refused_and_nothing_is_saved(project, capsys, words, says):
    assert main.main(["social-costs", str(project), *words]) == 1
    err = capsys.readouterr().err
    assert says in err
    assert len(err.strip().splitlines()) == 1
    assert project_file.load(project).social_costs == ()


def test_the_score_tells_the_money_side(project, capsys):
    assert main.main(["score", str(project), "--json"]) == 0
    (item,) = json.loads(capsys.readouterr().out)["proposals"]
    assert set(item["eac"]) == {"p05", "p25", "median", "p75", "p95"}
    assert item["npv"] is None
    assert item["appraisal"]["missing"]["npv"] == "no_social_cost"
    assert item["assets"][0]["type"] == "led_lamp"
    assert item["stack"] == {"lines": [], "own": 0, "gap": pytest.approx(item["cost"]["likely"]), "leverage": None}
    assert main.main(["score", str(project)]) == 0
    out = capsys.readouterr().out
    assert "Over 10 years at 12%, in prices of 2026" in out
    assert "LED lamps: owner nobody yet" in out
    assert "None is assumed." in out
