import datetime as dt

import openpyxl
import pytest

from spaceplanner.errors import FileError
from spaceplanner.io import sources


@pytest.fixture
def book(tmp_path):
    def make(**sheets):
        workbook = openpyxl.Workbook()
        workbook.remove(workbook.active)
        for name, rows in sheets.items():
            sheet = workbook.create_sheet(name)
            for row in rows:
                sheet.append(row)
        path = tmp_path / "libro.xlsx"
        workbook.save(path)
        return path

    return make


def test_types_are_kept_and_mixed_columns_become_text(book):
    path = book(
        Datos=[
            ["codigo", "fecha", "hora", "n", "x", "mezcla"],
            ["0901", dt.date(2025, 1, 2), dt.time(3, 4), 1, 1.5, 7],
            ["17", dt.date(2025, 1, 3), dt.time(23, 0), 2, None, "siete"],
        ]
    )
    (entry,) = sources.entries(path)
    assert sources.read(entry).table.to_pylist() == [
        {"codigo": "0901", "fecha": dt.date(2025, 1, 2), "hora": "03:04:00", "n": 1, "x": 1.5, "mezcla": "7"},
        {"codigo": "17", "fecha": dt.date(2025, 1, 3), "hora": "23:00:00", "n": 2, "x": None, "mezcla": "siete"},
    ]


def test_empty_sheets_are_left_out_and_an_empty_book_is_refused(book):
    path = book(Nada=[], Datos=[["a", "b"], [1, 2]])
    assert [entry.layer for entry in sources.entries(path)] == ["Datos"]
    with pytest.raises(FileError, match="no sheet"):
        sources.entries(book(Nada=[]))


def test_a_cut_off_book_is_refused(book, tmp_path):
    whole = book(Datos=[["a", "b"], [1, 2]]).read_bytes()
    cut = tmp_path / "cut.xlsx"
    cut.write_bytes(whole[: len(whole) // 2])
    with pytest.raises(FileError, match="damaged or cut off"):
        sources.entries(cut)
