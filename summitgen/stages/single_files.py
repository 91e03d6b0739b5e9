"""``singleFiles:`` of ``summitgen.yaml``: workloads whose objects also lie in one file, under a name of their own."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from summitgen.artifacts import SingleFile
from summitgen.findings import Finding, error
from summitgen.stages.dns import LABEL_WORDS, is_dns_label
from summitgen.suggest import did_you_mean, one_of
from summitgen.syntax import Mapping, Scalar, Sequence

if TYPE_CHECKING:
    from collections.abc import Iterator

    from summitgen.syntax import Entry, Node

KEY = "singleFiles"
ID = "project/single-files"
STRATEGIES = ("blueGreen", "canary", "standard")
_FIELDS = ("file", "environment", "workload", "strategy", "name")
_FILE = re.compile(r"[a-z0-9][a-z0-9-]{0,99}\.yaml", re.ASCII)
_EXAMPLE = "- {file: canary.yaml, environment: prod, workload: api, strategy: canary, name: api-rollout}"
_REMEDY = f"Write entries such as:\n{KEY}:\n  {_EXAMPLE}"


def read_single_files(tree: Mapping) -> tuple[tuple[SingleFile, ...], tuple[Finding, ...]]:
    """The entries in their order, and what is wrong with them."""
    entry = tree.entries.get(KEY)
    if entry is None:
        return (), ()
    if not isinstance(entry.value, Sequence):
        return (), (error(ID, f"`{KEY}` is a list of files", _REMEDY, entry.place),)
    made: list[SingleFile] = []
    findings: list[Finding] = []
    for item in entry.value.items:
        if problems := list(_problems(item)):
            findings += problems
        elif isinstance(item, Mapping):
            made.append(SingleFile(**{key: _text(item.entries[key]) for key in _FIELDS}, place=item.place))
    return tuple(made), (*findings, *_twice(made))


def _problems(item: Node) -> Iterator[Finding]:
    if not isinstance(item, Mapping):
        yield error(ID, f"an entry has the keys {one_of(_FIELDS)}", _REMEDY, item.place)
        return
    for key, entry in item.entries.items():
        if key not in _FIELDS:
            message = f'the key "{key}" is not known here{did_you_mean(key, _FIELDS)}'
            yield error(ID, message, f"The keys are {one_of(_FIELDS)}.", entry.place)
        elif problem := _problem(key, _text(entry)):
            yield error(ID, f"`{key}` {problem}", _REMEDY, entry.value.place)
    for key in _FIELDS:
        if key not in item.entries:
            yield error(ID, f'the key "{key}" is missing', _REMEDY, item.place)


def _problem(key: str, text: str) -> str | None:
    if key == "file":
        words = "is the name of a YAML file, of lower-case letters, digits and dashes: canary.yaml"
        return None if _FILE.fullmatch(text) else words
    if key == "strategy":
        return None if text in STRATEGIES else f"is one of {one_of(STRATEGIES)}"
    return None if is_dns_label(text) else f"can't be a name: {LABEL_WORDS} are allowed"


def _twice(files: list[SingleFile]) -> Iterator[Finding]:
    first: dict[tuple[str, ...], SingleFile] = {}
    for one in files:
        for key in (("file", one.file), ("name", one.name, one.environment)):
            if first.setdefault(key, one) is not one:
                yield error(ID, f"the {key[0]} {key[1]} is given twice", "Give each entry its own.", one.place)


def _text(entry: Entry) -> str:
    value = entry.value
    return value.value if isinstance(value, Scalar) and isinstance(value.value, str) else ""
