"""What a table of a million rows costs: to open, scroll, sort, filter and sum up, beside pandas on the same rows.

    python -m benchmarks.attributes [ROWS]

Times are medians of five, in one process after a warm call; pandas has the rows in columns of its own already. Opening and scrolling are those of the window, painted offscreen.
"""

from __future__ import annotations

import os
import resource
import sys
import time
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
import pyarrow as pa

from benchmarks.measuring import seconds, table
from spaceplanner.domain.layer import GeometryKind, Layer, Role, Source
from spaceplanner.services import attributes, column_statistics, feature_selection

if TYPE_CHECKING:
    from collections.abc import Callable

ROWS = 1_000_000
_PAGES = 200


def layer(rows: int) -> Layer:
    """Return a layer of lamps with numbers, flags, codes, names and dates, some of each missing."""
    rng = np.random.default_rng(5)
    watts = rng.choice([35.0, 60.0, 100.0, 150.0, np.nan], rows)
    columns = {
        "working": pa.array(rng.integers(0, 10, rows) > 0),
        "power_w": pa.array(watts, mask=np.isnan(watts)),
        "height_m": pa.array(rng.normal(8, 1, rows)),
        "kind": pa.array(np.array(["LED", "Sodio", "Haluro", "Mercurio"])[rng.integers(0, 4, rows)]),
        "name": pa.array([f"Calle {i} y Pasaje Ñ" for i in rng.integers(0, rows // 5, rows)]),
        "number": pa.array(rng.integers(0, 10**9, rows)),
        "installed": pa.array(np.datetime64("2005-01-01") + rng.integers(0, 7000, rows)),
    }
    return Layer(
        id="lamps",
        name="Lamps",
        role=Role.LAMPS,
        kind=GeometryKind.POINT,
        geometry=rng.uniform(0, 20_000, (rows, 2)),
        table=pa.table(columns),
        source=Source(path="lamps.csv"),
    )


def _pandas(made: Layer) -> tuple[Any, dict[str, Callable[[], object]]]:
    """Return the rows in pandas, and what it is asked."""
    frame = made.table.to_pandas()
    return frame, {
        "sort by a number": lambda: frame["height_m"].sort_values(kind="stable").index,
        "sort by a date": lambda: frame["installed"].sort_values(kind="stable").index,
        "sort by a text": lambda: frame["name"].sort_values(kind="stable").index,
        "filter": lambda: frame.query("working == False and power_w > 50"),
        "statistics of a number": lambda: (frame["height_m"].describe(), frame["height_m"].nunique()),
        "statistics of a text": lambda: (frame["name"].describe(), frame["name"].min(), frame["name"].max()),
    }


def _ours(made: Layer) -> dict[str, Callable[[], object]]:
    everything = np.arange(len(made), dtype=np.int64)
    return {
        "sort by a number": lambda: attributes.ordered(made.table, "height_m", everything),
        "sort by a date": lambda: attributes.ordered(made.table, "installed", everything),
        "sort by a text": lambda: attributes.ordered(made.table, "name", everything),
        "filter": lambda: attributes.filtered(made.table, "working = false AND power_w > 50"),
        "statistics of a number": lambda: column_statistics.describe(made, "height_m"),
        "statistics of a text": lambda: column_statistics.describe(made, "name"),
    }


def _window(made: Layer) -> list[tuple[str, str]]:
    """Return what opening, scrolling and selecting cost in the window's thread, and the memory it takes."""
    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    from spaceplanner.domain.project import Project  # noqa: PLC0415 - Qt only where the window is measured
    from spaceplanner.services.document import Document  # noqa: PLC0415
    from spaceplanner.services.settings import Preferences  # noqa: PLC0415
    from spaceplanner.ui import app  # noqa: PLC0415
    from spaceplanner.ui.attributes_window import AttributesWindow  # noqa: PLC0415
    from spaceplanner.ui.theme import Appearance  # noqa: PLC0415

    application = app.application()
    appearance = Appearance("light")
    appearance.apply(application)
    context = app.make_context(appearance, Preferences(), document=Document(Project(name="", layers=(made,))))
    before = _memory()
    started = time.perf_counter()
    window = AttributesWindow(context, made)
    window.show()
    application.processEvents()
    opened = time.perf_counter() - started
    bar, frames = window.view.verticalScrollBar(), []
    for place in np.linspace(0, bar.maximum(), _PAGES).astype(int).tolist():
        started = time.perf_counter()
        bar.setValue(place)
        window.view.viewport().repaint()
        frames.append(time.perf_counter() - started)
    started = time.perf_counter()
    context.select(feature_selection.selection({made.id: np.arange(0, len(made), 10)}))
    window.view.viewport().repaint()
    chosen = time.perf_counter() - started
    started = time.perf_counter()
    window.model.arrange(np.arange(len(made) // 2, dtype=np.int64))
    window.model.arrange(np.arange(len(made), dtype=np.int64)[::-1])
    window.view.viewport().repaint()
    arranged = time.perf_counter() - started
    while context.tasks.active:
        application.processEvents()
    after = _memory()
    window.close()
    app.close(context)
    return [
        ("open the window", f"{1000 * opened:.0f} ms"),
        ("scroll: median frame", f"{1000 * float(np.median(frames)):.1f} ms"),
        ("scroll: worst frame", f"{1000 * max(frames):.1f} ms"),
        ("show every tenth row as selected", f"{1000 * chosen:.0f} ms"),
        ("show other rows, twice", f"{1000 * arranged:.0f} ms"),
        ("memory of the window, with its statistics", f"{after - before:.0f} MB"),
    ]


def _memory() -> float:
    pages = int(Path("/proc/self/statm").read_text(encoding="ascii").split()[1])
    return pages * resource.getpagesize() / 1e6


def main(rows: int) -> None:
    """Measure and print."""
    made = layer(rows)
    table(f"the window on {rows:,} rows", ("", "SpacePlanner"), _window(made))
    frame, theirs = _pandas(made)
    lines = []
    for name, ours in _ours(made).items():
        mine, other = seconds(ours), seconds(theirs[name])
        lines.append((name, f"{mine:.3f} s", f"{other:.3f} s", f"{other / mine:.1f}"))
    table(f"{rows:,} rows", ("", "SpacePlanner", "pandas", "times faster"), lines)
    megabytes = (made.table.nbytes / 1e6, frame.memory_usage(deep=True).sum() / 1e6)
    table("memory of the table", ("", "MB"), [("Arrow", f"{megabytes[0]:.0f}"), ("pandas", f"{megabytes[1]:.0f}")])


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else ROWS)
