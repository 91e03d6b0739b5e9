"""What a spec file extends: its top-level ``extends``, a file or a list of files, relative to the file that says it."""

from __future__ import annotations

import posixpath
from typing import TYPE_CHECKING, NamedTuple

from summitgen.findings import Finding, Place, error
from summitgen.syntax import Scalar, Sequence

if TYPE_CHECKING:
    from summitgen.syntax import Mapping, Node

KEY = "extends"


class Reference(NamedTuple):
    """A file (relative to the project, with ``/``) that another extends, and where that is said."""

    file: str
    place: Place


def references(tree: Mapping) -> tuple[tuple[Reference, ...], tuple[Finding, ...]]:
    """The files that a file extends, in its order, and what is wrong with how it names them."""
    entry = tree.entries.get(KEY)
    if entry is None:
        return (), ()
    found: list[Reference] = []
    findings: list[Finding] = []
    value = entry.value
    for node in value.items if isinstance(value, Sequence) else (value,):
        reference = _reference(entry.place, node)
        if isinstance(reference, Reference):
            found.append(reference)
        else:
            findings.append(reference)
    return tuple(found), tuple(findings)


def _reference(key: Place, node: Node) -> Reference | Finding:
    if not isinstance(node, Scalar) or not isinstance(node.value, str) or not node.value:
        place = node.place if isinstance(node, Scalar) else key
        message = "`extends` is the path of a file, or a list of such paths"
        return error("resolve/extends", message, "Write `extends: base.yaml`.", place)
    path = node.value
    joined = posixpath.normpath(posixpath.join(posixpath.dirname(key.file), path))
    if "\\" in path or path.startswith("/") or joined == ".." or joined.startswith("../"):
        message = f"{path} is not inside the project; `extends` takes relative paths with '/' inside the project"
        return error("resolve/extends-outside", message, "Move the file into the project.", node.place)
    return Reference(joined, node.place)
