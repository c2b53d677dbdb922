"""Asking a server for a tile: one connection, politely, and whatever comes back is one of a few answers."""

from __future__ import annotations

import base64
import http.client
import re
import socket
import ssl
import time
import urllib.request
from contextlib import suppress
from dataclasses import dataclass
from email.utils import parsedate_to_datetime
from enum import Enum
from typing import TYPE_CHECKING
from urllib.parse import unquote, urljoin, urlsplit

from spaceplanner import __version__
from spaceplanner.io.tile_store import Kept

if TYPE_CHECKING:
    from collections.abc import Callable
    from urllib.parse import SplitResult

AGENT = f"SpacePlanner/{__version__}"
LARGEST = 2 * 2**20
"""Bytes of a tile; what is larger is none."""
KEPT_SECONDS = 7 * 86400.0
"""How long a tile is kept of which the server does not say it."""
_LONGEST_KEPT = 365 * 86400.0
_ABSENT_SECONDS = 86400.0
_TIMEOUT, _PATIENCE = 8.0, 20.0
"""Seconds for a sign of life, and for a whole tile."""
_CHUNK = 64 * 1024
_MOST_MOVES = 2
_LONGEST_PAUSE = 3600.0
_OK, _SAME = 200, 304
_ABSENT = (204, 404, 410)
_MOVED = (301, 302, 303, 307, 308)
_PICTURES = (b"\x89PNG", b"\xff\xd8\xff", b"RIFF")


class Outcome(Enum):
    """How a server answered."""

    TILE = "tile"
    """With a tile, a new one or the word that the old one is still right, or with the word that it has none."""
    WRONG = "wrong"
    """With something that is no tile."""
    REFUSED = "refused"
    """With a status that says no."""
    SILENT = "silent"
    """Not at all."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """What came back.

    Attributes
    ----------
    kept
        The tile; None but for `Outcome.TILE`.
    storable
        Whether the server lets it be kept on a disk.
    status
        Of HTTP; 0 where there was none.
    pause
        Seconds for which the server asks to be left alone.
    """

    outcome: Outcome
    kept: Kept | None = None
    storable: bool = True
    status: int = 0
    pause: float = 0.0


class TileServer:
    """Asks servers, one question at a time; used by one thread, but for `stop`."""

    def __init__(self) -> None:
        self._connection: http.client.HTTPConnection | None = None
        self._to: tuple[str, str] = ("", "")
        self._stopped = False

    def ask(self, url: str, old: Kept | None, check: Callable[[], None]) -> Answer:
        """Ask for a tile.

        Parameters
        ----------
        old
            The one that is kept.
        check
            Called while it is read; may raise to give up.
        """
        try:
            return self._ask(url, old, check)
        except (OSError, http.client.HTTPException, ValueError):
            self.close()
            return Answer(outcome=Outcome.SILENT)
        except BaseException:
            self.close()
            raise

    def stop(self) -> None:
        """End a question that is being asked, from any thread; no other is asked."""
        self._stopped = True
        connection = self._connection
        sock = None if connection is None else connection.sock
        if sock is not None:
            with suppress(OSError):
                sock.shutdown(socket.SHUT_RDWR)

    def close(self) -> None:
        """Close the connection."""
        if self._connection is not None:
            self._connection.close()
        self._connection, self._to = None, ("", "")

    def _ask(self, url: str, old: Kept | None, check: Callable[[], None]) -> Answer:
        headers = {"User-Agent": AGENT, "Accept": "image/png,image/jpeg,image/webp"}
        if old is not None and old.etag:
            headers["If-None-Match"] = old.etag
        elif old is not None and old.modified:
            headers["If-Modified-Since"] = old.modified
        first = urlsplit(url)
        for _ in range(_MOST_MOVES + 1):
            response = self._sent(urlsplit(url), headers)
            if response.status not in _MOVED:
                return self._answer(response, old, check)
            self.close()
            url = urljoin(url, response.headers.get("Location", ""))
            parts = urlsplit(url)
            if (parts.scheme, parts.hostname, parts.port) != (first.scheme, first.hostname, first.port):
                # The user allowed this server, not another one.
                return Answer(outcome=Outcome.REFUSED, status=response.status)
        return Answer(outcome=Outcome.REFUSED, status=response.status)

    def _sent(self, parts: SplitResult, headers: dict[str, str]) -> http.client.HTTPResponse:
        path = f"{parts.path or '/'}{'?' + parts.query if parts.query else ''}"
        fresh = self._to != (parts.scheme, parts.netloc)
        for again in (not fresh, False):
            try:
                connection = self._connected(parts)
                connection.request("GET", path, headers=headers)
                return connection.getresponse()
            except (http.client.RemoteDisconnected, BrokenPipeError, ConnectionResetError):
                self.close()
                if not again:  # a connection that was kept may have been closed by the server meanwhile
                    raise
        raise AssertionError

    def _connected(self, parts: SplitResult) -> http.client.HTTPConnection:
        if self._connection is None or self._to != (parts.scheme, parts.netloc):
            self.close()
            self._connection = _connection(parts)
            self._to = (parts.scheme, parts.netloc)
            self._connection.connect()
        if self._stopped:
            raise OSError("stopped")
        return self._connection

    def _answer(self, response: http.client.HTTPResponse, old: Kept | None, check: Callable[[], None]) -> Answer:
        status, said = response.status, response.headers
        storable = "no-store" not in said.get("Cache-Control", "").lower()
        if status == _SAME and old is not None:
            response.read()
            kept = Kept(data=old.data, expires=_expires(said), etag=old.etag, modified=old.modified)
            return Answer(outcome=Outcome.TILE, kept=kept, storable=storable, status=status)
        if status in _ABSENT:
            self.close()
            kept = Kept(data=b"", expires=time.time() + _ABSENT_SECONDS)
            return Answer(outcome=Outcome.TILE, kept=kept, storable=storable, status=status)
        if status != _OK:
            self.close()
            return Answer(outcome=Outcome.REFUSED, status=status, pause=_pause(said.get("Retry-After")))
        data = self._read(response, check)
        if data is None or not data.startswith(_PICTURES):
            self.close()
            return Answer(outcome=Outcome.WRONG, status=status)
        kept = Kept(
            data=data,
            expires=_expires(said),
            etag=said.get("ETag", "")[:200],
            modified=said.get("Last-Modified", "")[:100],
        )
        return Answer(outcome=Outcome.TILE, kept=kept, storable=storable, status=status)

    def _read(self, response: http.client.HTTPResponse, check: Callable[[], None]) -> bytes | None:
        """Return what a server sends, None where it is more than a tile; a server that dawdles is silent."""
        if response.length is not None and response.length > LARGEST:
            return None
        parts, size, latest = [], 0, time.monotonic() + _PATIENCE
        while part := response.read1(_CHUNK):
            check()
            parts.append(part)
            size += len(part)
            if size > LARGEST:
                return None
            if time.monotonic() > latest:
                raise TimeoutError
        if response.length:
            raise http.client.IncompleteRead(b"", response.length)
        response.close()  # the connection stays open for the next question
        return b"".join(parts)


def _connection(parts: SplitResult) -> http.client.HTTPConnection:
    """Return a connection to a server, through the proxy that the system names."""
    host, port = parts.hostname or "", parts.port
    if parts.scheme == "http":  # only this computer
        return http.client.HTTPConnection(host, port, timeout=_TIMEOUT)
    context = ssl.create_default_context()
    proxy = urllib.request.getproxies().get("https", "")
    if not proxy or urllib.request.proxy_bypass(host):
        return http.client.HTTPSConnection(host, port, timeout=_TIMEOUT, context=context)
    way = urlsplit(proxy if "//" in proxy else f"//{proxy}")
    made = http.client.HTTPSConnection(way.hostname or "", way.port or 3128, timeout=_TIMEOUT, context=context)
    headers = {"User-Agent": AGENT}
    if way.username:
        words = f"{unquote(way.username)}:{unquote(way.password or '')}"
        headers["Proxy-Authorization"] = f"Basic {base64.b64encode(words.encode()).decode()}"
    made.set_tunnel(host, port or 443, headers)
    return made


def _expires(said: http.client.HTTPMessage) -> float:
    """Return until when a tile is right, by the server's word, seconds since 1970."""
    now, control = time.time(), said.get("Cache-Control", "").lower()
    if "no-cache" in control or "no-store" in control:
        return now
    found = re.search(r"max-age\s*=\s*\"?(\d{1,12})", control)
    if found:
        return now + min(float(found[1]), _LONGEST_KEPT)
    with suppress(TypeError, ValueError, OverflowError, OSError):
        return min(max(parsedate_to_datetime(said.get("Expires", "")).timestamp(), now), now + _LONGEST_KEPT)
    return now + KEPT_SECONDS


def _pause(text: str | None) -> float:
    """Return for how many seconds a server asks to be left alone."""
    if not text:
        return 0.0
    with suppress(ValueError, OverflowError):
        return min(max(float(text), 0.0), _LONGEST_PAUSE)
    with suppress(TypeError, ValueError, OverflowError, OSError):
        return min(max(parsedate_to_datetime(text).timestamp() - time.time(), 0.0), _LONGEST_PAUSE)
    return 0.0
