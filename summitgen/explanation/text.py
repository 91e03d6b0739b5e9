"""Explanations as people read them, and as programs do."""

from __future__ import annotations

from textwrap import indent
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

    from summitgen.explanation.meanings import Meaning
    from summitgen.explanation.values import Explanation, Given
    from summitgen.rules.rule import Rule


def rule_text(rule: Rule) -> str:
    """A rule's documentation."""
    head = "Refused" if rule.severity == "error" else "Warned of"
    examples = f"{head}:\n\n{_yaml(rule.bad)}\n\nRight:\n\n{_yaml(rule.good)}"
    return f"{rule.id} ({rule.severity})\n{rule.title}.\n\n{rule.reason}\n\n{examples}\n\n{_ending(rule)}"


def rule_data(rule: Rule) -> dict[str, object]:
    """A rule's documentation as plain data."""
    names = ("id", "title", "severity", "reason", "source", "bad", "good", "remedy")
    return {name: getattr(rule, name) for name in names}


def meaning_text(meaning: Meaning) -> str:
    """What a finding means that is no rule's."""
    return f"{meaning.id}\n{meaning.title}\n\n{meaning.reason}\n\nRemedy: {meaning.remedy}\n"


def value_text(found: Explanation) -> str:
    """What is known of a value."""
    return "".join(f"{line}\n" for line in _lines(found))


def value_data(found: Explanation) -> dict[str, object]:
    """What is known of a value as plain data.

    ``usedBy`` is null for what is no single value; ``together`` are the environments that only together change
    something, ``rules`` those that judge a value which nothing in out/ uses.
    """
    usage = found.usage
    return {
        "path": found.path,
        "value": _given(found.value) if found.value else None,
        "overrode": [_given(one) for one in found.overrode],
        "description": found.description,
        "default": found.default or None,
        "inside": list(found.inside),
        "usedBy": list(usage.artifacts) if usage and usage.artifacts is not None else None,
        "together": list(usage.together) if usage else [],
        "rules": list(usage.rules) if usage else [],
    }


def _ending(rule: Rule) -> str:
    return f"Remedy: {rule.remedy}\nSource: {rule.source}.\n"


def _yaml(text: str) -> str:
    return indent(text.rstrip(), "    ")


def _lines(found: Explanation) -> Iterator[str]:
    if found.value:
        yield f"{found.path}: {found.value.text}"
        yield f"  given in   {_place(found.value)}"
    else:
        yield f"{found.path}: left out{f', so {found.default}' if found.default else ''}"
    for one in found.overrode:
        yield f"  overrode   {one.text} of {_place(one)}"
    if found.description:
        yield f"  what it is {found.description}"
    if found.default:
        yield f"  default    {found.default}"
    if found.inside:
        yield f"  inside     {', '.join(found.inside)}"
    yield from _usage(found)


def _usage(found: Explanation) -> Iterator[str]:
    usage = found.usage
    if usage is None:
        return
    if usage.artifacts is None:
        yield "  used by    not known: nothing else compiles in its place, so there is nothing to compare with"
    elif not usage.artifacts:
        judges = f"it is judged by {', '.join(usage.rules)}" if usage.rules else "no rule refuses those tried, either"
        yield f"  used by    nothing in out/: other values compile to the same files; {judges}"
    else:
        yield f"  used by{f'    (it has to be the same in {_and(usage.together)})' if usage.together else ''}"
        yield from (f"    {path}" for path in usage.artifacts)


def _and(names: tuple[str, ...]) -> str:
    return " and ".join((", ".join(names[:-1]), names[-1]))


def _place(given: Given) -> str:
    return f"{given.place.file}:{given.place.line}:{given.place.column}"


def _given(given: Given) -> dict[str, object]:
    file, line, column = given.place
    return {"value": given.text, "file": file, "line": line, "column": column}
