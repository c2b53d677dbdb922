"""A real server of tiles on this computer, in a thread of the test, that answers as badly as it is told to."""

from __future__ import annotations

import socket
import threading
import time
from contextlib import contextmanager
from functools import lru_cache
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import TYPE_CHECKING, Any

from PIL import Image

from tests.io.tiles import packed

if TYPE_CHECKING:
    from collections.abc import Iterator

    import pytest

_CONNECT = socket.socket.connect
RED = (200, 30, 40)


@lru_cache
def tile(colour: tuple[int, int, int] = RED) -> bytes:
    return packed(Image.new("RGB", (256, 256), colour))


class Host(ThreadingHTTPServer):
    """Counts what it is asked, and by how many at once.

    Attributes
    ----------
    status, headers, body, seconds
        How it answers: `seconds` pass before the body is sent.
    asked
        Path and headers of each question.
    """

    daemon_threads = False
    block_on_close = True

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), _Handler)
        self.status, self.body, self.seconds = 200, tile(), 0.0
        self.headers: dict[str, str] = {}
        self.length: int | None = None
        self.asked: list[tuple[str, dict[str, str]]] = []
        self.now = self.most = 0
        self.open: set[Any] = set()
        self.lock = threading.Lock()

    @property
    def address(self) -> str:
        return f"http://127.0.0.1:{self.server_port}/{{z}}/{{x}}/{{y}}.png"

    def handle_error(self, request: Any, client_address: Any) -> None:
        """A client that hangs up is none."""


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    server: Host

    def setup(self) -> None:
        super().setup()
        with self.server.lock:
            self.server.open.add(self.connection)

    def do_GET(self) -> None:
        host = self.server
        with host.lock:
            host.asked.append((self.path, dict(self.headers)))
            host.now += 1
            host.most = max(host.most, host.now)
        try:
            deadline = time.monotonic() + host.seconds
            while time.monotonic() < deadline:
                time.sleep(0.01)
            self.send_response(host.status)
            for name, value in host.headers.items():
                self.send_header(name, value)
            if host.status not in {204, 304}:
                self.send_header("Content-Length", str(len(host.body) if host.length is None else host.length))
            self.end_headers()
            if host.status not in {204, 304}:
                self.wfile.write(host.body)
        finally:
            with host.lock:
                host.now -= 1

    def log_message(self, *_: object) -> None:
        """Says nothing."""


@contextmanager
def hosted(monkeypatch: pytest.MonkeyPatch) -> Iterator[Host]:
    """A host, and leave to ask this computer and no other."""

    def connect(self: socket.socket, address: Any) -> None:
        assert self.family == socket.AF_UNIX or address[0] == "127.0.0.1", f"a test wanted the network: {address}"
        _CONNECT(self, address)

    monkeypatch.setattr(socket.socket, "connect", connect)
    host = Host()
    thread = threading.Thread(target=host.serve_forever, kwargs={"poll_interval": 0.02})
    thread.start()
    try:
        yield host
    finally:
        host.seconds = 0.0
        host.shutdown()
        with host.lock:
            for connection in host.open:
                try:
                    connection.shutdown(socket.SHUT_RDWR)
                except OSError:
                    continue
        host.server_close()
        thread.join()
