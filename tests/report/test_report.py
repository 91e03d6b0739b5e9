"""Reports: the text with its excerpt and caret, the terminal, and the JSON document."""

from __future__ import annotations

import io
import json
import re
import subprocess
import sys

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from summitgen import report
from summitgen.findings import Finding, Place, Related, error, warning
from summitgen.report.cells import safe, shown, width, window, wrapped

SOURCE = "name: x\nport: [bold]80[/bold]\n\tключ: 日本 x\n" + "y" * 200 + "\n"
ANSI = re.compile(r"\x1b\[[0-9;]*m")

FINDINGS = (
    error("spec/type", "an integer is needed", "Write a number.", Place("e/prod.yaml", 2, 7)),
    warning("spec/odd", "this is odd", "Look at it.", Place("e/prod.yaml", 3, 10), Related("first", Place("b", 4, 2))),
    error("project/missing", "no project", "Write one:\nproject: x"),
)

EXPECTED = """\
[project/missing]
error: no project
  remedy: Write one:
          project: x

e/prod.yaml:2:7 [spec/type]
error: an integer is needed
    2 | port: [bold]80[/bold]
      |       ^
  remedy: Write a number.

e/prod.yaml:3:10 [spec/odd]
warning: this is odd
    3 |     ключ: 日本 x
      |               ^
  @ b:4:2: first
  remedy: Look at it.

2 errors, 1 warning
"""


class Terminal(io.StringIO):
    """A stream that says it is a terminal."""

    encoding = "utf-8"

    def isatty(self) -> bool:
        return True


def source(file: str) -> str | None:
    return SOURCE if file == "e/prod.yaml" else None


def excerpt(line: str, column: int, columns: int | None = None) -> list[str]:
    text = report.text([error("i", "m", "r", Place("f", 1, column))], lambda file: line, columns=columns)
    return text.split("\n")[2:4]


def caret_cell(lines: list[str]) -> int:
    return lines[1].index("^") - len("    1 | ")


def test_text() -> None:
    assert report.text(FINDINGS, source) == EXPECTED


def test_text_does_not_depend_on_the_order() -> None:
    assert report.text(FINDINGS[::-1] + FINDINGS, source) == EXPECTED


def test_no_findings() -> None:
    assert report.text((), source) == "no findings\n"


@pytest.mark.parametrize(
    ("findings", "expected"),
    [(FINDINGS[:1], "1 error"), (FINDINGS[1:2], "1 warning"), (FINDINGS, "2 errors, 1 warning"), ((), "no findings")],
)
def test_summary(findings: tuple[Finding, ...], expected: str) -> None:
    assert report.summary(findings) == expected


def test_one_mistake_of_several_environments_is_one() -> None:
    place = Place("base.yaml", 1, 1)
    found = [
        error("i", "m", "r", place, Related("here", Place(f"{name}.yaml", 1, 1))) for name in ("prod", "dev", "dev")
    ]
    assert report.summary(found) == "1 error"
    assert [one.place.file for one in report.grouped(found)[0].related] == ["prod.yaml", "dev.yaml"]


@pytest.mark.parametrize("place", [Place("none", 1, 1), Place("e/prod.yaml", 99, 1), Place("e/prod.yaml", 5, 1)])
def test_without_a_source_line_there_is_no_excerpt(place: Place) -> None:
    assert report.text([error("i", "m", "r", place)], source).split("\n")[1:3] == ["error: m", "  remedy: r"]


def test_lines_are_counted_as_yaml_counts_them() -> None:
    text = "\ufeffa: 1\r\nb: \x0b\u2028\x85\rc: 3\n"
    lines = report.text([error("i", "m", "r", Place("f", 3, 1))], lambda file: text).split("\n")
    assert lines[2] == "    3 | c: 3"
    assert excerpt("\ufeffa: 1", 1)[0] == "    1 | a: 1"


@pytest.mark.parametrize(
    ("line", "column", "cell"),
    [
        ("abc", 2, 1), ("日本x", 3, 4), ("e\u0301x", 3, 1), ("\tx", 2, 4), ("a\u200bb", 3, 1), ("\x1b[31mx", 2, 4),
        ("abc", 4, 3), ("abc", 99, 3), ("\U0001f600x", 2, 2),
    ],
)  # fmt: skip
def test_the_caret_stands_below_the_character(line: str, column: int, cell: int) -> None:
    assert caret_cell(excerpt(line, column)) == cell


@given(st.text(st.characters(exclude_characters="\r\n"), min_size=1, max_size=150), st.data())
@settings(max_examples=150, deadline=None)
def test_a_window_shows_the_column_and_fits(line: str, data: st.DataObject) -> None:
    column, room = data.draw(st.integers(0, len(line) - 1)), data.draw(st.integers(30, 60))
    part, cell = window(line, column, room)
    assert width(part) <= room
    piece = shown(line[column])
    offsets = [offset for offset in range(len(part) + 1) if width(part[:offset]) == cell]
    assert any(part.startswith(piece, offset) for offset in offsets)


def test_long_lines_are_cut_around_the_caret() -> None:
    line = "a" * 100 + "X" + "b" * 100
    for columns in (None, 60, 10):
        lines = excerpt(line, 101, columns)
        assert lines[0].startswith("    1 | …")
        assert lines[0].endswith("…")
        assert lines[0][lines[1].index("^")] == "X"
        assert len(lines[0]) <= max(columns or 120, 40)
    assert excerpt(line, 1)[0].startswith("    1 | aaa")
    assert excerpt(line, 201)[0].endswith("b")


def test_text_is_wrapped_to_the_width() -> None:
    found = [
        error("i", "one two three " * 10, "four five six " * 10, Place("f", 1, 1), Related("x " * 60, Place("g", 1, 1)))
    ]
    lines = report.text(found, lambda file: None, columns=50).split("\n")
    assert max(map(len, lines)) <= 50
    assert lines[2].startswith("       ")
    assert " ".join("".join(lines).split()).count("five") == 10
    assert max(map(len, report.text(found, lambda file: None).split("\n"))) > 100


def test_wide_characters_are_wrapped_by_their_cells() -> None:
    assert wrapped("日本 日本 日本", 9) == ["日本 日本", "日本"]
    assert wrapped("a\n\nb", 9) == ["a", "", "b"]
    assert wrapped("unbreakable words", 4) == ["unbreakable", "words"]


@given(st.text(max_size=60), st.text(max_size=30), st.text(max_size=40))
@settings(max_examples=150, deadline=None)
def test_nothing_of_the_user_steers_the_terminal(message: str, file: str, line: str) -> None:
    found = [error("i", message, message, Place(file, 1, 1), Related(message, Place(file, 1, 1)))]
    for text in (report.text(found, lambda name: line), report.text(found, lambda name: line, columns=50)):
        assert text.isascii() or text.encode("utf-8")
        assert all(character == "\n" or shown(character) == character for character in text)


def test_safe_text() -> None:
    assert safe("plain") == "plain"
    assert safe("a\nb\x1b[0m\x85\u202e\ud800\U000e0fff\t|") == "a\nb\\x1b[0m\\x85\\u202e\\ud800\\U000e0fff    |"


def on(stream: io.StringIO, **environ: str) -> str:
    report.show(FINDINGS, source, stream, environ)
    return stream.getvalue()


def test_a_pipe_gets_plain_text() -> None:
    assert on(io.StringIO(), COLUMNS="40") == EXPECTED


def test_a_terminal_gets_colours_and_the_same_text() -> None:
    text = on(Terminal(), COLUMNS="100", TERM="xterm")
    assert "\x1b[1;31merror: \x1b[0m" in text
    assert "\x1b[1;33mwarning: \x1b[0m" in text
    assert "port: [bold]80[/bold]" in text
    assert [line.rstrip() for line in ANSI.sub("", text).split("\n")] == EXPECTED.split("\n")


@pytest.mark.parametrize("environ", [{"NO_COLOR": "1"}, {"TERM": "dumb"}])
def test_no_colour(environ: dict[str, str]) -> None:
    assert on(Terminal(), COLUMNS="100", **environ) == EXPECTED


def test_an_empty_no_color_says_nothing() -> None:
    assert "\x1b[" in on(Terminal(), COLUMNS="100", NO_COLOR="")


@pytest.mark.parametrize(("columns", "fits"), [("60", 60), ("1", 40), ("", 500), ("x", 500), ("0", 500), ("²", 500)])
def test_the_width_of_the_terminal(columns: str, fits: int, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("shutil.get_terminal_size", lambda: __import__("os").terminal_size((500, 20)))
    stream = Terminal()
    found = [error("i", "word " * 200, "r")]
    report.show(found, source, stream, {"COLUMNS": columns, "NO_COLOR": "1"})
    longest = max(map(len, stream.getvalue().split("\n")))
    assert fits - 12 <= longest <= fits


def test_what_a_stream_can_not_encode_becomes_an_escape() -> None:
    raw = io.BytesIO()
    stream = io.TextIOWrapper(raw, encoding="ascii", newline="\n")
    report.show(FINDINGS, source, stream, {})
    stream.flush()
    assert b"\\u65e5\\u672c x" in raw.getvalue()


def test_json() -> None:
    document = json.loads(report.json(FINDINGS))
    assert document == {
        "version": 1,
        "findings": [
            {
                "id": "project/missing", "severity": "error", "message": "no project",
                "remedy": "Write one:\nproject: x", "file": None, "line": None, "column": None, "related": [],
            },
            {
                "id": "spec/type", "severity": "error", "message": "an integer is needed", "remedy": "Write a number.",
                "file": "e/prod.yaml", "line": 2, "column": 7, "related": [],
            },
            {
                "id": "spec/odd", "severity": "warning", "message": "this is odd", "remedy": "Look at it.",
                "file": "e/prod.yaml", "line": 3, "column": 10,
                "related": [{"message": "first", "file": "b", "line": 4, "column": 2}],
            },
        ],
    }  # fmt: skip


def test_json_has_a_stable_form() -> None:
    text = report.json(FINDINGS)
    assert text.startswith('{\n  "version": 1,\n  "findings": [\n    {\n      "id": "project/missing",\n')
    assert text.endswith("  ]\n}\n")
    assert report.json([error("i", "日\ud800", "r")]).isascii()
    assert json.loads(report.json(())) == {"version": 1, "findings": []}


def test_importing_and_printing_plain_text_does_not_import_rich() -> None:
    code = (
        "import io, sys, summitgen.report as r\n"
        "r.show((), lambda file: None, io.StringIO(), {})\n"
        "r.json(())\n"
        "sys.exit(any(name.split('.')[0] in ('rich', 'pydantic', 'click', 'yaml') for name in sys.modules))"
    )
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0
