"""All that a run found, and what of it is not as it has to be."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from benchmarks.images import gates, variants
from benchmarks.images.rounds import OURS, UNRELATED

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from benchmarks.images.fixtures import Contest
    from benchmarks.images.gates import Verdict
    from benchmarks.images.platforms import Foreign
    from benchmarks.images.rounds import Contender
    from benchmarks.images.script_run import ScriptRun
    from benchmarks.images.variants import Tried


@dataclass(frozen=True, slots=True)
class Measured:
    """A contest and what each of its Dockerfiles took."""

    contest: Contest
    contenders: Mapping[str, Contender]

    @property
    def verdicts(self) -> tuple[Verdict, ...]:
        """Its gates."""
        return tuple(gates.verdicts(self.contest.title, self.contenders))

    @property
    def narrowing(self) -> tuple[str, ...]:
        """The steps that ran after an unrelated edit though nothing that is needed had changed, and may."""
        ours = self.contenders[OURS].builds.get(UNRELATED, ())
        return tuple(sorted({step for taken in ours for step in taken.ran if gates.narrows(step)}))


@dataclass(frozen=True, slots=True)
class Results:
    """What a run found.

    ``planned`` are the platforms of each target of the bake file; ``broken`` are variants that could not be built or
    run, with the reason. ``script`` is None where the build script was not run.
    """

    rounds: int
    measured: tuple[Measured, ...]
    tried: tuple[Tried, ...]
    foreign: tuple[Foreign, ...]
    planned: Mapping[str, tuple[str, ...]]
    script: ScriptRun | None
    broken: Mapping[str, str]

    def failures(self) -> Iterator[str]:
        """What is not as it has to be, each a line; none where all is well."""
        for measured in self.measured:
            for verdict in gates.failed(measured.verdicts):
                yield f"{verdict.subject}: {verdict.what}: {verdict.found}, wanted {verdict.wanted}"
        for tried in self.tried:
            yield from (f"{tried.variant.name}: {problem}" for problem in variants.problems(tried))
        for foreign in self.foreign:
            if not foreign.right:
                yield f"{foreign.name}: for linux/arm64 it has programs of {dict(foreign.machines)}"
        if self.script is not None:
            yield from (f"build script: {mistake}" for mistake in self.script.mistakes())
        yield from (f"{name}: {reason}" for name, reason in self.broken.items())
