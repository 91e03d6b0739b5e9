"""How a new version is delivered: standard (a Deployment), blueGreen and canary (a Rollout)."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field

from summitgen.model.base import Boolean, Count, NonNegative, SpecModel
from summitgen.model.names import DnsLabel
from summitgen.model.steps import Step
from summitgen.model.units import Duration, Percentage

StrategyName = Literal["standard", "blueGreen", "canary"]
Surge = Annotated[NonNegative | Percentage, Field(description="So many pods, or a percentage of the replicas.")]
AbortDelay = Duration | Literal["never"] | None
AntiAffinity = Literal["preferred", "required"] | None
ABORT_DELAY = "How long the new pods are kept after an abort, or `never` scale them down; left out: 30s."
ANTI_AFFINITY = "Keep pods of the two versions off each other's nodes: where that is possible, or always."
Recipient = Annotated[
    str, Field(pattern=r"^[!-:<-~]{1,200}$", description="Such as a channel: printable ASCII without `;` and spaces.")
]


class Standard(SpecModel):
    """A Deployment's rolling update."""

    max_surge: Surge = Field(default=Percentage("25%"), description="Pods above the replicas during an update.")
    max_unavailable: Surge = Field(default=0, description="Pods below the replicas during an update.")


class BlueGreen(SpecModel):
    """Two versions side by side; the active Service is switched at once."""

    auto_promotion: Boolean = Field(
        default=False, description="Switch by itself when the pre-promotion analysis has passed."
    )
    auto_promotion_after: Duration | None = Field(default=None, description="Wait so long before the automatic switch.")
    preview_replicas: Count | None = Field(
        default=None, description="Pods of the new version before the switch; left out: all."
    )
    pre_promotion: DnsLabel | None = Field(default=None, description="The analysis before the switch.")
    post_promotion: DnsLabel | None = Field(default=None, description="The analysis after the switch.")
    scale_down_delay: Duration = Field(
        default=Duration("5m"), description="How long the old pods are kept after the switch."
    )
    scale_down_delay_revisions: Count = Field(default=2, description="How many old versions are kept so.")
    abort_scale_down_delay: AbortDelay = Field(default=None, description=ABORT_DELAY)
    anti_affinity: AntiAffinity = Field(default=None, description=ANTI_AFFINITY)


class Canary(SpecModel):
    """More and more of the traffic, step by step, each guarded by analyses."""

    steps: tuple[Step, ...] | None = Field(
        default=None, description="Left out: derived from the replicas and the router."
    )
    background: DnsLabel | None = Field(default=None, description="The analysis that runs throughout.")
    background_from_step: Count | None = Field(
        default=None, description="The index of the step at which it begins; left out: after the first weight."
    )
    max_surge: Surge = Field(default=Percentage("25%"), description="Pods above the replicas.")
    max_unavailable: Surge = Field(default=0, description="Pods below the replicas.")
    scale_down_delay: Duration | None = Field(
        default=None, description="How long the old pods are kept after promotion, with a router; left out: 30s."
    )
    abort_scale_down_delay: AbortDelay = Field(default=None, description=f"{ABORT_DELAY} With a router.")
    dynamic_stable_scale: Boolean = Field(
        default=False, description="Scale the stable version down as the new one's weight rises, with Gateway API."
    )
    min_pods_per_replica_set: Count | None = Field(
        default=None, description="At least so many pods of a version that has any, with a router."
    )
    split: Literal["hosts", "subsets"] = Field(
        default="hosts",
        description="With Istio, what traffic is split between: two Services, or subsets of a Service over all pods.",
    )
    anti_affinity: AntiAffinity = Field(default=None, description=ANTI_AFFINITY)


class AnalysisHistory(SpecModel):
    """How many ended AnalysisRuns and Experiments are kept."""

    successful: NonNegative = Field(default=5, description="Those that succeeded.")
    unsuccessful: NonNegative = Field(default=5, description="Those that did not.")


class Subscription(SpecModel):
    """Who is told by the Rollouts controller, and when."""

    trigger: DnsLabel = Field(description="A trigger of cluster.rolloutsNotifications, such as on-rollout-aborted.")
    service: DnsLabel = Field(description="A service of cluster.rolloutsNotifications, such as slack.")
    recipients: tuple[Recipient, ...] = Field(min_length=1, description="Such as channels.")


class Strategies(SpecModel):
    """Settings of all three; `deploymentStrategy` selects one."""

    standard: Standard = Field(
        default=Standard.model_construct(max_surge=Percentage("25%"), max_unavailable=0),
        description="Settings of `standard`.",
    )
    blue_green: BlueGreen | None = Field(default=None, description="Settings of `blueGreen`.")
    canary: Canary | None = Field(default=None, description="Settings of `canary`.")
    revision_history: Annotated[Count, Field(description="Old ReplicaSets that are kept for a rollback.")] = 5
    progress_deadline: Duration = Field(
        default=Duration("10m"), description="Time in which new pods must become ready."
    )
    rollback_window: Count = Field(
        default=3, description="Going back to one of so many revisions skips steps and analyses."
    )
    analysis_history: AnalysisHistory | None = Field(
        default=None, description="Left out: the controller keeps 5 of either."
    )
    notifications: tuple[Subscription, ...] = Field(default=(), description="Who is told what happens to the Rollout.")
