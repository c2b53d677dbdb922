"""`spaceplanner validate`: judge hot-spot methods by the incidents that came later."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from spaceplanner.cli import choosing
from spaceplanner.cli.diagnose import aligned
from spaceplanner.cli.output import print_json, print_line, tell
from spaceplanner.i18n import N_, gettext, number, percent, sentence
from spaceplanner.io import project_file
from spaceplanner.services import validation, validation_words

if TYPE_CHECKING:
    import argparse
    from collections.abc import Sequence

    from spaceplanner.services.validation import Trial

_SHARED = {"area": N_("area"), "length": N_("street length")}


def configure(parser: argparse.ArgumentParser) -> None:
    """Add the command's arguments."""
    parser.add_argument("project", type=Path, metavar="PROJECT.gpkg", help=gettext("the project file"))
    parser.add_argument(
        "--train-to",
        required=True,
        type=choosing.date,
        metavar="DATE",
        help=gettext("last day of the earlier period, such as 2024-12-31"),
    )
    parser.add_argument(
        "--test-from",
        required=True,
        type=choosing.date,
        metavar="DATE",
        help=gettext("first day of the later period, such as 2025-01-01"),
    )
    parser.add_argument(
        "--area-share",
        type=float,
        nargs="+",
        default=validation.AREA_SHARES,
        metavar="S",
        help=gettext("shares of the area to take, above 0 and at most 1 (default: 0.05)"),
    )
    parser.add_argument("--cell", type=float, metavar="M", help=gettext("size of a cell in metres (default: 50)"))
    parser.add_argument("--json", action="store_true", help=gettext("print one JSON list"))


def run(arguments: argparse.Namespace) -> int:
    """Do the work and return the exit code."""
    found = validation.validate(
        project_file.load(arguments.project),
        train_to=arguments.train_to,
        test_from=arguments.test_from,
        area_shares=arguments.area_share,
        cell=arguments.cell,
    )
    for message, parameters in found.notes:
        tell(sentence(message, parameters))
    if arguments.json:
        print_json([_record(trial) for trial in found.trials])
        return 0
    for line in _table(found.trials):
        print_line(line)
    if any(trial.chosen for trial in found.trials):
        print_line(gettext("* chosen on months of the earlier period, without a look at the later one"))
    for trial, plain in found.quoted:
        print_line(validation_words.meaning(trial, plain))
    for trial, plain in found.quoted_streets:
        print_line(validation_words.meaning_along(trial, plain))
    return 0


def _record(trial: Trial) -> dict[str, object]:
    return {
        "method": trial.method,
        "bandwidth": trial.bandwidth,
        "pai": trial.accuracy.pai,
        "pei": trial.accuracy.pei,
        "hit_rate": trial.accuracy.hit_rate,
        "area_share": trial.accuracy.area_share,
        "share_of": trial.share_of,
        "incidents": trial.accuracy.incidents,
    }


def _table(trials: Sequence[Trial]) -> list[str]:
    head = [
        gettext("method"),
        gettext("bandwidth (m)"),
        gettext("share"),
        gettext("of"),
        gettext("hit rate"),
        "PAI",
        "PEI",
        "RRI",
    ]
    return aligned([head, *map(_cells, trials)], left=0)


def _cells(trial: Trial) -> list[str]:
    accuracy = trial.accuracy
    return [
        validation_words.name(trial.method) + (" *" if trial.chosen else ""),
        "–" if trial.bandwidth is None else number(trial.bandwidth),
        percent(accuracy.area_share, 1),
        gettext(_SHARED[trial.share_of]),
        percent(accuracy.hit_rate, 1),
        number(accuracy.pai, 2),
        number(accuracy.pei, 2),
        "–" if trial.recapture is None else number(trial.recapture, 2),
    ]
