"""Funding lines in words: their form, and how firm they are."""

from __future__ import annotations

from typing import TYPE_CHECKING

from spaceplanner.domain.funding import Form, State
from spaceplanner.i18n import N_

if TYPE_CHECKING:
    from collections.abc import Mapping

FORMS: Mapping[Form, str] = {Form.CASH: N_("money"), Form.IN_KIND: N_("in kind"), Form.TIME: N_("time")}
STATES: Mapping[State, str] = {
    State.REQUESTED: N_("requested"),
    State.PLEDGED: N_("pledged"),
    State.COMMITTED: N_("committed"),
    State.SPENT: N_("spent"),
}
