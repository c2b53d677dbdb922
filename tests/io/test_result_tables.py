"""Results in the project file, as other programs see them."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pyogrio
import pytest

from spaceplanner.domain.result import (
    Cost,
    Diagnosis,
    Figure,
    FundingTotals,
    Part,
    ProposalResult,
    Result,
    SpaceDiagnosis,
    Stability,
)
from spaceplanner.io import project_file
from tests.io.projects import HOSTILE, city


def figure(exact: float | None, **more: Any) -> Figure:
    return Figure(exact=exact, published=None, unit="count", **more)


def result() -> Result:
    spaces = (
        SpaceDiagnosis(space="p1", name=HOSTILE, figures={"area_m2": figure(8000), "night_share": figure(0.5), "incidents_adjusted": figure(9, low=6.5, high=12)}, need=71.5, need_floor=70, rank=1, parts=(), labels={"light_class": "P4"}, flags=("assumed_lamps", "uneven_light"), stability=Stability(low=1, high=2, top=10, top_share=1)),
        SpaceDiagnosis(space="p2", name="Plaza", figures={"area_m2": figure(400), "night_share": figure(None, reason="no_dates")}, need=None, need_floor=0, rank=2, parts=()),
    )  # fmt: skip
    proposal = ProposalResult(
        id="luz",
        name="Luz",
        space="p1",
        score=62.5,
        score_floor=62.5,
        rank=1,
        criteria=(
            Part(id="need", weight=0.5, value=0.7, points=35, figure=figure(71.5)),
            Part(id="averted", weight=0.5, value=0.55, points=27.5, figure=figure(3)),
        ),
        cost=Cost(lines=(), contingency=0, low=1, likely=2, high=3, upkeep=0, yearly=1),
        funding=FundingTotals(own=1, committed=0, pledged=0, in_kind=0, requested=0, gap=1),
        averted=figure(3.25),
        may_have_no_effect=False,
        eligible=figure(10),
        incidents=figure(20),
        effects=(),
        before={},
        after={},
        grade="B",
        evidence=(),
        related=(),
    )
    return Result(diagnosis=Diagnosis(spaces=spaces, method={}), proposals=(proposal,))


def test_diagnosis_and_scores_are_tables(tmp_path):
    path = tmp_path / "x.gpkg"
    project_file.save(city(), path, result=result())
    diagnosis = pyogrio.read_dataframe(path, layer="diagnosis")
    assert diagnosis.space_id.tolist() == ["p1", "p2"]
    assert diagnosis.area_m2.tolist() == [8000, 400]
    assert diagnosis.need.isna().tolist() == [False, True]
    assert diagnosis.night_share.isna().tolist() == [False, True]
    columns = [
        "rank_low",
        "rank_high",
        "rank_top_share",
        "incidents_adjusted_low",
        "incidents_adjusted_high",
        "light_class",
        "flags",
    ]
    assert diagnosis[columns].iloc[0].tolist() == [1, 2, 1, 6.5, 12, "P4", "assumed_lamps; uneven_light"]
    assert diagnosis[columns[:-1]].iloc[1].isna().all()
    assert diagnosis["flags"][1] == ""
    scores = pyogrio.read_dataframe(path, layer="scores")
    assert scores[["proposal_id", "score", "points_need", "points_averted", "averted_per_year", "grade"]].to_numpy().tolist() == [["luz", 62.5, 35, 27.5, 3.25, "B"]]  # fmt: skip
    assert scores.points_need[0] + scores.points_averted[0] == pytest.approx(scores.score[0])


def test_results_do_not_outlive_the_project_they_are_of(tmp_path):
    path = tmp_path / "x.gpkg"
    project_file.save(city(), path, result=result())
    loaded = project_file.load(path)
    project_file.save(replace(loaded, name="x"), path, previous=loaded)
    names = {str(name) for name, _ in pyogrio.list_layers(path)}
    assert not names & {"diagnosis", "scores"}


def test_tables_that_became_empty_go(tmp_path):
    path = tmp_path / "x.gpkg"
    project_file.save(city(), path)
    loaded = project_file.load(path)
    project_file.save(replace(loaded, proposals=()), path, previous=loaded)
    names = {str(name).split("_")[0] for name, _ in pyogrio.list_layers(path)}
    assert names == {"spaces", "lamps", "about"}
