"""Listening to the native readers: what they warn of becomes notes instead of log lines."""

from __future__ import annotations

import logging
import threading
import warnings
from contextlib import contextmanager
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

_LOGGERS = ("pyogrio", "fiona")
# Warning filters and loggers belong to the whole process, so one reader at a time listens.
_ONE_AT_A_TIME = threading.RLock()


class _Collector(logging.Handler):
    def __init__(self, said: list[str]) -> None:
        super().__init__(logging.WARNING)
        self._said = said

    def emit(self, record: logging.LogRecord) -> None:
        self._said.append(record.getMessage())


@contextmanager
def listening() -> Iterator[list[str]]:
    """Collect what GDAL's readers warn of within the block, in the order they said it, and show none of it."""
    said: list[str] = []
    collector = _Collector(said)
    with _ONE_AT_A_TIME, warnings.catch_warnings():
        warnings.simplefilter("always")
        before = warnings.showwarning
        warnings.showwarning = lambda message, *_rest, **_named: said.append(str(message))
        loggers = [logging.getLogger(name) for name in _LOGGERS]
        states = [(logger.propagate, logger.level) for logger in loggers]
        for logger in loggers:
            logger.addHandler(collector)
            logger.propagate = False
            logger.setLevel(logging.WARNING)
        try:
            yield said
        finally:
            warnings.showwarning = before
            for logger, (propagate, level) in zip(loggers, states, strict=True):
                logger.removeHandler(collector)
                logger.propagate = propagate
                logger.setLevel(level)
