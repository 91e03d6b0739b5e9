"""Text that is no Kubernetes object: Jinja templates whose kind says how every interpolated value is written.

A template lies below ``templates/``. ``{{ value }}`` is escaped for the template's kind:

- Dockerfile: a text in double quotes, as ARG, ENV and LABEL read it; a list is the JSON array of an exec form;
- shell: one word for bash; a list is its words. It belongs outside of quotes and here-documents;
- HCL: a quoted text without templates; a list is a list of them, integers and booleans stay what they are;
- workflow: JSON, as one YAML scalar or flow collection, in which GitHub finds no expression; never inside of ``run:``;
- Markdown: inline text.

Where another form is needed, a filter gives it: ``shell_word`` (one POSIX word, for a RUN, a ``run: |`` or a command in
a guide), ``code`` (a Markdown code span; ``code(in_table=true)`` in a cell). ``raw_reason("why")`` lets a value
through as it is, for what is known to be harmless; the reason is for the reader. A macro's or a block's output is a
text like any other: use ``include``, or let it through with a reason.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from functools import cache
from typing import TYPE_CHECKING

from summitgen.printers import escaping
from summitgen.printers.text_errors import TextError, text_error

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from pathlib import Path

    from jinja2.sandbox import SandboxedEnvironment

__all__ = ["Kind", "TextError", "Written", "render"]

# They print what isn't escaped for any of these kinds, or differ from one run to the next.
_REMOVED_FILTERS = ("escape", "e", "forceescape", "pprint", "random", "safe", "tojson", "urlize", "xmlattr")
_REMOVED_GLOBALS = ("lipsum",)


class Kind(StrEnum):
    """The language of a template, which chooses how values are escaped."""

    DOCKERFILE = "Dockerfile"
    HCL = "HCL"
    SHELL = "shell"
    WORKFLOW = "workflow"
    MARKDOWN = "Markdown"


@dataclass(frozen=True, slots=True)
class Written:
    """A text that is written for its place already and passes as it is."""

    text: str

    def __str__(self) -> str:
        return self.text


def render(template: str, kind: Kind, values: Mapping[str, object], overrides: Path | None = None) -> str:
    """The text of ``template`` (a path below ``templates/``, with ``/``) with ``values`` in it.

    ``values`` hold strings, integers, booleans, and lists and mappings of them. ``overrides`` is a project's own
    folder of templates: one at the same path there goes before summitgen's. The text ends with one line end.
    Raises TextError where a template is missing or not well-formed, uses what it isn't given, reaches for what the
    sandbox forbids, or interpolates what its kind can't write.
    """
    try:
        text = _environment(kind, overrides).get_template(template).render(values)
    except Exception as error:  # whatever the expressions of an override can raise, beside the escaping of a value
        raise text_error(template, error, values, overrides) from error
    return f"{text.rstrip()}\n"


@cache
def _environment(kind: Kind, overrides: Path | None) -> SandboxedEnvironment:
    from jinja2 import StrictUndefined
    from jinja2.sandbox import ImmutableSandboxedEnvironment

    from summitgen import resources
    from summitgen.printers.text_files import loader

    folders = [resources.path("templates")] if overrides is None else [overrides, resources.path("templates")]
    environment = ImmutableSandboxedEnvironment(
        loader=loader(folders),
        undefined=StrictUndefined,
        finalize=_finalizer(_WRITERS[kind]),
        autoescape=False,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
    )
    for name in _REMOVED_FILTERS:
        del environment.filters[name]
    for name in _REMOVED_GLOBALS:
        del environment.globals[name]
    environment.filters["raw_reason"] = _raw
    environment.filters |= {name: _form(write) for name, write in _FORMS[kind].items()}
    return environment


def _finalizer(write: Callable[[object], str]) -> Callable[[object], str]:
    def finalize(value: object) -> str:
        return value.text if isinstance(value, Written) else write(_plain(value))

    return finalize


def _plain(value: object) -> object:
    """The value, if it is made of strings, integers, booleans, lists and mappings; TypeError otherwise."""
    if isinstance(value, dict):
        return {_text(key): _plain(inner) for key, inner in value.items()}
    if isinstance(value, list | tuple):
        return [_plain(inner) for inner in value]
    return value if isinstance(value, bool | int) else _text(value)


def _text(value: object) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, int):
        return str(value)
    if isinstance(value, str):
        return str.__str__(value)
    from jinja2 import Undefined

    if isinstance(value, Undefined):
        return str(value)  # raises, and names what is missing
    raise TypeError(f"{type(value).__name__} can't be interpolated: only texts, integers and booleans")


def _dockerfile(value: object) -> str:
    if isinstance(value, list):
        return escaping.dockerfile_list([_text(inner) for inner in value])
    return escaping.dockerfile_word(_text(value))


def _hcl(value: object) -> str:
    if isinstance(value, dict):
        raise TypeError("dict can't be interpolated: only texts, integers, booleans and lists")
    return escaping.hcl_value(value)


def _shell(value: object) -> str:
    if isinstance(value, list):
        return " ".join(escaping.shell_word(_text(inner)) for inner in value)
    return escaping.shell_word(_text(value))


def _markdown(value: object) -> str:
    return escaping.markdown_text(_text(value))


def _raw(value: object, reason: str = "") -> Written:
    if not reason.strip():
        raise ValueError("raw_reason needs the reason why the value is harmless as it is")
    return Written(_text(value))


def _form(write: Callable[..., str]) -> Callable[..., Written]:
    def filtered(value: object, **options: bool) -> Written:
        return Written(write(_text(value), **options))

    return filtered


def _posix_in_workflow(value: str) -> str:
    return escaping.neutral_expressions(escaping.posix_word(value))


_WRITERS: dict[Kind, Callable[[object], str]] = {
    Kind.DOCKERFILE: _dockerfile,
    Kind.HCL: _hcl,
    Kind.SHELL: _shell,
    Kind.WORKFLOW: escaping.workflow_scalar,
    Kind.MARKDOWN: _markdown,
}
_FORMS: dict[Kind, dict[str, Callable[..., str]]] = {
    Kind.DOCKERFILE: {"shell_word": escaping.posix_word},
    Kind.HCL: {},
    Kind.SHELL: {},
    Kind.WORKFLOW: {"shell_word": _posix_in_workflow},
    Kind.MARKDOWN: {"shell_word": escaping.posix_word, "code": escaping.markdown_code},
}
