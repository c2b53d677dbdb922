"""Addresses of map tiles on a server: checked before anything is asked, and written out for a tile."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from spaceplanner.errors import InputError
from spaceplanner.i18n import N_

if TYPE_CHECKING:
    from spaceplanner.io.tile_file import Tile

_FIELD = re.compile(r"\{([^{}]*)\}")
_NEEDED = ("z", "x", "y")
_MIRRORS = "abc"
_LONGEST = 1000
_HERE = ("localhost", "127.0.0.1", "::1")


def checked(text: str) -> str:
    """Return the address of tiles that a user typed or a project holds.

    Raises
    ------
    InputError
        If no tile may be asked for there.
    """
    address = text.strip()
    if not address or len(address) > _LONGEST or not address.isascii() or re.search(r"[\s\x00-\x1f\x7f\\]", address):
        raise InputError(
            N_("An address is written without spaces and accents, such as https://example.org/{{z}}/{{x}}/{{y}}.png.")
        )
    fields = _FIELD.findall(address)
    missing = [f"{{{name}}}" for name in _NEEDED if fields.count(name) != 1]
    if missing:
        raise InputError(N_("{field} must stand in the address once."), field=missing[0])
    unknown = [f"{{{name}}}" for name in fields if name not in (*_NEEDED, "s")]
    if unknown or "{" in _FIELD.sub("", address) or "}" in _FIELD.sub("", address):
        field = unknown[0] if unknown else "{"
        raise InputError(N_("{field} in the address is not known: use {{z}}, {{x}}, {{y}} and {{s}}."), field=field)
    try:
        parts = urlsplit(address)
        host, _port = parts.hostname or "", parts.port
    except ValueError:
        host, parts = "", urlsplit("")
    if not host.replace("{s}", "") or parts.username is not None or any(f"{{{name}}}" in host for name in _NEEDED):
        raise InputError(N_("The address names no server. It begins with https:// and the server's name."))
    if parts.scheme != "https" and not (parts.scheme == "http" and host in _HERE):
        raise InputError(N_("Only addresses with https:// are asked, so that nobody reads along."))
    if "{s}" in address.replace("{s}", "", 1) or ("{s}" in address and "{s}" not in host):
        raise InputError(N_("{{s}} stands once, in the name of the server."))
    return address


def server(address: str) -> str:
    """Return the server that an address asks, as it is told to the user and allowed by them."""
    parts = urlsplit(address)
    host = (parts.hostname or "").removeprefix("{s}.")
    return f"{host}:{parts.port}" if parts.port else host


def of_tile(address: str, at: Tile) -> str:
    """Return the address of a tile."""
    zoom, column, row = at
    values = {"z": zoom, "x": column, "y": row, "s": _MIRRORS[(column + row) % len(_MIRRORS)]}
    return _FIELD.sub(lambda match: str(values[match[1]]), address)
