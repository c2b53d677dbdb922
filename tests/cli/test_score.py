"""`spaceplanner score`: JSON that adds up, and the same in words."""

from __future__ import annotations

import json
from dataclasses import replace

import pytest

from spaceplanner.cli import main
from spaceplanner.domain.layer import Role
from spaceplanner.io import project_file
from tests.services import plaza


@pytest.fixture
def project(tmp_path, monkeypatch):
    monkeypatch.setenv("LC_ALL", "en_US.UTF-8")
    path = tmp_path / "p.gpkg"
    committee = plaza.programme("neighbourhood_committee")
    project_file.save(
        plaza.project(
            plaza.proposal(plaza.alarm(), key="alarm only\x1b[2J"),
            plaza.proposal(plaza.lamp(), plaza.alarm(), committee, key="together", maintainer="EP"),
        ),
        path,
    )
    return path


def test_json_adds_up_and_is_marked_exact(project, capsys):
    assert main.main(["score", str(project), "--json"]) == 0
    out, err = capsys.readouterr()
    assert err == ""
    found = json.loads(out)
    assert found["values"] == "exact"
    assert [item["rank"] for item in found["proposals"]] == [2, 1]
    for item in found["proposals"]:
        assert sum(part["points"] for part in item["criteria"]) == pytest.approx(item["score"], abs=1e-9)
        assert {"id", "weight", "value", "points"} <= set(item["criteria"][0])


def test_json_tells_intervals_and_what_could_be_shown_afterwards(project, capsys):
    assert main.main(["score", str(project), "--json"]) == 0
    for item in json.loads(capsys.readouterr().out)["proposals"]:
        assert item["interval"] == {"low": item["averted"]["p05"], "high": item["averted"]["p95"]}
        assert item["rank_interval"] == {"low": item["standing"]["low"], "high": item["standing"]["high"]}
        assert {"detectable_effect", "proof"} <= set(item)
        assert {"controls", "ring", "yearly", "expected", "pooled", "reason"} <= set(item["proof"])


def test_words_say_what_is_credited_and_what_is_not(project, capsys):
    assert main.main(["score", str(project)]) == 0
    out = capsys.readouterr().out
    assert out.startswith("1. together: ")
    assert "\x1b" not in out
    assert "it can act on 100 of 100 recorded in " in out
    assert " at the start; " in out
    assert out.count(" a year; upkeep and programmes ") == 2  # what it costs a year is told once
    assert "It may have no effect." in out
    assert "Not credited: no study gives a rate for it" in out
    assert "A community alarm alone averts no incident" in out
    assert "█" in out


def test_swings_are_called_documented_points_where_data_are_missing_and_such_criteria_do_not_swing(project, capsys):
    whole = project_file.load(project)
    layers = tuple(layer for layer in whole.layers if layer.role is not Role.RESIDENTS)
    project_file.save(replace(whole, layers=layers), project)
    assert main.main(["score", str(project), "--json"]) == 0
    items = json.loads(capsys.readouterr().out)["proposals"]
    for item in items:
        missing = {f"weight:{part['id']}" for part in item["criteria"] if part["value"] is None}
        assert missing
        assert item["score"] > item["score_floor"] + 1
        assert not missing & {swing["input"] for swing in item["standing"]["swings"]}
    assert main.main(["score", str(project)]) == 0
    out = capsys.readouterr().out
    for item in items:
        said = f"What moves most its {item['score_floor']:.1f} documented points, by which it is ranked:"
        assert said in out


def test_topsis_is_named_with_its_closeness_even_where_it_changes_no_rank(project, capsys):
    assert main.main(["score", str(project), "--any-weights"]) == 0
    plain = capsys.readouterr().out
    assert main.main(["score", str(project), "--any-weights", "--method", "topsis"]) == 0
    out = capsys.readouterr().out
    assert "closeness" not in plain
    assert out.count("By TOPSIS it has rank") == 2
    assert "closeness 0." in out


@pytest.mark.parametrize("given", ["99999999", "100001", "0", "1.5", "many"])
def test_draws_that_would_never_end_are_refused(project, capsys, given):
    with pytest.raises(SystemExit) as left:
        main.main(["score", str(project), "--draws", given])
    assert left.value.code == 2
    assert f"{given} is no number of draws: choose from 1 to 100,000" in capsys.readouterr().err


def test_no_proposals_is_said(tmp_path, monkeypatch, capsys):
    monkeypatch.setenv("LC_ALL", "en_US.UTF-8")
    project_file.save(plaza.project(), tmp_path / "p.gpkg")
    assert main.main(["score", str(tmp_path / "p.gpkg")]) == 0
    assert "no proposals yet" in capsys.readouterr().out


def test_a_missing_project_is_one_sentence(tmp_path, monkeypatch, capsys):
    monkeypatch.setenv("LC_ALL", "en_US.UTF-8")
    assert main.main(["score", str(tmp_path / "none.gpkg")]) == 1
    assert len(capsys.readouterr().err.strip().splitlines()) == 1


def test_json_tells_how_sure_the_ranks_are(project, capsys):
    assert main.main(["score", str(project), "--json"]) == 0
    found = json.loads(capsys.readouterr().out)
    assert found["method"]["ranking"] == "weighted-sum"
    assert set(found["agreement"]) >= {"tau", "rho", "meaning"}
    assert found["ranking"]["draws"] == 10_000
    for item in found["proposals"]:
        assert sum(item["acceptability"]) == pytest.approx(1)
        assert item["standing"]["first"] == item["acceptability"][0]
        assert item["standing"]["low"] <= item["standing"]["high"]
        assert item["method"] == "weighted-sum"
        assert {"input", "low", "high", "score_low", "rank_high"} <= set(item["standing"]["swings"][0])


def test_the_other_method_ranks_by_closeness(project, capsys):
    assert main.main(["score", str(project), "--method", "topsis", "--json"]) == 0
    found = json.loads(capsys.readouterr().out)
    assert found["method"]["ranking"] == "topsis"
    by_closeness = sorted(found["proposals"], key=lambda item: -item["standing"]["closeness"])
    assert [item["rank"] for item in by_closeness] == [1, 2]
    with pytest.raises(SystemExit):
        main.main(["score", str(project), "--method", "guess"])


def test_words_say_how_sure_the_rank_is_and_what_moves_it(project, capsys):
    assert main.main(["score", str(project), "--any-weights"]) == 0
    out = capsys.readouterr().out
    assert "   Rank 1; 1 in 90% of cases or more; first in 100%." in out
    assert out.count("   ~ ") == 6
    assert "~ effect, 0 to " in out
    assert "It is first with none of the weights that were tried." in out
    assert "Kendall's tau 1.00" in out
    assert "Ranks are judged over all possible weights." in out


def test_the_outlook_is_told_with_its_intervals(project, capsys):
    assert main.main(["score", str(project), "--draws", "2000", "--seed", "5"]) == 0
    out = capsys.readouterr().out
    assert "property incidents" in out
    assert "by night" in out
    assert "were counted" in out
    assert "Intervals of 2,000 draws with the seed 5." in out
    assert project_file.load(project).settings.draws == 4000


def test_the_same_seed_prints_the_same_bytes_and_another_does_not(project, capsys):
    def printed(seed: str) -> str:
        assert main.main(["score", str(project), "--draws", "2000", "--seed", seed, "--json"]) == 0
        return str(capsys.readouterr().out)

    assert printed("5") == printed("5")
    one, two = (json.loads(printed(seed))["proposals"][1]["averted"] for seed in ("5", "6"))
    assert one != two
    assert one["median"] == pytest.approx(two["median"], rel=0.1)


def test_too_few_draws_are_refused(project, capsys):
    assert main.main(["score", str(project), "--draws", "10"]) == 1
    assert "draws" in capsys.readouterr().err


def test_what_is_lacking_in_another_currency_is_not_said(tmp_path, monkeypatch, capsys):
    monkeypatch.setenv("LC_ALL", "en_US.UTF-8")
    path = tmp_path / "p.gpkg"
    funded = plaza.funded(plaza.proposal(plaza.lamp()), own=500, pledged=100)
    project_file.save(replace(plaza.project(funded), currency="EUR"), path)
    assert main.main(["score", str(path)]) == 0
    out = capsys.readouterr().out.replace("\u00a0", " ")
    assert "no data are lacking" not in out
    assert "what is lacking is unknown" in out
    assert "own part EUR 500" in out
    assert main.main(["score", str(path), "--json"]) == 0
    (found,) = json.loads(capsys.readouterr().out)["proposals"]
    assert (found["funding"]["gap"], found["stack"]["gap"], found["stack"]["leverage"]) == (None, None, None)
    assert found["sponsor"]["leverage"] is None
