"""The data hash: one number that changes when anything a result depends on changes."""

from __future__ import annotations

import hashlib
import json
from dataclasses import asdict
from datetime import date
from functools import lru_cache
from typing import TYPE_CHECKING

from shapely.geometry.base import BaseGeometry

from spaceplanner.domain.layer import Role
from spaceplanner.io.roles import roles
from spaceplanner.services.memo import Memo

if TYPE_CHECKING:
    from collections.abc import Sequence

    from _typeshed import DataclassInstance

    from spaceplanner.domain.catalogue import Catalogue
    from spaceplanner.domain.layer import Source
    from spaceplanner.domain.luminaire import Luminaire
    from spaceplanner.domain.overlay import Overlay
    from spaceplanner.domain.project import Project
    from spaceplanner.domain.proposal import Proposal

_MEASURED = (
    Role.SPACES,
    Role.LAMPS,
    Role.ALARMS,
    Role.INCIDENTS,
    Role.RESIDENTS,
    Role.BOUNDARY,
    Role.STREETS,
    Role.PATHS,
    Role.ENTRANCES,
    Role.AUDITS,
    Role.BUSINESSES,
    Role.DISTRICTS,
)


def data_hash(project: Project, catalogue: Catalogue, memo: Memo | None = None) -> str:
    """Return the SHA-256, hexadecimal, over what a result of the project depends on.

    That is, for the layers that are measured: the source file's hash, how it was read (sheet, mapping, filter, CRS) and
    where it is complete, and the cells that were changed since; the settings and the luminaires, the currency, the parts and weights of need and score; the
    proposals; the catalogue's costs and effects, their currency and price year, and the evidence with its sources. Names, colours, the order
    and the visibility of layers do not count. The same sources read the same way give the same hash on any machine.

    Parameters
    ----------
    project, catalogue
        Any version, and the types and evidence its result was made with.
    memo
        Where the texts of layers and catalogue are remembered: spelling out an area of coverage takes a while.
    """
    memo = memo or Memo()
    layers = (
        memo("hashed_layer", _layer, layer.source, layer.coverage, layer.overlay, role=layer.role)
        for layer in project.layers
        if layer.role in _MEASURED
    )
    texts = {
        "catalogue": memo("hashed_catalogue", _catalogue, catalogue),
        "criteria": _canonical([asdict(criterion) for criterion in project.criteria]),
        "crs": _canonical(project.crs),
        "currency": _canonical(project.currency),
        "layers": f"[{','.join(sorted(layers))}]",
        "luminaires": f"[{','.join(sorted(map(_luminaire, project.luminaires)))}]",
        "judgement": _canonical([_sorted(project.overrides), _sorted(project.social_costs)]),
        "need_parts": _canonical([asdict(part) for part in project.need_parts]),
        "partners": _canonical(_sorted(project.partners)),
        "plan": _canonical(asdict(project.plan)),
        "proposals": f"[{','.join(sorted(map(_proposal, project.proposals)))}]",
        "settings": _canonical(asdict(project.settings)),
        "timezone": _canonical(project.timezone),
    }
    document = ",".join(f'"{key}":{text}' for key, text in texts.items())
    return hashlib.sha256(f"{{{document}}}".encode()).hexdigest()


def _sorted(values: Sequence[DataclassInstance]) -> list[dict[str, object]]:
    return sorted((asdict(value) for value in values), key=_canonical)


def _canonical(value: object) -> str:
    return json.dumps(_alike(value), sort_keys=True, separators=(",", ":"), ensure_ascii=False, default=_plain)


def _alike(value: object) -> object:
    """Return a document in which 1 and 1.0 are the same number, for a file gives back the second for the first."""
    if isinstance(value, dict):
        return {key: _alike(item) for key, item in value.items()}
    if isinstance(value, (list, tuple)):
        return [_alike(item) for item in value]
    return float(value) if isinstance(value, int) and not isinstance(value, bool) else value


def _plain(value: object) -> object:
    if isinstance(value, BaseGeometry):
        return value.wkb_hex
    if isinstance(value, date):
        return value.isoformat()
    message = f"{type(value).__name__} cannot be hashed"
    raise TypeError(message)


def _layer(source: Source, coverage: BaseGeometry | None, overlay: Overlay | None, *, role: Role) -> str:
    # Of the columns that measures read; a remark that was corrected makes no brief stale.
    read = {field.id for field in roles()[role].fields} if overlay is not None else set()
    cells = {
        name: [edited.rows.tolist(), edited.values.to_pylist()]
        for name, edited in (overlay.columns.items() if overlay is not None else ())
        if name in read
    }
    return _canonical(
        {
            "role": role,
            "sha256": source.sha256,
            "layer": source.layer,
            "crs": source.crs,
            "mapping": dict(source.mapping),
            "filter": source.filter,
            "used": source.used,
            "coverage": coverage,
        }
        | ({"cells": cells} if cells else {})
    )


def _luminaire(luminaire: Luminaire) -> str:
    return _canonical({key: value for key, value in asdict(luminaire).items() if key != "file"})


@lru_cache(maxsize=1024)
def _proposal(proposal: Proposal) -> str:
    """Return a proposal's canonical text; a proposal is its own version, so it is made once."""
    return _canonical(
        {
            "id": proposal.id,
            "space": proposal.space,
            "maintainer": proposal.maintainer,
            "upkeep_payer": proposal.upkeep_payer,
            "owner": proposal.owner,
            "programme": [asdict(line) for line in proposal.programme],
            "recognitions": [asdict(item) for item in proposal.recognitions],
            "state": proposal.state,
            "scenario_of": proposal.scenario_of,
            "funding": [asdict(line) for line in proposal.funding],
            "interventions": [
                {
                    "type": item.type,
                    "geometry": item.geometry,
                    "quantity": item.quantity,
                    "unit_cost": item.unit_cost,
                    "kept_up": (item.owner, item.maintainer, item.upkeep_payer),
                }
                for item in proposal.interventions
            ],
        }
    )


def _catalogue(catalogue: Catalogue) -> str:
    return _canonical(
        {
            "money": (catalogue.currency, catalogue.price_year),
            "types": {
                key: {
                    "kind": kind.kind,
                    "theme": kind.theme,
                    "unit": kind.unit,
                    "cost": asdict(kind.cost),
                    "life": kind.life_years,
                    "upkeep": kind.upkeep_per_year,
                    "acts_as": [bool(kind.lamp), bool(kind.alarm)],
                    "effects": [asdict(effect) for effect in kind.effects],
                    "related": kind.related,
                }
                for key, kind in catalogue.types.items()
            },
            "evidence": {
                key: (
                    entry.intervention,
                    entry.measure,
                    entry.change,
                    entry.status,
                    entry.null,
                    entry.source,
                    entry.rate_ratio,
                    entry.low,
                    entry.high,
                    entry.interval_status,
                    entry.grade,
                    entry.carried,
                    entry.extra_sd,
                )
                for key, entry in catalogue.evidence.items()
            },
        }
    )
