"""Stages of the field audits (see docs/methods/condition.md)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from spaceplanner.i18n import N_
from spaceplanner.services import condition
from spaceplanner.services.stage import Stage

if TYPE_CHECKING:
    from collections.abc import Mapping

_LABEL = N_("Reading field audits")

STAGES: Mapping[str, Stage] = {
    "audited": Stage(label=_LABEL, function=condition.audited, inputs=("places", "audits")),
    "fears": Stage(label=_LABEL, function=condition.fears, inputs=("audited", "luck_published")),
}
