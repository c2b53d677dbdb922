"""The fields of a style: what a layer is styled by, how its features look, and where it is shown."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QSignalBlocker, QSize, QTimer, Signal, Slot
from PySide6.QtGui import QColor, QIcon, QPainter, QPixmap
from PySide6.QtWidgets import QCheckBox, QGridLayout, QHBoxLayout, QSpinBox, QWidget

from spaceplanner.domain.layer import GeometryKind
from spaceplanner.domain.ramps import RAMPS, spread
from spaceplanner.domain.style import LARGEST, MOST_CLASSES, WIDEST, Breaks, Style, StyleKind
from spaceplanner.domain.style_classes import tells_broken
from spaceplanner.i18n import N_, gettext, number
from spaceplanner.services import styling
from spaceplanner.ui.choice import Choice
from spaceplanner.ui.colour_button import ColourButton
from spaceplanner.ui.measure_box import MeasureBox
from spaceplanner.ui.plain import label, tip
from spaceplanner.ui.slider_row import Slider

if TYPE_CHECKING:
    from spaceplanner.domain.layer import Layer
    from spaceplanner.ui.theme import Appearance

_NONE = ""
_CLASSES = 5
_STEPS, _PATIENCE_MS = 20, 350
_RAMP = QSize(64, 12)
_NEAREST, _FARTHEST, _LEAST_SCALE, _MOST_SCALE = 500.0, 50_000.0, 1.0, 1e8

KINDS = {
    None: N_("As layers of its kind"),
    StyleKind.SINGLE: N_("All alike"),
    StyleKind.CATEGORIES: N_("Categories"),
    StyleKind.GRADUATED: N_("Classes of numbers"),
}
"""Kind of style, None: no style -> its words, a message id."""
METHODS = {
    Breaks.QUANTILE: N_("Equal numbers of features"),
    Breaks.EQUAL: N_("Equal widths"),
    Breaks.NATURAL: N_("Natural breaks"),
}
"""How limits are found -> its words, a message id."""
_FIELDS = {
    "kind": (N_("Style"), N_("What tells the features apart.")),
    "column": (N_("Column"), N_("The column whose values are told apart.")),
    "method": (
        N_("Limits"),
        N_("How the limits of the classes are found. Natural breaks: values differ least within a class."),
    ),
    "count": (N_("Classes"), N_("How many classes are wanted; there are fewer where many values are equal.")),
    "ramp": (N_("Colours"), N_("Ramps of colours that can be told apart with any colour vision.")),
    "colour": (N_("Colour"), ""),
    "size": (N_("Size"), N_("Diameter of points or width of lines, in pixels.")),
    "outline": (
        N_("Outline"),
        N_("Edge of points and areas: whether there is one, its colour and its width in pixels."),
    ),
    "opacity": (N_("Opacity"), N_("How much covers what lies below.")),
}
"""Field -> its name and what it means, message ids."""


def ramp_icon(ramp: str, *, reverse: bool, ratio: float) -> QIcon:
    """Return a ramp of colours as an icon."""
    pixmap = QPixmap(_RAMP * ratio)
    pixmap.setDevicePixelRatio(ratio)
    painter = QPainter(pixmap)
    colours = spread(ramp, _RAMP.width(), reverse=reverse)
    for x, code in enumerate(colours):
        painter.fillRect(x, 0, 1, _RAMP.height(), QColor(code))
    painter.end()
    return QIcon(pixmap)


class StyleFields(QWidget):
    """See the module's docstring.

    Attributes
    ----------
    kind, column, method, count, ramp, reverse
        What tells the features apart, and in which colours.
    colour, thickness, edged, outline, edge, opacity, apart
        How a feature looks.
    scaled, nearest, farthest
        At which scales the layer is shown.
    layer
        Id of the layer whose style is shown.
    """

    classes_wanted = Signal()
    """Kind, column, method or number of classes: the classes are to be found anew."""
    looks_changed = Signal(dict)
    """Attributes of `Style` with their new values."""

    def __init__(self, appearance: Appearance, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._appearance = appearance
        self.kind, self.column, self.method, self.ramp = (Choice(self, width=8) for _ in range(4))
        self.count, self.reverse = QSpinBox(self), QCheckBox(self)
        self.colour, self.outline = ColourButton(self, words=True), ColourButton(self)
        self.thickness = MeasureBox(0.2, LARGEST, digits=1, parent=self)
        self.edged, self.edge = QCheckBox(self), MeasureBox(0.1, WIDEST, digits=1, parent=self)
        self.opacity, self.apart, self.scaled = Slider(self), QCheckBox(self), QCheckBox(self)
        self.nearest, self.farthest = (MeasureBox(_LEAST_SCALE, _MOST_SCALE, parent=self) for _ in range(2))
        for box in (self.nearest, self.farthest):
            box.setMinimumWidth(60)
        self._names = {name: label(parent=self, role="secondary") for name in _FIELDS}
        self._scales = QWidget(self)
        self._from, self._to = (label(parent=self, role="secondary") for _ in range(2))
        self.layer = ""
        self._soon = QTimer(self, singleShot=True, interval=_PATIENCE_MS)
        self._soon.timeout.connect(self._tell_looks)
        self._later: dict[str, Any] = {}
        self._build()
        self._connect()

    def _build(self) -> None:
        self.count.setRange(1, MOST_CLASSES)
        self.opacity.setRange(0, _STEPS)
        self.opacity.setPageStep(_STEPS // 4)
        self.thickness.setSingleStep(0.5)
        self.edge.setSingleStep(0.2)
        self.ramp.setIconSize(_RAMP)
        grid = QGridLayout(self)
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setHorizontalSpacing(8)
        grid.setVerticalSpacing(5)
        grid.setColumnStretch(1, 1)
        rows: dict[str, tuple[QWidget, ...]] = {
            "kind": (self.kind,),
            "column": (self.column,),
            "method": (self.method,),
            "count": (self.count,),
            "ramp": (self.ramp,),
            "": (self.reverse,),
            "colour": (self.colour,),
            "size": (self.thickness,),
            "outline": (self.edged, self.outline, self.edge),
            "opacity": (self.opacity,),
        }
        for row, (name, widgets) in enumerate(rows.items()):
            line = QHBoxLayout()
            line.setSpacing(6)
            for widget in widgets:
                line.addWidget(widget, 1 if widget in {self.ramp, self.edge} else 0)
            if widgets[0] in {self.count, self.colour, self.thickness}:
                line.addStretch(1)
            grid.addLayout(line, row, 1)
            if name:
                grid.addWidget(self._names[name], row, 0)
                self._names[name].setBuddy(widgets[0])
        scales = QHBoxLayout(self._scales)
        scales.setContentsMargins(0, 0, 0, 0)
        scales.addWidget(self._from)
        scales.addWidget(self.nearest, 1)
        scales.addWidget(self._to)
        scales.addWidget(self.farthest, 1)
        for place, widget in enumerate((self.apart, self.scaled, self._scales)):
            grid.addWidget(widget, len(rows) + place, 0, 1, 2)

    def _connect(self) -> None:
        for box in (self.kind, self.column, self.method):
            box.activated.connect(self.classes_wanted)
        self.count.valueChanged.connect(self.classes_wanted)
        self.ramp.activated.connect(lambda: self.looks_changed.emit({"ramp": self.ramp.currentData()}))
        self.reverse.clicked.connect(lambda on: self.looks_changed.emit({"reverse": on}))
        self.apart.clicked.connect(lambda on: self.looks_changed.emit({"apart": on}))
        self.colour.chosen.connect(lambda code: self.looks_changed.emit({"colour": code}))
        self.outline.chosen.connect(lambda code: self.looks_changed.emit({"outline": code}))
        self.edged.clicked.connect(lambda on: self.looks_changed.emit({"outline": self.outline.colour if on else None}))
        self.scaled.clicked.connect(lambda _on: self._scales_changed())
        self.thickness.valueChanged.connect(lambda value: self._wait(size=value))
        self.edge.valueChanged.connect(lambda value: self._wait(outline_width=value))
        self.opacity.valueChanged.connect(lambda place: self._wait(opacity=place / _STEPS))
        self.nearest.editingFinished.connect(self._scales_changed)
        self.farthest.editingFinished.connect(self._scales_changed)

    def _wait(self, **looks: Any) -> None:
        """Tell of looks once the value rests: one step for a whole drag."""
        self._later |= looks
        self._say_opacity()
        self._soon.start()

    @Slot()
    def _tell_looks(self) -> None:
        looks, self._later = self._later, {}
        if looks:
            self.looks_changed.emit(looks)

    def flush(self) -> bool:
        """Tell at once what is still waited with; return whether there was anything."""
        waiting = bool(self._later)
        self._soon.stop()
        self._tell_looks()
        return waiting

    @Slot()
    def _scales_changed(self) -> None:
        on = self.scaled.isChecked()
        ends = {"nearest": self.nearest.value(), "farthest": self.farthest.value()}
        self.looks_changed.emit(ends if on else dict.fromkeys(ends))

    @property
    def wanted_kind(self) -> StyleKind | None:
        """The kind of style that is chosen; None: no style."""
        chosen = self.kind.currentData()
        return StyleKind(chosen) if chosen else None  # Qt keeps the text only

    @property
    def wanted_method(self) -> Breaks:
        """How limits are to be found."""
        return Breaks(self.method.currentData() or Breaks.QUANTILE)

    def show_style(self, layer: Layer, style: Style | None) -> None:
        """Show the style of a layer; nothing is said of it."""
        shown = style or styling.first(layer)
        boxes = (self.kind, self.column, self.method, self.count, self.ramp, self.thickness, self.edge, self.opacity)
        blocked = [QSignalBlocker(box) for box in (*boxes, self.nearest, self.farthest)]
        kind = style.kind if style is not None else None
        self.kind.clear()
        for each, text in KINDS.items():
            self.kind.add(gettext(text), each.value if each is not None else _NONE)
        for each in StyleKind:
            if each is not StyleKind.SINGLE and not styling.columns(layer, each):
                self.kind.refuse(each.value, gettext(N_("No column of this layer fits.")))
        self.kind.choose(kind.value if kind is not None else _NONE)
        self.column.clear()
        for name in styling.columns(layer, shown.kind):
            self.column.add(name, name)
        self.column.choose(shown.column)
        self.method.choose(shown.method.value)
        if layer.id != self.layer:  # afterwards it keeps what is wanted, though equal values may leave fewer
            self.layer = layer.id
            self.count.setValue(len(shown.limits) - 1 if shown.limits else _CLASSES)
        for place in range(self.ramp.count()):
            name = self.ramp.itemData(place)
            self.ramp.setItemIcon(place, ramp_icon(name, reverse=shown.reverse, ratio=self.devicePixelRatioF()))
        self.ramp.choose(shown.ramp)
        self.reverse.setChecked(shown.reverse)
        self._show_looks(layer, shown)
        self._show_scales(shown)
        del blocked
        self._show_rows(layer, kind)

    def _show_looks(self, layer: Layer, style: Style) -> None:
        edge = self._appearance.colours.faint
        self.colour.show_colour(style.colour, edge)
        self.outline.show_colour(style.outline or self.outline.colour, edge)
        self.edged.setChecked(style.outline is not None)
        for box, value in ((self.thickness, style.size), (self.edge, style.outline_width)):
            if not box.hasFocus():
                box.setValue(value)
        self.outline.setEnabled(style.outline is not None)
        self.edge.setEnabled(style.outline is not None)
        if not self.opacity.isSliderDown():
            self.opacity.setValue(round(style.opacity * _STEPS))
        self._say_opacity()
        self.apart.setChecked(style.apart)
        self.apart.setVisible(tells_broken(layer, Style()))

    def _show_scales(self, style: Style) -> None:
        scaled = style.nearest is not None or style.farthest is not None
        self.scaled.setChecked(scaled)
        self._scales.setVisible(scaled)
        if scaled:
            self.nearest.setValue(style.nearest or _LEAST_SCALE)
            self.farthest.setValue(style.farthest or _MOST_SCALE)
        else:
            self.nearest.setValue(_NEAREST)
            self.farthest.setValue(_FARTHEST)

    def _show_rows(self, layer: Layer, kind: StyleKind | None) -> None:
        point, line = layer.kind is GeometryKind.POINT, layer.kind is GeometryKind.LINE
        graduated = kind is StyleKind.GRADUATED
        by_value = graduated or kind is StyleKind.CATEGORIES
        styled_ = kind is not None
        for name, shown, widgets in (
            ("column", by_value, (self.column,)),
            ("method", graduated, (self.method,)),
            ("count", graduated, (self.count,)),
            ("ramp", graduated, (self.ramp, self.reverse)),
            ("colour", kind is StyleKind.SINGLE, (self.colour,)),
            ("size", styled_ and (point or line), (self.thickness,)),
            ("outline", styled_ and not line, (self.edged, self.outline, self.edge)),
            ("opacity", styled_, (self.opacity,)),
        ):
            self._names[name].setVisible(shown)
            for widget in widgets:
                widget.setVisible(shown)
        self.scaled.setVisible(styled_)
        self._scales.setVisible(styled_ and self.scaled.isChecked())
        if not styled_:
            self.apart.hide()

    def retranslate(self) -> None:
        """Write the words anew; whoever owns the fields shows the style again."""
        self.method.clear()
        for value, text in METHODS.items():
            self.method.add(gettext(text), value.value)
        self.ramp.clear()
        for key, ramp in RAMPS.items():
            self.ramp.add(gettext(ramp.name), key)
        for name, widget in (
            ("kind", self.kind), ("column", self.column), ("method", self.method), ("count", self.count),
            ("ramp", self.ramp), ("size", self.thickness), ("opacity", self.opacity), ("outline", self.edged),
        ):  # fmt: skip
            _name(widget, gettext(_FIELDS[name][0]), gettext(_FIELDS[name][1]))
        for name, shown in self._names.items():
            shown.setText(gettext(_FIELDS[name][0]))
        self.colour.retranslate(gettext(_FIELDS["colour"][0]))
        self.outline.retranslate(gettext(N_("Colour of the outline")))
        _name(self.edge, gettext(N_("Width of the outline")), gettext(_FIELDS["outline"][1]))
        for check, told in (
            (self.reverse, N_("Reversed")),
            (self.apart, N_("Show what is out of order apart")),
            (self.scaled, N_("Show at some scales only")),
        ):
            check.setText(gettext(told))
            check.setToolTip(tip(gettext(told)))
        self.thickness.retranslate(gettext(N_("px")))
        self.edge.retranslate(gettext(N_("px")))
        self._from.setText("1 :")
        self._to.setText(gettext(N_("to 1 :")))
        _name(
            self.nearest, gettext(N_("Largest scale, 1 :")), gettext(N_("The closest view that still shows the layer."))
        )
        _name(self.farthest, gettext(N_("Smallest scale, 1 :")), gettext(N_("The widest view that still shows it.")))

    def _say_opacity(self) -> None:
        text = gettext(N_("Opacity: {share} %")).format(share=number(100 * self.opacity.value() / _STEPS))
        self.opacity.setToolTip(tip(text))
        self.opacity.setAccessibleDescription(text)


def _name(widget: QWidget, name: str, means: str) -> None:
    widget.setAccessibleName(name)
    widget.setAccessibleDescription(means)
    widget.setToolTip(tip(means or name))
