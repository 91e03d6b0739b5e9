"""The AnalysisTemplates of the selected strategy."""

from __future__ import annotations

from summitgen.objects.labels import metadata
from summitgen.objects.tree import Each, Has, Is, Node, ObjectTree, Ref, optional, when

METRIC: dict[str, Node] = {
    "name": Ref("$metric.name"),
    "interval": when(Has("$metric.interval"), Ref("$metric.interval")),
    "initialDelay": when(Has("$metric.initialDelay"), Ref("$metric.initialDelay")),
    "count": when(Has("$metric.count"), Ref("$metric.count")),
    "failureLimit": Ref("$metric.failureLimit"),
    "consecutiveErrorLimit": Ref("$metric.consecutiveErrorLimit"),
    "successCondition": when(Has("$metric.successCondition"), Ref("$metric.successCondition")),
    "failureCondition": when(Has("$metric.failureCondition"), Ref("$metric.failureCondition")),
    "provider": Ref("$metric.provider"),
}


def _template(strategy: str, order: int) -> ObjectTree:
    return ObjectTree(
        id=f"analysistemplate-{strategy.lower()}",
        scope="workload",
        file="analysistemplates.yaml",
        order=order,
        documentation=f"What decides whether a new version goes on, strategy {strategy}.",
        when=Is("deploymentStrategy", strategy),
        each=("analysis", f"strategies.{strategy}.analyses"),
        tree={
            "apiVersion": "argoproj.io/v1alpha1",
            "kind": "AnalysisTemplate",
            "metadata": metadata(Ref("$analysis.name")),
            "spec": {
                "args": optional("$analysis.args"),
                "dryRun": optional("$analysis.dryRun"),
                "measurementRetention": optional("$analysis.measurementRetention"),
                "metrics": [Each("metric", "$analysis.metrics", METRIC)],
            },
        },
    )


OBJECTS = (_template("canary", 0), _template("blueGreen", 1))
