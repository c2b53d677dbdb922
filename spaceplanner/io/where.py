"""Filters on a source's columns: the part of SQL that follows WHERE, the same for every format.

Understood are ``= <> != < <= > >=``, ``LIKE`` and ``ILIKE`` (``%`` and ``_``), ``IN (...)``, ``BETWEEN ... AND ...``,
``IS [NOT] NULL``, ``NOT``, ``AND``, ``OR`` and parentheses. Text stands in single quotes, case counts; a column whose
name is not one word stands in double quotes. A number's decimals stand after a dot or, but for the values in ``IN``,
after a comma. A comparison with nothing is neither true nor false, as in SQL.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from spaceplanner.errors import MappingError
from spaceplanner.i18n import N_
from spaceplanner.io import columns, names, numerals

if TYPE_CHECKING:
    from collections.abc import Callable

    from numpy.typing import NDArray

_TOKEN = re.compile(
    r"""\s*(?:
      (?P<text>'(?:[^']|'')*')
    | (?P<quoted>"(?:[^"]|"")+"|`[^`]+`|\[[^\]]+\])
    | (?P<number>[+-]?(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?(?![\w.]))
    | (?P<sign><>|!=|<=|>=|==|=|<|>|\(|\)|,)
    | (?P<word>[^\W\d]\w*)
    )""",
    re.VERBOSE,
)
_COMPARE: dict[str, Callable[[Any, Any], Any]] = {
    "=": pc.equal,
    "==": pc.equal,
    "<>": pc.not_equal,
    "!=": pc.not_equal,
    "<": pc.less,
    "<=": pc.less_equal,
    ">": pc.greater,
    ">=": pc.greater_equal,
}
_WORDS = {"AND", "OR", "NOT", "IN", "LIKE", "ILIKE", "IS", "NULL", "BETWEEN", "TRUE", "FALSE"}
_DEEPEST = 50

Literal = str | float | bool


@dataclass(frozen=True, slots=True)
class _Token:
    kind: str
    value: str
    start: int


def selected(expression: str, table: pa.Table) -> NDArray[np.bool_]:
    """Return which rows of a table an expression selects.

    Raises
    ------
    MappingError
        If the expression is not understood, at which character, or a column does not exist.
    """
    parser = _Parser(expression, table)
    mask = pc.fill_null(parser.whole(), fill_value=False)
    result: NDArray[np.bool_] = np.asarray(columns.whole(mask).to_numpy(zero_copy_only=False), dtype=bool)
    return result


class _Parser:
    """Reads an expression by recursive descent and evaluates it over the columns on the way."""

    def __init__(self, expression: str, table: pa.Table) -> None:
        self._expression = expression
        self._table = table
        self._tokens = self._split()
        self._at = 0
        self._depth = 0

    def whole(self) -> Any:
        mask = self._or()
        if self._peek().kind != "end":
            raise self._error()
        return mask

    def _split(self) -> list[_Token]:
        tokens: list[_Token] = []
        position = 0
        text = self._expression.rstrip()
        while position < len(text):
            match = _TOKEN.match(text, position)
            if match is None:
                start = position + len(text[position:]) - len(text[position:].lstrip())
                raise self._error(start)
            kind = str(match.lastgroup)
            value = match.group(kind)
            if kind == "word" and value.upper() in _WORDS:
                kind, value = "keyword", value.upper()
            tokens.append(_Token(kind, value, match.start(match.lastgroup or 0)))
            position = match.end()
        return [*tokens, _Token("end", "", len(text))]

    def _error(self, at: int | None = None) -> MappingError:
        return MappingError(
            N_(
                "The filter {filter} is not understood at character {position}. Write it like: clase = 'Area Verde' AND area > 100."
            ),
            filter=names.clipped(self._expression),
            position=(self._peek().start if at is None else at) + 1,
        )

    def _peek(self) -> _Token:
        return self._tokens[self._at]

    def _next(self) -> _Token:
        token = self._tokens[self._at]
        if token.kind != "end":
            self._at += 1
        return token

    def _took(self, *values: str) -> bool:
        token = self._peek()
        if token.kind in {"keyword", "sign"} and token.value in values:
            self._next()
            return True
        return False

    def _expect(self, value: str) -> None:
        if not self._took(value):
            raise self._error()

    def _or(self) -> Any:
        mask = self._and()
        while self._took("OR"):
            mask = pc.or_kleene(mask, self._and())
        return mask

    def _and(self) -> Any:
        mask = self._not()
        while self._took("AND"):
            mask = pc.and_kleene(mask, self._not())
        return mask

    def _not(self) -> Any:
        self._depth += 1
        if self._depth > _DEEPEST:
            raise self._error()
        if self._took("NOT"):
            mask = pc.invert(self._not())
        elif self._took("("):
            mask = self._or()
            self._expect(")")
        else:
            mask = self._condition()
        self._depth -= 1
        return mask

    def _condition(self) -> Any:
        column = self._column()
        token = self._next()
        if token.kind == "sign" and token.value in _COMPARE:
            return _compared(column, token.value, self._literal())
        if token.value == "IS":
            negated = self._took("NOT")
            self._expect("NULL")
            return pc.is_valid(column) if negated else pc.is_null(column)
        negated = token.value == "NOT"
        if negated:
            token = self._next()
        mask = self._listed(column, token)
        return pc.invert(mask) if negated else mask

    def _listed(self, column: Any, token: _Token) -> Any:
        if token.value in {"LIKE", "ILIKE"}:
            return pc.match_like(columns.texts(column), str(self._literal()), ignore_case=token.value == "ILIKE")
        if token.value == "BETWEEN":
            low = self._literal()
            self._expect("AND")
            return pc.and_kleene(_compared(column, ">=", low), _compared(column, "<=", self._literal()))
        if token.value == "IN":
            self._expect("(")
            mask = _compared(column, "=", self._literal(listed=True))
            while self._took(","):
                mask = pc.or_kleene(mask, _compared(column, "=", self._literal(listed=True)))
            self._expect(")")
            return mask
        self._at = self._tokens.index(token)
        raise self._error()

    def _column(self) -> Any:
        token = self._next()
        if token.kind not in {"word", "quoted"}:
            raise self._error(token.start)
        wanted = token.value if token.kind == "word" else token.value[1:-1].replace('""', '"')
        found = names.find(wanted, self._table.column_names)
        if found is None:
            raise unknown_column(wanted, self._table.column_names)
        return columns.whole(self._table.column(found))

    def _literal(self, *, listed: bool = False) -> Literal:
        token = self._next()
        if token.kind == "text":
            return token.value[1:-1].replace("''", "'")
        if token.kind == "number":
            return float(token.value if listed else f"{token.value}{self._decimals(token)}")
        if token.value in {"TRUE", "FALSE"}:
            return token.value == "TRUE"
        raise self._error(token.start)

    def _decimals(self, whole: _Token) -> str:
        """Take what follows a number after a comma, as in 1,5; with a dot before it."""
        comma, digits = self._peek(), self._tokens[min(self._at + 1, len(self._tokens) - 1)]
        end = whole.start + len(whole.value)
        joined = comma.value == "," and (comma.start, digits.start) == (end, end + 1)
        if not (joined and whole.value.lstrip("+-").isdigit() and digits.kind == "number" and digits.value.isdigit()):
            return ""
        self._at += 2
        return f".{digits.value}"


def unknown_column(name: str, known: list[str]) -> MappingError:
    """Return the error for a column that does not exist, with the names near it."""
    return MappingError(
        N_("There is no column {column}. Near it: {near}."),
        column=name,
        near=", ".join(names.near(name, known)) or "-",
    )


def _compared(column: Any, sign: str, literal: Literal) -> Any:
    kind = column.type
    if isinstance(literal, bool):
        flags = columns.flags(column, ("true", "1", "verdadero", "si"), ("false", "0", "falso", "no"))[0]
        return _COMPARE[sign](flags, literal)
    if isinstance(literal, str) and (pa.types.is_integer(kind) or pa.types.is_floating(kind)):
        number = numerals.numbers(pa.array([literal]))[0]
        if np.isfinite(number):
            return _COMPARE[sign](column, float(number))
    if isinstance(literal, str):
        return _COMPARE[sign](column.cast(pa.string()), literal)
    values = numerals.numbers(column)
    return _COMPARE[sign](pa.array(values, mask=np.isnan(values)), literal)
