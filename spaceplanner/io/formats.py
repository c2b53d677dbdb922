"""What a file really is, judged by its bytes rather than by its name."""

from __future__ import annotations

import re
from enum import StrEnum

from spaceplanner.errors import FileError
from spaceplanner.i18n import N_

HEAD = 1 << 16
"""Bytes that `sniff` looks at."""


class Format(StrEnum):
    """Which reader takes a file."""

    VECTOR = "vector"
    SCRIPT = "script"
    DELIMITED = "delimited"
    WORKBOOK = "workbook"
    PARQUET = "parquet"


_MAGIC: tuple[tuple[bytes, Format], ...] = (
    (b"SQLite format 3\0", Format.VECTOR),
    (b"fgb\x03", Format.VECTOR),
    (b"\x00\x00\x27\x0a", Format.VECTOR),
    (b"\xd0\xcf\x11\xe0", Format.WORKBOOK),
    (b"PAR1", Format.PARQUET),
    (b"\x1e{", Format.VECTOR),
)
_FOREIGN: tuple[tuple[bytes, str], ...] = (
    (b"%PDF", "PDF"),
    (b"\x89PNG", "PNG"),
    (b"\xff\xd8\xff", "JPEG"),
    (b"II*\0", "TIFF"),
    (b"MM\0*", "TIFF"),
    (b"Rar!", "RAR"),
    (b"7z\xbc\xaf", "7z"),
    (b"BZh", "bzip2"),
    (b"PMTiles", "PMTiles"),
    (b"{\\rtf", "RTF"),
)
_BY_NAME = {".dbf": Format.VECTOR, ".tab": Format.VECTOR, ".mif": Format.VECTOR, ".dxf": Format.VECTOR}
_BINARY = re.compile(rb"[\0-\x08\x0e-\x19]")
_ROOT = re.compile(r"<(?![?!])(?:[\w.-]+:)?([\w.-]+)")
_POINTER_ROOTS = re.compile(r"datasource$|^gdal|^ogr|^vrt", re.IGNORECASE)
_SCRIPT = re.compile(rb"^\s*(?:var|let|const)\s+[\w$]+\s*=\s*[\[{]|^\s*[\w$.]+\s*(?:=|\()\s*\{\s*\"type\"")


def sniff(head: bytes, name: str) -> Format:
    """Return which reader takes a file.

    Parameters
    ----------
    head
        Its first `HEAD` bytes.
    name
        Its name; decides only where bytes cannot.

    Raises
    ------
    FileError
        If it is something else: a web page, a picture, a document, a set of map tiles.
    """
    for magic, found in _MAGIC:
        if head.startswith(magic):
            return found
    for magic, kind in _FOREIGN:
        if head.startswith(magic):
            raise FileError(
                N_("{file} is in {kind} format, which holds no layer. Choose a table or a map layer."),
                file=name,
                kind=kind,
            )
    if head[4:40].find(b"OSMHeader") >= 0:
        return Format.VECTOR
    suffix = "." + name.rsplit(".", 1)[-1].lower() if "." in name else ""
    if suffix in _BY_NAME:
        return _BY_NAME[suffix]
    return _text(head, name)


def _text(head: bytes, name: str) -> Format:
    if head.startswith((b"\xff\xfe", b"\xfe\xff")):
        return Format.DELIMITED
    body = head.removeprefix(b"\xef\xbb\xbf").lstrip()
    if not body.strip(b"\0"):
        raise FileError(N_("{file} holds nothing but blanks. Ask for it again or choose another."), file=name)
    if _BINARY.search(body[:4096]):
        raise FileError(
            N_(
                "{file} is not of a kind SpacePlanner reads. Use GeoPackage, Shapefile, GeoJSON, FlatGeobuf, KML, CSV or Excel."
            ),
            file=name,
        )
    if body.startswith((b"{", b"[")):
        return _json(body, name)
    if body.startswith(b"<"):
        return _xml(body, name)
    return Format.SCRIPT if _SCRIPT.match(body[:400]) else Format.DELIMITED


def _json(body: bytes, name: str) -> Format:
    if b"gdal_streamed_alg" in body:  # a recipe of commands rather than data; never run what a file says
        raise _pointer(name)
    return Format.VECTOR


def _xml(body: bytes, name: str) -> Format:
    root = _ROOT.search(body.decode("latin-1"))
    tag = root.group(1) if root else ""
    if tag.lower() in {"html", "head", "body"} or body[:15].lower().startswith(b"<!doctype html"):
        raise FileError(
            N_("{file} is a web page, perhaps an error page saved in place of the data. Download it again."), file=name
        )
    if _POINTER_ROOTS.search(tag):  # descriptions that make GDAL open other files or the network
        raise _pointer(name)
    return Format.VECTOR


def _pointer(name: str) -> FileError:
    return FileError(N_("{file} only points to other data. Choose the data itself."), file=name)
