"""Pictures of the ground: read in part as Pillow reads them whole, and placed where their tags say."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from PIL import Image

from spaceplanner.errors import FileError
from spaceplanner.io.picture_file import open_picture
from tests.io.pictures import DOUBLE, SHORT, geo_tags, geotiff, scene, tiled

TAGS = geo_tags(623_000.0, 9_758_500.0, 0.5, 32717)


@pytest.mark.parametrize("packing", [None, "tiff_lzw", "tiff_adobe_deflate", "packbits", "jpeg", "tiff_deflate"])
def test_strips_of_every_packing(tmp_path, packing):
    path = geotiff(tmp_path / "x.tif", scene(), TAGS, compression=packing)
    whole = np.asarray(Image.open(path).convert("RGBA"))
    with open_picture(path) as file:
        assert file.size == (300, 200)
        assert np.array_equal(np.asarray(file.part((0, 0, 300, 200), 1)), whole)
        assert np.array_equal(np.asarray(file.part((13, 57, 250, 133), 1)), whole[57:133, 13:250])


@pytest.mark.parametrize("mode", ["1", "L", "P", "RGBA", "LA", "RGB", "I;16"])
def test_pixels_of_every_usual_kind(tmp_path, mode):
    picture = scene().convert("L").convert("I").convert(mode) if mode == "I;16" else scene().convert(mode)
    path = geotiff(tmp_path / "x.tif", picture, TAGS, compression="tiff_lzw" if mode != "1" else "group4")
    with open_picture(path) as file:
        part = file.part((0, 0, 300, 200), 1)
    assert part.mode == "RGBA"
    if mode != "I;16":
        assert np.array_equal(np.asarray(part), np.asarray(Image.open(path).convert("RGBA")))


@pytest.mark.parametrize("copies", [(), (2, 4)])
@pytest.mark.parametrize("factor", [1, 2, 4])
def test_tiles_and_coarser_copies(tmp_path, copies, factor):
    path = tiled(tmp_path / "x.tif", scene(), TAGS, copies=copies)
    with open_picture(path) as file:
        part = np.asarray(file.part((64, 64, 192, 128), factor)).astype(int)
    truth = np.asarray(scene().crop((64, 64, 192, 128)).reduce(factor)).astype(int)
    assert part.shape == (64 // factor, 128 // factor, 4)
    assert np.abs(part[..., :3] - truth).max() <= 1
    assert part[..., 3].min() == 255


def test_only_the_blocks_that_are_seen_are_read(tmp_path, monkeypatch):
    from spaceplanner.io.tiff_file import TiffFile

    path = tiled(tmp_path / "x.tif", scene(2000, 2000), TAGS)
    read: list[int] = []
    real = TiffFile._decoded

    def decoded(self, level, number):
        read.append(number)
        return real(self, level, number)

    monkeypatch.setattr(TiffFile, "_decoded", decoded)
    with open_picture(path) as file:
        read.clear()
        file.part((70, 70, 130, 130), 1)
    assert len(read) == 4


@pytest.mark.parametrize("limit", [None, 1, 100_000])
@pytest.mark.parametrize("strips", [True, False])
def test_no_more_blocks_are_held_than_the_next_band_needs(tmp_path, monkeypatch, limit, strips):
    from spaceplanner.io import tiff_file

    picture = scene(600, 2100)
    path = tmp_path / "x.tif"
    if strips:
        geotiff(path, picture, TAGS, compression="tiff_lzw")
    else:
        tiled(path, picture, TAGS)
    if limit is not None:
        monkeypatch.setattr(tiff_file, "_MOST_KEPT", limit)
    held: list[int] = []
    read: list[int] = []
    real, decoded = tiff_file.TiffFile._band, tiff_file.TiffFile._decoded

    def band(self, level, box):
        held.append(sum(4 * one.width * one.height for one in self._kept.values()))
        return real(self, level, box)

    def noted(self, level, number):
        read.append(number)
        return decoded(self, level, number)

    monkeypatch.setattr(tiff_file.TiffFile, "_band", band)
    monkeypatch.setattr(tiff_file.TiffFile, "_decoded", noted)
    with open_picture(path) as file:
        read.clear()
        part = file.part((0, 37, 600, 2100), 1)
        assert not file._kept  # type: ignore[attr-defined]
    assert np.array_equal(np.asarray(part.convert("RGB")), np.asarray(picture)[37:])
    largest = 4 * 600 * 65536 // (3 * 600) if strips else 4 * 64 * 64
    row = 4 * 600 * 64 if not strips else largest
    assert max(held) <= (row if limit is None else max(limit, largest))
    if limit is None:
        assert len(read) == len(set(read)), "each block is decoded once"


@pytest.mark.parametrize("point", [False, True])
def test_where_it_lies_and_in_which_system(tmp_path, point):
    path = geotiff(tmp_path / "x.tif", scene(), geo_tags(623_000.0, 9_758_500.0, 0.5, 32717, point=point))
    with open_picture(path) as file:
        assert file.crs == "EPSG:32717"
        assert file.matrix == pytest.approx(np.array([[0.5, 0, 623_000], [0, -0.5, 9_758_500]]))


def test_a_turned_picture_is_placed_by_its_matrix(tmp_path):
    whole = (0.3, 0.4, 0, 5e5, 0.4, -0.3, 0, 9.7e6, 0, 0, 0, 0, 0, 0, 0, 1.0)
    path = geotiff(tmp_path / "x.tif", scene(), {34264: (DOUBLE, whole), 34735: (SHORT, (1, 1, 0, 0))})
    with open_picture(path) as file:
        assert file.matrix == pytest.approx(np.array([[0.3, 0.4, 5e5], [0.4, -0.3, 9.7e6]]))
        assert file.crs is None


@pytest.mark.parametrize(
    ("ending", "world"),
    [("jpg", "jgw"), ("png", "pgw"), ("png", "PGW"), ("jpeg", "jpegw"), ("jpg", "wld"), ("tif", "tfw")],
)
def test_a_world_file_places_the_middle_of_the_first_pixel(tmp_path, ending, world):
    scene().save(tmp_path / f"plano.{ending}")
    (tmp_path / f"plano.{world}").write_text("0.5\n0.0\n0.0\n-0.5\n623000.25\n9758499.75\n")
    with open_picture(tmp_path / f"plano.{ending}") as file:
        assert file.matrix == pytest.approx(np.array([[0.5, 0, 623_000], [0, -0.5, 9_758_500]]))
        assert file.crs is None


def test_a_prj_beside_it_names_the_system(tmp_path):
    from pyproj import CRS

    scene().save(tmp_path / "plano.png")
    (tmp_path / "plano.pgw").write_text("0.5 0 0 -0.5 1 2")
    (tmp_path / "plano.prj").write_text(CRS.from_epsg(24877).to_wkt("WKT1_ESRI"))
    with open_picture(tmp_path / "plano.png") as file:
        assert file.crs is not None
        assert CRS.from_user_input(file.crs).to_epsg(min_confidence=70) == 24877


@pytest.mark.parametrize("text", ["", "1 2 3", "a b c d e f", "0 0 0 0 1 2", "nan 0 0 1 1 1"])
def test_a_world_file_that_is_none_is_left(tmp_path, text):
    scene().save(tmp_path / "plano.png")
    (tmp_path / "plano.pgw").write_text(text)
    with open_picture(tmp_path / "plano.png") as file:
        assert file.matrix is None


@pytest.mark.parametrize("ending", ["jpg", "png", "webp"])
@pytest.mark.parametrize("factor", [1, 2, 4])
def test_plain_pictures_in_part(tmp_path, ending, factor):
    path = tmp_path / f"x.{ending}"
    scene(640, 512).save(path, quality=100)
    with open_picture(path) as file:
        part = np.asarray(file.part((64, 128, 192, 192), factor)).astype(int)
    truth = np.asarray(scene(640, 512).crop((64, 128, 192, 192)).reduce(factor)).astype(int)
    assert part.shape == (64 // factor, 128 // factor, 4)
    assert np.abs(part[..., :3] - truth).max() <= (1 if ending == "png" else 12)


def kinds() -> dict[str, Image.Image]:
    """A smooth picture as the usual kinds of PNG hold it, 256 by 128 pixels."""
    grey = scene(256, 128).convert("L")
    palette = scene(256, 128).quantize(64)
    clear = palette.copy()
    clear.info["transparency"] = 0
    sixteen = Image.fromarray(np.asarray(grey).astype(np.uint16) * 257)
    made = {mode: scene(256, 128).convert(mode) for mode in ("1", "LA", "RGB", "RGBA")}
    return made | {"L": grey, "P": palette, "P clear": clear, "I;16": sixteen}


@pytest.mark.parametrize("kind", ["1", "L", "LA", "P", "P clear", "I;16", "RGB", "RGBA"])
@pytest.mark.parametrize("factor", [1, 4])
def test_every_usual_kind_of_png_at_any_coarseness(tmp_path, kind, factor):
    path = tmp_path / "x.png"
    kinds()[kind].save(path)
    with open_picture(path) as file:
        part = file.part((0, 0, 256, 128), factor)
    truth = scene(256, 128).convert("L").convert("RGBA") if kind == "I;16" else Image.open(path).convert("RGBA")
    truth = truth.reduce(factor) if factor > 1 else truth
    assert (part.mode, part.size) == ("RGBA", (256 // factor, 128 // factor))
    assert np.array_equal(np.asarray(part), np.asarray(truth))


def test_a_picture_with_too_many_pixels_is_refused_with_the_limit(tmp_path, monkeypatch):
    path = tmp_path / "x.png"
    scene(2000, 1100).save(path)
    monkeypatch.setattr(Image, "MAX_IMAGE_PIXELS", 1_000_000)
    with pytest.raises(FileError, match="more than 2 million"):
        open_picture(path)


def test_no_data_is_transparent(tmp_path):
    picture = scene()
    picture.paste((0, 0, 0), (0, 0, 50, 50))
    path = geotiff(tmp_path / "x.tif", picture, {**TAGS, 42113: (2, "0")})
    with open_picture(path) as file:
        alpha = np.asarray(file.part((0, 0, 100, 100), 1))[..., 3]
    assert not alpha[:50, :50].any()
    assert alpha[60:, 60:].min() == 255


@pytest.mark.parametrize(
    ("data", "said"), [(b"", "no picture"), (b"text", "no picture"), (b"II*\0\x08\0\0\0", "damaged")]
)
def test_what_is_no_picture_is_refused(tmp_path, data, said):
    path = tmp_path / "x.tif"
    path.write_bytes(data)
    with pytest.raises(FileError, match=said):
        open_picture(path)


def test_numbers_instead_of_colours_are_refused(tmp_path):
    Image.fromarray(np.ones((20, 20), np.float32)).save(tmp_path / "x.tif")
    with pytest.raises(FileError, match="8 bits a colour"):
        open_picture(tmp_path / "x.tif")


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=100)
@given(st.data())
def test_no_change_of_bytes_does_more_than_damage(tmp_path, data):
    path = tmp_path / "x.tif"
    if not path.exists():
        tiled(path, scene(100, 90), TAGS, copies=(2,))
    good = bytearray(path.read_bytes())
    for _ in range(data.draw(st.integers(0, 4))):
        good[data.draw(st.integers(0, len(good) - 1))] = data.draw(st.integers(0, 255))
    broken = tmp_path / "broken.tif"
    broken.write_bytes(good[: data.draw(st.integers(1, len(good)))])
    try:
        with open_picture(broken) as file:
            file.part((0, 0, min(100, file.size[0]), min(90, file.size[1])), 1)
    except (FileError, OSError, ValueError, SyntaxError):
        return
