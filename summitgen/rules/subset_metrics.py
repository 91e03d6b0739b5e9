"""Rule: where subsets are split, the versions' metrics can be told apart."""

from __future__ import annotations

from typing import TYPE_CHECKING

from summitgen.model.metrics import Comparison, ErrorRate, LatencyMetric, SuccessRate
from summitgen.rules.rule import Rule, Violation

if TYPE_CHECKING:
    from collections.abc import Iterator

    from summitgen.rules.view import WorkloadView

OF_REQUESTS = (ErrorRate, SuccessRate, LatencyMetric, Comparison)
STAGES = {"step", "background"}


def check(workload: WorkloadView) -> Iterator[Violation]:
    """Metrics of requests in a canary's analyses, where Istio is their source."""
    canary, context = workload.delivery.canary, workload.context
    prometheus = context.environment.cluster.prometheus
    if prometheus is not None and prometheus.copies_pod_labels:
        return
    if canary is None or canary.split != "subsets" or context.router != "istio" or workload.spec.monitoring is not None:
        return
    for measured in workload.delivery.metrics:
        if isinstance(measured.metric, OF_REQUESTS) and not STAGES.isdisjoint(measured.stages):
            message = (
                f'the metric "{measured.metric.name}" comes from Istio, which tells versions apart by their Services, '
                "and a split between subsets has one Service for both"
            )
            yield Violation((*measured.path, "type"), message)


RULE = Rule(
    id="canary/subset-metrics",
    title="A split between subsets needs metrics that know the versions",
    severity="error",
    reason=(
        "Istio's metrics name the Service that was called. Where the traffic is split between two Services, that is "
        "the version too; where it is split between subsets of one, requests to both are counted together, so that a "
        "bad version of five percent hides behind the good one. The canonical revision doesn't tell them apart: a "
        "proxy keeps the labels that its pod had at its start, and a promotion changes labels without a start. The "
        "pods' own proxies are asked instead where scraping copies the pods' hash to their series, which the spec "
        "has to state; the workload's own metrics have it from its PodMonitor."
    ),
    source="progressive delivery section 2; istio #40034; Istio, standard metrics",
    bad=(
        "cluster: {mesh: istio, trafficRouter: istio, rolloutsInMesh: true}\nworkloads:\n  api:\n"
        "    deploymentStrategy: canary\n    strategies:\n      canary:\n        split: subsets\n"
        "        steps: [{setWeight: 25}, {pause: 5m}, {analysis: step}]\n    analyses:\n      - name: step\n"
        "        metrics: [{name: errors, type: errorRate, threshold: 5%}]"
    ),
    good=(
        "cluster: {mesh: istio, trafficRouter: istio, rolloutsInMesh: true}\nworkloads:\n  api:\n"
        "    deploymentStrategy: canary\n    ports: [{name: metrics, port: 9090}]\n"
        "    monitoring: {port: metrics, path: /metrics}\n    strategies:\n      canary:\n        split: subsets\n"
        "        steps: [{setWeight: 25}, {pause: 5m}, {analysis: step}]\n    analyses:\n      - name: step\n"
        "        metrics: [{name: errors, type: errorRate, threshold: 5%}]"
    ),
    remedy=(
        "Add `monitoring: {port: metrics, path: /metrics}` to the workload, write `split: hosts`, or have the label "
        "copied and write `cluster: {prometheus: {copiesPodLabels: true}}`."
    ),
    workload=check,
)
