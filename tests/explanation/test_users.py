"""Who uses a value: asked for each kind of scalar of Summit's resolved specs, what the model fills in included."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from typing import TYPE_CHECKING, Any

import pytest
from pydantic import BaseModel

from summitgen.explanation.changes import filled, replaced
from summitgen.explanation.paths import follow, parts_of, text_of
from summitgen.explanation.usage import Usage, Users
from summitgen.explanation.values import Explanation, left_out
from summitgen.syntax import Scalar, scalars
from tests.support import summit

if TYPE_CHECKING:
    from collections.abc import Iterator

Path = tuple[str | int, ...]
TREES = {tree.name: tree for tree in summit.trees()}
GROUPS = 8
# What no artifact speaks of, and which of it rules judge: all else has users.
UNUSED = {
    "cluster.prometheus.copiesPodLabels": (),
    "cluster.prometheus.version": (),
    "cluster.rolloutsInMesh": ("analysis/controller-in-mesh",),
    "dataStores.*.host": (),
    "dataStores.*.type": (),
    "pipeline.baseImages.#.platforms.#": ("project/base-platforms",),
    "pipeline.registry": (),
    "workloads.*.analyses.#.metrics.#.metric": ("analysis/unused-setting",),
    "workloads.*.lifecycle.drain": ("workload/termination",),
    "workloads.*.monitoring.durations.buckets.#": (),
    "workloads.*.traffic": ("analysis/minimum-rate", "analysis/samples"),
}


@cache
def users() -> Users:
    """The users of Summit's values."""
    return Users(summit.project(), summit.trees())


def every(node: Any, path: Path = ()) -> Iterator[tuple[Path, object]]:
    """Each scalar of a model with its path in a spec."""
    if isinstance(node, BaseModel):
        for name, field in type(node).model_fields.items():
            yield from every(getattr(node, name), (*path, field.alias or name))
    elif isinstance(node, Mapping):
        for key, value in node.items():
            yield from every(value, (*path, key))
    elif isinstance(node, tuple):
        for index, item in enumerate(node):
            yield from every(item, (*path, index))
    elif node is not None:
        yield path, node


def kind_of(path: Path) -> str:
    """A path without the indices of lists and the names that specs choose."""
    named = path[:1] in (("workloads",), ("dataStores",))
    steps = ("#" if isinstance(step, int) else "*" if at == 1 and named else step for at, step in enumerate(path))
    return ".".join(str(step) for step in steps)


@cache
def kinds() -> dict[str, tuple[str, Path]]:
    """One scalar of each kind: of the environment that comes last by its name."""
    return {kind_of(path): (one.name, path) for one in summit.environments() for path, _ in every(one.spec)}


def test_every_scalar_that_the_model_fills_in_is_explained() -> None:
    number = 0
    for environment in summit.environments():
        tree = TREES[environment.name]
        given = {path for path, _ in scalars(tree.tree)}
        for path, value in every(environment.spec):
            if path in given:
                continue
            number += 1
            found = left_out(tree, follow(tree.tree, parts_of(text_of(path))), lambda _: Usage(("asked",)))
            assert isinstance(found, Explanation), found
            assert found.path == text_of((tree.name, *path))
            assert found.default == (str(value).lower() if isinstance(value, bool) else str(value)), path
            assert found.usage == Usage(("asked",)), path
    assert number > 500


def test_what_is_filled_in_is_what_the_model_has() -> None:
    """Filling in a default changes nothing but that it is given."""
    for kind, (environment, path) in kinds().items():
        tree = TREES[environment].tree
        at = follow(filled(tree, path), parts_of(text_of(path)))
        assert at.path == path and not at.rest and isinstance(at.node, Scalar), kind


@pytest.mark.parametrize("group", range(GROUPS))
def test_every_kind_of_scalar_has_its_users(group: int) -> None:
    every_kind = sorted(kinds().items())
    assert len(every_kind) > 150
    for kind, (environment, path) in every_kind[group::GROUPS]:
        usage = users().of(environment, path)
        assert usage.artifacts is not None, f"{kind}: not known"
        if not usage.artifacts:
            assert kind in UNUSED and usage.rules == UNUSED[kind], f"{kind}: {usage}"
        foreign = {name for name in TREES if name != environment}
        assert not [one for one in usage.artifacts if foreign & set(one.removesuffix(".yaml").split("/"))], kind


def test_what_is_unused_is_there() -> None:
    assert UNUSED.keys() <= kinds().keys()


@pytest.mark.parametrize(
    ("path", "artifacts"),
    [
        (("workloads", "ml-engine", "build", "entry"), {"out/docker/ml-engine/Dockerfile"}),
        (("workloads", "ml-engine", "build", "directory"), {
            "out/docker/ml-engine/Dockerfile", "out/docker/ml-engine/Dockerfile.dockerignore",
        }),
    ],
)  # fmt: skip
def test_what_is_built_once_is_changed_everywhere_at_once(path: Path, artifacts: set[str]) -> None:
    for environment in TREES:
        usage = users().of(environment, path)
        assert artifacts <= set(usage.artifacts or ())
        assert usage.together == (() if environment == "dev" else ("dev", "prod", "staging"))


def test_a_value_of_one_environment_is_not_said_to_be_of_others() -> None:
    usage = users().of("prod", ("workloads", "web", "env", 0, "value"))
    assert usage.artifacts and not usage.together
    assert all("/prod/" in one for one in usage.artifacts)


def test_another_value_leaves_the_rest_alone() -> None:
    tree = TREES["prod"].tree
    changed = replaced(tree, ("workloads", "web", "port"), 99)
    before, after = dict(scalars(tree)), dict(scalars(changed))
    assert before.keys() == after.keys()
    assert {path for path in before if before[path].value != after[path].value} == {("workloads", "web", "port")}


def test_what_only_the_others_change_is_not_used_by_the_one() -> None:
    """Development has no gateway: that production's files follow a change of all is no use of development's value."""
    usage = users().of("dev", ("cluster", "gateway", "selector", "istio"))
    assert usage.artifacts == ()
    assert users().of("prod", ("cluster", "gateway", "selector", "istio")).artifacts
