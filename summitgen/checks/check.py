"""What a check is."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from summitgen.checks.rendered import Rendered
    from summitgen.findings import Finding


@dataclass(frozen=True, slots=True)
class Check:
    """A check with its id ("check/parse"), what it proves in a sentence, and the function that looks for breaches."""

    id: str
    description: str
    run: Callable[[Rendered], Iterable[Finding]]
