"""Choosing the layer or sheet of a file that is meant, where it has several."""

from __future__ import annotations

from typing import TYPE_CHECKING

from spaceplanner.domain.layer import GeometryKind
from spaceplanner.errors import InputError, MappingError
from spaceplanner.i18n import N_
from spaceplanner.io import guessing, positions, sources
from spaceplanner.io.formats import Format

if TYPE_CHECKING:
    from collections.abc import Sequence

    from spaceplanner.io.frame import Frame, Note
    from spaceplanner.io.roles import RoleSpec
    from spaceplanner.io.sources import Entry

_PREVIEW = 200
_PLACED = 3.0


def choose(found: Sequence[Entry], spec: RoleSpec, layer: str | None) -> tuple[Entry, tuple[Note, ...]]:
    """Return the entry to import for a role, and a note where it was chosen among several.

    Raises
    ------
    MappingError
        If the named layer does not exist, or none is named and several could be meant.
    """
    if layer is not None:
        return sources.named(found, layer), ()
    if len(found) == 1:
        return found[0], ()
    fitting = [entry for entry in found if _may_fit(entry, spec)] or list(found)
    best = _best(fitting, spec)
    if len(best) > 1:
        raise MappingError(
            N_("{file} holds several layers that could be meant: {layers}. Name one with --layer."),
            file=found[0].dataset.path.name,
            layers=", ".join(entry.layer for entry in best),
        )
    note = N_("Of several layers, {layer} was chosen ({layers}).")
    return best[0], ((note, {"layer": best[0].layer, "layers": ", ".join(entry.layer for entry in found)}),)


def _may_fit(entry: Entry, spec: RoleSpec) -> bool:
    if entry.declared is None:  # a table, which may have coordinates
        return GeometryKind.POINT in spec.kinds
    return entry.kind is None or entry.kind in spec.kinds


def _best(fitting: list[Entry], spec: RoleSpec) -> list[Entry]:
    """Return the entries that most speaks for: one, unless nothing tells several apart."""
    if len(fitting) == 1:
        return fitting
    named = {id(entry): guessing.hints(spec, entry.layer) for entry in fitting}
    most = max(named.values())
    if most:
        fitting = [entry for entry in fitting if named[id(entry)] == most]
    if len(fitting) == 1:
        return fitting
    scores = {id(entry): _score(entry, spec) for entry in fitting}
    top = max(scores.values())
    best = [entry for entry in fitting if scores[id(entry)] == top]
    # Sheets of one workbook that look alike are in the order their author thought of them.
    return best[:1] if top < 0 or best[0].dataset.format is Format.WORKBOOK else best


def _score(entry: Entry, spec: RoleSpec) -> float:
    try:
        frame = sources.read(entry, limit=_PREVIEW)
    except InputError:
        return -1.0
    if not len(frame):
        return -1.0
    return (_PLACED if _is_placed(frame) else 0.0) + guessing.score(spec, entry.layer, frame.table, set())


def _is_placed(frame: Frame) -> bool:
    return frame.wkb is not None or positions.find_pair(frame.table) is not None
