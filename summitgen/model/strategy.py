"""How a new version is delivered: standard (a Deployment), blueGreen and canary (a Rollout)."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field, model_validator

from summitgen.model.base import Boolean, Count, NonNegative, SpecModel, Weight
from summitgen.model.names import DnsLabel
from summitgen.model.units import Duration, Percentage

StrategyName = Literal["standard", "blueGreen", "canary"]
Surge = Annotated[NonNegative | Percentage, Field(description="So many pods, or a percentage of the replicas.")]


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


class Step(SpecModel):
    """One step of a canary: exactly one of its keys is set."""

    set_weight: Weight | None = Field(default=None, description="Percent of the traffic for the new version.")
    pause: Duration | Literal["manual"] | None = Field(
        default=None, description="Wait so long, or until a person promotes."
    )
    analysis: DnsLabel | None = Field(default=None, description="Run this analysis and wait for its verdict.")

    @model_validator(mode="after")
    def _one_key(self) -> Step:
        if sum(value is not None for value in (self.set_weight, self.pause, self.analysis)) != 1:
            raise ValueError("a step has exactly one of setWeight, pause and analysis\nremedy: write one step for each")
        return self


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
    scale_down_delay: Duration = Field(
        default=Duration("30s"), description="How long the old pods are kept after promotion (with a router)."
    )


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
