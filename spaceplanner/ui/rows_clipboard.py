"""Rows of a layer on their way to the clipboard: as CSV, made in the task pool; incidents never."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QMimeData
from PySide6.QtGui import QGuiApplication

from spaceplanner.errors import Cancelled, SpacePlannerError
from spaceplanner.i18n import N_, gettext, number
from spaceplanner.services import attributes

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    import numpy as np
    from numpy.typing import NDArray

    from spaceplanner.domain.layer import Layer
    from spaceplanner.ui.context import Context


def copy(
    context: Context,
    layer: Layer,
    rows: NDArray[np.int64],
    columns: Sequence[str],
    *,
    key: str,
    say: Callable[[str], object],
) -> None:
    """Put rows of a layer into the clipboard.

    Parameters
    ----------
    key
        Of the task.
    say
        Told in words how it went, at the place where it was asked for.
    """

    def put(text: str) -> None:
        data = QMimeData()
        data.setText(text)
        data.setData("text/csv", text.encode())
        QGuiApplication.clipboard().setMimeData(data)
        say(gettext(N_("{count} rows are in the clipboard as CSV.")).format(count=number(len(rows))))

    def refuse(error: Exception) -> None:
        if isinstance(error, SpacePlannerError) and not isinstance(error, Cancelled):
            say(str(error))
        context.failed(error)

    context.tasks.run(key, N_("Copying rows"), lambda _progress: _csv(layer, rows, columns), done=put, failed=refuse)


def _csv(layer: Layer, rows: NDArray[np.int64], columns: Sequence[str]) -> str:
    from spaceplanner.reports.tables import safe  # noqa: PLC0415 - start-up time: what a table leaves the program with

    return attributes.csv_text(layer, rows, columns, safe)
