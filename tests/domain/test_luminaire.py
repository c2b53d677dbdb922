from __future__ import annotations

from dataclasses import replace

import pytest

from spaceplanner.analysis.photometry import SHAPES
from spaceplanner.domain import edits
from spaceplanner.domain.luminaire import GENERIC, Luminaire, matching
from spaceplanner.errors import EditError
from tests.io.projects import city

LED = Luminaire(name="LED-60", gamma=(0.0, 1.5), intensity=(300.0, 0.0), lumens=7800.0, absolute=True, sha256="ab")
SPHERE = replace(LED, name="Esfera 2")


def test_the_generic_names_are_those_of_the_analysis():
    assert set(GENERIC) == set(SHAPES)


@pytest.mark.parametrize("text", ["led-60", " LED - 60 ", "LED-60.ies", "led-60.IES", "LED-６０"])
def test_case_spaces_and_the_ending_do_not_tell_names_apart(text):
    assert matching(text) == matching("LED-60")
    assert edits.put_luminaire(LED)(city()).luminaire(text) is LED


def test_other_names_are_others():
    assert matching("LED-60") != matching("LED-61")
    assert city().luminaire("LED-60") is None


def test_put_adds_or_replaces_in_place():
    project = edits.put_luminaire(SPHERE)(edits.put_luminaire(LED)(city()))
    better = replace(LED, lumens=8000.0)
    assert edits.put_luminaire(better)(project).luminaires == (better, SPHERE)
    other = project.luminaires
    assert edits.put_luminaire(replace(LED, name="led-60.ies"))(project).luminaires[1] is other[1]


def test_the_usual_one_stays_the_usual_one_when_it_is_spelt_otherwise():
    project = edits.set_usual_luminaire("led-60.ies")(edits.put_luminaire(LED)(city()))
    assert project.settings.lamp_shape == "LED-60"
    assert edits.put_luminaire(replace(LED, name="led-60"))(project).settings.lamp_shape == "led-60"


def test_the_usual_one_is_one_that_there_is():
    project = city()
    assert edits.set_usual_luminaire(" Globe ")(project).settings.lamp_shape == "globe"
    assert edits.set_usual_luminaire("street")(project) is project
    with pytest.raises(EditError, match="no luminaire LED-60: choose one of street, cosine, globe"):
        edits.set_usual_luminaire("LED-60")(project)


def test_names_that_cannot_be():
    for name, said in (("", "needs a name"), (" .ies", "needs a name"), ("Street.ies", "name of a generic shape")):
        with pytest.raises(EditError, match=said):
            edits.put_luminaire(replace(LED, name=name))(city())


def test_remove():
    project = edits.put_luminaire(SPHERE)(edits.put_luminaire(LED)(city()))
    assert edits.remove_luminaire("esfera2")(project).luminaires == (LED,)
    with pytest.raises(EditError, match="has no luminaire LED-70"):
        edits.remove_luminaire("LED-70")(project)
    usual = edits.set_usual_luminaire("LED-60")(project)
    with pytest.raises(EditError, match=r"LED-60 is that of all lamps that name none: choose another"):
        edits.remove_luminaire("led-60")(usual)
    assert edits.remove_luminaire("LED-60")(edits.set_usual_luminaire("street")(usual)).luminaires == (SPHERE,)
