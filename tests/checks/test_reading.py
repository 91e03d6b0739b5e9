"""What the fast YAML parser reads is what ruamel, slow and known to be right, reads."""

from __future__ import annotations

import io
import json
from typing import Any

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from ruamel.yaml import YAML

from summitgen.checks._reading import UnreadableError, json_document, yaml_documents
from summitgen.printers.yaml import emit

# Lone surrogates are no text, and DEL, C1 and U+FFFE no YAML; specs can't hold them (design.md).
TEXT = st.text(
    st.characters(codec="utf-8", exclude_categories=["Cs"], exclude_characters="\x7f\ufffe\uffff\x85\ufeff").filter(
        lambda letter: not "\x80" <= letter <= "\x9f"
    )
)
# Resolved by ruamel, or refused; the core schema knows no timestamps and no merging.
PLAIN_IN_THE_CORE_SCHEMA = ("2020-01-01", "2020-01-01T00:00:00Z", "=", "<<")
HOSTILE = st.sampled_from(
    ["", " ", "~", "null", "yes", "on", "n", "1e3", "0o17", "017", "1_000", ".inf", "12:30:00", "2020-01-01", "=",
     "<<", "a: b", "- a", "# c", "a #c", "'", '"', "{", "[", "!x", "&a", "*a", "|", ">", "%", "@", "`", "a\nb\n", "---"]
)  # fmt: skip
STRINGS = TEXT | HOSTILE
SCALARS = st.none() | st.booleans() | st.integers(-(2**53), 2**53) | st.floats(allow_nan=False) | STRINGS
VALUES = st.recursive(
    SCALARS, lambda inner: st.lists(inner, max_size=4) | st.dictionaries(STRINGS, inner, max_size=4), max_leaves=12
)
OBJECTS = st.dictionaries(STRINGS, VALUES, min_size=1, max_size=4)


def slow(*, pure: bool = True) -> Any:
    yaml = YAML(typ="safe", pure=pure)
    yaml.version = (1, 2)
    return yaml


@settings(deadline=None, max_examples=60)
@given(OBJECTS)
def test_reads_what_ruamel_writes(data: dict[str, Any]) -> None:
    stream = io.StringIO()
    slow().dump(data, stream)
    # Ruamel misreads some of what it writes itself: a folded line of escapes, a key that begins with a question mark.
    assume(slow().load(stream.getvalue()) == data)
    assert yaml_documents(stream.getvalue()) == [data]


@settings(deadline=None, max_examples=100)
@given(OBJECTS)
def test_reads_json_as_the_yaml_that_it_is(data: dict[str, Any]) -> None:
    finite = json.loads(json.dumps(data).replace("Infinity", "1e308"))
    assert yaml_documents(json.dumps(finite)) == [finite]


@settings(deadline=None, max_examples=100)
@given(st.lists(st.dictionaries(HOSTILE | st.text("abc"), HOSTILE | st.integers() | st.none(), min_size=1), min_size=2))
def test_reads_all_documents_that_the_emitter_writes(data: list[dict[str, Any]]) -> None:
    assert yaml_documents(emit(data)) == data


SCALAR_TEXTS = [
    *("1", "-1", "+1", "017", "0o17", "0x1F", "1.0", "1.", ".5", "1e3", "1E-3", ".inf", "-.inf", ".Inf", "0b11", "1e"),
    *(
        "0x",
        "123456789012345678901234567890",
        "~",
        "null",
        "Null",
        "NULL",
        "true",
        "True",
        "TRUE",
        "false",
        "yes",
        "no",
    ),
    *("on", "off", "y", "n", "12:30:00", "1.2.3", "'it''s'", '"\\u00e9\\n"', "''", '"a\\tb"', "[]", "{}", "[a,b]"),
    *("{a: 1}", "plain text", *PLAIN_IN_THE_CORE_SCHEMA),
]


@pytest.mark.parametrize("text", SCALAR_TEXTS)
def test_resolves_scalars_as_the_core_schema_of_yaml_1_2_does(text: str) -> None:
    source = f"%YAML 1.2\n---\nkey: {text}\n"
    expected = {"key": text} if text in PLAIN_IN_THE_CORE_SCHEMA else slow().load(source)
    assert yaml_documents(source.partition("---\n")[2]) == [expected]


@pytest.mark.parametrize(
    "source",
    [
        "key: |\n  one\n   two\n\n  three\n",
        "key: |-\n  one\n",
        "key: |+\n  one\n\n",
        "key: >\n  one\n  two\n\n  three\n",
        "key: >-\n  one\n    kept\n  two\n",
        "key: |2\n    indented\n",
        "key: 'one\n  two\n\n  three'\n",
        'key: "one\\\n  two"\n',
        "key: plain\n  goes on\n",
        "# comment\nkey: a#b # comment\n# end\n",
        "\"a key\": 1\n'another': 2\n? long\n: 3\n",
        "list:\n- a\n-\n  - b\n- c: d\n  e: f\n",
        f"key: {'long ' * 400}end\n",
        "key: [a, {b: c}, 'd'] # flow\nempty: {}\n",
        "anchor: &a [1]\nalias: *a\n",
    ],
)
def test_reads_each_style_as_ruamel_does(source: str) -> None:
    assert yaml_documents(source) == [slow().load(source)]


@pytest.mark.parametrize(
    ("source", "documents"),
    [
        ("a: 1\n", 1),
        ("---\na: 1\n---\nb: 2\n", 2),
        ("# c\n---\na: 1\n", 1),
        ("- a\n- b\n", 1),
        ("---\n- a\n- b\n", 1),
        ("# c\n\n--- # c\n[a, b]\n", 1),
        ("--- [a, b]\n", 1),
        ("-a: 1\n---\n-b: 2\n", 2),
    ],
)
def test_tells_a_list_from_several_documents(source: str, documents: int) -> None:
    assert len(yaml_documents(source)) == documents


@pytest.mark.parametrize("character", ["\x00", "\x1b", "\x7f", "\x80", "\x9f", "\ufffe"])
def test_refuses_what_yaml_does_not_allow(character: str) -> None:
    with pytest.raises(UnreadableError, match=f"U\\+{ord(character):04X}") as refused:
        yaml_documents(f"a: 1\nb:  'x{character}'\n")
    assert refused.value.position == (2, 7)


def test_the_position_of_a_json_mistake_is_the_parsers() -> None:
    with pytest.raises(UnreadableError) as refused:
        json_document('{"a": 1,\n  oops}')
    assert refused.value.position == (2, 3)
