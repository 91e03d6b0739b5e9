"""The syntax tree: values and places, on examples, on random data against another parser, and on damaged files."""

from __future__ import annotations

import io
from typing import TYPE_CHECKING

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from ruamel.yaml import YAML

from summitgen.findings import Place
from summitgen.stages.yaml_text import decode
from summitgen.stages.yaml_tree import parse
from summitgen.syntax import Mapping, Node, Scalar, Sequence, to_data

if TYPE_CHECKING:
    from summitgen.findings import Finding

SPEC = """\
# a comment
extends: base.yaml
workloads:
  summit:
    image: {name: "ghcr.io/x/y", tag: 1.10.0}
    ports:
    - name: http
      port: 8080
    -   name: 'mé\U0001f600' # wide
        port:   0x10
    env:
      "on": yes
      EMPTY:
      TEXT: |
        one
        two
"""

PLACES = [
    (("extends",), "base.yaml", 2, 10),
    (("workloads", "summit", "image", "name"), "ghcr.io/x/y", 5, 19),
    (("workloads", "summit", "image", "tag"), "1.10.0", 5, 39),
    (("workloads", "summit", "ports", 0, "port"), 8080, 8, 13),
    (("workloads", "summit", "ports", 1, "name"), "mé\U0001f600", 9, 15),
    (("workloads", "summit", "ports", 1, "port"), 16, 10, 17),
    (("workloads", "summit", "env", "on"), "yes", 12, 13),
    (("workloads", "summit", "env", "EMPTY"), None, 13, 7),
    (("workloads", "summit", "env", "TEXT"), "one\ntwo\n", 14, 13),
]


def at(node: Node, path: tuple[str | int, ...]) -> Node:
    for step in path:
        if isinstance(node, Mapping):
            node = node.entries[str(step)].value
        else:
            assert isinstance(node, Sequence)
            assert isinstance(step, int)
            node = node.items[step]
    return node


def tree(text: str) -> Node:
    root, findings = parse("f.yaml", text)
    assert findings == ()
    assert root is not None
    return root


@pytest.mark.parametrize(("path", "value", "line", "column"), PLACES)
def test_scalars_have_value_and_place(path: tuple[str | int, ...], value: object, line: int, column: int) -> None:
    node = at(tree(SPEC), path)
    assert isinstance(node, Scalar)
    assert (node.value, node.place) == (value, Place("f.yaml", line, column))


def test_keys_maps_and_lists_have_places() -> None:
    root = tree(SPEC)
    workload = at(root, ("workloads", "summit"))
    assert isinstance(workload, Mapping)
    assert [(entry.key, entry.place[1:]) for entry in workload.entries.values()] == [
        ("image", (5, 5)), ("ports", (6, 5)), ("env", (11, 5)),
    ]  # fmt: skip
    assert at(workload, ("image",)).place[1:] == (5, 12)
    assert at(workload, ("ports",)).place[1:] == (7, 5)
    assert at(workload, ("ports", 1)).place[1:] == (9, 9)


def test_text_is_as_written() -> None:
    node = at(tree("a: 0x10\n"), ("a",))
    assert isinstance(node, Scalar)
    assert (node.value, node.text) == (16, "0x10")


def test_carriage_returns_count_as_one_line_break() -> None:
    assert at(tree("a: 1\r\nb:\r\n  c: 2\r\n"), ("b", "c")).place == Place("f.yaml", 3, 6)


def test_a_quoted_empty_document_is_no_empty_file() -> None:
    assert parse("f", '""\n') == (Scalar("", "", Place("f", 1, 1)), ())
    assert parse("f", "~\n")[0] == Scalar(None, "~", Place("f", 1, 1))
    assert parse("f", "# nothing\n") == (None, ())


def documents(but: str = "") -> st.SearchStrategy[dict[str, object]]:
    """Maps of JSON values, with no character of ``but`` in their strings."""
    printable = st.characters(min_codepoint=0x20, max_codepoint=0x24F, exclude_characters=f"\x7f{but}", codec="utf-8")
    texts = st.text(printable, max_size=12).filter(lambda text: not any("\x80" <= one <= "\x9f" for one in text))
    data: st.SearchStrategy[object] = st.recursive(
        st.none() | st.booleans() | st.integers(-(2**53), 2**53) | texts,
        lambda inner: st.lists(inner, max_size=4) | st.dictionaries(texts, inner, max_size=4),
        max_leaves=12,
    )
    return st.dictionaries(texts, data, min_size=1, max_size=4)


def written(value: object, *, flow: bool) -> str:
    stream = io.StringIO()
    writer = YAML(typ="safe", pure=True)
    writer.default_flow_style = flow
    writer.dump(value, stream)
    return stream.getvalue()


@given(documents())
@settings(max_examples=60, deadline=None)
def test_what_another_library_writes_is_read_as_it_was(value: dict[str, object]) -> None:
    assert to_data(tree(written(value, flow=False))) == value


# Inside braces libyaml takes some "?" and ":" for indicators that YAML 1.2 does not: see the test below.
@given(documents(but="?:"))
@settings(max_examples=60, deadline=None)
def test_what_another_library_writes_in_braces_is_read_as_it_was(value: dict[str, object]) -> None:
    assert to_data(tree(written(value, flow=True))) == value


@given(documents())
@settings(max_examples=30, deadline=None)
def test_places_lead_to_the_text(value: dict[str, object]) -> None:
    text = written(value, flow=False)
    lines = text.split("\n")
    root = tree(text)
    assert isinstance(root, Mapping)
    for entry in root.entries.values():
        found = lines[entry.place.line - 1][entry.place.column - 1 :]
        assert found.startswith(("'", '"', entry.key[:1]))


@pytest.mark.parametrize("text", ["?0", ":0", "0:?"])
def test_an_indicator_that_libyaml_misreads_is_a_finding(text: str) -> None:
    findings = parse("f", f"{{a: {text}}}")[1]
    assert [one.id for one in findings] == ["load/syntax"]
    assert "quote the text" in findings[0].remedy.lower()
    assert to_data(tree(f"a: {text}")) == {"a": text}


def judged(content: bytes) -> tuple[Node | None, tuple[Finding, ...]]:
    text, findings = decode("f", content)
    if text is None:
        return None, findings
    node, problems = parse("f", text)
    return node, (*findings, *problems)


def holds(content: bytes) -> None:
    """Anything gives a tree of JSON values or a finding that has a place, a message and a remedy."""
    node, findings = judged(content)
    lines = content.count(b"\n") + content.count(b"\r") + 1
    for finding in findings:
        assert finding.place is not None
        assert 1 <= finding.place.line <= lines
        assert finding.place.column >= 1
        assert finding.message
        assert finding.remedy
    if node is not None and not findings:
        to_data(node)


@given(st.binary(max_size=200))
@settings(max_examples=200, deadline=None)
def test_random_bytes(content: bytes) -> None:
    holds(content)


@given(st.text(st.sampled_from("ab: -?[]{}\"'|>&*!%@`#,\n\t\r\\0~<x"), max_size=60))
@settings(max_examples=400, deadline=None)
def test_random_syntax(text: str) -> None:
    holds(text.encode())


@given(
    st.integers(0, len(SPEC)),
    st.integers(0, 8),
    st.text(max_size=6)
    | st.sampled_from(["\t", "*a", "&a ", "!t ", "<<: ", "---\n", "...", "\x85", "\ufeff", "{", "]"]),
)
@settings(max_examples=400, deadline=None)
def test_damaged_specs(start: int, cut: int, inserted: str) -> None:
    holds((SPEC[:start] + inserted + SPEC[start + cut :]).encode("utf-8", "surrogatepass"))
