"""The items of a proposal by type: how many, what they cost, and programmes that have no place on the map."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QSize, Qt
from PySide6.QtWidgets import QDoubleSpinBox, QHBoxLayout, QLabel, QMenu, QSizePolicy, QToolButton, QVBoxLayout, QWidget

from spaceplanner.domain import edits
from spaceplanner.i18n import N_, gettext, ngettext, number, pick
from spaceplanner.services import drafting
from spaceplanner.ui import theme
from spaceplanner.ui.facts import rule
from spaceplanner.ui.icons import icon
from spaceplanner.ui.plain import label, tip

if TYPE_CHECKING:
    from spaceplanner.domain.catalogue import InterventionType
    from spaceplanner.domain.proposal import Intervention, Proposal
    from spaceplanner.domain.result import Cost
    from spaceplanner.ui.context import Context

_MARGIN = 6
_MOST, _MOST_YEARS = 1_000_000.0, 30
_AMOUNT, _COST, _CROSS = 80, 44, 20


@dataclass(frozen=True, slots=True)
class _Row:
    """The widgets of one type's line that change with the result."""

    widget: QWidget
    cost: QLabel


class ItemsList(QWidget):
    """Rows of items by type, and a button that adds programmes."""

    def __init__(self, context: Context, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._context = context
        self._proposal: Proposal | None = None
        self._rows: dict[str, _Row] = {}
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(3)
        self._title = label(parent=self)
        self._title.setFont(theme.font(12, "semibold"))
        self._empty = label(parent=self, role="secondary", wrap=True)
        self._list = QVBoxLayout()
        self._list.setSpacing(2)
        self._add = QToolButton(self)
        self._add.setProperty("frame", "true")
        self._add.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextBesideIcon)
        self._add.setPopupMode(QToolButton.ToolButtonPopupMode.InstantPopup)
        self._menu = QMenu(self._add)
        self._add.setMenu(self._menu)
        column.addWidget(rule(self))
        column.addSpacing(6)
        column.addWidget(self._title)
        column.addWidget(self._empty)
        column.addLayout(self._list)
        column.addWidget(self._add, 0, Qt.AlignmentFlag.AlignLeft)

    def retranslate(self) -> None:
        """Write everything anew."""
        self._title.setText(gettext(N_("Items")))
        self._empty.setText(gettext(N_("Place a lamp, an alarm or a court on the map, or add a programme.")))
        self._add.setText(gettext(N_("Add a programme")))
        self._add.setIcon(icon("plus", self._context.appearance.colours.secondary))
        self._menu.clear()
        for kind in self._context.catalogue.types.values():
            if kind.geometry == "none":
                action = self._menu.addAction(pick(kind.name), partial(self._add_programme, kind))
                action.setIcon(icon(kind.icon, self._context.appearance.colours.secondary))
        if self._proposal is not None:
            shown, self._proposal = self._proposal, None
            self.show_proposal(shown)

    def show_proposal(self, proposal: Proposal) -> None:
        """Show the items of a proposal; returns at once where they are the same."""
        same = self._proposal is not None and self._proposal.interventions is proposal.interventions
        same = same and self._proposal is not None and self._proposal.id == proposal.id
        self._proposal = proposal
        if same:
            return
        for row in self._rows.values():
            row.widget.hide()
            row.widget.deleteLater()
        self._rows = {}
        by_type: dict[str, list[Intervention]] = {}
        for item in proposal.interventions:
            by_type.setdefault(item.type, []).append(item)
        for key, items in by_type.items():
            kind = self._context.catalogue.types.get(key)
            if kind is not None:
                row = self._row(kind, items)
                self._rows[key] = row
                self._list.addWidget(row.widget)
        self._empty.setVisible(not by_type)

    def show_costs(self, cost: Cost) -> None:
        """Write the cost of each type beside it."""
        for line in cost.lines:
            row = self._rows.get(line.type)
            if row is not None:
                row.cost.setText(number(line.likely))

    def _row(self, kind: InterventionType, items: list[Intervention]) -> _Row:
        colours = self._context.appearance.colours
        widget = QWidget(self)
        line = QHBoxLayout(widget)
        line.setContentsMargins(0, 0, 0, 0)
        line.setSpacing(5)
        picture = QLabel(widget)
        picture.setPixmap(icon(kind.icon, colours.secondary).pixmap(QSize(15, 15), self.devicePixelRatioF()))
        line.addWidget(picture)
        name = label(parent=widget, wrap=True)
        name.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)
        name.setToolTip(tip(pick(kind.description)))
        line.addWidget(name, 1)
        if kind.geometry == "none" and len(items) == 1:
            name.setText(pick(kind.name))
            line.addWidget(self._amount(kind, items[0], widget))
        else:
            name.setText(pick(kind.name) if len(items) == 1 else f"{number(len(items))} {_lower(pick(kind.plural))}")
        cost = label(parent=widget, role="secondary")
        cost.setFont(theme.font(12, tabular=True))
        cost.setMinimumWidth(_COST)
        cost.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        line.addWidget(cost)
        remove = QToolButton(widget)
        remove.setIcon(icon("x", colours.faint))
        remove.setIconSize(QSize(13, 13))
        remove.setFixedSize(_CROSS, _CROSS)
        remove.setToolTip(gettext(N_("Remove {item}")).format(item=name.text()))
        remove.setAccessibleName(remove.toolTip())
        remove.clicked.connect(partial(self._remove, kind.id))
        line.addWidget(remove)
        return _Row(widget, cost)

    def _amount(self, kind: InterventionType, item: Intervention, parent: QWidget) -> QDoubleSpinBox:
        box = QDoubleSpinBox(parent)
        box.setDecimals(0 if kind.unit in {"each", "year"} else 1)
        box.setRange(1, _MOST if kind.unit != "year" else _MOST_YEARS)
        box.setFixedWidth(_AMOUNT)
        box.lineEdit().setTextMargins(_MARGIN, 0, 0, 0)  # a style sheet's padding does not reach it
        box.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        box.setValue(item.quantity or 1)
        box.setSuffix(" " + unit(kind.unit, box.value()))
        box.setKeyboardTracking(False)
        box.setAccessibleName(pick(kind.name))
        box.valueChanged.connect(partial(self._set_amount, item))
        return box

    def _set_amount(self, item: Intervention, value: float) -> None:
        if self._proposal is not None and value != item.quantity:
            edit = edits.put_intervention(self._proposal.id, replace(item, quantity=value))
            self._context.do(N_("Change quantity"), edit)

    def _add_programme(self, kind: InterventionType) -> None:
        if self._proposal is not None:
            item = drafting.programme(self._proposal, kind)
            self._context.do(N_("Add programme"), edits.put_intervention(self._proposal.id, item))

    def _remove(self, kind: str) -> None:
        if self._proposal is not None:
            rest = tuple(item for item in self._proposal.interventions if item.type != kind)
            self._context.do(N_("Remove items"), edits.put_proposal(replace(self._proposal, interventions=rest)))


def unit(key: str, value: float) -> str:
    """Return the word for a unit of the catalogue, beside a quantity of it."""
    words = {
        "each": ngettext("unit", "units", round(value)),
        "m": gettext(N_("m")),
        "m2": gettext(N_("m²")),
        "year": ngettext("year", "years", round(value)),
    }
    return words[key]


def _lower(text: str) -> str:
    """Return a noun phrase as it stands within a sentence; what is written in capitals stays so."""
    return text if text[:2].isupper() else text[:1].lower() + text[1:]
