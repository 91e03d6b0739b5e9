"""Blue-green as the controller walks it (argo-rollouts 1.10.1: rollout/bluegreen.go, service.go, analysis.go)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from summitgen.simulator.assessment import Phase
from summitgen.simulator.walk import BLUE_GREEN_PAUSE, INCONCLUSIVE_PAUSE, Walk

if TYPE_CHECKING:
    from collections.abc import Iterable

    from summitgen.simulator.plan import Plan
    from summitgen.simulator.scenario import Scenario
    from summitgen.simulator.walk import Providers

PRE, POST = "pre-promotion analysis", "post-promotion analysis"


class BlueGreenWalk(Walk):
    """Blue-green: the new version beside the old one, then all requests to it at once."""

    def __init__(self, plan: Plan, scenario: Scenario, providers: Providers) -> None:
        """With the active Service on the old version and no pod of the new one."""
        super().__init__(plan, scenario, providers)
        self.active_is_new = False
        self.checkpoint = False

    def sync(self) -> None:
        """Pods, pause, the active Service, analyses, status."""
        aborted = self.aborted is not None
        halted = INCONCLUSIVE_PAUSE in self.pauses
        self._scale()
        ready = self._ready()
        # A pause that ends now counts as over in this sync already.
        since = self.pauses.get(BLUE_GREEN_PAUSE)
        if not aborted and ready and not halted:
            self._pause()
        over = self._pause_over(since)
        if ready and not halted and self.new.wanted == self.plan.replicas:
            self._switch(aborted=aborted, over=over)
        self._analyse(aborted=aborted)
        self._advance(over=over)

    def share(self) -> float:
        """All or nothing."""
        return 1.0 if self.active_is_new else 0.0

    def summary(self) -> object:
        """The status."""
        return self.active_is_new, self.checkpoint

    def finished(self) -> bool:
        """Promoted or aborted, and the pods that are not needed gone."""
        if self.promoted:
            return self.old.wanted == 0
        left = self.plan.abort_delay is None or self.new.wanted == 0
        return self.aborted is not None and not self.active_is_new and left

    def moments(self) -> Iterable[int | None]:
        """The timed promotion."""
        since, after = self.pauses.get(BLUE_GREEN_PAUSE), self.plan.auto_promotion_seconds
        return [since + after + 1] if since is not None and self.plan.auto_promotion and after else []

    def by_hand(self) -> bool:
        """Whether a person promotes."""
        return not self.plan.auto_promotion

    def _wanted(self) -> int:
        preview = self.plan.preview_replicas
        if preview is None or self.active_is_new or self.promoted or (not self.pauses and self.checkpoint):
            return self.plan.replicas
        return preview

    def _scale(self) -> None:
        if self.promoted:
            self.scale_down_old()
        elif self.aborted is not None:
            self.scale_down_aborted(serving=not self.active_is_new)
        else:
            self.scale(self.new, self._wanted(), "new version")

    def _ready(self) -> bool:
        pods = self.new.pods(self.now)
        return pods.wanted == pods.available == self._wanted()

    def _pause(self) -> None:
        timed = not self.plan.auto_promotion or self.plan.auto_promotion_seconds > 0
        if self.active_is_new or self.checkpoint or not timed:
            self.resume(BLUE_GREEN_PAUSE)
        elif self._pre_passed():
            if BLUE_GREEN_PAUSE not in self.pauses:
                if not self.controller_pause:
                    self.pause(BLUE_GREEN_PAUSE)
                    by_hand = "waits for a person to promote"
                    seconds = self.plan.auto_promotion_seconds
                    self.log("step", by_hand if self.by_hand() else f"waits {seconds} s before it promotes itself")
            elif self._pause_over(self.pauses[BLUE_GREEN_PAUSE]):
                self.resume(BLUE_GREEN_PAUSE)

    def _pause_over(self, since: int | None) -> bool:
        """Whether the switch may come, as far as the pause since then decides (CompletedBlueGreenPause)."""
        if since is None and BLUE_GREEN_PAUSE in self.pauses:
            return False
        if self.checkpoint:
            return True
        if not self.plan.auto_promotion:
            return self.controller_pause and since is None
        after = self.plan.auto_promotion_seconds
        return after == 0 or (since is not None and self.now > since + after)

    def _pre_passed(self) -> bool:
        if self.plan.pre_promotion is None:
            return True
        return PRE in self.runs and self.runs[PRE].phase is Phase.SUCCESSFUL

    def _switch(self, *, aborted: bool, over: bool) -> None:
        if aborted:
            if self.active_is_new:
                self.active_is_new = False
                self.log("weight", "the active Service leads to the old version again")
        elif not self.active_is_new and over and self._pre_passed():
            self.active_is_new = True
            self.last_progress = self.now
            self.log("weight", "the active Service leads to the new version")

    def _analyse(self, *, aborted: bool) -> None:
        if aborted or self.promoted:
            self.end_runs(tuple(self.runs))
            return
        if self.plan.pre_promotion is not None and not self.active_is_new:
            preview = self.plan.preview_replicas or self.plan.replicas
            self._run(PRE, self.plan.pre_promotion, saturated=self.new.available(self.now) == preview)
        if self.plan.post_promotion is not None and self.active_is_new:
            self._run(POST, self.plan.post_promotion, saturated=self.new.available(self.now) == self.plan.replicas)

    def _run(self, slot: str, template: str, *, saturated: bool) -> None:
        if slot not in self.runs:
            if saturated:
                self.start_run(slot, template, slot)
            return
        self.heed(slot, slot)

    def _advance(self, *, over: bool) -> None:
        if self.promoted or self.aborted is not None:
            return
        passed = self.plan.post_promotion is None or (POST in self.runs and self.runs[POST].phase is Phase.SUCCESSFUL)
        if self.active_is_new and passed:
            self.promote()
            return
        if self.plan.preview_replicas is not None and not self.active_is_new and self._pre_passed():
            preview = self.new.available(self.now) == self.plan.preview_replicas
            self.checkpoint = self.checkpoint or (over and preview)
        if not self.pauses:
            self.controller_pause = False
        self.heed_deadline(indefinite=PRE in self.runs and not self.active_is_new and not self.runs[PRE].completed)
