"""Judging: the ledger as a project has it, with its users' own values in place of the findings'."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from spaceplanner.domain import checks
from spaceplanner.errors import AnalysisError
from spaceplanner.i18n import N_, gettext

if TYPE_CHECKING:
    from collections.abc import Sequence

    from spaceplanner.domain.catalogue import Catalogue, Evidence
    from spaceplanner.domain.judgement import Override

_WEAK = "D"


def judged(catalogue: Catalogue, overrides: Sequence[Override]) -> Catalogue:
    """Return the catalogue with the overrides of a project in its ledger; the very same one where there is none.

    An overridden finding has at most grade D, for no study found that value; what has no grade gets none.

    Raises
    ------
    AnalysisError
        If an override cannot be used (see `checks.override_problems`).
    """
    if not overrides:
        return catalogue
    for override in overrides:
        check(override, catalogue)
    changed = {override.evidence: _judged(catalogue.evidence[override.evidence], override) for override in overrides}
    return replace(catalogue, evidence={**catalogue.evidence, **changed})


def check(override: Override, catalogue: Catalogue) -> None:
    """Refuse an override that cannot be used.

    Raises
    ------
    AnalysisError
        With its finding, the field and what is wrong with it.
    """
    for problem in checks.override_problems(override, catalogue):
        raise AnalysisError(
            N_("The override of “{evidence}” cannot be used: {field}: {why}."),
            evidence=override.evidence,
            field=problem.where,
            why=gettext(problem.message_id).format(**problem.parameters),
        )


def _judged(entry: Evidence, override: Override) -> Evidence:
    return replace(
        entry,
        measure="rate_ratio",
        rate_ratio=override.rate_ratio,
        low=override.low,
        high=override.high,
        interval_status="override",
        status="override",
        grade="none" if entry.grade == "none" else _WEAK,
        null=False,
        override=override,
        original=entry,
    )
