"""The verdicts on measurements are the controller's own: its code and the simulator's play the same random runs."""

from __future__ import annotations

from random import Random
from typing import TYPE_CHECKING, Any

from summitgen.simulator.analysis import AnalysisRun, Answer
from summitgen.simulator.assessment import Limits, Phase, Result
from tests.simulator.controller import traces

if TYPE_CHECKING:
    from pathlib import Path

RUNS = 700
MOST_RECONCILIATIONS = 200
PHASES = ("Successful", "Failed", "Inconclusive", "Error")


def maybe(random: Random, choices: tuple[int, ...]) -> int | None:
    """One of the choices, or left out."""
    return random.choice((None, *choices))


def metric(random: Random, name: str) -> dict[str, Any]:
    """A metric with limits and what its measurements will say; the mixture decides what is likely."""
    weights = random.choice(([8, 1, 1, 1], [3, 3, 1, 1], [2, 1, 1, 6], [1, 0, 0, 0], [3, 0, 3, 1], [1, 5, 1, 1]))
    interval = maybe(random, (5, 10, 30, 60))
    count = maybe(random, (0, 1, 2, 3, 5))
    # What the controller refuses in utils/analysis/factory.go has no run to compare.
    most = count or 9
    success_limit = maybe(random, tuple(limit for limit in (0, 1, 2, 4) if limit <= most))
    failure_limit = maybe(random, tuple(limit for limit in (0, 1, 2) if limit + (success_limit or 0) <= most))
    return {
        "Name": name,
        "Interval": "" if interval is None and (count or 0) <= 1 else f"{interval or 20}s",
        "InitialDelay": random.choice(("", "", "", "0s", "15s", "120s")),
        "Count": count,
        "FailureLimit": -1 if success_limit and random.random() < 0.3 else failure_limit,
        "InconclusiveLimit": maybe(random, tuple(limit for limit in (0, 1, 2) if limit <= most)),
        "ConsecutiveErrorLimit": maybe(random, (0, 1, 2, 6)),
        "ConsecutiveSuccessLimit": success_limit,
        "DryRun": random.random() < 0.2,
        "Phases": random.choices(PHASES, weights, k=random.randint(1, 12)),
        "Seconds": random.choice((0, 0, 0, 0, 1, 7, 45)),
    }


def random_runs() -> list[dict[str, Any]]:
    """Runs of one to four metrics, some of them told to end on the way."""
    random = Random(20261123)
    return [
        {
            "Metrics": [metric(random, f"m{index}") for index in range(random.randint(1, 4))],
            "TerminateAt": random.choice((-1, -1, -1, 0, 1, 3, 8)),
        }
        for _ in range(RUNS)
    ]


class Script:
    """Answers for the metrics of a run: each measurement takes the next phase, the last for ever."""

    def __init__(self, metrics: list[dict[str, Any]]) -> None:
        self.metrics = {each["Name"]: each for each in metrics}
        self.taken = dict.fromkeys(self.metrics, 0)

    def measure(self, metric: str, now: int, *, resumed: bool) -> Answer:
        scripted = self.metrics[metric]
        if scripted["Seconds"] and not resumed:
            return Answer(Phase.RUNNING, now + scripted["Seconds"])
        phases = scripted["Phases"]
        phase = phases[min(self.taken[metric], len(phases) - 1)]
        self.taken[metric] += 1
        return Answer(Phase(phase))


def seconds(text: str) -> int | None:
    """An interval of the runs as a number."""
    return int(text.removesuffix("s")) if text else None


def limits(scripted: dict[str, Any]) -> Limits:
    """A metric of the runs in the simulator's terms, with its defaults where settings are left out."""
    settings = {
        "failure_limit": scripted["FailureLimit"],
        "inconclusive_limit": scripted["InconclusiveLimit"],
        "error_limit": scripted["ConsecutiveErrorLimit"],
        "success_limit": scripted["ConsecutiveSuccessLimit"],
    }
    return Limits(
        name=scripted["Name"],
        interval=seconds(scripted["Interval"]),
        initial_delay=seconds(scripted["InitialDelay"]),
        count=scripted["Count"],
        dry_run=scripted["DryRun"],
        **{name: value for name, value in settings.items() if value is not None},
    )


def seen(name: str, result: Result) -> dict[str, Any]:
    """A metric as the controller's trace has it."""
    return {
        "Name": name,
        "Phase": str(result.phase),
        "Count": result.count,
        "Successful": result.successful,
        "Failed": result.failed,
        "Inconclusive": result.inconclusive,
        "Error": result.error,
        "ConsecutiveError": result.consecutive_error,
        "ConsecutiveSuccess": result.consecutive_success,
    }


def simulated(one: dict[str, Any]) -> list[dict[str, Any]]:
    """The run as the simulator's machines go through it, looked at when the trace's player looks."""
    run = AnalysisRun([limits(each) for each in one["Metrics"]], Script(one["Metrics"]))
    trace: list[dict[str, Any]] = []
    now = 0
    for index in range(MOST_RECONCILIATIONS):
        if 0 <= one["TerminateAt"] <= index:
            run.end()
        run.reconcile(now)
        wake = run.next_look(now)
        metrics = [
            seen(each["Name"], run.results[each["Name"]]) for each in one["Metrics"] if each["Name"] in run.results
        ]
        trace.append({"At": now, "Phase": str(run.phase), "Next": wake, "Metrics": metrics})
        if run.completed:
            break
        unchanged = index > 0 and all(trace[-1][key] == trace[-2][key] for key in ("Phase", "Metrics"))
        if unchanged and wake is None and index >= one["TerminateAt"]:
            break
        now += max(wake - now, 0) + 1 if unchanged and wake is not None else 1
    return trace


def compared(trace: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """The controller's trace with times in the place of its waits."""
    for entry in trace:
        entry["Next"] = None if entry["Next"] is None else entry["At"] + entry["Next"]
    return trace


def test_every_look_at_a_run_finds_what_the_controller_finds(tmp_path: Path) -> None:
    """One test, since what it compiles takes its time: the runs also have to reach all verdicts, or prove nothing."""
    runs = random_runs()
    played = list(zip(runs, map(compared, traces(runs, tmp_path)), strict=True))
    different = [one for one, trace in played if simulated(one) != trace]
    assert not different, f"{len(different)} of {len(played)} differ, the first: {different[0]}"
    verdicts = [trace[-1]["Phase"] for _, trace in played]
    assert [phase for phase in PHASES if verdicts.count(phase) < 40] == []
    assert sum(len(trace) for _, trace in played) > 4000
