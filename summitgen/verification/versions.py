"""Which Kubernetes each environment has, as its spec says."""

from __future__ import annotations

from typing import TYPE_CHECKING

from summitgen.syntax import Scalar, child

if TYPE_CHECKING:
    from summitgen.artifacts import Project
    from summitgen.syntax import Node


def kubernetes_versions(project: Project) -> dict[str, str]:
    """The minor version of each environment that names one that there are schemas of.

    Specs that can't be read name none: what is on disk is judged all the same.
    """
    from summitgen import resources
    from summitgen.stages.load import load
    from summitgen.stages.resolve import resolve

    trees, _ = resolve(load(project))
    named = {tree.name: _text(child(child(tree.tree, "cluster") or tree.tree, "kubernetesVersion")) for tree in trees}
    folder = resources.path("schemas") / "kubernetes"
    return {name: version for name, version in named.items() if version and (folder / f"v{version}").is_dir()}


def _text(node: Node | None) -> str:
    return node.value if isinstance(node, Scalar) and isinstance(node.value, str) else ""
