"""What is typed into a cell, read by the kind of its column."""

from __future__ import annotations

import datetime as dt

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pytest

from spaceplanner import i18n
from spaceplanner.domain.layer import Role
from spaceplanner.domain.project import Project
from spaceplanner.errors import EditError
from spaceplanner.services.cell_values import offered, read
from tests.services.city import points, town

LAYER = points(
    "lamps",
    Role.LAMPS,
    np.zeros((2, 2)),
    working=[True, None],
    power_w=[1.0, None],
    poles=[1, 2],
    luminaire=["street", None],
    TIPO=["LED", "Ñandú"],
    day=pa.array([dt.date(2024, 1, 1), None]),
    moment=pa.array([None, None], pa.timestamp("s")),
)
PROJECT = Project(name="", layers=(LAYER,))


@pytest.mark.parametrize(
    ("column", "text", "value"),
    [
        ("working", " Sí ", True),
        ("working", "no", False),
        ("working", "", None),
        ("power_w", "1500", 1500.0),
        ("power_w", "7,5", 7.5),
        ("poles", "3", 3),
        ("poles", str(2**63 - 1), 2**63 - 1),
        ("poles", "-3.0", -3),
        ("luminaire", " STREET ", "street"),
        ("TIPO", " x ", " x "),
        ("day", "31/5/2026", dt.date(2026, 5, 31)),
        ("day", "2026-05-31", dt.date(2026, 5, 31)),
        ("moment", "31/05/2026 20:15", dt.datetime(2026, 5, 31, 20, 15)),  # noqa: DTZ001 - wall time
        ("moment", "2026-05-31T20:15:09.5", dt.datetime(2026, 5, 31, 20, 15, 9)),  # noqa: DTZ001
    ],
)
def test_a_value_is_read_as_people_type_it(column, text, value):
    found = read(PROJECT, LAYER, column, text)
    assert found == value
    assert type(found) is type(value)


@pytest.mark.parametrize(
    ("column", "text", "why"),
    [
        ("working", "perhaps", "neither yes nor no"),
        ("power_w", "1,500", "no number"),
        ("power_w", "inf", "no number"),
        ("power_w", "nan", "no number"),
        ("power_w", "-1", "cannot be negative"),
        ("poles", "1.5", "whole numbers"),
        ("poles", str(2**63), "too large"),
        ("luminaire", "torch", "none of the values of luminaire: street"),
        ("day", "31/02/2026", "no date"),
        ("day", "0001-01-01", "no date"),
        ("moment", "2026-05-31T20:15+01:00", "no date"),
        ("nothing", "1", "no column nothing"),
    ],
)
def test_what_is_no_value_is_refused_with_the_reason(column, text, why):
    with pytest.raises(EditError, match=why):
        read(PROJECT, LAYER, column, text)


def test_incidents_are_not_changed():
    project = town()
    incidents = project.layer("incidents")
    assert incidents is not None
    with pytest.raises(EditError, match="correct it at its source"):
        read(project, incidents, "category", "x")


def test_few_texts_are_offered_in_their_order_and_many_are_not():
    assert offered(PROJECT, LAYER, "TIPO") == ("LED", "Ñandú")
    assert offered(PROJECT, LAYER, "power_w") == ()
    assert offered(PROJECT, LAYER, "luminaire")[0] == "street"
    many = points("many", Role.CONTEXT, np.zeros((40, 2)), name=[str(i) for i in range(40)])
    assert offered(PROJECT, many, "name") == ()


def test_of_a_column_of_names_only_the_first_are_looked_at(monkeypatch):
    seen: list[int] = []
    unique = pc.unique

    def counted(values):
        seen.append(len(values))
        return unique(values)

    monkeypatch.setattr(pc, "unique", counted)
    count = 50_000
    texts = [f"Poste {place}" for place in range(count)]
    layer = points("poles", Role.CONTEXT, np.zeros((count, 2)), name=texts, kind=["b", "a"] * (count // 2))
    assert offered(PROJECT, layer, "name") == ()
    assert sum(seen) < count / 2
    seen.clear()
    assert offered(PROJECT, layer, "kind") == ("a", "b")
    assert sum(seen) == count


def test_yes_and_no_are_read_in_the_language_in_use():
    i18n.use("es")
    assert read(PROJECT, LAYER, "working", "Sí") is True
    assert read(PROJECT, LAYER, "working", "yes") is True
