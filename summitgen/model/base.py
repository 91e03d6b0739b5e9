"""What all spec models share: frozen, camelCase keys, unknown keys refused, no silent conversion."""

from __future__ import annotations

from typing import Annotated

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, Strict
from pydantic.alias_generators import to_camel


class SpecModel(BaseModel):
    """A part of a spec. Building is deferred so that only the root model pays for a validator."""

    model_config = ConfigDict(
        frozen=True, extra="forbid", alias_generator=to_camel, populate_by_name=False, defer_build=True
    )


Integer = Annotated[int, Strict()]
Boolean = Annotated[bool, Strict()]
Count = Annotated[int, Strict(), Field(ge=1, le=100_000)]
InARow = Annotated[int, Strict(), Field(ge=2, le=100)]
NonNegative = Annotated[int, Strict(), Field(ge=0, le=100_000)]
Port = Annotated[int, Strict(), Field(ge=1, le=65535, description="A TCP or UDP port, 1 to 65535.")]
Weight = Annotated[int, Strict(), Field(ge=1, le=100, description="Percent of the traffic, 1 to 100.")]
UserId = Annotated[int, Strict(), Field(ge=1, le=2**31 - 1, description="A numeric user or group id; not 0 (root).")]
NonEmpty = Annotated[str, Field(min_length=1)]
# Nor characters that nobody sees, or that turn the reading direction: a reader would take the text for another one.
ONE_LINE = r"[^\x00-\x1f\x7f-\x9f\u061c\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff]"
Line = Annotated[
    str,
    Field(
        pattern=f"^{ONE_LINE}+$",
        max_length=4096,
        description="Text on one line, without control, invisible and direction characters.",
    ),
]


def _without_braces(value: str) -> str:
    if "{{" in value:
        raise ValueError("`{{` would be taken for an argument by Argo Rollouts\nremedy: write the value out")
    return value


MetricText = Annotated[str, Field(min_length=1), AfterValidator(_without_braces)]
