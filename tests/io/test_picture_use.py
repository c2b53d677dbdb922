"""What a picture file says that it is for."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from PIL import Image

from spaceplanner.io.picture_use import PictureUse, of_file

if TYPE_CHECKING:
    from pathlib import Path


def picture(path: Path, **tags: object) -> Path:
    """A picture with EXIF entries: `maker`, `taken`, `changed` or `latitude`."""
    exif = Image.Exif()
    if "maker" in tags:
        exif[0x010F] = tags["maker"]
    if "changed" in tags:
        exif[0x0132] = tags["changed"]
    if "taken" in tags:
        exif.get_ifd(0x8769)[0x9003] = tags["taken"]
    if "latitude" in tags:
        gps = exif.get_ifd(0x8825)
        gps[1], gps[2] = "S", (tags["latitude"], 0.0, 0.0)
    Image.new("RGB", (32, 20), "red").save(path, exif=exif.tobytes())
    return path


@pytest.mark.parametrize("ending", [".jpg", ".JPEG", ".png", ".webp"])
@pytest.mark.parametrize("said", [{"maker": "Canon"}, {"taken": "2026:08:15 19:45:30"}, {"latitude": 2.0}])
def test_a_cameras_name_time_or_place_makes_a_photograph(tmp_path, ending, said):
    assert of_file(picture(tmp_path / f"a{ending}", **said)) is PictureUse.PHOTOGRAPH


def test_a_world_file_makes_ground_also_of_what_a_camera_took(tmp_path):
    path = picture(tmp_path / "vuelo.jpg", maker="DJI", latitude=2.0)
    (tmp_path / "vuelo.jgw").write_text("0.1\n0\n0\n-0.1\n622000\n9758000\n")
    assert of_file(path) is PictureUse.GROUND


def test_a_world_file_that_is_none_says_nothing(tmp_path):
    path = picture(tmp_path / "plano.png")
    (tmp_path / "plano.pgw").write_text("none")
    assert of_file(path) is None


def test_a_tiff_is_ground_by_its_name_alone(tmp_path):
    assert of_file(tmp_path / "gone.TIF") is PictureUse.GROUND


@pytest.mark.parametrize("said", [{}, {"changed": "2026:08:15 19:45:30"}, {"maker": "\0 "}])
def test_without_a_camera_nobody_knows(tmp_path, said):
    assert of_file(picture(tmp_path / "a.jpg", **said)) is None


@pytest.mark.parametrize("data", [b"", b"no picture", b"\xff\xd8\xff\xe1\x00\x10Exif\0\0broken"])
def test_what_is_no_picture_or_broken_says_nothing(tmp_path, data):
    (tmp_path / "a.jpg").write_bytes(data)
    assert of_file(tmp_path / "a.jpg") is None
    assert of_file(tmp_path / "gone.jpg") is None


def test_of_a_large_picture_the_pixels_are_not_read(tmp_path, monkeypatch):
    path, plain = picture(tmp_path / "a.png", maker="Canon"), tmp_path / "b.png"
    Image.new("RGB", (32, 20)).save(plain)
    monkeypatch.setattr("PIL.ImageFile.ImageFile.load", lambda _self: pytest.fail("pixels were read"))
    assert of_file(path) is PictureUse.PHOTOGRAPH
    assert of_file(plain) is None
