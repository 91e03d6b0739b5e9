"""Rule: an environment whose images are built is deployed by the pipeline, or says that it isn't."""

from __future__ import annotations

from typing import TYPE_CHECKING

from summitgen.rules.rule import Rule, Violation
from summitgen.values.pipeline import builds_something, is_reachable

if TYPE_CHECKING:
    from collections.abc import Iterator

    from summitgen.rules.view import EnvironmentView

QUIET = "or write `pipeline: {deploy: false}` where other means deploy it"


def check(environment: EnvironmentView) -> Iterator[Violation]:
    """The cluster's provider and region, of environments that have something to build and want to be deployed."""
    spec = environment.resolved.spec
    if not spec.pipeline.deploy or not builds_something(spec) or is_reachable(spec):
        return
    name = environment.resolved.name
    if spec.cluster.provider != "eks":
        message = (
            f"no workflow deploys {name}: workflows log in to EKS alone, and the provider is {spec.cluster.provider}"
        )
        remedy = f"Write `provider: eks` and the cluster's region, {QUIET}."
        yield Violation(("cluster", "provider"), message, remedy)
    else:
        message = f"no workflow deploys {name}: to log in to EKS a workflow needs the cluster's region"
        remedy = f"Add the cluster's region, as in `region: us-east-1`, {QUIET}."
        yield Violation(("cluster", "region"), message, remedy)


RULE = Rule(
    id="environment/pipeline-cluster",
    title="An environment is deployed by the workflows, or says that it isn't",
    severity="warning",
    reason=(
        "The generated workflows log in to clusters by OIDC, which today they do for EKS alone, by the cluster's name "
        "and region. An environment elsewhere is left out of them: a push to its branch builds an image and deploys "
        "nothing. That is right where Argo CD or another pipeline delivers, and a surprise where nobody does."
    ),
    source="workflow properties 12 and 13; summit.md group 20",
    bad=(
        "cluster: {name: shop, provider: gke}\n"
        "workloads:\n"
        "  api:\n"
        '    build: {language: node, packageManager: pnpm, version: "22", entry: server.js}'
    ),
    good="cluster: {name: shop, provider: gke}\npipeline: {deploy: false}",
    remedy=f"Name an EKS cluster with its region, {QUIET}.",
    environment=check,
)
