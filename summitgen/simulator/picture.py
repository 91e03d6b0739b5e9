"""A timeline as a picture: the new version's share of the requests, its errors, and the pods of both versions."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from summitgen.simulator.text import clock
from summitgen.simulator.timeline import Verdict

if TYPE_CHECKING:
    from pathlib import Path

    from summitgen.simulator.timeline import Event, Timeline

NEW, OLD, BAD, GREY = "#1f6feb", "#8c959f", "#cf222e", "#57606a"
VERDICTS = {Verdict.PROMOTED: "#1a7f37", Verdict.ABORTED: BAD, Verdict.HELD: "#9a6700", Verdict.STUCK: BAD}
KINDS = (".svg", ".png")


class PlottingMissingError(Exception):
    """matplotlib is not installed; the message says how to get it."""


def draw(timelines: tuple[Timeline, ...], file: Path) -> None:
    """Write the picture of one or more timelines below each other; the suffix says whether SVG or PNG.

    The same timelines give the same bytes with the same matplotlib. Raises PlottingMissingError and OSError.
    """
    try:
        from matplotlib import rc_context
        from matplotlib.backends.backend_agg import FigureCanvasAgg
        from matplotlib.figure import Figure
    except ModuleNotFoundError:
        message = "pictures need matplotlib, which is not installed with summitgen itself"
        raise PlottingMissingError(message) from None
    # Text stays text, and neither a random salt nor a date gets into the file.
    settings: dict[Any, Any] = {
        "svg.hashsalt": "summitgen",
        "svg.fonttype": "none",
        "font.family": "DejaVu Sans",
        "font.size": 10,
    }
    with rc_context(settings):
        figure = Figure(figsize=(11, 4.6 * len(timelines)), layout="constrained")
        FigureCanvasAgg(figure)
        axes = figure.subplots(
            2 * len(timelines), 1, squeeze=False, gridspec_kw={"height_ratios": [3, 1] * len(timelines)}
        )
        for index, timeline in enumerate(timelines):
            _requests(axes[2 * index][0], timeline)
            _pods(axes[2 * index + 1][0], timeline)
        metadata: dict[str, Any] = (
            {"Date": None, "Creator": "summitgen"} if file.suffix == ".svg" else {"Software": None}
        )
        figure.savefig(file, metadata=metadata, dpi=120)


def _requests(axis: Any, timeline: Timeline) -> None:
    times = [state.second / 60 for state in timeline.states] + [timeline.end / 60]
    shares = [state.share * 100 for state in timeline.states]
    axis.stairs(shares, times, fill=True, color=NEW, alpha=0.18)
    axis.stairs(shares, times, color=NEW, linewidth=1.8, label="requests to the new version", baseline=None)
    _errors(axis, timeline)
    _analyses(axis, timeline)
    _verdict(axis, timeline)
    axis.set_title(_title(timeline), loc="left", fontsize=11, fontweight="bold", pad=10)
    # The strips of the analyses lie above what is drawn to scale.
    axis.set_ylim(0, max(20.0, *shares) * 1.25)
    axis.set_yticks([tick for tick in axis.get_yticks() if tick <= 100], minor=False)
    axis.yaxis.set_major_formatter("{x:g} %")
    axis.legend(loc="lower right", bbox_to_anchor=(1, 1), fontsize=8.5, frameon=False, ncols=4, borderaxespad=0.2)
    _tidy(axis, timeline)
    axis.tick_params(labelbottom=False)


def _errors(axis: Any, timeline: Timeline) -> None:
    course = timeline.scenario.errors
    moments = [0, *(at for at in course.changes if at < timeline.end), timeline.end]
    if any(course.at(at) for at in moments):
        levels = [course.at(at) * 100 for at in moments[:-1]]
        edges = [at / 60 for at in moments]
        axis.stairs(levels, edges, color=BAD, linewidth=1.5, linestyle=(0, (4, 2)), baseline=None,
                    label="errors among them")  # fmt: skip


def _analyses(axis: Any, timeline: Timeline) -> None:
    """Strips above the weights: when which analysis ran."""
    for background, height, color, name in (
        (True, 0.96, "#bf8700", "background analysis"),
        (False, 0.91, "#8250df", "analyses"),
    ):
        spans = [span[:2] for span in _runs(timeline) if span[2] is background]
        for index, (begin, finish) in enumerate(spans):
            axis.plot(
                [begin / 60, finish / 60], [height, height], transform=axis.get_xaxis_transform(), color=color,
                linewidth=3.5, solid_capstyle="butt", label=None if index else name,
            )  # fmt: skip


def _runs(timeline: Timeline) -> list[tuple[int, int, bool]]:
    begun: dict[bool, int] = {}
    spans = []
    for event in timeline.events:
        background = event.what.startswith("background")
        if event.kind == "analysis" and event.what.endswith("begins"):
            begun.setdefault(background, event.second)
        elif event.kind == "analysis" and background in begun:
            spans.append((begun.pop(background), event.second, background))
    return spans + [(begin, min(timeline.decided, timeline.end), background) for background, begin in begun.items()]


def _verdict(axis: Any, timeline: Timeline) -> None:
    color, at = VERDICTS[timeline.verdict], timeline.decided / 60
    axis.axvline(at, ymax=0.88, color=color, linewidth=1.2)
    left = at > timeline.end / 120
    figures = [f"users' exposure {timeline.exposure:.2f} %-minutes"]
    bad = _first_bad(timeline)
    if bad is not None:
        axis.plot([bad.second / 60], [0], marker="x", color=BAD, markersize=9, markeredgewidth=2.2, clip_on=False)
        figures.insert(0, f"x first bad measurement {clock(bad.second)}")
    placed: dict[str, Any] = {
        "xycoords": axis.get_xaxis_transform(), "textcoords": "offset points", "ha": "right" if left else "left"
    }  # fmt: skip
    aside = -6 if left else 6
    said = f"{timeline.verdict} {clock(timeline.decided)}"
    axis.annotate(said, (at, 0.82), (aside, 0), va="top", color=color, fontsize=11, fontweight="bold", **placed)
    axis.annotate("\n".join(figures), (at, 0.74), (aside, 0), va="top", color=GREY, fontsize=9, **placed)


def _first_bad(timeline: Timeline) -> Event | None:
    return next((event for event in timeline.events if event.kind == "measurement"), None)


def _pods(axis: Any, timeline: Timeline) -> None:
    times = [state.second / 60 for state in timeline.states] + [timeline.end / 60]
    old, new = [state.stable for state in timeline.states], [state.canary for state in timeline.states]
    both = [left + right for left, right in zip(old, new, strict=True)]
    axis.stairs(old, times, fill=True, color=OLD, alpha=0.45, label="old pods")
    axis.stairs(both, times, baseline=old, fill=True, color=NEW, alpha=0.55, label="new pods")
    axis.set_ylim(0, max(both) * 1.6 + 0.2)
    axis.yaxis.get_major_locator().set_params(integer=True)
    axis.set_xlabel("minutes since the change")
    axis.legend(loc="upper left", fontsize=8.5, frameon=False, ncols=2)
    _tidy(axis, timeline)


def _tidy(axis: Any, timeline: Timeline) -> None:
    axis.set_xlim(0, timeline.end / 60 * 1.02)
    axis.spines[["top", "right"]].set_visible(False)
    axis.grid(axis="x", color="#d0d7de", linewidth=0.6)
    axis.set_axisbelow(True)


def _title(timeline: Timeline) -> str:
    return f"{timeline.workload} in {timeline.environment}: {timeline.strategy}, scenario {timeline.scenario.name}"
