"""The jobs that make images: build, publish, scan, and all of it for a pull request."""

from __future__ import annotations

from typing import TYPE_CHECKING

from summitgen.targets.workflows.steps import (
    RUNNER,
    RUNNERS,
    buildx,
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
PUSH: dict[str, Node] = {"PUSH": "true", "BY_DIGEST": "true"}
KEEP: dict[str, Node] = {"PUSH": "false", "OUTPUT": "type=docker,dest=image.tar"}


def build(facts: Facts) -> dict[str, Node]:
    """Each image on a native runner of each platform, pushed by digest alone."""
    include: list[Node] = [
        {**_named(image), **_platform(platform)} for image in facts.images for platform in image.platforms
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
            buildx(facts),
            login(facts, "matrix.registry"),
            run("Build and push by digest", "bake.sh", {**secrets, **_bake_env(facts), **PUSH}),
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
    env: dict[str, Node] = {name: expression(f"matrix.{name.lower()}") for name in ("IMAGE", "PLATFORMS")}
    include: list[Node] = [{**_named(image), "platforms": str(len(image.platforms))} for image in facts.images]
    return {
        "name": expression("format('Publish {0}', matrix.workload)"),
        "needs": ["build"],
        "runs-on": RUNNER,
        "timeout-minutes": 15,
        "permissions": permissions(attestations="write", id_token="write", packages="write"),
        "strategy": {"fail-fast": False, "matrix": {"include": include}},
        "steps": [
            _download(facts, {"pattern": expression("format('digest.{0}.*', matrix.workload)")}, "digests"),
            buildx(facts),
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
    include: list[Node] = [{**_named(image), **_platform(image.platforms[0])} for image in facts.images]
    return {
        "name": expression("format('Check {0}', matrix.workload)"),
        "if": expression("github.event_name == 'pull_request'"),
        "runs-on": expression("matrix.runner"),
        "timeout-minutes": 40,
        "permissions": permissions(contents="read"),
        "strategy": {"fail-fast": False, "matrix": {"include": include}},
        "steps": [
            checkout(facts),
            buildx(facts),
            run("Build", "bake.sh", {**_bake_env(facts), **KEEP}),
            trivy,
        ],
    }


def _named(image: Image) -> dict[str, Node]:
    registry = image.repository.partition("/")[0]
    return {"workload": image.workload, "image": image.repository, "registry": registry}


def _platform(platform: str) -> dict[str, Node]:
    return {"platform": platform, "architecture": platform.partition("/")[2], "runner": RUNNERS[platform]}


def _each_image(facts: Facts) -> Node:
    return {"fail-fast": False, "matrix": {"include": [_named(image) for image in facts.images]}}


def _bake_env(facts: Facts) -> dict[str, Node]:
    """The variables of the bake file that are the same wherever the image goes."""
    return {
        "BAKE_FILE": facts.bake_file,
        "WORKLOAD": expression("matrix.workload"),
        "PLATFORMS": expression("matrix.platform"),
        # Two builders that wrote one cache would each leave the other nothing.
        "CACHE_SCOPE": expression("matrix.architecture"),
        "VERSION": expression("format('sha-{0}', github.sha)"),
        "REVISION": expression("github.sha"),
    }


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
