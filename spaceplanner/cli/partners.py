"""`spaceplanner partners`: the partners of a project, what they want and give, and whom each proposal fits."""

from __future__ import annotations

from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING

from spaceplanner.cli.diagnose import aligned
from spaceplanner.cli.output import print_json, print_line
from spaceplanner.domain import edits
from spaceplanner.domain.checks import nearest, territory_problems
from spaceplanner.domain.partner import Partner
from spaceplanner.errors import InputError
from spaceplanner.i18n import N_, gettext, number
from spaceplanner.services.document import Document

if TYPE_CHECKING:
    import argparse
    from collections.abc import Iterator

    from spaceplanner.domain.checks import Problem
    from spaceplanner.domain.project import Project
    from spaceplanner.services.partners import Fit

_BAR = 20


def configure(parser: argparse.ArgumentParser) -> None:
    """Add the command's arguments."""
    parser.add_argument("project", type=Path, metavar="PROJECT.gpkg", help=gettext("the project"))
    parser.add_argument(
        "--add",
        nargs="+",
        action="extend",
        default=[],
        type=Path,
        metavar="FILE.json",
        help=gettext("read partners from JSON files; one with the same id is replaced"),
    )
    parser.add_argument(
        "--set",
        nargs="+",
        action="append",
        default=[],
        metavar=("ID", "MEMBER=VALUE"),
        help=gettext("change members of a partner, or make one; lists are written with commas"),
    )
    parser.add_argument(
        "--remove", action="append", default=[], metavar="ID", help=gettext("remove a partner that no proposal names")
    )
    parser.add_argument(
        "--fit", metavar="ID", help=gettext("say how well a partner fits each proposal, or each partner a proposal")
    )
    parser.add_argument("--json", action="store_true", help=gettext("print one JSON object"))


def run(arguments: argparse.Namespace) -> int:
    """Make the changes and save them, all or none; then print what there is."""
    document = Document.open(arguments.project)
    done = _changed(arguments, document)
    fits = None if arguments.fit is None else _fits(document.project, arguments.fit)
    if document.dirty:
        document.save()
    if arguments.json:
        print_json(_document(document.project, done, fits))
        return 0
    for what, key in done:
        print_line(gettext(_DONE[what]).format(id=key))
    for line in _table(document.project) if fits is None else _told(fits, document.project):
        print_line(line)
    return 0


_DONE = {
    "added": N_("Partner {id} added."),
    "replaced": N_("Partner {id} replaced."),
    "removed": N_("Partner {id} removed."),
}


def _changed(arguments: argparse.Namespace, document: Document) -> list[tuple[str, str]]:
    from spaceplanner.io import partner_file  # noqa: PLC0415 - start-up time: `--help` needs no arrays

    done = []
    for file, one in [(path, partner) for path in arguments.add for partner in partner_file.read(path)]:
        for problem in _misplaced(one, document.project):
            raise InputError(N_("{path}, partner {id}: {what}."), path=file, id=one.id, what=_clause(problem))
        done.append((_how(document.project, one.id), one.id))
        document.do(N_("Add partner"), edits.put_partner(one))
    for key, *words in arguments.set:
        one = _set(document.project, key, words)
        for problem in _misplaced(one, document.project):
            raise InputError(N_("--set {id}: {what}."), id=key, what=_clause(problem))
        done.append((_how(document.project, key), key))
        document.do(N_("Change partner"), edits.put_partner(one))
    for key in arguments.remove:
        document.do(N_("Remove partner"), edits.remove_partner(key))
        done.append(("removed", key))
    return done


def _misplaced(partner: Partner, project: Project) -> Iterator[Problem]:
    from spaceplanner.services import districts  # noqa: PLC0415 - start-up time: `--help` needs no shapes

    return territory_problems(partner, districts.areas(project)[1] if partner.territory else ())


def _clause(problem: Problem) -> object:
    from spaceplanner.io.json_text import Clause  # noqa: PLC0415 - start-up time

    return Clause(problem.message_id, problem.parameters)


def _how(project: Project, key: str) -> str:
    return "replaced" if any(partner.id == key for partner in project.partners) else "added"


def _set(project: Project, key: str, words: list[str]) -> Partner:
    from spaceplanner.io import partner_file  # noqa: PLC0415 - start-up time: `--help` needs no arrays

    changes = {}
    for word in words:
        name, sign, value = word.partition("=")
        if not sign:
            raise InputError(N_("--set {id}: {word} is no MEMBER=VALUE, as in cash=5000."), id=key, word=word)
        changes[name] = value
    old = next((partner for partner in project.partners if partner.id == key), Partner(id=key, name=key))
    try:
        return partner_file.changed(old, changes)
    except ValueError as error:
        raise InputError(N_("--set {id}: {what}."), id=key, what=error.args[0]) from error


def _fits(project: Project, key: str) -> tuple[Fit, ...]:
    from spaceplanner.io import catalogue  # noqa: PLC0415 - only fits need scores
    from spaceplanner.services import partners  # noqa: PLC0415
    from spaceplanner.services.evaluation import Evaluator  # noqa: PLC0415

    known = {partner.id: "partner" for partner in project.partners}
    known |= {proposal.id: "proposal" for proposal in project.proposals}
    if key not in known:
        near = nearest(key, known) or tuple(known)
        raise InputError(
            N_("The project has no partner or proposal {id}: choose from {known}."),
            id=key,
            known=", ".join(near) or "–",
        )
    types = catalogue.load()
    result = Evaluator(types).evaluate(project)
    return partners.fits(project, result, types, **{known[key]: key})


def _document(project: Project, done: list[tuple[str, str]], fits: tuple[Fit, ...] | None) -> dict[str, object]:
    from spaceplanner.services import partners  # noqa: PLC0415 - start-up time

    rows = []
    for partner in project.partners:
        row = asdict(partner) | {"given": {form.value: sum_ for form, sum_ in partners.given(partner, project).items()}}
        row["free"] = partners.free(partner, project)
        row["pledges"] = [
            {
                "proposal": proposal.id,
                "amount": line.amount,
                "form": line.form.value,
                "state": line.state.value,
                "since": line.since.isoformat() if line.since else None,
                "note": line.note,
            }
            for proposal in project.proposals
            for line in proposal.funding
            if line.partner == partner.id
        ]
        rows.append(row)
    answer: dict[str, object] = {"done": [{"partner": key, "done": what} for what, key in done], "partners": rows}
    if fits is not None:
        answer["fits"] = [asdict(one) for one in fits]
    return answer


def _table(project: Project) -> list[str]:
    """Return the partners as aligned lines: what each could give a year, gives, and could still give."""
    if not project.partners:
        return [gettext("The project has no partners yet: add one with --add or --set.")]
    from spaceplanner.services import partners, policy  # noqa: PLC0415 - start-up time

    words = (N_("id"), N_("partner"), N_("themes"), N_("could give"), N_("gives"), N_("free"))
    rows = [[gettext(word) for word in words]]
    for partner in project.partners:
        said = [amount for amount in (partner.cash, partner.in_kind, partner.time) if amount is not None]
        gives = sum(partners.given(partner, project).values())
        themes = ", ".join(gettext(policy.THEMES.get(theme, theme)) for theme in partner.themes) or gettext(N_("any"))
        amounts = (sum(said) if said else None, gives, partners.free(partner, project))
        rows.append([partner.id, partner.name, themes, *("–" if value is None else number(value) for value in amounts)])
    return aligned(rows)


def _told(fits: tuple[Fit, ...], project: Project) -> Iterator[str]:
    """Yield fits with their parts, the best first."""
    from spaceplanner.services import partners  # noqa: PLC0415 - start-up time

    names = {partner.id: partner.name for partner in project.partners}
    names |= {proposal.id: proposal.name for proposal in project.proposals}
    for fit in fits:
        gives = f" ({gettext(N_('gives already'))})" if fit.gives else ""
        yield f"{number(fit.total).rjust(3)}  {names[fit.partner]} · {names[fit.proposal]}{gives}"
        if fit.refused:
            yield f"       ! {fit.refused}"
        width = max(len(gettext(label)) for label in partners.LABELS.values())
        for part in fit.parts:
            points = "–" if part.value is None else number(part.points)
            bar = "█" * round(_BAR * (part.value or 0.0))
            yield f"     {gettext(partners.LABELS[part.id]).ljust(width)}  {points.rjust(3)}  {bar.ljust(_BAR)}  {part.why}"
    if not fits:
        yield gettext(N_("There is nothing to compare: a fit needs a partner and a proposal."))
