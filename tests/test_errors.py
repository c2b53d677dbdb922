"""Errors say why in the language of the moment."""

from __future__ import annotations

import errno

from spaceplanner import i18n
from spaceplanner.errors import FileError, Reason


def test_the_system_s_reasons_are_said_in_the_user_s_language():
    error = FileError("no data", reason=Reason(OSError(errno.ENOSPC, "No space left on device")))
    assert str(error.parameters["reason"]) == "the disk is full"
    with i18n.speaking("es"):
        assert str(error.parameters["reason"]) == "el disco está lleno"


def test_a_rare_reason_is_said_as_the_system_says_it():
    assert str(Reason(OSError(errno.EXDEV, "Invalid cross-device link"))) == "Invalid cross-device link"
    assert str(Reason(ValueError("embedded null byte"))) == "embedded null byte"
