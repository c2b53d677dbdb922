"""The styled layers in the map's legend: class, colour and count of each, and the ramp by which lamps are counted."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QRectF, QSize, Qt, QTimer, Signal, Slot
from PySide6.QtGui import QColor, QPainter
from PySide6.QtWidgets import QGridLayout, QLabel, QVBoxLayout, QWidget

from spaceplanner.cartography import counts, legend, shapes, style_legend, swatch, symbols
from spaceplanner.cartography.style import map_style
from spaceplanner.domain.layer import GeometryKind, Role
from spaceplanner.i18n import N_, gettext, language, number
from spaceplanner.ui.layers_panel import listed, swatch_icon
from spaceplanner.ui.plain import Elided, label
from spaceplanner.ui.theme import font

if TYPE_CHECKING:
    from PySide6.QtGui import QPaintEvent

    from spaceplanner.cartography.counts import Step
    from spaceplanner.cartography.drawing import Operation
    from spaceplanner.cartography.view import View
    from spaceplanner.domain.layer import Layer
    from spaceplanner.domain.project import Project
    from spaceplanner.ui.canvas import Canvas
    from spaceplanner.ui.context import Context

_PER_LAYER, _LEAST, _ALL = 6, 2, 9
"""Lines of one layer, at most and at least, and of all: the legend must leave some of the map."""
_PATIENCE_MS = 40
_WIDTH, _WORDS, _HIGH = 158, 150, 9


class _Ramp(QWidget):
    """The colours of counts side by side, each over its number."""

    def __init__(self, steps: tuple[Step, ...], parent: QWidget) -> None:
        super().__init__(parent)
        self._steps = steps
        self.setFixedSize(QSize(_WIDTH, _HIGH + 17))

    def words(self) -> str:
        """Return the numbers, the last one with what it stands for."""
        return ", ".join(self._numbers())

    def _numbers(self) -> list[str]:
        found = [number(step.count) for step in self._steps]
        return [*found[:-1], f"{found[-1]}+"]

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: N802 - Qt's name
        """Paint the ramp."""
        del event
        painter = QPainter(self)
        painter.setFont(font(10.5, tabular=True))
        painter.setPen(self.palette().color(self.foregroundRole()))
        wide = self.width() / len(self._steps)
        for place, (step, text) in enumerate(zip(self._steps, self._numbers(), strict=True)):
            fill = QColor(step.hex)
            fill.setAlphaF(step.alpha)
            painter.fillRect(QRectF(place * wide, 0, wide, _HIGH), fill)
            painter.drawText(QRectF(place * wide, _HIGH + 2, wide, 15), Qt.AlignmentFlag.AlignHCenter, text)
        painter.end()


class StyleLegend(QWidget):
    """See the module's docstring; hidden while there is nothing to explain.

    Attributes
    ----------
    text
        What is written, in one line.
    """

    changed = Signal()
    """It says something else."""

    def __init__(self, context: Context, canvas: Canvas) -> None:
        super().__init__(canvas.legend)
        self._context, self._canvas = context, canvas
        self.text = ""
        self._said: tuple[object, ...] = ()
        self._body: QWidget | None = None
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._soon = QTimer(self, singleShot=True, interval=_PATIENCE_MS)
        self._soon.timeout.connect(self.refresh)
        context.project_changed.connect(self._follow)
        canvas.view_changed.connect(lambda _view: self._soon.start())
        context.hotspots.picture_changed.connect(self._soon.start)
        context.language_changed.connect(self.refresh)
        context.appearance.changed.connect(self.refresh)
        self.hide()
        canvas.legend.add(self)
        self.refresh()

    @Slot(object, object)
    def _follow(self, before: Project, after: Project) -> None:
        if before.layers is not after.layers:
            self._soon.start()

    @Slot()
    def refresh(self) -> None:
        """Show what explains the map as it is."""
        view, context = self._canvas.view, self._context
        layers = [layer for layer in listed(context.project) if _explained(layer, view)]
        counted = self._counted(view)
        said = (*map(id, layers), counted, view.resolution if counted else 0, context.appearance.name, language())
        if said == self._said:
            return
        self._said = said
        if self._body is not None:
            self._body.hide()
            self._body.deleteLater()
        self._body = QWidget(self)
        column = QVBoxLayout(self._body)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(3)
        room = min(_PER_LAYER, max(_LEAST, _ALL // max(1, len(layers))))
        words = [self._add_layer(layer, column, room) for layer in layers]
        if counted:
            words.append(self._add_ramp(view, column))
        self._column.addWidget(self._body)
        self.text = ". ".join(words)
        self.setVisible(bool(words))
        self.changed.emit()

    def _counted(self, view: View) -> bool:
        """Return whether any lamps in view are shown as counts."""
        if self._context.hotspots.ground is not None:
            return False
        return any(
            layer.visible
            and layer.style is None
            and layer.kind is GeometryKind.POINT
            and symbols.are_counted(view, len(layer))
            and symbols.are_counted(view, len(shapes.points_in_view(layer.geometry, view, margin=4)))
            for layer in self._context.project.by_role(Role.LAMPS)
        )

    def _add_layer(self, layer: Layer, column: QVBoxLayout, room: int) -> str:
        assert layer.style is not None
        works, theme = symbols.works(layer), self._context.appearance.name
        lines = style_legend.lines(layer, layer.style, works=works, theme=theme)
        alone = len(lines) == 1 and lines[0].text == layer.name
        if not alone:
            column.addWidget(self._title(layer.name))
        grid = QGridLayout()
        grid.setHorizontalSpacing(7)
        grid.setVerticalSpacing(1)
        grid.setColumnStretch(1, 1)
        shown = lines if len(lines) <= room else lines[: max(0, room - 1)]
        for row, line in enumerate(shown):
            self._add_line(grid, row, line.swatch, line.text, line.count)
        if len(shown) < len(lines):
            rest = gettext(N_("and {count} more classes")).format(count=number(len(lines) - len(shown)))
            grid.addWidget(self._words(rest), len(shown), 1, 1, 2)
        column.addLayout(grid)
        told = ", ".join(f"{line.text}: {number(line.count)}" for line in lines)
        return told if alone else f"{layer.name}: {told}"

    def _add_line(self, grid: QGridLayout, row: int, picture: tuple[Operation, ...], text: str, count: int) -> None:
        mark, side = QLabel(self._body), round(swatch.SIZE)
        mark.setPixmap(swatch_icon(picture, self.devicePixelRatioF()).pixmap(QSize(side, side)))
        words, many = Elided(text, self._body, role="secondary", most=_WORDS), self._words(number(count))
        words.setFont(font(10.5, tabular=True))
        words.setText(text)
        for place, widget in enumerate((mark, words, many)):
            grid.addWidget(widget, row, place)

    def _add_ramp(self, view: View, column: QVBoxLayout) -> str:
        theme = self._context.appearance.name
        hue = map_style(theme).lamp
        side, steps = counts.steps(view, hue, dark=theme == "dark", alpha=symbols.LIT_ALPHA)
        title, ramp = legend.counted_title(side), _Ramp(steps, self)
        column.addWidget(self._title(title))
        column.addWidget(ramp)
        return f"{title}: {ramp.words()}"

    def _title(self, text: str) -> QLabel:
        made = Elided(text, self._body, most=_WIDTH + 60)
        made.setObjectName("title")
        return made

    def _words(self, text: str) -> QLabel:
        made = label(text, self._body, role="faint")
        made.setFont(font(10.5, tabular=True))
        return made


def _explained(layer: Layer, view: View) -> bool:
    return (
        layer.visible
        and layer.style is not None
        and layer.role is not Role.INCIDENTS
        and layer.style.shown_at(view.scale)
    )
