"""Beside other people's programs. Only `make interop` collects these tests: they need programs that are large."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

import pytest

from spaceplanner.io import catalogue
from spaceplanner.services import demo
from spaceplanner.services.evaluation import Evaluator

if TYPE_CHECKING:
    from spaceplanner.domain.project import Project
    from spaceplanner.domain.result import Result

collect_ignore_glob = [] if os.environ.get("SPACEPLANNER_INTEROP") else ["test_*.py"]


@pytest.fixture(scope="session")
def city() -> tuple[Project, Result]:
    """The sample city, evaluated."""
    found = catalogue.load()
    project = demo.build(found)
    return project, Evaluator(found).evaluate(project)
