from __future__ import annotations

import json
from typing import Any

import pytest

from spaceplanner.cli.main import main
from spaceplanner.io import project_file
from tests.services import cities

YEARS = ("--from", "2024-01-01", "--to", "2024-12-30", "--compare-from", "2023-01-01", "--compare-to", "2023-12-31")


@pytest.fixture(scope="module")
def city(tmp_path_factory):
    path = tmp_path_factory.mktemp("city") / "ciudad.gpkg"
    project_file.save(cities.made_city(), path)
    return path


@pytest.fixture(autouse=True)
def _speak_english(monkeypatch):
    monkeypatch.setenv("LC_ALL", "en_GB.UTF-8")


def run(capsys: pytest.CaptureFixture[str], *words: object) -> tuple[int, str, str]:
    code = main(["when", *map(str, words)])
    return code, *capsys.readouterr()


def document(capsys: pytest.CaptureFixture[str], *words: object) -> Any:
    code, out, _ = run(capsys, *words, "--json")
    assert code == 0
    return json.loads(out)


def test_json_holds_exact_figures_that_agree(capsys, city):
    found = document(capsys, city)
    assert (found["values"], found["incidents"]) == ("exact", 1500)
    assert sum(map(sum, found["hours"])) == sum(found["weekdays"]) == sum(found["phases"].values()) == 1500
    assert sum(month["incidents"] for month in found["months"]) == 1500
    assert [month["whole"] for month in found["months"]] == [True] * 23 + [False]
    low, high = found["trend"]["interval_90"]
    assert low < found["trend"]["change_per_year"] < high
    assert found["kept_out_of_hours"] == {"day": 0, "month": 0, "year": 0, "undated": 0}
    assert (found["comparison"], found["near_repeat"], found["space"]) == (None, None, None)
    assert sum(part["share"] for part in found["published"]) == pytest.approx(1, abs=0.15)


def test_a_space_and_its_distance(capsys, city):
    near, wide = document(capsys, city, "--space", "s03"), document(capsys, city, "--space", "s03", "--distance", 400)
    assert near["space"]["id"] == "s03"
    assert (near["distance_m"], wide["distance_m"]) == (100, 400)
    assert 0 < near["incidents"] < wide["incidents"] < 1500


def test_two_periods_are_compared_for_all_and_by_space(capsys, city):
    found = document(capsys, city, *YEARS)["comparison"]
    whole = found["overall"]
    assert whole["before"] + whole["after"] == 1500
    assert whole["ratio_interval_90"][0] < whole["ratio"] < whole["ratio_interval_90"][1]
    assert (whole["p_adjusted"], whole["missing"]) == (None, None)
    assert len(found["spaces"]) == 24


def test_near_repeats(capsys, city):
    found = document(capsys, city, "--near-repeat")["near_repeat"]
    assert len(found["observed"]) == len(found["distances_m"]) + 1 == 5
    assert found["ratio"][0] == [None] * 4
    assert all(0.01 <= p <= 1 for row in found["p"] for p in row)


def test_the_tables_are_aligned(capsys, city):
    code, out, err = run(capsys, city, *YEARS, "--near-repeat")
    lines = out.splitlines()
    assert code == 0
    assert lines[0] == "the whole project: 786 incidents, 2024-01-01 to 2024-12-30"
    table = lines[2:11]
    assert len({len(line) for line in table}) == 1
    assert table[-1].split()[-1] == "786"
    assert any(line.startswith("Within these 12 months:") for line in lines)
    assert "The 15 of 24 spaces that changed most clearly; --json gives all." in lines
    assert "take incidents for independent" in err


def test_dates_without_hours_are_said_not_drawn(capsys, tmp_path):
    project = cities.made_city()
    layer = project.layers[1]
    days = cities.incidents(layer.geometry, layer.table.column("when").to_numpy(), "day")
    path = tmp_path / "t.gpkg"
    project_file.save(cities.project(days), path)
    code, out, err = run(capsys, path)
    assert code == 0
    assert "No incident has an hour" in err
    assert "hour" not in out
    assert "by night" not in out
    assert document(capsys, path)["hours"] is None


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("--compare-from", "2023-01-01"), "give four days"),
        (("--space", "nowhere"), "There is no space nowhere"),
        (("--from", "2024-05-01", "--to", "2024-04-01"), "exchange the dates"),
        (("--from", "2030-01-01"), "The record goes from 2023-01-01"),
    ],
)
def test_failures_are_one_sentence(capsys, city, words, said):
    code, out, err = run(capsys, city, *words)
    assert (code, out) == (1, "")
    assert said in err
    assert "Traceback" not in err


def test_what_is_no_date_is_wrong_usage(capsys, city):
    with pytest.raises(SystemExit) as stop:
        run(capsys, city, "--from", "yesterday")
    assert stop.value.code == 2


def test_a_distance_without_a_space_is_not_ignored(capsys, city):
    code, _, err = run(capsys, city, "--distance", "0")
    assert (code, "--space" in err) == (1, True)


def test_night_is_the_diagnosis_night(capsys, city):
    found = document(capsys, city)
    phases = found["phases"]
    assert found["night_share"] == (phases["twilight"] + phases["night"]) / sum(phases.values())
    _, out, _ = run(capsys, city)
    assert f"from sunset to sunrise {phases['twilight'] + phases['night']:,} (" in out


def test_under_two_years_a_season_is_not_called_a_trend(capsys, city):
    _, short, _ = run(capsys, city, *YEARS[:4])
    assert "a season can look like a trend" in short
    _, whole, _ = run(capsys, city)
    assert "a season" not in whole
