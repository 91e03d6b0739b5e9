"""Rule: a build has the images that it starts from and runs on."""

from __future__ import annotations

from typing import TYPE_CHECKING

from summitgen.rules.bases import built, pinned
from summitgen.rules.rule import Rule, Violation
from summitgen.values.images import needed_bases

if TYPE_CHECKING:
    from collections.abc import Iterator

    from summitgen.rules.bases import Base
    from summitgen.rules.view import EnvironmentView, ProjectView
    from summitgen.values.images import Key

USES = {"build": "to build from", "runtime": "to run on", "debug": "to run on with a shell"}


def check(project: ProjectView) -> Iterator[tuple[EnvironmentView, Violation]]:
    """Each use of each build; the images of all environments count, since an image is built once for all of them."""
    pins = pinned(project)
    for one in built(project):
        for key in needed_bases(one.build):
            if key not in pins:
                path = one.path(_setting(one.build.language, key))
                yield one.environment, Violation(path, _message(key, pins), _remedy(key))


def _setting(language: str, key: Key) -> str:
    """The setting that asks for the image."""
    if key[2] == "debug":
        return "debug"
    return "version" if key[0] == language else "nodeVersion"


def _message(key: Key, pins: dict[Key, Base]) -> str:
    uses: dict[tuple[str, str], list[str]] = {}
    for language, version, use in sorted(pins):
        uses.setdefault((language, version), []).append(use)
    there = "; ".join(f"{language} {version} ({' and '.join(named)})" for (language, version), named in uses.items())
    language, version, use = key
    return (
        f"`pipeline.baseImages` has no image for {language} {version} {USES[use]} (use: {use}); "
        f"there is {there or 'none'}"
    )


def _remedy(key: Key) -> str:
    language, version, use = key
    name, tag, reason = _usual(*key)
    said = ', reason: "…"' if reason else ""
    return (
        f'Add to `pipeline.baseImages`, with the digest of the tag: `- {{language: {language}, version: "{version}", '
        f'use: {use}, name: {name}, tag: "{tag}", digest: "sha256:…"{said}}}`; or build with a version that is there.'
    )


def _usual(language: str, version: str, use: str) -> tuple[str, str, bool]:
    """An image that is often taken: its name, its tag, and whether it has to be said why workloads run on it.

    Debian's name is left to its default so that any version has the tag.
    """
    major = version.partition(".")[0]
    if language == "static":
        return "docker.io/joseluisq/static-web-server", f"{version}-alpine" if use == "debug" else version, False
    if language == "node" and use != "build":
        return f"gcr.io/distroless/nodejs{major}-debian12", "debug-nonroot" if use == "debug" else "nonroot", False
    if language == "go":
        if use == "build":
            return "docker.io/library/golang", f"{version}-bookworm", False
        return "gcr.io/distroless/static-debian12", "debug-nonroot" if use == "debug" else "nonroot", False
    return f"docker.io/library/{language}", f"{version}-slim", use == "runtime"


RULE = Rule(
    id="project/base-image",
    title="A build has an image to start from and one to run on",
    severity="error",
    reason=(
        "A Dockerfile starts from an image of the language's version and ends in one, all pinned by digest, so that "
        "the same sources give the same image. Where one is missing no Dockerfile can be made, and the build script "
        "and the workflow would speak of one that isn't there."
    ),
    source="images.md; summit.md group 18 (mutable base tags)",
    bad=(
        "workloads:\n  api:\n    image: {repository: ghcr.io/shop/api, tag: 1.4.0}\n    port: 4000\n    build:\n      "
        'language: node\n      packageManager: pnpm\n      version: "24"\n      entry: dist/index.js'
    ),
    good="image: {repository: ghcr.io/shop/api, tag: 1.4.0}\nport: 4000",
    remedy="Add the image to `pipeline.baseImages`, pinned by its digest.",
    project=check,
)
