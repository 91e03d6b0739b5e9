"""What is built in which order, and what is made of it."""

from __future__ import annotations

from pathlib import Path

import pytest

from benchmarks.images import fixtures, rounds
from benchmarks.images.builder import BuilderError, Built
from benchmarks.images.rounds import CLEAN, DEPENDENCY, EPOCH, NAIVE, NOTHING, OURS, REGISTRY, SLIM, SOURCE, UNRELATED
from tests.images.builders import STEPS, FakeBuilder

MONOREPO, PYTHON, GO = fixtures.CONTESTS
BUILDS = ["clean-build", "source-edited", "unrelated-package-edited", "nothing-changed", "dependency-added"]


def measure(builder: FakeBuilder, contest: fixtures.Contest, number: int, folder: Path) -> dict[str, rounds.Contender]:
    builder.reads = contest.source[0].file
    return rounds.measure(builder, contest, Path("ours/Dockerfile"), number, folder, rewrite=True)  # type: ignore[arg-type]


FURTHER = ("ours", "pnpm-workspace")


def test_a_round(tmp_path: Path) -> None:
    builder = FakeBuilder()
    found = measure(builder, MONOREPO, 2, tmp_path)
    assert list(found) == [NAIVE, SLIM, OURS]
    full = ["prune", *(f"build pnpm-workspace-pnpm-workspace:{name}" for name in BUILDS)]
    slim = ["prune", *(f"build pnpm-workspace-pnpm-workspace-slim:{name}" for name in BUILDS[:2])]
    further = {name: ["prune", *(f"build pnpm-workspace-{name}:{each}" for each in BUILDS[:2])] for name in FURTHER}
    registry = ["cache-pushed", "", "source-edited-fresh-builder-registry-cache"]
    ours = ["prune", *(f"build pnpm-workspace-ours:{name}" for name in BUILDS)]
    ours += [f"build pnpm-workspace-ours:{name}" if name else "prune" for name in registry]
    second = [*further["ours"], *further["pnpm-workspace"]]
    assert builder.events == [*full, *slim, *ours, *second]


def test_what_a_round_gives(tmp_path: Path) -> None:
    found = measure(FakeBuilder(), MONOREPO, 2, tmp_path)
    own = found[OURS]
    assert set(own.builds) == {CLEAN, NOTHING, SOURCE, UNRELATED, DEPENDENCY, REGISTRY}
    assert set(found[NAIVE].builds) == set(own.builds) - {REGISTRY}
    assert set(found[SLIM].builds) == {CLEAN, SOURCE}
    repeated = {title: [name for name, each in one.builds.items() if len(each) == 2] for title, one in found.items()}
    assert repeated == {NAIVE: [CLEAN, SOURCE], SLIM: [], OURS: [CLEAN, SOURCE]}
    assert (own.builds[CLEAN][0].cached, own.builds[CLEAN][0].ran) == (1, ("[build 3/3] RUN b",))
    source = (fixtures.PROJECTS / MONOREPO.name / MONOREPO.source[0].file).read_text()
    assert own.size.compressed == 100 + len(source)
    assert own.added == len(source) + len("\nexport const edit = 0;\n")
    assert own.digests == ("sha256:same", "sha256:same")
    assert (tmp_path / "pnpm-workspace-ours-clean-build.log").read_text() == "log of pnpm-workspace-ours:clean-build"


def test_only_ours_is_dated_and_has_a_cache_in_the_registry(tmp_path: Path) -> None:
    builder = FakeBuilder()
    measure(builder, PYTHON, 1, tmp_path)
    dated = {call["tag"].partition(":")[0]: (call["epoch"], call["rewrite"]) for call in builder.calls}
    naive = dict.fromkeys(("python-uv-python-uv", "python-uv-python-uv-slim"), (None, False))
    assert dated == {**naive, "python-uv-ours": (EPOCH, True)}
    cached = {call["tag"]: (call["cache_from"], call["cache_to"]) for call in builder.calls}
    assert [value for value in cached.values() if value != ((), ())] == [
        ((), ("to python-uv",)),
        (("from python-uv",), ()),
    ]


def test_one_round_has_a_second_clean_build_of_ours(tmp_path: Path) -> None:
    builder = FakeBuilder(digest=lambda number: f"sha256:{number}")
    found = measure(builder, GO, 1, tmp_path)
    assert list(found) == [NAIVE, OURS]
    assert UNRELATED not in found[OURS].builds
    assert len(set(found[OURS].digests)) == 2
    assert len(found[OURS].builds[CLEAN]) == 1
    assert len(found[NAIVE].digests) == 1
    assert builder.events[-2:] == ["prune", "build go-ours:clean-build"]


def test_a_machine_that_counts_no_cpu_seconds_is_told() -> None:
    with pytest.raises(BuilderError, match="counts no CPU seconds"):
        rounds.taken(Built("a", "b", 1.0, None, STEPS, ""))
