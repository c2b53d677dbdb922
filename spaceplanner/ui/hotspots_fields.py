"""The options of hot spots: what each is called, what it means, and which belong to a method."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from spaceplanner.i18n import N_, gettext

if TYPE_CHECKING:
    from collections.abc import Mapping


@dataclass(frozen=True, slots=True)
class Option:
    """An option: its words, what it means in a line, and its default in words; all are message ids."""

    text: str
    means: str
    usual: str


OPTIONS: Mapping[str, Option] = {
    "method": Option(N_("Method"), N_("How hot spots are sought."), N_("density")),
    "cells": Option(
        N_("Cells"),
        N_("What incidents are counted in. Districts count per km², for they differ in size."),
        N_("squares"),
    ),
    "bandwidth": Option(
        N_("Bandwidth"),
        N_("How far an incident reaches: wider is smoother. Never under 100 m, so that nobody can be recognised."),
        N_("that of the analysis settings"),
    ),
    "cell": Option(
        N_("Cell size"),
        N_("Side of the cells: finer shows more and takes longer. Cells of Gi* are never under 100 m."),
        N_("automatic, from the bandwidth"),
    ),
    "kernel": Option(
        N_("Kernel"),
        N_("How an incident fades with distance: the quartic ends at the bandwidth, the Gaussian has no edge."),
        N_("quartic"),
    ),
    "unit": Option(
        N_("Unit"),
        N_("Incidents per km² and year, or the share of all incidents that each place holds."),
        N_("per km² and year"),
    ),
    "split": Option(
        N_("At crossings"),
        N_("Continuous: no jump at crossings. Discontinuous: each street onward gets an equal part."),
        N_("continuous"),
    ),
    "edge": Option(
        N_("Correct the edge"),
        N_("Makes up for what lies outside the study area, where nobody recorded. It takes a boundary or a coverage."),
        N_("off"),
    ),
    "fdr": Option(
        N_("Correct for many tests"),
        N_("Of many cells some look hot by chance: with the correction 5% of those found are, at most."),
        N_("on"),
    ),
    "permutations": Option(
        N_("Test by 999 shuffles"),
        N_("For few cells, or few incidents: p comes from shuffling the cells instead of the normal distribution."),
        N_("off"),
    ),
    "weighted": Option(
        N_("Weigh by severity"),
        N_("Each incident counts by its severity instead of as one."),
        N_("off"),
    ),
    "people": Option(
        N_("People"),
        N_("Whom incidents are divided by: the residents, or a column of the districts such as visitors."),
        N_("residents"),
    ),
    "category": Option(N_("Category"), N_("Only incidents of this category."), N_("all")),
    "night": Option(N_("Only by night"), N_("Only incidents between sunset and sunrise."), N_("off")),
    "first": Option(N_("From"), N_("First day that counts."), N_("first day of the record")),
    "last": Option(N_("To"), N_("Last day that counts."), N_("last day of the record")),
}
"""Option -> its words, in the order of the form."""

KERNELS: Mapping[str, str] = {"quartic": N_("Quartic"), "gaussian": N_("Gaussian")}
SPLITS: Mapping[str, str] = {"continuous": N_("Continuous"), "discontinuous": N_("Discontinuous")}
UNITS: Mapping[str, str] = {"per-km2": N_("Per km² and year"), "probability": N_("Share of all")}

_WITHOUT_BANDWIDTH = frozenset({"rates"})
_WITHOUT_CELL = frozenset({"rates", "clusters"})


def applies(option: str, method: str, cells: str | None, reads: frozenset[str]) -> bool:
    """Return whether an option belongs to a method.

    Parameters
    ----------
    cells
        What Gi* counts in, where the method counts in cells.
    reads
        The options that the method reads beside bandwidth and cell.
    """
    districts = "cells" in reads and cells == "districts"
    if option == "bandwidth":
        return method not in _WITHOUT_BANDWIDTH and not districts
    if option == "cell":
        return method not in _WITHOUT_CELL and not districts
    return option in {"method", "category", "night", "first", "last"} or option in reads


def explained(option: str) -> str:
    """Say what an option means, and its default."""
    words = OPTIONS[option]
    usual = gettext(N_("default: {value}")).format(value=gettext(words.usual))
    return f"{gettext(words.means)} ({usual})"
