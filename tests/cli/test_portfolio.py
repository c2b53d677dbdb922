"""`spaceplanner portfolio`: a table, JSON that nothing spoils, a plan file that is read strictly, and a plan kept."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from dataclasses import replace

import pytest

from spaceplanner.cli import main
from spaceplanner.cli.hushed import hushed
from spaceplanner.domain.partner import Partner
from spaceplanner.domain.plan import Plan, Window
from spaceplanner.io import project_file
from tests.services import plaza
from tests.services.test_portfolio import furniture, lamps, project


@pytest.fixture
def path(tmp_path, monkeypatch):
    monkeypatch.setenv("LC_ALL", "en_US.UTF-8")
    made = project(
        lamps(3, "north", 1500), lamps(2, "south\x1b[2J", 1200, 5), furniture("seats", 900), plan=Plan(), districts=True
    )
    made = replace(made, partners=(Partner(id="bank", name="Bank", cash=100.0),))
    where = tmp_path / "p.gpkg"
    project_file.save(made, where)
    return where


def run(*words: object) -> int:
    return main.main(["portfolio", *map(str, words)])


def test_the_table_says_all(path, capsys):
    assert run(path, "--budget", 3000, 1000, "--frontier") == 0
    out = capsys.readouterr().out
    assert "\x1b" not in out
    for words in (
        "proposals: ",
        "Lamps south",
        "paid by: ",
        "not chosen",
        "of cases",
        "The next USD 5,000",
        "█",
        "Bank",
    ):
        assert words in out


def test_json_is_all_that_a_process_prints(path):
    words = [sys.executable, "-m", "spaceplanner", "portfolio", str(path), "--budget", "9000", "--json", "--frontier"]
    done = subprocess.run(words, capture_output=True, env={**os.environ, "LC_ALL": "es_EC.UTF-8"}, check=False)
    assert done.returncode == 0, done.stderr
    found = json.loads(done.stdout)
    assert {"chosen", "unfunded", "funders", "frontier", "next_step", "interval", "notes", "draws"} <= set(found)
    assert found["benefit"] == pytest.approx(sum(item["benefit"] for item in found["chosen"]))
    assert [one["partner"] for one in found["funders"]] == ["bank", None]


def test_what_a_library_prints_past_python_is_dropped():
    code = (
        "import ctypes, os\n"
        "from spaceplanner.cli.hushed import hushed\n"
        "print('before')\n"
        "with hushed():\n"
        "    os.write(1, b'stray\\n')\n"
        "    ctypes.CDLL(None).puts(b'held back by C')\n"
        "print('after')\n"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, check=True)
    assert done.stdout.split() == [b"before", b"after"]


def test_hushed_gives_the_output_back_after_a_failure(capfd):
    def fails() -> None:
        with hushed():
            os.write(1, b"nothing of this")
            raise ValueError("x")

    with pytest.raises(ValueError, match="x"):
        fails()
    os.write(1, b"heard")
    assert capfd.readouterr().out == "heard"


def test_a_conflict_is_told_with_what_to_relax(path, tmp_path, capsys):
    plan = tmp_path / "plan.toml"
    plan.write_text('budgets = [50]\nmusts = ["north"]\n')
    assert run(path, "--constraints", plan, "--json") == 1
    out, err = capsys.readouterr()
    assert json.loads(out)["conflict"]["clashes"]
    assert "“Lamps north” must be chosen" in err
    assert "raise it in one of the years" in err


def test_a_plan_file_is_kept_as_the_plan(path, tmp_path, capsys):
    plan = tmp_path / "plan.toml"
    plan.write_text(
        """
        currency = "USD"
        budgets = [3000, 4000.5]
        nevers = ["seats"]
        most = 2
        [[windows]]
        proposal = "north"
        earliest = 2
        [[floors]]
        district = "Norte"
        least = 1
        [[requirements]]
        proposal = "north"
        one_of = ["seats", "south\\u001b[2J"]
        [[partners]]
        id = "bank"
        in_kind = 700
        """
    )
    assert run(path, "--constraints", plan, "--save") == 0
    kept = project_file.load(path)
    assert kept.plan.budgets == (3000.0, 4000.5)
    assert kept.plan.windows == (Window(proposal="north", earliest=2),)
    assert (kept.partners[0].cash, kept.partners[0].in_kind) == (100.0, 700.0)
    capsys.readouterr()
    assert run(path, "--json") == 0
    assert json.loads(capsys.readouterr().out)["years"] == 2


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("mst = 3", "“mst” is unknown here; the nearest are most, musts"),
        ("[[windows]]\nproposal = 'north'\nearlyest = 1", "“earlyest” is unknown here; the nearest are earliest"),
        ("currency = 'EUR'", "$.currency: the plan is in EUR and the project in USD"),
        ("musts = ['nort']", "$.musts[0]: the project has no proposal “nort”; the nearest are north"),
        ("musts = ['north']\nnevers = ['north']", "$.nevers[0]: “north” is among the musts too"),
        ("budgets = [-3]", "$.budgets[0]: must be"),
        ("budgets = [nan]", "$.budgets[0]: must be"),
        ("budgets = ['3']", "a number is needed here, not text"),
        ("[[floors]]\ndistrict = 'Nrte'\nleast = 1", "no district “Nrte”; it has Norte"),
        ("[[partners]]\nid = 'bnk'", "there is no partner “bnk”; the nearest are bank"),
        ("[[requirements]]\nproposal = 'north'\none_of = []", "$.requirements[0].one_of"),
        ("exclusions = [['north']]", "$.exclusions[0]"),
        ("most = ", "cannot be read as TOML, at line 2, column 8: look for a missing quote or bracket"),
        ("musts = [", "cannot be read as TOML: a quote or bracket is not closed"),
    ],
)
def test_what_is_wrong_in_a_plan_file_is_named(path, tmp_path, capsys, text, said):
    plan = tmp_path / "plan.toml"
    plan.write_text(text if "budgets" in text else f"budgets = [5000]\n{text}\n")
    assert run(path, "--constraints", plan) == 1
    err = capsys.readouterr().err
    assert said in err
    assert len(err.strip().splitlines()) == 1


@pytest.mark.parametrize("budget", ["0", "-5", "nan", "inf", "many"])
def test_a_budget_is_an_amount_above_zero(path, capsys, budget):
    with pytest.raises(SystemExit) as stop:
        run(path, f"--budget={budget}")
    assert stop.value.code == 2
    assert "no amount above 0" in capsys.readouterr().err


def test_without_money_it_says_what_to_give(path, tmp_path, capsys):
    bare = tmp_path / "bare.gpkg"
    project_file.save(plaza.project(lamps(1, "a")), bare)
    assert run(bare) == 1
    assert "no budget yet" in capsys.readouterr().err
