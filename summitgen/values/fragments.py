"""Types that many values share."""

from __future__ import annotations

from typing import Annotated, Any, Literal

from pydantic import Field

Fragment = dict[str, Any]
"""A part of an object as Kubernetes has it."""
Strategy = Literal["standard", "blueGreen", "canary"]
Amount = Annotated[int | str, Field(description="So many pods, or a percentage.")]
