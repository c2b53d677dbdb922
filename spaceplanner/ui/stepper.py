"""The stepper: five steps from data to brief; each arranges the panels for its task."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal, Slot
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
            button.setShortcut(f"Ctrl+{place + 1}")
            self._group.addButton(button, place)
            row.addWidget(button)
        self._group.idClicked.connect(self._clicked)
        context.language_changed.connect(self.retranslate)
        self.retranslate()

    def button(self, step: str) -> QAbstractButton:
        """Return the button of a step."""
        return self._group.button([item.id for item in STEPS].index(step))

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
            button.setShortcut(key)

    @Slot(int)
    def _clicked(self, place: int) -> None:
        self.chosen.emit(STEPS[place].id)
