"""Rule: each mount has a path of its own that can be mounted."""

from __future__ import annotations

import posixpath
from typing import TYPE_CHECKING

from summitgen.rules.rule import Rule, Violation

if TYPE_CHECKING:
    from collections.abc import Iterator

    from summitgen.rules.view import WorkloadView


def check(workload: WorkloadView) -> Iterator[Violation]:
    """No two volumes at one path, none at the root, none in the read-only folder of the configuration files."""
    first: dict[str, int] = {}
    directory = _normal(workload.spec.config_directory) if workload.spec.config_files else None
    for index, volume in enumerate(workload.spec.volumes):
        path = ("volumes", index, "mountPath")
        mount = _normal(volume.mount_path)
        if mount == "/":
            yield Violation(path, "a volume can't be mounted at / over the image's files; a folder below it can")
        elif directory is not None and f"{mount}/".startswith(f"{directory}/"):
            message = f"{volume.mount_path} is in {directory}, where the configuration files are mounted read-only"
            yield Violation(path, message)
        elif mount in first:
            earlier = workload.related("first here", ("volumes", first[mount], "mountPath"))
            yield Violation(path, f"{volume.mount_path} is taken by another volume", related=(earlier,))
        first.setdefault(mount, index)
    if directory == "/":
        yield Violation(("configDirectory",), "configuration files can't be mounted at /; a folder below it can")


def _normal(path: str) -> str:
    return posixpath.normpath("/" + path.lstrip("/"))


RULE = Rule(
    id="workload/mount-paths",
    title="Each mount has a path of its own",
    severity="error",
    reason=(
        "Kubernetes refuses a container that mounts two volumes at one path. A mount at / hides the whole image, and "
        "one below a ConfigMap's folder fails when the container starts, since its mount point can't be made there."
    ),
    source="Kubernetes API, VolumeMount.mountPath",
    bad="volumes:\n  - {name: cache, mountPath: /data}\n  - {name: uploads, mountPath: /data/}",
    good="volumes:\n  - {name: cache, mountPath: /data/cache}\n  - {name: uploads, mountPath: /data/uploads}",
    remedy="Mount it at a path of its own, outside of configDirectory.",
    workload=check,
)
