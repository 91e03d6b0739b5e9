"""Rule: no secret goes into a build but as a secret."""

from __future__ import annotations

from typing import TYPE_CHECKING

from summitgen.rules.image_examples import NODE, example
from summitgen.rules.rule import Rule, Violation
from summitgen.rules.secrets import looks_secret, names_secret

if TYPE_CHECKING:
    from collections.abc import Iterator

    from summitgen.model.build import Build
    from summitgen.rules.view import Path, WorkloadView


# The words that BuildKit's own check SecretsUsedInArgOrEnv refuses in the name of an argument, as parts between "_".
_WORDS = frozenset(
    ("APIKEY", "AUTH", "CREDENTIAL", "CREDENTIALS", "KEY", "PASSWORD", "PWORD", "PASSWD", "SECRET", "TOKEN")
)
_ALLOWED = frozenset(("PUBLIC", "FILE"))


def check(workload: WorkloadView) -> Iterator[Violation]:
    """Names of build arguments, and the texts that stand in the Dockerfile as they are; never repeats a value."""
    build = workload.spec.build
    if build is None:
        return
    for index, argument in enumerate(build.arguments):
        # Written-out secrets are found by workload/secret-literal.
        if _is_named(argument.name) and not (
            looks_secret(argument.value) or names_secret(argument.name, argument.value)
        ):
            message = (
                f"the build argument {argument.name} is named like a secret, and arguments can be read in the image"
            )
            remedy = f"Add `- {{name: {argument.name}}}` to build.secrets, or give what is no secret another name."
            yield Violation(("build", "arguments", index, "name"), message, remedy)
    for path, text in _texts(build):
        if kind := looks_secret(text):
            yield Violation(path, f"this looks like {kind}, and whoever has the image can read it")


def _is_named(name: str) -> bool:
    words = name.upper().split("_")
    return names_secret(name, "-") or (_ALLOWED.isdisjoint(words) and not _WORDS.isdisjoint(words))


def _texts(build: Build) -> Iterator[tuple[Path, str]]:
    for key, words in (("startArguments", build.start_arguments), ("command", build.command)):
        for index, word in enumerate(words):
            yield ("build", key, index), word
    for index, word in enumerate(build.health.command if build.health else ()):
        yield ("build", "health", "command", index), word
    for label, text in build.labels.items():
        yield ("build", "labels", label), text


RULE = Rule(
    id="workload/build-secrets",
    title="No secret goes into a build but as a secret",
    severity="error",
    reason=(
        "Build arguments, commands and labels are kept in the image's history and provenance, where whoever may pull "
        "the image reads them. A secret that is mounted is there for one command and in no layer. BuildKit refuses "
        "arguments whose names say that they are secrets, whatever their value."
    ),
    source="docs.docker.com, Build checks (SecretsUsedInArgOrEnv), Build secrets",
    bad=example(f"{NODE}, arguments: [{{name: NPM_TOKEN, value: ''}}]"),
    good=example(f"{NODE}, secrets: [{{name: NPM_TOKEN}}]"),
    remedy="Mount it as a secret: `- {name: REGISTRY_TOKEN}` in build.secrets.",
    workload=check,
)
