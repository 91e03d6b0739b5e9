"""Rule: an image's tag means the same image tomorrow."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from summitgen.model.metrics import SmokeTest
from summitgen.rules.rule import Rule, Violation

if TYPE_CHECKING:
    from collections.abc import Iterator

    from summitgen.rules.view import Path, WorkloadView

MUTABLE = frozenset((
    "alpha", "beta", "canary", "current", "dev", "develop", "development", "edge", "experimental", "head", "latest",
    "live", "lts", "main", "master", "next", "nightly", "preview", "prod", "production", "qa", "rc", "release",
    "rolling", "snapshot", "stable", "stage", "staging", "test", "testing", "trunk", "unstable",
))  # fmt: skip
MOVING_PARTS = frozenset(("latest", "snapshot", "nightly"))


def check(workload: WorkloadView) -> Iterator[Violation]:
    """The workload's image and those of smoke tests; a digest settles the matter."""
    branches = {_slug(branch) for branch in workload.environment.spec.branches}
    for path, tag in _tags(workload):
        plain = _slug(tag)
        if plain in MUTABLE or plain in branches or not MOVING_PARTS.isdisjoint(plain.split("-")):
            yield Violation(path, f'the tag "{tag}" is moved from image to image; a version or a digest is needed')


def _tags(workload: WorkloadView) -> Iterator[tuple[Path, str]]:
    image = workload.spec.image
    if image.tag is not None and image.digest is None:
        yield ("image", "tag"), image.tag
    for position, analysis in enumerate(workload.spec.analyses):
        for index, metric in enumerate(analysis.metrics):
            if isinstance(metric, SmokeTest) and metric.tag is not None and metric.digest is None:
                yield ("analyses", position, "metrics", index, "tag"), metric.tag


def _slug(text: str) -> str:
    return re.sub(r"[^a-z0-9]+", "-", text.lower()).strip("-")


RULE = Rule(
    id="workload/mutable-tag",
    title="An image's tag is never moved",
    severity="error",
    reason=(
        "With a tag such as latest, or a branch's name, the pod template stays the same when the image changes: there "
        "is no rollout, no analysis and nothing to roll back to, and two pods of one version may run different code."
    ),
    source="progressive delivery rule 40; summit.md groups 17 and 18",
    bad="image: {repository: ghcr.io/shop/api, tag: latest}",
    good="image: {repository: ghcr.io/shop/api, tag: 1.4.0}",
    remedy="Write a version, such as `tag: 1.4.0`, or the image's digest: `digest: sha256:…`.",
    workload=check,
)
