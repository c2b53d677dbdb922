from __future__ import annotations

import json
from dataclasses import replace

from spaceplanner.domain.proposal import Proposal
from spaceplanner.io import catalogue
from spaceplanner.services import results_json
from spaceplanner.services.evaluation import Evaluator
from tests.services import cities


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
