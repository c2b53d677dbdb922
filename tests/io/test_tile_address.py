"""Which addresses are asked for tiles, and what they look like for a tile."""

from __future__ import annotations

import pytest

from spaceplanner.errors import InputError
from spaceplanner.io import tile_address

GOOD = "https://tile.openstreetmap.org/{z}/{x}/{y}.png"


@pytest.mark.parametrize(
    "address",
    [
        GOOD,
        f"  {GOOD}\n",
        "https://{s}.example.org:8443/m/{z}/{y}/{x}?key=a%20b",
        "http://localhost:8080/{z}/{x}/{y}",
        "http://127.0.0.1/{z}/{x}/{y}",
        "http://[::1]:81/{z}/{x}/{y}",
        "https://example.org/wms?x={x}&y={y}&z={z}",
    ],
)
def test_these_are_asked(address):
    assert tile_address.checked(address) == address.strip()


@pytest.mark.parametrize(
    ("address", "words"),
    [
        ("", "without spaces"),
        ("https://example.org/{z}/{x}/{y} .png", "without spaces"),
        ("https://example.org/ñ/{z}/{x}/{y}.png", "without spaces"),
        ("https://example.org\\@evil.org/{z}/{x}/{y}", "without spaces"),
        ("https://example.org/" + "a" * 1000 + "{z}/{x}/{y}", "without spaces"),
        ("https://example.org/{z}/{x}.png", r"\{y\} must stand"),
        ("https://example.org/{z}/{x}/{y}/{y}.png", r"\{y\} must stand"),
        ("https://example.org/{z}/{x}/{y}{r}.png", r"\{r\} in the address is not known"),
        ("https://example.org/{z}/{x}/{y}/{", "is not known"),
        ("https:///{z}/{x}/{y}.png", "names no server"),
        ("https://{x}.example.org/{z}/{y}.png", "names no server"),
        ("https://user:word@example.org/{z}/{x}/{y}.png", "names no server"),
        ("https://example.org:port/{z}/{x}/{y}.png", "names no server"),
        ("http://example.org/{z}/{x}/{y}.png", "Only addresses with https"),
        ("http://localhost.evil.org/{z}/{x}/{y}.png", "Only addresses with https"),
        ("ftp://localhost/{z}/{x}/{y}.png", "Only addresses with https"),
        ("file://localhost/{z}/{x}/{y}", "Only addresses with https"),
        ("https://example.org/{s}/{z}/{x}/{y}.png", "stands once"),
        ("https://{s}.{s}.org/{z}/{x}/{y}.png", "stands once"),
    ],
)
def test_these_are_not_and_the_sentence_says_why(address, words):
    with pytest.raises(InputError) as caught:
        tile_address.checked(address)
    assert pytest.importorskip("re").search(words, str(caught.value)), str(caught.value)


def test_a_tile_is_written_out():
    assert tile_address.of_tile(GOOD, (14, 4536, 8295)) == "https://tile.openstreetmap.org/14/4536/8295.png"
    assert tile_address.of_tile("https://{s}.a.org/{z}-{x}-{y}", (1, 1, 1)) == "https://c.a.org/1-1-1"


def test_the_server_is_named_without_its_mirrors():
    assert tile_address.server(GOOD) == "tile.openstreetmap.org"
    assert tile_address.server("https://{s}.Example.org:8443/{z}/{x}/{y}") == "example.org:8443"
