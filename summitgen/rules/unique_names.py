"""Rule: the things of a list are named differently."""

from __future__ import annotations

from typing import TYPE_CHECKING

from summitgen.rules.rule import Rule, Violation

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from summitgen.model.workload import Workload
    from summitgen.rules.view import Path, WorkloadView

RESERVED_VOLUME = "configuration"
TEMPORARY = "tmp"


def check(workload: WorkloadView) -> Iterator[Violation]:
    """No name stands twice in a list, and no volume has a name that the compiler gives."""
    for what, path, names in _lists(workload.spec):
        first: dict[str, int] = {}
        for index, name in enumerate(names):
            if name in first:
                message = f'the {what} "{name}" is in the list twice; each has a name of its own'
                earlier = workload.related("first here", (*path, first[name], "name"))
                yield Violation((*path, index, "name"), message, related=(earlier,))
            first.setdefault(name, index)
    yield from _reserved(workload.spec)


def _lists(spec: Workload) -> Iterator[tuple[str, Path, Sequence[str]]]:
    yield "volume", ("volumes",), [volume.name for volume in spec.volumes]
    yield "configuration file", ("configFiles",), [file.name for file in spec.config_files]
    yield "data store", ("dataStores",), spec.data_stores
    yield "pull secret", ("image", "pullSecrets"), spec.image.pull_secrets
    if spec.build is not None:
        yield "build argument", ("build", "arguments"), [argument.name for argument in spec.build.arguments]
        yield "build secret", ("build", "secrets"), [secret.name for secret in spec.build.secrets]
    yield "analysis", ("analyses",), [analysis.name for analysis in spec.analyses]
    for index, analysis in enumerate(spec.analyses):
        yield "metric", ("analyses", index, "metrics"), [metric.name for metric in analysis.metrics]


def _reserved(spec: Workload) -> Iterator[Violation]:
    made_tmp = spec.security.read_only_root_filesystem and all(volume.mount_path != "/tmp" for volume in spec.volumes)
    for index, volume in enumerate(spec.volumes):
        path = ("volumes", index, "name")
        if volume.name == RESERVED_VOLUME:
            message = f'the volume name "{RESERVED_VOLUME}" is taken by that of the configuration files'
            yield Violation(path, message, remedy="Give the volume another name.")
        if volume.name == TEMPORARY and made_tmp:
            message = f'the volume name "{TEMPORARY}" is taken by the volume that is made for /tmp'
            yield Violation(path, message, remedy="Give the volume another name, or mount it at /tmp.")


RULE = Rule(
    id="workload/unique-names",
    title="Named things have names of their own",
    severity="error",
    reason=(
        "Volumes, configuration files, analyses and metrics are found by their names. Of two with one name either the "
        "API server refuses the object or one silently takes the other's place, so that an analysis which everybody "
        "believes in is never run."
    ),
    source="progressive delivery rule 40; Kubernetes API, PodSpec.volumes; argo-rollouts, AnalysisTemplate",
    bad="volumes:\n  - {name: cache, mountPath: /app/.cache}\n  - {name: cache, mountPath: /app/.npm}",
    good="volumes:\n  - {name: cache, mountPath: /app/.cache}\n  - {name: npm, mountPath: /app/.npm}",
    remedy="Give each a name of its own, or keep one of the two.",
    workload=check,
)
