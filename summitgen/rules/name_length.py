"""Rule: names stay within their limits when something is added to them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from summitgen.model.metrics import SmokeTest
from summitgen.rules.rule import Rule, Violation

if TYPE_CHECKING:
    from collections.abc import Iterator

    from summitgen.rules.view import EnvironmentView, WorkloadView

RELEASE = 53
HASH = 10
# Pods add five random characters to at most 58 (apiserver, names/generate.go), of which a dash is the last.
REPLICA_SET = 57
WORKLOAD = REPLICA_SET - len("-") - HASH
ENVIRONMENT_SUFFIX = "-environment"
JOB = 24


def check(environment: EnvironmentView) -> Iterator[Violation]:
    """The names of the environment, of its workloads and of their smoke tests."""
    name = environment.resolved.name
    longest = RELEASE - len(ENVIRONMENT_SUFFIX)
    if len(name) > longest:
        message = (
            f"the environment's name has {len(name)} characters; at most {longest} are allowed, since its Helm "
            f"release is named {name}{ENVIRONMENT_SUFFIX} and may have {RELEASE}"
        )
        yield Violation((), message, remedy="Give the file a shorter name.")
    for workload in environment.workloads:
        yield from _workload(workload)
        for path, message in _jobs(workload):
            yield Violation(("workloads", workload.name, *path), message, remedy="Give the smoke test a shorter name.")


def _workload(workload: WorkloadView) -> Iterator[Violation]:
    if len(workload.name) > WORKLOAD:
        message = (
            f"the workload's name has {len(workload.name)} characters; at most {WORKLOAD} are allowed, since a "
            f"ReplicaSet adds a hash of {HASH} to it, and its pods' names are cut behind {REPLICA_SET}"
        )
        yield Violation(("workloads", workload.name), message, key=True)


def _jobs(workload: WorkloadView) -> Iterator[tuple[tuple[str | int, ...], str]]:
    for position, analysis in enumerate(workload.spec.analyses):
        seen: dict[str, str] = {}
        for index, metric in enumerate(analysis.metrics):
            if not isinstance(metric, SmokeTest):
                continue
            path = ("analyses", position, "metrics", index, "name")
            short = metric.name[:JOB]
            if short.endswith("-"):
                yield path, f'a Job is named by the first {JOB} characters, "{short}", which may not end with a dash'
            if seen.get(short, metric.name) != metric.name:
                yield path, f'the first {JOB} characters, "{short}", name the Job and are those of another smoke test'
            seen.setdefault(short, metric.name)


RULE = Rule(
    id="workload/name-length",
    title="Names leave room for what is added to them",
    severity="error",
    reason=(
        "A workload's name is also that of its Helm release (at most 53 characters), of its Services (63, with "
        "-canary or -preview) and of its ReplicaSets, whose pods lose the end of a name that is too long: queries "
        "that find a version's pods by its hash then find none. A smoke test's Job keeps 24 characters of its "
        "metric's name; a second test with the same 24 takes over the first one's Job."
    ),
    source="progressive delivery rules 26 and 40; argo-rollouts #795",
    bad=(
        "workloads:\n  recommendations-for-returning-customers-of-all-shops:\n"
        "    {port: 4000, image: {repository: ghcr.io/shop/recommendations, tag: 1.4.0}}"
    ),
    good=(
        "workloads:\n  recommendations:\n"
        "    {port: 4000, image: {repository: ghcr.io/shop/recommendations, tag: 1.4.0}}"
    ),
    remedy="Give the workload a shorter name.",
    environment=check,
)
