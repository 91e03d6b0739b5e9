"""The HorizontalPodAutoscaler and the PodDisruptionBudget."""

from __future__ import annotations

from summitgen.objects.labels import SELECTOR, metadata
from summitgen.objects.tree import Any, Has, Is, ObjectTree, Ref, choose, optional

OBJECTS = (
    ObjectTree(
        id="horizontalpodautoscaler",
        scope="workload",
        file="scaling.yaml",
        order=0,
        documentation="Scales the Deployment or Rollout with the load.",
        when=Has("autoscaling.enabled"),
        tree={
            "apiVersion": "autoscaling/v2",
            "kind": "HorizontalPodAutoscaler",
            "metadata": metadata(Ref("name")),
            "spec": {
                "scaleTargetRef": {
                    "apiVersion": choose(Is("deploymentStrategy", "standard"), "apps/v1", "argoproj.io/v1alpha1"),
                    "kind": choose(Is("deploymentStrategy", "standard"), "Deployment", "Rollout"),
                    "name": Ref("name"),
                },
                "minReplicas": Ref("autoscaling.minReplicas"),
                "maxReplicas": Ref("autoscaling.maxReplicas"),
                "metrics": Ref("autoscaling.metrics"),
                "behavior": optional("autoscaling.behavior"),
            },
        },
    ),
    ObjectTree(
        id="poddisruptionbudget",
        scope="workload",
        file="scaling.yaml",
        order=1,
        documentation="Bounds how many pods a drain may take away at once.",
        when=Any((Has("disruptionBudget.minAvailable"), Has("disruptionBudget.maxUnavailable"))),
        tree={
            "apiVersion": "policy/v1",
            "kind": "PodDisruptionBudget",
            "metadata": metadata(Ref("name")),
            "spec": {
                "minAvailable": optional("disruptionBudget.minAvailable"),
                "maxUnavailable": optional("disruptionBudget.maxUnavailable"),
                # A pod that never becomes healthy must not block a drain for ever.
                "unhealthyPodEvictionPolicy": "AlwaysAllow",
                "selector": {"matchLabels": SELECTOR},
            },
        },
    ),
)
