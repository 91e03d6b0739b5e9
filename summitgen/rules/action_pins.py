"""Rule: every action of the workflows is pinned, to one commit."""

from __future__ import annotations

from typing import TYPE_CHECKING

from summitgen.rules.rule import Rule, Violation
from summitgen.values.action_pins import NEEDED_ACTIONS, entry, missing, pins_of
from summitgen.values.pipeline import has_workflows, is_deployed

if TYPE_CHECKING:
    from collections.abc import Iterator

    from summitgen.model.environment import ActionPin
    from summitgen.rules.view import EnvironmentView, Path, ProjectView

PINS: Path = ("pipeline", "actionPins")


def check(project: ProjectView) -> Iterator[tuple[EnvironmentView, Violation]]:
    """What is pinned twice, and what is not pinned though there would be workflows."""
    yield from _conflicts(project)
    specs = [one.resolved.spec for one in project.environments]
    absent = missing(pins_of(specs))
    if not absent or not has_workflows(specs):
        return
    given = next((one for one in project.environments if one.resolved.spec.pipeline.action_pins), None)
    owner = given or next(one for one in project.environments if is_deployed(one.resolved.spec))
    names = ", ".join(absent)
    message = f"no workflow is generated, since these actions of it have no pin: {names}"
    pasted = ", ".join(entry(name, *NEEDED_ACTIONS[name]) for name in absent)
    remedy = (
        f"Add to pipeline (look for newer versions): `actionPins: [{pasted}]`; or write `pipeline: {{deploy: false}}` "
        "in each environment that other means deploy."
    )
    yield owner, Violation(PINS, message, remedy, key=True)


def _conflicts(project: ProjectView) -> Iterator[tuple[EnvironmentView, Violation]]:
    first: dict[str, tuple[ActionPin, EnvironmentView, int]] = {}
    for environment in project.environments:
        for index, pin in enumerate(environment.resolved.spec.pipeline.action_pins):
            other, owner, position = first.setdefault(pin.name, (pin, environment, index))
            if (pin.commit, pin.version) != (other.commit, other.version):
                key = "version" if pin.version != other.version else "commit"
                message = f"{pin.name} has the {key} {getattr(pin, key)} here and {getattr(other, key)} there"
                remedy = f"All environments have the same workflows: keep one of the two pins of {pin.name}."
                related = (owner.related("the other one", (*PINS, position, key)),)
                yield environment, Violation((*PINS, index, key), message, remedy, related=related)


RULE = Rule(
    id="project/action-pins",
    title="Every action of the workflows is pinned",
    severity="error",
    reason=(
        "A workflow runs actions that others wrote, with the rights to push images and to reach clusters. A tag can be "
        "moved to other code, a commit can't, so summitgen writes no action without its commit, and it asks no network "
        "for one: the pins are an input, which bots may bump and people review. Without a pin there would be no "
        "workflow at all, and nobody would be told. There is one set of workflows for all environments, so an action "
        "has one pin."
    ),
    source="workflow properties 1 and 2; summit.md group 23 (an unverified download)",
    bad=(
        "cluster: {name: shop, provider: eks, region: us-east-1}\n"
        "workloads:\n"
        "  api:\n"
        '    build: {language: node, packageManager: pnpm, version: "22", entry: server.js}\n'
        "pipeline: {actionPins: []}"
    ),
    good="pipeline:\n  actionPins:\n" + "\n".join(f"    - {entry(name, *pin)}" for name, pin in NEEDED_ACTIONS.items()),
    remedy="Pin each action once for all environments, in a file that all extend.",
    project=check,
)
