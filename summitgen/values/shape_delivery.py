"""The shape of the strategies and analyses in a values tree."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field
from typing_extensions import TypedDict

from summitgen.values.fragments import Amount, Fragment


class AnalysisUse(TypedDict):
    """A reference to an AnalysisTemplate, with the arguments that its queries need."""

    template: Annotated[str, Field(description="The AnalysisTemplate's name.")]
    args: Annotated[list[Fragment], Field(description="Its arguments.")]


class MetricValues(TypedDict):
    """A metric of an AnalysisTemplate."""

    name: Annotated[str, Field(description="Its name.")]
    interval: Annotated[str | None, Field(description="Time between two measurements.")]
    initialDelay: Annotated[str | None, Field(description="Time before the first one.")]
    count: Annotated[int | None, Field(description="How many; null measures until the rollout ends.")]
    failureLimit: Annotated[int, Field(description="Failures that are tolerated.", ge=0)]
    consecutiveErrorLimit: Annotated[int, Field(description="Errors in a row that are tolerated.", ge=0)]
    successCondition: Annotated[str | None, Field(description="The condition of success.")]
    failureCondition: Annotated[str | None, Field(description="The condition of failure.")]
    provider: Annotated[Fragment, Field(description="What is asked.")]


class AnalysisValues(TypedDict):
    """An AnalysisTemplate."""

    name: Annotated[str, Field(description="Its name.")]
    args: Annotated[list[Fragment], Field(description="The arguments that it declares.")]
    metrics: Annotated[list[MetricValues], Field(description="What it measures.")]
    dryRun: Annotated[list[Fragment], Field(description="Metrics that never fail.")]
    measurementRetention: Annotated[list[Fragment], Field(description="How many measurements of which are kept.")]


class StepValues(TypedDict, total=False):
    """A step of the canary, as Argo Rollouts has it: exactly one key."""

    setWeight: Annotated[int, Field(description="Percent of the traffic for the new version.")]
    pause: Annotated[Fragment, Field(description="Its `duration`; without one, until a person promotes.")]
    analysis: Annotated[Fragment, Field(description="Templates whose verdict is waited for, and their arguments.")]
    setCanaryScale: Annotated[Fragment, Field(description="The number of the new version's pods.")]
    setHeaderRoute: Annotated[Fragment, Field(description="A route of requests with a header.")]
    setMirrorRoute: Annotated[Fragment, Field(description="A route whose requests are copied.")]
    experiment: Annotated[Fragment, Field(description="Fresh pods of both versions, with their analyses.")]


class StandardValues(TypedDict):
    """The Deployment's rolling update."""

    maxSurge: Annotated[Amount, Field(description="Pods above the replicas.")]
    maxUnavailable: Annotated[Amount, Field(description="Pods below the replicas.")]


class BlueGreenValues(TypedDict):
    """The blue-green Rollout."""

    autoPromotionEnabled: Annotated[bool, Field(description="Switch by itself after the pre-promotion analysis.")]
    autoPromotionSeconds: Annotated[int | None, Field(description="Seconds before the automatic switch.")]
    previewReplicaCount: Annotated[int | None, Field(description="Pods before the switch; null for all.")]
    scaleDownDelaySeconds: Annotated[int, Field(description="Seconds for which the old pods are kept.")]
    scaleDownDelayRevisionLimit: Annotated[int, Field(description="How many old versions are kept so.")]
    abortScaleDownDelaySeconds: Annotated[
        int | None, Field(description="Seconds for which the new pods are kept after an abort; null for 30.")
    ]
    keepAborted: Annotated[bool, Field(description="Never scale the new pods down after an abort.")]
    antiAffinity: Annotated[Fragment, Field(description="Keeps the two versions off each other's nodes.")]
    prePromotion: Annotated[AnalysisUse | None, Field(description="The analysis before the switch.")]
    postPromotion: Annotated[AnalysisUse | None, Field(description="The analysis after the switch.")]
    analyses: Annotated[list[AnalysisValues], Field(description="Its AnalysisTemplates.")]


class CanaryValues(TypedDict):
    """The canary Rollout."""

    maxSurge: Annotated[Amount, Field(description="Pods above the replicas.")]
    maxUnavailable: Annotated[Amount, Field(description="Pods below the replicas.")]
    scaleDownDelaySeconds: Annotated[
        int | None, Field(description="Seconds for which the old pods are kept, with a router.")
    ]
    abortScaleDownDelaySeconds: Annotated[
        int | None, Field(description="Seconds for which the new pods are kept after an abort; null for 30.")
    ]
    keepAborted: Annotated[bool, Field(description="Never scale the new pods down after an abort.")]
    antiAffinity: Annotated[Fragment, Field(description="Keeps the two versions off each other's nodes.")]
    dynamicStableScale: Annotated[
        bool, Field(description="Scale the stable version down as the weight rises, with a router.")
    ]
    minPodsPerReplicaSet: Annotated[
        int | None, Field(description="At least so many pods of a version that has any, with a router.")
    ]
    subsets: Annotated[bool, Field(description="Split between subsets of one Service, not between two, with Istio.")]
    managedRoutes: Annotated[list[Fragment], Field(description="Routes that steps set, the first met first.")]
    headerRoutes: Annotated[bool, Field(description="Whether steps set header routes.")]
    steps: Annotated[list[StepValues], Field(description="The steps.")]
    background: Annotated[AnalysisUse | None, Field(description="The analysis that runs throughout.")]
    backgroundStartingStep: Annotated[int, Field(description="The index of the step at which it begins.")]
    analyses: Annotated[list[AnalysisValues], Field(description="Its AnalysisTemplates.")]


class StrategyValues(TypedDict):
    """Settings of all strategies; `deploymentStrategy` selects one."""

    revisionHistoryLimit: Annotated[int, Field(description="Old ReplicaSets that are kept.")]
    progressDeadlineSeconds: Annotated[int, Field(description="Seconds in which new pods must become ready.")]
    rollbackWindowRevisions: Annotated[int, Field(description="Going back to one of so many revisions skips steps.")]
    analysisHistory: Annotated[Fragment, Field(description="How many AnalysisRuns are kept; the default where empty.")]
    notifications: Annotated[dict[str, str], Field(description="Annotations of the Rollout that subscribe recipients.")]
    standard: Annotated[StandardValues, Field(description="Settings of `standard`.")]
    blueGreen: Annotated[BlueGreenValues, Field(description="Settings of `blueGreen`.")]
    canary: Annotated[CanaryValues, Field(description="Settings of `canary`.")]
