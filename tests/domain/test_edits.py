from __future__ import annotations

from dataclasses import replace

import pytest
import shapely
from hypothesis import given
from hypothesis import strategies as st

from spaceplanner.domain import edits
from spaceplanner.domain.funding import FundingKind, of_kind
from spaceplanner.domain.partner import Partner
from spaceplanner.domain.project import Project, Settings
from spaceplanner.errors import EditError
from tests.io.projects import city, difference, lamps, proposal, spaces


def test_every_edit_leaves_the_project_it_was_given():
    before, copy = city(), city()
    item = before.proposals[0].interventions[0]
    for edit in (
        edits.set_place("EPSG:32718", "America/Lima"),
        edits.set_identity(name="x", organisation="y", contact="z"),
        edits.set_settings(Settings(draws=1)),
        edits.put_layer(lamps(9)),
        edits.change_layer("lamps", name="x", visible=False, coverage=shapely.box(0, 0, 1, 1)),
        edits.move_layer("lamps", 0),
        edits.remove_layer("lamps"),
        edits.put_proposal(proposal(name="x")),
        edits.remove_proposal("luz"),
        edits.put_intervention("luz", replace(item, note="x")),
        edits.remove_intervention("luz", "a"),
        edits.set_funding("luz", ()),
        edits.put_partner(Partner(id="tia", name="x")),
    ):
        after = edit(before)
        assert after is not before
        assert difference(before, copy) == ""
        assert difference(after, copy) != ""


def test_place():
    project = edits.set_place("EPSG:32717", "America/Guayaquil")(Project(name="p"))
    assert (project.crs, project.timezone) == ("EPSG:32717", "America/Guayaquil")
    assert edits.set_place("EPSG:32717", "Europe/Madrid")(project).timezone == "America/Guayaquil"


def test_layers_are_replaced_in_their_place():
    project = city()
    new = lamps(9)
    assert edits.put_layer(new)(project).layers == (project.layers[0], new)
    other = lamps(id="other")
    assert edits.put_layer(other)(project).layers == (*project.layers, other)


def test_a_changed_layer_shares_its_arrays():
    project = edits.change_layer("lamps", name="Faroles", visible=False)(city())
    layer = project.layer("lamps")
    assert layer is not None
    assert (layer.name, layer.visible) == ("Faroles", False)
    before = city()
    again = edits.change_layer("lamps", visible=False)(before).layer("lamps")
    assert again is not None
    assert again.geometry is before.layers[1].geometry
    assert again.name == before.layers[1].name


@given(st.integers(-3, 9))
def test_moving_a_layer_keeps_the_others_in_order(position):
    project = Project(name="p", layers=tuple(lamps(id=key) for key in "abcd"))
    ids = [layer.id for layer in edits.move_layer("b", position)(project).layers]
    assert sorted(ids) == list("abcd")
    assert [key for key in ids if key != "b"] == list("acd")
    assert ids.index("b") == min(max(position, 0), 3)


def test_a_layer_that_a_proposal_needs_stays():
    with pytest.raises(EditError, match="Luz en el parque"):
        edits.remove_layer("spaces")(city())
    twice = edits.put_layer(replace(spaces(), id="again"))(city())
    assert edits.remove_layer("spaces")(twice).layer("spaces") is None, "another layer has the same space"
    assert edits.remove_layer("lamps")(city()).layer("lamps") is None


def test_interventions_of_one_proposal():
    project = city()
    item = replace(project.proposals[0].interventions[0], id="new")
    added = edits.put_intervention("luz", item)(project)
    assert [one.id for one in added.proposals[0].interventions] == ["a", "b", "c", "d", "new"]
    assert added.proposals[1] is project.proposals[1]
    changed = edits.put_intervention("luz", replace(item, id="b"))(project)
    assert [one.id for one in changed.proposals[0].interventions] == ["a", "b", "c", "d"]
    removed = edits.remove_intervention("luz", "b")(project)
    assert [one.id for one in removed.proposals[0].interventions] == ["a", "c", "d"]


def test_funding_and_partners():
    line = of_kind("x", FundingKind.OWN, 1)
    project = edits.set_funding("luz", (line,))(city())
    assert project.proposals[0].funding == (line,)
    project = edits.put_partner(Partner(id="b", name="B"))(project)
    project = edits.put_partner(Partner(id="tia", name="C"))(project)
    assert {partner.id: partner.name for partner in project.partners} == {"b": "B", "tia": "C"}


@pytest.mark.parametrize(
    "edit",
    [
        edits.change_layer("no"),
        edits.move_layer("no", 0),
        edits.remove_layer("no"),
        edits.remove_proposal("no"),
        edits.remove_intervention("no", "a"),
        edits.set_funding("no", ()),
    ],
)
def test_what_is_not_there_is_said(edit):
    with pytest.raises(EditError, match="no"):
        edit(city())


@given(st.sets(st.sampled_from(["lamp", "lamp-2", "lamp-3", "x"])))
def test_a_free_id_is_free(taken):
    free = edits.free_id(taken, "lamp")
    assert free not in taken
    assert free == "lamp" or free.startswith("lamp-")
