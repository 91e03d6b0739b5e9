"""The Deployment of strategy standard."""

from __future__ import annotations

from summitgen.objects.labels import SELECTOR, metadata
from summitgen.objects.pod import POD_TEMPLATE
from summitgen.objects.tree import Has, Is, Not, ObjectTree, Ref, when

OBJECTS = (
    ObjectTree(
        id="deployment",
        scope="workload",
        file="deployment.yaml",
        order=0,
        documentation="Runs the pods, strategy standard: a rolling update.",
        when=Is("deploymentStrategy", "standard"),
        tree={
            "apiVersion": "apps/v1",
            "kind": "Deployment",
            "metadata": metadata(Ref("name")),
            "spec": {
                "replicas": when(Not(Has("autoscaling.enabled")), Ref("replicas")),
                "revisionHistoryLimit": Ref("strategies.revisionHistoryLimit"),
                "progressDeadlineSeconds": Ref("strategies.progressDeadlineSeconds"),
                "strategy": {
                    "type": "RollingUpdate",
                    "rollingUpdate": {
                        "maxSurge": Ref("strategies.standard.maxSurge"),
                        "maxUnavailable": Ref("strategies.standard.maxUnavailable"),
                    },
                },
                "selector": {"matchLabels": SELECTOR},
                "template": POD_TEMPLATE,
            },
        },
    ),
)
