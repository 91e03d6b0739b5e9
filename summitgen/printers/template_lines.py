"""The lines of a Go template that print a node of an object tree as YAML."""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeAlias

from summitgen.objects import tree
from summitgen.printers import scalars
from summitgen.printers.annotations import AnnotatedRef
from summitgen.printers.expressions import Scope, condition, digest, quoted, text
from summitgen.printers.paths import variable
from summitgen.printers.presence import Presence, either, presence
from summitgen.printers.yaml import flow

if TYPE_CHECKING:
    from collections.abc import Callable

Lines: TypeAlias = list[str]


def block(node: dict[str, tree.Node] | list[tree.Node], indent: int, scope: Scope) -> Lines:
    """The lines of a mapping or list that isn't the empty literal; TypeError for a tree that is made wrongly."""
    pad = " " * indent
    if isinstance(node, dict):
        parts: list[tree.Node] = list(node.values())
        lines = [line for key, value in node.items() for line in _entry(key, value, indent, scope)]
    else:
        parts = node
        lines = [line for item in node for line in _item(item, indent, scope)]
    return _never_empty(parts, lines, f"{pad}{'{}' if isinstance(node, dict) else '[]'}", indent, scope)


def leaf(node: tree.Node, scope: Scope) -> str | None:
    """What stands on the line of a key for a node that needs no more than that, or else None."""
    if isinstance(node, str):
        return f"{{{{ {quoted(node)} | toJson }}}}" if "{{" in node else scalars.in_mapping(node)
    if node is None or isinstance(node, bool | int | float) or node in ({}, []):
        return flow(node)
    found = _expression(node, scope)
    return found and f"{{{{ {found} | toJson }}}}"


def _expression(node: tree.Node, scope: Scope) -> str | None:
    if isinstance(node, AnnotatedRef):
        pairs = " ".join(quoted(text) for pair in node.annotations for text in pair)
        return f"merge (dict {pairs}) {scope.value(node.path)}"
    if isinstance(node, tree.Ref):
        return scope.value(node.path)
    if isinstance(node, tree.Digest):
        return digest(node, scope)
    return text(node, scope) if isinstance(node, tree.Text) else None


def _entry(key: str, node: tree.Node, indent: int, scope: Scope) -> Lines:
    node, pad = _without_trivial_text(node), " " * indent
    if isinstance(node, tree.When):
        return _conditional(node, indent, scope, lambda inner, there: _entry(key, inner, indent, there))
    head = f"{pad}{_key(key)}"
    if (inline := leaf(node, scope)) is not None:
        return [f"{head} {inline}"]
    if isinstance(node, str):
        return f"{head} {scalars.literal(node, pad + '  ')}".split("\n")
    return [head, *_below(node, indent + 2, scope)]


def _key(key: str) -> str:
    if "{{" in key:
        return f"{{{{ {quoted(key)} | toJson }}}}:"
    head = scalars.key(key)
    if head is None:
        raise ValueError(f"a key of an object is shorter than {len(key)} characters: {key!r}")
    return head


def _without_trivial_text(node: tree.Node) -> tree.Node:
    if isinstance(node, tree.Text) and all(isinstance(part, str) for part in node.parts):
        return "".join(map(str, node.parts))
    return node


def _item(node: tree.Node, indent: int, scope: Scope, flag: str | None = None) -> Lines:
    """The lines of an item; they set the template's variable ``flag``, if there is one, where they print something."""
    node, pad = _without_trivial_text(node), " " * indent
    if isinstance(node, tree.When):
        return _conditional(node, indent, scope, lambda inner, there: _item(inner, indent, there, flag))
    if isinstance(node, tree.Each):
        return _loop(node, indent, scope, flag)
    if flag:
        return [f"{pad}{{{{- {flag} = true }}}}", *_item(node, indent, scope)]
    if (inline := leaf(node, scope)) is not None:
        return [f"{pad}- {inline}"]
    if isinstance(node, str):
        return f"{pad}- {scalars.literal(node, pad + '  ')}".split("\n")
    return _dashed(_below(node, indent + 2, scope), isinstance(node, dict), pad)


def _dashed(lines: Lines, is_mapping: bool, pad: str) -> Lines:
    first = lines[0].lstrip()
    # A control line eats what is between it and the dash: alone on its line it doesn't look as if it stood there.
    if not is_mapping or first.startswith("{{-"):
        return [f"{pad}-", *lines]
    return [f"{pad}- {first}", *lines[1:]]


def _below(node: tree.Node, indent: int, scope: Scope) -> Lines:
    if isinstance(node, dict | list):
        return block(node, indent, scope)
    if isinstance(node, tree.Helper):
        call = f'include "{scope.chart}.{node.name}" {scope.context} | nindent {indent}'
        return [f"{' ' * indent}{{{{- {call} }}}}"]
    raise TypeError(f"no node that can stand here (an Each is an item of a list): {node!r}")


def _conditional(node: tree.When, indent: int, scope: Scope, render: Callable[[tree.Node, Scope], Lines]) -> Lines:
    pad = " " * indent
    lines = [f"{pad}{{{{- if {condition(node.condition, scope)} }}}}", *render(node.node, scope.where(node.condition))]
    if not node.has_otherwise:
        return [*lines, f"{pad}{{{{- end }}}}"]
    otherwise = render(node.otherwise, scope)
    if isinstance(node.otherwise, tree.When):
        return [*lines, otherwise[0].replace("{{- if ", "{{- else if ", 1), *otherwise[1:]]
    return [*lines, f"{pad}{{{{- else }}}}", *otherwise, f"{pad}{{{{- end }}}}"]


def _loop(node: tree.Each, indent: int, scope: Scope, flag: str | None) -> Lines:
    pad = " " * indent
    head = f"{pad}{{{{- range {variable(node.variable)} := {scope.value(node.path)} }}}}"
    inner = scope.inside(node.variable, node.path)
    return [head, *_item(node.node, indent, inner, flag), f"{pad}{{{{- end }}}}"]


def _never_empty(parts: list[tree.Node], lines: Lines, empty: str, indent: int, scope: Scope) -> Lines:
    pad = " " * indent
    there = either([presence(part) for part in parts])
    if there is True or there in scope.facts:
        return lines
    if len(parts) == 1 and _takes_else(parts[0]):
        return [*lines[:-1], f"{pad}{{{{- else }}}}", empty, lines[-1]]
    if isinstance(there, tree.Condition):
        return [*lines, *_if_none(condition(tree.Not(there), scope), empty, pad)]
    return _flagged(parts, empty, indent, scope)


def _takes_else(part: tree.Node) -> bool:
    """Whether an only part is empty just where its own ``if`` or ``range`` takes the ``else`` that it doesn't have."""
    if isinstance(part, tree.When):
        last: Presence = presence(part.otherwise) if part.has_otherwise else True
        return presence(part.node) is True and (last is True or _takes_else(part.otherwise))
    return isinstance(part, tree.Each) and presence(part.node) is True


def _flagged(parts: list[tree.Node], empty: str, indent: int, scope: Scope) -> Lines:
    pad, flag = " " * indent, f"$any{indent}"
    lines = [line for part in parts for line in _item(part, indent, scope, flag)]
    return [f"{pad}{{{{- {flag} := false }}}}", *lines, *_if_none(f"not {flag}", empty, pad)]


def _if_none(test: str, empty: str, pad: str) -> Lines:
    return [f"{pad}{{{{- if {test} }}}}", empty, f"{pad}{{{{- end }}}}"]
