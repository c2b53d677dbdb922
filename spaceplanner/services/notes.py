"""Notes: what the reader of a diagnosis must know of the data it rests on."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from spaceplanner.analysis import audit, timing
from spaceplanner.i18n import N_

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

    from numpy.typing import NDArray

    from spaceplanner.domain.layer import Layer
    from spaceplanner.services.inputs import Incidents, Inputs

    Note = tuple[str, Mapping[str, str | int]]
    Stage = Callable[[str], Any]

MEASURED = ("incidents", "lamps", "alarms", "residents")
"""Roles whose coverage matters."""


def notes(inputs: Inputs, layers: tuple[Layer, ...], stage: Stage) -> list[Note]:
    """Return the notes, those on coverage first.

    Parameters
    ----------
    inputs
        The unpacked project.
    layers
        Its layers, for their names.
    stage
        Gives the result of a stage by its name.
    """
    return [
        *_of_coverage(inputs, layers),
        *_of_lamps(inputs, stage),
        *_of_residents(inputs, stage),
        *_of_equipment(inputs, stage),
        *_of_audits(inputs, stage),
        *stage("incident_notes"),
    ]


def of_incidents(
    incidents: Incidents, nights: NDArray[np.int8], period: tuple[str, str, float] | None
) -> tuple[Note, ...]:
    """Return the notes on the dates of the incidents.

    Parameters
    ----------
    nights
        1 night, 0 day, -1 unknown, for each incident.
    period
        First and last day and years of the record, or None.
    """
    total, undated = len(incidents.xy), int(np.isnat(incidents.when).sum())
    if total and undated == total:
        return ((N_("The incidents have no dates: there are no figures by year or by night."), {}),)
    found: list[Note] = []
    if (most := timing.core(incidents.when)) and period:
        text = N_(
            "The dates run from {first} to {last}, but nearly all lie between {low} and {high}: look for mistaken ones, "
            "for figures by year are divided by all these years."
        )
        found.append((text, {"first": period[0], "last": period[1], "low": most[0], "high": most[1]}))
    if undated:
        text = N_("{count} of {total} incidents have no date: they are counted, but not in the night figures.")
        found.append((text, {"count": undated, "total": total}))
    if vague := int((nights == timing.UNKNOWN).sum()) - undated:
        text = N_("{count} of {total} incidents have a date without an hour: they are left out of the night figures.")
        found.append((text, {"count": vague, "total": total}))
    return tuple(found)


def _of_coverage(inputs: Inputs, layers: tuple[Layer, ...]) -> Iterator[Note]:
    open_layers = [layer for layer in layers if layer.role in MEASURED and layer.coverage is None]
    if inputs.coverage.boundary is not None and open_layers:
        text = N_("These layers were taken as complete within the boundary, for nobody said otherwise: {layers}.")
        yield text, {"layers": "; ".join(layer.name for layer in open_layers)}
        return
    for layer in open_layers:
        text = N_(
            "Nobody has said where layer {layer} is complete, so what it does not show was taken as not being there."
        )
        yield text, {"layer": layer.name}


def _of_lamps(inputs: Inputs, stage: Stage) -> Iterator[Note]:
    """Say of how many spaces the light is not known because no lamp is near and nobody said where lamps are complete."""
    if inputs.coverage.lamps is not None or not inputs.lamps.present or not inputs.places.spaces:
        return
    total = len(inputs.places.spaces)
    if left := total - len(np.unique(stage("lamps_within")[:, 0])):
        text = N_(
            "{count} of {total} spaces have no lamp within {distance} m, and nobody said where the lamps are complete: their light has no data, which is not darkness. Add a boundary or the coverage of the lamps if it is true."
        )
        yield text, {"count": left, "total": total, "distance": f"{inputs.settings.lamp_distance:g}"}


def _of_residents(inputs: Inputs, stage: Stage) -> Iterator[Note]:
    residents = inputs.residents
    if residents.unknown:
        text = N_("{count} of {total} places where people live do not say how many: they are counted as nobody.")
        yield text, {"count": residents.unknown, "total": len(residents.xy) + len(residents.blocks)}
    if not residents.present or not len(inputs.places.spaces):
        return
    if stage("network") is None:
        yield (
            N_("There are no streets: distances on foot are 1.3 times the straight line. Add a layer of streets."),
            {},
        )
        return
    apart, total = stage("streets_apart")
    if apart:
        yield (
            N_(
                "{count} of {total} streets do not hang together with the others: nobody is taken to walk between them."
            ),
            {"count": apart, "total": total},
        )


def _of_equipment(inputs: Inputs, stage: Stage) -> Iterator[Note]:
    yield from _of_luminaires(inputs, stage)
    lamps = int(stage("light_lamps").flagged.sum())
    if lamps:
        text = N_(
            "{count} of {total} working lamps have no light or height on record that can be: defaults stand in (8,000 lm, 8 m, or 100 lm for each watt)."
        )
        yield text, {"count": lamps, "total": len(inputs.lamps.working_xy)}
    ratings = stage("alarm_ratings")
    levels = int((ratings.missing | ratings.implausible).sum())
    if levels:
        text = N_("{count} of {total} working alarms have no level on record that can be: 110 dB(A) at 1 m stands in.")
        yield text, {"count": levels, "total": len(inputs.alarms.working_xy)}
    distances = int((ratings.distance_assumed & ~ratings.missing & ~ratings.implausible).sum())
    if distances:
        text = N_(
            "{count} of {total} working alarms do not say how far away their level was measured: 1 m was taken. At 10 ft they are heard farther."
        )
        yield text, {"count": distances, "total": len(inputs.alarms.working_xy)}


def _of_luminaires(inputs: Inputs, stage: Stage) -> Iterator[Note]:
    total = len(inputs.lamps.working_xy)
    if unknown := stage("lamp_luminaires").unknown:
        text = N_(
            "{count} of {total} working lamps name a luminaire that the project does not have: the usual one, {usual}, stands in. "
            "Add its IES file, or correct the name."
        )
        yield text, {"count": unknown, "total": total, "usual": inputs.settings.lamp_shape}
    if measured := stage("light_lamps").counts["lumens_from_luminaire"]:
        text = N_(
            "{count} of {total} working lamps have no lumens on record that can be: those of their luminaire's file stand in."
        )
        yield text, {"count": measured, "total": total}


def _of_audits(inputs: Inputs, stage: Stage) -> Iterator[Note]:
    if not inputs.audits.present:
        return
    found = stage("audited")
    if found.scale is None:
        yield N_("The ratings of the field audits are on no scale that is known: they were left out."), {}
        return
    if found.scale != audit.FORM:
        text = N_("The ratings of the field audits were read as a scale from {low} to {high}.")
        yield text, {"low": f"{found.scale.low:g}", "high": f"{found.scale.high:g}"}
    if found.condition.off_scale:
        text = N_("{count} ratings of field audits are off that scale: they were left out.")
        yield text, {"count": found.condition.off_scale}
    if found.condition.unplaced:
        text = N_("{count} field audits are in no space and name none: they were left out.")
        yield text, {"count": found.condition.unplaced}
