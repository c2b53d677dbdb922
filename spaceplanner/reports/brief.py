"""The brief of a proposal: two to four pages a partner can hold, check and answer (A4, PDF, vector)."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import replace
from typing import TYPE_CHECKING
from zlib import crc32

from spaceplanner import __version__
from spaceplanner.errors import FileError, Reason
from spaceplanner.i18n import N_, gettext, speaking
from spaceplanner.io import atomic
from spaceplanner.reports import brief_case, brief_check, brief_front, brief_sponsor, flow, pdf_writer
from spaceplanner.reports import brief_words as words
from spaceplanner.reports.components import (
    CLOSE,
    MEDIUM,
    PAGE,
    ROOMY,
    TINY,
    of_setting,
    paragraph,
    row,
    rule,
    spacer,
    stack,
)
from spaceplanner.reports.page import A4, Document, Page
from spaceplanner.reports.typeset import Run, wrapped
from spaceplanner.services import policy

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import date
    from pathlib import Path

    from spaceplanner.cartography.density import DensityField
    from spaceplanner.domain.catalogue import Catalogue
    from spaceplanner.domain.project import Project
    from spaceplanner.domain.result import Result, Values
    from spaceplanner.reports.brief_case import Case
    from spaceplanner.reports.page import Element

_LEFT, _TOP, _BOTTOM = 49.8, 44.0, 1081.0
_FOOT_GAP = 12.0


def write(
    project: Project,
    result: Result,
    catalogue: Catalogue,
    proposal_id: str,
    out_dir: Path,
    *,
    density: DensityField | None,
    language: str,
    today: date,
    values: Values = "published",
    progress: Callable[[float, str], None] | None = None,
) -> Path:
    """Write the brief of a proposal and return the file's path.

    Parameters
    ----------
    result
        Of this very project.
    out_dir
        Made where it does not exist. The file is named after the proposal and replaces one of that name.
    language
        ``es`` or ``en``, whatever the program speaks.
    today
        Date of the brief; the same inputs and date give the same bytes.
    values
        ``"published"`` for anything that leaves the house.

    Raises
    ------
    EditError
        If there is no such proposal.
    FileError
        If the file cannot be written.
    """
    tell = progress or (lambda _fraction, _message: None)
    tell(0.0, N_("Composing the brief"))
    with speaking(language):
        document = compose(
            brief_case.case(project, result, catalogue, proposal_id, density=density, values=values, today=today)
        )
    tell(0.6, N_("Writing the brief"))
    path = out_dir / file_name(project, catalogue, proposal_id, values)
    try:
        out_dir.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise FileError(atomic.CANNOT_WRITE, path=out_dir, reason=Reason(error)) from error
    with atomic.replacing(path) as temporary:
        pdf_writer.write(document, temporary)
    tell(1.0, "")
    return path


def file_name(project: Project, catalogue: Catalogue, proposal_id: str, values: Values = "published") -> str:
    """Return the name of a proposal's file: its name in plain letters, with its id where two proposals are alike.

    An internal copy has another name, so that it neither replaces the one to be handed out nor is taken for it.
    """
    proposal = project.proposal(proposal_id)
    stem = slug(policy.name(proposal, project, catalogue) if proposal else proposal_id) or slug(proposal_id) or "brief"
    if sum(slug(policy.name(other, project, catalogue)) == stem for other in project.proposals) > 1:
        # Ids are made of names: one that may not be named stays out of them too.
        kept_back = policy.names(project.partners, proposal_id)
        stem = f"{stem}-{f'{crc32(proposal_id.encode()):08x}' if kept_back else slug(proposal_id)}"
    return f"{stem}-internal.pdf" if values == "exact" else f"{stem}.pdf"


def slug(text: str) -> str:
    """Return a text in lower-case ASCII letters, digits and hyphens, at most 60."""
    plain = unicodedata.normalize("NFKD", text).encode("ascii", "ignore").decode()
    return re.sub(r"[^a-z0-9]+", "-", plain.lower()).strip("-")[:60].strip("-")


def compose(case: Case) -> Document:
    """Return the pages of a brief, in the language in use."""
    width = A4[0] - 2 * _LEFT
    height = _BOTTOM - _TOP - _FOOT_GAP
    behind, details = _behind(case, width, height)
    case = replace(case, details=details)
    bodies = [(brief_front.front(case, width, height),), *behind]
    pages = []
    for number, body in enumerate(bodies, start=1):
        foot = _foot(case, width, number, len(bodies)).moved(_LEFT, _BOTTOM)
        pages.append(Page(number, (*(element.moved(_LEFT, _TOP) for element in body), foot)))
    subject = gettext("Co-investment brief, {month}: {sentence}")
    keywords = gettext("{space}; data hash {hash}")
    return Document(
        title=case.proposal.name,
        author=case.project.organisation or case.project.name,
        subject=subject.format(month=words.month(case.today), sentence=words.lead(case)),
        keywords=keywords.format(space=case.space_name, hash=case.result.data_hash),
        lang=case.lang,
        date=case.today.isoformat(),
        pages=tuple(pages),
    )


def _behind(case: Case, width: float, height: float) -> tuple[list[tuple[Element, ...]], int]:
    """Return the pages behind the first, as few as it takes, and the number of that on which the details begin.

    They are set as roomily as so many pages allow. The details begin a page of their own unless more pages, or a closer
    setting, would be the price.
    """
    found: list[tuple[list[tuple[Element, ...]], int]] = []
    for print_ in (ROOMY, MEDIUM, CLOSE):
        partner = flow.airy(brief_sponsor.blocks(case, width, print_), print_.air)
        check = flow.airy(brief_check.blocks(case, width, print_), print_.air)
        first = flow.flow(partner, width, height) if partner else []
        found.append(([*first, *flow.flow(check, width, height)], 2 + len(first)))
        begun = flow.flow([*partner, replace(check[0], body=check[0].body[:1])], width, height)
        found.append((flow.flow([*partner, *check], width, height), 1 + len(begun)))
    return min(found, key=lambda pages: len(pages[0]))


def _foot(case: Case, width: float, number: int, count: int) -> Element:
    """Return the line below everything: the evidence's grade, the page and what it was made from."""
    left = " · ".join(part for part in (case.project.name, case.space_name) if part)
    if number == 1:
        details = gettext("See page {page}.").format(page=case.details)
        left = f"{words.evidence_line(case)} {details}"
    hash_ = case.result.data_hash
    mark = gettext("data hash {hash}").format(hash=f"{hash_[:4]} {hash_[4:8]}")
    right = wrapped([Run(f"{number} / {count} · {mark} · SpacePlanner {__version__}", TINY)], width)
    if case.values == "exact":
        internal = gettext("INTERNAL")
        right = wrapped([Run(f"{internal} · {number} / {count} · {mark}", replace(TINY, colour=PAGE.warning))], width)
    line = row(
        [
            (0.0, paragraph(left, width - right.width - 20, TINY, most=2)),
            (width - right.width, of_setting(right, right.width)),
        ]
    )
    return stack([rule(width), spacer(6), line])
