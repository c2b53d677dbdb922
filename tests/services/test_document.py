from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from spaceplanner.domain import edits
from spaceplanner.domain.project import Project
from spaceplanner.errors import EditError, ProjectError
from spaceplanner.io import project_file
from spaceplanner.services.document import Document
from tests.io.projects import city, difference, proposal


def rename(name: str) -> edits.Edit:
    return lambda project: replace(project, name=name)


def test_a_new_document_is_empty_and_clean():
    document = Document()
    assert (document.project.name, document.path, document.dirty) == ("", None, False)
    assert (document.can_undo, document.can_redo, document.undo_label, document.redo_label) == (
        False,
        False,
        None,
        None,
    )
    assert document.undo() is False
    assert document.redo() is False


def test_a_project_without_a_file_is_unsaved():
    assert Document(Project(name="x")).dirty
    assert not Document(Project(name="x"), Path("x.gpkg")).dirty


def test_steps_have_names_and_go_both_ways():
    document = Document(Project(name="0"), Path("x.gpkg"))
    assert document.do("Rename", rename("1"))
    document.do("Rename again", rename("2"))
    assert (document.project.name, document.undo_label, document.redo_label) == ("2", "Rename again", None)
    document.undo()
    assert (document.project.name, document.undo_label, document.redo_label) == ("1", "Rename", "Rename again")
    document.redo()
    assert (document.project.name, document.can_redo) == ("2", False)
    document.undo()
    document.do("Other", rename("3"))
    assert document.can_redo is False, "what was undone is gone after another step"


def test_an_edit_that_changes_nothing_is_no_step():
    document = Document(city())
    told = []
    document.subscribe(lambda before, after: told.append((before, after)))
    assert document.do("Nothing", lambda project: project) is False
    assert not document.can_undo
    assert told == []


def test_an_edit_that_is_refused_changes_nothing():
    document = Document(city())
    before = document.project
    with pytest.raises(EditError):
        document.do("Remove", edits.remove_layer("spaces"))
    assert document.project is before
    assert not document.can_undo


def test_undoing_back_to_the_saved_project_is_clean(tmp_path):
    document = Document(city())
    document.do("Rename", rename("1"))
    document.save(tmp_path / "x.gpkg")
    assert not document.dirty
    document.do("Rename", rename("2"))
    assert document.dirty
    document.undo()
    assert not document.dirty
    document.undo()
    assert document.dirty
    document.redo()
    assert not document.dirty


def test_old_steps_are_forgotten():
    document = Document(Project(name="0"), limit=3)
    for i in range(1, 10):
        document.do("Rename", rename(str(i)))
    while document.undo():
        pass
    assert document.project.name == "6"


def test_subscribers_hear_of_every_change_in_order():
    document = Document(Project(name="0"))
    told: list[tuple[str, str, str]] = []
    document.subscribe(lambda before, after: told.append(("a", before.name, after.name)))
    end = document.subscribe(lambda before, after: told.append(("b", before.name, after.name)))
    document.do("Rename", rename("1"))
    document.undo()
    end()
    end()
    document.redo()
    assert told == [("a", "0", "1"), ("b", "0", "1"), ("a", "1", "0"), ("b", "1", "0"), ("a", "0", "1")]


def test_a_change_made_by_a_subscriber_is_told_after_the_first():
    document = Document(Project(name="0"))
    told: list[str] = []

    def answer(_: Project, after: Project) -> None:
        if after.name == "1":
            document.do("Answer", rename("2"))

    document.subscribe(answer)
    document.subscribe(lambda before, after: told.append(f"{before.name}{after.name}"))
    document.do("Rename", rename("1"))
    assert told == ["01", "12"]


def test_a_subscriber_that_fails_does_not_stop_later_news():
    document = Document(Project(name="0"))

    def fail(*_: Project) -> None:
        raise ValueError("x")

    end = document.subscribe(fail)
    with pytest.raises(ValueError, match="x"):
        document.do("Rename", rename("1"))
    end()
    told: list[str] = []
    document.subscribe(lambda _, after: told.append(after.name))
    document.do("Rename", rename("2"))
    assert told == ["2"]


def test_saved_and_opened(tmp_path):
    path = tmp_path / "x.gpkg"
    document = Document(city())
    document.save(path)
    assert document.path == path
    again = Document.open(path)
    assert difference(again.project, city()) == ""
    assert (again.path, again.dirty) == (path, False)
    again.do("Add", edits.put_proposal(proposal("neu")))
    again.save()
    assert project_file.load(path).proposal("neu") is not None
    again.save(tmp_path / "y.gpkg")
    assert again.path == tmp_path / "y.gpkg"
    assert project_file.load(tmp_path / "y.gpkg").proposal("neu") is not None


def test_saving_under_a_name_that_exists_replaces_it(tmp_path):
    Document(Project(name="old")).save(tmp_path / "x.gpkg")
    document = Document(city())
    document.save(tmp_path / "x.gpkg")
    assert project_file.load(tmp_path / "x.gpkg").name == city().name


def test_no_file_to_save_to():
    with pytest.raises(ProjectError, match="no file yet"):
        Document(city()).save()


def test_a_save_that_fails_leaves_the_document_dirty(tmp_path):
    document = Document(city())
    with pytest.raises(ProjectError):
        document.save(tmp_path / "no" / "x.gpkg")
    assert (document.dirty, document.path) == (True, None)


@given(st.lists(st.sampled_from(["undo", "redo", "same"]) | st.integers(0, 9), max_size=40), st.integers(1, 12))
def test_any_sequence_equals_replaying(moves, limit):
    """Beside a list of all states and a place in it: the plainest history there is."""
    document = Document(Project(name="start"), Path("x.gpkg"), limit)
    states, at, first = [document.project], 0, 0
    heard = [document.project]

    def hear(before: Project, after: Project) -> None:
        assert heard == [before]
        heard[:] = [after]

    document.subscribe(hear)
    for move in moves:
        if move == "undo":
            assert document.undo() is (at > first)
            at = max(first, at - 1)
        elif move == "redo":
            assert document.redo() is (at < len(states) - 1)
            at = min(len(states) - 1, at + 1)
        elif move == "same":
            document.do("Same", lambda project: project)
        else:
            document.do(f"To {move}", rename(str(move)))
            states = [*states[: at + 1], document.project]
            at += 1
            first = max(first, at - limit)
        assert document.project is states[at]
        assert heard == [states[at]]
        assert document.can_undo is (at > first)
        assert document.can_redo is (at < len(states) - 1)
        assert document.dirty is (states[at] is not states[0])
