"""Scoring 200 proposals of ten interventions with 2,000 draws, beside a plain loop over the draws.

``python -m benchmarks.scoring``. Needs no files.
"""

from __future__ import annotations

import resource
from dataclasses import replace
from functools import partial

import numpy as np
import pyarrow as pa
import shapely

from benchmarks.measuring import seconds, table
from spaceplanner.analysis import effects
from spaceplanner.domain import edits
from spaceplanner.domain.layer import GeometryKind, Layer, Role, Source
from spaceplanner.domain.project import Project, Settings
from spaceplanner.domain.proposal import Intervention, Proposal
from spaceplanner.io import catalogue
from spaceplanner.services.evaluation import Evaluator

PROPOSALS = 200
SPACES = 200
DRAWS = 2_000
INCIDENTS = 20_000
TOWN_M = 6_000.0
PROGRAMMES = ("coach_programme", "neighbourhood_committee", "upkeep_contract")


def town() -> Project:
    """Return a town with its spaces, lamps, alarms, residents, incidents and a proposal for each space."""
    rng = np.random.default_rng(4)
    corners = rng.uniform(0, TOWN_M, (SPACES, 2)) + (500_000, 9_800_000)
    spaces = np.array([shapely.box(x, y, x + 70, y + 60) for x, y in corners], dtype=object)
    hours = np.datetime64("2022-01-01", "s") + rng.integers(0, 3 * 365 * 24, INCIDENTS) * np.timedelta64(3600, "s")
    at = corners[rng.integers(0, SPACES, INCIDENTS)] + rng.normal(30, 120, (INCIDENTS, 2))
    layers = (
        _layer(Role.SPACES, spaces, id=[f"s{i}" for i in range(SPACES)], name=[f"S{i}" for i in range(SPACES)]),
        _layer(Role.LAMPS, rng.uniform(0, TOWN_M, (4_000, 2)) + (500_000, 9_800_000), working=[True] * 4_000),
        _layer(Role.ALARMS, rng.uniform(0, TOWN_M, (100, 2)) + (500_000, 9_800_000), working=[True] * 100),
        _layer(Role.RESIDENTS, rng.uniform(0, TOWN_M, (500, 2)) + (500_000, 9_800_000), people=rng.gamma(2, 80, 500)),
        _layer(
            Role.INCIDENTS,
            at,
            when=pa.array(hours.astype("datetime64[s]"), pa.timestamp("s")),
            when_precision=["hour"] * INCIDENTS,
            outcome=rng.choice(["property", "violent", "disorder"], INCIDENTS).tolist(),
            indoor=(rng.random(INCIDENTS) < 0.2).tolist(),
        ),
    )
    return Project(
        name="Town",
        crs="EPSG:32717",
        timezone="America/Guayaquil",
        layers=layers,
        proposals=tuple(_proposal(i, corners[i]) for i in range(PROPOSALS)),
        settings=Settings(draws=DRAWS),
    )


def _layer(role: Role, geometry: np.ndarray, **columns: object) -> Layer:
    kind = GeometryKind.POLYGON if role is Role.SPACES else GeometryKind.POINT
    return Layer(
        id=role.value,
        name=role.value,
        role=role,
        kind=kind,
        geometry=geometry,
        table=pa.table(columns),
        source=Source(path="x"),
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


def whole(evaluator: Evaluator, project: Project) -> None:
    """Score all proposals anew: another seed, so that no proposal is remembered and the diagnosis is."""
    whole.seed = getattr(whole, "seed", 0) + 1  # type: ignore[attr-defined]
    evaluator.evaluate(replace(project, settings=replace(project.settings, seed=whole.seed)))  # type: ignore[attr-defined]


def dragged(evaluator: Evaluator, project: Project) -> None:
    """Move one lamp of one proposal by a little."""
    dragged.step = getattr(dragged, "step", 0.0) + 0.5  # type: ignore[attr-defined]
    at = shapely.get_coordinates(project.proposals[7].interventions[0].geometry)[0] + dragged.step  # type: ignore[attr-defined]
    evaluator.evaluate(edits.put_intervention("p7", _at("l0", "led_lamp", *at))(project))


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


def main() -> None:
    """Run all and print the table."""
    project, evaluator = town(), Evaluator(catalogue.load())
    evaluator.evaluate(project)
    fast, slow = seconds(draws_only, 3), seconds(plain_loop, 1) * PROPOSALS / 4
    rows = [
        ["all proposals, diagnosis remembered", f"{seconds(partial(whole, evaluator, project), 3):.2f} s", "1 s"],
        ["one lamp dragged", f"{1e3 * seconds(partial(dragged, evaluator, project), 9):.0f} ms", "30 ms"],
        ["draws of all proposals alone", f"{1e3 * fast:.0f} ms", ""],
        ["the same in a plain loop", f"{slow:.1f} s", f"{slow / fast:.0f} times as long"],
    ]
    table(f"{PROPOSALS} proposals of ten interventions, {DRAWS:,} draws, medians", ["what", "time", "target"], rows)
    print(f"\nPeak memory of the process: {resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024:.0f} MB")


if __name__ == "__main__":
    main()
