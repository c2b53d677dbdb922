"""Operations as they reach the content stream of a page."""

from __future__ import annotations

import io
import re
from typing import TYPE_CHECKING

import numpy as np
import pypdf
import pytest
from reportlab.pdfgen.canvas import Canvas

from spaceplanner.cartography.drawing import Anchor, Badges, Colour, Dots, Group, Lines, Picture, Polygons, Stroke, Text
from spaceplanner.reports.pdf_surface import PdfSurface

if TYPE_CHECKING:
    from collections.abc import Iterable

    from spaceplanner.cartography.drawing import Operation

BLACK, RED = Colour("#000000"), Colour("#FF0000", 0.5)
SQUARE = np.array([[0, 0], [10, 0], [10, 10], [0, 10], [0, 0]], dtype=float)


def page(*operations: Operation, clip: tuple[float, float, float, float] | None = None) -> pypdf.PageObject:
    """A page of 400 by 400 pixels with the operations on it."""
    buffer = io.BytesIO()
    canvas = Canvas(buffer, pagesize=(300, 300), invariant=1, pageCompression=0)
    surface = PdfSurface(canvas, 400)
    groups: Iterable[Group] = (Group(key="all", operations=operations),)
    if clip:
        with surface.within(*clip, radius=5):
            surface.draw(groups)
    else:
        surface.draw(groups)
    canvas.showPage()
    canvas.save()
    buffer.seek(0)
    return pypdf.PdfReader(buffer).pages[0]


def stream(*operations: Operation, **more) -> str:
    contents = page(*operations, **more).get_contents()
    assert contents is not None
    return contents.get_data().decode("latin-1")


def test_pixels_become_points_with_y_upward():
    code = stream(Polygons(rings=(SQUARE,), starts=(0,), fill=BLACK))
    assert "0.00 300.00 m 7.50 300.00 l 7.50 292.50 l 0.00 292.50 l h f*" in code


def test_merged_polygons_are_one_path_filled_by_the_non_zero_rule():
    rings = (SQUARE, SQUARE + 5)
    merged = stream(Polygons(rings=rings, starts=(0, 1), fill=RED, merged=True))
    apart = stream(Polygons(rings=rings, starts=(0, 1), fill=RED))
    assert re.findall(r"h (f\*?)\b", merged) == ["f"]
    assert merged.count(" h") == 2
    assert apart.count("h f*") == 2


def test_opacity_and_dashes_are_kept():
    line = Lines(paths=(SQUARE[:2],), stroke=Stroke(RED, 2.0, (4.0, 2.0)))
    code = stream(line)
    assert "[3 1.5] 0 d" in code
    assert "1.5 w" in code
    states = page(line)["/Resources"]["/ExtGState"]  # type: ignore[index]
    assert any(state.get_object().get("/CA") == 0.5 for state in states.values())


def test_a_thousand_dots_are_short_round_lines():
    xy = np.random.default_rng(0).uniform(0, 400, (1000, 2))
    code = stream(Dots(xy=xy, radius=2, fill=BLACK, stroke=Stroke(RED, 1)))
    assert code.count(" m ") == 2000
    assert "1 J" in code
    assert len(code) < 80_000
    assert "3.75 w" in code
    assert "2.25 w" in code


def test_a_picture_is_clipped_and_moved():
    code = stream(Polygons(rings=(SQUARE,), starts=(0,), fill=BLACK), clip=(100, 40, 50, 50))
    assert "W n" in code
    assert "75.00 270.00 m" in code


@pytest.mark.parametrize(("anchor", "left"), [(Anchor.LEFT, 100), (Anchor.CENTRE, 82), (Anchor.RIGHT, 64)])
def test_text_is_placed_by_its_anchor(anchor, left):
    drawn = page(Text(x=100, y=50, text="Merced", size=10, colour=BLACK, anchor=anchor))
    found: list[tuple[str, float]] = []
    drawn.extract_text(visitor_text=lambda text, _cm, tm, _font, _size: found.append((text.strip(), tm[4])))
    ((text, x),) = [item for item in found if item[0]]
    assert text == "Merced"
    assert x / 0.75 == pytest.approx(left, abs=2)


def test_a_halo_is_stroked_under_the_letters():
    code = stream(Text(x=10, y=10, text="A", size=10, colour=BLACK, halo=Colour("#FFFFFF")))
    assert code.index("1 Tr") < code.rindex("Tj")
    assert code.count("Tj") == 2


def test_text_that_no_font_has_is_still_drawn():
    assert page(Text(x=10, y=10, text="Sol ☀️ שלום", size=10, colour=BLACK)).extract_text().startswith("Sol")


def test_a_badge_has_its_icon():
    code = stream(Badges(xy=np.array([[20.0, 20.0]]), radius=8, icon="bell", fill=BLACK, ink=RED))
    assert " c " in code


def test_a_picture_is_placed_and_keeps_its_opacity():
    pixels = np.full((8, 16, 4), (10, 200, 30, 255), np.uint8)
    pixels[0, :, 3] = 0
    drawn = page(Picture(pixels=pixels, box=(100, 40, 200, 90), opacity=0.5))
    contents = drawn.get_contents()
    assert contents is not None
    assert b"75 0 0 37.5 75 232.5 cm" in contents.get_data()
    (image,) = drawn.images
    assert image.image is not None
    found = np.asarray(image.image.convert("RGBA"))
    assert tuple(found[4, 4]) == (10, 200, 30, 128)
    assert found[0, 0, 3] == 0
