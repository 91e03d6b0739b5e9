"""The plain printer: what each node comes to, in which order, and how an author's mistake is told."""

from __future__ import annotations

import random
from typing import TYPE_CHECKING, Any

import pytest

from summitgen.objects.tree import (
    All,
    Digest,
    Each,
    Has,
    Helper,
    Is,
    Node,
    Not,
    ObjectTree,
    Ref,
    choose,
    optional,
    text,
    when,
)
from summitgen.objects.tree import Any as AnyOf
from summitgen.printers.paths import PathError
from summitgen.printers.plain import PlainPrinter
from tests.printers.synthetic import PLAIN, TREES

if TYPE_CHECKING:
    from summitgen.objects.tree import Condition

VALUES: dict[str, Any] = {
    "name": "api",
    "on": True,
    "off": False,
    "zero": 0,
    "one": 1,
    "null": None,
    "empty": [],
    "image": {"tag": "1.0", "build": {"number": 7}},
    "ports": [{"name": "http", "port": 80}, {"name": "metrics", "port": 9090}],
}


def tree_of(node: dict[str, Node], id: str = "thing", **more: Any) -> ObjectTree:  # noqa: A002
    return ObjectTree(id, "workload", more.pop("file", "things.yaml"), more.pop("order", 0), "", node, **more)


def printed(node: Node, values: dict[str, Any] = VALUES) -> Any:
    return PlainPrinter([tree_of({"it": node})]).print(values)["things.yaml"][0].get("it", "left out")


NODES: dict[str, tuple[Node, Any]] = {
    "a literal null": (None, None),
    "a reference": (Ref("image.build.number"), 7),
    "a reference to a list": (Ref("ports"), VALUES["ports"]),
    "a text": (text("{name}:{image.tag}-{one}"), "api:1.0-1"),
    "a text without references": (text("plain"), "plain"),
    "a digest": (Digest("image.build"), "9d3591889f"),
    "a text with a digest": (text("{name}-{#image.build}"), "api-9d3591889f"),
    "what is there": (when(Has("on"), "x"), "x"),
    "what is not there": (when(Has("off"), "x"), "left out"),
    "the other": (choose(Has("zero"), "x", "y"), "y"),
    "the other of the other": (choose(Has("zero"), "x", when(Has("null"), "y")), "left out"),
    "an optional value": (optional("name"), "api"),
    "an optional null": (optional("null"), "left out"),
    "a loop": (["a", Each("port", "ports", Ref("$port.name")), "b"], ["a", "http", "metrics", "b"]),
    "a loop with its variable's dollar": ([Each("$port", "ports", text("{$port.port}"))], ["80", "9090"]),
    "a loop in a loop": (
        [Each("a", "ports", Each("b", "ports", text("{$a.name}-{$b.port}")))],
        ["http-80", "http-9090", "metrics-80", "metrics-9090"],
    ),
    "a variable that a loop inside takes and gives back": (
        [Each("p", "ports", [Each("p", "ports", Ref("$p.port")), Ref("$p.name")])],
        [[80, 9090, "http"], [80, 9090, "metrics"]],
    ),
    "a loop over nothing": ([Each("x", "empty", 1)], []),
    "a condition in a loop": ([Each("p", "ports", when(Is("$p.port", 80), Ref("$p.name")))], ["http"]),
    "a loop under a condition": ([when(Has("on"), Each("p", "ports", 1)), when(Has("off"), 2)], [1, 1]),
    "one of two items": ([choose(Has("off"), 1, 2)], [2]),
    "a list in a list": ([["a", Ref("name")], [1]], [["a", "api"], [1]]),
    "a map without keys left": ({"a": optional("null")}, {}),
    "a helper": (Helper("h", {"name": Ref("name")}), {"name": "api"}),
    "a helper of literals": ([Helper("h", {"a": 1})], [{"a": 1}]),
    "a digest of an element": ([Each("p", "ports", Digest("$p"))], ["ca085c6344", "b1e1af3258"]),
}


@pytest.mark.parametrize("name", NODES)
def test_what_a_node_comes_to(name: str) -> None:
    node, expected = NODES[name]
    assert printed(node) == expected


CONDITIONS: list[tuple[Condition, bool]] = [
    *[(Has(path), path in {"name", "on", "one", "image", "ports"}) for path in VALUES],
    (Has("image.build.number"), True),
    (Is("name", "api"), True),
    (Is("name", "web"), False),
    (Is("null", "api"), False),
    (Is("one", 1), True),
    (Is("on", True), True),
    (Is("on", 1), False),
    (Is("one", True), False),
    (Is("zero", False), False),
    (Is("off", False), True),
    (Not(Has("on")), False),
    (All(()), True),
    (AnyOf(()), False),
    (All((Has("on"), Has("off"))), False),
    (All((Has("on"), Has("one"))), True),
    (AnyOf((Has("off"), Has("on"))), True),
    (AnyOf((Has("off"), Has("null"))), False),
    (All((Has("null"), Is("null.kind", "x"))), False),
]


@pytest.mark.parametrize(("condition", "holds"), CONDITIONS, ids=str)
def test_when_a_condition_holds(condition: Condition, holds: bool) -> None:
    assert printed(choose(condition, "yes", "no")) == ("yes" if holds else "no")


def test_keys_stay_in_the_order_of_the_tree() -> None:
    node: Node = {"z": 1, "a": Ref("name"), "m": when(Has("on"), 2), "gone": optional("null"), "b": 3}
    assert list(printed(node)) == ["z", "a", "m", "b"]


def test_objects_are_printed_by_file_order_and_id_and_empty_files_are_not() -> None:
    trees = [
        tree_of({"is": 4}, "b", file="b.yaml"),
        tree_of({"is": 3}, "z", order=2),
        tree_of({"is": 2}, "y", order=1),
        tree_of({"is": 1}, "x", order=1),
        tree_of({"is": 0}, "none", file="none.yaml", when=Has("off")),
    ]
    random.Random(7).shuffle(trees)
    files = PlainPrinter(trees).print(VALUES)
    assert {file: [each["is"] for each in objects] for file, objects in files.items()} == {
        "b.yaml": [4],
        "things.yaml": [1, 2, 3],
    }


def test_an_object_is_repeated_for_each_element_where_its_condition_holds() -> None:
    port = tree_of({"port": Ref("$port.port")}, each=("port", "ports"), when=Is("$port.name", "metrics"))
    assert PlainPrinter([port]).print(VALUES) == {"things.yaml": [{"port": 9090}]}


def test_what_an_object_is_repeated_for_is_not_looked_at_where_the_condition_fails() -> None:
    absent = tree_of({"a": 1}, each=("x", "null"), when=Has("null"))
    assert PlainPrinter([absent]).print(VALUES) == {}


def test_annotations_for_helm_are_left_out() -> None:
    hook = tree_of({"metadata": {"name": "x"}}, annotations_for_helm=(("helm.sh/hook", "pre-install"),))
    assert PlainPrinter([hook]).print(VALUES) == {"things.yaml": [{"metadata": {"name": "x"}}]}


def test_one_printing_leaves_nothing_behind_for_the_next() -> None:
    printer, web = PlainPrinter(TREES), {**PLAIN, "name": "web", "labels": {"team": "web"}}
    first, second, values = printer.print(PLAIN), printer.print(web), dict(PLAIN)
    assert first == PlainPrinter(TREES).print(PLAIN)
    assert second == PlainPrinter(TREES).print(web)
    assert first != second
    assert values == PLAIN


BUGS: dict[str, tuple[Node, type[Exception], str]] = {
    "a key that isn't there": (Ref("missing"), PathError, "nothing at missing"),
    "a second key": (Ref("image.missing"), PathError, "nothing at image.missing"),
    "a third key": (Ref("image.build.missing"), PathError, "nothing at image.build.missing"),
    "a key of a null": (Ref("null.key"), PathError, "nothing at null.key"),
    "a key of a text": (Ref("image.tag.key"), PathError, "nothing at image.tag.key"),
    "a null": (Ref("null"), PathError, "the value at null is null"),
    "a loop over a map": ([Each("x", "image", 1)], PathError, "at image is no list"),
    "a loop over null": ([Each("x", "null", 1)], PathError, "at null is no list"),
    "a text of a boolean": (text("{on}"), TypeError, "strings and integers"),
    "a text of a list": (text("{ports}"), TypeError, "strings and integers"),
    "a digest of a text": (Digest("name"), TypeError, "maps of strings"),
    "a condition on a key that isn't there": (when(Has("missing"), 1), PathError, "nothing at missing"),
}


@pytest.mark.parametrize("name", BUGS)
def test_an_authors_bug_names_path_and_object(name: str) -> None:
    node, kind, message = BUGS[name]
    with pytest.raises(kind, match=message) as raised:
        printed(node)
    assert raised.value.__notes__ == ["in the object thing"]


WRONG: dict[str, tuple[Any, type[Exception], str]] = {
    "a loop outside a list": (Each("x", "ports", 1), TypeError, "an Each is an item of a list"),
    "a set": ({1, 2}, TypeError, "no node"),
    "a helper that is no mapping": (Helper("h", "x"), TypeError, "helper h is no mapping"),
    "a path with a dash": (Ref("a-b"), ValueError, "'a-b' is no path"),
    "an empty path": (Ref(""), ValueError, "no path"),
    "a condition that is none": (when("on", 1), TypeError, "no condition"),  # type: ignore[arg-type]
}


@pytest.mark.parametrize("name", WRONG)
def test_a_tree_that_is_made_wrongly_is_refused_before_any_values(name: str) -> None:
    node, kind, message = WRONG[name]
    with pytest.raises(kind, match=message):
        PlainPrinter([tree_of({"it": node})])
