"""The jobs that make images: build, publish, scan, and all of it for a pull request."""

from __future__ import annotations

from typing import TYPE_CHECKING

from summitgen.targets.workflows.facts import as_json
from summitgen.targets.workflows.steps import (
    RUNNER,
    RUNNERS,
    checkout,
    expression,
    login,
    permissions,
    run,
    uses,
)

if TYPE_CHECKING:
    from summitgen.targets.workflows.commented import Node
    from summitgen.targets.workflows.facts import Facts, Image

PUSHED = "github.event_name != 'pull_request'"
SEVERITY = "CRITICAL,HIGH"


def build(facts: Facts) -> dict[str, Node]:
    """Each image on a native runner of each platform, pushed by digest alone."""
    include: list[Node] = [
        {**_image(facts, image), **_platform(platform)} for image in facts.images for platform in facts.platforms
    ]
    secrets = {name: expression(f"secrets.{name}") for name in facts.build_secrets}
    return {
        "name": expression("format('Build {0} for {1}', matrix.workload, matrix.platform)"),
        "if": expression(PUSHED),
        "runs-on": expression("matrix.runner"),
        "timeout-minutes": 30,
        "permissions": permissions(contents="read", packages="write"),
        "strategy": {"fail-fast": False, "matrix": {"include": include}},
        "steps": [
            checkout(facts),
            uses(facts, "docker/setup-buildx-action", "Set up buildx"),
            login(facts, "matrix.registry"),
            run("Build and push by digest", "build.py", {**_build_env("true"), **secrets}),
            _upload(facts, "digest.${{ matrix.workload }}.${{ matrix.architecture }}", "digests/*"),
        ],
    }


def publish(facts: Facts) -> dict[str, Node]:
    """One manifest over the platforms, with its provenance attested."""
    attest = uses(
        facts,
        "actions/attest",
        "Attest the provenance",
        subject_name=expression("matrix.image"),
        subject_digest=expression("steps.publish.outputs.digest"),
        push_to_registry=True,
    )
    env: dict[str, Node] = {"IMAGE": expression("matrix.image"), "PLATFORMS": str(len(facts.platforms))}
    return {
        "name": expression("format('Publish {0}', matrix.workload)"),
        "needs": ["build"],
        "runs-on": RUNNER,
        "timeout-minutes": 15,
        "permissions": permissions(attestations="write", id_token="write", packages="write"),
        "strategy": _each_image(facts),
        "steps": [
            _download(facts, {"pattern": expression("format('digest.{0}.*', matrix.workload)")}, "digests"),
            uses(facts, "docker/setup-buildx-action", "Set up buildx"),
            login(facts, "matrix.registry"),
            run("Merge the platforms", "publish.sh", env, id="publish"),
            attest,
            _upload(facts, "image.${{ matrix.workload }}", "digest"),
        ],
    }


def scan(facts: Facts) -> dict[str, Node]:
    """What was pushed, by its digest: a grave finding that has a fix ends the run before anything is deployed."""
    trivy = _trivy(facts)
    trivy["with"] = {
        "image-ref": expression("format('{0}@{1}', matrix.image, steps.image.outputs.digest)"),
        "format": "sarif",
        "output": "trivy.sarif",
        "limit-severities-for-sarif": True,
        **_gate(),
    }
    upload = uses(
        facts,
        "github/codeql-action/upload-sarif",
        "Report to code scanning",
    )
    # The one input of all that is written with `_`.
    upload["with"] = {
        "sarif_file": "trivy.sarif",
        "category": expression("format('trivy-{0}', matrix.workload)"),
    }
    return {
        "name": expression("format('Scan {0}', matrix.workload)"),
        "needs": ["publish"],
        "runs-on": RUNNER,
        "timeout-minutes": 20,
        "permissions": permissions(actions="read", contents="read", packages="read", security_events="write"),
        "strategy": _each_image(facts),
        "steps": [
            # Code scanning asks for the commit that a finding belongs to.
            checkout(facts),
            _download(facts, {"name": expression("format('image.{0}', matrix.workload)")}, "."),
            run("Read the digest", "read_digest.sh", {}, id="image"),
            login(facts, "matrix.registry"),
            trivy,
            {**upload, "if": expression("!cancelled() && hashFiles('trivy.sarif') != ''")},
        ],
    }


def pull_request(facts: Facts) -> dict[str, Node]:
    """Build and scan with no secret, no registry and no cluster."""
    trivy = _trivy(facts)
    trivy["with"] = {"input": "image.tar", "format": "table", **_gate()}
    matrix: list[Node] = [{**_image(facts, image), **_platform("linux/amd64")} for image in facts.images]
    return {
        "name": expression("format('Check {0}', matrix.workload)"),
        "if": expression("github.event_name == 'pull_request'"),
        "runs-on": RUNNER,
        "timeout-minutes": 40,
        "permissions": permissions(contents="read"),
        "strategy": {"fail-fast": False, "matrix": {"include": matrix}},
        "steps": [
            checkout(facts),
            uses(facts, "docker/setup-buildx-action", "Set up buildx"),
            run("Build", "build.py", _build_env("false")),
            trivy,
        ],
    }


def _image(facts: Facts, image: Image) -> dict[str, Node]:
    arguments = [{"name": one.name, "value": one.value} for one in image.build.arguments]
    return {
        **_named(image),
        "dockerfile": f"{facts.out}/docker/{image.workload}/Dockerfile",
        "arguments": as_json(arguments),
        "secrets": as_json([secret.name for secret in image.build.secrets]),
    }


def _named(image: Image) -> dict[str, Node]:
    registry = image.repository.partition("/")[0]
    return {"workload": image.workload, "image": image.repository, "registry": registry}


def _platform(platform: str) -> dict[str, Node]:
    return {"platform": platform, "architecture": platform.partition("/")[2], "runner": RUNNERS[platform]}


def _each_image(facts: Facts) -> Node:
    return {"fail-fast": False, "matrix": {"include": [_named(image) for image in facts.images]}}


def _build_env(push: str) -> dict[str, Node]:
    names = ("image", "dockerfile", "platform", "arguments", "secrets")
    return {"PUSH": push, **{name.upper(): expression(f"matrix.{name}") for name in names}}


def _trivy(facts: Facts) -> dict[str, Node]:
    return uses(facts, "aquasecurity/trivy-action", "Scan")


def _gate() -> dict[str, Node]:
    return {"severity": SEVERITY, "ignore-unfixed": True, "exit-code": "1"}


def _upload(facts: Facts, name: str, files: str) -> Node:
    from summitgen.targets.workflows.commented import Expression

    inputs: dict[str, Node] = {"name": Expression(name), "path": files, "if_no_files_found": "error"}
    return uses(facts, "actions/upload-artifact", "Keep the digest", **inputs, retention_days=1)


def _download(facts: Facts, which: dict[str, Node], folder: str) -> Node:
    merged: dict[str, Node] = {"merge_multiple": True} if "pattern" in which else {}
    return uses(facts, "actions/download-artifact", "Get the digest", **which, path=folder, **merged)
