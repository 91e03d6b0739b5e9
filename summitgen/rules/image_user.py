"""Rule: writable folders of an image belong to the user that writes."""

from __future__ import annotations

from typing import TYPE_CHECKING

from summitgen.rules.image_examples import NODE, example
from summitgen.rules.rule import Rule, Violation

if TYPE_CHECKING:
    from collections.abc import Iterator

    from summitgen.rules.view import WorkloadView


def check(workload: WorkloadView) -> Iterator[Violation]:
    """The build's user and the pod's, where folders are made writable."""
    build, security = workload.spec.build, workload.spec.security
    if build is None or not build.writable_paths or build.user == security.run_as_user:
        return
    message = f"the folders are writable for user {build.user}, and the pods run as user {security.run_as_user}"
    remedy = f"Write `user: {security.run_as_user}` in build, or leave `runAsUser` out."
    related = (workload.related("the pods' user", ("security", "runAsUser")),)
    yield Violation(("build", "writablePaths"), message, remedy, related=related)


RULE = Rule(
    id="workload/image-user",
    title="Writable folders of an image belong to the user that writes",
    severity="error",
    reason=(
        "writablePaths are made in the image and given to the build's user. A pod whose security context names "
        "another one can't write there, and finds out when it first tries."
    ),
    source="kubernetes.io, Configure a Security Context (runAsUser overrides the image's USER); issue 6",
    bad=example(f"{NODE}, writablePaths: [/var/cache/app]", more="security: {runAsUser: 1000}"),
    good=example(f"{NODE}, user: 1000, writablePaths: [/var/cache/app]", more="security: {runAsUser: 1000}"),
    remedy="Give build.user and security.runAsUser the same number.",
    workload=check,
)
