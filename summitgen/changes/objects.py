"""Kubernetes objects of generated files, by environment and identity."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

from summitgen.findings import Place, warning

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from summitgen.findings import Finding

K8S = "k8s/"
NO_ENVIRONMENT = "deployments"
"""The folder of single files: each is applied by itself, under names of its own."""


class Identity(NamedTuple):
    """What makes an object the same one before and after; ``namespace`` is "" where it has none."""

    kind: str
    namespace: str
    name: str
    group: str

    def __str__(self) -> str:
        return f"{self.kind} {self.namespace}/{self.name}" if self.namespace else f"{self.kind} {self.name}"


Object = dict[str, Any]
Environments = dict[str, dict[Identity, Object]]


def environment_of(path: str) -> str | None:
    """The environment that a path below the output folder belongs to, or None."""
    parts = path.split("/")
    inside = len(parts) > 2 and path.startswith(K8S) and parts[1] != NO_ENVIRONMENT and path.endswith(".yaml")
    return parts[1] if inside else None


def read_objects(files: Mapping[str, bytes], out: str) -> tuple[Environments, tuple[Finding, ...]]:
    """The objects of all environments, and a warning for each file that can't be read."""
    from summitgen.checks._reading import UnreadableError, decoded, yaml_documents

    found: Environments = {}
    findings = []
    for path, content in sorted(files.items()):
        environment = environment_of(path)
        if environment is None:
            continue
        objects = found.setdefault(environment, {})
        try:
            objects.update(_identified(yaml_documents(decoded(content))))
        except UnreadableError as problem:
            message = f"the earlier state of this file can't be read, so its objects count as absent: {problem}"
            place = Place(f"{out}/{path}", *problem.position)
            findings.append(warning("changes/unreadable", message, "Look at the file itself.", place))
    return found, tuple(findings)


def _identified(documents: list[Any]) -> Iterator[tuple[Identity, Object]]:
    for one in documents:
        metadata = one.get("metadata") if isinstance(one, dict) else None
        if isinstance(metadata, dict):
            group = str(one.get("apiVersion", "")).rpartition("/")[0]
            namespace, name = (str(metadata.get(key) or "") for key in ("namespace", "name"))
            yield Identity(str(one.get("kind", "")), namespace, name, group), one
