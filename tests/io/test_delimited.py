import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from spaceplanner.errors import FileError, InputError
from spaceplanner.io import delimited, headings
from spaceplanner.io.opening import datasets


@pytest.fixture
def table(tmp_path):
    def make(content, **options):
        path = tmp_path / "table.csv"
        path.write_bytes(content if isinstance(content, bytes) else content.encode())
        (dataset,) = datasets(path)
        return delimited.read(dataset, **options)

    return make


@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|"])
@pytest.mark.parametrize("ending", ["\n", "\r\n", "\r"])
def test_delimiters_and_line_ends(table, delimiter, ending):
    lines = [delimiter.join(row) for row in (("código", "x", "y"), ("009", "1", "2"), ("010", "", "3"))]
    frame = table(ending.join(lines) + ending)
    assert frame.table.to_pylist() == [
        {"código": "009", "x": "1", "y": "2"},
        {"código": "010", "x": None, "y": "3"},
    ]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1252", "utf-16"])
def test_encodings_are_found(table, encoding):
    frame = table("año;señal\n2025;Dañada\n".encode(encoding))
    assert frame.table.to_pylist() == [{"año": "2025", "señal": "Dañada"}]


def test_an_encoding_can_be_given_and_must_exist(table):
    assert table("año,b\nñ,1\n".encode("cp850"), encoding="cp850").table.column_names == ["año", "b"]
    with pytest.raises(InputError, match="no encoding klingon"):
        table("a,b\n1,2\n", encoding="klingon")


def test_quotes_commas_and_line_breaks_inside_cells(table):
    frame = table('name,note\n"Parque ""El Sol""","first, then\nsecond"\n')
    assert frame.table.to_pylist() == [{"name": 'Parque "El Sol"', "note": "first, then\nsecond"}]


def test_a_quote_that_is_never_closed_does_not_swallow_the_rest(table):
    frame = table("id,name\n" + '1,"broken\n' + "".join(f"{i},park\n" for i in range(2, 50)))
    assert len(frame) == 49


def test_ragged_rows_are_mended_in_place_or_counted(table):
    frame = table("a,b,c\n1,2,3\n4,5\n6,7,8,\n9,10,11,12\n13,14,15\n")
    assert frame.table.column("a").to_pylist() == ["1", "4", "6", "13"]
    assert frame.lost == {"ragged": 1}
    assert frame.notes[0][1] == {"count": "2"}


def test_titles_above_the_names_are_skipped(table):
    frame = table(
        "Informe mensual;;\nFuente: policía;;\n\nfecha;lat;lon\n01/02/2025;-1,6;-78,6\n02/02/2025;-1,7;-78,7\n"
    )
    assert frame.table.column_names == ["fecha", "lat", "lon"]
    assert len(frame) == 2


def test_a_table_without_names_gets_numbers(table):
    frame = table("1,2.5,x\n2,3.5,y\n")
    assert frame.table.column_names == ["column 1", "column 2", "column 3"]
    assert len(frame) == 2


def test_names_are_made_distinct(table):
    assert table("a,A,,a\n1,2,3,4\n").table.column_names == ["a", "A 2", "column 3", "a 3"]


def test_a_table_with_names_only_is_refused(table):
    with pytest.raises(FileError, match="no rows"):
        table("a,b,c\n")


CELL = st.text(
    st.characters(codec="utf-8", exclude_characters="\0\r\ufeff", exclude_categories=("Cs", "Cc")), max_size=8
)


@settings(max_examples=60)
@given(st.lists(st.tuples(CELL, CELL, CELL), min_size=1, max_size=8))
def test_whatever_csv_writes_comes_back(tmp_path_factory, rows):
    import csv

    path = tmp_path_factory.mktemp("csv") / "t.csv"
    with path.open("w", newline="", encoding="utf-8") as stream:
        writer = csv.writer(stream, quoting=csv.QUOTE_ALL)
        writer.writerow(["uno", "dos", "tres"])
        writer.writerows(rows)
    (dataset,) = datasets(path)
    read = [tuple(row.values()) for row in delimited.read(dataset, "utf-8").table.to_pylist()]
    assert read == [tuple(cell or None for cell in row) for row in rows]


def test_two_rows_of_names_are_joined():
    rows: list[list[object]] = [
        [None, "DELITOS COMETIDOS EN ENERO", None, None, None],
        ["FECHA", "UBICACIÓN", None, "COORDENADAS", None],
        [None, "CALLE", "COLONIA", "X", "Y"],
        [45000, "JUAREZ", "CENTRO", 672382.3, 2296059.5],
    ]
    heading = headings.find(rows)
    assert heading.names == ["FECHA", "CALLE", "COLONIA", "X", "Y"]
    assert heading.first_row == 3
