"""No text of a spec, whichever field it stands in, becomes code: refused at its place, or read back exactly."""

from __future__ import annotations

import re
from itertools import count
from typing import TYPE_CHECKING, Any, Literal, get_args, get_origin

import pytest
from pydantic import ValidationError

from summitgen.model.environment import Environment
from summitgen.model.steps import Step
from summitgen.targets.scripts import contexts
from summitgen.values.watch import watch_checks
from tests.rules.project import _tree
from tests.support.spec_walk import all_models, model_nodes
from tests.targets.texts.fields import FULL, MARK, Path, artifacts, strings, with_text
from tests.targets.texts.reading import EDGE, read_dockerfile, read_guide, read_script
from tests.targets.texts.stage import compilation, environment
from tests.targets.texts.test_injection import HOSTILE

if TYPE_CHECKING:
    from pathlib import Path as Folder

UNSEEN = ["a\u202eb", "a\u200bb", "\u2066x", "x\u200f", "a\u2060b"]
TEXTS = [*HOSTILE, *UNSEEN]  # NUL is the loader's to refuse
PLAIN = re.compile(r"[A-Za-z0-9][A-Za-z0-9._/:@%+-]*|/[A-Za-z0-9]*")
PLAIN_PATH = re.compile(r"(/[A-Za-z0-9._@+-]+)+")
KEYS = [f"e/{name}" for name in FULL["workloads"]]
BASE = artifacts(environment(FULL))


def is_text(annotation: Any) -> bool:
    """Whether a field holds texts that a user writes freely, or by a pattern."""
    if get_origin(annotation) is Literal:
        return False
    return annotation is str or any(is_text(one) for one in get_args(annotation) if isinstance(one, type | object))


def test_the_full_spec_has_every_text_of_the_model() -> None:
    """A new field has to be added to it, and is then tried with the others."""
    fields = [(model.__name__, model, field) for model in all_models(Environment) for field in model.model_fields]
    known = {
        (name, model.model_fields[f].alias) for name, model, f in fields if is_text(model.model_fields[f].annotation)
    }
    nodes = model_nodes(Environment, _tree(FULL, count(1)))
    there = {(one.model.__name__, key) for one in nodes for key in one.node.entries}
    # A step has no type by which the walk could tell it from the others; the spec has one of each that holds a text.
    steps = FULL["workloads"]["canary"]["strategies"]["canary"]["steps"]
    in_steps = {str(step) for path, _ in strings(steps) for step in path}
    absent = known - there
    assert {name for name, _ in absent} <= {model.__name__ for model in all_models(Step)}
    assert absent and {key for _, key in absent} <= in_steps
    assert len(known) > 100


def words(made: dict[str, str], name: str, folder: Folder) -> list[str]:
    """An artifact as its parser reads it."""
    if name.endswith("Dockerfile"):
        return read_dockerfile(made[name], folder)
    if name.endswith(".sh"):
        built = [f"e/{one}" for one, workload in FULL["workloads"].items() if "build" in workload]
        return read_script(made[name], built if "build" in name else KEYS, folder)
    return read_guide(made[name]) if name.endswith(".md") else made[name].split("\n")


def same(path: Path, text: str, read: list[str], marked: list[str]) -> bool:
    """Whether what is read is what a harmless text gives, with the hostile one in its place."""
    # It is part of queries, whose texts are those of the values.
    if path[-1] == "errors" or path[-4:-3] == ("monitoring",):
        found = contexts(compilation([environment(with_text(path, text))]))
        queries = {check.query for context in found for check in watch_checks(context)}
        return len(read) == len(marked) and all(
            one == other if MARK not in other else one in queries for one, other in zip(read, marked, strict=True)
        )
    expected = [one.replace(MARK, text) for one in marked]
    edge = f"{EDGE} "
    return read == expected or [one.strip(edge) for one in read] == [one.strip(edge) for one in expected]


def marked_artifacts(path: Path, slash: str) -> dict[str, str] | None:
    """The artifacts with the mark in a field; None where the model takes no such text there."""
    try:
        return artifacts(environment(with_text(path, slash + MARK)))
    except ValidationError:
        return None


def kind(path: Path) -> Path:
    """Which field of which model: languages are told apart, things of a list and other workloads are not."""
    keys = tuple(step for step in path if isinstance(step, str))
    if keys[0] != "workloads":
        return keys
    build = FULL["workloads"][keys[1]]["build"] if keys[2] == "build" else {"language": ""}
    # Node's managers share a template, those of Python have one each.
    way = build["packageManager"] if build["language"] == "python" else build["language"]
    return ("workloads", way, *keys[2:])


PATHS = list({kind(path): path for path, _ in reversed(list(strings(FULL)))}.values())


@pytest.mark.parametrize("path", PATHS, ids=lambda path: ".".join(map(str, path)))
def test_a_hostile_text_is_refused_at_its_place_or_read_back(path: Path, tmp_path: Folder) -> None:
    old = dict(strings(FULL))[path]
    slash = "/" if old.startswith("/") else ""
    harmless = marked_artifacts(path, slash)
    if harmless == BASE:
        return  # it reaches none of these texts
    marked: dict[str, list[str]] = {}
    tried = 0
    for text in (*TEXTS, *(f"/{text}" for text in TEXTS if slash)):
        tried += 1
        try:
            found = environment(with_text(path, text))
        except ValidationError as refusal:
            last = next(step for step in reversed(path) if isinstance(step, str))
            assert any(last in one["loc"] or one["loc"] == path[: len(one["loc"])] for one in refusal.errors())
            continue
        if PLAIN.fullmatch(text):  # nothing to become code
            continue
        if path[-2] == "writablePaths" and PLAIN_PATH.fullmatch(text):  # its folder is written too, by itself
            continue
        made = artifacts(found)
        changed = [name for name in BASE if made.get(name) != BASE[name]]
        for name in changed:
            assert harmless is not None
            if name not in marked:
                marked[name] = words(harmless, name, tmp_path)
            right = same(path, text.removeprefix(slash), words(made, name, tmp_path), marked[name])
            assert right, (name, text)
    assert tried >= 100
