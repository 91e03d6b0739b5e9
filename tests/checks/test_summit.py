"""Summit's own output passes, and stops passing when any object that others refer to is taken away."""

from __future__ import annotations

from functools import cache

import pytest

from summitgen.artifacts import Artifact
from summitgen.checks import run_checks
from summitgen.checks.rendered import Rendered, RenderedObject
from summitgen.pipeline import compile_project
from summitgen.printers.yaml import emit
from tests.support.summit import project

VERSIONS = {"dev": "1.34", "staging": "1.34", "prod": "1.34"}
REFERRED = (
    "AnalysisTemplate", "ExternalSecret", "Gateway", "Namespace", "Rollout", "Service", "ServiceAccount",
)  # fmt: skip


@cache
def manifests() -> tuple[Artifact, ...]:
    return tuple(artifact for artifact in compile_project(project()).artifacts if artifact.target == "manifests")


def rest(left_out: RenderedObject, objects: tuple[RenderedObject, ...]) -> tuple[Artifact, ...]:
    """The environment's manifests without one object."""
    files: dict[str, list[dict[str, object]]] = {}
    for each in objects:
        if each.environment == left_out.environment and each is not left_out:
            files.setdefault(each.path, []).append(each.data)
    return tuple(Artifact(path, "manifests", emit(data).encode()) for path, data in files.items())


def test_passes() -> None:
    assert len(manifests()) > 50
    assert run_checks(manifests(), VERSIONS) == ()


@pytest.mark.parametrize("kind", REFERRED)
def test_an_object_that_others_refer_to_is_missed(kind: str) -> None:
    objects = Rendered.of(manifests(), VERSIONS).objects
    chosen = [each for each in objects if each.kind == kind and each.environment == "prod"]
    assert chosen
    for left_out in chosen:
        found = run_checks(rest(left_out, objects), VERSIONS)
        assert any(one.id == "check/references" and left_out.name in one.message for one in found), left_out


def test_the_virtual_service_of_a_canary_is_missed() -> None:
    objects = Rendered.of(manifests(), VERSIONS).objects
    canaries = {each.name for each in objects if each.kind == "Rollout" and "canary" in each.data["spec"]["strategy"]}
    chosen = [each for each in objects if each.kind == "VirtualService" and each.name in canaries]
    assert chosen
    for left_out in chosen:
        found = run_checks(rest(left_out, objects), VERSIONS)
        assert any("there is no VirtualService" in one.message for one in found), left_out
