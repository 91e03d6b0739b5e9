"""How many pods a workload has, and where they are placed."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field, model_validator

from summitgen.model.base import Count, Integer, SpecModel
from summitgen.model.names import (
    AnnotationKey,
    LabelValue,
)
from summitgen.model.units import Duration, Percentage


class ScalingPolicy(SpecModel):
    """How fast the autoscaler changes the number of pods."""

    percent: Annotated[Integer, Field(ge=1, le=1000, description="Percent of the pods per period.")]
    period: Duration = Field(description="The period.")
    stabilization: Duration = Field(default=Duration("0s"), description="How far back the recommendation looks.")


class Autoscaling(SpecModel):
    """A HorizontalPodAutoscaler; it replaces `replicas`."""

    min_replicas: Count = Field(description="At least so many pods.")
    max_replicas: Count = Field(description="At most so many pods.")
    cpu: Percentage | None = Field(default=None, description="Average CPU use, of the requests.")
    memory: Percentage | None = Field(default=None, description="Average memory use, of the requests.")
    scale_up: ScalingPolicy | None = Field(default=None, description="Left out: the autoscaler's default.")
    scale_down: ScalingPolicy | None = Field(default=None, description="Left out: the autoscaler's default.")

    @model_validator(mode="after")
    def _one_metric(self) -> Autoscaling:
        if self.cpu is None and self.memory is None:
            raise ValueError("autoscaling needs cpu or memory\nremedy: add `cpu: 70%`")
        return self


class DisruptionBudget(SpecModel):
    """A PodDisruptionBudget: one of the two."""

    min_available: Count | Percentage | None = Field(default=None, description="So many pods stay available.")
    max_unavailable: Count | Percentage | None = Field(default=None, description="So many pods may be unavailable.")

    @model_validator(mode="after")
    def _one_of_two(self) -> DisruptionBudget:
        if (self.min_available is None) == (self.max_unavailable is None):
            raise ValueError(
                "a disruption budget has one of minAvailable and maxUnavailable\nremedy: write `maxUnavailable: 1`"
            )
        return self


class Toleration(SpecModel):
    """A taint that the pods tolerate."""

    key: AnnotationKey = Field(description="The taint's key.")
    value: LabelValue | None = Field(default=None, description="Its value; left out: any.")
    effect: Literal["NoSchedule", "PreferNoSchedule", "NoExecute"] | None = Field(
        default=None, description="Its effect; left out: any."
    )


class Topology(SpecModel):
    """Where pods are placed."""

    zone_spread: Literal["preferred", "required", "none"] = Field(default="preferred", description="Spread over zones.")
    host_spread: Literal["preferred", "none"] = Field(default="preferred", description="Prefer one pod a node.")
    node_selector: dict[AnnotationKey, LabelValue] = Field(default={}, description="Labels that the nodes must have.")
    tolerations: tuple[Toleration, ...] = Field(default=(), description="Taints that are tolerated.")
