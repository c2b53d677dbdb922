"""Filtering, sorting and copying a layer's table, beside NumPy and Python on the same rows."""

from __future__ import annotations

import csv
import datetime as dt
import io
import math
from typing import TYPE_CHECKING, Any

import numpy as np
import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st

from spaceplanner.domain.layer import Role
from spaceplanner.errors import EditError, MappingError
from spaceplanner.io.names import plain
from spaceplanner.reports.tables import safe
from spaceplanner.services.attributes import MOST_COPIED, csv_text, filtered, ordered
from spaceplanner.services.column_statistics import describe
from tests.services.city import points

if TYPE_CHECKING:
    from spaceplanner.domain.layer import Layer

NUMBERS = st.lists(st.none() | st.integers(-5, 5) | st.floats(-3, 3, width=16) | st.just(math.nan), max_size=40)
TEXTS = st.lists(st.none() | st.text(alphabet="aábcnñzAÁZ '=", max_size=3), max_size=40)


def layer(role: Role = Role.CONTEXT, **columns: Any) -> Layer:
    count = len(next(iter(columns.values())))
    return points("some", role, np.zeros((count, 2)), **columns)


def oracle(values: list[Any], rows: list[int], key: Any, *, descending: bool) -> list[int]:
    """Return the rows by Python's own sort, which keeps the order of equal ones."""
    missing = [row for row in rows if values[row] is None or values[row] != values[row]]
    known = [row for row in rows if row not in missing]
    # reverse=True keeps the order of equal ones too.
    return sorted(known, key=lambda row: key(values[row]), reverse=descending) + missing


@given(values=NUMBERS, descending=st.booleans(), data=st.data())
def test_numbers_are_sorted_as_python_sorts_them(values, descending, data):
    rows = data.draw(st.permutations(range(len(values))))[: data.draw(st.integers(0, 40))]
    table = pa.table({"value": pa.array(values, pa.float64(), from_pandas=False)})
    found = ordered(table, "value", np.array(rows, dtype=np.int64), descending=descending)
    assert found.tolist() == oracle(values, rows, float, descending=descending)


@given(values=TEXTS, descending=st.booleans())
def test_texts_are_sorted_by_the_alphabet_without_accents(values, descending):
    table = pa.table({"value": pa.array(values, pa.string())})
    found = ordered(table, "value", np.arange(len(values)), descending=descending)
    assert found.tolist() == oracle(
        values, list(range(len(values))), lambda text: (plain(text), text.encode()), descending=descending
    )


def test_dates_flags_and_coded_texts_are_sorted_too():
    day = dt.date(2024, 1, 1)
    table = pa.table(
        {
            "day": pa.array([day + dt.timedelta(2), None, day], pa.date32()),
            "flag": pa.array([True, False, None]),
            "coded": pa.array(["b", "a", "b"]).dictionary_encode(),
            "nothing": pa.nulls(3),
            "lists": pa.array([[1], [0], None]),
        }
    )
    rows = np.arange(3)
    assert ordered(table, "day", rows).tolist() == [2, 0, 1]
    assert ordered(table, "flag", rows).tolist() == [1, 0, 2]
    assert ordered(table, "flag", rows, descending=True).tolist() == [0, 1, 2]
    assert ordered(table, "coded", rows).tolist() == [1, 0, 2]
    assert ordered(table, "nothing", rows).tolist() == [0, 1, 2]
    assert ordered(table, "lists", rows).tolist() == [0, 1, 2]


def test_a_table_in_pieces_is_sorted_as_one():
    pieces = pa.chunked_array([[3, 1], [], [2, None, 1]])
    assert ordered(pa.table({"value": pieces}), "value", np.arange(5)).tolist() == [1, 4, 2, 0, 3]
    assert ordered(pa.table({"value": pieces}), "value", np.array([4, 3, 2, 0])).tolist() == [4, 2, 0, 3]


def test_a_filter_gives_the_rows_it_selects_and_none_gives_all():
    table = pa.table({"working": [True, False, None], "watts": [60.0, None, 100.0], "name": ["LED", "Na", None]})
    assert filtered(table, "  ").tolist() == [0, 1, 2]
    assert filtered(table, "working = false").tolist() == [1]
    assert filtered(table, "watts > 50 AND NOT name = 'Na'").tolist() == [0]
    assert filtered(table, "name IS NULL OR watts IS NULL").tolist() == [1, 2]


@pytest.mark.parametrize(("expression", "position"), [("watts >", 8), ("watts > > 3", 9), ("(watts = 1", 11), ("#", 1)])
def test_a_filter_that_does_not_parse_says_where(expression, position):
    with pytest.raises(MappingError) as refused:
        filtered(pa.table({"watts": [1.0]}), expression)
    assert refused.value.parameters["position"] == position


def test_a_filter_on_a_column_that_is_missing_or_of_another_kind_says_so():
    table = pa.table({"watts": [1.0], "lists": pa.array([[1]])})
    with pytest.raises(MappingError, match="There is no column power"):
        filtered(table, "power = 1")
    with pytest.raises(MappingError):
        filtered(table, "lists = 'a'")


@given(rows=st.lists(st.tuples(st.text(max_size=6), st.none() | st.integers(-9, 9)), min_size=1, max_size=8))
def test_what_is_copied_reads_back_and_no_text_is_a_formula(rows):
    names, counts = [row[0] for row in rows], [row[1] for row in rows]
    made = layer(name=pa.array(names, pa.string()), count=pa.array(counts, pa.int64()))
    order = np.arange(len(rows))[::-1]
    text = csv_text(made, order, ["count", "name"], safe)
    back = list(csv.reader(io.StringIO(text, newline="")))
    assert back[0] == ["count", "name"]
    assert [cells[0] for cells in back[1:]] == ["" if value is None else str(value) for value in counts[::-1]]
    assert [cells[1] for cells in back[1:]] == [safe(name) for name in names[::-1]]


def test_a_formula_is_escaped_in_heads_too():
    made = layer(Role.CONTEXT, **{"=1+1": ["=HYPERLINK(1)", "@x", "plain", None]})
    text = csv_text(made, np.arange(4), ["=1+1"], safe)
    assert [cells[0] if cells else "" for cells in csv.reader(io.StringIO(text))] == [
        "'=1+1",
        "'=HYPERLINK(1)",
        "'@x",
        "plain",
        "",
    ]


def test_incidents_are_never_copied_nor_more_rows_than_a_clipboard_takes():
    with pytest.raises(EditError, match="no raw incident leaves the program"):
        csv_text(layer(Role.INCIDENTS, category=["a"]), np.arange(1), ["category"], safe)
    many = MOST_COPIED + 1
    with pytest.raises(EditError, match="too many"):
        csv_text(layer(value=np.zeros(many)), np.arange(many), ["value"], safe)


@given(values=NUMBERS)
def test_statistics_of_numbers_are_those_of_numpy(values):
    found = describe(layer(value=pa.array(values, pa.float64(), from_pandas=False)), "value")
    known = np.array([v for v in values if v is not None and not math.isnan(v)], dtype=float)
    assert (found.rows, found.count, found.missing) == (len(values), len(known), len(values) - len(known))
    assert found.distinct == len(np.unique(known))
    if len(known):
        assert found.least == known.min()
        assert found.most == known.max()
        assert found.mean == pytest.approx(known.mean(), abs=1e-12)
        assert found.median == np.median(known)
    else:
        assert found.mean is found.median is found.least is None


def test_statistics_of_some_rows_and_of_other_kinds():
    day = dt.datetime(2024, 5, 1, 20)  # noqa: DTZ001 - wall time
    made = layer(
        name=["a", "b", "a", None],
        lit=[True, None, True, False],
        when=pa.array([day, day + dt.timedelta(1), None, day + dt.timedelta(9)], pa.timestamp("s")),
    )
    names = describe(made, "name")
    assert (names.least, names.most, names.mean, names.distinct) == ("a", "b", None, 2)
    assert names.common == (("a", 2), ("b", 1))
    assert describe(made, "name", np.array([1, 3])).common == ()
    assert describe(made, "lit").common == ((True, 2), (False, 1))
    when = describe(made, "when")
    assert (when.least, when.median, when.most) == (day, day + dt.timedelta(1), day + dt.timedelta(9))


def test_statistics_of_incidents_tell_what_an_export_may():
    values = [1.0] * 12 + [7.0] * 3 + [None] * 5
    made = layer(Role.INCIDENTS, severity=pa.array(values, pa.float64()))
    found = describe(made, "severity")
    assert found.withheld
    assert (found.rows, found.count, found.missing) == (20, 15, 5)
    assert found.least is found.most is found.distinct is None
    assert found.mean == pytest.approx(33 / 15)
    assert found.common == ()  # 12 of 15 would give the three away
    few = describe(made, "severity", np.arange(11, 15))
    assert few.rows is few.count is few.mean is None
    rest = describe(made, "severity", np.arange(17))
    assert rest.rows is None  # 20 - 17 gives three away
