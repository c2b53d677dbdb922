"""The stepper: five steps from data to brief; each arranges the panels for its task."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QButtonGroup, QFrame, QHBoxLayout, QToolButton

from spaceplanner.i18n import N_, gettext

if TYPE_CHECKING:
    from PySide6.QtWidgets import QAbstractButton, QWidget

    from spaceplanner.ui.context import Context


@dataclass(frozen=True, slots=True)
class Step:
    """A step of the work.

    Attributes
    ----------
    text, tip
        Message ids.
    docks
        Names of the docks that it shows.
    """

    id: str
    text: str
    tip: str
    docks: frozenset[str]


STEPS: tuple[Step, ...] = (
    Step("data", N_("Data"), N_("Add layers and check what came in"), frozenset({"layers"})),
    Step(
        "diagnosis",
        N_("Diagnosis"),
        N_("See which spaces need most, and why"),
        frozenset({"layers", "when", "spaces", "space", "hotspots"}),
    ),
    Step(
        "sketch",
        N_("Sketch"),
        N_("Place lamps, alarms and works in a space"),
        frozenset({"layers", "when", "spaces", "proposal"}),
    ),
    Step(
        "score",
        N_("Score"),
        N_("Weigh what the proposal is worth"),
        frozenset({"proposals", "proposal", "assumptions"}),
    ),
    Step("report", N_("Report"), N_("Export what partners will read"), frozenset({"proposal"})),
)


class Stepper(QFrame):
    """One button a step, in order, one of them down."""

    chosen = Signal(str)
    """Id of the step that the user wants."""
    shown = Signal(bool)
    """The steps came into sight, or went."""

    def __init__(self, context: Context, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("stepper")
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(0)
        self._group = QButtonGroup(self)
        for place in range(len(STEPS)):
            button = QToolButton(self)
            button.setCheckable(True)
            button.setObjectName({0: "first", len(STEPS) - 1: "last"}.get(place, "middle"))
            button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
            self._group.addButton(button, place)
            self._keys(button, f"Ctrl+{place + 1}", parent)
            row.addWidget(button)
        self._group.idClicked.connect(self._clicked)
        context.language_changed.connect(self.retranslate)
        self.retranslate()

    def button(self, step: str) -> QAbstractButton:
        """Return the button of a step."""
        return self._group.button([item.id for item in STEPS].index(step))

    @Slot(bool)
    def show_or_hide(self, shown: bool) -> None:  # noqa: FBT001 - the slot of a toggle
        """Show the steps, or leave their place to the map; their keys work all the same."""
        self.setVisible(shown)
        self.shown.emit(shown)

    def _keys(self, button: QToolButton, key: str, window: QWidget | None) -> None:
        # An action, because a button's own key works only while it is in sight.
        action = QAction(self)
        action.setShortcut(key)
        action.triggered.connect(button.click)
        if window is not None:
            window.addAction(action)

    def show_step(self, step: str) -> None:
        """Show which step the window is in."""
        self.button(step).setChecked(True)

    @Slot()
    def retranslate(self) -> None:
        """Write the words anew."""
        self.setAccessibleName(gettext(N_("Steps")))
        for place, step in enumerate(STEPS):
            button = self._group.button(place)
            key = f"Ctrl+{place + 1}"
            button.setText(f"{place + 1}  {gettext(step.text)}")
            button.setToolTip(f"{gettext(step.tip)}  ({key})")
            button.setAccessibleName(gettext(step.text))
            button.setAccessibleDescription(gettext(step.tip))

    @Slot(int)
    def _clicked(self, place: int) -> None:
        self.chosen.emit(STEPS[place].id)
