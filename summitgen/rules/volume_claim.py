"""Rule: settings of an emptyDir need an emptyDir."""

from __future__ import annotations

from typing import TYPE_CHECKING

from summitgen.rules.rule import Rule, Violation

if TYPE_CHECKING:
    from collections.abc import Iterator

    from summitgen.rules.view import WorkloadView


def check(workload: WorkloadView) -> Iterator[Violation]:
    """A volume of a claim has neither size nor medium."""
    for index, volume in enumerate(workload.spec.volumes):
        given = {"sizeLimit": volume.size_limit, "medium": volume.medium}
        for key, value in given.items():
            if volume.claim is not None and value is not None:
                message = f'{key} is one of an emptyDir, and this volume is the claim "{volume.claim}"'
                yield Violation(("volumes", index, key), message, key=True)


RULE = Rule(
    id="workload/volume-claim",
    title="Settings of an emptyDir need an emptyDir",
    severity="error",
    reason=(
        "The size and medium of a PersistentVolumeClaim are those that it was made with. A limit that is written here "
        "would limit nothing."
    ),
    source="summit.md group 10 (values that no template reads); Kubernetes API, Volume",
    bad="volumes:\n  - {name: data, mountPath: /data, claim: uploads, sizeLimit: 1Gi}",
    good="volumes:\n  - {name: data, mountPath: /data, claim: uploads}",
    remedy="Leave it out, or leave claim out.",
    workload=check,
)
