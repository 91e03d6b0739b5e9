"""What has to hold, of figures and of images that ran."""

from __future__ import annotations

from dataclasses import dataclass
from statistics import median
from typing import TYPE_CHECKING

from benchmarks.images.rounds import CLEAN, NAIVE, OURS, SOURCE, UNRELATED

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from benchmarks.images.rounds import Contender

SMALLER = 0.85
FASTER = 0.80


@dataclass(frozen=True, slots=True)
class Verdict:
    """Something that has to hold of ``subject``: what it is, how it was found and what it should be, as text."""

    subject: str
    what: str
    found: str
    wanted: str
    met: bool


def cpu(contender: Contender, scenario: str) -> float:
    """The median of the CPU seconds of a scenario's builds."""
    return median(taken.cpu for taken in contender.builds[scenario])


def wall(contender: Contender, scenario: str) -> float:
    """The median of their wall clock, in seconds."""
    return median(taken.wall for taken in contender.builds[scenario])


def less(ours: float, theirs: float) -> float:
    """How much smaller ``ours`` is, as a share of ``theirs``; negative where it is larger."""
    return 1 - ours / theirs


def verdicts(title: str, contenders: Mapping[str, Contender]) -> Iterator[Verdict]:
    """The gates of one contest; ``naive`` on a full Debian is the baseline."""
    naive, ours = contenders[NAIVE], contenders[OURS]
    smaller = less(ours.size.uncompressed, naive.size.uncompressed)
    yield Verdict(title, "image, smaller by", _percent(smaller), f"≥ {SMALLER:.0%}", smaller >= SMALLER)
    faster = less(cpu(ours, SOURCE), cpu(naive, SOURCE))
    yield Verdict(title, f"{SOURCE}, faster by (CPU)", _percent(faster), f"≥ {FASTER:.0%}", faster >= FASTER)
    ratio = cpu(ours, CLEAN) / cpu(naive, CLEAN)
    yield Verdict(title, f"{CLEAN}, of naive's CPU", f"{ratio:.0%}", "≤ 100%", ratio <= 1)
    if UNRELATED in ours.builds:
        yield _all_cached(title, ours)
    same = len(set(ours.digests))
    number = len(ours.digests)
    wanted = "1 with one SOURCE_DATE_EPOCH"
    yield Verdict(title, f"digests of {number} clean builds", str(same), wanted, same == 1 and number > 1)


def failed(judged: Iterable[Verdict]) -> list[Verdict]:
    """Those that do not hold."""
    return [verdict for verdict in judged if not verdict.met]


def _all_cached(title: str, ours: Contender) -> Verdict:
    """An edit of what an image does not need may run what narrows the context down to manifests, and nothing else."""
    ran = sorted({step for taken in ours.builds[UNRELATED] for step in taken.ran if not narrows(step)})
    found = f"{len(ran)}: {'; '.join(ran)}" if ran else "0"
    return Verdict(title, f"{UNRELATED}, steps that ran", found, "0", not ran)


def narrows(step: str) -> bool:
    """Whether a step, as BuildKit names it, only picks manifests or a pruned workspace out of the context."""
    return step.startswith(("[manifests ", "[pruned "))


def _percent(share: float) -> str:
    return f"{share:.1%}"
