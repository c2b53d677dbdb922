from __future__ import annotations

import csv
from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from spaceplanner.domain.result import Diagnosis, Figure, Result, SpaceDiagnosis, Stability
from spaceplanner.errors import FileError
from spaceplanner.reports import tables

if TYPE_CHECKING:
    from pathlib import Path


def space(called: str = "Parque", /, **figures: Figure) -> SpaceDiagnosis:
    return SpaceDiagnosis(
        space="p1",
        name=called,
        figures=figures,
        need=71.256,
        need_floor=60.0,
        rank=1,
        parts=(),
        labels={"light_class": "P5"},
        flags=("assumed_lamps", "uneven_light"),
        stability=Stability(low=1, high=4, top=10, top_share=0.95),
    )


FEW = Figure(exact=3, published=None, unit="count", withheld="fewer_than_5")
MANY = Figure(exact=0.4567, published=0.45, unit="share")
NONE = Figure(exact=None, published=None, unit="share", reason="no_coverage")
RESULT = Result(
    diagnosis=Diagnosis(spaces=(space(incidents_inside=FEW, night_share=MANY, lit_share=NONE),), method={}),
    data_hash="8f3a",
)


def read(file: Path) -> list[dict[str, str]]:
    with file.open(encoding="utf-8-sig", newline="") as lines:
        return list(csv.DictReader(lines))


def test_published_values_are_what_is_written(tmp_path):
    tables.diagnosis_csv(RESULT, tmp_path / "d.csv")
    (row,) = read(tmp_path / "d.csv")
    assert row == {
        "rank": "1",
        "rank_low": "1",
        "rank_high": "4",
        "id": "p1",
        "name": "Parque",
        "need": "71.26",
        "need_floor": "60.00",
        "incidents_inside": "",
        "night_share": "0.4500",
        "lit_share": "",
        "light_class": "P5",
        "fear": "",
        "flags": "assumed_lamps; uneven_light",
        "missing": "incidents_inside: fewer_than_5; lit_share: no_coverage",
        "values": "published",
        "data_hash": "8f3a",
    }
    assert "3" not in row["incidents_inside"]


def test_exact_values_say_that_they_are(tmp_path):
    tables.diagnosis_csv(RESULT, tmp_path / "d.csv", "exact")
    (row,) = read(tmp_path / "d.csv")
    assert (row["incidents_inside"], row["night_share"], row["values"]) == ("3", "0.4567", "exact")
    assert row["missing"] == "lit_share: no_coverage"


def test_an_interval_has_its_ends_and_each_unit_its_digits(tmp_path):
    adjusted = Figure(
        exact=3.123, published=3.5, unit="per_year", low=1, high=5.5, published_low=2.25, published_high=5
    )
    figures: dict[str, Figure] = {
        "incidents_adjusted": adjusted,
        "illuminance_average": Figure(exact=4.567, published=4.567, unit="lux"),
        "illuminance_uniformity": Figure(exact=0.1234, published=0.1234, unit="ratio"),
    }
    # A space without a rank, and without the interval that others have.
    bare = replace(space(**figures | {"incidents_adjusted": NONE}), rank=None, stability=None, labels={}, flags=())
    result = replace(RESULT, diagnosis=Diagnosis(spaces=(space(**figures), bare), method={}))
    tables.diagnosis_csv(result, tmp_path / "d.csv")
    row, other = read(tmp_path / "d.csv")
    assert (row["incidents_adjusted_low"], row["incidents_adjusted_high"]) == ("2.25", "5.00")
    assert (row["illuminance_average"], row["illuminance_uniformity"]) == ("4.57", "0.123")
    assert [other[key] for key in ("rank_low", "rank_high", "incidents_adjusted_low", "light_class", "flags")] == [
        ""
    ] * 5
    tables.diagnosis_csv(result, tmp_path / "d.csv", "exact")
    assert read(tmp_path / "d.csv")[0]["incidents_adjusted_high"] == "5.50"


@pytest.mark.parametrize(
    "name", ["=HYPERLINK(0)", "+1", "-1", "@SUM(A1)", "\t=1", "\ufeff=1", "\u202e@x", " =1", "＝1", "﹢1"]
)
def test_a_name_is_never_a_formula(tmp_path, name):
    result = replace(RESULT, diagnosis=Diagnosis(spaces=(space(name),), method={}))
    tables.diagnosis_csv(result, tmp_path / "d.csv")
    assert read(tmp_path / "d.csv")[0]["name"] == f"'{name}"


def test_names_keep_their_letters_quotes_and_commas(tmp_path):
    result = replace(RESULT, diagnosis=Diagnosis(spaces=(space('La "Ñ", sθәqәlxenәm'),), method={}))
    tables.diagnosis_csv(result, tmp_path / "d.csv")
    assert read(tmp_path / "d.csv")[0]["name"] == 'La "Ñ", sθәqәlxenәm'
    assert (tmp_path / "d.csv").read_bytes().startswith(b"\xef\xbb\xbf")


def test_a_place_that_cannot_be_written_is_one_sentence(tmp_path):
    with pytest.raises(FileError, match="cannot be written"):
        tables.diagnosis_csv(RESULT, tmp_path / "missing" / "d.csv")
    assert list(tmp_path.iterdir()) == []
