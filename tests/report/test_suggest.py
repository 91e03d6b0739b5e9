"""Did you mean: which known word a misspelt one stands for."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from summitgen.suggest import closest, did_you_mean, one_of

KEYS = ("replicas", "minReplicas", "maxReplicas", "image", "ports", "port", "env", "deploymentStrategy", "name")


@pytest.mark.parametrize(
    ("word", "meant"),
    [
        ("replica", "replicas"), ("replcias", "replicas"), ("repliacs", "replicas"), ("max_replicas", "maxReplicas"),
        ("maxreplicas", "maxReplicas"), ("MIN-REPLICAS", "minReplicas"), ("imgae", "image"), ("prot", "port"),
        ("portss", "ports"), ("enx", "env"), ("deploymentstratgy", "deploymentStrategy"), ("nmae", "name"),
        ("deplymntStratgey", "deploymentStrategy"),
        ("volumes", None), ("zzz", None), ("", None), ("-", None), ("x", None), ("i" * 1000, None),
    ],
)  # fmt: skip
def test_closest(word: str, meant: str | None) -> None:
    assert closest(word, KEYS) == meant


def test_of_two_as_near_the_first_by_name_is_taken() -> None:
    assert closest("abx", ["abd", "abc"]) == closest("abx", ["abc", "abd"]) == "abc"
    assert closest("x", []) is None


def test_sentences() -> None:
    assert did_you_mean("prot", KEYS) == '; did you mean "port"?'
    assert did_you_mean("zzz", KEYS) == ""
    assert [one_of(words) for words in ([], ["a"], ["a", "b"], ["a", "b", "c"])] == [
        "", '"a"', '"a" or "b"', '"a", "b" or "c"',
    ]  # fmt: skip


@given(st.sampled_from(KEYS), st.data())
@settings(max_examples=150, deadline=None)
def test_one_slip_is_forgiven(key: str, data: st.DataObject) -> None:
    at = data.draw(st.integers(0, len(key) - 2))
    slips = (key[:at] + key[at + 1 :], key[:at] + "Q" + key[at:], key[:at] + "Q" + key[at + 1 :])
    swapped = key[:at] + key[at + 1] + key[at] + key[at + 2 :]
    for slip in (*slips, swapped):
        assert closest(slip, [key]) == key
