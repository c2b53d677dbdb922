"""Ranks on the map: where they stand, which is on top, and that names keep away from them."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pytest

from spaceplanner.cartography import ranks, scene, symbols
from spaceplanner.cartography.drawing import Polygons, Text
from spaceplanner.cartography.style import map_style, theme
from spaceplanner.cartography.view import View
from spaceplanner.domain.layer import Role
from spaceplanner.domain.result import Diagnosis, Result
from tests.cartography.town import layer, squares

if TYPE_CHECKING:
    from spaceplanner.domain.result import ProposalResult
from dataclasses import replace

from spaceplanner.domain.layer import GeometryKind
from spaceplanner.domain.project import Project
from tests.services import plaza


@pytest.fixture(scope="module")
def scored() -> ProposalResult:
    return plaza.result(plaza.lamp())


PROJECT = Project(name="Squares", crs="EPSG:32717", layers=(squares(4),))
VIEW = View.fitted((0.0, 0.0, 8_000.0, 8_000.0), 800, 600)


def result_of(scored: ProposalResult, **spaces: str) -> Result:
    """Return a result of proposals, the first first, each for a space."""
    items = tuple(
        replace(scored, id=key, space=space, rank=rank) for rank, (key, space) in enumerate(spaces.items(), start=1)
    )
    return Result(diagnosis=Diagnosis(spaces=(), method={}), proposals=items)


def sheet(name: str = "light") -> symbols.Sheet:
    return symbols.Sheet(VIEW, map_style(name), theme(name), PROJECT.settings)


def test_a_mark_points_at_its_space(scored):
    ((key, rank, (left, top, right, bottom)),) = ranks.flags(PROJECT, result_of(scored, a="s0"), VIEW)
    x, y = VIEW.to_pixels(np.array([[50.0, 50.0]]))[0]
    assert (key, rank) == ("a", 1)
    assert (left + right) / 2 == pytest.approx(x, abs=0.5)
    assert top < bottom < y
    assert y - bottom < 10


def test_several_for_one_space_stand_side_by_side_in_order(scored):
    found = {key: frame for key, _, frame in ranks.flags(PROJECT, result_of(scored, a="s1", b="s0", c="s1"), VIEW)}
    assert found["a"][2] < found["c"][0]
    assert found["a"][1] == found["c"][1]
    middle = VIEW.to_pixels(np.array([[4050.0, 50.0]]))[0, 0]
    assert (found["a"][0] + found["c"][2]) / 2 == pytest.approx(middle, abs=0.5)


def test_what_has_no_place_or_is_out_of_view_has_no_mark(scored):
    result = result_of(scored, a="gone", b="s0")
    assert [key for key, *_ in ranks.flags(PROJECT, result, VIEW)] == ["b"]
    away = View.fitted((50_000.0, 50_000.0, 51_000.0, 51_000.0), 800, 600)
    assert ranks.flags(PROJECT, result, away) == ()
    assert ranks.flags(replace(PROJECT, layers=()), result, VIEW) == ()


@pytest.mark.parametrize("name", ["light", "dark"])
def test_the_chosen_one_is_on_top_in_full_colour(scored, name):
    found = ranks.marks(PROJECT, result_of(scored, a="s0", b="s1", c="s2"), sheet(name), chosen="b")
    assert [item.text for item in found if isinstance(item, Text)] == ["3", "1", "2"]
    fills = [item.fill for item in found if isinstance(item, Polygons)]
    assert fills[0] == fills[1] != fills[2]


def test_spaces_known_as_points_are_marked_too(scored):
    points = layer("spaces", Role.SPACES, GeometryKind.POINT, np.array([[100.0, 200.0]]), id=["s0"], name=["Parque"])
    (flag,) = ranks.flags(replace(PROJECT, layers=(points,)), result_of(scored, a="s0"), VIEW)
    assert flag[0] == "a"


def test_the_scene_marks_all_only_where_it_is_wanted_and_names_keep_away(scored):
    result = result_of(scored, a="s0", b="s3")

    def groups(**options: object) -> dict[str, tuple]:
        found = scene.scene(PROJECT, VIEW, result=result, **options)  # type: ignore[arg-type]
        return {group.key: group.operations for group in found}

    assert "ranks" not in groups()
    assert "ranks" not in {group.key for group in scene.scene(PROJECT, VIEW, ranked=True)}
    found = groups(ranked=True)
    frames = ranks.frames(found["ranks"])
    assert len(frames) == 2
    for text in found["labels"]:
        for left, top, right, bottom in frames:
            assert not (left <= text.x <= right and top <= text.y <= bottom)
