"""The buttons below a dialog that changes something."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtWidgets import QDialogButtonBox

from spaceplanner.i18n import N_, gettext

if TYPE_CHECKING:
    from collections.abc import Callable

    from PySide6.QtWidgets import QDialog


def ok_cancel(dialog: QDialog, *, restore: Callable[[], None] | None = None) -> QDialogButtonBox:
    """Return the buttons that accept and reject a dialog.

    Parameters
    ----------
    restore
        What puts the defaults back; None: there is no such button.
    """
    kinds = QDialogButtonBox.StandardButton
    buttons = QDialogButtonBox(kinds.Ok | kinds.Cancel, parent=dialog)
    if restore is not None:
        button = buttons.addButton(gettext(N_("Restore defaults")), QDialogButtonBox.ButtonRole.ResetRole)
        button.setAutoDefault(False)
        button.clicked.connect(restore)
    buttons.accepted.connect(dialog.accept)
    buttons.rejected.connect(dialog.reject)
    return buttons
