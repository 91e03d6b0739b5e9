"""libyaml's complaints in plain words: what is wrong with the syntax, and what to do about it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from summitgen.findings import Finding, Place, Related, error
from summitgen.stages.yaml_text import REPLACEMENT, end_of_text

if TYPE_CHECKING:
    from collections.abc import Mapping
    from typing import Final

    from yaml.error import Mark, MarkedYAMLError

_INDENT = "Align the keys of a map, and the dashes of a list, in one column."
_WORDS: Final[Mapping[str, tuple[str, str]]] = {
    "mapping values are not allowed in this context": (
        "a value can't begin at this ':'",
        "Quote a text that contains ': ', or indent the line like its neighbours.",
    ),
    "did not find expected key": ("a key is needed here: this line does not fit the map around it", _INDENT),
    "did not find expected '-' indicator": ("a '-' is needed here: this line does not fit the list around it", _INDENT),
    "could not find expected ':'": ("a ':' is needed after the key", "Write `key: value`."),
    "did not find expected ',' or ']'": ("a ',' or the closing ']' is missing", "Close the list that begins with '['."),
    "did not find expected ',' or '}'": ("a ',' or the closing '}' is missing", "Close the map that begins with '{'."),
    "found unexpected end of stream": ("the file ends inside a quoted string", "Close the string with its quote."),
    "found unexpected document indicator": (
        "the document ends inside a quoted string",
        "Close the string with its quote.",
    ),
    "found unknown escape character": (
        "this escape is not known in a double-quoted string",
        r"Write '\\' for a backslash, or use single quotes.",
    ),
    "found invalid Unicode character escape code": (
        "this escape names no character",
        "Write the code point of a character (surrogates are none).",
    ),
    "did not find expected hexdecimal number": (
        "hexadecimal digits are needed in this escape",
        r"Write '\\' for a backslash.",
    ),
    "did not find expected node content": ("a value is needed here", "Write a value, or quote the text."),
    "did not find expected <document start>": (
        "the document has ended before this line",
        "Remove what follows, or indent it.",
    ),
    "block sequence entries are not allowed in this context": (
        "a list can't begin with '-' here",
        "Begin the list on a line of its own, or quote the text.",
    ),
    "block mapping entries are not allowed in this context": (
        "a map can't begin here",
        "Begin it on a line of its own.",
    ),
    "mapping keys are not allowed in this context": ("a '?' can't begin a key here", "Quote the text."),
    "found unexpected ':'": ("a ':' can't stand here inside braces or brackets", "Quote the text."),
    "found unknown directive name": ("a line that begins with '%' is not allowed", "Remove the line."),
    "did not find expected comment or line break": (
        "only a comment may follow on this line",
        "Move the text to a line of its own.",
    ),
}
_QUOTE = "Quote the text."
_CONTEXTS: Final[Mapping[str, str]] = {
    "while parsing a block mapping": "the map",
    "while parsing a flow mapping": "the map",
    "while parsing a block collection": "the list",
    "while parsing a flow sequence": "the list",
    "while scanning a quoted scalar": "the string",
    "while parsing a quoted scalar": "the string",
    "while scanning a block scalar": "the text",
    "while scanning a simple key": "the key",
}


def syntax_finding(file: str, text: str, problem: MarkedYAMLError) -> Finding:
    """The finding for an error that ended the parsing of a file's text."""
    mark = problem.problem_mark or problem.context_mark
    place = _place(file, text, mark) if mark else Place(file, 1, 1)
    if _tab_at_fault(text, place):
        message = "a tab is used as indentation; YAML indents with spaces"
        return error("load/tab", message, "Replace the tabs at the start of the line with spaces.", place)
    message, remedy = _explained(problem.problem or "", text, mark)
    return error("load/syntax", message, remedy, place, *_context(file, text, problem, place))


def _explained(problem: str, text: str, mark: Mark | None) -> tuple[str, str]:
    if problem == "found character that cannot start any token":
        character = text[mark.index : mark.index + 1] if mark else ""
        shown = "the character" if character in ("", REPLACEMENT) else f"'{character}'"
        return f"{shown} can't begin a value", _QUOTE
    return _WORDS.get(problem, (f"this is not YAML: {problem}", "Correct the syntax, or quote the text."))


def _tab_at_fault(text: str, place: Place) -> bool:
    lines = text.replace("\r\n", "\n").replace("\r", "\n").split("\n")
    line = lines[place.line - 1]
    before = line[: place.column]
    return "\t" in before and not before.strip()


def _context(file: str, text: str, problem: MarkedYAMLError, place: Place) -> tuple[Related, ...]:
    mark = problem.context_mark
    if mark is None or not problem.context:
        return ()
    start = _place(file, text, mark)
    what = _CONTEXTS.get(problem.context)
    return (Related(f"{what} begins here", start),) if what and start != place else ()


def _place(file: str, text: str, mark: Mark) -> Place:
    """libyaml reports the end of the file as a line of its own, which no editor shows."""
    end = end_of_text(text)
    return Place(file, *min((mark.line + 1, mark.column + 1), end))
