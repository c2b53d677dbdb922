"""Hot spots for the window: the picture against the figures, the names of places, what a project offers, the words."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Any

import numpy as np
import pytest
import shapely

from spaceplanner.analysis import disclosure, getis_ord
from spaceplanner.domain import edits
from spaceplanner.domain.layer import GeometryKind, Role
from spaceplanner.errors import Cancelled
from spaceplanner.services import hotspot_words, hotspots, validation_words
from spaceplanner.services.hotspot_answer import Place, answer
from spaceplanner.services.hotspot_methods import METHODS
from spaceplanner.services.hotspot_offer import last_quarter, offer
from spaceplanner.services.hotspot_picture import CONFIDENCE, picture
from spaceplanner.services.hotspots import Request
from spaceplanner.services.selection import Question
from spaceplanner.services.validation import validate
from tests.services.city import X, Y, points, town
from tests.services.test_hotspot_areas import districts, with_layers

EVERYTHING = Question()


def streets() -> Any:
    """Streets every 100 m, in both directions."""
    lines = [shapely.LineString([(X, Y + y), (X + 1200, Y + y)]) for y in range(0, 801, 100)]
    lines += [shapely.LineString([(X + x, Y), (X + x, Y + 800)]) for x in range(0, 1201, 100)]
    layer = points("streets", Role.STREETS, np.zeros((len(lines), 2)))
    return replace(layer, kind=GeometryKind.LINE, geometry=np.array(lines, dtype=object))


def found(project: Any, **request: Any) -> hotspots.HotSpots:
    return hotspots.find(project, EVERYTHING, Request(**request))


def test_a_density_is_drawn_from_where_five_incidents_contribute():
    of = found(town())
    ground = picture(of)
    assert ground.field is not None
    assert ground.unit == "incidents_km2_year"
    assert of.surface is not None
    assert of.years is not None
    one = of.surface.one * 1e6 / of.years
    assert ground.field.breaks[0] >= disclosure.FEWEST * one
    assert ground.field.values == pytest.approx(of.surface.values * 1e6 / of.years)
    assert len(ground.spots) == len(of.spots)


def test_the_share_of_all_is_per_hectare_and_sums_to_all():
    of = found(town(), unit="probability")
    field = picture(of).field
    assert field is not None
    assert picture(of).unit == "share_ha"
    assert field.values.sum() * field.cell**2 / 1e4 == pytest.approx(100.0)


@pytest.mark.parametrize("cells", ["square", "hexagon", "districts"])
@pytest.mark.parametrize("fdr", [True, False])
def test_the_classes_of_gi_are_those_of_its_p(cells, fdr):
    project = with_layers(town(), districts())
    of = found(project, method="gi", cells=cells, fdr=fdr, bandwidth=None if cells == "districts" else 100.0)
    ground = picture(of)
    assert of.cells is not None
    z, p = of.cells.figures["z"], of.cells.figures["p_adjusted" if fdr else "p"]
    areas = shapely.area(of.cells.shapes)
    for side, sign in (("hot", 1), ("cold", -1)):
        for step, low in enumerate(CONFIDENCE):
            high = (*CONFIDENCE, 2.0)[step + 1]
            inside = (np.sign(z) == sign) & (1 - p >= low) & (1 - p < high)
            drawn = sum(
                shapely.area(tint.shapes).sum() for tint in ground.tints if (tint.scale, tint.step) == (side, step)
            )
            assert drawn == pytest.approx(areas[inside].sum(), abs=1e-6)
    assert ground.corrected is fdr
    assert any(tint.scale == "hot" for tint in ground.tints)


def test_the_raw_cells_that_are_hot_are_among_those_drawn():
    of = found(town(), method="gi", bandwidth=100.0)
    assert of.cells is not None
    z, p, adjusted = (of.cells.figures[name] for name in ("z", "p", "p_adjusted"))
    assert int(((z > 0) & (p <= getis_ord.ALPHA)).sum()) == of.method["hot_cells_raw"]
    assert int(((z > 0) & (adjusted <= getis_ord.ALPHA)).sum()) == of.method["hot_cells_corrected"]


def test_rates_show_every_district_and_which_rest_on_little():
    layer = districts(visitors=[float(50 if i == 0 else 900 + i) for i in range(24)])
    of = found(with_layers(town(), layer), method="rates", people="visitors")
    ground = picture(of)
    assert ground.unit == "rate_year"
    assert sum(len(tint.shapes) for tint in ground.tints) == len(of.spots)
    few = [spot for spot in of.spots if hotspot_words.flag(spot) in {"few_people", "few_events"}]
    assert len(ground.doubtful) == len(few) > 0
    assert any("Fewer than 20 incidents" in said for said in hotspot_words.warnings(of))


def test_along_streets_what_is_drawn_holds_what_is_hot():
    of = found(with_layers(town(), streets()), method="network")
    ground = picture(of)
    assert ground.unit == "incidents_km_year"
    drawn = shapely.union_all(np.concatenate([tint.shapes for tint in ground.tints]))
    hot = shapely.union_all(ground.spots)
    assert hot.length > 0
    assert hot.difference(drawn.buffer(0.01)).length == pytest.approx(0, abs=1e-6)
    assert of.cells is not None
    assert of.cells.figures["share"].sum() <= 1.0


def test_places_are_named_by_what_holds_them_else_by_the_nearest_space():
    plain = answer(town(), EVERYTHING, Request())
    assert plain.places[0] == Place("Parque La Merced", inside=True)
    assert plain.places[1] == Place("Plaza <b>Central</b>", inside=False)
    named = answer(with_layers(town(), districts()), EVERYTHING, Request())
    assert named.places[1].inside
    assert named.places[1].name.startswith("Barrio ")
    bare = replace(town(), layers=tuple(layer for layer in town().layers if layer.role is Role.INCIDENTS))
    assert answer(bare, EVERYTHING, Request()).places[0] == Place("", inside=False)


def test_who_gives_up_is_heard():
    def enough(fraction: float, message_id: str) -> None:
        if fraction > 0.3:
            raise Cancelled(message_id)

    with pytest.raises(Cancelled):
        answer(town(), EVERYTHING, Request(), enough)


def test_what_a_project_offers():
    made = offer(with_layers(town(), districts(visitors=[1.0] * 24), streets()))
    assert made.incidents == 450
    assert made.categories == (("robo a personas", 450),)
    assert made.first is not None
    assert made.last is not None
    assert date(2024, 1, 1) <= made.first < made.last <= date(2026, 12, 31)
    assert (made.severity, made.districts, made.streets) == (False, True, True)
    assert "visitors" in made.people
    assert set(made.methods) == set(METHODS)
    empty = offer(replace(town(), layers=()))
    assert (empty.incidents, empty.first, empty.districts) == (0, None, False)


def test_the_last_quarter_is_a_quarter():
    assert last_quarter(date(2024, 1, 1), date(2024, 12, 31)) == date(2024, 10, 1)


def test_the_words_say_what_was_found():
    of = found(town())
    part = sum(spot.incidents for spot in of.spots)
    assert hotspot_words.summary(of).startswith(f"{len(of.spots)} hot spots hold {part} of 450 incidents")
    assert hotspot_words.tests(of) == ""
    gi = found(town(), method="gi", bandwidth=100.0)
    assert f"{gi.method['hot_cells_raw']} raw" in hotspot_words.tests(gi)
    assert all(hotspot_words.means(name) for name in METHODS)


def test_where_nothing_is_found_it_is_not_called_safe():
    of = replace(found(town()), spots=())
    assert "Empty is empty" in hotspot_words.summary(of)


def test_every_trial_has_words_and_leads_back_to_a_method():
    of = validate(town(), train_to=date(2026, 3, 31), test_from=date(2026, 4, 1))
    (best,) = validation_words.best(of)
    assert best.accuracy.hit_rate == max(trial.accuracy.hit_rate for trial in of.trials)
    for trial in of.trials:
        assert validation_words.name(trial.method) != trial.method
        sought = validation_words.sought(trial)
        assert (sought is None) == (trial.bandwidth is None)
        if sought is not None:
            options: dict[str, Any] = dict(sought[1])
            request = Request(method=sought[0], bandwidth=trial.bandwidth, **options)
            hotspots.find(town(), EVERYTHING, request)


@pytest.mark.parametrize(
    ("name", "options"),
    [
        ("density-gaussian", {"kernel": "gaussian"}),
        ("network-discontinuous", {"kernel": "quartic", "split": "discontinuous"}),
        ("network-continuous", {"kernel": "quartic", "split": "continuous"}),
    ],
)
def test_a_trial_leads_back_with_all_it_was_made_with(name, options):
    """Along streets the quartic is what was judged, whatever kernel the form has chosen."""
    (trial, *_) = validate(town(), train_to=date(2026, 3, 31), test_from=date(2026, 4, 1)).trials
    assert validation_words.sought(replace(trial, method=name, bandwidth=150.0)) == (name.partition("-")[0], options)


def test_of_held_out_months_the_window_shows_what_an_export_would():
    """Of tight clouds a narrower bandwidth would hold more of the held-out months."""
    project = town()
    (layer,) = project.by_role(Role.INCIDENTS)
    middles = np.array([(X + 180, Y + 170)] * 300 + [(X + 800, Y + 400)] * 150)
    project = edits.put_layer(replace(layer, geometry=(layer.geometry + middles) / 2))(project)
    request = Request(bandwidth="held-out", kernel="gaussian")
    assert float(found(project, bandwidth="held-out", kernel="gaussian").method["bandwidth_m"]) < 100
    shown = answer(project, EVERYTHING, request)
    published = hotspots.find(project, EVERYTHING, request, publish=True)
    assert shown.bandwidth == published.method["bandwidth_m"]
    assert shown.bandwidth >= 100
    assert [spot.incidents for spot in shown.found.spots] == [spot.incidents for spot in published.spots]
    assert shown.in_metres == replace(request, bandwidth=shown.bandwidth)
    plain = Request(method="gi", cells="square")
    assert answer(town(), EVERYTHING, plain).in_metres is plain
