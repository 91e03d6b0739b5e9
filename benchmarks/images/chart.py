"""docs/images.svg: sizes, and what builds cost, as bars."""

from __future__ import annotations

from math import isnan, nan
from typing import TYPE_CHECKING, Any

from benchmarks.images.gates import cpu, less
from benchmarks.images.rounds import CLEAN, DEPENDENCY, NAIVE, OURS, SLIM, SOURCE, UNRELATED

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence
    from pathlib import Path

    from benchmarks.images.results import Measured
    from benchmarks.images.rounds import Contender

_COLOURS = {NAIVE: "#8c959f", SLIM: "#c9d1d9", OURS: "#1f6feb"}
_INK, _FAINT = "#1f2328", "#d0d7de"
_HEIGHT = 0.26
_SCENARIOS = (CLEAN, SOURCE, DEPENDENCY, UNRELATED)


def draw(measured: Sequence[Measured], file: Path) -> None:
    """Write the picture; the same figures give the same bytes with the same matplotlib."""
    from matplotlib import rc_context
    from matplotlib.backends.backend_agg import FigureCanvasAgg
    from matplotlib.figure import Figure

    # Text stays text, and neither a random salt nor a date gets into the file.
    settings: dict[Any, Any] = {
        "svg.hashsalt": "summitgen",
        "svg.fonttype": "none",
        "font.family": "DejaVu Sans",
        "font.size": 9,
        "text.color": _INK,
        "axes.labelcolor": _INK,
        "xtick.color": _INK,
        "ytick.color": _INK,
    }
    with rc_context(settings):
        figure = Figure(figsize=(11, 0.7 + 2.1 * len(measured)), layout="constrained")
        figure.set_facecolor("white")
        FigureCanvasAgg(figure)
        axes = figure.subplots(len(measured), 2, squeeze=False, gridspec_kw={"width_ratios": [1, 1.6]})
        for row, one in zip(axes, measured, strict=True):
            _panel(row[0], one.contenders, ["image"], lambda contender, _: contender.size.uncompressed / 1e6)
            row[0].set_title(f"{one.contest.title}: size, MB", loc="left", fontweight="bold")
            scenarios = [name for name in _SCENARIOS if name in one.contenders[OURS].builds]
            _panel(row[1], one.contenders, scenarios, _seconds)
            row[1].set_title("builds, CPU seconds", loc="left", fontweight="bold")
        handles, labels = axes[0][0].get_legend_handles_labels()
        figure.legend(handles, labels, loc="outside upper right", ncols=len(labels), frameon=False)
        metadata: dict[str, Any] = (
            {"Date": None, "Creator": "summitgen"} if file.suffix == ".svg" else {"Software": None}
        )
        figure.savefig(file, metadata=metadata, dpi=120)


def _seconds(contender: Contender, scenario: str) -> float:
    """CPU seconds; not a number where that was not measured."""
    return cpu(contender, scenario) if scenario in contender.builds else nan


def _panel(
    axis: Any,
    contenders: Mapping[str, Contender],
    groups: Sequence[str],
    value: Callable[[Contender, str], float],
) -> None:
    """Horizontal bars: a group for each name, in it a bar for each contender, labelled with its value."""
    most = max(value(contenders[title], name) for title in (NAIVE, OURS) for name in groups)
    for index, (title, one) in enumerate(contenders.items()):
        values = [value(one, name) for name in groups]
        places = [number + (index - (len(contenders) - 1) / 2) * _HEIGHT for number in range(len(groups))]
        bars = axis.barh(places, values, _HEIGHT * 0.92, color=_COLOURS[title], label=title)
        texts = [
            _label(each, value(contenders[NAIVE], name) if title == OURS else None)
            for each, name in zip(values, groups, strict=True)
        ]
        weight = "bold" if title == OURS else "normal"
        axis.bar_label(bars, texts, padding=3, fontsize=8, fontweight=weight)
    axis.set_yticks(range(len(groups)), ["" if name == "image" else name for name in groups])
    # One group alone gets bars that are no thicker than it needs.
    margin = 0.8 if len(groups) == 1 else 0.5
    axis.set_ylim(len(groups) - 1 + margin, -margin)
    axis.set_xlim(0, most * 1.25)
    axis.xaxis.grid(visible=True, color=_FAINT, linewidth=0.6)
    axis.set_axisbelow(True)
    axis.tick_params(length=0)
    for side in axis.spines.values():
        side.set_visible(False)


def _label(value: float, naive: float | None) -> str:
    """A bar's value, with the change against naive's where that is given; nothing for no value."""
    if isnan(value):
        return ""
    number = f"{value:,.0f}" if value >= 100 else f"{value:.1f}"
    if naive is None:
        return number
    share = less(value, naive)
    return f"{number}  ({-share:+.{1 if share > 0.99 else 0}%})"
