# ruff: noqa: DTZ001 - local wall time is meant
import numpy as np
import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st
from numpy.typing import NDArray

from spaceplanner.io import columns, numerals


def numbers(*texts: str | None, grouped: bool = False) -> NDArray[np.float64]:
    return numerals.numbers(pa.array(texts, pa.string()), grouped=grouped)


@pytest.mark.parametrize(
    ("texts", "expected"),
    [
        (("1,5", "-79,89"), (1.5, -79.89)),
        (("1.234,5", "7"), (1234.5, 7)),
        (("490,247.15", "3"), (490247.15, 3)),
        (("9.785.123", "1.000"), (9785123, 1000)),
        (("150 W", "70w"), (150, 70)),
        (("1 234", "1\u00a0234,5"), (1234, 1234.5)),
        (("−2,5", "+.5"), (-2.5, 0.5)),
        (("1e3", "5."), (1000, 5)),
        (("1,234", "12,500"), (1.234, 12.5)),
    ],
)
def test_forms_that_offices_use(texts, expected):
    assert numbers(*texts).tolist() == list(expected)


def test_a_comma_before_three_digits_groups_where_the_field_is_a_count():
    assert numbers("1,234", "12,500", grouped=True).tolist() == [1234, 12500]
    assert numbers("1,234", "12,5", grouped=True).tolist() == [1.234, 12.5]


def test_columns_written_alike_are_understood_together():
    x, y = numerals.together([pa.array(["490,247"]), pa.array(["5,459,171"])])
    assert (x[0], y[0]) == (490247, 5459171)


def test_words_are_no_numbers():
    assert np.isnan(numbers("x", None, "", "s/d")).all()


@given(st.lists(st.floats(allow_nan=False, allow_infinity=False, width=32), min_size=1))
def test_numbers_come_back_from_text(values):
    assert numbers(*[repr(value) for value in values]).tolist() == [float(repr(value)) for value in values]


@given(st.lists(st.floats(-1e6, 1e6).map(lambda value: round(value, 5)), min_size=1))
def test_decimal_commas_come_back(values):
    assert numbers(*[f"{value:.5f}".replace(".", ",") for value in values]).tolist() == values


def test_yes_no_and_what_is_neither():
    flags, unknown = columns.flags(
        pa.array(["BUENO", "malo", "Dañada", "xx", None, "s/d"]), ("bueno",), ("malo", "danada")
    )
    assert flags.to_pylist() == [True, False, False, None, None, None]
    assert unknown == ["xx"]


def test_every_type_a_reader_gives_becomes_a_simple_one():
    import datetime as dt

    table = pa.table(
        {
            "small": pa.array([1], pa.int8()),
            "list": pa.array([[1, 2]]),
            "bytes": pa.array([b"x"]),
            "code": pa.array(["09"]).dictionary_encode(),
            "infinite": pa.array([float("inf")]),
            "fine": pa.array([dt.datetime(2025, 1, 1, 2, 3, 4, 5)], pa.timestamp("us")),
            "CODE": pa.array(["x"], pa.large_string()),
        }
    )
    simple = columns.simple(table)
    assert simple.to_pylist() == [
        {
            "small": 1,
            "list": "[1, 2]",
            "code": "09",
            "infinite": None,
            "fine": dt.datetime(2025, 1, 1, 2, 3, 4),
            "CODE 2": "x",
        }
    ]
