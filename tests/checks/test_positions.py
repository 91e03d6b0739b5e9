"""Positions of values in a file."""

from __future__ import annotations

import pytest

from summitgen.checks._access import at, json_path
from summitgen.checks._positions import START, duplicate_key, locate

SOURCE = """\
# generated
---
kind: one
---
kind: two
spec:
  list:
    - name: a
    - name: b
      ports: [80, 443]
  "quoted key": {inner: value}
"""


@pytest.mark.parametrize(
    ("document", "path", "position"),
    [
        (0, (), (3, 1)),
        (0, ("kind",), (3, 7)),
        (1, ("kind",), (5, 7)),
        (1, ("spec",), (6, 1)),
        (1, ("spec", "list", 1, "name"), (9, 13)),
        (1, ("spec", "list", 1, "ports", 1), (10, 19)),
        (1, ("spec", "list", 1), (9, 7)),
        (1, ("spec", "quoted key", "inner"), (11, 25)),
        (1, ("spec", "list", 1, "missing", "deeper"), (9, 7)),
        (1, ("spec", "list", 2), (7, 3)),
        (1, ("kind", "of", "scalar"), (5, 7)),
        (1, ("spec", 0), (6, 1)),
        (2, ("kind",), START),
    ],
)
def test_locates(document: int, path: tuple[str | int, ...], position: tuple[int, int]) -> None:
    assert locate(SOURCE, document, path) == position


def test_what_can_not_be_parsed_is_placed_at_its_start() -> None:
    assert locate("a: [", 0, ("a",)) == START
    assert duplicate_key("a: [") is None


@pytest.mark.parametrize(
    ("source", "found"),
    [
        ("a: 1\nb: 2\n", None),
        ("a: 1\nb: 2\na: 3\n", ("a", (3, 1))),
        ("a:\n  - {b: 1, c: 2, b: 3}\n", ("b", (2, 18))),
        ("a: {x: 1}\nb: {x: 1}\n", None),
        ("? [a]\n: 1\n? [a]\n: 2\n", None),
        ("a: 1\n---\nb: 1\nb: 2\n", ("b", (4, 1))),
    ],
)
def test_finds_the_second_of_two_keys(source: str, found: tuple[str, tuple[int, int]] | None) -> None:
    assert duplicate_key(source) == found


@pytest.mark.parametrize(
    ("path", "shown"),
    [
        ((), "$"),
        (("spec", "containers", 0, "image"), "$.spec.containers[0].image"),
        (("labels", "app.kubernetes.io/name"), '$.labels["app.kubernetes.io/name"]'),
        (("9090",), '$["9090"]'),
    ],
)
def test_json_path(path: tuple[str | int, ...], shown: str) -> None:
    assert json_path(path) == shown


def test_there_is_nothing_past_the_end_of_a_list() -> None:
    assert at({"list": ["a"]}, "list", 0) == "a"
    assert at({"list": ["a"]}, "list", 1) is None
    assert at("text", 0) is None
