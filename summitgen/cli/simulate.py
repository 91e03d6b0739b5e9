"""``summitgen simulate``: what will the controller do with a rollout, if this happens?"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from summitgen.cli.conduct import Answer, conduct
from summitgen.cli.exits import CLEAN, MISTAKE
from summitgen.cli.options import Call, common

if TYPE_CHECKING:
    from summitgen.artifacts import Project
    from summitgen.cli.stopwatch import Stopwatch
    from summitgen.findings import Finding
    from summitgen.model.strategy import StrategyName
    from summitgen.simulator.plan import Plan
    from summitgen.simulator.scenario import Scenario
    from summitgen.simulator.timeline import Timeline
    from summitgen.values.context import Context

PRESETS_REMEDY = (
    "Write --preset NAME or NAME@MINUTES, the minute at which it begins; --scenario FILE says it in detail."
)


@click.command(short_help="What would the controller do with a rollout?")
@click.argument("subject", metavar="ENVIRONMENT.WORKLOAD")
@click.option(
    "--strategy",
    type=click.Choice(["standard", "blueGreen", "canary"]),
    help="One of its allowed strategies. Default: the selected one.",
)
@click.option(
    "--scenario",
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    metavar="FILE",
    help="A YAML file that says what happens.",
)
@click.option(
    "--preset",
    metavar="NAME[@MINUTES]",
    help="healthy (the default), errors, slow, no-traffic, flapping, prometheus-down or crash-loop.",
)
@click.option(
    "--picture",
    type=click.Path(dir_okay=False, writable=True, path_type=Path),
    metavar="FILE",
    help="Draw it too: an .svg or .png file (needs matplotlib).",
)
@common
def command(call: Call, subject: str, **options: Any) -> int:
    """Play a rollout as Argo Rollouts would walk it: steps, pods, weights, analyses, and how it ends.

    Nothing is deployed and nothing asked: what measurements see is computed from the scenario, what follows from them
    is the controller's own logic. The exit code is 0 also for a rollout that is aborted.

    \b
    Examples:
      summitgen simulate prod.summit
      summitgen simulate prod.summit --preset errors@12 --picture errors.svg
      summitgen simulate prod.web --strategy blueGreen --scenario bad-night.yaml
    """
    asked = _Question(subject, **options)
    return conduct(call, lambda project, watch: _answer(call, project, watch, asked))


@dataclass(frozen=True, slots=True)
class _Question:
    """What was asked."""

    subject: str
    strategy: str | None
    scenario: Path | None
    preset: str | None
    picture: Path | None


def _answer(call: Call, project: Project, watch: Stopwatch, asked: _Question) -> Answer:
    from summitgen.findings import Finding, has_errors
    from summitgen.simulator.plan import plan_of
    from summitgen.simulator.simulation import simulate

    with watch.watch("validate"):
        contexts, findings = _contexts(project)
    if has_errors(findings):
        return Answer(MISTAKE, findings)
    wrong = _wrong_picture(asked.picture)
    context = _context(contexts, asked.subject)
    if isinstance(context, Finding):
        return Answer(MISTAKE, (*findings, *wrong, context))
    chosen = _strategy(context, asked.strategy)
    if isinstance(chosen, Finding):
        return Answer(MISTAKE, (*findings, *wrong, chosen))
    plan = plan_of(context, chosen)
    scenario, mistakes = _scenario(asked, plan)
    if wrong or mistakes:
        return Answer(MISTAKE, (*findings, *wrong, *mistakes))
    with watch.watch("simulate"):
        timeline = simulate(plan, scenario)
    undrawn = _draw(timeline, asked.picture)
    return _shown(call, timeline, (*findings, *undrawn), MISTAKE if undrawn else CLEAN)


def _shown(call: Call, timeline: Timeline, findings: tuple[Finding, ...], code: int) -> Answer:
    from summitgen.simulator.text import timeline_data, timeline_text

    text = timeline_text(timeline, every=call.verbose)
    return Answer(code, findings, text=text, matters=True, result=timeline_data(timeline))


def _contexts(project: Project) -> tuple[dict[str, Context], tuple[Finding, ...]]:
    """Every workload by ENVIRONMENT.WORKLOAD, and what is wrong with the specs."""
    from summitgen.stages.load import load
    from summitgen.stages.resolve import resolve
    from summitgen.stages.validate import validate
    from summitgen.values.context import Context

    loaded = load(project)
    trees, unresolved = resolve(loaded)
    compilation, invalid = validate(project, trees)
    findings = (*loaded.findings, *unresolved, *invalid)
    contexts = {
        f"{one.name}.{name}": Context(project.name, one.name, one.spec, name, workload)
        for one in (compilation.specs if compilation else ())
        for name, workload in one.spec.workloads.items()
    }
    return contexts, findings


def _context(contexts: dict[str, Context], subject: str) -> Context | Finding:
    from summitgen.findings import error
    from summitgen.suggest import did_you_mean

    if (context := contexts.get(subject)) is not None:
        return context
    message = f'there is no workload "{subject}"{did_you_mean(subject, tuple(contexts))}'
    return error("simulate/unknown", message, f"Name one as ENVIRONMENT.WORKLOAD: {', '.join(contexts)}.")


def _strategy(context: Context, named: str | None) -> StrategyName | Finding:
    from summitgen.findings import error

    chosen = next((one for one in context.allowed_strategies if named in (None, one)), None)
    if chosen is not None:
        return chosen
    allowed = ", ".join(context.allowed_strategies)
    message = (
        f"{context.name} in {context.environment_name} is not allowed to be delivered by {named}, only by {allowed}"
    )
    return error("simulate/strategy", message, f"Add {named} to its allowedStrategies, or name another.")


def _scenario(asked: _Question, plan: Plan) -> tuple[Scenario, tuple[Finding, ...]]:
    from summitgen.findings import error
    from summitgen.simulator.scenario import Scenario

    if asked.scenario is None:
        return _preset(asked.preset or "healthy")
    if asked.preset is not None:
        message = "--scenario and --preset both say what happens"
        return Scenario(), (error("simulate/call", message, "Give one of the two."),)
    from summitgen.simulator.scenario_file import read_scenario
    from summitgen.stages.yaml_text import decode
    from summitgen.stages.yaml_tree import parse

    name = asked.scenario.as_posix()
    text, undecoded = decode(name, asked.scenario.read_bytes())
    root, unparsed = parse(name, text) if text is not None else (None, ())
    if undecoded or unparsed:
        return Scenario(), (*undecoded, *unparsed)
    metrics = dict.fromkeys(metric.limits.name for many in plan.analyses.values() for metric in many)
    return read_scenario(root, asked.scenario.stem, tuple(metrics))


def _preset(text: str) -> tuple[Scenario, tuple[Finding, ...]]:
    from summitgen.findings import error
    from summitgen.simulator.presets import PRESETS
    from summitgen.simulator.scenario import LONGEST_SECONDS, Scenario
    from summitgen.suggest import did_you_mean

    name, _, minutes = text.partition("@")
    if name not in PRESETS:
        message = f'there is no preset "{name}"{did_you_mean(name, tuple(PRESETS))}; there is {", ".join(PRESETS)}'
        return Scenario(), (error("simulate/preset", message, PRESETS_REMEDY),)
    make, usual, _ = PRESETS[name]
    longest = LONGEST_SECONDS // 60
    if "@" in text and not (minutes.isascii() and minutes.isdigit() and int(minutes) <= longest):
        message = f'"{minutes}" is no minute of the rollout: a whole number from 0 to {longest} is needed'
        return Scenario(), (error("simulate/preset", message, PRESETS_REMEDY),)
    return make(60 * int(minutes or usual)), ()


def _wrong_picture(picture: Path | None) -> tuple[Finding, ...]:
    from summitgen.findings import error
    from summitgen.simulator.picture import KINDS

    if picture is None or picture.suffix in KINDS:
        return ()
    return (error("simulate/picture", f"{picture} is neither an .svg nor a .png file", "Name one of these."),)


def _draw(timeline: Timeline, picture: Path | None) -> tuple[Finding, ...]:
    from summitgen.findings import error
    from summitgen.simulator.picture import PlottingMissingError, draw

    if picture is None:
        return ()
    try:
        draw((timeline,), picture)
    except PlottingMissingError as missing:
        return (error("simulate/picture", str(missing), 'Install it: pip install "summitgen[picture]".'),)
    except OSError as failed:
        return (error("simulate/picture", f"{picture} can't be written: {failed.strerror}", "Name another file."),)
    return ()
