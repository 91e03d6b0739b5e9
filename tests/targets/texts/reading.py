"""Text artifacts read back: Dockerfiles by a parser and by bash, scripts by bash, pages by a Markdown parser."""

from __future__ import annotations

import json
import re
import subprocess
from io import BytesIO
from typing import TYPE_CHECKING

from dockerfile_parse import DockerfileParser
from markdown_it import MarkdownIt

from tests.targets.texts.stage import BASH

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from pathlib import Path

    from markdown_it.token import Token

Words = list[str]
# markdown-it-py takes these for white space around a cell; GFM takes spaces and tabs alone, which are kept.
EDGE = "\u00a0\u2028\u2029"
MARKDOWN = MarkdownIt("commonmark").enable(["table", "strikethrough"])
# A variable or a label in double quotes, in which only a build argument of summitgen's own is expanded.
PAIR = re.compile(r'([\w.-]+)="((?:[^\\"$]|\\[\\"$]|\$\{[A-Z]+\})*)"')
# Every command says what it was called with; what bash finds nowhere comes to the handle.
PRELUDE = """\
capture() { printf '%s\\0' "$@" $'\\1'; }
command_not_found_handle() { capture "$@"; }
enable -n test : . [
function /opt/venv/bin/python { capture python "$@"; }
PATH=/nonexistent
"""
# All variables that a script has set once a workload is chosen, those of bash itself aside.
DUMP = """
for __key in "$@"; do
  environment="${__key%%/*}" workload="${__key#*/}"
  select_workload
  for __name in $(compgen -v); do
    [[ $'\\n'"$__before"$'\\n' != *$'\\n'"$__name"$'\\n'* && "$__name" != __* ]] || continue
    declare -n __value="$__name"
    printf '%s\\0' "$__name" "${__value[@]}"
    unset -n __value
  done
done
declare -F
"""


def bash(script: str, *arguments: str, folder: Path) -> Words:
    """What a script prints, in words; raises CalledProcessError where it fails."""
    file = folder / "script.sh"
    file.write_text(script, encoding="utf-8", newline="")
    done = subprocess.run([BASH, file, *arguments], capture_output=True, encoding="utf-8", check=True, cwd=folder)
    assert done.stderr == ""
    return done.stdout.split("\0")


def read_script(text: str, keys: Iterable[str], folder: Path) -> Words:
    """A script's variables for each environment and workload (``e/w``), and its functions."""
    assert text.endswith('\nmain "$@"\n')
    main = text.removesuffix('\nmain "$@"\n')
    assert main.splitlines() == main.split("\n")[:-1]
    return [str(main.count("\n")), *bash(f"__before=$(compgen -v)\n{main}{DUMP}", *keys, folder=folder)]


def structure(text: str) -> list[dict[str, str]]:
    """The instructions of a Dockerfile; what a RUN reads as its input is left out, which the parser does not know."""
    instructions = re.sub(r' <<"EOF"\n.*?\nEOF$', "", text, flags=re.DOTALL | re.MULTILINE)
    # The parser's own handle on the text: it writes no file.
    parsed: list[dict[str, str]] = DockerfileParser(fileobj=BytesIO(instructions.encode())).structure
    return parsed


def instructions(text: str) -> list[str]:
    """The names of a Dockerfile's instructions."""
    return [part["instruction"] for part in structure(text)]


def values_of(text: str, instruction: str) -> list[str]:
    """The values of one of them, wherever it is."""
    return [part["value"] for part in structure(text) if part["instruction"] == instruction]


def read_dockerfile(text: str, folder: Path) -> Words:
    """The instructions with their values: unquoted, of a RUN what its commands are called with."""
    parts = structure(text)
    runs = [_commands(part["value"]) for part in parts if part["instruction"] == "RUN"]
    said = iter(bash(PRELUDE + "".join(f"{run}capture $'\\2'\n" for run in runs), folder=folder))
    words: Words = []
    for part in parts:
        words += [part["instruction"], *(_until_mark(said) if part["instruction"] == "RUN" else _values(part))]
    return words


def _commands(value: str) -> str:
    """A RUN without its mounts, as bash can run it here."""
    words = re.sub(r"^(--mount=\S+\s+)*", "", value).replace(" < /pruned/workspaces", "")
    return f"{words}\n" if words.startswith("if ") else f"capture {words}\n"


def _until_mark(said: Iterator[str]) -> Words:
    words: Words = []
    for word in said:
        if word == "\2":
            next(said)
            break
        words.append(word)
    return words


def _values(part: dict[str, str]) -> Words:
    value = part["value"]
    if value.startswith("["):
        return [str(word) for word in json.loads(value)]
    if part["instruction"] in ("ARG", "ENV", "LABEL") and re.fullmatch(rf"({PAIR.pattern}\s*)+", value):
        return [word for pair in PAIR.finditer(value) for word in (pair[1], re.sub(r'\\([\\"$])', r"\1", pair[2]))]
    if part["instruction"] == "HEALTHCHECK":
        options, _, words = value.partition(" CMD ")
        return [*options.split(), *json.loads(words)]
    return [value]


def read_guide(text: str) -> Words:
    """The kinds of a page's tokens, with the texts of what people read."""
    words: Words = []
    for token in MARKDOWN.parse(text):
        words += [token.type, *_texts(token)]
    return words


def _texts(token: Token) -> Iterator[str]:
    children = token.children or []
    yield from (child.type for child in children if child.type != "text")
    content = "".join(child.content for child in children) if token.type == "inline" else token.content
    yield content.strip(EDGE)
