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

if TYPE_CHECKING:
    from spaceplanner.domain.catalogue import Catalogue
    from spaceplanner.domain.layer import Layer
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
)


def data_hash(project: Project, catalogue: Catalogue) -> str:
    """Return the SHA-256, hexadecimal, over what a result of the project depends on.

    That is, for the layers that are measured: the source file's hash, how it was read (sheet, mapping, filter, CRS) and
    where it is complete; the settings, the parts and weights of need and score; the proposals; the catalogue's costs and
    effects and the evidence they point to. Names, colours, the order
    and the visibility of layers do not count. The same sources read the same way give the same hash on any machine.
    """
    document = {
        "crs": project.crs,
        "timezone": project.timezone,
        "layers": sorted((_layer(layer) for layer in project.layers if layer.role in _MEASURED), key=_canonical),
        "settings": asdict(project.settings),
        "need_parts": [asdict(part) for part in project.need_parts],
        "criteria": [asdict(criterion) for criterion in project.criteria],
        "proposals": sorted(_told(proposal) for proposal in project.proposals),
        "catalogue": _catalogue(catalogue),
        "partners": sorted((asdict(partner) for partner in project.partners), key=_canonical),
        "overrides": sorted((asdict(item) for item in project.overrides), key=_canonical),
        "social_costs": sorted((asdict(item) for item in project.social_costs), key=_canonical),
        "plan": asdict(project.plan),
    }
    return hashlib.sha256(_canonical(document).encode()).hexdigest()


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


def _layer(layer: Layer) -> dict[str, object]:
    source = layer.source
    return {
        "role": layer.role,
        "sha256": source.sha256,
        "layer": source.layer,
        "crs": source.crs,
        "mapping": dict(source.mapping),
        "filter": source.filter,
        "used": source.used,
        "coverage": layer.coverage,
    }


@lru_cache(maxsize=1024)
def _told(proposal: Proposal) -> str:
    """Return a proposal's canonical text; a proposal is its own version, so it is made once."""
    return _canonical(_proposal(proposal))


def _proposal(proposal: Proposal) -> dict[str, object]:
    return {
        "id": proposal.id,
        "space": proposal.space,
        "maintainer": proposal.maintainer,
        "upkeep_payer": proposal.upkeep_payer,
        "owner": proposal.owner,
        "programme": [asdict(line) for line in proposal.programme],
        "recognitions": [asdict(item) for item in proposal.recognitions],
        "state": proposal.state,
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


def _catalogue(catalogue: Catalogue) -> dict[str, object]:
    return {
        "types": {
            key: {
                "kind": kind.kind,
                "unit": kind.unit,
                "cost": asdict(kind.cost),
                "life": kind.life_years,
                "upkeep": kind.upkeep_per_year,
                "acts_as": [bool(kind.lamp), bool(kind.alarm)],
                "effects": [asdict(effect) for effect in kind.effects],
            }
            for key, kind in catalogue.types.items()
        },
        "evidence": {
            key: (
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
