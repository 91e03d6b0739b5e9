"""Judges a measurement by the conditions that are printed, as the controller's expr-lang does.

Of that language this is what summitgen's own conditions use: ``||``, ``&&``, ``!``, comparisons, ``result``,
``result[n]``, numbers, texts, ``true``, ``false`` and the functions below. Tests give the controller's engine the same.
"""

from __future__ import annotations

import math
import operator
import re
from functools import cache
from typing import TYPE_CHECKING, Any, TypeAlias

from summitgen.simulator.assessment import Phase

if TYPE_CHECKING:
    from collections.abc import Callable

Value: TypeAlias = "list[float] | float | str | bool"
Expression: TypeAlias = "Callable[[Any], Any]"

_TOKEN = re.compile(
    r'\s*(?:(?P<number>\d+(?:\.\d+)?(?:[eE][+-]?\d+)?)|(?P<text>"(?:[^"\\]|\\.)*")|(?P<name>\w+)'
    r"|(?P<sign>\|\||&&|[<>=!]=|[<>!()\[\]-]))"
)
_COMPARED: dict[str, Callable[[Any, Any], bool]] = {
    "<": operator.lt, "<=": operator.le, ">": operator.gt, ">=": operator.ge, "==": operator.eq, "!=": operator.ne
}  # fmt: skip
_FUNCTIONS: dict[str, Callable[[Any], Any]] = {
    "len": len, "isNaN": math.isnan, "isInf": math.isinf, "string": str
}  # fmt: skip


class UnknownConditionError(ValueError):
    """A condition that uses more of the language than is known here."""


def judge(success: str, failure: str, value: Value) -> Phase:
    """The phase of a measurement with this value (argo-rollouts, utils/evaluate); raises UnknownConditionError.

    A condition that can't be evaluated, such as one that indexes an empty result, is an Error.
    """
    try:
        succeeds = bool(success) and bool(expression(success)(value))
        fails = bool(failure) and bool(expression(failure)(value))
    except (IndexError, TypeError):
        return Phase.ERROR
    if success and not failure:
        fails = not succeeds
    if failure and not success:
        succeeds = not fails
    if fails:
        return Phase.FAILED
    return Phase.SUCCESSFUL if succeeds or not (success or failure) else Phase.INCONCLUSIVE


@cache
def expression(text: str) -> Expression:
    """A condition as a function of the result; raises UnknownConditionError."""
    parser = _Parser(text)
    parsed = parser.either()
    if parser.token is not None:
        raise UnknownConditionError(text)
    return parsed


class _Parser:
    def __init__(self, text: str) -> None:
        self.text = text
        self.position = 0
        self.kind = ""
        self.token: str | None = None
        self._advance()

    def _advance(self) -> str:
        taken, rest = self.token or "", self.text[self.position :]
        match = _TOKEN.match(rest)
        if match is None:
            if rest.strip():
                raise UnknownConditionError(self.text)
            self.kind, self.token = "", None
        else:
            self.position += match.end()
            self.kind = str(match.lastgroup)
            self.token = match[self.kind]
        return taken

    def _expect(self, sign: str) -> None:
        if self.token != sign:
            raise UnknownConditionError(self.text)
        self._advance()

    def either(self) -> Expression:
        """Alternatives, the weakest of the operators."""
        left = self._both()
        while self.token in ("||", "or"):
            self._advance()
            left = _or(left, self._both())
        return left

    def _both(self) -> Expression:
        left = self._compared()
        while self.token in ("&&", "and"):
            self._advance()
            left = _and(left, self._compared())
        return left

    def _compared(self) -> Expression:
        left = self._single()
        compare = _COMPARED.get(self.token or "")
        if compare is None:
            return left
        self._advance()
        right = self._single()
        return lambda result: compare(left(result), right(result))

    def _single(self) -> Expression:
        if self.token in ("!", "not"):
            self._advance()
            inner = self._single()
            return lambda result: not inner(result)
        if self.token == "(":
            self._advance()
            grouped = self.either()
            self._expect(")")
            return grouped
        return self._literal() if self.kind in ("number", "text") or self.token == "-" else self._named()

    def _literal(self) -> Expression:
        if self.token == "-":
            self._advance()
            positive = self._literal()
            return lambda result: -positive(result)
        constant: float | str = self._text() if self.kind == "text" else float(self._advance())
        return lambda _: constant

    def _text(self) -> str:
        return re.sub(r"\\(.)", r"\1", self._advance()[1:-1])

    def _named(self) -> Expression:
        name = self._advance()
        if name in ("true", "false"):
            return lambda _: name == "true"
        if name in _FUNCTIONS:
            function = _FUNCTIONS[name]
            self._expect("(")
            argument = self.either()
            self._expect(")")
            return lambda result: function(argument(result))
        if name != "result":
            raise UnknownConditionError(self.text)
        if self.token != "[":
            return lambda result: result
        self._advance()
        index = int(self._advance()) if self.kind == "number" else -1
        self._expect("]")
        return lambda result: result[index]


def _or(left: Expression, right: Expression) -> Expression:
    return lambda result: left(result) or right(result)


def _and(left: Expression, right: Expression) -> Expression:
    return lambda result: left(result) and right(result)
