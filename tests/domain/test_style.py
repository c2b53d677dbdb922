"""Styles: what they may hold, which class a row is in, and the edit that gives one to a layer."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pyarrow as pa
import pytest

from spaceplanner.domain import ramps
from spaceplanner.domain.layer import GeometryKind, Layer, Role, Source
from spaceplanner.domain.project import Project
from spaceplanner.domain.style import MOST_CATEGORIES, Category, Style, StyleKind, set_style
from spaceplanner.domain.style_classes import classes, codes
from spaceplanner.errors import EditError

HOSTILE = "<b onload=x>\" ' {0} \u202e"


def lamps(role: Role = Role.LAMPS) -> Layer:
    table = pa.table({"power": [60.0, None, 100.0, 250.0, float("nan")], "kind": ["LED", HOSTILE, None, " ", "sodium"]})
    return Layer(
        id="lamps", name="Luminarias", role=role, kind=GeometryKind.POINT,
        geometry=np.zeros((5, 2)), table=table, source=Source(path="x.csv"),
    )  # fmt: skip


@pytest.fixture
def project() -> Project:
    return Project(name="x", layers=(lamps(),))


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"colour": "red"}, "no colour"),
        ({"outline": "#12345"}, "no colour"),
        ({"size": 0.0}, "size of 0"),
        ({"size": float("nan")}, "pixels is not possible"),
        ({"outline_width": 99.0}, "at most 12"),
        ({"opacity": 1.5}, "Opacity"),
        ({"ramp": "jet"}, "no ramp"),
        ({"nearest": 5000.0, "farthest": 1000.0}, "no scale"),
        ({"farthest": float("inf")}, "above 0"),
        ({"kind": StyleKind.CATEGORIES}, "Choose the column"),
        ({"kind": StyleKind.GRADUATED, "column": "a", "limits": (1.0,)}, "1 to 12 classes"),
        ({"kind": StyleKind.GRADUATED, "column": "a", "limits": (1.0, 2.0, 2.0)}, "must rise"),
        ({"kind": StyleKind.GRADUATED, "column": "a", "limits": (1.0, float("nan"))}, "must rise"),
        ({"categories": (Category("a", "#000000"), Category("a", "#FFFFFF"))}, "value a has two"),
        ({"categories": tuple(Category(str(i), "#000000") for i in range(MOST_CATEGORIES + 1))}, "301 categories"),
    ],
)
def test_what_no_style_can_be_is_refused(changes, said):
    with pytest.raises(EditError, match=said):
        Style(**changes)


def test_a_style_is_given_and_taken_away(project):
    style = Style(colour="#009E73")
    styled = set_style("lamps", style)(project)
    assert styled.layers[0].style == style
    assert styled.layers[0].table is project.layers[0].table
    assert set_style("lamps", replace(style))(styled) is styled
    assert set_style("lamps", None)(styled).layers[0].style is None


def test_what_is_not_there_and_incidents_are_refused(project):
    with pytest.raises(EditError, match="no layer x"):
        set_style("x", Style())(project)
    with pytest.raises(EditError, match="has no column height"):
        set_style("lamps", Style(kind=StyleKind.CATEGORIES, column="height"))(project)
    hidden = Project(name="x", layers=(lamps(Role.INCIDENTS),))
    with pytest.raises(EditError, match="density only"):
        set_style("lamps", Style())(hidden)


def test_numbers_are_in_the_class_whose_upper_limit_they_do_not_exceed():
    style = Style(kind=StyleKind.GRADUATED, column="power", limits=(60.0, 100.0, 150.0))
    assert codes(lamps().table, style).tolist() == [0, 3, 0, 2, 3]
    assert [part.belongs.value for part in classes(style)] == ["range", "range", "others", "missing"]
    assert (classes(style)[0].colour, classes(style)[1].colour) == ("#440154", "#FDE725")


def test_texts_are_in_their_category_as_they_are_and_blanks_have_no_value():
    style = Style(
        kind=StyleKind.CATEGORIES, column="kind", categories=(Category(HOSTILE, "#000000"), Category("LED", "#FFFFFF"))
    )
    assert codes(lamps().table, style).tolist() == [1, 0, 3, 3, 2]
    assert classes(style)[0].label == HOSTILE


@pytest.mark.parametrize(
    ("column", "value", "found"),
    [
        (pa.array([True, False, None]), "true", [0, 1, 2]),
        (pa.array([1, 2, None]), "1", [0, 1, 2]),
        (pa.array([1.0, 1.5, None]), "1", [0, 1, 2]),
        (pa.array([0, 1, None], pa.date32()), "1970-01-01", [0, 1, 2]),
        (pa.array(["a", "b", None]).dictionary_encode(), "a", [0, 1, 2]),
        (pa.array([], pa.string()), "a", []),
        (pa.array([["a"], None, []]), "a", [2, 2, 2]),
    ],
    ids=lambda value: str(getattr(value, "type", "")),
)
def test_categories_of_other_types(column, value, found):
    style = Style(kind=StyleKind.CATEGORIES, column="c", categories=(Category(value, "#000000"),))
    assert codes(pa.table({"c": column}), style).tolist() == found


def test_a_column_that_is_gone_has_no_values():
    style = Style(kind=StyleKind.GRADUATED, column="gone", limits=(0.0, 1.0))
    assert codes(lamps().table, style).tolist() == [2] * 5


@pytest.mark.parametrize("name", list(ramps.RAMPS))
def test_colours_of_a_ramp_go_from_end_to_end(name):
    anchors = ramps.RAMPS[name].colours
    found = ramps.spread(name, 5)
    assert (found[0], found[-1]) == (anchors[0], anchors[-1])
    assert ramps.spread(name, 5, reverse=True) == found[::-1]
    assert len(ramps.spread(name, 1)) == 1
    assert len(set(ramps.spread(name, 12))) == 12


@pytest.mark.parametrize("name", ["viridis", "cividis"])
def test_ramps_are_those_of_matplotlib(name):
    """The anchors are every sixteenth part of matplotlib's; between them the colours stay within 9 of 255."""
    matplotlib = pytest.importorskip("matplotlib")
    theirs = matplotlib.colormaps[name](np.linspace(0, 1, 33))[:, :3] * 255
    ours = [[int(code[at : at + 2], 16) for at in (1, 3, 5)] for code in ramps.spread(name, 33)]
    assert np.abs(theirs - ours).max() < 9


def test_the_first_colours_of_categories_are_all_different():
    assert len(set(ramps.category_colours(3 * ramps.DISTINCT))) == 3 * ramps.DISTINCT
