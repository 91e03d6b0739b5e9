"""Unified diffs: golden ones, and that each leads from one file to the other."""

from __future__ import annotations

import time

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from summitgen.stages.diff import LONGEST, file_diff

GOLDEN = [
    (b"a\nb\nc\n", b"a\nB\nc\n", ["@@ -1,3 +1,3 @@", " a", "-b", "+B", " c"], (1, 1)),
    (None, b"a\nb\n", ["@@ -0,0 +1,2 @@", "+a", "+b"], (2, 0)),
    (b"a\n", None, ["@@ -1 +0,0 @@", "-a"], (0, 1)),
    (b"a\n", b"a", ["@@ -1 +1 @@", "-a", "+a", "\\ No newline at end of file"], (1, 1)),
    (b"a", b"a\nb\n", ["@@ -1 +1,2 @@", "-a", "\\ No newline at end of file", "+a", "+b"], (2, 1)),
    (b"", b"a\n", ["@@ -0,0 +1 @@", "+a"], (1, 0)),
    (b"\n", b"", ["@@ -1 +0,0 @@", "-"], (0, 1)),
    (
        b"1\n2\n3\n4\n5\n6\n7\n8\n9\n",
        b"1\n2\n3\n4\nx\n6\n7\n8\n9\n",
        ["@@ -2,7 +2,7 @@", " 2", " 3", " 4", "-5", "+x", " 6", " 7", " 8"],
        (1, 1),
    ),
    (b"\xff", b"a\n", ["Binary files differ"], (0, 0)),
    (b"a\n", b"a\n", ["(the executable bit differs)"], (0, 0)),
    (None, b"", ["(an empty file)"], (0, 0)),
    (b"-- \n", b"++ \n", ["@@ -1 +1 @@", "--- ", "+++ "], (1, 1)),
    (b"a\rb\n", b"a\x85b\n".decode("latin-1").encode(), ["@@ -1 +1 @@", "-a\rb", "+a\x85b"], (1, 1)),
]


@pytest.mark.parametrize(("before", "after", "body", "counts"), GOLDEN)
def test_the_diff_of_a_file(
    before: bytes | None, after: bytes | None, body: list[str], counts: tuple[int, int]
) -> None:
    diff = file_diff("out/x", before, after)
    names = [
        f"--- {'/dev/null' if before is None else 'a/out/x'}",
        f"+++ {'/dev/null' if after is None else 'b/out/x'}",
    ]
    assert list(diff.lines) == [*names, *body]
    assert (diff.added, diff.deleted) == counts


def _patched(before: list[str], diff: tuple[str, ...]) -> list[str]:
    """Apply a unified diff, believing nothing: context and deleted lines must be there."""
    result, position = [], 0
    for line in diff[2:]:
        if line.startswith("@@ "):
            start, _, length = line.split(" ")[1][1:].partition(",")
            begin = int(start) - (length != "0")
            result += before[position:begin]
            position = begin
        elif line.startswith("+"):
            result.append(line[1:])
        else:
            assert before[position] == line[1:], (position, line)
            result += [line[1:]] if line.startswith(" ") else []
            position += 1
    return result + before[position:]


LINES = st.lists(st.sampled_from(["a", "b", "c", "-", "+", "@@ "]), max_size=30)


@settings(deadline=None, max_examples=200, suppress_health_check=[HealthCheck.too_slow])
@given(LINES, LINES)
def test_the_diff_leads_from_one_file_to_the_other(before: list[str], after: list[str]) -> None:
    old, new = ("".join(f"{line}\n" for line in lines).encode() for lines in (before, after))
    diff = file_diff("x", old, new)
    if before != after:
        assert _patched(before, diff.lines) == after
    assert diff.added - diff.deleted == len(after) - len(before)


@settings(deadline=None, max_examples=50, suppress_health_check=[HealthCheck.too_slow])
@given(LINES, st.integers(0, 30), st.sampled_from(["new", "a"]))
def test_one_line_more_is_one_line_of_diff(before: list[str], position: int, line: str) -> None:
    after = [*before[:position], line, *before[position:]]
    old, new = ("".join(f"{line}\n" for line in lines).encode() for lines in (before, after))
    diff = file_diff("x", old, new)
    assert (diff.added, diff.deleted) == (1, 0)


def test_two_large_files_without_a_line_in_common_are_compared_at_once() -> None:
    size = LONGEST + 1
    old, new = ("".join(f"{name} {number % 7}\n" for number in range(size)).encode() for name in "ab")
    start = time.process_time()
    diff = file_diff("x", b"same\n" + old, b"same\n" + new)
    assert (diff.added, diff.deleted) == (size, size)
    assert time.process_time() - start < 2
