"""Templates: a value stays that value in each kind of text, and mistakes in a template are told."""

from __future__ import annotations

import json
import re
import shlex
import subprocess
from typing import TYPE_CHECKING, Any

import pytest
import yaml
from hypothesis import given, settings

from summitgen.printers.escaping import dockerfile_word, markdown_code, markdown_text, shell_word, workflow_scalar
from summitgen.printers.text import Kind, TextError, render
from tests.printers.hostile import STRINGS, WORDS

if TYPE_CHECKING:
    from pathlib import Path

ATTACKS = [
    *("$(touch x)", "`id`", "${HOME}", "$HOME", "!!", "~", "*", "a;b", "a && b", "a | b", "> f", "<(x)", "\\", "\\\\"),
    *("'", "''", '"', '"; rm -rf / #', "'; id; '", "${{ github.token }}", "$${{ x }}", "${{ '${{' }}", "{{ x }}"),
    *(
        "{% raw %}",
        "a\nRUN id",
        "a\\\nb",
        "# syntax=x",
        "--flag",
        "-n",
        "<<EOF",
        "\n---\na: b",
        "\r",
        "\x1b[0m",
        "a\0b",
    ),
]
EVERY = list(dict.fromkeys(WORDS + ATTACKS))
LINES = [text for text in EVERY if not re.search(r"[\x00-\x1f\x7f-\x9f\u2028\u2029\ufeff]", text)]
WITHOUT_NUL = [text for text in EVERY if "\0" not in text]


def rendered(folder: Path, template: str, kind: Kind, **values: object) -> str:
    (folder / "own").mkdir(exist_ok=True)
    (folder / "own" / "t.jinja").write_text(template, encoding="utf-8")
    return render("own/t.jinja", kind, values, folder)


def test_there_are_enough_attacks() -> None:
    assert len(LINES) >= 100


def test_bash_gets_each_value_as_one_word(tmp_path: Path) -> None:
    script = rendered(
        tmp_path,
        "# {{ values | join(' ') }}\nprintf '%s\\0' {{ values }} {{ values[0] }}",
        Kind.SHELL,
        values=WITHOUT_NUL,
    )
    result = subprocess.run(["bash", "-c", script], capture_output=True, check=True, cwd=tmp_path)
    assert result.stdout.decode().split("\0")[:-1] == [*WITHOUT_NUL, WITHOUT_NUL[0]]
    assert not result.stderr


@pytest.mark.parametrize("word", ["plain", "two words", "it's", "$x"])
def test_words_without_control_characters_are_quoted_by_the_rules_of_shlex(word: str) -> None:
    assert shell_word(word) == shlex.quote(word)


@settings(deadline=None, max_examples=150)
@given(STRINGS)
def test_a_shell_word_stays_on_its_line(text: str) -> None:
    if "\0" not in text:
        assert len(shell_word(text).splitlines()) == 1


def evaluated(text: str) -> str:
    """What GitHub makes of a text whose only expressions are literals; fails where there is another one."""
    assert not re.search(r"\$\{\{(?! '\$\{\{' \}\})", text.replace("'${{'", "''")) or "'${{'" in text
    return text.replace("${{ '${{' }}", "${{")


def test_a_workflow_gets_each_value_as_one_scalar(tmp_path: Path) -> None:
    text = rendered(
        tmp_path,
        "{% for value in values %}\n- {a: {{ value }}, b: 1}\n{% endfor %}\nlist: {{ values }}".replace("list: ", "- "),
        Kind.WORKFLOW,
        values=EVERY,
    )
    assert text.count("${{") == 2 * text.count("${{ '${{' }}")
    document = yaml.safe_load(text)
    assert [evaluated(item["a"]) for item in document[:-1]] == EVERY
    assert all(item["b"] == 1 for item in document[:-1])
    assert [evaluated(item) for item in document[-1]] == EVERY


def test_a_workflow_keeps_the_types_of_data() -> None:
    value: dict[str, Any] = {"a": [1, True, "1", "on"], "b": {}}
    assert yaml.safe_load(workflow_scalar(value)) == value


@pytest.mark.parametrize("text", LINES)
def test_a_dockerfile_word_reads_back_exactly(text: str) -> None:
    word = dockerfile_word(text)
    assert word[0] == word[-1] == '"'
    inner = word[1:-1]
    assert re.fullmatch(r'(?:[^\\"$]|\\[\\"$])*', inner)
    assert re.sub(r'\\([\\"$])', r"\1", inner) == text


@pytest.mark.parametrize("text", ["a\nRUN id", "\0", "\r", "\u2028", "\x85", "\ufeff"])
def test_what_would_end_an_instruction_is_refused(tmp_path: Path, text: str) -> None:
    for template in ("ARG A={{ value }}", "CMD {{ [value] }}", "RUN x {{ value | shell_word }}"):
        with pytest.raises(TextError, match=r"own/t\.jinja: .* no control character such as U\+"):
            rendered(tmp_path, template, Kind.DOCKERFILE, value=text)


def test_an_exec_form_is_json(tmp_path: Path) -> None:
    text = rendered(tmp_path, "CMD {{ values }}", Kind.DOCKERFILE, values=LINES)
    assert json.loads(text.removeprefix("CMD ")) == LINES


def test_markdown_marks_mean_nothing() -> None:
    cases = {
        "a_b": r"a\_b",
        "- a": r"\- a",
        "12. a": "1&#50;. a",
        "1": "1",
        "a|b": r"a\|b",
        "<b>&amp;": r"\<b\>\&amp;",
        "a\n# b": r"a&#10;\# b",
        "    code": "&#32;&#32;&#32;&#32;code",
        "end  ": "end&#32;&#32;",
        "https://a.b": r"https\://a.b",
        "www.a.b": r"www\.a.b",
        "a@b.c": r"a\@b.c",
        "[a](b)": r"\[a\](b)",
        "===": r"\===",
    }
    assert {text: markdown_text(text) for text in cases} == cases
    with pytest.raises(ValueError, match="NUL"):
        markdown_text("\0")


def test_code_spans_hold_backticks_spaces_and_pipes(tmp_path: Path) -> None:
    assert markdown_code("a|b") == "`a|b`"
    assert markdown_code("a``b") == "```a``b```"
    assert markdown_code("`a") == "`` `a ``"
    assert markdown_code(" a ") == "`  a  `"
    assert markdown_code("  ") == "`  `"
    assert rendered(tmp_path, "{{ v | code(in_table=true) }}", Kind.MARKDOWN, v="a|b") == "`a\\|b`\n"
    for text, why in {"": "empty", "a\nb": "control"}.items():
        with pytest.raises(ValueError, match=why):
            markdown_code(text)


@pytest.mark.parametrize(
    ("template", "message"),
    [
        ("{{ nothing }}", "own/t.jinja: 'nothing' is undefined"),
        ("{{ v.nothing }}", "own/t.jinja: 'str object' has no attribute 'nothing'"),
        ("{{ v.__class__ }}", "own/t.jinja: access to attribute '__class__' of 'str' object is unsafe."),
        ("a\n{% if %}", "own/t.jinja, line 2: Expected an expression, got 'end of statement block'"),
        ("{{ v | safe }}", "own/t.jinja, line 1: No filter named 'safe'."),
        ("{{ v | random }}", "own/t.jinja, line 1: No filter named 'random'."),
        ("{{ lipsum() }}", "own/t.jinja: 'lipsum' is undefined"),
        ("{{ none }}", "own/t.jinja: NoneType can't be interpolated"),
        ("{{ 1.5 }}", "own/t.jinja: float can't be interpolated"),
        ("{{ v | raw_reason(' ') }}", "own/t.jinja: raw_reason needs the reason"),
        ("{{ l.append(1) }}", "unsafe"),
        ("{{ 1 // 0 }}", "own/t.jinja: integer division or modulo by zero"),
        ("{% include 'own/missing' %}", "there is no template own/missing"),
        ("{% include '../t.jinja' %}", "there is no template ../t.jinja"),
    ],
)
def test_a_mistake_in_a_template_is_told(tmp_path: Path, template: str, message: str) -> None:
    with pytest.raises(TextError) as raised:
        rendered(tmp_path, template, Kind.SHELL, v="x", l=[])
    assert message in str(raised.value)


def test_a_project_overrides_a_template_by_its_path(tmp_path: Path) -> None:
    values = {"header": "h", "allowed": ["src"], "results": [], "named": [], "denied": []}
    own = tmp_path / "docker"
    own.mkdir()
    packaged = render("docker/dockerignore.jinja", Kind.DOCKERFILE, values, tmp_path / "other")
    assert packaged.endswith("*\n!src\n")
    assert packaged == render("docker/dockerignore.jinja", Kind.DOCKERFILE, values)
    (own / "dockerignore.jinja").write_text("mine\n\n\n", encoding="utf-8")
    assert render("docker/dockerignore.jinja", Kind.DOCKERFILE, values, tmp_path) == "mine\n"


def test_what_is_written_already_passes_once(tmp_path: Path) -> None:
    template = "{{ v | raw_reason('why') }} {{ (v | raw_reason('why')) ~ '' }} {{ true }} {{ 7 }}"
    assert rendered(tmp_path, template, Kind.SHELL, v="$x") == "$x '$x' true 7\n"


def test_commands_in_other_texts_are_shell_words(tmp_path: Path) -> None:
    assert rendered(tmp_path, "{{ v | shell_word }}", Kind.MARKDOWN, v="a`b") == "'a`b'\n"
    assert rendered(tmp_path, "{{ v | shell_word }}", Kind.WORKFLOW, v="${{ x }}") == "'${{ '${{' }} x }}'\n"


def test_data_keeps_its_shape_in_a_workflow_and_has_none_elsewhere(tmp_path: Path) -> None:
    value = {"a": ["x", 1], True: "${{"}
    assert yaml.safe_load(rendered(tmp_path, "{{ v }}", Kind.WORKFLOW, v=value)) == {
        "a": ["x", 1],
        "true": "${{ '${{' }}",
    }
    for kind in (Kind.DOCKERFILE, Kind.SHELL, Kind.MARKDOWN):
        with pytest.raises(TextError, match="dict can't be interpolated"):
            rendered(tmp_path, "{{ v }}", kind, v=value)
    with pytest.raises(TextError, match="NUL"):
        rendered(tmp_path, "{{ v }}", Kind.SHELL, v="\0")
    assert rendered(tmp_path, "{{ v }}", Kind.DOCKERFILE, v=80) == '"80"\n'
    assert rendered(tmp_path, "{{ v }}", Kind.MARKDOWN, v="a_b") == "a\\_b\n"
