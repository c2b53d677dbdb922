"""Text into lines, and lines onto pages."""

from __future__ import annotations

import itertools

from hypothesis import given
from hypothesis import strategies as st

from spaceplanner.cartography import fonts
from spaceplanner.reports import flow, typeset
from spaceplanner.reports.components import CLOSE, ROOMY, Column, paragraph, table
from spaceplanner.reports.page import Box, Element, Role
from spaceplanner.reports.typeset import Run, Style

PLAIN = Style(size=10, leading=14, colour="#000000")
STRONG = Style(size=10, leading=14, colour="#000000", weight="bold")
WORDS = st.text(alphabet="abc ñÁ WM.,_-/ ", max_size=200)


def right_edge(line: typeset.Line) -> float:
    last = line[-1]
    return last.x + fonts.text_width(last.text.rstrip(), last.style.size, last.style.weight)


@given(st.lists(st.tuples(WORDS, st.sampled_from([PLAIN, STRONG])), max_size=5), st.floats(30, 300))
def test_no_line_is_wider_than_its_room_and_no_letter_is_lost(parts, width):
    runs = [Run(text, style) for text, style in parts]
    setting = typeset.wrapped(runs, width)
    assert all(right_edge(line) <= width + 0.5 for line in setting.lines)
    said = "".join(piece.text for line in setting.lines for piece in line)
    assert said.replace("\u00a0", " ") == "".join(fonts.writable(text) for text, _ in parts)


@given(WORDS, st.floats(30, 300), st.integers(1, 3))
def test_at_most_so_many_lines_and_an_ellipsis_where_cut(text, width, most):
    setting = typeset.wrapped([Run(text, PLAIN)], width, most=most)
    whole = typeset.wrapped([Run(text, PLAIN)], width)
    assert len(setting.lines) == min(most, len(whole.lines))
    assert all(right_edge(line) <= width + 0.5 for line in setting.lines)
    assert (len(whole.lines) > most) == setting.text.endswith(fonts.ELLIPSIS)


def test_words_stay_whole_where_they_fit():
    setting = typeset.wrapped([Run("uno dos tres cuatro", PLAIN)], 50)
    assert [piece.text.strip() for line in setting.lines for piece in line] == ["uno dos", "tres", "cuatro"]


def test_a_figure_is_not_parted_from_its_unit():
    for width in range(60, 140, 7):
        setting = typeset.wrapped([Run("ancho de banda de 150 m en clases del 46 % o 3 km al sur", PLAIN)], width)
        lines = ["".join(piece.text for piece in line).strip() for line in setting.lines]
        assert not {line.split(" ")[0] for line in lines} & {"m", "%", "km"}


def test_a_long_file_name_breaks_at_its_marks():
    setting = typeset.wrapped([Run("alarmas_comunitarias_2026.xlsx", PLAIN)], 115)
    assert setting.lines[0][0].text == "alarmas_comunitarias_"


def test_small_text_beside_a_large_figure_stands_on_its_line():
    large = Style(size=25, leading=29, colour="#000000")
    figure, beside = typeset.wrapped([Run("31", large), Run(" 12", PLAIN)], 200).marks(0, 0)
    foot = [mark.y + fonts.CAP_HEIGHT / 2 * mark.size for mark in (figure, beside)]
    assert abs(foot[0] - foot[1]) < 0.01


def test_a_title_shrinks_before_it_is_cut():
    styles = [Style(size=size, leading=size, colour="#000000") for size in (30, 20, 10)]
    assert typeset.shrunk("Parque", 300, styles, most=1).pitch == 30
    assert typeset.shrunk("Parque La Merced del Sur", 150, styles, most=1).pitch == 10
    assert typeset.shrunk("Parque " * 40, 150, styles, most=1).text.endswith(fonts.ELLIPSIS)


def _blocks(rows: int) -> list[flow.Block]:
    made = table([Column("Head", 1)], [[f"row {i}"] for i in range(rows)], 200)
    return [flow.Block(body=(paragraph("Before", 200),)), flow.of_table(None, made)]


@given(st.integers(1, 90), st.floats(80, 400))
def test_a_table_breaks_between_rows_with_its_head_repeated(rows, height):
    pages = flow.flow(_blocks(rows), 200, height)
    said = [element.text for page in pages for top in page for element in top.walk() if element.text]
    assert [text for text in said if text.startswith("row")] == [f"row {i}" for i in range(rows)]
    tables = [top for page in pages for top in page if top.role is Role.TABLE]
    assert said.count("Head") == len(tables)
    assert all(top.box.bottom <= height + 0.01 for page in pages for top in page)


def test_rows_do_not_overlap():
    (page,) = flow.flow(_blocks(20), 200, 1e9)
    rows = page[1].children
    assert all(abs(a.box.bottom - b.box.y) < 1e-6 for a, b in itertools.pairwise(rows))


def test_close_print_takes_less_room():
    tall = [table([Column("Head", 1)], [["row"]], 200, print_=print_).rows[0].box.height for print_ in (ROOMY, CLOSE)]
    assert tall[1] < tall[0]


def test_an_empty_block_takes_no_page():
    full = Element(role=Role.PARAGRAPH, box=Box(0, 0, 10, 100), lang="en", text="x")
    assert len(flow.flow([flow.Block(body=(full,)), flow.Block(body=())], 10, 100)) == 1
