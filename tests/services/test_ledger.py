"""Ledger: words for every code that the catalogue or a result can hold, in both languages' numbers."""

from __future__ import annotations

from spaceplanner.domain.catalogue import Outcome, Reach, When
from spaceplanner.i18n import speaking
from spaceplanner.services import ledger
from tests.services import plaza

EVIDENCE = plaza.CATALOGUE.evidence


def test_every_code_has_words():
    for entry in EVIDENCE.values():
        assert entry.grade in ledger.GRADES
        assert entry.status in ledger.STATUSES
        assert entry.interval_status in ledger.INTERVALS
        assert entry.outcome in ledger.OUTCOMES
        assert ledger.finding(entry)
    assert set(ledger.WHENS) == set(When)
    assert set(ledger.REACHES) == set(Reach)
    assert set(Outcome) <= set(ledger.OUTCOMES)
    assert set(ledger.WHY_NOT) == {"requires", "no_evidence", "no_data"}


def test_findings_are_said_as_they_were_given():
    assert ledger.finding(EVIDENCE["greening_shootings"]) == "rate ratio 0.932 (0.894 to 0.973)"
    assert ledger.finding(EVIDENCE["lighting_meta_2022"]) == (
        "rate ratio 0.86; interval not seen, assumed from the grade"
    )
    assert ledger.finding(EVIDENCE["medellin_integrated"]) == "rate ratio 0.33 (0.18 to 0.61); interval unverified"
    assert ledger.finding(EVIDENCE["lighting_dallas_null"]) == "no detectable effect"
    assert ledger.finding(EVIDENCE["plaza_santiago_rct"]) == "direction only"
    assert ledger.finding(EVIDENCE["sport_programmes"]) == "not a rate: not turned into incidents"
    assert ledger.finding(EVIDENCE["alarm_community"]) == "no effect proven"
    assert ledger.finding(EVIDENCE["blight_2016"]) == "rate ratio 0.954 (0.950 to 0.958)"
    with speaking("es"):
        assert "0,932" in ledger.finding(EVIDENCE["greening_shootings"])
