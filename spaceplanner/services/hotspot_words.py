"""Hot spots in words: what a method answers, what it found, and what each of its options means."""

from __future__ import annotations

from typing import TYPE_CHECKING

from spaceplanner.i18n import N_, gettext, number, percent, sentence

if TYPE_CHECKING:
    from collections.abc import Mapping

    from spaceplanner.services.hotspots import HotSpot, HotSpots

MEANS: Mapping[str, str] = {
    "density": N_(
        "Ground where recorded incidents lie at least three times as dense as on the average ground they reach."
    ),
    "network": N_(
        "Stretches of street where recorded incidents lie at least three times as dense as on the average street they reach."
    ),
    "gi": N_(
        "Cells that, with those around them, hold more (or fewer) recorded incidents than chance would heap there."
    ),
    "clusters": N_(
        "Groups of incidents that lie closer together than if they were spread evenly: at least as many within the bandwidth as chance hardly ever makes."
    ),
    "rates": N_(
        "Incidents for each 1,000 people of a district, drawn towards the mean of all where numbers are small."
    ),
}
"""Method -> what it answers in one plain sentence, a message id."""

_FOUND = N_("{spots} hot spots hold {part} of {whole} incidents ({share}).")
_ONE = N_("One hot spot holds {part} of {whole} incidents ({share}).")
_ON_AREA, _ON_STREETS = N_("They cover {area} ha."), N_("They are {length} km of street.")
_EMPTY = N_(
    "No hot spot was found among {whole} incidents by this method. Empty is empty: it does not mean that there is no risk."
)
_RATES = N_("{above} of {districts} districts lie clearly above the mean of {mean} for each 1,000 people.")
_RAW = N_("Hot cells with p up to 0.05: {raw} raw, {corrected} after correction for {cells} tests.")
_RAW_DISTRICTS = N_("Hot districts with p up to 0.05: {raw} raw, {corrected} after correction for {cells} tests.")
_M2_PER_HA, _M_PER_KM = 1e4, 1e3


def means(method: str) -> str:
    """Say what a method answers, in the language in use; nothing of one that has no words yet."""
    return gettext(MEANS.get(method, ""))


def summary(found: HotSpots) -> str:
    """Say what a search found."""
    if not found.spots:
        return sentence(_EMPTY, {"whole": found.incidents})
    if "rate_unit" in found.method:
        return sentence(
            _RATES,
            {
                "above": found.method["districts_above_mean"],
                "districts": found.method["districts"],
                "mean": number(float(found.method["mean_rate"]), 1),
            },
        )
    part = min(sum(spot.incidents for spot in found.spots), found.incidents)
    words = {
        "spots": len(found.spots),
        "part": part,
        "whole": found.incidents,
        "share": percent(part / found.incidents),
    }
    held = sentence(_ONE if len(found.spots) == 1 else _FOUND, words)
    return f"{held} {_size(found)}"


def tests(found: HotSpots) -> str:
    """Say how many cells are hot, raw and after the correction; nothing of other methods."""
    method = found.method
    if "hot_cells_raw" not in method:
        return ""
    return sentence(
        _RAW_DISTRICTS if method.get("cells_shape") == "districts" else _RAW,
        {"raw": method["hot_cells_raw"], "corrected": method["hot_cells_corrected"], "cells": method["cells"]},
    )


def warnings(found: HotSpots) -> list[str]:
    """Return what the reader should know, in sentences: what was left out, what is coarse, where numbers are small."""
    from spaceplanner.services.hotspot_areas import FLAG_WORDS  # noqa: PLC0415 - start-up time: SciPy

    said = [sentence(text, parameters) for text, parameters in found.notes]
    flags = {flag(spot) for spot in found.spots}
    return said + [gettext(words) for name, words in FLAG_WORDS.items() if name in flags]


def flag(spot: HotSpot) -> str:
    """Return the name of what is to be said of a district's rate, or nothing."""
    from spaceplanner.analysis import rates  # noqa: PLC0415 - start-up time

    return "" if spot.rate_flag is None else rates.FLAGS[int(spot.rate_flag)]


def size(spot: HotSpot) -> str:
    """Return how large a hot spot is, with its unit."""
    if spot.area_m2 is not None:
        return f"{number(spot.area_m2 / _M2_PER_HA, 1)} ha"
    return f"{number((spot.length_m or 0.0) / _M_PER_KM, 2)} km"


def period(found: HotSpots) -> str:
    """Return the record that was searched, in months; nothing where there are no dates."""
    return "" if found.first is None or found.last is None else f"{found.first[:7]} – {found.last[:7]}"


def _size(found: HotSpots) -> str:
    length = sum(spot.length_m or 0.0 for spot in found.spots)
    if length:
        return gettext(_ON_STREETS).format(length=number(length / _M_PER_KM, 1))
    area = sum(spot.area_m2 or 0.0 for spot in found.spots)
    return gettext(_ON_AREA).format(area=number(area / _M2_PER_HA, 1))
