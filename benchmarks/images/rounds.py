"""The same project built by naive Dockerfiles and by summitgen's, in turn, clean and after edits."""

from __future__ import annotations

import sys
from dataclasses import dataclass
from typing import TYPE_CHECKING

from benchmarks.images.builder import BuilderError
from benchmarks.images.fixtures import working_copy

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence
    from pathlib import Path

    from benchmarks.images.builder import Builder, Built, Size
    from benchmarks.images.fixtures import Contest, Edit

CLEAN = "clean build"
NOTHING = "nothing changed"
SOURCE = "source edited"
UNRELATED = "unrelated package edited"
DEPENDENCY = "dependency added"
REGISTRY = "source edited, fresh builder, registry cache"
SCENARIOS = (CLEAN, SOURCE, DEPENDENCY, UNRELATED, NOTHING, REGISTRY)

NAIVE, SLIM, OURS = "naive", "naive, slim", "summitgen"
EPOCH = 1_700_000_000
"""SOURCE_DATE_EPOCH of all builds of summitgen's Dockerfiles."""


@dataclass(frozen=True, slots=True)
class Taken:
    """One build: wall clock and CPU in seconds, how many steps came from the cache, and the names of those that ran."""

    wall: float
    cpu: float
    cached: int
    ran: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Contender:
    """What one Dockerfile took: its builds by scenario, what its image weighs, and what an edit adds to that.

    ``added`` are the compressed bytes of layers that are new after an edit of the sources. ``digests`` are those of
    its clean builds.
    """

    title: str
    builds: Mapping[str, tuple[Taken, ...]]
    size: Size
    added: int
    digests: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class _Round:
    builds: dict[str, Taken]
    clean: Built
    edited: Built


def measure(
    builder: Builder, contest: Contest, dockerfile: Path, rounds: int, folder: Path, *, rewrite: bool
) -> dict[str, Contender]:
    """Build it by each Dockerfile and weigh the images.

    The first round has everything, of the slim image only what gates judge of the others; in each further one, up to
    ``rounds``, that is built again, in the other order. ``rewrite`` is what the bake file says of our image. Each
    build's log goes to ``folder``. Raises BuilderError.
    """
    files = {**dict(zip((NAIVE, SLIM), contest.naive, strict=False)), OURS: dockerfile}
    taken: dict[str, list[_Round]] = {title: [] for title in files}
    for number in range(rounds):
        # What the machine does meanwhile hits all alike, and none is always the first after another.
        for title in files if number % 2 == 0 else reversed(files):
            track = _Track(builder, contest, title, files[title], folder, rewrite)
            if number == 0 and title != SLIM:
                taken[title].append(track.first())
            elif number == 0 or title != SLIM:
                taken[title].append(track.further(number))
    if rounds == 1:
        taken[OURS].append(_Track(builder, contest, OURS, dockerfile, folder, rewrite).once_more())
    return {title: _contender(builder, title, found) for title, found in taken.items()}


def _contender(builder: Builder, title: str, found: Sequence[_Round]) -> Contender:
    first = found[0]
    size = builder.size(first.clean.reference)
    return Contender(
        title,
        {name: tuple(each.builds[name] for each in found if name in each.builds) for name in first.builds},
        size,
        builder.size(first.edited.reference).added_to(size),
        tuple(each.clean.digest for each in found),
    )


@dataclass(frozen=True, slots=True)
class _Track:
    """One Dockerfile of a contest."""

    builder: Builder
    contest: Contest
    title: str
    dockerfile: Path
    folder: Path
    rewrite: bool

    def first(self) -> _Round:
        """All scenarios, from a builder that knows nothing."""
        builds = self._clean_and_edited(0)
        copy = self.folder / "copy"
        if self.contest.unrelated:
            _apply(self.contest.unrelated, copy, 0)
            builds[UNRELATED] = self._build(UNRELATED, copy)
        copy = self._fresh()
        builds[NOTHING] = self._build(NOTHING, copy)
        _apply(self.contest.dependency, copy, 0)
        builds[DEPENDENCY] = self._build(DEPENDENCY, copy)
        if self.title == OURS:
            builds[REGISTRY] = self._from_registry()
        return _round(builds)

    def further(self, number: int) -> _Round:
        """What gates judge, once more; ``number`` makes the round's edit another one."""
        return _round(self._clean_and_edited(number))

    def _clean_and_edited(self, number: int) -> dict[str, Built]:
        copy = self._fresh()
        self.builder.prune()
        clean = self._build(CLEAN, copy)
        _apply(self.contest.source, copy, number)
        return {CLEAN: clean, SOURCE: self._build(SOURCE, copy)}

    def once_more(self) -> _Round:
        """A second clean build alone, for its digest."""
        self.builder.prune()
        clean = self._build(CLEAN, self._fresh())
        return _Round({}, clean, clean)

    def _from_registry(self) -> Built:
        """A builder that knows nothing, with the cache that another one pushed."""
        source, destination = self.builder.registry_cache(self.contest.name)
        copy = self._fresh()
        self._build("cache pushed", copy, cache_to=(destination,))
        self.builder.prune()
        _apply(self.contest.source, copy, 1000)
        return self._build(REGISTRY, copy, cache_from=(source,))

    def _fresh(self) -> Path:
        return working_copy(self.contest.name, self.folder / "copy")

    def _build(self, scenario: str, copy: Path, cache_from: Sequence[str] = (), cache_to: Sequence[str] = ()) -> Built:
        name = f"{self.contest.name}-{self.dockerfile.stem if self.title != OURS else 'ours'}".lower()
        slug = "-".join(scenario.replace(",", "").split())
        built = self.builder.build(
            copy,
            self.dockerfile,
            tag=f"{name}:{slug}",
            cache_from=cache_from,
            cache_to=cache_to,
            epoch=EPOCH if self.title == OURS else None,
            rewrite=self.rewrite and self.title == OURS,
        )
        (self.folder / f"{name}-{slug}.log").write_text(built.log, "utf-8")
        took = f"{built.wall:.1f} s, {built.cpu or 0:.1f} s of CPU"
        print(f"{self.contest.name}, {self.title}, {scenario}: {took}", file=sys.stderr, flush=True)
        return built


def _round(builds: Mapping[str, Built]) -> _Round:
    return _Round({name: taken(build) for name, build in builds.items()}, builds[CLEAN], builds[SOURCE])


def taken(built: Built) -> Taken:
    """What a build took; raises BuilderError where the machine does not count CPU seconds."""
    if built.cpu is None:
        raise BuilderError("this machine counts no CPU seconds of control groups: mount cgroup v2, or v1 with cpuacct")
    # A base image that is there is neither run nor cached, and BuildKit names each linked copy twice.
    steps = [step for step in built.steps if not step.name.partition("] ")[2].startswith(("FROM ", "LINK "))]
    ran = tuple(step.name for step in steps if not step.cached)
    return Taken(built.wall, built.cpu, len(steps) - len(ran), ran)


def _apply(edits: Iterable[Edit], copy: Path, number: int) -> None:
    for edit in edits:
        edit.apply(copy, number)
