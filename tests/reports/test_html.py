"""Markup from hostile texts."""

from __future__ import annotations

import json
from html.parser import HTMLParser

from hypothesis import given
from hypothesis import strategies as st

from spaceplanner.reports import html


class _Reader(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.seen: list[tuple[str, dict[str, str | None]]] = []
        self.text = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.seen.append((tag, dict(attrs)))

    def handle_data(self, data: str) -> None:
        self.text += data


def _read(markup: str) -> _Reader:
    reader = _Reader()
    reader.feed(markup)
    reader.close()
    return reader


@given(st.text())
def test_any_text_comes_back_as_text_and_nothing_else(text):
    reader = _read(html.tag("p", text, title=text))
    assert [tag for tag, _ in reader.seen] == ["p"]
    # An HTML parser turns carriage returns into line feeds, as it must.
    assert reader.text == html.clean(text)
    assert reader.seen[0][1]["title"] == html.clean(text)


@given(
    st.recursive(
        st.none() | st.booleans() | st.text(), lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner)
    )
)
def test_json_in_a_script_is_the_same_json_and_cannot_end_the_script(value):
    written = html.json_in_script(value)
    assert json.loads(written) == value
    assert written.isascii()
    assert not set("<>&") & set(written)


def test_attributes_have_plain_names_and_absent_ones_are_left_out():
    made = html.tag("label", "a", class_="b", for_="c", aria_label="d & e", open=True, hidden=False, id=None)
    assert made == '<label class="b" for="c" aria-label="d &amp; e" open>a</label>'


def test_markup_is_kept_and_void_elements_have_no_end():
    assert html.tag("p", html.tag("b", "<"), html.tag("br")) == "<p><b>&lt;</b><br></p>"


def test_controls_and_lone_surrogates_do_not_reach_the_file():
    assert html.clean("a\x00b\ud800c\td\n") == "a�b�c\td\n"
