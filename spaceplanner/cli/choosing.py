"""Options that commands share: what incidents they are about, by days and categories, and how a file is read."""

from __future__ import annotations

import argparse
from datetime import date as Date  # noqa: N812 - the lower-case name is the option's type

from spaceplanner.i18n import gettext, read_number


def date(text: str) -> Date:
    """Return the day that an ISO 8601 text names.

    Raises
    ------
    argparse.ArgumentTypeError
        If it names none: the sentence says how a day is written.
    """
    try:
        return Date.fromisoformat(text)
    except ValueError as error:
        raise argparse.ArgumentTypeError(
            gettext("The date {text} cannot be read: write year-month-day, such as 2025-01-31.").format(text=text)
        ) from error


def decimal(text: str) -> float:
    """Return the number that a text writes, with a decimal point or comma.

    Raises
    ------
    argparse.ArgumentTypeError
        If it writes none: the sentence says how.
    """
    try:
        return read_number(text)
    except ValueError as error:
        said = gettext("“{text}” is no number: write it as in 0.7 or 1500.5, without separators of thousands.")
        raise argparse.ArgumentTypeError(said.format(text=text)) from error


def add_incidents(parser: argparse.ArgumentParser) -> None:
    """Add the options, as `first`, `last` and `category`."""
    parser.add_argument("--from", dest="first", type=date, metavar="DATE", help=gettext("first day, as in 2025-01-31"))
    parser.add_argument("--to", dest="last", type=date, metavar="DATE", help=gettext("last day, as in 2025-12-31"))
    parser.add_argument(
        "--category", nargs="+", action="extend", default=[], metavar="C", help=gettext("only these categories")
    )


def pair(text: str) -> tuple[str, str]:
    """Return the field and the column that an option ``FIELD=COLUMN`` names."""
    field, sign, column = text.partition("=")
    if not (sign and field.strip() and column.strip()):
        raise argparse.ArgumentTypeError(gettext("write it as FIELD=COLUMN"))
    return field.strip(), column.strip()


def add_reading(parser: argparse.ArgumentParser) -> None:
    """Add the options, as `layer`, `crs`, `map`, `where` and `encoding`."""
    parser.add_argument("--layer", help=gettext("layer or sheet, where the file has several"))
    parser.add_argument("--crs", help=gettext("coordinate system, where the file does not say it: EPSG:N"))
    parser.add_argument(
        "--map",
        action="append",
        default=[],
        type=pair,
        metavar="FIELD=COLUMN",
        help=gettext("column of a field; several columns of a time are joined: when=YEAR+MONTH+DAY"),
    )
    parser.add_argument("--where", metavar="EXPR", help=gettext("only these rows: \"clase = 'Area Verde'\""))
    parser.add_argument("--encoding", help=gettext("encoding of the text, such as utf-8 or cp1252"))
