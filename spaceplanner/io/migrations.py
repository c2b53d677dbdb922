"""Steps that bring the document of an older project file to the current schema version."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from spaceplanner.errors import ProjectError
from spaceplanner.i18n import N_

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from pathlib import Path

CURRENT = 11
"""The schema version this program writes."""


def _light_and_sound(document: dict[str, Any]) -> dict[str, Any]:
    """Version 2 measures light in lux and sound in dB(A); an older project gets what a new one starts with."""
    added = {
        "light_class": 4,
        "light_grid": 2.0,
        "maintenance_factor": 0.8,
        "lamp_shape": "street",
        "ambient_day": 60.0,
        "ambient_night": 50.0,
        "hearing_margin": 15.0,
        "built_up_loss": 5.0,
    }
    settings = document.get("settings")
    return document | {"settings": added | settings} if isinstance(settings, dict) else document


def _luminaires(document: dict[str, Any]) -> dict[str, Any]:
    """Version 3 holds luminaires; an older project has none."""
    return {"luminaires": []} | document


def _on_foot(document: dict[str, Any]) -> dict[str, Any]:
    """Version 4 counts the residents near a space by the way they walk, no longer in a straight line."""
    parts = document.get("need_parts")
    if not isinstance(parts, list):
        return document
    renamed = [
        part | {"id": "walk_residents"} if isinstance(part, dict) and part.get("id") == "residents_within" else part
        for part in parts
    ]
    return document | {"need_parts": renamed}


_FORMS = {
    "own": ("cash", "committed", True),
    "committed": ("cash", "committed", False),
    "pledged": ("cash", "pledged", False),
    "in_kind": ("in_kind", "committed", False),
    "requested": ("cash", "requested", False),
}
_PLAN: dict[str, Any] = {
    "budgets": [],
    "currency": "USD",
    "musts": [],
    "nevers": [],
    "exclusions": [],
    "requirements": [],
    "windows": [],
    "floors": [],
    "most": None,
}


def _money_and_judgement(document: dict[str, Any]) -> dict[str, Any]:
    """Give what version 5 knows: form and state of funding, programme lines, partners' wishes, overrides, a plan."""
    settings = {
        "discount_rate": 0.12,
        "tax": 0.0,
        "transfer_sd": 0.15,
        "effect_floor": 0.5,
        "decay": 0.3,
        "displacement_ring": 200.0,
        "controls": 5,
    }
    wishes: dict[str, Any] = {
        "themes": [],
        "territory": [],
        "cash": None,
        "in_kind": None,
        "time": None,
        "conditions": "",
        "refuses": [],
    }
    return document | {
        "settings": settings | document["settings"],
        "proposals": [_kept_up(proposal) for proposal in document["proposals"]],
        "partners": [wishes | partner for partner in document["partners"]],
        "overrides": [],
        "social_costs": [],
        "comparisons": [],
        "plan": _PLAN | {"currency": document["currency"]},
    }


def _kept_up(proposal: dict[str, Any]) -> dict[str, Any]:
    kept = {"owner": "", "maintainer": "", "upkeep_payer": ""}
    return (
        {"owner": "", "programme": [], "recognitions": [], "scenario_of": None}
        | proposal
        | {
            "interventions": [kept | item for item in proposal["interventions"]],
            "funding": [_form_and_state(line) for line in proposal["funding"]],
        }
    )


def _form_and_state(line: dict[str, Any]) -> dict[str, Any]:
    form, state, own = _FORMS[line["kind"]]
    rest = {key: value for key, value in line.items() if key != "kind"}
    return rest | {"form": form, "state": state, "own": own, "since": None, "note": ""}


def _bookmarks(document: dict[str, Any]) -> dict[str, Any]:
    """Version 6 holds bookmarks; an older project has none."""
    return {"bookmarks": []} | document


def _photos(document: dict[str, Any]) -> dict[str, Any]:
    """Version 7 holds photographs; an older project has none."""
    return {"photos": []} | document


def _changed_cells(document: dict[str, Any]) -> dict[str, Any]:
    """Version 8 keeps cells that were changed in a layer's table beside it; an older project has none."""
    layers = document.get("layers")
    if not isinstance(layers, list):
        return document
    return document | {"layers": [{"cells": []} | item if isinstance(item, dict) else item for item in layers]}


def _backgrounds(document: dict[str, Any]) -> dict[str, Any]:
    """Version 9 holds backgrounds of the map; an older project has none."""
    return {"backgrounds": []} | document


def _online(document: dict[str, Any]) -> dict[str, Any]:
    """Version 10 may have backgrounds of a server, and with each how far it can be zoomed; files say so themselves."""
    found = document.get("backgrounds")
    if not isinstance(found, list):
        return document
    return document | {"backgrounds": [{"deepest": None} | item if isinstance(item, dict) else item for item in found]}


def _styles(document: dict[str, Any]) -> dict[str, Any]:
    """Version 11 lets a layer have a style; those of an older project look as their roles do."""
    layers = document.get("layers")
    if not isinstance(layers, list):
        return document
    return document | {"layers": [{"style": None} | item if isinstance(item, dict) else item for item in layers]}


MIGRATIONS: dict[int, Callable[[dict[str, Any]], dict[str, Any]]] = {
    1: _light_and_sound,
    2: _luminaires,
    3: _on_foot,
    4: _money_and_judgement,
    5: _bookmarks,
    6: _photos,
    7: _changed_cells,
    8: _backgrounds,
    9: _online,
    10: _styles,
}
"""Version -> the step from it to the next one: a plain dict in, a plain dict out, no class of the program used.

A step never changes once it has been released. It knows nothing of today's records, so that renaming a field today
cannot break the way from an old file.
"""


def migrate(
    document: dict[str, Any],
    version: int,
    *,
    path: Path,
    current: int = CURRENT,
    steps: Mapping[int, Callable[[dict[str, Any]], dict[str, Any]]] = MIGRATIONS,
) -> dict[str, Any]:
    """Return the document at the current version.

    Parameters
    ----------
    document
        Parsed JSON of the document.
    version
        The schema version it was written with.
    path
        The file it is from, for the error.
    current, steps
        Where to and by which steps.

    Raises
    ------
    ProjectError
        If the version is newer than `current`, or no step leads on from it.
    """
    if version > current:
        raise ProjectError(
            N_(
                "{path} was saved by a newer SpacePlanner (project version {theirs}, this program reads up to "
                "{ours}). Update SpacePlanner to open it."
            ),
            path=path,
            theirs=version,
            ours=current,
        )
    while version < current:
        if version not in steps:
            raise ProjectError(
                N_(
                    "{path} has project version {theirs}, from which this SpacePlanner (version {ours}) has no "
                    "way on. Open and save it with an earlier SpacePlanner first."
                ),
                path=path,
                theirs=version,
                ours=current,
            )
        document = steps[version](document)
        version += 1
    return document
