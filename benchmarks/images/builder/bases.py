"""Stand-ins of base images, made on this machine and pushed under the names and tags of the real ones."""

from __future__ import annotations

import json
import shutil
from dataclasses import dataclass, field
from io import BytesIO
from typing import TYPE_CHECKING, Any

from benchmarks.images.builder import layers, machine
from benchmarks.images.builder.registry import INDEX, MANIFEST

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping
    from pathlib import Path

    from benchmarks.images.builder.cache import Cache
    from benchmarks.images.builder.registry import Registry

_CONFIG = "application/vnd.oci.image.config.v1+json"
_PATH = "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin"


@dataclass(frozen=True, slots=True)
class StandIn:
    """A base image that can be made: its real name and tag, and for what.

    ``made_of`` gives the layers for an architecture. ``builds`` is whether builds run on it, and so need what this
    machine reaches registries with.
    """

    name: str
    family: str
    made_of: Callable[[Cache, str], tuple[layers.Blob, ...]]
    environment: Mapping[str, str] = field(default_factory=dict)
    config: Mapping[str, Any] = field(default_factory=dict)
    architectures: tuple[str, ...] = ("amd64",)
    builds: bool = True


def push(registry: Registry, cache: Cache, stand_ins: Iterable[StandIn]) -> dict[str, str]:
    """Make what is missing and push all; their digests by name and tag."""
    with cache.locked(), cache.scratch("machine") as scratch:
        own = machine.settings()
        certificates = {name: text for name, text in own.files.items() if name == machine.BUNDLE}
        for_builds = _files(own.files, scratch / "builds")
        for_runs = _files(certificates, scratch / "runs")
        return {
            one.name: _push(registry, cache, one, own.environment, for_builds if one.builds else for_runs)
            for one in stand_ins
        }


def push_frontend(registry: Registry, cache: Cache, program: Path) -> None:
    """Push the image that the line ``# syntax=docker/dockerfile:1`` names, made of BuildKit's own frontend."""
    with cache.scratch("frontend") as scratch:
        tree, made = scratch / "tree", scratch / "layer"
        for name in ("bin", "run"):
            (tree / name).mkdir(parents=True)
        made.mkdir()
        shutil.copy2(program, tree / "bin/dockerfile-frontend")
        layers.store_tree(tree, made)
        config = {
            "Entrypoint": ["/bin/dockerfile-frontend"],
            "Env": [f"PATH={_PATH}"],
            "Labels": {
                "moby.buildkit.frontend.network.none": "true",
                "moby.buildkit.frontend.caps": "moby.buildkit.frontend.inputs,moby.buildkit.frontend.subrequests,"
                "moby.buildkit.frontend.contexts",
            },
        }
        document = _manifest(registry, "docker/dockerfile", "amd64", config, (layers.load(made),))
        registry.push_manifest("docker/dockerfile", "1", document)


def _push(registry: Registry, cache: Cache, one: StandIn, variables: Mapping[str, str], files: layers.Blob) -> str:
    repository, _, tag = one.name.partition("/")[2].rpartition(":")
    everything = {"PATH": _PATH, **one.environment, **(variables if one.builds else {})}
    config = {**one.config, "Env": [f"{name}={value}" for name, value in everything.items()]}
    entries = []
    for architecture in one.architectures:
        made_of = (*one.made_of(cache, architecture), files)
        document = _manifest(registry, repository, architecture, config, made_of)
        digest, size = registry.push_manifest(repository, "", document)
        platform = {"os": "linux", "architecture": architecture}
        entries.append({"mediaType": MANIFEST, "digest": digest, "size": size, "platform": platform})
    index = {"schemaVersion": 2, "mediaType": INDEX, "manifests": entries}
    return registry.push_manifest(repository, tag, index)[0]


def _manifest(
    registry: Registry, repository: str, architecture: str, config: Mapping[str, Any], made_of: tuple[layers.Blob, ...]
) -> dict[str, Any]:
    """Push layers and configuration; the manifest of them, not pushed."""
    document = {
        "architecture": architecture,
        "os": "linux",
        "config": dict(config),
        "rootfs": {"type": "layers", "diff_ids": [blob.diff_id for blob in made_of]},
        "history": [{"created_by": "summitgen: a stand-in of this base image"} for _ in made_of],
    }
    text = json.dumps(document).encode()
    digest = layers.digest(text)
    registry.push_blob(repository, digest, BytesIO(text))
    for blob in made_of:
        with blob.path.open("rb") as contents:
            registry.push_blob(repository, blob.digest, contents)
    return {
        "schemaVersion": 2,
        "mediaType": MANIFEST,
        "config": {"mediaType": _CONFIG, "digest": digest, "size": len(text)},
        "layers": [{"mediaType": layers.MEDIA_TYPE, "digest": blob.digest, "size": blob.size} for blob in made_of],
    }


def _files(files: Mapping[str, str], folder: Path) -> layers.Blob:
    """A layer of text files."""
    tree, made = folder / "tree", folder / "layer"
    for new in (tree, made):
        new.mkdir(parents=True)
    for name, text in files.items():
        (tree / name).parent.mkdir(parents=True, exist_ok=True)
        (tree / name).write_text(text)
    layers.store_tree(tree, made)
    return layers.load(made)
