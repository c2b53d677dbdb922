"""The order in which the Tab key goes through a dialog, where it is not the order in which its parts were made."""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING

from PySide6.QtWidgets import QWidget

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from PySide6.QtWidgets import QDialog, QDialogButtonBox


def in_order(dialog: QDialog, parts: Iterable[QWidget]) -> None:
    """Have Tab go from part to part, each with all that is in it."""
    chain = tuple(_chain(dialog))
    wanted = [one for part in parts for one in chain if one is part or part.isAncestorOf(one)]
    for one, after in pairwise((dialog, *wanted)):
        QWidget.setTabOrder(one, after)


def buttons_last(dialog: QDialog, buttons: QDialogButtonBox) -> None:
    """Have Tab end at the buttons, also after parts were made anew."""
    *_, last = (one for one in _chain(dialog) if not buttons.isAncestorOf(one))
    for button in buttons.buttons():
        QWidget.setTabOrder(last, button)
        last = button


def _chain(dialog: QDialog) -> Iterator[QWidget]:
    """Return the dialog and all in it, in the order in which Tab goes now."""
    one: QWidget | None = dialog
    while one is not None:
        yield one
        one = one.nextInFocusChain()
        if one is dialog:
            return
