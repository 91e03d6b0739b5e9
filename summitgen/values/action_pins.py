"""The actions that the workflows use, and the commits that the specs give for them."""

from __future__ import annotations

import re
from types import MappingProxyType
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from summitgen.model.environment import ActionPin, Environment

NEEDED_ACTIONS: Mapping[str, tuple[str, str]] = MappingProxyType(
    {
        "actions/attest": ("v4.2.2", "1e69f48acb82d1966a394da916b4c1698aa569d6"),
        "actions/checkout": ("v7.0.1", "3d3c42e5aac5ba805825da76410c181273ba90b1"),
        "actions/download-artifact": ("v8.0.1", "3e5f45b2cfb9172054b4087a40e8e0b5a5461e7c"),
        "actions/upload-artifact": ("v7.0.1", "043fb46d1a93c77aae656e7c1c64a875d1fc6a0a"),
        "aquasecurity/trivy-action": ("v0.36.0", "ed142fd0673e97e23eac54620cfb913e5ce36c25"),
        "aws-actions/configure-aws-credentials": ("v6.2.2", "517a711dbcd0e402f90c77e7e2f81e849156e31d"),
        "azure/setup-helm": ("v5.0.1", "9bc31f4ebc9c6b171d7bfbaa5d006ae7abdb4310"),
        "azure/setup-kubectl": ("v5.1.0", "829323503d1be3d00ca8346e5391ca0b07a9ab0d"),
        "docker/login-action": ("v4.6.0", "dbcb813823bdd20940b903addbd779551569679f"),
        "docker/setup-buildx-action": ("v4.2.0", "bb05f3f5519dd87d3ba754cc423b652a5edd6d2c"),
        "github/codeql-action/upload-sarif": ("v4.37.7", "ff2f1c621b7f889edc0d3c761ac2e6a3f8cdb0dd"),
        "slackapi/slack-github-action": ("v4.0.0", "dcb1066f776dd043e64d0e8ba94ca15cc7e1875d"),
    }
)
"""The actions as ``uses:`` has them, each with the version and commit that the workflows were written for.

They are what a remedy proposes; workflows get the specs' pins alone, which bots may keep.
"""


def pins_of(environments: Iterable[Environment]) -> dict[str, ActionPin]:
    """The pins of all environments by action; the first one of an action counts, and a rule wants all equal."""
    pins: dict[str, ActionPin] = {}
    for environment in environments:
        for pin in environment.pipeline.action_pins:
            pins.setdefault(pin.name, pin)
    return pins


def missing(pins: Iterable[str]) -> tuple[str, ...]:
    """The needed actions that are not among these."""
    given = frozenset(pins)
    return tuple(action for action in NEEDED_ACTIONS if action not in given)


def entry(name: str, version: str, commit: str) -> str:
    """A pin as a spec's ``actionPins`` has it, without ``- `` before it."""
    # Without a letter beside `e` YAML would take it for a number.
    quoted = f'"{commit}"' if re.fullmatch("[0-9]*e?[0-9]*", commit) else commit
    return f"{{name: {name}, version: {version}, commit: {quoted}}}"
