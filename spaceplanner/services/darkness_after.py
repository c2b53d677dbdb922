"""The dark and silent map as it would be with a proposal: its lamps and alarms stand beside those of today."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np
import pyarrow as pa
import shapely

from spaceplanner.domain.layer import GeometryKind, Role
from spaceplanner.services import darkness

if TYPE_CHECKING:
    from collections.abc import Mapping

    from spaceplanner.domain.catalogue import Catalogue
    from spaceplanner.domain.layer import Layer
    from spaceplanner.domain.project import Project
    from spaceplanner.domain.proposal import Proposal
    from spaceplanner.services.darkness import DarkField
    from spaceplanner.services.memo import Memo


def of_proposal(project: Project, proposal: str, catalogue: Catalogue, memo: Memo | None = None) -> DarkField | None:
    """Return what `darkness.of_project` would of a project in which a proposal, by id, is carried out.

    Raises
    ------
    AnalysisError
        If a setting cannot be used.
    """
    plan = project.proposal(proposal)
    return darkness.of_project(project if plan is None else carried_out(project, plan, catalogue), memo)


def carried_out(project: Project, proposal: Proposal, catalogue: Catalogue) -> Project:
    """Return a project with the lamps and alarms of a proposal in its layers; where there is no such layer, without.

    What the catalogue says of a lamp or an alarm stands in the columns of the layer; all else is left open.
    """
    layers = list(project.layers)
    for role, device in ((Role.LAMPS, "lamp"), (Role.ALARMS, "alarm")):
        rows = [
            (item.geometry, getattr(kind, device))
            for item in proposal.interventions
            if (kind := catalogue.types.get(item.type)) is not None
            and getattr(kind, device)
            and item.geometry is not None
            and item.geometry.geom_type == "Point"
        ]
        place = next((at for at, one in enumerate(layers) if one.role is role and one.kind is GeometryKind.POINT), None)
        if rows and place is not None:
            layers[place] = _with(layers[place], rows)
    return replace(project, layers=tuple(layers))


def _with(layer: Layer, rows: list[tuple[shapely.Point, Mapping[str, float]]]) -> Layer:
    said: dict[str, list[object]] = {"working": [True] * len(rows)}
    for name in dict.fromkeys(name for _, device in rows for name in device):
        said[name] = [None if name not in device else float(device[name]) for _, device in rows]
    held = {field.name: field.type for field in layer.table.schema}
    more = pa.table({name: pa.array(values, held.get(name)) for name, values in said.items()})
    xy = shapely.get_coordinates([shape for shape, _ in rows])
    return replace(
        layer,
        geometry=np.concatenate([layer.geometry, xy]),
        table=pa.concat_tables([layer.table, more], promote_options="default"),
        overlay=None,
    )
