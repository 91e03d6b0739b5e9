"""Object trees that use every node, hand-made and random, and values trees for them."""

from __future__ import annotations

from functools import cache
from typing import Any

from hypothesis import strategies as st

from summitgen.objects.tree import (
    All,
    Condition,
    Digest,
    Each,
    Has,
    Helper,
    Is,
    Node,
    Not,
    ObjectTree,
    Ref,
    Text,
    When,
    choose,
    optional,
    text,
    when,
)
from summitgen.objects.tree import Any as AnyOf
from tests.printers import hostile

# What specs refuse, since Go's toJson leaves it raw and YAML forbids or folds it.
_REFUSED = frozenset(map(chr, [*range(0x7F, 0xA0), 0xFEFF, 0xFFFE, 0xFFFF]))
STRINGS: st.SearchStrategy[str] = hostile.STRINGS.filter(lambda string: not _REFUSED & set(string))
KEYS = STRINGS.filter(lambda string: len(string) < 200)
INTEGERS = st.one_of(st.sampled_from([0, 1, -1, 1234567, 10**6, 2**53, -(2**53)]), hostile.INTEGERS)
MAPS = st.dictionaries(KEYS, STRINGS, max_size=3)
PORT = st.fixed_dictionaries(
    {
        "name": STRINGS,
        "port": INTEGERS,
        "note": st.none() | STRINGS,
        "hidden": st.booleans(),
        "paths": st.lists(STRINGS, max_size=2),
    }
)
VALUES = st.fixed_dictionaries(
    {
        "name": STRINGS,
        "flag": st.booleans(),
        "count": INTEGERS,
        "strategy": st.sampled_from(["standard", "blueGreen", "canary"]),
        "maybe": st.none() | STRINGS,
        "nested": st.fixed_dictionaries({"leaf": STRINGS, "deep": st.fixed_dictionaries({"number": INTEGERS})}),
        "labels": MAPS,
        "references": st.lists(MAPS, max_size=3),
        "ports": st.lists(PORT, max_size=3),
        "hosts": st.none() | st.lists(STRINGS, max_size=2),
    }
)

PLAIN: dict[str, Any] = {
    "name": "api",
    "flag": True,
    "count": 3,
    "strategy": "canary",
    "maybe": None,
    "nested": {"leaf": "x", "deep": {"number": 1234567}},
    "labels": {"team": "core"},
    "references": [{"key": "a", "version": "1"}],
    "ports": [{"name": "http", "port": 80, "note": None, "hidden": False, "paths": ["/a"]}],
    "hosts": ["a.example.com"],
}

_INNER = Helper("inner", {"app": Ref("name"), "count": text("{count}")})
_SHARED = Helper(
    "shared",
    {"inner": _INNER, "ports": [Each("port", "ports", {"p": Ref("$port.port")})], "note": optional("maybe")},
)
# Its variable is that of the loop around it, whose condition says nothing of the inner element.
_SHADOWING = Each("port", "ports", {"n": [optional("$port.note")]})


def _object(name: str, tree: dict[str, Node], **more: Any) -> ObjectTree:
    body: dict[str, Node] = {"apiVersion": "v1", "kind": "Synthetic", "id": name, **tree}
    return ObjectTree(name, "workload", f"{name[0]}.yaml", 0, f"Shows {name}; */ ends no comment.", body, **more)


TREES = (
    _object(
        "leaves",
        {
            "null": None,
            "yes": True,
            "float": 0.5,
            "empty": [{}, [], ""],
            "number": Ref("nested.deep.number"),
            "list": Ref("ports"),
            "map": Ref("labels"),
            "on": Ref("nested.leaf"),
            "{{ key }}": "{{args.service}}",
            "query": 'sum(rate(x{service="{{args.service-name}}",code=~"5.."}[5m]))',
            "script": "set -e\n\necho 'done' # {not a comment}\n",
            "escaped": '`{{` \\ "\n',
            "percent": text("100% of {name}: {count}"),
            "literal": Text(("a", ": b\nc\n")),
            "alone": text("{count}"),
            "braces": Text(("{{", Ref("name"), '}}"`')),
            "digest": Digest("labels"),
            "digests": text("{name}-{#references}"),
        },
    ),
    _object(
        "conditions",
        {
            "has": [when(Has(path), path) for path in ("flag", "count", "maybe", "labels", "ports", "nested.leaf")],
            "is": [
                when(Is("strategy", "canary"), "canary"),
                when(Is("count", 3), "three"),
                when(Is("count", 1234567), "many"),
                when(Is("flag", True), "on"),
                when(Is("flag", False), "off"),
                when(Is("maybe", "null"), "text"),
                when(Not(Is("name", "")), "named"),
            ],
            "all": when(All((Has("flag"), Not(Has("maybe")), Not(Not(Has("count"))))), 1),
            "any": when(AnyOf((Has("maybe"), All((Has("flag"), Is("strategy", "standard"))))), 1),
            "none": [when(All(()), "always"), when(AnyOf(()), "never"), when(AnyOf((Has("flag"),)), "one")],
            "negated": choose(Not(AnyOf((Has("flag"), Has("maybe")))), {"a": 1}, {"b": {"c": Ref("name")}}),
            "chain": choose(
                Is("strategy", "canary"), "c", choose(Is("strategy", "blueGreen"), ["b"], when(Has("flag"), {"s": 1}))
            ),
        },
    ),
    _object(
        "lists",
        {
            "each": [Each("port", "ports", Ref("$port.name"))],
            "mixed": [
                "first",
                Each("$port", "ports", {"n": text("{name}-{$port.name}-{$port.port}"), "note": optional("$port.note")}),
                when(Has("maybe"), {"maybe": Ref("maybe")}),
                choose(Has("flag"), [1], "multi\nline"),
            ],
            "some": [Each("port", "ports", when(Not(Has("$port.hidden")), {"only": when(Has("$port.note"), 1)}))],
            "nested": [Each("port", "ports", [Each("path", "$port.paths", text("{$port.name}{$path}"))])],
            "same": [Each("port", "ports", Each("path", "$port.paths", {"at": Ref("$path"), "of": Ref("name")}))],
            "guarded": when(Has("ports"), [Each("port", "ports", {"shared": _SHARED, "first": Ref("$port.name")})]),
            "shadowed": [Each("port", "ports", when(Has("$port.note"), {"x": [_SHADOWING]}))],
            "whole": [when(Has("flag"), Each("port", "ports", Ref("$port.port"))), when(Has("maybe"), "x")],
            "helpers": [_INNER, {"in": _INNER}],
        },
    ),
    _object(
        "maps",
        {
            "shared": _SHARED,
            "one": {"a": optional("maybe")},
            "two": {"a": optional("maybe"), "b": when(Has("flag"), {"c": optional("maybe")})},
            "items": [{"a": optional("maybe"), "b": 1}, {"a": {"b": Ref("name")}}, {"script": "a\nb"}],
        },
        annotations_for_helm=(("helm.sh/hook", "pre-install"),),
    ),
    _object(
        "annotated",
        {"metadata": {"name": Ref("name"), "annotations": {"x": "y"}}},
        annotations_for_helm=(("helm.sh/hook", "pre-install"), ("helm.sh/hook-weight", "-5")),
    ),
    _object(
        "bare",
        {"metadata": {"annotations": optional("labels")}},
        annotations_for_helm=(("helm.sh/resource-policy", "keep"),),
    ),
    _object("only-canary", {"x": 1}, when=Is("strategy", "canary")),
    _object("repeated", {"port": Ref("$port.port"), "all": Ref("name"), "s": _SHARED}, each=("port", "ports")),
    _object("filtered", {"port": Ref("$port.port")}, each=("port", "ports"), when=Not(Has("$port.hidden"))),
    _object("hosts", {"host": Ref("$host"), "n": Ref("name")}, each=("host", "hosts"), when=Has("hosts")),
)


@cache
def nodes(loop: bool = False) -> st.SearchStrategy[Node]:
    """Random nodes over `VALUES`; inside a loop over the ports they speak of ``$port`` too."""
    own = ["$port.name", "$port.port", "$port.paths"] if loop else []
    paths = st.sampled_from(["name", "count", "nested.leaf", "nested.deep.number", "labels", "flag", *own])
    texts = st.sampled_from(["name", "count", "nested.deep.number", *own[:2]])
    maps = st.sampled_from(["labels", "references"])
    leaves: st.SearchStrategy[Any] = st.one_of(
        STRINGS,
        st.none() | st.booleans() | INTEGERS,
        paths.map(Ref),
        maps.map(Digest),
        st.lists(st.one_of(STRINGS, texts.map(Ref), maps.map(Digest)), min_size=1, max_size=3).map(
            lambda parts: Text(tuple(parts))
        ),
    )
    return st.recursive(leaves, lambda inner: _containers(inner, loop), max_leaves=5)


def _containers(inner: st.SearchStrategy[Any], loop: bool) -> st.SearchStrategy[Any]:
    optional_ = _whens(inner, loop)
    element = inner | optional_ if loop else nodes(loop=True) | _whens(nodes(loop=True), loop=True)
    each = element.map(lambda node: Each("port", "ports", node))
    return st.one_of(
        st.dictionaries(KEYS, inner | optional_, max_size=3),
        st.lists(inner | optional_ | each | _whens(each, loop), max_size=3),
    )


def _whens(inner: st.SearchStrategy[Any], loop: bool) -> st.SearchStrategy[Any]:
    return st.one_of(
        st.builds(when, conditions(loop), inner),
        st.builds(choose, conditions(loop), inner, inner),
        st.builds(When, conditions(loop), inner, st.builds(when, conditions(loop), inner), st.just(True)),
    )


@cache
def conditions(loop: bool = False) -> st.SearchStrategy[Condition]:
    """Random conditions over `VALUES`."""
    own = ["$port.note", "$port.hidden"] if loop else []
    simple: st.SearchStrategy[Condition] = st.one_of(
        st.sampled_from(["flag", "count", "maybe", "labels", "ports", "nested.leaf", *own]).map(Has),
        st.sampled_from(["standard", "canary"]).map(lambda literal: Is("strategy", literal)),
        STRINGS.map(lambda literal: Is("name", literal)),
        INTEGERS.map(lambda literal: Is("count", literal)),
        st.booleans().map(lambda literal: Is("flag", literal)),
    )
    return st.recursive(
        simple,
        lambda inner: st.one_of(
            inner.map(Not),
            st.lists(inner, max_size=3).map(lambda parts: All(tuple(parts))),
            st.lists(inner, max_size=3).map(lambda parts: AnyOf(tuple(parts))),
        ),
        max_leaves=3,
    )
