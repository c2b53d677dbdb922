"""Measuring whole processes: wall time, processor time and peak memory as the system accounts for them."""

from __future__ import annotations

import os
import statistics
import subprocess
import sys
import time
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

DATA = Path(__file__).resolve().parents[2] / "shared" / "data"
"""Real cities' files; the benchmarks on them say so where they are absent."""


@dataclass(frozen=True, slots=True)
class Cost:
    """What a process cost: seconds on the wall, seconds of processor, peak memory in MB; and what it printed."""

    wall: float
    processor: float
    memory: float
    output: str = ""


def process(words: Sequence[str | Path], *, environment: dict[str, str] | None = None) -> Cost:
    """Run a process to its end and return its cost.

    Raises
    ------
    SystemExit
        If it fails: a benchmark of a failure is worth nothing.
    """
    started = time.perf_counter()
    child = subprocess.Popen(
        [str(word) for word in words],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        env=os.environ | (environment or {}),
    )
    output, complaints = _drained(child)
    _, status, usage = os.wait4(child.pid, 0)
    wall = time.perf_counter() - started
    child.returncode = os.waitstatus_to_exitcode(status)
    if child.returncode:
        sys.exit(f"{' '.join(map(str, words))}\n{complaints}")
    return Cost(wall, usage.ru_utime + usage.ru_stime, usage.ru_maxrss / 1024, output)


def _drained(child: subprocess.Popen[bytes]) -> tuple[str, str]:
    assert child.stdout is not None
    assert child.stderr is not None
    # The program's messages are short: reading one pipe after the other cannot fill the second.
    output = child.stdout.read().decode()
    complaints = child.stderr.read().decode()
    child.stdout.close()
    child.stderr.close()
    return output, complaints


def median(run: Callable[[], Cost], times: int = 3) -> Cost:
    """Return the run with the median wall time, after one that warms the disk's cache."""
    run()
    costs = sorted((run() for _ in range(times)), key=lambda cost: cost.wall)
    return costs[len(costs) // 2]


def seconds(run: Callable[[], object], times: int = 5) -> float:
    """Return the median seconds of a call within this process, after one warm call."""
    run()
    found = []
    for _ in range(times):
        started = time.perf_counter()
        run()
        found.append(time.perf_counter() - started)
    return statistics.median(found)


def table(title: str, head: Sequence[str], rows: Sequence[Sequence[str]]) -> None:
    """Print a table: the first column to the left, the others to the right."""
    widths = [max(len(row[k]) for row in (head, *rows)) for k in range(len(head))]
    print(f"\n{title}")
    for row in (head, ["-" * width for width in widths], *rows):
        first, *others = (
            cell.ljust(w) if k == 0 else cell.rjust(w) for k, (cell, w) in enumerate(zip(row, widths, strict=True))
        )
        print("  ".join([first, *others]).rstrip())
