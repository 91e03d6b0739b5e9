"""Rule: no secret stands in a spec."""

from __future__ import annotations

from typing import TYPE_CHECKING

from summitgen.rules.rule import Rule, Violation
from summitgen.rules.secrets import assignments, looks_secret, may_hold_secrets, names_secret

if TYPE_CHECKING:
    from collections.abc import Iterator

    from summitgen.rules.view import Path, WorkloadView

OF_FILE = "Take it out of the file, and let the process read it from a variable that secrets gives."


def check(workload: WorkloadView) -> Iterator[Violation]:
    """Settings, build arguments, configuration files, command and arguments; never repeats the value."""
    for path, name, value, remedy in _settings(workload):
        if kind := looks_secret(value):
            message = f"the value of {name} looks like {kind}; only references are allowed"
            yield Violation((*path, "value"), message, remedy)
        elif names_secret(name, value):
            message = f"{name} is given a value here; a secret may only be referred to"
            yield Violation((*path, "value"), message, remedy)
    for index, file in enumerate(workload.spec.config_files):
        for line, message in _in_file(file.content):
            yield Violation(("configFiles", index, "content"), f"line {line} of {file.name} {message}", OF_FILE)
    for key, words in (("command", workload.spec.command), ("arguments", workload.spec.arguments)):
        for index, word in enumerate(words):
            if kind := looks_secret(word):
                yield Violation((key, index), f"this argument looks like {kind}; only references are allowed")


def _settings(workload: WorkloadView) -> Iterator[tuple[Path, str, str, str]]:
    for index, variable in enumerate(workload.spec.env):
        remedy = (
            f"Put it into the secret store, and refer to it in secrets: `- {{name: {variable.name}, key: <its key>}}`."
        )
        yield ("env", index), variable.name, variable.value, remedy
    for index, argument in enumerate(workload.spec.build.arguments if workload.spec.build else ()):
        remedy = f"Take it out of the arguments and add `- {{name: {argument.name}}}` to build.secrets."
        yield ("build", "arguments", index), argument.name, argument.value, remedy


def _in_file(content: str) -> Iterator[tuple[int, str]]:
    if not may_hold_secrets(content):
        return
    for number, line in enumerate(content.splitlines(), 1):
        if kind := looks_secret(line):
            yield number, f"looks like {kind}; only references are allowed"
            continue
        for name, value in assignments(line):
            if names_secret(name, value):
                yield number, f'gives "{name}" a value; a secret may only be referred to'


RULE = Rule(
    id="workload/secret-literal",
    title="Secrets are referred to, never written out",
    severity="error",
    reason=(
        "Specs and what they compile to are committed, and env values, ConfigMaps and build arguments can be read by "
        "whoever may look at the cluster or the image. What a secret's name or form gives away is refused: names with "
        "PASSWORD, SECRET, TOKEN, API_KEY and the like with a value, private keys, tokens of known services, and "
        "addresses with a password. Names that end in _FILE, _PATH, _NAME, _ID, _TTL and the like are not secrets."
    ),
    source="design.md, Specs (secrets appear as references only); summit.md group 17",
    bad="env:\n  - {name: POSTGRES_PASSWORD, value: example}",
    good="secrets:\n  - {name: POSTGRES_PASSWORD, key: shop/postgres, property: password}",
    remedy="Put it into the secret store, and refer to it in secrets: `- {name: API_KEY, key: shop/api}`.",
    workload=check,
)
