"""Pydantic's errors as findings: the right place, message and remedy, on models in the style of the specs' own."""

from __future__ import annotations

from enum import StrEnum
from typing import Annotated, Any, Literal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pydantic import (
    AfterValidator,
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Discriminator,
    Field,
    Strict,
    Tag,
    ValidationError,
    model_validator,
)
from pydantic.alias_generators import to_camel

from summitgen import report
from summitgen.findings import Finding, Place
from summitgen.stages.merge import merge
from summitgen.stages.model_errors import model_findings
from summitgen.stages.yaml_tree import parse
from summitgen.suggest import one_of
from summitgen.syntax import Entry, Mapping, Node, Scalar, Sequence, child, place_of, to_data


class Spec(BaseModel):
    model_config = ConfigDict(
        frozen=True, extra="forbid", alias_generator=to_camel, populate_by_name=False, defer_build=True
    )


def seconds(value: object) -> int:
    if not isinstance(value, str) or not value.endswith("m") or not value[:-1].isdigit():
        raise ValueError("a duration is needed, such as 5m\nremedy: write minutes with an m")
    return int(value[:-1]) * 60


def positive(value: int) -> int:
    if value == 0:
        raise ValueError("it has to be longer than nothing")
    return value


Duration = Annotated[int, BeforeValidator(seconds), AfterValidator(positive)]
Label = Annotated[str, Field(pattern="^[a-z]+$")]
Integer = Annotated[int, Strict()]


class Tier(StrEnum):
    DEV = "development"
    PROD = "production"


class Pause(Spec):
    type: Literal["pause"]
    duration: Duration | None = None


class Weight(Spec):
    type: Literal["weight"]
    percent: Annotated[int, Strict(), Field(ge=1, le=100)]
    weight: dict[str, Integer] = {}


Step = Annotated[Pause | Weight, Field(discriminator="type")]


class Port(Spec):
    name: Label = Field(description="Names the port.")
    port_number: Integer = Field(description="The port, 1 to 65535.")


class Server(Spec):
    host: str
    weights: list[Integer] = []


def kind(value: Any) -> str:
    return "text" if isinstance(value, str) else "server"


class Cache(Spec):
    size: Integer
    unit: str
    policy: str


class Workload(Spec):
    image: str = Field(min_length=3, description="What runs.")
    ports: tuple[Port, ...] = Field(default=(), max_length=3)
    min_ready: Duration = 60
    replicas: Integer | Literal["auto"] | None = None
    ratio: Annotated[float, Strict()] | None = None
    enabled: Annotated[bool, Strict()] = True
    steps: list[Step] = []
    backend: Server | Label | None = None
    alternative: Annotated[Annotated[str, Tag("text")] | Annotated[Server, Tag("server")], Discriminator(kind)] = ""
    store: Cache | Server | None = None
    pair: tuple[Integer, str] | None = None
    metadata: dict[Label, str] = {}

    @model_validator(mode="after")
    def consistent(self) -> Workload:
        if self.image == "bad":
            raise ValueError("image and ports do not fit")
        return self


class Environment(Spec):
    tier: Tier
    mode: Literal["fast", "safe", 3] = "safe"
    workloads: dict[str, Workload]


VALID = """\
tier: production
mode: fast
workloads:
  summit:
    image: ghcr.io/x
    ports:
      - name: http
        portNumber: 80
      - name: admin
        portNumber: 81
    minReady: 5m
    replicas: 3
    ratio: 0.5
    enabled: false
    steps:
      - {type: weight, percent: 20, weight: {weight: 1}}
      - type: pause
        duration: 1m
    backend:
      host: a
      weights: [1, 2]
    alternative: {host: b}
    store: {host: c}
    pair: [1, a]
    metadata: {owner: me}
"""


def read(text: str, file: str = "prod.yaml") -> Mapping:
    tree, findings = parse(file, text)
    assert findings == ()
    assert isinstance(tree, Mapping)
    return tree


def findings_of(tree: Mapping) -> tuple[Finding, ...]:
    try:
        Environment.model_validate(to_data(tree))
    except ValidationError as problem:
        return model_findings(tree, problem, Environment)
    return ()


def one(text: str) -> Finding:
    found = findings_of(read(text))
    assert len(found) == 1, report.text(found, lambda file: text)
    return found[0]


CASES = [
    # what is replaced in the valid spec, by what, and the finding: line, column, id, message, remedy
    ("image: ghcr.io/x", "image: 3", 5, 12, "spec/type", "a string is needed; this is the integer 3", 'Quote it: "3".'),
    ("image: ghcr.io/x", "image: [a]", 5, 5, "spec/type", "a string is needed; this is a list",
     "Write a string. What runs."),
    ("image: ghcr.io/x", "image: x", 5, 12, "spec/value",
     'at least 3 characters are needed; this is the string "x"', "Correct the value. What runs."),
    ("image: ghcr.io/x\n", "image: bad\n", 4, 3, "spec/value", "image and ports do not fit", "Correct the value."),
    ("    image: ghcr.io/x\n", "", 4, 3, "spec/missing", 'the key "image" (a string) is missing here',
     "Add `image:` with its value. What runs."),
    ("image: ghcr.io/x", "image: ghcr.io/x\n    imgae: y", 6, 5, "spec/unknown-key",
     'the key "imgae" is not known here; did you mean "image"?',
     "Correct or remove it; the keys here are " + one_of(
         ("image", "ports", "minReady", "replicas", "ratio", "enabled", "steps", "backend", "alternative", "store",
          "pair", "metadata")) + "."),
    ("        portNumber: 81\n", "", 9, 9, "spec/missing", 'the key "portNumber" (an integer) is missing here',
     "Add `portNumber:` with its value. The port, 1 to 65535."),
    ("portNumber: 81", 'portNumber: "81"', 10, 21, "spec/type", 'an integer is needed; this is the string "81"',
     "Write 81 without quotes."),
    ("name: admin", "name: Admin", 9, 15, "spec/value",
     'it has to match the pattern ^[a-z]+$; this is the string "Admin"', "Correct the value. Names the port."),
    ("minReady: 5m", "minReady: 5", 11, 15, "spec/value", "a duration is needed, such as 5m; this is the integer 5",
     "write minutes with an m"),
    ("minReady: 5m", "minReady: 0m", 11, 15, "spec/value",
     'it has to be longer than nothing; this is the string "0m"', "Correct the value."),
    ("replicas: 3", "replicas: many", 12, 15, "spec/value",
     '"auto" is allowed; or an integer is needed; this is the string "many"', 'Write "auto".'),
    ("replicas: 3", "replicas: aut", 12, 15, "spec/value",
     '"auto" is allowed; or an integer is needed; this is the string "aut"; did you mean "auto"?', 'Write "auto".'),
    ("ratio: 0.5", "ratio: true", 13, 12, "spec/type", "a number is needed; this is true", "Write a number."),
    ("enabled: false", "enabled: 'false'", 14, 14, "spec/type",
     'true or false is needed; this is the string "false"', "Write false without quotes."),
    ("percent: 20", "percent: 0", 16, 33, "spec/value", "at least 1 is needed; this is the integer 0",
     "Correct the value."),
    ("weight: {weight: 1}", "weight: {weight: x}", 16, 54, "spec/type",
     'an integer is needed; this is the string "x"', "Write an integer."),
    ("weight: {weight: 1}", "wieght: {}", 16, 37, "spec/unknown-key",
     'the key "wieght" is not known here; did you mean "weight"?',
     'Correct or remove it; the keys here are "type", "percent" or "weight".'),
    ("type: pause", "type: puase", 17, 15, "spec/value",
     '"pause" or "weight" is allowed; this is the string "puase"; did you mean "pause"?', 'Write "pause" or "weight".'),
    ("type: pause", "type: [pause]", 17, 9, "spec/value", '"pause" or "weight" is allowed; this is a list',
     'Write "pause" or "weight".'),
    ("type: pause\n        ", "", 17, 9, "spec/missing",
     'the key "type" is missing here: it says which kind of thing this is',
     'Add `type:` with one of "pause" or "weight".'),
    ("duration: 1m", "duration: {}", 18, 9, "spec/value", "a duration is needed, such as 5m; this is a map",
     "write minutes with an m"),
    ("weights: [1, 2]", "weights: [1, x]", 21, 20, "spec/type", 'an integer is needed; this is the string "x"',
     "Write an integer."),
    ("host: a", "hots: a", 19, 5, "spec/missing", 'the key "host" (a string) is missing here',
     "Add `host:` with its value."),
    ("backend:\n      host: a\n      weights: [1, 2]", "backend: 5", 19, 14, "spec/type",
     "a map or a string is needed; this is the integer 5", 'Quote it: "5".'),
    ("backend:\n      host: a\n      weights: [1, 2]", "backend: UP", 19, 14, "spec/value",
     'it has to match the pattern ^[a-z]+$; or a map is needed; this is the string "UP"', "Correct the value."),
    ("alternative: {host: b}", "alternative: {host: []}", 22, 19, "spec/type", "a string is needed; this is a list",
     "Write a string."),
    ("store: {host: c}", "store: {host: 3}", 23, 19, "spec/type", "a string is needed; this is the integer 3",
     'Quote it: "3".'),
    ("pair: [1, a]", "pair: [1, 2]", 24, 15, "spec/type", "a string is needed; this is the integer 2",
     'Quote it: "2".'),
    ("pair: [1, a]", "pair: [1]", 24, 5, "spec/missing", "item 2 (a string) of this list is missing", "Add it."),
    ("metadata: {owner: me}", "metadata: {OWNER: me}", 25, 16, "spec/value",
     'it has to match the pattern ^[a-z]+$; this is the key "OWNER"', "Correct the value."),
    ("metadata: {owner: me}", "metadata: {owner: null}", 25, 23, "spec/type", "a string is needed; this is null",
     "Write a string."),
    ("tier: production", "tier: prod", 1, 7, "spec/value",
     '"development" or "production" is allowed; this is the string "prod"',
     'Write "development" or "production".'),
    ("tier: production\n", "", 1, 1, "spec/missing", 'the key "tier" ("development" or "production") is missing here',
     "Add `tier:` with its value."),
    ("mode: fast", "mode: 4", 2, 7, "spec/value", '"fast", "safe" or "3" is allowed; this is the integer 4',
     'Write "fast", "safe" or "3".'),
]  # fmt: skip


@pytest.mark.parametrize(("old", "new", "line", "column", "rule", "message", "remedy"), CASES)
def test_finding(old: str, new: str, line: int, column: int, rule: str, message: str, remedy: str) -> None:
    assert VALID.count(old) == 1
    text = VALID.replace(old, new)
    found = [finding for finding in findings_of(read(text)) if finding.place == Place("prod.yaml", line, column)]
    assert [(one.id, one.message, one.remedy, one.related) for one in found] == [(rule, message, remedy, ())]


def test_the_valid_spec_has_no_findings() -> None:
    assert findings_of(read(VALID)) == ()


def test_of_a_union_only_the_member_that_fits_best_is_reported() -> None:
    found = one(VALID.replace("store: {host: c}", "store: {host: 3}"))
    assert (found.place, found.message) == (
        Place("prod.yaml", 23, 19), "a string is needed; this is the integer 3",
    )  # fmt: skip


def test_all_mistakes_are_reported_at_once() -> None:
    text = (
        VALID.replace("tier: production", "teir: x").replace("percent: 20", "percent: x").replace("mode: f", "mode: b")
    )
    assert [(one.id, one.place and one.place.line) for one in findings_of(read(text))] == [
        ("spec/missing", 1), ("spec/unknown-key", 1), ("spec/value", 2), ("spec/type", 16),
    ]  # fmt: skip


def test_the_file_that_gave_the_value_is_blamed_and_the_environment_named() -> None:
    below, above = (
        read(VALID.replace("portNumber: 81", "portNumber: x"), "base.yaml"),
        read("tier: none\n", "prod.yaml"),
    )
    merged = merge(below, above).tree
    found = findings_of(Mapping(merged.entries, above.place))
    assert [(one.place and one.place.file, [related.place.file for related in one.related]) for one in found] == [
        ("base.yaml", ["prod.yaml"]), ("prod.yaml", []),
    ]  # fmt: skip


def nodes(node: Node, path: tuple[str | int, ...] = ()) -> list[tuple[str | int, ...]]:
    if isinstance(node, Mapping):
        return [path, *(found for key, entry in node.entries.items() for found in nodes(entry.value, (*path, key)))]
    if isinstance(node, Sequence):
        return [path, *(found for index, item in enumerate(node.items) for found in nodes(item, (*path, index)))]
    return [path]


def replaced(node: Node, path: tuple[str | int, ...], new: Node) -> Node:
    if not path:
        return new
    step, rest = path[0], path[1:]
    if isinstance(node, Mapping):
        entry = node.entries[str(step)]
        changed = {str(step): Entry(entry.key, entry.place, replaced(entry.value, rest, new))}
        return Mapping(node.entries | changed, node.place)
    assert isinstance(node, Sequence)
    items = [replaced(item, rest, new) if index == step else item for index, item in enumerate(node.items)]
    return Sequence(items, node.place)


TREE = read(VALID)
PATHS = [path for path in nodes(TREE) if path]


def node_at(path: tuple[str | int, ...]) -> Node:
    node: Node = TREE
    for step in path:
        found = child(node, step)
        assert found is not None
        node = found
    return node


def wrong(node: Node) -> list[Node]:
    """Nodes of other kinds than this one, at its place."""
    place = node.place
    made: list[Node] = [Sequence([Sequence([], place)], place), Mapping({"zz": Entry("zz", place, TREE)}, place)]
    if not isinstance(node, Scalar):
        made += [Scalar(7.5, "7.5", place), Scalar(True, "true", place)]
    elif isinstance(node.value, str):
        made += [Scalar(7.5, "7.5", place)]
    return [one for one in made if type(one) is not type(node) or isinstance(node, Scalar)]


@pytest.mark.parametrize("path", PATHS, ids=lambda path: ".".join(map(str, path)))
def test_a_value_of_a_wrong_kind_is_found_where_it_stands(path: tuple[str | int, ...]) -> None:
    node = node_at(path)
    for new in wrong(node):
        tree = replaced(TREE, path, new)
        assert isinstance(tree, Mapping)
        places = [one.place for one in findings_of(tree)]
        assert place_of(tree, path) in places


@given(st.data())
@settings(max_examples=60, deadline=None)
def test_anything_anywhere_gives_findings_and_no_exception(data: st.DataObject) -> None:
    place = Place("prod.yaml", 99, 9)
    leaves = st.sampled_from([None, True, 0, -1, 1.5, "", "x", "pause", "host", "type"])
    scalar = st.builds(lambda value: Scalar(value, str(value), place), leaves)
    keys = st.sampled_from(["type", "host", "weight", "Server", "str", "0", "[key]", "pause", "name"])

    def mapping(entries: dict[str, Node]) -> Mapping:
        return Mapping({key: Entry(key, place, value) for key, value in entries.items()}, place)

    trees = st.recursive(
        scalar,
        lambda inner: (
            st.builds(lambda items: Sequence(items, place), st.lists(inner, max_size=2))
            | st.builds(mapping, st.dictionaries(keys, inner, max_size=3))
        ),
        max_leaves=5,
    )
    tree = replaced(TREE, data.draw(st.sampled_from(PATHS)), data.draw(trees))
    assert isinstance(tree, Mapping)
    found = findings_of(tree)
    try:
        Environment.model_validate(to_data(tree))
    except ValidationError:
        assert found
    else:
        assert found == ()
    assert all(one.place is not None and one.message and one.remedy for one in found)
