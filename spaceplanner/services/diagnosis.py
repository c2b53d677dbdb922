"""The diagnosis: every space with its figures, its need and its rank."""

from __future__ import annotations

from dataclasses import asdict
from functools import partial
from typing import TYPE_CHECKING, Any

import numpy as np

from spaceplanner.analysis import (
    access,
    comparables,
    coverage,
    disclosure,
    lighting,
    lighting_class,
    need,
    network,
    proximity,
    rank_changes,
    shrinkage,
    sound,
    sun,
    timing,
    value,
    walks,
)
from spaceplanner.analysis.stability import CONCENTRATION, DRAWS, Uncertain, drawn
from spaceplanner.domain.result import Diagnosis, Period
from spaceplanner.errors import AnalysisError
from spaceplanner.i18n import N_
from spaceplanner.services import condition, figures, labels, luminaires, notes, stages_light, stages_sound
from spaceplanner.services.assembly import Table, assembled, updated
from spaceplanner.services.inputs import GROUPS
from spaceplanner.services.stages import compute

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from numpy.typing import NDArray

    from spaceplanner.analysis.drawn_ranks import Stability
    from spaceplanner.analysis.stability import Drawn
    from spaceplanner.domain.criteria import Criterion
    from spaceplanner.domain.layer import Layer
    from spaceplanner.services.figure_parts import Column
    from spaceplanner.services.inputs import Inputs, Places
    from spaceplanner.services.luck import Luck
    from spaceplanner.services.memo import Memo

METHOD, VERSION = "spaceplanner.diagnosis", "2"

USED = (*notes.MEASURED, "spaces", "boundary", "streets", "paths", "entrances", "audits")
"""Roles whose layers the figures are made of."""

_EACH_YEAR, _EXPECTED, _CORRECTED = "incidents_per_year", "incidents_expected", "incidents_adjusted"
_BY_NIGHT, _UNLIT = "night_share", "night_unlit_share"
_WALKS = ("walk_residents", "walk_300", "walk_400", "walk_800")
_RESIDENTS = {
    *_WALKS,
    *(f"walk_400_{group}" for group in GROUPS),
    "m2_per_resident",
    "residents_heard_day_share",
    "residents_heard_night_share",
}

_SETTINGS: Mapping[str, str] = {
    "incident_radius_m": "incident_radius",
    "lamp_distance_m": "lamp_distance",
    "lit_radius_m": "lit_radius",
    "hearing_radius_m": "hearing_radius",
    "walk_distance_m": "walk_distance",
    "light_grid_m": "light_grid",
    "lamp_shape": "lamp_shape",
    "maintenance_factor": "maintenance_factor",
    "ambient_day_db": "ambient_day",
    "ambient_night_db": "ambient_night",
    "hearing_margin_db": "hearing_margin",
    "built_up_loss_db_per_100_m": "built_up_loss",
    "seed": "seed",
}
"""Parameter of the method -> the project's setting that holds it."""

_CONSTANTS: Mapping[str, object] = {
    "assumed_lumens": lighting.LUMENS,
    "assumed_lamp_height_m": lighting.HEIGHT,
    "lumens_per_watt": lighting.EFFICACY,
    "negligible_lux": lighting.NEGLIGIBLE,
    "lamps_known_within_m": stages_light.REACH,
    "entrance_within_m": stages_light.ENTRANCE,
    "assumed_alarm_db_at_1_m": sound.ASSUMED_DB,
    "air_absorption_db_per_m": sound.ABSORPTION,
    "alarms_known_within_m": stages_sound.REACH,
    "fewest_spaces_compared": comparables.FEWEST,
    "fewest_spaces_of_a_kind": comparables.FEWEST_OF_A_KIND,
    "interval": shrinkage.COVER,
    "rank_draws": DRAWS,
    "weight_concentration": CONCENTRATION,
    "walk_distances_m": list(access.DISTANCES),
    "walk_detour_without_streets": walks.DETOUR,
    "street_farthest_m": network.FARTHEST,
    "street_ends_within_m": network.TOLERANCE,
    "night_sun_below_degrees": sun.HORIZON,
    "least_coverage": coverage.LEAST,
    "shortest_record_days": timing.SHORTEST_RECORD,
    "days_per_year": timing.DAYS_PER_YEAR,
    "fewest_incidents_published": disclosure.FEWEST,
}
"""Parameter of the method -> what it is in every project."""


def diagnose(inputs: Inputs, memo: Memo, *, need_parts: tuple[Criterion, ...], layers: tuple[Layer, ...]) -> Diagnosis:
    """Return the diagnosis of all spaces, the neediest first.

    Parameters
    ----------
    inputs
        The unpacked project.
    memo
        Where the stages' results are remembered.
    need_parts
        Parts of the need, by measure.
    layers
        The project's layers, for the names in the notes and the sources in the method.

    Raises
    ------
    AnalysisError
        If a setting or a need part cannot be used.
    """

    def stage(name: str) -> Any:
        return compute(name, inputs, memo)

    columns = figures.columns(inputs, memo)
    values = _values(columns, need_parts, inputs, stage)
    shares = [part.weight for part in need_parts]
    weighed = need.weigh(values, shares)
    ranks = need.ranks(weighed.floor)
    table = Table(
        spaces=inputs.places.spaces,
        columns=columns,
        need_parts=need_parts,
        values=values,
        weighed=weighed,
        ranks=ranks,
        stable=_stability(values, need_parts, inputs, memo),
        labels=labels.labels(inputs, stage),
        flags=labels.flags(inputs, stage),
    )
    spaces = memo.updating("assembled", assembled, updated, table)
    period = stage("period")
    return Diagnosis(
        spaces=tuple(sorted(spaces, key=lambda item: (item.rank is None, item.rank, item.name, item.space))),
        method=_method(inputs, need_parts, layers, stage),
        period=Period(first=period[0], last=period[1], years=period[2]) if period else None,
        incidents=len(inputs.incidents.xy),
        city={**stage("city"), "auditor_agreement": condition.agreement(stage("audited"), inputs.audits)},
        notes=tuple(notes.notes(inputs, layers, stage)),
    )


def _values(
    columns: Mapping[str, Column], need_parts: tuple[Criterion, ...], inputs: Inputs, stage: Callable[[str], Any]
) -> NDArray[np.float64]:
    """Return the values (spaces, parts), NaN where there is no data.

    Need is printed with its parts, so it uses what may be published of incidents: see docs/methods/privacy.md.
    """
    n = len(inputs.places.spaces)
    values = np.full((n, len(need_parts)), np.nan)
    for place, part in enumerate(need_parts):
        if part.id not in columns:
            raise AnalysisError(
                N_("There is no measure {part} for the need: choose among {measures}."),
                part=part.id,
                measures=", ".join(columns),
            )
        exact = np.array([np.nan if figure.exact is None else figure.exact for figure in columns[part.id]])
        used = _of_residents(part.id, exact, columns) if part.id in _RESIDENTS else _scored(part.id, exact, stage, n)
        values[:, place] = value.FORMS[part.form](used, part.low, part.high)
    return values


def _scored(measure: str, exact: NDArray[np.float64], stage: Callable[[str], Any], n: int) -> NDArray[np.float64]:
    """Return the figures that need may use: exact, but for what would give single incidents away."""
    if measure in {_CORRECTED, _EXPECTED}:
        luck = stage("luck_published")
        if luck is None:
            return np.full(n, np.nan)
        return np.where(np.isnan(exact), np.nan, luck.adjusted if measure == _CORRECTED else luck.expected)
    if measure in {_EACH_YEAR, "incidents_within", "incidents_inside"}:
        near = proximity.counts(stage("incidents_within"), n)
        inside = proximity.counts(stage("incidents_inside"), n)
        counted, shown = near, exact
        if measure == "incidents_inside":
            # A few outside count as inside: subtracted from those near, the exact number would give them away.
            counted, shown = (
                inside,
                np.where((near - inside < disclosure.FEWEST) & stage("covered_incidents_within"), near, exact),
            )
        return np.where(np.isnan(exact), np.nan, np.where(counted < disclosure.FEWEST, 0.0, shown))
    if measure == _BY_NIGHT:
        return _in_steps(exact, *stage("nightly"))
    if measure == _UNLIT:
        lit, dark = stage("night_in_light")
        # Without a published share of the night, how much of the night was in the dark would tell a small rest of day.
        told = [
            disclosure.share(*pair) is not None
            for pair in zip(*(part.tolist() for part in stage("nightly")), strict=True)
        ]
        return np.where(np.array(told, dtype=np.bool_), _in_steps(exact, dark, lit + dark), np.nan)
    return exact


def _of_residents(measure: str, exact: NDArray[np.float64], columns: Mapping[str, Column]) -> NDArray[np.float64]:
    """Return the figures of residents that need may use: those published; fewer than five count as nobody.

    Where a number within a distance is withheld for what it differs from another, the largest told that is smaller
    stands in; anything else that is withheld is no data.
    """
    used = np.array([np.nan if figure.published is None else figure.published for figure in columns[measure]])
    walks = [columns[name] for name in _WALKS]
    for row in np.flatnonzero(np.isnan(used) & ~np.isnan(exact)).tolist():
        if measure in _WALKS:
            below = (column[row].published for column in walks)
            used[row] = max((one for one in below if one is not None and one <= exact[row]), default=0.0)
        elif columns[measure][row].unit == "people" and columns[measure][row].withheld == "few_residents":
            used[row] = 0.0
    return used


def _in_steps(exact: NDArray[np.float64], parts: NDArray[np.int64], wholes: NDArray[np.int64]) -> NDArray[np.float64]:
    """Return shares of incidents as a published score may use them."""
    shares = [disclosure.scored_share(part, whole) for part, whole in zip(parts.tolist(), wholes.tolist(), strict=True)]
    return np.where(np.isnan(exact), np.nan, np.array(shares, dtype=np.float64))


def _stability(
    values: NDArray[np.float64], need_parts: tuple[Criterion, ...], inputs: Inputs, memo: Memo
) -> Stability | None:
    """Return between which ranks each space lies when luck and weights are drawn again; None without spaces."""
    if not len(values):
        return None
    luck = compute("luck_published", inputs, memo)
    found = memo.updating(
        "ranks_drawn",
        _drawn,
        _redrawn,
        values,
        luck,
        inputs.places,
        need_parts=need_parts,
        seed=inputs.settings.seed,
    )
    return found.stability


def _drawn(
    values: NDArray[np.float64], luck: Luck | None, places: Places, *, need_parts: tuple[Criterion, ...], seed: int
) -> Drawn:
    uncertain = [
        Uncertain(part=place, shape=luck.shape, scale=luck.scale / luck.years, value=_valued(part))
        for place, part in enumerate(need_parts)
        if part.id == _CORRECTED and luck is not None
    ]
    weights, keys = [part.weight for part in need_parts], [space.id for space in places.spaces]
    return drawn(values, weights, keys, seed=seed, uncertain=uncertain)


def _redrawn(
    previous: Drawn,
    before: tuple[object, ...],
    values: NDArray[np.float64],
    luck: Luck | None,
    places: Places,
    **_: object,
) -> Drawn | None:
    return rank_changes.updated(previous, values) if before[1] is luck and before[2] is places else None


def _valued(part: Criterion) -> Callable[[NDArray[np.float64]], NDArray[np.float64]]:
    return partial(value.FORMS[part.form], low=part.low, high=part.high)


def _method(
    inputs: Inputs, need_parts: tuple[Criterion, ...], layers: tuple[Layer, ...], stage: Callable[[str], Any]
) -> dict[str, object]:
    settings = inputs.settings
    return {
        "name": METHOD,
        "version": VERSION,
        "crs": inputs.crs,
        "timezone": inputs.timezone,
        "parameters": {
            **{name: getattr(settings, setting) for name, setting in _SETTINGS.items()},
            "light_class": lighting_class.NAMES[settings.light_class - 1],
            **_CONSTANTS,
        },
        "luminaires": _luminaires(inputs, stage),
        "need_parts": [asdict(part) | {"form": part.form.value} for part in need_parts],
        "sources": [_source(layer, inputs) for layer in layers if layer.role in USED],
    }


def _luminaires(inputs: Inputs, stage: Callable[[str], Any]) -> list[dict[str, object]]:
    """Return the project's luminaires, which file each is from, and how many working lamps have it."""
    lamps = luminaires.in_use(stage("lamp_luminaires"), stage("light_shapes"))
    return [
        {"name": one.name, "file": one.file, "sha256": one.sha256, "lamps": lamps[one.name]}
        for one in inputs.luminaires
    ]


def _source(layer: Layer, inputs: Inputs) -> dict[str, object]:
    by_boundary = "unknown" if inputs.coverage.boundary is None else "boundary"
    return {
        "layer": layer.id,
        "role": layer.role.value,
        "file": layer.source.path,
        "sha256": layer.source.sha256,
        "read": layer.source.read,
        "used": layer.source.used,
        "filter": layer.source.filter,
        "coverage": by_boundary if layer.coverage is None else "given",
    }
