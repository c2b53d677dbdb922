"""`spaceplanner evidence`: what is known of each effect, with the users' own values of a project."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

from spaceplanner.cli.output import listed, print_json, print_line
from spaceplanner.domain.checks import nearest
from spaceplanner.errors import InputError
from spaceplanner.i18n import N_, gettext, number, percent, pick
from spaceplanner.services import catalogue_words, ledger

if TYPE_CHECKING:
    import argparse
    from collections.abc import Iterator, Mapping, Sequence

    from spaceplanner.domain.catalogue import Catalogue, Evidence
    from spaceplanner.domain.judgement import Override


def configure(parser: argparse.ArgumentParser) -> None:
    """Add the command's arguments."""
    parser.add_argument("id", nargs="?", metavar="ID", help=gettext("one finding, with all that is known of it"))
    parser.add_argument(
        "--project", type=Path, metavar="PROJECT.gpkg", help=gettext("with the values that this project overrides")
    )
    parser.add_argument("--json", action="store_true", help=gettext("print one JSON object"))


def run(arguments: argparse.Namespace) -> int:
    """Print all findings, or one."""
    from spaceplanner.io import catalogue  # noqa: PLC0415 - start-up time: `--help` needs no catalogue

    found = catalogue.load() if arguments.project is None else _of_project(arguments.project, catalogue.load())
    if arguments.id is None:
        if arguments.json:
            print_json({"evidence": [entry_json(entry, found) for entry in found.evidence.values()]})
        else:
            for line in table(list(found.evidence.values())):
                print_line(line)
        return 0
    entry = found.evidence.get(arguments.id)
    if entry is None:
        near = ", ".join(nearest(arguments.id, found.evidence) or found.evidence)
        raise InputError(N_("The ledger has no finding {id}; there is {near}."), id=arguments.id, near=near)
    if arguments.json:
        print_json(entry_json(entry, found))
    else:
        for line in told(entry, found):
            print_line(line)
    return 0


def _of_project(path: Path, found: Catalogue) -> Catalogue:
    from spaceplanner.io import project_file  # noqa: PLC0415 - start-up time: the ledger alone needs no database
    from spaceplanner.services import judging  # noqa: PLC0415

    return judging.judged(found, project_file.load(path).overrides)


def table(entries: Sequence[Evidence]) -> Iterator[str]:
    """Yield the ledger as aligned lines: id, grade, whether it was read in the source, what it is about and found."""
    heads = (gettext("id"), gettext("grade"), gettext("outcome"), gettext("setting"), gettext("found"))
    yield from listed([heads, *map(_cells, entries)])


def _cells(entry: Evidence) -> tuple[str, ...]:
    found = ledger.finding(entry)
    if entry.status != "seen":
        found = f"{found} [{gettext(ledger.STATUSES[entry.status])}]"
    grade = "–" if entry.grade == "none" else entry.grade
    return entry.id, grade, gettext(ledger.OUTCOMES[entry.outcome]), pick(entry.setting), found


def told(entry: Evidence, found: Catalogue) -> Iterator[str]:
    """Yield everything that is known of a finding, and which types use it or are shown beside it."""
    yield f"{entry.id}: {pick(entry.title)}"
    used, beside = _users(entry, found)
    fields = {
        gettext("found"): ledger.finding(entry),
        gettext("outcome"): f"{gettext(ledger.OUTCOMES[entry.outcome])}, {gettext(ledger.WHENS[entry.when])}",
        gettext("setting"): pick(entry.setting),
        gettext("design"): pick(entry.design),
        gettext("source"): f"{entry.source} ({gettext(ledger.STATUSES[entry.status])})",
        gettext("interval"): gettext(ledger.INTERVALS[entry.interval_status]),
        gettext("grade"): f"{'–' if entry.grade == 'none' else entry.grade}: {gettext(ledger.GRADES[entry.grade])}",
        gettext("carried over"): percent(entry.carried),
        gettext("spread added for its setting"): number(entry.extra_sd, 2),
        gettext("note"): pick(entry.note),
        gettext("used by"): ", ".join(used) or gettext("no type"),
        gettext("shown beside"): ", ".join(beside) or gettext("no type"),
    }
    width = max(map(len, fields))
    for name, value in fields.items():
        yield f"   {name.ljust(width)}  {value}"


def entry_json(entry: Evidence, found: Catalogue) -> dict[str, Any]:
    """Return a finding as plain values, texts in both languages."""
    used, beside = _users(entry, found)
    return {
        "id": entry.id,
        "intervention": entry.intervention,
        "title": dict(entry.title),
        "outcome": entry.outcome,
        "when": entry.when.value,
        "measure": entry.measure,
        "rate_ratio": entry.rate_ratio,
        "low": entry.low,
        "high": entry.high,
        "interval_status": entry.interval_status,
        "change": entry.change,
        "carried": entry.carried,
        "extra_sd": entry.extra_sd,
        "null": entry.null,
        "grade": entry.grade,
        "status": entry.status,
        "setting": dict(entry.setting),
        "design": dict(entry.design),
        "source": entry.source,
        "note": dict(entry.note),
        "used_by": used,
        "shown_beside": beside,
        "override": None if entry.override is None else _override(entry.override, entry.original),
    }


def _override(override: Override, original: Evidence | None) -> Mapping[str, Any]:
    return {
        "author": override.author,
        "reason": override.reason,
        "made": override.made.isoformat(),
        "ledger": None
        if original is None
        else {name: getattr(original, name) for name in ("rate_ratio", "low", "high", "status", "grade", "null")},
    }


def _users(entry: Evidence, found: Catalogue) -> tuple[list[str], list[str]]:
    used = dict.fromkeys(kind.id for kind, _ in catalogue_words.uses(entry, found))
    return list(used), [kind.id for kind in catalogue_words.beside(entry, found)]
