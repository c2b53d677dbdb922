"""Proposals as files: the drafts' things put where they belong in their space."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
import shapely
from shapely.geometry import LineString, Point, Polygon
from shapely.ops import substring

from sample_layers.city import files
from sample_layers.city.drafts import CITY, DRAFTS, PARTNERS, WISHES
from sample_layers.city.shapes import long_axis, parts, rectangle

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from sample_layers.city.drafts import Draft
    from sample_layers.city.ground import Space
    from sample_layers.city.model import City

FIXED = {"multi_use_court": (28.0, 15.0), "playground": (12.0, 10.0)}
"""Things of a size: length and width in metres."""

PROGRAMMES = {"coach_programme", "neighbourhood_committee", "upkeep_contract"}


@dataclass(frozen=True, eq=False, slots=True, kw_only=True)
class _Site:
    """A space, the city around it, and what is built in it that lamps must stand clear of."""

    space: Space
    city: City
    built: tuple[Any, ...]


def planning_proposals(city: City, folder: Path) -> None:
    """Write one JSON file for each draft."""
    target = folder / "propuestas"
    target.mkdir(exist_ok=True)
    for number, draft in enumerate(DRAFTS, 1):
        space = next(space for space in city.spaces if space.place.name == draft.space)
        text = json.dumps(_record(draft, space, city), ensure_ascii=False, indent=1)
        (target / f"{number:02d}-{draft.id}.json").write_text(text + "\n", encoding="utf-8", newline="\n")


def _record(draft: Draft, space: Space, city: City) -> dict[str, object]:
    bare = _Site(space=space, city=city, built=())
    built = [_PLACERS[kind](bare, amount)[0] for kind, amount in draft.items if kind in FIXED]
    site = _Site(space=space, city=city, built=tuple(built))
    givers = [partner for *_, partner in draft.funding if partner]
    record: dict[str, object] = {
        "id": draft.id,
        "name": draft.name,
        "space": space.id,
        "summary": draft.summary,
        "maintainer": draft.maintainer,
        "upkeep_payer": draft.payer,
        "contact": f"Dirección de Planificación, {CITY} (ciudad ficticia)",
        "crs": files.CRS,
        "interventions": [entry for kind, amount in draft.items for entry in _entries(kind, amount, site)],
        "funding": [
            {"source": source, "kind": kind, "amount": amount}
            | ({"partner": partner} if partner else {})
            | ({"since": draft.since[partner]} if draft.since and partner in draft.since else {})
            for source, kind, amount, partner in draft.funding
        ],
        "partners": [{"id": key, "name": PARTNERS[key]} | WISHES[key] for key in dict.fromkeys(givers)],
    }
    more = (("owner", draft.owner), ("programme", draft.programme), ("recognitions", draft.recognitions))
    return record | {name: value for name, value in more if value}


def _entries(kind: str, amount: float, site: _Site) -> list[dict[str, object]]:
    """Return the entries of one item: one for each point or shape, or one without a place for a programme."""
    if kind in PROGRAMMES:
        return [{"type": kind, "geometry": None, "quantity": amount}]
    shapes = _PLACERS[kind](site, amount)
    fixed = {"quantity": 1} if kind in FIXED else {}
    names = [kind if len(shapes) == 1 else f"{kind}-{number}" for number in range(1, len(shapes) + 1)]
    placed = files.metres(shapes)
    return [
        {"id": name, "type": kind, "geometry": json.loads(shapely.to_geojson(shape))} | fixed
        for name, shape in zip(names, placed, strict=True)
    ]


def _lamps(site: _Site, amount: float) -> list[Any]:
    """Return lamps amid the dark ground of the space: the middles of its most compact division (Lloyd)."""
    x0, y0, x1, y1 = site.space.shape.bounds
    grid = np.stack(np.meshgrid(np.arange(x0, x1, 3.0), np.arange(y0, y1, 3.0)), axis=-1).reshape(-1, 2)
    inside = grid[shapely.contains_xy(site.space.shape.buffer(-2), grid)]
    burning = site.city.lamps.xy[site.city.lamps.works]
    near = burning[shapely.dwithin(site.space.shape, shapely.points(burning), 25)]
    away = (
        np.hypot(*(inside[:, None] - near[None]).transpose(2, 0, 1)).min(axis=1)
        if len(near)
        else np.full(len(inside), 99.0)
    )
    dark = inside[away > 14] if (away > 14).sum() > 10 * amount else inside  # noqa: PLR2004 - well within 20 m counts as lit
    degrees, _, _ = long_axis(site.space.shape)
    along = dark @ np.array([np.cos(np.radians(degrees)), np.sin(np.radians(degrees))])
    spots = dark[np.argsort(along, kind="stable")[np.linspace(0, len(dark) - 1, int(amount) + 2).astype(int)[1:-1]]]
    for _ in range(60):
        nearest = np.argmin(((dark[:, None] - spots[None]) ** 2).sum(axis=2), axis=1)
        spots = np.array([dark[nearest == k].mean(axis=0) for k in range(len(spots))])
    inner = site.space.shape.buffer(-3).difference(shapely.union_all([thing.buffer(2) for thing in site.built]))
    return [shapely.ops.nearest_points(inner, Point(spot))[0] for spot in spots]


def _fixed(kind: str) -> Callable[[_Site, float], list[Any]]:
    def place(site: _Site, _amount: float) -> list[Any]:
        """Return the thing between the middle of the space and one end, clear of the edge."""
        degrees, length, _ = long_axis(site.space.shape)
        middle = np.array(site.space.shape.centroid.coords[0])
        step = np.array([np.cos(np.radians(degrees)), np.sin(np.radians(degrees))])
        size = FIXED[kind]
        for share in (0.24, 0.18, 0.1, 0.0):
            found = rectangle(tuple(middle + step * length * share), *size, degrees + (90 if share > 0.2 else 0))  # noqa: PLR2004
            if site.space.shape.buffer(-2).contains(found):
                break
        return [found]

    return place


def _alarm(site: _Site, _amount: float) -> list[Any]:
    """Return an alarm just inside the first entrance."""
    return [shapely.ops.nearest_points(site.space.shape.buffer(-2), site.space.entrances[-1])[0]]


def _patch(site: _Site, amount: float) -> list[Any]:
    """Return an area of about `amount` m2 at the other end of the space, off its edge."""
    degrees, length, _ = long_axis(site.space.shape)
    inner = site.space.shape.buffer(-4)
    step = np.array([np.cos(np.radians(degrees)), np.sin(np.radians(degrees))])
    start = np.array(shapely.minimum_rotated_rectangle(inner).centroid.coords[0]) - step * length / 2
    deep = next(
        d for d in np.arange(4.0, length + 5, 1.0) if _end(inner, start, step, d, degrees).area >= amount or d > length
    )
    return [max(parts(_end(inner, start, step, deep, degrees), 2), key=lambda part: part.area).simplify(0.1)]


def _end(inner: Any, start: Any, step: Any, deep: float, degrees: float) -> Any:
    return inner.intersection(rectangle(tuple(start + step * deep / 2), deep, 900, degrees))


def _paths(site: _Site, amount: float) -> list[Any]:
    """Return paths across the space, from corner to corner by the middle."""
    doors, middle = site.space.entrances, site.space.shape.centroid
    pairs = [(doors[0], doors[2 % len(doors)]), (doors[1], doors[3 % len(doors)])]
    return [LineString([a, middle, b]) for a, b in pairs[: int(amount)]]


def _furniture(site: _Site, amount: float) -> list[Any]:
    """Return pieces along the edge of the space, an arm's length within."""
    ring = site.space.shape.buffer(-3.5).exterior
    return [ring.interpolate((k + 0.5) / amount, normalized=True) for k in range(int(amount))]


def _wall(site: _Site, amount: float) -> list[Any]:
    """Return a wall along the longest side of the space."""
    corners = [Point(xy) for xy in shapely.get_coordinates(shapely.minimum_rotated_rectangle(site.space.shape))[:-1]]
    ring = Polygon(site.space.shape.buffer(-1).exterior).exterior
    at = ring.project(corners[0])
    return [substring(ring, at, at + amount) if at + amount < ring.length else substring(ring, at - amount, at)]


_PLACERS: dict[str, Callable[[_Site, float], list[Any]]] = {
    "led_lamp": _lamps,
    "multi_use_court": _fixed("multi_use_court"),
    "playground": _fixed("playground"),
    "community_alarm": _alarm,
    "pruning": _patch,
    "greening": _patch,
    "paths": _paths,
    "furniture": _furniture,
    "mural": _wall,
}
