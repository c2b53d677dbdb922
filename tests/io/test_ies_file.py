"""IES files: the variants of the format, closed forms for what is in them, and sentences for what cannot be used."""

from __future__ import annotations

from math import cos, pi, radians
from typing import Any

import numpy as np
import pytest

from spaceplanner.errors import FileError, InputError
from spaceplanner.io import ies_file
from tests.io.luminaires import text


def cosine(_h, v):
    return 1000 / pi * max(cos(radians(v)), 0.0)


def lobed(h, v):
    # Mean over the circle: 100; over each quarter and half as well.
    return 100 + 80 * cos(radians(4 * h))


ALL = tuple(range(0, 361, 5))


def parsed(**changes: Any) -> Any:
    return ies_file.parsed(text(changes.pop("candela", cosine), **changes), "lamp.ies")


def test_a_lambertian_luminaire_gives_its_lumens():
    fine = tuple(np.arange(0, 90.5, 0.5))
    found = parsed(vertical=fine)
    assert found.distribution.flux() == pytest.approx(1000, rel=2e-5)
    assert (found.lumens, found.power_w, found.absolute) == (1000, 60, False)
    assert found.distribution.name == "Test lantern"
    assert found.distribution.at(np.radians([0, 60])) == pytest.approx([1000 / pi, 500 / pi])


@pytest.mark.parametrize("version", ["", "IESNA91", "IESNA:LM-63-1995", "IES:LM-63-2019"])
@pytest.mark.parametrize("wrap", [1, 3, 500])
@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_versions_line_ends_and_wraps_say_the_same(version, wrap, end):
    found = parsed(version=version, wrap=wrap, end=end, keywords="Any old label" if not version else "[LUMCAT] X1")
    assert found.distribution.intensity == pytest.approx(parsed().distribution.intensity)
    assert found.distribution.name == ("X1" if version else "lamp.ies")


def test_commas_and_the_old_end_of_file_mark():
    commas = text(cosine).replace(" ", ", ") + "\x1a"
    commas = commas.replace("Test, lantern", "Test lantern")
    found = ies_file.parsed(commas, "lamp.ies").distribution.intensity
    assert found == pytest.approx(parsed().distribution.intensity)


@pytest.mark.parametrize(
    "horizontal",
    [(0,), tuple(range(0, 91, 5)), tuple(range(0, 181, 5)), ALL, tuple(range(90, 271, 5)), (0, 10, 45, 70, 80, 90)],
    ids=["round", "quarter", "half", "whole", "other half", "uneven steps"],
)
def test_planes_are_averaged_over_the_circle(horizontal):
    linear = (lambda h, _v: 2.0 * h) if horizontal == (0, 10, 45, 70, 80, 90) else lobed
    found = parsed(candela=linear, horizontal=horizontal)
    mean = {(0,): 180.0, (0, 10, 45, 70, 80, 90): 90.0}.get(horizontal, 100.0)
    assert found.distribution.intensity == pytest.approx(np.full(19, mean), rel=1e-9)


def test_lamps_multipliers_and_ballast():
    found = parsed(lamps="2", lumens="4000", multiplier="3", ballast="0.9 0.95 118")
    assert found.lumens == 8000
    assert found.power_w == 118
    # Candela of the luminaire: per 1000 lumens times lumens.
    assert found.distribution.intensity[0] * found.lumens / 1000 == pytest.approx(1000 / pi * 3 * 0.9 * 0.95)


def test_absolute_photometry_knows_its_lumens_from_its_light():
    found = parsed(lumens="-1", multiplier="4.2", vertical=tuple(np.arange(0, 90.5, 0.5)), ballast="1 1 0")
    assert found.absolute
    assert found.power_w is None
    assert found.lumens == pytest.approx(4200, rel=2e-5)
    assert found.distribution.flux() == pytest.approx(1000, rel=1e-12)


def test_tilt_factors_are_read_past():
    tilt = "TILT=INCLUDE\n1\n3\n0 45\n90\n1.0 .95 .9"
    assert parsed(tilt=tilt).distribution.intensity == pytest.approx(parsed().distribution.intensity)


def test_light_upwards():
    found = parsed(candela=lambda _h, _v: 50.0, vertical=tuple(range(90, 181, 10)))
    assert found.distribution.flux(0, pi / 2) == 0
    assert found.distribution.flux() == pytest.approx(2 * pi * 50, rel=1e-9)


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"kind": "2"}, "line 5.*type B"),
        ({"kind": "3"}, "line 5.*type A"),
        ({"kind": "7"}, "line 5.*photometric type is 7"),
        ({"lamps": "1.5"}, "line 5: number of lamps"),
        ({"lumens": "many"}, "line 5: many stands"),
        ({"lumens": "nan"}, "line 5: nan stands"),
        ({"lumens": "0"}, "0 lumens"),
        ({"multiplier": "0"}, "line 6.*multiplier"),
        ({"horizontal": (0, 30, 350)}, "line 10: horizontal angles"),
        ({"horizontal": (0, 90, 60, 180)}, "horizontal angles"),
        ({"vertical": (0, 10, 5, 90)}, "vertical angles"),
        ({"vertical": (-90, 0, 90)}, "type C"),
        ({"candela": lambda _h, _v: -1.0}, "negative"),
        ({"candela": lambda _h, _v: 0.0}, "no light"),
        ({"tilt": "TILT=INCLUDE\n1\n0"}, "line 6: number of tilt angles is 0"),
    ],
)
def test_what_cannot_be_used_is_said_with_its_line(changes, sentence):
    with pytest.raises(InputError, match=sentence):
        parsed(**changes)


def test_too_few_and_too_many_numbers():
    whole = text(cosine)
    with pytest.raises(InputError, match="18 of 19 numbers"):
        ies_file.parsed(whole.rsplit(" ", 1)[0], "lamp.ies")
    with pytest.raises(InputError, match=r"line 13.*more numbers"):
        ies_file.parsed(whole + "7\n", "lamp.ies")
    with pytest.raises(InputError, match="0 of 1 numbers"):
        ies_file.parsed("TILT=NONE\n", "lamp.ies")


def test_files(tmp_path):
    path = tmp_path / "lantern.ies"
    path.write_text(text(cosine), encoding="ascii")
    assert ies_file.read(path).lumens == 1000
    (tmp_path / "other.ies").write_bytes(b"\x89PNG\r\n\x00\xff" * 50)
    with pytest.raises(FileError, match="no IES file"):
        ies_file.read(tmp_path / "other.ies")
    (tmp_path / "big.ies").write_bytes(b" " * (ies_file.LARGEST + 1))
    with pytest.raises(FileError, match="too large"):
        ies_file.read(tmp_path / "big.ies")
    with pytest.raises(FileError, match="cannot be read"):
        ies_file.read(tmp_path / "none.ies")
