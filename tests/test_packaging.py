"""Bundled files reach every form of the program through one function."""

from __future__ import annotations

import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

from spaceplanner import resources

ROOT = Path(__file__).resolve().parent.parent


def test_checkout_finds_its_files():
    assert resources.path("theme", "theme.toml").is_file()
    assert resources.path(root="sample_layers").is_dir()


def test_a_missing_file_is_named():
    with pytest.raises(FileNotFoundError, match=r"nowhere\.toml"):
        resources.path("nowhere.toml")


def test_the_wheel_carries_resources_and_the_sample_city(tmp_path):
    subprocess.run(
        [sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", tmp_path],
        cwd=ROOT,
        check=True,
        capture_output=True,
    )
    wheel = next(tmp_path.glob("*.whl"))
    with zipfile.ZipFile(wheel) as archive:
        archive.extractall(tmp_path / "installed")
        names = set(archive.namelist())
    for folder in ("resources", "sample_layers"):
        kept = [path for path in (ROOT / folder).rglob("*") if path.is_file() and "__pycache__" not in path.parts]
        assert {f"spaceplanner/_bundled/{path.relative_to(ROOT).as_posix()}" for path in kept} <= names
    code = "from spaceplanner import resources; print(resources.path('theme', 'theme.toml'))"
    found = subprocess.run(
        [sys.executable, "-I", "-c", f"import sys; sys.path.insert(0, {str(tmp_path / 'installed')!r}); {code}"],
        check=True,
        capture_output=True,
        text=True,
    ).stdout
    assert "_bundled" in found
