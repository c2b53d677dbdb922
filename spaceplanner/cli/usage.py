"""Wrong usage and `--help` in the language in use: the words that argparse itself says."""

from __future__ import annotations

import argparse

from spaceplanner.i18n import N_, gettext

WORDS = (
    N_("usage: "),
    N_("positional arguments"),
    N_("options"),
    N_("show this help message and exit"),
    N_("show program's version number and exit"),
    N_("%(prog)s: error: %(message)s\n"),
    N_("argument %(argument_name)s: %(message)s"),
    N_("the following arguments are required: %s"),
    N_("unrecognized arguments: %s"),
    N_("invalid choice: %(value)r (choose from %(choices)s)"),
    N_("invalid %(type)s value: %(value)r"),
    N_("expected one argument"),
    N_("ignored explicit argument %r"),
    N_("ambiguous option: %(option)s could match %(matches)s"),
)
"""What argparse says, word for word, so that its translations are found."""


def speak() -> None:
    """Have argparse look its words up here; it does so by the name ``_`` in its module at every use."""
    vars(argparse)["_"] = gettext
