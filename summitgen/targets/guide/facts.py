"""What the guide says: the specs' facts as text, and the commands as code blocks."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from summitgen.targets.guide import commands, operation
from summitgen.targets.guide.durations import Durations
from summitgen.targets.guide.metrics import demand
from summitgen.targets.scripts import contexts
from summitgen.values.strategies import analyses_of, blue_green_of, canary_of, uses_of
from summitgen.values.watch import least_ready, watch_checks

if TYPE_CHECKING:
    from collections.abc import Iterator

    from summitgen.model.metrics import Metric
    from summitgen.model.resolved import ResolvedEnvironment
    from summitgen.model.steps import Step
    from summitgen.values.analysis import Stage
    from summitgen.values.compilation import Compilation
    from summitgen.values.context import Context

STAGES: dict[Stage, str] = {
    "background": "throughout", "step": "in a step", "prePromotion": "before the promotion",
    "postPromotion": "after the promotion",
    "experiment": "in an experiment, on fresh pods of both versions",
}  # fmt: skip
NO_DATA = {"pass": "passes", "hold": "pauses the rollout", "fail": "fails"}


def guide_values(compilation: Compilation) -> dict[str, Any]:
    """The values of the template; text is escaped there, ``commands`` are blocks of code."""
    durations = Durations()
    environments = [_environment(compilation, one, durations) for one in compilation.specs]
    return {
        "project": compilation.project.name,
        "environments": environments,
        "build": commands.block(builds) if (builds := commands.builds(compilation)) else "",
    }


def _environment(compilation: Compilation, one: ResolvedEnvironment, durations: Durations) -> dict[str, Any]:
    out, spec = compilation.project.out, one.spec
    found = [context for context in contexts(compilation) if context.environment_name == one.name]
    rollouts = [context for context in found if context.strategy != "standard"]
    forward = commands.forward_prometheus(found[0])
    install = commands.install_environment(out, compilation.project.name, one.name)
    return {
        "name": one.name,
        "tier": spec.tier,
        "namespace": spec.namespace,
        "cluster": spec.cluster.name,
        "region": spec.cluster.region or "-",
        "branches": ", ".join(spec.branches) or "-",
        "approvals": str(spec.pipeline.approvals or 0),
        "slack": spec.pipeline.notifications.slack_channel or "-",
        "interval": spec.rollback.interval.text,
        "failures": str(spec.rollback.failures),
        "workloads": [_workload(context) for context in found],
        "rollouts": [_rollout(context, durations) for context in rollouts],
        "install": commands.block([install]),
        "record": commands.block(commands.record(context) for context in found),
        "deploy": commands.block(commands.deploy(out, context) for context in found),
        "follow": commands.block(commands.follow(context) for context in found),
        "promote": commands.block(commands.promote(context) for context in rollouts if _waits(context)),
        "same_kind": commands.block(one for context in found for one in operation.same_kind(out, context)),
        "other_kind": commands.block(one for context in found for one in operation.other_kind(out, context)),
        "intervene": commands.block(operation.intervene(rollouts[0])) if rollouts else "",
        "controller": {
            "namespace": spec.cluster.rollouts_namespace,
            "router": spec.cluster.traffic_router,
            "mesh": spec.cluster.mesh,
            "in_mesh": spec.cluster.rollouts_in_mesh,
            "plugin": operation.plugin(spec.cluster),
        },
        "waits": any(_waits(context) for context in rollouts),
        "forward": commands.block([forward]) if forward else "",
        "monitor": commands.block(commands.watch(out, context, "monitor") for context in found),
        "roll_back": commands.block(commands.roll_back(out, context) for context in found),
        "rehearse": commands.block([commands.roll_back(out, found[0], "--dry-run")]),
        "left": commands.block(commands.left_by(found[0], verb) for verb in ("get", "delete")),
    }


def _workload(context: Context) -> dict[str, Any]:
    exposure = context.workload.exposure
    return {
        "name": context.name,
        "strategy": context.strategy,
        "allowed": ", ".join(context.allowed_strategies),
        "host": exposure.host if exposure else "-",
        "least_ready": str(least_ready(context)),
        "checks": [check.meaning for check in watch_checks(context)],
    }


def _rollout(context: Context, durations: Durations) -> dict[str, Any]:
    analyses = analyses_of(context)
    used = [(analyses[name], stage) for name, stage in uses_of(context, context.strategy) if name in analyses]
    return {
        "name": context.name,
        "strategy": context.strategy,
        "healthy": durations.healthy(context),
        "course": list(_blue_green(context) if context.strategy == "blueGreen" else _canary(context)),
        "analyses": [
            {
                "name": analysis.name,
                "when": STAGES[stage],
                "metrics": [_metric(metric, stage) for metric in analysis.metrics],
            }
            for analysis, stage in used
        ],
    }


def _waits(context: Context) -> bool:
    """Whether a person has to promote it."""
    if context.strategy == "blueGreen":
        return not blue_green_of(context).auto_promotion
    return any(step.pause == "manual" for step in canary_of(context).steps or ())


def _metric(metric: Metric, stage: Stage) -> dict[str, str]:
    no_data = getattr(metric, "no_data", None)
    return {
        "name": metric.name,
        "demand": demand(metric) + (" (reported only)" if metric.dry_run else ""),
        "interval": metric.interval.text,
        "count": _count(metric, stage),
        "no_data": NO_DATA[no_data] if no_data else "-",
    }


def _count(metric: Metric, stage: Stage) -> str:
    if metric.type == "smokeTest":
        return "1"
    return str(metric.count or ("endless" if stage == "background" else 5))


def _canary(context: Context) -> Iterator[str]:
    for step in canary_of(context).steps or ():
        yield _step(step)
    yield "100% of the traffic"


def _step(step: Step) -> str:
    if step.set_weight is not None:
        return f"{step.set_weight}% of the traffic"
    if step.pause is not None:
        return "wait until a person promotes" if step.pause == "manual" else f"wait {step.pause}"
    if step.analysis is not None:
        return f"analysis {step.analysis}"
    return _special_step(step)


def _special_step(step: Step) -> str:
    scale, route, experiment = step.set_canary_scale, step.route, step.experiment
    if scale is not None:
        number = f"{scale.replicas} pods" if scale.replicas else f"{scale.weight}% of the pods"
        return f"{'as many pods as the traffic needs' if scale.match_traffic_weight else number} of the new version"
    if route is not None:
        kind = "header" if step.set_header_route else "mirror"
        return f"{kind} route {route.name} {'is set' if route.match else 'is taken away'}"
    return f"an experiment beside the stable version: {' and '.join(experiment.analyses if experiment else ())}"


def _blue_green(context: Context) -> Iterator[str]:
    spec = blue_green_of(context)
    yield f"{spec.preview_replicas or 'all'} pods of the new version, without traffic"
    if spec.pre_promotion:
        yield f"analysis {spec.pre_promotion}"
    if not spec.auto_promotion:
        yield "wait until a person promotes"
    elif spec.auto_promotion_after:
        yield f"wait {spec.auto_promotion_after}"
    yield "100% of the traffic at once"
    if spec.post_promotion:
        yield f"analysis {spec.post_promotion}"
    yield f"the old pods are kept for {spec.scale_down_delay}"
