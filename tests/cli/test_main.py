from __future__ import annotations

import argparse
import inspect
import io
import json
import os
import signal
import subprocess
import sys
import threading
from pathlib import Path

import pytest

from spaceplanner import i18n
from spaceplanner.cli import usage
from spaceplanner.cli.main import main
from spaceplanner.cli.output import p_words, print_json, print_line, tell
from spaceplanner.i18n import gettext
from spaceplanner.io import project_file
from tests.services import cities


@pytest.fixture(autouse=True)
def _speak_english(monkeypatch):
    monkeypatch.setenv("LC_ALL", "en_GB.UTF-8")


@pytest.fixture
def project(tmp_path):
    path = tmp_path / "city.gpkg"
    project_file.save(cities.made_city(), path)
    return path


def test_a_misspelt_command_opens_no_window(capsys):
    with pytest.raises(SystemExit) as caught:
        main(["diagnos"])
    assert caught.value.code == 2
    assert "there is no command diagnos" in capsys.readouterr().err


def test_argparse_says_the_words_that_are_translated():
    source = inspect.getsource(argparse)
    for words in usage.WORDS:
        assert repr(words)[1:-1] in source or words in source, words
    usage.speak()
    assert vars(argparse)["_"] is gettext


@pytest.mark.parametrize(
    "words",
    [
        ["new", "a" * 300 + ".gpkg", "--name", "x"],
        ["diagnose", "a" * 300 + ".gpkg"],
        ["inspect", "a" * 300],
    ],
)
def test_what_the_system_refuses_is_a_sentence(words, capsys, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    assert main(words) == 1
    out, err = capsys.readouterr()
    assert out == ""
    assert err.startswith("spaceplanner: ")
    assert err.count("\n") == 1


def test_exports_with_impossible_names_are_a_sentence(project, capsys):
    for name in ("a" * 300 + ".csv", "x/" * 3000 + "a.csv"):
        assert main(["diagnose", str(project), "--csv", str(project.parent / name)]) == 1
        assert "cannot be written" in capsys.readouterr().err


@pytest.mark.parametrize("words", [["diagnose", "--csv"], ["webmap", "--out"]])
def test_an_export_never_takes_the_place_of_a_project(project, words, capsys):
    before = project.read_bytes()
    assert main([words[0], str(project), words[1], str(project)]) == 1
    assert "which an export does not replace" in capsys.readouterr().err
    assert project.read_bytes() == before


def test_stopped_by_the_keyboard(project, tmp_path, capsys):
    pipe = tmp_path / "proposal.json"
    os.mkfifo(pipe)  # reading it waits for ever
    # A shell that runs the suite in the background has the signal ignored.
    before, handler, own = project.read_bytes(), signal.default_int_handler, signal.getsignal(signal.SIGINT)
    signal.signal(signal.SIGINT, handler)
    timer = threading.Timer(0.5, os.kill, (os.getpid(), signal.SIGINT))
    timer.start()
    assert main(["propose", str(project), str(pipe)]) == 1
    timer.join()
    out, err = capsys.readouterr()
    assert (out, err) == ("", "spaceplanner: Stopped. What was not finished is as it was before.\n")
    assert project.read_bytes() == before
    assert signal.getsignal(signal.SIGINT) is handler
    signal.signal(signal.SIGINT, own)


def test_any_name_can_be_written_in_any_encoding(monkeypatch):
    stream = io.TextIOWrapper(io.BytesIO(), "cp1252", newline="\n")
    monkeypatch.setattr(sys, "stdout", stream)
    print_json({"name": "sθәqәlxenәm Ñ"})
    print_line("sθ Ñ")
    stream.flush()
    written = stream.buffer.getvalue().decode("cp1252")
    text, end = json.JSONDecoder().raw_decode(written)
    assert text == {"name": "sθәqәlxenәm Ñ"}
    assert written[end:] == "\ns? Ñ\n"


def test_a_program_without_a_console_says_nothing(monkeypatch):
    monkeypatch.setattr(sys, "stdout", None)
    monkeypatch.setattr(sys, "stderr", None)
    print_line("x")
    tell("x")


def test_a_full_disk_behind_stdout_is_a_sentence(project):
    with Path("/dev/full").open("w", encoding="utf-8") as full:
        done = subprocess.run(
            [sys.executable, "-m", "spaceplanner", "diagnose", str(project), "--json"],
            stdout=full,
            stderr=subprocess.PIPE,
            text=True,
            check=False,
        )
    assert done.returncode == 1
    assert "No space left" in done.stderr
    assert "Traceback" not in done.stderr


def test_what_a_library_prints_by_itself_is_not_in_the_answer():
    """The solver of SciPy 1.17 writes straight to the first descriptor, and no option of its own keeps it silent."""
    noisy = (
        "import os, sys; from spaceplanner.cli import catalogue, main; run = catalogue.run; sys.argv = ['s', *sys.argv[1:]]\n"
        "catalogue.run = lambda asked: (os.write(1, b'tmpSolver.run();'), run(asked))[1]\n"
        "sys.exit(main.main())"
    )
    done = subprocess.run(
        [sys.executable, "-c", noisy, "catalogue", "--json"],
        capture_output=True,
        text=True,
        encoding="utf-8",
        check=True,
    )
    assert "led_lamp" in json.dumps(json.loads(done.stdout))
    assert done.stderr == "tmpSolver.run();"


def test_wrong_usage_is_one_line_and_a_hint(capsys):
    with pytest.raises(SystemExit, match="2"):
        main(["when", "city.gpkg", "--from", "31/12/2025"])
    said, hint = capsys.readouterr().err.splitlines()
    assert "2025-01-31" in said
    assert "--help" in hint


def test_a_p_that_would_read_as_0_is_less_than_something():
    with i18n.speaking("es"):
        assert [p_words(p) for p in (None, 1e-9, 0.00012, 1.0)] == ["–", "<0,0001", "0,0001", "1,0000"]
