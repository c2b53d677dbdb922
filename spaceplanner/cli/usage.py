"""Wrong usage and `--help` in the language in use: the words that argparse itself says."""

from __future__ import annotations

import argparse
from typing import NoReturn

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


class Parser(argparse.ArgumentParser):
    """Says what is wrong in one line: the list of all options is what `--help` is for."""

    def error(self, message: str) -> NoReturn:
        """Print what is wrong and leave with exit code 2."""
        hint = gettext("Options: {command} --help").format(command=self.prog)
        self.exit(2, gettext("%(prog)s: error: %(message)s\n") % {"prog": self.prog, "message": message} + f"{hint}\n")


def speak() -> None:
    """Have argparse look its words up here; it does so by the name ``_`` in its module at every use."""
    vars(argparse)["_"] = gettext
