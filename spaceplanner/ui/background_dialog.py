"""The form of a background: what it is called and whom the map must name; of an online one also where it comes from."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Slot
from PySide6.QtWidgets import QComboBox, QDialog, QLineEdit, QSpinBox, QVBoxLayout

from spaceplanner.domain.background import BackgroundKind, change_background, put_background
from spaceplanner.errors import InputError
from spaceplanner.i18n import N_, gettext
from spaceplanner.services import backgrounds
from spaceplanner.services.backdrops import DEEPEST, ONLINE_DEEPEST
from spaceplanner.ui.buttons import ok_cancel
from spaceplanner.ui.lines import grid, line
from spaceplanner.ui.plain import label, tip

if TYPE_CHECKING:
    from PySide6.QtWidgets import QWidget

    from spaceplanner.domain.background import Background
    from spaceplanner.ui.context import Context

_WIDTH, _LABELS, _MOST = 560, 130, 400
_KNOWN = (
    ("OpenStreetMap", "https://tile.openstreetmap.org/{z}/{x}/{y}.png", "© OpenStreetMap contributors", ONLINE_DEEPEST),
)
"""Maps that are offered: name, address, whom to name, highest zoom."""


class BackgroundDialog(QDialog):
    """Adds an online background, which is off at first, or changes what a background is called and names; one step.

    Parameters
    ----------
    background
        None: a new online one.

    Attributes
    ----------
    known, name, address, attribution, deepest, warning
        The maps that are offered, what is typed, and what cannot be used. Only an online one has an address and a zoom.
    """

    def __init__(self, context: Context, background: Background | None, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._context, self._background = context, background
        self._online = background is None or background.kind is BackgroundKind.ONLINE
        self.setWindowTitle(gettext(N_("A map from the internet") if self._online else N_("Name and source")))
        self.setFixedWidth(_WIDTH)
        self.known, self.name, self.address = QComboBox(self), QLineEdit(self), QLineEdit(self)
        self.attribution, self.deepest = QLineEdit(self), QSpinBox(self)
        self.deepest.setRange(1, DEEPEST)
        self.attribution.setMaxLength(_MOST)
        column = QVBoxLayout(self)
        column.setContentsMargins(18, 16, 18, 14)
        column.setSpacing(10)
        lines = grid(_LABELS)
        rows: list[tuple[str, QWidget]] = [(N_("Map"), self.known)] if background is None else []
        rows += [(N_("Name"), self.name)]
        rows += [(N_("Address"), self.address)] if self._online else []
        rows += [(N_("The map must name"), self.attribution)]
        rows += [(N_("Closest zoom"), self.deepest)] if self._online else []
        for place, (text, widget) in enumerate(rows):
            line(lines, place, text, widget, self)
        for unused in {self.known, self.address, self.deepest} - {widget for _, widget in rows}:
            unused.hide()
        self._explain()
        column.addLayout(lines)
        if self._online:
            notes = gettext(
                N_(
                    "{{z}}, {{x}} and {{y}} stand for a tile, {{s}} for one of a, b and c. Nothing is asked before you turn "
                    "the map on. Look at the server's terms of use; a key in the address is saved in the project."
                )
            ).format()
            column.addWidget(label(notes, self, role="secondary", wrap=True))
        self.warning = label(parent=self, role="warning", wrap=True)
        self.warning.hide()
        column.addWidget(self.warning)
        column.addWidget(ok_cancel(self))
        self._load()

    def _explain(self) -> None:
        self.address.setPlaceholderText("https://example.org/{z}/{x}/{y}.png")
        self.attribution.setPlaceholderText(gettext(N_("© and who made it")))
        for widget, text in (
            (self.known, N_("A map that is known, or another one")),
            (self.name, N_("What the background is called in the panel")),
            (self.address, N_("The address of a tile, with {z}, {x} and {y}")),
            (self.attribution, N_("Stands in the corner of the map and of the maps in a brief")),
            (self.deepest, N_("The highest zoom that the server has; most have 18 or 19")),
        ):
            widget.setToolTip(tip(gettext(text)))

    def _load(self) -> None:
        background = self._background
        if background is None:
            for name, *_ in _KNOWN:
                self.known.addItem(name)
            self.known.addItem(gettext(N_("Another one…")))
            self.known.currentIndexChanged.connect(self._choose)
            self._choose(0)
            self.known.setFocus()
            return
        self.name.setText(background.name)
        self.address.setText(background.location)
        self.attribution.setText(background.attribution)
        self.deepest.setValue(background.deepest if background.deepest is not None else ONLINE_DEEPEST)
        self.attribution.setFocus()

    @Slot(int)
    def _choose(self, place: int) -> None:
        name, address, attribution, deepest = (*_KNOWN, ("", "", "", ONLINE_DEEPEST))[place]
        self.name.setText(name)
        self.address.setText(address)
        self.attribution.setText(attribution)
        self.deepest.setValue(deepest)
        if not name:
            self.name.setFocus()

    def accept(self) -> None:
        """Make the change as one step; what cannot be used is said."""
        context, background = self._context, self._background
        name, attribution = self.name.text().strip(), self.attribution.text().strip()
        if not self._online and background is not None:
            edit = change_background(background.id, name=name or background.name, attribution=attribution)
            context.do(N_("Change the source of a background"), edit)
            super().accept()
            return
        try:
            made = backgrounds.online(context.project, name, self.address.text(), attribution, self.deepest.value())
        except InputError as error:
            self.warning.setText(str(error))
            self.warning.show()
            (self.attribution if not attribution else self.address).setFocus()
            return
        if background is None:
            if context.do(N_("Add background"), put_background(made)):
                text = gettext(
                    N_("Added the background {name}. It is off: its box in the panel of layers turns it on.")
                )
                context.say(text.format(name=made.name))
        else:
            edit = change_background(
                background.id,
                name=made.name,
                location=made.location,
                attribution=made.attribution,
                deepest=made.deepest,
                # Another server is not asked without a word.
                visible=background.visible and context.online.may_ask(made),
            )
            context.do(N_("Change the source of a background"), edit)
        super().accept()
