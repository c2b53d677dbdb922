"""Placing a picture by pairs of points: one in the picture, the same one on the map, and how well they agree."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
from PySide6.QtCore import QEvent, Qt, Slot
from PySide6.QtGui import QImage, QMouseEvent
from PySide6.QtWidgets import (
    QAbstractItemView,
    QCheckBox,
    QDialog,
    QDialogButtonBox,
    QHBoxLayout,
    QHeaderView,
    QPushButton,
    QTableWidget,
    QTableWidgetItem,
    QVBoxLayout,
)

from spaceplanner.analysis.control_points import fit
from spaceplanner.domain.background import Pin, change_background
from spaceplanner.errors import AnalysisError
from spaceplanner.i18n import N_, gettext, number
from spaceplanner.ui.buttons import ok_cancel
from spaceplanner.ui.picture_view import PictureView
from spaceplanner.ui.plain import gives_way, label

if TYPE_CHECKING:
    from PySide6.QtCore import QObject

    from spaceplanner.analysis.control_points import Fit
    from spaceplanner.domain.background import Background
    from spaceplanner.domain.project import Project
    from spaceplanner.services.progress import Progress
    from spaceplanner.ui.canvas import Canvas
    from spaceplanner.ui.context import Context

_MOST_SIDE = 2400
_COLUMN, _ROW, _EAST, _NORTH, _OFF = range(5)
_HEADS = (N_("Column"), N_("Row"), N_("East (m)"), N_("North (m)"), N_("Off by (m)"))


@dataclass(slots=True)
class _Pair:
    """A point of the picture and, once it is known, of the map."""

    column: float
    row: float
    x: float | None = None
    y: float | None = None


class PinsDialog(QDialog):
    """See the module's docstring. The map behind it stays in use: the next click on it is the point that is missing.

    Attributes
    ----------
    picture, table, affine, said, add, remove
        What is clicked, the pairs, whether the picture may be sheared, how well they agree, and the buttons.
    """

    def __init__(self, context: Context, background: Background, canvas: Canvas) -> None:
        super().__init__(canvas.window())
        self._context, self._canvas = context, canvas
        self._background = background.id
        self._task = f"pins-{background.id}"
        self._pairs = [_Pair(pin.column, pin.row, pin.x, pin.y) for pin in background.pins]
        self._filling = False
        self._swallowing = False
        self.setWindowTitle(gettext(N_("Place {name}")).format(name=background.name))
        self.setModal(False)
        self.resize(760, 620)
        self.picture, self.table = PictureView(context, self), QTableWidget(0, len(_HEADS), self)
        self.affine = QCheckBox(gettext(N_("May stretch and shear (at least three pairs)")), self)
        self.affine.setChecked(background.affine)
        self.hint, self.said = label(parent=self, wrap=True), label(parent=self, role="secondary", wrap=True)
        self.add = QPushButton(gettext(N_("Add a pair to type in")), self)
        self.remove = QPushButton(gettext(N_("Remove the pair")), self)
        self.buttons = ok_cancel(self)
        self._lay_out()
        self.picture.pointed.connect(self._point)
        self.table.itemChanged.connect(self._typed)
        self.affine.toggled.connect(self._judge)
        self.add.clicked.connect(self._add)
        self.remove.clicked.connect(self._remove)
        canvas.installEventFilter(self)
        context.document_replaced.connect(self.reject)
        context.project_changed.connect(self._follow)
        self._load(background)
        self._show()

    @Slot(object, object)
    def _follow(self, _before: Project, after: Project) -> None:
        """Leave with the background."""
        if after.background(self._background) is None:
            self.reject()

    def _lay_out(self) -> None:
        self.picture.setAccessibleName(gettext(N_("Picture")))
        self.picture.setToolTip(gettext(N_("Click a place that you also find on the map; the wheel zooms")))
        table = self.table
        table.setAccessibleName(gettext(N_("Pairs of points")))
        table.setHorizontalHeaderLabels([gettext(head) for head in _HEADS])
        table.horizontalHeader().setSectionResizeMode(QHeaderView.ResizeMode.Stretch)
        table.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        table.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        table.setTabKeyNavigation(False)
        table.setFixedHeight(150)
        gives_way(self.hint)
        gives_way(self.said)
        row = QHBoxLayout()
        row.addWidget(self.affine, 1)
        for button in (self.add, self.remove):
            button.setAutoDefault(False)
            row.addWidget(button)
        column = QVBoxLayout(self)
        column.setContentsMargins(18, 14, 18, 14)
        column.setSpacing(8)
        column.addWidget(self.hint)
        column.addWidget(self.picture, 1)
        column.addWidget(table)
        column.addLayout(row)
        column.addWidget(self.said)
        column.addWidget(self.buttons)

    def _load(self, background: Background) -> None:
        path = Path(background.location)

        def work(_progress: Progress) -> tuple[QImage, float]:
            from spaceplanner.io import picture_file  # noqa: PLC0415 - start-up time: Pillow

            with picture_file.open_picture(path) as file:
                factor = 1
                while max(file.size) / factor > _MOST_SIDE:
                    factor *= 2
                part = file.part((0, 0, *file.size), factor)
                data = part.tobytes()
                image = QImage(data, part.width, part.height, 4 * part.width, QImage.Format.Format_RGBA8888).copy()
                return image, file.size[0] / part.width

        self._context.painting.run(
            self._task, N_("Reading the picture"), work, done=self._take_picture, failed=self._context.failed
        )

    def _take_picture(self, found: tuple[QImage, float]) -> None:
        self.picture.show_picture(*found)
        self._show()

    @property
    def background(self) -> str:
        """Id of what is placed."""
        return self._background

    @property
    def waiting(self) -> bool:
        """Whether the last pair still lacks its place on the map."""
        return bool(self._pairs) and self._pairs[-1].x is None

    @Slot(float, float)
    def _point(self, column: float, row: float) -> None:
        if self.waiting:
            self._pairs.pop()
        self._pairs.append(_Pair(column, row))
        self._show()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:  # noqa: N802 - Qt's name
        """Take the click on the map that is waited for."""
        kind = event.type()
        if isinstance(event, QMouseEvent) and event.button() is Qt.MouseButton.LeftButton:
            if kind is QEvent.Type.MouseButtonPress and self.waiting and self.isVisible():
                at = event.position()
                pair = self._pairs[-1]
                pair.x, pair.y = self._canvas.view.to_map(at.x(), at.y())
                self._swallowing = True
                self._show()
                return True
            if kind is QEvent.Type.MouseButtonRelease and self._swallowing:
                self._swallowing = False
                return True
        return super().eventFilter(watched, event)

    @Slot()
    def _add(self) -> None:
        view = self._canvas.view
        if self.waiting:
            self._pairs.pop()
        self._pairs.append(_Pair(*self.picture.middle(), view.x, view.y))
        self._show()
        self.table.setCurrentCell(len(self._pairs) - 1, 0)
        self.table.setFocus()

    @Slot()
    def _remove(self) -> None:
        place = self.table.currentRow()
        if self._pairs:
            self._pairs.pop(place if 0 <= place < len(self._pairs) else -1)
            self._show()

    @Slot(QTableWidgetItem)
    def _typed(self, item: QTableWidgetItem) -> None:
        if self._filling:
            return
        try:
            value = float(item.text().strip().replace(" ", "").replace("\u00a0", "").replace(",", "."))
        except ValueError:
            value = np.nan
        if np.isfinite(value):
            setattr(self._pairs[item.row()], ("column", "row", "x", "y")[item.column()], value)
        self._show()

    def _show(self) -> None:
        self._filling = True
        self.table.setRowCount(len(self._pairs))
        for place, pair in enumerate(self._pairs):
            for column, (value, digits) in enumerate(((pair.column, 1), (pair.row, 1), (pair.x, 2), (pair.y, 2))):
                self._cell(place, column, "" if value is None else _plain(value, digits))
        self._filling = False
        self.picture.mark([(pair.column, pair.row) for pair in self._pairs])
        self.remove.setEnabled(bool(self._pairs))
        self.hint.setText(
            gettext(N_("Now click the same place on the map."))
            if self.waiting
            else gettext(
                N_("Click a place in the picture that you also find on the map. Far apart is better than many.")
            )
        )
        self._judge()

    def _cell(self, row: int, column: int, text: str) -> None:
        item = self.table.item(row, column)
        if item is None:
            item = QTableWidgetItem()
            item.setTextAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
            if column == _OFF:
                item.setFlags(item.flags() & ~Qt.ItemFlag.ItemIsEditable)
            self.table.setItem(row, column, item)
        item.setText(text)

    @Slot()
    def _judge(self) -> None:
        """Say how far the points fall from their places, or what is missing."""
        whole = [pair for pair in self._pairs if pair.x is not None]
        found: Fit | None = None
        try:
            found = fit(
                np.array([(pair.column, pair.row) for pair in whole]).reshape(-1, 2),
                np.array([(pair.x, pair.y) for pair in whole], dtype=np.float64).reshape(-1, 2),
                affine=self.affine.isChecked(),
            )
        except AnalysisError as error:
            self.said.setText(str(error))
        self._filling = True
        for place in range(len(self._pairs)):
            off = found is not None and place < len(whole)
            self._cell(place, _OFF, number(float(found.residuals[place]), 2) if found is not None and off else "")
        self._filling = False
        if found is not None:
            self.said.setText(self._words(found, len(whole)))
        self.buttons.button(QDialogButtonBox.StandardButton.Ok).setEnabled(found is not None)
        self._context.ground.try_on(
            self._background, self._pins() if found is not None else None, affine=self.affine.isChecked()
        )

    def _pins(self) -> tuple[Pin, ...]:
        """Return the pairs that are whole."""
        return tuple(
            Pin(column=pair.column, row=pair.row, x=pair.x, y=pair.y)
            for pair in self._pairs
            if pair.x is not None and pair.y is not None
        )

    def _words(self, found: Fit, count: int) -> str:
        if count == (3 if self.affine.isChecked() else 2):
            return gettext(N_("So few pairs always agree. One more shows whether they are right."))
        return gettext(N_("The points fall {rms} m from their places (root mean square), at most {most} m.")).format(
            rms=number(found.rms, 2), most=number(float(found.residuals.max()), 2)
        )

    def accept(self) -> None:
        """Place the picture, as one step."""
        edit = change_background(self._background, pins=self._pins(), affine=self.affine.isChecked())
        self._context.do(N_("Place picture"), edit)
        super().accept()

    def done(self, result: int) -> None:
        """Give the map back."""
        self._canvas.removeEventFilter(self)
        self._context.painting.cancel(self._task)
        self._context.ground.try_on(self._background, None)
        super().done(result)


def _plain(value: float, digits: int) -> str:
    """Write a number to be changed by hand: with the language's decimal sign and nothing between the thousands."""
    return f"{value:.{digits}f}".replace(".", number(0.0, 1)[1])
