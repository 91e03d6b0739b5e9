"""What a mesh wants said on pods.

Sidecars are native ones: a classic sidecar ends together with the preStop hook, under the connections that are still
drained, and keeps a Job from ever ending (rule 27). Sources: Istio's annotation reference; Linkerd's proxy
configuration reference, where the key is an alpha one before edge-25.10.2 and a beta one from then on.
"""

from __future__ import annotations

ISTIO = {"sidecar.istio.io/nativeSidecar": "true"}
LINKERD = {
    "config.alpha.linkerd.io/proxy-enable-native-sidecar": "true",
    "config.beta.linkerd.io/proxy-enable-native-sidecar": "true",
}


def pod_annotations(mesh: str) -> dict[str, str]:
    """The annotations of a pod in a mesh ("none", "istio" or "linkerd")."""
    return dict({"istio": ISTIO, "linkerd": LINKERD}.get(mesh, {}))


def job_labels(mesh: str) -> dict[str, str]:
    """The labels of a Job's pod that has to be in the mesh."""
    return {"sidecar.istio.io/inject": "true"} if mesh == "istio" else {}


def job_annotations(mesh: str) -> dict[str, str]:
    """The annotations of a Job's pod that has to be in the mesh."""
    injected = {"linkerd.io/inject": "enabled"} if mesh == "linkerd" else {}
    return {**injected, **pod_annotations(mesh)}
