"""What the compilation of one workload looks at."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from summitgen.values.labels import selector_labels

if TYPE_CHECKING:
    from summitgen.model.environment import Environment
    from summitgen.model.strategy import StrategyName
    from summitgen.model.workload import Workload

DEFAULT_REPLICAS = {"development": 1, "staging": 2, "production": 3}


@dataclass(frozen=True, slots=True)
class Context:
    """A workload in its environment, with the settings that follow from both."""

    project: str
    environment_name: str
    environment: Environment
    name: str
    workload: Workload

    @property
    def replicas(self) -> int:
        """The smallest number of pods: the autoscaler's minimum, the spec's replicas, or the tier's default."""
        if self.workload.autoscaling is not None:
            return self.workload.autoscaling.min_replicas
        return self.workload.replicas or DEFAULT_REPLICAS[self.environment.tier]

    @property
    def strategy(self) -> StrategyName:
        """The selected strategy; by default standard in development and for a single pod, canary elsewhere."""
        if self.workload.deployment_strategy is not None:
            return self.workload.deployment_strategy
        return "standard" if self.environment.tier == "development" or self.replicas == 1 else "canary"

    @property
    def allowed_strategies(self) -> tuple[StrategyName, ...]:
        """The selected strategy first, then the others that may be chosen."""
        others = self.workload.allowed_strategies
        return tuple(dict.fromkeys((self.strategy, *(("standard",) if others is None else others))))

    @property
    def router(self) -> str:
        """What splits traffic: none, istio or gatewayApi."""
        return self.environment.cluster.traffic_router

    @property
    def mesh(self) -> str:
        """The mesh: none, istio or linkerd."""
        return self.environment.cluster.mesh

    @property
    def selector(self) -> dict[str, str]:
        """The labels by which the workload's pods are found."""
        return selector_labels(self.name)

    def host(self, suffix: str = "") -> str:
        """The full name of one of the workload's Services, which other namespaces need."""
        return f"{self.name}{suffix}.{self.environment.namespace}.svc.cluster.local"
