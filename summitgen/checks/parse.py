"""The files that hold data parse: YAML 1.2 and JSON, each key once in its mapping."""

from __future__ import annotations

from typing import TYPE_CHECKING

from summitgen.checks.check import Check
from summitgen.findings import error

if TYPE_CHECKING:
    from collections.abc import Iterator

    from summitgen.checks.rendered import Rendered
    from summitgen.findings import Finding

_ID = "check/parse"
_REMEDY = "no spec should lead to this: report it as a bug of summitgen, with the spec that it came from"


def _run(rendered: Rendered) -> Iterator[Finding]:
    for found in rendered.unreadable:
        yield error(_ID, found.message, _REMEDY, found.place)


CHECK = Check(
    _ID, "YAML and JSON files parse, no mapping has a key twice, and manifests hold Kubernetes objects.", _run
)
