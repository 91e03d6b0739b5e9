"""A canary as the controller walks it (argo-rollouts 1.10.1: rollout/canary.go, trafficrouting.go, analysis.go)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from summitgen.simulator.assessment import Phase
from summitgen.simulator.replicas import (
    FULL,
    Canary,
    Counts,
    basic_counts,
    routed_counts,
    surge_and_unavailable,
    weight_down,
)
from summitgen.simulator.scenario import Course
from summitgen.simulator.walk import INCONCLUSIVE_PAUSE, STEP_PAUSE, Walk

if TYPE_CHECKING:
    from collections.abc import Iterable

    from summitgen.simulator.plan import Plan, Step
    from summitgen.simulator.scenario import Scenario
    from summitgen.simulator.walk import Providers

STEP, BACKGROUND = "step analysis", "background analysis"
INDEFINITE = ("pause", "analysis", "experiment")


class CanaryWalk(Walk):
    """A canary: steps of weights, pauses and analyses, with a background analysis beside them."""

    def __init__(self, plan: Plan, scenario: Scenario, providers: Providers) -> None:
        """At its first step, with no pod of the new version."""
        super().__init__(plan, scenario, providers)
        self.index = 0
        self.weight = 0
        self._surge, self._unavailable = surge_and_unavailable(plan.max_surge, plan.max_unavailable, plan.replicas)
        self._experiment_since: int | None = None

    def sync(self) -> None:
        """Traffic, experiments, analyses, pods, pauses, status: at most one step further."""
        aborting = self.aborted is not None
        if self.plan.routed:
            self._route()
        self._analyse(aborting=aborting)
        if INCONCLUSIVE_PAUSE in self.pauses and not aborting:
            return
        if not self._scale(aborted=aborting):
            self._pause()
        self._advance()

    def share(self) -> float:
        """By the router's weight, or by the pods that the common Service finds."""
        if self.plan.routed:
            return 1.0 if self.promoted else self.weight / FULL + self._experiment_share()
        new, old = self.new.available(self.now), self.old.available(self.now)
        return new / (new + old) if new else 0.0

    def summary(self) -> object:
        """The status."""
        return self.index, self.weight, self._experiment_since

    def finished(self) -> bool:
        """Promoted or aborted, and the pods that are not needed gone."""
        if self.promoted:
            return self.old.wanted == 0
        gone = self.new.wanted == 0 or (self.plan.abort_delay is None and self.plan.routed)
        stable = self.old.available(self.now) >= self.plan.replicas
        return self.aborted is not None and self.share() == 0 and gone and stable

    def moments(self) -> Iterable[int | None]:
        """The end of a pause or of an experiment."""
        step = self._step()
        since = self.pauses.get(STEP_PAUSE) if step and step.kind == "pause" else self._experiment_since
        ends = None if step is None or step.duration is None or since is None else since + step.duration + 1
        return [ends, self._experiment_since]

    def by_hand(self) -> bool:
        """Whether the step waits for a person."""
        step = self._step()
        return step is not None and step.kind == "pause" and step.duration is None

    def _step(self) -> Step | None:
        return self.plan.steps[self.index] if self.index < len(self.plan.steps) else None

    def _step_weight(self, index: int) -> int:
        """The weight of the last setWeight up to a step; the whole past the last one."""
        if index >= len(self.plan.steps):
            return FULL
        weights = [step.weight for step in self.plan.steps[: index + 1] if step.kind == "setWeight"]
        return weights[-1] if weights else 0

    def _counts(self, *, aborted: bool) -> Counts:
        weight = 0 if aborted else self._step_weight(self.index)
        new, old = self.new.pods(self.now), self.old.pods(self.now)
        moment = Canary(self.plan.replicas, weight, new, old, self._surge, self._unavailable)
        if self.promoted:
            return Counts(self.plan.replicas, self.old.wanted)
        if not self.plan.routed:
            return basic_counts(moment)
        counts = routed_counts(
            moment, dynamic=self.plan.dynamic, aborted=aborted, routed=self.weight, ladder=self._ladder
        )  # fmt: skip
        explicit = self._explicit_scale() if not aborted else None
        return counts if explicit is None else Counts(explicit, counts.stable)

    def _explicit_scale(self) -> int | None:
        if self.index >= len(self.plan.steps):
            return None
        scales = [step for step in self.plan.steps[: self.index + 1] if step.kind == "setCanaryScale"]
        if not scales:
            return None
        if scales[-1].replicas is not None:
            return scales[-1].replicas
        return -(-scales[-1].weight * self.plan.replicas // FULL) if scales[-1].weight >= 0 else None

    def _there(self) -> bool:
        """Whether the pods are as the step wants them (utils/replicaset: AtDesiredReplicaCountsForCanary)."""
        counts = self._counts(aborted=self.aborted is not None)
        new = self.new.pods(self.now)
        there = new.wanted == new.available == counts.canary
        return there and (self.plan.dynamic or self.old.wanted == counts.stable)

    def _route(self) -> None:
        weight = self._wanted_weight()
        if self.old.available(self.now) < (FULL - weight) * self.plan.replicas // FULL and not self.promoted:
            return
        if weight != self.weight and not self.promoted:
            self.log("weight", f"the new version gets {weight} % of the requests, after {self.weight} %")
            self.weight = weight

    def _wanted_weight(self) -> int:
        if self.aborted is not None:
            return self._weight_back()
        if self.new.available(self.now) == 0:
            return 0
        if not self._there():
            return self._step_weight(self.index - 1) if self.index > 0 else 0
        return self._step_weight(self.index)

    def _weight_back(self) -> int:
        """At once; with dynamicStableScale down the ladder, as the stable pods come back."""
        if not self.plan.dynamic:
            return 0
        replicas, stable = self.plan.replicas, self.old.available(self.now)
        moment = Canary(replicas, 0, self.new.pods(self.now), self.old.pods(self.now))
        wanted, served = weight_down(moment, self._ladder), FULL * stable // replicas
        if wanted <= 0:
            return min(max(0, FULL - served), self.weight)
        return self.weight if served < FULL - wanted else min(wanted, self.weight)

    @property
    def _ladder(self) -> tuple[int, ...]:
        return tuple(step.weight for step in self.plan.steps if step.kind == "setWeight")

    def _analyse(self, *, aborting: bool) -> None:
        if aborting or self.promoted:
            self.end_runs(tuple(self.runs))
            return
        self._analyse_step()
        background = self.plan.background
        if background is None or (self.plan.steps and self.index < self.plan.starting_step):
            return
        if INCONCLUSIVE_PAUSE in self.pauses:
            return
        if BACKGROUND not in self.runs:
            self.start_run(BACKGROUND, background, BACKGROUND)
        else:
            self.heed(BACKGROUND, BACKGROUND)

    def _analyse_step(self) -> None:
        step = self._step()
        if self.pauses:
            return
        slots = [slot for slot in self.runs if slot != BACKGROUND]
        if step is None or step.kind not in ("analysis", "experiment"):
            self.end_runs(slots)
            return
        if step.kind == "experiment" and not self._experiment_serves():
            return
        for template in step.analyses:
            slot = STEP if step.kind == "analysis" else f"experiment {template}"
            if slot not in self.runs:
                beside = ExperimentTraffic(self.now, step) if step.kind == "experiment" else None
                self.start_run(slot, template, STEP if beside is None else "the experiment's analysis", beside)
            else:
                self.heed(slot, slot)

    def _experiment_share(self) -> float:
        step, since = self._step(), self._experiment_since
        serves = step is not None and since is not None and self.now >= since and self.aborted is None
        return step.weight / FULL if step is not None and serves else 0.0

    def _experiment_serves(self) -> bool:
        """An experiment's own pods have to serve before anything of it is measured."""
        if self._experiment_since is None:
            self._experiment_since = self.now + self.plan.pod_start + self.plan.min_ready
            self.log("pods", "the experiment's pods are started")
        return self.now >= self._experiment_since

    def _scale(self, *, aborted: bool) -> bool:
        """The stable version, else the new one, else the old pods; whether something was scaled."""
        if self.promoted:
            return False
        counts = self._counts(aborted=aborted)
        if self.scale(self.old, counts.stable, "old version"):
            return True
        if self.aborted is not None and self.plan.routed and not self.plan.dynamic:
            return self.scale_down_aborted()
        return self.scale(self.new, self._counts(aborted=aborted).canary, "new version")

    def _pause(self) -> None:
        step = self._step()
        if step is None or step.kind != "pause" or self.aborted is not None or self.promoted:
            return
        if STEP_PAUSE not in self.pauses and not self.controller_pause:
            self.pause(STEP_PAUSE)
            if step.duration is None:
                self.log("step", "waits for a person to promote")

    def _advance(self) -> None:
        if self.promoted:
            self.scale_down_old()
            return
        served = self.new.available(self.now) >= self.plan.replicas
        if self.index >= len(self.plan.steps) and served and self.aborted is None:
            self.promote()
            return
        if self.aborted is not None:
            self.index = 0
            return
        step = self._step()
        if step is not None and self._complete(step):
            self.index += 1
            self.last_progress = self.now
            self._experiment_since = None
            self.resume(STEP_PAUSE)
            self.controller_pause = bool(self.pauses)
            self.log("step", f"step {self.index} of {len(self.plan.steps)} is done: {described(step)}")
        step = self._step()
        self.heed_deadline(indefinite=step is not None and step.kind in INDEFINITE)

    def _complete(self, step: Step) -> bool:
        if step.kind == "pause":
            since = self.pauses.get(STEP_PAUSE)
            if since is None:
                return self.controller_pause
            return step.duration is not None and self.now > since + step.duration
        if step.kind in ("setWeight", "setCanaryScale"):
            return self._there()
        if step.kind == "analysis":
            return STEP in self.runs and self.runs[STEP].phase is Phase.SUCCESSFUL
        return step.kind != "experiment" or self._experiment_done(step)

    def _experiment_done(self, step: Step) -> bool:
        since = self._experiment_since
        lasted = since is not None and self.now >= since + (step.duration or 0)
        runs = [self.runs.get(f"experiment {template}") for template in step.analyses]
        return lasted and all(run is not None and run.phase is Phase.SUCCESSFUL for run in runs)


class ExperimentTraffic:
    """An experiment's pods of the new version: they have their own share of the requests, or none."""

    def __init__(self, since: int, step: Step) -> None:
        """Of pods that serve from a moment on."""
        self._shares = Course(((0, 0.0), (max(1, since), step.weight / FULL)))
        self._pods = (step.replicas or 2) // 2

    @property
    def shares(self) -> Course[float]:
        """The share over time."""
        return self._shares

    @property
    def new_pods(self) -> tuple[int, int]:
        """All serve."""
        return self._pods, self._pods


def described(step: Step) -> str:
    """A step in words."""
    if step.kind == "setWeight":
        return f"weight {step.weight} %"
    if step.kind == "pause":
        return "pause" if step.duration is None else f"pause of {step.duration} s"
    return f"analysis {step.analyses[0]}" if step.kind == "analysis" else step.kind
