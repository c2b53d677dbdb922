"""Photographs: read from files, rid of what the camera wrote, kept in the project's file, written once."""

from __future__ import annotations

import hashlib
import io
import sqlite3
import struct
from contextlib import closing
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from PIL import Image, ImageOps

from spaceplanner.domain import edits
from spaceplanner.domain import photo as photos
from spaceplanner.domain.project import Project
from spaceplanner.domain.proposal import Proposal
from spaceplanner.errors import EditError, FileError, ProjectError
from spaceplanner.io import crs as systems
from spaceplanner.services import fingerprint

if TYPE_CHECKING:
    from pathlib import Path
from spaceplanner.io import catalogue, photo_file, project_file

CRS = "EPSG:32717"
LON, LAT = -79.75, -2.25


def picture(width: int = 640, height: int = 400, mode: str = "RGB") -> Image.Image:
    """Red at the left, blue at the right, so that one sees how it lies."""
    image = Image.new("RGB", (width, height), "red")
    image.paste("blue", (width // 2, 0, width, height))
    return image.convert(mode)


def exif(*, place: bool = True, turned: int = 1) -> Image.Exif:
    made = Image.Exif()
    made[0x0112], made[0x010F], made[0x0110] = turned, "SecretMaker", "SecretModel"
    made.get_ifd(0x8769)[0x9003] = "2026:08:15 19:45:30"
    if place:
        gps = made.get_ifd(0x8825)
        gps[1], gps[2] = "S", (2.0, 15.0, 0.0)
        gps[3], gps[4] = "W", (79.0, 45.0, 0.0)
    return made


def read(path: Path, **more: Any) -> photos.Photo:
    return photo_file.read(path, **{"crs": CRS, "space": "P1", **more})


def opened(photo: photos.Photo) -> Image.Image:
    return Image.open(io.BytesIO(photo.data))


def test_time_and_place_are_read_and_nothing_of_the_camera_is_kept(tmp_path):
    path = tmp_path / "IMG_1.jpg"
    picture().save(path, exif=exif())
    assert b"SecretMaker" in path.read_bytes()
    photo = read(path)
    assert photo.taken == "2026-08-15T19:45:30"
    assert photo.place == pytest.approx(systems.transformer(systems.DEGREES, CRS).transform(LON, LAT), abs=0.01)
    assert (photo.file, photo.space, photo.proposal) == ("IMG_1.jpg", "P1", None)
    for secret in (b"Secret", b"Exif", b"2026"):
        assert secret not in photo.data
    assert not opened(photo).getexif()


def test_a_picture_lies_as_it_was_held(tmp_path):
    path = tmp_path / "turned.jpg"
    picture().save(path, exif=exif(turned=6), quality=95)  # the camera was turned: left is at the top
    photo = read(path)
    assert (photo.width, photo.height) == opened(photo).size == (400, 640)
    pixels = np.asarray(opened(photo), dtype=int)
    assert pixels[20, 200, 0] > 200
    assert pixels[600, 200, 2] > 200


@pytest.mark.parametrize("size", [(5000, 3000), (2001, 10), (10, 2400)])
def test_a_large_picture_is_made_smaller(tmp_path, size):
    path = tmp_path / "large.png"
    picture(*size).save(path)
    photo = read(path)
    assert max(photo.width, photo.height) == photo_file.LONGEST
    assert photo.width / photo.height == pytest.approx(size[0] / size[1], rel=0.12)


@pytest.mark.parametrize(
    ("ending", "mode"), [("png", "RGBA"), ("png", "P"), ("webp", "RGB"), ("jpg", "CMYK"), ("png", "1"), ("png", "I;16")]
)
def test_kinds_of_pictures(tmp_path, ending, mode):
    path = tmp_path / f"a.{ending}"
    (Image.fromarray(np.zeros((20, 30), dtype=np.uint16)) if mode == "I;16" else picture(30, 20, mode)).save(path)
    photo = read(path)
    assert opened(photo).format == "JPEG"
    assert opened(photo).mode == "RGB"
    assert (photo.width, photo.height) == (30, 20)
    assert photo.taken is None
    assert photo.place is None


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=300)
@given(st.data())
def test_no_change_of_what_the_camera_wrote_costs_the_picture(tmp_path, data):
    sink = io.BytesIO()
    picture(16, 10).save(sink, "JPEG", exif=exif())
    good = bytearray(sink.getvalue())
    start = good.index(b"Exif\0\0") + 6
    end = start - 8 + int.from_bytes(good[start - 8 : start - 6], "big")
    for _ in range(data.draw(st.integers(1, 4))):
        good[data.draw(st.integers(start, end - 1))] = data.draw(st.integers(0, 255))
    (tmp_path / "a.jpg").write_bytes(good)
    found = read(tmp_path / "a.jpg")
    assert sorted((found.width, found.height)) == [10, 16]


@pytest.mark.parametrize("where", [0x8769, 0x8825])
def test_an_unreadable_part_of_what_the_camera_wrote_costs_that_part_alone(tmp_path, monkeypatch, where):
    path = tmp_path / "a.jpg"
    picture().save(path, exif=exif())
    real = Image.Exif.get_ifd

    def broken(self: Image.Exif, tag: int) -> Any:
        if tag == where:
            raise struct.error("unpack requires a buffer of 4 bytes")
        return real(self, tag)

    monkeypatch.setattr(Image.Exif, "get_ifd", broken)
    found = read(path)
    assert (found.width, found.height) == (640, 400)
    assert (found.taken is None) == (where == 0x8769)
    assert (found.place is None) == (where == 0x8825)


@pytest.mark.parametrize("held", range(1, 9))
def test_a_picture_held_in_any_way_is_turned_as_pillow_turns_it(tmp_path, held):
    path = tmp_path / "a.png"
    whole = Image.fromarray(np.random.default_rng(1).integers(0, 255, (4, 6, 3), dtype=np.uint8)).resize((96, 64))
    whole.save(path, exif=exif(turned=held))
    with Image.open(path) as image:
        truth = ImageOps.exif_transpose(image)
    shown = opened(read(path))
    assert shown.size == truth.size
    assert np.abs(np.asarray(shown, dtype=int) - np.asarray(truth, dtype=int)).mean() < 6


def test_a_place_of_nowhere_is_none(tmp_path):
    path = tmp_path / "a.jpg"
    made = exif(place=False)
    gps = made.get_ifd(0x8825)
    gps[1], gps[2], gps[3], gps[4] = "N", (0.0, 0.0, 0.0), "E", (0.0, 0.0, 0.0)
    picture().save(path, exif=made)
    assert read(path).place is None
    picture().save(path, exif=exif())
    assert read(path, crs=None).place is None


def test_what_is_no_picture_is_refused_with_a_reason(tmp_path, monkeypatch):
    good = io.BytesIO()
    picture().save(good, "JPEG")
    for name, data in {
        "empty.jpg": b"",
        "text.jpg": b"hello",
        "cut.jpg": good.getvalue()[: len(good.getvalue()) // 3],
        "gif.jpg": b"GIF89a\x01\x00\x01\x00\x00\x00\x00;",
    }.items():
        (tmp_path / name).write_bytes(data)
        with pytest.raises(FileError) as caught:
            read(tmp_path / name)
        assert name in str(caught.value)
    with pytest.raises(FileError):
        read(tmp_path / "none.jpg")
    (tmp_path / "good.jpg").write_bytes(good.getvalue())
    monkeypatch.setattr(photo_file, "_MOST_PIXELS", 1000)
    with pytest.raises(FileError, match="million pixels"):
        read(tmp_path / "good.jpg")
    monkeypatch.setattr(photo_file, "_MOST_PIXELS", 150_000_000)
    monkeypatch.setattr(Image, "MAX_IMAGE_PIXELS", 1000)
    with pytest.raises(FileError, match="150 million pixels"):
        read(tmp_path / "good.jpg")
    monkeypatch.setattr(Image, "MAX_IMAGE_PIXELS", None)
    monkeypatch.setattr(photo_file, "_MOST_BYTES", 10)
    with pytest.raises(FileError, match="MB"):
        read(tmp_path / "good.jpg")


def photo(seed: int = 0, **more: Any) -> photos.Photo:
    buffer = io.BytesIO()
    Image.fromarray(np.random.default_rng(seed).integers(0, 255, (40, 60, 3), dtype=np.uint8)).save(buffer, "PNG")
    values: dict[str, Any] = {
        "id": "photo",
        "file": "a.jpg",
        "data": buffer.getvalue(),
        "width": 60,
        "height": 40,
        "space": "P1",
    }
    return photos.Photo(**{**values, "sha256": hashlib.sha256(buffer.getvalue()).hexdigest(), **more})


def test_no_figure_hangs_on_a_photograph():
    project = Project(name="x")
    found = catalogue.load()
    assert fingerprint.data_hash(replace(project, photos=(photo(),)), found) == fingerprint.data_hash(project, found)


def test_edits():
    project = photos.add_photos([photo(0), photo(1), photo(0)])(Project(name="x"))
    assert [one.id for one in project.photos] == ["photo", "photo-2"]
    assert photos.add_photos([photo(0, proposal="a")])(project).photos[-1].proposal == "a"
    described = photos.caption_photo("photo-2", "Banca rota")(project)
    assert [one.caption for one in described.photos] == ["", "Banca rota"]
    assert described.photos[0] is project.photos[0]
    assert [one.id for one in photos.remove_photo("photo")(project).photos] == ["photo-2"]
    with pytest.raises(EditError):
        photos.remove_photo("other")(project)
    assert photos.of(described, "P1") == described.photos
    assert photos.of(described, "P1", "a") == ()


def test_nothing_changed_is_no_step():
    project = photos.add_photos([photo(0)])(Project(name="x"))
    assert photos.add_photos([photo(0)])(project) is project
    assert photos.caption_photo("photo", "")(project) is project


def test_photographs_of_a_proposal_that_is_removed_stay_with_the_space_and_go_to_no_other():
    plans = (Proposal(id="proposal", name="A", space="P1"), Proposal(id="other", name="B", space="P1"))
    project = Project(name="x", proposals=plans, photos=(photo(0, proposal="proposal"), photo(1, id="b")))
    left = edits.remove_proposal("proposal")(project)
    assert photos.of(left, None, "proposal") == ()
    assert [one.id for one in photos.of(left, "P1")] == ["photo", "b"]
    assert edits.remove_proposal("other")(project).photos is project.photos


def rows(path: Path) -> list[tuple[int, str]]:
    with closing(sqlite3.connect(path)) as database:
        return database.execute("SELECT fid, sha256 FROM spaceplanner_photos ORDER BY fid").fetchall()


def test_the_file_keeps_them_and_writes_each_once(tmp_path):
    path = tmp_path / "p.gpkg"
    one, two = (
        photo(0, caption="Ñ \u202e", taken="2026-08-15T19:45:30", place=(1.5, 2.5)),
        photo(1, id="b", proposal="a"),
    )
    project = Project(name="x", photos=(one, replace(one, id="again", space="P2"), two))
    project_file.save(project, path)
    loaded = project_file.load(path)
    fields = ("id", "file", "data", "sha256", "width", "height", "space", "proposal", "caption", "taken", "place")
    for a, b in zip(project.photos, loaded.photos, strict=True):
        assert all(getattr(a, name) == getattr(b, name) for name in fields)
    before = rows(path)
    assert len(before) == 2
    more = photos.add_photos([photo(2, id="c")])(loaded)
    project_file.save(more, path, previous=loaded)
    assert rows(path)[:2] == before
    less = photos.remove_photo("b")(more)
    project_file.save(less, path, previous=more)
    assert [key for _, key in rows(path)] == [one.sha256, photo(2).sha256]
    none = replace(less, photos=())
    project_file.save(none, path, previous=less)
    with closing(sqlite3.connect(path)) as database:
        assert not database.execute("SELECT 1 FROM sqlite_master WHERE name='spaceplanner_photos'").fetchall()
        assert not database.execute("SELECT 1 FROM gpkg_contents WHERE table_name='spaceplanner_photos'").fetchall()


@pytest.mark.parametrize(
    "harm",
    [
        "DELETE FROM spaceplanner_photos",
        "UPDATE spaceplanner_photos SET jpeg=x'00'",
        "DROP TABLE spaceplanner_photos",
        "UPDATE spaceplanner_photos SET jpeg='text'",
    ],
)
def test_a_picture_that_is_gone_or_another_is_told(tmp_path, harm):
    path = tmp_path / "p.gpkg"
    project_file.save(Project(name="x", photos=(photo(),)), path)
    with closing(sqlite3.connect(path)) as database, database:
        database.execute(harm)
    with pytest.raises(ProjectError, match=r"photos"):
        project_file.load(path)
