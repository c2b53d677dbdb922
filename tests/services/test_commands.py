"""Commands are found by a few letters, without accents, in both languages, with slips forgiven."""

from __future__ import annotations

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from spaceplanner.services import commands
from spaceplanner.services.commands import MOST, MOST_USED, Command, Index, fold

TABLE = (
    Command(id="action:undo", title="Deshacer", also="Undo", place="Editar", possible=False, everywhere=True),
    Command(
        id="action:zoom_selection", title="Mostrar el espacio seleccionado", also="Show the selected space", place="Ver"
    ),
    Command(id="action:brief", title="Exportar ficha", also="Export brief", place="Informe", everywhere=True),
    Command(id="space:park", title="Parque 9 de Octubre", place="Espacio"),
    Command(id="space:square", title="Plaza del Médico", place="Espacio"),
    Command(id="space:mirador", title="Mirador El Vigía", place="Espacio"),
    Command(id="proposal:mer", title="La Merced iluminada", place="Propuesta"),
    Command(id="layer:alarms", title="Alarmas comunitarias", place="Capa"),
)


def found(query: str, used: tuple[str, ...] = ()) -> list[str]:
    return [hit.command.id for hit in Index(TABLE, used).find(query)]


@pytest.mark.parametrize(
    ("query", "first"),
    [
        ("vigia", "space:mirador"),  # no accent
        ("MÉDICO", "space:square"),  # an accent and capitals
        ("undo", "action:undo"),  # the other language
        ("export brief", "action:brief"),
        ("octubre parque", "space:park"),  # in any order
        ("ilumin", "proposal:mer"),
        ("eficha", "action:brief"),  # letters left out
        ("mes", "action:zoom_selection"),  # the beginnings of words
        ("comuntarias", "layer:alarms"),  # a letter too few
        ("alramas", "layer:alarms"),  # swapped
        ("plasa", "space:square"),  # a wrong letter
        ("espacio mirador", "space:mirador"),  # what it is counts too
    ],
)
def test_what_is_typed_finds_it(query, first):
    assert found(query)[0] == first


def test_every_word_must_fit():
    assert found("parque zzz") == []
    assert found("zzz") == []


def test_a_beginning_is_worth_more_than_an_inside():
    table = (
        Command(id="inside", title="Contrarreloj"),
        Command(id="second", title="El reloj"),
        Command(id="first", title="Reloj"),
    )
    assert [hit.command.id for hit in Index(table).find("reloj")] == ["first", "second", "inside"]


def test_marks_are_the_letters_typed():
    (hit,) = Index(TABLE).find("médico")
    assert "".join(hit.command.title[place] for place in hit.marks) == "Médico"
    (hit,) = Index(TABLE).find("eficha")
    assert "".join(hit.command.title[place] for place in hit.marks) == "Eficha"


def test_nothing_typed_shows_what_was_used_last_then_the_actions():
    assert found("") == ["action:undo", "action:brief"]
    assert found("  ", ("space:park", "gone:x", "action:brief")) == ["space:park", "action:brief", "action:undo"]


def test_what_was_used_last_comes_first_among_equals():
    table = (Command(id="a", title="Parque A"), Command(id="b", title="Parque B"))
    assert [hit.command.id for hit in Index(table).find("parque")] == ["a", "b"]
    assert [hit.command.id for hit in Index(table, ("b",)).find("parque")] == ["b", "a"]


def test_what_cannot_be_run_comes_after_its_equals():
    table = (Command(id="a", title="Parque A", possible=False), Command(id="b", title="Parque B"))
    assert [hit.command.id for hit in Index(table).find("parque")] == ["b", "a"]


def test_uses_are_remembered_once_each_and_not_forever():
    used: tuple[str, ...] = ()
    for name in [*"abc", "a", *map(str, range(MOST_USED))]:
        used = commands.used(used, name)
    assert len(used) == len(set(used)) == MOST_USED
    assert used[0] == str(MOST_USED - 1)
    assert commands.used(("a", "b"), "b") == ("b", "a")


@given(st.text(max_size=40))
def test_folding_keeps_every_sign_in_its_place(text):
    assert len(fold(text)) == len(text)


@given(st.text(max_size=30), st.lists(st.text(max_size=30), max_size=6))
def test_no_text_does_harm_and_a_title_finds_itself(query, titles):
    index = Index(Command(id=str(place), title=title) for place, title in enumerate(titles))
    for hit in index.find(query):
        assert all(0 <= place < len(hit.command.title) for place in hit.marks)
    for place, title in enumerate(titles):
        if title.split() and len(titles) <= MOST:
            assert str(place) in {hit.command.id for hit in index.find(title)}


@pytest.mark.parametrize("query", ["union 77", "zzzz", "parqe 9"])
def test_a_citys_spaces_are_searched_between_two_letters(query):
    table = [
        Command(id=str(place), title=f"Parque número {place} de la Unión", place="Espacio") for place in range(2000)
    ]
    index = Index(table)
    start = time.process_time()
    hits = index.find(query)
    assert time.process_time() - start < 0.1
    assert len(hits) <= MOST
