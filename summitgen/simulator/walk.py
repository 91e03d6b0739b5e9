"""What all strategies have in common when a rollout is played: time, pods, analyses, pauses and aborts.

A sync of the controller, and whatever wakes it, takes a second: its own queue and the API server need about that.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from typing import TYPE_CHECKING

from summitgen.simulator.analysis import AnalysisRun, Provider
from summitgen.simulator.assessment import Phase, passed_limit
from summitgen.simulator.pods import ReplicaSet
from summitgen.simulator.scenario import LONGEST_SECONDS, Course, Scenario, constant
from summitgen.simulator.timeline import Event, State, Timeline, Verdict

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from summitgen.simulator.plan import MetricPlan, Plan
    from summitgen.simulator.samples import Traffic

    Providers = Callable[[tuple[MetricPlan, ...], Traffic], Provider]

HELD_SECONDS = 30 * 60
"""How long a rollout that waits for a person is watched."""
STEP_PAUSE, INCONCLUSIVE_PAUSE, BLUE_GREEN_PAUSE = "step", "inconclusive", "blueGreen"


class Walk(ABC):
    """A rollout on its way; ``play`` walks it to its end. Seconds count from the change of the pod template."""

    def __init__(self, plan: Plan, scenario: Scenario, providers: Providers) -> None:
        """With the old version serving; ``providers`` makes the provider of an AnalysisTemplate's metrics."""
        self.plan = plan
        self.scenario = scenario
        self.now = 0
        start = (plan.pod_start if scenario.pod_start is None else scenario.pod_start) + plan.min_ready
        self.new = ReplicaSet(start, scenario.pods)
        self.old = ReplicaSet(start, constant(True), plan.replicas)
        self.aborted: str | None = None
        self.promoted = False
        self.outcome = "it came to no end"
        self.pauses: dict[str, int] = {}
        self.controller_pause = False
        self.decided: int | None = None
        self.stable_serves: int | None = None
        self.last_progress = 0
        self.runs: dict[str, AnalysisRun] = {}
        self._providers = providers
        self._events: list[Event] = []
        self._states: list[State] = []
        self._share_points: list[tuple[int, float]] = [(0, 0.0)]
        self._seen = (0, 0)

    @property
    def shares(self) -> Course[float]:
        """The share of the requests that the new version has had until now."""
        return Course(tuple(self._share_points))

    @property
    def new_pods(self) -> tuple[int, int]:
        """How many pods of the new version are wanted, and how many serve."""
        return self.new.wanted, self.new.available(self.now)

    @abstractmethod
    def sync(self) -> None:
        """One reconciliation of the controller."""

    @abstractmethod
    def share(self) -> float:
        """The share of the requests that the new version gets."""

    @abstractmethod
    def summary(self) -> object:
        """What a sync may change: one that did is followed by another at once."""

    @abstractmethod
    def finished(self) -> bool:
        """Whether nothing will happen any more."""

    @abstractmethod
    def moments(self) -> Iterable[int | None]:
        """When the controller has to look again for reasons of the strategy's own."""

    def play(self) -> Timeline:
        """The whole rollout."""
        self.log("step", f"a new version of {self.plan.workload} is to be rolled out to {self.plan.replicas} pods")
        while True:
            self._promote_by_hand()
            before = self._all()
            self.sync()
            self._look_at_runs()
            self._record()
            if self.finished() or self.now >= LONGEST_SECONDS or self._watched_enough():
                return self._timeline()
            self.now += 1
            if self._all() == before:
                self.now = max(self.now, min(self._wakes(), default=LONGEST_SECONDS))

    def log(self, kind: str, what: str) -> None:
        """Note an event."""
        self._events.append(Event(self.now, kind, what))

    def start_run(self, slot: str, template: str, title: str, traffic: Traffic | None = None) -> None:
        """Begin an AnalysisRun; what it measures is the rollout's own traffic unless another is given."""
        metrics = self.plan.analyses[template]
        self.runs[slot] = AnalysisRun([metric.limits for metric in metrics], self._providers(metrics, traffic or self))
        self.log("analysis", f"{title} {template} begins")

    def end_runs(self, slots: Iterable[str]) -> None:
        """Tell runs to end that have no verdict."""
        for slot in slots:
            run = self.runs.pop(slot, None)
            if run is not None and not run.completed:
                run.end()

    def heed(self, slot: str, title: str) -> None:
        """Do what a run's verdict asks for."""
        run = self.runs.get(slot)
        if run is None:
            return
        if run.phase in (Phase.FAILED, Phase.ERROR):
            self.abort(f"{title}: {_why(run)}")
        elif run.phase is Phase.INCONCLUSIVE and INCONCLUSIVE_PAUSE not in self.pauses:
            self.pause(INCONCLUSIVE_PAUSE)
            self._decide()
            self.log("verdict", f"held for a person: {title}: {_why(run)}")

    def abort(self, reason: str) -> None:
        """Give the new version up."""
        if self.aborted is None:
            self.aborted = reason
            self.pauses, self.controller_pause = {}, False
            self._decide()
            self.log("verdict", f"aborted: {reason}")

    def promote(self, reason: str = "every step and analysis has passed") -> None:
        """Make the new version the stable one."""
        if not self.promoted:
            self.outcome = reason
            self.promoted = True
            self._decide()
            self.log("verdict", "promoted: the new version is the stable one")

    def pause(self, reason: str) -> None:
        """Add a pause condition."""
        self.pauses[reason] = self.now
        self.controller_pause = True

    def resume(self, reason: str) -> None:
        """Take a pause condition away; the progress deadline begins anew."""
        if self.pauses.pop(reason, None) is not None:
            self.last_progress = self.now
        if not self.pauses:
            self.controller_pause = False

    def heed_deadline(self, *, indefinite: bool) -> None:
        """Abort where no pod has come up for too long (argo-rollouts, rollout/sync.go)."""
        if indefinite or self.pauses or self.aborted is not None or self.promoted or not self.plan.deadline_aborts:
            return
        if self.now > self.last_progress + self.plan.progress_deadline:
            self.abort(f"no progress for {self.plan.progress_deadline} s (progressDeadlineSeconds)")

    def scale(self, which: ReplicaSet, wanted: int, name: str) -> bool:
        """Tell a ReplicaSet its size; whether that is a change."""
        before = which.wanted
        if not which.scale(wanted, self.now):
            return False
        self.log("pods", f"{name}: {before} → {wanted} pods")
        if which is self.new:
            self.last_progress = self.now
        return True

    def scale_down_aborted(self, *, serving: bool = True) -> bool:
        """The aborted pods go ``abort_delay`` seconds after the stable ones serve; whether that changed something."""
        if self.plan.abort_delay is None or not serving:
            return False
        if self.new.deadline is None:
            if self.old.available(self.now) >= self.plan.replicas:
                self.new.deadline = self.now + self.plan.abort_delay
            return False
        return self.now >= self.new.deadline and self.scale(self.new, 0, "new version")

    def scale_down_old(self) -> None:
        """The old pods go ``scale_down_delay`` seconds after promotion."""
        if self.old.deadline is None:
            self.old.deadline = self.now + self.plan.scale_down_delay
        if self.now >= self.old.deadline:
            self.scale(self.old, 0, "old version")

    def _decide(self) -> None:
        self.decided = self.now

    def _promote_by_hand(self) -> None:
        after = self.scenario.promote_after
        for reason, since in list(self.pauses.items()):
            waits = reason == BLUE_GREEN_PAUSE or (reason == STEP_PAUSE and self.by_hand())
            if after is not None and waits and self.now >= since + after:
                # The controller takes a missing condition while it pauses for a person's consent.
                del self.pauses[reason]
                self.last_progress = self.now
                self.log("step", "a person promotes")

    def by_hand(self) -> bool:
        """Whether the pause waits for a person."""
        return False

    def _look_at_runs(self) -> None:
        for slot, run in self.runs.items():
            had = run.phase
            for taken in run.reconcile(self.now):
                if taken.phase is not Phase.SUCCESSFUL:
                    self.log("measurement", f"{slot}: {taken.metric} {taken.phase.lower()} ({taken.value})")
            if run.completed and run.phase is not had:
                self.log("analysis", f"{slot}: the run is {str(run.phase).lower()}")

    def _record(self) -> None:
        share, new, old = self.share(), self.new.available(self.now), self.old.available(self.now)
        if new > self._seen[0] or old > self._seen[1]:
            self.last_progress = self.now
        self._seen = (new, old)
        if share != self._share_points[-1][1]:
            self._share_points.append((self.now, share))
        state = State(self.now, share, new, old)
        last = self._states[-1] if self._states else None
        if last is None or (last.share, last.canary, last.stable) != (share, new, old):
            self._states.append(state)
        if self.aborted is not None and share == 0 and self.stable_serves is None:
            self.stable_serves = self.now
            self.log("weight", "the old version gets all requests")

    def _all(self) -> object:
        runs = tuple((slot, run.phase, tuple(run.results.values())) for slot, run in self.runs.items())
        pods = (self.new.pods(self.now), self.old.pods(self.now), self.new.deadline, self.old.deadline)
        return self.summary(), runs, pods, dict(self.pauses), self.controller_pause, self.aborted, self.promoted

    def _wakes(self) -> list[int]:
        deadline = self.last_progress + self.plan.progress_deadline + 1
        pauses = [since + (self.scenario.promote_after or HELD_SECONDS) for since in self.pauses.values()]
        times = [
            self.new.next_ready(self.now - 1), self.old.next_ready(self.now - 1), self.new.deadline, self.old.deadline,
            deadline, *pauses, *self.moments(), *self.scenario.changes,
        ]  # fmt: skip
        looks = [run.next_look(self.now) for run in self.runs.values() if not run.completed]
        times += [None if look is None else look + 1 for look in looks]
        return [time for time in times if time is not None and time >= self.now]

    def _watched_enough(self) -> bool:
        waits = [since for reason, since in self.pauses.items() if reason != STEP_PAUSE or self.by_hand()]
        return any(self.now >= since + HELD_SECONDS for since in waits)

    def _timeline(self) -> Timeline:
        verdict, reason = self._verdict()
        bad = (event.second for event in self._events if event.kind == "measurement")
        return Timeline(
            workload=self.plan.workload, environment=self.plan.environment, strategy=self.plan.strategy,
            scenario=self.scenario, verdict=verdict, reason=reason,
            decided=self.now if self.decided is None else self.decided, end=self.now, detected=next(bad, None),
            stable_serves=self.stable_serves, events=tuple(self._events), states=tuple(self._states),
        )  # fmt: skip

    def _verdict(self) -> tuple[Verdict, str]:
        if self.aborted is not None:
            return Verdict.ABORTED, self.aborted
        if self.promoted:
            return Verdict.PROMOTED, self.outcome
        if self.pauses:
            inconclusive = INCONCLUSIVE_PAUSE in self.pauses
            return Verdict.HELD, "an analysis was inconclusive" if inconclusive else "a person has to promote"
        return Verdict.STUCK, self.outcome


def _why(run: AnalysisRun) -> str:
    """The limits that its metrics passed."""
    passed = [
        f"{limits.name} has {limit[1]}"
        for limits in run.metrics
        if not limits.dry_run and (result := run.results.get(limits.name)) and (limit := passed_limit(limits, result))
    ]
    return "; ".join(passed) or str(run.phase)
