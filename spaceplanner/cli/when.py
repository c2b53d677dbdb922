"""`spaceplanner when`: incidents by hour, weekday and month, their trend, and what changed between two periods."""

from __future__ import annotations

from itertools import pairwise
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from spaceplanner.cli import choosing
from spaceplanner.cli.diagnose import aligned
from spaceplanner.cli.output import p_words, print_json, print_line, tell
from spaceplanner.errors import InputError
from spaceplanner.i18n import N_, gettext, number, percent, sentence
from spaceplanner.io import project_file
from spaceplanner.services import when
from spaceplanner.services.comparison import Days
from spaceplanner.services.selection import Question
from spaceplanner.services.when_words import WEEKDAYS, trend_words

if TYPE_CHECKING:
    import argparse
    from collections.abc import Mapping, Sequence

    from spaceplanner.analysis.clock import Months
    from spaceplanner.analysis.near_repeat import NearRepeat
    from spaceplanner.services.comparison import Changed, Comparison
    from spaceplanner.services.when import When

SHOWN = 15
"""Spaces of the comparison on the terminal; the others are in --json."""

_WIDEST_NAME = 32


def configure(parser: argparse.ArgumentParser) -> None:
    """Add the command's arguments."""
    parser.add_argument("project", type=Path, metavar="PROJECT.gpkg", help=gettext("the project file"))
    parser.add_argument("--space", metavar="ID", help=gettext("only incidents within and near this space"))
    parser.add_argument(
        "--distance", type=float, metavar="M", help=gettext("metres around the space (default: the project's)")
    )
    choosing.add_incidents(parser)
    for option, text in (
        ("--compare-from", N_("first day of an earlier period to compare with")),
        ("--compare-to", N_("last day of the earlier period")),
    ):
        parser.add_argument(option, type=choosing.date, metavar="DATE", help=gettext(text))
    parser.add_argument("--near-repeat", action="store_true", help=gettext("add the table of near repeats"))
    parser.add_argument("--json", action="store_true", help=gettext("print one JSON object with exact values"))


def run(arguments: argparse.Namespace) -> int:
    """Do the work and return the exit code."""
    periods = _periods(arguments)
    if arguments.distance is not None and arguments.space is None:
        raise InputError(N_("--distance is measured from a space: name one with --space, or leave --distance out."))
    found = when.describe(
        project_file.load(arguments.project),
        Question(first=arguments.first, last=arguments.last, categories=tuple(arguments.category)),
        space=arguments.space,
        distance=arguments.distance,
        periods=periods,
        near_repeats=arguments.near_repeat,
    )
    if arguments.json:
        print_json(document(found))
    else:
        for line in text(found):
            print_line(line)
    for message, parameters in found.notes:
        tell(sentence(message, parameters))
    return 0


def _periods(arguments: argparse.Namespace) -> tuple[Days, Days] | None:
    if arguments.compare_from is None and arguments.compare_to is None:
        return None
    days = arguments.compare_from, arguments.compare_to, arguments.first, arguments.last
    if None in days:
        raise InputError(
            N_("To compare, give four days: --compare-from and --compare-to, and of the later period --from and --to.")
        )
    return Days(*days[:2]), Days(*days[2:])


def document(found: When) -> dict[str, object]:
    """Return the figures as the object that --json prints: exact values, for inside only."""
    months, trend = found.months, found.trend
    return {
        "values": "exact",
        "space": None if found.space is None else {"id": found.space.id, "name": found.space.name},
        "distance_m": found.distance,
        "incidents": found.incidents,
        "period": {"first": found.first, "last": found.last, "years": found.years},
        "hours": None if found.table is None else found.table.tolist(),
        "weekdays": None if found.weekdays is None else found.weekdays.tolist(),
        "phases": None if found.phases is None else dict(found.phases),
        "night_share": _night_share(found.phases),
        "kept_out_of_hours": dict(found.kept_out),
        "months": [] if months is None else _months_document(months),
        "trend": {
            "change_per_year": trend.change,
            "interval_90": trend.interval,
            "dispersion": trend.dispersion,
            "months": trend.months,
            "incidents": trend.incidents,
            "seasonal": trend.seasonal,
            "missing": trend.reason,
        },
        "comparison": None if found.comparison is None else _comparison_document(found.comparison),
        "near_repeat": None if found.near_repeat is None else _repeats_document(found.near_repeat),
        "published": [{"part": part.name, "share": part.share} for part in found.published],
        "notes": [sentence(message, parameters) for message, parameters in found.notes],
    }


def _night_share(phases: Mapping[str, int] | None) -> float | None:
    """Return the share between sunset and sunrise, twilight included, as the diagnosis measures it."""
    total = sum(phases.values()) if phases else 0
    return (phases["twilight"] + phases["night"]) / total if phases and total else None


def _months_document(months: Months) -> list[dict[str, object]]:
    return [
        {"month": str(month), "incidents": int(count), "days": int(days), "whole": bool(whole)}
        for month, count, days, whole in zip(months.first, months.counts, months.days, months.whole, strict=True)
    ]


def _comparison_document(found: Comparison) -> dict[str, object]:
    return {
        "before": {"first": str(found.before.first), "last": str(found.before.last), "years": found.years_before},
        "after": {"first": str(found.after.first), "last": str(found.after.last), "years": found.years_after},
        "distance_m": found.distance,
        "overall": _changed_document(found.overall),
        "spaces": [_changed_document(changed) for changed in found.spaces],
    }


def _changed_document(changed: Changed) -> dict[str, object]:
    return {
        "space": changed.space,
        "name": changed.name,
        "before": changed.before,
        "after": changed.after,
        "ratio": changed.ratio,
        "ratio_interval_90": changed.ratio_interval,
        "difference_per_year": changed.difference,
        "difference_interval_90": changed.difference_interval,
        "p": changed.p,
        "p_adjusted": changed.p_adjusted,
        "missing": changed.reason,
    }


def _repeats_document(found: NearRepeat) -> dict[str, object]:
    return {
        "distances_m": list(found.distances),
        "days": list(found.spans),
        "observed": found.observed.tolist(),
        "expected": found.expected.tolist(),
        "ratio": [[None if np.isnan(ratio) else ratio for ratio in row] for row in found.ratio.tolist()],
        "p": found.p.tolist(),
        "incidents": found.incidents,
        "permutations": found.permutations,
        "share_at_one_place": found.alike,
    }


def text(found: When) -> list[str]:
    """Return the figures as lines, exact values, in the language in use."""
    place = gettext(N_("the whole project")) if found.space is None else found.space.name
    head = gettext(N_("{place}: {incidents} incidents, {first} to {last}")).format(
        place=place, incidents=number(found.incidents), first=found.first, last=found.last
    )
    parts = [[head], _hours(found), _phases(found), _months(found.months), [trend_words(found.trend)]]
    if found.comparison is not None:
        parts.append(_comparison(found.comparison))
    if found.near_repeat is not None:
        parts.append(_repeats(found.near_repeat))
    lines: list[str] = []
    for part in parts:
        lines += ([""] if part and lines else []) + part
    return lines


def _hours(found: When) -> list[str]:
    days = [gettext(day) for day in WEEKDAYS]
    if found.table is None:
        if found.weekdays is None:
            return []
        return aligned(
            [["", gettext(N_("weekday")), gettext(N_("incidents"))], *_listed(days, found.weekdays.tolist())]
        )
    counts = found.table.tolist()
    head = ["", gettext(N_("hour")), *map(str, range(24)), gettext(N_("sum"))]
    rows = [["", day, *map(number, row), number(sum(row))] for day, row in zip(days, counts, strict=True)]
    total = found.table.sum(axis=0).tolist()
    return aligned([head, *rows, ["", gettext(N_("sum")), *map(number, total), number(sum(total))]])


def _listed(names: Sequence[str], counts: Sequence[int]) -> list[list[str]]:
    return [["", name, number(count)] for name, count in zip(names, counts, strict=True)]


def _phases(found: When) -> list[str]:
    if found.phases is None:
        return []
    total, phases = sum(found.phases.values()), found.phases

    def share(count: int) -> str:
        return f"{number(count)} ({percent(count / total if total else None)})"

    words = gettext(N_("from sunset to sunrise {night}, of these in twilight {twilight}; by day {day}"))
    dark = phases["twilight"] + phases["night"]
    return [words.format(night=share(dark), twilight=number(phases["twilight"]), day=share(phases["day"]))]


def _months(months: Months | None) -> list[str]:
    if months is None:
        return []
    years: dict[str, list[str]] = {}
    for month, count, whole in zip(months.first, months.counts, months.whole, strict=True):
        year, of_year = str(month).split("-")
        years.setdefault(year, ["–"] * 12)[int(of_year) - 1] = number(int(count)) + ("" if whole else "*")
    rows = [["", gettext(N_("month")), *map(str, range(1, 13))], *(["", year, *row] for year, row in years.items())]
    lines = aligned(rows)
    if not months.whole.all():
        lines.append(gettext(N_("* a part of the month only")))
    return lines


def _comparison(found: Comparison) -> list[str]:
    head = [
        "",
        gettext(N_("place")),
        f"{found.before.first}/{found.before.last}",
        f"{found.after.first}/{found.after.last}",
        gettext(N_("ratio of rates (90 %)")),
        gettext(N_("more a year (90 %)")),
        "p",
        gettext(N_("p, corrected")),
    ]
    known = sorted(found.spaces, key=lambda changed: 2.0 if changed.p is None else changed.p)
    lines = aligned([head, *map(_changed, (found.overall, *known[:SHOWN]))])
    if len(known) > SHOWN:
        lines.append(
            gettext(N_("The {shown} of {all} spaces that changed most clearly; --json gives all.")).format(
                shown=number(SHOWN), all=number(len(known))
            )
        )
    return lines


def _changed(changed: Changed) -> list[str]:
    ratio, difference = changed.ratio_interval, changed.difference_interval
    return [
        "",
        gettext(N_("the whole choice")) if changed.name is None else shortened(changed.name),
        number(changed.before),
        number(changed.after),
        "–" if ratio is None else f"{_plain(changed.ratio, 2)} ({number(ratio[0], 2)}–{_plain(ratio[1], 2)})",
        "–"
        if difference is None
        else f"{number(changed.difference, 1)} ({number(difference[0], 1)}; {number(difference[1], 1)})",
        p_words(changed.p),
        p_words(changed.p_adjusted),
    ]


def shortened(name: str) -> str:
    """Return a name that does not widen the table."""
    return name if len(name) <= _WIDEST_NAME else f"{name[: _WIDEST_NAME - 1]}…"


def _plain(value: float | None, digits: int) -> str:
    return "–" if value is None else number(value, digits)


def _repeats(found: NearRepeat) -> list[str]:
    spans = [f"{low}–{high}" for low, high in zip((0, *(span + 1 for span in found.spans)), found.spans, strict=False)]
    edges = [number(edge) for edge in (0.0, *found.distances)]
    bands = [gettext(N_("same place")), *(f"{low}–{high} m" for low, high in pairwise(edges))]
    head = ["", gettext(N_("near repeats, days")), *spans]
    figures = zip(bands, found.observed.tolist(), found.ratio.tolist(), found.p.tolist(), strict=True)
    rows = [["", band, *map(_repeated, *row)] for band, *row in figures]
    return [
        *aligned([head, *rows]),
        gettext(N_("pairs × how many times as many as by chance (p by {count} permutations of the dates)")).format(
            count=number(found.permutations)
        ),
    ]


def _repeated(pairs: int, ratio: float, p: float) -> str:
    return "–" if np.isnan(ratio) else f"{number(pairs)} × {number(ratio, 2)} (p {number(p, 3)})"
