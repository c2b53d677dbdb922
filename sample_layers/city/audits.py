"""Field audits: what three teams with a form saw in two thirds of the spaces."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from typing import TYPE_CHECKING

import numpy as np

from sample_layers.city import plan

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from sample_layers.city.equipment import Lamps
    from sample_layers.city.ground import Space

ITEMS = (
    "ILUMINACION", "APERTURA", "VISIBILIDAD", "PRESENCIA_PERSONAS", "MANTENIMIENTO", "MOBILIARIO", "SENDEROS",
    "ACCESIBILIDAD", "SENSACION_SEGURIDAD",
)  # fmt: skip
"""What the form rates, 1 (very bad) to 5 (very good)."""

TEAMS = ("EQ-1", "EQ-2", "EQ-3")

_UPKEPT = {"bueno": 4.1, "regular": 3.1, "malo": 2.0}
_STRICTNESS = (0.0, -0.25, 0.2)
_NEAR = 25.0
_NOTES = (
    "",
    "",
    "",
    "",
    "Falta poda junto a los ingresos",
    "Bancas rotas",
    "Hay ventas en la vereda",
    "Luminaria caída",
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Audit:
    """One visit of one team; a rating is None where the team left it out."""

    space: Space
    team: str
    day: date
    ratings: tuple[int | None, ...]
    note: str
    photo: str


def make_audits(spaces: tuple[Space, ...], lamps: Lamps) -> tuple[Audit, ...]:
    """Return the visits: most spaces by two or three teams, some again a year later, a third by nobody."""
    # Chance of its own: the rest of the city is as it was before somebody audited it.
    chance = np.random.default_rng(plan.SEED + 1)
    audits: list[Audit] = []
    for space in spaces:
        if chance.random() < 1 / 3:
            continue
        truth = _truth(space, lamps, chance)
        teams = chance.permutation(len(TEAMS))[: chance.integers(1, len(TEAMS) + 1)].tolist()
        for team in sorted(teams):
            start = date(2026, 3, 2) + timedelta(days=int(chance.integers(0, 120)))
            days = [start - timedelta(days=365), start] if chance.random() < 0.15 else [start]  # noqa: PLR2004
            audits += [_visit(space, team, day, truth, len(audits) + k, chance) for k, day in enumerate(days)]
    return tuple(audits)


def _truth(space: Space, lamps: Lamps, chance: np.random.Generator) -> NDArray[np.float64]:
    """Return what a careful eye would say of each item: upkeep first, and light as the lamps are."""
    upkept = _UPKEPT.get(space.place.condition.strip().lower(), 2.6)
    x0, y0, x1, y1 = space.shape.bounds
    x, y = lamps.xy[lamps.works].T
    near = ((x > x0 - _NEAR) & (x < x1 + _NEAR) & (y > y0 - _NEAR) & (y < y1 + _NEAR)).sum()
    lit = min(5.0, 1.2 + 55 * float(near) / max(1500.0, space.shape.area / 6))
    seen = upkept + chance.normal(0, 0.7, len(ITEMS))
    seen[0] = lit
    seen[-1] = 0.45 * lit + 0.5 * upkept + chance.normal(0, 0.8)
    return np.asarray(seen, dtype=np.float64)


def _visit(  # noqa: PLR0917 - a row of the form
    space: Space, team: int, day: date, truth: NDArray[np.float64], number: int, chance: np.random.Generator
) -> Audit:
    said = np.clip(np.rint(truth + _STRICTNESS[team] + chance.normal(0, 0.45, len(ITEMS))), 1, 5).astype(int)
    left_out = chance.random(len(ITEMS)) < 0.03  # noqa: PLR2004
    ratings = tuple(None if out else int(value) for value, out in zip(said.tolist(), left_out.tolist(), strict=True))
    return Audit(
        space=space, team=TEAMS[team], day=day, ratings=ratings, note=_NOTES[int(chance.integers(len(_NOTES)))],
        photo=f"IMG_{number + 1:04d}.jpg" if chance.random() < 0.6 else "",  # noqa: PLR2004
    )  # fmt: skip
