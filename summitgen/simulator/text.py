"""A timeline as text for people and as data for programs."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from summitgen.simulator.timeline import Verdict

if TYPE_CHECKING:
    from collections.abc import Iterable

    from summitgen.simulator.timeline import Event, State, Timeline

WIDTH = 20
"""Of the bar that shows the new version's share of the requests."""


def clock(seconds: int) -> str:
    """A moment as minutes and seconds: ``12:05``."""
    return f"{seconds // 60}:{seconds % 60:02}"


def timeline_text(timeline: Timeline, *, every: bool = False) -> str:
    """The timeline, an event a line, and what came of it; ``every``: with each measurement that was not good."""
    title = f"{timeline.workload} in {timeline.environment}, {timeline.strategy}, scenario {timeline.scenario.name}"
    events = [event for event in timeline.events if every or event.kind != "measurement"]
    first = {event.second for event in timeline.events if event.second == timeline.detected}
    if not every:
        shown = [event for event in timeline.events if event.kind == "measurement" and event.second in first]
        events = sorted([*events, *shown], key=timeline.events.index)
    lines = [title, "", f"{'time':>7}  {'share of requests':<{WIDTH + 5}}  pods new/old", *_events(timeline, events)]
    return "\n".join([*lines, "", *_summary(timeline), ""])


def _events(timeline: Timeline, events: Iterable[Event]) -> list[str]:
    lines, before = [], ""
    for event in events:
        state = _state(timeline, event.second)
        bar = f"{'#' * round(state.share * WIDTH):<{WIDTH}} {state.share:4.0%}  {state.canary}/{state.stable}"
        # The same state again would only draw the eye away from what changed.
        shown, before = (bar if bar != before else " " * len(bar)), bar
        lines.append(f"{clock(event.second):>7}  {shown}   {event.what}")
    return lines


def _state(timeline: Timeline, second: int) -> State:
    return next(state for state in reversed(timeline.states) if state.second <= second)


def _summary(timeline: Timeline) -> list[str]:
    detected = timeline.detected
    figures = {
        "verdict": f"{timeline.verdict} after {clock(timeline.decided)}: {timeline.reason}",
        "first bad measurement": None if detected is None else clock(detected) + _after(detected, timeline.onset),
        "aborted": clock(timeline.decided) + _after(timeline.decided, timeline.onset)
        if timeline.verdict is Verdict.ABORTED
        else None,
        "stable serves all": None if timeline.stable_serves is None else clock(timeline.stable_serves),
        "users' exposure": f"{timeline.exposure:.2f} %-minutes (share of requests x errors)",
        "total time": clock(timeline.end),
    }
    return [f"{name + ':':<23}{value}" for name, value in figures.items() if value is not None]


def _after(second: int, onset: int | None) -> str:
    return "" if onset is None or onset > second else f", {second - onset} s after users first met errors"


def timeline_data(timeline: Timeline) -> dict[str, Any]:
    """The timeline for programs; times in seconds, the exposure in percent-minutes."""
    return {
        "workload": timeline.workload,
        "environment": timeline.environment,
        "strategy": timeline.strategy,
        "scenario": timeline.scenario.name,
        "verdict": str(timeline.verdict),
        "reason": timeline.reason,
        "decidedSeconds": timeline.decided,
        "totalSeconds": timeline.end,
        "onsetSeconds": timeline.onset,
        "detectedSeconds": timeline.detected,
        "stableServesSeconds": timeline.stable_serves,
        "exposurePercentMinutes": round(timeline.exposure, 4),
        "events": [{"second": event.second, "kind": event.kind, "what": event.what} for event in timeline.events],
        "states": [
            {"second": state.second, "share": round(state.share, 4), "canary": state.canary, "stable": state.stable}
            for state in timeline.states
        ],
    }
