"""The font's advances, against ReportLab's own reading of the same font."""

from __future__ import annotations

import io

import pytest
from hypothesis import given
from hypothesis import strategies as st
from reportlab.pdfbase.ttfonts import TTFont

from spaceplanner.cartography import fonts


@pytest.mark.parametrize("weight", list(fonts.FILES))
def test_widths_are_those_that_the_pdf_uses(weight):
    peer = TTFont(f"peer-{weight}", io.BytesIO(fonts.data(weight)))
    for text in ("Parque La Merced", "31 · 12–49", "«¿Ñandú?» 1 : 2 500 m²", "Größe"):
        assert fonts.text_width(text, 10, weight) == pytest.approx(peer.stringWidth(text, 10), abs=0.03)


@pytest.mark.parametrize("weight", list(fonts.FILES))
def test_digits_have_one_width(weight):
    assert len({fonts.text_width(digit, 10, weight) for digit in "0123456789"}) == 1


def test_a_font_is_made_the_same_each_time():
    first = fonts.data("regular")
    fonts.data.cache_clear()
    assert fonts.data("regular") == first


def test_large_letters_stand_closer():
    assert fonts.text_width("Merced", 30) < 3 * fonts.text_width("Merced", 10)


def test_what_cannot_be_written_is_marked_once():
    assert fonts.writable("a🌳🌳b") == f"a{fonts.MISSING}b"
    assert fonts.writable("e\u0301") == "é"
    assert fonts.writable("a\u202eb\x00c\nd") == "abc d"


@given(st.text(max_size=60))
def test_whatever_comes_can_be_written(text):
    assert all(fonts.has(character) for character in fonts.writable(text))


@given(st.text(alphabet="abc ÁÑü WM.", max_size=80), st.floats(5, 200))
def test_a_fitted_text_fits(text, width):
    cut = fonts.fitted(text, width, 10)
    if cut != text:
        assert cut.endswith(fonts.ELLIPSIS)
        assert fonts.text_width(cut, 10) <= width or cut == fonts.ELLIPSIS
    else:
        assert fonts.text_width(cut, 10) <= width
