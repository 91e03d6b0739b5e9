"""The Rollout of strategies blueGreen and canary."""

from __future__ import annotations

from summitgen.objects.labels import SELECTOR, metadata
from summitgen.objects.pod import POD_TEMPLATE
from summitgen.objects.tree import Each, Has, Is, Node, Not, ObjectTree, Ref, text, when

ROUTED = Not(Is("routing.router", "none"))


def _analysis(use: str) -> dict[str, Node]:
    """A reference to an AnalysisTemplate with its arguments."""
    args: Node = Ref(f"{use}.args")
    return {"templates": [{"templateName": Ref(f"{use}.template")}], "args": when(Has(f"{use}.args"), args)}


BLUE_GREEN: dict[str, Node] = {
    "activeService": Ref("name"),
    "previewService": text("{name}-preview"),
    "autoPromotionEnabled": Ref("strategies.blueGreen.autoPromotionEnabled"),
    "autoPromotionSeconds": when(
        Has("strategies.blueGreen.autoPromotionSeconds"), Ref("strategies.blueGreen.autoPromotionSeconds")
    ),
    "previewReplicaCount": when(
        Has("strategies.blueGreen.previewReplicaCount"), Ref("strategies.blueGreen.previewReplicaCount")
    ),
    "scaleDownDelaySeconds": Ref("strategies.blueGreen.scaleDownDelaySeconds"),
    "scaleDownDelayRevisionLimit": Ref("strategies.blueGreen.scaleDownDelayRevisionLimit"),
    "prePromotionAnalysis": when(
        Has("strategies.blueGreen.prePromotion"), _analysis("strategies.blueGreen.prePromotion")
    ),
    "postPromotionAnalysis": when(
        Has("strategies.blueGreen.postPromotion"), _analysis("strategies.blueGreen.postPromotion")
    ),
}

CANARY: dict[str, Node] = {
    # Without a router the Service named for the workload selects all pods, so that weights follow the pods (#1760);
    # the canary's own Service is there for checks.
    "stableService": when(ROUTED, Ref("name")),
    "canaryService": text("{name}-canary"),
    "maxSurge": Ref("strategies.canary.maxSurge"),
    "maxUnavailable": Ref("strategies.canary.maxUnavailable"),
    "scaleDownDelaySeconds": when(ROUTED, Ref("strategies.canary.scaleDownDelaySeconds")),
    "trafficRouting": when(
        ROUTED,
        {
            "istio": when(
                Is("routing.router", "istio"), {"virtualService": {"name": Ref("name"), "routes": ["primary"]}}
            ),
            "plugins": when(
                Is("routing.router", "gatewayApi"),
                {
                    "argoproj-labs/gatewayAPI": {
                        "httpRoutes": [Each("route", "routing.routes", {"name": Ref("$route.name")})],
                        "namespace": Ref("namespace"),
                    }
                },
            ),
        },
    ),
    "analysis": when(
        Has("strategies.canary.background"),
        {
            "startingStep": Ref("strategies.canary.backgroundStartingStep"),
            **_analysis("strategies.canary.background"),
        },
    ),
    "steps": [
        Each(
            "step",
            "strategies.canary.steps",
            {
                "setWeight": when(Has("$step.setWeight"), Ref("$step.setWeight")),
                "pause": when(Has("$step.pauses"), Ref("$step.pause")),
                "analysis": when(Has("$step.analysis"), _analysis("$step.analysis")),
            },
        )
    ],
}

OBJECTS = (
    ObjectTree(
        id="rollout",
        scope="workload",
        file="rollout.yaml",
        order=0,
        documentation="Runs the pods, strategies blueGreen and canary: Argo Rollouts replaces them.",
        when=Not(Is("deploymentStrategy", "standard")),
        tree={
            "apiVersion": "argoproj.io/v1alpha1",
            "kind": "Rollout",
            "metadata": metadata(Ref("name")),
            "spec": {
                "replicas": when(Not(Has("autoscaling.enabled")), Ref("replicas")),
                "revisionHistoryLimit": Ref("strategies.revisionHistoryLimit"),
                "progressDeadlineSeconds": Ref("strategies.progressDeadlineSeconds"),
                "progressDeadlineAbort": True,
                "rollbackWindow": {"revisions": Ref("strategies.rollbackWindowRevisions")},
                "selector": {"matchLabels": SELECTOR},
                "strategy": {
                    "blueGreen": when(Is("deploymentStrategy", "blueGreen"), BLUE_GREEN),
                    "canary": when(Is("deploymentStrategy", "canary"), CANARY),
                },
                "template": POD_TEMPLATE,
            },
        },
    ),
)
