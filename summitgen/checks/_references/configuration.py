"""ConfigMaps and Secrets: what is made of them, with their keys, and references to them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from summitgen.checks._access import at, mapping, mappings, text
from summitgen.checks._references.index import CONFIG_MAP, EXTERNAL_SECRET, SECRET, in_namespace, shown_names
from summitgen.checks._references.problem import Problem, Spot

if TYPE_CHECKING:
    from collections.abc import Iterator

    from summitgen.checks._access import Path
    from summitgen.checks._references.index import Index
    from summitgen.checks.rendered import RenderedObject

_SECRETS = "list the secret under the workload's secrets in the spec"
_FILES = "list the file under the workload's config in the spec"


class Configuration:
    """Where ConfigMaps and Secrets come from, with their keys; None for keys that can't be known."""

    def __init__(self, index: Index) -> None:
        self._index = index
        self._secrets: dict[tuple[str, str], set[str] | None] = {}
        for each in index.of(SECRET):
            self._secrets[each.namespace, each.name] = _keys_of(each, "data", "stringData")
        for each in index.of(EXTERNAL_SECRET):
            target = text(each.data, "spec", "target", "name") or each.name
            self._secrets[each.namespace, target] = _external_keys(each)

    def secret(
        self, owner: RenderedObject, path: Path, source: dict[str, Any], name: str = "name"
    ) -> Iterator[Problem]:
        """A problem where no Secret has the name at the source's key ``name``, or it has not the source's ``key``."""
        wanted = text(source, name)
        if wanted is None or source.get("optional") is True:
            return
        if (owner.namespace, wanted) not in self._secrets:
            made = shown_names((each for namespace, each in self._secrets if namespace == owner.namespace), wanted)
            message = f"no ExternalSecret makes the Secret {wanted}{in_namespace(owner.namespace)}"
            yield Problem(owner, (*path, name), f"{message}; allowed: {made}", _SECRETS)
        else:
            yield from _key(owner, path, source, self._secrets[owner.namespace, wanted], _SECRETS)

    def config_map(self, owner: RenderedObject, path: Path, source: dict[str, Any]) -> Iterator[Problem]:
        """As ``secret``, for a ConfigMap."""
        wanted = text(source, "name")
        if wanted is None or source.get("optional") is True:
            return
        found = self._index.get(CONFIG_MAP, owner.namespace, wanted)
        if found is None:
            yield from self._index.missing(Spot(owner, (*path, "name"), _FILES), CONFIG_MAP, wanted)
        else:
            yield from _key(owner, path, source, _keys_of(found, "data", "binaryData"), _FILES)


def _keys_of(each: RenderedObject, *fields: str) -> set[str]:
    return {key for field in fields for key in mapping(each.data, field) if isinstance(key, str)}


def _external_keys(each: RenderedObject) -> set[str] | None:
    if at(each.data, "spec", "dataFrom") or mapping(each.data, "spec", "target", "template"):
        return None
    return {key for _, data in mappings(each.data, "spec", "data") if (key := text(data, "secretKey"))}


def _key(
    owner: RenderedObject, path: Path, source: dict[str, Any], keys: set[str] | None, remedy: str
) -> Iterator[Problem]:
    wanted = [((*path, "key"), text(source, "key"))]
    wanted += [((*path, *item, "key"), text(entry, "key")) for item, entry in mappings(source, "items")]
    for place, key in wanted:
        if key is not None and keys is not None and key not in keys:
            yield Problem(owner, place, f"there is no key {key}; allowed: {', '.join(sorted(keys)) or 'none'}", remedy)
