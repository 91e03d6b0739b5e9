"""The labels of objects, once: of texts in the values tree, and of references in the trees of objects."""

from __future__ import annotations

from typing import TypeVar

T = TypeVar("T")


def selector_labels(name: T) -> dict[str, T]:
    """The labels by which a workload's pods are found. No version: these must never change (argo-rollouts #4070)."""
    return {"app.kubernetes.io/name": name, "app.kubernetes.io/instance": name}


def environment_labels(project: T, environment: T) -> dict[str, T | str]:
    """The labels of everything in an environment."""
    return {
        "app.kubernetes.io/part-of": project,
        "app.kubernetes.io/managed-by": "summitgen",
        "summitgen.dev/environment": environment,
    }


def workload_labels(name: T, project: T, environment: T) -> dict[str, T | str]:
    """The labels of everything that a workload has."""
    return {**selector_labels(name), **environment_labels(project, environment)}
