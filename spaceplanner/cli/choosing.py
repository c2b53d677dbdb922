"""Options by which a command is told what incidents it is about: days and categories."""

from __future__ import annotations

from datetime import date as Date  # noqa: N812 - the lower-case name is the type argparse speaks of
from typing import TYPE_CHECKING

from spaceplanner.errors import InputError
from spaceplanner.i18n import N_, gettext

if TYPE_CHECKING:
    import argparse


def date(text: str) -> Date:
    """Return the day that an ISO 8601 text names.

    Raises
    ------
    InputError
        If it names none; argparse would name a type, which says nothing of how a day is written.
    """
    try:
        return Date.fromisoformat(text)
    except ValueError as error:
        raise InputError(
            N_("The date {text} cannot be read: write year-month-day, such as 2025-01-31."), text=text
        ) from error


def add_incidents(parser: argparse.ArgumentParser) -> None:
    """Add the options, as `first`, `last` and `category`."""
    parser.add_argument("--from", dest="first", type=date, metavar="DATE", help=gettext("first day, as in 2025-01-31"))
    parser.add_argument("--to", dest="last", type=date, metavar="DATE", help=gettext("last day, as in 2025-12-31"))
    parser.add_argument(
        "--category", nargs="+", action="extend", default=[], metavar="C", help=gettext("only these categories")
    )
