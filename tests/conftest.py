"""Rules for every test: offscreen, no network, no unexpected log line, no leaked thread, real data where it is."""

from __future__ import annotations

import logging
import os
import socket
import threading
import time
from pathlib import Path

import hypothesis
import pytest

# A busy machine is no failure: how long things take is measured in benchmarks, not here.
hypothesis.settings.register_profile("suite", deadline=None)
hypothesis.settings.load_profile("suite")

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

SHARED = Path(__file__).resolve().parents[2] / "shared" / "data"


@pytest.fixture(scope="session")
def shared() -> Path:
    """The folder of real cities' files; the test is skipped, saying so, where it is absent."""
    if not SHARED.is_dir():
        if os.environ.get("CI"):
            pytest.fail(f"{SHARED} is absent: these tests must run in CI")
        pytest.skip(f"{SHARED} is absent: real data not tested")
    return SHARED


@pytest.fixture(autouse=True)
def _no_network(monkeypatch: pytest.MonkeyPatch) -> None:
    real = socket.socket.connect

    def connect(self: socket.socket, address: object) -> None:
        if self.family != socket.AF_UNIX:
            pytest.fail(f"a test wanted the network: {address}")
        real(self, address)  # type: ignore[arg-type]

    monkeypatch.setattr(socket.socket, "connect", connect)


@pytest.fixture(autouse=True)
def _no_unexpected_log(caplog: pytest.LogCaptureFixture):
    """A warning or error in the log fails the test, unless the test looked at `caplog` and cleared it."""
    yield
    lines = [r for when in ("setup", "call") for r in caplog.get_records(when) if r.levelno >= logging.WARNING]
    assert not lines, f"unexpected log lines: {[r.getMessage() for r in lines]}"


@pytest.fixture(autouse=True)
def _no_leaked_thread():
    before = set(threading.enumerate())
    yield
    deadline = time.monotonic() + 2
    while (
        left := {t for t in threading.enumerate() if t not in before and not t.daemon}
    ) and time.monotonic() < deadline:
        time.sleep(0.01)
    assert not left, f"leaked threads: {left}"


@pytest.fixture(autouse=True)
def _english(monkeypatch: pytest.MonkeyPatch):
    """Tests read messages in English unless they say otherwise; the language is the program's only global."""
    from spaceplanner import i18n

    monkeypatch.setenv("LANGUAGE", "en")
    i18n.use("en")
    yield
    i18n.use("en")
