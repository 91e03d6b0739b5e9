"""The Rollout of strategies blueGreen and canary."""

from __future__ import annotations

from summitgen.objects.labels import SELECTOR, metadata
from summitgen.objects.pod import POD_TEMPLATE
from summitgen.objects.tree import All, Any, Each, Has, Is, Node, Not, ObjectTree, Ref, choose, optional, text, when

ROUTED = Not(Is("routing.router", "none"))
SUBSETS = Has("strategies.canary.subsets")


def _analysis(use: str) -> dict[str, Node]:
    """A reference to an AnalysisTemplate with its arguments."""
    args: Node = Ref(f"{use}.args")
    return {"templates": [{"templateName": Ref(f"{use}.template")}], "args": when(Has(f"{use}.args"), args)}


def _abort_delay(strategy: str) -> Node:
    """Seconds, or 0 where the new pods are kept for good; left out, the controller takes 30."""
    keep, seconds = Has(f"{strategy}.keepAborted"), f"{strategy}.abortScaleDownDelaySeconds"
    return when(Any((keep, Has(seconds))), choose(keep, 0, Ref(seconds)))


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
    "abortScaleDownDelaySeconds": _abort_delay("strategies.blueGreen"),
    "antiAffinity": optional("strategies.blueGreen.antiAffinity"),
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
    # So it does where subsets are split: its selector is never switched under connections (#4195).
    "stableService": when(All((ROUTED, Not(SUBSETS))), Ref("name")),
    "canaryService": text("{name}-canary"),
    "maxSurge": Ref("strategies.canary.maxSurge"),
    "maxUnavailable": Ref("strategies.canary.maxUnavailable"),
    "scaleDownDelaySeconds": when(
        All((ROUTED, Has("strategies.canary.scaleDownDelaySeconds"))), Ref("strategies.canary.scaleDownDelaySeconds")
    ),
    "abortScaleDownDelaySeconds": _abort_delay("strategies.canary"),
    "dynamicStableScale": when(Has("strategies.canary.dynamicStableScale"), True),
    "minPodsPerReplicaSet": optional("strategies.canary.minPodsPerReplicaSet"),
    "antiAffinity": optional("strategies.canary.antiAffinity"),
    "trafficRouting": when(
        ROUTED,
        {
            "managedRoutes": optional("strategies.canary.managedRoutes"),
            "istio": when(
                Is("routing.router", "istio"),
                {
                    "virtualService": {"name": Ref("name"), "routes": ["primary"]},
                    "destinationRule": when(
                        SUBSETS, {"name": Ref("name"), "stableSubsetName": "stable", "canarySubsetName": "canary"}
                    ),
                },
            ),
            "plugins": when(
                Is("routing.router", "gatewayApi"),
                {
                    "argoproj-labs/gatewayAPI": {
                        "httpRoutes": [
                            Each(
                                "route",
                                "routing.routes",
                                {
                                    "name": Ref("$route.name"),
                                    "useHeaderRoutes": when(Has("strategies.canary.headerRoutes"), True),
                                },
                            )
                        ],
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
    "steps": Ref("strategies.canary.steps"),
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
            "metadata": metadata(Ref("name"), annotations=optional("strategies.notifications")),
            "spec": {
                "replicas": when(Not(Has("autoscaling.enabled")), Ref("replicas")),
                "revisionHistoryLimit": Ref("strategies.revisionHistoryLimit"),
                "progressDeadlineSeconds": Ref("strategies.progressDeadlineSeconds"),
                "progressDeadlineAbort": True,
                "rollbackWindow": {"revisions": Ref("strategies.rollbackWindowRevisions")},
                "analysis": optional("strategies.analysisHistory"),
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
