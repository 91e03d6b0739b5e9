"""Walks a spec's tree beside the model, so that tests can make every mistake that a user can make."""

from __future__ import annotations

import types
from typing import TYPE_CHECKING, Annotated, Any, Literal, NamedTuple, Union, get_args, get_origin

from pydantic import BaseModel

from summitgen.syntax import Entry, Mapping, Node, Scalar, Sequence

if TYPE_CHECKING:
    from collections.abc import Iterator

Path = tuple[str | int, ...]


class ModelNode(NamedTuple):
    """A mapping of the tree and the model that it is to satisfy."""

    path: Path
    model: type[BaseModel]
    node: Mapping


def model_nodes(model: type[BaseModel], node: Node, path: Path = ()) -> Iterator[ModelNode]:
    """Every mapping below a node that a model describes."""
    assert isinstance(node, Mapping), path
    yield ModelNode(path, model, node)
    for field in model.model_fields.values():
        entry = node.entries.get(field.alias or "")
        if entry is not None:
            yield from _inside(field.annotation, entry.value, (*path, entry.key))


def _inside(annotation: Any, node: Node, path: Path) -> Iterator[ModelNode]:
    origin, arguments = get_origin(annotation), get_args(annotation)
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        if isinstance(node, Mapping):
            yield from model_nodes(annotation, node, path)
    elif origin is Annotated:
        yield from _inside(arguments[0], node, path)
    elif origin in (Union, types.UnionType):
        for one in _alternatives(arguments, node):
            yield from _inside(one, node, path)
    elif origin is tuple and isinstance(node, Sequence):
        for index, item in enumerate(node.items):
            yield from _inside(arguments[0], item, (*path, index))
    elif origin is dict and isinstance(node, Mapping):
        for key, entry in node.entries.items():
            yield from _inside(arguments[1], entry.value, (*path, key))


def _alternatives(arguments: tuple[Any, ...], node: Node) -> list[Any]:
    """Of a discriminated union the model that the node's type names; of any other all of its models."""
    models = [one for one in arguments if isinstance(one, type) and issubclass(one, BaseModel)]
    kind = node.entries["type"].value if isinstance(node, Mapping) and "type" in node.entries else None
    named = kind.value if isinstance(kind, Scalar) else None
    chosen = [one for one in models if "type" in one.model_fields and _literal(one) == named]
    return chosen or (models if len(models) == 1 else [])


def _literal(model: type[BaseModel]) -> Any:
    annotation = model.model_fields["type"].annotation
    assert get_origin(annotation) is Literal
    return get_args(annotation)[0]


def nodes(node: Node, path: Path = ()) -> Iterator[tuple[Path, Node]]:
    """Every node of a tree with its path, the root first."""
    yield path, node
    if isinstance(node, Mapping):
        for key, entry in node.entries.items():
            yield from nodes(entry.value, (*path, key))
    elif isinstance(node, Sequence):
        for index, item in enumerate(node.items):
            yield from nodes(item, (*path, index))


def replaced(node: Node, path: Path, made: Node | Entry | None) -> Node:
    """A copy of the tree in which what stands at a path is another node, an entry (another key), or gone (None)."""
    step, rest = path[0], path[1:]
    if isinstance(node, Mapping):
        old = node.entries[str(step)]
        entries = dict(node.entries)
        if rest:
            entries[old.key] = Entry(old.key, old.place, replaced(old.value, rest, made))
        elif isinstance(made, Entry):
            entries = {
                (made.key if key == old.key else key): (made if key == old.key else e) for key, e in entries.items()
            }
        elif made is None:
            del entries[old.key]
        else:
            entries[old.key] = Entry(old.key, old.place, made)
        return Mapping(entries, node.place)
    assert isinstance(node, Sequence) and isinstance(step, int)
    items = list(node.items)
    inner = items[step]
    assert not isinstance(made, Entry) or rest
    items[step] = replaced(inner, rest, made) if rest else made  # type: ignore[assignment]
    return Sequence(items, node.place)


def all_models(root: type[BaseModel]) -> list[type[BaseModel]]:
    """Every model that a model is made of, itself first, each once."""
    found, waiting = [root], [root]
    while waiting:
        for field in waiting.pop().model_fields.values():
            for model in _models_in(field.annotation):
                if model not in found:
                    found.append(model)
                    waiting.append(model)
    return found


def _models_in(annotation: Any) -> Iterator[type[BaseModel]]:
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        yield annotation
    for argument in get_args(annotation):
        yield from _models_in(argument)
