"""`spaceplanner evaluate`: judge a proposal by incidents after the works."""

from __future__ import annotations

from dataclasses import asdict
from math import isnan
from pathlib import Path
from typing import TYPE_CHECKING

from spaceplanner.cli.choosing import add_reading, date
from spaceplanner.cli.diagnose import aligned
from spaceplanner.cli.output import print_json, print_line, tell
from spaceplanner.cli.when import shortened
from spaceplanner.domain.layer import Role
from spaceplanner.i18n import gettext, number, sentence
from spaceplanner.io import catalogue, project_file
from spaceplanner.io.importing import ImportRequest
from spaceplanner.services import importing, verdict, verdict_words
from spaceplanner.services.evaluation import Evaluator

if TYPE_CHECKING:
    import argparse

    from spaceplanner.analysis.displacement import Difference
    from spaceplanner.domain.layer import Layer
    from spaceplanner.services.verdict import Verdict
    from spaceplanner.services.verdict_periods import Span


def configure(parser: argparse.ArgumentParser) -> None:
    """Add the command's arguments."""
    parser.add_argument("project", type=Path, metavar="PROJECT.gpkg", help=gettext("the project file"))
    parser.add_argument("--proposal", required=True, metavar="ID", help=gettext("the proposal to judge"))
    parser.add_argument(
        "--after", required=True, type=Path, metavar="FILE", help=gettext("incidents after the works; not stored")
    )
    parser.add_argument(
        "--since", required=True, type=date, metavar="DATE", help=gettext("first day after the works, as in 2025-01-31")
    )
    parser.add_argument(
        "--until", type=date, metavar="DATE", help=gettext("last day to be counted (default: the file's last)")
    )
    parser.add_argument(
        "--works-from",
        type=date,
        metavar="DATE",
        help=gettext("first day of the works: only what lies before counts as before (default: --since)"),
    )
    parser.add_argument(
        "--all-before",
        action="store_true",
        help=gettext("compare with all of the record before the works, not only with the same season"),
    )
    parser.add_argument(
        "--category", nargs="+", action="extend", default=[], metavar="C", help=gettext("only these categories")
    )
    add_reading(parser)
    parser.add_argument("--json", action="store_true", help=gettext("print one JSON object with exact values"))


def run(arguments: argparse.Namespace) -> int:
    """Do the work and return the exit code; neither file is changed."""
    project = project_file.load(arguments.project)
    request = ImportRequest(
        path=arguments.after,
        role=Role.INCIDENTS,
        layer=arguments.layer,
        crs=arguments.crs,
        mapping=dict(arguments.map),
        where=arguments.where,
        encoding=arguments.encoding,
    )
    verdict.known(project, arguments.proposal)
    layer = verdict.read(project, request).layer
    found = verdict.judge(
        project,
        arguments.proposal,
        layer,
        Evaluator(catalogue.load()),
        since=arguments.since,
        until=arguments.until,
        works=arguments.works_from,
        whole=arguments.all_before,
        categories=tuple(arguments.category),
    )
    if arguments.json:
        print_json(document(found, layer))
    else:
        for line in text(found):
            print_line(line)
    for note in importing.notes(layer.source):
        tell(note)
    for message, parameters in found.notes:
        tell(sentence(message, parameters))
    return 0


def document(found: Verdict, layer: Layer) -> dict[str, object]:
    """Return all parts of the verdict as the object that --json prints: exact values, for inside only."""
    parts = found.found
    middle, low, high = found.rate_ratio
    return {
        "values": "exact",
        "proposal": found.proposal,
        "space": {"id": found.space, "name": found.space_name},
        "verdict": verdict_words.sentence(found),
        "displacement": verdict_words.displaced(found),
        "counted": verdict_words.counted(found),
        "file": {"name": layer.source.path, "read": layer.source.read, "used": layer.source.used},
        "before": _span(found.before),
        "after": _span(found.after),
        "categories": list(found.categories),
        "incident_radius_m": found.radius,
        "displacement_ring_m": found.ring,
        "zones": {
            name: {"before": zone.before, "after": zone.after, "ground_m2": zone.ground}
            for name, zone in found.zones.items()
        },
        "controls": [
            {
                "id": control.space,
                "name": control.name,
                "similarity": control.similarity,
                "before": control.before,
                "after": control.after,
            }
            for control in found.controls
        ],
        "wdd_per_year": {
            "local": _difference(parts.local),
            "ring": None if parts.ring is None else _difference(parts.ring),
            "total": _difference(parts.total),
        },
        "rate_ratio": {"ratio": middle, "low": low, "high": high},
        "controls_alike_p": found.unlike,
        "placebo": None if found.placebo is None else asdict(found.placebo),
        "whole_record": {"before": found.everywhere[0], "after": found.everywhere[1]},
        "level": 0.9,
        "notes": [
            *importing.notes(layer.source),
            *(sentence(message, parameters) for message, parameters in found.notes),
        ],
    }


def _span(span: Span) -> dict[str, object]:
    return {
        "first": span.first.isoformat(),
        "last": span.last.isoformat(),
        "days": span.days,
        "years": span.years,
    }


def _difference(part: Difference) -> dict[str, float | None]:
    return {
        "estimate": part.estimate,
        "error": part.error,
        **{name: _known(getattr(part, name)) for name in ("z", "p", "low", "high")},
    }


def _known(value: float) -> float | None:
    return None if isnan(value) else value


def text(found: Verdict) -> list[str]:
    """Return the verdict and what it rests on as lines, in the language in use."""
    names = {zone: gettext(words) for zone, words in verdict_words.ZONES.items()}
    head = ["", "", gettext("before"), gettext("after"), gettext("a year before"), gettext("a year after")]
    rows = [_row(names[name], zone.before, zone.after, found) for name, zone in found.zones.items()]
    each = [
        _row(f"{shortened(control.name)} · {number(control.similarity, 2)}", control.before, control.after, found)
        for control in found.controls
    ]
    similar = gettext("comparable spaces · similarity, from 0 to 1 (the same)")
    return [
        f"{found.proposal_name} · {found.space_name}",
        verdict_words.sentence(found),
        *verdict_words.displaced(found),
        "",
        *aligned([head, *rows]),
        "",
        similar,
        *aligned([head, *each]),
        "",
        verdict_words.counted(found),
    ]


def _row(name: str, before: int, after: int, found: Verdict) -> list[str]:
    return [
        "",
        name,
        number(before),
        number(after),
        number(before / found.before.years, 1),
        number(after / found.after.years, 1),
    ]
