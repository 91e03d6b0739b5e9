"""The schemas of objects' kinds: those that are needed, read and compiled when they first are."""

from __future__ import annotations

import json
from difflib import get_close_matches
from typing import TYPE_CHECKING, Any

from summitgen import resources

if TYPE_CHECKING:
    from collections.abc import Callable


class Schemas:
    """The schemas of one Kubernetes minor version; a kind is named as ``apps/v1/Deployment``."""

    def __init__(self, minor: str) -> None:
        """Read the catalogue; raises LookupError, with the minors that there are, where the minor isn't one."""
        self._folder = resources.path("schemas")
        catalogue = json.loads((self._folder / "catalogue.json").read_bytes())
        if minor not in catalogue["kubernetes"]:
            raise LookupError(", ".join(sorted(catalogue["kubernetes"])))
        self._files: dict[str, str] = catalogue["kubernetes"][minor] | catalogue["crds"]
        self._accepts: dict[str, Callable[[Any], bool]] = {}

    def __contains__(self, kind: str) -> bool:
        return kind in self._files

    def schema(self, kind: str) -> dict[str, Any]:
        """The JSON schema of a kind that is there."""
        found: dict[str, Any] = json.loads((self._folder / self._files[kind]).read_bytes())
        return found

    def accept(self, kind: str, data: Any) -> bool:
        """Whether an object satisfies the schema of its kind; raises ValueError for what JSON can't express."""
        accepts = self._accepts.get(kind)
        if accepts is None:
            import jsonschema_rs

            accepts = self._accepts[kind] = jsonschema_rs.Draft7Validator(self.schema(kind)).is_valid
        return accepts(data)

    def close_to(self, kind: str) -> list[str]:
        """The kinds that may be meant: other versions of the same name first, then similar ones."""
        name = kind.rpartition("/")[2]
        same = sorted(each for each in self._files if each.endswith(f"/{name}"))
        return same or get_close_matches(kind, sorted(self._files))
