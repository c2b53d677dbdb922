import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st

from spaceplanner.errors import MappingError
from spaceplanner.io import where

PLOTS = pa.table(
    {
        "clase": ["Area Verde", "Otro", None, "area verde"],
        "area": ["1,5", "3", "x", None],
        "n": [1, 2, 3, None],
        "Tipo Muert.": ["A", "B", "C", "O'Hara"],
    }
)


@pytest.mark.parametrize(
    ("expression", "rows"),
    [
        ("clase = 'Area Verde'", [0]),
        ("clase <> 'Area Verde'", [1, 3]),
        ("clase ILIKE 'area%'", [0, 3]),
        ("clase LIKE 'area%'", [3]),
        ("clase='Area Verde' or n>2", [0, 2]),
        ("not clase='Otro'", [0, 3]),
        ("area > 1.4", [0, 1]),
        ("area = 1,5", [0]),
        ("n>-1,5 and n<1,5", [0]),
        ("n between 1,5 and 2,05 or (area < 1,6)", [0, 1]),
        ("n in (1,3)", [0, 2]),
        ("n in (1,2) and n < 1,5", [0]),
        ("n in (1, 3)", [0, 2]),
        ("n not in (1)", [1, 2]),
        ("n between 2 and 3 and clase is null", [2]),
        ("clase is not null and (n < 2 or n >= 2)", [0, 1]),
        ("\"Tipo Muert.\" = 'O''Hara'", [3]),
        ("[Tipo Muert.] = 'B'", [1]),
        ("n = '2'", [1]),
        ("CLASE = 'Otro'", [1]),
        ("n is null", [3]),
    ],
)
def test_rows_selected(expression, rows):
    assert where.selected(expression, PLOTS).nonzero()[0].tolist() == rows


@pytest.mark.parametrize(
    ("expression", "position"),
    [
        ("clase = ", 8),
        ("clase = 'a' xx", 13),
        ("(n=1", 5),
        ("n ~ 3", 3),
        ("clase = Area", 9),
        ("", 1),
        ("n is 3", 6),
        ("n = 1, 5", 6),
        ("n = 1.5,5", 8),
        ("n = 1,", 6),
        ("n = 1,-5", 6),
    ],
)
def test_mistake_is_located(expression, position):
    with pytest.raises(MappingError, match=f"at character {position}\\."):
        where.selected(expression, PLOTS)


def test_unknown_column_names_those_near():
    with pytest.raises(MappingError, match=r"no column clas\. Near it: clase"):
        where.selected("clas = 'a'", PLOTS)


@given(st.text(max_size=40))
def test_any_text_is_an_expression_or_a_mistake(text):
    try:
        mask = where.selected(text, PLOTS)
    except MappingError:
        return
    assert len(mask) == PLOTS.num_rows


@given(st.sampled_from(["=", "<>", "<", "<=", ">", ">="]), st.integers(-3, 5))
def test_not_turns_a_comparison_round_except_for_nulls(sign, value):
    chosen = where.selected(f"n {sign} {value}", PLOTS)
    rest = where.selected(f"NOT n {sign} {value}", PLOTS)
    assert (chosen ^ rest).tolist() == [True, True, True, False]


def test_a_long_filter_is_not_repeated_in_full():
    with pytest.raises(MappingError) as caught:
        where.selected("(" * 10_000, PLOTS)
    assert len(str(caught.value)) < 300
