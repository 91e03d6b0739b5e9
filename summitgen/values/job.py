"""The Job of a smoke test: it runs once, ends in time, and satisfies the restricted Pod Security Standard."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from summitgen.values.mesh import job_annotations, job_labels
from summitgen.values.network import SMOKE_TEST_LABEL

if TYPE_CHECKING:
    from summitgen.model.metrics import SmokeTest
    from summitgen.values.analysis import AnalysisContext

USER_ID = 65532


def smoke_test_job(metric: SmokeTest, used: AnalysisContext) -> dict[str, Any]:
    """The provider's Job; the tests find the new version's address in TARGET_URL."""
    image = f"{metric.image}@{metric.digest}" if metric.digest else f"{metric.image}:{metric.tag}"
    container = {
        "name": "smoke-test",
        "image": image,
        "command": list(metric.command),
        "env": [{"name": "TARGET_URL", "value": used.base_url}],
        "resources": {"requests": {"cpu": "50m", "memory": "64Mi"}, "limits": {"memory": "128Mi"}},
        "securityContext": {
            "allowPrivilegeEscalation": False,
            "readOnlyRootFilesystem": True,
            "capabilities": {"drop": ["ALL"]},
        },
    }
    pod = {
        "restartPolicy": "Never",
        "automountServiceAccountToken": False,
        "securityContext": {
            "runAsNonRoot": True,
            "runAsUser": USER_ID,
            "runAsGroup": USER_ID,
            "seccompProfile": {"type": "RuntimeDefault"},
        },
        "containers": [container],
    }
    mesh = used.context.mesh
    metadata: dict[str, Any] = {"labels": {SMOKE_TEST_LABEL: used.context.name, **job_labels(mesh)}}
    if annotations := job_annotations(mesh):
        metadata["annotations"] = annotations
    spec = {
        "backoffLimit": 0,
        "activeDeadlineSeconds": metric.timeout.seconds,
        "template": {"metadata": metadata, "spec": pod},
    }
    return {"spec": spec}
