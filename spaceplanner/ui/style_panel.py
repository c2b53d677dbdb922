"""The panel of styles: how a layer looks, changed step by step beside the map, which follows at once."""

from __future__ import annotations

from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QSignalBlocker, QTimer, Signal, Slot
from PySide6.QtWidgets import QGridLayout, QPushButton, QVBoxLayout, QWidget

from spaceplanner.domain.layer import Role
from spaceplanner.domain.ramps import DISTINCT
from spaceplanner.domain.style import MOST_CATEGORIES, StyleKind, set_style
from spaceplanner.domain.style_classes import Belongs, classes
from spaceplanner.errors import SpacePlannerError
from spaceplanner.i18n import N_, gettext, number
from spaceplanner.services import styling
from spaceplanner.ui.choice import Choice
from spaceplanner.ui.histogram import Histogram
from spaceplanner.ui.layers_panel import listed
from spaceplanner.ui.plain import label, tip
from spaceplanner.ui.scrolled import scrolled
from spaceplanner.ui.style_classes import StyleClasses
from spaceplanner.ui.style_fields import StyleFields

if TYPE_CHECKING:
    from PySide6.QtGui import QHideEvent, QShowEvent

    from spaceplanner.domain.layer import Layer
    from spaceplanner.domain.project import Project
    from spaceplanner.domain.style import Style
    from spaceplanner.services.progress import Progress
    from spaceplanner.services.styling import Survey
    from spaceplanner.ui.context import Context

_MARGIN = 12
_BUTTONS = {
    "copy": (N_("Copy style"), N_("Remember this style, to give it to another layer.")),
    "paste": (N_("Paste style"), N_("Give this layer the style that was copied.")),
    "reset": (N_("Reset"), N_("Go back to the look of layers of this kind.")),
    "save": (N_("Save for QGIS…"), N_("Save the style as a file that QGIS reads (.qml).")),
}


class StylePanel(QWidget):
    """See the module's docstring. Every change is one step that can be undone.

    Attributes
    ----------
    layer, fields, histogram, list, notes, problem, buttons
        Whose style it is, its fields, the values of the column, the classes, what is to be known of them, what went
        wrong, and the buttons by name.
    """

    save_wanted = Signal(str)
    """Id of the layer whose style is to be saved for QGIS."""

    def __init__(self, context: Context, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._context = context
        self._copied: Style | None = None
        self._shown: tuple[object, ...] = ()
        self._finding = False
        self.layer, self.fields = Choice(self, width=8), StyleFields(context.appearance, self)
        self.histogram, self.list = Histogram(context.appearance, self), StyleClasses(context.appearance, self)
        self.notes = label(parent=self, role="secondary", wrap=True)
        self.problem = label(parent=self, role="warning", wrap=True)
        self.buttons = {name: QPushButton(self) for name in _BUTTONS}
        self._soon = QTimer(self, singleShot=True, interval=0)
        self._soon.timeout.connect(self.refresh)
        self._build()
        self.layer.activated.connect(self._switch)
        self.fields.classes_wanted.connect(self._classify)
        self.fields.looks_changed.connect(self._change)
        self.list.coloured.connect(self._colour)
        self.list.labelled.connect(self._label)
        for name, slot in (("copy", self._copy), ("paste", self._paste), ("reset", self._reset), ("save", self._save)):
            self.buttons[name].clicked.connect(slot)
        context.project_changed.connect(self._follow)
        context.document_replaced.connect(self._soon.start)
        context.language_changed.connect(self.retranslate)
        context.appearance.changed.connect(self.retranslate)
        self.retranslate()

    def _build(self) -> None:
        body = scrolled(self)
        inside = QWidget(body)
        column = QVBoxLayout(inside)
        column.setContentsMargins(_MARGIN, 10, _MARGIN, _MARGIN)
        column.setSpacing(8)
        for widget in (self.layer, self.fields, self.histogram, self.list, self.notes, self.problem):
            column.addWidget(widget)
        grid = QGridLayout()
        grid.setSpacing(6)
        for place, button in enumerate(self.buttons.values()):
            button.setAutoDefault(False)
            grid.addWidget(button, place // 2, place % 2)
        column.addLayout(grid)
        column.addStretch(1)
        body.setWidget(inside)
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        outer.addWidget(body)

    def show_layer(self, layer_id: str | None) -> None:
        """Show the style of a layer, by id; None or one that has none to give: of the one before."""
        self.refresh()
        if layer_id is not None and self.layer.findData(layer_id) >= 0:
            self.layer.choose(layer_id)
            self._switch()

    @property
    def current(self) -> Layer | None:
        """The layer whose style is shown."""
        return self._context.project.layer(self.layer.currentData() or "")

    @Slot(object, object)
    def _follow(self, before: Project, after: Project) -> None:
        # Later: the change may come from a row of the list, which is about to go.
        if before.layers is not after.layers:
            self._soon.start()

    def showEvent(self, event: QShowEvent) -> None:  # noqa: N802 - Qt's name
        """Show what was missed meanwhile."""
        super().showEvent(event)
        self.refresh()

    def hideEvent(self, event: QHideEvent) -> None:  # noqa: N802 - Qt's name
        """Lose nothing that was slid last."""
        super().hideEvent(event)
        self.fields.flush()

    @Slot()
    def refresh(self) -> None:
        """Show the layer's style as it is now."""
        if not self.isVisible() or self._finding:
            return  # what is chosen stays chosen while its classes are being found
        self.fields.flush()  # or what was slid last would be lost
        self._list_layers()
        layer = self.current
        self.problem.clear()
        self.problem.hide()
        self.fields.setVisible(layer is not None)
        for name, button in self.buttons.items():
            possible = layer is not None and (name == "paste" or layer.style is not None)
            button.setEnabled(possible and (name != "paste" or self._copied is not None))
        if layer is None:
            self._show_survey(None, None)
            return
        self.fields.show_style(layer, layer.style)
        if layer.style is None:
            self._show_survey(None, None)
            return
        work = partial(_survey, layer, layer.style)
        self._run("style_survey", N_("Counting the classes"), work, partial(self._surveyed, layer))

    def _list_layers(self) -> None:
        layers = [layer for layer in listed(self._context.project) if layer.role is not Role.INCIDENTS]
        said = tuple((layer.id, layer.name) for layer in layers)
        if said == self._shown:
            return
        self._shown = said
        current = self.layer.currentData()
        with QSignalBlocker(self.layer):
            self.layer.clear()
            for layer in layers:
                self.layer.add(layer.name, layer.id)
            if not self.layer.choose(current) and layers:
                self.layer.setCurrentIndex(0)

    def _surveyed(self, layer: Layer, found: Survey) -> None:
        if self.current is layer and layer.style is not None:
            self._show_survey(layer.style, found)

    def _show_survey(self, style: Style | None, survey: Survey | None) -> None:
        by_value = style is not None and style.kind is not StyleKind.SINGLE
        self.list.setVisible(by_value)
        self.histogram.setVisible(False)
        if style is None or survey is None:
            self.notes.setText(gettext(N_("This layer looks like all of its kind. Choose a style to change that.")))
        elif by_value:
            self.list.show_classes(style, survey)
            if style.kind is StyleKind.GRADUATED:
                self.histogram.show_values(style, survey)
            self.notes.setText(_noted(style, survey, self.fields.count.value()))
        else:
            self.notes.clear()
        self.notes.setVisible(bool(self.notes.text()))

    @Slot()
    def retranslate(self) -> None:
        """Write the words anew."""
        self.layer.setAccessibleName(gettext(N_("Layer")))
        self.layer.setToolTip(
            tip(gettext(N_("The layer whose style is shown. Incidents have none: they are a density.")))
        )
        for name, (text, means) in _BUTTONS.items():
            self.buttons[name].setText(gettext(text))
            self.buttons[name].setToolTip(tip(gettext(means)))
        self.list.retranslate()
        self.fields.retranslate()
        self.refresh()

    @Slot()
    def _switch(self) -> None:
        self._finding = False
        self._context.painting.cancel("style_classes")
        self.refresh()

    @Slot()
    def _classify(self) -> None:
        """Find the classes anew, in the task pool."""
        layer, kind = self.current, self.fields.wanted_kind
        if layer is None:
            return
        if kind is None:
            self._reset()
            return
        old = layer.style or styling.first(layer)
        base = replace(old, method=self.fields.wanted_method)
        count = self.fields.count.value()
        column = self.fields.column.currentData()
        work = partial(_classed, layer, base, kind, column, count)
        self._finding = True
        self._run("style_classes", N_("Finding the classes"), work, partial(self._put, layer.id))

    def _put(self, layer_id: str, style: Style | None) -> None:
        self._finding = False
        before = self._context.project
        self._context.do(N_("Change the style"), set_style(layer_id, style))
        if self._context.project is before:
            self.refresh()

    @Slot(dict)
    def _change(self, looks: dict[str, Any]) -> None:
        layer = self._context.project.layer(self.fields.layer)
        if layer is None or layer.style is None:
            return
        try:
            style = replace(layer.style, **looks)
        except SpacePlannerError as error:
            self._say(error)
        else:
            self._put(layer.id, style)

    @Slot(int, object)
    def _colour(self, place: int, colour: str | None) -> None:
        layer = self.current
        if layer is None or layer.style is None:
            return
        part = classes(layer.style)[place]
        if part.belongs is Belongs.VALUE and colour is not None:
            self._change_category(place, colour=colour)
        else:
            self._change({"others" if part.belongs is Belongs.OTHERS else "missing": colour})

    @Slot(int, str)
    def _label(self, place: int, text: str) -> None:
        self._change_category(place, label=" ".join(text.split()))

    def _change_category(self, place: int, **changes: str) -> None:
        layer = self.current
        if layer is not None and layer.style is not None:
            found = list(layer.style.categories)
            found[place] = replace(found[place], **changes)
            self._change({"categories": tuple(found)})

    @Slot()
    def _copy(self) -> None:
        layer = self.current
        self._copied = layer.style if layer is not None else None
        self.refresh()

    @Slot()
    def _paste(self) -> None:
        layer, style = self.current, self._copied
        if layer is None or style is None:
            return
        if styling.fits(layer, style):
            self._put(layer.id, style)
        else:
            words = gettext(N_("This layer has no such column {column}: its style was not changed."))
            self.problem.setText(words.format(column=style.column))
            self.problem.show()

    @Slot()
    def _reset(self) -> None:
        if self.current is not None:
            self._put(self.current.id, None)

    @Slot()
    def _save(self) -> None:
        if self.current is not None:
            self.save_wanted.emit(self.current.id)

    def _run(self, key: str, words: str, work: Any, done: Any) -> None:
        self._context.painting.run(key, words, work, done=done, failed=self._say)

    def _say(self, error: Exception) -> None:
        self._finding = False
        if not isinstance(error, SpacePlannerError):
            self._context.failed(error)
            return
        self.refresh()
        self.problem.setText(str(error))
        self.problem.show()


def _classed(layer: Layer, style: Style, kind: StyleKind, column: str | None, count: int, _progress: Progress) -> Style:
    return styling.classed(layer, style, kind, column, count=count)


def _survey(layer: Layer, style: Style, _progress: Progress) -> Survey:
    return styling.survey(layer, style)


def _noted(style: Style, survey: Survey, wanted: int) -> str:
    """Return what must be known of a style by values."""
    if style.kind is StyleKind.GRADUATED:
        fewer = len(style.limits) - 1 < wanted
        return gettext(N_("There are fewer classes than wanted, for many values are equal.")) if fewer else ""
    if survey.distinct > len(style.categories) and len(style.categories) == MOST_CATEGORIES:
        words = gettext(
            N_("{distinct} different values: the {most} most frequent have a category, the rest are other values.")
        )
        return words.format(distinct=number(survey.distinct), most=number(MOST_CATEGORIES))
    if len(style.categories) > DISTINCT:
        words = gettext(N_("More than {count} colours are hard to tell apart: think of fewer categories."))
        return words.format(count=number(DISTINCT))
    return ""
