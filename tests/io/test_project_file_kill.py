"""A program killed while it saves leaves the old project or the new one, whole."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

KILLS = 25


@pytest.mark.skipif(not hasattr(__import__("os"), "fork"), reason="the killer forks")
def test_killed_at_any_moment_the_file_is_whole(tmp_path):
    done = subprocess.run(
        [sys.executable, "-m", "tests.io.killed_saves", str(tmp_path), str(KILLS), "20260101"],
        cwd=Path(__file__).parents[2],
        capture_output=True,
        text=True,
        timeout=100,
        check=False,
    )
    outcomes = [json.loads(line) for line in done.stdout.splitlines()]
    assert len(outcomes) == KILLS, done.stderr
    assert all(outcome["whole"] for outcome in outcomes), done.stderr
    for anew in (True, False):
        hits = sum(outcome["saving"] for outcome in outcomes if outcome["anew"] is anew)
        assert hits >= KILLS // 6, f"only {hits} kills hit a save (anew: {anew})"
