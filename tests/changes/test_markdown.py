"""What a reader of a pull request sees: escaped, and within GitHub's limit."""

from __future__ import annotations

from typing import Any

import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st
from markdown_it import MarkdownIt

from summitgen.changes.compare import compare
from summitgen.changes.differences import differences
from summitgen.changes.markdown import markdown
from summitgen.changes.text import text

TEXTS = st.text(st.characters(codec="utf-8", exclude_categories=["Cs"]), min_size=1, max_size=30)


def files(name: str, value: str, number: int = 1) -> dict[str, bytes]:
    """An environment with objects that have a name and a value."""
    objects = [
        {"apiVersion": "v1", "kind": "ConfigMap", "metadata": {"name": f"{name}{at}"}, "data": {name: value}}
        for at in range(number)
    ]
    return {"k8s/prod/web/c.yaml": yaml.safe_dump_all(objects).encode()}


@settings(deadline=None, max_examples=60)
@given(TEXTS, TEXTS)
def test_nothing_hostile_becomes_markup(name: str, value: str) -> None:
    changes = compare(files(name, ""), files(name, value), {"prod": "production"}, "out")
    tokens = MarkdownIt("commonmark").enable("table").parse(markdown(changes, 10))
    inner = [child for token in tokens for child in token.children or ()]
    assert not {"link_open", "image", "html_inline"} & {child.type for child in inner}
    html = [token.content for token in tokens if token.type == "html_block"]
    assert all(one.startswith(("<details><summary><code>prod</code>: <code>", "</details>")) for one in html)
    assert all(one == "</details>\n" or one.count("<") == 7 for one in html)
    assert len(text(changes, 10).splitlines()) == len(
        text(compare(files("a", ""), files("a", "b"), {}, "out"), 10).splitlines()
    )


@pytest.mark.parametrize("size", [2000, 20_000, 1_000_000])
def test_a_summary_is_never_longer_than_it_may_be(size: int) -> None:
    changes = compare(files("é" * 40, "a", 600), files("é" * 40, "b" * 300, 600), {}, "out")
    shown = markdown(changes, 10, size=size)
    assert len(shown.encode()) <= size
    assert ("more parts are left out" in shown) == (size < 1_000_000)
    assert shown.count("<details>") == shown.count("</details>")
    assert size == 2000 or "| environment | risk |" in shown


@pytest.mark.parametrize(
    ("before", "after", "found"),
    [
        ({"a": 1}, {"a": True}, [("a", "1", "true")]),
        ({"a": None}, {}, [("a", "null", "")]),
        ({"a.b": {"c": 1}}, {"a.b": {"c": 2}}, [('["a.b"].c', "1", "2")]),
        ([1, 2], [1], [("[1]", "2", "")]),
        ([{"name": "x", "v": 1}, {"name": "y"}], [{"name": "y"}, {"name": "x", "v": 2}], [("[x].v", "1", "2")]),
        ([{"name": "x"}, {"name": "x"}], [{"name": "x"}], [("[1]", '{"name": "x"}', "")]),
        ("a\n\x1b", "b", [("", '"a\\n\\u001b"', '"b"')]),
        ("a" * 200, "b", [("", f'"{"a" * 78}…', '"b"')]),
    ],
)
def test_differences(before: Any, after: Any, found: list[tuple[str, str, str]]) -> None:
    assert [tuple(one) for one in differences(before, after)] == found
