"""The actions that the workflows use, and the commits that the specs give for them."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable

    from summitgen.model.environment import ActionPin, Environment

NEEDED_ACTIONS = (
    "actions/attest",
    "actions/checkout",
    "actions/download-artifact",
    "actions/upload-artifact",
    "aquasecurity/trivy-action",
    "aws-actions/configure-aws-credentials",
    "azure/setup-helm",
    "azure/setup-kubectl",
    "docker/login-action",
    "docker/setup-buildx-action",
    "github/codeql-action/upload-sarif",
    "slackapi/slack-github-action",
)
"""``owner/repository`` or ``owner/repository/folder``, as ``uses:`` has them."""


def pins_of(environments: Iterable[Environment]) -> dict[str, ActionPin]:
    """The pins by action, of the first environment that has any; empty where none has."""
    pins = next((one.pipeline.action_pins for one in environments if one.pipeline.action_pins), ())
    return {pin.name: pin for pin in pins}


def missing(pins: Iterable[str]) -> tuple[str, ...]:
    """The needed actions that are not among these."""
    given = frozenset(pins)
    return tuple(action for action in NEEDED_ACTIONS if action not in given)
