"""Scoring 200 proposals of ten interventions with 2,000 draws, beside a plain loop over the draws.

``python -m benchmarks.scoring``. Needs no files.
"""

from __future__ import annotations

import resource
import statistics
import time
from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np
import pyarrow as pa
import shapely

from benchmarks.measuring import table
from spaceplanner.analysis import effects
from spaceplanner.domain import edits
from spaceplanner.domain.layer import GeometryKind, Layer, Role, Source
from spaceplanner.domain.project import Project, Settings
from spaceplanner.domain.proposal import Intervention, Proposal
from spaceplanner.io import catalogue
from spaceplanner.services.evaluation import Evaluator

if TYPE_CHECKING:
    from collections.abc import Callable

PROPOSALS = 200
SPACES = 200
DRAWS = 2_000
INCIDENTS = 20_000
TOWN_M = 6_000.0
CORNER = np.array((500_000, 9_800_000))
PROGRAMMES = ("coach_programme", "neighbourhood_committee", "upkeep_contract")


def town() -> Project:
    """Return a town with its spaces, lamps, alarms, residents, incidents and a proposal for each space."""
    rng = np.random.default_rng(4)
    corners = rng.uniform(0, TOWN_M, (SPACES, 2)) + CORNER
    spaces = np.array([shapely.box(x, y, x + 70, y + 60) for x, y in corners], dtype=object)
    hours = np.datetime64("2022-01-01", "s") + rng.integers(0, 3 * 365 * 24, INCIDENTS) * np.timedelta64(3600, "s")
    at = corners[rng.integers(0, SPACES, INCIDENTS)] + rng.normal(30, 120, (INCIDENTS, 2))
    layers = (
        _layer(Role.SPACES, spaces, id=[f"s{i}" for i in range(SPACES)], name=[f"S{i}" for i in range(SPACES)]),
        _layer(Role.LAMPS, rng.uniform(0, TOWN_M, (4_000, 2)) + CORNER, working=[True] * 4_000),
        _layer(Role.ALARMS, rng.uniform(0, TOWN_M, (100, 2)) + CORNER, working=[True] * 100),
        _layer(Role.RESIDENTS, rng.uniform(0, TOWN_M, (500, 2)) + CORNER, people=rng.gamma(2, 80, 500)),
        _layer(
            Role.INCIDENTS,
            at,
            when=pa.array(hours.astype("datetime64[s]"), pa.timestamp("s")),
            when_precision=["hour"] * INCIDENTS,
            outcome=rng.choice(["property", "violent", "disorder"], INCIDENTS).tolist(),
            indoor=(rng.integers(0, 5, INCIDENTS) == 0).tolist(),
        ),
        _layer(Role.STREETS, _streets(), row=list(range(2 * len(_GRID) ** 2))),
    )
    return Project(
        name="Town",
        crs="EPSG:32717",
        timezone="America/Guayaquil",
        layers=layers,
        proposals=tuple(_proposal(i, corners[i]) for i in range(PROPOSALS)),
        settings=Settings(draws=DRAWS),
    )


_GRID = np.arange(-200, TOWN_M + 300, 100)


def _streets() -> np.ndarray:
    """Return two stretches of street from each crossing of a grid of 100 m."""
    west_south = np.stack(np.meshgrid(_GRID, _GRID), axis=-1).reshape(-1, 2) + CORNER
    ends = [np.stack((west_south, west_south + step), axis=1) for step in ((100, 0), (0, 100))]
    return np.asarray(shapely.linestrings(np.concatenate(ends)))


def _layer(role: Role, geometry: np.ndarray, **columns: object) -> Layer:
    kinds = {Role.SPACES: GeometryKind.POLYGON, Role.STREETS: GeometryKind.LINE}
    kind = kinds.get(role, GeometryKind.POINT)
    return Layer(
        id=role.value,
        name=role.value,
        role=role,
        kind=kind,
        geometry=geometry,
        table=pa.table(columns),
        source=Source(path="x"),
        # Without it nobody would know whether there are lamps where none is near, nor what others would change.
        coverage=shapely.box(*CORNER - TOWN_M, *CORNER + 2 * TOWN_M),
    )


def _proposal(number: int, corner: np.ndarray) -> Proposal:
    x, y = corner
    lamps = [_at(f"l{i}", "led_lamp", x + 10 + 16 * i, y + 30) for i in range(4)]
    court = Intervention(id="c", type="multi_use_court", geometry=shapely.box(x, y, x + 28, y + 15))
    green = Intervention(id="g", type="greening", geometry=shapely.box(x + 30, y, x + 50, y + 10))
    others = [Intervention(id=key, type=key, quantity=1) for key in PROGRAMMES]
    items = (*lamps, court, green, _at("a", "community_alarm", x + 35, y + 30), *others)
    return Proposal(id=f"p{number}", name=f"P{number}", space=f"s{number}", interventions=items)


def _at(key: str, kind: str, x: float, y: float) -> Intervention:
    return Intervention(id=key, type=kind, geometry=shapely.Point(x, y))


class Session:
    """A project that is scored again and again, each time with something that was never scored before."""

    def __init__(self) -> None:
        self.project, self.evaluator, self.turn = town(), Evaluator(catalogue.load()), 0
        result = self.evaluator.evaluate(self.project)
        if any(item.averted.exact is None for item in result.proposals):
            raise AssertionError("what is unknown is not drawn: there would be less to measure")

    def whole(self, *, standing: bool = True) -> None:
        """Score all proposals anew: with another seed none is remembered, and what is measured is."""
        self.turn += 1
        settings = replace(self.project.settings, seed=self.turn)
        self.evaluator.evaluate(replace(self.project, settings=settings), standing=standing)

    def scored(self) -> None:
        """Score all proposals anew, as the window does first: how sure the ranks are comes afterwards."""
        self.whole(standing=False)

    def dragged(self) -> None:
        """Move one lamp of one proposal by a little and ask what the window shows at the pointer meanwhile."""
        self.evaluator.foresee(self._moved(), "p7")

    def dropped(self) -> None:
        """Move one lamp of one proposal by a little and let it go: all proposals are ranked again."""
        self.evaluator.evaluate(self._moved(), standing=False)

    def _moved(self) -> Project:
        self.turn += 1
        x, y = shapely.get_coordinates(self.project.proposals[7].interventions[0].geometry)[0] + self.turn / 10
        return edits.put_intervention("p7", _at("l0", "led_lamp", x, y))(self.project)


def draws_only() -> None:
    """Draw what 200 proposals avert, four effects on 100 incidents each."""
    rng = np.random.default_rng(1)
    logs = np.stack([effects.log_ratio(0.85, 0.2, carried=1, draws=DRAWS, generator=rng) for _ in range(4)])
    acts = np.random.default_rng(2).random((100, 4)) < 0.5  # noqa: PLR2004 - half of the incidents
    for _ in range(PROPOSALS):
        rate = effects.baseline(100.5, 1.0, years=3, draws=DRAWS, generator=rng)
        effects.quantiles(rate * effects.averted(effects.groups(acts), logs, floor=0.5, generator=rng).share)


def plain_loop(proposals: int = 4) -> None:
    """Do the same as `draws_only` for a few proposals, draw by draw and incident by incident's group."""
    rng = np.random.default_rng(1)
    acts = np.random.default_rng(2).random((100, 4)) < 0.5  # noqa: PLR2004 - as above
    groups: dict[tuple[bool, ...], int] = {}
    for row in acts:
        groups[tuple(row)] = groups.get(tuple(row), 0) + 1
    for _ in range(proposals):
        for _ in range(DRAWS):
            logs = [np.log(0.85) + 0.2 * rng.standard_normal() for _ in range(4)]
            rate = rng.gamma(100.5) / 3
            parts = {key: rng.gamma(n) for key, n in groups.items()}
            sum(
                rate * parts[key] / sum(parts.values()) * (1 - max(0.5, np.exp(sum(np.compress(key, logs)))))
                for key in groups
                if any(key)
            )


def processor(run: Callable[[], object], times: int = 5) -> float:
    """Return the median seconds of processor time of a call: what else the machine does is no matter."""
    run()
    found = []
    for _ in range(times):
        started = time.process_time()
        run()
        found.append(time.process_time() - started)
    return statistics.median(found)


def main() -> None:
    """Run all and print the table."""
    session = Session()
    fast, slow = processor(draws_only, 3), processor(plain_loop, 1) * PROPOSALS / 4
    rows = [
        ["all proposals, measures remembered", f"{processor(session.scored):.2f} s", "1 s"],
        ["the same with how sure the ranks are", f"{processor(session.whole):.2f} s", ""],
        ["one lamp while it is dragged", f"{1e3 * processor(session.dragged, 21):.0f} ms", "30 ms"],
        ["all ranks when it is let go", f"{1e3 * processor(session.dropped, 21):.0f} ms", ""],
        ["draws of all proposals alone", f"{1e3 * fast:.0f} ms", ""],
        ["the same in a plain loop", f"{slow:.1f} s", f"{slow / fast:.0f} times as long"],
    ]
    table(
        f"{PROPOSALS} proposals of ten interventions, {DRAWS:,} draws, processor time, medians",
        ["what", "time", "target"],
        rows,
    )
    print(f"\nPeak memory of the process: {resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024:.0f} MB")


if __name__ == "__main__":
    main()
