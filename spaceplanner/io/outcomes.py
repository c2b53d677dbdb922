"""From the words of an incident's category to its outcome and to whether it happens indoors."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING

import pyarrow as pa

from spaceplanner.io import columns, names, roles

if TYPE_CHECKING:
    from collections.abc import Iterable

OTHER = "other"


@cache
def _rules() -> tuple[tuple[tuple[str, tuple[str, ...]], ...], tuple[str, ...]]:
    raw = roles.categories()
    outcome = tuple((rule["id"], _beginnings(rule["words"])) for rule in raw["outcome"])
    return outcome, _beginnings(raw["indoor"]["words"])


def _beginnings(words: Iterable[str]) -> tuple[str, ...]:
    return tuple(" " + " ".join(names.words(word)) for word in words)


def _spaced(category: str) -> str:
    return f" {' '.join(names.words(names.plain(category)))} "


def outcome(category: str) -> str:
    """Return ``property``, ``violent``, ``disorder`` or ``other``; see ``resources/roles/categories.toml``."""
    text = _spaced(category)
    return next((rule for rule, words in _rules()[0] if any(word in text for word in words)), OTHER)


def is_indoor(category: str) -> bool:
    """Tell whether a category is one of things that happen inside buildings."""
    text = _spaced(category)
    return any(word in text for word in _rules()[1])


def classified(category: pa.Array) -> tuple[pa.Array, pa.Array]:
    """Return outcome (text) and indoor (bool) of each row; ``other`` and null where there is no category."""
    values = [str(value) for value in columns.texts(category).unique().to_pylist() if value is not None]
    outcomes = columns.looked_up(category, {value: outcome(value) for value in values}, pa.string())
    indoor = columns.looked_up(category, {value: is_indoor(value) for value in values}, pa.bool_())
    return outcomes.fill_null(OTHER), indoor
