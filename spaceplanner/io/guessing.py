"""Guessing what a layer is for, from its name, its columns and its geometry."""

from __future__ import annotations

from typing import TYPE_CHECKING

from spaceplanner.io import mapping, names, roles

if TYPE_CHECKING:
    import pyarrow as pa

    from spaceplanner.domain.layer import GeometryKind, Role
    from spaceplanner.io.roles import RoleSpec

_NAMED = 4.0
_COMMON = {"name": 0.25, "kind": 0.5, "id": 0.25, "condition": 0.5, "code": 0.25, "note": 0.25, "victim": 0.25}
_LEAST = 1.5


def hints(spec: RoleSpec, label: str) -> int:
    """Return how many of a role's words the name of a file or layer holds."""
    text = f" {' '.join(names.words(label))} "
    return sum(f" {' '.join(names.words(hint))} " in text for hint in spec.hints)


def score(spec: RoleSpec, label: str, table: pa.Table, used: set[str]) -> float:
    """Return how much speaks for a role: words in the name, and fields found among the columns."""
    found = mapping.found(table, spec, {}, used)
    return _NAMED * min(hints(spec, label), 2) + sum(_COMMON.get(field, 1.0) for field in found)


def role(layer: str, file: str, table: pa.Table, kind: GeometryKind | None, used: set[str]) -> Role | None:
    """Return the role a layer most likely has, None where little speaks for any.

    Parameters
    ----------
    layer, file
        Their names; the file's counts only where the layer's says nothing.
    kind
        None: there is no geometry; then the columns alone must speak for the role.
    used
        Columns that hold the position.
    """
    fitting = [spec for spec in roles.roles().values() if kind is None or kind in spec.kinds]
    telling = layer if any(hints(spec, layer) for spec in fitting) else file
    label = "" if kind is None else telling
    scored = [(score(spec, label, table, used), spec.role) for spec in fitting]
    best = max(scored, key=lambda one: one[0], default=(0.0, None))
    return best[1] if best[0] >= _LEAST else None
