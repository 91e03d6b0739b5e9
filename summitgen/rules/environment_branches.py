"""Rule: a push to a branch goes to one environment."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from summitgen.rules.rule import Rule, Violation

if TYPE_CHECKING:
    from collections.abc import Iterator

    from summitgen.rules.view import EnvironmentView, ProjectView

_TOKENS = {"**": ".*", "*": "[^/]*", "?": "[^/]"}


def check(project: ProjectView) -> Iterator[tuple[EnvironmentView, Violation]]:
    """Each branch, or pattern of branches, against those that were given before it."""
    seen: list[tuple[str, EnvironmentView, int]] = []
    for environment in project.environments:
        for index, branch in enumerate(environment.resolved.spec.branches):
            met = next((one for one in seen if _meet(one[0], branch)), None)
            if met is not None:
                yield environment, _violation(branch, index, met, same=met[1] is environment)
            seen.append((branch, environment, index))


def _violation(branch: str, index: int, met: tuple[str, EnvironmentView, int], *, same: bool) -> Violation:
    other, owner, position = met
    through = "" if other == branch else f' by "{other}"'
    whose = "named twice" if same else f"deployed to another environment{through}"
    related = (owner.related("the other one", ("branches", position)),)
    return Violation(("branches", index), f'the branch "{branch}" is {whose}; it can go to one only', related=related)


def _meet(one: str, other: str) -> bool:
    """Whether two branches or patterns are the same, or one of them covers the other's text."""
    return one == other or _covers(one, other) or _covers(other, one)


def _covers(pattern: str, branch: str) -> bool:
    if "*" not in pattern and "?" not in pattern:
        return False
    parts = re.split(r"(\*\*|\*|\?)", pattern)
    return re.fullmatch("".join(_TOKENS.get(part, re.escape(part)) for part in parts), branch) is not None


RULE = Rule(
    id="environment/branches",
    title="A branch is deployed to one environment",
    severity="error",
    reason=(
        "The pipeline chooses the environment by the branch that was pushed. With a branch in two of them a push "
        "would have to deploy to both, or to the one that happens to be asked first, production perhaps."
    ),
    source="summit.md section 1 (branches) and group 20; workflow property 12",
    bad="branches: [main]\nnamespace: shop-staging\n---\nbranches: [main]\nnamespace: shop-prod",
    good="branches: [develop]\nnamespace: shop-staging\n---\nbranches: [main]\nnamespace: shop-prod",
    remedy="Name the branch in one environment.",
    project=check,
)
