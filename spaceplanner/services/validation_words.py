"""Validation in words: what methods are called, what a table of trials means, and how a trial becomes a request."""

from __future__ import annotations

from typing import TYPE_CHECKING

from spaceplanner.i18n import N_, gettext, number, percent

if TYPE_CHECKING:
    from collections.abc import Mapping

    from spaceplanner.services.validation import Trial, Validation

METHODS: Mapping[str, str] = {
    "density-quartic": N_("quartic density"),
    "density-gaussian": N_("Gaussian density"),
    "gi": N_("Gi* of the cells"),
    "grid-count": N_("plain count by cell"),
    "network-discontinuous": N_("density along streets, discontinuous"),
    "network-continuous": N_("density along streets, continuous"),
    "network-count": N_("plain count by piece of street"),
}
"""Method of a trial -> its words, a message id."""


SHORT: Mapping[str, str] = {
    "density-quartic": N_("Quartic"),
    "density-gaussian": N_("Gauss"),
    "gi": N_("Gi*"),
    "grid-count": N_("Count"),
    "network-discontinuous": N_("Streets disc."),
    "network-continuous": N_("Streets cont."),
    "network-count": N_("Streets, count"),
}
"""Method of a trial -> what it is called in a narrow table, a message id."""


def short_name(method: str) -> str:
    """Return what a method is called where there is little room."""
    return gettext(SHORT.get(method, METHODS.get(method, method)))


def name(method: str) -> str:
    """Return what a method is called, in the language in use; one without words is called by its name."""
    return gettext(METHODS.get(method, method))


def meaning(trial: Trial, plain: Trial) -> str:
    """Say in a sentence what a trial found, beside the plain count."""
    return gettext(
        N_(
            "The densest {area} of the area ({method}, {bandwidth} m) held {hits} of the {incidents} later incidents, {times} times as many as by chance; a plain count by cell held {plain}."
        )
    ).format(**_found(trial, plain))


def meaning_along(trial: Trial, plain: Trial) -> str:
    """Say in a sentence what a trial along streets found, beside the plain count."""
    return gettext(
        N_(
            "The densest {share} of the streets' length ({method}, {bandwidth} m) held {hits} of the {incidents} later incidents near a street, {times} times as many as by chance; a plain count by piece of street held {plain}."
        )
    ).format(**_found(trial, plain))


def _found(trial: Trial, plain: Trial) -> dict[str, str]:
    share = percent(trial.accuracy.area_share, 1)
    return {
        "method": name(trial.method),
        "bandwidth": number(trial.bandwidth),
        "area": share,
        "share": share,
        "hits": percent(trial.accuracy.hit_rate),
        "incidents": number(trial.accuracy.incidents),
        "times": number(trial.accuracy.pai, 1),
        "plain": percent(plain.accuracy.hit_rate),
    }


def best(found: Validation) -> tuple[Trial, ...]:
    """Return the trials that held most of the later incidents, one of the ground and one of the streets' length.

    Shares of ground and of length are not compared. Where several held as much, it is the one to quote.
    """
    quoted = {id(trial) for trial, _ in (*found.quoted, *found.quoted_streets)}
    kinds = dict.fromkeys(trial.share_of for trial in found.trials)
    return tuple(
        max(
            (trial for trial in found.trials if trial.share_of == kind),
            key=lambda trial: (trial.accuracy.hit_rate, id(trial) in quoted),
        )
        for kind in kinds
    )


def sought(trial: Trial) -> tuple[str, Mapping[str, str]] | None:
    """Return method and options by which hot spots are sought as a trial did; None where no method does so."""
    from spaceplanner.analysis.density import KERNELS  # noqa: PLC0415 - start-up time: the methods need SciPy
    from spaceplanner.analysis.network_density import METHODS as SPLITS  # noqa: PLC0415
    from spaceplanner.services.hotspot_methods import METHODS as SOUGHT  # noqa: PLC0415

    method, _, variant = trial.method.partition("-")
    if method not in SOUGHT or trial.bandwidth is None:
        return None
    options = {"kernel": KERNELS, "split": SPLITS}
    # Along streets densities are compared with the quartic only, and their names do not say so.
    usual = {"kernel": "quartic"} if variant in SPLITS else {}
    return method, usual | {name: variant for name, known in options.items() if variant in known}
