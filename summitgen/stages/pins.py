"""What the specs pin: actions by commit, base images by digest, each once with the place where it is given."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

from summitgen.syntax import Mapping, Scalar, Sequence, child

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from summitgen.findings import Place
    from summitgen.syntax import Node

Kind = Literal["action", "base image"]
_LISTS: tuple[tuple[Kind, str, str, str], ...] = (
    ("action", "actionPins", "version", "commit"),
    ("base image", "baseImages", "tag", "digest"),
)


@dataclass(frozen=True, slots=True)
class Pin:
    """A pin: of an action its version and commit, of a base image its tag and digest; ``use`` tells images apart.

    ``version`` and ``digest`` are the scalars of the spec, with their places.
    """

    kind: Kind
    name: str
    use: str
    version: Scalar
    digest: Scalar

    @property
    def place(self) -> Place:
        """Where what decides stands: the commit or digest."""
        return self.digest.place


def pins(trees: Iterable[Mapping]) -> tuple[Pin, ...]:
    """The pins of all environments, in the order of the specs; each place counts once, however many extend its file."""
    found: dict[Place, Pin] = {}
    for tree in trees:
        for pin in _of_tree(tree):
            found.setdefault(pin.place, pin)
    return tuple(found.values())


def _of_tree(tree: Mapping) -> Iterator[Pin]:
    pipeline = child(tree, "pipeline")
    if pipeline is None:
        return
    for kind, key, version, digest in _LISTS:
        listed = child(pipeline, key)
        for item in listed.items if isinstance(listed, Sequence) else ():
            name, one, other = (child(item, step) for step in ("name", version, digest))
            if isinstance(name, Scalar) and isinstance(one, Scalar) and isinstance(other, Scalar):
                yield Pin(kind, name.text, _use(item), one, other)


def _use(item: Node) -> str:
    words = (child(item, key) for key in ("language", "version", "use"))
    return " ".join(word.text for word in words if isinstance(word, Scalar)) if _is_image(item) else ""


def _is_image(item: Node) -> bool:
    return isinstance(item, Mapping) and "digest" in item.entries
