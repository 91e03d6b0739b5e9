"""The rendered artifacts, read back from their bytes once for all checks."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, NamedTuple

from summitgen.checks._access import mapping, text
from summitgen.checks._positions import locate
from summitgen.checks._reading import UnreadableError, decoded, json_document, yaml_documents
from summitgen.findings import Place

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from summitgen.artifacts import Artifact
    from summitgen.checks._access import Path

MANIFESTS = "manifests"
_YAML = (".yaml", ".yml")
_SINGLE_FILES = ("k8s", "deployments")
_ENVIRONMENT = "summitgen.dev/environment"


@dataclass(frozen=True, slots=True)
class RenderedObject:
    """A Kubernetes object: the document ``index`` of the file ``path``; a namespace that is not named is ""."""

    path: str
    index: int
    environment: str
    data: dict[str, Any]
    api_version: str
    kind: str
    namespace: str
    name: str

    @property
    def group(self) -> str:
        """The API group; that of the core is ""."""
        return self.api_version.rpartition("/")[0]

    def __str__(self) -> str:
        """``Deployment web``."""
        return f"{self.kind} {self.name}"


class Unreadable(NamedTuple):
    """A file, or a document of one, that can't be used, and why."""

    place: Place
    message: str


@dataclass(frozen=True, slots=True)
class Rendered:
    """What all checks look at.

    ``objects`` are those of the target "manifests", in the order of the files; the environment of each is the folder
    above its workload's, as in ``out/k8s/prod/web/services.yaml``. ``kubernetes_versions`` gives each environment's
    minor version ("1.34"). Those of single files (``out/k8s/deployments/api.yaml``) say it by their label: they live
    beside that environment's. ``sources`` are the texts of the files that hold objects.
    """

    objects: tuple[RenderedObject, ...]
    unreadable: tuple[Unreadable, ...]
    kubernetes_versions: Mapping[str, str]
    sources: Mapping[str, str]

    @classmethod
    def of(cls, artifacts: tuple[Artifact, ...], kubernetes_versions: Mapping[str, str]) -> Rendered:
        """Read the artifacts; what can't be read is in ``unreadable`` and nowhere else."""
        objects: list[RenderedObject] = []
        unreadable: list[Unreadable] = []
        sources: dict[str, str] = {}
        for artifact in artifacts:
            try:
                if artifact.target == MANIFESTS and artifact.path.endswith(_YAML):
                    source = sources[artifact.path] = decoded(artifact.content)
                    for found in _objects(artifact.path, source):
                        if isinstance(found, RenderedObject):
                            objects.append(found)
                        else:
                            unreadable.append(found)
                else:
                    _read(artifact)
            except UnreadableError as problem:
                unreadable.append(Unreadable(Place(artifact.path, *problem.position), str(problem)))
        return cls(tuple(objects), tuple(unreadable), kubernetes_versions, sources)

    def place(self, of: RenderedObject, path: Path = ()) -> Place:
        """Where the value at a path of an object stands, or its nearest ancestor that is there."""
        return Place(of.path, *locate(self.sources[of.path], of.index, path))

    def by_environment(self) -> dict[str, list[RenderedObject]]:
        """The objects of each environment."""
        found: dict[str, list[RenderedObject]] = {}
        for each in self.objects:
            found.setdefault(each.environment, []).append(each)
        return found


def _read(artifact: Artifact) -> None:
    if artifact.path.endswith(".json"):
        json_document(decoded(artifact.content))
    elif artifact.path.endswith(_YAML) and not _is_go_template(artifact):
        yaml_documents(decoded(artifact.content))


def _is_go_template(artifact: Artifact) -> bool:
    return artifact.target == "chart" and "/templates/" in artifact.path


def _objects(path: str, source: str) -> Iterator[RenderedObject | Unreadable]:
    parts = path.split("/")
    folder = parts[-3] if len(parts) >= 3 else ""
    single = parts[-3:-1] == list(_SINGLE_FILES)
    for index, data in enumerate(yaml_documents(source)):
        environment = (text(data, "metadata", "labels", _ENVIRONMENT) if single else None) or folder
        api_version, kind, name = text(data, "apiVersion"), text(data, "kind"), text(data, "metadata", "name")
        if api_version and kind and name:
            namespace = mapping(data, "metadata").get("namespace")
            yield RenderedObject(
                path, index, environment, data, api_version, kind, namespace if isinstance(namespace, str) else "", name
            )
        else:
            message = f"document {index + 1} is no Kubernetes object: that has apiVersion, kind and metadata.name"
            yield Unreadable(Place(path, *locate(source, index, ())), message)
