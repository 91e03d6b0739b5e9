"""Go template expressions: paths, conditions and texts of object trees as a chart's author writes them."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from json.encoder import encode_basestring
from typing import TYPE_CHECKING

from summitgen.objects import tree
from summitgen.printers.paths import steps, variable
from summitgen.printers.traversal import paths

if TYPE_CHECKING:
    from collections.abc import Mapping


@dataclass(frozen=True, slots=True)
class Scope:
    """Where an expression stands.

    ``root`` is the expression of the values tree: ``.Values``, or a variable such as ``$v``. ``kinds`` gives the
    JSON type of the value at a path (``ports[].name``: ``string``) where it is known, and ``loops`` the path of
    the elements that each enclosing loop's ``$variable`` names. ``facts`` are the conditions that enclose it.
    """

    chart: str
    root: str = ".Values"
    kinds: Mapping[str, str] = field(default_factory=dict)
    loops: Mapping[str, str] = field(default_factory=dict)
    facts: tuple[tree.Condition, ...] = ()

    def inside(self, name: str, path: str) -> Scope:
        """The scope inside a loop over the list at ``path``."""
        own = variable(name)
        # A loop's variable may shadow an outer one, of which the facts spoke.
        facts = tuple(fact for fact in self.facts if own not in {steps(each)[0] for each in paths(fact)})
        return replace(self, loops={**self.loops, own: f"{self._resolved(path)}[]"}, facts=facts)

    def where(self, condition: tree.Condition) -> Scope:
        """The scope where a condition holds."""
        parts = condition.conditions if isinstance(condition, tree.All) else ()
        return replace(self, facts=(*self.facts, condition, *parts))

    @property
    def outside(self) -> Scope:
        """The scope of a named template: without loops and without facts, since it may be included anywhere."""
        return replace(self, loops={}, facts=())

    @property
    def context(self) -> str:
        """What a named template is given: what its own ``root`` is relative to."""
        if self.root.startswith("$"):
            return self.root
        return "$" if self.loops else "."

    def value(self, path: str) -> str:
        """The expression of the value at a path."""
        first = steps(path)[0]
        if first.startswith("$"):
            if first not in self.loops:
                raise ValueError(f"{path!r} speaks of a loop that is not around it")
            return path
        # A loop takes the dot for its element.
        dollar = "$" if self.loops and self.root.startswith(".") else ""
        return f"{dollar}{self.root}.{path}"

    def kind(self, path: str) -> str | None:
        """The JSON type of the value at a path, where it is known."""
        return self.kinds.get(self._resolved(path))

    def _resolved(self, path: str) -> str:
        first, *rest = steps(path)
        return ".".join([self.loops.get(first, first), *rest])


def quoted(text: str) -> str:
    """A string as a Go literal: raw where that saves escapes."""
    if ('"' in text or "\\" in text) and "`" not in text and text.isprintable():
        return f"`{text}`"
    return encode_basestring(text)


def condition(node: tree.Condition, scope: Scope) -> str:
    """A condition as the argument of ``if``; TypeError for what is no condition."""
    if isinstance(node, tree.Has):
        return scope.value(node.path)
    if isinstance(node, tree.Is):
        return _comparison("eq", node, scope)
    if isinstance(node, tree.Not):
        return _negated(node.condition, scope)
    if isinstance(node, tree.All):
        return _joined("and", node.conditions, scope)
    if isinstance(node, tree.Any):
        return _joined("or", node.conditions, scope)
    raise TypeError(f"{node!r} is no condition")


def _negated(node: tree.Condition, scope: Scope) -> str:
    if isinstance(node, tree.Not):
        return condition(node.condition, scope)
    if isinstance(node, tree.Is):
        return _comparison("ne", node, scope)
    return f"not {argument(condition(node, scope))}"


def _comparison(function: str, node: tree.Is, scope: Scope) -> str:
    value = scope.value(node.path)
    if isinstance(node.literal, bool):
        return f"{function} {value} {'true' if node.literal else 'false'}"
    if isinstance(node.literal, int):
        # A number is a float64 from a values file and an int64 from --set; Go compares neither with the other.
        return f'{function} (toJson {value}) "{node.literal}"'
    return f"{function} {value} {quoted(node.literal)}"


def _joined(function: str, nodes: tuple[tree.Condition, ...], scope: Scope) -> str:
    parts = [condition(node, scope) for node in nodes]
    if not parts:
        return "true" if function == "and" else "false"
    return parts[0] if len(parts) == 1 else " ".join([function, *map(argument, parts)])


def argument(expression: str) -> str:
    """An expression as a function's argument, in parentheses if it is a call itself."""
    return f"({expression})" if " " in expression and not expression.startswith(('"', "`")) else expression


def text(node: tree.Text, scope: Scope) -> str:
    """The expression of a text that refers to values."""
    verbs, arguments = [], []
    for part in node.parts:
        if isinstance(part, str):
            verbs.append(part.replace("%", "%%"))
            continue
        verb, value = _part(part, scope)
        verbs.append(verb)
        arguments.append(value)
    if verbs == ["%s"]:
        return arguments[0]
    return " ".join(["printf", quoted("".join(verbs)), *map(argument, arguments)])


def digest(node: tree.Digest, scope: Scope) -> str:
    """The expression of a digest."""
    return f'include "{scope.chart}.digest" {scope.value(node.path)}'


def _part(part: tree.Ref | tree.Digest, scope: Scope) -> tuple[str, str]:
    if isinstance(part, tree.Digest):
        return "%s", digest(part, scope)
    value, kind = scope.value(part.path), scope.kind(part.path)
    if kind == "string":
        return "%s", value
    if kind == "integer":
        return "%d", f"int64 {value}"
    return "%s", f'include "{scope.chart}.string" {value}'
