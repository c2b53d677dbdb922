"""`spaceplanner weights`: set, compare, take over, and what is refused leaves the file as it was."""

from __future__ import annotations

import json
from itertools import combinations
from typing import Any

import pytest

from spaceplanner.cli import main
from spaceplanner.domain.criteria import SCORE_CRITERIA
from spaceplanner.io import project_file
from tests.services import plaza

IDS = [item.id for item in SCORE_CRITERIA]


@pytest.fixture
def project(tmp_path, monkeypatch):
    monkeypatch.setenv("LC_ALL", "en_US.UTF-8")
    path = tmp_path / "p.gpkg"
    project_file.save(plaza.project(plaza.proposal(plaza.lamp())), path)
    return path


def asked(capsys: pytest.CaptureFixture[str], *words: object) -> Any:
    assert main.main(["weights", *map(str, words), "--json"]) == 0
    return json.loads(capsys.readouterr().out)


def test_weights_are_shown_as_shares_and_nothing_is_saved(project, capsys):
    before = project.read_bytes()
    assert main.main(["weights", str(project)]) == 0
    out = capsys.readouterr().out
    assert "Need" in out
    assert "22.0%" in out
    assert project.read_bytes() == before


def test_weights_that_are_set_are_saved_and_scaled(project, capsys):
    found = asked(capsys, project, "--set", "need=0.50", "--set", "people=0")
    assert sum(found["weights"].values()) == pytest.approx(1)
    assert found["given"]["need"] == 0.5
    assert found["weights"]["need"] == pytest.approx(0.5 / (1 - 0.22 - 0.10 + 0.5))
    saved = {item.id: item.weight for item in project_file.load(project).criteria}
    assert (saved["need"], saved["people"]) == (0.5, 0)


def test_a_weight_that_is_shown_as_another_is_explained(project, capsys):
    assert main.main(["weights", str(project), "--set", "need=0,5"]) == 0
    assert "The weights add up to 1.28 and are shown as shares of that" in capsys.readouterr().out
    assert main.main(["weights", str(project), "--set", "need=0.22"]) == 0
    assert "add up to" not in capsys.readouterr().out


def test_comparisons_that_agree_need_no_thinking_over(project, capsys):
    words = [f"{a}:{b}={2 if (a, b) == ('need', 'people') else 1}" for a, b in combinations(IDS, 2)]
    assert main.main(["weights", str(project), *(word for item in words for word in ("--compare", item))]) == 0
    out = capsys.readouterr().out
    assert "agree with each other" in out
    assert "Think over" not in out


def test_comparisons_are_kept_until_they_are_complete_then_give_weights(project, capsys):
    found = asked(capsys, project, "--compare", "need:people=3")
    assert found["weights"]["need"] == pytest.approx(0.22)
    assert len(found["missing"]) == 35
    assert found["consistency_ratio"] is None
    rest = [f"{a}:{b}=1" for a, b in combinations(IDS, 2) if (a, b) != ("need", "people")]
    found = asked(capsys, project, *(word for item in rest for word in ("--compare", item)), "--from-comparisons")
    assert found["missing"] == []
    assert found["consistent"]
    assert found["weights"] == pytest.approx(found["from_comparisons"])
    assert found["weights"]["need"] > found["weights"]["averted"] > found["weights"]["people"]
    assert len(project_file.load(project).comparisons) == 36


def test_the_comparison_to_mend_is_said(project, capsys):
    words = [f"{a}:{b}={'1/9' if (a, b) == ('need', 'people') else 2}" for a, b in combinations(IDS, 2)]
    options = [word for item in words for word in ("--compare", item)]
    assert main.main(["weights", str(project), *options]) == 0
    out = capsys.readouterr().out
    assert "contradict each other" in out
    assert "Think over people with need: 9 times is said" in out


@pytest.mark.parametrize(
    ("options", "said"),
    [
        (["--set", "nead=1"], "There is no criterion nead"),
        (["--set", "need=-1"], "must be 0 or more"),
        ([word for key in IDS for word in ("--set", f"{key}=0")], "one of them above 0"),
        (["--compare", "need:people=3", "--compare", "people:need=2"], "one must be 1 divided by the other"),
        (["--compare", "need:people=0"], "must be a number above 0"),
        (["--compare", "need:people=20"], "need is called 20 times as important as people: choose from 1/9 to 9"),
        (["--compare", "need:people=1/10"], "choose from 1/9 to 9"),
        (["--from-comparisons"], "Comparisons are missing: 36 of 36"),
    ],
)
def test_what_is_refused_is_one_sentence_and_changes_nothing(project, capsys, options, said):
    before = project.read_bytes()
    assert main.main(["weights", str(project), *options]) == 1
    out, err = capsys.readouterr()
    assert out == ""
    assert said in err
    assert len(err.strip().splitlines()) == 1
    assert project.read_bytes() == before


@pytest.mark.parametrize(
    "options", [["--set", "need"], ["--set", "need=x"], ["--compare", "need=3"], ["--compare", "need:people=1/0"]]
)
def test_what_cannot_be_read_is_wrong_usage(project, capsys, options):
    with pytest.raises(SystemExit) as caught:
        main.main(["weights", str(project), *options])
    assert caught.value.code == 2
    assert repr(options[1]) in capsys.readouterr().err
