from __future__ import annotations

import pytest

from spaceplanner.domain.criteria import NEED_PARTS, SCORE_CRITERIA
from spaceplanner.domain.result import Figure
from spaceplanner.io import catalogue
from spaceplanner.services import measures
from spaceplanner.services.evaluation import Evaluator
from tests.services import cities


@pytest.mark.parametrize(
    ("value", "unit", "text"),
    [
        (238, "count", "238"),
        (5214, "people", "5,214"),
        (0.456, "share", "46%"),
        (72.44, "points", "72.4"),
        (3.26, "per_year", "3.3"),
        (188.4, "per_year", "188"),
        (84300, "money", "USD\u00a084,300"),
        (16_412.7, "m2", "16,413"),
        (1.04, "m2", "1.0"),
    ],
)
def test_a_unit_has_its_digits(value, unit, text):
    assert measures.text(Figure(exact=value, published=value, unit=unit)) == text


def test_no_value_is_never_a_zero():
    none = Figure(exact=None, published=None, unit="count", reason="no_layer")
    few = Figure(exact=3, published=None, unit="count", withheld="fewer_than_5")
    share = Figure(exact=0.3, published=None, unit="share", withheld="fewer_than_5")
    assert (measures.text(none), measures.text(none, "published")) == ("no data", "no data")
    assert (measures.text(few), measures.text(few, "published")) == ("3", "fewer than 5")
    assert measures.text(share, "published") == "too few"
    yearly = Figure(exact=48.7, published=None, unit="per_year", withheld="fewer_than_5")
    assert measures.text(yearly, "published") == "too few"  # four in a month are 49 a year, not fewer than 5
    derivable = Figure(exact=46, published=None, unit="count", withheld="derivable")
    assert measures.text(derivable, "published") == "withheld"
    assert measures.why(derivable, "published").startswith("Withheld")
    assert measures.why(none).startswith("No data: the project has no layer")
    assert measures.why(few) == ""
    assert measures.why(few, "published").startswith("Withheld")


def test_an_interval_is_written_like_its_value():
    figure = Figure(exact=31, published=31, unit="per_year", low=12.2, high=49.4, published_low=10, published_high=50)
    assert measures.interval(figure) == "12–49"
    assert measures.interval(figure, "published") == "10–50"
    assert measures.interval(Figure(exact=1, published=1, unit="count")) == ""


def test_every_figure_part_and_criterion_has_words_and_its_unit():
    found = Evaluator(catalogue.load()).evaluate(cities.made_city()).diagnosis.spaces[0]
    for measure, figure in found.figures.items():
        assert measures.label(measure)
        assert measures.short(measure)
        assert measures.MEASURES[measure].unit == figure.unit
    for part in (*NEED_PARTS, *SCORE_CRITERIA):
        assert measures.label(part.id)


def test_what_is_drawn_is_rounded_alike_inside_and_outside():
    inside = Figure(
        exact=41.4, low=-52.7, high=134.7, published=41, published_low=-53, published_high=130, unit="per_year"
    )
    shown = measures.drawn(inside)
    assert measures.interval(shown) == measures.interval(shown, "published") == "−53 to 130"
    assert measures.text(shown) == measures.text(shown, "published") == "41"
    assert measures.drawn(Figure(exact=None, published=None, unit="per_year", reason="no_dates")).exact is None
