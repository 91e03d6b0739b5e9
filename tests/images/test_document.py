"""docs/images.md is made of figures, and the committed one was made by this code."""

from __future__ import annotations

import re
from dataclasses import replace

import pytest

from benchmarks.images import document, fixtures
from benchmarks.images.rounds import UNRELATED
from tests.images.figures import SMOKE, builds, measured, ours, results, tried

MACHINE = document.Machine(2, "A Processor")


def lines(**changes: object) -> list[str]:
    return document.document(results(**changes), MACHINE).split("\n")


@pytest.mark.parametrize(
    "row",
    [
        "| pnpm monorepo | image, smaller by | 86.8% | ≥ 85% | holds |",
        "| image, uncompressed, MB | 2,000.0 | 1,100.0 | 265.0 | -86.8% |",
        "| clean build | 70.0 / 71.0 | 70.0 / 71.0 | 50.0 / 51.0 | -28.6% |",
        "| source edited | 60.0 / 61.0 | 60.0 / 61.0 | 9.0 / 10.0 | -85.0% |",
        "| source edited, fresh builder, registry cache | 70.0 / 71.0 | 70.0 / 71.0 | 18.0 / 19.0 | -74.3% |",
        "| new bytes after a source edit, MB | 200.0 | 200.0 | 0.0020 | < -99.9% |",
        "| steps from a cache, unrelated package edited | 3 of 4 | | 17 of 17 | |",
        "| pnpm-workspace | 150.0 | 50.0 | 65532 | 0.3 | 0.0 | 0 | passes | no |",
        "| go | 150.0 | 50.0 | 65532 | 0.3 | 0.0 | 0 | none | no |",
        "| pnpm-workspace | 37 arm64 |",
    ],
)
def test_rows(row: str) -> None:
    assert row in lines()


def test_the_sentences() -> None:
    text = " ".join(lines())
    assert "Measured on 2 cores (A Processor)." in text
    assert (
        "by the naive Dockerfile and by summitgen's, are medians of 3 rounds; everything else was measured once."
        in text
    )
    assert "`docker buildx bake --print` says: linux/amd64 and linux/arm64 for npm-single and static." in text
    assert "on an image with a shell (pnpm-workspace)" in text
    assert f"{document.packages((fixtures.PROJECTS / 'pnpm-workspace/pnpm-lock.yaml').read_text()):,} packages" in text
    assert "Everything was measured once." in lines(rounds=1)
    assert "may run" not in text


def test_what_narrows_is_named() -> None:
    step = "[manifests 1/2] COPY . ."
    changed = {**ours().builds, UNRELATED: builds(0.1, ran=(step,), cached=16)}
    text = lines(measured=(measured(builds=changed),))
    told = f"After the unrelated edit there ran, and may run: `{step}`, which picks out what later steps depend on."
    assert told in text
    assert "| steps from a cache, unrelated package edited | 3 of 4 | | 16 of 17 | |" in text


def test_what_does_not_hold_is_told() -> None:
    text = "\n".join(lines(measured=(measured(digests=("a", "b")),), tried=(tried(smoke=replace(SMOKE, health=2)),)))
    assert "| digests of 2 clean builds | 2 | 1 with one SOURCE_DATE_EPOCH | does not hold |" in text
    assert "| fails | no |" in text


def test_the_tables_are_tables() -> None:
    groups = re.findall(r"(?:^\|.*\|\n?)+", "\n".join(lines()), re.MULTILINE)
    assert len(groups) == 4
    for rows in (group.rstrip("\n").split("\n") for group in groups):
        assert len({len(row.split("|")) for row in rows}) == 1, rows[0]


def test_packages_of_a_lock_file() -> None:
    packages = "packages:\n\n  a@1:\n    r: {}\n\n  b@2:\n    r: {}\n"
    assert document.packages(f"importers:\n\n  .:\n    x: 1\n\n{packages}\nsnapshots:\n\n  a@1: {{}}\n") == 2


def test_this_machine() -> None:
    machine = document.Machine.this()
    assert machine.cores >= 1
    assert machine.model
