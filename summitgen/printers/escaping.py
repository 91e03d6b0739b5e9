"""How a value is written in each kind of text, so that it stays a value whatever it holds.

Each function gives one line of text; ValueError where the kind has no way to write a value.
"""

from __future__ import annotations

import json
import re
import shlex
from unicodedata import is_normalized

_CONTROL = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028\u2029\ufeff]")
_SHELL_ESCAPES = {"\t": "\\t", "\n": "\\n", "\r": "\\r", "\\": "\\\\", "'": "\\'"}

_MARKDOWN_MARKS = re.compile(r"[\\`*_{}\[\]<>&|~#!$@^\"]|:(?=//)|(?<=[Ww]{3})\.")
# What begins a block at the start of a line: a value can stand there.
_MARKDOWN_START = re.compile(r"^(?:[-+=.):]|\d+(?=[.)]))")
_MARKDOWN_SPACES = re.compile(r"^[ \t]+|[ \t]+$|[\t\n\r]| (?= )")


def shell_word(value: str) -> str:
    """A value as one word for bash, by the rules of `shlex.quote`.

    Control characters are written as bash's ``$'…'``, so that the word never leaves its line (a comment, say).
    """
    if "\0" in value:
        raise ValueError("no shell word holds a NUL character")
    if not _CONTROL.search(value):
        return shlex.quote(value)
    return "$'" + "".join(map(_shell_character, value)) + "'"


def _shell_character(character: str) -> str:
    if character in _SHELL_ESCAPES:
        return _SHELL_ESCAPES[character]
    if not _CONTROL.match(character):
        return character
    return "".join(f"\\{byte:03o}" for byte in character.encode())


def posix_word(value: str) -> str:
    """A value as one word for any POSIX shell, on one line."""
    return shlex.quote(_without_controls(value, "a shell word on one line"))


def dockerfile_word(value: str) -> str:
    """A value in double quotes for ARG, ENV and LABEL, in which BuildKit then finds no variables and no end."""
    return '"' + re.sub(r'([\\"$])', r"\\\1", _without_controls(value, "an instruction of a Dockerfile")) + '"'


def dockerfile_list(values: list[str]) -> str:
    """Values as the JSON array of an exec form (CMD, ENTRYPOINT, COPY)."""
    return json.dumps([_without_controls(value, "an instruction of a Dockerfile") for value in values])


def hcl_value(value: object) -> str:
    """A text, boolean, integer or list of them as an expression of HCL on one line, without templates.

    HCL normalizes texts (to NFC): one that would not come back as it is raises ValueError.
    """
    if isinstance(value, list):
        return f"[{', '.join(map(hcl_value, value))}]"
    if not isinstance(value, str):
        return json.dumps(value)
    if not is_normalized("NFC", value):
        raise ValueError("HCL holds no text whose letters and accents are written apart")
    return '"' + _HCL.sub(lambda match: _HCL_ESCAPES.get(match[0]) or _hcl_number(match[0]), value) + '"'


# A template's beginning is taken apart by writing its first character as a number: `$${` means another thing after `$`.
_HCL = re.compile(r"[$%](?=\{)|[\\\"\x00-\x1f\x7f-\x9f\u2028\u2029\ufeff]")
_HCL_ESCAPES = {"\n": "\\n", "\r": "\\r", "\t": "\\t", "\\": "\\\\", '"': '\\"'}


def _hcl_number(character: str) -> str:
    return f"\\u{ord(character):04x}"


def workflow_scalar(value: object) -> str:
    """JSON, which is YAML on one line; ``${{`` becomes an expression of GitHub's whose value is ``${{``."""
    text = _ESCAPED_IN_JSON.sub(lambda match: f"\\u{ord(match[0]):04x}", json.dumps(value, ensure_ascii=False))
    return neutral_expressions(text)


_ESCAPED_IN_JSON = re.compile(r"[\x7f-\x9f\u2028\u2029\ufeff\ufffe\uffff]")


def neutral_expressions(text: str) -> str:
    """A text in which GitHub Actions finds no expression but those that stand for ``${{``."""
    return text.replace("${{", "${{ '${{' }}")


def markdown_text(value: str) -> str:
    """A value as inline text that no CommonMark or GFM construct is found in."""
    if "\0" in value:
        raise ValueError("no Markdown text holds a NUL character")
    escaped = _MARKDOWN_MARKS.sub(r"\\\g<0>", value)
    escaped = _MARKDOWN_START.sub(_markdown_start, escaped)
    return _MARKDOWN_SPACES.sub(lambda match: "".join(f"&#{ord(space)};" for space in match[0]), escaped)


def _markdown_start(match: re.Match[str]) -> str:
    # A digit can't be escaped by a backslash, so a number that would begin a list gets its last digit as an entity.
    start = match[0]
    return f"{start[:-1]}&#{ord(start[-1])};" if start[-1].isdigit() else f"\\{start}"


def markdown_code(value: str, in_table: bool = False) -> str:
    """A value as a code span; in the cell of a table its pipes are escaped."""
    text = _without_controls(value, "a code span")
    if not text:
        raise ValueError("no code span is empty")
    fence = "`" * (max((len(run) for run in re.findall("`+", text)), default=0) + 1)
    # One space on both sides is taken away again, which texts that begin or end with a backtick or a space need.
    padding = " " if text.strip(" ") and (text[0] in " `" or text[-1] in " `") else ""
    span = f"{fence}{padding}{text}{padding}{fence}"
    return span.replace("|", "\\|") if in_table else span


def _without_controls(value: str, where: str) -> str:
    if found := _CONTROL.search(value):
        raise ValueError(f"{where} holds no control character such as U+{ord(found[0]):04X}")
    return value
