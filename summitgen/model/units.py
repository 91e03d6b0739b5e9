"""Values with a unit: durations, latencies, percentages, quantities and rates.

Each is a frozen value that remembers its text. Its ``parse`` raises ValueError with what is allowed, which the
model turns into a finding at the scalar.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING, Any, ClassVar, Self

from pydantic_core import core_schema

if TYPE_CHECKING:
    from pydantic import GetCoreSchemaHandler, GetJsonSchemaHandler


@dataclass(frozen=True, slots=True)
class Unit:
    """A value read from a string; subclasses say which strings."""

    text: str

    PATTERN: ClassVar[str] = ""
    EXAMPLES: ClassVar[tuple[str, ...]] = ()
    NOUN: ClassVar[str] = ""

    @classmethod
    def parse(cls, value: object) -> Self:
        """The value of a string (or of an integer, where the unit is optional); raises ValueError."""
        if isinstance(value, cls):
            return value
        if isinstance(value, int) and not isinstance(value, bool) and cls.takes_integers():
            value = str(value)
        if not isinstance(value, str) or not re.fullmatch(cls.PATTERN, value, re.ASCII):
            raise ValueError(f"{cls.NOUN} is needed, such as {' or '.join(cls.EXAMPLES)}")
        return cls(value)

    @classmethod
    def takes_integers(cls) -> bool:
        """Whether a bare integer is a value too."""
        return False

    @classmethod
    def __get_pydantic_core_schema__(cls, source: Any, handler: GetCoreSchemaHandler) -> core_schema.CoreSchema:
        return core_schema.no_info_plain_validator_function(
            cls.parse, serialization=core_schema.plain_serializer_function_ser_schema(str)
        )

    @classmethod
    def __get_pydantic_json_schema__(
        cls, schema: core_schema.CoreSchema, handler: GetJsonSchemaHandler
    ) -> dict[str, Any]:
        text = {"type": "string", "pattern": f"^(?:{cls.PATTERN})$", "examples": list(cls.EXAMPLES)}
        described = {"description": f"{cls.NOUN[0].upper()}{cls.NOUN[1:]}, such as {' or '.join(cls.EXAMPLES)}."}
        return {"anyOf": [text, {"type": "integer"}], **described} if cls.takes_integers() else {**text, **described}

    def __str__(self) -> str:
        return self.text


_PARTS = re.compile(r"(\d+)([hms])")
_SECONDS = {"h": 3600, "m": 60, "s": 1}


class Duration(Unit):
    """A span of whole seconds: ``90s``, ``5m``, ``1h30m``."""

    PATTERN = r"(?=\d)(\d{1,6}h)?(\d{1,6}m)?(\d{1,6}s)?"
    EXAMPLES = ("30s", "5m", "1h30m")
    NOUN = "a duration in h, m and s"

    @property
    def seconds(self) -> int:
        """The length in seconds."""
        return sum(int(number) * _SECONDS[unit] for number, unit in _PARTS.findall(self.text))


class Latency(Unit):
    """A response time: ``500ms`` or ``1.5s``."""

    PATTERN = r"\d{1,9}(\.\d{1,6})?(ms|s)"
    EXAMPLES = ("500ms", "1.5s")
    NOUN = "a latency in ms or s"

    @property
    def seconds(self) -> Decimal:
        """The time in seconds."""
        if self.text.endswith("ms"):
            return Decimal(self.text[:-2]) / 1000
        return Decimal(self.text[:-1])


class Percentage(Unit):
    """A percentage from 0 to 100 with its sign: ``2%``, ``99.9%``."""

    PATTERN = r"(100(\.0{1,6})?|\d{1,2}(\.\d{1,6})?)%"
    EXAMPLES = ("2%", "99.9%")
    NOUN = "a percentage from 0% to 100%"

    @property
    def fraction(self) -> Decimal:
        """The percentage as a number from 0 to 1."""
        return Decimal(self.text[:-1]) / 100


_SUFFIXES = {
    "": Decimal(1), "m": Decimal("0.001"), "k": Decimal(10**3), "M": Decimal(10**6), "G": Decimal(10**9),
    "T": Decimal(10**12), "Ki": Decimal(2**10), "Mi": Decimal(2**20), "Gi": Decimal(2**30), "Ti": Decimal(2**40),
}  # fmt: skip


class Quantity(Unit):
    """A Kubernetes quantity: ``500m`` or ``2`` CPUs, ``1Gi`` of memory."""

    PATTERN = r"(?=.*[1-9])\d{1,15}(\.\d{1,3})?(m|k|M|G|T|Ki|Mi|Gi|Ti)?"
    EXAMPLES = ("500m", "2", "1Gi")
    NOUN = "a Kubernetes quantity above zero"

    @classmethod
    def takes_integers(cls) -> bool:
        """``cpu: 2`` is as good as ``cpu: "2"``."""
        return True

    @property
    def amount(self) -> Decimal:
        """The quantity in its base unit: CPUs or bytes."""
        number = self.text.rstrip("mkMGTi")
        return Decimal(number) * _SUFFIXES[self.text[len(number) :]]


class Rate(Unit):
    """So many per second or minute: ``200/s``, ``0.5/s``, ``90/m``."""

    PATTERN = r"\d{1,9}(\.\d{1,6})?/(s|m)"
    EXAMPLES = ("200/s", "90/m")
    NOUN = "a rate per second or minute"

    @property
    def per_second(self) -> Decimal:
        """The rate per second."""
        number = Decimal(self.text[:-2])
        return number / 60 if self.text.endswith("m") else number
