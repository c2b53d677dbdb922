"""Tiles of servers: those that are kept, laid together, and those that are asked for, one after the other.

Nothing is asked unless `work` is called, and then only what the last `want` named. A server that does not answer, or says
no, is left alone for a while, and twice as long after each further time.
"""

from __future__ import annotations

import time
from dataclasses import dataclass
from threading import Lock
from typing import TYPE_CHECKING

from spaceplanner.errors import InputError
from spaceplanner.i18n import N_
from spaceplanner.services.tile_cache import TileCache

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from PIL.Image import Image

    from spaceplanner.errors import SpacePlannerError
    from spaceplanner.io.tile_file import Tile
    from spaceplanner.io.tile_server import Answer, TileServer
    from spaceplanner.io.tile_store import Kept, TileStore
    from spaceplanner.services.progress import Progress

Wanted = tuple[str, "Tile"]
"""The address of tiles, and which of them."""

SIDE = 256
"""Pixels of a tile; what has others is scaled."""
_COARSER = 5
"""Zooms up to which a tile that is kept stands in for a missing one, enlarged."""
_FINER = 2
"""Zooms up to which tiles that are kept stand in for a missing one, made smaller."""
_MEMORY = 24 * 2**20
_MOST_ABSENT = 50_000
"""Tiles of which it is remembered that they are not kept, so that the disk is not looked through for each view."""
_FIRST_PAUSE, _LONGEST_PAUSE = 4.0, 600.0
_WRONG_SECONDS = 3600.0
_MOST_WRONG = 4
"""Wrong answers in a row after which the server itself is taken for wrong."""
_SILENT = N_("{name}: {server} does not answer. The map shows what was kept; the server is asked again later.")
_REFUSED = N_(
    "{name}: {server} refuses its tiles (answer {status}). The map shows what was kept; the server is asked again later."
)
_WRONG = N_("{name}: {server} sends something else than tiles. Check the address.")


@dataclass(slots=True)
class _Trouble:
    """How a server has failed.

    Attributes
    ----------
    times
        In a row; 0: it has not.
    wrong
        Wrong tiles in a row.
    until
        When it may be asked again, by the clock.
    """

    times: int = 0
    wrong: int = 0
    until: float = 0.0
    message: str = ""
    status: int = 0


class OnlineTiles:
    """See the module's docstring; its methods work in any thread.

    Parameters
    ----------
    store
        Where tiles are kept; None: in the usual place.
    clock
        Seconds, ever growing.

    Attributes
    ----------
    changes
        How many answers have changed what is drawn, so far.
    """

    def __init__(self, store: TileStore | None = None, *, clock: Callable[[], float] = time.monotonic) -> None:
        self._given = store
        self._clock = clock
        self._memory: TileCache[Kept] = TileCache(_MEMORY)
        self._absent: set[Wanted] = set()
        self._lock = Lock()
        self._queue: list[Wanted] = []
        self._current: set[Wanted] = set()
        self._flying: set[Wanted] = set()
        self._bad: dict[Wanted, float] = {}
        self._troubles: dict[str, _Trouble] = {}
        self._asking: set[TileServer] = set()
        self._stopped = False
        self.changes = 0

    # What is kept ---------------------------------------------------------------------------------------------------

    def mosaic(
        self, address: str, tiles: tuple[int, range, range], cache: TileCache[Image], check: Callable[[], None]
    ) -> Image:
        """Return tiles (zoom, columns, rows) laid together; for one that is not kept an enlarged coarser one, or nothing."""
        from PIL import Image as Pictures  # noqa: PLC0415 - start-up time: only backgrounds need it

        level, columns, rows = tiles
        mosaic = Pictures.new("RGBA", (len(columns) * SIDE, len(rows) * SIDE))
        for row in rows:
            for column in columns:
                check()
                picture = self._standing_in(address, (level, column, row), cache)
                if picture is not None:
                    mosaic.paste(picture, ((column - columns.start) * SIDE, (row - rows.start) * SIDE))
        return mosaic

    def missing(self, address: str, level: int, columns: range, rows: range) -> tuple[Wanted, ...]:
        """Return the tiles that are not kept or too old, those in the middle first."""
        now, mono = time.time(), self._clock()
        found: list[tuple[float, Wanted]] = []
        middle = (columns.start + columns.stop - 1) / 2, (rows.start + rows.stop - 1) / 2
        for column in columns:
            for row in rows:
                wanted: Wanted = (address, (level, column, row))
                kept = self._kept(*wanted)
                with self._lock:
                    bad = self._bad.get(wanted, 0.0) > mono
                if not bad and (kept is None or kept.expires <= now):
                    found.append(((column - middle[0]) ** 2 + (row - middle[1]) ** 2, wanted))
        return tuple(wanted for _, wanted in sorted(found))

    def trouble(self, name: str, address: str) -> SpacePlannerError | None:
        """Return what the user should know of a server."""
        from spaceplanner.io import tile_address  # noqa: PLC0415 - start-up time

        server = tile_address.server(address)
        with self._lock:
            found = self._troubles.get(server)
            if found is None or not found.times:
                return None
            return InputError(found.message, name=name, server=server, status=found.status)

    def _standing_in(self, address: str, at: Tile, cache: TileCache[Image]) -> Image | None:
        """Return a tile, or what stands in for one that is not kept: a coarser one, and over it the finer ones."""
        picture = self._picture(address, at, cache)
        if picture is not None:
            return picture
        return self._finer(address, at, cache, self._coarser(address, at, cache), _FINER)

    def _coarser(self, address: str, at: Tile, cache: TileCache[Image]) -> Image | None:
        from PIL import Image as Pictures  # noqa: PLC0415

        level, column, row = at
        for up in range(1, min(_COARSER, level) + 1):
            picture = self._picture(address, (level - up, column >> up, row >> up), cache)
            if picture is not None:
                part = SIDE / (1 << up)
                left, top = (column % (1 << up)) * part, (row % (1 << up)) * part
                box = (left, top, left + part, top + part)
                return picture.resize((SIDE, SIDE), Pictures.Resampling.BILINEAR, box=box)
        return None

    def _finer(self, address: str, at: Tile, cache: TileCache[Image], under: Image | None, deep: int) -> Image | None:
        """Return a picture with the finer tiles that are kept laid over it, made smaller."""
        from PIL import Image as Pictures  # noqa: PLC0415

        level, column, row = at
        half = SIDE // 2
        for right, down in ((0, 0), (1, 0), (0, 1), (1, 1)):
            child = (level + 1, 2 * column + right, 2 * row + down)
            picture = self._picture(address, child, cache)
            if picture is None and deep > 1:
                picture = self._finer(address, child, cache, None, deep - 1)
            if picture is not None:
                # Where a part of it is not kept either, what is under it stays.
                under = Pictures.new("RGBA", (SIDE, SIDE)) if under is None else under
                small = picture.resize((half, half), Pictures.Resampling.BOX)
                under.paste(small, (right * half, down * half), small)
        return under

    def _picture(self, address: str, at: Tile, cache: TileCache[Image]) -> Image | None:
        from PIL import Image as Pictures  # noqa: PLC0415

        from spaceplanner.io import tile_picture  # noqa: PLC0415 - start-up time
        from spaceplanner.io.tile_file import DamagedTile  # noqa: PLC0415

        kept = self._kept(address, at)
        if kept is None or not kept.data:
            return None
        key = (address, at, hash(kept.data))
        held = cache.get(key)
        if held is None:
            try:
                held = tile_picture.decoded(kept.data)
            except DamagedTile:
                return None
            if held.size != (SIDE, SIDE):
                held = held.resize((SIDE, SIDE), Pictures.Resampling.BILINEAR)
            cache.put(key, held, 4 * SIDE * SIDE)
        return held

    def _kept(self, address: str, at: Tile) -> Kept | None:
        held = self._memory.get((address, at))
        if held is None and (address, at) not in self._absent:
            held = self._store().get(address, at)
            if held is not None:
                self._memory.put((address, at), held, len(held.data) + 100)
            else:
                if len(self._absent) > _MOST_ABSENT:
                    self._absent.clear()
                self._absent.add((address, at))
        return held

    def _store(self) -> TileStore:
        if self._given is None:
            from spaceplanner.io.tile_store import TileStore  # noqa: PLC0415 - start-up time

            self._given = TileStore()
        return self._given

    # Asking ---------------------------------------------------------------------------------------------------------

    def want(self, wanted: Iterable[Wanted]) -> None:
        """Have these tiles asked for, and no others any more."""
        named = dict.fromkeys(wanted)
        with self._lock:
            self._current = set(named)
            self._queue = [item for item in named if item not in self._flying][::-1]

    def keep_only(self, addresses: set[str]) -> None:
        """Ask no more for tiles of other addresses."""
        with self._lock:
            self._current = {item for item in self._current if item[0] in addresses}
            self._queue = [item for item in self._queue if item in self._current]

    def pause(self) -> float | None:
        """Return for how many seconds nothing that is wanted may be asked for; None: nothing is wanted."""
        from spaceplanner.io import tile_address  # noqa: PLC0415 - start-up time

        with self._lock:
            servers = {tile_address.server(address) for address, _ in self._queue}
            found = [self._troubles[one].until if one in self._troubles else 0.0 for one in servers]
        return max(0.0, min(found) - self._clock()) if found else None

    def work(self, progress: Progress) -> int:
        """Ask for what is wanted until nothing is left that may be asked for; return how many answers changed something.

        To be called in a thread of its own, of which there are as many as a server may be asked by at once.
        """
        from spaceplanner.io.tile_server import TileServer  # noqa: PLC0415 - start-up time: http and ssl

        changes, server = 0, TileServer()
        with self._lock:
            if self._stopped:
                return 0
            self._asking.add(server)
        try:
            while (wanted := self._next()) is not None:
                try:
                    progress(0.0, "")
                    if self._one(server, wanted, lambda: progress(0.0, "")):
                        changes += 1
                        with self._lock:
                            self.changes += 1
                finally:
                    with self._lock:
                        self._flying.discard(wanted)
        finally:
            with self._lock:
                self._asking.discard(server)
            server.close()
        return changes

    def stop(self) -> None:
        """Ask nothing any more, and wait for no answer."""
        with self._lock:
            self._stopped = True
            self._queue = []
            asking = tuple(self._asking)
        for server in asking:
            server.stop()

    def _next(self) -> Wanted | None:
        from spaceplanner.io import tile_address  # noqa: PLC0415

        now = self._clock()
        with self._lock:
            for place in range(len(self._queue) - 1, -1, -1):
                trouble = self._troubles.get(tile_address.server(self._queue[place][0]))
                if trouble is None or trouble.until <= now:
                    wanted = self._queue.pop(place)
                    self._flying.add(wanted)
                    return wanted
        return None

    def _one(self, server: TileServer, wanted: Wanted, check: Callable[[], None]) -> bool:
        from spaceplanner.io import tile_address  # noqa: PLC0415

        address, at = wanted
        name = tile_address.server(address)
        answer = server.ask(tile_address.of_tile(address, at), self._kept(address, at), check)
        if self._stopped:
            return False
        answer = self._judged(answer)
        if answer.kept is None:
            return self._fail(name, answer, wanted)
        if answer.kept.expires <= time.time():
            # It may be shown, but would be asked for at once again: not before the user looks at it anew.
            with self._lock:
                self._bad[wanted] = self._clock() + _FIRST_PAUSE * 15
        self._memory.put(wanted, answer.kept, len(answer.kept.data) + 100)
        if answer.storable:
            self._store().put(address, at, answer.kept)
        self._absent.discard(wanted)
        with self._lock:
            before = self._troubles.pop(name, None)
        return bool(answer.kept.data) or (before is not None and before.times > 0)

    def _judged(self, answer: Answer) -> Answer:
        """Return an answer, as a wrong one where its tile is no picture after all."""
        from spaceplanner.io import tile_picture  # noqa: PLC0415 - start-up time
        from spaceplanner.io.tile_file import DamagedTile  # noqa: PLC0415
        from spaceplanner.io.tile_server import Answer, Outcome  # noqa: PLC0415

        if answer.kept is not None and answer.kept.data:
            try:
                tile_picture.decoded(answer.kept.data)
            except DamagedTile:
                return Answer(outcome=Outcome.WRONG, status=answer.status)
        return answer

    def _fail(self, name: str, answer: Answer, wanted: Wanted) -> bool:
        """Remember a failure; return whether the user sees another state of the server."""
        from spaceplanner.io.tile_server import Outcome  # noqa: PLC0415

        with self._lock:
            now = self._clock()
            trouble = self._troubles.setdefault(name, _Trouble())
            if answer.outcome is Outcome.WRONG:
                self._bad[wanted] = now + _WRONG_SECONDS
                trouble.wrong += 1
                if trouble.wrong < _MOST_WRONG:
                    return False
                trouble.message = _WRONG
            else:
                if wanted in self._current:
                    self._queue.append(wanted)
                trouble.message = _SILENT if answer.outcome is Outcome.SILENT else _REFUSED
            if trouble.until > now:  # the other one, that was on its way meanwhile
                return False
            first = trouble.times == 0
            trouble.times, trouble.status = trouble.times + 1, answer.status
            pause = min(_FIRST_PAUSE * 2.0 ** min(trouble.times - 1, 20), _LONGEST_PAUSE)
            trouble.until = now + max(pause, answer.pause)
            return first
