"""Backgrounds of a project read for a view: files in, pictures in the project's coordinate system out."""

from __future__ import annotations

import math
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from spaceplanner.cartography import mercator
from spaceplanner.cartography.backdrop import Backdrop
from spaceplanner.cartography.warp import warped
from spaceplanner.domain.background import BackgroundKind
from spaceplanner.errors import InputError
from spaceplanner.i18n import N_
from spaceplanner.services import picture_place as placing
from spaceplanner.services.online_tiles import SIDE as ONLINE_SIDE
from spaceplanner.services.online_tiles import OnlineTiles
from spaceplanner.services.plain_tiles import SIDE, PlainReader
from spaceplanner.services.tile_cache import TileCache
from spaceplanner.services.tile_reader import TileReader

if TYPE_CHECKING:
    from collections.abc import Callable

    from numpy.typing import NDArray
    from PIL.Image import Image

    from spaceplanner.cartography.plain_map import PlainMap
    from spaceplanner.cartography.view import View
    from spaceplanner.domain.background import Background
    from spaceplanner.domain.project import Project
    from spaceplanner.errors import SpacePlannerError
    from spaceplanner.io.picture_file import PictureFile
    from spaceplanner.io.tile_file import TileInfo
    from spaceplanner.services.online_tiles import Wanted

    Check = Callable[[], None]
    Share = tuple[float, float, float, float]

MEMORY = 128 * 2**20
"""Bytes of decoded tiles that are kept."""
_MOST_PIXELS = 64 * 2**20
"""Pixels of tiles that are laid together at most; more would be a view of a country at the zoom of a city."""
_PROBES = 9
ONLINE_DEEPEST, DEEPEST = 19, 24
"""The highest zoom of most servers, and that of any."""
WHOLE = (0.0, 0.0, 1.0, 1.0)


@dataclass(frozen=True, eq=False, slots=True, kw_only=True)
class Drawn:
    """A background that was read for a view.

    Attributes
    ----------
    trouble
        What the user should know: the file cannot be used, or some of its tiles.
    wanted
        Tiles that a server would have to be asked for.
    """

    backdrop: Backdrop
    trouble: SpacePlannerError | None = None
    wanted: tuple[Wanted, ...] = ()


@dataclass(frozen=True, slots=True)
class _Window:
    """A view in device pixels.

    Attributes
    ----------
    size
        Width and height.
    metres
        Of a pixel.
    """

    view: View
    size: tuple[int, int]
    metres: float

    @staticmethod
    def of(view: View, ratio: float) -> _Window:
        return _Window(view, (math.ceil(view.width * ratio), math.ceil(view.height * ratio)), view.resolution / ratio)

    @property
    def corner(self) -> tuple[float, float]:
        west, _, _, north = self.view.bounds
        return west, north

    @property
    def bounds(self) -> tuple[float, float, float, float]:
        """Ground of the whole pixels, which may reach a little beyond the view's."""
        west, north = self.corner
        return west, north - self.size[1] * self.metres, west + self.size[0] * self.metres, north

    def ground(self, pixels: NDArray[np.float64]) -> NDArray[np.float64]:
        """Return map coordinates of pixels (n, 2)."""
        made: NDArray[np.float64] = np.array(self.corner) + pixels * np.array([self.metres, -self.metres])
        return made

    def probes(self) -> NDArray[np.float64]:
        """Return pixels spread over the whole, its edges among them."""
        across, down = np.meshgrid(np.linspace(0, self.size[0], _PROBES), np.linspace(0, self.size[1], _PROBES))
        return np.column_stack([across.ravel(), down.ravel()])


class Backdrops:
    """Reads backgrounds and remembers tiles; its methods work in any thread.

    No server is asked here: of an online background what is kept is drawn, and what is missing is named.

    Parameters
    ----------
    memory
        Bytes of decoded tiles.
    online
        The tiles of servers that are kept; None: those on this computer's disk.
    """

    def __init__(self, memory: int = MEMORY, online: OnlineTiles | None = None) -> None:
        self.online = online or OnlineTiles()
        self._tiles: TileCache[Image] = TileCache(memory)
        self._plain: TileCache[PlainMap] = TileCache(memory // 2)

    def draw(
        self, project: Project, view: View, ratio: float = 1.0, check: Check = lambda: None, *, margin: float = 0.0
    ) -> tuple[Drawn, ...]:
        """Return the visible backgrounds of a project for a view, the first at the bottom.

        A background that cannot be used is a picture of nothing with the reason.

        Parameters
        ----------
        ratio
            Device pixels per pixel of the view.
        check
            Called between tiles; may raise to give up.
        margin
            Pixels at the edges of the view for which no server is to be asked.
        """
        seen = _Window.of(view.resized(max(view.width - 2 * margin, 1), max(view.height - 2 * margin, 1)), ratio)
        if project.crs is None:
            return ()
        return tuple(
            self._online(background, project.crs, _Window.of(view, ratio), seen, check)
            if background.kind is BackgroundKind.ONLINE
            else self._draw(background, project.crs, _Window.of(view, ratio), check)
            for background in project.backgrounds
            if background.visible
        )

    def _draw(self, background: Background, crs: str, window: _Window, check: Check) -> Drawn:
        nothing = Backdrop(background=background.id, pixels=None, bounds=window.bounds, opacity=background.opacity)
        try:
            read = self._picture if background.kind is BackgroundKind.PICTURE else self._file_tiles
            shown, trouble = read(background, crs, window, check)
        except InputError as error:
            return Drawn(backdrop=nothing, trouble=error)
        named = replace(nothing, attribution=background.attribution)
        if isinstance(shown, tuple):
            return Drawn(backdrop=replace(named, plain=shown), trouble=trouble)
        pixels = None if shown is None else np.asarray(shown)
        return Drawn(backdrop=replace(named, pixels=pixels), trouble=trouble)

    def _online(self, background: Background, crs: str, window: _Window, seen: _Window, check: Check) -> Drawn:
        """Return what is kept of an online background, and which tiles are missing or too old in what is seen."""
        from spaceplanner.io import tile_address  # noqa: PLC0415 - start-up time

        nothing = Backdrop(background=background.id, pixels=None, bounds=window.bounds, opacity=background.opacity)
        named = replace(nothing, attribution=background.attribution)
        try:
            address = tile_address.checked(background.location)
        except InputError as error:
            return Drawn(backdrop=nothing, trouble=error)
        world = _world(crs, window)
        box, inner = _box(world(window.probes())), _box(world(seen.probes()))
        if box is None or inner is None:
            return Drawn(backdrop=named)
        deepest = background.deepest if background.deepest is not None else ONLINE_DEEPEST
        zooms = (0, max(0, min(deepest, DEEPEST)))
        level, columns, rows = _wanted(box, _share(world, window), ONLINE_SIDE, zooms, WHOLE)
        if not columns or not rows:
            return Drawn(backdrop=named)
        mosaic = self.online.mosaic(address, (level, columns, rows), self._tiles, check)
        scale, corner = (1 << level) * ONLINE_SIDE, np.array([columns.start, rows.start]) * ONLINE_SIDE
        picture = warped(mosaic, window.size, lambda pixels: world(pixels) * scale - corner)
        wanted = self.online.missing(address, level, *mercator.covering(inner, level, WHOLE))
        trouble = self.online.trouble(background.name, address)
        return Drawn(backdrop=replace(named, pixels=np.asarray(picture)), trouble=trouble, wanted=wanted)

    def _file_tiles(
        self, background: Background, crs: str, window: _Window, check: Check
    ) -> tuple[Image | tuple[PlainMap, ...] | None, SpacePlannerError | None]:
        from spaceplanner.io import tile_file  # noqa: PLC0415 - start-up time: readers are loaded when a file is read

        path = Path(background.location)
        with tile_file.open_tiles(path) as file:
            if file.info.vector:
                plain = PlainReader(_identity(path), file, self._plain, check, crs)
                return _plain(plain, file.info, crs, window), _trouble(background, plain)
            reader = TileReader(_identity(path), file, self._tiles, check)
            picture = _tiles(reader, file.info, crs, window)
        return picture, _trouble(background, reader)

    def _picture(
        self, background: Background, crs: str, window: _Window, check: Check
    ) -> tuple[Image | None, SpacePlannerError | None]:
        from spaceplanner.io import picture_file  # noqa: PLC0415 - start-up time: readers are loaded when a file is read

        path = Path(background.location)
        with picture_file.open_picture(path) as file:
            placed = placing.place(background, file, crs)
            if placed is None:
                raise InputError(_NO_PLACE, name=background.name)
            seen = placed.seen(window.ground(window.probes()), file.size)
            if seen is None:
                return None, None
            box, factor = seen[0], max(1, 1 << int(math.log2(max(1.0, seen[1] * window.metres))))
            factor = max(factor, _fitting(box))
            key = (*_identity(path), box, factor)
            check()
            part = self._tiles.get(key)
            if part is None:
                part = _part(path, file, box, factor)
                self._tiles.put(key, part, 4 * part.width * part.height)
        shrink = np.array([part.width / (box[2] - box[0]), part.height / (box[3] - box[1])])
        corner = np.array(box[:2])
        return warped(part, window.size, lambda pixels: (placed.pixels(window.ground(pixels)) - corner) * shrink), None


def _within(info: TileInfo) -> Share:
    """Return what the tiles cover, as shares of the world's square."""
    west, south, east, north = info.bounds
    return (*mercator.of_degrees(west, north), *mercator.of_degrees(east, south))


def _plain(reader: PlainReader, info: TileInfo, crs: str, window: _Window) -> tuple[PlainMap, ...]:
    """Return what vector tiles show in a window."""
    world = _world(crs, window)
    box = _box(world(window.probes()))
    if box is None:
        return ()
    # Their lines are as fine on any screen: a finer one needs no further zoom.
    share = _share(world, window) * window.view.resolution / window.metres
    level, columns, rows = _wanted(box, share, SIDE, info.zooms, _within(info))
    return reader.maps(level, columns, rows)


_NO_PLACE = N_(
    "{name} does not say where it lies: place it by at least two points, from its menu in the panel of layers."
)


def _part(path: Path, file: PictureFile, box: tuple[int, int, int, int], factor: int) -> Image:
    from spaceplanner.io.picture_file import BROKEN  # noqa: PLC0415 - start-up time

    try:
        return file.part(box, factor)
    except Exception as error:  # decoders of foreign bytes raise whatever they like
        raise InputError(BROKEN, path=path, reason=error) from error


def _fitting(box: tuple[int, int, int, int]) -> int:
    """Return how much coarser a part must be for its pixels not to be too many."""
    pixels = (box[2] - box[0]) * (box[3] - box[1])
    return 1 << max(0, math.ceil(math.log2(max(1.0, pixels / _MOST_PIXELS)) / 2))


def _tiles(reader: TileReader, info: TileInfo, crs: str, window: _Window) -> Image | None:
    """Return a window filled with tiles, None where there are none."""
    within = _within(info)
    world = _world(crs, window)
    box = _box(world(window.probes()))
    if box is None:
        return None
    side = reader.side(((within[0] + within[2]) / 2, (within[1] + within[3]) / 2))
    level, columns, rows = _wanted(box, _share(world, window), side, info.zooms, within)
    if not columns or not rows:
        return None
    mosaic = reader.mosaic(level, columns, rows, side)
    scale, corner = (1 << level) * side, np.array([columns.start, rows.start]) * side
    return warped(mosaic, window.size, lambda pixels: world(pixels) * scale - corner)


def _wanted(box: Share, share: float, side: int, zooms: tuple[int, int], within: Share) -> tuple[int, range, range]:
    """Return the zoom that suits a view, and the columns and rows of its tiles; none where they would be too many."""
    level = mercator.zoom(share, side, zooms)
    while level >= zooms[0]:
        columns, rows = mercator.covering(box, level, within)
        if len(columns) * len(rows) * side * side <= _MOST_PIXELS:
            return level, columns, rows
        level -= 1
    return level, range(0), range(0)


def _world(crs: str, window: _Window) -> Callable[[NDArray[np.float64]], NDArray[np.float64]]:
    """Return what turns pixels of a window into shares of the world's square; not finite where there are none."""
    from spaceplanner.io import crs as systems  # noqa: PLC0415 - start-up time: pyproj

    transform = systems.transformer(crs, mercator.CRS).transform

    def world(pixels: NDArray[np.float64]) -> NDArray[np.float64]:
        ground = window.ground(pixels)
        return mercator.fractions(np.column_stack(transform(ground[:, 0], ground[:, 1])))

    return world


def _box(shares: NDArray[np.float64]) -> Share | None:
    finite = shares[np.isfinite(shares).all(axis=1)]
    if not len(finite):
        return None
    left, top = finite.min(axis=0).tolist()
    right, bottom = finite.max(axis=0).tolist()
    return left, top, right, bottom


def _share(world: Callable[[NDArray[np.float64]], NDArray[np.float64]], window: _Window) -> float:
    """Return how wide a pixel in the middle of a window is, as a share of the world's square."""
    across, down = window.size[0] / 2, window.size[1] / 2
    pair = world(np.array([(across - 0.5, down), (across + 0.5, down)]))
    return float(np.hypot(*(pair[1] - pair[0]))) if np.isfinite(pair).all() else 1.0


def _identity(path: Path) -> tuple[object, ...]:
    """Return what tells a file from another that was put in its place."""
    try:
        status = path.stat()
    except OSError:
        return (str(path),)
    return str(path), status.st_mtime_ns, status.st_size


def _trouble(background: Background, reader: TileReader | PlainReader) -> SpacePlannerError | None:
    values = {"name": background.name, "damaged": reader.damaged, "missing": reader.missing}
    if reader.damaged and reader.missing:
        text = N_("{name}: here {damaged} tiles are damaged and {missing} are missing; their places are left blank.")
    elif reader.damaged:
        text = N_("{name}: tiles are damaged here ({damaged}); their places are left blank.")
    elif reader.missing:
        text = N_("{name}: tiles are missing here ({missing}); their places are left blank.")
    else:
        return None
    return InputError(text, **values)
