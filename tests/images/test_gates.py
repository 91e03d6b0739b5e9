"""Gates hold up to their limit and not beyond it."""

from __future__ import annotations

from typing import Any

import pytest

from benchmarks.images.gates import cpu, failed, narrows, verdicts, wall
from benchmarks.images.rounds import CLEAN, NAIVE, OURS, SOURCE, UNRELATED
from tests.images.figures import builds, contenders, naive, ours, size

IMAGE, FASTER, RATIO = "image, smaller by", "source edited, faster by (CPU)", "clean build, of naive's CPU"
CACHED, DIGESTS = "unrelated package edited, steps that ran", "digests of 3 clean builds"


def changed(**scenarios: Any) -> dict[str, Any]:
    names = {"clean": CLEAN, "source": SOURCE, "unrelated": UNRELATED}
    return {"builds": {**ours().builds, **{names[name]: value for name, value in scenarios.items()}}}


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        ({}, []),
        ({"size": size(300_000_000)}, []),
        ({"size": size(300_000_001)}, [IMAGE]),
        ({"size": size(2_000_000_001)}, [IMAGE]),
        (changed(source=builds(12.0)), []),
        (changed(source=builds(12.01)), [FASTER]),
        (changed(source=builds(1.0, 12.01, 99.0)), [FASTER]),
        (changed(source=builds(99.0, 12.0, 1.0)), []),
        (changed(clean=builds(70.0)), []),
        (changed(clean=builds(70.1)), [RATIO]),
        (changed(unrelated=builds(0.1, ran=("[build 3/4] COPY . .",))), [CACHED]),
        (changed(unrelated=builds(0.1, ran=("[manifests 1/2] COPY . .", "[pruned 2/2] RUN turbo prune"))), []),
        ({"digests": ("sha256:c", "sha256:c", "sha256:d")}, [DIGESTS]),
        ({"digests": ("sha256:c",)}, ["digests of 1 clean builds"]),
    ],
)
def test_gates(changes: dict[str, Any], expected: list[str]) -> None:
    assert [verdict.what for verdict in failed(verdicts("x", contenders(**changes)))] == expected


def test_a_verdict_says_what_was_found_and_what_is_wanted() -> None:
    judged = {verdict.what: (verdict.found, verdict.wanted) for verdict in verdicts("x", contenders())}
    assert judged == {
        IMAGE: ("86.8%", "≥ 85%"),
        FASTER: ("85.0%", "≥ 80%"),
        RATIO: ("71%", "≤ 100%"),
        CACHED: ("0", "0"),
        DIGESTS: ("1", "1 with one SOURCE_DATE_EPOCH"),
    }


def test_what_ran_after_an_unrelated_edit_is_named() -> None:
    steps = changed(unrelated=builds(1.0, 1.0, ran=("[build 2/2] RUN b", "[build 1/2] RUN a")))
    (verdict,) = failed(verdicts("x", contenders(**steps)))
    assert verdict.found == "2: [build 1/2] RUN a; [build 2/2] RUN b"


def test_a_project_with_nothing_unrelated_has_no_such_gate() -> None:
    kept = {name: made for name, made in ours().builds.items() if name != UNRELATED}
    assert CACHED not in [verdict.what for verdict in verdicts("x", {NAIVE: naive(), OURS: ours(builds=kept)})]


def test_medians() -> None:
    one = ours(builds={CLEAN: builds(3.0, 1.0, 2.0)})
    assert (cpu(one, CLEAN), wall(one, CLEAN)) == (2.0, 3.0)


@pytest.mark.parametrize(
    ("step", "expected"),
    [("[manifests 1/2] COPY . .", True), ("[pruned 1/1] RUN turbo", True), ("[build 1/2] RUN manifests ", False)],
)
def test_narrowing(step: str, expected: bool) -> None:
    assert narrows(step) is expected
