"""Opening hours as offices write them."""

from __future__ import annotations

import math

import pytest

from spaceplanner.services import hours


@pytest.mark.parametrize(
    ("text", "opens", "closes"),
    [
        ("08:00-22:00", 8, 22),
        ("8h00 a 20h30", 8, 20.5),
        ("de 8 a 22", 8, 22),
        ("8am to 5 pm", 8, 17),
        ("8:00 a.m. - 12:00 p.m. / 2:00 p.m. - 6:30 p.m.", 8, 18.5),
        ("17:00 - 02:00", 17, 26),
        ("12:00 am - 12:00 pm", 0, 12),
        ("24 horas", 0, 24),
        ("Siempre abierto", 0, 24),
        ("08:00:00-19:00:00", 8, 19),
        ("08:00-22:00; sabados 09:00-13:00", 8, 22),
        ("sábado 9-13, L-V 8h a 20h", 8, 20),
        ("L-V 18:00-02:00; D 8:00-12:00", 8, 26),
        ("9 a 18 (tel 2345678)", 9, 18),
        ("8 a 20 / 1 de enero cerrado", 8, 20),
        ("8 a 22 de lunes a viernes, del 1 al 6 de enero cerrado", 8, 22),
        ("12 a 22", 12, 22),
        ("entre las 8 y las 22", 8, 22),
        ("abre 08:00, cierra 22:00", 8, 22),
    ],
)
def test_spans(text, opens, closes):
    assert hours.span(text) == (opens, closes)


@pytest.mark.parametrize(
    "text", ["", "cerrado", "por la noche", "99:00-99:30", "08:00", "lunes a viernes", "2345678", "1 a 6 de enero"]
)
def test_what_says_no_span(text):
    assert all(math.isnan(end) for end in hours.span(text))


@pytest.mark.parametrize(
    ("text", "hour"),
    [
        ("22:00", 22),
        ("7 pm", 19),
        ("19h30", 19.5),
        ("1899-12-31 20:15:00", 20.25),
        ("0.75", 18),
        ("0,5", 12),
        ("24:00", 24),
    ],
)
def test_moments(text, hour):
    assert hours.moment(text) == pytest.approx(hour)


@pytest.mark.parametrize(
    ("opens", "closes", "late"),
    [(8, 19, 0), (8, 19.5, 1), (17, 26, 1), (math.nan, 2, 1), (math.nan, 18, 0), (math.nan, 23, 1), (18, 30, 1)],
)
def test_open_at_night(opens, closes, late):
    assert hours.late(opens, closes) == late


def test_unknown_hours_stay_unknown():
    assert math.isnan(hours.late(8, math.nan))
