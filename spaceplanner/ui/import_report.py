"""Where layers came from: rows read and used, what was left out and why, which column became what, and notes."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtWidgets import QDialog, QDialogButtonBox, QGridLayout, QVBoxLayout, QWidget

from spaceplanner.i18n import N_, gettext, ngettext, number, pick
from spaceplanner.ui import import_words, theme
from spaceplanner.ui.import_head import specs
from spaceplanner.ui.plain import Elided, label
from spaceplanner.ui.scrolled import scrolled

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from spaceplanner.domain.layer import Layer, Source

_FILTERED = "filtered"


def left_out(source: Source) -> int:
    """Return how many rows could not be used; those that a filter took out are not among them."""
    return sum(one.count for one in source.rejected if one.reason != _FILTERED)


def summary(layers: Sequence[Layer]) -> str:
    """Say in a sentence what came in."""
    values = {
        "used": number(sum(layer.source.used for layer in layers)),
        "read": number(sum(layer.source.read for layer in layers)),
        "left": number(sum(left_out(layer.source) for layer in layers)),
    }
    if len(layers) == 1:
        text = gettext(N_("{name}: {used} of {read} rows used; {left} left out."))
        return text.format(name=layers[0].name, **values)
    text = ngettext(
        "{count} layer added: {used} of {read} rows used; {left} left out.",
        "{count} layers added: {used} of {read} rows used; {left} left out.",
        len(layers),
    )
    return text.format(count=len(layers), **values)


class ImportReport(QDialog):
    """See the module's docstring."""

    def __init__(self, layers: Iterable[Layer], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWindowTitle(gettext(N_("Where it came from")))
        self.resize(560, 480)
        column = QVBoxLayout(self)
        column.setContentsMargins(18, 16, 18, 14)
        column.setSpacing(12)
        inside = QWidget(self)
        self._column = QVBoxLayout(inside)
        self._column.setContentsMargins(0, 0, 8, 0)
        self._column.setSpacing(8)
        for place, layer in enumerate(layers):
            if place:
                self._column.addSpacing(14)
            self._add(layer)
        self._column.addStretch(1)
        scroll = scrolled(self)
        scroll.setWidget(inside)
        buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Close, parent=self)
        buttons.rejected.connect(self.reject)
        column.addWidget(scroll, 1)
        column.addWidget(buttons)

    def _add(self, layer: Layer) -> None:
        source = layer.source
        title = Elided(layer.name, self)
        title.setFont(theme.font(15, "semibold"))
        self._column.addWidget(title)
        origin = [source.path, source.layer or "", pick(specs()[layer.role].name), source.imported]
        self._column.addWidget(Elided(" · ".join(part for part in origin if part), self, role="secondary"))
        self._rows(None, _counts(source))
        if source.filter:
            self._rows(None, [(gettext(N_("Filter")), source.filter)])
        if source.crs:
            self._rows(None, [(gettext(N_("Coordinate system")), import_words.system_name(source.crs))])
        mapping = [(import_words.field(name), column) for name, column in source.mapping.items()]
        if mapping:
            self._rows(gettext(N_("What the columns hold")), mapping)
        notes = [gettext(message).format(**parameters) for message, parameters in source.notes]
        if notes:
            self._heading(gettext(N_("Notes")))
            for note in notes:
                self._column.addWidget(label(note, self, wrap=True))

    def _heading(self, text: str) -> None:
        made = label(text, self)
        made.setFont(theme.font(12, "semibold"))
        self._column.addSpacing(4)
        self._column.addWidget(made)

    def _rows(self, heading: str | None, rows: Iterable[tuple[str, str]]) -> None:
        if heading is not None:
            self._heading(heading)
        lines = QGridLayout()
        lines.setContentsMargins(0, 0, 0, 0)
        lines.setHorizontalSpacing(12)
        lines.setVerticalSpacing(3)
        lines.setColumnMinimumWidth(0, 190)
        lines.setColumnStretch(1, 1)
        for place, (what, value) in enumerate(rows):
            lines.addWidget(label(what, self, role="secondary", wrap=True), place, 0)
            lines.addWidget(Elided(value, self), place, 1)
        self._column.addLayout(lines)


def _counts(source: Source) -> list[tuple[str, str]]:
    """Return the rows read, used, and left out by reason."""
    from spaceplanner.io.importing import REASONS  # noqa: PLC0415 - start-up time: the readers

    rows = [
        (gettext(N_("Rows read")), number(source.read)),
        (gettext(N_("Rows used")), number(source.used)),
    ]
    return rows + [(gettext(REASONS.get(one.reason, one.reason)), number(one.count)) for one in source.rejected]
