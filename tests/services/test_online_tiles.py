"""Tiles of a server: asked politely, kept, and drawn from what is kept, against a real server on this computer."""

from __future__ import annotations

import re
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import numpy as np
import pytest

from spaceplanner.domain.background import Background, BackgroundKind
from spaceplanner.domain.project import Project
from spaceplanner.errors import Cancelled
from spaceplanner.i18n import N_
from spaceplanner.io.tile_store import TileStore
from spaceplanner.services.backdrops import Backdrops
from spaceplanner.services.online_tiles import OnlineTiles
from tests.services.test_backdrops import view
from tests.services.tile_host import RED, hosted, tile

if TYPE_CHECKING:
    from pathlib import Path

    from tests.services.tile_host import Host


@pytest.fixture
def host(monkeypatch):
    with hosted(monkeypatch) as made:
        yield made


class Clock:
    now = 1000.0

    def __call__(self) -> float:
        return self.now


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def online(tmp_path: Path, clock: Clock) -> OnlineTiles:
    return OnlineTiles(TileStore(tmp_path / "kept"), clock=clock)


def quiet(fraction: float, message_id: str) -> None:
    """Report nothing."""


def subject(host: Host, **more: Any) -> Project:
    values: dict[str, Any] = {
        "id": "o",
        "name": "Calles",
        "kind": BackgroundKind.ONLINE,
        "location": host.address,
        "attribution": "© A",
    }
    return Project(name="x", crs="EPSG:32717", backgrounds=(Background(**(values | more)),))


def drawn(host: Host, online: OnlineTiles, **more: Any) -> Any:
    (one,) = Backdrops(online=online).draw(subject(host, **more), view(), margin=20.0)
    return one


def fetched(host: Host, online: OnlineTiles, **more: Any) -> int:
    """Ask for what is missing; return how much that changed."""
    online.want(drawn(host, online, **more).wanted)
    return online.work(quiet)


def red(one: Any) -> float:
    return float((np.abs(one.backdrop.pixels[..., :3].astype(int) - RED).max(axis=2) < 9).mean())


def test_nothing_is_asked_until_it_is_wanted_and_then_it_is_drawn_and_named(host, online):
    first = drawn(host, online)
    assert host.asked == []
    assert first.wanted
    assert not first.backdrop.pixels.any()
    online.want(first.wanted)
    assert host.asked == []
    assert online.work(quiet) == len(first.wanted) == len(host.asked)
    second = drawn(host, online)
    assert red(second) > 0.9
    assert second.wanted == ()
    assert second.backdrop.attribution == "© A"
    path, headers = host.asked[0]
    assert re.fullmatch(r"/\d+/\d+/\d+\.png", path)
    assert headers["User-Agent"].startswith("SpacePlanner/")
    assert "Cookie" not in headers
    assert "Referer" not in headers


def test_only_what_is_seen_is_asked_for(host, online):
    """The margin that is drawn for a short pan is none of the server's business."""
    (wide,) = Backdrops(online=online).draw(subject(host), view(), margin=0.0)
    (narrow,) = Backdrops(online=online).draw(subject(host), view(), margin=150.0)
    assert set(narrow.wanted) < set(wide.wanted)


def test_the_middle_is_asked_for_first(host, online):
    wanted = online.missing(host.address, 10, range(100, 105), range(200, 205))
    assert wanted[0][1] == (10, 102, 202)
    assert {at[1:] for _, at in wanted[-4:]} == {(100, 200), (100, 204), (104, 200), (104, 204)}


def test_another_run_draws_from_the_disk_and_asks_nothing(host, online, tmp_path):
    fetched(host, online)
    count = len(host.asked)
    again = OnlineTiles(TileStore(tmp_path / "kept"))
    assert red(drawn(host, again)) > 0.9
    assert drawn(host, again).wanted == ()
    assert len(host.asked) == count


@pytest.mark.parametrize(
    ("headers", "least", "most"),
    [
        ({}, 7 * 86400, 7 * 86400),
        ({"Cache-Control": "public, max-age=3600"}, 3600, 3600),
        ({"Cache-Control": "max-age=99999999999"}, 365 * 86400, 365 * 86400),
        ({"Expires": "Fri, 01 Jan 2100 00:00:00 GMT"}, 365 * 86400, 365 * 86400),
        ({"Expires": "Thu, 01 Jan 1970 00:00:00 GMT"}, 0, 0),
        ({"Expires": "0"}, 7 * 86400, 7 * 86400),
        ({"Cache-Control": "no-cache", "Expires": "Fri, 01 Jan 2100 00:00:00 GMT"}, 0, 0),
    ],
)
def test_a_tile_is_kept_as_long_as_the_server_says_and_a_week_else(host, online, headers, least, most):
    host.headers = headers
    now = time.time()
    fetched(host, online)
    address, at = host.address, tuple(int(part) for part in re.findall(r"\d+", host.asked[0][0]))
    kept = online._kept(address, at)
    assert kept is not None
    assert least - 5 <= kept.expires - now <= most + 20


def test_what_may_not_be_stored_is_shown_but_not_on_the_disk(host, online, tmp_path):
    host.headers = {"Cache-Control": "no-store"}
    fetched(host, online)
    assert red(drawn(host, online)) > 0.9
    assert not list((tmp_path / "kept").glob("*/*"))
    assert drawn(host, online).wanted == (), "not at once again"


def test_an_old_tile_is_shown_and_the_server_is_asked_whether_it_has_changed(host, online, clock):
    host.headers = {"Cache-Control": "max-age=0", "ETag": '"7"'}
    fetched(host, online)
    clock.now += 3600
    one = drawn(host, online)
    assert one.wanted
    assert red(one) > 0.9
    host.asked.clear()
    host.status, host.headers = 304, {"Cache-Control": "max-age=600"}
    online.want(one.wanted)
    online.work(quiet)
    assert {headers["If-None-Match"] for _, headers in host.asked} == {'"7"'}
    assert drawn(host, online).wanted == ()
    assert red(drawn(host, online)) > 0.9


def test_a_missing_tile_stays_blank_and_is_not_asked_for_again(host, online):
    host.status, host.body = 404, b"none"
    fetched(host, online)
    one = drawn(host, online)
    assert one.trouble is None
    assert one.wanted == ()
    assert not one.backdrop.pixels.any()


@pytest.mark.parametrize("status", [403, 418, 429, 500, 503])
def test_a_server_that_says_no_is_left_alone_ever_longer(host, online, clock, status):
    host.status, host.body = status, b"no"
    assert fetched(host, online) == 1
    assert len(host.asked) == 1, "one question, not one for each tile"
    one = drawn(host, online)
    assert f"refuses its tiles (answer {status})" in str(one.trouble)
    pauses = []
    for _ in range(10):
        assert online.work(quiet) == 0
        pauses.append(online.pause())
        clock.now += pauses[-1] + 0.01
        assert online.work(quiet) == 0, "one message, and no second one"
    assert pauses[:4] == pytest.approx([4, 8, 16, 32], abs=0.1)
    assert pauses[-1] == 600
    assert len(host.asked) == 11
    host.status, host.body = 200, tile()
    clock.now += 601
    assert online.work(quiet) > 1
    assert drawn(host, online).trouble is None


def test_a_server_says_itself_how_long(host, online):
    host.status, host.headers = 429, {"Retry-After": "120"}
    fetched(host, online)
    assert online.pause() == pytest.approx(120, abs=0.1)


def test_nobody_there_is_one_trouble_and_what_is_kept_is_shown(host, online, clock, monkeypatch):
    host.headers = {"Cache-Control": "max-age=0"}
    fetched(host, online)
    clock.now += 3600
    monkeypatch.setattr("http.client.HTTPConnection.connect", lambda _self: (_ for _ in ()).throw(OSError("down")))
    assert fetched(host, online) == 1
    one = drawn(host, online)
    assert "does not answer" in str(one.trouble)
    assert red(one) > 0.9
    assert fetched(host, online) == 0


@pytest.mark.parametrize("body", [b"<html>log in</html>", b"", tile()[:60], b"RIFF" + b"\0" * 500])
def test_what_is_no_tile_is_blank_and_after_some_the_address_is_doubted(host, online, tmp_path, body):
    host.body = body
    fetched(host, online)
    assert not list((tmp_path / "kept").glob("*/*"))
    assert len(host.asked) <= 4
    if len(host.asked) == 4:
        assert "something else than tiles" in str(drawn(host, online).trouble)


def test_a_huge_answer_is_not_read(host, online):
    host.body, host.length = tile(), 3 * 2**30
    started = time.monotonic()
    fetched(host, online)
    assert time.monotonic() - started < 5
    host.length = None
    host.body = b"\x89PNG" + b"\0" * (3 * 2**20)
    online.want([(host.address, (3, 1, 1))])
    assert online._kept(host.address, (3, 1, 1)) is None


def test_an_answer_that_breaks_off_is_none(host, online, monkeypatch):
    host.length = len(tile()) + 100
    monkeypatch.setattr("spaceplanner.io.tile_server._TIMEOUT", 0.2)
    online.want([(host.address, (3, 1, 1))])
    assert online.work(quiet) == 1
    assert "does not answer" in str(online.trouble("x", host.address))


def test_no_other_server_is_asked_though_this_one_says_so(host, online):
    host.status, host.headers = 302, {"Location": "http://localhost:1/other.png"}
    online.want([(host.address, (3, 1, 1))])
    online.work(quiet)
    assert "refuses" in str(online.trouble("x", host.address))


def test_at_most_two_ask_at_once_and_none_twice(host, online):
    host.seconds = 0.05
    online.want([(host.address, (8, column, row)) for column in range(4) for row in range(4)])
    with ThreadPoolExecutor(2) as pool:
        changes = [job.result() for job in [pool.submit(online.work, quiet) for _ in range(2)]]
    assert sum(changes) == 16
    assert host.most == 2
    paths = [path for path, _ in host.asked]
    assert len(set(paths)) == len(paths) == 16


def test_a_new_view_drops_what_the_old_one_wanted(host, online):
    host.seconds = 0.1
    online.want([(host.address, (8, column, 1)) for column in range(20)])
    thread = threading.Thread(target=online.work, args=(quiet,))
    thread.start()
    while not host.asked:
        time.sleep(0.01)
    online.want([(host.address, (9, 5, 5))])
    thread.join()
    assert len(host.asked) <= 3
    assert host.asked[-1][0] == "/9/5/5.png"


def test_a_slow_server_holds_nobody_who_leaves(host, online):
    host.seconds = 5.0
    online.want([(host.address, (8, 1, 1))])
    thread = threading.Thread(target=online.work, args=(quiet,))
    thread.start()
    while not host.asked:
        time.sleep(0.01)
    started = time.monotonic()
    online.stop()
    thread.join()
    assert time.monotonic() - started < 1
    host.seconds = 0.0


def test_who_is_cancelled_asks_no_more(host, online):
    def cancelled(fraction: float, message_id: str) -> None:
        raise Cancelled(N_("Cancelled."))

    online.want([(host.address, (8, 1, 1))])
    with pytest.raises(Cancelled):
        online.work(cancelled)
    assert host.asked == []
    assert not online._flying


def test_a_coarser_tile_stands_in_for_a_missing_one(host, online):
    (address, (level, column, row)) = drawn(host, online).wanted[0]
    online.want([(address, (level - 2, column >> 2, row >> 2))])
    online.work(quiet)
    one = drawn(host, online)
    assert red(one) > 0.3
    assert (address, (level, column, row)) in one.wanted


@pytest.mark.parametrize("deeper", [1, 2])
def test_finer_tiles_stand_in_too_where_nothing_else_is_kept(host, online, deeper):
    """So a brief, or a view from farther away, shows what was looked at near by."""
    wanted = drawn(host, online).wanted
    finer = [
        (address, (level + deeper, (column << deeper) + i, (row << deeper) + j))
        for address, (level, column, row) in wanted
        for i in range(1 << deeper)
        for j in range(1 << deeper)
    ]
    online.want(finer[: len(finer) // 2])
    online.work(quiet)
    one = drawn(host, online)
    assert 0.2 < red(one) < 0.8
    assert one.wanted == wanted


def test_no_deeper_than_the_server_goes(host, online):
    assert {at[0] for _, at in drawn(host, online, deepest=9).wanted} == {9}
    assert {at[0] for _, at in drawn(host, online, deepest=-3).wanted} == {0}


def test_a_project_cannot_have_any_address_asked(host, online):
    (one,) = Backdrops(online=online).draw(subject(host, location="file:///etc/{z}/{x}/{y}"), view())
    assert one.wanted == ()
    assert one.trouble is not None


def test_an_export_draws_what_is_kept_and_asks_nothing(host, online, tmp_path, monkeypatch):
    fetched(host, online)
    host.asked.clear()
    monkeypatch.setattr("spaceplanner.io.tile_store.folder", lambda: tmp_path / "kept")
    (one,) = Backdrops().draw(subject(host), replace(view(), x=view().x + 300), 2.0)
    assert host.asked == []
    assert one.backdrop.attribution == "© A"
    assert red(one) > 0.5
