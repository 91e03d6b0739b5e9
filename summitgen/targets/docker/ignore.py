"""The ignore file of a build: nothing enters it but what is named, and of that no secrets and no results of builds."""

from __future__ import annotations

from typing import Any

from summitgen.artifacts import HEADER

DENIED = (
    *("**/.git", "**/.env", "**/.env.*", "**/*.pem", "**/*.key", "**/Dockerfile*", "**/node_modules", "**/dist"),
    *("**/.turbo", "**/coverage", "**/*.tsbuildinfo", "**/.venv", "**/__pycache__", "**/*.pyc"),
)
"""Patterns that win over every allowed path, since they come last."""


def ignored(allowed: list[str]) -> dict[str, Any]:
    """The values of the ignore file for the paths that a build may read."""
    return {"header": HEADER, "allowed": allowed, "denied": list(DENIED)}
