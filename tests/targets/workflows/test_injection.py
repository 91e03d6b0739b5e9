"""Hostile strings in every field of a spec that reaches a workflow: the structure stays, and the value is exact."""

from __future__ import annotations

import json
import re
from copy import deepcopy
from typing import TYPE_CHECKING, Any

import pytest
import yaml
from pydantic import ValidationError

from summitgen.artifacts import Project
from summitgen.model.environment import Environment
from summitgen.stages.load import load
from summitgen.stages.resolve import resolve
from summitgen.stages.validate import validate
from summitgen.targets.workflows import plan
from summitgen.values.action_pins import NEEDED_ACTIONS
from tests.targets.texts.stage import compilation, environment
from tests.targets.texts.test_injection import HOSTILE, ONE_LINE
from tests.targets.workflows.lint import mistakes

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

ENTRY, DELIVERY = "optimized-deployment.yml", "deliver-workload.yml"
BUILD = {"language": "node", "packageManager": "pnpm", "version": "22", "entry": "x"}
Where = tuple[str | int, ...]


def spec() -> dict[str, Any]:
    """A harmless environment with every field that a workflow has something of."""
    pins = [{"name": name, "version": version, "commit": commit} for name, (version, commit) in NEEDED_ACTIONS.items()]
    return {
        "tier": "production",
        "namespace": "shop",
        "branches": ["main"],
        "cluster": {"name": "c", "provider": "eks", "region": "r"},
        "pipeline": {"notifications": {"slackChannel": "s"}, "actionPins": pins, "platforms": ["linux/amd64"]},
        "workloads": {
            "w": {
                "image": {"repository": "registry.example.com/shop/w", "tag": "1"},
                "port": 80,
                "build": {**BUILD, "arguments": [{"name": "A", "value": "x"}], "secrets": [{"name": "S"}]},
            }
        },
    }


IMAGE: Where = ("workloads", "w", "image", "repository")
ARGUMENT: Where = ("workloads", "w", "build", "arguments", 0)
FREE: dict[str, Where] = {
    "branch": ("branches", 0),
    "region": ("cluster", "region"),
    "channel": ("pipeline", "notifications", "slackChannel"),
}
REFUSED: dict[str, Where] = {
    "tier": ("tier",),
    "namespace": ("namespace",),
    "cluster": ("cluster", "name"),
    "provider": ("cluster", "provider"),
    "kubernetes": ("cluster", "kubernetesVersion"),
    "platform": ("pipeline", "platforms", 0),
    "action": ("pipeline", "actionPins", 0, "name"),
    "version": ("pipeline", "actionPins", 0, "version"),
    "commit": ("pipeline", "actionPins", 0, "commit"),
    "repository": IMAGE,
    "argument's name": (*ARGUMENT, "name"),
    "secret": ("workloads", "w", "build", "secrets", 0, "name"),
    "strategy": ("workloads", "w", "deploymentStrategy"),
}
STRINGS = [one for one in HOSTILE if one != "x"]


def changed(where: Where, text: str) -> dict[str, Any]:
    """The harmless environment with another text at one place."""
    made = deepcopy(spec())
    node: Any = made
    for step in where[:-1]:
        node = node[step]
    node[where[-1]] = text
    return made


def accepts(data: dict[str, Any]) -> bool:
    """Whether the model takes an environment."""
    try:
        Environment.model_validate(data)
    except ValidationError:
        return False
    return True


def documents(data: dict[str, Any]) -> dict[str, Any]:
    """The workflows of one environment, read back."""
    texts = {one.path.rpartition("/")[2]: one.render() for one in plan(compilation([environment(data)]))}
    return {name: yaml.load(text, yaml.CSafeLoader) for name, text in texts.items()}


def leaves(node: Any, path: tuple[str | int, ...] = ()) -> Iterator[tuple[tuple[str | int, ...], Any]]:
    """All scalars with their paths, and empty lists and maps."""
    pairs = node.items() if isinstance(node, dict) else enumerate(node) if isinstance(node, list) else ()
    if not pairs:
        yield path, node
    for key, value in pairs:
        yield from leaves(value, (*path, key))


def expressions(found: dict[str, Any]) -> list[tuple[Any, list[str]]]:
    """All that GitHub would evaluate, by place."""
    every = ((path, re.findall(r"\$\{\{.*?\}\}", str(leaf), re.DOTALL)) for path, leaf in leaves(found))
    return [(path, one) for path, one in every if one]


HARMLESS = documents(spec())


def said(found: dict[str, Any], field: str) -> object:
    """The value of a field where it lands."""
    jobs = found[ENTRY]["jobs"]
    chosen = json.loads(jobs["determine-environment"]["steps"][0]["env"]["PLAN"])["e"]
    if field in ("branch", "region"):
        return chosen["branches"][0] if field == "branch" else chosen["region"]
    return json.loads(jobs["notify"]["steps"][0]["env"]["CHANNELS"])["e"]


def test_there_are_enough_strings_and_the_harmless_spec_has_workflows() -> None:
    assert len(STRINGS) >= 100
    assert len(ONE_LINE) >= 100
    assert mistakes(HARMLESS) == []
    assert {field: said(HARMLESS, field) for field in FREE} == {
        "branch": "main",
        "region": "r",
        "channel": "s",
    }


@pytest.mark.parametrize("field", FREE)
def test_a_hostile_value_stays_a_value(field: str) -> None:
    taken = [text for text in STRINGS if accepts(changed(FREE[field], text))]
    # What is refused is not seen, or is more than one line.
    assert set(ONE_LINE) - set(taken) <= {text for text in ONE_LINE if not text.isprintable()}
    assert len(taken) >= 100
    for text in taken:
        found = documents(changed(FREE[field], text))
        assert [path for path, _ in leaves(found)] == [path for path, _ in leaves(HARMLESS)], text
        assert said(found, field) == text
        assert expressions(found) == expressions(HARMLESS), text
        assert mistakes(found) == []


def test_build_arguments_reach_no_workflow() -> None:
    """They are the Dockerfile's, which the bake file builds."""
    assert documents(changed((*ARGUMENT, "value"), "another")) == HARMLESS


@pytest.mark.parametrize("field", REFUSED)
def test_where_a_hostile_value_would_be_structure_it_is_refused(field: str) -> None:
    taken = [text for text in STRINGS if accepts(changed(REFUSED[field], text))]
    # What is let through has no character that could mean anything.
    assert [text for text in taken if not re.fullmatch(r"[A-Za-z0-9._/-]+", text)] == []
    assert len(STRINGS) - len(taken) >= 100


@pytest.mark.parametrize("field", REFUSED)
@pytest.mark.parametrize("text", ["a'b", "${{ github.token }}", "a\nb: c", "$(id)", "v1.2.3 # x"])
def test_a_refusal_is_a_finding_at_its_place(tmp_path: Path, field: str, text: str) -> None:
    (tmp_path / "environments").mkdir()
    data = json.dumps(changed(REFUSED[field], text), indent=1)
    (tmp_path / "environments/e.yaml").write_text(data, encoding="utf-8")
    project = Project(tmp_path, "shop")
    compiled, findings = validate(project, resolve(load(project))[0])
    line = next(number for number, one in enumerate(data.splitlines(), 1) if json.dumps(text) in one)
    assert compiled is None
    assert ("environments/e.yaml", line) in [(one.place.file, one.place.line) for one in findings if one.place]
    assert all(one.message and one.remedy for one in findings)
