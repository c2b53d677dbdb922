"""Faults: what nobody foresaw is written to a log and told in a sentence; the window stays open."""

from __future__ import annotations

import logging
import sys
import threading
from contextlib import contextmanager
from logging.handlers import RotatingFileHandler
from typing import TYPE_CHECKING

from PySide6.QtCore import QtMsgType, qInstallMessageHandler

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path
    from types import TracebackType

    from PySide6.QtCore import QMessageLogContext

logger = logging.getLogger("spaceplanner")
_LARGEST, _KEPT = 1_000_000, 2
_LEVELS = {
    QtMsgType.QtDebugMsg: logging.DEBUG,
    QtMsgType.QtInfoMsg: logging.INFO,
    QtMsgType.QtWarningMsg: logging.WARNING,
    QtMsgType.QtCriticalMsg: logging.ERROR,
    QtMsgType.QtFatalMsg: logging.CRITICAL,
}


def default_log() -> Path:
    """Return the log file in the system's folder for this user's logs."""
    from platformdirs import user_log_path  # noqa: PLC0415 - start-up time

    return user_log_path("SpacePlanner", appauthor=False) / "spaceplanner.log"


@contextmanager
def caught(tell: Callable[[Exception], None], log: Path | None = None) -> Iterator[None]:
    """Within the block, log what nobody caught, and Qt's warnings, and tell the user of the former.

    Parameters
    ----------
    tell
        Called in the window's thread with the exception, after it was logged.
    log
        The log file; None: the usual one. Where it cannot be written, the log goes to stderr alone.
    """
    handler = _handler(log or default_log())
    logger.addHandler(handler)
    old_hook, old_thread_hook = sys.excepthook, threading.excepthook

    def hook(kind: type[BaseException], error: BaseException, trace: TracebackType | None) -> None:
        logger.critical("unforeseen: %s", error, exc_info=(kind, error, trace))
        if isinstance(error, Exception):
            tell(error)

    def thread_hook(arguments: threading.ExceptHookArgs) -> None:
        error = arguments.exc_value
        logger.critical("unforeseen in a thread: %s", error, exc_info=error)

    sys.excepthook, threading.excepthook = hook, thread_hook
    old_handler = qInstallMessageHandler(_qt)
    try:
        yield
    finally:
        sys.excepthook, threading.excepthook = old_hook, old_thread_hook
        qInstallMessageHandler(old_handler)
        logger.removeHandler(handler)
        handler.close()


def _handler(path: Path) -> logging.Handler:
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        handler: logging.Handler = RotatingFileHandler(path, maxBytes=_LARGEST, backupCount=_KEPT, encoding="utf-8")
    except OSError:
        handler = logging.StreamHandler()
    handler.set_name("window")
    handler.setFormatter(logging.Formatter("%(asctime)s %(levelname)s %(name)s: %(message)s"))
    return handler


def _qt(kind: QtMsgType, context: QMessageLogContext, text: str) -> None:
    del context
    logger.log(_LEVELS.get(kind, logging.WARNING), "Qt: %s", text)
