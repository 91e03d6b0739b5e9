"""Laws of the merge, on random layers."""

from __future__ import annotations

import copy
from functools import reduce

from hypothesis import assume, given, settings
from hypothesis import strategies as st

from summitgen.findings import Place
from summitgen.stages.layers import LONGEST
from summitgen.stages.load import Loaded
from summitgen.stages.merge import merge, settled
from summitgen.stages.resolve import resolve
from summitgen.syntax import Entry, Mapping, Node, Scalar, Sequence, place_of, scalars, to_data

Value = object
KEYS = st.sampled_from("abcd")
LEAVES = st.integers(0, 9) | st.sampled_from(["x", "y"])


def node(value: Value, file: str, counter: list[int] | None = None) -> Node:
    """A tree for a value, with a line of its own for each node."""
    counter = counter if counter is not None else [0]
    counter[0] += 1
    place = Place(file, counter[0], 1)
    if isinstance(value, dict):
        entries = {key: Entry(key, place, node(inner, file, counter)) for key, inner in value.items()}
        return Mapping(entries, place)
    if isinstance(value, list):
        return Sequence([node(item, file, counter) for item in value], place)
    assert value is None or isinstance(value, bool | int | str)
    return Scalar(value, str(value), place)


def layer(value: dict[str, Value], file: str = "f") -> Mapping:
    tree = node(value, file)
    assert isinstance(tree, Mapping)
    return tree


def plain_merge(below: Value, above: Value) -> Value:
    """The merge of maps and scalars, said in the shortest way."""
    if isinstance(below, dict) and isinstance(above, dict):
        merged = {key: plain_merge(value, above[key]) if key in above else value for key, value in below.items()}
        return merged | {key: value for key, value in above.items() if key not in below}
    return above


shapes = st.recursive(LEAVES, lambda inner: st.dictionaries(KEYS, inner, max_size=3), max_leaves=8)
layers = st.dictionaries(KEYS, shapes, max_size=4)


def named(values: st.SearchStrategy[Value]) -> st.SearchStrategy[list[dict[str, Value]]]:
    things = st.builds(lambda name, rest: {**rest, "name": name}, KEYS, st.dictionaries(st.sampled_from("vw"), values))
    return st.lists(things, max_size=3, unique_by=lambda thing: str(thing["name"]))


@given(layers, layers)
@settings(max_examples=100, deadline=None)
def test_maps_and_scalars(below: dict[str, Value], above: dict[str, Value]) -> None:
    assert to_data(merge(layer(below), layer(above)).tree) == plain_merge(below, above)


@given(layers, layers, layers)
@settings(max_examples=100, deadline=None)
def test_the_order_of_merging_does_not_matter(
    one: dict[str, Value], two: dict[str, Value], three: dict[str, Value]
) -> None:
    lower, upper = merge(layer(one), layer(two)), merge(layer(two), layer(three))
    left, right = merge(lower.tree, layer(three)), merge(layer(one), upper.tree)
    # A change of kind is a finding, and what such layers make is nobody's business.
    assume(not (lower.findings or upper.findings or left.findings or right.findings))
    assert to_data(left.tree) == to_data(right.tree)


@given(layers)
@settings(max_examples=50, deadline=None)
def test_an_empty_layer_changes_nothing(value: dict[str, Value]) -> None:
    tree = layer(value)
    assert merge(tree, layer({})).tree == tree
    assert merge(layer({}), tree).tree is tree
    assert settled(tree) is tree


@given(st.lists(layers, min_size=1, max_size=4))
@settings(max_examples=100, deadline=None)
def test_every_scalar_leads_to_the_file_that_gave_it_and_to_what_it_replaced(values: list[dict[str, Value]]) -> None:
    trees = {f"f{number}": layer(value, f"f{number}") for number, value in enumerate(values)}
    merged = reduce(lambda below, above: merge(below, above).tree, trees.values())
    for path, scalar in scalars(merged):
        givers = []
        current: Node | None = scalar
        while current is not None:
            givers.append(current.place)
            current = current.overrides
        # Newest first, and each is what that file's own tree has at the path.
        assert givers == sorted(givers, key=lambda place: place.file, reverse=True)
        newest = trees[givers[0].file]
        assert place_of(newest, path) == givers[0] == scalar.place


@given(layers, layers)
@settings(max_examples=50, deadline=None)
def test_layers_stay_as_they_were(below: dict[str, Value], above: dict[str, Value]) -> None:
    one, two = layer({**below, "n": [{"name": "a", "v": 1}]}), layer({**above, "n": [{"name": "a", "$remove": True}]})
    before = copy.deepcopy((one, two))
    settled(merge(one, two).tree)
    assert (one, two) == before


@given(named(LEAVES), named(LEAVES))
@settings(max_examples=100, deadline=None)
def test_named_things(below: list[dict[str, Value]], above: list[dict[str, Value]]) -> None:
    merged = to_data(merge(layer({"list": below}), layer({"list": above})).tree)
    expected = {thing["name"]: thing for thing in below}
    for thing in above:
        expected[thing["name"]] = {**expected.get(thing["name"], {}), **thing}
    assert merged == {"list": list(expected.values()) if above and below else above}


@given(layers, st.data())
@settings(max_examples=100, deadline=None)
def test_null_removes_and_the_key_may_come_again(value: dict[str, Value], data: st.DataObject) -> None:
    key = data.draw(KEYS)
    merged = merge(layer(value, "f0"), layer({key: None}, "f1"))
    assert bool(merged.findings) is (key not in value)
    assert to_data(settled(merged.tree)) == {other: inner for other, inner in value.items() if other != key}
    again = merge(merged.tree, layer({key: 3}, "f2")).tree.entries[key].value
    files = []
    current: Node | None = again
    while current is not None:
        files.append(current.place.file)
        current = current.overrides
    assert files == (["f2", "f1", "f0"] if key in value else ["f2", "f1"])


def chain(length: int) -> Loaded:
    files = {f"f{number:03}": layer({"extends": f"f{number + 1:03}"}, f"f{number:03}") for number in range(length)}
    files[f"f{length:03}"] = layer({"a": 1}, f"f{length:03}")
    return Loaded(files, (("env", "f000"),), frozenset(), ())


def test_long_chains_end_in_a_finding_and_not_in_a_recursion() -> None:
    assert len(resolve(chain(LONGEST - 1))[0]) == 1
    trees, findings = resolve(chain(2000))
    assert trees == ()
    assert {finding.id for finding in findings} == {"resolve/extends-depth"}


def test_a_lattice_of_files_is_walked_once() -> None:
    files = {
        f"f{number}{side}": layer(
            {"extends": [f"f{number + 1}a", f"f{number + 1}b"], "v": f"{number}{side}"}, f"f{number}{side}"
        )
        for number in range(25)
        for side in "ab"
    }
    files |= {f"f25{side}": layer({"v": side}, f"f25{side}") for side in "ab"}
    trees, findings = resolve(Loaded(files, (("env", "f0a"),), frozenset(), ()))
    assert (findings, to_data(trees[0].tree)) == ((), {"v": "0a"})


def test_environments_share_what_they_do_not_change() -> None:
    base = layer({"workloads": {"a": {"x": 1}, "b": {"x": 1}}}, "base")
    files = {"base": base}
    for name in ("dev", "prod"):
        files[name] = layer({"extends": "base", "workloads": {"a": {"x": 2}}}, name)
    (dev, prod), findings = resolve(Loaded(files, (("dev", "dev"), ("prod", "prod")), frozenset(), ()))
    assert findings == ()
    one, two = dev.tree.entries["workloads"].value, prod.tree.entries["workloads"].value
    assert isinstance(one, Mapping)
    assert isinstance(two, Mapping)
    assert one.entries["b"].value is two.entries["b"].value
    assert one.entries["a"].value is not two.entries["a"].value
    assert dev.tree.place.file == "dev"
