"""What the service says."""

from __future__ import annotations


def greeting(name: str) -> str:
    """A greeting for somebody."""
    return f"Hello, {name}!"
