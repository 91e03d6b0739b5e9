"""The steps of a canary in the values tree."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from summitgen.values.analysis import analysis_use

if TYPE_CHECKING:
    from collections.abc import Iterable

    from summitgen.model.steps import CanaryScale, Experiment, HeaderRoute, MirrorRoute, Step
    from summitgen.values.analysis import Stage
    from summitgen.values.shape_delivery import AnalysisValues, StepValues

Compiled = dict[tuple[str, "Stage"], "AnalysisValues"]
HASHES = {"latest-hash": "canary", "stable-hash": "baseline"}
TEMPLATES = {"baseline": "stable", "canary": "canary"}


def step_values(compiled: Compiled, step: Step) -> StepValues:
    """A step; ``compiled`` are the strategy's AnalysisTemplates by analysis and stage."""
    if step.set_weight is not None:
        return {"setWeight": step.set_weight}
    if step.pause is not None:
        return {"pause": {} if step.pause == "manual" else {"duration": step.pause.text}}
    if step.experiment is not None:
        return {"experiment": _experiment(compiled, step.experiment)}
    if step.analysis is not None:
        return {"analysis": _analysis(compiled[step.analysis, "step"])}
    return _traffic_step(step)


def _traffic_step(step: Step) -> StepValues:
    if step.set_header_route is not None:
        return {"setHeaderRoute": _header_route(step.set_header_route)}
    if step.set_mirror_route is not None:
        return {"setMirrorRoute": _mirror_route(step.set_mirror_route)}
    if step.set_canary_scale is None:
        raise TypeError("a step has one of its keys")
    return {"setCanaryScale": _scale(step.set_canary_scale)}


def _analysis(values: AnalysisValues) -> dict[str, Any]:
    use = analysis_use(values)
    return {"templates": [{"templateName": use["template"]}], **({"args": use["args"]} if use["args"] else {})}


def managed_routes(steps: Iterable[Step]) -> list[dict[str, Any]]:
    """The routes that the controller may make and delete, in the order of their first steps."""
    return [{"name": name} for name in dict.fromkeys(step.route.name for step in steps if step.route is not None)]


def _scale(spec: CanaryScale) -> dict[str, Any]:
    if spec.match_traffic_weight:
        return {"matchTrafficWeight": True}
    return {"replicas": spec.replicas} if spec.replicas is not None else {"weight": spec.weight}


def _header_route(spec: HeaderRoute) -> dict[str, Any]:
    # A route without matches is one that is to be removed.
    matches = [
        {
            "headerName": match.header,
            "headerValue": match.model_dump(include={"exact", "prefix", "regex"}, exclude_none=True),
        }
        for match in spec.match
    ]
    return {"name": spec.name, **({"match": matches} if matches else {})}


def _mirror_route(spec: MirrorRoute) -> dict[str, Any]:
    if not spec.match:
        return {"name": spec.name}
    matches = [{"method": {"exact": match.method}, "path": {"prefix": match.path}} for match in spec.match]
    return {"name": spec.name, "percentage": spec.percentage, "match": matches}


def _experiment(compiled: Compiled, spec: Experiment) -> dict[str, Any]:
    """Both templates alike, so that they can be compared; an analysis counts even where the duration has passed."""
    weight = {} if spec.weight is None else {"weight": spec.weight}
    templates = [
        {"name": name, "specRef": version, "replicas": spec.replicas, **weight} for name, version in TEMPLATES.items()
    ]
    used = [(name, compiled[name, "experiment"]) for name in spec.analyses if (name, "experiment") in compiled]
    analyses = [
        {
            "name": name,
            "templateName": values["name"],
            "requiredForCompletion": True,
            **({"args": args} if (args := _hashes(values)) else {}),
        }
        for name, values in used
    ]
    duration = {} if spec.duration is None else {"duration": spec.duration.text}
    return {**duration, "templates": templates, "analyses": analyses}


def _hashes(values: AnalysisValues) -> list[dict[str, str]]:
    # An Experiment's ReplicaSets have hashes of their own, which it fills in (utils/template/template.go).
    return [
        {"name": arg["name"], "value": f"{{{{templates.{HASHES[arg['name']]}.podTemplateHash}}}}"}
        for arg in values["args"]
    ]
