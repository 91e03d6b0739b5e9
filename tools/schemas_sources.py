"""Where the schemas come from: pinned packages, fetched by their registries' clients and verified."""

from __future__ import annotations

import json
import os
import subprocess
import tempfile
from dataclasses import dataclass
from importlib import metadata
from pathlib import Path

LICENCE = "Apache-2.0"
MINORS = ("1.33", "1.34", "1.35")
KUBERNETES_PACKAGE = "kubernetes-validate"
KUBERNETES_PACKAGE_VERSION = "1.37.0"
KUBERNETES_KINDS = (
    "ClusterRole",
    "ClusterRoleBinding",
    "ConfigMap",
    "CronJob",
    "Deployment",
    "HorizontalPodAutoscaler",
    "Ingress",
    "Job",
    "LimitRange",
    "Namespace",
    "NetworkPolicy",
    "PersistentVolumeClaim",
    "Pod",
    "PodDisruptionBudget",
    "ReplicaSet",
    "ResourceQuota",
    "Role",
    "RoleBinding",
    "Secret",
    "Service",
    "ServiceAccount",
    "StatefulSet",
)


class SourceError(Exception):
    """A source can't be had, or is not the one that was pinned; the message says which and what to do."""


@dataclass(frozen=True, slots=True)
class GoModule:
    """A Go module with CRDs: ``sum`` is its go.sum hash, ``files`` a glob, ``kinds`` the wanted ``apiVersion/Kind``."""

    path: str
    version: str
    sum: str
    files: str
    kinds: tuple[str, ...]

    @property
    def name(self) -> str:
        """The module's short name, which names its licence file."""
        return self.path.replace("istio.io/api", "istio-api").rsplit("/", maxsplit=1)[-1]


GO_MODULES = (
    GoModule(
        "github.com/argoproj/argo-rollouts",
        "v1.10.1",
        "h1:6oyVPGiHHxu3ixkT6mngemh88HLPDoTX1IwO6KNR1Y4=",
        "manifests/crds/*-crd.yaml",
        tuple(
            f"argoproj.io/v1alpha1/{kind}"
            for kind in ("AnalysisRun", "AnalysisTemplate", "ClusterAnalysisTemplate", "Experiment", "Rollout")
        ),
    ),
    GoModule(
        "github.com/external-secrets/external-secrets",
        "v1.3.2",
        "h1:u2J8RjlHIeF0oZCqtl92adI/uZWUwOesJIDkfql6LqQ=",
        "config/crds/bases/external-secrets.io_*.yaml",
        tuple(f"external-secrets.io/v1/{kind}" for kind in ("ClusterSecretStore", "ExternalSecret", "SecretStore")),
    ),
    GoModule(
        "github.com/prometheus-operator/prometheus-operator",
        "v0.85.0",
        "h1:M5xLCLEoaW2IJfnuCwFzzpL+jSVQu3KGT84Pye+fW8s=",
        "example/prometheus-operator-crd-full/monitoring.coreos.com_*.yaml",
        tuple(f"monitoring.coreos.com/v1/{kind}" for kind in ("PodMonitor", "PrometheusRule", "ServiceMonitor")),
    ),
    GoModule(
        "istio.io/api",
        "v1.31.1",
        "h1:5Yb5ihcz4YQsCkciusK7DnFpBMwRB6EFWeUKH1Atuyk=",
        "kubernetes/customresourcedefinitions.gen.yaml",
        (
            "networking.istio.io/v1/DestinationRule",
            "networking.istio.io/v1/Gateway",
            "networking.istio.io/v1/ServiceEntry",
            "networking.istio.io/v1/Sidecar",
            "networking.istio.io/v1/VirtualService",
            "security.istio.io/v1/AuthorizationPolicy",
            "security.istio.io/v1/PeerAuthentication",
        ),
    ),
    GoModule(
        "sigs.k8s.io/gateway-api",
        "v1.5.0",
        "h1:duoo14Ky/fJXpjpmyMISE2RTBGnfCg8zICfTYLTnBJA=",
        "config/crd/standard/*.yaml",
        (
            "gateway.networking.k8s.io/v1/GRPCRoute",
            "gateway.networking.k8s.io/v1/Gateway",
            "gateway.networking.k8s.io/v1/HTTPRoute",
            "gateway.networking.k8s.io/v1/ReferenceGrant",
            "gateway.networking.k8s.io/v1beta1/ReferenceGrant",
        ),
    ),
)


def module_folder(module: GoModule) -> Path:
    """The extracted module; raises SourceError when Go can't fetch it or its hash is not the pinned one."""
    go = os.environ.get("GO", "go")
    # An empty folder: no go.mod of ours may choose versions, and none may be edited.
    with tempfile.TemporaryDirectory() as folder:
        command = [go, "mod", "download", "-json", f"{module.path}@{module.version}"]
        try:
            done = subprocess.run(command, cwd=folder, capture_output=True, text=True, check=False)
        except OSError as problem:
            raise SourceError(f"Go can't be started ({problem}): put go on PATH or name it in GO") from problem
    answer = json.loads(done.stdout) if done.stdout else {"Error": done.stderr}
    if "Error" in answer:
        raise SourceError(f"{module.path}@{module.version}: {answer['Error']}")
    if answer["Sum"] != module.sum:
        raise SourceError(f"{module.path}@{module.version} has the hash {answer['Sum']}, pinned is {module.sum}")
    return Path(answer["Dir"])


def kubernetes_folder() -> Path:
    """The installed Kubernetes schema package; raises SourceError when it is missing or of another version."""
    try:
        installed = metadata.distribution(KUBERNETES_PACKAGE)
    except metadata.PackageNotFoundError as problem:
        raise SourceError(
            f"install the development dependency {KUBERNETES_PACKAGE}=={KUBERNETES_PACKAGE_VERSION}"
        ) from problem
    if installed.version != KUBERNETES_PACKAGE_VERSION:
        raise SourceError(f"{KUBERNETES_PACKAGE} is {installed.version}, pinned is {KUBERNETES_PACKAGE_VERSION}")
    return Path(str(installed.locate_file("kubernetes_validate")))


def kubernetes_licence() -> bytes:
    """The licence text that the Kubernetes schema package carries."""
    files = metadata.distribution(KUBERNETES_PACKAGE).files or []
    licence = next(file for file in files if file.name == "LICENSE")
    return Path(str(licence.locate())).read_bytes()
