"""The catalogue that ships is whole and honest; a wrong one is refused with the file and the key."""

from __future__ import annotations

import re
import shutil
from pathlib import Path

import pytest

from spaceplanner import resources
from spaceplanner.errors import FileError
from spaceplanner.io import catalogue

SHIPPED = catalogue.load()
EVIDENCE_NOTE = Path(__file__).resolve().parents[3] / "shared" / "evidence.md"


def test_what_ships_is_complete():
    assert len(SHIPPED.types) >= 11
    assert len(SHIPPED.evidence) == 26
    assert catalogue.load() is SHIPPED
    assert SHIPPED.price_year == 2026
    assert set(SHIPPED.cost_source) == {"es", "en"}
    for kind in SHIPPED.types.values():
        assert resources.path("icons", f"{kind.icon}.svg").is_file()
        assert all(set(text) == {"es", "en"} for text in (kind.name, kind.plural, kind.description, kind.sponsor))
    for entry in SHIPPED.evidence.values():
        assert all(set(text) == {"es", "en"} for text in (entry.title, entry.setting, entry.design, entry.note))
        assert entry.source


def test_every_entry_of_evidence_is_shown_somewhere_or_is_about_cameras():
    shown = {key for kind in SHIPPED.types.values() for key in kind.related}
    shown |= {effect.evidence for kind in SHIPPED.types.values() for effect in kind.effects}
    assert set(SHIPPED.evidence) - shown == {"cctv_meta"}


OTHER_OUTCOMES = {
    "lighting_philadelphia_gun": "lighting_philadelphia",
    "greening_gun": "greening_rct",
    "greening_fear": "greening_rct",
    "greening_use": "greening_rct",
    "mowing_shootings": "greening_shootings",
    "blight_buildings": "blight_2016",
}
"""Entry for a further outcome of a study -> the study's row in the note."""


def test_figures_are_those_of_the_sources():
    if not EVIDENCE_NOTE.is_file():
        pytest.skip(f"{EVIDENCE_NOTE} is absent")
    rows = dict(re.findall(r"^\| ([a-z]\w+_?\w*) \| (.+) \|$", EVIDENCE_NOTE.read_text(encoding="utf-8"), re.MULTILINE))
    del rows["id"]
    # A study with several outcomes has an entry for each; the note tells them in one row.
    assert set(rows) | set(OTHER_OUTCOMES) == set(SHIPPED.evidence)
    for key, entry in SHIPPED.evidence.items():
        row = OTHER_OUTCOMES.get(key, key)
        words = rows[row]
        assert entry.source == SHIPPED.evidence[row].source
        if entry.change is not None:
            assert f"{entry.change:+.0%}".replace("%", " %") in words
        if entry.rate_ratio is not None:
            assert str(entry.rate_ratio) in words
        for end in (entry.low, entry.high):
            # "rules out a reduction above 2 %" is the one bound that is not written as a ratio.
            assert end is None or str(end) in words or (key, end) == ("bogota_services_rct", 0.98)
        assert entry.null == ("null" in f"{key} {words}" or key == "bogota_services_rct")


def test_a_null_stands_beside_every_type_whose_family_has_one():
    for kind in SHIPPED.types.values():
        families = {SHIPPED.evidence[effect.evidence].intervention for effect in kind.effects}
        nulls = {key for key, entry in SHIPPED.evidence.items() if entry.null and entry.intervention in families}
        assert nulls <= set(kind.related)
    assert "lighting_dallas_null" in SHIPPED.types["led_lamp"].related
    assert "sport_ordinary_null" in SHIPPED.types["multi_use_court"].related
    assert "bogota_services_rct" in SHIPPED.types["neighbourhood_committee"].related


def test_an_alarm_has_no_effect_of_its_own():
    alarm = SHIPPED.types["community_alarm"]
    assert all(SHIPPED.evidence[effect.evidence].rate_ratio is None for effect in alarm.effects)
    assert all("neighbourhood_committee" in effect.requires for effect in alarm.effects)


def test_lamps_act_on_newly_lit_ground_at_night():
    assert {(effect.when, effect.reach) for effect in SHIPPED.types["led_lamp"].effects} == {("night", "lit")}


WRONG = {
    "works.toml": [
        ("price_year = 2026", "price_year = 2025", "price_year"),
        ("low = 1400", "low = 9400", "led_lamp.cost"),
        ("low = 1400", "low = -1", "low"),
        ('icon = "bell"', 'icon = "siren"', "community_alarm.icon"),
        ('"lighting_philadelphia"', '"lighting_atlantis"', "lighting_atlantis"),
        ('requires = ["coach_programme"]', 'requires = ["trainer"]', "trainer"),
        ('id = "playground"', 'id = "led_lamp"', "this id is taken"),
        ('id = "mural"', 'id = "mural"\ncolour = "red"', "colour"),
        ('when = "night"', 'when = "evening"', "evening"),
        ('unit = "m2"', 'unit = "m"', "pruning.geometry"),
        ("default_size_m = [28, 15]\n", "", "multi_use_court.default_size_m"),
        ("default_size_m = [28, 15]\n", "default_size_m = [28, 15]\nwidth_m = 2\n", "multi_use_court.width_m"),
        ("width_m = 2\n", "width_m = 0\n", "width_m"),
        ('name = { es = "Mural comunitario", en = "Community mural" }', 'name = { es = "Mural" }', "en"),
        ("life_years = 15", "life_years = 0", "life_years"),
        ("[[type]]", "[[type]", "TOML"),
    ],
    "programmes.toml": [('unit = "year"', 'unit = "each"', "coach_programme.unit")],
    "lighting.toml": [
        ("rate_ratio = 0.86", "rate_ratio = -0.86", "rate_ratio"),
        ("rate_ratio = 0.86\n", "", "lighting_meta_2022.rate_ratio"),
        ('grade = "B"', 'grade = "E"', "grade"),
        ('interval_status = "assumed"', 'interval_status = "seen"', "interval_status"),
        ('id = "lighting_meta_2008"', 'id = "lighting_meta_2022"', "this id is taken"),
    ],
    "place.toml": [
        ("low = 0.894", "low = 0.994", "greening_shootings.low"),
        ('interval_status = "recalled"', 'interval_status = "none"', "medellin_integrated.interval_status"),
    ],
}


@pytest.mark.parametrize(
    ("file", "old", "new", "named"), [(file, *change) for file, changes in WRONG.items() for change in changes]
)
def test_a_wrong_entry_is_refused_by_name(tmp_path, file, old, new, named):
    for folder in ("catalogue", "evidence"):
        shutil.copytree(resources.path(folder), tmp_path / folder)
    (path,) = tmp_path.glob(f"*/{file}")
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new, 1), encoding="utf-8")
    with pytest.raises(FileError) as caught:
        catalogue.read(tmp_path / "catalogue", tmp_path / "evidence")
    assert named in str(caught.value)
    assert ".toml" in str(caught.value)


def test_an_empty_folder_is_no_catalogue(tmp_path):
    with pytest.raises(FileError, match="holds no catalogue"):
        catalogue.read(tmp_path, tmp_path)


def test_bytes_that_are_no_text_are_refused(tmp_path):
    (tmp_path / "x.toml").write_bytes(b"\xff\xfe\x00")
    with pytest.raises(FileError, match=r"x\.toml"):
        catalogue.read(tmp_path, resources.path("evidence"))
