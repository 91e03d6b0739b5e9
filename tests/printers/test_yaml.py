"""The emitter: every parser reads back what was written, yamllint is silent, and the text is as people write it."""

from __future__ import annotations

import io
from typing import TYPE_CHECKING, Any

import pytest
import yaml
import yaml_rs
from hypothesis import given, settings
from hypothesis import strategies as st
from ruamel.yaml import YAML
from yamllint import linter  # type: ignore[import-untyped]
from yamllint.config import YamlLintConfig  # type: ignore[import-untyped]

from summitgen.artifacts import HEADER
from summitgen.printers.yaml import body, emit, flow
from tests.printers import hostile

if TYPE_CHECKING:
    from collections.abc import Callable

LINT = YamlLintConfig("{extends: default, rules: {line-length: disable, quoted-strings: disable}}")


def ruamel(text: str, version: tuple[int, int]) -> list[Any]:
    parser = YAML(typ="safe", pure=True)
    parser.version = version
    return list(parser.load_all(io.StringIO(text)))


PARSERS: dict[str, Callable[[str], list[Any]]] = {
    "ruamel, YAML 1.2": lambda text: ruamel(text, (1, 2)),
    "ruamel, YAML 1.1": lambda text: ruamel(text, (1, 1)),
    "PyYAML": lambda text: list(yaml.load_all(text, yaml.SafeLoader)),
    "libyaml": lambda text: list(yaml.load_all(text, yaml.CSafeLoader)),
    # It takes even quoted strings for dates, unless told not to.
    "yaml_rs": lambda text: [yaml_rs.loads(part, parse_datetime=False) for part in text.split("\n---\n")[1:]],
}


def same(left: Any, right: Any) -> bool:
    """Equality that tells 1 from True and from 1.0."""
    if type(left) is not type(right):
        return False
    if isinstance(left, dict):
        return list(left) == list(right) and all(same(left[key], right[key]) for key in left)
    if isinstance(left, list):
        return len(left) == len(right) and all(map(same, left, right))
    return bool(left == right)


@pytest.mark.parametrize("word", hostile.WORDS)
@pytest.mark.parametrize("parser", PARSERS)
def test_each_hostile_word_comes_back_from_every_place(parser: str, word: str) -> None:
    documents: list[Any] = [{"key": word, "list": [word, [word]], "map": {word: {word: word}}}, [word], word]
    assert same(PARSERS[parser](emit(documents)), documents), emit(documents)


@pytest.mark.parametrize("parser", PARSERS)
@settings(deadline=None, max_examples=150)
@given(st.lists(hostile.data(), min_size=1, max_size=3))
def test_what_is_parsed_is_what_was_emitted(parser: str, documents: list[Any]) -> None:
    assert same(PARSERS[parser](emit(documents)), documents), emit(documents)


@settings(deadline=None, max_examples=200)
@given(st.lists(hostile.data(), min_size=1, max_size=3))
def test_yamllint_has_nothing_to_say(documents: list[Any]) -> None:
    text = emit(documents)
    assert list(map(str, linter.run(text, LINT))) == [], text


def test_the_text_is_as_a_person_writes_it() -> None:
    deployment = {
        "kind": "Deployment",
        "metadata": {"name": "api", "labels": {}, "annotations": {"on": "yes", "version": "1.10"}},
        "spec": {
            "replicas": 3,
            "paused": False,
            "args": ["--port=4000", "-v", "a: b"],
            "ports": [{"name": "http", "port": 80}, {"name": "metrics"}],
            "matrix": [[1, 2], []],
            "memory": "1Gi",
            "limit": 0.05,
            "tiny": 1e-07,
            "none": None,
            "image": "ghcr.io/brianclong/summit:v1",
            "query": 'sum(rate(http_requests_total{code=~"5.."}[5m])) > 0',
            "script": "set -e\n\nexec node dist/index.js\n",
            "note": "no newline\nat the end",
        },
    }
    assert (
        emit([deployment, {"kind": "Service"}])
        == f"""# {HEADER}
---
kind: Deployment
metadata:
  name: api
  labels: {{}}
  annotations:
    "on": "yes"
    version: "1.10"
spec:
  replicas: 3
  paused: false
  args:
    - "--port=4000"
    - "-v"
    - "a: b"
  ports:
    - name: http
      port: 80
    - name: metrics
  matrix:
    -
      - 1
      - 2
    - []
  memory: 1Gi
  limit: 0.05
  tiny: 1.0e-07
  none: null
  image: ghcr.io/brianclong/summit:v1
  query: sum(rate(http_requests_total{{code=~"5.."}}[5m])) > 0
  script: |
    set -e

    exec node dist/index.js
  note: |-
    no newline
    at the end
---
kind: Service
"""
    )


@pytest.mark.parametrize("value", [float("nan"), float("inf"), "\ud800", {"\udfff": 1}, ["a\n\ud800"]])
def test_what_no_yaml_can_say_is_refused(value: object) -> None:
    with pytest.raises(ValueError, match=r"finite|surrogate"):
        emit([value])


@pytest.mark.parametrize("value", [{1, 2}, (1,), b"x", object()])
def test_what_is_not_json_like_is_refused(value: object) -> None:
    with pytest.raises(TypeError, match="JSON-like"):
        emit([{"key": value}])


def test_no_documents_leave_the_header_alone() -> None:
    assert emit([], header="# nothing\n") == "# nothing\n"


def test_a_body_has_no_marker_and_a_flow_value_no_newline() -> None:
    assert body({"a": [1]}) == "a:\n  - 1\n"
    leaves: list[Any] = ["a: b", {}, [], None, 1]
    assert [flow(leaf) for leaf in leaves] == ['"a: b"', "{}", "[]", "null", "1"]


@pytest.mark.parametrize("word", ["y", "N", "on", "OFF", "yes", "null", "NaN", "inf", "Infinity", "~", "1e3", "1.10"])
def test_words_that_only_some_parsers_take_for_something_else_are_quoted(word: str) -> None:
    assert body({word: word}) == f'"{word}": "{word}"\n'
