"""Checks: what is wrong with a proposal, seen from the project and the catalogue it belongs to."""

from __future__ import annotations

import math
from dataclasses import dataclass, field
from difflib import get_close_matches
from typing import TYPE_CHECKING

import shapely

from spaceplanner.domain.catalogue import THEMES
from spaceplanner.domain.programme import QUANTITIES
from spaceplanner.domain.space import spaces_of
from spaceplanner.i18n import N_

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from shapely.geometry.base import BaseGeometry

    from spaceplanner.domain.catalogue import Catalogue
    from spaceplanner.domain.judgement import Override
    from spaceplanner.domain.partner import Partner
    from spaceplanner.domain.project import Project
    from spaceplanner.domain.proposal import Intervention, Proposal
    from spaceplanner.domain.space import Space

FARTHEST_M = 500.0
"""Distance in metres from its space beyond which an intervention is taken for misplaced."""

_GEOMETRY = {"point": "Point", "line": "LineString", "polygon": "Polygon"}
_SUGGESTIONS = 3


@dataclass(frozen=True, slots=True)
class Problem:
    """Something that must be put right.

    Attributes
    ----------
    where
        Path within the proposal: ``space``, ``interventions[2].type``.
    message_id
        A clause that says what is wrong and what to do, to follow the place.
    parameters
        For its placeholders.
    """

    where: str
    message_id: str
    parameters: dict[str, object] = field(default_factory=dict)


def problems(
    proposal: Proposal, project: Project, catalogue: Catalogue, *, partners: Iterable[Partner] = ()
) -> tuple[Problem, ...]:
    """Return what is wrong with a proposal, in the order of its parts; nothing: it may go into the project.

    Parameters
    ----------
    partners
        Partners that come with the proposal, beside the project's.
    """
    spaces = spaces_of(project.layers)
    space = next((space for space in spaces if space.id == proposal.space), None)
    known = {partner.id for partner in (*project.partners, *partners)}
    return (
        *_space_problems(proposal.space, space, spaces),
        *_repeated((item.id for item in proposal.interventions), "interventions"),
        *(
            problem
            for i, item in enumerate(proposal.interventions)
            for problem in _intervention_problems(item, space, catalogue, f"interventions[{i}]")
        ),
        *_funding_problems(proposal, known),
        *_repeated((line.id for line in proposal.programme), "programme"),
        *_programme_problems(proposal),
        *_recognition_problems(proposal, known),
        *_scenario_problems(proposal, project),
    )


def override_problems(override: Override, catalogue: Catalogue) -> tuple[Problem, ...]:
    """Return what is wrong with an override of a finding; nothing: it may be used."""
    return tuple(_override_problems(override, catalogue))


def _override_problems(override: Override, catalogue: Catalogue) -> Iterator[Problem]:
    if override.evidence not in catalogue.evidence:
        near = nearest(override.evidence, catalogue.evidence)
        text = (
            N_("the ledger has no “{id}”; the nearest are {near}")
            if near
            else N_("the ledger has no “{id}”; `spaceplanner evidence` lists what it has")
        )
        yield Problem("evidence", text, {"id": override.evidence, "near": ", ".join(near)})
    for name in ("rate_ratio", "low", "high"):
        value = getattr(override, name)
        if not (math.isfinite(value) and value > 0):
            yield Problem(name, N_("must be a number above 0"))
    if not override.low <= override.rate_ratio <= override.high:
        yield Problem("low", N_("must be at most the rate ratio, and the rate ratio at most the upper end"))
    for name in ("author", "reason"):
        if not getattr(override, name).strip():
            yield Problem(name, N_("must not be empty: it is printed beside the value"))


def partner_problems(partners: Iterable[Partner], where: str = "partners") -> Iterator[Problem]:
    """Yield what is wrong with partners that come together: repeated ids, and themes that no catalogue has."""
    listed = tuple(partners)
    yield from _repeated((partner.id for partner in listed), where)
    for i, partner in enumerate(listed):
        for member in ("themes", "refuses"):
            for place, theme in enumerate(getattr(partner, member)):
                if theme not in THEMES:
                    near = nearest(theme, THEMES) or THEMES
                    yield Problem(
                        f"{where}[{i}].{member}[{place}]",
                        N_("there is no theme “{theme}”; choose from {known}"),
                        {"theme": theme, "known": ", ".join(near)},
                    )
        both = [theme for theme in partner.themes if theme in partner.refuses]
        if both:
            yield Problem(
                f"{where}[{i}].refuses",
                N_("“{theme}” is refused and supported at once; take it out of one of the lists"),
                {"theme": both[0]},
            )


def territory_problems(partner: Partner, districts: Iterable[str], where: str = "territory") -> Iterator[Problem]:
    """Yield what is wrong with a partner's territory in a project that has districts; without them it is taken as is."""
    known = tuple(districts)
    here = {name.casefold() for name in known}
    for place, name in enumerate(partner.territory if known else ()):
        if name.casefold() not in here:
            near = nearest(name, known) or known
            yield Problem(
                f"{where}[{place}]",
                N_("the project has no district “{name}”; it has {known}"),
                {"name": name, "known": ", ".join(near)},
            )


def nearest(wrong: str, known: Iterable[str]) -> tuple[str, ...]:
    """Return the known words that a wrong one may have meant, the nearest first; upper and lower case are the same."""
    by_fold = {word.casefold(): word for word in known}
    near = get_close_matches(wrong.casefold(), by_fold, n=_SUGGESTIONS, cutoff=0.5)
    return tuple(by_fold[fold] for fold in near)


def _space_problems(wanted: str, space: Space | None, spaces: tuple[Space, ...]) -> Iterator[Problem]:
    if space is not None:
        return
    if not spaces:
        yield Problem("space", N_("the project has no spaces yet; add a layer of spaces first"))
        return
    labels = {other.id: other.id if other.name == other.id else f"{other.id} ({other.name})" for other in spaces}
    by_word = {word: labels[other.id] for other in spaces for word in (other.name, other.id)}
    near = dict.fromkeys(by_word[word] for word in nearest(wanted, by_word))
    if near:
        yield Problem(
            "space",
            N_("the project has no space “{id}”; the nearest are {near}"),
            {"id": wanted, "near": ", ".join(near)},
        )
    else:
        yield Problem(
            "space",
            N_("the project has no space “{id}”; `spaceplanner diagnose --json` lists their ids"),
            {"id": wanted},
        )


def _repeated(ids: Iterable[str], where: str) -> Iterator[Problem]:
    seen: set[str] = set()
    for i, key in enumerate(ids):
        if key in seen:
            yield Problem(f"{where}[{i}].id", N_("“{id}” is used twice; give each its own id"), {"id": key})
        seen.add(key)


def _intervention_problems(
    item: Intervention, space: Space | None, catalogue: Catalogue, where: str
) -> Iterator[Problem]:
    kind = catalogue.types.get(item.type)
    if kind is None:
        near = nearest(item.type, catalogue.types)
        known = ", ".join(near or catalogue.types)
        text = (
            N_("the catalogue has no type “{type}”; the nearest are {known}")
            if near
            else N_("the catalogue has no type “{type}”; it has {known}")
        )
        yield Problem(f"{where}.type", text, {"type": item.type, "known": known})
    else:
        yield from _place_problems(item, kind.geometry, where)
    if item.geometry is not None:
        yield from _shape_problems(item.geometry, space, f"{where}.geometry")
    if item.quantity is not None and not (math.isfinite(item.quantity) and item.quantity > 0):
        yield Problem(f"{where}.quantity", N_("must be a number above 0"))
    if item.unit_cost is not None and not (math.isfinite(item.unit_cost) and item.unit_cost >= 0):
        yield Problem(f"{where}.unit_cost", N_("must be a number that is not negative"))


def _place_problems(item: Intervention, wanted: str, where: str) -> Iterator[Problem]:
    expected = _GEOMETRY.get(wanted)
    if expected is None:
        if item.geometry is not None:
            yield Problem(
                f"{where}.geometry", N_("“{type}” has no place of its own; write null here"), {"type": item.type}
            )
    elif item.geometry is None:
        # Without a place a point reaches nobody; how much of a surface or a length is done may be known before where.
        if wanted == "point":
            yield Problem(
                f"{where}.geometry",
                N_("“{type}” acts around the place where it stands, so it needs a Point"),
                {"type": item.type},
            )
        elif item.quantity is None:
            yield Problem(
                f"{where}.geometry",
                N_("“{type}” needs a {expected} here, or a quantity if its place is not known yet"),
                {"type": item.type, "expected": expected},
            )
    elif item.geometry.geom_type != expected:
        yield Problem(
            f"{where}.geometry",
            N_("“{type}” needs a {expected}, not a {given}"),
            {"type": item.type, "expected": expected, "given": item.geometry.geom_type},
        )


def _shape_problems(shape: BaseGeometry, space: Space | None, where: str) -> Iterator[Problem]:
    if shape.is_empty or not math.isfinite(shapely.get_coordinates(shape).sum()):
        yield Problem(where, N_("has no usable coordinates; check them and the coordinate reference system"))
        return
    if not shape.is_valid:
        yield Problem(
            where, N_("is not a valid shape ({reason}); draw it again"), {"reason": shapely.is_valid_reason(shape)}
        )
        return
    if space is None:
        return
    distance = shape.distance(space.shape)
    if distance > FARTHEST_M:
        yield Problem(
            where,
            N_(
                "is {distance} m away from the space {space}, and {farthest} m is the most; check the coordinates "
                "(longitude comes first) and the coordinate reference system"
            ),
            {"distance": round(distance), "space": space.name, "farthest": round(FARTHEST_M)},
        )


def _funding_problems(proposal: Proposal, partners: set[str]) -> Iterator[Problem]:
    for i, line in enumerate(proposal.funding):
        if not (math.isfinite(line.amount) and line.amount >= 0):
            yield Problem(f"funding[{i}].amount", N_("must be a number that is not negative"))
        if line.partner is not None:
            yield from _partner_problems(line.partner, partners, f"funding[{i}].partner")


def _partner_problems(wanted: str, partners: set[str], where: str) -> Iterator[Problem]:
    if wanted in partners:
        return
    near = nearest(wanted, partners)
    text = (
        N_("there is no partner “{id}”; the nearest are {near}")
        if near
        else N_("there is no partner “{id}”; add it under partners")
    )
    yield Problem(where, text, {"id": wanted, "near": ", ".join(near)})


def _scenario_problems(proposal: Proposal, project: Project) -> Iterator[Problem]:
    wanted = proposal.scenario_of
    known = [other.id for other in project.proposals if other.id != proposal.id]
    if wanted is None or wanted in known:
        return
    if wanted == proposal.id:
        yield Problem("scenario_of", N_("a proposal is no version of itself; name another one, or leave it out"))
        return
    near = nearest(wanted, known)
    text = (
        N_("the project has no proposal “{id}”; the nearest are {near}")
        if near
        else N_("the project has no proposal “{id}”; `spaceplanner score --json` lists their ids")
    )
    yield Problem("scenario_of", text, {"id": wanted, "near": ", ".join(near)})


def _programme_problems(proposal: Proposal) -> Iterator[Problem]:
    for i, line in enumerate(proposal.programme):
        known = QUANTITIES[line.kind]
        for name, amount in line.quantities.items():
            where = f"programme[{i}].quantities.{name}"
            if name not in known:
                text = (
                    N_("“{kind}” counts {known}, not “{name}”")
                    if known
                    else N_("nothing is counted of “{kind}”; leave “{name}” out")
                )
                yield Problem(where, text, {"kind": line.kind.value, "known": ", ".join(known), "name": name})
            elif not (math.isfinite(amount) and amount >= 0):
                yield Problem(where, N_("must be a number that is not negative"))


def _recognition_problems(proposal: Proposal, partners: set[str]) -> Iterator[Problem]:
    for i, item in enumerate(proposal.recognitions):
        yield from _partner_problems(item.partner, partners, f"recognitions[{i}].partner")
        if not item.allowed:
            yield Problem(
                f"recognitions[{i}].decision",
                N_("“{kind}” needs the reference and the day (decided) of the municipality's decision"),
                {"kind": item.kind.value},
            )
