"""Bookmarks: added, renamed, removed, refused."""

from __future__ import annotations

import math

import pytest

from spaceplanner.domain.bookmark import LONGEST, Bookmark, put_bookmark, remove_bookmark, rename_bookmark
from spaceplanner.domain.project import Project
from spaceplanner.errors import EditError

PARK = Bookmark("Park", 0.0, 0.0, 10.0, 5.0)


def test_added_replaced_renamed_removed():
    project = put_bookmark(Bookmark("  The\n park ", 0, 0, 1, 1))(put_bookmark(PARK)(Project(name="p")))
    assert [one.name for one in project.bookmarks] == ["Park", "The park"]
    wider = put_bookmark(Bookmark("Park", 0, 0, 90, 90))(project)
    assert [one.east for one in wider.bookmarks] == [90, 1]
    assert [one.name for one in rename_bookmark("Park", "Plaza")(wider).bookmarks] == ["Plaza", "The park"]
    assert [one.name for one in remove_bookmark("Park")(wider).bookmarks] == ["The park"]
    assert len(put_bookmark(Bookmark("x" * 500, 0, 0, 1, 1))(project).bookmarks[-1].name) == LONGEST


def test_nothing_changed_is_no_step():
    project = put_bookmark(PARK)(Project(name="p"))
    assert put_bookmark(PARK)(project) is project
    assert rename_bookmark("Park", " Park ")(project) is project


def test_refused_with_the_reason():
    project = put_bookmark(Bookmark("B", 0, 0, 1, 1))(put_bookmark(PARK)(Project(name="p")))
    for edit, words in (
        (put_bookmark(Bookmark(" ", 0, 0, 1, 1)), "needs a name"),
        (put_bookmark(Bookmark("a", 0, 0, 0, 1)), "no ground"),
        (put_bookmark(Bookmark("a", 0, 0, math.inf, 1)), "no ground"),
        (rename_bookmark("Park", "B"), "already"),
        (rename_bookmark("none", "C"), "no bookmark none"),
        (remove_bookmark("none"), "no bookmark none"),
    ):
        with pytest.raises(EditError, match=words):
            edit(project)
    assert rename_bookmark("Park", "Park")(project).bookmarks == project.bookmarks
