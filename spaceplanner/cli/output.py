"""What commands print: one JSON object on stdout, or plain lines; messages go to stderr."""

from __future__ import annotations

import json
import sys


def print_json(value: object) -> None:
    """Print one JSON object on stdout and nothing else."""
    sys.stdout.write(json.dumps(value, ensure_ascii=False, indent=2, allow_nan=False) + "\n")


def print_line(text: str) -> None:
    """Print a line of the command's answer on stdout."""
    sys.stdout.write(plain(text) + "\n")


def tell(text: str) -> None:
    """Tell the user something that is not the answer, on stderr."""
    sys.stderr.write(plain(text) + "\n")


def plain(text: str) -> str:
    """Return a line without control characters: names from files must not steer the terminal."""
    return "".join(sign if sign.isprintable() else " " for sign in text)
