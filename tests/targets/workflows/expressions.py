"""GitHub's expressions, as far as the workflows use them, and what they make of a job's `if`."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

TOKEN = re.compile(r"\s*(?:'((?:[^']|'')*)'|(\d+)|([A-Za-z_][\w.*-]*)|(&&|\|\||==|!=|[!(),]))")
STATUS = ("success", "failure", "cancelled", "always")
LOOSEST = (("||",), ("&&",), ("==", "!="))


class Evaluation:
    """One expression over contexts (a tree of maps) and functions; KeyError for a context or function that is not."""

    def __init__(self, text: str, contexts: Mapping[str, Any], functions: Mapping[str, Callable[..., Any]]) -> None:
        self.contexts, self.functions = contexts, functions
        self.tokens = list(tokens(text))
        self.at = 0

    def value(self) -> Any:
        """The value of the whole expression; ValueError where it is not well-formed."""
        value = self._binary(0)
        if self.at != len(self.tokens):
            raise ValueError(f"unexpected {self.tokens[self.at]}")
        return value

    def _take(self, *wanted: str) -> str | None:
        kind, text = self.tokens[self.at] if self.at < len(self.tokens) else ("end", "")
        if kind == "sign" and text in wanted:
            self.at += 1
            return text
        return None

    def _binary(self, level: int) -> Any:
        if level == len(LOOSEST):
            return self._unary()
        left = self._binary(level + 1)
        while sign := self._take(*LOOSEST[level]):
            # Both sides are read, so that a context that is not there is found on either.
            right = self._binary(level + 1)
            if sign == "||":
                left = left if truthy(left) else right
            elif sign == "&&":
                left = right if truthy(left) else left
            else:
                left = equal(left, right) == (sign == "==")
        return left

    def _unary(self) -> Any:
        if self._take("!"):
            return not truthy(self._unary())
        if self._take("("):
            value = self._binary(0)
            self._must(")")
            return value
        if self.at == len(self.tokens):
            raise ValueError("the expression ends too early")
        kind, text = self.tokens[self.at]
        self.at += 1
        if kind == "string":
            return text.replace("''", "'")
        if kind == "number":
            return int(text)
        if kind != "name":
            raise ValueError(f"unexpected {text}")
        return self._call(text) if self._take("(") else self._context(text)

    def _must(self, sign: str) -> None:
        if not self._take(sign):
            raise ValueError(f"{sign} is missing")

    def _call(self, name: str) -> Any:
        arguments: list[Any] = []
        while not self._take(")"):
            if arguments:
                self._must(",")
            arguments.append(self._binary(0))
        return self.functions[name](*arguments)

    def _context(self, name: str) -> Any:
        if name in ("true", "false", "null"):
            return {"true": True, "false": False, "null": None}[name]
        return look_up(self.contexts, name.split("."))


def look_up(value: Any, steps: list[str]) -> Any:
    """The value at a path; ``*`` is all values of a map, as a list."""
    if not steps:
        return value
    if steps[0] == "*":
        return [look_up(one, steps[1:]) for one in value.values()]
    return look_up(value[steps[0]], steps[1:])


def tokens(text: str) -> list[tuple[str, str]]:
    """The words of an expression with their kinds; ValueError at a character that begins none."""
    found, at = [], 0
    while text[at:].strip():
        match = TOKEN.match(text, at)
        if match is None:
            raise ValueError(f"no word begins at {text[at:]!r}")
        at = match.end()
        kind = ("string", "number", "name", "sign")[match.lastindex - 1 if match.lastindex else 0]
        found.append((kind, match[match.lastindex or 1]))
    return found


def truthy(value: Any) -> bool:
    """What GitHub takes for true: anything but false, 0, null and the empty text."""
    return value not in (False, 0, "", None)


def equal(left: Any, right: Any) -> bool:
    """Texts are compared without regard to case; the workflows compare texts alone."""
    if not isinstance(left, str) or not isinstance(right, str):
        raise TypeError(f"{left!r} and {right!r} are not both texts")
    return left.casefold() == right.casefold()


def runs(condition: str | None, results: list[str], contexts: Mapping[str, Any], *, cancelled: bool = False) -> bool:
    """Whether a job starts: its `if`, with ``success()`` before it where it asks for no status itself.

    A text beside the braces is a text that is not empty, and so true.
    """
    functions: dict[str, Callable[..., Any]] = {
        "always": lambda: True,
        "success": lambda: not cancelled and all(one == "success" for one in results),
        "failure": lambda: not cancelled and "failure" in results,
        "cancelled": lambda: cancelled,
        "contains": lambda items, item: any(equal(one, item) for one in items),
    }
    if condition is None:
        return bool(functions["success"]())
    body = condition.removeprefix("${{").removesuffix("}}")
    if condition.startswith("${{") and not condition.endswith("}}"):
        body = "'a text'"
    asked = any(kind == "name" and name in STATUS for kind, name in tokens(body))
    value = truthy(Evaluation(body, contexts, functions).value())
    return value if asked else bool(functions["success"]()) and value
