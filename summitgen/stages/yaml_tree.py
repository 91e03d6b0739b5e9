"""The syntax tree of a spec from libyaml's events, with the place of every key and value.

Of YAML, a spec uses maps with string keys, lists and scalars. Anchors, aliases, merge keys and tags are refused: a
value stands where it is read, and a small file can't grow into a large tree.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from yaml._yaml import CParser
from yaml.error import MarkedYAMLError
from yaml.events import (
    AliasEvent,
    DocumentStartEvent,
    MappingEndEvent,
    MappingStartEvent,
    ScalarEvent,
    SequenceEndEvent,
    StreamEndEvent,
)

from summitgen.findings import Finding, Place
from summitgen.stages import yaml_refusals as refuse
from summitgen.stages.yaml_problems import syntax_finding
from summitgen.stages.yaml_scalars import plain_value, refusal
from summitgen.stages.yaml_text import forbidden
from summitgen.syntax import Entry, Mapping, Node, Scalar, Sequence

if TYPE_CHECKING:
    from collections.abc import Callable

DEEPEST = 64
"""How many maps and lists may lie inside each other."""


class _TooDeepError(Exception):
    """The tree is deeper than allowed; what follows is not read."""


def parse(file: str, text: str) -> tuple[Node | None, tuple[Finding, ...]]:
    """The tree of a text (None for an empty one) and what is wrong with it; after a finding the tree is of no use."""
    builder = _Builder(file, text)
    try:
        root = builder.document()
    except MarkedYAMLError as problem:
        return None, (*builder.findings, syntax_finding(file, text, problem))
    except _TooDeepError:
        root = None
    return root, tuple(builder.findings)


class _Builder:
    """One pass over the events of a file; events are ``Any``, since libyaml's parser promises no types."""

    def __init__(self, file: str, text: str) -> None:
        self.file = file
        self.findings: list[Finding] = []
        self.next: Callable[[], Any] = CParser(text).get_event

    def document(self) -> Node | None:
        """The root of the only document, None where there is nothing."""
        event = self.next()
        while not isinstance(event, DocumentStartEvent | StreamEndEvent):
            event = self.next()
        if isinstance(event, StreamEndEvent):
            return None
        if event.version not in (None, (1, 2)):
            self.findings.append(refuse.version(self._place(event)))
        first = self.next()
        root = self._node(first, 0, self._place(first))
        self.next()
        after = self.next()
        if isinstance(after, DocumentStartEvent):
            self.findings.append(refuse.second_document(self._place(after)))
        return None if isinstance(root, Scalar) and root.text == "" and root.value is None else root

    def _node(self, event: Any, depth: int, key_place: Place) -> Node:
        """The node that begins with an event; ``key_place`` serves the empty value, which stands nowhere itself."""
        kind = type(event)
        if kind is ScalarEvent:
            return self._scalar(event, key_place)
        place = self._place(event)
        if kind is AliasEvent:
            self.findings.append(refuse.alias(event.anchor, place))
            return Scalar(None, "", place)
        if depth == DEEPEST:
            self.findings.append(refuse.too_deep(DEEPEST, place))
            raise _TooDeepError
        self._properties(event, place)
        return self._map(place, depth + 1) if kind is MappingStartEvent else self._list(place, depth + 1)

    def _list(self, place: Place, depth: int) -> Sequence:
        items: list[Node] = []
        event = self.next()
        while type(event) is not SequenceEndEvent:
            items.append(self._node(event, depth, self._place(event)))
            event = self.next()
        return Sequence(items, place)

    def _map(self, place: Place, depth: int) -> Mapping:
        entries: dict[str, Entry] = {}
        event = self.next()
        while type(event) is not MappingEndEvent:
            at = self._place(event)
            key = self._key(event, at, depth)
            # The value of a refused key is read all the same, for its own findings.
            value = self._node(self.next(), depth, at)
            if key is not None and key in entries:
                self.findings.append(refuse.duplicate_key(key, at, entries[key].place))
            elif key is not None:
                entries[key] = Entry(key, at, value)
            event = self.next()
        return Mapping(entries, place)

    def _key(self, event: Any, place: Place, depth: int) -> str | None:
        """The key, or None for one that is refused."""
        if type(event) is not ScalarEvent:
            if type(event) is not AliasEvent:
                self.findings.append(refuse.collection_key(place))
            self._node(event, depth, place)
            return None
        if event.anchor is not None or event.tag is not None:
            self._properties(event, place)
        text: str = event.value
        if event.implicit[0] and not self._plain_key(text, place):
            return None
        self._characters(text, place)
        return text

    def _plain_key(self, text: str, place: Place) -> bool:
        if text == "<<":
            self.findings.append(refuse.merge_key(place))
            return False
        value = plain_value(text)
        if not isinstance(value, str):
            self.findings.append(refuse.typed_key(text, value, place))
        return isinstance(value, str)

    def _scalar(self, event: Any, key_place: Place) -> Scalar:
        text: str = event.value
        place = self._place(event)
        if event.anchor is not None or event.tag is not None:
            self._properties(event, place)
        if not event.implicit[0]:
            self._characters(text, place)
            return Scalar(text, text, place)
        if not text:
            return Scalar(None, "", key_place)
        value = plain_value(text)
        if type(value) is not str and (reason := refusal(value)):
            self.findings.append(refuse.number(text, reason, place))
        return Scalar(value, text, place)

    def _characters(self, text: str, place: Place) -> None:
        if not text.isprintable() and (name := forbidden(text)):
            self.findings.append(refuse.character(name, place))

    def _properties(self, event: Any, place: Place) -> None:
        if event.anchor is not None:
            self.findings.append(refuse.anchor(event.anchor, place))
        if event.tag is not None:
            self.findings.append(refuse.tag(event.tag, place))

    def _place(self, event: Any) -> Place:
        mark = event.start_mark
        return Place(self.file, mark.line + 1, mark.column + 1)
