from __future__ import annotations

import json
from dataclasses import replace

import pytest

from spaceplanner.domain.outlook import Standing
from spaceplanner.domain.proposal import Proposal
from spaceplanner.io import catalogue
from spaceplanner.services import results_json
from spaceplanner.services.evaluation import Evaluator
from tests.services import cities, plaza


def test_the_diagnosis_is_plain_json_marked_exact():
    result = Evaluator(catalogue.load()).evaluate(cities.made_city())
    document = json.loads(json.dumps(results_json.diagnosis(result), allow_nan=False))
    assert document["values"] == "exact"
    assert document["method"]["parameters"]["incident_radius_m"] == 100
    assert document["period"]["first"] == "2023-01-01"
    assert document["data_hash"] == result.data_hash
    assert [space["rank"] for space in document["spaces"]] == [space.rank for space in result.diagnosis.spaces]
    first, item = document["spaces"][0], result.diagnosis.spaces[0]
    assert first["id"] == item.space
    for measure, figure in item.figures.items():
        assert first[measure] == figure.exact
        assert first["intervals"].get(measure) == (
            None if figure.low is None else {"low": figure.low, "high": figure.high}
        )
        assert first["samples"].get(measure) == figure.sample
    assert "incidents_adjusted" in first["intervals"]
    assert first["samples"]["night_share"] > 0
    assert first["labels"] == item.labels
    assert first["flags"] == list(item.flags)
    assert item.stability is not None
    assert first["stability"] == {
        "low": item.stability.low,
        "high": item.stability.high,
        "top": 10,
        "top_share": item.stability.top_share,
    }
    assert set(document["city"]) >= {"missing"}
    assert sum(part["points"] for part in first["parts"]) == first["need"]


def test_a_null_has_its_reason():
    result = Evaluator(catalogue.load()).evaluate(cities.project(cities.made_city().layers[0]))
    space = results_json.diagnosis(result)["spaces"][0]
    assert space["need"] is None
    assert space["stability"] is None
    assert (space["intervals"], space["labels"], space["flags"]) == ({}, {}, [])
    assert space["lit_share"] is None
    assert space["missing"]["lit_share"] == "no_layer"
    assert "area_m2" not in space["missing"]


def test_what_is_averted_and_paid_stands_under_its_own_key():
    """By hand: two lamps at 1,000; the ends of an interval and two kinds of yearly cost are easily taken for each other."""
    items = tuple(replace(plaza.lamp(), id=key, unit_cost=1000.0) for key in "ab")
    project = plaza.project(plaza.proposal(*items))
    result = Evaluator(plaza.CATALOGUE).evaluate(project)
    (item,) = json.loads(json.dumps(results_json.proposals(result), allow_nan=False))["proposals"]
    averted, kind, settings = item["averted_per_year"], plaza.CATALOGUE.types["led_lamp"], project.settings
    assert averted["low"] < averted["value"] < averted["high"]
    assert averted["value"] == result.proposals[0].averted.exact
    assert averted["reason"] is None
    cost, taxed = item["cost"], 1 + settings.tax
    assert cost["contingency"] == pytest.approx(2000 * settings.contingency)
    assert [cost[name] for name in ("low", "likely", "high")] == pytest.approx(
        [2000 * (1 + settings.contingency) * taxed] * 3
    )
    assert cost["upkeep_per_year"] == pytest.approx(2 * kind.upkeep_per_year * taxed)
    years, rate = min(kind.life_years, settings.horizon_years), settings.discount_rate
    works = cost["likely"] * rate / (1 - (1 + rate) ** -years)
    assert cost["per_year"] == pytest.approx(works + cost["upkeep_per_year"])
    assert item["rank"] == 1
    assert item["score_floor"] <= item["score"]


def test_the_interval_of_ranks_goes_from_the_better_to_the_worse():
    result = Evaluator(plaza.CATALOGUE).evaluate(plaza.project(plaza.proposal(plaza.lamp())))
    standing = Standing(expected=2.3, low=1, high=4, first=0.2, acceptability=(0.2, 0.4, 0.2, 0.2))
    told = replace(result, proposals=(replace(result.proposals[0], standing=standing),))
    (item,) = results_json.proposals(told)["proposals"]
    assert item["rank_interval"] == {"low": 1, "high": 4}
    assert item["acceptability"] == (0.2, 0.4, 0.2, 0.2)


def test_what_could_be_shown_is_a_share_for_each_period_or_null():
    project = cities.made_city(n_spaces=40)
    plan = Proposal(id="p", name="p", space="s03", interventions=())
    result = Evaluator(catalogue.load()).evaluate(replace(project, proposals=(plan,)))
    (item,) = json.loads(json.dumps(results_json.proposals(result), allow_nan=False))["proposals"]
    proof = result.proposals[0].proof
    assert proof is not None
    assert proof.detectable
    assert set(item["detectable_effect"]) == {"12", "24"}
    for months, share in proof.detectable.items():
        assert item["detectable_effect"][str(months)] == (share if share <= 1 else None)
    assert item["proof"]["controls"] == list(proof.controls)
    assert item["proof"]["yearly"] == proof.yearly
