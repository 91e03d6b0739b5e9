"""docs/images.md from what a run found."""

from __future__ import annotations

import os
import platform
import re
from dataclasses import dataclass
from pathlib import Path
from string import Template
from typing import TYPE_CHECKING

from benchmarks.images.gates import cpu, less, wall
from benchmarks.images.rounds import CLEAN, NAIVE, OURS, REGISTRY, SCENARIOS

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping, Sequence

    from benchmarks.images.gates import Verdict
    from benchmarks.images.results import Measured, Results
    from benchmarks.images.rounds import Contender
    from benchmarks.images.variants import Tried

_TEMPLATE = Path(__file__).parent / "images.md"
_LOCK = Path(__file__).parent / "projects" / "pnpm-workspace" / "pnpm-lock.yaml"


@dataclass(frozen=True, slots=True)
class Machine:
    """Where it was measured: processor cores and their model, and BuildKit's version."""

    cores: int
    model: str

    @classmethod
    def this(cls) -> Machine:
        """This machine."""
        file = Path("/proc/cpuinfo")
        text = file.read_text("utf-8", errors="replace") if file.is_file() else ""
        model = re.search(r"^model name\s*:\s*(.+)$", text, re.MULTILINE)
        return cls(len(os.sched_getaffinity(0)), model[1] if model else platform.machine())


def document(results: Results, machine: Machine) -> str:
    """The whole document."""
    verdicts = [verdict for measured in results.measured for verdict in measured.verdicts]
    return Template(_TEMPLATE.read_text("utf-8")).substitute(
        machine=f"{machine.cores} cores ({machine.model})",
        rounds=_rounds(results.rounds),
        gates=table(["what", "", "found", "wanted", ""], map(_gate, verdicts), right=(2, 3)),
        packages=f"{packages(_LOCK.read_text('utf-8')):,}",
        tables="\n".join(map(_section, results.measured)).rstrip("\n"),
        narrowing=_narrowing(results.measured),
        variants=table(_VARIANT_HEAD, map(_variant, results.tried), right=range(1, 6)),
        debug=_names([tried.variant.name for tried in results.tried if tried.debug is not None]),
        foreign=table(
            ["variant", "programs and libraries"],
            (
                [one.name, _names([f"{number} {name}" for name, number in one.machines.items()])]
                for one in results.foreign
            ),
        ),
        planned=_planned(results),
        script=_script(results),
    )


def packages(lock: str) -> int:
    """How many packages a pnpm-lock.yaml has: the keys of its map ``packages``."""
    part = lock.partition("\npackages:\n")[2].partition("\nsnapshots:\n")[0]
    return len(re.findall(r"^  \S", part, re.MULTILINE))


def table(head: Sequence[str], rows: Iterable[Sequence[str]], right: Iterable[int] = ()) -> str:
    """A table in Markdown; the columns ``right`` stand at the right."""
    numbers = set(right)
    alignment = ["---:" if index in numbers else "---" for index in range(len(head))]
    return "\n".join(
        "".join(f"| {cell} " if cell else "| " for cell in line) + "|" for line in [head, alignment, *rows]
    )


def _rounds(number: int) -> str:
    if number == 1:
        return "Everything was measured once."
    return (
        "Clean builds and those after an edit of the sources, by the naive Dockerfile and by summitgen's, are medians\n"
        f"of {number} rounds; everything else was measured once."
    )


def _gate(verdict: Verdict) -> list[str]:
    return [verdict.subject, verdict.what, verdict.found, verdict.wanted, "holds" if verdict.met else "does not hold"]


def _section(measured: Measured) -> str:
    contenders = measured.contenders
    rows = [
        _bytes_row("image, uncompressed, MB", contenders, lambda one: one.size.uncompressed),
        _bytes_row("image, compressed, MB", contenders, lambda one: one.size.compressed),
        *(_times_row(name, contenders) for name in SCENARIOS if name in contenders[OURS].builds),
        _bytes_row("new bytes after a source edit, MB", contenders, lambda one: one.added),
        *(_steps_row(name, contenders) for name in SCENARIOS if name in contenders[OURS].builds and name != CLEAN),
    ]
    head = ["", *contenders, "change"]
    return f"### {measured.contest.title}\n\n{table(head, rows, right=range(1, len(head)))}\n"


def _bytes_row(name: str, contenders: Mapping[str, Contender], weigh: Callable[[Contender], int]) -> list[str]:
    cells = [_megabytes(weigh(one)) for one in contenders.values()]
    return [name, *cells, _change(weigh(contenders[OURS]), weigh(contenders[NAIVE]))]


def _times_row(name: str, contenders: Mapping[str, Contender]) -> list[str]:
    cells = [
        f"{cpu(one, scenario):.1f} / {wall(one, scenario):.1f}" if scenario in one.builds else ""
        for one, scenario in _took(name, contenders)
    ]
    naive, scenario = _took(name, contenders)[0]
    return [name, *cells, _change(cpu(contenders[OURS], name), cpu(naive, scenario))]


def _steps_row(name: str, contenders: Mapping[str, Contender]) -> list[str]:
    cells = []
    for one, scenario in _took(name, contenders):
        last = one.builds.get(scenario, [None])[-1]
        cells.append(f"{last.cached} of {last.cached + len(last.ran)}" if last else "")
    return [f"steps from a cache, {name}", *cells, ""]


def _took(name: str, contenders: Mapping[str, Contender]) -> list[tuple[Contender, str]]:
    """Which scenario of each is meant by a name: who has no cache in the registry builds clean instead."""
    return [(one, CLEAN if name == REGISTRY and name not in one.builds else name) for one in contenders.values()]


def _narrowing(measured: Sequence[Measured]) -> str:
    steps = sorted({step for one in measured for step in one.narrowing})
    if not steps:
        return ""
    named = _names([f"`{step}`" for step in steps])
    return f"\nAfter the unrelated edit there ran, and may run: {named}, which picks out what later steps depend on.\n"


_VARIANT_HEAD = ["variant", "MB", "MB compressed", "user", "ready s", "stop s", "exit code", "HEALTHCHECK", "shell"]


def _variant(tried: Tried) -> list[str]:
    smoke = tried.smoke
    return [
        tried.variant.name,
        _megabytes(tried.size.uncompressed),
        _megabytes(tried.size.compressed),
        str(smoke.user),
        f"{smoke.ready:.1f}",
        f"{smoke.stopped:.1f}",
        str(smoke.exit_code),
        "none" if smoke.health is None else "passes" if smoke.health == 0 else "fails",
        "yes" if smoke.shell else "no",
    ]


def _planned(results: Results) -> str:
    built = {one.name for one in results.foreign}
    by_platforms: dict[str, list[str]] = {}
    for name, platforms in results.planned.items():
        if name not in built:
            by_platforms.setdefault(" and ".join(platforms), []).append(name)
    return "; ".join(f"{platforms} for {_names(names)}" for platforms, names in by_platforms.items())


def _script(results: Results) -> str:
    if results.script is None:
        return "It was not run."
    script = results.script
    return (
        "`scripts/build-optimized-docker.sh --push` was run against the same BuildKit. It pushed an index of\n"
        f"{_names(script.platforms)} with {script.attestations} attestations of provenance and printed its digest,\n"
        "and the image of that digest ran. Two clean builds of one commit, and one by a fresh builder with the\n"
        "registry's cache, had the same digest."
    )


def _names(names: Sequence[str]) -> str:
    """Words as a sentence lists them; "none" where there are none."""
    return " and ".join(filter(None, [", ".join(names[:-1]), names[-1]])) if names else "none"


def _megabytes(number: int) -> str:
    return f"{number / 1e6:,.1f}" if number >= 1e5 else f"{number / 1e6:.4f}"


def _change(ours: float, naive: float) -> str:
    if not naive:
        return ""
    share = less(ours, naive)
    return "< -99.9%" if share > 0.999 else f"{-share:+.1%}"
