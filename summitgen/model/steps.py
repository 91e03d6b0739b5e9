"""The steps of a canary, named as Argo Rollouts names them."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field, model_validator

from summitgen.model.base import Boolean, Count, MetricText, SpecModel, Weight
from summitgen.model.names import DnsLabel
from summitgen.model.units import Duration

HeaderName = Annotated[
    str, Field(pattern=r"^[A-Za-z0-9-]{1,64}$", description="A header's name: letters, digits and dashes.")
]
PathPrefix = Annotated[
    str, Field(pattern=r"^/[A-Za-z0-9._~/-]{0,255}$", description="The beginning of a path, from its first slash.")
]


class CanaryScale(SpecModel):
    """The number of the new version's pods, apart from its traffic; one of the three."""

    replicas: Count | None = Field(default=None, description="So many pods.")
    weight: Weight | None = Field(default=None, description="Percent of the workload's pods.")
    match_traffic_weight: Boolean = Field(default=False, description="As many as the traffic's weight needs, again.")

    @model_validator(mode="after")
    def _one_of_three(self) -> CanaryScale:
        if (self.replicas is not None) + (self.weight is not None) + self.match_traffic_weight != 1:
            raise ValueError(
                "a canary's scale has exactly one of replicas, weight and matchTrafficWeight\n"
                "remedy: write `setCanaryScale: {replicas: 1}`"
            )
        return self


class HeaderMatch(SpecModel):
    """A header of a request, and the value that it has to have."""

    header: HeaderName = Field(description="The header's name.")
    exact: MetricText | None = Field(default=None, description="The value itself.")
    prefix: MetricText | None = Field(default=None, description="How the value begins.")
    regex: MetricText | None = Field(default=None, description="An expression that the whole value matches.")

    @model_validator(mode="after")
    def _one_value(self) -> HeaderMatch:
        if sum(value is not None for value in (self.exact, self.prefix, self.regex)) != 1:
            raise ValueError(
                "a header is matched by exactly one of exact, prefix and regex\n"
                'remedy: write `{header: X-Beta, exact: "true"}`'
            )
        return self


class HeaderRoute(SpecModel):
    """Requests with a header go to the new version, whatever the weight."""

    name: DnsLabel = Field(description="The route's name.")
    match: tuple[HeaderMatch, ...] = Field(
        default=(), description="One of these is enough; left out, the route of that name is taken away."
    )


class MirrorMatch(SpecModel):
    """Requests that are copied. Only safe methods: a copied write would be done twice."""

    method: Literal["GET", "HEAD", "OPTIONS"] = Field(default="GET", description="Their method.")
    path: PathPrefix = Field(default="/", description="How their path begins.")


class MirrorRoute(SpecModel):
    """The new version gets copies of requests; users never see its answers."""

    name: DnsLabel = Field(description="The route's name.")
    percentage: Weight = Field(default=100, description="Percent of the matching requests that are copied.")
    match: tuple[MirrorMatch, ...] = Field(
        default=(), description="One of these is enough; left out, the route of that name is taken away."
    )


class Experiment(SpecModel):
    """A fresh set of pods of the stable version (baseline) beside as many of the new one (canary)."""

    replicas: Count = Field(default=1, description="Pods of either.")
    weight: Annotated[Weight, Field(le=49)] | None = Field(
        default=None, description="Percent of the traffic for either, with a router."
    )
    duration: Duration | None = Field(
        default=None, description="How long it lasts at least; left out: until the analyses have ended."
    )
    analyses: tuple[DnsLabel, ...] = Field(
        min_length=1, description="Analyses of both; the step waits for their verdicts."
    )


class Step(SpecModel):
    """One step of a canary: exactly one of its keys is set."""

    set_weight: Weight | None = Field(default=None, description="Percent of the traffic for the new version.")
    pause: Duration | Literal["manual"] | None = Field(
        default=None, description="Wait so long, or until a person promotes."
    )
    analysis: DnsLabel | None = Field(default=None, description="Run this analysis and wait for its verdict.")
    set_canary_scale: CanaryScale | None = Field(
        default=None, description="Change the number of the new version's pods, with a router."
    )
    set_header_route: HeaderRoute | None = Field(
        default=None, description="Lead requests with a header to the new version, with a router."
    )
    set_mirror_route: MirrorRoute | None = Field(
        default=None, description="Copy requests to the new version, with Istio."
    )
    experiment: Experiment | None = Field(default=None, description="Compare fresh pods of both versions.")

    @model_validator(mode="after")
    def _one_key(self) -> Step:
        if sum(getattr(self, key) is not None for key in type(self).model_fields) != 1:
            raise ValueError(
                "a step has exactly one of setWeight, pause, analysis, setCanaryScale, setHeaderRoute, "
                "setMirrorRoute and experiment\nremedy: write one step for each"
            )
        return self

    @property
    def analyses(self) -> tuple[str, ...]:
        """The analyses whose verdicts the step waits for, by name."""
        if self.experiment is not None:
            return self.experiment.analyses
        return () if self.analysis is None else (self.analysis,)

    @property
    def route(self) -> HeaderRoute | MirrorRoute | None:
        """The route that it sets or takes away."""
        return self.set_header_route or self.set_mirror_route
