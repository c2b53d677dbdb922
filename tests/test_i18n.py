"""Words and numbers in the language of the moment."""

from __future__ import annotations

import threading

import pytest
from hypothesis import given
from hypothesis import strategies as st

from spaceplanner import i18n
from spaceplanner.errors import CrsError


@pytest.mark.parametrize(
    ("value", "digits", "spanish", "english"),
    [
        (5214, 0, "5\u202f214", "5,214"),
        (20148, 0, "20\u202f148", "20,148"),
        (1234567.89, 1, "1\u202f234\u202f567,9", "1,234,567.9"),
        (72.44, 1, "72,4", "72.4"),
        (-0.04, 1, "0,0", "0.0"),
        (-12.5, 1, "\u221212,5", "\u221212.5"),
        (None, 0, "sin datos", "no data"),
        (float("nan"), 0, "sin datos", "no data"),
    ],
)
def test_numbers_as_each_language_writes_them(value, digits, spanish, english):
    with i18n.speaking("es"):
        assert i18n.number(value, digits) == spanish
    with i18n.speaking("en"):
        assert i18n.number(value, digits) == english


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("0,7", 0.7),
        (" 0.7 ", 0.7),
        ("-1,5", -1.5),
        ("0,125", 0.125),
        ("1500,50", 1500.5),
        ("1e3", 1000.0),
        ("60000", 6e4),
    ],
)
def test_numbers_are_read_with_a_point_or_a_comma(text, value):
    assert i18n.read_number(text) == value


@pytest.mark.parametrize("text", ["60,000", "1,234.5", "1,2,3", "", "many", "5,", ",", "1.234,5", "1,e3"])
def test_what_is_no_number_or_may_be_read_in_two_ways_is_refused(text):
    with pytest.raises(ValueError):
        i18n.read_number(text)


def test_percent_and_money():
    with i18n.speaking("es"):
        assert i18n.percent(0.463) == "46\u00a0%"
        assert i18n.money(84300) == "USD\u00a084\u202f300"
    assert i18n.percent(0.463) == "46%"


@given(st.floats(-1e9, 1e9), st.integers(0, 3))
def test_a_number_reads_back_as_itself(value, digits):
    with i18n.speaking("es"):
        text = i18n.number(value, digits)
    back = float(text.replace("\u202f", "").replace(",", ".").replace("\u2212", "-"))
    assert back == pytest.approx(value, abs=0.5 * 10**-digits + 1e-6)


def test_a_block_speaks_its_language_in_its_own_thread_only():
    heard: list[str] = []
    with i18n.speaking("es"):
        thread = threading.Thread(target=lambda: heard.append(i18n.language()))
        thread.start()
        thread.join()
        assert i18n.gettext("no data") == "sin datos"
    assert heard == ["en"]


def test_an_error_is_worded_when_it_is_read():
    error = CrsError("The project has no layer {layer}.", layer="a<b")
    assert str(error) == "The project has no layer a<b."
    with i18n.speaking("es"):
        assert str(error) == "El proyecto no tiene ninguna capa a<b."


@pytest.mark.parametrize(
    ("variable", "code"), [("es_EC.UTF-8", "es"), ("en_GB", "en"), ("en", "en"), ("C.UTF-8", "es")]
)
def test_the_system_language(monkeypatch, variable, code):
    for name in ("LANGUAGE", "LC_ALL", "LC_MESSAGES", "LANG"):
        monkeypatch.setenv(name, variable)
    assert i18n.system_language() == code


def test_unknown_language_is_refused():
    with pytest.raises(ValueError, match="xx"):
        i18n.use("xx")
